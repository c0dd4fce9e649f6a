"""How the program ends: one line on stderr and an exit status for whatever went wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from annotator import terminal
from annotator.bugs import log_bug
from annotator.errors import EnvironmentFault, UserError

OK, MACHINE, USER, OURS = 0, 1, 2, 70
"""Exit statuses: all went well; the computer is at fault, the person, this program."""


def run(call: Callable[[], int]) -> NoReturn:
    """End the program with the status that `call` gives, or that of the error that it raises."""
    terminal.guard_logging()
    try:
        status = call()
    except UserError as error:
        status = fail(str(error), USER)
    except EnvironmentFault as error:
        status = fail(str(error), MACHINE)
    except OSError as error:
        status = fail(_of_system(error), MACHINE)
    except KeyboardInterrupt:
        status = fail("cancelled", USER)
    except Exception as error:
        status = fail(_of_ours(error), OURS)
    sys.exit(status)


def fail(line: str, status: int) -> int:
    """The status, told of in a line."""
    terminal.say(f"annotator: {line}", is_error=True)
    return status


def _of_system(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def _of_ours(error: Exception) -> str:
    """The damage of a project that was named, if that is why; else where it is written down."""
    line = log_bug(error)
    from annotator.workspace.open.damaged_articles import first_damage

    damage = next(filter(None, (first_damage(Path(each)) for each in sys.argv[1:])), "")
    return f"the project is {damage}; annotator check tells all of it" if damage else line
