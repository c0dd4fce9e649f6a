"""Every word of the window is in `ui/words/` or a table of actions; lupdate finds it there."""

from __future__ import annotations

import ast
import re
import subprocess
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import translations

UI = translations.REPOSITORY / "annotator" / "ui"
WORDS = UI / "words"
PLACES = re.compile(r"\{(\w*)[^}]*\}")
MARKERS = ("translate", "QT_TRANSLATE_NOOP")
SHOWN = {
    "setText", "setToolTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setTitle", "setStatusTip", "setWhatsThis", "addAction", "addMenu",
    "addTab", "addItem", "addRow", "set_tip", "QLabel", "PlainLabel", "QPushButton", "QCheckBox",
    "QRadioButton", "QAction", "QMenu", "QGroupBox", "Tick", "Heading", "WideButton", "tell", "say",
    "show_text", "complain", "ask",
}  # fmt: skip
"""What puts words before the person's eyes."""
NAMES = {"Annotator"}  # of the program: the same in every language
WIDGETLESS = {"tour.py"}  # prints for the terminal

Found = tuple[Path, ast.Call]


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def marked() -> list[Found]:
    """The calls that mark or translate words that stand in them."""
    return [
        (path, call)
        for path in translations.sources()
        for call in calls(path)
        if name_of(call) in MARKERS and len(call.args) > 1 and all(map(is_text, call.args[:2]))
    ]


def key_of(call: ast.Call) -> tuple[str, str, str]:
    values = [each.value for each in call.args[:3] if isinstance(each, ast.Constant)]
    context, text, comment = (*values, None)[:3]
    return str(context), str(text), str(comment or "")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `pyside6-lupdate` finds in the code."""
    if translations.tool("lupdate") is None:
        pytest.skip("pyside6-lupdate is missing here: PySide6 brings it")
    ts = tmp_path_factory.mktemp("words") / "all.ts"
    translations.update(ts)
    return ts


def test_lupdate_finds_every_word_with_its_context(extracted):
    assert sorted(translations.messages(extracted)) == sorted(
        {key_of(call) for _, call in marked()}
    )


def test_no_word_is_marked_twice_in_a_context():
    """So the number of calls is the number of words that a translator gets. Two errors may read
    alike: their table is by codes.
    """
    keys = [key_of(call) for _, call in marked()]
    times = Counter(key for key in keys if key[0] != "Errors")
    assert {key: count for key, count in times.items() if count > 1} == {}


def test_numbers_choose_the_plural(extracted):
    """%Ln is filled by Qt, which takes the form of the number; lupdate knows those texts."""
    numbered, plural = set(), set()
    for message in ET.parse(extracted).iter("message"):
        source = message.findtext("source", "")
        if "%Ln" in source or "%n" in source:
            numbered.add(source)
        if message.get("numerus") == "yes":
            plural.add(source)
    assert numbered == plural
    assert len(plural) > 40


def test_each_place_of_a_text_is_filled():
    wrong = []
    for path in [*WORDS.glob("*.py")]:
        for call in calls(path):
            inner = call.func.value if isinstance(call.func, ast.Attribute) else None
            if name_of(call) != "format" or not isinstance(inner, ast.Call):
                continue
            if name_of(inner) in MARKERS and is_text(inner.args[1]):
                given = {each.arg for each in call.keywords}
                if None not in given and given != set(PLACES.findall(key_of(inner)[1])):
                    wrong.append((path.name, call.lineno))
    assert wrong == []


def test_words_are_marked_in_their_rooms_only():
    """Pages hold layout: who looks for a word, or translates it, finds it in `ui/words`."""
    allowed = {UI / "actions.py", UI / "shell" / "pages.py", *WORDS.glob("*.py")}
    assert {str(path.relative_to(UI)) for path, _ in marked() if path not in allowed} == set()
    others = [
        f"{path.relative_to(UI)}:{call.lineno}"
        for path in translations.sources()
        if path not in allowed
        for call in calls(path)
        if name_of(call) in ("tr", "_tr") and call.args and is_text(call.args[0])
    ]
    assert others == []


def test_no_page_shows_a_literal():
    found = [
        f"{path.relative_to(UI)}:{call.lineno}: {text}"
        for path in translations.sources()
        if path.parent != WORDS and path.name not in WIDGETLESS
        for call in calls(path)
        if name_of(call) in SHOWN
        for argument in call.args
        for text in texts_in(argument)
        if re.search(r"[A-Za-z]{2}", text) and text not in NAMES and not is_a_key(text)
    ]
    assert found == []


def texts_in(node: ast.expr) -> Iterator[str]:
    """The literal words that an argument shows, those of f-strings too."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (each.value for each in node.values if isinstance(each, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*texts_in(node.body), *texts_in(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*texts_in(node.left), *texts_in(node.right))


def is_a_key(text: str) -> bool:
    return (
        re.fullmatch(r"(Ctrl|Shift|Alt|\+|F?\d+|[A-Z]|Esc|Enter|[↑↓]|Page(Up|Down))+", text)
        is not None
    )


def test_english_has_each_plural_and_is_up_to_date(tmp_path):
    """After a new %Ln: `python -m tests.architecture.translations`, and its forms by hand."""
    if translations.tool("lupdate") is None:
        pytest.skip("pyside6-lupdate is missing here: PySide6 brings it")
    for name in ("annotator_en.ts", "annotator_en.qm"):
        (tmp_path / name).write_bytes((translations.FOLDER / name).read_bytes())
    translations.make_english(tmp_path)
    kept = (translations.FOLDER / "annotator_en.ts").read_text("utf-8")
    assert (tmp_path / "annotator_en.ts").read_text("utf-8") == kept
    assert "unfinished" not in kept
    shipped = (translations.FOLDER / "annotator_en.qm").read_bytes()
    assert (tmp_path / "annotator_en.qm").read_bytes() == shipped


def test_the_pseudo_locale_has_every_word(tmp_path):
    if translations.tool("lrelease") is None:
        pytest.skip("pyside6-lrelease is missing here: PySide6 brings it")
    made = translations.make_pseudo(tmp_path)
    assert made.stat().st_size > 20_000
    assert translations.pseudo("Undo %Ln acts") == "[Ûñdö %Ln åçtš ōłē]"
    for kept in ("%Ln", "{name}", "&L"):
        assert kept in translations.pseudo(f"Some &Label {kept}")
    words = "a few plain words"
    assert len(translations.pseudo(words)) == round(1.4 * len(words)) + 2


def test_lupdate_is_what_it_is_without_our_script(tmp_path):
    """The plain command, as a translator runs it."""
    tool = translations.tool("lupdate")
    if tool is None:
        pytest.skip("pyside6-lupdate is missing here: PySide6 brings it")
    ts = tmp_path / "plain.ts"
    files = [str(path) for path in translations.sources()]
    told = subprocess.run(
        [tool, *files, "-ts", str(ts)], capture_output=True, text=True, timeout=600, check=True
    )
    assert f"Found {len({key_of(call) for _, call in marked()})} source text(s)" in told.stdout
