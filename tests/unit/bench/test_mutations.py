"""Each change to the code that is to be noticed has its one place, and tests that are to notice."""

import ast

import pytest

from tests.architecture.tree import REPOSITORY
from tests.bench.mutation_table import MUTATIONS, Mutation
from tests.bench.mutations import files_of, placed


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_a_change_has_its_place_and_its_tests(mutation):
    change = placed(mutation, REPOSITORY)
    was = (REPOSITORY / change.path).read_text("utf-8")
    assert ast.dump(ast.parse(change.text)) != ast.dump(ast.parse(was))
    assert files_of(mutation, REPOSITORY)


def test_there_are_enough_over_all_rooms():
    rooms = [each.room for each in MUTATIONS]
    assert len({each.name for each in MUTATIONS}) == len(rooms) >= 40
    assert {"core", "storage", "workspace", "nlp", "ui"} <= set(rooms)


@pytest.mark.parametrize(
    ("within", "old", "is_found"),
    [
        ("f", "x > 1", True),
        ("A.f", "x > 2", True),
        ("f", "return", False),  # two functions of this name
        ("g", "x > 1", False),
        ("", "LIMIT", True),
        ("", "x >", False),  # twice
    ],
)
def test_a_place_is_one_or_none(tmp_path, within, old, is_found):
    room = tmp_path / "annotator" / "core"
    room.mkdir(parents=True)
    (room / "a.py").write_text("LIMIT = 1\n\n\ndef f(x):\n    return x > 1\n", "utf-8")
    (room / "b.py").write_text("class A:\n    def f(self, x):\n        return x > 2\n", "utf-8")
    mutation = Mutation("it", "core", within, old, "0", ())
    if is_found:
        assert "0" in placed(mutation, tmp_path).text
    else:
        with pytest.raises(LookupError):
            placed(mutation, tmp_path)
