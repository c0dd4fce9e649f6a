"""How long work takes of one turn of the event loop; what a window does while a large group of acts
is stored: it paints, and takes no keys.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEventLoop

FEED_MS = 8
"""Who reads on and on does so for this long in one turn."""

_MOST_MS = 15


def keep_painting() -> None:
    """Called by the store between acts. What arrives meanwhile finds `Store.is_busy`."""
    flags = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    QCoreApplication.processEvents(flags, _MOST_MS)
