"""Words of backups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale

from annotator.core.codes import BackupReason
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    dotted,
    listed,
    translate,
)

FIELD = QT_TRANSLATE_NOOP("Backups", "Backups: Enter shows what would change, and puts one back")
BACK_UP_NOW = QT_TRANSLATE_NOOP("Backups", "Back up now")
NO_BACKUPS = QT_TRANSLATE_NOOP("Backups", "There are no backups yet")
NOTHING_LIKE_THAT = QT_TRANSLATE_NOOP("Backups", "No backup is like that")
COMPARING = QT_TRANSLATE_NOOP("Backups", "Comparing the backup with the project…")
PUT_BACK = QT_TRANSLATE_NOOP("Backups", "Put it back")
LEAVE = QT_TRANSLATE_NOOP("Backups", "Leave the project as it is")
IS_SAME = QT_TRANSLATE_NOOP("Backups", "Backed up already: nothing has changed since")
BACKED_UP = QT_TRANSLATE_NOOP("Backups", "Backed up")
SAVE_WHOLE = QT_TRANSLATE_NOOP("Backups", "Save what is whole into a new file")
LEAVE_IT = QT_TRANSLATE_NOOP("Backups", "Leave it as it is")
WRECK_STAYS = QT_TRANSLATE_NOOP("Backups", "What is there now is kept, whatever you choose.")
NOTHING_LOST = QT_TRANSLATE_NOOP("Backups", "Nothing is known to be lost.")
NO_CHANGE = QT_TRANSLATE_NOOP("Backups", "Nothing that people have done would change.")
UNSAVED = QT_TRANSLATE_NOOP("Backups", "Some work is not saved yet; save it first")
_MEGABYTE = 1_000_000
_REASONS = {
    BackupReason.OPENED: QT_TRANSLATE_NOOP("Backups", "when it was opened"),
    BackupReason.HOUR: QT_TRANSLATE_NOOP("Backups", "after an hour of work"),
    BackupReason.IMPORT: QT_TRANSLATE_NOOP("Backups", "before an import"),
    BackupReason.MANY: QT_TRANSLATE_NOOP("Backups", "before a change of many articles"),
    BackupReason.RESTORE: QT_TRANSLATE_NOOP("Backups", "before another backup was put back"),
    BackupReason.ASKED: QT_TRANSLATE_NOOP("Backups", "when asked for"),
    BackupReason.REPAIR: QT_TRANSLATE_NOOP("Backups", "before it was repaired"),
    BackupReason.VERSION: QT_TRANSLATE_NOOP("Backups", "before it was brought to a new version"),
}


def reason(of: BackupReason, size: int) -> str:
    """Why one was made, and how large it is."""
    units, decimals = QLocale.DataSizeFormat.DataSizeSIFormat, 1 if size >= _MEGABYTE else 0
    return dotted(_REASONS[of](), QLocale().formattedDataSize(size, decimals, units))


def time(at: datetime) -> str:
    """When, on the clock of this place."""
    local = QDateTime.fromSecsSinceEpoch(round(at.timestamp()))
    clock = QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    days = local.date().daysTo(QDate.currentDate())
    if days == 0:
        return translate("Backups", "Today, {time}").format(time=clock)
    if days == 1:
        return translate("Backups", "Yesterday, {time}").format(time=clock)
    date = QLocale().toString(local.date(), QLocale.FormatType.LongFormat)
    return translate("Backups", "{date}, {time}").format(date=date, time=clock)


def question(when: str, lost: str, back: str) -> str:
    """What putting one back would do."""
    parts = [translate("Backups", "Put back the backup of {when}?").format(when=when)]
    if lost:
        parts.append(translate("Backups", "These would be gone: {what}.").format(what=lost))
    if back:
        parts.append(translate("Backups", "These would come back: {what}.").format(what=back))
    if not lost and not back:
        parts.append(NO_CHANGE())
    parts.append(
        translate("Backups", "The project as it is now is backed up before, so you can come back.")
    )
    return "\n\n".join(parts)


def counts(
    acts: int, articles: int, finished: int, spans: int, topics: int, labels: tuple[str, ...]
) -> str:
    """What would be gone, or would come back; "" where that is nothing."""
    return listed(
        [
            translate("Backups", "%Ln acts", None, PLURAL, acts) if acts else "",
            _articles(articles),
            translate("Backups", "%Ln finished", "articles", PLURAL, finished) if finished else "",
            _spans(spans),
            _answers(topics),
            *(translate("Backups", "the label {name}").format(name=name) for name in labels),
        ]
    )


def put_back(when: str) -> str:
    return translate("Backups", "The project is as it was: {when}").format(when=when)


def damaged_beside(name: str) -> str:
    words = translate("Backups", "the damaged project stays beside it as {name}")
    return words.format(name=name)


def put_back_of(when: str) -> str:
    """The button for a backup."""
    return translate("Backups", "Put back the backup: {when}").format(when=when)


def ways_out(error: str, is_there: bool) -> str:
    """Why a project can't be opened, and that something can be done."""
    stays = WRECK_STAYS() if is_there else ""
    return "\n\n".join(part for part in (error, stays) if part)


def saved(name: str, rows: Mapping[str, int], lost: Mapping[str, int], articles: int) -> str:
    """What was saved of a damaged project, and what is lost, by table."""
    there = translate("Backups", "Saved as {name}: {what}.")
    parts = [there.format(name=name, what=_rows(rows) or "0")]
    gone = _rows({table: count for table, count in lost.items() if table != "articles"})
    if articles:
        gone = listed([_articles(articles), gone])
    if gone:
        parts.append(translate("Backups", "Lost: {what}.").format(what=gone))
    elif not lost:
        parts.append(NOTHING_LOST())
    return "\n\n".join(parts)


def _rows(counts: Mapping[str, int]) -> str:
    reviews = counts.get("reviews", 0)
    return listed(
        [
            _articles(counts.get("articles", 0)),
            translate("Backups", "%Ln reviews", None, PLURAL, reviews) if reviews else "",
            _spans(counts.get("spans", 0)),
            _answers(counts.get("article_topics", 0)),
        ]
    )


def _articles(count: int) -> str:
    return translate("Backups", "%Ln articles", None, PLURAL, count) if count else ""


def _spans(count: int) -> str:
    return translate("Backups", "%Ln spans", None, PLURAL, count) if count else ""


def _answers(count: int) -> str:
    return translate("Backups", "%Ln topic answers", None, PLURAL, count) if count else ""
