"""No import circle, no arrow back up; and what measures the code counts right."""

import ast
from pathlib import Path

import pytest

from tests.architecture import structure
from tests.architecture.tree import REPOSITORY


@pytest.fixture(scope="module")
def code():
    return structure.modules(REPOSITORY, "annotator")


@pytest.fixture(scope="module")
def graph(code):
    return structure.imports(code)


def test_nothing_imports_in_a_circle_when_it_runs(code):
    assert structure.circles(structure.imports(code, types=False)) == []


def test_nothing_imports_in_a_circle_even_for_types(graph):
    assert structure.circles(graph) == []


def test_no_room_imports_another_in_a_circle(code, graph):
    assert structure.circles(structure.between_rooms(graph, code)) == []


def test_no_arrow_goes_back_up(graph):
    contracts = structure.layer_contracts(REPOSITORY)
    assert contracts
    assert structure.arrows_back_up(graph, contracts) == []


def test_every_file_of_the_rooms_without_qt_is_named_by_a_test(code):
    tests = [x for x in structure.modules(REPOSITORY, "tests") if "bench" not in x.path.parts]
    assert structure.unnamed(code, tests) == []


# What the measures say of a tree in which each is known.

TREE = {
    "annotator/__init__.py": "",
    "annotator/ui/frame.py": (
        "from typing import TYPE_CHECKING\n\nfrom annotator.core import sheet\n"
        "if TYPE_CHECKING:\n    from annotator.ui.table import Table\n"
    ),
    "annotator/ui/table.py": "def open_it():\n    from annotator.ui import frame\n",
    "annotator/core/sheet.py": "from ..storage.store import Store\n",
    "annotator/core/acts.py": '"""Doc."""\n\n# why\nX = """two\nlines"""\n',
    "annotator/storage/store.py": (
        "class Base:\n    def find(self): ...\n    def _hidden(self): ...\n"
        "class Part:\n    def add(self): ...\n    def take(self): ...\n"
        "class Store(Base):\n    def __init__(self):\n        self.part = Part()\n"
        "    def close(self): ...\n"
    ),
    "tests/unit/test_acts.py": "from annotator.core.acts import X\n",
    "tests/bench/test_no.py": "from annotator.core import sheet\n",
}
LAYERS = [{"containers": ["annotator"], "layers": ["ui", "storage | formats", "core"]}]


@pytest.fixture
def tree(tmp_path):
    for name, text in TREE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return structure.modules(tmp_path, "annotator")


def test_circles_are_seen_through_functions_and_types(tree):
    assert structure.circles(structure.imports(tree)) == [
        ["annotator.ui.frame", "annotator.ui.table"]
    ]
    assert structure.circles(structure.imports(tree, types=False)) == []


def test_circles_between_rooms_are_seen(tree):
    graph = {**structure.imports(tree), "annotator.storage.store": {"annotator.core.acts"}}
    assert structure.circles(structure.between_rooms(graph, tree)) == [
        ["annotator.core", "annotator.storage"]
    ]


def test_arrows_back_up_are_seen(tree):
    assert structure.arrows_back_up(structure.imports(tree), LAYERS) == [
        "annotator.core.sheet -> annotator.storage.store"
    ]


def test_lines_of_code_are_counted_without_blanks_comments_and_docstrings(tree):
    assert structure.rooms(tree)["annotator/core"] == {"files": 2, "lines": 6, "code": 3}


def test_names_of_the_store_are_its_own_and_those_of_its_members(tree):
    assert structure.store_names(tree) == {"itself": 3, "parts": {"part": 2}}


def test_files_that_no_test_names_are_listed(tree, tmp_path):
    tests = [structure.Module("t", Path("tests/test_t.py"), TREE["tests/unit/test_acts.py"])]
    assert structure.unnamed(tree, tests) == [
        "annotator/core/sheet.py",
        "annotator/storage/store.py",
    ]
    by_path = structure.Module("t", Path("tests/test_t.py"), "# see core/sheet.py\n")
    assert structure.unnamed(tree, [*tests, by_path]) == ["annotator/storage/store.py"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("pass", 1),
        ("if a: pass\n  else: pass", 2),
        ("if a and b or c: pass", 4),
        ("return [x for x in y if x if z]", 4),
        ("try: pass\n  except A: pass\n  except B: pass", 3),
        ("match a:\n   case 1: pass\n   case _: pass", 3),
        ("def inner():\n   if a: pass", 1),
    ],
)
def test_branches_are_counted_as_mccabe_does(body, count):
    function = ast.parse(f"def f():\n  {body}").body[0]
    assert structure.branches(function) == count


RUN = "".join(f"value_{n} = call(other_{n}, {n})\n" for n in range(6))


def pairs(**files):
    made = [structure.Module(name, Path(f"{name}.py"), text) for name, text in files.items()]
    found = structure.duplicates(made)
    return found["same"], found["shape"]


def test_six_equal_lines_are_a_pair_however_they_are_set():
    spaced = "if a:\n" + "".join(f"    {line}\n    # why\n" for line in RUN.splitlines())
    assert pairs(a=RUN, b=spaced) == (1, 1)
    assert pairs(a=RUN, b=RUN.replace("call(other_3", "call(3")) == (0, 0)
    assert pairs(a=RUN + "x = 1\n" + RUN) == (1, 1)
    assert pairs(a=RUN) == (0, 0)


def test_imports_docstrings_and_punctuation_make_no_pair():
    text = "from a import (\n" + "".join(f"    x{n},\n" for n in range(9)) + ")\n"
    text += '"""' + "words\n" * 9 + '"""\n'
    assert pairs(a=text, b=text) == (0, 0)


def test_lines_alike_but_for_names_are_a_pair_of_shape():
    lines = (
        "size = measure(1)\nif size == 2:\n    found = size.of(it)\n    return found + 1\n"
        "for one in many:\n    show(one, many)\n"
    )
    renamed = lines.replace("size", "width").replace("many", "rows").replace("1", "17")
    assert pairs(a=lines, b=renamed) == (0, 1)
    assert pairs(a=lines, b=renamed.replace("+", "-")) == (0, 0)
