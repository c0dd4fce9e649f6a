"""A list of names into a project: what memory knows from the first article on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from annotator.core import scheme_acts
from annotator.core.listed_names import ListedName
from annotator.core.records import Act
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.formats import names
from annotator.formats.articles import Refusal
from annotator.formats.encoding import is_blank
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.open.annotators import login_name, remembered
from annotator.workspace.open.projects import now
from annotator.workspace.scheme.growing import GrowingScheme


@dataclass(frozen=True, slots=True)
class NamesReport:
    """How many names each list has now, labels that the scheme got, and what was not taken."""

    lists: Mapping[str, int]
    labels_added: tuple[str, ...]
    refusals: tuple[Refusal, ...] = field(default=())


def import_names(
    store: Store,
    paths: list[Path],
    *,
    is_strict: bool = False,
    encoding: str = "",
    map_: Mapping[str, str] | None = None,
) -> NamesReport:
    """Each file becomes a list of its name, or those that its rows name; it takes the place of what
    was there. All of it is one act. `map_` gives labels another name, "" leaves them out. Raises
    UserError where a file has no name at all, or with `is_strict` a label that the scheme lacks.
    """
    found, refusals = _read(paths, encoding, map_ or {})
    if not found:
        raise UserError(Fault.NO_NAMES, where=", ".join(path.name for path in paths))
    by = store.annotators.id_of(remembered(store) or login_name())
    at = now()
    added: list[Act] = []
    scheme = GrowingScheme(store, added.append)
    wanted = sorted({label for rows in found.values() for _, label in rows} - set(scheme.labels))
    if wanted and is_strict:
        raise UserError(Fault.SCHEME_LACKS_LABEL, name=wanted[0])
    for name in wanted:
        scheme.add_label(name)
    taken = {
        source: (
            store.listed_names.of_list(source),
            [ListedName(surface, scheme.labels[label], source) for surface, label in rows],
        )
        for source, rows in found.items()
    }
    act = scheme_acts.take_names(taken, [change for each in added for change in each.changes])
    if act.changes:
        store.acts.commit(act, by, at)
    lists = store.listed_names.lists()
    return NamesReport({x: lists[x] for x in found}, tuple(scheme.labels_added), tuple(refusals))


def _read(
    paths: list[Path], encoding: str, map_: Mapping[str, str]
) -> tuple[dict[str, list[tuple[str, str]]], list[Refusal]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    refusals: list[Refusal] = []
    for path in paths:
        if not path.is_file():
            raise UserError(Fault.NO_SUCH_FILE, where=str(path))
        try:
            with path.open("rb") as stream:
                if is_blank(stream):
                    raise UserError(Fault.FILE_EMPTY, where=path.name)
                stream.seek(0)
                for item in names.read(stream, path.name, encoding):
                    if isinstance(item, Refusal):
                        refusals.append(item)
                    elif label := map_.get(item.label, item.label):
                        found[item.source or path.name].append((item.surface, label))
        except OSError as error:
            raise EnvironmentFault(
                Fault.NOT_READ, where=path.name, reason=reason_of(error)
            ) from error
    return found, refusals
