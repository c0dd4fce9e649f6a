"""`python -m annotator`, the same as the command; with `--child NAME` one of its child processes.

Children are started through this one door, so that a frozen program, which has no interpreter to
run a module by, can start them too.
"""

from __future__ import annotations

import sys
from importlib import import_module

CHILDREN = {
    "job": "annotator.workspace.children.job",
    "worker": "annotator.nlp.worker",
}
"""The modules by the names that `workspace.jobs.child` starts them by; each has a `main`."""


def main() -> None:
    """Be a child, or do what the command line asks for."""
    if sys.argv[1:2] == ["--child"]:
        import_module(CHILDREN[sys.argv[2]]).main()
    else:
        from annotator.cli import main as command

        command()


if __name__ == "__main__":
    main()
