from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.looks import read_told
from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Span,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.errors import UserError
from annotator.nlp.topics.training import TopicModel
from annotator.notices import notice_from
from annotator.storage import NewArticle, Store
from annotator.storage.settings import LEARNS
from annotator.workspace.children.judge import judged_of
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning import versions_in_use as models
from annotator.workspace.learning.doubt_levels import levels_in
from annotator.workspace.learning.report import overview
from annotator.workspace.learning.reviewed_articles import FULL, UNSEEN, examples, is_due, next_due
from annotator.workspace.open import projects
from annotator.workspace.open.project import utc_now

AT = "2024-05-01T12:00:00.000+00:00"
PEOPLE = ("Ada Brook", "Ben Croft", "Cara Dunn", "Dan Ellis", "Eva Frost", "Finn Gale", "Gwen Hill")
SHIPS = ("Aurora", "Borealis", "Castor", "Drake", "Endeavour", "Falcon", "Galatea")
SCHEME = Scheme(
    labels=(Label(1, "SAILOR", key="s"), Label(2, "SHIP", key="h"), Label(3, "PORT", key="p")),
    groups=(TopicGroup(1, "About"),),
    topics=(Topic(1, "trade", 1, key="1"), Topic(2, "weather", 1, key="2")),
)


def review(store: Store, text: str, spans: dict[str, int], **more: object) -> int:
    """A finished review of a new article, with spans at the first places of the surfaces."""
    me = store.annotators.id_of("anna")
    article, _ = store.articles.add(NewArticle(text))
    changes = []
    for surface, label in spans.items():
        start = text.index(surface)
        span = Span(article, me, start, start + len(surface), label, surface)
        changes.append(Change(None, span))
    topic = 1 if "cargo" in text else 2
    changes.append(Change(None, TopicAnswer(article, me, topic, is_yes=True)))
    changes.append(Change(None, Review(article, me, "done", edited_at=AT, **more)))  # type: ignore[arg-type]
    store.acts.commit(Act("review.finish", article, tuple(changes)), me, AT)
    return article


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "ships.annotator.db"
    Store.create(path, SCHEME, at=AT).close()
    return path


def fill(path: Path) -> None:
    with Store.open(path) as store:
        for n, (person, ship) in enumerate(zip(PEOPLE, SHIPS, strict=True)):
            about = "cargo of tea" if n % 2 else "storm"
            text = f"Captain {person} sailed the {ship} home. The {about} was not small."
            review(store, text, {person: 1, ship: 2})


def test_it_learns_a_scheme_of_its_own_from_a_blank_pipeline(project: Path) -> None:
    fill(project)
    with Store.open(project) as store:
        assert is_due(store)
    report = run_job(messages.Train(project=str(project), pipeline="blank:en"))
    assert (report.version, report.articles, report.labels) == (1, 7, 2)
    assert report.repairs < report.static_repairs
    with Store.open(project) as store:
        assert not is_due(store)
        used = models.model_in_use(store, "corrector")
        assert used is not None and used.version == 1
        assert store.models.trained_on("corrector", 1) == set(range(1, 8))
        assert [model.articles for model in store.models.all("topics")] == [7]
        text = "Captain Hal Iver sailed the Hermes home."
        review(store, text, {"Hal Iver": 1, "Hermes": 2}, shown="read whole", share_seen=1.0)
    again = run_job(messages.Train(project=str(project), pipeline="blank:en"))
    assert again.version == 2
    with Store.open(project) as store:
        ((article, version, outcome),) = store.judgements.all()
        assert (article, version, outcome["gold"], outcome["learned"]) == (8, 1, 2, 0)
        assert outcome["unread"] is False and judged_of(outcome).is_read
        assert not judged_of({**outcome, "unread": True}).is_read
        del outcome["unread"]  # as earlier versions wrote
        assert judged_of(outcome).is_read
        looked = read_told(outcome["looks"])
        assert looked is not None
        assert (looked.gold, looked.is_read, looked.missed) == (2, True, ())
        assert looked.is_asked
        assert [is_right for _, is_right in looked.marks] == [True, True]
        assert not judged_of({**outcome, "looks": {"is_read": False}}).is_read
        assert levels_in(store) is None, "one article tells nothing"
        models.choose_version(store, "corrector", 1)
        used = models.model_in_use(store, "corrector")
        assert used is not None and used.version == 1
        models.choose_version(store, "corrector", 0)
        assert models.model_in_use(store, "corrector") is None
        models.choose_version(store, "corrector", None)
        store.settings.set(LEARNS, False)
        assert models.model_in_use(store, "corrector") is None


def test_what_there_is_nothing_to_learn_from_is_said_in_a_line(project: Path) -> None:
    with pytest.raises(UserError, match="no article is finished yet"):
        run_job(messages.Train(project=str(project), pipeline="blank:en"))


@pytest.mark.parametrize(
    "reviews",
    [
        [("Captain Ada Brook slept.", {"Ada Brook": 1})],
        [("Nothing here.", {}), ("Nor here.", {})],
        [("Xi met Ada.", {"Ada": 1}), ("Xi met Ada again.", {"Ada": 2}), ("Ada, Ada.", {})],
    ],
    ids=["one review", "no entities", "contradictory"],
)
def test_few_or_odd_reviews_make_a_model_that_is_not_used(
    project: Path, reviews: list[tuple[str, dict[str, int]]]
) -> None:
    with Store.open(project) as store:
        for text, spans in reviews:
            review(store, text, spans)
    report = run_job(messages.Train(project=str(project), pipeline="blank:en"))
    assert report.version == 1 and not report.is_used


def test_a_damaged_model_and_lost_labels_do_not_stop_the_next_training(project: Path) -> None:
    fill(project)
    with Store.open(project) as store:
        store.models.add(
            "corrector",
            b"not a model",
            {},
            at=AT,
            fingerprint="f",
            trained_on=[1],
            is_better=True,
        )
    report = run_job(messages.Train(project=str(project), pipeline="blank:en"))
    assert report.version == 2 and report.is_used


def test_a_span_that_nobody_looked_at_weighs_less(project: Path) -> None:
    from annotator.core.records import Decision, Suggestion
    from annotator.core.tokens import cut

    text = "Ada Brook met Ben Croft."
    with Store.open(project) as store:
        me = store.annotators.id_of("anna")
        article, _ = store.articles.add(NewArticle(text))
        run = store.suggestions.run_id("en", "1", "f")
        rows = [Suggestion(0, article, 0, 9, 1), Suggestion(0, article, 14, 23, 1)]
        store.suggestions.put(article, run, cut(text), [0], rows)
        changes = [Change(None, Review(article, me, "done"))]
        for row, is_focused in zip(store.suggestions.of(article), (True, False), strict=True):
            assert row.start is not None and row.end is not None
            surface = text[row.start : row.end]
            decision = Decision(
                row.id,
                me,
                article,
                "accepted",
                "enter",
                AT,
                row.start,
                row.end,
                1,
                None,
                is_focused,
            )
            span = Span(article, me, row.start, row.end, 1, surface, "accepted", row.id)
            changes += [Change(None, decision), Change(None, span)]
        store.acts.commit(Act("review.finish", article, tuple(changes)), me, AT)
        (example,) = examples(store)
    assert example.spans == ((0, 9, 1, FULL), (14, 23, 1, UNSEEN))


def test_trainings_come_in_growing_gaps() -> None:
    dues = [next_due(0)]
    while dues[-1] < 2000:
        dues.append(next_due(dues[-1]))
    assert dues[:4] == [3, 5, 7, 9]
    gaps = [b - a for a, b in itertools.pairwise(dues)]
    assert gaps == sorted(gaps) and gaps[-1] < 100


def test_a_bulk_run_uses_what_was_learned_and_leaves_out_a_damaged_model(project: Path) -> None:
    fill(project)
    run_job(messages.Train(project=str(project), pipeline="blank:en"))
    text = "Captain Hal Iver sailed the Hermes home. The cargo was small."
    with Store.open(project) as store:
        article, _ = store.articles.add(NewArticle(text))
    report = run_job(messages.Suggest(project=str(project), pipeline="blank:en"))
    assert (report.corrector, report.notes) == ("1", ())
    with Store.open(project) as store:
        learned = [x for x in store.suggestions.of(article) if x.source == "corrector" and x.end]
        assert {text[x.start : x.end]: x.label for x in learned} == {"Hal Iver": 1, "Hermes": 2}
        for each in learned:
            assert dict(each.others)[each.label] == each.score
            assert [p for _, p in each.others] == sorted((p for _, p in each.others), reverse=True)
        store.models.add(
            "corrector", b"!", {}, at=AT, fingerprint="f", trained_on=[1], is_better=True
        )
    report = run_job(messages.Suggest(project=str(project), pipeline="blank:en"))
    assert report.corrector == ""
    assert len(report.notes) == 1
    assert str(notice_from(report.notes[0])).startswith("corrector 2 is left out: ")


def retire(path: Path, label_id: int) -> None:
    with Store.open(path) as store:
        me, label = store.annotators.id_of("anna"), store.scheme.read().label(label_id)
        change = Change(label, replace(label, retired=True))
        store.acts.commit(Act("label.retire", None, (change,), label.name), me, AT)


def test_what_was_marked_with_a_retired_label_is_neither_learned_nor_judged(project: Path) -> None:
    fill(project)
    retire(project, 2)
    with Store.open(project) as store:
        assert {span[2] for each in examples(store) for span in each.spans} == {1}
        out = ArticleExporter(store, ArticleChoice(in_use_only=True))
        assert {x.label for each in out.articles() for x in each.spans} == {"SAILOR"}
        assert {
            x.label
            for each in ArticleExporter(store, ArticleChoice()).articles()
            for x in each.spans
        } == {
            "SAILOR",
            "SHIP",
        }
    report = run_job(messages.Train(project=str(project), pipeline="blank:en"))
    assert report.labels == 1
    told = run_job(messages.Evaluate(project=str(project), pipeline="blank:en"))
    for name in ("pipeline", "memory", "corrector"):
        assert list(told.ways[name]["labels"]) == ["SAILOR"]


def test_what_another_annotator_does_in_the_same_articles_is_learned_too(project: Path) -> None:
    fill(project)
    run_job(messages.Train(project=str(project), pipeline="blank:en"))
    with Store.open(project) as store:
        assert not is_due(store)
        other = store.annotators.id_of("ben")
        to_come = "2999-01-01T12:00:00.000+00:00"
        for article, at in ((1, utc_now()), (3, to_come), (4, to_come), (2, utc_now())):
            assert not is_due(store)
            change = Change(None, Review(article, other, "done", edited_at=at))  # type: ignore[arg-type]
            store.acts.commit(Act("review.finish", article, (change,)), other, at)
        assert is_due(store)
        store.settings.set(LEARNS, False)
        assert not is_due(store)


@pytest.mark.parametrize("told", [None, "another model 7", f"{LANGUAGE_MODEL} 5"])
def test_a_project_that_learned_with_another_language_model_learns_anew(
    project: Path, told: str | None
) -> None:
    """Before there was this one nothing told which; an older program keeps the number alone."""
    fill(project)
    train = messages.Train(project=str(project), pipeline="blank:en")
    run_job(train)
    with Store.open(project) as store:
        assert not is_due(store)
        assert overview(store).due > 7
        store.settings.set("trained_with", told)
        assert is_due(store)
        assert overview(store).due <= 7
    run_job(train)
    with Store.open(project) as store:
        assert not is_due(store)


def test_topics_are_learned_with_the_noes_that_follow_from_the_answers(tmp_path: Path) -> None:
    """Of a finished article all is known about a group that was answered; of others nothing is."""
    tone = TopicGroup(2, "Tone", several=False)
    topics = (*SCHEME.topics, Topic(3, "old", 1, retired=True), Topic(4, "calm", 2),
              Topic(5, "sharp", 2))  # fmt: skip
    scheme = replace(SCHEME, groups=(*SCHEME.groups, tone), topics=topics)
    cases: list[tuple[dict[int, bool], dict[int, bool]]] = [
        ({1: True}, {1: True, 2: False}),
        ({0: True}, {1: False, 2: False, 4: False, 5: False}),
        ({}, {}),
        ({3: True, 5: True}, {1: False, 2: False, 4: False, 5: True}),
        ({2: True, 4: True, 5: True}, {1: False, 2: True}),
        ({2: False}, {2: False}),
    ]
    with Store.create(tmp_path / "p.db", scheme, at=AT) as store:
        me = store.annotators.id_of("anna")
        for n, (given, _) in enumerate(cases):
            article, _ = store.articles.add(NewArticle(f"Article {n}."))
            rows = [TopicAnswer(article, me, topic, is_yes) for topic, is_yes in given.items()]
            done = Review(article, me, "done", edited_at=AT)
            changes = tuple(Change(None, row) for row in (*rows, done))
            store.acts.commit(Act("review.finish", article, changes), me, AT)
        found = [dict(each.topics) for each in examples(store)]
    assert found == [wanted for _, wanted in cases]


def test_learned_topics_say_no_as_well_as_yes(tmp_path: Path, shared: Path) -> None:
    """Reviews with the yes's alone, as they are made; suggestions for a third that was held out."""
    path = shared / "fixtures" / "found" / "topics_several.jsonl"
    if not path.is_file():
        pytest.skip(f"{path} is missing")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "taught.jsonl").write_text("".join(lines[:40]))
    project = projects.create(tmp_path / "p.db", "empty")
    taught = (str(tmp_path / "taught.jsonl"),)
    run_job(messages.Import(str(project), taught, become="review"))
    run_job(messages.Train(project=str(project), pipeline="blank:en"))
    with Store.open(project) as store:
        scheme = store.scheme.read()
        (version,) = store.models.all("topics")
        assert version.is_better and version.report["always_yes_f1"] < version.report["f1"]
        weights = store.models.weights("topics", version.version)
    model = TopicModel.from_bytes(weights or b"")
    assert all(part.no > part.yes for part in model.parts)
    held_out = [json.loads(line) for line in lines[40:]]
    said = [{row[0] for row in model.suggest(each["text"], scheme)} for each in held_out]
    for topic in scheme.topics:
        assert {topic.id in each for each in said} == {True, False}, topic.name
    right = sum(
        {scheme.topic(topic).name for topic in found} == set(each["topics"])
        for found, each in zip(said, held_out, strict=True)
    )
    assert right >= 0.8 * len(held_out)


def test_where_one_only_followed_it_is_kept_that_nobody_read(project: Path) -> None:
    fill(project)
    run_job(messages.Train(project=str(project), pipeline="blank:en"))
    followed = "Captain Hal Iver sailed the Hermes home."
    with Store.open(project) as store:
        for _ in range(20):
            review(store, followed, {})
    run_job(messages.Judge(project=str(project), pipeline="blank:en"))
    with Store.open(project) as store:
        *_, (_, _, last) = store.judgements.all()
    assert last["unread"] is True and not judged_of(last).is_read
