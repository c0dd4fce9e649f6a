"""What is imported is taken as it was chosen (`workspace/exchange/as_chosen.py`)."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import LabelsBecome
from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    Refusal,
)
from annotator.storage import Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.exchange.as_chosen import Taking, renamed
from annotator.workspace.jobs.import_messages import ImportChoices
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import export_request, import_request

TEXT = "Xi met Joe Biden in Rome."
NAMES = st.sampled_from(["PER", "LOC", "ORG"])
PLACES = st.sampled_from([(0, 2), (7, 10), (7, 16), (20, 24)])


def taking(**choices):
    return Taking(ImportChoices("p", (), **choices), "me", "file.json", "2024")


FOREIGN = GivenArticle(
    TEXT,
    suggestions=(
        GivenSuggestion(0, 2, "PER", score=0.5),
        GivenSuggestion(20, 24, "LOC"),
    ),
    reviews=(
        GivenReview(
            "",
            spans=(GivenSpan(0, 2, "PER", suggestion=0), GivenSpan(7, 16, "PER")),
            topics=(GivenTopic("War"), GivenTopic("Sport", False)),
            decisions=(
                GivenDecision(0, "confirmed", "key"),
                GivenDecision(1, "rejected", "key"),
            ),
        ),
        GivenReview("Zoe", "skipped"),
    ),
)


def test_reviews_without_a_name_are_those_of_who_was_chosen():
    found = taking(people={"Zoe": "Ann"}).taken(FOREIGN)
    assert [(x.annotator, x.status, x.edited_at) for x in found.reviews] == [
        ("me", "done", "2024"),
        ("Ann", "skipped", "2024"),
    ]
    assert {x.origin for x in found.reviews[0].spans} == {"import"}
    assert found.reviews[0].decisions == FOREIGN.reviews[0].decisions


def test_what_an_import_writes_of_many_is_plain():
    """A member of an enum takes SQLite's module three times as long to store, each time."""
    bare = GivenArticle(TEXT, spans=(GivenSpan(0, 2, "PER"),), topics=(GivenTopic("War"),))
    (review,) = taking(become=LabelsBecome.REVIEW).taken(bare).reviews
    proposed = taking().taken(bare).suggestions
    imported = taking().taken(FOREIGN).reviews[0]
    told = [x.origin for x in (*review.spans, *imported.spans)]
    told += [x.way for x in (*review.topics, *imported.topics)] + [x.source for x in proposed]
    assert {*map(type, told)} == {str} and {*told} == {"import"}


def test_of_two_reviews_of_one_annotator_the_first_stays_and_it_is_told():
    found = taking(people={"Zoe": "me"}).taken(FOREIGN)
    assert [x.annotator for x in found.reviews] == ["me"]
    assert [str(x) for x in found.left_out] == ["a second review of me; the first one stays"]


def test_as_suggestions_nothing_is_reviewed_and_what_was_rejected_is_not_proposed():
    found = taking(become=LabelsBecome.SUGGESTIONS).taken(FOREIGN)
    assert found.reviews == ()
    assert [(x.start, x.end, x.label, x.run.pipeline) for x in found.suggestions] == [
        (0, 2, "PER", "file.json (me)"),
        (7, 16, "PER", "file.json (me)"),
        (None, None, "War", "file.json (me)"),
    ]


@pytest.mark.parametrize("become", list(LabelsBecome))
def test_what_stands_beside_reviews_is_not_lost(become):
    mixed = replace(FOREIGN, spans=(GivenSpan(3, 6, "ACT"),), topics=(GivenTopic("Law"),))
    found = taking(become=become).taken(mixed)
    assert {x.label for x in found.suggestions} >= {"ACT", "Law"}


def test_labels_without_an_annotator_become_what_was_chosen():
    bare = GivenArticle(TEXT, spans=(GivenSpan(0, 2, "PER"),), topics=(GivenTopic("War"),))
    (review,) = taking(become=LabelsBecome.REVIEW).taken(bare).reviews
    assert (review.annotator, review.status, len(review.spans), len(review.topics)) == (
        "me", "done", 1, 1,
    )  # fmt: skip
    for become in (LabelsBecome.GIVEN, LabelsBecome.SUGGESTIONS):
        found = taking(become=become).taken(bare)
        assert (len(found.suggestions), found.reviews) == (2, ())


SPANS = st.lists(
    st.builds(
        lambda place, label, number: GivenSpan(*place, label, suggestion=number),
        PLACES, NAMES, st.none() | st.integers(0, 2),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
TOPICS = st.lists(st.builds(GivenTopic, st.sampled_from(["", "War", "Law"]), st.booleans()),
                  max_size=3).map(tuple)  # fmt: skip
SUGGESTIONS = st.tuples(
    *[st.builds(lambda x, y: GivenSuggestion(*x, y, others=((y, 0.5), (None, 0.5))), PLACES, NAMES)]
    * 2,
    st.builds(lambda x: GivenSuggestion(None, None, x), st.sampled_from(["War", "Law"])),
)
DECISIONS = st.lists(
    st.builds(
        lambda number, label, followed: GivenDecision(
            number, "relabelled", "key", followed_from=followed,
            label="Law" if number == 2 else label, label_shown="War" if number == 2 else label,
        ),
        st.integers(0, 2), NAMES, st.none() | st.integers(0, 2),
    ),
    max_size=3, unique_by=lambda x: x.suggestion,
).map(tuple)  # fmt: skip
ARTICLES = st.builds(
    lambda spans, topics, suggestions, decisions, blind: GivenArticle(
        TEXT, suggestions=suggestions, spans=spans, topics=topics,
        reviews=(GivenReview("ann", spans=spans, topics=topics, decisions=decisions,
                             blind=GivenBlind("", ("War",), blind), implied=("Law",)),),
    ),
    SPANS, TOPICS, SUGGESTIONS, DECISIONS, SPANS,
)  # fmt: skip


def names_in(article):
    """Every name that an article has anywhere."""
    return {x for x in ("PER", "LOC", "ORG", "War", "Law") if f"'{x}'" in repr(article)}


@given(
    ARTICLES,
    st.dictionaries(NAMES, st.sampled_from(["PER", "NEW", ""])),
    st.dictionaries(st.sampled_from(["War", "Law"]), st.sampled_from(["Peace", ""])),
)
def test_by_other_names_nothing_has_the_old_ones_and_every_number_fits(article, labels, topics):
    found = renamed(article, labels, topics)
    gone = {x for x, y in {**labels, **topics}.items() if x != y} - set(labels.values())
    assert not names_in(found) & gone
    numbers = range(len(found.suggestions))
    (review,) = found.reviews
    for each in review.decisions:
        assert each.suggestion in numbers and each.followed_from in (None, *numbers)
        is_topic = found.suggestions[each.suggestion].start is None
        assert not is_topic or each.label in ("Law", "Peace")
    assert all(x.suggestion in (None, *numbers) for x in (*review.spans, *found.spans))
    assert len({(x.start, x.end, x.label) for x in review.spans}) == len(review.spans)


@given(ARTICLES)
def test_without_other_names_all_stays(article):
    found = renamed(article, {}, {})
    assert (found.suggestions, found.reviews[0].decisions) == (
        article.suggestions, article.reviews[0].decisions,
    )  # fmt: skip


# -- in a project ------------------------------------------------------------------------------

ENTITIES = [{"start": 0, "end": 2, "label": "PER"}, {"start": 7, "end": 16, "label": "Nobody"}]
RECORD = {"id": "a", "text": TEXT, "title": "Old", "entities": ENTITIES, "city": "Rome"}


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def brought(project, tmp_path, *records, **choices):
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(x) + "\n" for x in records), "utf-8")
    return importing.run(import_request(project, path, **choices), Work())


def test_labels_of_the_file_become_labels_of_the_scheme_new_ones_or_nothing(project, tmp_path):
    report = brought(project, tmp_path, RECORD, labels={"PER": "Politician", "Nobody": ""})
    assert (report.labels_added, report.suggestions) == (("Politician",), 1)


def test_what_is_there_is_told_anew_in_one_act_that_can_be_undone(project, tmp_path):
    brought(project, tmp_path, RECORD)
    news = {"id": "a", "text": TEXT, "title": "New words", "date": "2024-05-01", "page": 3}
    assert brought(project, tmp_path, news).updated == 0
    report = brought(project, tmp_path, news, if_there="update")
    assert (report.there, report.updated, report.articles) == (1, 1, 0)
    with Store.open(project) as store:
        article = store.articles.get(1)
        assert (article.title, article.published, article.text) == ("New words", "2024-05-01", TEXT)
        assert json.loads(article.meta) == {"city": "Rome", "page": 3}
        assert list(store.search.articles("words")) == [1] and not store.search.articles("old")
        assert not list(store.damage.all())
        group = store.acts.last()
    report = brought(project, tmp_path, news, if_there="update")
    with Store.open(project) as store:
        assert (report.updated, store.acts.last()) == (0, group)
        who = store.annotators.id_of(store.annotators.all()[0][1])
        store.history.undo(who, "2024")
        assert store.articles.get(1).title == "Old"
        assert list(store.search.articles("old")) == [1] and not store.search.articles("words")
        assert not list(store.damage.all())


def test_an_id_with_another_text_is_told_about_and_keeps_its_text(project, tmp_path):
    brought(project, tmp_path, RECORD)
    other = {"id": "a", "text": "Other.", "title": "New", "entities": [[0, 5, "PER"]]}
    report = brought(project, tmp_path, other, if_there="update")
    assert (report.articles, report.updated, report.spans_left_out) == (0, 1, 1)
    assert "another text with the id a" in str(Refusal.from_dict(report.left_out[0]))
    with Store.open(project) as store:
        article = store.articles.get(1)
        assert (article.title, article.text) == ("New", TEXT)


def test_labels_for_what_is_there_become_another_annotators_review(project, tmp_path):
    brought(project, tmp_path, RECORD, become="review", annotator="ann")
    news = {**RECORD, "id": "", "entities": [[20, 24, "LOC"]]}
    report = brought(project, tmp_path, news, if_there="review", annotator="tom")
    assert (report.there, report.reviewed, report.articles) == (1, 1, 0)
    with Store.open(project) as store:
        spans = [
            [store.scheme.read().label(x.label).name for x in store.sheets.read(1, who).spans]
            for who in (1, 2)
        ]
        names = [name for _, name in store.annotators.all()]
        last = store.acts.last()
    assert (names, spans) == (["ann", "tom"], [["PER", "Nobody"], ["LOC"]])
    report = brought(project, tmp_path, news, if_there="review", annotator="tom")
    assert (report.reviewed, report.there) == (0, 1)
    assert "tom has a review of this article already" in str(Refusal.from_dict(report.left_out[0]))
    with Store.open(project) as store:
        assert store.acts.last() == last


def test_ids_that_clash_are_told(project, tmp_path):
    report = brought(project, tmp_path, RECORD, {"id": "a", "text": "2"}, {"id": "a", "text": "3"})
    assert (report.articles, report.clashes, report.clashing) == (3, 2, ("a", "a"))


def test_a_language_is_given_to_articles_without_one(project, tmp_path):
    brought(project, tmp_path, RECORD, {"text": "Non.", "language": "fr"}, language="de")
    with Store.open(project) as store:
        assert [store.articles.get(x).language for x in (1, 2)] == ["de", "fr"]


@pytest.mark.parametrize("if_there", ["skip", "update", "review"])
def test_our_own_export_brings_nothing_new_whatever_is_done_with_what_is_there(
    project, tmp_path, if_there
):
    others = [{"id": "a", "text": "Two"}, {"text": "Three"}, {"text": "Three"}]
    brought(project, tmp_path, RECORD, *others, become="review", annotator="ann")
    to = tmp_path / "out.jsonl"
    exporting.run(export_request(project, to, "jsonl", status="all"), Work())
    with Store.open(project) as store:
        last = store.acts.last()
    report = importing.run(import_request(project, to, if_there=if_there), Work())
    assert (report.articles, report.there, report.updated, report.reviewed) == (0, 4, 0, 0)
    with Store.open(project) as store:
        assert store.acts.last() == last
