"""Where the person was in a project, kept in its file."""

from __future__ import annotations

from annotator.errors import UserError
from annotator.storage import Store
from annotator.values import dataclass

_SETTING = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the person was: restored when the project is opened again."""

    article: int
    focus: tuple[int, int]
    scroll: int
    chosen: str


def place_in(store: Store) -> Place | None:
    """The place that is kept in a project, if its article is still there."""
    place = store.settings.get(_SETTING)
    if not isinstance(place, dict):
        return None
    try:
        numbers = int(place["article"]), tuple(place["focus"]), int(place["scroll"])
        found = Place(*numbers, str(place.get("chosen", "")))
        store.damage.check_article(store.articles.get(found.article).id)
    except (KeyError, TypeError, ValueError, UserError):  # it may be in the bin
        return None
    return found


def keep_place(store: Store, place: Place) -> None:
    """Keep a place for the next time that the project is opened."""
    focus = list(place.focus)
    kept = {"article": place.article, "focus": focus, "scroll": place.scroll}
    store.settings.set(_SETTING, {**kept, "chosen": place.chosen})
