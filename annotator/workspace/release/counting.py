"""The job "count release": what a release would hold, and how it would be divided.

Articles that were not compared with the others yet count as no copies of any: comparing them writes
to the project and takes long, so it waits for the release itself.
"""

from __future__ import annotations

from annotator.core.codes import JobStep
from annotator.storage import Store
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_writing import told
from annotator.workspace.exchange.exporting import choice_of
from annotator.workspace.exchange.splitting import (
    Families,
    divide,
    families_in,
    split_article,
    why_not_divided,
)
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.release_messages import CountRelease, ReleaseCounts
from annotator.workspace.release.making import split_of


def run(request: CountRelease, work: Work) -> ReleaseCounts:
    """Count."""
    split = split_of(request.choices)
    with Store.open(request.project) as store:
        exporter = ArticleExporter(store, choice_of(store, request.choices))
        exporter.look_for_damage()
        family_of = Families(store)
        rows = told(exporter.with_rows(with_history=False), work, JobStep.COUNTING, exporter.total)
        articles = [split_article(given, row, family_of, split) for given, row, _ in rows]
        uncompared = store.near_copies.left()
    parts = divide(articles, split)
    families, copies = families_in(articles)
    why = why_not_divided(articles, parts, split) if articles else None
    use, sizes = exporter.use, parts.sizes()
    return ReleaseCounts(
        use.articles,
        use.spans,
        use.undated,
        {name: sizes[name] for name in split.parts},
        families,
        copies,
        parts.leaks,
        uncompared,
        None if why is None else why.notice.as_dict(),
    )
