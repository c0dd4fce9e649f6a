"""Topics as training data: yes, no and missing in every format; what breaks a group is named.

What is tested: `workspace/exchange/topic_use.py`, `workspace/learning/topic_answers.py`.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import tables
from annotator.core.records import Act, Change, Review, Scheme, Topic, TopicAnswer, TopicGroup
from annotator.nlp.spacy_training.docbin import read_docbin
from annotator.notices import from_json
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work, run_job
from annotator.workspace.open import projects
from tests.unit.workspace.asking import export_request

EARLY, LATE = "2024-05-01T12:00:00.000+00:00", "2024-06-01T12:00:00.000+00:00"
LATER = "2024-07-01T12:00:00.000+00:00"
SUBJECT, TONE = TopicGroup(1, "Subject"), TopicGroup(2, "Tone", several=False, required=True)
TRADE, WAR, OLD = (
    Topic(11, "Trade", 1, "1"),
    Topic(12, "War", 1, "2"),
    Topic(13, "Old", 1, retired=True),
)
CALM, SHARP = Topic(21, "Calm", 2), Topic(22, "Sharp", 2)
SEVERAL = Scheme(groups=(SUBJECT,), topics=(TRADE, WAR, OLD))
ONE = Scheme(groups=(TONE,), topics=(CALM, SHARP))
BOTH = Scheme(groups=(SUBJECT, TONE), topics=(TRADE, WAR, OLD, CALM, SHARP))


def of_topics(report):
    return {name: each for name, each in report.more.items() if name.startswith("topic_")}


def reviewed(store: Store, key: str, answers: dict[int, bool], *, at: str = EARLY, status="done"):
    me = store.annotators.id_of("ann")
    article, _ = store.articles.add(NewArticle(f"This is {key}.", key=key, imported_at=EARLY))
    rows = [TopicAnswer(article, me, topic, is_yes) for topic, is_yes in answers.items()]
    rows.append(Review(article, me, status, edited_at=at))
    store.acts.commit(Act("article.finish", article, tuple(Change(None, x) for x in rows)), me, at)


def made(path: Path, scheme: Scheme, **articles: dict[int, bool]) -> Path:
    with Store.create(path, scheme, at=EARLY) as store:
        for key, answers in articles.items():
            reviewed(store, key, answers)
    return path


def export(project: Path, to: Path, name: str, **options: object) -> messages.ExportReport:
    request = export_request(project, to, name, **options)
    return exporting.run(request, Work())


def cats(folder: Path) -> dict[str, dict[str, float]]:
    parts = sorted(folder.glob("*.spacy"))  # no dev.spacy without an article to test on
    return {item.article: dict(item.cats) for part in parts for item in read_docbin(part)}


def classifier(folder: Path) -> list[str]:
    import spacy

    config = spacy.util.load_config(folder / "config.cfg")
    return [name for name in config["nlp"]["pipeline"] if name.startswith("textcat")]


def test_a_docbin_says_no_as_well_as_yes_and_leaves_out_what_is_undecided(tmp_path):
    project = made(
        tmp_path / "p.db",
        BOTH,
        one={11: True},
        none={0: True},
        no={11: False},
        open={},
        both={11: True, 12: True, 21: True},
        old={13: True, 22: True},
    )
    report = export(project, tmp_path / "o", "spacy")
    assert cats(tmp_path / "o") == {
        "one": {"Trade": 1, "War": 0},
        "none": {"Trade": 0, "War": 0, "Calm": 0, "Sharp": 0},
        "no": {"Trade": 0},
        "open": {},
        "both": {"Trade": 1, "War": 1, "Calm": 1, "Sharp": 0},
        "old": {"Trade": 0, "War": 0, "Calm": 0, "Sharp": 1},
    }
    told = report.topic_groups
    assert told["groups"]["Subject"] == {"answered": 4, "none": 1, "undecided": 2, "broken": 0}
    assert told["groups"]["Tone"] == {"answered": 3, "none": 1, "undecided": 3, "broken": 0}
    assert told["retired"] == {"Old": 1}
    assert report.counts["topics_undecided"] == 5
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert manifest["topic_groups"] == told
    assert manifest["counts"]["topics_undecided"] == 5
    lines = "\n".join(tables.topic_lines(report.topic_groups, **of_topics(report)))
    assert "topics of “Tone”: undecided in 3 finished articles" in lines
    assert "“Old”: retired, so its 1 answers are left out" in lines


def test_an_article_that_is_not_finished_says_only_what_was_answered(tmp_path):
    project = made(tmp_path / "p.db", SEVERAL, done={11: True})
    with Store.open(project) as store:
        reviewed(store, "begun", {12: True}, status="started")
    report = export(project, tmp_path / "o", "spacy", status="all")
    assert cats(tmp_path / "o") == {"done": {"Trade": 1, "War": 0}, "begun": {"War": 1}}
    assert report.counts["topics_undecided"] == 0


def test_the_tables_of_topics_have_the_same_answers(tmp_path):
    project = made(tmp_path / "p.db", BOTH, one={11: True, 22: True}, none={0: True}, open={})
    export(project, tmp_path / "o", "csv")
    with (tmp_path / "o" / "topics.csv").open(newline="") as stream:
        rows = [(x["article"], x["topic"], x["answer"], x["way"]) for x in csv.DictReader(stream)]
    assert sorted(rows) == [
        ("none", "", "yes", "key"),
        ("none", "Calm", "no", "implied"),
        ("none", "Sharp", "no", "implied"),
        ("none", "Trade", "no", "implied"),
        ("none", "War", "no", "implied"),
        ("one", "Calm", "no", "implied"),
        ("one", "Sharp", "yes", "key"),
        ("one", "Trade", "yes", "key"),
        ("one", "War", "no", "implied"),
    ]


def test_a_line_of_json_tells_yes_no_and_missing_apart_and_comes_back_as_it_was(tmp_path):
    project = made(tmp_path / "p.db", SEVERAL, one={11: True}, none={0: True}, open={})
    export(project, tmp_path / "o.jsonl", "jsonl")
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_bytes().splitlines()]
    assert {x["id"]: (x["topics"], x["topics_no"]) for x in lines} == {
        "one": (["Trade"], ["War"]),
        "none": ([], ["Trade", "War"]),
        "open": ([], []),
    }
    again = projects.create(tmp_path / "again.db", "empty")
    importing.run(messages.Import(project=str(again), paths=(str(tmp_path / "o.jsonl"),)), Work())
    with Store.open(again) as store:
        found = [[(x.topic, x.is_yes) for x in work[0].topic_answers]
                 for _, work in store.export.articles()]  # fmt: skip
    assert [len(answers) for answers in found] == [1, 1, 0]


def test_a_topic_is_not_yes_and_no_in_one_line(tmp_path):
    (tmp_path / "x.jsonl").write_text('{"text": "A b.", "topics": ["War"], "topics_no": ["War"]}\n')
    project = projects.create(tmp_path / "p.db", "empty")
    report = importing.run(
        messages.Import(project=str(project), paths=(str(tmp_path / "x.jsonl"),)), Work()
    )
    assert "“War” is yes and no" in str(from_json(report.refusals[0]["reason"]))


def test_a_topic_added_later_is_missing_in_what_was_finished_before(tmp_path):
    project = made(tmp_path / "p.db", SEVERAL, before={11: True})
    with Store.open(project) as store:
        me = store.annotators.id_of("ann")
        climate = Topic(14, "Climate", 1)
        store.acts.commit(Act("topic.add", None, (Change(None, climate),)), me, LATE)
        reviewed(store, "after", {11: True}, at=LATER)
    report = export(project, tmp_path / "o", "spacy")
    assert cats(tmp_path / "o") == {
        "before": {"Trade": 1, "War": 0},
        "after": {"Trade": 1, "War": 0, "Climate": 0},
    }
    assert report.topic_groups["later"] == {"Climate": 1}
    assert "“Climate”: missing in 1 articles" in "\n".join(
        tables.topic_lines(report.topic_groups, **of_topics(report))
    )


TIMES = tuple(f"2024-05-{day:02}T12:00:00.000+00:00" for day in range(1, 8))


@st.composite
def worked_on(draw):
    """Groups; (topic, when it was added, when retired); (answers, when, status) of articles."""
    several = draw(st.lists(st.booleans(), min_size=1, max_size=3))
    when = st.sampled_from(TIMES)
    late = st.tuples(st.integers(1, len(several)), st.none() | when, st.none() | when)
    topics = draw(st.lists(late, min_size=1, max_size=6))
    answers = st.dictionaries(st.integers(0, len(topics)), st.booleans(), max_size=4)
    status = st.sampled_from(["done", "done", "started"])
    return several, topics, draw(st.lists(st.tuples(answers, when, status), min_size=1, max_size=5))


def make_worked_on(path: Path, several, topics, work) -> None:
    groups = tuple(TopicGroup(n, f"G{n}", several=each) for n, each in enumerate(several, start=1))
    # Names run against the ids, as where topics were moved.
    rows = [Topic(n, f"T{9 - n}", topic[0]) for n, topic in enumerate(topics, start=1)]
    first = tuple(row for row, topic in zip(rows, topics, strict=True) if topic[1] is None)
    with Store.create(path, Scheme(groups=groups, topics=first), at=EARLY) as store:
        me = store.annotators.id_of("ann")
        acts = []
        for row, (_, added, retired) in zip(rows, topics, strict=True):
            if added is not None:
                acts.append((added, 0, Change(None, row)))
            if retired is not None and (added is None or retired > added):
                acts.append((retired, 1, Change(row, replace(row, retired=True))))
        for at, _, change in sorted(acts, key=lambda each: each[:2]):
            store.acts.commit(Act("topic.edit", None, (change,)), me, at)
        for number, (answers, at, status) in enumerate(work):
            reviewed(store, f"a{number}", answers, at=at, status=status)


@settings(max_examples=12)
@given(worked_on(), st.booleans())
def test_topics_come_back_equal_whenever_they_were_added(tmp_path_factory, worked, with_scheme):
    folder = tmp_path_factory.mktemp("back")
    make_worked_on(folder / "p0.db", *worked)
    outs = []
    for number in range(3):
        to = folder / f"o{number}.jsonl"
        export(folder / f"p{number}.db", to, "jsonl", status="all")
        outs.append(to.read_bytes())
        if not with_scheme:
            (manifest,) = folder.glob(f"o{number}*manifest.json")
            manifest.unlink()
        again = projects.create(folder / f"p{number + 1}.db", "empty")
        importing.run(messages.Import(project=str(again), paths=(str(to),)), Work())
    said = [[with_topics(line) for line in out.splitlines()] for out in outs]
    assert said[1] == said[0]
    assert outs[2] == outs[1]


def with_topics(line: bytes) -> tuple[object, ...]:
    value = json.loads(line)
    reviews = [(x["topics"], x["implied"]) for x in value["reviews"]]
    return value["id"], value["topics"], value["topics_no"], reviews


def test_what_is_changed_after_an_import_is_answered_with_the_topics_of_then(tmp_path):
    project = made(tmp_path / "p.db", SEVERAL, one={11: True})
    with Store.open(project) as store:
        me = store.annotators.id_of("ann")
        store.acts.commit(
            Act("topic.add", None, (Change(None, Topic(14, "Climate", 1)),)), me, LATE
        )
        reviewed(store, "two", {14: True}, at=LATER)
    export(project, tmp_path / "o.jsonl", "jsonl")
    again = projects.create(tmp_path / "again.db", "empty")
    importing.run(messages.Import(project=str(again), paths=(str(tmp_path / "o.jsonl"),)), Work())

    def no() -> list[str]:
        export(again, tmp_path / "o2.jsonl", "jsonl")
        first = (tmp_path / "o2.jsonl").read_bytes().splitlines()[0]
        return json.loads(first)["topics_no"]

    assert no() == ["War"]
    with Store.open(again) as store:
        me = store.annotators.id_of("ann")
        ((_, (work,)), _) = store.export.articles()
        later = replace(work.review, edited_at="2999-01-01T12:00:00.000+00:00")
        act = Act("article.finish", 1, (Change(work.review, later),))
        store.acts.commit(act, me, "2999-01-01T12:00:00.000+00:00")
    assert no() == ["Climate", "War"]


def test_a_topic_retired_by_mistake_and_restored_loses_no_answers(tmp_path):
    project = made(tmp_path / "p.db", SEVERAL, before={11: True})
    with Store.open(project) as store:
        me = store.annotators.id_of("ann")
        (war,) = [topic for topic in store.scheme.read().topics if topic.name == "War"]
        gone = Topic(**{x: getattr(war, x) for x in war.__slots__} | {"retired": True})
        store.acts.commit(Act("topic.retire", None, (Change(war, gone),)), me, LATE)
        store.history.undo(me, LATER)
    export(project, tmp_path / "o", "spacy")
    assert cats(tmp_path / "o") == {"before": {"Trade": 1, "War": 0}}


def test_answers_of_an_import_are_complete_with_the_topics_that_it_brought(tmp_path):
    lines = [{"text": "A.", "topics": ["X"], "id": "a"}, {"text": "B.", "topics": ["Y"], "id": "b"}]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    project = projects.create(tmp_path / "p.db", "empty")
    request = messages.Import(
        project=str(project), paths=(str(tmp_path / "x.jsonl"),), become="review"
    )
    importing.run(request, Work())
    export(project, tmp_path / "o", "spacy")
    assert cats(tmp_path / "o") == {"a": {"X": 1, "Y": 0}, "b": {"X": 0, "Y": 1}}


def test_a_group_of_one_stays_exclusive_and_what_breaks_it_is_named(tmp_path):
    project = made(tmp_path / "p.db", ONE, a={21: True}, b={22: True}, wrong={21: True, 22: True})
    report = export(project, tmp_path / "o", "spacy")
    assert classifier(tmp_path / "o") == ["textcat"]
    assert report.more["topic_classifier"] == "textcat"
    assert cats(tmp_path / "o")["wrong"] == {}
    broken = [{"article": "wrong", "group": "Tone", "topics": ["Calm", "Sharp"]}]
    assert report.topic_groups["broken"] == broken
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert manifest["topic_groups"]["broken"] == broken
    assert "wrong: Calm, Sharp, but “Tone” takes one answer" in "\n".join(
        tables.topic_lines(report.topic_groups, **of_topics(report))
    )


def test_an_undecided_article_does_not_change_the_kind_of_model(tmp_path):
    project = made(tmp_path / "p.db", ONE, a={21: True}, b={22: True}, open={})
    export(project, tmp_path / "o", "spacy")
    assert classifier(tmp_path / "o") == ["textcat"]


@pytest.mark.parametrize(
    ("scheme", "answers", "why"),
    [
        (ONE, {0: True}, "none applies to some articles"),
        (Scheme(groups=(TONE, TopicGroup(3, "Kind", several=False)),
                topics=(CALM, SHARP, Topic(31, "News", 3))), {31: True},
         "there are several groups"),
        (SEVERAL, {11: True}, ""),
    ],
)  # fmt: skip
def test_where_spacy_has_no_exclusive_model_for_it_that_is_told(tmp_path, scheme, answers, why):
    project = made(tmp_path / "p.db", scheme, a={scheme.topics[0].id: True}, b=answers)
    report = export(project, tmp_path / "o", "spacy")
    assert classifier(tmp_path / "o") == ["textcat_multilabel"]
    assert report.more["topic_classifier_why"] == why


def test_a_model_trained_on_the_reviews_as_they_are_says_no_as_well_as_yes(tmp_path, shared):
    """The whole way: imported, exported, trained, judged by spaCy itself on a third held out."""
    import spacy
    from spacy.training import Example

    found = shared / "fixtures" / "found" / "topics_several.jsonl"
    if not found.is_file():
        pytest.skip(f"{found} is missing")
    project = projects.create(tmp_path / "p.db", "empty")
    importing.run(
        messages.Import(project=str(project), paths=(str(found),), become="review"), Work()
    )
    share = {"dev_share": 1 / 3}
    report = run_job(
        messages.TrainPipeline(str(project), "blank:en", to=str(tmp_path / "m"), **share)
    )
    export(project, tmp_path / "o", "spacy", **share)
    nlp = spacy.load(tmp_path / "m")
    items = list(read_docbin(tmp_path / "o" / "dev.spacy"))
    said = [nlp(item.text).cats for item in items]
    topics = ["Diplomacy", "Economy", "Health", "Security"]
    for topic in topics:
        assert {each[topic] >= 0.5 for each in said} == {True, False}, topic
    examples = [Example.from_dict(nlp.make_doc(x.text), {"cats": dict(x.cats)}) for x in items]
    scores = nlp.evaluate(examples)
    macro = report.topics_macro
    assert macro["f1"] == pytest.approx(scores["cats_macro_f"], abs=1e-3)
    assert macro["f1"] > 0.9 > 0.6 > macro["always_yes_f1"] > 0.3
    assert set(report.topics) == set(topics)
    for each in report.topics.values():
        assert each["wanted"] + each["unwanted"] == report.dev == 20
        assert 0 < each["found"] < 20
    lines = "\n".join(tables.training_lines(report))
    assert "saying yes to every topic always: 0.44" in lines
    meta = json.loads((tmp_path / "m" / "meta.json").read_text())
    assert meta["performance"]["cats_macro_f"] == macro["f1"]
