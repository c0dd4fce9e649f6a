"""Whether a rollback journal beside a project would bring it back to a state that it never had.

Projects keep a log instead (`storage/wal.py`), so a journal is of another program, or of a copy
that another file has replaced. SQLite rolls back whatever journal has the right name. File format:
https://sqlite.org/fileformat2.html, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_MAGIC = bytes.fromhex("d9d505f920a163d7")
_HEADER_BYTES = 28
_COUNTER = slice(24, 28)
_APPLICATION_ID = slice(68, 72)
_LOGGED = 2  # the write version of a file with a log


def is_stale(header: bytes, journal: Path) -> bool:
    """Whether a journal is not about the last transaction of the file with this header.

    It holds the first page as it was, whose counter is the file's, or one less where the
    transaction was under way. A file with a log has no journal, but while it changes over to one.
    """
    with journal.open("rb") as stream:
        head = stream.read(_HEADER_BYTES)
    if not any(head[:8]):
        return False  # empty or ended: SQLite takes no notice of it
    if head[:8] != _MAGIC:
        return True
    pages = dict(_records(journal, head))
    first = pages.get(1)
    if first is None or first[_APPLICATION_ID] != header[_APPLICATION_ID]:
        return True
    if header[18] == _LOGGED and (first[18] == _LOGGED or len(pages) > 1):
        return True
    before, now = (int.from_bytes(page[_COUNTER], "big") for page in (first, header))
    return now - before not in (0, 1)


def _records(journal: Path, head: bytes) -> Iterator[tuple[int, bytes]]:
    sector, page_bytes = (int.from_bytes(head[at : at + 4], "big") for at in (20, 24))
    if not 512 <= page_bytes <= 65536 or not 32 <= sector <= 65536:
        return
    with journal.open("rb") as stream:
        stream.seek(sector)
        while len(record := stream.read(4 + page_bytes + 4)) == 4 + page_bytes + 4:
            number = int.from_bytes(record[:4], "big")
            yield number, record[4:104] if number == 1 else b""
