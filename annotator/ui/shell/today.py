"""What today came to, for the status line: articles, how fast, and how long the rest would take."""

from __future__ import annotations

from datetime import UTC, datetime

from annotator.ui.words import shell as say
from annotator.ui.words.translating import dotted
from annotator.workspace.open.project import Project

_ENOUGH_ARTICLES, _ENOUGH_S = 5, 300.0
"""A pace from less than this says nothing about the hours to come."""


def today_words(project: Project, todo: int) -> str:
    """Such as "today 12 · 17 an hour · about 11 h left"; "" where nothing is done today.

    Time is that of attention, without pauses.
    """
    now = datetime.fromisoformat(project.now()).astimezone()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight.astimezone(UTC).isoformat(timespec="microseconds")
    count, seconds = project.finished_since(since)
    return words_of(count, seconds, todo)


def words_of(count: int, seconds: float, todo: int) -> str:
    """The words for so many articles in so many seconds, with so many still to do."""
    if not count:
        return ""
    parts = [say.today(count)]
    if count >= _ENOUGH_ARTICLES and seconds >= _ENOUGH_S:
        pace = count * 3600 / seconds
        parts.append(say.pace(pace))
        if todo:
            parts.append(say.time_left(todo / pace))
    return dotted(*parts)
