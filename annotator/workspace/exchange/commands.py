"""The command that does what the window does: to be seen, copied and put into a script."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from annotator.formats import registry
from annotator.formats.base import Format, Option, OptionValue
from annotator.workspace.exchange import pairs

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import Export, FileChoices, ImportChoices, Release

_OF_RELEASE = {
    "in_use_only": "in-use",
    "first_date": "from",
    "last_date": "until",
    "by": "split-by",
    "apart": "all",
}
"""Fields of ReleaseChoices that the command calls otherwise."""


def export_command(request: Export, format_: Format) -> list[str]:
    """The words of the command; what is as it would be anyway is left out."""
    words = ["annotator", "export", request.project, "--to", request.to, "--format", format_.name]
    words += _option("status", request.status, "done")
    words += _option("annotator", request.annotator, "")
    words += _option("gold", request.gold, False)
    words += _option("all", request.apart, False)
    words += _option("seen-only", request.seen_only, False)
    words += _option("in-use", request.in_use_only, False)
    words += _option("from", request.first_date, "")
    words += _option("until", request.last_date, "")
    for each in format_.writing:
        value = each.value_in(request.options)
        words += _option(each.name.replace("_", "-"), value, _usual(each))
    return words


def release_command(request: Release) -> list[str]:
    """The words of the command that makes this release."""
    choices, usual = asdict(request.choices), asdict(type(request.choices)())
    words = ["annotator", "release", request.project, "--to", request.to]
    words += _option("formats", ",".join(choices.pop("formats")), "")
    for name, value in choices.items():
        words += _option(_OF_RELEASE.get(name, name.replace("_", "-")), value, usual[name])
    return words


def verify_command(folder: str) -> list[str]:
    """The words of the command that recomputes the hashes and counts of a release."""
    return ["annotator", "verify", folder]


def import_command(choices: ImportChoices) -> list[str]:
    """The words of the command that imports so."""
    words = ["annotator", "import", choices.project]
    words += _option("as", str(choices.become), "given")
    words += _option("for", choices.annotator, "")
    words += _option("existing", str(choices.if_there), "skip")
    words += _option("strict", choices.is_strict, False)
    words += _option("format", choices.format, "")
    words += _option("encoding", choices.encoding, "")
    words += _option("language", choices.language, "")
    for name, chosen in (
        ("map", choices.labels),
        ("map-topic", choices.topics),
        ("map-annotator", choices.people),
        ("column", choices.columns),
    ):
        for old, new in chosen.items():
            words += _option(name, pairs.written(old, new), "")
    options = {x.name: x for each in registry.read() for x in each.reading}
    for name, value in choices.options.items():
        if name in options:
            words += _option(name.replace("_", "-"), value, options[name].default)
    for file, own in choices.files.items():
        for key, value in _chosen_for(own):
            words += _option("file", f"{pairs.escaped(file)}:{key}={value}", "")
    return [*words, "--", *choices.paths]


def _chosen_for(own: FileChoices) -> Iterator[tuple[str, str]]:
    """What was chosen for one file, by the keys of `--file`."""
    for key, value in (
        ("format", own.format),
        ("encoding", own.encoding),
        ("language", own.language),
    ):
        if value:
            yield key, value
    yield from ((key, str(value)) for key, value in own.options.items())
    yield from ((f"column.{field}", column) for field, column in own.columns.items())


def next_command(format_: Format, to: str) -> list[str]:
    """The command that goes on with what was written to `to`; [] where there is none."""
    return [word.format(to=to) for word in format_.next_command]


def as_typed(words: Iterable[str]) -> str:
    """A command as it is typed: quoted for the shell of this system."""
    if os.name == "nt":
        return subprocess.list2cmdline(words)
    return shlex.join(words)


def _usual(option: Option) -> OptionValue | None:
    """The value that an option has where none is typed: None where formats don't agree on it, as
    the command has one option for all of them.
    """
    named = {
        x.default for each in registry.written() for x in each.writing if x.name == option.name
    }
    return option.default if len(named) == 1 else None


def _option(name: str, value: Any, usual: Any) -> list[str]:
    if value == usual:
        return []
    if isinstance(value, bool):
        return [f"--{name}" if value else f"--no-{name}"]
    given = str(value)
    # What begins with a dash would be taken for the next option.
    return [f"--{name}={given}"] if given.startswith("-") else [f"--{name}", given]
