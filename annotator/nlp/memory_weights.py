"""Memory as finished articles weigh it: what stood in them unmarked, and whether it did good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from annotator.core.judging import MOST_READ, RECENT, memory_is_better
from annotator.core.looks import READ_WITHIN
from annotator.core.memory import Memory
from annotator.core.records import Scheme
from annotator.core.repairs import repairs
from annotator.nlp.corrector.training import usages
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.memory_suggestions import unmarked_in
from annotator.nlp.suggesting import suggest
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class WeightedMemory:
    """Memory with the weight of what stood unmarked, which `by_article` (its id) tells apart; and
    of the latest articles the repairs without it and with it, each judged by the articles before,
    and whether all of it was read.
    """

    memory: Memory
    by_article: Mapping[int, Counter[str]]
    judged: Sequence[tuple[int, int, bool]]


def weigh(memory: Memory, examples: Sequence[TrainingExample], scheme: Scheme) -> WeightedMemory:
    """What finished articles, in the order of their reviews, make of `memory`."""
    by_article = {each.article_id: _unmarked(memory, each) for each in examples}
    weighed = memory.without((), memory.usage)
    weighed.unmarked = Counter()
    for counts in by_article.values():
        weighed.unmarked.update(counts)
    judged = _judged(examples, by_article, scheme)
    weighed.speaks = memory_is_better(judged)
    return WeightedMemory(weighed, by_article, judged)


def _unmarked(memory: Memory, example: TrainingExample) -> Counter[str]:
    spans = [(start, end) for start, end, _, _ in example.proven]
    unproven = (*(example.unobserved_spans or ()), *example.unsure)
    tokens = example.evidence.reading.tokens
    return unmarked_in(memory, example.text, tokens, spans, unproven)


def _judged(
    examples: Sequence[TrainingExample], by_article: Mapping[int, Counter[str]], scheme: Scheme
) -> list[tuple[int, int, bool]]:
    so_far = Memory()
    judged = []
    last = range(max(0, len(examples) - READ_WITHIN), len(examples))
    read = [n for n in last if examples[n].unobserved_spans is None]
    telling = {*range(max(0, len(examples) - RECENT), len(examples)), *read[-MOST_READ:]}
    for number, (example, usage) in enumerate(zip(examples, usages(examples), strict=True)):
        if number in telling:
            so_far.usage = usage
            is_read = example.unobserved_spans is None
            without, with_it = (_needed(example, scheme, x) for x in (None, so_far))
            judged.append((without, with_it, is_read))
        for surface, counts in example.contribution().items():
            for label, count in counts.items():
                so_far.add(surface, label, count)
        so_far.unmarked.update(by_article[example.article_id])
    return judged


def _needed(example: TrainingExample, scheme: Scheme, memory: Memory | None) -> int:
    answer = suggest(example.evidence.reading, example.text, scheme, memory)
    gold = [(start, end, label) for start, end, label, _ in example.spans]
    found = [
        (p.start, p.end, p.label)
        for p in answer.proposals
        if p.label is not None and not p.is_maybe
    ]
    return len(repairs(gold, found))
