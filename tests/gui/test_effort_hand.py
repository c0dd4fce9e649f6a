"""The hand of the effort measure that looks only where asked, over marks that are wrong."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.core.records import Suggestion
from annotator.core.tokens import Tokens, cut
from annotator.storage import Store
from tests.bench.effort import project
from tests.bench.effort.hand import Hand, Tally, row_of
from tests.bench.effort.oracle import Gold
from tests.bench.effort.oracle_plan import Effort

TEXT = "Then Ada Brook and Ben Croft met in Karsheim, and Dan Frey was there too."
PERSONS = ("Ada Brook", "Ben Croft", "Dan Frey")


def place(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


GOLD = Gold(TEXT, {**{place(name): "PERSON" for name in PERSONS}, place("Karsheim"): "PLACE"})


def suggest(path: Path) -> None:
    """Two people in one doubtful mark, a doubtful place, and nothing of the third."""
    with Store.open(path) as store:
        labels = {label.name: label.id for label in store.scheme.read().labels}
        run = store.suggestions.run_id("en", "1", "f", "1")
        rows = [
            Suggestion(0, 1, *place("Ada Brook and Ben Croft"), labels["PERSON"], score=0.3),
            Suggestion(0, 1, *place("Karsheim"), labels["PLACE"], score=0.3),
        ]
        store.suggestions.put(1, run, cut(TEXT), [0], rows)


def test_who_looks_at_a_mark_over_two_names_sees_both_and_goes_on(qapp: QApplication) -> None:
    hand = Hand(project.make([GOLD], suggest=suggest), [GOLD], Effort(2, 2), may_force=True)
    try:
        hand.wait()
        hand.tally = Tally(hand.article)
        hand.do_doubtful(GOLD)
        assert not hand.review.sheet.marks.doubtful, "the place was asked about, too"
        hand.finish()
        row = row_of(hand, GOLD)
    finally:
        hand.driver.close()
    assert row["residual_by_kind"] == {"missing": 1}, "only the one that nothing shows"


SHORT = "She left the U.K. in March."
LEFT = (SHORT.index("U.K."), SHORT.index("U.K.") + 3)


def suggest_more(path: Path) -> None:
    """The token with its last point, as a maybe."""
    with Store.open(path) as store:
        labels = {label.name: label.id for label in store.scheme.read().labels}
        run = store.suggestions.run_id("en", "1", "f", "1")
        starts = [0, 4, 9, 13, 18, 21, 26]
        tokens = Tokens(starts, [3, 8, 12, 17, 20, 26, 27])
        maybe = Suggestion(0, 1, 13, 17, labels["PLACE"], score=0.2, is_maybe=True)
        store.suggestions.put(1, run, tokens, [0], [maybe])


def test_the_edges_of_a_maybe_are_moved_where_it_is_no_token(qapp: QApplication) -> None:
    gold = Gold(SHORT, {LEFT: "PLACE"})
    hand = Hand(project.make([gold], suggest=suggest_more), [gold], Effort(2, 2), may_force=True)
    try:
        hand.wait()
        hand.tally = Tally(hand.article)
        hand.do_all(gold)
        hand.finish()
        row = row_of(hand, gold)
    finally:
        hand.driver.close()
    assert "stuck" not in row
    assert row["residual_by_kind"] == {}
