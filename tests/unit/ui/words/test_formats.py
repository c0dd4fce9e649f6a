"""Every format, and every option that the window offers for one, has words of the window."""

from annotator.formats.registry import FORMATS
from annotator.ui.words import exchange, jobs

_NAMES_OF_TAGS = {"iob2", "iob", "bilou", "iobes"}


def test_every_format_is_called_something():
    assert [each.name for each in FORMATS if each.name not in jobs._FORMATS] == []


def test_every_option_of_an_export_and_its_values_have_words():
    options = [option for each in FORMATS for option in each.writing]
    assert {each.name for each in options} <= exchange._OPTIONS.keys()
    values = {value for each in options for value in each.values}
    assert values - exchange._VALUES.keys() == _NAMES_OF_TAGS
