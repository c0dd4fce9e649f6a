"""Articles for a long run, made of sentences of a gold file, and the hand that works on them."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.ui.kit import pressing
from tests.bench.effort.hand import Hand, Tally
from tests.bench.effort.oracle import Entities, Gold
from tests.bench.effort.oracle_plan import Effort

_END = re.compile(r"(?<=[.!?])\s+")
_SHORTEST, _LONGEST = 20, 600  # characters of a sentence
_MOST = 600  # keys for an article
_LINE = "Report number {:05d}.\n\n"
# What is opened now and then, and closed again.
_ELSEWHERE = (
    ("Ctrl+Z", "Ctrl+Shift+Z"),
    ("Ctrl+K", "Esc"),
    ("Ctrl+F", "Esc"),
    ("F1", "Esc"),
    ("Ctrl+G", "Esc"),
    ("Ctrl+H", "Ctrl+H"),
    ("Ctrl+Shift+F", "Esc"),
    ("Ctrl+Shift+L", "Esc"),
    ("Ctrl+D", "Ctrl+D"),
    ("Ctrl+PageDown", "Ctrl+PageUp"),
)


def recombined(golds: Sequence[Gold], count: int, words: int, seed: int = 1) -> list[Gold]:
    """So many articles of about so many words, each of sentences from all over the gold."""
    chance = random.Random(seed)
    sentences = [each for gold in golds for each in sentences_of(gold)]
    return [_article(number, sentences, words, chance) for number in range(1, count + 1)]


def _article(number: int, sentences: Sequence[Gold], words: int, chance: random.Random) -> Gold:
    text = _LINE.format(number)
    entities: Entities = {}
    while text.count(" ") < words:
        each = chance.choice(sentences)
        by = len(text)
        entities |= {(start + by, end + by): x for (start, end), x in each.entities.items()}
        text += each.text + " "
    return Gold(text.rstrip(), entities)


def sentences_of(gold: Gold) -> list[Gold]:
    """The sentences of one line with their entities; none is cut through an entity."""
    found = []
    at = 0
    for cut in [*(x.end() for x in _END.finditer(gold.text)), len(gold.text)]:
        if any(start < cut < end for start, end in gold.entities):
            continue
        text = gold.text[at:cut].rstrip()
        inside = {
            (start - at, end - at): label
            for (start, end), label in gold.entities.items()
            if at <= start and end <= cut
        }
        at = cut
        if _SHORTEST < len(text) < _LONGEST and not set(text) & set("\r\n\t"):
            found.append(Gold(text, inside))
    return found


class Worker(Hand):
    """Decides what is asked for, finishes, and does something else now and then. Trainings run
    beside the work, as they do beside a person's; nobody waits for them.
    """

    def __init__(self, path: Path, golds: Sequence[Gold]) -> None:
        super().__init__(path, [], Effort(depth=1, beam=1), may_force=True)
        self.golds = list(golds)
        self.next_ms: list[float] = []
        """Processor time of the window's thread for each Enter that brought the next article."""

    def press(self, key: str, kind: str = "") -> None:
        here, began = self.article, time.thread_time()
        if len(self.tally.presses) > _MOST:
            said, last = self.window.strip.message, self.tally.presses[-12:]
            raise RuntimeError(f"article {here}: round in a circle, {last}, {said!r}")
        super().press(key, kind)
        if key in ("Enter", "Shift+Enter") and self.review.sheet.article.id != here:
            self.next_ms.append((time.thread_time() - began) * 1000)

    def do_one(self, number: int) -> None:
        """The article on the desk, and perhaps something else."""
        self.wait()
        self.tally = Tally(self.article)
        if number % 5 == 0:
            for key in _ELSEWHERE[number // 5 % len(_ELSEWHERE)]:
                pressing.press(QApplication.activeModalWidget() or self.window, key)
                pressing.settle()
            self.wait()
        self.do_doubtful(self.golds[self.article - 1])
        self.finish()

    def _let_it_learn(self) -> None:
        return
