"""What tests of the formats of other annotation tools share: torture texts, and there and back."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.formats.articles import GivenArticle, GivenSpan, ReadOptions, Refusal
from annotator.formats.base import Format, Outgoing

FIXTURES = Path(__file__).parents[4] / "shared" / "fixtures"
TEXTS = (
    "Xi Jinping met 👨‍👩‍👧‍👦 and 👍🏽 in 🇩🇪 today.",
    "Ame\u0301lie Poulain\r\nParis\rLyon\nNice\u2028Metz\u2029 end",
    "NUL \0 and \x0b\x0c\x1c \x85 controls\x7f",
    "قال 123 رجل في القاهرة ٤٥٦",
    "กรุงเทพมหานคร อมรรัตนโกสินทร์",
    "\n\n  leading, and trailing \r\n\n",
    "\ufeffmark at the begin, 𝒳 beyond",
    "Tabs\tand \\n backslash \\ | _ * -> ; [1] #Text= &amp; <b> \"q\" 'a'",
    "word " * 6000 + "𝒳 end.",
)
LABELS = (
    "PERSON",
    "a b",
    "x/y",
    "pipe|",
    "ends\\",
    "[1]",
    "_",
    "*",
    "->",
    "Ünï",
    "人物",
    "👍🏽",
    "_x41_",
    "a]",
)


def fixtures(*parts: str) -> Path:
    """A folder of files that other tools wrote."""
    folder = FIXTURES.joinpath(*parts)
    if not folder.exists():
        pytest.skip(f"{folder} is not there: files of other tools are not part of the project")
    return folder


def with_spans(text: str, *places: tuple[int, int, str], key: str = "k") -> GivenArticle:
    """An article with spans that have no white space at their edges."""
    spans = {}
    for start, end, label in places:
        surface = text[start:end]
        start += len(surface) - len(surface.lstrip())
        end -= len(surface) - len(surface.rstrip())
        if start < end:
            spans.setdefault((start, end), GivenSpan(start, end, label))
    return GivenArticle(text, key=key, spans=tuple(spans.values()))


def at_every_edge(text: str, key: str) -> GivenArticle:
    """The text with spans that begin and end at every place of its first and last characters."""
    places = [*range(min(len(text), 40) + 1), *range(max(0, len(text) - 12), len(text) + 1)]
    places = sorted(set(places))
    pairs = [*pairwise(places), *zip(places, places[3:], strict=False)]
    pairs += [(0, len(text))]
    return with_spans(
        text, *((a, b, LABELS[at % len(LABELS)]) for at, (a, b) in enumerate(pairs)), key=key
    )


@st.composite
def articles(draw: st.DrawFn) -> GivenArticle:
    """Articles of any text with any spans."""
    character = st.characters(exclude_categories=["Cs"]) | st.sampled_from(
        "\r\n\t \0👍🏽\u2028_[]|\\*"
    )
    text = draw(st.text(character, min_size=1, max_size=40).filter(lambda x: not x.isspace()))
    place = st.tuples(
        st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(LABELS)
    ).filter(lambda x: x[0] < x[1])
    key = draw(st.text(character, min_size=1, max_size=8))
    return with_spans(text, *draw(st.lists(place, max_size=6)), key=key)


SCHEME = Scheme(
    labels=tuple(Label(at, name, colour="blue") for at, name in enumerate(LABELS, 1)),
    groups=(TopicGroup(1, "Topics"),),
    topics=(Topic(101, "Politics", 1), Topic(102, "Sports & more", 1)),
)


def written(format_: Format, given: list[GivenArticle], **options) -> dict[str, bytes]:
    """The files of an export, by name."""
    parts: dict[str, bytes] = {}

    class Part(io.BytesIO):
        def __init__(self, name):
            super().__init__()
            self.name_of_part = name

        def close(self):
            if not self.closed:
                parts[self.name_of_part] = self.getvalue()
            super().close()

    def open_part(name):
        assert name not in parts, f"two parts of one name: {name}"
        return Part(name)

    chosen = {each.name: each.value_in(options) for each in format_.writing}
    format_.write(Outgoing(iter(given), SCHEME), open_part, chosen)
    return parts


def read_again(format_: Format, parts: dict[str, bytes], **more) -> list[GivenArticle | Refusal]:
    """What the format reads in the files."""
    found = []
    for name in sorted(parts):
        if format_.names(name) or name in format_.parts:
            found += read_file(format_, parts[name], name, parts, **more)
    return found


def read_file(format_, content, name, parts=None, **more):
    """What the format reads in one file, beside others."""

    def beside(wanted):
        return io.BytesIO(parts[wanted]) if parts and wanted in parts else None

    chosen = {each.name: each.value_in(more) for each in format_.reading}
    return list(format_.read(io.BytesIO(content), name, ReadOptions(more=chosen, beside=beside)))


def there_and_back(format_: Format, given: list[GivenArticle], **options) -> None:
    """Hold that what is written is read as it was: key, text and spans."""
    again = read_again(format_, written(format_, given, **options))
    for each in again:
        assert not isinstance(each, Refusal), each
        assert not each.left_out, each.left_out
    by_key = {each.key: each for each in again}
    assert len(by_key) == len(given)
    for each in given:
        found = by_key[format_.spelled(each.key)]
        assert found.text == format_.spelled(each.text)
        assert places(found) == places(each)


def places(article: GivenArticle) -> set[tuple[int, int, str]]:
    """The spans, of reviews too."""
    spans = [*article.spans, *(x for review in article.reviews for x in review.spans)]
    return {(x.start, x.end, x.label) for x in spans}


def told(article: GivenArticle) -> list[str]:
    """What was left out, in words."""
    return [str(each) for each in article.left_out]


def of_folder(format_: Format, folder: Path) -> dict[str, GivenArticle | Refusal]:
    """What the format reads in the files of a folder, by their paths in it."""
    from annotator.workspace.exchange.beside import beside

    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and format_.names(path.name):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as stream:
                items = list(format_.read(stream, name, ReadOptions(beside=beside(path))))
            found |= {f"{name}#{at}" if at else name: item for at, item in enumerate(items)}
    return found


def mutated(draw, content: bytes) -> bytes:
    """A file that was damaged: cut, doubled, or with other bytes in it."""
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 40)))
    other = draw(st.binary(max_size=6) | st.sampled_from([b"", b"\n", b"\t", b"<", b"9999", b"-1"]))
    return content[:start] + other + content[end:]
