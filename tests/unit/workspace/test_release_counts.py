"""What a release would hold is what it holds; what can't be divided is refused in one line.

What is tested: `workspace/release/counting.py`, `workspace/release/choices.py`.
"""

import shutil

import pytest

from annotator.errors import UserError
from annotator.formats import own
from annotator.formats.articles import GivenArticle
from annotator.notices import notice_from
from annotator.workspace.children import near_copies_job, release_counts_job
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.messages import CountRelease, NearCopies, ReleaseChoices
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import import_request
from tests.unit.workspace.released import made, release


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return made(tmp_path_factory.mktemp("project") / "press.db")


def count(project, **choices):
    return release_counts_job.run(CountRelease(str(project), ReleaseChoices(**choices)), Work())


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"by": "labels", "dev": 0.2, "test": 0.2, "seed": 4},
        {"by": "date", "test": 0.0, "first_date": "2023-03"},
        {"by": "source", "dev": 0.3, "test": 0.0, "status": "all"},
    ],
)
def test_it_counts_what_is_made(project, tmp_path, choices):
    copy = tmp_path / "p.db"
    shutil.copy(project, copy)
    near_copies_job.run(NearCopies(str(copy)), Work())
    counted = count(copy, **choices)
    report = release(copy, tmp_path / "r", formats=("jsonl",), **choices)
    assert counted.why is None
    assert counted.uncompared == 0
    assert (counted.articles, counted.spans) == (report.counts["articles"], report.counts["spans"])
    assert counted.parts == report.parts
    assert (counted.families, counted.copies) == (report.families, report.copies)
    assert counted.leaks == report.leaks


def test_counting_writes_nothing_and_says_what_is_not_compared_yet(project):
    before = project.read_bytes()
    counted = count(project)
    assert (counted.uncompared, counted.families) == (12, 0)
    assert project.read_bytes() == before


LONG = " ".join(f"word{n}" for n in range(300))


@pytest.mark.parametrize(
    ("articles", "choices", "words"),
    [
        (
            [GivenArticle("One."), GivenArticle("Two.")],
            {},
            "too few articles to divide: of 2 none is left for test; finish more",
        ),
        (
            [GivenArticle(f"{LONG} {n}", source=str(n)) for n in range(6)],
            {"test": 0.0},
            "near copies stay together, so 6 articles count as 1, and none is left for dev; finish",
        ),
        (
            [GivenArticle(f"Text {n}.", source="Post") for n in range(9)],
            {"by": "source"},
            "too few sources to divide 9 articles by: 1, and none is left for dev, test; divide by",
        ),
    ],
)
def test_what_can_not_be_divided_is_said_before_and_when_it_is_made(
    tmp_path, articles, choices, words
):
    path = projects.create(tmp_path / "p.db", "conll")
    (tmp_path / "in.jsonl").write_bytes(b"".join(map(own.line_of, articles)))
    importing.run(import_request(path, tmp_path / "in.jsonl"), Work())
    near_copies_job.run(NearCopies(str(path)), Work())
    why = count(path, status="all", **choices).why
    assert words in str(notice_from(why))
    with pytest.raises(UserError) as caught:
        release(path, tmp_path / "r", status="all", **choices)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "r").exists()
    assert count(path, status="all", dev=0, test=0).why is None
