"""Whatever is in a project, its release comes again byte for byte from the texts."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats import own
from annotator.formats.articles import GivenArticle
from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from annotator.workspace.release.verifying import unlike
from tests.unit.formats.tool_texts import LONG, articles, keyed
from tests.unit.workspace.asking import import_request
from tests.unit.workspace.released import hashes, rebuild, release

PLAIN = [
    GivenArticle(text, key=key, source=key)
    for key, text in (("a", "Xi met Joe in Paris."), ("b", "It rained."), ("c", "Steel is dear."))
]
"""Enough articles of enough sources that each part has one."""

CAN_NOT_BE_DIVIDED = (Fault.TOO_FEW_TO_DIVIDE, Fault.TOO_FEW_UNLIKE, Fault.TOO_FEW_SOURCES)


def project_of(folder, given_articles):
    path = projects.create(folder / "p.db", "empty")
    file = folder / "in.jsonl"
    file.write_bytes(b"".join(map(own.line_of, given_articles)))
    report = importing.run(import_request(path, file), Work())
    assert report.refused == 0
    return path


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(articles(), min_size=1, max_size=4),
    st.sampled_from(["share", "labels", "date", "source"]),
    st.booleans(),
)
def test_any_project_comes_again(given_articles, by, in_use):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = project_of(folder, [*keyed(given_articles), *given_articles, *PLAIN])
        try:
            release(
                project, folder / "r", status="all", by=by, in_use_only=in_use, dev=0.2, test=0.3,
                formats=("jsonl", "csv", "parquet"),
            )  # fmt: skip
        except UserError as error:
            if error.code not in CAN_NOT_BE_DIVIDED:
                raise
            reject()
        assert list(unlike(folder / "r")) == []
        report = rebuild(folder / "r", folder / "again", folder / "in.jsonl")
        assert (report.missing, report.differs) == ((), ())
        assert hashes(folder / "again") == hashes(folder / "r")


def test_a_long_line_and_retired_labels_come_again(tmp_path):
    text = LONG + "Xi"
    line = GivenArticle(text, key="long", title="Long")
    project = project_of(tmp_path, [line, *PLAIN])
    with Store.open(project) as store:
        assert store.counts.info()["articles"] == 4
    release(project, tmp_path / "r", status="all", formats=("jsonl",))
    report = rebuild(tmp_path / "r", tmp_path / "again", tmp_path / "in.jsonl")
    assert (report.missing, report.differs) == ((), ())
