"""Files that hold the same documents, each as another person labelled them: whose each one is.

doccano's export by annotator has a file for each (`anna.jsonl`, `ben.jsonl`), brat's folders hold a
file a document (`anna/news.ann`, `ben/news.ann`). Nothing in them says whose they are, but their
names do. Where a file says it itself, and of copies with the same labels, the name says nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from pathlib import PurePosixPath

from annotator.formats.articles import GivenArticle, GivenReview
from annotator.workspace.exchange.sources import File

_PEEKED = 20
"""Records of a file that are looked at."""
_ONE_EACH = frozenset({"brat", "webanno", "uima", "uima-json"})
"""Formats with a file a document: there a folder is somebody's."""
_WITHOUT_LABELS = frozenset({"text", "html"})

_Document = tuple[str, int]
_Labels = frozenset[tuple[int, int, str]]
_Work = Mapping[_Document, _Labels]


def whose_files(files: Sequence[File]) -> dict[int, str]:
    """Annotators by the numbers of the files, of those whose documents others have too."""
    units = _units(files)
    works = {name: _work_of([files[x] for x in numbers]) for name, numbers in units.items()}
    found: dict[int, str] = {}
    for group in _groups({name: work for name, work in works.items() if work}):
        for unit, who in zip(group, _names(group), strict=True):
            found |= dict.fromkeys(units[unit], who)
    return found


def _units(files: Sequence[File]) -> dict[PurePosixPath, list[int]]:
    """What may be one person's: a file of several documents, or a folder of files that other
    folders have under the same names.
    """
    paths = [PurePosixPath(x.member or x.path.as_posix()) for x in files]
    leaves = Counter(path.name for path in paths)
    found: dict[PurePosixPath, list[int]] = defaultdict(list)
    for number, (file, path) in enumerate(zip(files, paths, strict=True)):
        name = file.format.name
        if name in _ONE_EACH and leaves[path.name] > 1:
            found[path.parent].append(number)
        elif name not in _WITHOUT_LABELS | _ONE_EACH:
            found[path.with_suffix("")].append(number)
    return found if len(found) > 1 else {}


def _work_of(files: Sequence[File]) -> _Work:
    """The labels of the first documents; nothing where somebody is named."""
    work: dict[_Document, _Labels] = {}
    for given in islice(_articles(files), _PEEKED):
        if given.is_own or any(review.annotator for review in given.reviews):
            return {}
        said: list[GivenArticle | GivenReview] = [given, *given.reviews]
        labels = [(x.start, x.end, x.label) for each in said for x in each.spans]
        topics = [(-1, int(x.is_yes), x.topic) for each in said for x in each.topics]
        work[given.key, hash(given.text)] = frozenset(labels + topics)
    return work


def _articles(files: Sequence[File]) -> Iterator[GivenArticle]:
    for file in files:
        assert file.format.read is not None
        try:
            with file.open() as stream:
                for item in file.format.read(stream, file.name, file.options()):
                    if isinstance(item, GivenArticle):
                        yield item
        except Exception:  # it is told when the file is read whole
            return


def _groups(works: Mapping[PurePosixPath, _Work]) -> list[list[PurePosixPath]]:
    """Those that have a document in common which they label otherwise, and with them their like."""
    above = {name: name for name in works}

    def first(name: PurePosixPath) -> PurePosixPath:
        while above[name] != name:
            name = above[name]
        return name

    for one, other in combinations(works, 2):
        shared = works[one].keys() & works[other].keys()
        if any(works[one][x] != works[other][x] for x in shared):
            above[first(other)] = first(one)
    groups: dict[PurePosixPath, list[PurePosixPath]] = defaultdict(list)
    for name in works:
        groups[first(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _names(group: Sequence[PurePosixPath]) -> list[str]:
    """The last part of the paths in which all of them differ, else the whole paths."""
    for at in range(1, min(len(path.parts) for path in group) + 1):
        names = [path.parts[-at] for path in group]
        if len(set(names)) == len(names):
            return names
    return [str(path) for path in group]
