"""Words about what stays wrong or missed where one looks only where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, number, translate

if TYPE_CHECKING:
    from annotator.workspace.learning.doubt_levels import Level, Levels

HEADING = QT_TRANSLATE_NOOP("Looks", "If you look only where asked")
ABOUT = QT_TRANSLATE_NOOP("Looks", "of 100 entities")
STEP = QT_TRANSLATE_NOOP("Looks", "What counts as doubtful")
ASKED = QT_TRANSLATE_NOOP("Looks", "looks")
LEFT = QT_TRANSLATE_NOOP("Looks", "wrong or missed")


def left_briefly(level: Level) -> str:
    """What stays at the step that is set, in few words."""
    words = translate("Looks", "≈ {n} of 100 stay wrong · {lowest}–{highest}")
    return words.format(**_numbers(level))


def left_words(level: Level, levels: Levels) -> str:
    """The same in a sentence, with how many articles it rests on."""
    count = levels.articles
    if level.is_kept:
        words = translate(
            "Looks",
            "Of 100 entities about {n} stay wrong or missed if you look only where asked"
            " ({lowest}–{highest}, %Ln articles).",
            None, PLURAL, count
        )  # fmt: skip
    else:
        words = translate(
            "Looks",
            "Of 100 entities about {n} stay wrong or missed if you look only where asked"
            " ({lowest}–{highest}, %Ln articles), more than the {promise} this setting aims at.",
            None, PLURAL, count
        )  # fmt: skip
    return words.format(**_numbers(level))


def grounds(levels: Levels | None) -> str:
    """What the figures rest on, or why there are none."""
    if levels is None:
        return translate(
            "Looks",
            "Too few articles can tell yet: it takes ten, finished after the first training, that"
            " you read as a whole (a line over the article asks for it) or reviewed without"
            " suggestions. Until then fixed thresholds say what is doubtful.",
        )
    if levels.is_blind:
        return translate(
            "Looks",
            "Measured on what would have stayed in articles that were reviewed without suggestions,"
            " and on how probable the marks in those finished last are.",
        )
    if levels.is_by_doubt:
        return translate(
            "Looks",
            "Some of these articles came because much in them was doubtful: others may do better.",
        )
    return translate(
        "Looks",
        "Measured on the articles finished last: on what stayed in those that were read as a whole,"
        " and on how probable the marks in all of them are.",
    )


def asked(level: Level) -> str:
    """Looks for each 100 entities."""
    return number(level.looks)


def interval(level: Level) -> str:
    """What stays, with its interval."""
    return translate("Looks", "{n} ({lowest}–{highest})").format(**_numbers(level))


def row_words(name: str, level: Level) -> str:
    """A row of the table in words."""
    words = translate(
        "Looks",
        "{name}: {looks} looks for 100 entities, about {n} stay wrong or missed"
        " ({lowest}–{highest})",
    )
    return words.format(name=name, looks=number(level.looks), **_numbers(level))


def _numbers(level: Level) -> dict[str, str]:
    left = level.left
    return {
        "n": number(left.of_100),
        "lowest": number(left.lowest),
        "highest": number(left.highest),
        "promise": number(level.promise),
    }
