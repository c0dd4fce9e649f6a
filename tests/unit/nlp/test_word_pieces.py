"""Words cut into a language model's pieces: the likeliest way, held against every way there is.

What is tested: `nlp/sources/word_pieces.py`.
"""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.nlp.sources.word_pieces import WORD_START, WordPieces, _cleaned

UNKNOWN = 3


def made(scores):
    """Pieces with these log probabilities, numbered from 10 on in the order that they come in."""
    numbers = {piece: number for number, piece in enumerate(scores, 10)}
    kept = sorted(scores, key=str.encode)
    sizes = [len(piece.encode()) for piece in kept]
    return WordPieces(
        "".join(kept).encode(),
        np.cumsum([0, *sizes]).astype(np.uint32),
        np.array([numbers[piece] for piece in kept], np.uint32),
        np.array([scores[piece] for piece in kept], np.float32),
        UNKNOWN,
    )


def cut(word, scores):
    names = dict(enumerate(scores, 10)) | {UNKNOWN: "?"}
    return [names[number] for number in made(scores).of(word)]


SARN = {"S": -5.0, "a": -5.0, "r": -5.0, "n": -5.0, "Sa": -6.0, "rn": -6.0, "arn": -8.0}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Sarn", ["Sa", "rn"]),  # -12, beside -13 and -20
        ("Sarrn", ["Sa", "r", "rn"]),
        ("", []),
        ("\u200b\x00", []),
        ("Saxyrn", ["Sa", "?", "rn"]),  # unknown letters side by side are one
        ("xSay", ["?", "Sa", "?"]),
        ("\uff33\uff41rn", ["Sa", "rn"]),  # full-width letters
        ("Sa\x07rn", ["Sa", "rn"]),
        ("\ud800", ["?"]),  # half of a character
    ],
)
def test_a_word_is_cut_where_it_is_likeliest(word, pieces):
    assert cut(word, SARN) == pieces


@pytest.mark.parametrize("blank", [" ", "\u200c", " \u200b", "\ufeff", "\u2581"])
def test_white_space_and_what_is_invisible_begin_a_word(blank):
    scores = {WORD_START: -3.0, f"{WORD_START}Sa": -4.0, **SARN}
    assert cut(f"{WORD_START}Sarn", scores) == [f"{WORD_START}Sa", "rn"]
    assert cut(f"Sa{blank}Sa", scores) == ["Sa", f"{WORD_START}Sa"]
    assert cut(f"{WORD_START}{blank}Sa{blank}", scores) == [f"{WORD_START}Sa"]
    assert cut(blank, scores) == []


# Where the maker's reader has changed since: a blank now, or not any more.
CHANGED = "\x00\x85\u0344\u200d\uff5e"


def test_letters_are_made_alike_as_the_maker_s_reader_does_it():
    spm = pytest.importorskip("sentencepiece")
    theirs = spm.SentencePieceNormalizer(rule_name="nmt_nfkc")
    for number in range(1, 0x11000):
        char = chr(number)
        if unicodedata.category(char) in ("Cs", "Cn", "Co") or char in CHANGED:
            continue
        assert _cleaned(f"{WORD_START}a{char}b") == theirs.normalize(f"a{char}b"), hex(number)


def every_way(word, scores, unknown):
    """(Log probability, pieces) of each way to cut a word; unknown letters one by one."""
    if not word:
        return [(0.0, ())]
    ways = []
    for end in range(1, len(word) + 1):
        score = scores.get(word[:end])
        begun = [] if score is None else [(score, word[:end])]
        if end == 1:
            begun.append((unknown, None))
        for value, piece in begun:
            ways += [(value + s, (piece, *p)) for s, p in every_way(word[end:], scores, unknown)]
    return ways


LETTERS = "ab\u0431\u5317\U0001f600"


@given(
    st.dictionaries(
        st.text(LETTERS, min_size=1, max_size=4),
        st.floats(-15, -1, allow_nan=False, width=32),
        min_size=1,
        max_size=12,
    ),
    st.text(LETTERS + "z", max_size=6),
)
def test_no_other_way_to_cut_a_word_is_likelier(scores, word):
    unknown = min(scores.values()) - 10
    numbers = dict(enumerate(scores, 10))
    found = made(scores).of(word)
    best = max(score for score, _ in every_way(word, scores, unknown))
    likeliest = [p for s, p in every_way(word, scores, unknown) if s == pytest.approx(best)]
    assert _joined([numbers.get(n) for n in found]) in map(_joined, likeliest)


def _joined(pieces):
    """With unknown letters side by side as one."""
    return tuple(
        piece
        for i, piece in enumerate(pieces)
        if piece is not None or not i or pieces[i - 1] is not None
    )


def test_of_a_very_long_word_the_first_letters_are_cut():
    assert cut("a" * 500, {"a": -1.0}) == ["a"] * 100


def test_pieces_that_do_not_fit_each_other_are_refused():
    with pytest.raises(ValueError, match="not what it says"):
        WordPieces(b"ab", np.array([0, 1], np.uint32), np.array([1, 2], np.uint32),
                   np.array([-1.0, -2.0], np.float32), UNKNOWN)  # fmt: skip


SIGNS = 3


def test_pieces_are_those_of_the_makers_own_reader():
    """SentencePiece cuts the same words of many scripts alike."""
    spm = pytest.importorskip("sentencepiece")
    proto = pytest.importorskip("sentencepiece.sentencepiece_model_pb2").ModelProto()
    from annotator.nlp.sources.language_model import load

    ours = load()._pieces
    proto.trainer_spec.model_type = 1
    proto.normalizer_spec.name = "identity"
    proto.normalizer_spec.add_dummy_prefix = False
    proto.normalizer_spec.remove_extra_whitespaces = False
    at = sorted((number, i) for i, number in enumerate(ours._numbers))
    for piece, kind in (("<unk>", 2), ("<s>", 3), ("</s>", 3)):
        proto.pieces.add(piece=piece, type=kind)
    assert len(proto.pieces) == SIGNS
    for _, i in at:
        proto.pieces.add(piece=ours._piece(i).decode(), score=ours._scores[i])
    theirs = spm.SentencePieceProcessor(model_proto=proto.SerializeToString())
    words = (
        "\u2581Gettysburg Saint-\u00c9tienne\u2019s \u2581al-Sharaa \u5317\u4eac\u5927\u5b66 "
        "\u2581\u041c\u043e\u0441\u043a\u0432\u0430 \u2581\u0627\u0644\u0633\u0644\u0627\u0645 "
        "\u0e1b\u0e23\u0e30\u0e40\u0e17\u0e28 \u25813,000 \u20ac5 e.g. can't \u2581Veldora "
        "\u2581Karsia \u2581x_y \u2581A\u011fr\u0131 \U0001f469 \u2581Grundgesetz Ljubljana"
    ).split()
    for word in words:
        told = [at[n - SIGNS][0] if n >= SIGNS else UNKNOWN for n in theirs.encode(word)]
        assert list(ours.of(word)) == told
