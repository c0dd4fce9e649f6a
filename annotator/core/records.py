"""The rows of a project as frozen values. Everything that an act changes is one of these.

`start` and `end` are Unicode code points of the article's text, half-open, everywhere.
Each record that can be changed by an act has a `key`, which names its row for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from annotator.core.blind_records import BlindReview as BlindReview
from annotator.core.blind_records import BlindSpan as BlindSpan
from annotator.core.codes import ActKind, Chosen, Shown
from annotator.core.headings import heading_of
from annotator.core.kept_apart import KeptApart
from annotator.core.listed_names import ListedName
from annotator.core.settled import Settled
from annotator.values import dataclass


class Status(StrEnum):
    """Where an annotator stands with an article."""

    NEW = "new"
    STARTED = "started"
    DONE = "done"
    SKIPPED = "skipped"


class Outcome(StrEnum):
    """What an annotator did with a suggestion; FOLLOWED is still open."""

    CONFIRMED = "confirmed"
    RELABELLED = "relabelled"
    MOVED = "moved"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    FOLLOWED = "followed"


class InputMethod(StrEnum):
    """By which way a decision was made."""

    KEY = "key"
    LETTER = "letter"
    ENTER = "enter"
    FORCED = "forced"
    MOUSE = "mouse"
    FOLLOW = "follow"
    BULK = "bulk"
    IMPORT = "import"
    BLIND = "blind"  # a review without suggestions had the same


class Source(StrEnum):
    """Who proposed a suggestion."""

    PIPELINE = "pipeline"
    CORRECTOR = "corrector"
    MEMORY = "memory"
    IMPORT = "import"
    REPEAT = "repeat"  # an unmarked exact occurrence of what is suggested elsewhere in the article
    SHAPE = "shape"  # a name-like run that nothing else marked: a maybe
    FOLLOW = "follow"  # an unmarked mention that followed a decision of the annotator
    KEYWORD = "keyword"  # a topic, from the scheme's keywords
    COPY = "copy"  # the annotator's own span in a near copy that is finished


@dataclass(frozen=True, slots=True)
class Label:
    """An entity label of the scheme.

    `colour` is a name of the theme's palette or "#rrggbb"; `key` one lower-case letter or "".
    `leave_out` are words or endings that spans of this label do not begin or end with,
    `exceptions` the surfaces that keep them. `uid` is its lasting id, the same in all copies and
    hand-outs whatever it is called there; a label that was never stored has none.
    """

    id: int
    name: str
    short: str = ""
    colour: str = "slate"
    key: str = ""
    guideline: str = ""
    leave_out: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    doubtful: bool = False
    position: int = 0
    retired: bool = False
    uid: str = field(default="", compare=False)

    @property
    def shown_name(self) -> str:
        """What the label is called wherever it is shown: panel, tag, strip and menu."""
        return self.short or self.name

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """A question about the whole article: one answer or several, required or not."""

    id: int
    name: str
    several: bool = True
    required: bool = False
    position: int = 0
    uid: str = field(default="", compare=False)

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the scheme; `key` is a digit 1–9 or "", and is never renumbered."""

    id: int
    name: str
    group: int
    key: str = ""
    keywords: tuple[str, ...] = ()
    guideline: str = ""
    colour: str = "slate"
    position: int = 0
    retired: bool = False
    uid: str = field(default="", compare=False)

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The labels of a project. `label_map` maps a pipeline's label name to the first label that it
    feeds, or None: ignored; `also_fed` to further ones. See `core/feeding.py`. Those that are
    damaged, by number, are stand-ins; see `core/damaged_scheme.py`.
    """

    name: str = ""
    nested: bool = False
    labels: tuple[Label, ...] = ()
    groups: tuple[TopicGroup, ...] = ()
    topics: tuple[Topic, ...] = ()
    label_map: Mapping[str, int | None] = field(default_factory=dict)
    version: int = 1
    also_fed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    damaged_labels: frozenset[int] = frozenset()
    damaged_groups: frozenset[int] = frozenset()
    damaged_topics: frozenset[int] = frozenset()

    def label(self, label_id: int) -> Label:
        """The label with this id; KeyError where there is none."""
        for label in self.labels:
            if label.id == label_id:
                return label
        raise KeyError(label_id)

    def label_named(self, name: str) -> Label | None:
        return next((label for label in self.labels if label.name == name), None)

    def label_with_key(self, key: str) -> Label | None:
        return next((x for x in self.labels if x.key == key and not x.retired), None)

    def retired_with_key(self, key: str) -> Label | None:
        return next((x for x in self.labels if x.key == key and x.retired), None)

    def topic(self, topic_id: int) -> Topic:
        for topic in self.topics:
            if topic.id == topic_id:
                return topic
        raise KeyError(topic_id)

    def topic_named(self, name: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.name == name), None)

    def topic_with_key(self, key: str) -> Topic | None:
        return next((x for x in self.topics if x.key == key and not x.retired), None)


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """A text and what is known about it. `key` is the id it had outside; `source_offset` the code
    points cut in front of it.
    """

    text: str
    title: str = ""
    key: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    source_offset: int = 0


@dataclass(frozen=True, slots=True)
class Article(ArticleFields):
    """One text of a project; `meta` is a JSON object as text."""

    id: int = field(kw_only=True)
    meta: str = "{}"
    duplicate_of: int | None = None

    @property
    def heading(self) -> str:
        """What the article is called: its title, or how it begins."""
        return heading_of(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a model or rule proposes: a range with a label, or (start and end None) a topic.

    Ids are positive when the store gave them, negative for those that follow a person's act.
    `label` is an entity label's id, a topic's id, or None for a maybe without a label.
    `others` are the readings of the range with their probabilities, the best first: the label
    itself, its rivals, and None for no entity; empty where no model gave them.
    """

    id: int
    article: int
    start: int | None
    end: int | None
    label: int | None
    source: str = Source.PIPELINE
    score: float | None = None
    is_maybe: bool = False
    run: int | None = None
    others: tuple[tuple[int | None, float], ...] = ()

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one annotator did with one suggestion, and how it came about.

    `start`, `end`, `label` are what was taken (None for a rejection); `label_shown`,
    `probability`, `threshold` what was on screen; `focused`, `seconds` whether the
    suggestion had the focus then and for how long.
    """

    suggestion: int
    annotator: int
    article: int
    outcome: str
    way: str
    at: str = ""
    start: int | None = None
    end: int | None = None
    label: int | None = None
    followed_from: int | None = None
    focused: bool = False
    seconds: float | None = None
    label_shown: int | None = None
    probability: float | None = None
    threshold: float | None = None

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.suggestion, self.annotator)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text with an entity label, made or confirmed by an annotator.

    `origin` is the outcome or way that made it ("added" for one without a suggestion);
    `question` what the annotator is unsure about, "" when sure.
    """

    article: int
    annotator: int
    start: int
    end: int
    label: int
    surface: str
    origin: str = "added"
    suggestion: int | None = None
    question: str = ""

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator, self.start, self.end, self.label)


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """One annotator's answer about one topic; topic 0 with yes is "none applies" to the whole
    article.
    """

    article: int
    annotator: int
    topic: int
    is_yes: bool
    way: str = InputMethod.KEY

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator, self.topic)


@dataclass(frozen=True, slots=True)
class Review:
    """One annotator's work on one article.

    `seconds` is attention with idle time cut out, `seconds_to_first_act` since it was shown,
    `share_seen` the share of the text that was on screen (0–1), `shown` how suggestions were
    there ("shown", "read whole", "blind", "none yet"), `chosen` why the article came up ("queue",
    "random", …), `came` the hash of the work file that brought it, "" for a review that was made
    here.
    """

    article: int
    annotator: int
    status: str = Status.NEW
    reason: str = ""
    flagged: bool = False
    note: str = ""
    seconds: float = 0.0
    seconds_to_first_act: float | None = None
    share_seen: float = 0.0
    shown: str = Shown.NONE_YET
    run: int | None = None
    chosen: str = Chosen.QUEUE
    scheme_version: int = 1
    review_pass: int = 1
    is_forced: bool = False
    edited_at: str = ""
    came: str = ""

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator)


@dataclass(frozen=True, slots=True)
class ImpliedTopics:
    """The topics that are no in a review which an import brought, because their group was answered.

    It says so while the review is as it came: of `edited_at`, with `answers` (topic ids, negative
    for no). The scheme that it was made with may have been another.
    """

    article: int
    annotator: int
    edited_at: str
    answers: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article, self.annotator)


@dataclass(frozen=True, slots=True)
class CodingRule:
    """What an annotator has laid down about a surface, at a time, from one article on."""

    surface: str
    annotator: int
    at: str
    label: int | None
    text: str
    article: int

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.surface, self.annotator, self.at)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which label a pipeline's label feeds; None: it is ignored. `also` are further ones."""

    pipeline_label: str
    label: int | None = None
    also: tuple[int, ...] = ()

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.pipeline_label,)


@dataclass(frozen=True, slots=True)
class Nesting:
    """Whether spans may lie over each other; a project has one row of it."""

    id: int = 1
    is_nested: bool = False

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)


@dataclass(frozen=True, slots=True)
class Binned:
    """That an article is in the bin: out of everything, until it comes back."""

    article: int

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.article,)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is told about an article besides its text; `heading` is what lists call it."""

    id: int
    key: str = ""
    title: str = ""
    heading: str = ""
    published: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    meta: str = "{}"

    @property
    def key_of(self) -> tuple[object, ...]:
        return (self.id,)

    @property
    def article(self) -> int:
        """The article."""
        return self.id


Record = (
    Label | TopicGroup | Topic | Mapped | Nesting | Suggestion | Decision | Span | TopicAnswer
    | Review | ImpliedTopics | BlindReview | BlindSpan | CodingRule | Binned | Particulars
    | KeptApart | ListedName | Settled
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One row before and after; None is absence. At least one side is there."""

    before: Record | None
    after: Record | None

    def inverse(self) -> Change:
        return Change(self.after, self.before)

    @property
    def record(self) -> Record:
        """The side that is there, the later one first: it tells the table and the article."""
        side = self.after if self.after is not None else self.before
        assert side is not None
        return side


@dataclass(frozen=True, slots=True)
class Act:
    """One undoable step: its kind ("span.label"), what it says in words, and the rows that it
    changes.
    """

    kind: ActKind
    article: int | None
    changes: tuple[Change, ...]
    words: str = ""
