"""What the status line tells of the work: what today came to, articles, how fast, and how long the
rest would take; and what stays wrong or missed in it where one looks only where asked.
"""

from __future__ import annotations

from datetime import UTC, datetime

from annotator.ui.words import looks
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


def left_words(project: Project) -> tuple[str, str]:
    """What stays where one looks only where asked, in few words and in full; "" where too few
    articles can tell.
    """
    levels = project.doubt_levels()
    if levels is None:
        return "", ""
    level = levels.steps[project.doubt]
    return looks.left_briefly(level), looks.left_words(level, levels)


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
