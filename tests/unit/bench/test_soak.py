"""The long run: its articles, and what counts as a goal that was missed."""

from __future__ import annotations

from tests.bench.effort.oracle import Gold
from tests.bench.soak.__main__ import goals_missed
from tests.bench.soak.work import recombined, sentences_of

TEXT = "Anna Moreau met Ben Okoro in Sarn. Mr. Okoro said nothing to her there.\nThe end came soon."
GOLD = Gold(TEXT, {(0, 11): "PERSON", (29, 33): "PLACE", (35, 44): "PERSON"})


def test_sentences_keep_their_entities_and_cut_none() -> None:
    found = [(x.text, [x.text[a:b] for a, b in x.entities]) for x in sentences_of(GOLD)]
    assert found == [
        ("Anna Moreau met Ben Okoro in Sarn.", ["Anna Moreau", "Sarn"]),
        ("Mr. Okoro said nothing to her there.", ["Mr. Okoro"]),
    ]


def test_articles_are_made_anew_with_entities_where_they_stand() -> None:
    made = recombined([GOLD], 5, 40)
    assert len({each.text for each in made}) == 5
    surfaces = {each.text[slice(*place)] for each in made for place in each.entities}
    assert surfaces == {"Anna Moreau", "Sarn", "Mr. Okoro"}


def test_what_grows_is_named() -> None:
    names = ("kept_mb", "worker_mb", "handles", "workers", "temp_files", "top_level")
    steady = [
        {"articles": 50 * x, **dict.fromkeys((*names, "start_ms", "next_ms", "work_ms"), 100)}
        for x in range(1, 21)
    ]
    assert goals_missed(steady) == []
    growing = [{**each, "kept_mb": 100 + each["articles"] / 50} for each in steady]
    assert goals_missed(growing) == ["kept_mb"]
    leaking = [{**each, "handles": 20 + each["articles"] // 100} for each in steady]
    assert goals_missed(leaking) == ["handles"]
    slowing = [{**each, "next_ms": 50 + each["articles"] / 20} for each in steady]
    assert goals_missed(slowing) == ["next_ms"]
    busy = [{**each, "next_ms": x, "start_ms": x, "work_ms": x} for x, each in enumerate(steady, 5)]
    assert goals_missed(busy) == []
