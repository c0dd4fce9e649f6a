"""The table of the window's figures reads what the benchmarks print (`tests/bench/table.py`)."""

from __future__ import annotations

from tests.bench import figures, table

SPREAD = figures.spread([1.0, 2.0, 30.0])


def test_each_figure_stands_beside_its_goal_and_its_limit() -> None:
    took = {"cpu_ms": 60.0, "wall_ms": 80.0, "limit_ms": 9.0, "rss_mb": 1.0}
    kind = "100 kB, 2,551 suggestions"
    report = {"figures": {kind: {"open": took}}, "budget": {kind: {"open": 50}}}
    (figure,) = table._READ["articles"](report)
    assert figure.line() == f"| {kind}: open | ms | 50 | 60 | 9 | no |"


def test_keys_are_told_by_their_slowest_against_what_nobody_can_leave_out() -> None:
    found = {
        "all": figures.spread([1.0, 4.0, 9.0]), "all_cpu_of_window": SPREAD,
        "limit_cpu": figures.spread([1.5]),
    }  # fmt: skip
    seen, worst, usually_seen, usual = table._READ["keys"]({"figures": {"2000": found}})
    assert (seen.goal, seen.now, seen.limit, usually_seen.now) == (12, 9.0, None, 4.0)
    assert (worst.goal, worst.now, worst.limit, usual.now) == (12, 30.0, 1.5, 2.0)


def test_start_is_held_against_a_bare_window() -> None:
    found = {
        "articles": 10, "start_cpu_s": 0.5, "bare_cpu_s": 0.2, "start_median_s": 0.7,
        "bare_median_s": 0.3, "ratio": 2.3,
    }  # fmt: skip
    cpu, clock, ratio = table._READ["start"]({"figures": found})
    assert (cpu.now, cpu.limit, clock.now, ratio.now, ratio.goal) == (0.5, 0.2, 0.7, 2.3, 3)


def test_of_other_benchmarks_all_numbers_are_told() -> None:
    report = {"benchmark": "jobs", "figures": {"index": {"s": 2, "ok": True}, "name": "x"}}
    assert [x.line() for x in table._any(report)] == ["| jobs: index s |  |  | 2 |  |  |"]
