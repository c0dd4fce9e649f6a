"""Training data: what goes in comes back, exactly, and spaCy takes the config as it is."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin
from spacy.training import Example

from annotator.core.export_codes import RemarkReason
from annotator.core.remarks import Remark
from annotator.errors import Bug, UserError
from annotator.nlp.spacy_training.docbin import (
    SPANS_KEY,
    Item,
    blank,
    read_docbin,
    write_config,
    write_docbin,
    write_training,
)
from annotator.nlp.spacy_training.tokenlist import TokenList

ROOT = Path(__file__).resolve().parents[3]
TEXT = " date 2023-11-10 The U.S.\r\n\r\n🇨🇳  Xi’s men   met\tBiden \u00a0here. "


def spans_of(text: str, *surfaces: tuple[str, str]) -> list[tuple[int, int, str]]:
    return [(text.index(s), text.index(s) + len(s), label) for s, label in surfaces]


ITEM = Item(
    "a-1",
    TEXT,
    spans_of(TEXT, ("U.S.", "GPE"), ("Xi", "PERSON"), ("Biden", "PERSON")),
    {"Trade": 1, "Defence": 0},
)
SPLIT = Item("a-2", "a dDevice in 新华社北京", spans_of("a dDevice", ("Device", "X")))


def same(one: Item, other: Item) -> bool:
    return (one.article, one.text, sorted(one.spans), dict(one.cats)) == (
        other.article, other.text, list(other.spans), dict(other.cats),
    )  # fmt: skip


def test_round_trip_with_crlf_and_a_split_token(tmp_path: Path) -> None:
    written = write_docbin([ITEM, SPLIT, Item("a-3", "")], tmp_path / "x.spacy")
    assert (written.docs, written.paths) == (3, (tmp_path / "x.spacy",))
    back = list(read_docbin(tmp_path / "x.spacy"))
    assert all(same(*pair) for pair in zip([ITEM, SPLIT, Item("a-3", "")], back, strict=True))
    assert [(r.article, r.surface, r.start) for r in written.remarks] == [("a-2", "Device", 3)]


def test_tokens_are_the_tokenizers_own(tmp_path: Path) -> None:
    write_docbin([ITEM], tmp_path / "x.spacy")
    nlp = spacy.blank("en")
    (doc,) = DocBin().from_disk(tmp_path / "x.spacy").get_docs(nlp.vocab)
    expected = nlp.make_doc(TEXT)
    assert [(t.text, t.whitespace_) for t in doc] == [(t.text, t.whitespace_) for t in expected]
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("U.S.", "GPE"), ("Xi", "PERSON"), ("Biden", "PERSON"),
    ]  # fmt: skip
    assert {token.ent_iob_ for token in doc} == {"B", "O"}


def test_overlapping_spans_are_kept_and_told_of(tmp_path: Path) -> None:
    text = "Bank of China in China"
    item = Item("n", text, [(0, 13, "ORG"), (8, 13, "GPE"), (17, 22, "GPE")])
    written = write_docbin([item], tmp_path / "x.spacy")
    (remark,) = written.remarks
    assert remark == Remark("n", 8, 13, "GPE", "China", RemarkReason.OVERLAPS)
    assert f'"{SPANS_KEY}"' in remark.what and not remark.what.is_left_out
    (back,) = read_docbin(tmp_path / "x.spacy")
    assert same(item, back)
    (doc,) = DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("en").vocab)
    assert [ent.text for ent in doc.ents] == ["Bank of China", "China"]


def test_white_space_at_an_edge_is_told_of(tmp_path: Path) -> None:
    written = write_docbin([Item("w", "a Xi b", [(1, 4, "P")])], tmp_path / "x.spacy")
    assert written.remarks[0].what == RemarkReason.WHITE_SPACE_AT_EDGE
    assert written.remarks[0].what.is_left_out


@settings(max_examples=20)
@given(text=st.text(alphabet="aB. ’s\r\n\t🇨新'-", max_size=30), data=st.data())
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str, data) -> None:
    spans = set()
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        if text[start:end].strip() == text[start:end] != "":
            spans.add((start, end, data.draw(st.sampled_from("XY"))))
    item = Item("h", text, sorted(spans))
    path = tmp_path_factory.mktemp("any") / "x.spacy"
    write_docbin([item], path)
    (back,) = read_docbin(path)
    assert same(item, back)
    # Written again from the tokens that were read: the same.
    again = write_docbin([back], path)
    assert same(item, next(read_docbin(path)))
    assert all(x.what != RemarkReason.TOKEN_SPLIT for x in again.remarks)


def test_boundaries_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Bug):
        TokenList.of("abc", [0, 1], [2, 3])


def test_many_articles_become_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.nlp.spacy_training.docbin._DOCS_A_FILE", 2)
    items = [Item(str(n), f"text {n}") for n in range(5)]
    written = write_docbin(items, tmp_path / "x.spacy")
    assert [path.name for path in written.paths] == [f"part-000{n}.spacy" for n in (1, 2, 3)]
    assert all(path.is_file() for path in written.paths)
    assert [item.article for item in read_docbin(tmp_path / "x.spacy")] == list("01234")


def test_same_items_same_bytes_in_any_process(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from annotator.nlp.spacy_training.docbin import *; "
        "write_docbin([Item('a', sys.argv[2], [(18, 20, 'B'), (18, 25, 'A')], {'y': 1, 'x': 0})],"
        " pathlib.Path(sys.argv[1]))"
    )
    digests = set()
    for seed in ("1", "2"):
        path = tmp_path / seed
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", code, path, TEXT.strip()], check=True, env=env)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_config_trains_from_its_folder(tmp_path: Path) -> None:
    """The whole of it, as the README says it: the folder, one command."""
    write_training(tmp_path, [ITEM, ITEM], [ITEM], ["GPE", "PERSON"], ["Trade", "Defence"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "config.cfg", "dev.spacy", "train.spacy",
    ]  # fmt: skip
    command = [sys.executable, "-m", "spacy", "train", "config.cfg", "--output", "out",
               "--training.max_epochs", "1"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    trained = spacy.load(tmp_path / "out" / "model-last")
    assert set(trained.get_pipe("ner").labels) == {"GPE", "PERSON"}
    assert set(trained.get_pipe("textcat_multilabel").labels) == {"Trade", "Defence"}


def test_a_config_follows_the_scheme(tmp_path: Path) -> None:
    write_config(tmp_path / "a", ["X"], ["T", "U"], nested=True, one_topic=True)
    config = spacy.util.load_config(tmp_path / "a")
    assert set(config["nlp"]["pipeline"]) == {"tok2vec", "ner", "spancat", "textcat"}
    assert config["paths"]["train"] == "./train.spacy"
    with pytest.raises(UserError):
        write_config(tmp_path / "b", [])


def test_an_unknown_language_has_a_tokenizer_too() -> None:
    assert blank("no such").lang == "xx"
    assert blank("").lang == "xx"


def test_what_nobody_has_said_of_an_unfinished_article_is_missing_and_not_outside(
    tmp_path: Path,
) -> None:
    """So that no trainer learns that a word is no entity which nobody has looked at."""
    spans = [(0, 3, "PER")]
    items = [Item("a", "Ann met Joe.", spans, is_done=is_done) for is_done in (True, False)]
    write_docbin(items, tmp_path / "x.spacy")
    nlp = spacy.blank("en")
    finished, begun = DocBin().from_disk(tmp_path / "x.spacy").get_docs(nlp.vocab)
    assert [token.ent_iob_ for token in finished] == ["B", "O", "O", "O"]
    assert [token.ent_iob_ for token in begun] == ["B", "", "", ""]
    assert [each.label_ for each in begun.ents] == ["PER"]
    learned = [Example(nlp.make_doc(doc.text), doc).get_aligned_ner() for doc in (finished, begun)]
    assert learned == [["U-PER", "O", "O", "O"], ["U-PER", None, None, None]]
