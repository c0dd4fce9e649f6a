"""Whose rows are read of several people's, as conditions of statements; see `core/whose.py`."""

from __future__ import annotations

from typing import Final

from annotator.storage.reading import Reading

OF_PEOPLE: Final = "annotator IN (SELECT id FROM annotators WHERE role = '')"
"""Of those who work, as against gold and what was done a second time."""

GOLD: Final = "(SELECT min(id) FROM annotators WHERE role = 'gold')"
"""The one that is gold; nobody where there is none."""

_DONE = "SELECT 1 FROM reviews o WHERE o.article = {x}.article AND o.status = 'done' AND o."
_IS_GOLD = f"EXISTS ({_DONE}annotator = {GOLD}) AND EXISTS ({_DONE}{OF_PEOPLE})"
_EVIDENCE = f"""(CASE (SELECT role FROM annotators WHERE id = {{x}}.annotator)
    WHEN '' THEN NOT ({_IS_GOLD}) WHEN 'gold' THEN {_IS_GOLD} ELSE 0 END)"""  # noqa: S608 - our own names


def has_roles(db: Reading) -> bool:
    """Whether there is gold in the project, or something that was done a second time."""
    return bool(db.value("SELECT EXISTS (SELECT 1 FROM annotators WHERE role <> '')"))


def evidence(db: Reading, table: str) -> str:
    """A condition for rows of a table with article and annotator: what people decided, but gold
    where it is finished in an article that a person finished too; never what was done a second
    time. Gold of an article that nobody finished yet is for its training, and teaches nothing.
    """
    return _EVIDENCE.format(x=table) if has_roles(db) else "1"
