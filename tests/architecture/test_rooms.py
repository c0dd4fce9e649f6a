"""Where things may lie, how long they may be, and what must not be in them."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import REPOSITORY, files, modules, read

TOP_LEVEL = {
    "README.md", "pyproject.toml", "annotator", "resources", "tests", "exports", "LICENSE",
    "CHANGELOG.md",
}  # fmt: skip
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "misc", "common", "manager"}
MAX_LINES = 500
# Slow to import: at module level in nlp/ only (and sqlite_utils nowhere).
HEAVY = {"spacy", "thinc", "numpy", "scipy", "sklearn", "sqlite_utils"}
# Paths of one machine, and addresses of registries; in pieces, so that this file passes itself.
FORBIDDEN_TEXT = re.compile(r"/work" + r"/|file:" + r"///|pypi\." + r"org|pythonhosted\." + r"org")


def test_top_level():
    entries = {path.parts[0] for path in files()}
    assert {entry for entry in entries if not entry.startswith(".")} <= TOP_LEVEL


def test_names_say_something():
    dull = [path for path in files() if NAMES_THAT_SAY_NOTHING & {*path.parts[:-1], path.stem}]
    assert dull == []


def test_no_module_is_too_long():
    lengths = {path: len((read(path) or "").splitlines()) for path in modules("annotator", "tests")}
    assert {path: count for path, count in lengths.items() if count > MAX_LINES} == {}


def test_no_address_of_a_machine_or_registry():
    found = []
    for path in files():
        for number, line in enumerate((read(path) or "").splitlines(), 1):
            if FORBIDDEN_TEXT.search(line):
                found.append(f"{path}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    "name", ["/wo" + "rk/main", "see file:/" + "//tmp", "https://pypi" + ".org"]
)
def test_addresses_are_recognised(name):
    assert FORBIDDEN_TEXT.search(name)


def test_the_window_reaches_the_project_by_the_workspace_only():
    found = [
        f"{path}:{line}"
        for path in modules("annotator")
        if path.parts[1] == "ui"
        for line in uses_of_the_store(ast.parse((REPOSITORY / path).read_text("utf-8")))
    ]
    assert found == []


def test_a_use_of_the_store_is_seen():
    source = "self.project.store.articles.get(1)\nstore = 1\nbox.restore()\nx = project.store\n"
    assert sorted(uses_of_the_store(ast.parse(source))) == [1, 4]


def uses_of_the_store(tree: ast.AST) -> Iterator[int]:
    """The lines where something's `.store` is used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"store", "_store"}:
            yield node.lineno


def test_heavy_libraries_are_imported_late():
    found = []
    for path in modules("annotator"):
        allowed = HEAVY - {"sqlite_utils"} if path.parts[1] == "nlp" else set()
        tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
        roots = {name.split(".")[0] for name in imported_with_the_module(tree)}
        found += [f"{path}: {root}" for root in sorted(roots & HEAVY - allowed)]
    assert found == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import numpy.linalg as la", ["numpy.linalg"]),
        ("from spacy.tokens import Doc", ["spacy.tokens"]),
        ("try:\n    import sklearn\nexcept ImportError:\n    sklearn = None", ["sklearn"]),
        ("class A:\n    import numpy", ["numpy"]),
        ("def f():\n    import numpy", []),
        ("if TYPE_CHECKING:\n    import numpy\nelse:\n    import spacy", ["spacy"]),
        ("from . import numpy", []),
    ],
)
def test_imports_at_module_level_are_seen(source, names):
    assert list(imported_with_the_module(ast.parse(source))) == names


def imported_with_the_module(node: ast.AST) -> Iterator[str]:
    """The absolute names that importing the module imports; not what its functions do."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield node.module or ""
    elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        for child in node.orelse:
            yield from imported_with_the_module(child)
    elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from imported_with_the_module(child)
