"""Reading what a release says without its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.formats.fields import strict_loads
from annotator.workspace.release import text_free

FOLDER = "text-free"


def lines_of(folder: Path, manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines without texts of a release in this folder, part by part.

    UserError, with the place, for what is no such line.
    """
    for name in sorted(x for x in manifest["files"] if x.startswith(f"{FOLDER}/")):
        path = folder / name
        try:
            with path.open("rb") as stream:
                for number, line in enumerate(stream, 1):
                    yield _checked(line, f"{path}:{number}")
        except FileNotFoundError as error:
            raise UserError(Fault.RELEASE_LACKS_FILE, where=str(folder), name=name) from error
        except OSError as error:
            raise EnvironmentFault(
                Fault.NOT_READ, where=str(path), reason=reason_of(error)
            ) from error


class Lines:
    """The lines of a release by the numbers of their articles, read anew each time they are asked
    for. UserError for lines that are missing or there twice.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self._stack = ExitStack()
        self._places: dict[int, tuple[BinaryIO, int]] = {}
        self._families: dict[int, int] = {}
        names = sorted(x for x in manifest["files"] if x.startswith(f"{FOLDER}/"))
        for _ in lines_of(folder, manifest):
            pass  # each is one, and can be read
        for name in names:
            stream = self._stack.enter_context((folder / name).open("rb"))
            offset = 0
            for line in stream:
                value = strict_loads(line.decode())
                self._places[value["number"]] = stream, offset
                self._families[value["number"]] = value["family"]
                offset += len(line)
        numbers = range(1, len(self._places) + 1)
        if sorted(self._places) != [*numbers] or len(self) != manifest["counts"].get("articles"):
            self._stack.close()
            raise UserError(Fault.RELEASE_LACKS_LINES, where=str(folder / FOLDER))

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self.line(number) for number in range(1, len(self) + 1))

    def line(self, number: int) -> dict[str, Any]:
        """The line of the article of this number."""
        stream, offset = self._places[number]
        stream.seek(offset)
        value: dict[str, Any] = strict_loads(stream.readline().decode())
        return value

    def family_of(self, number: int) -> int:
        return self._families[number]

    def tokens_of(self, number: int) -> tuple[tuple[int, int], ...]:
        return tuple((start, end) for start, end in self.line(number)["tokens"])


def _checked(line: bytes, where: str) -> dict[str, Any]:
    try:
        value = strict_loads(line.decode())
    except (ValueError, RecursionError) as error:
        raise UserError(Fault.NOT_A_LINE_OF_RELEASE, where=where) from error
    if not fits(value, text_free.SHAPE):
        raise UserError(Fault.NOT_A_LINE_OF_RELEASE, where=where)
    return value  # type: ignore[no-any-return]


def fits(value: Any, shape: Any) -> bool:
    """Whether a value of JSON has this shape; see annotator.formats.own."""
    if isinstance(shape, dict):
        return (
            isinstance(value, dict)
            and value.keys() == shape.keys()
            and all(fits(value[name], kind) for name, kind in shape.items())
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(each, shape[0]) for each in value)
    if isinstance(shape, tuple):
        return value is None or fits(value, shape[0])
    return type(value) is shape
