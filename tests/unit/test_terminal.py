"""What comes from data is shown, never obeyed by the terminal."""

from __future__ import annotations

import io
import json
import logging
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator import cli, terminal
from annotator.core.records import Label, Scheme, Status, Topic, TopicGroup
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import AT, adding, answering, finishing, span

_HOSTILE = "\x1b]0;mine\x07\x1b[2J\r\x9b31m\u202eevil\u2066\u200f\u2028\x00\x08\U000e0041\ufeff"
_OBEYED = set(map(chr, range(32))) | set(map(chr, range(0x7F, 0xA0)))
_TURNING = {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}


def _is_harmless(line: str) -> bool:
    return not any(
        c in _OBEYED or unicodedata.bidirectional(c) in _TURNING or unicodedata.category(c) == "Cs"
        for c in line
    )


@given(st.text(st.characters(exclude_categories=())))
@example(_HOSTILE)
def test_whatever_is_said_is_one_harmless_line(text: str) -> None:
    shown = terminal.printable(text)
    assert _is_harmless(shown)
    assert len(shown.splitlines()) <= 1


@given(st.dictionaries(st.text(), st.text()))
@example({_HOSTILE: _HOSTILE})
def test_json_stays_the_same_json(value: dict[str, str]) -> None:
    line = json.dumps(value, ensure_ascii=False)
    assert json.loads(terminal.printable(line)) == value


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_of_an_old_encoding_gets_what_it_can_show(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding, newline="\n"))
    terminal.say("“Łódź” 😀 …")
    assert written.getvalue().count(b"\n") == 1


def test_a_warning_that_no_log_takes_is_harmless_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    last = logging.lastResort
    assert last is not None
    monkeypatch.setattr(last, "formatter", None)
    terminal.guard_logging()
    logging.getLogger("annotator.test").warning("%s", _HOSTILE)
    said = capsys.readouterr().err
    assert said.startswith("\\u001b")
    assert _is_harmless(said.rstrip("\n"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Everything in it that a person or a file can name, is hostile."""
    path = tmp_path / "p.annotator.db"
    evil = f"L{_HOSTILE}"
    scheme = Scheme(
        name=evil,
        labels=(Label(1, evil, evil, key="p", guideline=evil),),
        groups=(TopicGroup(1, evil),),
        topics=(Topic(1, evil, 1, "1"),),
    )
    with Store.create(path, scheme, at=AT) as store:
        me = store.annotators.id_of(evil)
        for n in range(2):
            text = f"{n} {_HOSTILE.replace(chr(0), '')} Xi met Putin."
            article, _ = store.articles.add(
                NewArticle(text, title=evil, key=f"{n}{evil}", source=evil, imported_at=AT)
            )
            store.acts.commit(adding(span(store, article, me, 0, 9)), me, AT)
            store.acts.commit(answering(article, me, 1), me, AT)
            store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
    return path


@pytest.mark.parametrize(
    "command",
    [
        ["info", "PROJECT"],
        ["info", "PROJECT", "--json"],
        ["check", "PROJECT"],
        ["export", "PROJECT", "--to", "out.jsonl"],
        ["export", "PROJECT", "--to", "out", "--format", "spacy"],
        ["export", "PROJECT", "--to", "out.csv", "--format", "csv", "--annotator", _HOSTILE[:-9]],
        ["import", "PROJECT", "evil.jsonl"],
        ["import", "PROJECT", f"{_HOSTILE[:5]}.jsonl"],
        ["suggest", "PROJECT", "--pipeline", _HOSTILE[:9]],
        ["evaluate", "PROJECT", "--pipeline", _HOSTILE[:9]],
        ["train", "PROJECT", "--to", "out", "--pipeline", _HOSTILE[:9]],
        [_HOSTILE[:9]],
        ["info", "PROJECT", f"--{_HOSTILE[:9]}"],
    ],
    ids=lambda command: " ".join(terminal.printable(x) for x in command),
)
def test_no_command_passes_on_what_a_terminal_obeys(
    project: Path,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project.parent)
    record = {
        "text": f"Some text {_HOSTILE}",
        "spans": [{"start": 0, "end": 99, "label": "\x1b[m"}],
    }
    lines = [json.dumps(record), json.dumps({"id": _HOSTILE, "text": 3}), "{"]
    (project.parent / "evil.jsonl").write_text("\n".join(lines))
    given = [str(project) if x == "PROJECT" else x for x in command]
    monkeypatch.setattr(sys, "argv", ["annotator", *given])
    with pytest.raises(SystemExit):
        cli.main()
    said = capsys.readouterr()
    assert said.out or said.err
    assert _is_harmless((said.out + said.err).replace("\n", ""))
