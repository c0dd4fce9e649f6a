"""What is tested: `nlp/memory_weights.py`: by which articles memory is judged."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.judging import MOST_READ, RECENT
from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme
from annotator.core.tokens import cut
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.training_example import TrainingExample
from annotator.nlp.memory_weights import weigh
from annotator.nlp.sources.parsed_article import ParsedArticle

SCHEME = Scheme(labels=(Label(1, "PERSON", key="p"),))


def example(number: int, *, is_read: bool) -> TrainingExample:
    text = f"Ada Brook {number} slept."
    parse = CachedParse(ParsedArticle(cut(text), [0], []))
    return TrainingExample(
        number, text, parse, [(0, 9, 1, 1.0)], unobserved_spans=None if is_read else ()
    )


def test_those_that_were_read_are_judged_however_long_ago() -> None:
    examples = [example(n, is_read=n < MOST_READ + 4) for n in range(MOST_READ + 4 + RECENT)]
    judged = weigh(Memory(), examples, SCHEME).judged
    assert [is_read for _, _, is_read in judged] == [True] * MOST_READ + [False] * RECENT
    all_read = [example(n, is_read=True) for n in range(2 * RECENT)]
    assert len(weigh(Memory(), all_read, SCHEME).judged) == RECENT


def test_what_is_unsure_speaks_neither_for_a_surface_nor_against_it() -> None:
    memory = Memory()
    memory.add("Ada Brook", 1)
    proven = example(0, is_read=False)
    unsure = replace(proven, unseen={(0, 9): [(1, 0.5)]})
    unmarked = replace(proven, spans=())
    found = [
        sum(weigh(memory, [each], SCHEME).by_article[0].values())
        for each in (proven, unsure, unmarked)
    ]
    assert found == [-1, 0, 1]
