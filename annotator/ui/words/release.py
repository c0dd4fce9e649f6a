"""Words of the page of releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotator.ui.words.errors import words_of
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    dotted,
    number,
    translate,
)

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import ReleaseCounts, ReleaseReport

TITLE = QT_TRANSLATE_NOOP("Release", "Release")
RELEASE_NOW = QT_TRANSLATE_NOOP("Release", "Release", "what a button does")
RELEASING = QT_TRANSLATE_NOOP("Release", "making the release…")
RELEASE_KEY = QT_TRANSLATE_NOOP("Release", "release", "what a key does")

# -- what is in it ----------------------------------------------------------------------------

DATA = QT_TRANSLATE_NOOP("Release", "Data")
TEXTS = QT_TRANSLATE_NOOP("Release", "Texts")
WITH_TEXTS = QT_TRANSLATE_NOOP("Release", "With the texts")
TEXT_FREE = QT_TRANSLATE_NOOP("Release", "Without: hashes and positions only")
NO_FORMAT = QT_TRANSLATE_NOOP("Release", "Choose at least one format")
ALWAYS = QT_TRANSLATE_NOOP(
    "Release",
    "Beside the data: the same without texts, the codebook, a card, methods with tables, a manifest"
    " with the hash of every file.",
)
ALWAYS_FREE = QT_TRANSLATE_NOOP(
    "Release",
    "Neither texts nor examples from them are in it. Whoever has the texts makes the data by"
    " “annotator rebuild”; the manifest has its hashes.",
)
_FORMATS: dict[str, Phrase] = {
    "jsonl": QT_TRANSLATE_NOOP("Release", "JSONL, everything"),
    "parquet": QT_TRANSLATE_NOOP("Release", "Parquet, for datasets"),
    "csv": QT_TRANSLATE_NOOP("Release", "CSV of spans and of topics"),
    "spacy": QT_TRANSLATE_NOOP("Release", "spaCy, ready to train"),
}

# -- parts ------------------------------------------------------------------------------------

PARTS = QT_TRANSLATE_NOOP("Release", "Parts to train and to test on")
BY = QT_TRANSLATE_NOOP("Release", "Held out by")
DEV = QT_TRANSLATE_NOOP("Release", "Share of dev")
TEST = QT_TRANSLATE_NOOP("Release", "Share of test")
SEED = QT_TRANSLATE_NOOP("Release", "Seed")
_BY: dict[str, Phrase] = {
    "share": QT_TRANSLATE_NOOP("Release", "chance", "how articles are held out"),
    "labels": QT_TRANSLATE_NOOP("Release", "chance, each label’s share", "how they are held out"),
    "date": QT_TRANSLATE_NOOP("Release", "date: the newest", "how articles are held out"),
    "source": QT_TRANSLATE_NOOP("Release", "source: whole ones", "how articles are held out"),
}

# -- the card ---------------------------------------------------------------------------------

CARD = QT_TRANSLATE_NOOP("Release", "What its card says")
NAME = QT_TRANSLATE_NOOP("Release", "Title", "of a dataset")
DESCRIPTION = QT_TRANSLATE_NOOP("Release", "Description")
LICENCE = QT_TRANSLATE_NOOP("Release", "Licence")
CREATOR = QT_TRANSLATE_NOOP("Release", "Made by")
LICENCE_HINT = QT_TRANSLATE_NOOP("Release", "cc-by-4.0, or another name")

# -- what came of it --------------------------------------------------------------------------

VERIFY = QT_TRANSLATE_NOOP("Release", "Anybody can verify it")


def format_title(name: str) -> str:
    return _FORMATS[name]()


def split_by(name: str) -> str:
    return _BY[name]()


def lacking(title: str, packages: str) -> str:
    """A format that can't be written here."""
    words = translate("Release", "{title}: needs {packages}")
    return words.format(title=title, packages=packages)


def divided(parts: Mapping[str, int]) -> str:
    """How many articles each part has."""
    words = translate("Release", "{part} {n}", "a part and how many articles it has")
    return dotted(*(words.format(part=part, n=number(n)) for part, n in parts.items()))


def copies(families: int, articles: int, leaks: int) -> str:
    """What near copies there are, and what a naive split would have leaked; "" without any."""
    if not families:
        return ""
    words = translate("Release", "%Ln near copies stay together.", None, PLURAL, articles)
    if leaks:
        leaked = translate(
            "Release", "Parted, %Ln held out would have a copy in train.", None, PLURAL, leaks
        )
    else:
        leaked = translate("Release", "Parted, none held out would have had a copy in train.")
    return f"{words} {leaked}"


def counted(report: ReleaseCounts) -> list[str]:
    """How it would be divided, and what is not known yet; or why it can’t be."""
    if report.why is not None:
        from annotator.notices import notice_from

        return [words_of(notice_from(report.why))]
    if not report.articles:
        return []
    lines = [divided(report.parts), copies(report.families, report.copies, report.leaks)]
    if left := report.uncompared:
        lines.append(
            translate("Release", "%Ln articles not yet looked at for copies", None, PLURAL, left)
        )
    return [line for line in lines if line]


def released(report: ReleaseReport) -> str:
    """What was released, and where it is."""
    words = translate("Release", "Released and read back: {place}").format(place=report.to)
    return dotted(words, of_release(report))


def of_release(report: ReleaseReport) -> str:
    """How much was released."""
    articles, spans = report.counts["articles"], report.counts["spans"]
    return dotted(
        translate("Release", "%Ln articles", None, PLURAL, articles),
        translate("Release", "%Ln spans", None, PLURAL, spans),
        divided(report.parts),
    )


def notes(report: ReleaseReport) -> list[str]:
    """What else is worth knowing: near copies, formats that could not be written."""
    lines = [copies(report.families, report.copies, report.leaks)]
    without = translate("Release", "Left out, as what writes it is not installed: {format}")
    lines += [without.format(format=format_title(name)) for name in report.left_out]
    return [line for line in lines if line]
