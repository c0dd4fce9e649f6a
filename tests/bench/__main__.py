"""All quick benchmarks, one after the other, each in its own process."""

from __future__ import annotations

import subprocess
import sys

QUICK = (
    ("start", "--articles", "10000", "--runs", "3"),
    ("keys", "--keys", "200"),
    ("opening", "--runs", "3"),
    ("next_article", "--articles", "10000", "--finish", "30"),
    ("listing", "--articles", "50000", "--steps", "20"),
    ("articles", "--runs", "3"),
    ("search", "--articles", "20000", "--words", "30"),
    ("transfer", "--articles", "3000"),
    ("suggest", "--articles", "200"),
    ("near_copies", "--articles", "3000"),
)


def main() -> int:
    """Run them; 1 when one broke off. Being over a budget is no failure."""
    codes = [
        subprocess.call([sys.executable, "-m", f"tests.bench.{name}", *options])
        for name, *options in QUICK
    ]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
