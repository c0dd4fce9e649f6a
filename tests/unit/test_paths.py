import sys
from pathlib import Path

import pytest

from annotator import paths

_LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="XDG variables are Linux's")


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The package as a wheel would have put it: no checkout around it."""
    package = tmp_path / "site-packages" / "annotator"
    package.mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", package)
    return package


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for folder in ("annotator", "resources", "exports"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "annotator")
    return tmp_path


def test_resources_of_a_checkout(checkout):
    assert paths.resources_dir() == checkout / "resources"


def test_checkout_wins_over_a_copy_beside_the_package(checkout):
    (checkout / "annotator" / "_resources").mkdir()
    assert paths.resources_dir() == checkout / "resources"


def test_resources_of_an_installed_package(installed):
    assert paths.resources_dir() == installed / "_resources"


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (paths.schemes_dir, "schemes"),
        (paths.samples_dir, "samples"),
        (paths.themes_dir, "themes"),
        (paths.icons_dir, "icons"),
    ],
)
def test_folders_of_the_resources(installed, function, name):
    assert function() == installed / "_resources" / name


def test_exports_of_a_checkout_from_anywhere(checkout, tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert paths.exports_dir() == checkout / "exports"


def test_exports_of_a_checkout_without_the_folder(checkout, tmp_path_factory, monkeypatch):
    (checkout / "exports").rmdir()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    assert paths.exports_dir() == elsewhere / "exports"


def test_exports_of_an_installed_package(installed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert paths.exports_dir() == Path.cwd() / "exports"


@_LINUX_ONLY
def test_xdg_variables_are_honoured(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "d"))
    assert paths.settings_file() == tmp_path / "c" / "annotator" / "settings.json"
    assert paths.state_file() == tmp_path / "s" / "annotator" / "state.json"
    assert paths.log_dir().is_relative_to(tmp_path / "s" / "annotator")
    assert paths.default_projects_dir() == tmp_path / "d" / "Annotator"


@_LINUX_ONLY
def test_home_is_honoured(tmp_path, monkeypatch):
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.settings_file() == tmp_path / ".config" / "annotator" / "settings.json"
    assert paths.state_file() == tmp_path / ".local" / "state" / "annotator" / "state.json"
    assert paths.default_projects_dir() == tmp_path / "Documents" / "Annotator"


def test_nothing_is_created(home):
    paths.settings_file()
    paths.state_file()
    paths.log_dir()
    paths.default_projects_dir()
    assert list(home.iterdir()) == []
