"""Articles with labels for what is written for other tools: whatever text, whatever edges."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from hypothesis import strategies as st

from annotator.formats import registry
from annotator.formats.articles import (
    GivenArticle,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    ReadOptions,
)
from annotator.workspace.exchange.standing_review import best_of

PIECES = (
    "Xi", "👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "e\u0301", "\r\n", "\r", "\n", "\u2028", "\0",
    "عام ٢٠٢٣", "สวัสดี", " ", "\t", "\xa0", "\x85", "\ufeff",
    '"', "\\", "'", "<b>", "&amp;", "{", "[", ",", "date 2023-11-10",
)  # fmt: skip
TIME = "2024-02-03T04:05:06.123456+00:00"
LONG = "Long 👍🏽 line. " * 2000
TEXTS = (
    st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), max_size=14)
    .map("".join)
    .filter(lambda text: text and not text.isspace())
)
LABELS = st.sampled_from(["PER", "a b", "x/y", '"', "😀", "B-PER", "<&>", "Ä,;#"])
NAMES = st.sampled_from(["ann", "bob-x", "cy@example.org", "Ω D", "annotator 2"])


@st.composite
def spans(draw, text, most=5):
    found = {}
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        surface = text[start:end]
        if surface == surface.strip() and surface:
            label = draw(LABELS)
            found[start, end] = GivenSpan(start, end, label, surface, "added")
    return tuple(found.values())


@st.composite
def reviews(draw, text, suggestions):
    made = []
    for name in draw(st.lists(NAMES, unique=True, max_size=3)):
        status = draw(st.sampled_from(["done", "done", "started", "skipped"]))
        topics = draw(st.dictionaries(st.sampled_from(["War", "x/y #1", "😀"]), st.booleans()))
        decisions = tuple(
            GivenDecision(number, "rejected", "key")
            for number, _ in enumerate(suggestions)
            if draw(st.booleans())
        )
        made.append(
            GivenReview(
                name, status, edited_at=draw(st.sampled_from(["", "t", TIME])),
                flagged=draw(st.booleans()), note=draw(st.sampled_from(["", "hm \"\n"])),
                reason=draw(st.sampled_from(["", "dull", "ignore"])),
                review_pass=draw(st.sampled_from([1, 2])),
                spans=() if status == "skipped" else draw(spans(text)),
                topics=() if status == "skipped" else tuple(GivenTopic(*x) for x in topics.items()),
                decisions=decisions,
            )
        )  # fmt: skip
    return tuple(made)


@st.composite
def articles(draw, texts=TEXTS):
    text = draw(texts)
    run = GivenRun("model", "1.0")
    proposed = tuple(
        GivenSuggestion(x.start, x.end, x.label, "pipeline", draw(st.none() | st.floats(0, 1)),
                        run=run)
        for x in draw(spans(text, 3))
    )  # fmt: skip
    work = draw(reviews(text, proposed))
    best, topics = best_of(work)
    meta = draw(
        st.dictionaries(
            st.sampled_from(["title", "meta", "text", "source", "n", "annotations"]),
            st.none() | st.text(max_size=4) | st.integers() | st.just({"a": [1.5]}),
            max_size=3,
        )
    )
    return GivenArticle(
        text,
        draw(st.sampled_from(["", "A title", " x"])),
        "",
        draw(st.sampled_from(["", "2024-01-02", "soon"])),
        draw(st.sampled_from(["", "Times"])),
        draw(st.sampled_from(["", "https://example.org/?a=1&b"])),
        draw(st.sampled_from(["", "en"])),
        draw(st.sampled_from([0, 3])),
        json.dumps(meta),
        best,
        topics,
        proposed,
        work,
    )


def keyed(some):
    """The articles, each with a key."""
    return [replace(each, key=f"k{number}") for number, each in enumerate(some)]


class Parts(dict):
    """The files of an export in memory, by the names of their parts."""

    def open(self, part):
        stream = io.BytesIO()
        stream.close = lambda: self.__setitem__(part, stream.getvalue())
        return stream


def written(name, some, **options):
    """What a format writes of articles."""
    format_ = registry.to_write(name)
    parts = Parts()
    values = {each.name: each.value_in(options) for each in format_.writing}
    format_.write(some, parts.open, values)
    return parts


def read_back(name, parts):
    """What is read back of the first part."""
    format_ = registry.to_write(name)
    return list(format_.back(io.BytesIO(next(iter(parts.values()))), "f"))


def read(name, data, **options):
    """What a format reads of a file."""
    format_ = registry.to_read(name)
    more = {each.name: each.value_in(options) for each in format_.reading}
    data = data if isinstance(data, bytes) else data.encode()
    return list(format_.read(io.BytesIO(data), "f", ReadOptions(more=more)))
