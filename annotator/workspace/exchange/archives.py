"""Zip archives as folders of files; what of one is not opened, and why."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from annotator.errors import UserError, reason_of
from annotator.faults import Fault, Unfit
from annotator.formats.articles import OpenBeside, Refusal
from annotator.notices import Notice

_ENDING = ".zip"
_SMALL_BYTES = 64 << 20
_MOST_RATIO = 200  # text packs ten times, JSON that repeats itself fifty times
_MOST_FILES = 1_000_000
_KNOWN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENCRYPTED = 1


class Archive:
    """A zip file, opened; UserError for what is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise UserError(Fault.ZIP_BROKEN, where=str(path), reason=str(error)) from error
        except OSError as error:
            raise UserError(Fault.ZIP_BROKEN, where=str(path), reason=reason_of(error)) from error
        self._files = {each.filename: each for each in self._zip.infolist() if not each.is_dir()}

    def names(self) -> Iterator[str | Refusal]:
        """The files in it, sorted, and why one is not opened; hidden ones are left out."""
        packed = sum(each.compress_size for each in self._files.values())
        if packed > self.path.stat().st_size or len(self._files) > _MOST_FILES:
            yield Refusal(self.path.name, Unfit.ZIP_BOMB())
            return
        for name in sorted(self._files):
            parts = PurePosixPath(name).parts
            if any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts:
                continue
            reason = self._reason(name)
            yield name if reason is None else Refusal(f"{self.path.name}/{name}", reason)

    def _reason(self, name: str) -> Notice | None:
        member = self._files[name]
        inside = PurePosixPath(name)
        if ".." in inside.parts or inside.is_absolute() or PureWindowsPath(name).anchor:
            return Unfit.ZIP_CLIMBS()
        if member.flag_bits & _ENCRYPTED:
            return Unfit.ZIP_ENCRYPTED()
        if member.compress_type not in _KNOWN:
            return Unfit.ZIP_PACKED_OTHERWISE()
        if member.file_size > max(_SMALL_BYTES, _MOST_RATIO * member.compress_size):
            return Unfit.ZIP_BOMB()
        return Unfit.ZIP_IN_ZIP() if is_zip_name(name) else None

    def size(self, name: str) -> int:
        """How many bytes a file has, unpacked."""
        return self._files[name].file_size

    def open(self, name: str) -> BinaryIO:
        """A file in it, to be read."""
        return cast(BinaryIO, self._zip.open(self._files[name]))

    def beside(self, name: str) -> OpenBeside:
        """Opens what lies in the folder of this file, or below it, in the same archive."""
        folder = PurePosixPath(name).parent

        def open_(other: str) -> BinaryIO | None:
            inside = PurePosixPath(other)
            wanted = str(folder / inside)
            is_elsewhere = inside.is_absolute() or ".." in inside.parts
            if is_elsewhere or wanted not in self._files or self._reason(wanted) is not None:
                return None
            return self.open(wanted)

        return open_


def is_zip_name(name: str) -> bool:
    """Whether a file is named as an archive."""
    return name.lower().endswith(_ENDING)
