"""What a format is: one value that answers all that import, export, window and commands ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from enum import IntEnum
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar

from annotator.core.records import Scheme
from annotator.errors import Bug, UserError
from annotator.faults import Fault, Loss
from annotator.formats import extras
from annotator.formats.reading import OpenBeside, ReadOptions, Refusal, nothing_beside
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.formats.articles import GivenArticle, GivenReview

_T = TypeVar("_T")


class Likeness(IntEnum):
    """How much the first bytes of a file look like a format."""

    NONE = 0
    POSSIBLE = 1
    SURE = 2


_PLACE = attrgetter("start", "end", "label")


class ReadBack(NamedTuple):
    """What a file says of an article, to be held against the project: `spans` and topics with `yes`
    are those that stand for it.
    """

    key: str
    article: GivenArticle
    spans: frozenset[tuple[int, int, str]]
    yes: frozenset[str]

    @classmethod
    def of(cls, article: GivenArticle, stands: GivenArticle | GivenReview, key: str) -> ReadBack:
        """The article with its key as it stands there, and with the labels of what `stands`."""
        spans = frozenset(map(_PLACE, stands.spans))
        yes = frozenset(x.topic for x in stands.topics if x.is_yes and x.topic)
        return cls(key, article, spans, yes)


class Columns(NamedTuple):
    """The columns of a table, or the fields of records: the one of the text ("": there is none by
    a usual name), and which holds which field of an article.
    """

    names: tuple[str, ...]
    text: str = ""
    uses: Mapping[str, str] = {}


OptionValue = str | int | float | bool
Reader = Callable[[BinaryIO, str, ReadOptions], Iterator["GivenArticle | Refusal"]]
BackReader = Callable[[BinaryIO, str], Iterator[ReadBack]]
Companions = Callable[[str], tuple[str, ...]]
"""The names of the files beside one of this name that are read with it: its text, its labels."""
ColumnReader = Callable[[BinaryIO, str, ReadOptions], Columns]
"""Looks at the beginning of a file; says what it can, and never refuses."""
OpenPart = Callable[[str], BinaryIO]
"""Opens a file of an export by the name of its part; the writer closes it."""
Options = Mapping[str, OptionValue]
"""What was chosen about a format, by the names of its options."""
Counts = dict[str, int]
Writer = Callable[[Iterable["GivenArticle"], OpenPart, Options], Counts]
"""Writes articles, which come once, in order; returns what it counted besides."""


@dataclass(frozen=True, slots=True)
class Outgoing(Iterable["GivenArticle"]):
    """The articles of an export, which come once, in order, and the scheme that they go by."""

    articles: Iterable[GivenArticle]
    scheme: Scheme = field(default_factory=Scheme)

    def __iter__(self) -> Iterator[GivenArticle]:
        return iter(self.articles)


def scheme_of(articles: Iterable[GivenArticle]) -> Scheme:
    """The scheme that the articles of an export go by; an empty one where nobody says."""
    return articles.scheme if isinstance(articles, Outgoing) else Scheme()


def none_refused(items: Iterable[_T | Refusal]) -> Iterator[_T]:
    """What is read of a file that was written; Bug for what is refused there."""
    for item in items:
        if isinstance(item, Refusal):
            raise Bug(Fault.WRITTEN_REFUSED, where=item.where, reason=str(item.reason))
        yield item


def late(module: str, name: str) -> Any:
    """The function of a module of this room, which is imported when it is called: rows of formats
    are read at each start, and most formats aren't used then.
    """

    def call(*args: Any, **options: Any) -> Any:
        return getattr(import_module(f"annotator.formats.{module}"), name)(*args, **options)

    call.__name__, call.__module__ = name, f"annotator.formats.{module}"
    return call


@dataclass(frozen=True, slots=True)
class Option:
    """What can be chosen about reading or writing a format: `--dev-share` for `dev_share`.

    Its type is that of `default`; `metavar` stands for its value in the help of the commands.
    `values` are all that it may have, where they are few: the window lets one be chosen.
    """

    name: str
    default: OptionValue
    help: str
    metavar: str = ""
    values: tuple[str, ...] = ()

    def value_in(self, given: Mapping[str, Any]) -> OptionValue:
        """The value of the option, its default where none is given; UserError for another type."""
        value = given.get(self.name)
        if value is None:
            return self.default
        try:
            return type(self.default)(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                Fault.OPTION_UNFIT, name=self.name, value=str(value), default=self.default
            ) from error


@dataclass(frozen=True, slots=True)
class Format:
    """One format: a row of the registry.

    `title` is what the window calls it where `ui/words/jobs.py` has no words for its name,
    `description` what the README says. `endings` are lower-case, the first the one that is
    proposed. `sniff` looks at the first bytes of a file. `companions` are the files that are read
    together with one of this format (by `ReadOptions.beside`), and are no articles of their own.
    `columns` tells what can be chosen about a table. `has_encoding`: its files are text, in any
    encoding (`ReadOptions.encoding`). `may_be_empty`: an empty file says that there are no labels.

    `write` is a function, or where articles that come once aren't enough (spaCy's training data
    need two goes through them) the name of a module of the workspace that has `write` as
    `export_writing.JobWriter`; it is imported in the export's own process. `parts` are the files
    of an export: with one it is one file, with several a file with others beside it or a folder,
    with none a folder of its own. What was written is read back with `read_back`, or else `read`,
    and held against the project, but for what the format `cannot_hold`; `spelled` is how a text or
    a key stands in it, as long as it was, where it has no place for every character.
    `next_command` are the words of the command that goes on with what was written, `{to}` in them
    the path. `proven` names the reader that what is written was given to, with its version.

    `extra` names the extra that brings the libraries it can't do without (`extras.EXTRAS`);
    `missing` are those that are not installed.

    What nobody finished doesn't go out where it is `finished_only`: the format can't tell it from
    what is finished. The writer gets the articles' tokens `with_tokens`.
    """

    name: str
    title: str
    description: str
    endings: tuple[str, ...]
    read: Reader | None = None
    sniff: Callable[[bytes], Likeness] = lambda _head: Likeness.NONE
    reading: tuple[Option, ...] = ()
    companions: Companions = lambda _name: ()
    columns: ColumnReader | None = None
    has_encoding: bool = False
    may_be_empty: bool = False
    write: Writer | str | None = None
    read_back: BackReader | None = None
    parts: tuple[str, ...] = ()
    writing: tuple[Option, ...] = ()
    cannot_hold: frozenset[Loss] = frozenset()
    next_command: tuple[str, ...] = ()
    spelled: Callable[[str], str] = str
    finished_only: bool = False
    with_tokens: bool = False
    proven: str = ""
    extra: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that must be installed before it can be read or written."""
        return extras.missing(self.extra)

    @property
    def proposed_ending(self) -> str:
        """What an export's file or folder is proposed to end in."""
        return self.endings[0] if len(self.parts) == 1 else f"-{self.name}"

    def names(self, name: str) -> bool:
        """Whether a file of this name is one of this format's."""
        return name.lower().endswith(self.endings)

    def back(
        self, stream: BinaryIO, name: str, beside: OpenBeside = nothing_beside
    ) -> Iterator[ReadBack]:
        """What a file says that was written; Bug for what its reader refuses or changes."""
        if self.read_back is not None:
            for back in self.read_back(stream, name):
                if back.article.trimmed:
                    raise Bug(Fault.READ_BACK_DIFFERS, where=name, what=back.key)
                yield back
            return
        assert self.read is not None, f"nothing can check what {self.name} writes"
        for item in none_refused(self.read(stream, name, ReadOptions(beside=beside))):
            if item.trimmed or item.left_out:
                raise Bug(Fault.READ_BACK_DIFFERS, where=item.where, what=item.key)
            yield ReadBack.of(item, item, item.key)
