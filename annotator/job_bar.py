"""Jobs as commands run them: with a bar on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from annotator import terminal

if TYPE_CHECKING:
    from annotator.workspace.jobs.wire import R, Request


def run(request: Request[R]) -> R:
    """Run a job to its end, with a bar where somebody looks; its report."""
    from annotator.storage import Store
    from annotator.workspace.clearing import clear_leftovers
    from annotator.workspace.jobs.process import run_job

    clear_leftovers()
    if project := getattr(request, "project", ""):
        with Store.open(project) as store:  # here, so that what it tells is told
            for each in store.told:
                terminal.say(str(each), is_error=True)
    if not sys.stderr.isatty():
        return run_job(request)
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(request.job, total=None)
        return run_job(
            request,
            lambda at: bar.update(
                task, completed=at.done, total=at.total, description=_shown(at.what)
            ),
        )


def _shown(what: str) -> str:
    """What a job does now, as rich shows it: neither commands nor rich's own markup."""
    from rich.markup import escape

    return escape(terminal.printable(what))
