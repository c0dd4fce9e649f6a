"""Lines of JSON with a text, its spans and the usual fields, as most programs write them.

Such a line is made into an article by msgspec; all others are left to `jsonl.article_of`, which
takes three times as long and says what is wrong or mends it. Both make the same of a line.
"""

from __future__ import annotations

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from annotator.core.header import read_header
from annotator.formats.articles import BadRecord, Fitting, GivenArticle, GivenSpan, check_strings
from annotator.formats.fields import is_date
from annotator.formats.given_labels import in_order
from annotator.places import Whereabouts


class _Span(Struct, forbid_unknown_fields=True, gc=False):
    start: int
    end: int
    label: str
    surface: str = ""


class _Line(Struct, forbid_unknown_fields=True):
    text: str
    id: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    entities: list[_Span] = []
    spans: list[_Span] = []


_DECODER = Decoder(_Line)


def article_of(line: bytes, where: Whereabouts) -> GivenArticle | None:
    """The article of a line, None where it is another one or has anything to mend or refuse."""
    try:
        made = _DECODER.decode(line)
        fields = (made.title, made.id, made.source, made.url, made.language)
        check_strings(made.text, *fields)
    except (MsgspecError, UnicodeError, RecursionError, BadRecord):
        return None
    spans = in_order(
        [GivenSpan(x.start, x.end, x.label, x.surface) for x in (*made.entities, *made.spans)]
    )
    is_fit = (
        (not made.date or is_date(made.date))
        and all(x and x.strip() == x for x in {span.label for span in spans})
        and Fitting(made.text).are_fit(spans)
    )
    if not is_fit:
        return None
    return GivenArticle(
        made.text,
        made.title,
        made.id,
        made.date.strip() or read_header(made.text).published,
        made.source,
        made.url,
        made.language,
        spans=spans,
        where=where,
    )
