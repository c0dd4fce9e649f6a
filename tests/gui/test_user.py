"""A person at the window who does anything in any order loses nothing, and sees what is stored."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.gui.user_window import WindowMachine

SHORT = settings(
    max_examples=2,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_a_user_at_the_window_loses_nothing(qapp, nobody_asks_who) -> None:
    run_state_machine_as_test(WindowMachine, settings=SHORT)
