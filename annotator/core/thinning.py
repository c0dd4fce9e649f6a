"""Which of many backups are kept: all of the last hour, then fewer the older they are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import Final

NEWEST: Final = 3
"""So many of the newest are kept, however old they are and however much room they take."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def kept(times: Sequence[datetime], now: datetime) -> list[int]:
    """The places of those that are kept: all of the last hour; the last of each hour for a day, of
    each day for two weeks, of each week for three months, and of each month. Times in the future
    (a clock that was set back) are kept.
    """
    newest_first = sorted(range(len(times)), key=lambda at: times[at], reverse=True)
    found, periods = (
        newest_first[:NEWEST],
        {_period(times[at], now) for at in newest_first[:NEWEST]},
    )
    for at in newest_first[NEWEST:]:
        period = _period(times[at], now)
        if period not in periods:
            periods.add(period)
            found.append(at)
    return sorted(found)


def within(sizes: Sequence[int], most: int) -> int:
    """How many of the first of these, the newest first, take no more room than `most` together;
    `NEWEST` of them whatever room they take.
    """
    total = 0
    for at, size in enumerate(sizes):
        total += size
        if total > most and at >= NEWEST:
            return at
    return len(sizes)


def _period(time: datetime, now: datetime) -> Hashable:
    """What a time shares with those of which one is kept."""
    age = now - time
    if age < _HOUR:
        return time
    if age < _DAY:
        return "hour", time.replace(minute=0, second=0, microsecond=0)
    if age < 14 * _DAY:
        return "day", time.date()
    if age < 92 * _DAY:
        return "week", time.isocalendar()[:2]
    return "month", time.year, time.month
