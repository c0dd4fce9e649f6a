"""Dataclasses whose methods are made late are as those of the standard library."""

import copy
import dataclasses
import pickle
import re
from dataclasses import field
from pathlib import Path

import pytest

import annotator
from annotator.values import dataclass as late


@late(frozen=True, slots=True)
class Place:
    """Where something is."""

    start: int
    name: str = "here"
    seen: list = field(default_factory=list, compare=False, repr=False)
    id: int = field(kw_only=True, default=0)


@late(slots=True)
class Count:
    """How often."""

    times: int = 0
    double: int = field(init=False)
    names: list = field(init=False, default_factory=list)
    unit: str = field(init=False, default="spans")

    def __post_init__(self):
        self.double = 2 * self.times


@late(frozen=True)
class Named(Place):
    """One that has a field more, and says itself how it is shown and compared."""

    title: str = ""

    def __repr__(self):
        return self.title

    def __hash__(self):
        return 7


KINDS = {
    Place: dataclasses.dataclass(frozen=True, slots=True),
    Count: dataclasses.dataclass(slots=True),
}


def usual(kind):
    """The same class by the standard library."""
    names = {each.name: each for each in dataclasses.fields(kind)}
    body = {"__annotations__": {name: each.type for name, each in names.items()}, **names}
    if hasattr(kind, "__post_init__"):
        body["__post_init__"] = kind.__post_init__
    return KINDS[kind](type(kind.__name__, (), body | {"__doc__": ""}))


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_those_of_the_standard_library(kind):
    theirs = usual(kind)
    for given in ((), (1,), (1, "there"), (1, "there", [2])):
        for named in ({}, {"id": 3}, {"unknown": 1}):
            told = []
            for each in (kind, theirs):
                try:
                    one, two = each(*given, **named), each(*given, **named)
                except TypeError as error:
                    told.append(str(error))
                    continue
                told.append((dataclasses.asdict(one), one == two, repr(one), one != 1))
                told[-1] += (each.__match_args__, getattr(each, "__slots__", ()))
                told[-1] += (each.__hash__ and hash(one) == hash(two),)
            assert re.sub("<locals>.", "", str(told[0])) == str(told[1])


def test_what_is_frozen_is_not_changed_and_can_be_copied():
    place = Place(1, id=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        place.start = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del place.start
    assert copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    assert dataclasses.replace(place, start=3) == Place(3, id=2) != place
    assert {place: 1}[Place(1, id=2, seen=[1])] == 1
    assert place != Place(1)


def test_what_a_class_says_itself_stays():
    named = Named(1, title="Port Amal", id=2)
    assert (repr(named), hash(named), named.start) == ("Port Amal", 7, 1)
    assert named != Place(1, id=2)
    assert Count(2).double == 4
    with pytest.raises(TypeError):
        hash(Count(1))


def test_the_methods_are_made_once():
    assert Place(1) == Place(1)
    assert Place.__init__.__code__.co_varnames[:2] == ("self", "start")
    assert Place.__eq__.__code__.co_filename == "<string>"


def test_all_dataclasses_of_the_program_are_such():
    root = Path(annotator.__file__).parent
    taken = re.compile(r"from dataclasses import .*\bdataclass\b|@dataclasses\.dataclass")
    found = [path.name for path in root.rglob("*.py") if taken.search(path.read_text("utf-8"))]
    assert found == ["values.py"]
