"""Deleting, merging and retiring what the scheme has: asked first, told afterwards."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.codes import SchemeCommand
from annotator.core.records import Label, Topic, TopicGroup
from annotator.core.scheme_acts import Item
from annotator.ui.scheme.asking import ask_merge, ask_removal, ask_retirement
from annotator.ui.scheme.frame import SchemeFrame
from annotator.ui.words import scheme as say
from annotator.workspace.open.scheme_editing import SchemeEditing

Do = Callable[[Callable[[], object]], bool]


class TakingAway:
    """For the current item, which `settled` gives; `do` does a thing, False where it is refused."""

    def __init__(
        self, frame: SchemeFrame, editing: SchemeEditing, settled: Callable[[], Item | None], do: Do
    ) -> None:
        self._frame = frame
        self._editing = editing
        self._settled = settled
        self._do = do

    def remove(self) -> None:
        """Delete what is not used; else offer to merge or retire it."""
        item = self._settled()
        if item is None:
            return
        way = (
            SchemeCommand.DELETE
            if isinstance(item, TopicGroup)
            else ask_removal(self._frame, self._editing, item)
        )
        if way == SchemeCommand.MERGE:
            self.merge()
        elif way == SchemeCommand.RETIRE and not isinstance(item, TopicGroup):
            self._do_retire(item)
        elif way == SchemeCommand.DELETE and self._do(lambda: self._editing.delete(item)):
            self._frame.say(say.is_deleted(name=item.name), "Ctrl+Z")

    def merge(self) -> None:
        """Ask into which other, with a preview; then merge."""
        item = self._settled()
        if item is None or isinstance(item, TopicGroup):
            return
        if not self._editing.targets(item):
            self._frame.say(say.NO_TARGET())
            return
        target = ask_merge(self._frame, self._editing, item)
        if target is None:
            return
        self._frame.say(say.MERGING())
        if self._do(lambda: self._editing.merge(item, target)):
            self._frame.list.show_item(target)
            self._frame.say(say.is_merged(item.name, target.name), "Ctrl+Z")

    def retire(self) -> None:
        """Ask, and offer it no more; or offer it again."""
        item = self._settled()
        if item is None or isinstance(item, TopicGroup):
            return
        if item.retired:
            self._do(lambda: self._editing.restore(item))
        elif ask_retirement(self._frame, self._editing, item):
            self._do_retire(item)

    def _do_retire(self, item: Label | Topic) -> None:
        if self._do(lambda: self._editing.retire(item)):
            self._frame.say(say.is_retired(name=item.name), "Ctrl+Z")
