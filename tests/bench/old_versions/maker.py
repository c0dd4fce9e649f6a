"""Makes a small project with whatever version of the program is on the path: articles, suggestions,
decisions, spans, topics, reviews, a scheme that changes, an import, the bin, undo and redo.

Run as a script by `python -m tests.bench.old_versions`, in the folder of that version. It uses what
all versions have, by the names that each has for it. It prints what the project holds, as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

AT = "2024-05-01T10:00:0{}.000+00:00"
TEXTS = (
    "The harbour of Sarn is closed, said Mira Oda.\r\nSarn 😀 waits for grain from Velt.",
    "Velt sends no grain; Mira Oda leaves for Sarn.\n\nThe Union of Mills wrote to her.",
    "Bread is dear in وارسو and in Velt. e\u0301tude of the Union of Mills.",
    "Nothing happened.",
)
IMPORTED = (
    {"text": "Tom Reed met Mira Oda in Velt.", "id": "n1", "entities": [[0, 8, "PERSON"]]},
    {"text": "A quiet week in Sarn.", "id": "n2", "topics": ["Trade"]},
)


def part(store: Any, flat: str, *path: str) -> Any:
    """What an early store has itself, and a later one in a part."""
    if hasattr(store, flat):
        return getattr(store, flat)
    for name in path:
        store = getattr(store, name)
    return store


def main(path: Path) -> None:
    make(path)
    by_command(path)
    undone_last(path)
    print(json.dumps(held(path), ensure_ascii=False))


def make(path: Path) -> None:
    from annotator.core import records as r
    from annotator.core.tokens import cut
    from annotator.storage import NewArticle, Store

    ways = getattr(r, "InputMethod", None) or r.Way
    scheme = r.Scheme(
        name="harbours",
        labels=(
            r.Label(1, "PERSON", "Person", key="p"),
            r.Label(2, "ORG", "Org", key="o", position=1),
            r.Label(3, "PLACE", "Place", key="l", position=2),
        ),
        groups=(r.TopicGroup(1, "Subject"),),
        topics=(r.Topic(1, "Trade", 1, "1", ("grain",)), r.Topic(2, "War", 1, "2", position=1)),
        label_map={"PERSON": 1, "GPE": 3, "DATE": None},
    )
    with Store.create(path, scheme, at=AT.format(0)) as store:
        add = part(store, "add_article", "articles", "add")
        commit = part(store, "commit", "acts", "commit")
        put = part(store, "put_suggestions", "suggestions", "put")
        ids = part(store, "annotator_id", "annotators", "id_of")
        run_id = part(store, "run_id", "suggestions", "run_id")
        undo = part(store, "undo", "history", "undo")
        redo = part(store, "redo", "history", "redo")
        of = part(store, "suggestions_of", "suggestions", "of")
        ann, ben = ids("ann"), ids("ben")
        for number, text in enumerate(TEXTS):
            add(NewArticle(text, title=f"T{number}" if number else "", imported_at=AT.format(0)))
        run = run_id("en", "1", "f0")

        def suggest(article: int, **labels: int) -> None:
            text = TEXTS[article - 1]
            rows = []
            for words, label in labels.items():
                words = words.replace("_", " ")
                at = text.index(words)
                rows.append(r.Suggestion(0, article, at, at + len(words), label, score=0.75))
            topic = r.Suggestion(0, article, None, None, 1, r.Source.KEYWORD, 0.5)
            put(article, run, cut(text), [0], rows, [topic])

        def span(article: int, who: int, words: str, label: int, **more: Any) -> Any:
            start = TEXTS[article - 1].index(words)
            return r.Span(article, who, start, start + len(words), label, words, **more)

        def act(kind: str, article: int | None, who: int, *changes: Any, at: int = 1) -> None:
            commit(r.Act(kind, article, changes, kind), who, AT.format(at))

        suggest(1, Sarn=3, Mira_Oda=1, Velt=3)
        suggest(2, Velt=3, Mira_Oda=1, Union=2)
        for each in of(1)[:2]:
            if each.start is None:
                continue
            words = TEXTS[0][each.start : each.end]
            made = r.Decision(each.id, ann, 1, r.Outcome.CONFIRMED, ways.KEY, AT.format(1),
                              each.start, each.end, each.label)  # fmt: skip
            confirmed = span(1, ann, words, each.label, origin="confirmed", suggestion=each.id)
            act("span.label", 1, ann, r.Change(None, made), r.Change(None, confirmed))
        rejected = next(x for x in of(2) if x.start is not None)
        no = r.Decision(rejected.id, ann, 2, r.Outcome.REJECTED, ways.KEY, AT.format(2))
        act("span.reject", 2, ann, r.Change(None, no), at=2)
        union = span(2, ann, "Union of Mills", 2)
        act("span.label", 2, ann, r.Change(None, union), at=2)
        asked = replace(union, question="which?")
        act("span.ask", 2, ann, r.Change(union, asked), at=3)
        act("topic.answer", 1, ann, r.Change(None, r.TopicAnswer(1, ann, 1, True)), at=3)
        done = r.Review(1, ann, r.Status.DONE, edited_at=AT.format(3))
        act("article.finish", 1, ann, r.Change(None, done), at=3)
        noted = r.Review(2, ann, r.Status.SKIPPED, "Not news", True, "read again",
                         edited_at=AT.format(4))  # fmt: skip
        act("article.skip", 2, ann, r.Change(None, noted), at=4)
        act("span.label", 3, ben, r.Change(None, span(3, ben, "وارسو", 3)), at=4)
        act("span.label", 3, ben, r.Change(None, span(3, ben, "Velt", 2)), at=4)
        undo(ben, AT.format(5))
        redo(ben, AT.format(5))
        undo(ben, AT.format(6))
        label = scheme.labels[0]
        act("label.edit", None, ann, r.Change(label, replace(label, guideline="People.")), at=6)
        new = r.Label(4, "SHIP", "Ship", key="s", position=3)
        act("label.add", None, ann, r.Change(None, new), at=6)
        with_it = span(3, ann, "Velt", 4)
        act("span.label", 3, ann, r.Change(None, with_it), at=7)
        # As a merge of SHIP into PLACE does it.
        placed = replace(with_it, label=3)
        act("label.merge", 3, ann, r.Change(with_it, None), r.Change(None, placed), at=7)
        act("label.delete", None, ann, r.Change(new, None), at=7)


def by_command(path: Path) -> None:
    """An import, and an article that goes to the bin, as far as there are commands for them."""
    lines = path.with_name("in.jsonl")
    lines.write_text("".join(json.dumps(each) + "\n" for each in IMPORTED), "utf-8")
    if not _command("import", str(path), str(lines), "--as", "review", "--annotator", "ben"):
        _command("import", str(path), str(lines))
    if " remove" in _command("--help"):
        _command("remove", str(path), "#4")


def _command(*given: str) -> str:
    code = f"import sys; sys.path.insert(0, {str(Path.cwd())!r})"
    code += "; from annotator.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *given], capture_output=True, text=True, check=False
    )
    print(given[0], done.returncode, done.stdout.strip()[-200:], done.stderr.strip()[-300:],
          file=sys.stderr)  # fmt: skip
    return done.stdout


def undone_last(path: Path) -> None:
    """The last act is ann's: a span that an undo takes away again."""
    from annotator.core import records as r
    from annotator.storage import Store

    with Store.open(path) as store:
        commit = part(store, "commit", "acts", "commit")
        ann = part(store, "annotator_id", "annotators", "id_of")("ann")
        start = TEXTS[1].index("Sarn")
        made = r.Span(2, ann, start, start + 4, 3, "Sarn")
        commit(r.Act("span.label", 2, (r.Change(None, made),), "Sarn"), ann, AT.format(9))


def held(path: Path) -> dict[str, Any]:
    """What the file holds, by plain SQL and by the export of this version."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
        listed = [name for (name,) in connection.execute(sql)]
        tables = sorted(x for x in listed if not x.startswith(("_", "article_words")))
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return {
            "version": version,
            "counts": {
                name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
                for name in tables
            },
            "exported": exported(path),
            "acts": [list(row) for row in connection.execute(
                "SELECT id, kind, article, grp, of FROM acts ORDER BY id")],
        }  # fmt: skip


def listed(records: Any) -> list[Any]:
    """Records, whether a version has them by their keys or not."""
    return list(records.values()) if hasattr(records, "values") else list(records)


def exported(path: Path) -> list[Any]:
    """Texts, spans with their words, decisions, topics and reviews, read by this version."""
    from annotator.storage import Store

    with Store.open(path) as store:
        reader = part(store, "iter_export", "export", "articles")
        read = part(store, "scheme", "scheme", "read")
        scheme = read() if callable(read) else store.scheme.read()
        names = {label.id: label.name for label in scheme.labels}
        found = []
        for article, reviewed in reader():
            work = []
            for one in reviewed:
                name = getattr(one, "annotator", None) or one.name
                spans = [
                    [x.start, x.end, names[x.label], x.surface, x.origin, x.question]
                    for x in listed(one.spans)
                ]
                review = one.review
                work.append({
                    "annotator": str(name),
                    "spans": sorted(spans),
                    "topics": sorted([x.topic, x.is_yes] for x in listed(one.topic_answers)),
                    "decisions": sorted(
                        [x.suggestion, str(x.outcome)] for x in listed(one.decisions)
                    ),
                    "review": None if review is None else [
                        str(review.status), review.reason, review.flagged, review.note
                    ],
                })  # fmt: skip
            found.append({"text": article.text, "title": article.title, "work": work})
        return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    main(Path(sys.argv[1]))
