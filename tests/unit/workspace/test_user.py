"""A person who does anything in any order loses nothing, and sees what is stored.

Long by hand: `python -m tests.bench.user --steps 60 --minutes 20`.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.workspace.user_machine import UserMachine

SHORT = settings(
    max_examples=4,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_a_user_who_does_anything_loses_nothing() -> None:
    run_state_machine_as_test(UserMachine, settings=SHORT)
