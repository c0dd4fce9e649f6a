"""Who, when and how long, as Label Studio says it (`formats/label_studio/people.py`)."""

import pytest

from annotator.formats.label_studio.people import person, seconds, time_of


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"email": " ann@x.org ", "id": 3}, "ann@x.org"),
        ({"username": "ann"}, "ann"),
        ({"first_name": "Ann", "last_name": " Lee "}, "Ann Lee"),
        ({"id": 3, "first_name": " "}, "user 3"),
        (3, "user 3"),
        ("3", "user 3"),
        (" ann ", "ann"),
        (True, ""),
        (None, ""),
        ({}, ""),
    ],
)
def test_annotators_have_the_plainest_name_that_is_said(given, name):
    assert person(given) == name


@pytest.mark.parametrize(
    ("given", "time"),
    [
        ("2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000000+00:00"),
        ("2024-05-01T10:00:00.5Z", "2024-05-01T10:00:00.500000+00:00"),
        ("2024-05-01", "2024-05-01T00:00:00.000000+00:00"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("soon", ""),
        (5, ""),
    ],
)
def test_times_are_of_one_zone(given, time):
    assert time_of(given) == time


def test_only_times_that_may_be_count():
    given = [2, 2.5, -1, float("inf"), float("nan"), True, "2", None]
    assert [seconds(x) for x in given] == [2.0, 2.5, 0, 0, 0, 0, 0, 0]
