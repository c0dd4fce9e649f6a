"""What a person sets for themselves: one typed table, read from a file and written to it.

The table makes the settings dialog too. A damaged file costs what can't be read of it, never more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import field, fields, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from annotator import paths
from annotator.core.codes import TagView
from annotator.core.records import Scheme
from annotator.errors import EnvironmentFault, reason_of
from annotator.faults import Fault
from annotator.ui.actions import Action, with_keys
from annotator.ui.words import settings as say
from annotator.ui.words.translating import Phrase
from annotator.values import dataclass
from annotator.workspace.state import OFF, ON


@dataclass(frozen=True, slots=True)
class Settings:
    """The values. `keys` has the actions whose keys are not the defaults; "" as `annotator` is
    the account's name.
    """

    theme: str = "system"
    text_px: int = 18
    tags: str = TagView.OPEN
    doubt: str = "some"
    annotator: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    backups: str = ON


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table. `options` are values with their words, `limits` the least and the
    greatest number; with neither it is a text.
    """

    name: str
    title: Phrase
    options: tuple[tuple[str, Phrase], ...] = ()
    limits: tuple[int, int] | None = None
    help: Phrase | None = None

    def accepts(self, value: object) -> bool:
        """Whether a value from the file can be used."""
        if self.options:
            return value in [option for option, _ in self.options]
        if self.limits is not None:
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return is_number and self.limits[0] <= int(str(value)) <= self.limits[1]
        return isinstance(value, str) and len(value) <= _LONGEST


_LONGEST = 200
TABLE: tuple[Setting, ...] = (
    Setting(
        "theme",
        say.THEME,
        (("system", say.AS_SYSTEM), ("light", say.LIGHT), ("dark", say.DARK)),
    ),
    Setting("text_px", say.TEXT_SIZE, limits=(11, 40), help=say.TEXT_SIZE_KEYS),
    Setting(
        "tags",
        say.TAGS,
        ((TagView.OPEN, say.TAGS_OPEN), (TagView.ALL, say.TAGS_ALL), (TagView.NONE, say.TAGS_NONE)),
    ),
    Setting(
        "doubt",
        say.DOUBT,
        (("few", say.DOUBT_FEW), ("some", say.DOUBT_SOME), ("most", say.DOUBT_MOST)),
        help=say.ABOUT_DOUBT,
    ),
    Setting("annotator", say.ANNOTATOR, help=say.ABOUT_ANNOTATOR),
    Setting("backups", say.BACKUPS, ((ON, say.BACKUPS_ON), (OFF, say.BACKUPS_OFF))),
)

# Always the same: typed into fields everywhere, or the way out of everything.
RESERVED = ("Esc", "Ctrl+A", "Ctrl+V", "Ctrl+X", "Alt+F4")


def read(table: Sequence[Action]) -> tuple[Settings, str]:
    """The settings, and one line about what of the file could not be used, "" if all could.

    `table` has the actions whose keys may be set, with their defaults.
    """
    path = paths.settings_file()
    try:
        stored = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ""
    except OSError as error:
        return Settings(), say.not_readable(str(error.strerror))
    except (ValueError, RecursionError):
        stored = None
    if not isinstance(stored, dict):
        return Settings(), say.FILE_DAMAGED()
    known = {x.name: stored[x.name] for x in TABLE if x.name in stored}
    good = {x.name: known[x.name] for x in TABLE if x.name in known and x.accepts(known[x.name])}
    keys, lost = _good_keys(stored.get("keys", {}), table)
    lost += [name for name in known if name not in good]
    return Settings(keys=keys, **good), say.not_usable(lost) if lost else ""


def write(settings: Settings) -> None:
    """Keep the settings. Raises EnvironmentFault where they can't be written."""
    path = paths.settings_file()
    values: dict[str, Any] = {x.name: getattr(settings, x.name) for x in fields(settings)}
    values["keys"] = {name: list(keys) for name, keys in settings.keys.items()}
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", "utf-8")
        new.replace(path)
    except OSError as error:
        raise EnvironmentFault(
            Fault.SETTINGS_NOT_WRITTEN, where=str(path), reason=reason_of(error)
        ) from error


def with_action_keys(settings: Settings, action: Action, keys: Sequence[str]) -> Settings:
    """The settings with other keys for one action; its defaults are not kept as a change."""
    changed = {name: value for name, value in settings.keys.items() if name != action.id}
    if tuple(keys) != action.keys:
        changed[action.id] = tuple(keys)
    return replace(settings, keys=changed)


def clash(key: str, action_id: str, actions: Sequence[Action], scheme: Scheme | None) -> str:
    """What already has this key, in words; "" when it is free for the action."""
    plain = key.removeprefix("Shift+").removeprefix("Alt+")
    if len(plain) == 1 and plain.isalnum() and not key.startswith("Ctrl+"):
        return _of_scheme(key, plain, scheme)
    if key in RESERVED:
        return say.key_is_fixed(key=key)
    for action in actions:
        if action.id != action_id and key in action.keys:
            title = QCoreApplication.translate("Actions", action.title)
            return say.key_of_action(key=key, title=title)
    return ""


def _of_scheme(key: str, plain: str, scheme: Scheme | None) -> str:
    """Letters and digits belong to the labels and topics, of this scheme and of others."""
    if plain.isdigit():
        topic = None if scheme is None else scheme.topic_with_key(plain)
        if topic is not None:
            return say.key_of_topic(key=key, name=topic.name)
        return say.key_of_topics(key=key)
    if key.startswith("Alt+"):
        return ""
    label = None if scheme is None else scheme.label_with_key(plain)
    if label is not None:
        return say.key_of_label(key=key.upper(), name=label.shown_name)
    return say.key_of_labels(key=key.upper())


def _good_keys(
    stored: object, table: Sequence[Action]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The changed keys that name an action and clash with nothing; the ids of the others."""
    good: dict[str, tuple[str, ...]] = {}
    if not isinstance(stored, dict):
        return good, ["keys"]
    lost = []
    defaults = {action.id: action.keys for action in table}
    for action_id, keys in stored.items():
        is_list = isinstance(keys, list) and all(isinstance(key, str) and key for key in keys)
        if action_id not in defaults or not is_list:
            lost.append(str(action_id))
        elif tuple(keys) != defaults[action_id]:
            good[action_id] = tuple(keys)
    while bad := [name for name in good if _clashes(name, with_keys(table, good), defaults[name])]:
        lost.append(bad[-1])
        del good[bad[-1]]
    return good, lost


def _clashes(action_id: str, actions: Sequence[Action], defaults: Sequence[str]) -> bool:
    own = next(action for action in actions if action.id == action_id).keys
    return any(clash(key, action_id, actions, None) for key in own if key not in defaults) or any(
        key in other.keys for key in own for other in actions if other.id != action_id
    )
