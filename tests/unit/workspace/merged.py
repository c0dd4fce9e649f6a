"""A lead's project, copies of it that coders worked in, and their work, for tests of merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Span,
    Status,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.team import Draw, Handout, Origin, Round
from annotator.storage import NewArticle, Store
from annotator.workspace.jobs.merge_messages import MergeReport
from annotator.workspace.merging import merge as merging
from annotator.workspace.merging.hand_in import hand_in
from annotator.workspace.merging.sources import opened

AT = "2024-05-01T10:00:00.000+00:00"
SCHEME = Scheme(
    name="news",
    labels=(Label(1, "Person", "PER", key="p"), Label(2, "Place", "LOC", key="l", position=1)),
    groups=(TopicGroup(1, "About", several=True), TopicGroup(2, "Tone", several=False, position=1)),
    topics=(
        Topic(3, "War", 1, "1"),
        Topic(4, "Trade", 1, "2", position=1),
        Topic(5, "Calm", 2, position=2),
        Topic(6, "Angry", 2, position=3),
    ),
)
TEXTS = tuple(
    f"Article {n}: Xi met Putin in Moscow, and {n} troops stood by the river until the {n}th day."
    for n in range(8)
)


def at(minute: int) -> str:
    """A time, by minutes from the first."""
    return f"2024-05-{2 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00.000+00:00"


def lead_project(path: Path, texts: Iterable[str] = TEXTS) -> Path:
    """A project with articles and one who leads; nobody has worked in it."""
    with Store.create(path, SCHEME, at=AT) as store:
        store.annotators.id_of("lead")
        for number, text in enumerate(texts):
            store.articles.add(NewArticle(text, f"T{number}", f"key-{number}", imported_at=AT))
    return path


def hand_out(lead: Path, to: Path, coder: str, minute: int = 0) -> Path:
    """A copy of the lead's project that is a hand-out of a new round."""
    with Store.open(lead) as store:
        who = store.annotators.id_of(coder)
        rounds = store.team.rounds()
        made = rounds[0] if rounds else store.team.add_round(
            Round(0, "", "main", at(0), 1), [Draw(0, 1, who)]
        )  # fmt: skip
        out = store.team.add_handout(Handout("", made.id, who, at(minute), to.name))
        project = store.team.project_uid
        store.copy_to(to)
    with Store.open(to) as store:
        origin = Origin(project, made.uid, out.uid, coder, "lead", at(minute))
        store.team.become_handout(origin)
    return to


def work(
    path: Path,
    coder: str,
    done: Mapping[int, Iterable[tuple[int, int, int]]],
    *,
    minute: int = 1,
    topics: Mapping[int, Mapping[int, bool]] | None = None,
    note: str = "",
    status: Status = Status.DONE,
    again: bool = False,
) -> None:
    """Let a coder review articles: by article the spans (start, end, label), instead of what they
    had there.
    """
    with Store.open(path) as store:
        who = store.annotators.id_of(coder)
        if again:
            who = store.team.make_repeat(who)
        for article, places in done.items():
            text = store.articles.get(article).text
            old = store.merging.rows_of([article], who).get(article, [])
            if old:
                store.acts.commit(Act("article.reopen", article, tuple(Change(x, None) for x in old)), who, at(minute))  # fmt: skip  # noqa: E501
            rows: list[object] = [
                Review(article, who, status, note=note, seconds=12.5, shown="shown",
                       edited_at=at(minute + article)),
                *(Span(article, who, s, e, label, text[s:e]) for s, e, label in places),
                *(TopicAnswer(article, who, topic, is_yes)
                  for topic, is_yes in (topics or {}).get(article, {}).items()),
            ]  # fmt: skip
            act = Act("article.finish", article, tuple(Change(None, x) for x in rows))  # type: ignore[arg-type]
            store.acts.commit(act, who, at(minute))


def handed(path: Path, to: Path, minute: int = 100, **options: object) -> Path:
    """The work file of a hand-out."""
    with Store.open(path) as store:
        hand_in(store, to, at(minute), **options)  # type: ignore[arg-type]
    return to


def merge(
    path: Path, *files: Path, by: str = "lead", minute: int = 500, is_preview: bool = False
) -> MergeReport:
    """Merge files into a project."""
    with Store.open(path) as store, opened(store, files) as brought:
        who = store.annotators.id_of(by)
        return merging.merge(store, brought, who, at(minute), is_preview=is_preview)


def state_of(store: Store) -> object:
    """All that people did, by names: the same whatever numbers rows got, and in which order."""
    scheme = store.scheme.read()
    names = {x.id: x.name for x in (*scheme.labels, *scheme.topics)} | {0: "none"}  # type: ignore[attr-defined]
    found: dict[object, object] = {}
    roles = store.team.roles()
    for article, reviewed in store.export.articles(status="started"):
        for each in reviewed:
            review = each.review
            said = (
                review.status, review.reason, review.flagged, review.note, review.seconds,
                review.shown, review.edited_at, bool(review.came),
                frozenset((x.start, x.end, names[x.label], x.surface, x.origin, x.question)
                          for x in each.spans),
                frozenset((names[x.topic], x.is_yes) for x in each.topic_answers),
                each.implied and frozenset(names[x] for x in each.implied.topics),
                each.blind and each.blind.at,
                frozenset((x.start, x.end, names[x.label]) for x in each.blind_spans),
            )  # fmt: skip
            found[article.id, each.annotator, roles[review.annotator]] = said
    labels = {(x.name, x.retired) for x in scheme.labels}
    topics = {(x.name, x.retired) for x in scheme.topics}
    files = frozenset((x.handout, x.made_at) for x in store.team.hand_ins())
    return found, labels, topics, scheme.nested, files and None


def read_state(path: Path) -> object:
    with Store.open(path) as store:
        return state_of(store)


def content(path: Path) -> bytes:
    """What a work file says, unpacked."""
    import gzip

    return gzip.GzipFile(fileobj=BytesIO(path.read_bytes())).read()
