import json

import pytest

from annotator import paths
from annotator.bugs import log_bug
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.notices import notice_from
from annotator.places import Where


def test_what_alone():
    assert str(UserError(Fault.NO_SUCH_GROUP)) == "there is no such topic group"


def test_where_comes_first_and_advice_last():
    error = UserError(Fault.KEY_TAKEN, where="scheme.toml, line 3", key="P", name="PERSON")
    assert str(error) == "scheme.toml, line 3: P is the key of PERSON; take another key"
    assert error.code is Fault.KEY_TAKEN
    assert error.what == "P is the key of PERSON"


def test_a_place_may_have_a_code_too():
    error = UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=7))
    assert str(error) == "article 7: there is no such article"


def test_all_of_an_error_is_one_notice():
    error = UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=7))
    assert str(error.in_full) == str(error)
    assert notice_from(error.in_full.as_dict()) == error.in_full
    assert str(UserError(Fault.NO_SPAN_HERE).in_full) == str(UserError(Fault.NO_SPAN_HERE))


def test_always_one_line():
    error = UserError(Fault.NO_SUCH_SCHEME, where="a\u2028b", name="first\nsecond", known="x\vy")
    assert len(str(error).splitlines()) == 1


@pytest.mark.parametrize("values", [{}, {"key": "P"}, {"key": "P", "name": "N", "more": 1}])
def test_an_error_has_just_the_values_of_its_code(values):
    with pytest.raises(TypeError, match="KEY_TAKEN"):
        UserError(Fault.KEY_TAKEN, **values)


@pytest.mark.parametrize("kind", [UserError, EnvironmentFault, Bug])
def test_kinds_have_one_root_and_are_told_apart(kind):
    others = {UserError, EnvironmentFault, Bug} - {kind}
    assert issubclass(kind, AnnotatorError)
    assert not issubclass(kind, tuple(others))


@pytest.mark.parametrize("kind", [UserError, EnvironmentFault, Bug])
def test_crossing_a_process_keeps_code_values_and_place(kind):
    damage = Fault.DAMAGED(what="a value", table="spans")
    error = kind(Fault.JOB_FAILED_BY, where=Where.ARTICLE(number=7), reason=damage)
    again = kind.from_dict(json.loads(json.dumps(error.as_dict())))
    assert type(again) is kind
    assert (again.notice, again.where, str(again)) == (error.notice, error.where, str(error))


@pytest.mark.parametrize("code", ["Fault.NO_SUCH_CODE", "Nothing.DAMAGED", ""])
def test_a_code_that_there_is_not_is_no_error_of_ours(code):
    with pytest.raises(KeyError):
        UserError.from_dict({"code": code, "values": {}, "where": ""})


def test_an_error_of_ours_is_written_down_with_its_traceback() -> None:
    try:
        raise ValueError("odd")
    except ValueError as error:
        line = log_bug(error)
    log = paths.log_dir() / "annotator.log"
    assert str(log) in line
    assert "ValueError" not in line
    assert "ValueError: odd" in log.read_text("utf-8")
