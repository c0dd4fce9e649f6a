"""Inputs led by coverage, where atheris is installed (pip install atheris; it is no dependency).

    python -m tests.bench.torture.fuzz [--seconds 60] [--ending .jsonl]

Each is read by the reader of its format; whatever is raised but a UserError ends the run, and
libFuzzer writes the input down.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("atheris is not installed here: pip install atheris (Linux and macOS)")

with atheris.instrument_imports(include=["annotator.formats"]):
    from annotator.formats import registry

from annotator.errors import UserError
from tests.bench.torture.runs import seeds
from tests.bench.torture.units import SAMPLES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--ending", default="", help="one format's; else a random one")
    given = parser.parse_args()
    samples = seeds([path for path in SAMPLES if path.is_dir()])
    ending = given.ending or random.choice(sorted(samples))
    format_ = registry.reader_for(f"f{ending}")
    assert format_ is not None

    def read(data: bytes) -> None:
        try:
            for _ in format_.read(io.BytesIO(data), f"f{ending}"):
                pass
        except UserError:
            return

    folder = Path(tempfile.mkdtemp(prefix="torture-fuzz-"))
    for number, each in enumerate(samples[ending]):
        (folder / str(number)).write_bytes(each)
    print(f"{ending}: {len(samples[ending])} samples", flush=True)
    atheris.Setup(
        [sys.argv[0], str(folder), f"-max_total_time={given.seconds}", "-max_len=60000"], read
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
