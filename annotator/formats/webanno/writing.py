"""Articles as WebAnno TSV 3.3, a table each, which INCEpTION reads: named entities with values.

A token ends wherever a span does, so that none has to be parted. A sentence goes from its first
token to the next one's, so that all of the text is in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from annotator.core.tokens import cut
from annotator.errors import Bug
from annotator.faults import Fault
from annotator.formats.articles import GivenArticle, GivenSpan
from annotator.formats.base import Counts, OpenPart, Options
from annotator.formats.file_names import FileNames
from annotator.formats.positions import utf16
from annotator.formats.uima.layers import NAMED_ENTITY
from annotator.formats.webanno.cells import spelled_text, spelled_value

_HEAD = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={NAMED_ENTITY}|identifier|value\n\n"
# After a line, or a sentence whose last word is no abbreviation.
_ENDS = re.compile(r"\n\s*|\w{4}[.!?…]+[\"'”’)\]]*\s+(?![a-z])|[。！？][」』”’）]*\s*")


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """A table an article."""
    names = FileNames(open_part)
    count = 0
    for article in articles:
        count += 1
        with open_part(f"{names.of(article.key)}.tsv") as stream:
            stream.write("".join(_table(article)).encode())
    return {"documents": count}


def _table(article: GivenArticle) -> Iterator[str]:
    text, positions = article.text, utf16(article.text)
    spans = sorted(set(article.spans), key=lambda x: (x.start, -x.end, x.label))
    tokens = _tokens(text, spans)
    ends = {end for _, end in tokens}
    if not all(span.end in ends for span in spans):  # at white space, which has no token
        raise Bug(Fault.READ_BACK_DIFFERS, where="webanno", what=article.key)
    over = _over(tokens, spans)
    numbers = _numbers(tokens, over)
    starts = _sentences(text, tokens, spans)
    yield _HEAD
    at = 0
    for number, (start, end) in enumerate(pairwise((*starts, len(text))), 1):
        sentence = text[start:end]
        if end < len(text):
            sentence = sentence.removesuffix("\n")  # which the reader adds itself
        yield "\n"
        for line in sentence.split("\n"):
            yield f"#Text={spelled_text(line)}\n"
        first = at
        while at < len(tokens) and tokens[at][0] < end:
            begin, stop = tokens[at]
            place = f"{positions.back(begin)}-{positions.back(stop)}"
            name = f"{number}-{at - first + 1}"
            cells = _cells(over.get(at, ()), numbers)
            yield f"{name}\t{place}\t{spelled_text(text[begin:stop])}\t{cells}\t\n"
            at += 1


def _tokens(text: str, spans: Sequence[GivenSpan]) -> list[tuple[int, int]]:
    """Tokens that end where spans do. White space that a text begins with is one where it is not
    mere spaces, which the reader makes of what no sentence has.
    """
    edges = sorted({x.start for x in spans} | {x.end for x in spans})
    cuts = cut(text)
    tokens: list[tuple[int, int]] = []
    at = 0
    for start, end in zip(cuts.starts, cuts.ends, strict=True):
        while at < len(edges) and edges[at] <= start:
            at += 1
        while at < len(edges) and edges[at] < end:
            tokens.append((start, edges[at]))
            start = edges[at]
            at += 1
        tokens.append((start, end))
    first = tokens[0][0] if tokens else len(text)
    if text[:first].strip(" "):
        tokens.insert(0, (0, first))
    return tokens


def _over(tokens: list[tuple[int, int]], spans: Sequence[GivenSpan]) -> dict[int, list[GivenSpan]]:
    """The spans over each token, by its index."""
    starts = {start: at for at, (start, _) in enumerate(tokens)}
    found: dict[int, list[GivenSpan]] = {}
    for span in spans:
        at = starts[span.start]
        while at < len(tokens) and tokens[at][0] < span.end:
            found.setdefault(at, []).append(span)
            at += 1
    return found


def _numbers(
    tokens: list[tuple[int, int]], over: Mapping[int, Sequence[GivenSpan]]
) -> dict[GivenSpan, int]:
    """The numbers of the spans that need one: those over several tokens, or over one another."""
    numbers: dict[GivenSpan, int] = {}
    for at in range(len(tokens)):
        spans = over.get(at, ())
        for span in spans:
            if len(spans) > 1 or (span.start, span.end) != tokens[at]:
                numbers.setdefault(span, len(numbers) + 1)
    return numbers


def _cells(spans: Sequence[GivenSpan], numbers: Mapping[GivenSpan, int]) -> str:
    """The columns of the identifier, which is none, and of the value."""
    if not spans:
        return "_\t_"
    ids = [f"[{numbers[x]}]" if x in numbers else "" for x in spans]
    values = [spelled_value(x.label) for x in spans]
    stacked = zip(values, ids, strict=True)
    return "|".join(f"*{x}" for x in ids) + "\t" + "|".join(map("".join, stacked))


def _sentences(text: str, tokens: list[tuple[int, int]], spans: Sequence[GivenSpan]) -> list[int]:
    """Where sentences begin: at tokens, and inside of no span."""
    begins = {start for start, _ in tokens}
    inside = sorted((x.start, x.end) for x in spans)
    found = [tokens[0][0]] if tokens else [0]
    at, reach = 0, 0
    for end in (x.end() for x in _ENDS.finditer(text)):
        while at < len(inside) and inside[at][0] < end:
            reach = max(reach, inside[at][1])
            at += 1
        if end in begins and end > found[-1] and reach <= end:
            found.append(end)
    return found
