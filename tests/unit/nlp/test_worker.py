"""The worker as the window sees it: a process, messages in, messages out. spaCy is loaded once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.codes import ModelKind
from annotator.core.feeding import digest
from annotator.core.records import Label, Scheme, Source, Topic
from annotator.protocol import read_body, write_body
from annotator.worker_messages import (
    Answer,
    Done,
    Explain,
    Explained,
    Load,
    Loaded,
    Refused,
    Request,
    SetScheme,
    Suggest,
    Suggested,
    UseModel,
    answer_from,
    to_bytes,
)

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

    def send(self, body: bytes) -> Answer:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        write_body(self.process.stdin, body)
        answer = read_body(self.process.stdout)
        assert answer is not None
        return answer_from(answer)

    def ask(self, request: Request) -> Answer:
        answer = self.send(to_bytes(request))
        assert answer.id == request.id
        return answer

    def suggest(self, text: str) -> Suggested:
        answer = self.ask(Suggest(id=1, text=text))
        assert isinstance(answer, Suggested)
        return answer

    def refusal(self, request: Request | bytes) -> str:
        answer = self.send(request) if isinstance(request, bytes) else self.ask(request)
        assert isinstance(answer, Refused)
        assert answer.error and "\n" not in answer.error
        return answer.error

    def close(self) -> tuple[bytes, bytes]:
        return self.process.communicate(timeout=600)


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    loaded = child.ask(Load(id=1, pipeline=None))
    assert isinstance(loaded, Loaded)
    assert loaded.pipeline and loaded.version and loaded.fingerprint
    assert child.ask(SetScheme(id=5, scheme=SCHEME)) == Done(id=5)
    yield child
    child.close()
    assert child.process.returncode == 0


def found(text: str, answer: Suggested) -> list[tuple[str, int | None, str]]:
    return [(text[x.start : x.end], x.label, x.source) for x in answer.suggestions]


def test_before_anything_is_loaded() -> None:
    child = Child()
    try:
        assert "no pipeline" in child.refusal(Suggest(id=2, text="x"))
        bad = Scheme(label_map={"ORG": 3})
        assert "not a scheme" in child.refusal(SetScheme(id=3, scheme=bad))
        assert "no such pipeline" in child.refusal(Load(id=4, pipeline="no_such_pipeline"))
        refused = child.send(b'{"do":"dance","id":7}')
        assert isinstance(refused, Refused)
        assert refused.id == 7, "who waits for this request learns of it"
        assert "dance" in refused.error
        assert "label" in child.refusal(b'{"do":"scheme","id":8,"scheme":{"labels":[{"id":1}]}}')
        assert child.send(b"not").id == -1
        assert child.ask(UseModel(id=9, kind=ModelKind.TOPICS, version="")) == Done(id=9)
    finally:
        rest, _ = child.close()
    assert (rest, child.process.returncode) == (b"", 0)


def test_one_article(child: Child) -> None:
    text = (
        "date 2023-11-10 🇨🇳 Xi Jinping met Joe Biden in China. Talks: a state visit by Xi Jinping."
    )
    answer = child.suggest(text)
    surfaces = [(surface, label) for surface, label, _ in found(text, answer)]
    assert ("Joe Biden", 1) in surfaces
    assert ("China", 3) in surfaces
    assert all(each.start >= 16 for each in answer.suggestions)
    assert [(each.topic, each.source) for each in answer.topics] == [(7, Source.KEYWORD)]
    explained = child.ask(Explain(id=3, topic=7, text=text))
    assert isinstance(explained, Explained)
    assert [text[start:end] for start, end in explained.words] == ["Talks", "state visit"]
    assert child.ask(Explain(id=3, topic=8, text=text)) == Explained(id=3, words=[])
    assert answer.run.scheme == digest(SCHEME)
    tokens = answer.tokens
    words = [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]
    assert {"date", "Xi", "Jinping", "China", "."} <= set(words)
    assert all(word == word.strip() != "" for word in words)
    assert set(answer.sentences) <= set(tokens.starts)


def test_the_white_house(child: Child) -> None:
    text = "Officials spoke of The White House’s plan on Friday."
    assert ("White House", 2, "pipeline") in found(text, child.suggest(text))


@pytest.mark.parametrize("text", ["", " \r\n ", "新华社北京", "ولد في القاهرة", "\0", "👩‍👩‍👧"])
def test_odd_texts_are_answered(child: Child, text: str) -> None:
    tokens = child.suggest(text).tokens
    joined = "".join(text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True))
    assert joined == "".join(text.split())


def test_errors_are_one_line_and_the_worker_goes_on(child: Child) -> None:
    assert child.refusal(b'{"do":"suggest","id":1}')
    assert child.refusal(b'{"do":"suggest","id":1,"text":5}')
    assert child.refusal(Suggest(id=1, text="\ud800"))
    assert child.suggest("Paris")
