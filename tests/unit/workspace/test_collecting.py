"""Collecting is put off and goes on again (`workspace/open/collecting.py`)."""

import gc

import pytest

from annotator.workspace.open.collecting import uncollected


@uncollected()
def fail() -> None:
    assert not gc.isenabled()
    raise ZeroDivisionError


@pytest.mark.parametrize("is_on", [True, False])
def test_nothing_is_collected_meanwhile_and_then_as_before(is_on: bool) -> None:
    was = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError):
            fail()
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was else gc.disable)()
