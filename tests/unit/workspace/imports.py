"""Files to import, an import in this process, and what it stored."""

import json

from annotator.formats.articles import Refusal
from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.process import Work
from tests.unit.workspace.asking import import_request


def reasons(report):
    """Why what was refused was refused, in words."""
    return [str(Refusal.from_dict(each).reason) for each in report.refusals]


def lines(path, *values):
    path.write_bytes(b"".join(json.dumps(value).encode() + b"\n" for value in values))
    return path


def run(project, *paths, work=None, **options):
    return importing.run(import_request(project, *paths, **options), work or Work())


def rows(project, annotator="ann"):
    """All that is stored: article and sheet of each, as this annotator sees it."""
    with Store.open(project) as store:
        who = store.annotators.id_of(annotator)
        count = store.counts.info()["articles"]
        return [store.sheets.read(number, who) for number in range(1, count + 1)]


def span(start, end, label):
    return {"start": start, "end": end, "label": label}
