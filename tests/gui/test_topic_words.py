"""The words that speak for a topic: asked for by a key, painted as a wave, gone again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPaintEvent

from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from annotator.storage import Store
from annotator.ui.desk.evidence import merged, named
from annotator.ui.kit.pressing import settle, wait_for
from tests.gui.seat import Proposed, Seat, make_project, place_of

HEBREW = (
    "\u05d1\u05e0\u05de\u05dc \u05d7\u05d9\u05e4\u05d4 \u05d4\u05de\u05db\u05e1 \u05e2\u05dc\u05d4."
)
DUTY = "\u05d4\u05de\u05db\u05e1"
TEXT = (
    "In Port Amal the 😀 tariffs rose, and tariffs on grain fell.\n\n"
    f"{HEBREW}\n\nThe clinic of Port Amal stayed open."
)
SHORT = "Ben Okoro left Sarn."
NOBODY = "Nobody spoke for a long while, and the ships lay still in the fog. "
LONG = "The tariffs rose. " + NOBODY * 90 + "At last the tariffs fell."


class Teller:
    """A worker that knows the words of two topics; it answers from a thread, when let."""

    def __init__(self, *, at_once: bool = True) -> None:
        self.at_once = at_once
        self.words: dict[int, tuple[str, ...]] = {11: ("tariffs", DUTY), 12: ("clinic",)}
        self.waiting: list[Callable[[], None]] = []

    def explain(self, topic: int, text: str, on_told: Callable[[object], None]) -> None:
        words = [w for w in self.words.get(topic, ()) if w in text]
        places = [place_of(text, w, n) for w in words for n in range(text.count(w))]
        self.waiting.append(lambda: on_told(places))
        if self.at_once:
            self.answer()

    def answer(self) -> None:
        """Give all answers that are due."""
        for tell in self.waiting:
            thread = threading.Thread(target=tell)
            thread.start()
            thread.join()
        self.waiting.clear()


def with_topics(path, articles: Sequence[str]):
    """A project whose first article has Health at .31 and Trade at .72 as suggestions."""
    port = (Proposed("Port Amal", "PLACE"),)
    make_project(path, [(text, port if "Port" in text else ()) for text in articles])
    with Store.open(path) as store:
        kept = list(store.suggestions.of(1))
        topics = [
            Suggestion(0, 1, None, None, 12, "keyword", 0.31),
            Suggestion(0, 1, None, None, 11, "keyword", 0.72),
        ]
        run = store.suggestions.run_id("handmade", "1", "f00")
        store.suggestions.put(1, run, cut(articles[0]), [0], kept, topics)
    return path


class Watch(QObject):
    """Sees which areas of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


@pytest.fixture
def seat(opener, tmp_path) -> Seat:
    found = Seat(opener, with_topics(tmp_path / "p.db", (TEXT, SHORT)))
    found.window.suggestions.worker = Teller()
    yield found
    found.window.suggestions.worker = None


def ask(seat: Seat) -> None:
    """Press the key, and wait for what comes of it."""
    seat.press("Ctrl+T")
    settle()


def waved(seat: Seat, surface: str, nth: int = 0) -> bool:
    """Whether there is a wave under a surface: the soft ink, at more than one height."""
    ink = seat.window.preferences.theme.chrome["ink_soft"].name()
    image = seat.picture(*place_of(seat.text, surface, nth))
    middle = range(8, image.width() - 16)
    below = range(24, 34)
    heights = {y for y in below for x in middle if near(image.pixelColor(x, y).name(), ink)}
    return len(heights) > 1


def near(one: str, other: str) -> bool:
    parts = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return all(abs(a - b) < 40 for a, b in parts)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_key_goes_through_the_suggested_topics_and_then_off(seat, name):
    seat.window.preferences.set_theme(name)
    settle()
    assert not waved(seat, "tariffs")
    ask(seat)
    assert waved(seat, "tariffs") and waved(seat, "tariffs", 1) and waved(seat, DUTY)
    assert not waved(seat, "clinic") and not waved(seat, "grain")
    assert seat.message == f"Evidence for Trade .72, 3 words: tariffs ×2, {DUTY}"
    assert seat.window.strip.key == "Esc"
    ask(seat)
    assert waved(seat, "clinic") and not waved(seat, "tariffs")
    assert seat.message == "Evidence for Health .31, 1 word: clinic"
    ask(seat)
    assert not waved(seat, "clinic")
    assert seat.message == ""


def test_the_wave_stands_below_the_line_of_a_mark(seat):
    start, end = place_of(TEXT, "Port Amal")
    seat.press("l")
    plain = seat.picture(start, end)
    seat.window.suggestions.worker.words[11] = ("Port Amal",)
    ask(seat)
    assert seat.picture(start, end) != plain
    assert waved(seat, "Port Amal")


def test_esc_takes_them_away_and_nothing_else(seat):
    ask(seat)
    focus, marks = seat.focus_range, seat.marks
    seat.press("Esc")
    assert not waved(seat, "tariffs")
    assert seat.message == ""
    assert (seat.focus_range, seat.marks, seat.kinds()) == (focus, marks, [])
    ask(seat)
    assert seat.message.startswith("Evidence for Trade"), "it begins with the likeliest again"


def test_other_keys_leave_them_and_another_article_does_not(seat):
    ask(seat)
    seat.press("Right")
    assert waved(seat, "tariffs", 1)
    seat.press("Ctrl+PageDown")
    assert seat.article == 2
    seat.press("Ctrl+PageUp")
    assert not waved(seat, "tariffs")


def test_a_topic_that_is_decided_needs_no_words(seat):
    ask(seat)
    seat.press("2")
    assert waved(seat, "tariffs"), "another topic was decided"
    seat.press("1")
    assert seat.topics() == {11: True, 12: True}
    assert not waved(seat, "tariffs")
    assert seat.message == "Topic Trade: yes"
    ask(seat)
    assert seat.message == "No topic is suggested here that is not decided"


def test_no_key_waits_and_a_late_answer_is_dropped(seat):
    seat.window.suggestions.worker = teller = Teller(at_once=False)
    ask(seat)
    assert seat.message == "Trade .72: looking for its evidence"
    seat.press("Right")
    assert seat.focused == "the"
    seat.press("Ctrl+PageDown")
    teller.answer()
    settle()
    assert seat.message == ""
    seat.press("Ctrl+PageUp")
    assert not waved(seat, "tariffs")
    ask(seat)
    ask(seat)
    trade, health = teller.waiting
    teller.waiting = [health, trade]
    teller.answer()
    wait_for(lambda: seat.message.startswith("Evidence"), "the answer")
    settle()
    assert seat.message.startswith("Evidence for Health"), "the question before was given up"
    assert waved(seat, "clinic") and not waved(seat, "tariffs")


def test_without_a_worker_a_line_says_so(seat):
    seat.window.suggestions.worker = None
    ask(seat)
    assert seat.message == "Trade .72: no evidence can be shown while no suggestions are made"
    assert not waved(seat, "tariffs")


def test_a_topic_without_words_says_so(seat):
    seat.window.suggestions.worker.words.clear()
    ask(seat)
    assert seat.message == "Trade .72: no word stands out"


def test_an_article_without_suggested_topics_says_so(seat):
    seat.press("Ctrl+PageDown")
    ask(seat)
    assert seat.message == "No topic is suggested here that is not decided"


def test_blind_nothing_is_told(opener, tmp_path):
    path = with_topics(tmp_path / "p.db", (TEXT,))
    with Store.open(path) as store:
        store.settings.set("blind_share", 1)
    seat = Seat(opener, path)
    seat.window.suggestions.worker = Teller()
    ask(seat)
    assert "Without suggestions" in seat.message
    assert not waved(seat, "tariffs")
    seat.window.suggestions.worker = None


def test_words_out_of_view_are_counted_and_the_text_stays(opener, tmp_path):
    seat = Seat(opener, with_topics(tmp_path / "p.db", (LONG,)))
    seat.window.suggestions.worker = Teller()
    ask(seat)
    assert seat.message == "Evidence for Trade .72, 2 words: tariffs ×2 · 1 below"
    assert seat.window.view.verticalScrollBar().value() == 0
    seat.press("End")
    assert seat.message == "Evidence for Trade .72, 2 words: tariffs ×2 · 1 above"
    assert waved(seat, "tariffs", 1)
    seat.press("Esc", "Home")
    assert seat.message == ""
    seat.window.suggestions.worker = None


def test_only_lines_with_words_are_painted_again(seat):
    watch = Watch()
    view = seat.window.view
    seat.press("Ctrl+T", "Ctrl+T", "Esc")
    view.viewport().installEventFilter(watch)
    ask(seat)
    first = view.characters.place_of(place_of(TEXT, "tariffs")[0]).y()
    clinic = view.characters.place_of(place_of(TEXT, "clinic")[0]).y()
    assert watch.areas
    assert any(area.top() < first <= area.bottom() for area in watch.areas)
    assert not any(area.top() < clinic - 8 <= area.bottom() for area in watch.areas)
    view.viewport().removeEventFilter(watch)


def test_places_that_overlap_are_one_and_words_are_named_by_number():
    places = merged([[4, 9], [0, 3], [6, 12], [12, 14], [20, 40]], 30)
    assert places == [(0, 3), (4, 12), (12, 14), (20, 30)]
    text = "Tariffs, grain; tariffs\nGRAIN, tariffs, a  b"
    found = [place_of(text, w) for w in ("Tariffs", "grain", "tariffs", "GRAIN", "a  b")]
    assert named(text, sorted(found)) == "Tariffs ×2, grain ×2, a b"
