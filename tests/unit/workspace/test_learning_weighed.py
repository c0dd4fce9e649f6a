"""What learning makes of memory, of a time that is too short, and of a version that got worse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.records import Act, Change, Label, Review, Scheme, Span
from annotator.storage import NewArticle, Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import run_job
from annotator.workspace.learning import versions_in_use as models
from annotator.workspace.learning.reviewed_articles import remembered

AT = "2024-05-01T12:{minute:02}:00.000+00:00"
SCHEME = Scheme(labels=(Label(1, "PERSON", key="p"), Label(2, "PLACE", key="l")))


def review(store: Store, text: str, spans: dict[str, int]) -> int:
    """A finished review of a new article, with spans of one's own at the surfaces' first places."""
    me = store.annotators.id_of("anna")
    article, _ = store.articles.add(NewArticle(text))
    at = AT.format(minute=article)
    changes = []
    for surface, label in spans.items():
        start = text.index(surface)
        changes.append(Change(None, Span(article, me, start, start + len(surface), label, surface)))
    changes.append(Change(None, Review(article, me, "done", edited_at=at)))  # type: ignore[arg-type]
    store.acts.commit(Act("review.finish", article, tuple(changes)), me, at)
    return article


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "weighed.annotator.db"
    Store.create(path, SCHEME, at=AT.format(minute=0)).close()
    return path


def learn(path: Path, **more: float) -> messages.TrainReport:
    return run_job(messages.Train(**more, project=str(path), pipeline="blank:en"))


def suggested(path: Path, text: str) -> set[tuple[str, int | None]]:
    """What is suggested for a new article, without a corrector."""
    with Store.open(path) as store:
        models.choose_version(store, "corrector", 0)
        article, _ = store.articles.add(NewArticle(text))
    run_job(messages.Suggest(project=str(path), pipeline="blank:en"))
    with Store.open(path) as store:
        return {
            (text[x.start : x.end], x.label)
            for x in store.suggestions.of(article)
            if x.start is not None and not x.is_maybe
        }


def test_a_slip_on_a_comma_marks_no_other_comma(project: Path) -> None:
    with Store.open(project) as store:
        review(store, "Then Ada Brook, who slept, rose.", {"Ada Brook": 1, ",": 2})
        assert "," not in store.memory.all()
        assert dict(store.memory.of(",")) == {}
    assert suggested(project, "He saw Ada Brook, who slept, and left.") == {("Ada Brook", 1)}


def test_one_decision_is_weighed_against_what_stood_unmarked(project: Path) -> None:
    with Store.open(project) as store:
        for number in range(6):
            marked = {"Reading": 2, "Ada Brook": 1} if number == 3 else {}
            name = "Ada Brook" if number == 3 else "Nobody"
            review(store, f"We like Reading a lot, says {name}.", marked)
    new = "We like Reading, and so does Ada Brook."
    assert ("Reading", 2) in suggested(project, new), "nothing was weighed yet"
    learn(project)
    with Store.open(project) as store:
        assert remembered(store).unmarked == {"Reading": 4}
    assert suggested(project, new + " Really.") == {("Ada Brook", 1)}


def test_what_is_in_a_longer_span_stood_not_unmarked(project: Path) -> None:
    with Store.open(project) as store:
        for number in range(6):
            marked = {"Brook": 1} if number == 3 else {"Ada Brook": 1}
            name = "Brook" if number == 3 else "Ada Brook"
            review(store, f"They say that {name} left early.", marked)
    learn(project)
    assert suggested(project, "They say Brook left.") == {("Brook", 1)}


def test_memory_that_does_worse_on_what_comes_is_not_shown(project: Path) -> None:
    """Each name is one in an article, and none in the next."""
    names = [
        f"{first}{end}" for first in ("Bel", "Dor", "Fen", "Gal") for end in ("ora", "ix", "um")
    ]
    with Store.open(project) as store:
        before = "Nobody"
        for name in names:
            review(store, f"We saw {name} there, where {before} is not.", {name: 1})
            before = name
    new = f"We saw {names[-1]} there."
    assert suggested(project, new) == {(names[-1], 1)}, "what was decided counts at once"
    learn(project)
    with Store.open(project) as store:
        assert not remembered(store).speaks
    assert suggested(project, new + " Twice.") == set()


def fill(path: Path, count: int = 8) -> None:
    """Articles with a name each that no other has: memory knows none, a corrector can learn."""
    first = ("Ada", "Ben", "Cara", "Dan", "Eva", "Finn")
    last = ("Brook", "Croft", "Dunn", "Ellis", "Frost")
    with Store.open(path) as store:
        for number in range(count):
            name = f"{first[number % 6]} {last[number % 5]}"
            review(store, f"Captain {name} sailed home on day {number}.", {name: 1})


def test_where_the_time_is_too_short_the_version_before_stays_and_it_is_said(
    project: Path,
) -> None:
    fill(project)
    told = learn(project, cap_seconds=1e-6)
    assert told.version == 0 and not told.is_used
    assert (told.too_many, told.kept) == (8, 0)
    assert learn(project).is_used
    told = learn(project, cap_seconds=1e-6)
    assert (told.too_many, told.kept) == (8, 1)
    with Store.open(project) as store:
        assert [model.version for model in store.models.all("corrector")] == [1]
        used = models.model_in_use(store, "corrector")
        assert used is not None and used.version == 1


@pytest.mark.parametrize("cap", [1e-6, 300.0])
def test_a_version_that_was_worse_on_each_article_after_it_is_left_at_once(
    project: Path, cap: float
) -> None:
    """Whether a new one can be learned in the time or not."""
    fill(project, 30)
    assert learn(project).is_used
    bad = {"static": 12, "memory": 12, "learned": 13, "shown": 13}
    with Store.open(project) as store:
        later = [
            review(store, f"Captain Hal Iver sailed {n} times.", {"Hal Iver": 1}) for n in (2, 3, 4)
        ]
        store.judgements.put(dict.fromkeys(later, bad), 1)
    told = learn(project, cap_seconds=cap)
    assert not told.is_used
    with Store.open(project) as store:
        assert models.model_in_use(store, "corrector") is None
