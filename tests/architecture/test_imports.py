"""The arrows between the rooms, held by the import contracts of pyproject.toml."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, REPOSITORY, modules

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]

# For each contract an import that breaks it: the module that does it, and what it imports.
FORBIDDEN = {
    "arrows": [("storage/bad.py", "annotator.workspace"), ("formats/bad.py", "annotator.storage")],
    "arrows-in-ui": [
        ("ui/desk/bad.py", "annotator.ui.find"),
        ("ui/history/bad.py", "annotator.ui.settings"),
        ("ui/actions.py", "annotator.ui.desk"),
        ("ui/unlisted.py", "annotator.core"),
    ],
    "arrows-in-workspace": [
        ("workspace/learning/bad.py", "annotator.workspace.open"),
        ("workspace/scheme/bad.py", "annotator.workspace.exchange"),
        ("workspace/state.py", "annotator.workspace.clearing"),
    ],
    "arrows-in-nlp": [
        ("nlp/topics/bad.py", "annotator.nlp.corrector.model"),
        ("nlp/sources/bad.py", "annotator.nlp.suggesting"),
        ("nlp/unlisted.py", "annotator.core"),
    ],
    "core-is-pure": [("core/bad.py", "threading"), ("core/bad2.py", "annotator.paths")],
    "qt-in-ui": [("workspace/bad_qt.py", "PySide6.QtCore"), ("nlp/bad.py", "PySide6")],
    "sql-in-storage": [("ui/bad_sql.py", "sqlite3"), ("formats/bad_sql.py", "sqlite_utils")],
    "learners-in-nlp": [("workspace/open/bad_spacy.py", "spacy"), ("ui/bad_numpy.py", "numpy")],
    "ui-by-workspace": [("ui/kit/bad_store.py", "annotator.storage")],
    "nlp-in-children": [("workspace/bad_nlp.py", "annotator.nlp")],
    "children-by-name": [("ui/bad_child.py", "annotator.workspace.children.job")],
}
# Rooms whose own modules stand in the layers of a contract.
LAYERED = {".", "ui", "workspace", "nlp"}
ALLOWED = [
    ("workspace/children/job.py", "annotator.nlp"),
    ("workspace/children/other.py", "annotator.workspace.children.job"),
    ("storage/good.py", "sqlite3"),
    ("nlp/topics/good.py", "spacy"),
    ("ui/kit/good.py", "PySide6.QtCore"),
]


def test_contracts_are_kept():
    result = lint_imports(REPOSITORY)
    assert result.returncode == 0, f"\n{result.stdout}{result.stderr}"


@pytest.fixture(scope="module")
def skeleton(tmp_path_factory):
    """The rooms, empty, under the project's own contracts."""
    root = tmp_path_factory.mktemp("skeleton")
    (root / "pyproject.toml").write_bytes((REPOSITORY / "pyproject.toml").read_bytes())
    for module in PACKAGE.rglob("*.py"):
        path = module.relative_to(PACKAGE)
        if path.name == "__init__.py" or str(path.parent) in LAYERED:
            write(root / "annotator" / path)
    write(root / "annotator" / "workspace" / "children" / "job.py")
    write(root / "annotator" / "paths.py", "import pathlib")
    for name, imported in ALLOWED:
        write(root / "annotator" / name, f"import {imported}")
    return root


def test_contracts_let_pass_what_is_meant_to(skeleton):
    result = lint_imports(skeleton)
    assert result.returncode == 0, f"\n{result.stdout}{result.stderr}"


def test_every_contract_has_an_example():
    assert {contract["id"] for contract in CONTRACTS} == set(FORBIDDEN)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract["id"])
def test_contract_can_fail(contract, skeleton):
    for name, imported in FORBIDDEN[contract["id"]]:
        bad = skeleton / "annotator" / name
        had = bad.exists()
        write(bad, f"import {imported}")
        try:
            result = lint_imports(skeleton, contract["id"])
        finally:
            write(bad) if had else bad.unlink()
        assert f"{contract['name']} BROKEN" in result.stdout, result.stdout + result.stderr


def test_core_imports_the_standard_library_and_regex_only():
    found = []
    for path in modules("annotator"):
        if path.parts[1] == "core":
            found += [f"{path}: {name}" for name in imports_of(path) if not _may_be_in_core(name)]
    assert found == []


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((REPOSITORY / path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "" if not node.level else f"annotator.core.{node.module}")
    return names


def lint_imports(root: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    chosen = [part for contract in contracts for part in ("--contract", contract)]
    return subprocess.run(
        [sys.executable, "-P", "-c", code, "--no-cache", "--no-logo", *chosen],
        cwd=root,
        env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", "utf-8")


def _may_be_in_core(name: str) -> bool:
    root = name.split(".")[0]
    if root == "annotator":
        return name.startswith(
            (
                "annotator.core",
                "annotator.errors",
                "annotator.faults",
                "annotator.notices",
                "annotator.values",
            )
        )
    return root in sys.stdlib_module_names or root == "regex"  # pure functions, as re has them
