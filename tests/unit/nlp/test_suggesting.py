"""From a reading to suggestions, with readings made by hand: no pipeline is loaded."""

from dataclasses import replace

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import cut
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.spacy_doc import pieces, read, reading_of
from annotator.nlp.suggesting import Proposal, label_of, suggest

SCHEME = Scheme(
    labels=(
        Label(1, "PERSON", leave_out=("’s",)),
        Label(2, "ORG", leave_out=("the", "’s")),
        Label(3, "DATE", leave_out=("the",)),
        Label(4, "GONE", retired=True),
    ),
    label_map={"FAC": 2, "GPE": None, "OLD": 4},
)


def reading(text: str, *entities: tuple[str, str]) -> ParsedArticle:
    """Entities are the first places of their surfaces."""
    placed = [Entity(text.index(s), text.index(s) + len(s), name) for s, name in entities]
    tokens = cut(text)
    sentences = [s for s in tokens.starts if s == 0 or text[:s].rstrip().endswith((".", "\n"))]
    return ParsedArticle(tokens, sentences, sorted(placed, key=lambda e: e.start))


def proposed(text: str, *entities: tuple[str, str]) -> list[tuple[str, int | None, str]]:
    answer = suggest(reading(text, *entities), text, SCHEME)
    return [(text[p.start : p.end], p.label, p.source) for p in answer.proposals]


def test_labels_are_mapped() -> None:
    assert label_of("FAC", SCHEME) == SCHEME.labels[1]
    assert label_of("PERSON", SCHEME) == SCHEME.labels[0]
    for name in ("GPE", "OLD", "GONE", "LAW"):
        assert label_of(name, SCHEME) is None


def test_entities_are_trimmed_to_the_scheme() -> None:
    text = "he saw The White House’s lawn"
    assert proposed(text, ("The White House’s", "FAC")) == [("White House", 2, Source.PIPELINE)]


def test_a_short_form_of_the_tokenizer_keeps_its_full_stop() -> None:
    text = "They met in Fresno, Calif. The Bank of Va. closed."
    nlp = spacy.blank("en")
    seen = [Entity(text.index(s), text.index(s) + len(s), "FAC") for s in ("Calif.", "Bank of Va.")]
    told = suggest(replace(reading_of(nlp(text)), entities=seen), text, SCHEME)
    found = [text[p.start : p.end] for p in told.proposals if p.source == Source.PIPELINE]
    assert found == ["Calif.", "Bank of Va."]


@pytest.mark.parametrize(
    ("reviews", "left"), [({"7 min.": 1, "8 min.": 1}, "5 min."), ({"7 min.": 1}, "5 min")]
)
def test_edges_that_were_reviewed_so_twice_stay(reviews: dict[str, int], left: str) -> None:
    text = "it took 5 min. to go"
    memory = Memory.of({surface: {3: count} for surface, count in reviews.items()})
    told = suggest(reading(text, ("5 min.", "DATE")), text, SCHEME, memory)
    assert [text[p.start : p.end] for p in told.proposals] == [left]


def test_no_entity_goes_over_a_blank_line_or_lies_on_the_date() -> None:
    text = "date 2023-11-10 He met Ann Lee\r\n\r\nBob Ray there"
    marked = proposed(text, ("date 2023-11-10", "DATE"), ("Ann Lee\r\n\r\nBob Ray", "PERSON"))
    assert marked == [("Ann Lee", 1, Source.PIPELINE), ("Bob Ray", 1, Source.PIPELINE)]


def test_a_line_broken_for_its_width_keeps_a_name_together() -> None:
    text = "this line was broken by a machine at the right margin Ann\nLee was here"
    assert proposed(text, ("Ann\nLee", "PERSON")) == [("Ann\nLee", 1, Source.PIPELINE)]


def test_unmarked_mentions_are_repeated_where_they_stand_alone() -> None:
    text = "I saw Xi there; then Xi Jinping, President Xi, Xi’s dog, taxi, and xi and Xi."
    marked = proposed(text, ("Xi", "PERSON"))
    assert marked == [
        ("Xi", 1, Source.PIPELINE),
        ("Xi Jinping", None, Source.SHAPE),
        ("Xi", 1, Source.REPEAT),
        ("Xi", 1, Source.REPEAT),
        ("Xi", 1, Source.REPEAT),
    ]


def test_common_words_are_not_repeated() -> None:
    text = "on friday and last year, not last year or 2021 or 2021"
    assert proposed(text, ("last year", "DATE"), ("2021", "DATE")) == [
        ("last year", 3, Source.PIPELINE),
        ("2021", 3, Source.PIPELINE),
    ]


def test_scripts_without_capitals_are_repeated() -> None:
    text = "قال محمد ثم محمد هنا"
    assert proposed(text, ("محمد", "PERSON")) == [
        ("محمد", 1, Source.PIPELINE),
        ("محمد", 1, Source.REPEAT),
    ]


def test_parts_of_a_known_name_are_maybes_with_its_label() -> None:
    text = "he met Xi Jinping and then Xi again near Lake Como"
    assert proposed(text, ("Xi Jinping", "PERSON"))[1:] == [
        ("Xi", 1, Source.SHAPE),
        ("Lake Como", None, Source.SHAPE),
    ]


def test_words_that_only_open_a_sentence_are_no_maybes() -> None:
    text = "Analysts agree. Currently Shalev sings. Prices rise, say analysts. Prime Minister, go."
    assert proposed(text) == [("Shalev", None, Source.SHAPE)]


def test_what_the_pipeline_takes_for_an_amount_is_no_maybe() -> None:
    text = "it was on September 11, they say"
    ignoring = Scheme(labels=SCHEME.labels[:1], label_map={"DATE": None})
    assert suggest(reading(text, ("September 11", "DATE")), text, ignoring).proposals == []


@given(
    text=st.text(alphabet="Xi J.’s the\n\r🇨🇳新date 1-", max_size=60),
    places=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=6),
)
def test_proposals_are_sound(text: str, places: list[tuple[int, int]]) -> None:
    entities = []
    at = 0
    for start, length in sorted(places):
        if at <= start and start + length <= len(text):
            entities.append(Entity(start, start + length, "PERSON"))
            at = start + length
    answer = suggest(ParsedArticle(cut(text), (), entities), text, SCHEME)
    last = 0
    for each in answer.proposals:
        assert isinstance(each, Proposal)
        assert last <= each.start < each.end <= len(text)
        assert text[each.start : each.end].strip() == text[each.start : each.end]
        last = each.end


@pytest.mark.parametrize("text", ["a b. c\n\nD e", "\r\n🇨🇳  x", "", "新华社 北京"])
def test_tokens_are_code_points_without_white_space(text: str) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    tokens = reading_of(nlp(text)).tokens
    surfaces = [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]
    assert "".join(surfaces) == "".join(text.split())


def test_a_long_text_is_read_in_pieces() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    text = "One line of words 🇨🇳 here.\r\n\r\n" * 2_500
    whole = read(nlp, text)
    assert len(list(pieces(text))) > 1
    assert (whole.tokens.starts, whole.tokens.ends) == (
        (at_once := reading_of(nlp(text))).tokens.starts,
        at_once.tokens.ends,
    )
    assert whole.sentences == at_once.sentences


@given(st.text(alphabet="x \n", max_size=50), st.integers(1, 3))
def test_pieces_cover_the_text(text: str, times: int) -> None:
    long = text * 1_500 * times
    cuts = list(pieces(long))
    assert "".join(long[start:end] for start, end in cuts) == long
    assert all(start < end for start, end in cuts)


def test_what_the_pipeline_runs_together_with_the_date_keeps_its_own_part() -> None:
    text = "date 2024-05-01 Ann Lee spoke"
    assert proposed(text, ("2024-05-01 Ann Lee", "PERSON")) == [("Ann Lee", 1, Source.PIPELINE)]


def test_a_word_that_opens_a_sentence_is_no_repeat_where_it_is_a_common_word_too() -> None:
    text = "We met Rose here. Rose bushes grow; each rose smells."
    assert ("Rose", 1, Source.REPEAT) not in proposed(text, ("Rose", "PERSON"))
    named = "We met Rose here. Rose bushes grow."
    assert ("Rose", 1, Source.REPEAT) in proposed(named, ("Rose", "PERSON"))


def remembered(
    text: str, memory: Memory, *entities: tuple[str, str]
) -> list[tuple[str, int | None, bool]]:
    answer = suggest(reading(text, *entities), text, SCHEME, memory)
    return [(text[p.start : p.end], p.label, p.is_maybe) for p in answer.proposals]


def test_memory_adds_what_was_mostly_decided_so_and_nothing_that_was_as_often_rejected() -> None:
    text = "here Ivo spoke"
    assert ("Ivo", 1, False) in remembered(text, Memory.of({"Ivo": {1: 2, None: 1}}))
    assert ("Ivo", 1, False) not in remembered(text, Memory.of({"Ivo": {1: 2, None: 2}}))
    assert ("Ivo", 1, False) not in remembered(text, Memory.of({"Ivo": {1: 1, None: 2}}))


def test_memory_doubts_a_mark_that_was_more_often_rejected_than_taken() -> None:
    text, seen = "here Ivo spoke", ("Ivo", "PERSON")
    assert remembered(text, Memory.of({"Ivo": {1: 1, None: 1}}), seen) == [("Ivo", 1, False)]
    assert remembered(text, Memory.of({"Ivo": {1: 1, None: 2}}), seen) == [("Ivo", 1, True)]
    assert remembered(text, Memory.of({"Ivo": {2: 1}}), seen) == [("Ivo", 2, False)]


def test_memory_gives_no_label_that_is_retired() -> None:
    assert remembered("here Ivo spoke", Memory.of({"Ivo": {4: 3}}), ("Ivo", "PERSON")) == [
        ("Ivo", 1, False)
    ]
