"""What is done at each start: to clear what killed processes have left."""

from __future__ import annotations

from annotator import leftovers
from annotator.storage.temp_files import clear_dead


def clear_leftovers() -> None:
    """Remove what is ours and whose process is dead; nothing else, and nothing is told of it."""
    leftovers.clear()
    clear_dead()
