"""The state machine: a person who does anything, in any order."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.unit.workspace.user import MIRA, TOM, User
from tests.unit.workspace.user_checks import (
    check,
    check_export,
    check_round_trip,
    undo_all_and_redo_all,
)

few = st.integers(0, 7)
some = st.integers(0, 63)
kinds = st.integers(0, 23)


class UserMachine(RuleBasedStateMachine):
    """A person at a project, for as many steps as are asked for."""

    user: User | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="annotator-user-"))

    @initialize(is_nested=st.booleans(), blind_share=st.sampled_from((0, 2)))
    def open(self, is_nested: bool, blind_share: int) -> None:
        self.user = User(self.folder, is_nested=is_nested, blind_share=blind_share)

    def _user(self) -> User:
        assert self.user is not None
        return self.user

    # -- keys: the more rules, the more often

    @rule(kind=few, one=some, other=few, key=kinds, number=few)
    def focus_and_press(self, kind: int, one: int, other: int, key: int, number: int) -> None:
        self._user().focus(kind, one, other)
        self._user().key(key, number)

    @rule(key=kinds, number=few)
    def press(self, key: int, number: int) -> None:
        self._user().key(key, number)

    @rule(kind=few, key=kinds, number=few)
    def move_and_press(self, kind: int, key: int, number: int) -> None:
        self._user().move(kind)
        self._user().key(key, number)

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self._user().back("undo")
            self._user().rows = self._user().read()

    @rule(times=st.integers(1, 3))
    def redo(self, times: int) -> None:
        for _ in range(times):
            self._user().back("redo")
            self._user().rows = self._user().read()

    @rule(number=few)
    def go_to(self, number: int) -> None:
        self._user().go_to(number)

    @rule(number=few)
    def repeat_everywhere(self, number: int) -> None:
        self._user().everywhere(number)

    @rule(kind=few, number=few)
    def from_history(self, kind: int, number: int) -> None:
        self._user().from_history(kind, number)

    @rule(number=few, is_back=st.booleans())
    def bin(self, number: int, is_back: bool) -> None:
        self._user().bin(number, is_back=is_back)

    @rule(kind=kinds, one=few, other=few)
    def change_scheme(self, kind: int, one: int, other: int) -> None:
        self._user().change_scheme(kind, one, other)

    @rule(name=st.sampled_from(("", "", MIRA, TOM)))
    def reopen(self, name: str) -> None:
        self._user().reopen(name=name)

    @rule(number=few)
    def order(self, number: int) -> None:
        self._user().order(number)

    # -- in and out

    @rule(kind=st.integers(0, 20), number=some)
    def bring(self, kind: int, number: int) -> None:
        self._user().bring(kind, number)

    @rule(is_back=st.booleans())
    def export(self, is_back: bool) -> None:
        out = check_export(self._user())
        if out is None:
            return
        check_round_trip(self._user(), out)
        if is_back:
            self._user().import_file(out)

    # -- others

    @rule(number=few, version=few)
    def suggested_elsewhere(self, number: int, version: int) -> None:
        self._user().suggested_elsewhere(number, version)

    @rule(number=few)
    def answered(self, number: int) -> None:
        self._user().answered(number)

    @rule(number=few)
    def trained_elsewhere(self, number: int) -> None:
        self._user().trained_elsewhere(number)

    @rule(
        name=st.sampled_from((MIRA, TOM)),
        keys=st.lists(st.tuples(kinds, some), min_size=1, max_size=3),
        number=few,
    )
    def worked_elsewhere(self, name: str, keys: list[tuple[int, int]], number: int) -> None:
        self._user().worked_elsewhere(name, keys, number)

    @rule(number=few)
    def moved_elsewhere(self, number: int) -> None:
        self._user().moved_elsewhere(number)

    @precondition(lambda self: self.user is not None and not self.user.alone)
    @rule()
    def notice(self) -> None:
        self._user().notice()

    @invariant()
    def all_holds(self) -> None:
        if self.user is not None:
            check(self.user)

    def teardown(self) -> None:
        try:
            if self.user is not None:
                self.finish(self.user)
        finally:
            if self.user is not None:
                self.user.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def finish(self, user: User) -> None:
        undo_all_and_redo_all(user)
