"""The choices of an import as the command line has them: options in, one typed value out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator import leftovers
from annotator.core.codes import IfThere, LabelsBecome
from annotator.errors import AnnotatorError, UserError
from annotator.faults import Fault

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import FileChoices, ImportChoices

STANDARD_INPUT = "-"
NAMES = "names"
"""For `--as`: what is given are lists of names, not articles."""
_COLUMN = "column."
_YES = frozenset(("true", "yes", "1"))

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        help="Files, folders and zips with all in them, patterns (“*.txt”); - is standard input.",
    ),
]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="|".join((*LabelsBecome, NAMES)),
        help="What spans and topics become: what the file says they are (of labels that it says"
        " nothing of, suggestions); all of them suggestions; or those that it names nobody for"
        " finished reviews. “names”: the files are lists of names with their labels, which are"
        " suggested from then on.",
    ),
]
For = Annotated[
    str,
    typer.Option(
        "--for", "--annotator", metavar="NAME", help="Who reviewed what the file names nobody for."
    ),
]
Existing = Annotated[
    str,
    typer.Option(
        "--existing",
        metavar="|".join(IfThere),
        help="What to do with an article that is there (by id and text, else by one of them): pass"
        " over it, take title, date and metadata from the file, or add its labels as another"
        " annotator's review.",
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse labels that the scheme does not have.")
]
Encoding = Annotated[
    str, typer.Option(metavar="NAME", help="The encoding of the files; else it is found out.")
]
Language = Annotated[
    str,
    typer.Option(
        metavar="CODE", help="The language of articles that tell none (de); else it is found out."
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="OLD=NEW",
        help="A label of the files by another name; OLD= leaves it out, \\= is a = in a name.",
    ),
]
MapTopic = Annotated[
    list[str] | None,
    typer.Option("--map-topic", metavar="OLD=NEW", help="The same for a topic."),
]
MapAnnotator = Annotated[
    list[str] | None,
    typer.Option("--map-annotator", metavar="OLD=NEW", help="The same for an annotator's name."),
]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=COLUMN",
        help="Which column or field holds an article's title, published, source, url, key,"
        " language, labels or topics; FIELD= none does.",
    ),
]
OfFile = Annotated[
    list[str] | None,
    typer.Option(
        "--file",
        metavar="NAME:KEY=VALUE",
        help="A choice for one file only, by the name that --dry-run tells: its format, encoding,"
        " language, column.FIELD, or an option of its format (text_field); \\= is a = in a name.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only tell what would be imported; store nothing.")
]
AsJson = Annotated[bool, typer.Option("--json", help="With --dry-run: as one JSON object.")]

FIELDS = ("title", "published", "source", "url", "key", "language", "labels", "topics")


def choices(
    project: Path,
    paths: Iterable[Path],
    *,
    as_: str,
    existing: str,
    maps: Mapping[str, Iterable[str] | None],
    columns: Iterable[str] | None,
    encoding: str,
    files: Iterable[str] | None = None,
    **others: Any,
) -> ImportChoices:
    """The choices that the options stand for; UserError for one that means nothing."""
    from annotator.workspace.jobs.messages import ImportChoices

    become = {"suggestion": LabelsBecome.SUGGESTIONS}.get(as_, as_)
    if become not in list(LabelsBecome):
        raise UserError(Fault.NOT_TO_IMPORT_AS, given=as_)
    if existing not in list(IfThere):
        raise UserError(Fault.NOT_IF_THERE, given=existing, known=", ".join(IfThere))
    by_field = _pairs("column", columns)
    for field in by_field:
        if field not in FIELDS:
            raise UserError(Fault.NO_SUCH_ARTICLE_FIELD, name=field, known=", ".join(FIELDS))
    pairs: dict[str, Any] = {name: _pairs("map", given) for name, given in maps.items()}
    return ImportChoices(
        str(project),
        tuple(map(str, paths)),
        become=LabelsBecome(become),
        if_there=IfThere(existing),
        columns=by_field,
        encoding=encoding,
        files=_by_file(files),
        **pairs,
        **others,
    )


def _by_file(given: Iterable[str] | None) -> dict[str, FileChoices]:
    """The choices for single files, by their names."""
    from annotator.formats import registry
    from annotator.workspace.exchange import pairs
    from annotator.workspace.jobs.messages import FileChoices

    options = {x.name: x.default for each in registry.read() for x in each.reading}
    columns = tuple(f"{_COLUMN}{field}" for field in FIELDS)
    known = ("format", "encoding", "language", *options, *columns)
    found: dict[str, dict[str, Any]] = {}
    for each in given or ():
        named, value = pairs.named(each) or ("", "")
        name, _, key = pairs.plain(named).rpartition(":")
        if not name or key not in known:
            raise UserError(Fault.NO_SUCH_FILE_CHOICE, given=each, known=", ".join(known))
        own = found.setdefault(name, {"options": {}, "columns": {}})
        if key in columns:
            own["columns"][key.removeprefix(_COLUMN)] = value
        elif key in options:
            is_yes = value.casefold() in _YES
            own["options"][key] = is_yes if isinstance(options[key], bool) else value
        else:
            own[key] = value
    return {name: FileChoices(**own) for name, own in found.items()}


def _pairs(option: str, given: Iterable[str] | None) -> dict[str, str]:
    from annotator.workspace.exchange import pairs

    found = {}
    for each in given or ():
        pair = pairs.parted(each)
        if pair is None or not pair[0]:
            raise UserError(Fault.NOT_A_PAIR, option=option, given=each)
        found[pair[0]] = pair[1]
    return found


def import_names(
    project: Path, paths: list[Path], map_: Iterable[str] | None, encoding: str, is_strict: bool
) -> None:
    """Let files of names be lists of the project, and tell of it."""
    from annotator.reports import tell_names
    from annotator.storage import Store
    from annotator.workspace.exchange import names_list

    with Store.open(project) as store:
        report = names_list.import_names(
            store, paths, is_strict=is_strict, encoding=encoding, map_=_pairs("map", map_)
        )
    tell_names(report)


@contextmanager
def files_of(paths: list[Path]) -> Iterator[list[Path]]:
    """The paths, with what comes from standard input in a file in place of "-"."""
    if Path(STANDARD_INPUT) not in paths:
        yield paths
        return
    with leftovers.WorkFolder(".annotator-input-") as folder:
        kept = Path(folder) / "standard input"
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        try:
            yield [kept if path == Path(STANDARD_INPUT) else path for path in paths]
        except AnnotatorError as error:
            if error.where != str(kept):
                raise
            raise type(error)(error.code, where=kept.name, **error.notice.values) from error
