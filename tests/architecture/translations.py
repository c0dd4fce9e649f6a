"""The words of the window for translators: makes resources/translations, and a pseudo-locale.

`python -m tests.architecture.translations` brings annotator_en.ts up to date with the code (its
plurals; new ones get their English forms by hand) and makes annotator_en.qm of it.
`… pseudo FOLDER` makes annotator_en_XA.qm there: all words with accents, 40 % longer, in brackets;
with FOLDER resources/translations, `LANGUAGE=en_XA annotator` shows it. The tests make their own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "resources" / "translations"
PSEUDO = "en_XA"

_PLAIN, _ACCENTED = "AEIOUYaeiouycnsCNS", "ÅÉÎÖÛÝåéîöûýçñšÇÑŠ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_KEPT = re.compile(
    r"\{\w*\}|%L?n|&[A-Za-z]|(label|surface|status|flag|date|source|copy|is):(?=\S)\S*|\n"
)
_PADDING = " ōłēč"
_LONGER = 0.4


def sources() -> list[Path]:
    """The files that may hold words of the window."""
    return sorted((REPOSITORY / "annotator" / "ui").rglob("*.py"))


def tool(name: str) -> Path | None:
    """Qt's own program of this name, as PySide6 brings it; None where it is missing."""
    import PySide6

    found = shutil.which(name, path=str(Path(PySide6.__file__).parent))
    return Path(found) if found else None


def update(ts: Path, *options: str) -> None:
    """Bring a .ts file up to date with the code, as `pyside6-lupdate` finds its words."""
    _run("lupdate", *map(str, sources()), *_LUPDATE, *options, "-ts", str(ts))


def release(ts: Path, qm: Path) -> None:
    """Make the .qm file that Qt reads. A program that has the old one mapped keeps that."""
    half = qm.with_suffix(".half")
    _run("lrelease", "-silent", str(ts), "-qm", str(half))
    half.replace(qm)


def make_english(folder: Path) -> None:
    """The English plurals; what is there already is kept."""
    ts = folder / "annotator_en.ts"
    update(ts, "-pluralonly", "-target-language", "en")
    release(ts, ts.with_suffix(".qm"))


def make_pseudo(folder: Path) -> Path:
    """Every word of the window, written as a language that nobody speaks. The .qm file."""
    ts = folder / f"annotator_{PSEUDO}.ts"
    update(ts, "-target-language", "en")
    english = _english()
    tree = ET.parse(ts)
    for context in tree.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            source, comment = message.findtext("source", ""), message.findtext("comment", "")
            translation = message.find("translation")
            assert translation is not None
            translation.attrib.pop("type", None)
            forms = english.get((name, source, comment), [source])
            numerus = translation.findall("numerusform")
            for form, words in zip(numerus, forms, strict=True) if numerus else ():
                form.text = pseudo(words)
            if not numerus:
                translation.text = pseudo(source)
    tree.write(ts, encoding="utf-8", xml_declaration=True)
    release(ts, ts.with_suffix(".qm"))
    return ts.with_suffix(".qm")


def pseudo(words: str) -> str:
    """The words with accents and brackets, 40 % longer; places, mnemonics and queries as they
    are.
    """
    parts, last = [], 0
    for kept in _KEPT.finditer(words):
        parts += [words[last : kept.start()].translate(_ACCENTS), kept[0]]
        last = kept.end()
    longer = round(_LONGER * len(_KEPT.sub("", words)))
    padding = "".join(_PADDING[n % len(_PADDING)] for n in range(longer))
    return f"[{''.join(parts)}{words[last:].translate(_ACCENTS)}{padding}]"


def messages(ts: Path) -> list[tuple[str, str, str]]:
    """(context, words, comment) of each message of a .ts file."""
    return [
        (context.findtext("name", ""), each.findtext("source", ""), each.findtext("comment", ""))
        for context in ET.parse(ts).iter("context")
        for each in context.iter("message")
    ]


_LUPDATE = [
    "-silent", "-no-obsolete", "-locations", "none", "-source-language", "en",
    "-disable-heuristic", "sametext", "-disable-heuristic", "similartext",
]  # fmt: skip


def _english() -> dict[tuple[str, str, str], list[str]]:
    found = {}
    for context in ET.parse(FOLDER / "annotator_en.ts").iter("context"):
        for each in context.iter("message"):
            key = (context.findtext("name", ""), each.findtext("source", ""))
            forms = [form.text or "" for form in each.iter("numerusform")]
            found[(*key, each.findtext("comment", ""))] = forms
    return found


def _run(name: str, *arguments: str) -> None:
    program = tool(name)
    if program is None:
        raise SystemExit(f"{name} is missing: it comes with PySide6-Essentials")
    subprocess.run([program, *arguments], check=True, timeout=600)


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["pseudo"]:
        with tempfile.TemporaryDirectory() as folder:
            made = make_pseudo(Path(folder))
            sys.stdout.write(f"{shutil.copy(made, arguments[1])}\n")
    else:
        make_english(FOLDER)


if __name__ == "__main__":
    main(sys.argv[1:])
