"""Word clusters: what the table says, other spellings, and tables that are missing or damaged."""

from pathlib import Path

import pytest

from annotator.nlp.corrector import clusters
from annotator.paths import clusters_file


def shared(one: str, other: str) -> int:
    """The length of the common part of two words' paths."""
    paths = clusters.path(one, "en"), clusters.path(other, "en")
    return next((i for i, (a, b) in enumerate(zip(*paths, strict=False)) if a != b), 4)


def test_words_that_are_used_alike_are_near_each_other() -> None:
    assert clusters.path("Monday", "en") == clusters.path("Thursday", "en") != ""
    assert shared("Nairobi", "Beijing") > shared("Nairobi", "shouted")


@pytest.mark.parametrize("word", ["Nairobi", "NAIROBI", "nairobi"])
def test_the_other_spellings_of_a_word_do(word: str) -> None:
    assert clusters.path(word, "en") == clusters.path("Nairobi", "en") != ""


@pytest.mark.parametrize(
    ("word", "language"),
    [("", "en"), ("Qxzzyv", "en"), ("Monday", "xx"), ("Monday", ""), ("Monday", "../en")],
)
def test_what_is_in_no_table_has_no_path(word: str, language: str) -> None:
    assert clusters.path(word, language) == ""


def test_paths_are_what_the_features_cut() -> None:
    """Of zeros and ones, and whole at the length that stands for the whole path."""
    paths = set(clusters.table("en").values())
    assert all(set(path) <= {"0", "1"} for path in paths)
    assert 10 < max(map(len, paths)) <= 20


def test_a_damaged_table_is_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "en.txt.gz"
    file.write_bytes(clusters_file("en").read_bytes()[:1000])
    monkeypatch.setattr(clusters, "clusters_file", lambda _: file)
    clusters.table.cache_clear()
    try:
        assert clusters.path("Monday", "en") == ""
    finally:
        clusters.table.cache_clear()
