"""A small project in which everything has been used, for what is looked for over all its tables."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from annotator.core.codes import ActKind
from annotator.core.copy_acts import keep_apart
from annotator.core.listed_names import ListedName
from annotator.core.records import Act, BlindReview, BlindSpan, Change
from annotator.storage import Store
from annotator.storage.contradictions import Contradiction
from annotator.storage.near_copies import NearCopy
from annotator.workspace.open import removal
from tests.unit.workspace.user import User

AT = "2024-05-01T13:00:00"


@cache
def worked_on() -> bytes:
    """A project that a person worked on by keys, with an import, a merge, a rule, the bin, undo."""
    with tempfile.TemporaryDirectory() as folder:
        user = User(Path(folder), is_nested=False)
        try:
            _work(user)
        finally:
            user.close()
        _found_by_jobs(user.path)
        return user.path.read_bytes()


def _at(user: User, surface: str) -> None:
    """Set the focus on the first of these words in the article that is open."""
    review = user.project.review
    assert review is not None
    start = review.sheet.text.index(surface)
    review.walk.to_range(start, start + len(surface))


def _press(user: User, key: int, number: int = 0) -> None:
    user.rows = user.read()
    user.key(key, number)
    assert not user.told, user.told


def _work(user: User) -> None:
    user.go(1)
    for surface in ("Sarn", "Xi"):
        _at(user, surface)
        _press(user, 0)  # confirm
    _at(user, "Board")
    _press(user, 16, 1)  # a label
    _press(user, 11, 1)  # a question
    _press(user, 12, 1)  # a coding rule
    _press(user, 19, 0)  # a topic
    _press(user, 19, 5)  # no to another
    _press(user, 10, 1)  # a note
    _press(user, 8)  # a flag
    _press(user, 15, 1)  # finished as it is
    user.go(2)
    _at(user, "Xi")
    _press(user, 16, 0)
    user.back("undo")
    user.back("redo")
    _at(user, "Sarn")
    _press(user, 1)  # reject
    user.rows = user.read()
    user.go(5)
    _press(user, 10, 1)  # a note
    for kind, number in ((5, 3), (2, 8)):
        user.rows = user.read()
        user.bring(kind, number)
    for change in ((1, 0, 1), (2, 1, 1), (10, 0, 1), (5, 1, 0)):
        user.rows = user.read()
        user.change_scheme(*change)
        assert not user.told, user.told
    user.rows = user.read()
    removal.remove(user.project, [5, 6, 8])
    user.rows = user.read()
    user.trained_elsewhere(3)


def _found_by_jobs(path: Path) -> None:
    """And what takes a job, a blind review, a list of names, near copies to come about."""
    with Store.open(path) as store:
        me = store.annotators.id_of("Mira")
        label = store.scheme.read().labels[0].id
        made = (BlindReview(1, me, AT, (12,)), BlindSpan(1, me, 0, 3, label))
        listed = ListedName("Sarn", label, "places.csv")
        for act in (
            Act(ActKind.ARTICLE_FINISH, 1, tuple(Change(None, x) for x in made)),
            Act(ActKind.NAMES_TAKE, None, (Change(None, listed),), "places.csv"),
            keep_apart(3, 1),
        ):
            store.acts.commit(act, me, AT)
        store.contradictions.put([Contradiction(1, me, 4, 9, label, None, 0.9)])
        store.settings.set("colour", "slate")
        ids = [x for x in range(1, 6) if store.articles.has(x)]
        store.near_copies.put_sketches([(each, bytes(512)) for each in ids])
        store.near_copies.put_pairs([NearCopy(ids[1], ids[0], 0.5)])
        while store.search.index_some(100):
            pass
