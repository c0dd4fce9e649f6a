"""Topics by keywords: whole words and phrases, ranges, order and threshold."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.keywords import suggested_topics, topic_scores
from annotator.core.records import Topic

TRADE = Topic(1, "Trade", 1, keywords=("tariff", "trade agreement", "trade", "port"))
RIGHTS = Topic(2, "Rights", 1, keywords=("women's rights", "torture"))
CHINESE = Topic(3, "China", 1, keywords=("贸易",))
GONE = Topic(4, "Gone", 1, keywords=("tariff",), retired=True)
ALL = (TRADE, RIGHTS, CHINESE, GONE)


def hits(text: str) -> dict[int, list[str]]:
    return {topic: [text[s:e] for s, e in words] for topic, _, words in topic_scores(text, ALL)}


def test_whole_words_in_any_case() -> None:
    assert hits("A TARIFF, no tariffs; a report on the port") == {1: ["TARIFF", "port"]}


def test_a_phrase_and_the_word_that_begins_it() -> None:
    assert hits("the Trade\n agreement") == {1: ["Trade", "Trade\n agreement"]}


def test_curly_apostrophes_and_scripts_without_spaces() -> None:
    assert hits("Women’s rights in 中美贸易战") == {2: ["Women’s rights"], 3: ["贸易"]}


def test_offsets_hold_where_lower_case_is_longer() -> None:
    assert hits("İİİ 🇹🇷 torture") == {2: ["torture"]}


def test_more_different_keywords_score_higher_and_thin_ones_lower() -> None:
    few = topic_scores("tariff tariff here", [TRADE])[0][1]
    more = topic_scores("tariff port here", [TRADE])[0][1]
    thin = topic_scores("tariff port here" + " and so on" * 300, [TRADE])[0][1]
    assert thin < few < more < 1


def test_one_word_in_a_long_article_is_no_suggestion() -> None:
    long = "nothing of the kind " * 60
    assert suggested_topics(long + "tariff", ALL) == []
    assert [row[0] for row in suggested_topics("a trade agreement on the tariff", ALL)] == [1]
    assert suggested_topics("", ALL) == topic_scores("", ()) == []


@given(st.text(alphabet="tariff portİ贸易'’🇹", max_size=40))
def test_ranges_and_scores_are_sound(text: str) -> None:
    scores = topic_scores(text, ALL)
    assert [row[1] for row in scores] == sorted((row[1] for row in scores), reverse=True)
    for _, score, words in scores:
        assert 0 < score < 1
        assert all(0 <= start < end <= len(text) for start, end in words)
