"""Disagreements settled in the window, by keys alone, kind by kind.

What is tested: `ui/adjudication/page.py`, `ui/adjudication/answers.py`, `ui/adjudication/cards.py`,
`ui/adjudication/disputed_text.py`, `ui/adjudication/places.py`, `ui/words/adjudication.py`,
`workspace/open/adjudicating.py`.
"""

from __future__ import annotations

from random import Random

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Review, Span, TopicAnswer
from annotator.storage import Store
from annotator.ui.adjudication.answers import spoken
from annotator.ui.adjudication.page import AdjudicationPage
from annotator.ui.adjudication.places import spoken as row_spoken
from annotator.ui.kit.asking import TextQuestion
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.workspace import checking
from tests.bench.adjudicate import __main__ as bench
from tests.bench.adjudicate.coders import Coder, Rates
from tests.bench.adjudicate.hand import Hand
from tests.bench.effort.oracle import Gold
from tests.gui.seat import AT, SHORT, TEXT, place_of

pytestmark = pytest.mark.qt_log_ignore("does not support raise", "grabbing the", extend=True)

PERSON, ORG, PLACE = 1, 2, 3
BOTH = [("Anna Moreau", 0, PERSON)]
AMAL = [("Port Amal", nth) for nth in range(3)]
ONE = [*((*each, PLACE) for each in AMAL), ("Council", 0, ORG)]
OTHER = [*((*each, ORG) for each in AMAL), ("Harbour Council", 0, ORG)]


def coded(store: Store, article: int, who: str, marked, topics=()) -> None:
    me, text = store.annotators.id_of(who), store.articles.get(article).text
    spans = [Span(article, me, *place_of(text, x, nth), label, x) for x, nth, label in marked]
    answers = [TopicAnswer(article, me, topic, True) for topic in topics]
    rows = (*spans, *answers, Review(article, me, "done", edited_at=AT))
    act = Act(ActKind.ARTICLE_FINISH, article, tuple(Change(None, x) for x in rows))
    store.acts.commit(act, me, AT)


@pytest.fixture
def seat(sit):
    """Two people coded two articles; the kinds are Port Amal (3 places), Council, and a topic."""
    seat = sit(((TEXT, None), (SHORT, None)))
    with Store.open(seat.path) as store:
        coded(store, 1, "Ann", [*BOTH, *ONE], [13])
        coded(store, 1, "Bea", [*BOTH, *OTHER], [14])
        for who in ("Ann", "Bea"):
            coded(store, 2, who, [("Sarn", 0, PLACE)])
    seat.open()
    return seat


def adjudicate(seat) -> AdjudicationPage:
    seat.press("Ctrl+Shift+J")
    page = QApplication.activeModalWidget()
    assert isinstance(page, AdjudicationPage)
    wait_for(lambda: page.is_ready, "what was coded")
    settle()
    return page


def press_on(page, *keys: str) -> None:
    for key in keys:
        press(page, key)
        settle()


def cards(page) -> list[str]:
    return [spoken(card) for card in page.answers.cards if not card.is_quiet]


def key_for(page, name: str) -> str:
    """The key of the side that says this: the sides stand by chance."""
    [found] = [card for card in cards(page) if name in card]
    return found[0]


def gold(seat, article: int = 1) -> list[tuple[str, int]]:
    return seat.rows(
        "SELECT s.surface, s.label FROM spans s JOIN annotators n ON n.id = s.annotator"
        " WHERE n.name = 'gold' AND s.article = ? ORDER BY s.start",
        article,
    )


def statuses(seat) -> dict[int, str]:
    return dict(
        seat.rows(
            "SELECT r.article, r.status FROM reviews r JOIN annotators n ON n.id = r.annotator"
            " WHERE n.name = 'gold'"
        )
    )


def test_a_round_by_keys_ends_in_gold_and_undo_leads_back(seat):
    before = seat.rows("SELECT * FROM spans ORDER BY 1, 2, 3")
    page = adjudicate(seat)
    assert page.facts.text() == "0 of 5 settled"
    assert "2 places in 2 articles" in page.message.text()
    press_on(page, "Enter")
    assert gold(seat) == [("Anna Moreau", PERSON)] and gold(seat, 2) == [("Sarn", PLACE)]
    assert statuses(seat) == {1: "started", 2: "done"}

    assert len(page.cases) == 3 and "Port Amal" in page.title.text()
    press_on(page, key_for(page, "PLACE"), "8")  # all three, and why
    assert [x for x in gold(seat) if x[0] == "Port Amal"] == [("Port Amal", PLACE)] * 3
    assert seat.rows("SELECT DISTINCT reason FROM settled WHERE what = 'span'") == [("edge",)]

    assert "Council" in page.title.text()
    press_on(page, key_for(page, "“Council”"))
    press_on(page, key_for(page, "Loud"))
    assert page.title.text().startswith("All is settled.")
    assert statuses(seat) == {1: "done", 2: "done"}
    answers = seat.rows("SELECT annotator, topic, is_yes FROM article_topics ORDER BY 2, 1")
    assert [each[1:] for each in answers[-4:]] == [(13, 1), (13, 0), (14, 1), (14, 1)]
    assert not seat.window.desk.review.sheet.spans  # they are not mine
    assert [str(x) for x in checking.damages(seat.window.project.store)] == []

    press_on(page, "Ctrl+Z", "Ctrl+Z")
    assert "Council" in page.title.text() and statuses(seat)[1] == "started"
    press_on(page, "Ctrl+Z")
    assert len(page.cases) == 3
    press_on(page, "Ctrl+Z")
    assert gold(seat) == [] and set(statuses(seat).values()) <= {"new"}
    assert seat.rows("SELECT * FROM spans ORDER BY 1, 2, 3") == before
    press_on(page, "Ctrl+Z")
    assert page.message.text().startswith("Nothing was settled here")


def test_an_exception_comes_by_itself_afterwards(seat):
    page = adjudicate(seat)
    press_on(page, "Down", "Space")
    rows = [row_spoken(row) for row in page.places.rows.rows]
    assert [row[0] for row in rows] == ["✓", "·", "✓"]
    place = key_for(page, "PLACE")
    press_on(page, place)
    assert len(page.cases) == 1 and "Port Amal" in page.title.text()
    press_on(page, "2" if place == "1" else "1")
    found = [label for surface, label in gold(seat) if surface == "Port Amal"]
    assert found == [PLACE, ORG, PLACE]


def test_other_answers_than_theirs(seat):
    page = adjudicate(seat)
    press_on(page, "P")  # another label, for all three places
    assert [x for x in gold(seat) if x[0] == "Port Amal"] == [("Port Amal", PERSON)] * 3
    press_on(page, "[", "[")  # from the first side's edges; nothing is settled yet
    assert cards(page)[-1].startswith("Enter ORG")
    press_on(page, "Enter")
    [council] = [surface for surface, _ in gold(seat) if "Council" in surface]
    assert council.endswith("Harbour Council")
    press_on(page, "0")
    told = "SELECT what, verdict FROM settled WHERE verdict <> 'agreed' ORDER BY 1, 2"
    verdicts = seat.rows(told)
    assert verdicts == [("group 2", "unclear"), *[("span", "other")] * 4]
    assert statuses(seat)[1] == "done"


def test_of_a_sort_only_what_is_shown_or_chosen_is_settled(sit):
    seat = sit(((TEXT, None),))
    with Store.open(seat.path) as store:
        coded(store, 1, "Ann", [("Moreau", 1, PERSON), ("Blue Heron", 0, ORG), ("Council", 0, ORG)])
        coded(store, 1, "Bea", [("Monday", 0, ORG)])
    seat.open()
    page = adjudicate(seat)
    assert "one of 3 of this sort" in page.title.text()
    rows = [row_spoken(row) for row in page.places.rows.rows]
    assert [row[0] for row in rows] == ["✓", "·", "·"]
    press_on(page, "Down", key_for(page, "ORG"))  # the second alone
    assert gold(seat) == [("Monday", ORG)] and len(page.cases) == 2
    press_on(page, "Ctrl+A", key_for(page, "not marked"))
    assert gold(seat) == [("Monday", ORG)] and len(page.cases) == 1
    press_on(page, "Ctrl+Z", "Ctrl+Z")
    assert gold(seat) == [] and len(page.cases) == 3


def test_oracle_coders_are_settled_by_few_keys_and_gold_is_the_truth(sit):
    chance = Random(4)
    ends = {"dan": "PERSON", "sto": "ORG", "via": "PLACE"}
    names = [(a + b, ends[b]) for a in ("Kor", "Lin", "Mar", "Pel") for b in ends]
    golds = []
    for _ in range(5):
        text, places = "", {}
        for name, label in chance.choices(names, k=14):
            text += chance.choice(("Then the ", "Later ", "In May "))
            places[len(text), len(text) + len(name)] = label
            text += f"{name} came back. "
        golds.append(Gold(text, places))
    coders = [Coder(seed, golds, Rates(0.3, 0.6)) for seed in (1, 2)]
    said = [[coder.code(gold) for gold in golds] for coder in coders]
    path, truth = bench.make(golds, said)
    seat = sit(((SHORT, None),))
    seat.path = path
    seat.open()
    page = adjudicate(seat)
    count = page.work.summary.cases
    hand = Hand(page, truth, seat.window.project.scheme)
    hand.run()
    found = bench.told(page, truth)
    assert count > 15 and page.work.summary.settled == count
    assert sum(hand.keys.values()) <= 1.2 * count
    assert found["either_right"] == found["gold_equals_truth"] > 0.8 * count
    assert [str(x) for x in checking.damages(seat.window.project.store)] == []


def test_nothing_there_and_a_rule(seat, monkeypatch):
    page = adjudicate(seat)
    monkeypatch.setattr(TextQuestion, "ask", lambda *_args: "a town, never an organisation")
    press_on(page, "Ctrl+R", "Backspace")
    assert not [x for x in gold(seat) if x[0] == "Port Amal"]
    rules = seat.rows("SELECT surface, text, at FROM rulings")
    assert [rule[:2] for rule in rules] == [("Port Amal", "a town, never an organisation")]
    assert seat.rows("SELECT DISTINCT rule FROM settled WHERE verdict = 'none'") == [(rules[0][2],)]


def test_without_a_second_person_it_says_so(sit):
    page = adjudicate(sit(((SHORT, None),)))
    assert page.title.text().startswith("No article was finished by two people")
    press_on(page, "1", "Enter", "5", "Backspace", "P", ".", "Down")
    press_on(page, "Esc")
