"""What guidelines quote as examples, and what they quote for other reasons."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.guideline_examples import examples_of
from annotator.core.records import Label
from annotator.workspace.scheme.files import load

ORG = Label(1, "Organisation", "ORG", leave_out=("the",))
GPE = Label(2, "Country", "GPE")


def quoted(guideline: str) -> set[str]:
    found = examples_of((replace(ORG, guideline=guideline), GPE))
    assert set(found.values()) <= {1}
    return set(found)


@pytest.mark.parametrize(
    "quotation", ["“{}”", "„{}“", "«{}»", "»{}«", "‘{}’", "'{}'", '"{}"', "「{}」", "『{}』"]
)
def test_a_surface_in_any_quotation_marks_is_an_example(quotation: str) -> None:
    assert quoted(f"Named bodies: {quotation.format('Bundestag')}.") == {"Bundestag"}


def test_edges_are_those_of_the_label() -> None:
    assert quoted("Bodies that act, such as “the Ministry of Health”.") == {"Ministry of Health"}
    assert set(examples_of((replace(GPE, guideline="“the Gambia”"),))) == {"the Gambia"}


@pytest.mark.parametrize(
    "guideline",
    [
        "Not “Berlin”, which stands for a place.",
        "A building (“White House”) does not count.",
        "A capital that stands for its government (“Beijing”) is GPE.",
        "Capitals (“Beijing”) are of the label Country.",
        "Keine Gebäude („Weißes Haus“).",
        "Sauf les lieux («Élysée»).",
        "A verb stays outside: “Beijing said”, “refused”.",
        "Spans stand without “The”.",
        "It’s the club’s name; the teams’ players too.",
        "“a very long name of some body that has Many Words in It”",
        "“…”, “”, “ ”, “?”",
        "An open quotation: “Bundestag",
    ],
)
def test_what_is_quoted_for_another_reason_is_none(guideline: str) -> None:
    assert quoted(guideline) == set()


def test_one_sentence_does_not_speak_for_the_next() -> None:
    guideline = "Bodies: “Bundestag”, at “3 P.M. News”. Not “Berlin”. Also “NATO”; never “Rhine”."
    assert quoted(guideline) == {"Bundestag", "3 P.M. News", "NATO"}


def test_of_a_surface_within_another_it_is_the_inner_one() -> None:
    assert quoted("Without the office: “Bundestag” in “President of the Bundestag”.") == {
        "Bundestag"
    }


def test_a_surface_under_two_labels_is_an_example_of_none() -> None:
    both = (replace(ORG, guideline="“Beijing”, “NATO”"), replace(GPE, guideline="“Beijing”"))
    assert examples_of(both) == {"NATO": 1}


def test_a_retired_label_has_none() -> None:
    assert examples_of((replace(ORG, guideline="“NATO”", retired=True),)) == {}


@pytest.mark.parametrize("name", ["conll", "ontonotes", "news"])
def test_the_guidelines_that_come_with_the_program_give_what_they_mean(name: str) -> None:
    scheme = load(name)
    found = {s: scheme.label(label).name for s, label in examples_of(scheme.labels).items()}
    meant = {
        "Merkel": "PER",
        "Joe Biden": "PERSON",
        "Heathrow Airport": "LOC" if name == "conll" else "FAC",
        "World War II": "EVENT",
        "Swahili": "LANGUAGE",
        "French": "NORP",
        "Kurds": "NORP",
        "NATO": "ORG",
    }
    assert {s: found[s] for s in meant if s in found} == {s: meant[s] for s in meant if s in found}
    assert len(found) >= 6
    never = {"Beijing said", "Washington refused", "President Joe Biden", "the", "the minister"}
    assert never.isdisjoint(found)


@given(st.text(max_size=200), st.sampled_from(["“{}”", '"{}"', "'{}'", "{}"]))
def test_no_guideline_is_too_odd(text: str, quotation: str) -> None:
    for surface in examples_of((replace(ORG, guideline=quotation.format(text)), GPE)):
        assert any(c.isalpha() for c in surface)
        assert surface == " ".join(surface.split())
