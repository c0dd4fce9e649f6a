"""The worker as the window sees it: a process, messages in, messages out. spaCy is loaded once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.core.records import Label, Scheme, Topic
from annotator.core.wire import scheme_to_wire
from annotator.protocol import Message, read_message, write_message

ROOT = Path(__file__).resolve().parents[3]
SCHEME = Scheme(
    labels=(
        Label(1, "PERSON", leave_out=("’s",)),
        Label(2, "ORG", leave_out=("the", "’s")),
        Label(3, "GPE"),
    ),
    topics=(Topic(7, "Diplomacy", 1, keywords=("talks", "state visit")),),
    label_map={"FAC": 2, "DATE": None},
    version=5,
)


class Child:
    """A worker process and the two ends of its pipes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "annotator", "--child", "worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._last = 0

    def send(self, do: str, **more: Any) -> int:
        self._last += 1
        assert self.process.stdin is not None
        write_message(self.process.stdin, {"id": self._last, "do": do, **more})
        return self._last

    def receive(self) -> Message:
        assert self.process.stdout is not None
        message = read_message(self.process.stdout)
        assert message is not None
        return message

    def ask(self, do: str, **more: Any) -> Message:
        asked = self.send(do, **more)
        answer = self.receive()
        assert answer["id"] == asked
        return answer

    def close(self) -> tuple[bytes, bytes]:
        return self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    assert set(child.ask("load", pipeline=None)["ok"]) >= {"pipeline", "version", "fingerprint"}
    assert child.ask("scheme", scheme=scheme_to_wire(SCHEME))["ok"] == {"version": 5}
    yield child
    child.close()
    assert child.process.returncode == 0


def found(text: str, answer: Message) -> list[tuple[str, int | None, str]]:
    return [
        (text[each["start"] : each["end"]], each["label"], each["source"])
        for each in answer["ok"]["suggestions"]
    ]


def test_before_anything_is_loaded() -> None:
    child = Child()
    try:
        assert "version" in child.ask("hello")["ok"]
        assert "no pipeline" in child.ask("suggest", article=1, text="x")["error"]
        assert "not a scheme" in child.ask("scheme", scheme={})["error"]
        assert "dance" in child.ask("dance")["error"]
        assert "no such pipeline" in child.ask("load", pipeline="no_such_pipeline")["error"]
        assert child.process.stdin is not None
        child.process.stdin.write(b"\0\0\0\3not")
        write_message(child.process.stdin, {"id": 99, "do": "hello"})
        assert child.receive()["id"] is None
        assert child.receive()["id"] == 99
    finally:
        rest, _ = child.close()
    assert (rest, child.process.returncode) == (b"", 0)


def test_one_article(child: Child) -> None:
    text = (
        "date 2023-11-10 🇨🇳 Xi Jinping met Joe Biden in China. Talks: a state visit by Xi Jinping."
    )
    ok = child.ask("suggest", article=12, text=text)["ok"]
    assert ok["article"] == 12
    surfaces = [(text[s["start"] : s["end"]], s["label"]) for s in ok["suggestions"]]
    assert ("Joe Biden", 1) in surfaces
    assert ("China", 3) in surfaces
    assert all(s["start"] >= 16 for s in ok["suggestions"])
    assert [topic["topic"] for topic in ok["topics"]] == [7]
    assert [text[start:end] for start, end in ok["topics"][0]["words"]] == ["Talks", "state visit"]
    assert ok["run"]["scheme_version"] == 5
    tokens = ok["tokens"]
    words = [text[s:e] for s, e in zip(tokens["starts"], tokens["ends"], strict=True)]
    assert {"date", "Xi", "Jinping", "China", "."} <= set(words)
    assert all(word == word.strip() != "" for word in words)
    assert set(ok["sentences"]) <= set(tokens["starts"])


def test_the_white_house(child: Child) -> None:
    text = "Officials spoke of The White House’s plan on Friday."
    assert ("White House", 2, "pipeline") in found(text, child.ask("suggest", article=1, text=text))


@pytest.mark.parametrize("text", ["", " \r\n ", "新华社北京", "ولد في القاهرة", "\0", "👩‍👩‍👧"])
def test_odd_texts_are_answered(child: Child, text: str) -> None:
    ok = child.ask("suggest", article=1, text=text)["ok"]
    joined = "".join(
        text[s:e] for s, e in zip(ok["tokens"]["starts"], ok["tokens"]["ends"], strict=True)
    )
    assert joined == "".join(text.split())


def test_many_articles_one_answer_each(child: Child) -> None:
    articles = [{"id": n, "text": f"Angela Merkel came to Paris {n} times."} for n in range(9)]
    asked = child.send("suggest_many", articles=[*articles, {"id": 9, "text": None}])
    answers = [child.receive() for _ in range(11)]
    assert {answer["id"] for answer in answers} == {asked}
    assert [answer["ok"]["article"] for answer in answers[:9]] == list(range(9))
    assert (answers[9]["article"], "error" in answers[9]) == (9, True)
    assert answers[10]["ok"] == {"done": 9, "cancelled": False}


def test_one_article_goes_before_many_and_many_can_be_cancelled(child: Child) -> None:
    articles = [{"id": n, "text": "Angela Merkel came to Paris. " * 20} for n in range(400)]
    many = child.send("suggest_many", articles=articles)
    child.receive()
    urgent = child.send("suggest", article=1000, text="Paris")
    before = 0
    while (answer := child.receive())["id"] == many:
        before += 1
    assert (answer["id"], answer["ok"]["article"]) == (urgent, 1000)
    cancel = child.send("cancel", of=many)
    while not ((answer := child.receive())["id"] == many and "done" in answer["ok"]):
        before += 1
    assert answer["ok"]["cancelled"] is True
    assert answer["ok"]["done"] == before + 1 < 400
    assert child.receive() == {"id": cancel, "ok": {"cancelled": True}}


def test_errors_are_one_line_and_the_worker_goes_on(child: Child) -> None:
    for message in ({"article": 1}, {"article": 1, "text": 5}, {"article": 1, "text": "\ud800"}):
        error = child.ask("suggest", **message)["error"]
        assert error
        assert "\n" not in error
    assert child.ask("cancel", of=12345)["ok"] == {"cancelled": False}
    assert "ok" in child.ask("suggest", article=1, text="Paris")
