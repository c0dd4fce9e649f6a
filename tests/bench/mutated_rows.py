"""What the check of a project does not notice: `python -m tests.bench.mutated_rows`, as JSON.

One value of one row is changed in each column of each table, or the row is taken away.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="annotator-home-") as home:
        os.environ["HOME"] = home
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        from annotator.storage import Store
        from tests.unit.workspace.mutated import UNNOTICED, unnoticed
        from tests.unit.workspace.worked_on import worked_on

        path = Path(home) / "p.db"
        path.write_bytes(worked_on())
        began = time.process_time()
        with Store.open(path, checks=False) as store:
            found = unnoticed(store)
    told = {
        table: {name: UNNOTICED.get(table, {}).get(name, "?") for name in sorted(names)}
        for table, names in found.items()
    }
    surprising = [f"{table}.{x}" for table in told for x, why in told[table].items() if why == "?"]
    seconds = round(time.process_time() - began, 2)
    report = {"unnoticed": told, "surprising": surprising, "processor_seconds": seconds}
    print(json.dumps(report, indent=2, ensure_ascii=False))
    return 1 if surprising else 0


if __name__ == "__main__":
    sys.exit(main())
