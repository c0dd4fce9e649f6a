"""What `annotator info` says: each number with what it counts, in words."""

from __future__ import annotations

from annotator import tables
from annotator.core.records import Scheme
from annotator.storage import Store


def test_each_number_is_said_with_what_it_counts(tmp_path):
    with Store.create(tmp_path / "p.db", Scheme(name="News"), at="2024-05-01T10:00:00+00:00") as x:
        found = x.counts.info()
    said = list(tables.info_lines({**found, "articles": 12_345}))
    assert said[0] == "12,345  articles, without those in the bin"
    assert "     0  entities labelled, by all annotators" in said
    assert "Annotators: nobody yet" in said
    numbers = {name for name, value in found.items() if isinstance(value, int)}
    told = {*tables._INFO, "scheme_version", "version"}
    assert numbers <= told, "a number that is not told"


def test_one_is_one(tmp_path):
    work = {"annotator": "ann", "done": 1, "skipped": 0, "minutes": 1.2, "spans": 3}
    labels = {"ORG": {"spans": 3, "articles": 1}}
    _, head, row = tables.work_lines([{**work, "labels": labels}])
    assert head == "ann: 1 article finished, 3 entities, 1 minute of reading"
    assert row.split() == ["ORG", "3", "in", "1", "article"]
