"""What is read of files that other tools wrote: a table of all of a folder, as Markdown.

Each is read completely, or refused with its reason and its place.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import EnvironmentFault, UserError
from annotator.formats.articles import GivenArticle, Refusal
from annotator.workspace.exchange.sources import File, Found, find

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "fixtures"
_LONGEST = 160


@dataclass(slots=True)
class Row:
    """What came of one file: how much was read, which records were refused, or why all of it was;
    `read_with` is the file that it belongs to.
    """

    path: Path
    format: str = "–"
    articles: int = 0
    spans: int = 0
    topics: int = 0
    reviews: int = 0
    suggestions: int = 0
    left_out: int = 0
    refused: list[Refusal] = field(default_factory=list)
    error: UserError | EnvironmentFault | None = None
    read_with: str = ""

    @property
    def is_accounted_for(self) -> bool:
        """Whether it was read, at least in part, or refused."""
        return bool(self.articles or self.refused or self.error or self.read_with)

    def outcome(self) -> str:
        """Why not all of it was taken, in a line; "" where all was."""
        if self.read_with:
            return f"read with {self.read_with}"
        if self.error is not None:
            return f"refused: {self.error}"
        return str(self.refused[0]) if self.refused else ""

    def add(self, given: GivenArticle) -> None:
        self.articles += 1
        said = [given, *given.reviews]
        self.spans += sum(len(each.spans) for each in said)
        self.topics += sum(len(each.topics) for each in said)
        self.reviews += len(given.reviews)
        self.suggestions += len(given.suggestions)
        self.left_out += len(given.left_out)


def rows(folder: Path) -> Iterator[Row]:
    """What comes of every file below a folder, in the order of their paths. Whatever is no refusal
    of ours is raised.
    """
    found = find([folder])
    files = {file.path: file for file in found.files}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield _read(files[path]) if path in files else _other(path, found)


def _read(file: File) -> Row:
    row = Row(file.path, file.format.name)
    try:
        with file.open() as stream:
            for item in file.articles(stream, file.options()):
                if isinstance(item, Refusal):
                    row.refused.append(item)
                else:
                    row.add(item)
    except (UserError, EnvironmentFault) as error:
        row.error = error
    return row


def _other(path: Path, found: Found) -> Row:
    """A file that is none of articles: it belongs to another one, or is refused by itself."""
    for file in found.files:
        if path.name in file.format.companions(file.path.name) and path.parent == file.path.parent:
            return Row(path, file.format.name, read_with=file.path.name)
    try:
        (file,) = find([path]).files
    except UserError as error:
        return Row(path, error=error)
    return _read(file)


def table(folder: Path) -> Iterator[str]:
    """The table, as lines of Markdown, and a line of sums."""
    columns = "articles", "spans", "topics", "reviews", "suggestions", "left out"
    heads = ["file", "format", *columns, "refused", "first reason, or why not read"]
    yield f"| {' | '.join(heads)} |"
    yield f"| --- | --- |{' ---: |' * 7} --- |"
    sums, count = dict.fromkeys(columns, 0), 0
    for row in rows(folder):
        numbers = {name: int(getattr(row, name.replace(" ", "_"))) for name in columns}
        sums = {name: sums[name] + numbers[name] for name in columns}
        count += 1
        why = row.outcome().replace(f"{folder}/", "").replace("|", "\\|")
        why = why if len(why) <= _LONGEST else why[: _LONGEST - 1] + "…"
        cells = [row.path.relative_to(folder).as_posix(), row.format, *numbers.values()]
        yield f"| {' | '.join(map(str, [*cells, len(row.refused), why]))} |"
    yield ""
    yield f"{count} files: {', '.join(f'{number} {name}' for name, number in sums.items())}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    for line in table(parser.parse_args().folder):
        print(line)


if __name__ == "__main__":
    main()
