"""The articles that several people coded, as they are compared: read once, with their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.core.agreement.codings import CodedArticle, Coding
from annotator.core.agreement.spans import Places, Range, places
from annotator.core.codes import Part
from annotator.core.records import Scheme
from annotator.core.sampling import pooled
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import Store
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    """What people coded in the same articles: in the overlap, in the pilot, and when asked again.

    `chances` are those by which the articles of the overlap were drawn, in any round; `lengths`
    are those of its texts, and `places` what could have been found there, both in its order. So
    many articles are `left_out` because they are damaged.
    """

    scheme: Scheme
    overlap: Sequence[CodedArticle]
    pilot: Sequence[CodedArticle]
    repeats: Sequence[tuple[Coding, Coding]]
    chances: Sequence[float]
    lengths: Sequence[int]
    places: Sequence[Places]
    left_out: int = 0

    @property
    def coders(self) -> list[str]:
        """Who coded in the overlap, by name."""
        return sorted({coding.coder for each in self.overlap for coding in each.codings})


def read(store: Store, check: Callable[[], None] = lambda: None) -> Compared:
    """Read what several people coded; `check` may end it between articles."""
    overlap, pilot, repeats = [], [], []
    lengths, there, chances = [], [], []
    rounds, drawn = store.team.chances(), store.team.overlap_chances()
    damaged: set[int | None] = set()
    for each in store.codings.of(least=2, on_damage=lambda found: damaged.add(found.article)):
        check()
        repeats += _asked_again(each)
        if several := _several(each, lambda x: x.part == Part.PILOT):
            pilot.append(several)
        several = _several(each, lambda x: x.part not in (Part.PILOT, Part.TRAINING))
        if several is None:
            continue
        try:
            article = store.articles.get(each.article)
        except UserError:  # its text is damaged: told by the check of the project
            damaged.add(each.article)
            continue
        overlap.append(several)
        lengths.append(len(article.text))
        there.append(places(several.codings, words(article.text)))
        of = article.source, article.published, store.articles.imported_at(each.article)
        was = drawn.get(each.article)
        usual = min(coding.chance for coding in several.codings)
        chances.append(usual if was is None else pooled(was, rounds, of))
    return Compared(
        store.scheme.read(), overlap, pilot, repeats, chances, lengths, there, len(damaged)
    )


def words(text: str) -> list[Range]:
    """The words of a text: its tokens with a letter or digit."""
    tokens = cut(text)
    each = zip(tokens.starts, tokens.ends, strict=True)
    return [(start, end) for start, end in each if text[start].isalnum()]


def _several(each: CodedArticle, which: Callable[[Coding], bool]) -> CodedArticle | None:
    codings = tuple(filter(which, each.people))
    return CodedArticle(each.article, codings) if len(codings) > 1 else None


def _asked_again(each: CodedArticle) -> list[tuple[Coding, Coding]]:
    """What a coder said first and when the article came again."""
    by = {coding.annotator: coding for coding in each.people}
    return [
        (by[coding.of], coding)
        for coding in each.codings
        if coding.of is not None and coding.of in by
    ]
