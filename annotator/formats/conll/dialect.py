"""Which columns a file of tokens has: found out from its beginning, or as somebody says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats.conll.tags import BARE, NEUTRAL, PREFIXED
from annotator.values import dataclass

DOC_START = "-DOCSTART-"
BY, TEXT, NEW = "# annotator = ", "# annotator_text = ", "# newdoc id = "
"""How lines begin by which this program tells whose work follows, on what text, and its key."""
_OWN_REMARKS = (BY, TEXT, NEW)
_OWN_NOTE = re.compile(r"DocId=[^|]+\|DocBy=")
_COLUMNS_SAID = re.compile(r"#\s*global\.columns\s*=\s*(.+)")
_OTHER_FORMAT = re.compile(r"#FORMAT=|\s*[{\[<]")
_NUMBER = re.compile(r"\d+(?:[-.]\d+)?")
_NOTE = re.compile(r"(?:^|\|)(?:Space(?:s)?(?:After|Before)|DocId)=")
_NER_NOTE = re.compile(r"(?:^|\|)(ner|NER|NE|Ner|EntityTag)=")
_PLAIN = re.compile(r"[A-Z][\w.-]+")
_HEADS = frozenset({"token", "form", "word", "tokens", "words"})
_TOKENS = _HEADS | {"text"}
_TAGS = frozenset({"tag", "ner", "label", "entity", "tags", "labels", "ner_tags", "iob", "bio"})
_FEW = 3
_LEAST_FIT = 0.95
_LEAST_OUTSIDE = 0.4
_LONGEST_HEAD_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """The columns of a file, counted from 0: those of the token, of its tags (several layers may
    nest), of notes such as SpaceAfter=No, of the number of a word. No separator is any white space.
    """

    token: int = 0
    tags: tuple[int, ...] = ()
    notes: int | None = None
    number: int | None = None
    separator: str | None = None
    width: int = 0
    ner_note: str = ""
    is_brackets: bool = False
    is_sentence_a_line: bool = False
    has_documents: bool = False
    has_header: bool = False

    def fields(self, line: str) -> list[str]:
        """The columns of a line."""
        if self.separator:
            return [field.strip() for field in line.split(self.separator)]
        return line.split()


def is_blank(line: str) -> bool:
    """Whether a line divides sentences."""
    return not line or line.isspace()


def is_comment(line: str, dialect: Dialect) -> bool:
    """Whether a line is a remark, and no token that begins with "#"."""
    if not line.startswith("#"):
        return False
    fields = dialect.fields(line)
    if len(fields) != dialect.width or not dialect.tags:
        return True
    return not all(_is_tag(fields[at]) for at in dialect.tags if at < len(fields))


def said(names: str) -> Dialect:
    """The dialect that somebody describes by the names of columns: "token pos tag"; UserError where
    none is the token. Columns of other names are left aside.
    """
    columns = [name.lower() for name in names.replace(",", " ").split()]
    at = {name: number for number, name in reversed([*enumerate(columns)])}
    token = next((at[name] for name in columns if name in _TOKENS), None)
    if token is None:
        raise UserError(Fault.NO_TOKEN_COLUMN, columns=names)
    tags = tuple(number for number, name in enumerate(columns) if name in _TAGS)
    return Dialect(token, tags, at.get("misc"), at.get("id", at.get("index")), width=len(columns))


def found(lines: Sequence[str], *, is_meant: bool = False) -> Dialect | None:
    """The dialect of a file that begins with these lines; None where it doesn't look like one. One
    that `is_meant` to be such a file may have a few lines that don't fit.
    """
    lines = [line for line in lines if not is_blank(line)]
    if not lines or _OTHER_FORMAT.match(lines[0]):
        return None
    if own := _own(lines):
        return own
    if any(line.startswith("#begin document") for line in lines[:20]):
        return Dialect(3, (10,), is_brackets=True, width=11, has_documents=True)
    if headed := _headed(lines):
        return headed
    first = next((line for line in lines if not _is_remark(line)), "")
    if _is_sentence(first):
        width = first.split(None, 1)[0].count("|") + 1
        return Dialect(0, (width - 1,), width=width, is_sentence_a_line=True)
    tokens = [x for x in lines if not _is_remark(x) and not x.startswith(DOC_START)]
    dialect = _of_columns(tokens, _named(lines), is_meant=is_meant)
    return dialect and replace(dialect, has_documents=_has_documents(lines))


def _own(lines: Sequence[str]) -> Dialect | None:
    """The dialect of a file that this program wrote: it says so, and its last column is the tag."""
    if not lines[0].startswith(DOC_START):
        return None
    dialect = Dialect(separator="\t" if "\t" in lines[0] else None, has_documents=True)
    width = len(dialect.fields(lines[0]))
    first = next((line for line in lines[1:] if not line.startswith(_OWN_REMARKS)), "")
    fields = dialect.fields(first)
    notes = next((n for n, x in enumerate(fields) if n and _OWN_NOTE.match(x)), None)
    if notes is None and not any(line.startswith(BY) for line in lines[1:3]):
        return None
    return replace(dialect, tags=(width - 1,), notes=notes, width=width)


def _headed(lines: Sequence[str]) -> Dialect | None:
    """The dialect of a file whose first line names its columns, one of them the token."""
    separator = "\t" if "\t" in lines[0] else None
    names = [name.lower() for name in Dialect(separator=separator).fields(lines[0])]
    if _HEADS.isdisjoint(names) or _TAGS.isdisjoint(names):
        return None
    dialect = replace(said(" ".join(names)), separator=separator, has_header=True)
    rows = [dialect.fields(line) for line in lines[1:] if not _is_remark(line)]
    fit = [row for row in rows if len(row) == dialect.width]
    tags = [row[at] for row in fit for at in dialect.tags]
    is_one = bool(fit) and len(fit) >= 0.8 * len(rows) and any(map(_is_tag, tags))
    return dialect if is_one else None


def _has_documents(lines: Sequence[str]) -> bool:
    starts = (DOC_START, "# newdoc", "# doc_id", "# annotator")
    return any(line.startswith(starts) for line in lines[:8])


def _is_remark(line: str) -> bool:
    return line.startswith("#") and line[1:2] in (" ", "\t", "") and len(line.split()) != 2


def _is_sentence(line: str) -> bool:
    """Whether a line is a whole sentence of word|tag or word|pos|tag."""
    words = [word.rsplit("|", 1) for word in line.split()]
    is_split = len(words) > 1 and all(len(word) == 2 for word in words)
    if not is_split or len({word.count("|") for word in line.split()}) > 1:
        return False
    return all(_is_tag(word[1]) for word in words)


def _named(lines: Sequence[str]) -> Dialect | None:
    """What a line "# global.columns = ID FORM … NER" says (CoNLL-U Plus)."""
    for line in lines[:20]:
        if told := _COLUMNS_SAID.match(line):
            return said(told[1].lower())
    return None


def _of_columns(lines: Sequence[str], named: Dialect | None, *, is_meant: bool) -> Dialect | None:
    if not lines:
        return None
    has_tabs = sum("\t" in line for line in lines) > 0.8 * len(lines)
    dialect = Dialect(separator="\t" if has_tabs else None)
    short = [line for line in lines if len(line) <= _LONGEST_HEAD_LINE]
    rows = [dialect.fields(line) for line in short or lines]
    width = Counter(map(len, rows)).most_common(1)[0][0]
    fit = [row for row in rows if len(row) == width]
    if width < 2 or len(fit) < (0.5 if is_meant else 0.8) * len(rows):
        return None
    columns = [*zip(*fit, strict=True)]
    notes = next((n for n, column in enumerate(columns) if any(map(_NOTE.search, column))), None)
    if named is not None:
        return replace(named, separator=dialect.separator, width=width)
    number = 0 if all(map(_NUMBER.fullmatch, columns[0])) and columns[0][0] in "01" else None
    dialect = replace(dialect, notes=notes, number=number, width=width)
    if width == 10 and number == 0 and has_tabs:
        return _universal(columns, dialect)
    tags = _tag_columns(columns, notes, 0.5 if is_meant else _LEAST_FIT)
    if not tags:
        return None
    is_nested = number is not None and width == 4 and len(tags) == 2  # GermEval's two layers
    tags = tags if is_nested else tags[-1:]
    token = next(n for n in range(width + 1) if n not in tags and n != number)
    return None if token == width else replace(dialect, token=token, tags=tags)


def _universal(columns: Sequence[Sequence[str]], dialect: Dialect) -> Dialect:
    """CoNLL-U: entities, if any, are notes in its last column."""
    note = next((found[1] for x in columns[9] if (found := _NER_NOTE.search(x))), "")
    return replace(dialect, token=1, notes=9, ner_note=note)


def _tag_columns(
    columns: Sequence[Sequence[str]], notes: int | None, least: float
) -> tuple[int, ...]:
    """The columns of tags; of labels without prefixes, or of prefixes without labels, the last."""
    candidates = [n for n in range(len(columns)) if n != notes]
    if prefixed := tuple(n for n in candidates if _fits(columns[n], _is_tag, _has_prefix, least)):
        return prefixed
    last = [n for n in candidates if n][-1:]
    fits = [
        n
        for n in last
        if _is_outside(columns[n])
        or _fits(columns[n], lambda x: x in NEUTRAL or x in BARE, lambda x: x == "B", least)
        or _is_plain(columns[n])
    ]
    return tuple(fits)


def _fits(
    column: Sequence[str],
    fits: Callable[[str], bool],
    is_needed: Callable[[str], bool],
    least: float,
) -> bool:
    is_fit = sum(map(fits, column)) >= least * len(column)
    # In a list of bombers (B-1, B-52) nothing is outside of a name.
    is_plausible = least < _LEAST_FIT or (len(column) > 1 and not NEUTRAL.isdisjoint(column))
    return is_fit and is_plausible and any(map(is_needed, column))


def _is_outside(column: Sequence[str]) -> bool:
    return len(column) >= _FEW and set(column) == {"O"}


def _is_plain(column: Sequence[str]) -> bool:
    """Labels without prefixes, as Stanford's tools have them; most words have none."""
    outside = sum(value == "O" for value in column)
    if len(column) < _FEW or not _LEAST_OUTSIDE * len(column) <= outside < len(column):
        return False
    return all(value == "O" or _PLAIN.fullmatch(value) for value in column)


def _is_tag(value: str) -> bool:
    return value in NEUTRAL or _has_prefix(value)


def _has_prefix(value: str) -> bool:
    return PREFIXED.fullmatch(value) is not None and value[0].isupper() and value[1] == "-"
