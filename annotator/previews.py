"""What the commands print about an import before it is one, and about formats: plain tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from annotator.formats import registry
from annotator.notices import from_json
from annotator.tables import columns, language_lines, many
from annotator.workspace.jobs.import_messages import NEAR_LOOKED

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import ArticleSeen
    from annotator.workspace.jobs.messages import PreviewReport

_MOST_LABELS = 50
_BEGINNING = 60
_HEADS = ("file", "format", "encoding", "articles", "there", "copies", "same id", "refused")


def lines(report: PreviewReport) -> Iterator[str]:
    """What an import would bring: its files, labels and people, and how its articles begin."""
    rows = [
        (
            each.name,
            each.format + ("?" if each.looks_like else ""),
            each.encoding + ("?" if each.encodings else "") or "–",
            *map(str, (each.articles, each.there, each.twins, each.clashes, each.refused)),
        )
        for each in report.files
    ]
    yield from columns("lllrrrrr", [_HEADS, *rows])
    for file in report.files:
        if file.encodings:
            yield f"{file.name}: {file.encoding} is a guess; it may be {', '.join(file.encodings)}"
        if file.joined:
            what = "article" if file.joined == 1 else "articles"
            yield f"{file.name}: labels for {file.joined:,} {what} of other files, or here"
        if file.near:
            looked = f", among the first {NEAR_LOOKED:,}" if file.articles > NEAR_LOOKED else ""
            what = "near copy" if file.near == 1 else "near copies"
            yield f"{file.name}: {file.near:,} {what} of articles in the project{looked}"
        if file.columns:
            uses = [f"{file.text_column or '–'} is the text"]
            uses += [f"{column} is the {field}" for field, column in file.uses.items()]
            yield f"{file.name}: {'; '.join(uses)}; of {', '.join(file.columns)}"
    languages: Counter[str] = Counter()
    for file in report.files:
        languages.update(file.languages)
    yield from language_lines(languages, report.pipeline_language)
    if report.labels:
        yield ""
        heads = ("label", "", "times", "in reviews", "suggested", "in the scheme")
        found = [
            (
                each.name,
                "topic" if each.is_topic else "",
                *map(str, (each.count, each.in_reviews, each.in_suggestions)),
                each.scheme
                if each.scheme == each.name
                else f"perhaps {each.scheme}"
                if each.scheme
                else "new",
            )
            for each in report.labels[:_MOST_LABELS]
        ]
        yield from columns("llrrrl", [heads, *found])
    if report.people:
        named = [f"{name or 'nobody'} ({count})" for name, count in report.people.items()]
        yield f"reviews of {', '.join(named)}"
    if report.articles:
        yield ""
        head = ("article", "date", "title", "text", "spans")
        begun = [
            (_place(x), x.published, _short(x.title), _short(x.text), str(len(x.spans)))
            for x in report.articles
        ]
        yield from columns("llllr", [head, *begun])
    articles = sum(each.articles for each in report.files)
    yield f"{many(articles, 'article')} in {many(len(report.files), 'file')}; nothing was stored"


def _place(seen: ArticleSeen) -> str:
    return str(from_json(seen.where)) or seen.file


def _short(text: str) -> str:
    line = " ".join(text[: 2 * _BEGINNING].split())
    return line if len(line) <= _BEGINNING else line[: _BEGINNING - 1] + "…"


def formats() -> list[dict[str, Any]]:
    """Every format as the registry has it."""
    return [
        {
            "name": each.name,
            "files": list(each.endings),
            "read": each.read is not None,
            "written": each.write is not None,
            "what": each.description,
            "no_place_for": registry.lost_by(each),
            "proven": each.proven,
            "missing": list(each.missing),
        }
        for each in registry.FORMATS
    ]


def format_lines() -> Iterator[str]:
    """The table of formats, and what each has no place for."""
    heads = ("format", "files", "in", "out", "proven with", "what")
    rows = [
        (
            each.name,
            " ".join(each.endings),
            "yes" if each.read else "",
            "yes" if each.write else "",
            each.proven,
            each.description + (f" (needs {' '.join(each.missing)})" if each.missing else ""),
        )
        for each in registry.FORMATS
    ]
    yield from columns("llllll", [heads, *rows])
    yield ""
    for each in registry.written():
        lost = registry.lost_by(each)
        yield f"{each.name} has {'no place for ' + '; '.join(lost) if lost else 'a place for all'}"
