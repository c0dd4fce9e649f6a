"""Learned topics, on invented texts that a person could sort."""

import json
import random
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from annotator.core.keywords import suggested_topics
from annotator.core.records import Scheme, Topic, TopicGroup
from annotator.errors import UserError
from annotator.nlp.topics.model import Judgement
from annotator.nlp.topics.training import TopicExample, TopicModel, train_topics
from annotator.nlp.topics.words import counted, vocabulary, words

SPORT, TRADE, HEALTH, UNUSED = 1, 2, 3, 4
SCHEME = Scheme(
    groups=(TopicGroup(1, "Subject", several=True),),
    topics=(
        Topic(SPORT, "Sport", 1, keywords=("stadium",)),
        Topic(TRADE, "Trade", 1, keywords=("tariff",)),
        Topic(HEALTH, "Health", 1),
        Topic(UNUSED, "Unused", 1, keywords=("volcano",)),
    ),
)
ONE = replace(SCHEME, groups=(TopicGroup(1, "Subject", several=False),))

OF_TOPIC = {
    SPORT: "goal match referee striker league coach penalty whistle".split(),
    TRADE: "export port cargo customs duty shipment freight quota".split(),
    HEALTH: "ward nurse vaccine fever clinic patient dose surgeon".split(),
}
FILLING = (
    "on monday many people said so",
    "officials of the city",
    "then again with the",
    "after a new day in the city",
    "people said then that the",
    "many a day with officials",
)


def text_of(topics: Iterable[int], seed: int) -> str:
    rng = random.Random(seed)
    chosen = rng.sample([w for topic in topics for w in OF_TOPIC[topic]], 5 * len(topics))
    found = [f"{rng.choice(FILLING)} {word}" for word in chosen]
    return ". ".join([*rng.sample(FILLING, 3), *found, *rng.sample(FILLING, 3)])


def examples(
    count: int, *, kinds: tuple[tuple[int, ...], ...] = ((SPORT,), (TRADE,), (HEALTH,), ())
) -> list[TopicExample]:
    found = []
    for i in range(count):
        topics = kinds[i % len(kinds)]
        answers = {topic: topic in topics for topic in (SPORT, TRADE, HEALTH, UNUSED)}
        found.append(TopicExample(i, text_of(topics, i), answers))
    return found


def trained(
    given: Iterable[tuple[int, str, Mapping[int, bool], bool, float]], scheme: Scheme = SCHEME
) -> TopicModel:
    return train_topics(given, scheme, cap_seconds=1e6)


def said(model: TopicModel, text: str, scheme: Scheme = SCHEME) -> list[int]:
    return [row[0] for row in model.suggest(text, scheme)]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return trained(examples(40))


def test_topics_are_learned_without_any_keyword(model: TopicModel) -> None:
    assert model.is_better
    assert model.judged.f1 > 0.9 > model.judged.keywords_f1
    assert model.judged.articles == 40
    for topics in ((SPORT,), (TRADE,), (HEALTH,), ()):
        for seed in range(100, 105):
            assert said(model, text_of(topics, seed)) == list(topics)


def test_an_article_may_have_several_topics() -> None:
    kinds = ((SPORT,), (TRADE,), (HEALTH,), (), (SPORT, HEALTH), (SPORT, TRADE))
    model = trained(examples(60, kinds=kinds))
    for seed in range(200, 205):
        assert set(said(model, text_of((SPORT, HEALTH), seed))) == {SPORT, HEALTH}


def test_the_places_are_those_of_the_words_that_speak_for_it(model: TopicModel) -> None:
    text = "date 2023-11-10 😀 " + text_of((TRADE,), 300)
    ((topic, score, places),) = model.suggest(text, SCHEME)
    shown = [text[start:end].replace(".", "").split() for start, end in places]
    speaking = [each for each in shown if set(each) & set(OF_TOPIC[TRADE])]
    assert topic == TRADE and 0.5 < score <= 1
    assert len(speaking) >= 4 and len(shown) <= 6
    assert places == sorted(places) and all(0 <= a < b <= len(text) for a, b in places)


def test_a_group_of_one_has_one_suggestion_and_a_yes_is_a_no_to_the_others() -> None:
    given = [
        TopicExample(e.article, e.text, {t: True for t, yes in e.answers.items() if yes}, False)
        for e in examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,)))
    ]
    model = trained(given, ONE)
    assert model.is_better
    assert said(model, text_of((HEALTH,), 400), ONE) == [HEALTH]
    assert len(said(model, text_of((SPORT, HEALTH), 401), ONE)) <= 1
    total = sum(model.probabilities(text_of((SPORT, HEALTH), 401), ONE).values())
    assert 0.95 < total < 1, "none of them may be the answer, where one is not required"
    required = replace(ONE, groups=(replace(ONE.groups[0], required=True),))
    model = trained(given, required)
    total = sum(model.probabilities(text_of((SPORT, HEALTH), 401), required).values())
    assert total == pytest.approx(1)


def test_what_is_not_decided_is_missing() -> None:
    """Sport is never answered in texts about trade, so these say nothing about it."""
    kinds = ((SPORT,), (HEALTH,), ())
    decided = examples(40, kinds=kinds)
    unobserved = [
        TopicExample(100 + i, text_of((TRADE,), 500 + i), {TRADE: True, HEALTH: False})
        for i in range(10)
    ]
    parts = {part.topic: part for part in trained([*decided, *unobserved]).parts}
    assert parts[SPORT].yes + parts[SPORT].no == len(decided)
    assert parts[HEALTH].yes + parts[HEALTH].no == len(decided) + len(unobserved)


def test_a_topic_without_a_no_is_learned_from_articles_answered_otherwise() -> None:
    given = [
        TopicExample(e.article, e.text, {t: True for t, yes in e.answers.items() if yes})
        for e in examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,)))
    ]
    model = trained(given)
    assert model.is_better
    assert said(model, text_of((TRADE,), 600)) == [TRADE]


def test_the_score_counts_what_is_wrongly_suggested() -> None:
    """Each text has one of three topics; who says yes always is right a third of the time."""
    model = trained(examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,))))
    assert model.judged.always_yes_f1 == pytest.approx(0.5)
    one = trained(examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,))), ONE)
    assert one.judged.always_yes_f1 == pytest.approx(0.5 / 3), "one topic alone can be said always"


def test_a_model_that_would_say_yes_to_everything_is_not_used() -> None:
    """Nothing in the texts tells those about sport from the others."""
    noise = [e._replace(text=text_of((), e.article)) for e in examples(60, kinds=((SPORT,), ()))]
    model = trained(noise)
    assert model.judged.f1 < 0.75
    assert not model.is_better and said(model, noise[0].text) == []


def test_a_rare_topic_is_suggested_from_a_threshold_of_its_own() -> None:
    """One text in ten is about sport, and half of these hardly say so."""
    rng = random.Random(3)
    given = []
    for i in range(720):
        yes = i % 10 == 0
        spoken = rng.sample(OF_TOPIC[SPORT], rng.choice([1, 2])) if yes else []
        spoken += rng.sample(OF_TOPIC[SPORT], 1) if i % 7 == 0 else []
        text = " ".join([*rng.choices(FILLING, k=4), *spoken, *rng.choices(FILLING, k=4)])
        given.append(TopicExample(i, text, {SPORT: yes, TRADE: i % 3 == 0}))
    given, held_out = given[:120], given[120:]
    model = TopicModel.from_bytes(trained(given).to_bytes())
    (part,) = [x for x in model.parts if x.topic == SPORT]
    assert 0.05 <= part.threshold < 0.45
    half = replace(model, parts=tuple(replace(x, threshold=0.5) for x in model.parts))
    asked = [each.text for each in held_out if each.answers[SPORT]]
    found, at_half = (sum(SPORT in said(x, text) for text in asked) for x in (model, half))
    assert found > at_half


def test_a_model_stored_by_the_first_version_is_still_read(model: TopicModel) -> None:
    old = model.to_bytes()
    old = old[:16] + bytes([1]) + old[17:]
    assert TopicModel.from_bytes(old).suggest("a match", SCHEME) == model.suggest("a match", SCHEME)


def test_none_applies_is_a_no_to_all() -> None:
    given = [
        TopicExample(e.article, e.text, {SPORT: True} if e.answers[SPORT] else {}, i % 2 == 1)
        for i, e in enumerate(examples(40, kinds=((SPORT,), ())))
    ]
    model = trained(given)
    assert [(part.topic, part.yes, part.no) for part in model.parts] == [(SPORT, 20, 20)]


@pytest.mark.parametrize("scheme", [SCHEME, ONE])
@pytest.mark.parametrize("count", [0, 1, 3, 7])
def test_with_few_articles_the_keywords_speak(count: int, scheme: Scheme) -> None:
    model = trained(examples(count), scheme)
    for word, topic in (("tariff", TRADE), ("stadium", SPORT)):
        text = f"a {word} and the {word} again, said officials"
        assert said(model, text, scheme) == [
            row[0] for row in suggested_topics(text, scheme.topics)
        ]
        assert said(model, text, scheme) == [topic]


def test_the_first_answer_teaches() -> None:
    """Of health the scheme says no word but its name; one article was answered."""
    (first,) = examples(1, kinds=((HEALTH,),))
    for scheme in (SCHEME, ONE):
        model = trained([first], scheme)
        assert model.is_better and said(model, first.text, scheme) == [HEALTH]
        near, far = (model.probabilities(text_of((t,), 1), scheme)[HEALTH] for t in (HEALTH, TRADE))
        assert far < near < 0.9, "one answer is not much"


def test_without_a_yes_nothing_is_learned() -> None:
    for scheme in (SCHEME, ONE):
        no = [e._replace(answers=dict.fromkeys(e.answers, False)) for e in examples(5)]
        assert trained(no, scheme).parts == ()


def test_the_words_of_the_scheme_speak_for_topics_that_nobody_answered_yet() -> None:
    """The names of the topics, a path too, and their guidelines are read as texts about them."""
    told = {
        SPORT: Topic(SPORT, "Leisure/Sport", 1, guideline="Any match or league; a referee."),
        TRADE: Topic(TRADE, "Trade", 1, guideline="Customs and cargo: whatever passes a port."),
        HEALTH: Topic(HEALTH, "Health", 1),
    }
    scheme = replace(ONE, topics=tuple(told.values()))
    (first,) = examples(1, kinds=((HEALTH,),))
    others = [text_of((t,), seed) for t in OF_TOPIC for seed in range(5)]
    model = train_topics([first], scheme, cap_seconds=1e6, others=others)
    for seed in range(10, 15):
        sport = model.probabilities(text_of((SPORT,), seed), scheme)
        trade = model.probabilities(text_of((TRADE,), seed), scheme)
        assert sport[SPORT] > sport[TRADE] and trade[TRADE] > trade[SPORT]


def test_where_the_keywords_are_as_good_it_says_what_they_say() -> None:
    """The texts differ by the keyword alone, which the keywords know already."""
    given = []
    for i in range(24):
        yes = i % 2 == 0
        text = " ".join(["stadium"] * 3 * yes + random.Random(i).choices(FILLING, k=8))
        given.append(TopicExample(i, text, {SPORT: yes}))
    model = trained(given)
    assert model.judged.keywords_f1 == 1
    for text in ("the new stadium with a stadium again", *FILLING):
        assert said(model, text) == [row[0] for row in suggested_topics(text, SCHEME.topics)]


def test_answers_soon_overrule_a_keyword() -> None:
    """The stadium of these texts is a place where people are treated."""
    given = [
        e._replace(text=f"stadium stadium {e.text} stadium")
        for e in examples(24, kinds=((HEALTH,), (TRADE,)))
    ]
    for scheme in (SCHEME, ONE):
        model = trained(given, scheme)
        for seed in range(3):
            text = f"stadium stadium {text_of((HEALTH,), 40 + seed)} stadium"
            assert said(model, text, scheme) == [HEALTH]


def test_a_topic_that_nobody_used_stays_with_its_keywords(model: TopicModel) -> None:
    assert UNUSED not in {part.topic for part in model.parts}
    text = f"volcano volcano {text_of((SPORT,), 700)}"
    assert set(said(model, text)) == {SPORT, UNUSED}


def test_a_topic_that_was_not_learned_is_not_crowded_out_of_a_group_of_one() -> None:
    model = trained(examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,))), ONE)
    text = f"volcano volcano volcano {' '.join(FILLING)}"
    keywords = suggested_topics(text, ONE.topics)
    assert model.is_better
    assert [row for row in model.suggest(text, ONE) if row[0] == UNUSED] == keywords != []
    assert sum(model.probabilities(text, ONE).values()) < 0.8


def test_one_topic_in_all_articles_teaches_nothing() -> None:
    model = trained(examples(20, kinds=((SPORT,),)))
    assert model.parts == () and not model.is_better
    assert said(model, text_of((SPORT,), 800)) == []


@pytest.mark.parametrize("text", ["", " \r\n", "…!?", "unheard-of jabberwocky"])
def test_texts_without_known_words(model: TopicModel, text: str) -> None:
    assert model.suggest(text, SCHEME) == []
    assert trained([TopicExample(90, text, {SPORT: True}), *examples(40)]).is_better


@pytest.mark.parametrize(
    ("about", "other"),
    [
        ("球队在比赛中进球获胜裁判", "出口关税货物港口贸易配额"),
        ("فاز الفريق في المباراة وسجل اللاعب هدفا", "ارتفعت صادرات البضائع عبر ميناء الجمارك"),
        ("टीम ने मैच में गोल किया", "निर्यात शुल्क और बंदरगाह माल"),
    ],
)
def test_other_scripts(about: str, other: str) -> None:
    given = []
    for i in range(24):
        text = other if i % 2 else about
        given.append(TopicExample(i, f"{text} {i} {text[i % 5 :]}", {SPORT: text == about}))
    model = trained(given)
    ((topic, _, places),) = model.suggest(f"😀 {about}", SCHEME)
    assert model.is_better and topic == SPORT
    assert places and all(f"😀 {about}"[a:b].strip() for a, b in places)
    assert said(model, other) == []


def test_contradictory_duplicates_are_held_out_together_and_doubted() -> None:
    """Two annotators answer each text about trade differently."""
    given = examples(40, kinds=((SPORT,), (TRADE,), ()))
    twice = [
        TopicExample(e.article, e.text, {**e.answers, TRADE: False})
        for e in given
        if e.answers[TRADE]
    ]
    model = trained([*given, *twice])
    score = model.probabilities(text_of((TRADE,), 900), SCHEME)
    assert 0.2 < score[TRADE] < 0.8
    assert model.probabilities(text_of((SPORT,), 901), SCHEME)[SPORT] > 0.6


def test_the_same_text_many_times_is_one_text() -> None:
    once = examples(4)
    model = trained([replace_id(e, i) for i, e in enumerate(once * 10)])
    assert model.judged == Judgement(), "nothing to judge by"
    assert max(model.probabilities(text_of((SPORT,), 950), SCHEME).values()) < 0.97


def replace_id(example: TopicExample, article: int) -> TopicExample:
    return example._replace(article=article)


def test_low_weights_count_less() -> None:
    strong = examples(40)
    wrong = [
        TopicExample(100 + i, text_of((SPORT,), 1000 + i), {SPORT: False}, False, 0.05)
        for i in range(15)
    ]
    doubted = trained([*strong, *(e._replace(weight=1.0) for e in wrong)])
    lightly = trained([*strong, *wrong])
    text = text_of((SPORT,), 1100)
    assert (
        lightly.probabilities(text, SCHEME)[SPORT]
        > doubted.probabilities(text, SCHEME)[SPORT] + 0.1
    )


def test_a_topic_retired_after_training_is_left_out(model: TopicModel) -> None:
    topics = tuple(replace(t, retired=t.id == SPORT) for t in SCHEME.topics)
    scheme = replace(SCHEME, topics=topics)
    assert said(model, text_of((SPORT, TRADE), 1200), scheme) == [TRADE]
    assert said(model, text_of((SPORT,), 1201), replace(SCHEME, topics=())) == []
    assert SPORT not in {part.topic for part in trained(examples(40), scheme).parts}


def test_in_a_group_of_one_a_retired_topic_keeps_its_share() -> None:
    model = trained(examples(45, kinds=((SPORT,), (TRADE,), (HEALTH,))), ONE)
    scheme = replace(ONE, topics=tuple(replace(t, retired=t.id == SPORT) for t in ONE.topics))
    assert said(model, text_of((SPORT,), 1300), ONE) == [SPORT]
    assert said(model, text_of((SPORT,), 1300), scheme) == []


def test_a_topic_added_after_training_goes_by_keywords(model: TopicModel) -> None:
    scheme = replace(SCHEME, topics=(*SCHEME.topics, Topic(9, "Space", 1, keywords=("rocket",))))
    assert set(said(model, f"rocket rocket {text_of((SPORT,), 1400)}", scheme)) == {SPORT, 9}


def test_bytes_give_the_same_model(model: TopicModel) -> None:
    stored = model.to_bytes()
    again = TopicModel.from_bytes(stored)
    text = text_of((SPORT, TRADE), 1500)
    assert again.suggest(text, SCHEME) == model.suggest(text, SCHEME)
    assert (again.parts, again.judged, again.is_better) == (model.parts, model.judged, True)
    assert again.to_bytes() == stored == trained(examples(40)).to_bytes()
    assert TopicModel.from_bytes(TopicModel().to_bytes()).suggest(text, SCHEME) == []


def test_damaged_bytes_are_refused_in_one_line(model: TopicModel) -> None:
    stored = model.to_bytes()
    newer = stored[:16] + bytes([stored[16] + 1]) + stored[17:]
    damaged = [b"", b"PK", stored[:-1], stored[: len(stored) // 2], stored + b"\0", newer]
    damaged += [
        stored[:place] + bytes([stored[place] ^ 0x41]) + stored[place + 1 :]
        for place in (0, 16, 20, 60, len(stored) // 2, len(stored) - 1)
    ]
    for each in damaged:
        with pytest.raises(UserError) as caught:
            TopicModel.from_bytes(each)
        assert "\n" not in str(caught.value)
    with pytest.raises(UserError, match="newer"):
        TopicModel.from_bytes(newer)


def test_parts_that_do_not_fit_are_refused(model: TopicModel) -> None:
    """The checksum is right, the content is not."""
    for wrong in (
        replace(model, parts=model.parts[1:]),
        replace(model, weights=model.weights[:, 1:]),
        replace(model, intercepts=model.intercepts + np.float32("nan")),
    ):
        with pytest.raises(UserError, match="damaged"):
            TopicModel.from_bytes(wrong.to_bytes())


def test_cancelling_raises_and_changes_nothing() -> None:
    asked = iter([False] * 50)
    with pytest.raises(UserError, match="cancelled"):
        train_topics(examples(40), SCHEME, cap_seconds=1e6, is_cancelled=lambda: next(asked, True))


def test_without_time_the_keywords_stay() -> None:
    model = train_topics(examples(40), SCHEME, cap_seconds=0)
    assert not model.is_better and model.judged == Judgement()


def test_the_vocabulary_is_bounded() -> None:
    counts = [counted(text_of((SPORT, TRADE), seed)) for seed in range(10)]
    assert len(vocabulary(counts, 7).names) == 7
    assert all(sum(name in each for each in counts) > 1 for name in vocabulary(counts, 10**6).names)


def test_words_and_their_places() -> None:
    text = "date 2023-11-10 İzmir's 40 cafe\u0301s，东京塔 x"
    found = [(word, text[start:end]) for word, start, end in words(text)]
    assert ("cafe\u0301s", "cafe\u0301s") in found and ("00", "40") in found
    assert ("东", "东") in found and ("京塔", "京塔") in found
    assert "2023" not in {surface for _, surface in found}
    assert ("00 cafe\u0301s", "40 cafe\u0301s") in found


def test_a_row_is_what_scikit_learn_makes_of_it() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [text_of((SPORT, TRADE), seed) for seed in range(12)]
    theirs = TfidfVectorizer(
        analyzer=lambda text: [word for word, _, _ in words(text)], sublinear_tf=True, min_df=2
    ).fit(texts)
    known = vocabulary([counted(text) for text in texts], 10**6)
    columns, values = known.weigh(counted(texts[0]).items())
    names = theirs.get_feature_names_out()
    row = theirs.transform(texts[:1]).tocoo()
    wanted = {names[c]: value for c, value in zip(row.col, row.data, strict=True)}
    ours = {known.names[c]: value for c, value in zip(columns, values, strict=True)}
    assert ours == pytest.approx(wanted, rel=2e-3)


def test_suggesting_needs_numpy_alone(model: TopicModel) -> None:
    """The resident worker loads a model without the learner's library."""
    code = (
        "import json, sys; from annotator.nlp.topics.training import TopicModel;"
        "TopicModel.from_bytes(sys.stdin.buffer.read());"
        "print(json.dumps([m for m in ('sklearn', 'scipy') if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=model.to_bytes(), capture_output=True, check=True
    )
    assert json.loads(done.stdout) == []
