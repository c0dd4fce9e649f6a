"""`python -m annotator`, the same as the command; with `--child NAME` one of its child processes.

Children are started through this one door, so that a frozen program, which has no interpreter to
run a module by, can start them too.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module
from pathlib import Path

CHILDREN = {
    "job": "annotator.workspace.children.job",
    "worker": "annotator.nlp.worker",
}
"""The modules by the names that `workspace.jobs.child` starts them by; each has a `main`."""


def main() -> None:
    """Be a child, or do what the command line asks for."""
    given = sys.argv[1:]
    if given[:1] == ["--child"]:
        import_module(CHILDREN[given[1]]).main()
    elif not given or (len(given) == 1 and _is_project(given[0])):
        # While the program is loaded there is nothing to collect, and looking takes 20 ms.
        gc.disable()
        from annotator import app, exits

        project = Path(given[0]) if given else None
        exits.run(lambda: app.main(project))
    else:
        from annotator.cli import main as command

        command()


def _is_project(given: str) -> bool:
    """Whether what is given is a file, and by its name no command: then the window opens without
    the commands, whose libraries take a tenth of a second.
    """
    return (
        any(sign in given for sign in "./\\") and not given.startswith("-") and Path(given).exists()
    )


if __name__ == "__main__":
    main()
