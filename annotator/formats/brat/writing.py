"""Articles as brat's documents: NAME.txt and NAME.ann each, and the settings that show them.

Types have only the characters that brat allows (see `file_names.spell`); visual.conf tells the
labels' own names. A span goes out in pieces where its text has what ends a line for brat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotator.formats.articles import GivenArticle
from annotator.formats.base import Counts, OpenPart, Options, scheme_of
from annotator.formats.brat.settings import write_settings
from annotator.formats.file_names import FileNames, spell

# What ends a line for the reader of brat, which no surface in a file may have.
_LINE = re.compile("[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """Two files an article, and the settings that show them in the scheme's colours."""
    names = FileNames(open_part)
    labels: dict[str, None] = {}
    count = 0
    for article in articles:
        count += 1
        name = names.of(article.key)
        # A byte order mark of the text's own is not to be taken for one of the file.
        shift = article.text.startswith("\ufeff")
        with open_part(f"{name}.txt") as stream:
            stream.write(("\ufeff" * shift + article.text).encode())
        with open_part(f"{name}.ann") as stream:
            stream.write("".join(_written(article, int(shift))).encode())
        labels.update(dict.fromkeys(span.label for span in article.spans))
    write_settings(scheme_of(articles), labels, open_part)
    return {"documents": count}


def _written(article: GivenArticle, shift: int) -> Iterator[str]:
    questions = {
        (x.start, x.end, x.label): x.question
        for review in article.reviews
        for x in review.spans
        if x.question
    } | {(x.start, x.end, x.label): x.question for x in article.spans if x.question}
    notes = 0
    for number, span in enumerate(sorted(article.spans, key=lambda x: (x.start, -x.end)), 1):
        found = _LINE.finditer(article.text, span.start, span.end)
        pieces = [x for x in found if not x[0].isspace()]
        places = ";".join(f"{x.start() + shift} {x.end() + shift}" for x in pieces)
        yield f"T{number}\t{spell(span.label)} {places}\t{' '.join(x[0] for x in pieces)}\n"
        question = questions.get((span.start, span.end, span.label), "")
        for line in question.splitlines():
            notes += 1
            yield f"#{notes}\tAnnotatorNotes T{number}\t{line}\n"
