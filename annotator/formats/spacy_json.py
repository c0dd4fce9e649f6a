"""spaCy's training data as JSON: documents of version 2, which `spacy convert` takes, and pairs of
a text and its annotations,
`["Ann met Joe.", {"entities": [[0, 3, "PER"]]}]`, as its tutorials have.

In a document of version 2 each paragraph is an article. Tokens of which nothing is known have the
tag "-": such an article was begun, and nobody finished it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from annotator.core.article_keys import is_key_of
from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats import json_objects
from annotator.formats.articles import (
    DEFAULTS,
    BadRecord,
    Fitting,
    GivenArticle,
    GivenReview,
    GivenSpan,
    GivenTopic,
    Items,
    ReadOptions,
    Refusal,
    check_strings,
    tried,
)
from annotator.formats.base import (
    Counts,
    Likeness,
    OpenPart,
    Options,
    ReadBack,
    none_refused,
)
from annotator.formats.conll.spacing import Token, aligned, joined
from annotator.formats.conll.tags import spans_of_tags, tags_of_spans
from annotator.formats.conll.writing import token_bounds, token_ranges
from annotator.formats.encoding import encoding_of, head_text
from annotator.formats.fields import strict_loads
from annotator.formats.json_objects import Lines
from annotator.formats.losses import flat
from annotator.places import Where, Whereabouts

_DOCUMENTS = re.compile(r'"paragraphs"\s*:\s*\[')
_PAIRS = re.compile(r'\[\s*(?:\[\s*)?"(?:[^"\\]|\\.)*"\s*,\s*\{\s*"(?:entities|cats|spans)"\s*:')
_UNKNOWN = "-"

Found = tuple[str, GivenArticle]
"""The key as it stands there, and the article."""


def read(stream: BinaryIO, name: str, options: ReadOptions = DEFAULTS) -> Items:
    """The articles of a file, and what was not taken."""
    for item in _read(stream, name, options.encoding):
        yield item[1] if isinstance(item, tuple) else item


def read_back(stream: BinaryIO, name: str) -> Iterator[ReadBack]:
    """What was written, with each key as it stands there."""
    for key, article in none_refused(_read(stream, name, "utf-8")):
        yield ReadBack.of(article, article.reviews[0] if article.reviews else article, key)


def sniff(head: bytes) -> Likeness:
    """Surely, where documents have paragraphs, or a text is followed by its entities."""
    text = head_text(head)
    is_list = text.startswith(("[", "{"))
    is_one = (is_list and _DOCUMENTS.search(text)) or _PAIRS.match(text)
    return Likeness.SURE if is_one else Likeness.NONE


def _read(stream: BinaryIO, name: str, encoding: str) -> Iterator[Found | Refusal]:
    for where, value in _values(stream, name, encoding):
        if isinstance(value, dict) and "paragraphs" in value:
            yield from _document(value, where)
        else:
            yield tried(where, _pair, value, where)


def _values(stream: BinaryIO, name: str, encoding: str) -> Iterator[tuple[Whereabouts, Any]]:
    """Each document or pair with its place: items of a list, or lines of pairs."""
    encoding = encoding_of(stream, encoding)
    head = head_text(stream.read(1 << 16), encoding)
    stream.seek(0)
    if re.match(r'\[\s*"', head):
        for where, line in Lines(stream, encoding).of(name):
            yield where, _value(line)
        return
    yield from json_objects.values(stream, name, encoding)


def _value(line: bytes | str) -> Any:
    try:
        return strict_loads(line.decode() if isinstance(line, bytes) else line)
    except UnicodeDecodeError:
        return BadRecord(Unfit.NOT_IN_THE_ENCODING)
    except (ValueError, RecursionError):
        return BadRecord(Unfit.NOT_A_PAIR)


def _document(value: dict[str, Any], where: Whereabouts) -> Iterator[Found | Refusal]:
    paragraphs = value["paragraphs"]
    if not isinstance(paragraphs, list):
        yield Refusal(where, Unfit.NOT_A_LIST(field="paragraphs"))
        return
    key = value.get("id", "")
    key = str(key) if isinstance(key, str | int) else ""
    for number, paragraph in enumerate(paragraphs, 1):
        is_one = len(paragraphs) == 1
        place = where if is_one else Where.PARAGRAPH(place=where, number=number)
        own = key if is_one or not key else f"{key}-{number}"
        yield tried(place, _paragraph, paragraph, own, place)


def _paragraph(paragraph: Any, key: str, where: Whereabouts) -> Found:
    tokens = [token for sentence in _list(paragraph, "sentences") for token in _tokens(sentence)]
    forms = [_text(token.get("orth"), "orth") for token in tokens]
    raw = paragraph.get("raw")
    if isinstance(raw, str):
        text, places = raw, aligned(raw, forms)
    else:
        said = [x.get("space") if isinstance(x.get("space"), str) else None for x in tokens]
        text, places = joined([[Token(*pair) for pair in zip(forms, said, strict=True)]])
    tags = [str(token.get("ner") or _UNKNOWN) for token in tokens]
    spans = [
        GivenSpan(places[first][0], places[end - 1][1], label)
        for first, end, label in spans_of_tags(tags)
    ]
    cats = {}
    for each in paragraph.get("cats") or ():
        if not isinstance(each, dict):
            raise BadRecord(Unfit.TOPICS_NOT_NAMES)
        cats[each.get("label")] = each.get("value")
    is_begun = _UNKNOWN in tags and set(tags) != {_UNKNOWN}
    return _made(text, spans, cats, key, where, is_begun=is_begun)


def _list(value: Any, field: str) -> list[Any]:
    found = value.get(field) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise BadRecord(Unfit.NOT_A_LIST, field=field)
    return found


def _tokens(sentence: Any) -> list[dict[str, Any]]:
    found = _list(sentence, "tokens")
    if not all(isinstance(token, dict) for token in found):
        raise BadRecord(Unfit.NOT_A_LIST, field="tokens")
    return found


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=field)
    return value


def _pair(value: Any, where: Whereabouts) -> Found:
    if isinstance(value, BadRecord):
        raise value
    is_pair = isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)
    if not is_pair or not isinstance(value[1], dict):
        raise BadRecord(Unfit.NOT_A_PAIR)
    text, told = value
    groups = told.get("spans")
    given = [*_list({"entities": told.get("entities") or []}, "entities")]
    for group in groups.values() if isinstance(groups, dict) else ():
        given += group if isinstance(group, list) else [None]
    spans = [_span(each) for each in given]
    cats = told.get("cats") or {}
    if not isinstance(cats, dict):
        raise BadRecord(Unfit.TOPICS_NOT_NAMES)
    return _made(text, spans, cats, "", where)


def _span(value: Any) -> GivenSpan:
    if not isinstance(value, list) or len(value) < 3:
        raise BadRecord(Unfit.NOT_A_SPAN, field="entities")
    start, end, label = value[:3]
    if type(start) is not int or type(end) is not int:
        raise BadRecord(Unfit.SPAN_WITHOUT_PLACE, field="entities")
    if not isinstance(label, str) or not label.strip():
        raise BadRecord(Unfit.SPAN_WITHOUT_LABEL, field="entities", start=start, end=end)
    return GivenSpan(start, end, label.strip())


def _made(
    text: str,
    spans: Iterable[GivenSpan],
    cats: Mapping[Any, Any],
    key: str,
    where: Whereabouts,
    *,
    is_begun: bool = False,
) -> Found:
    topics = []
    for name, value in cats.items():
        if not isinstance(name, str) or not name.strip() or not isinstance(value, int | float):
            raise BadRecord(Unfit.TOPICS_NOT_NAMES)
        topics.append(GivenTopic(name.strip(), value >= 0.5))
    check_strings(text, key, *(x.topic for x in topics))
    fitting = Fitting(text)
    found = {
        (span.start, -span.end, span.label): span
        for each in spans
        if (span := fitting.span(each)) is not None
    }
    fitted = tuple(span for _, span in sorted(found.items()))
    check_strings(text, *(x.label for x in fitted))
    review = GivenReview("", Status.STARTED, spans=fitted, topics=tuple(topics))
    is_begun = is_begun and bool(fitted or topics)
    return key, GivenArticle(
        text,
        key="" if is_key_of(key, text) else key,
        spans=() if is_begun else fitted,
        topics=() if is_begun else tuple(topics),
        reviews=(review,) if is_begun else (),
        where=where,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )


def write(articles: Iterable[GivenArticle], open_part: OpenPart, options: Options) -> Counts:
    """Write a list of documents of version 2, one paragraph and one sentence each."""
    with open_part("articles") as stream:
        before = b"[\n"
        for article in articles:
            value = _document_of(article, str(options["overlaps"]))
            line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            stream.write(before + line.encode())
            before = b",\n"
        stream.write(b"\n]\n" if before != b"[\n" else b"[]\n")
    return {}


def _with_space(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The tokens with those of white space, as spaCy has them: all but one space behind a word."""
    places = []
    at = 0
    for start, end in (*words, (len(text), len(text))):
        first = at + (at > 0 and text.startswith(" ", at))
        if first < start:
            places.append((first, start))
        if start < end:
            places.append((start, end))
        at = end
    return places


def _document_of(article: GivenArticle, keep: str) -> dict[str, Any]:
    text = article.text
    spans = flat(article.spans, keep)
    words = token_bounds(article, [edge for x in spans for edge in (x.start, x.end)])
    places = _with_space(text, words)
    tags = tags_of_spans(len(places), token_ranges(article, spans, places), "bilou", spelled=str)
    if all(review.status != Status.DONE for review in article.reviews):
        tags = [_UNKNOWN if tag == "O" else tag for tag in tags]
    starts = [*(start for start, _ in places[1:]), len(text)]
    tokens = [
        {"id": number, "orth": text[start:end], "space": text[end:following], "ner": tag}
        for number, ((start, end), following, tag) in enumerate(
            zip(places, starts, tags, strict=True)
        )
    ]
    cats = [{"label": x.topic, "value": float(x.is_yes)} for x in article.topics if x.topic]
    sentences = [{"tokens": tokens, "brackets": []}]
    paragraph = {"raw": text, "sentences": sentences, "cats": cats}
    return {"id": article.key, "paragraphs": [paragraph]}
