"""Formats whose libraries are installed on request: without them, everything else goes on."""

from __future__ import annotations

import re
import sys
import tomllib
from io import BytesIO
from pkgutil import walk_packages
from subprocess import run

import pytest

from annotator import formats
from annotator.errors import UserError
from annotator.formats import extras, registry
from annotator.formats.articles import ReadOptions
from annotator.previews import format_lines
from tests.conftest import REPOSITORY

PACKAGES = {package for each in extras.EXTRAS.values() for package in each}


@pytest.fixture
def bare(monkeypatch):
    """A machine that has none of the extras: neither found nor imported."""
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)


def test_the_extras_are_those_of_the_project():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["project"]["optional-dependencies"]
    for extra, packages in extras.EXTRAS.items():
        assert {re.split(r"[<>=]", x)[0] for x in declared[extra]} == set(packages)


def test_formats_name_extras_that_there_are():
    assert {each.extra for each in registry.FORMATS} - {""} == set(extras.EXTRAS)


def test_every_module_of_a_format_is_imported_without_them():
    modules = [each.name for each in walk_packages(formats.__path__, "annotator.formats.")]
    program = f"import sys\nsys.modules.update(dict.fromkeys({sorted(PACKAGES)}))\n"
    program += "\n".join(f"import {each}" for each in modules)
    run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("name", [x.name for x in registry.FORMATS if x.extra])
def test_such_a_format_says_what_to_install(name, bare):
    format_ = registry.named(name)
    wanted = "pip install " + " ".join(extras.EXTRAS[format_.extra])
    for ask, is_able in ((registry.to_read, format_.read), (registry.to_write, format_.write)):
        if is_able:
            with pytest.raises(UserError, match=wanted):
                ask(name)
    with pytest.raises(UserError, match=wanted):
        list(format_.read(BytesIO(b"<html><p>Veldora</p></html>"), "a", ReadOptions()))
    assert any(line.startswith(name) and "needs" in line for line in format_lines())


@pytest.mark.parametrize("name", [x.name for x in registry.FORMATS if not x.extra])
def test_every_other_format_needs_none(name, bare):
    assert not registry.named(name).missing
    assert not any(line.startswith(f"{name} ") and "(needs" in line for line in format_lines())
