import pickle

import pytest

from annotator import paths
from annotator.bugs import log_bug
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError


def test_what_alone():
    assert str(UserError("the file is empty")) == "the file is empty"


def test_where_comes_first_and_advice_last():
    error = UserError("no such label", where="scheme.toml, line 3", do="add it to the scheme")
    assert str(error) == "scheme.toml, line 3: no such label; add it to the scheme"
    assert (error.what, error.where, error.do) == (
        "no such label",
        "scheme.toml, line 3",
        "add it to the scheme",
    )


def test_always_one_line():
    error = UserError("first\nsecond\r\nthird", where="a\u2028b", do="x\vy")
    assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize("kind", [UserError, EnvironmentFault, Bug])
def test_kinds_have_one_root_and_are_told_apart(kind):
    others = {UserError, EnvironmentFault, Bug} - {kind}
    assert issubclass(kind, AnnotatorError)
    assert not issubclass(kind, tuple(others))


@pytest.mark.parametrize("kind", [UserError, EnvironmentFault, Bug])
def test_pickle_keeps_everything(kind):
    error = pickle.loads(pickle.dumps(kind("what", where="where", do="do")))
    assert type(error) is kind
    assert str(error) == "where: what; do"


def test_an_error_of_ours_is_written_down_with_its_traceback() -> None:
    try:
        raise ValueError("odd")
    except ValueError as error:
        line = log_bug(error)
    log = paths.log_dir() / "annotator.log"
    assert str(log) in line
    assert "ValueError" not in line
    assert "ValueError: odd" in log.read_text("utf-8")
