"""What Qt has to say goes to the log: on the terminal stands what is ours, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from annotator import terminal
from annotator.bugs import log_line

_KINDS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "critical",
    QtMsgType.QtFatalMsg: "fatal",
}


def keep_in_log() -> None:
    """Send Qt's messages to the log from now on; what ends the program is printed as well."""
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    # A category may be missing (Qt's own calls of qWarning before the application is there).
    category = getattr(context, "category", None) or "default"
    log_line(f"Qt {_KINDS.get(kind, 'message')} ({category}): {text}")
    if kind == QtMsgType.QtFatalMsg:
        terminal.say(text, is_error=True)
