"""`ui/shell/languages.py`, `ui/words/translating.py`: languages by the locale, plurals, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from annotator import paths
from annotator.ui.shell.languages import speak
from annotator.ui.words import find
from annotator.ui.words.translating import dotted, listed, number


@pytest.fixture
def languages(qapp: QApplication, tmp_path: Path) -> Iterator[Path]:
    """A folder with a German translation, such as it is; English is spoken again afterwards."""
    english = paths.translations_dir() / "annotator_en.qm"
    (tmp_path / "annotator_de.qm").write_bytes(english.read_bytes())
    yield tmp_path
    speak(qapp, ["en"])


@pytest.mark.parametrize(
    ("wanted", "language"),
    [(["de-AT", "en"], "de"), (["fr", "de"], "de"), (["en-GB", "de"], "en"), (["xx"], "en")],
)
def test_the_first_language_that_there_is(qapp, languages, wanted, language):
    assert speak(qapp, wanted, languages) == language


def test_what_was_loaded_before_is_taken_away(qapp, languages):
    speak(qapp, ["de"], languages)
    speak(qapp, ["en"])
    before = len(qapp.findChildren(QTranslator, "annotator"))
    speak(qapp, ["en"])
    assert len(qapp.findChildren(QTranslator, "annotator")) <= before + 1


def test_english_has_its_plurals(qapp):
    assert find.found(1, None, is_cut=False) == "1 mention"
    assert find.found(2, None, is_cut=False) == "2 mentions"
    assert find.found(1_200, 3, is_cut=True) == (
        "3 of 1,200 mentions chosen · there are more: narrow the search"
    )


def test_numbers_are_written_as_the_language_writes_them(qapp, languages):
    assert (number(1234), number(11.44, 1)) == ("1,234", "11.4")
    speak(qapp, ["de"], languages)
    assert (number(1234), number(11.44, 1)) == ("1.234", "11,4")
    assert listed(["eins", "zwei"]) == "eins und zwei"


def test_facts_stand_side_by_side_and_empty_ones_do_not():
    assert dotted("a", "", "b") == "a · b"
    assert dotted("", "") == ""
