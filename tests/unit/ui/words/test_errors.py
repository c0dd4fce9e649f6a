"""The window has words for every code, with the same values as the command line's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.notices import Code, Notice, fields_of
from annotator.places import Where
from annotator.ui.words.errors import TEXTS, words_of, words_of_error

CODES = [code for kind in Code.__subclasses__() for code in kind]
OTHERWISE: set[Code] = set()
"""Codes that the window words otherwise than the command line."""


class Elsewhere(QTranslator):
    """A language in which a few errors have other words, in another order."""

    WORDS = {  # noqa: RUF012
        "{key} is the key of {name}; take another key": "{name} hat schon {key}",
        "there is no such article": "den Artikel gibt es nicht",
        "article {number}": "Artikel {number}",
        "{where}: {what}": "{what} ({where})",
    }

    def translate(self, context, source, *_more):
        return self.WORDS.get(source) if context == "Errors" else None


@pytest.fixture
def elsewhere(qapp):
    translator = Elsewhere()
    QCoreApplication.installTranslator(translator)
    yield translator
    QCoreApplication.removeTranslator(translator)


@pytest.mark.parametrize("code", CODES, ids=lambda x: x.key)
def test_each_code_is_worded_with_its_fields(code):
    text = str(TEXTS[code])
    assert fields_of(text) == code.fields
    english = str(Notice(code, {name: f"<{name}>" for name in code.fields}))
    said = words_of(Notice(code, {name: f"<{name}>" for name in code.fields}))
    assert (said == english) is (code not in OTHERWISE)


def test_there_are_no_words_for_what_is_no_code():
    assert set(TEXTS) == set(CODES)


def test_an_error_is_told_in_the_language_of_the_window(elsewhere):
    assert words_of_error(UserError(Fault.KEY_TAKEN, key="P", name="PERSON")) == (
        "PERSON hat schon P"
    )


def test_its_place_too(elsewhere):
    error = UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=7))
    assert words_of_error(error) == "den Artikel gibt es nicht (Artikel 7)"
    assert words_of_error(UserError(Fault.NO_SUCH_ARTICLE, where="a.txt")) == (
        "den Artikel gibt es nicht (a.txt)"
    )


def test_a_notice_in_a_notice_too(elsewhere):
    said = words_of(Fault.JOB_FAILED_BY(reason=Where.ARTICLE(number=7)))
    assert "error of this program: Artikel 7;" in said


def test_what_has_no_words_in_a_language_stays_in_english(elsewhere):
    error = UserError(Fault.LABEL_RETIRED, where="x", name="A")
    assert words_of_error(error) == "the label A is retired; choose another (x)"


def test_an_error_of_the_machine_stays_in_its_words(qapp):
    assert words_of_error(OSError("no room")) == "no room"


def test_all_in_one_line(qapp):
    error = UserError(Fault.NO_SUCH_SCHEME, where="a\u2028b", name="first\nsecond", known="x")
    assert len(words_of_error(error).splitlines()) == 1
