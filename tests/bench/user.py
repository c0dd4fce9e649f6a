"""A user who does anything, for as long as you like: `python -m tests.bench.user --seed 1`.

Each run is a project of its own with so many steps; a fault is made smaller (unless --as-found) and
printed as the steps that lead to it. With --window the keys and clicks go to the real window.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

_AT_ONCE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=60, help="of one project")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--as-found", action="store_true", help="do not look for fewer steps")
    parser.add_argument("--window", action="store_true", help="by keys in the real window")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="annotator-home-") as home:
        os.environ["HOME"] = home
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        machine = _machine(given.window)
        phases = [Phase.generate] if given.as_found else [Phase.generate, Phase.shrink]
        until = time.monotonic() + 60 * given.minutes
        for number in itertools.count(given.seed):
            run = settings(
                max_examples=_AT_ONCE, stateful_step_count=given.steps, deadline=None,
                database=None, phases=phases, suppress_health_check=list(HealthCheck),
                report_multiple_bugs=False,
            )  # fmt: skip
            try:
                run_state_machine_as_test(seed(number)(machine), settings=run)
            except BaseException:
                print(f"seed {number}", file=sys.stderr)
                raise
            print(f"seed {number}: {_AT_ONCE} projects of up to {given.steps} steps", flush=True)
            if time.monotonic() > until:
                return 0
    return 0


def _machine(is_window: bool) -> type[RuleBasedStateMachine]:
    if is_window:
        from tests.gui.user_window import WindowMachine

        found: Any = WindowMachine
    else:
        from tests.unit.workspace.user_machine import UserMachine

        found = UserMachine
    return found  # type: ignore[no-any-return]


if __name__ == "__main__":
    sys.exit(main())
