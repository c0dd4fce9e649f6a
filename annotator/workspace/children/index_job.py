"""The job "index": brings the full-text index up to date, where an import was broken off."""

from __future__ import annotations

from typing import Any

from annotator.storage import Store
from annotator.workspace.exchange.importing import index
from annotator.workspace.jobs.process import Report, Work


def run(request: dict[str, Any], work: Work) -> Report:
    """`request`: "project". The report: "is_indexed", whether every article can be found now."""
    with Store.open(request["project"]) as store:
        return {"is_indexed": index(store, work)}
