"""What a search finds: articles for the list, and mentions step by step for a concordance.

What is tested: `workspace/open/mention_search.py`, `workspace/open/project_parts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core import acts
from annotator.core.acts import DecisionContext
from annotator.core.records import Act, Change, InputMethod, Status
from annotator.errors import UserError
from annotator.workspace.open import mention_search
from annotator.workspace.open.mention_search import Concordance, find_articles
from annotator.workspace.open.project import Project
from tests.unit.storage.making import AT
from tests.unit.workspace.test_propagation import ORG, PLACE, decide, make, sheet_of

TEXTS = (
    "Veldora met Orrin in Lisbon. Veldora left.",
    "In Veldora it rained. Greater Veldora slept.",
    "Nobody saw the thick\n fog. The THICK FOG stayed.",
    "Veldora again, then Lisbon once more.",
)
AT_LISBON = [TEXTS[0].index("Lisbon"), TEXTS[3].index("Lisbon")]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Veldora is a place in the first article, in the second it is suggested as an organisation;
    Lisbon is a place in the first and an organisation in the last.
    """
    made = make(tmp_path / "p.db", TEXTS, [(2, 3, 10, ORG)])
    decide(made, 1, 0, 7, PLACE)
    decide(made, 1, AT_LISBON[0], AT_LISBON[0] + 6, PLACE)
    decide(made, 4, AT_LISBON[1], AT_LISBON[1] + 6, ORG)
    yield made
    made.close()


def finish(project: Project, article: int) -> None:
    review = sheet_of(project, article).review
    before = review if review.edited_at else None
    after = replace(review, status=Status.DONE, edited_at=AT)
    project.commit(Act("article.finish", article, (Change(before, after),)))


def found(project: Project, typed: str, **options) -> list[tuple[int, int, str]]:
    """(article, start, how it stands) of all hits."""
    hits = [hit for step in Concordance(project, typed, **options).all() for hit in step]
    return [(x.mention.article, x.mention.start, x.mention.standing.value) for x in hits]


def test_a_surface_is_found_wherever_it_stands_marked_or_not(project):
    assert found(project, "surface:Veldora") == [
        (1, 0, "span"), (1, 29, "free"), (2, 3, "open"), (2, 30, "free"), (4, 0, "free"),
    ]  # fmt: skip


def test_words_are_found_as_they_follow_each_other_in_any_case(project):
    assert found(project, "thick fog") == [(3, 15, "free"), (3, 31, "free")]
    assert found(project, "fog thick") == []


def test_a_label_finds_what_has_it_and_what_is_suggested_as_it(project):
    assert found(project, "label:Organisation") == [(2, 3, "open"), (4, AT_LISBON[1], "span")]
    assert found(project, "label:loc surface:Lisbon") == [(1, AT_LISBON[0], "span")]


def test_other_keys_narrow_the_articles_of_a_surface(project):
    finish(project, 1)
    assert [hit[0] for hit in found(project, "surface:Veldora status:done")] == [1, 1]
    assert [hit[0] for hit in found(project, "surface:Veldora status:todo")] == [2, 2, 4]


def test_surfaces_under_two_labels_are_sections_and_only_what_is_marked_counts(project):
    search = Concordance(project, "is:mixed")
    hits = [hit for step in search.all() for hit in step]
    assert [(x.mention.article, x.mention.label) for x in hits] == [(1, PLACE), (4, ORG)]
    assert search.is_by_surface
    assert (search.looked, search.total) == (1, 1)


def test_what_was_left_out_in_a_finished_article_is_missed(project):
    assert found(project, "is:missed") == []
    for article in (2, 4):
        finish(project, article)
    # "Greater Veldora" is a longer name, and in the second the other is suggested: beside a mark.
    assert found(project, "is:missed surface:Veldora") == [(4, 0, "free")]
    assert found(project, "is:missed") == [(4, 0, "free")]
    assert found(project, "is:missed status:todo") == []


def test_spans_accepted_without_a_look_are_found(project):
    assert found(project, "is:unseen") == []
    how = DecisionContext(InputMethod.ENTER, AT, is_focused=False)
    accepted = tuple(acts.accept_open(sheet_of(project, 2), how))
    project.commit(Act("article.finish", 2, accepted))
    assert found(project, "is:unseen") == [(2, 3, "span")]
    assert list(find_articles(project, "is:unseen")) == [2]


def test_it_ends_after_so_many_hits_and_says_that_there_may_be_more(project):
    search = Concordance(project, "surface:Veldora", most=2)
    assert not search.is_complete
    assert sum(map(len, search.all())) >= 2
    assert search.is_cut
    assert search.is_complete
    assert search.more() == []


def test_progress_is_told_article_by_article(project, monkeypatch):
    monkeypatch.setattr(mention_search, "FIRST_ARTICLES", 1)
    monkeypatch.setattr(mention_search, "ARTICLES", 1)
    search = Concordance(project, "label:Place")
    steps = [(search.looked, search.total, len(hits)) for hits in search.all()]
    assert steps[:4] == [(1, 4, 2), (2, 4, 0), (3, 4, 0), (4, 4, 0)]


def test_nothing_typed_finds_nothing(project):
    search = Concordance(project, "")
    assert search.more() == []
    assert search.is_complete
    assert not search.is_cut


def test_articles_are_found_by_words_by_keys_and_by_both(project):
    assert list(find_articles(project, "fog")) == [3]
    assert list(find_articles(project, "label:Place")) == [1]
    assert list(find_articles(project, "surface:Lisbon")) == [1, 4]
    assert list(find_articles(project, "surface:Lisbon label:ORG")) == [4]
    assert list(find_articles(project, "surface:Lisbon status:done")) == []


def test_what_is_missed_is_no_search_for_articles(project):
    with pytest.raises(UserError, match="missed"):
        find_articles(project, "is:missed")
    with pytest.raises(UserError, match="Ship"):
        find_articles(project, "label:Ship")
