"""Facts of files that are to be imported, in words (`ui/words/exchange.py`)."""

from __future__ import annotations

import pytest

from annotator.ui.words.exchange import facts_of_file, found_languages
from annotator.workspace.jobs.import_messages import NEAR_LOOKED, FileSeen


@pytest.mark.parametrize(
    ("near", "articles", "words"),
    [(0, 9, ""), (1, 9, "1 near copy of an article here"), (2, 9, "2 near copies of articles here"),
     (2, NEAR_LOOKED + 1, "2 near copies of articles here…")],
)  # fmt: skip
def test_near_copies_are_told_where_there_are_some(qapp, near, articles, words):
    seen = FileSeen("a.csv", "a.csv", 1, "table", articles=articles, near=near)
    told = facts_of_file(seen, "Tables", "de")
    assert told.split(" · ")[2:] == ([words] if words else [])


def test_which_languages_were_found(qapp):
    assert found_languages([]) == "found out"
    assert found_languages(["de", "en"]) == "found out: de, en"
