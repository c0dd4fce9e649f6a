"""Projects to measure with, made through the store and kept in the system's temporary folder.

The texts are invented from the same seed each time: sentences with a name each, some names often.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from annotator.core import acts
from annotator.core.records import InputMethod, Label, Suggestion
from annotator.core.sheet import Sheet
from annotator.core.tokens import Tokens, cut
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.storage.migrations import VERSION
from annotator.workspace.scheme import files as schemes

ANNOTATOR = "bench"
AT = "2024-01-01T00:00:00.000+00:00"
_VERSION = 5  # of what is made here: older ones in the temporary folder are not taken

_SYLLABLES = "ba den kor lin mar no pel ras sto tu ven zi ha gre mol qui".split()
_WORDS = """talks continued after the ministers had agreed on new terms of trade and officials said
that further steps would follow once both sides returned from consultations while markets remained
calm across region despite rising prices reports suggested another round could begin within weeks
as observers noted little progress over border security energy supply and climate policy""".split()
_LABELS = 4  # of the scheme's labels are used


@dataclass(frozen=True)
class Made:
    """A text with its tokens and the ranges of its names, each with a label's number."""

    text: str
    tokens: Tokens
    names: list[tuple[int, int, int]]
    sentences: list[int]


def cache_dir() -> Path:
    """Where projects are kept between runs."""
    name = f"annotator-bench-{os.getuid()}-v{_VERSION}-{VERSION}"  # of the file format too
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(exist_ok=True)
    return folder


def kept(name: str, make: Callable[[Path], object]) -> Path:
    """A file of the cache, made if it is not there: whole or not at all. It is made beside and
    renamed, so neither a run that broke off nor one that goes on meanwhile leaves half of it.
    """
    path = cache_dir() / name
    if not path.exists():
        folder = Path(tempfile.mkdtemp(prefix="half-", dir=cache_dir()))
        try:
            make(folder / name)
            if rest := [x.name for x in folder.iterdir() if x.name != name]:
                raise RuntimeError(f"{name} is not closed: {rest}")
            (folder / name).replace(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return path


def fresh_home() -> None:
    """Keep what the program remembers out of the person's own home."""
    home = Path(tempfile.mkdtemp(prefix="annotator-bench-home-"))
    for variable in ("HOME", "USERPROFILE"):
        os.environ[variable] = str(home)
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = str(home / variable.lower())


def copy_of(project: Path) -> Path:
    """A copy to write in, in a new temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    return Path(shutil.copy(project, folder / project.name))


# -- texts ---------------------------------------------------------------------------------


def text_of(
    characters: int, names: int, *, seed: int = 1, is_one_line: bool = False, labels: int = 4
) -> Made:
    """A text of about so many characters with so many names, of so many of the scheme's labels; in
    paragraphs or in one line.
    """
    chance = random.Random(seed)
    pool = _pool(chance, max(8, names // 5))
    weights = list(accumulate(1 / (n + 20) for n in range(len(pool))))
    room = characters / max(1, names)
    pieces: list[str] = []
    ranges: list[tuple[int, int, int]] = []
    sentences: list[int] = []
    at = 0
    for number in range(names):
        index = bisect_left(weights, chance.random() * weights[-1])
        name = pool[min(index, len(pool) - 1)]
        is_end = number % 3 == 2
        lead = _words(chance, max(0.0, room - len(name) - 2))
        if not sentences or pieces[-1].endswith((". ", "\n")):
            sentences.append(at)
            lead = lead[:1].upper() + lead[1:]
        ranges.append((at + len(lead), at + len(lead) + len(name), index % labels))
        tail = (". " if is_one_line or number % 15 != 14 else ".\n\n") if is_end else " "
        pieces.append(f"{lead}{name}{tail}")
        at += len(pieces[-1])
    text = "".join(pieces)
    return Made(text, cut(text), ranges, sentences)


def unbreakable(characters: int) -> str:
    """One line without a place to break it."""
    return "x" * characters


def bare(text: str) -> Made:
    """A text in which nothing is suggested."""
    return Made(text, cut(text), [], [0])


def lines_of(count: int, *, seed: int = 1) -> Made:
    """So many short lines, each tenth with a name."""
    made = text_of(count * 20, count // 10, seed=seed)
    text, ranges, at = made.text, made.names, 0
    names = [False] * len(text)
    for start, end, _ in ranges:
        names[start:end] = [True] * (end - start)
    signs, since = list(text.replace("\n", " ")), 0
    for at, sign in enumerate(signs):
        if sign == " " and at - since >= 14 and not names[at]:
            signs[at], since = "\n", at
    text = "".join(signs)
    return Made(text, cut(text), ranges, made.sentences)


def at_one_place(count: int) -> Made:
    """So many suggestions that all lie over one word, in the middle of a usual article."""
    made = text_of(2_600, 67, seed=10)
    tokens, middle = made.tokens, len(made.tokens) // 2
    ranges = []
    for number in range(count):
        before, behind = number % 20, number // 20
        start, end = tokens.starts[middle - before], tokens.ends[middle + behind]
        ranges.append((start, end, number % _LABELS))
    return Made(made.text, tokens, ranges, made.sentences)


def _pool(chance: random.Random, size: int) -> list[str]:
    def name() -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 3))).capitalize()

    return [f"{name()} {name()}" if chance.random() < 0.4 else name() for _ in range(size)]


def _words(chance: random.Random, room: float) -> str:
    words: list[str] = []
    while room > 4:
        words.append(chance.choice(_WORDS))
        room -= len(words[-1]) + 1
    return " ".join(words) + " " if words else ""


# -- projects ------------------------------------------------------------------------------


def empty(
    path: Path, *, has_worker: bool = False, labels: int = 0, is_nested: bool = False
) -> Store:
    """A new project with the news scheme, or with so many labels; without a worker, that would
    load spaCy meanwhile.
    """
    scheme = schemes.load("news")
    own = tuple(
        Label(number + 1, f"Label {number:03d}", f"L{number}", colour=schemes.PALETTE[number % 20])
        for number in range(len(scheme.labels), labels)
    )
    scheme = replace(scheme, labels=(*scheme.labels, *own), nested=is_nested)
    store = Store.create(path, scheme, at=AT)
    store.settings.set("suggestions", has_worker)
    return store


def add(store: Store, made: Made, run: int | None, *, title: str = "", decided: int = 0) -> int:
    """Add an article with its suggestions, or (no run) as one that no pipeline has read yet;
    `decided`: each n-th is a span already (0: none).
    """
    article, _ = store.articles.add(NewArticle(made.text, title, published="2024-01-01"))
    if run is not None:
        rows = _suggestions(store, made)
        store.suggestions.put(article, run, made.tokens, made.sentences, rows)
    if decided:
        _decide(store, article, decided)
    return article


def one_article(made: Made, name: str, *, decided: int = 3) -> Path:
    """A project with this article, and a small one before it."""

    def make(path: Path) -> None:
        with empty(path) as store:
            run = store.suggestions.run_id("bench", "1", "1")
            add(store, made, run, title="The article", decided=decided)
            add(store, text_of(600, 6, seed=2), run, title="Another article")

    return kept(f"{name}.annotator.db", make)


def many(count: int, *, words: int = 400, has_suggestions: bool = True) -> Path:
    """A project of `count` articles: a few hundred texts, each time with another first line."""

    def make(path: Path) -> None:
        kinds = [text_of(words * 6, max(1, words // 13), seed=seed) for seed in range(200)]
        with empty(path) as store, store.batch() as batch:
            run = store.suggestions.run_id("bench", "1", "1")
            for number in range(count):
                made = _with_line(
                    kinds[number % len(kinds)], f"Report number {number:07d} from abroad.\n"
                )
                if has_suggestions:
                    add(store, made, run)
                else:
                    store.articles.add(
                        NewArticle(made.text, published=f"20{number % 24:02d}-01-01")
                    )
                batch.tick()

    return kept(f"many-{count}-{words}-{int(has_suggestions)}.annotator.db", make)


def jsonl(count: int, *, words: int = 400, has_spans: bool = False) -> Path:
    """A JSON Lines file of articles, for imports."""

    def make(path: Path) -> None:
        kinds = [text_of(words * 6, max(1, words // 6), seed=seed) for seed in range(200)]
        scheme = schemes.load("news").labels
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                made = _with_line(kinds[number % len(kinds)], f"Message number {number:07d}.\n")
                record: dict[str, object] = {"text": made.text, "date": "2024-01-01"}
                if has_spans:
                    names = [scheme[label].name for label in range(_LABELS)]
                    record["spans"] = [
                        {"start": start, "end": end, "label": names[label]}
                        for start, end, label in made.names
                    ]
                print(json.dumps(record), file=file)

    return kept(f"articles-{count}-{words}-{int(has_spans)}.jsonl", make)


def _with_line(made: Made, line: str) -> Made:
    """The text with a line in front of it; lines of one length keep the same token bounds."""
    by = len(line)
    key = (id(made), by)
    if key not in _shifted:
        first = cut(line)
        starts = [*first.starts, *(x + by for x in made.tokens.starts)]
        ends = [*first.ends, *(x + by for x in made.tokens.ends)]
        names = [(start + by, end + by, label) for start, end, label in made.names]
        shifted = Made("", Tokens(starts, ends), names, [0, *(x + by for x in made.sentences)])
        _shifted[key] = (made, shifted)  # holding `made`, so that its id stays its own
    return replace(_shifted[key][1], text=line + made.text)


_shifted: dict[tuple[int, int], tuple[Made, Made]] = {}


def _suggestions(store: Store, made: Made) -> list[Suggestion]:
    ids = _label_ids(store)
    return [Suggestion(0, 0, start, end, ids[label]) for start, end, label in made.names]


def _label_ids(store: Store) -> list[int]:
    if store.path not in _ids:
        _ids[store.path] = [label.id for label in store.scheme.read().labels]
    return _ids[store.path]


_ids: dict[Path, list[int]] = {}


def _decide(store: Store, article: int, each: int) -> None:
    """Make spans of every n-th suggestion, in one act."""
    annotator = store.annotators.id_of(ANNOTATOR)
    rows = store.sheets.read(article, annotator)
    sheet = Sheet(
        rows.article,
        store.scheme.read(),
        annotator,
        tokens=rows.tokens,
        suggestions=rows.suggestions,
    )
    how = acts.DecisionContext(InputMethod.BULK, AT)
    changes = [
        change
        for mark in list(sheet.marks)[::each]
        if mark.label is not None
        for change in acts.label(sheet, mark.start, mark.end, mark.label, how, follow=False).changes
    ]
    store.acts.commit(_act(article, changes), annotator, AT)


def _act(article: int, changes: Iterable[acts.Change]) -> acts.Act:
    return acts.Act("span.label", article, tuple(changes), "many")
