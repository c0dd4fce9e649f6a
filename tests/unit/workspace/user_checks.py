"""What holds after whatever a person did: the file, what is shown of it, what goes out of it."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from annotator.core.records import Review, Span
from annotator.errors import UserError
from annotator.storage import Store
from annotator.storage.judged import is_same_judgement
from annotator.workspace import checking
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from annotator.workspace.open.project import Project
from tests.unit.workspace.user import User
from tests.unit.workspace.user_rows import Rows, beside_acts, by_acts, check_rows, difference


def check(user: User) -> None:
    """All that holds after each step."""
    user.rows = user.read()
    check_rows(user.rows)
    project = user.project
    assert not [str(each) for each in checking.damages(project.store)]
    assert not len(project.unsaved)
    check_counts(project, user.rows)
    if user.alone:
        check_sheet(project)
        check_memory(project)


# -- what is shown is what is stored -------------------------------------------------------


def check_sheet(project: Project) -> None:
    """The sheet on the desk is the one that would be made of the rows now."""
    review = project.review
    if review is None:
        return
    sheet = review.sheet
    rows = project.store.sheets.read(sheet.article.id, project.annotator)
    assert project.scheme == sheet.scheme == project.store.scheme.read()
    fresh = project.sheets.of(rows, project.scheme)
    fresh.know(sheet.knowledge)
    assert list(sheet.spans) == list(fresh.spans)
    assert sheet.decisions == fresh.decisions
    assert sheet.topics == fresh.topics
    assert sheet.suggestions == fresh.suggestions
    assert sheet.topic_suggestions == fresh.topic_suggestions
    assert (sheet.hidden, sheet.hidden_topics) == (fresh.hidden, fresh.hidden_topics)
    assert (sheet.is_blind, sheet.blind) == (fresh.is_blind, fresh.blind)
    assert is_same_judgement(sheet.review, fresh.review)
    assert _counted(sheet._decided) == _counted(fresh._decided)
    assert [_shown(mark) for mark in sheet.marks] == [_shown(mark) for mark in fresh.marks]
    assert sheet.marks.open_count == fresh.marks.open_count
    for marks in (sheet.marks, fresh.marks):
        assert marks.doubtful == {mark.suggestion for mark in marks if mark.doubt}
        assert marks.stops == {mark.suggestion for mark in marks if mark.is_stop}
    start, end = review.focus
    assert 0 <= start <= end <= len(sheet.text)


def _shown(mark: Any) -> Any:
    """A mark but for its doubt, which is as it was judged when the mark was changed last."""
    return (
        mark.start, mark.end, mark.label, mark.state, mark.surface, mark.suggestion, mark.score,
        mark.question, mark.is_contested,
    )  # fmt: skip


def _counted(decided: dict[str, Counter[int | None]]) -> dict[str, dict[int | None, int]]:
    return {surface: dict(counts) for surface, counts in decided.items() if any(counts.values())}


def check_memory(project: Project) -> None:
    """What is remembered in this process is what the file says."""
    for surface, known in project.sheets.surfaces.kept.items():
        assert dict(known) == dict(project.store.memory.of(surface)), surface


def check_counts(project: Project, rows: Rows) -> None:
    """The numbers over the list, and its rows, are those of the rows in the file."""
    who = project.annotator
    binned = {key[0] for key in rows["bin"]}
    there = {key[0]: row for key, row in rows["articles"].items() if key[0] not in binned}
    mine = {
        row["article"]: row
        for row in rows["reviews"].values()
        if row["annotator"] == who and row["article"] in there
    }
    spans = Counter(x["article"] for x in rows["spans"].values() if x["annotator"] == who)
    closed = {x for x, row in mine.items() if row["status"] in ("done", "skipped")}
    twins = {x for x, row in there.items() if row["duplicate_of"] is not None}
    listed = {
        "all": set(there) - twins,
        "todo": set(there) - twins - closed,
        "done": {x for x, row in mine.items() if row["status"] == "done"},
        "skipped": {x for x, row in mine.items() if row["status"] == "skipped"},
        "flagged": {x for x, row in mine.items() if row["flagged"]},
    }
    counts = project.counts()
    for name, wanted in listed.items():
        found = project.store.lists.ids(who, status=name, order=project.queue.order, seed=7)  # type: ignore[arg-type]
        assert (len(found), set(found)) == (len(wanted), wanted), (name, list(found), wanted)
        assert counts[name] == len(wanted), (name, counts, wanted)
    assert set(project.queue.upcoming(None, 100)) <= listed["todo"] | twins - closed
    assert counts["spans"] == sum(spans[x] for x in there)
    for row in project.store.lists.rows(there, who):
        review = mine.get(row.id, {"status": "new", "flagged": 0})
        assert (row.status, row.is_flagged) == (review["status"], bool(review["flagged"])), row
        assert row.spans == spans[row.id], row
    for text, originals in _by_text(there).items():
        assert [x for x in originals if x not in twins] == originals[:1], text
    shown = [project.store.suggestions.of(x) for x in there]
    proposed = [x for each in shown for x in each if x.start is not None]
    sums = (sum(not x.is_maybe for x in proposed), sum(x.is_maybe for x in proposed))
    assert (counts["suggestions"], counts["maybes"]) == sums
    by_label, by_topic = project.store.label_use.counts()
    alive = [x for x in rows["spans"].values() if x["article"] in there]
    yes = [x for x in rows["article_topics"].values() if x["article"] in there and x["is_yes"]]
    assert {k: n for k, n in by_label.items() if n} == Counter(x["label"] for x in alive)
    assert {k: n for k, n in by_topic.items() if n and k} == Counter(
        x["topic"] for x in yes if x["topic"]
    )


def _by_text(there: dict[int, Any]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number in sorted(there):
        found.setdefault(there[number]["text"], []).append(number)
    return found


# -- the way back --------------------------------------------------------------------------


_BROUGHT = ("+ labels", "+ topics", "+ topic_groups")
"""What may be left in the scheme: labels come back with an article from the bin by no act."""


def undo_all_and_redo_all(user: User) -> None:
    """Undo of all gives the start, and redo of all the end.

    The start is what it was at first, with what came since that is no act (suggestions); what acts
    did not make stays as it is. Articles that came since are in the bin. Who did what with whom
    among is undone in the order of time, each by who did it, who may be one of several.
    """
    user.project.close()
    end = user.read()
    names = {key[0]: row["name"] for key, row in end["annotators"].items()}
    projects_of = {who: user._somebody(name) for who, name in names.items()}
    try:
        trail = _undone(user, projects_of)
        if user.has_left:  # undone already, and yet there: it goes with the act that held it
            return
        now = user.read()
        late = {key[0] for key in now["articles"]} - user.articles
        assert {key[0] for key in now["bin"]} == late, "articles that came are in the bin"
        wanted = _without_bin(by_acts(user.start, user.articles))
        found = _without_bin(by_acts(now, user.articles))
        gone = difference(wanted, found)
        if user.has_restored:
            gone = [line for line in gone if not line.startswith(_BROUGHT)]
        assert not gone, "undo of all does not give the start:\n" + "\n".join(gone)
        gone = difference(beside_acts(end), beside_acts(now))
        assert not gone, "undo took what is no act:\n" + "\n".join(gone)
        for who in reversed(trail):
            _step(user, projects_of[who], "redo")
        gone = difference(by_acts(end), by_acts(user.read()))
        assert not gone, "redo of all does not give the end:\n" + "\n".join(gone)
    finally:
        for each in projects_of.values():
            each.close()
        user.project = user._opened()


def _without_bin(rows: dict[str, Any]) -> dict[str, Any]:
    return {table: kept for table, kept in rows.items() if table != "bin"}


def _undone(user: User, projects_of: dict[int, Project]) -> list[int]:
    """Undo all of everybody's, the latest first; whose each was."""
    trail = []
    while True:
        latest: dict[int, int] = {}
        for who, project in projects_of.items():
            target = project.store.history._undo_target(who)
            if target is not None:
                latest[target.rows] = who
        if not latest:
            return trail
        who = latest[max(latest)]
        trail.append(who)
        _step(user, projects_of[who], "undo")


def _step(user: User, project: Project, kind: str) -> None:
    """Press the key until one group is undone or redone; what is shown is right then. Nothing is
    left alone where nothing ever was.
    """
    mine, user.project, has_left = user.project, project, user.has_left
    try:
        project.reload_scheme()
        project.desk.drop_missing()
        user.alone = True
        for _ in range(4):
            before = project.store.acts.last()
            result = user.back(kind)
            assert result is not None, user.told
            if result.act is not None or project.store.acts.last() != before:
                assert has_left or not result.note.values["left"], f"left alone: {result}"
                break
        else:
            raise AssertionError(f"{kind} does nothing: {result}")
        check_rows(user.read())
        check_sheet_if_fresh(project)
    finally:
        user.project = mine


def check_sheet_if_fresh(project: Project) -> None:
    """Several have the project open here: who did not act has not read anew."""
    if project.review is not None:
        check_sheet(project)


# -- what goes out -------------------------------------------------------------------------


def check_export(user: User) -> Path | None:
    """Our own JSONL says what the rows say; None where there is nothing to export."""
    to = user.folder / f"out{next(user._numbers)}" / "out.jsonl"
    if not export(user.path, to):
        return None
    with Store.open(user.path) as store:
        held = {line["id"]: line for line in lines(to)}
        names = dict(store.annotators.all())
        count = 0
        for article in said(store, names):
            count += 1
            assert article in [_line(x, article) for x in held.values()], article
        assert count == len(held)
    return to


def export(path: Path, to: Path, name: str = "jsonl", **options: Any) -> bool:
    request = messages.Export(str(path), str(to), name, status="all", **options)
    try:
        exporting.run(request, Work())
    except UserError as error:
        if "no article to export" not in str(error):
            raise
        return False
    return True


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def said(store: Store, names: dict[int, str]) -> Iterable[dict[str, Any]]:
    """What a line must say of each article, by the rows that the window reads."""
    scheme = store.scheme.read()
    labels = {label.id: label.name for label in scheme.labels}
    topics = {topic.id: topic.name for topic in scheme.topics} | {0: ""}
    for number in store.lists.ids(0, status="all", include_duplicates=True):
        article = store.articles.get(number)
        suggestions = {x.id: x for x in store.suggestions.of(number)}
        reviews = {}
        for who, name in names.items():
            rows = store.sheets.read(number, who)
            if rows.review is None and not (rows.spans or rows.decisions or rows.topic_answers):
                continue
            review = rows.review or Review(number, who)
            reviews[name] = {
                "status": review.status, "reason": review.reason, "flagged": review.flagged,
                "note": review.note, "seconds": float(review.seconds), "shown": review.shown,
                "chosen": review.chosen, "review_pass": review.review_pass,
                "is_forced": review.is_forced, "edited_at": review.edited_at,
                "scheme_version": review.scheme_version,
                "seconds_to_first_act": review.seconds_to_first_act,
                "share_seen": float(review.share_seen),
                "spans": _sorted(
                    _span(x, labels, suggestions, topics, article.text) for x in rows.spans),
                "topics": _sorted((topics[x.topic], x.is_yes, x.way) for x in rows.topic_answers),
                "decisions": _sorted(
                    (
                        _place(suggestions[x.suggestion], labels, topics, article.text),
                        x.outcome, x.way, x.at, *_fitted(article.text, x.start, x.end),
                        (labels if suggestions[x.suggestion].start is not None else topics).get(
                            x.label or 0) if x.label else None,
                        x.focused, x.seconds, labels.get(x.label_shown or 0), x.probability,
                        x.threshold,
                    )
                    for x in rows.decisions.values()
                ),
                "blind": None if rows.blind is None else (
                    rows.blind.at, _sorted(topics[x] for x in rows.blind.topics)),
            }  # fmt: skip
        yield {
            "text": article.text, "title": article.title, "date": article.published,
            "source": article.source, "url": article.url, "language": article.language,
            "source_offset": article.source_offset, "meta": json.loads(article.meta),
            "suggestions": _sorted(
                (_place(x, labels, topics, article.text), x.score, x.is_maybe,
                 tuple((labels.get(n or 0), p) for n, p in x.others if n is None or n in labels))
                for x in suggestions.values()
            ),
            "reviews": reviews,
        }  # fmt: skip


def _line(line: dict[str, Any], _like: object = None) -> dict[str, Any]:
    """The same of a line of the file."""
    told = line["suggestions"]

    def place(number: int | None) -> Any:
        if number is None:
            return None
        each = told[number]
        return each["start"], each["end"], each["label"], each["source"]

    reviews = {}
    for review in line["reviews"]:
        kept = {
            name: review[name]
            for name in (
                "status", "reason", "flagged", "note", "seconds", "shown", "chosen", "review_pass",
                "is_forced", "edited_at", "scheme_version", "seconds_to_first_act", "share_seen",
            )
        }  # fmt: skip
        reviews[review["annotator"]] = kept | {
            "spans": _sorted(
                (x["start"], x["end"], x["label"], x["surface"], x["origin"], x["question"],
                 place(x["suggestion"]))
                for x in review["spans"]
            ),
            "topics": _sorted((x["topic"], x["is_yes"], x["way"]) for x in review["topics"]),
            "decisions": _sorted(
                (place(x["suggestion"]), x["outcome"], x["way"], x["at"], x["start"], x["end"],
                 x["label"], x["focused"], x["seconds"], x["label_shown"], x["probability"],
                 x["threshold"])
                for x in review["decisions"]
            ),
            "blind": review["blind"]
            and (review["blind"]["at"], _sorted(review["blind"]["topics"])),
        }  # fmt: skip
    names = ("text", "title", "date", "source", "url", "language", "source_offset")
    return {name: line[name] for name in names} | {
        "meta": json.loads(line["meta"]),
        "suggestions": _sorted(
            (place(at), x["score"], x["is_maybe"],
             tuple((y["label"], y["probability"]) for y in x["others"]))
            for at, x in enumerate(told)
        ),
        "reviews": reviews,
    }  # fmt: skip


def _span(span: Span, labels: Any, suggestions: Any, topics: Any, text: str) -> tuple[Any, ...]:
    proposed = suggestions.get(span.suggestion)
    origin = None if proposed is None else _place(proposed, labels, topics, text)
    place = _fitted(text, span.start, span.end)
    return *place, labels[span.label], text[slice(*place)], span.origin, span.question, origin


def _place(suggestion: Any, labels: Any, topics: Any, text: str) -> tuple[Any, ...]:
    names = topics if suggestion.start is None else labels
    name = None if suggestion.label is None else names.get(suggestion.label)
    return *_fitted(text, suggestion.start, suggestion.end), name, str(suggestion.source)


def _fitted(text: str, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Without the white space at the edges, which no file gets."""
    if start is None or end is None:
        return None, None
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _sorted(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=repr)


@cache
def _empty() -> bytes:
    """An empty project; making one takes a while."""
    with tempfile.TemporaryDirectory() as folder:
        return projects.create(Path(folder) / "empty.db", "empty").read_bytes()


def check_round_trip(user: User, out: Path) -> None:
    """What came out of a project makes the same project, and goes out of it the same."""
    folder = out.parent
    again = folder / "again.db"
    again.write_bytes(_empty())
    report = importing.run(messages.Import(str(again), (str(out),), by="Import"), Work())
    assert (report.refused, report.spans_left_out, report.trimmed) == (0, 0, 0), report
    assert export(again, folder / "two" / "out.jsonl")
    first, second = lines(out), lines(folder / "two" / "out.jsonl")
    assert [_in_order(x) for x in first] == [_in_order(x) for x in second]
    with Store.open(again) as store:
        assert not list(store.damage.all())
        names = dict(store.annotators.all())
        held = [_line(line) for line in first]
        assert [x for x in said(store, names) if x not in held] == []


def _in_order(line: dict[str, Any]) -> dict[str, Any]:
    """The line with its topics in order; the order, and the no's that follow, are the scheme's."""
    for review in line["reviews"]:
        review["topics"].sort(key=lambda each: each["topic"])
        review["implied"] = []
    return line | {"topics": sorted(line["topics"]), "topics_no": []}


def is_sound(path: Path) -> bool:
    """What SQLite itself says of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
