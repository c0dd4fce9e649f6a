"""An empty file is called empty, by its name, whatever it is to be.

What is tested: `formats/encoding.py` (`is_blank`), `workspace/exchange/sources.py` and who else
reads files.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from annotator import import_options
from annotator.errors import UserError
from annotator.faults import Fault, Unfit
from annotator.formats import registry
from annotator.formats.articles import Refusal
from annotator.formats.encoding import is_blank
from annotator.storage import Store
from annotator.workspace.exchange import importing, preview
from annotator.workspace.exchange.names_list import import_names
from annotator.workspace.jobs.messages import Preview
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from annotator.workspace.release import manifest
from annotator.workspace.scheme import files as schemes
from tests.unit.workspace.asking import import_request

BLANK = [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe\n\0", b"\n" * 9000]
ENDINGS = [(each, end) for each in registry.read() for end in each.endings]


@pytest.mark.parametrize("data", BLANK)
def test_blank_is_what_has_nothing_but_white_space_and_marks(data: bytes) -> None:
    assert is_blank(io.BytesIO(data))
    assert not is_blank(io.BytesIO(data + b"a")) and not is_blank(io.BytesIO(b"\xe9" + data))


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return projects.create(tmp_path_factory.mktemp("empty") / "p.db", "empty")


def test_every_format_s_empty_file_is_refused_as_empty_beside_others(project, tmp_path) -> None:
    """But brat's: its text is elsewhere, and there may be no labels."""
    (tmp_path / "whole.txt").write_text("Ada left.")
    wanted = {}
    for number, (each, ending) in enumerate(ENDINGS):
        path = tmp_path / f"f{number}{ending}"
        path.write_bytes(BLANK[number % len(BLANK)])
        wanted[path.name] = Unfit.TEXT_NOT_BESIDE if each.may_be_empty else Fault.FILE_EMPTY
    report = importing.run(import_request(project, tmp_path), Work())
    refused = [Refusal.from_dict(x) for x in report.refusals]
    assert {x.where: x.reason.code for x in refused} == wanted and report.articles == 1
    seen = preview.run(Preview(str(project), (str(tmp_path),)), Work())
    told = [Refusal.from_dict(y) for x in seen.files for y in x.refusals]
    assert {x.where: x.reason.code for x in told} == wanted


@pytest.mark.parametrize("name", ["e.csv", "e.jsonl", "e.txt", "e.xlsx", "e.conll", "e.unknown"])
def test_alone_it_is_an_error_with_its_name(project, tmp_path, name) -> None:
    (tmp_path / name).write_bytes(b"\n")
    with pytest.raises(UserError) as raised:
        importing.run(import_request(project, tmp_path / name), Work())
    assert raised.value.code == Fault.FILE_EMPTY and str(raised.value.where).endswith(name)


def test_so_are_lists_of_names_schemes_codebooks_and_manifests(project, tmp_path) -> None:
    def names(path):
        with Store.open(project) as store:
            import_names(store, [path])

    readers = {
        "e.csv": names,
        "e.toml": lambda path: schemes.load(str(path)),
        "e.qdc": lambda path: schemes.load(str(path)),
        "MANIFEST.json": manifest.read,
    }
    for name, read in readers.items():
        (tmp_path / name).touch()
        with pytest.raises(UserError) as raised:
            read(tmp_path / name)
        assert raised.value.code == Fault.FILE_EMPTY and str(raised.value.where).endswith(name)


def test_standard_input_is_told_by_that_name_and_not_by_where_it_is_kept(monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with (
        pytest.raises(UserError) as raised,
        import_options.files_of([Path("-")]) as (kept,),
    ):
        raise UserError(Fault.FILE_EMPTY, where=str(kept))
    assert str(raised.value) == "standard input: the file is empty"
