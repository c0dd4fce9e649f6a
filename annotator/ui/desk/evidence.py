"""The words that speak for a suggested topic, underlined in the text on demand.

One key goes through the suggested topics of the article, the likeliest first, and then off. The
worker tells the words; what comes late, for another question, is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeyEvent

from annotator.core.codes import NoteCode
from annotator.core.records import Suggestion
from annotator.core.sheet import Sheet
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit import badges
from annotator.ui.kit.key_names import names_of
from annotator.values import dataclass
from annotator.workspace.open.review import Note

_MOST_NAMED = 6

Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is shown or asked for: a topic with its score, in the text of one article."""

    number: int
    article: int
    text: str
    topic: int
    score: float | None


class TopicWords(QObject):
    """What a desk shows of the reasons for a topic. `asked`: a question's number, topic, text."""

    asked = Signal(int, int, object)

    def __init__(self, presenter: Presenter) -> None:
        super().__init__(presenter)
        self._presenter = presenter
        self._question: _Question | None = None
        self._places: Places = []
        self._count = 0
        self._said = ""
        presenter.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_next(self) -> None:
        """The words for the next suggested topic; behind the last one, none."""
        review = self._presenter.review
        assert review is not None
        sheet, before = review.sheet, self._question
        if sheet.is_hiding:
            self._presenter.tell(Note(NoteCode.BLIND_ON, key="Enter"))
            return
        topics = suggested(sheet)
        self.leave()
        left = _behind(topics, before.topic) if before is not None else topics
        if left:
            self._ask(sheet, left[0])
        elif not topics:
            self._presenter.tell(Note(NoteCode.NO_TOPICS_SUGGESTED))

    def leave(self) -> None:
        """Take the underlines away, and what was said of them."""
        if self._question is None:
            return
        self._question = None
        self._show([])
        if self._presenter.strip.message == self._said:
            self._presenter.strip.say("")

    def press(self, event: QKeyEvent) -> None:
        """Esc takes them away, and goes on to what it means elsewhere."""
        if self._question is not None and "Esc" in names_of(event):
            self.leave()

    def renew(self) -> None:
        """Something changed: a topic decided now, or suggested otherwise, needs no words."""
        question, review = self._question, self._presenter.review
        if question is None or review is None:
            return
        suggestion = review.sheet.topic_suggestions.get(question.topic)
        is_open = suggestion in suggested(review.sheet)
        if not is_open or suggestion is None or suggestion.score != question.score:
            self.leave()

    def on_told(self, number: int, places: object) -> None:
        """The answer to a question; None where it can't be told."""
        question, review = self._question, self._presenter.review
        if question is None or review is None or question.number != number:
            return
        if review.sheet.text != question.text:
            self.leave()
            return
        if not isinstance(places, list):
            self._say(NoteCode.NO_TOPIC_WORDS, key="")
            self._question = None
            return
        self._show(merged(places, len(question.text)))
        self._tell_places()

    # -- private ---------------------------------------------------------------------------

    def _ask(self, sheet: Sheet, suggestion: Suggestion) -> None:
        assert suggestion.label is not None
        self._count += 1
        article, text = sheet.article.id, sheet.text
        self._question = _Question(self._count, article, text, suggestion.label, suggestion.score)
        self._say(NoteCode.TOPIC_WORDS_ASKED)
        self.asked.emit(self._count, suggestion.label, text)

    def _show(self, places: Places) -> None:
        self._places = places
        self._presenter.view.underline(places)

    def _tell_places(self) -> None:
        question, places = self._question, self._places
        assert question is not None
        first, last = self._presenter.view.characters.in_view()
        self._say(
            NoteCode.TOPIC_WORDS if places else NoteCode.TOPIC_WORDS_NONE,
            words=named(question.text, places),
            count=len(places),
            above=sum(end <= first for _, end in places),
            below=sum(start >= last for start, _ in places),
        )

    def _say(self, code: NoteCode, key: str = "Esc", **values: object) -> None:
        question, project = self._question, self._presenter.project
        assert question is not None and project is not None
        topic = project.scheme.topic(question.topic)
        name = topic.name.replace("/", " › ")
        values |= {"topic": f"{name} {badges.score_text(question.score)}".strip()}
        self._presenter.tell(Note(code, values, key))
        self._said = self._presenter.strip.message

    def _on_scrolled(self) -> None:
        if self._places and self._presenter.strip.message == self._said:
            self._tell_places()


def suggested(sheet: Sheet) -> list[Suggestion]:
    """The topics that are suggested and not decided, the likeliest first."""
    retired = {topic.id for topic in sheet.scheme.topics if topic.retired}
    found = [
        each
        for topic, each in sheet.topic_suggestions.items()
        if topic not in sheet.topics and topic not in retired
    ]
    return sorted(found, key=lambda each: (-(each.score or 0), each.label or 0))


def merged(places: Iterable[Sequence[int]], size: int) -> Places:
    """The places in text order, within a text of this size, those that overlap as one."""
    found: Places = []
    for start, end in sorted((max(0, start), min(end, size)) for start, end in places):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def named(text: str, places: Places) -> str:
    """The different words of the places, the commonest first, a few of them."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for start, end in places:
        word = " ".join(text[start:end].split())
        counts[word.casefold()] += 1
        written.setdefault(word.casefold(), word)
    words = [
        written[word] + (f" ×{count}" if count > 1 else "")
        for word, count in counts.most_common(_MOST_NAMED)
    ]
    return ", ".join(words) + (" …" if len(counts) > _MOST_NAMED else "")


def _behind(topics: list[Suggestion], topic: int) -> list[Suggestion]:
    """Those behind a topic; all when it is not among them."""
    numbers = [each.label for each in topics]
    return topics[numbers.index(topic) + 1 :] if topic in numbers else topics
