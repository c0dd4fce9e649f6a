"""The codebook: every label and topic with its guideline, coding rules, examples and counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from annotator.core.records import Scheme
from annotator.values import dataclass
from annotator.workspace.release.examples import Context, Examples
from annotator.workspace.release.figures import Figures
from annotator.workspace.release.markdown import plain

_STYLE = """
:root { color-scheme: light dark; }
body { font: 17px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5em; } h3 { margin: 2em 0 .3em; }
.count { color: GrayText; font-weight: normal; font-size: .8em; }
blockquote { margin: .4em 0; padding-left: 1em; border-left: 3px solid color-mix(in srgb,
  currentColor 25%, transparent); }
mark { padding: 0 .15em; border-radius: 3px; } .retired { opacity: .65; }
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A label or topic as the codebook has it."""

    name: str
    count: str
    guideline: str
    notes: tuple[str, ...]
    rules: tuple[str, ...]
    surfaces: tuple[tuple[str, int], ...] = ()
    contexts: tuple[Context, ...] = ()
    headings: tuple[str, ...] = ()
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Labels, or the topics of a group."""

    title: str
    about: str
    entries: tuple[Entry, ...]


def sections(
    scheme: Scheme, rules: Sequence[Mapping[str, str]], figures: Figures, examples: Examples
) -> list[Section]:
    """All of the codebook, in the scheme's order."""
    labels = tuple(
        Entry(
            label.name,
            _many(sum(figures.labels[label.name].values()), "entity", "entities"),
            label.guideline,
            tuple(_edges(label.leave_out, label.exceptions)),
            tuple(_rules(rules, label.name)),
            tuple(examples.surfaces(label.name)),
            tuple(examples.contexts(label.name)),
            is_retired=label.retired,
        )
        for label in scheme.labels
    )
    found = [Section("Labels", "", labels)] if labels else []
    for group in scheme.groups:
        topics = tuple(
            _topic(topic, figures, examples) for topic in scheme.topics if topic.group == group.id
        )
        several = "Several topics may apply." if group.several else "One topic applies."
        required = " An answer is required." if group.required else ""
        found.append(Section(f"Topics: {group.name}", several + required, topics))
    about_none = tuple(_rules(rules, ""))
    if about_none:
        nothing = Entry("Nothing", "", "What is not labelled.", (), about_none)
        found.append(Section("Not labelled", "", (nothing,)))
    return found


def as_markdown(title: str, parts: Sequence[Section]) -> str:
    """The codebook in Markdown."""
    lines = [f"# {plain(title)}: codebook", ""]
    for part in parts:
        lines += [f"## {plain(part.title)}", ""]
        lines += [part.about, ""] if part.about else []
        for each in part.entries:
            lines += _markdown_entry(each)
    return "\n".join(lines).rstrip() + "\n"


def as_html(title: str, parts: Sequence[Section]) -> str:
    """The codebook as one page that needs nothing else."""
    body = [f"<h1>{escape(title)}: codebook</h1>"]
    for part in parts:
        body.append(f"<h2>{escape(part.title)}</h2>")
        body += [f"<p>{escape(part.about)}</p>"] if part.about else []
        for each in part.entries:
            body += _html_entry(each)
    head = f'<meta charset="utf-8"><title>{escape(title)}: codebook</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(
        [*body, "</body></html>\n"]
    )


def _topic(topic: Any, figures: Figures, examples: Examples) -> Entry:
    counted = figures.topics[topic.name]
    words = ", ".join(topic.keywords)
    return Entry(
        topic.name,
        f"{_many(counted['yes'], 'article', 'articles')}; no in {counted['no']:,}",
        topic.guideline,
        (f"Key words: {words}",) if words else (),
        (),
        headings=tuple(examples.headings(topic.name)),
        is_retired=topic.retired,
    )


def _edges(leave_out: Sequence[str], exceptions: Sequence[str]) -> Iterator[str]:
    if leave_out:
        yield f"Not at the edges: {', '.join(leave_out)}"
    if exceptions:
        yield f"But whole: {', '.join(exceptions)}"


def _rules(rules: Sequence[Mapping[str, str]], label: str) -> Iterator[str]:
    for each in rules:
        if each["label"] == label:
            yield f"“{each['surface']}”: {each['text']}"


def _markdown_entry(each: Entry) -> Iterator[str]:
    retired = " (retired)" if each.is_retired else ""
    yield f"### {plain(each.name)}{retired}"
    yield ""
    for line in (each.count, *map(plain, each.guideline.splitlines()), *map(plain, each.notes)):
        if line:
            yield line
            yield ""
    if each.rules:
        yield from ("Coding rules:", "", *(f"- {plain(x)}" for x in each.rules), "")
    if each.surfaces:
        most = ", ".join(f"{plain(name)} ({n:,})" for name, n in each.surfaces)
        yield from (f"Most often in train: {most}", "")
    for x in each.contexts:
        yield f"> {_keeping_edge(x.before)}**{plain(x.surface)}**{_keeping_edge(x.after)}"
        yield ""
    if each.headings:
        yield from ("Articles:", "", *(f"- {plain(x)}" for x in each.headings), "")


def _keeping_edge(string: str) -> str:
    """What stands beside a span, with the space that parts them."""
    before, after = string[:1] == " ", string[-1:] == " "
    return f"{' ' * before}{plain(string)}{' ' * after}" if string.strip() else string


def _html_entry(each: Entry) -> Iterator[str]:
    kind = ' class="retired"' if each.is_retired else ""
    retired = " (retired)" if each.is_retired else ""
    yield f"<section{kind}><h3>{escape(each.name)}{retired}"
    yield f'<span class="count"> {escape(each.count)}</span></h3>'
    for line in (*each.guideline.splitlines(), *each.notes):
        if line.strip():
            yield f"<p>{escape(line)}</p>"
    if each.rules:
        yield f"<p>Coding rules:</p><ul>{''.join(f'<li>{escape(x)}</li>' for x in each.rules)}</ul>"
    if each.surfaces:
        most = ", ".join(f"{escape(name)} ({n:,})" for name, n in each.surfaces)
        yield f"<p>Most often in train: {most}</p>"
    for x in each.contexts:
        before, surface, after = map(escape, x[1:])
        yield f"<blockquote>{before}<mark>{surface}</mark>{after}</blockquote>"
    if each.headings:
        yield f"<ul>{''.join(f'<li>{escape(x)}</li>' for x in each.headings)}</ul>"
    yield "</section>"


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"
