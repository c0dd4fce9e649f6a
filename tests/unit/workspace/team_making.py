"""A lead's project with finished articles, and hand-outs of it, for the tests of team work."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.core.planning import Sizes
from annotator.core.records import (
    Act,
    Change,
    CodingRule,
    Label,
    Review,
    Scheme,
    Span,
    Status,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.storage import NewArticle, Store
from annotator.workspace.team import plans
from annotator.workspace.team.handing_out import HandedOut, hand_out

AT = "2026-03-01T10:00:00.000+00:00"
SCHEME = Scheme(
    name="news",
    labels=(
        Label(1, "PERSON", key="p", guideline="People by name, without their titles."),
        Label(2, "ORG", key="o"),
    ),
    groups=(TopicGroup(1, "What is it about?"),),
    topics=(Topic(1, "War", 1, "1", guideline="Fighting between armies."), Topic(2, "Art", 1, "2")),
    label_map={"PERSON": 1, "ORG": 2},
)
SIZES = Sizes(training=2, pilot=2, overlap=6, repeats=2, own=6)


def text_of(number: int) -> str:
    return f"Xi met Bolt {number} in Rome, said article {number}."


def lead_project(path: Path, articles: int = 24, done: int = 4, who: str = "R") -> Store:
    """Of a lead: the first articles are finished, with one span and a topic each; there is a
    coding rule, and what would be memory.
    """
    path.write_bytes(_made(articles, done, who))
    return Store.open(path)


@cache
def _made(articles: int, done: int, who: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        _make(path, articles, done, who).close()
        return path.read_bytes()


def _make(path: Path, articles: int, done: int, who: str) -> Store:
    store = Store.create(path, SCHEME, at=AT)
    store.settings.set("suggestions", False)
    lead = store.annotators.id_of(who)
    for number in range(1, articles + 1):
        new = NewArticle(text_of(number), title=f"No. {number}", key=f"k{number}", imported_at=AT)
        store.articles.add(new)
    for number in range(1, done + 1):
        changes = (
            Change(None, Span(number, lead, 0, 2, 1, "Xi")),
            Change(None, TopicAnswer(number, lead, 1, is_yes=number % 2 == 0)),
            Change(None, Review(number, lead, Status.DONE, seconds=120.0, edited_at=AT)),
        )
        store.acts.commit(Act("article.finish", number, changes), lead, AT)
    rule = CodingRule("Xi", lead, AT, 1, "Family names alone count", 1)
    store.acts.commit(Act("ruling.add", 1, (Change(None, rule),)), lead, AT)
    return store


def handed_out(store: Store, folder: Path, *coders: str, **changed: object) -> HandedOut:
    """Hand-outs to these coders, by a seed, without suggestions in what several code."""
    found = plans.ground(store, "R")
    plan = plans.proposed(found, coders or ("A", "B"), "R", seed=7)
    plan = replace(plan, **{"sizes": SIZES, **changed})
    return hand_out(store, plan, folder, at=AT)
