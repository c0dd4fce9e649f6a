"""Which letter of each row of a menu is pressed to choose it: no two rows have the same one."""

from __future__ import annotations

from collections.abc import Sequence


def with_mnemonics(titles: Sequence[str]) -> list[str]:
    """The titles as Qt's menus write them, "&" in front of the letter; other "&" are doubled.

    A row takes the first letter of a word of its own where that is free, else another letter;
    rows that came before make room where they can (augmenting paths, Kuhn 1955). A row for which
    no letter is left has none.
    """
    places = [_candidates(title) for title in titles]
    owners: dict[str, int] = {}
    for row in range(len(titles)):
        _give(row, places, owners, set())
    found = [title.replace("&", "&&") for title in titles]
    for letter, row in owners.items():
        title, at = titles[row], places[row][letter]
        found[row] = title[:at].replace("&", "&&") + "&" + title[at:].replace("&", "&&")
    return found


def _give(
    row: int, places: Sequence[dict[str, int]], owners: dict[str, int], tried: set[str]
) -> bool:
    for letter in places[row]:
        if letter not in owners:
            owners[letter] = row
            return True
    for letter in places[row]:
        if letter in tried:
            continue
        tried.add(letter)
        if _give(owners[letter], places, owners, tried):
            owners[letter] = row
            return True
    return False


def _candidates(title: str) -> dict[str, int]:
    """Letters with their places: those that begin a word, then the others."""
    signs = [at for at, sign in enumerate(title) if sign.isalnum()]
    found: dict[str, int] = {}
    for at in (*(at for at in signs if not title[:at][-1:].isalnum()), *signs):
        found.setdefault(title[at].casefold(), at)
    return found
