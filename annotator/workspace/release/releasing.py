"""The job "release": made beside its place, and moved there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annotator.storage import Store
from annotator.workspace.exchange.export_files import put_in_place, recover, workplace
from annotator.workspace.exchange.export_target import Target, check_target
from annotator.workspace.exchange.exporting import whose
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import Release, ReleaseReport
from annotator.workspace.release import manifest
from annotator.workspace.release.making import (
    DATA,
    Made,
    SpacyWriter,
    formats_here,
    make,
    split_of,
)

_MOST_TOLD = 1000

FindNearCopies = Callable[[Store, Work], int]
"""Compares what is new with all articles; it is in a room that this one does not import."""


def run(
    request: Release, work: Work, write_spacy: SpacyWriter, find_near_copies: FindNearCopies
) -> ReleaseReport:
    """Make a release."""
    formats, left_out = formats_here(request.choices.formats)
    choices = replace(request.choices, formats=formats)
    split_of(choices)
    target = target_of(Path(request.to).expanduser())
    recover(target.folder)
    check_target(target, Path(request.project))
    with Store.open(request.project) as store, workplace(target) as place:
        find_near_copies(store, work)
        work.check()
        made = make(store, choices, place, write_spacy, work)
        work.check()
        if choices.text_free:
            shutil.rmtree(place / DATA)
        files = put_in_place(place, target)
    return _report(request, made, files, left_out)


def target_of(folder: Path) -> Target:
    """A release has a folder of its own."""
    return Target(manifest.FORMAT, folder, {}, manifest.NAME)


def _report(
    request: Release, made: Made, files: list[str], left_out: tuple[str, ...]
) -> ReleaseReport:
    families, copies = made.families
    return ReleaseReport(
        to=request.to,
        files=tuple(files),
        counts=made.manifest["counts"],
        parts=made.manifest["splits"]["parts"],
        families=families,
        copies=copies,
        leaks=made.parts.leaks,
        left_out=left_out,
        damaged=tuple(x.notice.as_dict() for x in made.exporter.damage[:_MOST_TOLD]),
        **whose(made.exporter),
    )
