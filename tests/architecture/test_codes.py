"""Errors are raised by a code: its values are those of its text, and no raise has words of its own.

The window's words for each code: `tests/unit/ui/words/test_errors.py`.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from annotator import errors, faults, places
from annotator.core import codes, records
from annotator.core.codes import ActKind, Chosen, Order, Shown
from annotator.errors import AnnotatorError
from annotator.notices import Code
from annotator.storage import Damaged, StaleState
from annotator.ui import actions
from annotator.workspace.jobs.process import JobCancelled

ROOT = Path(errors.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
INNER = [
    x for x in FILES if x.relative_to(ROOT).parts[0] not in ("ui", x.name)
]  # no words of theirs
OF_THEIR_OWN = {Damaged.__name__, StaleState.__name__}  # they know their code themselves


def kinds(kind: type[AnnotatorError] = AnnotatorError) -> Iterator[str]:
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from kinds(each)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def place(path: Path, node: ast.AST) -> str:
    """Where it stands and what it is, for who has to mend it."""
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}"


@cache
def raised(path: Path) -> list[ast.Call]:
    """Each place in a file where an error of ours is made."""
    ours = {*kinds(), JobCancelled.__name__} - OF_THEIR_OWN
    return [
        node
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ours
    ]


def code_of(node: ast.expr) -> Code | None:
    """The code that an expression names, where it names one."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    kind = getattr(faults, node.value.id, getattr(places, node.value.id, None))
    return kind[node.attr] if isinstance(kind, type) and issubclass(kind, Code) else None


def test_there_are_errors_to_look_at():
    assert sum(len(raised(path)) for path in FILES) > 100


def test_no_error_is_raised_with_words_of_its_own():
    def is_worded(call: ast.Call) -> bool:
        texts = [x for x in ast.walk(call.args[0]) if isinstance(x, ast.Constant | ast.JoinedStr)]
        return any(not isinstance(getattr(x, "value", ""), int) for x in texts)

    assert [
        place(path, call)
        for path in FILES
        for call in raised(path)
        if not call.args or is_worded(call)
    ] == []


def test_codes_get_the_values_of_their_text():
    """What is chosen or filled at the time is not looked at: the error itself refuses others."""
    assert [
        place(path, call)
        for path in FILES
        for call in raised(path)
        if (code := code_of(call.args[0])) is not None
        and all(each.arg is not None for each in call.keywords)
        and {each.arg for each in call.keywords} - {"where"} != code.fields
    ] == []


def test_every_code_is_used():
    named = {
        f"{node.value.id}.{node.attr}"
        for path in FILES
        if path.parts[-2:] != ("words", "errors.py")  # there each code is named, used or not
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    codes = {code.key for kind in Code.__subclasses__() for code in kind}
    assert codes <= named, sorted(codes - named)


def test_notes_and_acts_are_made_by_a_code():
    def is_free(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return False
        if node.func.id not in ("Note", "Act") or not node.args:
            return False
        branches = [node.args[0]]
        if isinstance(branches[0], ast.IfExp):
            branches = [branches[0].body, branches[0].orelse]
        return any(isinstance(x, ast.Constant | ast.JoinedStr) for x in branches)

    assert [
        place(path, node) for path in FILES for node in ast.walk(tree_of(path)) if is_free(node)
    ] == []


CODES = {
    str(code)
    for module in (codes, records, actions)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum)
    for code in kind
}
OF_OTHERS = {
    "field", "name", "verb",  # names of fields and columns, of SQL and of reports
    "there",  # in `workspace/exchange/preview.py`: how an article is there
}  # fmt: skip
ELSEWHERE = ("formats/", "storage/own_schema.py")  # codes of other programs, and SQLite's


def compared(path: Path) -> Iterator[tuple[ast.Compare, str]]:
    """Each comparison with a text that is a code, but for whether a mapping has it."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Compare):
            continue
        sides = [*node.comparators]
        if not isinstance(node.ops[0], ast.In | ast.NotIn):
            sides.append(node.left)
        for side in sides:
            parts = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
            for part in parts:
                if isinstance(part, ast.Constant) and part.value in CODES - {""}:
                    yield node, str(part.value)


def test_codes_are_compared_by_their_names():
    """A slip in a text is no error where it is written; in a name it is."""
    assert [
        f"{text!r} in {place(path, node)}"
        for path in FILES
        if not path.relative_to(ROOT).as_posix().startswith(ELSEWHERE)
        for node, text in compared(path)
        if not {x.id for x in ast.walk(node) if isinstance(x, ast.Name)} & OF_OTHERS
    ] == []


def test_what_is_stored_stays_as_it_is():
    """The texts of these are in projects that people have."""
    assert {x: str(x) for x in Shown} == {
        Shown.SHOWN: "shown",
        Shown.WHOLE: "read whole",
        Shown.BLIND: "blind",
        Shown.NONE_YET: "none yet",
    }
    assert [str(x) for x in Chosen] == ["queue", "date", "random", "doubt"]
    assert [str(x) for x in Order] == ["imported", "date", "random", "doubt"]
    assert hashlib.sha256(" ".join(sorted(ActKind)).encode()).hexdigest()[:12] == "a195b21abc6c"


def words_in(node: ast.AST) -> list[str]:
    """The texts in an expression that have words side by side, or a word beside a value."""
    found = [
        "".join(x.value if isinstance(x, ast.Constant) else "{}" for x in each.values)
        for each in ast.walk(node)
        if isinstance(each, ast.JoinedStr)
    ]
    found += [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return [text for text in found if re.search(r"[a-z] +[a-z{]|} +[a-z]", text)]


def gives_values(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a file for a place, or fills the text of a code."""
    if isinstance(node, ast.Assign):
        names = {x.id for x in node.targets if isinstance(x, ast.Name)}
        if names & {"where", "place"} and isinstance(node.value, ast.JoinedStr):
            yield node.value
    if isinstance(node, ast.Call):
        first = node.args[0] if node.args else None
        if code_of(node.func) is not None or (first is not None and code_of(first) is not None):
            yield from (each.value for each in node.keywords)
        if isinstance(node.func, ast.Name) and node.func.id in ("Refusal", "refused", "tried"):
            yield from node.args[:1]


def test_places_and_values_of_codes_have_no_words_of_their_own():
    assert [
        f"{text!r} in {place(path, node)}"
        for path in INNER
        for node in ast.walk(tree_of(path))
        for value in gives_values(node)
        for text in words_in(value)
    ] == []


def test_words_among_the_values_are_seen():
    for text, words in (
        ('where = f"{name}, item {number}"', ["{}, item {}"]),
        ('raise BadRecord(Unfit.NOT_A_DOCBIN, reason="it is not packed")', ["it is not packed"]),
        ('yield Refusal(f"{name} at {x}", y)', ["{} at {}"]),
        ('where = f"{name}:{number}"; Unfit.NOT_AN_OBJECT(kind="data")', []),
    ):
        seen = [
            x
            for node in ast.walk(ast.parse(text))
            for each in gives_values(node)
            for x in words_in(each)
        ]
        assert seen == words
