"""Measure how the code is built, as JSON: `python -m tests.architecture.structure [--tree PATH]`.

With `--tree` it measures another checkout, an older one say, so that two can be compared.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import statistics
import sys
import tokenize
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from keyword import iskeyword
from pathlib import Path
from typing import Any

PACKAGE = "annotator"
LONG_FUNCTION = 30  # lines, signature and docstring included
DUPLICATE = 6  # lines in a row
MANY_BRANCHES = 10
COMMON = 8  # lines that stand in more places than this are a habit, not a duplicate
TESTED_ROOMS = ("core", "formats", "storage", "workspace")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = Mapping[str, set[str]]

_LAYOUT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip
_BRANCHES = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.comprehension,
    ast.match_case, ast.Assert,
)  # fmt: skip


@dataclass(frozen=True)
class Module:
    """A Python file: its dotted name, its path in the tree, and its text."""

    name: str
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def code(self) -> dict[int, list[tokenize.TokenInfo]]:
        """The tokens of each line that has code: no blank line, comment or docstring."""
        lines: dict[int, list[tokenize.TokenInfo]] = defaultdict(list)
        docs = {line for start, end in _docstrings(self.tree) for line in range(start, end + 1)}
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type not in _LAYOUT and token.start[0] not in docs:
                lines[token.start[0]].append(token)
                for line in range(token.start[0] + 1, token.end[0] + 1):
                    lines.setdefault(line, [])  # the rest of a string over several lines
        return dict(lines)


def measure(root: Path) -> dict[str, Any]:
    """All figures of the checkout at `root`."""
    code = modules(root, PACKAGE)
    tests = [each for each in modules(root, "tests") if "bench" not in each.path.parts]
    graph = imports(code)
    return {
        "rooms": rooms(code),
        "circles": circles(graph),
        "circles_that_run": circles(imports(code, types=False)),
        "circles_of_rooms": circles(between_rooms(graph, code)),
        "arrows_back_up": arrows_back_up(graph, layer_contracts(root)),
        "classes": classes(code),
        "functions": functions(code),
        "store": store_names(code),
        "duplicates": duplicates(code),
        "tests": test_ratio(code, tests),
        "files_no_test_names": unnamed(code, tests),
        "tr_calls": tr_calls(code),
    }


def modules(root: Path, folder: str) -> list[Module]:
    """The Python files below a folder of the checkout."""
    found = []
    for path in sorted((root / folder).rglob("*.py")):
        inside = path.relative_to(root)
        parts = inside.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(Module(name, inside, path.read_text("utf-8")))
    return found


def rooms(code: Iterable[Module]) -> dict[str, dict[str, int]]:
    """Files, lines, and lines of code: of all, of each room, and of each room inside a room."""
    counted: dict[str, dict[str, int]] = {}
    for module in code:
        folders = module.path.parts[:-1]
        for depth in range(1, min(len(folders), 3) + 1):
            room = counted.setdefault(
                "/".join(folders[:depth]), {"files": 0, "lines": 0, "code": 0}
            )
            room["files"] += 1
            room["lines"] += len(module.text.splitlines())
            room["code"] += len(module.code)
    return dict(sorted(counted.items()))


def imports(code: Iterable[Module], *, types: bool = True) -> Graph:
    """Which modules of the package a module imports, in functions too.

    Without `types`, what stands under `if TYPE_CHECKING:` is left out: it never runs.
    """
    by_name = {module.name: module for module in code}
    return {
        name: set(_imported(module, by_name, types=types)) - {name}
        for name, module in by_name.items()
    }


def between_rooms(graph: Graph, code: Iterable[Module]) -> Graph:
    """The same between folders; the files that lie in the package itself are left out."""
    room = {
        module.name: ".".join(module.path.parts[:-1][:3])
        for module in code
        if len(module.path.parts) > 2
    }
    found: dict[str, set[str]] = {name: set() for name in room.values()}
    for name, targets in graph.items():
        if name in room:
            found[room[name]] |= {room[x] for x in targets if x in room} - {room[name]}
    # A room and a room inside it are one: between those the modules' own circles say enough.
    return {name: {x for x in ahead if not _holds(name, x)} for name, ahead in found.items()}


def circles(graph: Graph) -> list[list[str]]:
    """The groups of names that reach each other."""
    reached = {name: _reached(name, graph) for name in graph}
    groups = {
        tuple(sorted({name, *(x for x in ahead if name in reached[x])}))
        for name, ahead in reached.items()
        if name in ahead
    }
    return [list(group) for group in sorted(groups)]


def layer_contracts(root: Path) -> list[dict[str, Any]]:
    """The contracts of pyproject.toml that put modules into layers."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return [each for each in contracts if each["type"] == "layers"]


def arrows_back_up(graph: Graph, contracts: Iterable[dict[str, Any]]) -> list[str]:
    """The imports from a layer to one above it, or to one beside it that is to be independent."""
    found = set()
    for contract in contracts:
        for container in contract.get("containers", [""]):
            layers = [re.split(r"[|:]", layer) for layer in contract["layers"]]
            place = {
                ".".join(filter(None, (container, name.strip(" ()")))): (depth, "|" in line)
                for depth, (line, names) in enumerate(zip(contract["layers"], layers, strict=True))
                for name in names
            }
            found |= set(_against(graph, place))
    return sorted(found)


def classes(code: Iterable[Module]) -> list[dict[str, Any]]:
    """The ten longest classes."""
    sizes = [
        (_length(node), f"{module.name}.{node.name}")
        for module in code
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    return [{"lines": lines, "name": name} for lines, name in sorted(sizes, reverse=True)[:10]]


def functions(code: Iterable[Module]) -> dict[str, Any]:
    """How long functions are and how often they branch (McCabe; a block is a function)."""
    every = [
        (f"{module.name}.{node.name}", _length(node), branches(node))
        for module in code
        for node in ast.walk(module.tree)
        if isinstance(node, Function)
    ]
    return {
        "count": len(every),
        "median_lines": statistics.median(lines for _, lines, _ in every),
        "over_30_lines": sorted(name for name, lines, _ in every if lines > LONG_FUNCTION),
        "branches_mean": round(statistics.fmean(ways for _, _, ways in every), 2),
        "branches_max": max((ways, name) for name, _, ways in every),
        "over_10_branches": sorted(name for name, _, ways in every if ways > MANY_BRANCHES),
    }


def branches(function: ast.AST) -> int:
    """One and one for each way off: McCabe's number. Functions inside count for themselves."""
    count = 1
    for node in _own(function):
        count += isinstance(node, _BRANCHES)
        count += len(node.ifs) if isinstance(node, ast.comprehension) else 0
        count += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
    return count


def store_names(code: Iterable[Module]) -> dict[str, Any]:
    """The public names of `Store` itself, and of each part that is a member of it."""
    known = {
        node.name: node
        for module in code
        if module.name.startswith(f"{PACKAGE}.storage")
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    }
    if "Store" not in known:
        return {"itself": 0, "parts": {}}
    own = _public_names("Store", known)
    parts = {
        name: len(_public_names(of, known))
        for name, of in sorted(_members(known["Store"], known).items())
    }
    return {"itself": len(own), "parts": parts}


def duplicates(code: Iterable[Module]) -> dict[str, Any]:
    """The pairs of files (a file and itself, too) that share runs of lines.

    White space, comments, docstrings, imports and lines of punctuation do not count; `same` are
    equal to the letter, `shape` equal but for names, strings and numbers, where the lines say
    enough for that to mean anything.
    """
    code = list(code)
    same = _pairs({module.name: _lines(module, _letters) for module in code})
    shape = _pairs({module.name: _lines(module, _shape) for module in code}, _says_enough)
    return {"same": len(same), "shape": len(shape | same), "pairs": sorted(same)}


def test_ratio(code: Iterable[Module], tests: Iterable[Module]) -> dict[str, Any]:
    """Lines of tests, the benches left out, to lines of the package: all, and of code only."""
    code, tests = list(code), list(tests)
    written, tested = sum(len(x.code) for x in code), sum(len(x.code) for x in tests)
    all_written = sum(len(x.text.splitlines()) for x in code)
    all_tested = sum(len(x.text.splitlines()) for x in tests)
    return {
        "code": written,
        "tests": tested,
        "ratio": round(tested / written, 3) if written else 0,
        "ratio_of_all_lines": round(all_tested / all_written, 3) if all_written else 0,
    }


def unnamed(code: Iterable[Module], tests: Iterable[Module]) -> list[str]:
    """The files of the rooms without Qt that no test file imports or names by its path."""
    names: set[str] = set()
    texts = []
    code = list(code)
    by_name = {module.name: module for module in code}
    for test in tests:
        if test.path.name.startswith("test_"):
            names.update(_imported(test, by_name))
            texts.append(test.text)
    said = "\n".join(texts)
    return [
        str(module.path)
        for module in code
        if len(module.path.parts) > 2
        and module.path.parts[1] in TESTED_ROOMS
        and module.path.stem != "__init__"
        and module.name not in names
        and not re.search(rf"{re.escape(module.name)}\b", said)
        and "/".join(module.path.parts[1:]) not in said
    ]


def tr_calls(code: Iterable[Module]) -> int:
    """The calls that lupdate must find: `tr(…)`, `translate(…)`, however they are reached."""
    return sum(
        isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in _TRANSLATE
        for module in code
        for node in ast.walk(module.tree)
    )


_TRANSLATE = {"tr", "translate"}


def _imported(module: Module, known: Mapping[str, Module], *, types: bool = True) -> Iterator[str]:
    package = module.name.split(".")
    if module.path.stem != "__init__":
        package = package[:-1]
    for node in _nodes(module.tree, types=types):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, node.module] if node.module else start)
            for alias in node.names:
                name = f"{source}.{alias.name}"
                if name in known or source in known:
                    yield name if name in known else source


def _nodes(node: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    yield node
    is_for_types = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
    skipped = node.body if isinstance(node, ast.If) and is_for_types and not types else []
    for child in ast.iter_child_nodes(node):
        if child not in skipped:
            yield from _nodes(child, types=types)


def _reached(start: str, graph: Graph) -> set[str]:
    reached: set[str] = set()
    ahead = [*graph[start]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += graph.get(name, ())
    return reached


def _holds(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def _against(graph: Graph, place: Mapping[str, tuple[int, bool]]) -> Iterator[str]:
    for name, targets in graph.items():
        for target in targets:
            one, other = _layer(name, place), _layer(target, place)
            if one and other and one != other:
                (depth, is_apart), (below, _) = place[one], place[other]
                if below < depth or (below == depth and is_apart):
                    yield f"{name} -> {target}"


def _layer(name: str, place: Mapping[str, object]) -> str | None:
    while name and name not in place:
        name = name.rpartition(".")[0]
    return name or None


def _length(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _own(function: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, Function | ast.ClassDef):
            yield child
            yield from _own(child)


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        # What stands below an attribute is its docstring, too.
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, node.end_lineno or node.lineno


def _public_names(name: str, known: Mapping[str, ast.ClassDef]) -> set[str]:
    node = known[name]
    names = {x.name for x in node.body if isinstance(x, Function)}
    names |= {
        x.target.id
        for x in node.body
        if isinstance(x, ast.AnnAssign) and isinstance(x.target, ast.Name)
    }
    names |= set(_assigned(node))
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in known:
            names |= _public_names(base.id, known)
    return {x for x in names if not x.startswith("_")}


def _members(node: ast.ClassDef, known: Mapping[str, ast.ClassDef]) -> dict[str, str]:
    """The members that are made from a class of the room, by name."""
    return {
        name: value.func.id
        for name, value in _assigned(node).items()
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name)
        if value.func.id in known and not name.startswith("_")
    }


def _assigned(node: ast.ClassDef) -> dict[str, ast.expr]:
    """What is put on `self`, anywhere in the class."""
    return {
        target.attr: each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Assign | ast.AnnAssign) and each.value
        for target in (each.targets if isinstance(each, ast.Assign) else [each.target])
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
        if target.value.id == "self"
    }


def _lines(module: Module, spelt: Callable[[list[tokenize.TokenInfo]], str]) -> list[str]:
    imported = {
        line
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    said = [spelt(tokens) for line, tokens in sorted(module.code.items()) if line not in imported]
    return [line for line in said if re.search(r"\w", line)]


def _letters(tokens: list[tokenize.TokenInfo]) -> str:
    return " ".join(token.string for token in tokens)


def _shape(tokens: list[tokenize.TokenInfo]) -> str:
    def word(token: tokenize.TokenInfo) -> str:
        if token.type == tokenize.NAME and not iskeyword(token.string):
            return "name"
        return {tokenize.STRING: "text", tokenize.NUMBER: "0"}.get(token.type, token.string)

    return " ".join(map(word, tokens))


def _pairs(
    files: Mapping[str, list[str]], counts: Callable[[tuple[str, ...]], bool] = bool
) -> set[tuple[str, str]]:
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for name, lines in files.items():
        for start in range(len(lines) - DUPLICATE + 1):
            places[tuple(lines[start : start + DUPLICATE])].append((name, start))
    return {
        (one, other)
        for run, found in places.items()
        if len(found) <= COMMON and counts(run)
        for (one, first), (other, second) in combinations(found, 2)
        if one != other or second - first >= DUPLICATE
    }


def _says_enough(run: tuple[str, ...]) -> bool:
    return sum(len(line.split()) >= 4 for line in run) >= 5 and len(set(run)) >= 4


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    here = Path(__file__).resolve().parents[2]
    parser.add_argument("--tree", type=Path, default=here, help="another checkout")
    figures = measure(parser.parse_args().tree.resolve())
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
