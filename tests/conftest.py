"""What every test gets: an off-screen Qt, a home of its own, and no error that goes unnoticed."""

from __future__ import annotations

import itertools
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

os.environ["QT_QPA_PLATFORM"] = "offscreen"

REPOSITORY = Path(__file__).resolve().parent.parent

_QT_ADVICE = (
    "Qt does not load: {error}\n"
    "It needs some libraries of the system even off-screen; on Debian and Ubuntu:\n"
    "apt-get install -y libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3"
)
_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_DOCUMENTS_DIR": "Documents",
}

hypothesis.settings.register_profile("person", deadline=None, max_examples=60)
hypothesis.settings.register_profile(
    "ci", deadline=None, max_examples=10, derandomize=True, print_blob=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "person")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Say what to install before pytest-qt fails on the same import with a traceback."""
    try:
        import PySide6.QtGui  # noqa: F401
    except ImportError as error:
        raise pytest.UsageError(_QT_ADVICE.format(error=error)) from None


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """None of its own for a single file: starting the processes takes longer than its tests."""
    files = {argument.partition("::")[0] for argument in config.args}
    is_one = len(files) == 1 and all(name.endswith(".py") for name in files)
    return 0 if is_one else None


@pytest.fixture(scope="session", autouse=True)
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """A home for fixtures that outlive a test, and the homes of the tests. What processes that are
    killed leave in the folder for what passes goes with that of the session.
    """
    base = tmp_path_factory.mktemp("homes")
    with (
        # Its path is short: a socket's may have some 100 characters.
        tempfile.TemporaryDirectory(prefix="annotator-tests-", ignore_cleanup_errors=True) as temp,
        pytest.MonkeyPatch.context() as patch,
    ):
        # Each command, job and worker that a test starts would else compile the whole program.
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("TMPDIR", temp)
        patch.setattr(tempfile, "tempdir", temp)
        _move_in(base / "session", patch)
        yield (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path]) -> Iterator[Path]:
    """The fresh home directory of this test: HOME and the XDG folders lie in it."""
    with pytest.MonkeyPatch.context() as patch:
        yield _move_in(next(_homes), patch)


@pytest.fixture(autouse=True)
def _no_logged_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail the test that logs an error. Who expects one looks at `caplog` and clears it."""
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    errors = [record.getMessage() for record in records if record.levelno >= logging.ERROR]
    if errors:
        pytest.fail("logged errors:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, in English wherever the tests run."""
    from annotator.ui.shell.languages import speak

    speak(qapp, ["en"])
    return qapp


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of articles, gold and fixtures beside the repository, or ANNOTATOR_SHARED."""
    folder = Path(os.environ.get("ANNOTATOR_SHARED") or REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared test material: {folder} is missing (ANNOTATOR_SHARED names it)")
    return folder


def _move_in(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    folder.mkdir()
    for variable, name in _HOME_VARIABLES.items():
        patch.setenv(variable, str(folder / name))
    return folder


@pytest.fixture
def own_temp(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what passes that is this test's alone: what lies about in it is its own."""
    folder = tempfile.mkdtemp(prefix="own-")  # its path is short too
    monkeypatch.setenv("TMPDIR", folder)
    monkeypatch.setattr(tempfile, "tempdir", folder)
    return Path(folder)
