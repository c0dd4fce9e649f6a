"""Which spaCy pipeline reads a project's articles: its own choice, or the one that comes along."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from annotator.errors import UserError
from annotator.storage import Store

_SETTING = "pipeline"
_BLANK = "blank:"
_CONFIG = "config.cfg"
_GROUP = "spacy_models"  # where packages of pipelines make themselves known


def pipeline_of(store: Store, wanted: str = "") -> str | None:
    """The pipeline wanted, else the project's; None: the one that comes with the program."""
    chosen = wanted or store.setting(_SETTING)
    return chosen if isinstance(chosen, str) and chosen else None


def choose_pipeline(store: Store, name: str) -> str | None:
    """Let this pipeline, "" for the one that comes with the program, read the articles from now on.

    UserError where this machine has none of that name; the choice stays as it was.
    """
    chosen = checked(name) if name.strip() else None
    store.set_setting(_SETTING, chosen)
    return chosen


def checked(name: str) -> str:
    """The name of a package or "blank:xx" as it is, a folder as a whole path; else UserError."""
    name = name.strip()
    if name.startswith(_BLANK) and name.removeprefix(_BLANK).isalpha():
        return name
    folder = Path(name).expanduser()
    if (folder / _CONFIG).is_file():
        return str(folder.absolute())
    if name in installed() or _is_package(name):
        return name
    raise UserError(
        "there is no such pipeline on this machine",
        where=name,
        do="give the name of an installed spaCy pipeline or the folder of one",
    )


def installed() -> list[str]:
    """The names of the pipelines that are installed as packages."""
    from importlib.metadata import entry_points  # slow, and not needed to show an article

    return sorted({each.name for each in entry_points(group=_GROUP)})


def _is_package(name: str) -> bool:
    module = name.replace("-", "_")
    return module.isidentifier() and find_spec(module) is not None
