"""Makes the projects of earlier versions that tests open: `python -m tests.bench.old_versions`.

Each is made by the program as it was at the last commit of a state of the tables, with the packages
of today: where that no longer works, the file that is kept stays. They are in
`tests/unit/storage/versions`, with what they hold, as that version read it, in `held.json`.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[3]
_MAKER = Path(__file__).with_name("maker.py")
FOLDER = _REPOSITORY / "tests" / "unit" / "storage" / "versions"
COMMITS = (
    "dee0e34", "696a9a5", "008df9b", "31b6ee8", "3a65c4a", "c009cca", "685bc4e",
    "fda3101", "341c2ea", "a41c7b4", "226541e", "4cc1bdc", "e96e6c8", "e5ea4af", "727e339",
    "9b9ad07", "67f744a", "ca10a8f", "71cf448",
)  # fmt: skip


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    held = {}
    for commit in COMMITS:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder) / "tree"
            _git("worktree", "add", "--detach", str(tree), commit)
            try:
                path = Path(folder) / "old.annotator.db"
                told = _made(tree, path)
                if told is None:
                    continue
                name = f"{told['version']:02}-{commit}.db.gz"
                (FOLDER / name).write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
                held[name] = told
                print(name, (FOLDER / name).stat().st_size, flush=True)
            finally:
                _git("worktree", "remove", "--force", str(tree))
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in held.items()]
    text = "{\n" + ",\n".join(lines) + "\n}"
    (FOLDER / "held.json").write_text(text + "\n", "utf-8")
    return 0


def _made(tree: Path, path: Path) -> dict[str, object] | None:
    home = {name: str(path.parent) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    home |= {"XDG_STATE_HOME": str(path.parent), "XDG_CACHE_HOME": str(path.parent)}
    done = subprocess.run(
        [sys.executable, "-P", str(_MAKER), str(path)],
        cwd=tree, env=os.environ | home, capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(done.stderr[-1500:], file=sys.stderr, flush=True)
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def _git(*given: str) -> None:
    subprocess.run(["git", *given], cwd=_REPOSITORY, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
