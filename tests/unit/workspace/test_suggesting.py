"""Questions to the suggestion worker about a topic: each is answered, whatever becomes of it.

What is tested: `workspace/learning/worker.py`, `workspace/learning/worker_child.py`.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.records import Label, Scheme
from annotator.notices import Notice
from annotator.worker_messages import Places, Suggested
from annotator.workspace.jobs import child
from annotator.workspace.learning import worker as suggesting
from annotator.workspace.learning.worker import SuggestionWorker

PATIENCE_S = 600  # only so that nothing hangs for ever
PROGRAM = """
import sys
from annotator.protocol import read_body, write_body
from annotator.core.tokens import Tokens
from annotator.worker_messages import *
from annotator.worker_messages import Run, SetScheme, Suggest, Suggested
source, out = sys.stdin.buffer, sys.stdout.buffer
while (body := read_body(source)) is not None:
    match request_from(body):
        case Load(id=number):
            answer = Loaded(id=number, pipeline="fake", version="1", fingerprint="f")
        case Suggest(text=text) if "poison" in text:
            sys.exit(3)
        case Suggest(id=number, text=text) if "bad" in text:
            answer = Refused(id=number, error="too odd")
        case Suggest(id=number):
            run = Run("fake", "1", "f", scheme=" ".join(labels))
            tokens = Tokens([0], [1])
            answer = Suggested(id=number, run=run, tokens=tokens, sentences=[0], suggestions=[])
        case SetScheme(id=number, scheme=scheme):
            labels = [label.name for label in scheme.labels]
            answer = Done(id=number)
        case Explain(id=number, topic=99):
            answer = Refused(id=number, error="no")
        case Explain(id=number, text=text) if "poison" in text:
            sys.exit(3)
        case Explain(id=number, text=text):
            at = text.find("talks")
            answer = Explained(id=number, words=[(at, at + 5)] if at >= 0 else [])
        case request:
            answer = Done(id=request.id)
    write_body(out, to_bytes(answer))
"""


class Asker:
    """A worker without spaCy, and the answers that came, in their order."""

    def __init__(self) -> None:
        self.states: queue.Queue[str] = queue.Queue()
        self._answers: queue.Queue[Places | None] = queue.Queue()
        self.details: list[str] = []
        self.suggested: queue.Queue[tuple[int, Suggested]] = queue.Queue()
        self.worker = SuggestionWorker(
            None, Scheme(), lambda *given: self.suggested.put(given), self._on_state
        )

    def _on_state(self, code: str, detail: object) -> None:
        self.details.append(f"{code}: {detail}")
        self.states.put(code)

    def ask(self, topic: int, text: str) -> None:
        self.worker.explain(topic, text, self._answers.put)

    def answer(self) -> Places | None:
        return self._answers.get(timeout=PATIENCE_S)

    def wait_for(self, state: str) -> None:
        while self.states.get(timeout=PATIENCE_S) != state:
            pass


@pytest.fixture
def asker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asker]:
    monkeypatch.setattr(child, "command", lambda _name: [sys.executable, "-c", PROGRAM])
    monkeypatch.setattr(suggesting, "BACK_OFF_S", (0.01,))
    found = Asker()
    yield found
    found.worker.close()


def test_the_places_are_told_also_to_who_asked_before_the_child_was_there(asker: Asker) -> None:
    asker.ask(7, "The talks went on.")
    asker.worker.start()
    assert asker.answer() == [(4, 9)]
    asker.ask(7, "Nothing.")
    assert asker.answer() == []


def test_none_is_told_where_there_is_no_answer(asker: Asker) -> None:
    asker.worker.start()
    asker.ask(99, "The talks went on.")
    assert asker.answer() is None
    asker.ask(7, "poison")
    assert asker.answer() is None, "a question that killed the child is not asked again"
    asker.ask(7, "The talks went on.")
    assert asker.answer() == [(4, 9)], "the next child answers"


def test_none_is_told_when_no_child_comes_any_more(asker: Asker) -> None:
    asker.worker.start()
    for _ in range(2):
        asker.ask(7, "poison")
        assert asker.answer() is None
    asker.wait_for("gave up")
    asker.ask(7, "The talks went on.")
    assert asker.answer() is None


def test_what_cannot_be_loaded_is_told_once_and_not_for_each_article() -> None:
    told: queue.Queue[tuple[str, str]] = queue.Queue()
    answered: queue.Queue[Places | None] = queue.Queue()
    worker = SuggestionWorker("xx_none", Scheme(), lambda *_: None, lambda *state: told.put(state))
    worker.ask(1, "One.")
    worker.start()
    worker.ask(2, "Two.")
    worker.explain(1, "Three.", answered.put)
    try:
        assert answered.get(timeout=PATIENCE_S) is None  # and so the two before it
        assert worker.is_idle
    finally:
        worker.close()
    states = [told.get_nowait() for _ in range(told.qsize())]
    assert [code for code, _ in states] == ["loading", "failed"]
    why = states[1][1]
    assert isinstance(why, Notice)  # by a code, so that the window can word it
    assert "xx_none: there is no such pipeline" in str(why)


def test_what_lies_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("queue", "spacy", "annotator"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    told: queue.Queue[str] = queue.Queue()
    worker = SuggestionWorker("blank:en", Scheme(), lambda *_: None, lambda *x: told.put(x[0]))
    worker.start()
    try:
        assert [told.get(timeout=PATIENCE_S) for _ in range(2)] == ["loading", "ready"]
    finally:
        worker.close()


def test_what_the_worker_has_to_say_is_kept_in_a_log(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import sys; print('a traceback', file=sys.stderr); raise SystemExit(1)"
    monkeypatch.setattr(child, "command", lambda _name: [sys.executable, "-c", program])
    asker.worker.start()
    asker.wait_for("gave up")
    assert "a traceback" in child.log_path("worker").read_text()


# -- articles ------------------------------------------------------------------------------


def test_an_article_is_answered_and_one_that_fails_is_told_and_asked_no_more(asker: Asker) -> None:
    asker.worker.ask(1, "One.")
    assert asker.worker.is_asked(1) and not asker.worker.is_idle
    asker.worker.start()
    article, answer = asker.suggested.get(timeout=PATIENCE_S)
    assert (article, answer.run.pipeline) == (1, "fake")
    assert not asker.worker.is_asked(1)
    asker.worker.ask(2, "bad")
    asker.wait_for("article failed")
    assert asker.details[-1] == "article failed: too odd"
    assert not asker.worker.is_asked(2)
    assert asker.suggested.empty()


def test_the_scheme_of_now_goes_before_the_next_article_to_this_child_and_the_next(
    asker: Asker,
) -> None:
    asker.worker.start()
    asker.wait_for("ready")
    asker.worker.set_scheme(Scheme(labels=(Label(1, "Ship"), Label(2, "Law"))))
    for article, text in ((1, "One."), (2, "Two.")):
        asker.worker.ask(article, text)
        found, answer = asker.suggested.get(timeout=PATIENCE_S)
        assert (found, answer.run.scheme) == (article, "Ship Law")
        first = asker.worker.process_id
        assert first is not None
        os.kill(first, signal.SIGKILL)
        if article == 1:
            asker.wait_for("restarting")
    asker.wait_for("restarting")


def test_an_article_that_kills_is_given_up_with_the_worker_and_told(asker: Asker) -> None:
    asker.worker.ask(1, "poison")
    asker.worker.start()
    asker.wait_for("gave up")
    assert asker.suggested.empty()
    assert asker.worker.process_id is None


def test_nothing_is_told_of_a_worker_that_is_closed(asker: Asker) -> None:
    asker.worker.start()
    asker.wait_for("ready")
    asker.worker.close()
    told = len(asker.details)
    asker.worker.ask(1, "One.")
    asker.worker.close()
    assert (len(asker.details), asker.suggested.empty()) == (told, True)


def test_one_that_was_never_started_can_be_closed(asker: Asker) -> None:
    asker.worker.close()
    assert asker.details == []
