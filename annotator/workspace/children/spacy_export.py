"""Training data for spaCy from a project: split, with a config, each article read back."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from operator import attrgetter, lt
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from msgspec.msgpack import Decoder, Encoder

from annotator.core.codes import JobStep
from annotator.core.export_codes import ClassifierReason
from annotator.core.records import Article, Status
from annotator.core.topic_answers import groups_of
from annotator.errors import Bug, UserError
from annotator.faults import Fault
from annotator.formats.articles import GivenArticle
from annotator.formats.base import OptionValue
from annotator.formats.docbin import read_back
from annotator.places import Where
from annotator.storage.export import Reviewed
from annotator.values import dataclass
from annotator.workspace.children import near_copies_job
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.export_target import Target
from annotator.workspace.exchange.export_writing import Written, told
from annotator.workspace.exchange.read_back import Truth, differs, sum_of
from annotator.workspace.exchange.splitting import (
    Families,
    Parts,
    Split,
    SplitArticle,
    SplitBy,
    divide,
    split_article,
    split_by,
    why_not_divided,
)
from annotator.workspace.exchange.standing_review import chosen
from annotator.workspace.jobs.process import Work

if TYPE_CHECKING:
    from annotator.core.remarks import Remark
    from annotator.nlp.spacy_training.docbin import Item

_Fed = tuple[int, int, int, int]
"""Hashes of an article's key and text, the sum of its spans, hashes of its yes and of its cats."""

EXCLUSIVE, SEVERAL = "textcat", "textcat_multilabel"
"""The two kinds of spaCy's text classifier: one topic an article, and any number of them."""

_NEARLY_ALL = 0.9
_PLACE = attrgetter("start", "end", "label")
_LABEL = attrgetter("label")


def write(
    outgoing: ArticleExporter,
    place: Path,
    _target: Target,
    options: Mapping[str, OptionValue],
    work: Work,
) -> Written:
    """The format "spacy"; see annotator.workspace.exchange.export_writing."""
    share = float(options["dev_share"])
    if not 0 <= share < 1:
        raise UserError(Fault.SHARE_OUT_OF_RANGE)
    by = split_by(str(options["split_by"]))
    return write_spacy(outgoing, place, halves(share, int(options["seed"]), by), work)


def halves(dev_share: float, seed: int, by: SplitBy = SplitBy.SHARE) -> Split:
    """What to train on and what to test on meanwhile."""
    return Split({"train": 1 - dev_share, "dev": dev_share}, by, seed)


@dataclass(slots=True)
class _Survey:
    """What the articles hold, from a first reading: labels, topics, and who goes where."""

    parts: Parts = field(default_factory=lambda: Parts({}))
    labels: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    is_nested: bool = False
    some_have_none: bool = False
    why_not_divided: UserError | None = None


def _main_language(languages: Counter[str]) -> str:
    """The language of nearly all articles: of a few it may have been found out wrongly."""
    ((language, count),) = languages.most_common(1) or [("en", 0)]
    return language if count >= _NEARLY_ALL * languages.total() else "en"


def write_spacy(
    outgoing: ArticleExporter,
    place: Path,
    split: Split,
    work: Work,
    parts: Parts | None = None,
    *,
    must_fill: bool = False,
) -> Written:
    """train.spacy, dev.spacy, config.cfg and labels.json; by the split, or in the `parts` that it
    gave before: then test.spacy too where they have one. No file is there without an article.
    Where a part that shall have some has none, it is told why, or a UserError if `must_fill`.
    """
    from annotator.nlp.spacy_training import docbin

    with _Spool(place) as spool:
        survey = _surveyed(outgoing, spool, split, work, parts)
        if must_fill and survey.why_not_divided is not None:
            raise survey.why_not_divided
        if not survey.labels and not survey.topics:
            raise UserError(Fault.NOTHING_MARKED_TO_EXPORT)
        kind, why = _classifier(outgoing, survey)
        fed: dict[str, list[_Fed]] = {"train": [], "dev": []}
        lang = _main_language(survey.languages)
        trained, tested = docbin.write_training(
            place,
            _items(spool, survey, "train", fed["train"], work),
            _items(spool, survey, "dev", fed["dev"], work),
            sorted(survey.labels),
            sorted(survey.topics),
            lang=lang,
            nested=survey.is_nested,
            one_topic=kind == EXCLUSIVE,
        )
        made = {"train": trained, "dev": tested}
        if "test" in survey.parts.part_of.values():
            items = _items(spool, survey, "test", fed.setdefault("test", []), work)
            path = place / "test.spacy"
            made["test"] = docbin.write_docbin(items, path, lang=lang, nested=survey.is_nested)
    for part, each in made.items():
        if each.paths:
            _compare(_read(place / f"{part}.spacy"), fed[part], _left_out(each.remarks))
    labels = {"labels": sorted(survey.labels), "topics": sorted(survey.topics)}
    (place / "labels.json").write_text(
        json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    counts = {name: len(items) for name, items in fed.items()}
    why_not = survey.why_not_divided
    undivided = {"undivided": why_not.notice.as_dict()} if why_not is not None else {}
    return Written(
        counts | {"articles": sum(counts.values())},
        [remark for each in made.values() for remark in each.remarks],
        {"split": {"by": split.by, "seed": split.seed, "leaks": survey.parts.leaks} | undivided}
        | ({"topic_classifier": kind, "topic_classifier_why": why} if kind else {}),
    )


def _articles(
    outgoing: ArticleExporter, work: Work, what: JobStep
) -> Iterator[tuple[GivenArticle, Article, list[Reviewed]]]:
    """Those that somebody worked on: an article without a review is no example of anything."""
    found = outgoing.with_rows(with_history=False, with_bounds=True)
    for each in told(found, work, what, outgoing.total):
        if any(review.status in (Status.DONE, Status.STARTED) for review in each[0].reviews):
            yield each


_Fields = tuple[str, str, list[tuple[int, int, str]], dict[str, float], bytes, bytes, bool]
"""Those of an Item, in their order; the boundaries of tokens as they lie in memory."""


class _Spool:
    """What is exported of each article, in a file without a name until it is known which part each
    goes to: reading the project again for that would take longer than all the rest.
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._encode = Encoder().encode
        self._decode = Decoder(tuple[int, _Fields, _Fed]).decode

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def add(self, article: int, fields: _Fields, fed: _Fed) -> None:
        """Keep an article by its id."""
        data = self._encode((article, fields, fed))
        self._file.write(len(data).to_bytes(4, "big") + data)

    def __iter__(self) -> Iterator[tuple[int, _Fields, _Fed]]:
        self._file.seek(0)
        while size := self._file.read(4):
            yield self._decode(self._file.read(int.from_bytes(size, "big")))


def _surveyed(
    outgoing: ArticleExporter, spool: _Spool, split: Split, work: Work, parts: Parts | None
) -> _Survey:
    """Go through the project, and keep what is exported in the spool."""
    if parts is None:
        near_copies_job.find(outgoing.store, work)
    family_of = Families(outgoing.store)
    survey = _Survey()
    articles: list[SplitArticle] = []
    truth = Truth(outgoing.scheme, outgoing.choice)
    for given, article, rows in _articles(outgoing, work, JobStep.EXPORTING):
        articles.append(split_article(given, article, family_of, split))
        survey.labels.update(map(_LABEL, given.spans))
        survey.topics.update(topic for topic, _ in given.cats)
        survey.languages[given.language or "en"] += 1
        survey.is_nested = survey.is_nested or _overlap(given)
        has_none = bool(given.cats) and not any(is_yes for _, is_yes in given.cats)
        survey.some_have_none = survey.some_have_none or has_none
        said = chosen(truth.reviews(article, rows))
        is_done = said is not None and said.status == Status.DONE
        fields = _fields(given, outgoing.bounds_of(article.id), is_done=is_done)
        places, yes = (said.places, truth.trained_on(said)) if said else (frozenset(), frozenset())
        whole = hash((given.key, article.text))
        spool.add(
            article.id, fields, (whole, sum_of(places), hash(yes), _hash_of(dict(given.cats)))
        )
    survey.parts = parts or divide(articles, split)
    survey.why_not_divided = why_not_divided(articles, survey.parts, split)
    return survey


def _overlap(given: GivenArticle) -> bool:
    starts, ends = [x.start for x in given.spans], [x.end for x in given.spans]
    if starts != sorted(starts):
        ranges = sorted(zip(starts, ends, strict=True))
        starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    return any(map(lt, starts[1:], ends))


def _classifier(outgoing: ArticleExporter, survey: _Survey) -> tuple[str, ClassifierReason]:
    """The kind of spaCy's text classifier that fits the scheme, and why it is not the exclusive one
    although the groups take one answer each; "" without topics.

    The scheme decides, never an article that breaks a group: these are listed. But spaCy's
    exclusive classifier always says one topic, of all that it knows.
    """
    if not survey.topics:
        return "", ClassifierReason.NONE
    in_use = {topic.id for topic in outgoing.scheme.topics if topic.name in survey.topics}
    groups = groups_of(outgoing.scheme).items()
    asked = [group for group, topics in groups if any(topic.id in in_use for topic in topics)]
    single = {group.id for group in outgoing.scheme.groups if not group.several}
    if not single.issuperset(asked):
        return SEVERAL, ClassifierReason.NONE
    if len(asked) > 1:
        return SEVERAL, ClassifierReason.SEVERAL_GROUPS
    if len(survey.topics) == 1:
        return SEVERAL, ClassifierReason.ONE_TOPIC
    if survey.some_have_none:
        return SEVERAL, ClassifierReason.NONE_APPLIES
    return EXCLUSIVE, ClassifierReason.NONE


def _fields(
    given: GivenArticle, bounds: tuple[Sequence[int], Sequence[int]], *, is_done: bool
) -> _Fields:
    starts, ends = (array("I", each).tobytes() for each in bounds)
    spans = [*map(_PLACE, given.spans)]
    cats = {topic: float(is_yes) for topic, is_yes in given.cats}
    return given.key, given.text, spans, cats, starts, ends, is_done


def _items(
    spool: _Spool, survey: _Survey, part: str, fed: list[_Fed], work: Work
) -> Iterator[Item]:
    """The articles of one part; what each must hold is noted in `fed`."""
    from annotator.nlp.spacy_training.docbin import Item

    for article, fields, expected in spool:
        work.check()
        if survey.parts.part_of[article] == part:
            fed.append(expected)
            key, text, spans, cats, starts, ends, is_done = fields
            bounds = array("I", starts).tolist(), array("I", ends).tolist()
            yield Item(key, text, spans, cats, *bounds, is_done)


_Read = tuple[str, str, frozenset[tuple[int, int, str]], dict[str, float]]
"""Key, text, spans and cats of an article that was read."""


def _read(path: Path) -> Iterator[_Read]:
    """What was written: all of it without spaCy, and the first article of each file by it too."""
    from annotator.nlp.spacy_training.docbin import files_of, read_first

    for file in files_of(path):
        first = read_first(file)
        with file.open("rb") as stream:
            for read in read_back(stream, file.name):
                given = read.article
                topics = given.reviews[0].topics if given.reviews else given.topics
                cats = {each.topic: float(each.is_yes) for each in topics}
                item = read.key, given.text, read.spans, cats
                if first is not None and _said(first) != item:
                    raise differs(Where.TRAINING_DATA(), read.key)
                first = None
                yield item


def _said(item: Item) -> _Read:
    return item.article, item.text, frozenset(item.spans), dict(item.cats)


def _left_out(remarks: Sequence[Remark]) -> dict[str, set[tuple[int, int, str]]]:
    """The spans that the format has not, by article."""
    left_out: dict[str, set[tuple[int, int, str]]] = {}
    for each in remarks:
        if each.what.is_left_out:
            left_out.setdefault(each.article, set()).add((each.start, each.end, each.label))
    return left_out


def _hash_of(cats: Mapping[str, float]) -> int:
    return hash(frozenset(cats.items()))


def _compare(
    found: Iterator[_Read], fed: list[_Fed], left_out: dict[str, set[tuple[int, int, str]]]
) -> None:
    """Raise Bug unless the file holds what the project has, but for spans that were remarked on."""
    count = 0
    for (key, text, places, read_cats), (whole, spans, yes, cats) in zip(found, fed, strict=False):
        count += 1
        missing = left_out.get(key)
        is_same = (
            hash((key, text)) == whole
            and sum_of(places | missing if missing else places) == spans
            and hash(frozenset(topic for topic, value in read_cats.items() if value == 1)) == yes
            and _hash_of(read_cats) == cats
        )
        if not is_same:
            raise differs(Where.TRAINING_DATA(), key)
    if count != len(fed) or next(found, None) is not None:
        where = Where.TRAINING_DATA()
        raise Bug(Fault.READ_BACK_COUNT, where=where, read=count, wanted=len(fed))
