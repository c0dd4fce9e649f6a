"""The schemes that come with the program are whole: keys, colours, maps, guidelines."""

import string
import tomllib
from typing import Any

import pytest

from annotator import paths

SCHEMES = ("news", "ontonotes", "conll", "empty")
ONTONOTES = set(
    "PERSON NORP FAC ORG GPE LOC PRODUCT EVENT WORK_OF_ART LAW LANGUAGE "
    "DATE TIME PERCENT MONEY QUANTITY ORDINAL CARDINAL".split()
)
CONLL = {"PER", "ORG", "LOC", "MISC"}
LABEL_FIELDS = {
    "name": str,
    "short": str,
    "colour": str,
    "key": str,
    "guideline": str,
    "leave_out": list,
    "exceptions": list,
    "doubtful": bool,
}


def load(name: str) -> dict[str, Any]:
    return tomllib.loads((paths.schemes_dir() / f"{name}.toml").read_text(encoding="utf-8"))


def proposed_keys(names: list[str]) -> list[str]:
    """The first free letter of each name, then any free one."""
    taken: list[str] = []
    for name in names:
        letters = [c for c in name.lower() if c in string.ascii_lowercase]
        taken.append(next(c for c in (*letters, *string.ascii_lowercase) if c not in taken))
    return taken


def test_no_scheme_is_left_out_of_these_tests() -> None:
    assert {file.stem for file in paths.schemes_dir().glob("*.toml")} == set(SCHEMES)


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_its_fields(name: str) -> None:
    scheme = load(name)
    assert set(scheme) == {
        *("name", "title", "description", "nested", "labels", "topic_groups", "label_map")
    }
    assert scheme["name"] == name
    assert scheme["title"]
    assert "\n" not in scheme["description"]
    for label in scheme["labels"]:
        assert {field: type(value) for field, value in label.items()} == LABEL_FIELDS


@pytest.mark.parametrize("name", SCHEMES)
def test_names_and_keys_are_unique_and_keys_follow_the_rule(name: str) -> None:
    labels = load(name)["labels"]
    names = [label["name"] for label in labels]
    assert len(set(names)) == len(names)
    assert len({label["short"] for label in labels}) == len(names)
    assert [label["key"] for label in labels] == proposed_keys(names)


@pytest.mark.parametrize("name", SCHEMES)
def test_colours_are_names_of_the_palette(name: str) -> None:
    palette = tomllib.loads((paths.themes_dir() / "light.toml").read_text("utf-8"))["labels"]
    colours = [label["colour"] for label in load(name)["labels"]]
    assert set(colours) <= set(palette)
    if len(colours) <= len(palette):
        assert len(set(colours)) == len(colours)


@pytest.mark.parametrize("name", SCHEMES)
def test_the_map_leads_to_labels_of_the_scheme(name: str) -> None:
    scheme = load(name)
    names = {label["name"] for label in scheme["labels"]}
    assert set(scheme["label_map"].values()) <= names | {""}
    if names:
        assert set(scheme["label_map"]) == ONTONOTES | CONLL
        assert names <= set(scheme["label_map"].values())
    for label in names & set(scheme["label_map"]):
        assert scheme["label_map"][label] == label


@pytest.mark.parametrize("name", SCHEMES)
def test_edges_and_exceptions_agree(name: str) -> None:
    for label in load(name)["labels"]:
        leave_out, exceptions = label["leave_out"], label["exceptions"]
        assert len(set(leave_out)) == len(leave_out)
        assert all(piece and piece == piece.strip() for piece in leave_out)
        for surface in exceptions:
            opening = [p for p in leave_out if surface.lower().startswith(f"{p.lower()} ")]
            assert opening or surface.endswith(tuple(leave_out)), surface


@pytest.mark.parametrize("name", SCHEMES)
def test_guidelines_say_enough_and_fit_the_panel(name: str) -> None:
    for label in load(name)["labels"]:
        assert 80 <= len(label["guideline"]) <= 320, label["name"]
        assert label["guideline"].endswith(".")


def test_topics_have_keywords_that_text_can_match() -> None:
    (group,) = load("news")["topic_groups"]
    topics = group["topics"]
    assert len({topic["name"] for topic in topics}) == len(topics) == 10
    for topic in topics:
        keywords = topic["keywords"]
        assert 15 <= len(keywords) <= 30, topic["name"]
        assert len(set(keywords)) == len(keywords), topic["name"]
        assert all(word == word.lower().strip() for word in keywords)
        assert topic["guideline"].endswith(".")


def test_news_keeps_what_the_users_study_and_drops_the_rest() -> None:
    scheme = load("news")
    ignored = {source for source, label in scheme["label_map"].items() if not label}
    assert ignored == {
        *("CARDINAL", "ORDINAL", "PERCENT", "QUANTITY", "TIME"),
        *("LANGUAGE", "PRODUCT", "WORK_OF_ART", "MISC"),
    }
    doubtful = {label["name"] for label in scheme["labels"] if label["doubtful"]}
    assert {"ORG", "FAC", "LAW", "EVENT"} <= doubtful


def test_the_empty_scheme_is_empty() -> None:
    scheme = load("empty")
    assert (scheme["labels"], scheme["topic_groups"], scheme["label_map"]) == ([], [], {})
