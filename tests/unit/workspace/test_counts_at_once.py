"""What was decided counts at once, in every order of keys; nothing confirmed goes in silence.

What is tested: `workspace/open/deciding.py`, `workspace/open/edges.py`,
`workspace/open/replacing.py`, `workspace/open/repeating.py`.
"""

from __future__ import annotations

import pytest

from annotator.core.marks import MarkState
from annotator.core.records import Source, Suggestion
from annotator.core.sheet import Sheet
from annotator.workspace.open.label_proposals import proposals
from annotator.workspace.open.review import OpenReview
from tests.unit.core.making import sheet
from tests.unit.workspace.test_walk import Committer

TEXT = (
    "Then Xi Jinping met the Harbour Council. The Harbour Council thanked Xi Jinping, and Chinese"
    " President Xi Jinping left. Next the Harbour Council slept."
)
PERSON, ORG = 1, 2


def place(surface: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(surface, at + 1)
    return at, at + len(surface)


def suggested(
    number: int, surface: str, nth: int = 0, label: int | None = ORG, *, is_maybe: bool = False
) -> Suggestion:
    source = Source.SHAPE if is_maybe else Source.PIPELINE
    return Suggestion(number, 1, *place(surface, nth), label, source, None, is_maybe)


def review_of(*suggestions: Suggestion) -> OpenReview:
    return OpenReview(sheet(TEXT, suggestions), Committer())


def followed(page: Sheet) -> list[tuple[str, int, int | None]]:
    return [(m.surface, m.start, m.label) for m in page.marks if m.state == MarkState.FOLLOWED]


_RUN = suggested(9, "Chinese President Xi Jinping", label=None, is_maybe=True)
_MAYBES = (
    suggested(1, "Xi Jinping", label=None, is_maybe=True),
    suggested(2, "Xi Jinping", 1, label=None, is_maybe=True),
    _RUN,
)
_WRONG = (suggested(1, "Xi Jinping"), suggested(2, "Xi Jinping", 1), _RUN)
_SHORT = (suggested(1, "Jinping", label=PERSON), suggested(2, "Jinping", 1, label=PERSON), _RUN)


@pytest.mark.parametrize(
    ("there", "keys"),
    [
        ((), "focus letter"),
        (_MAYBES, "focus letter"),
        (_WRONG, "focus letter"),
        (_SHORT, "short letter edge"),
        (_SHORT, "short edge letter"),
        ((_RUN,), "short letter edge"),
        ((_RUN,), "short edge letter"),
    ],
)
def test_a_name_counts_at_once_however_it_was_decided(there, keys: str) -> None:
    review = review_of(*there)
    for key in keys.split():
        if key == "focus":
            review.walk.to_range(*place("Xi Jinping"))
        elif key == "short":
            review.walk.to_range(*place("Jinping"))
        elif key == "letter":
            review.deciding.label(PERSON)
        else:
            if review.sheet.span_at(*place("Jinping")):
                review.walk.to_range(*place("Jinping"))
            assert review.edges.by_token("start", -1).note is None
    page = review.sheet
    assert [(s.surface, s.label) for s in page.spans] == [("Xi Jinping", PERSON)]
    others = [("Xi Jinping", place("Xi Jinping", nth)[0], PERSON) for nth in (1, 2)]
    assert [x for x in followed(page) if x[0] == "Xi Jinping"] == others
    assert proposals(page, *place("Xi Jinping", 1))[0].label == PERSON
    assert dict(page.decided_labels("Xi Jinping")) == {PERSON: 1}


def test_what_followed_the_surface_before_its_edge_was_mended_is_let_go() -> None:
    review = review_of(suggested(1, "Harbour Council"), suggested(2, "Council", 1, label=PERSON))
    review.walk.to_range(*place("Council"))
    review.deciding.label(ORG)  # a slip: only a part of the name
    assert ("Council", place("Council", 1)[0], ORG) in followed(review.sheet)
    review.walk.to_range(*place("Council"))
    review.edges.move(*place("Harbour Council"))
    page = review.sheet
    assert not [x for x in followed(page) if x[0] == "Council"]
    assert [s.surface for s in page.spans] == ["Harbour Council"]


def test_all_of_it_is_one_act_that_is_undone() -> None:
    review = review_of(*_SHORT)
    before = (list(review.sheet.marks), review.sheet.spans)
    review.walk.to_range(*place("Jinping"))
    review.deciding.label(PERSON)
    review.walk.to_range(*place("Jinping"))
    review.edges.by_token("start", -1)
    for act in reversed(review._recorder.committer.acts):
        review.sheet.apply([change.inverse() for change in act.changes[::-1]])
    assert (list(review.sheet.marks), review.sheet.spans) == before


def test_a_name_inside_a_longer_one_that_is_suggested_does_not_follow() -> None:
    longer = suggested(1, "Chinese President Xi Jinping", label=ORG)
    review = review_of(longer)
    review.walk.to_range(*place("Xi Jinping"))
    review.deciding.label(PERSON)
    assert [x[1] for x in followed(review.sheet)] == [place("Xi Jinping", 1)[0]]


# -- labelling over what was confirmed -----------------------------------------------------


def confirmed() -> OpenReview:
    review = review_of()
    review.walk.to_range(*place("Harbour Council"))
    review.deciding.label(ORG, alone=True)
    return review


def test_labelling_over_a_confirmed_span_says_what_goes_and_takes_a_second_press() -> None:
    review = confirmed()
    review.walk.to_range(*place("the Harbour Council"))
    told = review.deciding.label(PERSON).note
    assert told is not None and told.code == "would replace"
    assert (told.values["surface"], told.values["label"]) == ("Harbour Council", ORG)
    assert [s.surface for s in review.sheet.spans] == ["Harbour Council"]
    assert review.deciding.label(PERSON).act is not None
    assert [(s.surface, s.label) for s in review.sheet.spans] == [("the Harbour Council", PERSON)]


def test_another_label_or_place_asks_again() -> None:
    review = confirmed()
    review.walk.to_range(*place("the Harbour Council"))
    review.deciding.label(PERSON)
    assert review.deciding.label(ORG).act is None
    review.walk.to_range(*place("Council"))
    assert review.deciding.label(ORG).act is None
    assert [s.surface for s in review.sheet.spans] == ["Harbour Council"]


def test_an_edge_does_not_swallow_a_neighbour_in_silence() -> None:
    review = confirmed()
    review.walk.to_range(*place("met"))
    review.deciding.label(PERSON)
    review.walk.to_range(*place("met"))
    review.edges.by_token("end", +1)  # met the
    told = review.edges.by_token("end", +1).note
    assert told is not None and told.code == "would replace"
    assert len(review.sheet.spans) == 2
    assert review.edges.by_token("end", +1).act is not None
    assert [s.surface for s in review.sheet.spans] == ["met the Harbour"]


def test_where_spans_may_lie_over_each_other_nothing_is_asked() -> None:
    page = sheet(TEXT, nested=True)
    review = OpenReview(page, Committer())
    review.walk.to_range(*place("Harbour Council"))
    review.deciding.label(ORG, alone=True)
    review.walk.to_range(*place("the Harbour Council"))
    assert review.deciding.label(PERSON).act is not None
    assert len(page.spans) >= 2


def test_relabelling_and_trimming_the_span_itself_asks_nothing() -> None:
    review = confirmed()
    review.walk.to_range(*place("Harbour Council"))
    assert review.deciding.label(PERSON).act is not None
    review.walk.to_range(*place("Harbour Council"))
    assert review.edges.by_token("start", +1).act is not None
