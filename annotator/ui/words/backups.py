"""Words of backups."""

from __future__ import annotations

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
            translate("Backups", "%Ln articles", None, PLURAL, articles) if articles else "",
            translate("Backups", "%Ln finished", "articles", PLURAL, finished) if finished else "",
            translate("Backups", "%Ln spans", None, PLURAL, spans) if spans else "",
            translate("Backups", "%Ln topic answers", None, PLURAL, topics) if topics else "",
            *(translate("Backups", "the label {name}").format(name=name) for name in labels),
        ]
    )


def put_back(when: str) -> str:
    return translate("Backups", "The project is as it was: {when}").format(when=when)


def damaged_beside(name: str) -> str:
    words = translate("Backups", "the damaged project stays beside it as {name}")
    return words.format(name=name)
