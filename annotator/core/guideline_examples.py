"""The examples that guidelines give: surfaces in quotation marks that a label is for.

"Named bodies (“NATO”, “the Ministry of Health” without “the”). A capital (“Beijing said”) is GPE."
gives NATO and Ministry of Health. A guideline quotes for other reasons too, so a quotation counts
only where nothing speaks against it: not in a sentence that says "not" or names another label, not
a part of speech, and no surface that two guidelines quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.core.edges import trim
from annotator.core.memory import key_of
from annotator.core.records import Label

_MARKS = r"“[^“”\n]+”|„[^„“\n]+“|«[^«»\n]+»|»[^«»\n]+«|\"[^\"\n]+\"|「[^「」\n]+」|『[^『』\n]+』"
_QUOTED = re.compile(
    _MARKS
    # An apostrophe closes no quotation: one ends where no letter follows.
    + r"|(?<!\w)[‘‚'](?=\w)[^‘‚\n“„]+?[’‘'](?!\w)"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|[。！？；\n]+")
_MOST_WORDS, _LONGEST = 6, 60

# Words by which a sentence says what is no example, in the languages of the pipelines that are
# usual here; in others all that is quoted counts, and one decision outranks it.
_NEGATIONS = frozenset(
    """not no never neither nor none nothing cannot except excluding excludes excluded exclude
    unlike rather instead don't doesn't isn't aren't don’t doesn’t isn’t aren’t
    nicht nie kein keine keinen keiner keines keinem weder noch außer ausgenommen sondern
    pas jamais aucun aucune sauf excepté ni plutôt
    nunca jamás excepto salvo ningún ninguna tampoco sino
    non mai tranne eccetto nessun nessuno nessuna né
    não exceto nenhum nenhuma nem niet geen nooit behalve
    ikke inte aldrig ingen utom""".split()
)
_BESIDE = frozenset("with without mit ohne avec sans con sin senza com sem met zonder".split())
_INSIDE = frozenset("in of from of aus dans de en van da".split())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def examples_of(labels: tuple[Label, ...]) -> dict[str, int]:
    """The surfaces that the guidelines of labels in use quote as examples, with the label's id."""
    found: dict[str, int] = {}
    twice = set()
    for label in labels:
        if label.retired or not label.guideline:
            continue
        others = {
            name
            for each in labels
            if each.id != label.id
            for name in (each.name, each.short)
            if name
        }
        for surface in set(_examples(label, others)):
            if surface in found:
                twice.add(surface)
            found[surface] = label.id
    return {surface: label for surface, label in found.items() if surface not in twice}


def _examples(label: Label, others: Iterable[str]) -> Iterator[str]:
    for sentence in _sentences(label.guideline):
        places = list(_QUOTED.finditer(sentence))
        quoted = [match[0][1:-1].strip() for match in places]
        said = _QUOTED.sub(" ", sentence)
        if not quoted or _is_about_others(said, others):
            continue
        for match, surface in zip(places, quoted, strict=True):
            before = _WORD.findall(sentence[: match.start()])[-1:]
            holds_another = any(x != surface and x in surface for x in quoted)
            if before and before[0].lower() in _BESIDE:  # with “the”
                continue
            if holds_another and before and before[0].lower() in _INSIDE:
                continue
            start, end = trim(surface, 0, len(surface), label)
            trimmed = key_of(surface[start:end])
            if _is_name(trimmed):
                yield trimmed


def _sentences(guideline: str) -> Iterator[str]:
    """Cut where a sentence ends, but not within a quotation: “3 p.m.”."""
    masked = _QUOTED.sub(lambda match: "x" * len(match[0]), guideline)
    last = 0
    for gap in _SENTENCE.finditer(masked):
        yield guideline[last : gap.start()]
        last = gap.end()
    yield guideline[last:]


def _is_about_others(said: str, others: Iterable[str]) -> bool:
    if any(word.lower() in _NEGATIONS for word in _WORD.findall(said)):
        return True
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in others)


def _is_name(surface: str) -> bool:
    """Whether a surface may be one that stands for itself: short, with a capital in its last word,
    or in a script without capitals.
    """
    words = surface.split()
    if not words or len(words) > _MOST_WORDS or len(surface) > _LONGEST:
        return False
    if not any(c.isalpha() for c in surface):
        return False
    return any(c.isupper() or c.isdigit() for c in words[-1]) or not any(
        c.islower() for c in surface
    )
