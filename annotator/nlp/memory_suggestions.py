"""What memory says about suggestions, at once: relabels, adds, and takes back to a maybe; and how
often what it knows stood in finished articles without being marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from annotator.core.memory import Counts, Memory, key_of
from annotator.core.mentions import ends_run, is_alone
from annotator.core.records import Source
from annotator.core.tokens import Tokens
from annotator.nlp.sources.proposal import Proposal


def apply_memory(
    proposals: Sequence[Proposal],
    text: str,
    tokens: Tokens,
    memory: Memory,
    labels: frozenset[int],
) -> list[Proposal]:
    """The proposals as memory would have them, in order. Only `labels` are given.

    A surface that was decided takes the label that it got most often; one that was mostly
    rejected becomes a maybe; one that nothing marks is added where it stands alone, in place of
    what was proposed inside it, unless it was as often rejected or stood unmarked more often than
    marked: one slip would mark a common word in each article. What lies over a known surface or is
    longer stays as it is.
    """
    found = {(each.start, each.end): each for each in proposals}
    for known in memory.recall(text, tokens):
        start, end = tokens.starts[known.first_token], tokens.ends[known.end_token - 1]
        label = _label(known.counts)
        if label is not None and label not in labels:
            continue
        here = found.get((start, end))
        if here is not None:
            found[start, end] = _as_remembered(here, label)
        elif (
            label is not None
            and memory.is_name(text[start:end], label)
            and _is_named(text, tokens, start, end)
        ):
            _add(found, Proposal(start, end, label, Source.MEMORY), text)
    return [found[place] for place in sorted(found)]


def unmarked_in(
    memory: Memory,
    text: str,
    tokens: Tokens,
    spans: Sequence[tuple[int, int]],
    unobserved_spans: Sequence[tuple[int, int]] = (),
) -> Counter[str]:
    """By surface that memory knows, how many more times it stands alone and unmarked in a finished
    article than it is one of its `spans`. Inside a span it is neither, nor where it is one of
    `unobserved_spans`.
    """
    marked, taken = set(spans), [*spans, *unobserved_spans]
    found: Counter[str] = Counter()
    for known in memory.recall(text, tokens):
        start, end = tokens.starts[known.first_token], tokens.ends[known.end_token - 1]
        if (start, end) in marked:
            found[key_of(text[start:end])] -= 1
        elif all(e <= start or end <= s for s, e in taken) and _is_named(text, tokens, start, end):
            found[key_of(text[start:end])] += 1
    return found


def _is_named(text: str, tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name stands alone, or at the end of a run of words that are not of it."""
    return is_alone(text, tokens, start, end) or ends_run(text, tokens, start, end)


def _label(counts: Counts) -> int | None:
    """What was decided most often; None, rejected, loses a tie."""
    return max(counts.items(), key=lambda item: (item[1], item[0] is not None, item[0] or 0))[0]


def _as_remembered(proposal: Proposal, label: int | None) -> Proposal:
    if label is None:
        return replace(proposal, is_maybe=True, source=Source.MEMORY)
    if label == proposal.label and not proposal.is_maybe:
        return proposal
    return replace(proposal, label=label, is_maybe=False, source=Source.MEMORY)


def _add(found: dict[tuple[int, int], Proposal], new: Proposal, text: str) -> None:
    touching = [place for place in found if place[0] < new.end and new.start < place[1]]
    if any(place[0] < new.start or place[1] > new.end for place in touching):
        return
    if not any(c.isupper() for c in text[new.start : new.end]) and any(
        c.islower() for c in text[new.start : new.end]
    ):
        return  # common words: "last year" is not a name wherever it stands
    for place in touching:
        del found[place]
    found[new.start, new.end] = new
