"""Words of what runs beside the window: import, export, copies, training, and their steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import JobStep
from annotator.core.export_codes import RemarkReason
from annotator.faults import Loss
from annotator.notices import notice_from
from annotator.ui.words.errors import words_of
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    dotted,
    listed,
    number,
    translate,
)

if TYPE_CHECKING:
    from annotator.core.remarks import Remark
    from annotator.workspace.jobs.messages import ExportReport, ImportReport, NearCopiesReport

# -- steps ------------------------------------------------------------------------------------

_STEPS: dict[JobStep, Phrase] = {
    JobStep.LOADING_THE_PIPELINE: QT_TRANSLATE_NOOP("Jobs", "loading the pipeline"),
    JobStep.READING: QT_TRANSLATE_NOOP("Jobs", "reading"),
    JobStep.SUGGESTING: QT_TRANSLATE_NOOP("Jobs", "suggesting"),
    JobStep.LEARNING: QT_TRANSLATE_NOOP("Jobs", "learning"),
    JobStep.LEARNING_TOPICS: QT_TRANSLATE_NOOP("Jobs", "learning topics"),
    JobStep.IMPORTING: QT_TRANSLATE_NOOP("Jobs", "importing"),
    JobStep.HANDING_IN: QT_TRANSLATE_NOOP("Jobs", "handing in"),
    JobStep.MERGING: QT_TRANSLATE_NOOP("Jobs", "merging"),
    JobStep.INDEXING: QT_TRANSLATE_NOOP("Jobs", "indexing"),
    JobStep.COMPARING: QT_TRANSLATE_NOOP("Jobs", "comparing articles"),
    JobStep.COUNTING: QT_TRANSLATE_NOOP("Jobs", "counting"),
    JobStep.EXPORTING: QT_TRANSLATE_NOOP("Jobs", "exporting"),
    JobStep.READING_BACK: QT_TRANSLATE_NOOP("Jobs", "reading back"),
    JobStep.BACKING_UP: QT_TRANSLATE_NOOP("Jobs", "backing up"),
    JobStep.HANDING_OUT: QT_TRANSLATE_NOOP("Jobs", "making hand-outs"),
    JobStep.COPYING: QT_TRANSLATE_NOOP("Jobs", "copying"),
    JobStep.TRAINING: QT_TRANSLATE_NOOP("Jobs", "training"),
    JobStep.JUDGING_MEMORY: QT_TRANSLATE_NOOP("Jobs", "judging memory"),
    JobStep.JUDGING_THE_PIPELINE: QT_TRANSLATE_NOOP("Jobs", "judging the pipeline"),
    JobStep.JUDGING_THE_NEW_PIPELINE: QT_TRANSLATE_NOOP("Jobs", "judging the new pipeline"),
    JobStep.JUDGING_THE_PRESENT_PIPELINE: QT_TRANSLATE_NOOP("Jobs", "judging the present pipeline"),
    JobStep.JUDGING_THE_TOPICS: QT_TRANSLATE_NOOP("Jobs", "judging the topics"),
    JobStep.DRAWING_ANEW: QT_TRANSLATE_NOOP("Jobs", "drawing articles anew"),
    JobStep.CROSS_VALIDATING: QT_TRANSLATE_NOOP("Jobs", "cross-validating"),
    JobStep.CROSS_VALIDATING_TOPICS: QT_TRANSLATE_NOOP("Jobs", "cross-validating topics"),
}
LEARNING = QT_TRANSLATE_NOOP("Jobs", "Learning")
LEARNING_TOPICS = QT_TRANSLATE_NOOP("Jobs", "Learning topics")


def words_of_step(step: JobStep) -> str:
    """A few words for the status line."""
    return _STEPS[step]()


def step_of_learning(step: JobStep, done: int, total: int | None) -> str:
    """What the training does now, and how much of it is done."""
    if step == JobStep.LEARNING:
        words = LEARNING()
    elif step == JobStep.LEARNING_TOPICS:
        words = LEARNING_TOPICS()
    else:
        words = translate("Jobs", "Learning: {step}").format(step=words_of_step(step))
    if not total:
        return words
    words_done = translate("Jobs", "{step} {n} %")
    return words_done.format(step=words, n=number(100 * done // total))


# -- asking -----------------------------------------------------------------------------------

FILES = QT_TRANSLATE_NOOP("Jobs", "Files…")
FOLDER = QT_TRANSLATE_NOOP("Jobs", "A folder…")
IMPORT = QT_TRANSLATE_NOOP("Jobs", "Import articles")
EXPORT = QT_TRANSLATE_NOOP("Jobs", "Export labels")
HOLDS_EVERYTHING = QT_TRANSLATE_NOOP("Jobs", "It holds everything.")
COPY = QT_TRANSLATE_NOOP("Jobs", "Save a copy")
_FORMATS: dict[str, Phrase] = {
    "text": QT_TRANSLATE_NOOP("Jobs", "Text files"),
    "html": QT_TRANSLATE_NOOP("Jobs", "Web pages"),
    "table": QT_TRANSLATE_NOOP("Jobs", "Tables"),
    "xlsx": QT_TRANSLATE_NOOP("Jobs", "Excel workbooks"),
    "json": QT_TRANSLATE_NOOP("Jobs", "A JSON list"),
    "brat": QT_TRANSLATE_NOOP("Jobs", "brat standoff"),
    "webanno": QT_TRANSLATE_NOOP("Jobs", "WebAnno TSV 3"),
    "uima": QT_TRANSLATE_NOOP("Jobs", "UIMA CAS XMI"),
    "uima-json": QT_TRANSLATE_NOOP("Jobs", "UIMA CAS JSON"),
    "refi": QT_TRANSLATE_NOOP("Jobs", "REFI-QDA project"),
    "jsonl": QT_TRANSLATE_NOOP("Jobs", "JSONL, everything"),
    "label-studio": QT_TRANSLATE_NOOP("Jobs", "Label Studio"),
    "doccano": QT_TRANSLATE_NOOP("Jobs", "doccano"),
    "labelbuddy": QT_TRANSLATE_NOOP("Jobs", "labelbuddy"),
    "argilla": QT_TRANSLATE_NOOP("Jobs", "Argilla"),
    "prodigy": QT_TRANSLATE_NOOP("Jobs", "Prodigy"),
    "spacy": QT_TRANSLATE_NOOP("Jobs", "spaCy, ready to train"),
    "parquet": QT_TRANSLATE_NOOP("Jobs", "Parquet, everything"),
    "spacy-json": QT_TRANSLATE_NOOP("Jobs", "spaCy, data as JSON"),
    "conll": QT_TRANSLATE_NOOP("Jobs", "CoNLL, a token a line"),
    "csv": QT_TRANSLATE_NOOP("Jobs", "CSV of spans and of topics"),
}
STILL_RUNNING = QT_TRANSLATE_NOOP("Jobs", "Another job is still running")


def title_of(name: str, title: str) -> str:
    """What a format is called; `title` where it has no words here."""
    return _FORMATS[name]() if name in _FORMATS else title


def losses(counted: Mapping[str, int]) -> str:
    """What a format has no place for, counted by the names of `Loss`."""
    if not counted:
        return HOLDS_EVERYTHING()
    words = translate("Jobs", "It has no place for: {what}")
    what = [words_of(Loss[kind.upper()](n=number(n))) for kind, n in counted.items()]
    return words.format(what="; ".join(what))


def name_of_copy(stem: str) -> str:
    return translate("Jobs", "{name} copy", "the name of a file").format(name=stem)


# -- what came of it --------------------------------------------------------------------------


def imported(report: ImportReport) -> str:
    """What came in, each fact with its number."""
    counts = (
        (report.articles, translate("Jobs", "Articles imported: {n}")),
        (report.joined, translate("Jobs", "Labels of other files, added to these: {n}")),
        (report.restored, translate("Jobs", "Back from the bin: {n}")),
        (report.there, translate("Jobs", "There already: {n}")),
        (
            report.completed,
            translate("Jobs", "Of these without a mark and now with the file's: {n}"),
        ),
    )
    said = [words.format(n=number(count)) for count, words in counts if count]
    if not said and report.refused:
        said = [translate("Jobs", "Nothing was imported")]
    elif not said:
        said = [translate("Jobs", "There is no article in what was given")]
    if report.refused:
        said.append(translate("Jobs", "Refused: {n}").format(n=number(report.refused)))
    if report.spans_left_out:
        left_out = translate("Jobs", "Spans left out: {n}")
        said.append(left_out.format(n=number(report.spans_left_out)))
    return dotted(*said)


def near_copies_found(new: int) -> str:
    return translate("Jobs", "Near copies found: {n}").format(n=number(new))


def compared(report: NearCopiesReport) -> str:
    """What came of looking for near copies, when a person had asked for it."""
    if not report.families:
        return translate("Jobs", "No article is a near copy of another")
    words = translate("Jobs", "Articles that are near copies of each other: {n}")
    return dotted(near_copies_found(report.new), words.format(n=number(report.articles)))


def notes_of_import(report: ImportReport) -> list[str]:
    return [trimmed(report.trimmed)] if report.trimmed else []


def exported(report: ExportReport) -> str:
    """What went out, and where it is."""
    words = translate("Jobs", "Exported and read back: {place}").format(place=report.to)
    return dotted(words, of_export(report))


def of_export(report: ExportReport) -> str:
    """How much went out."""
    articles, spans = report.counts["articles"], report.counts["spans"]
    return dotted(
        translate("Jobs", "%Ln articles", None, PLURAL, articles),
        translate("Jobs", "%Ln spans", None, PLURAL, spans),
    )


def notes_of_export(report: ExportReport) -> list[str]:
    """What of it is not as it is in the project."""
    notes = [
        undecided(name, use["undecided"])
        for name, use in report.topic_groups["groups"].items()
        if use["answered"] and use["undecided"]
    ]
    if broken := report.topic_groups["broken"]:
        notes.append(several_topics(len(broken)))
    if undivided := report.more.get("split", {}).get("undivided"):
        notes.append(words_of(notice_from(undivided)))
    if report.cannot_hold:
        notes.append(losses(report.cannot_hold))
    if unseen := report.counts["unseen_left_out"]:
        notes.append(translate("Jobs", "%Ln spans accepted unseen left out", None, PLURAL, unseen))
    if report.damaged:
        notes.append(damaged(len(report.damaged)))
    if report.remarked:
        notes.append(remarked(report.remarked))
    if report.counts["trimmed"]:
        notes.append(trimmed(report.counts["trimmed"]))
    return notes


_REMARKS: dict[RemarkReason, Phrase] = {
    RemarkReason.LABEL_DAMAGED: QT_TRANSLATE_NOOP("Jobs", "its label is damaged: left out"),
    RemarkReason.ONLY_WHITE_SPACE: QT_TRANSLATE_NOOP("Jobs", "white space only: left out"),
    RemarkReason.OTHER_LABEL: QT_TRANSLATE_NOOP(
        "Jobs", "another label has the same words: left out"
    ),
    RemarkReason.WHITE_SPACE_AT_EDGE: QT_TRANSLATE_NOOP(
        "Jobs", "white space at its edge: left out"
    ),
    RemarkReason.TOKEN_SPLIT: QT_TRANSLATE_NOOP(
        "Jobs", "its edge is inside a token: the token is split"
    ),
    RemarkReason.OVERLAPS: QT_TRANSLATE_NOOP(
        "Jobs", "overlaps another: only among the spans, not among the entities"
    ),
}


def remark(span: Remark) -> str:
    """Which span did not go out as it is, and why."""
    words = translate("Jobs", "{article}, {start} to {end} ({label} “{words}”): {why}")
    return words.format(
        article=span.article,
        start=number(span.start),
        end=number(span.end),
        label=span.label,
        words=span.surface,
        why=_REMARKS[span.what](),
    )


def remarked(spans: int) -> str:
    return translate("Jobs", "%Ln spans not as they are here", None, PLURAL, spans)


def damaged(count: int) -> str:
    return translate("Jobs", "%Ln damages found: left out", None, PLURAL, count)


def several_in(article: str, group: str, topics: Sequence[str]) -> str:
    words = translate("Jobs", "{article}: {group}: {topics}", "several topics where one may be")
    return words.format(article=article, group=group, topics=listed(topics))


def copied(place: str) -> str:
    return translate("Jobs", "Copied and read back: {place}").format(place=place)


def undecided(group: str, articles: int) -> str:
    words = translate("Jobs", "{group} left undecided in %Ln articles", None, PLURAL, articles)
    return words.format(group=group)


def several_topics(articles: int) -> str:
    return translate(
        "Jobs", "%Ln articles with several topics of a group that takes one", None, PLURAL, articles
    )


def trimmed(spans: int) -> str:
    words = translate("Jobs", "White space taken off the edges of spans: {n}")
    return words.format(n=number(spans))
