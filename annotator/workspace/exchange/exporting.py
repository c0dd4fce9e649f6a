"""Export: a project's articles into files of one format, read back before they are called done.

Files are written beside their place and moved there at the end, all or none. Beside them goes a
manifest: counts, the scheme, how suggestions were used, hashes. Same project and options, same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import annotator
from annotator.core.codes import JobStep, StatusFilter
from annotator.core.query import date_range
from annotator.core.wire import scheme_to_wire
from annotator.errors import UserError
from annotator.faults import Fault, Loss
from annotator.formats import registry
from annotator.formats.base import OptionValue
from annotator.formats.losses import LONGEST
from annotator.storage import Store
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_files import put_in_place, recover, workplace
from annotator.workspace.exchange.export_target import (
    check_target,
    files_in,
    sha256_of,
    target_of,
)
from annotator.workspace.exchange.export_writing import Written, told, writer_of
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.messages import CountLosses, Export, ExportReport, LossesReport
from annotator.workspace.jobs.process import Work

_MOST_TOLD = 1000


def run(request: Export, work: Work) -> ExportReport:
    """The job "export"."""
    format_ = registry.to_write(request.format)
    options = {each.name: each.value_in(request.options) for each in format_.writing}
    target = target_of(format_, Path(request.to).expanduser())
    recover(target.folder)
    check_target(target, Path(request.project))
    with Store.open(request.project) as store, workplace(target) as place:
        keep = str(options.get("overlaps", LONGEST))
        outgoing = ArticleExporter(store, choice_of(store, request), format_.cannot_hold, keep)
        outgoing.look_for_damage()
        written = writer_of(format_)(outgoing, place, target, options, work)
        if not outgoing.use.articles:
            if outgoing.damage:
                raise UserError(Fault.NO_SOUND_ARTICLE, damage=outgoing.damage[0].notice)
            raise UserError(Fault.NO_ARTICLE_TO_EXPORT)
        written.remarks += outgoing.use.left_out
        known = written.hashes
        hashes = {file: known.get(file) or sha256_of(place / file) for file in files_in(place)}
        manifest = _manifest(request, options, outgoing, written, hashes)
        (place / target.manifest).write_bytes(manifest)
        work.check()
        files = put_in_place(place, target, hashes)
    return _report(request, outgoing, written, files)


def count_losses(request: CountLosses, work: Work) -> LossesReport:
    """The job "count losses"."""
    formats = [registry.to_write(request.format)] if request.format else registry.written()
    kinds = frozenset[Loss]().union(*(each.cannot_hold for each in formats))
    with Store.open(request.project) as store:
        outgoing = ArticleExporter(store, choice_of(store, request), kinds)
        given = outgoing.articles(with_history=False)
        for _ in told(given, work, JobStep.COUNTING, outgoing.total):
            pass
    use = outgoing.use
    lost = {each.name: use.cannot_hold(each.cannot_hold) for each in formats}
    return LossesReport(use.articles, lost, use.spans, use.undated)


def checked_annotator(store: Store, name: str) -> str:
    """The name of an annotator of this project, or "" for all. Raises UserError for another."""
    known = [each for _, each in store.annotators.all()]
    if name and name not in known:
        there = ", ".join(known) or "none yet"
        raise UserError(Fault.NO_SUCH_ANNOTATOR, name=name, known=there)
    return name


def choice_of(store: Store, asked: ArticleChoice) -> ArticleChoice:
    """What is asked for, as it holds in this project; UserError for an annotator, a status or a
    date that is none.
    """
    if asked.status not in (StatusFilter.DONE, StatusFilter.ALL):
        raise UserError(Fault.NO_SUCH_STATUS, status=asked.status)
    if bool(asked.annotator) + asked.gold + asked.apart > 1:
        raise UserError(Fault.WHOSE_TWICE)
    first, last = date_range(asked.first_date.strip(), asked.last_date.strip())
    return ArticleChoice(
        status=asked.status,
        annotator=checked_annotator(store, asked.annotator),
        seen_only=asked.seen_only,
        in_use_only=asked.in_use_only,
        first_date=first,
        last_date=last,
        gold=asked.gold,
        apart=asked.apart,
    )


# -- the end -------------------------------------------------------------------------------


def _manifest(
    request: Export,
    options: Mapping[str, OptionValue],
    outgoing: ArticleExporter,
    written: Written,
    hashes: Mapping[str, str],
) -> bytes:
    choice = told_choices(asdict(outgoing.choice))
    value = {
        "program": "annotator",
        "version": annotator.__version__,
        "format": request.format,
        "options": {**choice, **options},
        "counts": _counts(outgoing, written),
        "whose": whose(outgoing),
        "suggestions": outgoing.use.suggestions(),
        "cannot_hold": outgoing.lost(),
        "remarks": [asdict(each) for each in written.remarks],
        "topic_groups": outgoing.use.answered.told(),
        **written.more,
        "scheme": scheme_to_wire(outgoing.scheme),
        "files": hashes,
    }
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def whose(outgoing: ArticleExporter) -> dict[str, Any]:
    """Whose review stands for how many articles, and how many several people finished: there gold
    stands or, without, the review that was finished last, unless something else was chosen;
    "without_gold" of them were left out.
    """
    use = outgoing.use
    by_name = dict(sorted(use.whose.items()))
    found: dict[str, Any] = {
        "annotators": by_name,
        "finished_by_several": use.finished_by_several,
    }
    without = outgoing.whose.without_gold
    return found | ({"without_gold": without} if without else {})


def told_choices(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Choices as manifests tell them: whose reviews only where that was asked for, as it was
    before anybody could.
    """
    return {name: x for name, x in choices.items() if x or name not in ("gold", "apart")}


def _counts(outgoing: ArticleExporter, written: Written) -> dict[str, int]:
    use = outgoing.use
    counted = {
        "articles": use.articles,
        "reviews": use.reviews,
        "spans": use.spans,
        "topics": use.topics,
        "unseen_left_out": use.unseen_left_out,
        "trimmed": use.trimmed,
        "topics_undecided": use.answered.undecided,
        "topics_broken": len(use.answered.broken),
    }
    return counted | written.counts


def _report(
    request: Export, outgoing: ArticleExporter, written: Written, files: list[str]
) -> ExportReport:
    return ExportReport(
        format=request.format,
        to=request.to,
        files=tuple(files),
        counts=_counts(outgoing, written),
        **whose(outgoing),
        suggestions=outgoing.use.suggestions(),
        topic_groups=outgoing.use.answered.told(),
        remarked=len(written.remarks),
        remarks=tuple(written.remarks[:_MOST_TOLD]),
        cannot_hold=outgoing.lost(),
        damaged=tuple(damage.notice.as_dict() for damage in outgoing.damage[:_MOST_TOLD]),
        more=written.more,
    )
