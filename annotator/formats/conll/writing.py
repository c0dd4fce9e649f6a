"""Writes a token a line: `-DOCSTART-` before each article, a blank line behind each sentence.

What stands between tokens, the key of the article and whose work it is are notes in a column of
their own, which other readers leave aside, or lines that begin with "#", which some don't: from
either our reader gets the text back as it was. A span is never lost to tokens: they are cut at its
edges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from annotator.core.records import Status
from annotator.core.tokens import cut
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan
from annotator.formats.base import Counts, OpenPart, Options
from annotator.formats.conll.dialect import BY, DOC_START, NEW, TEXT
from annotator.formats.conll.spacing import escaped, said_after
from annotator.formats.conll.tags import SCHEMES, spell, spell_value, tags_of_spans
from annotator.formats.losses import flat

COLUMNS = "token pos misc tag"
_KNOWN = ("token", "pos", "misc", "tag", "start", "end")
_IN_DOC_START = {"token": DOC_START, "pos": "-X-"}
_WORD = re.compile(r"\S+")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TERMINAL = re.compile(r".*[.!?…][\"'”’»)\]]*|[\"'”’»)\]]+", re.DOTALL)
_CJK_TERMINAL = "。！？"
_ABBREVIATED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Col|Capt|Rev|No|vs|Jr|Sr|[^\W\d_])\.?"
)


def write(articles: Iterable[GivenArticle], open_part: OpenPart, options: Options) -> Counts:
    """Write the articles; counts tokens, sentences, and labels that a tag can't spell as they are.

    UserError for columns that can't say what has to be said.
    """
    columns = _checked_columns(
        str(options["token_columns"]), has_comments=bool(options["comments"])
    )
    scheme = str(options["scheme"])
    if scheme not in SCHEMES:
        known = ", ".join(SCHEMES)
        raise UserError(Fault.OPTION_UNFIT, name="scheme", value=scheme, default=known)
    separator = "\t" if options["tabs"] else " "
    counts = {"tokens": 0, "sentences": 0}
    respelled: set[str] = set()
    with open_part("articles") as stream:
        for article in articles:
            lines = [separator.join(_IN_DOC_START.get(name, "O") for name in columns), ""]
            if options["comments"]:
                lines += _comments(article, has_notes="misc" in columns)
            spans = flat(article.spans, str(options["overlaps"]))
            places = token_bounds(article, [edge for x in spans for edge in (x.start, x.end)])
            ranges = token_ranges(article, spans, places)
            respelled |= {x.label for x in spans if spell(x.label) != x.label}
            breaks = _breaks(article.text, places, ranges) if options["sentences"] else set()
            rows = _rows(article, places, tags_of_spans(len(places), ranges, scheme), columns)
            for number, row in enumerate(rows):
                if number in breaks:
                    lines.append("")
                lines.append(separator.join(row))
            lines += "", ""
            stream.write("\n".join(lines).encode())
            counts["tokens"] += len(places)
            counts["sentences"] += len(breaks) + 1
    return counts | ({"labels_respelled": len(respelled)} if respelled else {})


def _checked_columns(names: str, *, has_comments: bool) -> list[str]:
    columns = names.replace(",", " ").split()
    is_known = set(columns) <= set(_KNOWN) and len(set(columns)) == len(columns)
    if not is_known or len(columns) < 2 or (columns[0], columns[-1]) != ("token", "tag"):
        raise UserError(Fault.COLUMNS_UNFIT, columns=names, known=", ".join(_KNOWN))
    if "misc" not in columns and not has_comments:
        raise UserError(Fault.NO_PLACE_FOR_KEYS)
    return columns


def token_ranges(
    article: GivenArticle, spans: Iterable[GivenSpan], places: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str]]:
    """First token, end token and label of spans whose edges are those of tokens."""
    first = {start: number for number, (start, _) in enumerate(places)}
    end = {end: number + 1 for number, (_, end) in enumerate(places)}
    try:
        return [(first[x.start], end[x.end], x.label) for x in spans]
    except KeyError as error:  # white space at an edge, which articles that go out have not
        raise Bug(Fault.READ_BACK_DIFFERS, where=article.key, what=str(error)) from error


def _comments(article: GivenArticle, *, has_notes: bool) -> Iterator[str]:
    yield NEW + spell(article.key)
    yield BY + spell(_whose(article))
    if not has_notes:
        yield TEXT + json.dumps(article.text)


def _whose(article: GivenArticle) -> str:
    """The one whose spans go out: of those who finished, the one who did so last."""
    done = [review for review in article.reviews if review.status == Status.DONE]

    def rank(review: GivenReview) -> tuple[int, str]:
        return review.review_pass, review.edited_at

    return max(done, key=rank).annotator if done else ""


def _rows(
    article: GivenArticle,
    places: Sequence[tuple[int, int]],
    tags: Sequence[str],
    columns: Sequence[str],
) -> Iterator[list[str]]:
    text = article.text
    after = [*(start for start, _ in places[1:]), len(text)]
    for number, ((start, end), tag, next_start) in enumerate(zip(places, tags, after, strict=True)):
        notes = [said_after(text[end:next_start])] if "misc" in columns else []
        if notes and not number:
            first = f"DocId={spell_value(article.key)}", f"DocBy={spell_value(_whose(article))}"
            before = f"SpacesBefore={escaped(text[:start])}" if start else ""
            notes = [*first, before, *notes]
        values = {
            "token": text[start:end],
            "pos": "-X-",
            "misc": "|".join(filter(None, notes)) or "_",
            "tag": tag,
            "start": str(start),
            "end": str(end),
        }
        yield [values[name] for name in columns]


def token_bounds(article: GivenArticle, edges: Iterable[int]) -> list[tuple[int, int]]:
    """The tokens of an article, cut at these edges; all that is no white space is in one."""
    text = article.text
    tokens = article.tokens
    bounds = {*edges, *(edge for token in tokens for edge in token)}
    at = 0
    for start, end in (*tokens, (len(text), len(text))):
        if start > at and not text[at:start].isspace():
            found = cut(text[at:start])
            bounds |= {at + edge for edge in (*found.starts, *found.ends)}
        at = max(at, end)
    inner = sorted(bounds)
    places = []
    number = 0
    for word in _WORD.finditer(text):
        start, end = word.span()
        while number < len(inner) and inner[number] <= start:
            number += 1
        while number < len(inner) and inner[number] < end:
            places.append((start, inner[number]))
            start = inner[number]
            number += 1
        places.append((start, end))
    return [piece for place in places for piece in _pieces(text, place)]


def _pieces(text: str, place: tuple[int, int]) -> list[tuple[int, int]]:
    """A token, or two where it would say that a document begins."""
    start, end = place
    is_free = text[start:end] != DOC_START
    return [place] if is_free else [(start, start + 1), (start + 1, end)]


def _breaks(
    text: str, places: Sequence[tuple[int, int]], ranges: Sequence[tuple[int, int, str]]
) -> set[int]:
    """The tokens with which a sentence begins, but for the first: behind a line's end, or behind
    one of .!?… where something like a sentence follows. None is inside of a span.
    """
    inside = {number for first, end, _ in ranges for number in range(first + 1, end)}
    found = set()
    for number, ((_, end), (next_start, next_end)) in enumerate(pairwise(places), 1):
        gap = text[end:next_start]
        if number in inside:
            continue
        if _LINE_BREAK.search(gap):
            found.add(number)
            continue
        following = text[next_start:next_end]
        is_end = text[end - 1] in _CJK_TERMINAL and following[0] not in "”’」』）)"
        if gap and not is_end:
            is_end = _is_end(text, places, number - 1) and _may_begin(following)
        if is_end:
            found.add(number)
    return found


def _is_end(text: str, places: Sequence[tuple[int, int]], number: int) -> bool:
    start, end = places[number]
    word = text[start:end]
    if not _TERMINAL.fullmatch(word):
        return False
    before = text[slice(*places[number - 1])] if number else ""
    if word[0] in "\"'”’»)]":
        return bool(before) and before[-1] in ".!?…"
    is_short = bool(_ABBREVIATED.fullmatch(word))
    if word == "." and number and places[number - 1][1] == start:
        is_short = bool(_ABBREVIATED.fullmatch(before))
    return not is_short


def _may_begin(word: str) -> bool:
    return not word[0].islower() and word[0] not in ".,;:!?…)]}"
