"""Which of a pipeline's labels feed which labels, and which are proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import feeding
from annotator.core.label_meanings import likely_feeds
from annotator.core.records import Change, Label, Mapped, Scheme, Source, Suggestion
from annotator.core.wire import scheme_from_wire, scheme_to_wire
from annotator.workspace.open.label_proposals import proposals
from tests.unit.core.making import sheet

ONTONOTES = tuple(
    "CARDINAL DATE EVENT FAC GPE LANGUAGE LAW LOC MONEY NORP ORDINAL ORG PERCENT PERSON PRODUCT"
    " QUANTITY TIME WORK_OF_ART".split()
)
CONLL = ("LOC", "MISC", "ORG", "PER")
SCHEME = Scheme(
    labels=tuple(
        Label(n, name) for n, name in enumerate(("Politician", "Journalist", "Party", "ORG"), 1)
    )
)


@pytest.mark.parametrize(
    ("name", "ontonotes", "conll"),
    [
        ("Politician", "PERSON", "PER"),
        ("politicians", "PERSON", "PER"),
        ("PoliticalParty", "ORG", "ORG"),
        ("Country", "GPE", "LOC"),
        ("Event", "EVENT", "MISC"),
        ("per", "PERSON", "PER"),
        ("Organisaton", "ORG", "ORG"),
        ("Politikerin", "PERSON", "PER"),
        ("News outlet", "ORG", "ORG"),
        ("Head of Government or State", "PERSON", "PER"),
        ("Member of Parliament", "PERSON", "PER"),
        ("Geopolitical Region of the World", "GPE", "LOC"),
        ("Military Unit or Armed Group", "ORG", "ORG"),
        ("Country or Territory", "GPE", "LOC"),
        ("country_of_origin", "GPE", "LOC"),
        ("Work of Art, Book or Film", "WORK_OF_ART", "MISC"),
        ("Vegetable", "", ""),
        ("", "", ""),
    ],
)
def test_labels_are_found_by_name_and_by_meaning(name: str, ontonotes: str, conll: str) -> None:
    assert likely_feeds(name, ONTONOTES) == ((ontonotes,) if ontonotes else ())
    assert likely_feeds(name, CONLL) == ((conll,) if conll else ())


@given(st.text(max_size=30), st.lists(st.sampled_from((*ONTONOTES, *CONLL)), unique=True))
def test_only_what_the_pipeline_has_is_proposed(name: str, labels: list[str]) -> None:
    assert set(likely_feeds(name, labels)) <= set(labels)


def applied(scheme: Scheme, changes: tuple[Change, ...]) -> Scheme:
    """The scheme after changes of what feeds its labels."""
    rows = {x: Mapped(x, n, scheme.also_fed.get(x, ())) for x, n in scheme.label_map.items()}
    for change in changes:
        assert isinstance(change.after, Mapped)
        assert rows.get(change.after.pipeline_label) == change.before
        rows[change.after.pipeline_label] = change.after
    return replace(
        scheme,
        label_map={x: row.label for x, row in rows.items()},
        also_fed={x: row.also for x, row in rows.items() if row.also},
    )


_NAMES = st.sampled_from(("PERSON", "ORG", "GPE", "Party"))


@given(st.lists(st.tuples(st.integers(0, 3), st.sets(_NAMES)), max_size=6))
def test_a_label_is_fed_by_just_what_it_was_given(steps: list[tuple[int, set[str]]]) -> None:
    scheme = SCHEME
    for at, names in steps:
        label = scheme.labels[at]
        others = {x.id: set(feeding.feeds_of(scheme, x)) for x in scheme.labels if x != label}
        scheme = applied(scheme, feeding.feed(scheme, label, names).changes)
        assert set(feeding.feeds_of(scheme, label)) == names
        assert {x: set(feeding.feeds_of(scheme, scheme.label(x))) for x in others} == others
        assert all((label in feeding.fed_by(scheme, x)) == (x in names) for x in scheme.label_map)
        assert scheme_from_wire(scheme_to_wire(scheme)) == scheme


def test_what_feeds_a_label_already_is_not_proposed_for_another() -> None:
    assert feeding.proposed(SCHEME, "Company", ONTONOTES) == ()  # ORG feeds the label ORG
    assert feeding.proposed(SCHEME, "Country", ONTONOTES) == ("GPE",)


def test_labels_of_a_file_that_nothing_feeds_are_fed_and_what_is_said_stays() -> None:
    given_map: dict[str, int | None] = {"ORG": 3, "GPE": None}
    labels = (*SCHEME.labels[:3], Label(9, "Country"))
    scheme = feeding.fed_anew(Scheme(labels=labels, label_map=given_map), ONTONOTES)
    assert scheme.label_map == {"ORG": 3, "GPE": None, "PERSON": 1}


def test_of_two_labels_the_first_is_suggested_doubtful_with_the_other_beside_it() -> None:
    page = sheet("Xi met Li.", [Suggestion(1, 1, 0, 2, 1, Source.PIPELINE)])
    two = replace(page.scheme, label_map={"PERSON": 1}, also_fed={"PERSON": (4,)})
    assert not page.marks.doubtful
    page.scheme = two
    page.know(page.knowledge)
    (mark,) = page.marks
    assert (mark.label, mark.doubt) == (1, "rivals")
    assert [x.label for x in proposals(page, 0, 2)][:2] == [1, 4]


def test_suggestions_of_another_map_or_with_other_names_are_old() -> None:
    fed = applied(SCHEME, feeding.feed(SCHEME, SCHEME.labels[0], ["PERSON"]).changes)
    renamed = replace(SCHEME, labels=(replace(SCHEME.labels[0], name="PERSON"), *SCHEME.labels[1:]))
    assert len({feeding.digest(x) for x in (SCHEME, fed, renamed, Scheme())}) == 4
    assert feeding.digest(SCHEME) == feeding.digest(replace(SCHEME, version=7))
