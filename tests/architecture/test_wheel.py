"""The wheel works alone: built, installed into an empty environment, started from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import REPOSITORY, files, run_module


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the sdist of a copy of the sources."""
    base = tmp_path_factory.mktemp("wheel")
    for path in files():
        target = base / "sources" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / path, target)
    targets = ("-t", "wheel", "-t", "sdist")
    run_module("hatchling", "build", *targets, "-d", str(base / "dist"), cwd=base / "sources")
    return base / "dist"


@pytest.fixture(scope="module")
def python(dist: Path) -> Path:
    """An environment with nothing but the wheel; dependencies come from the tests' own."""
    root = dist.parent / "venv"
    venv.create(root)
    python = root / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = dist.glob("*.whl")
    options = ("--quiet", "--no-deps", "--no-index", "--no-compile")
    run_module("pip", "--python", str(python), "install", *options, str(wheel))
    # A .pth line adds a folder without reading the .pth files in it: no editable install.
    dependencies = "\n".join({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    purelib = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    (purelib / "dependencies.pth").write_text(dependencies, "utf-8")
    return python


def test_starts_from_elsewhere(python, tmp_path):
    shown = run(python, "-m", "annotator", "--help", cwd=tmp_path)
    assert "annotator" in shown.lower()


def test_finds_its_resources(python, tmp_path):
    code = "import annotator.paths as p; print(p.__file__, p.schemes_dir(), sep='\\n')"
    module, schemes = map(Path, run(python, "-c", code, cwd=tmp_path).splitlines())
    assert module.is_relative_to(python.parent.parent)
    assert schemes.is_dir()
    assert schemes.is_relative_to(module.parent)


def test_carries_every_resource(python, tmp_path):
    code = "import annotator.paths as p; print(p.resources_dir())"
    carried = Path(run(python, "-c", code, cwd=tmp_path))
    wanted = {path.relative_to("resources") for path in files() if path.parts[0] == "resources"}
    assert wanted
    assert {path for path in wanted if not (carried / path).is_file()} == set()


def test_licences_travel(dist):
    """The wheel names, and carries, the licence of the program and of each file of others' data."""
    (wheel,) = dist.glob("*.whl")
    wanted = {path for path in files() if path.name.startswith("LICENSE")}
    assert Path("resources/clusters/LICENSE") in wanted
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    carried = {name.partition(".dist-info/licenses/")[2] for name in names}
    assert {path for path in wanted if path.as_posix() not in carried} == set()


def test_has_its_command(python):
    assert list(python.parent.glob("annotator*"))


def test_sources_are_complete(dist):
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {Path(*Path(name).parts[1:]) for name in archive.getnames()}
    rooms = ("annotator", "resources", "tests")
    assert {path for path in files() if path.parts[0] in rooms} <= packed


def run(python: Path, *arguments: str, cwd: Path | None = None) -> str:
    """What Python prints in the environment of the wheel, with nothing of `cwd` on its path."""
    result = subprocess.run(
        [python, "-P", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout.strip()
