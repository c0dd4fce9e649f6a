"""Keys are written in one way wherever a person reads them: "Ctrl+I", never "Ctrl I"."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import REPOSITORY, files

_OTHERWISE = re.compile(
    r"\b(Ctrl|Control|Strg|Alt|Shift|Meta)( ?- ?| \+ ?| )"
    r"(?=[A-Z0-9↑↓←→]\b|[↑↓←→+−]|Enter|Space|Tab|F\d|Esc|Left|Right|Up|Down|Back|Page|Del)"
)
_READ = {".py", ".md", ".json", ".toml"}
_ROOMS = ("annotator", ".github")


def _lines():
    for path in files():
        is_read = path.parts[0] in _ROOMS or len(path.parts) == 1
        if is_read and path.suffix in _READ:
            text = (REPOSITORY / path).read_text("utf-8")
            yield from ((f"{path}:{n}", line) for n, line in enumerate(text.splitlines(), 1))


def test_keys_are_written_with_a_plus():
    assert [f"{where}: {line.strip()}" for where, line in _lines() if _OTHERWISE.search(line)] == []


@pytest.mark.parametrize("text", ["Ctrl I", "Ctrl ↑↓", "Alt-N", "Ctrl + and −", "Shift Tab"])
def test_other_ways_are_found(text):
    assert _OTHERWISE.search(text)


@pytest.mark.parametrize("text", ["Ctrl+I", "Ctrl++", "Ctrl+Shift+Enter", "Alt: a character"])
def test_the_one_way_is_not(text):
    assert not _OTHERWISE.search(text)
