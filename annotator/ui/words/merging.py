"""Words of handing in and of merging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from annotator.core.team import MergedAs
from annotator.notices import from_json
from annotator.ui.words.errors import words_at
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    dotted,
    listed,
    number,
    translate,
)

if TYPE_CHECKING:
    from annotator.workspace.jobs.merge_messages import HandInReport, MergedFile, MergeReport

MERGE = QT_TRANSLATE_NOOP("Merging", "Merge others’ work")
MERGE_NOW = QT_TRANSLATE_NOOP("Merging", "Merge")
MERGE_KEY = QT_TRANSLATE_NOOP("Merging", "merge", "what a key does")
WORK = QT_TRANSLATE_NOOP("Merging", "Whose work")
DROP_HERE = QT_TRANSLATE_NOOP(
    "Merging",
    "Drop work files here, other projects, or .jsonl files with reviews. Nothing is changed until"
    " you have seen what would be.",
)
LOOKING = QT_TRANSLATE_NOOP("Merging", "Looking…")
NOTHING_NEW = QT_TRANSLATE_NOOP("Merging", "Nothing would change: all of it is here already.")
NESTING = QT_TRANSLATE_NOOP("Merging", "Spans may lie over each other from then on.")
ONE_UNDO = QT_TRANSLATE_NOOP("Merging", "One undo takes all of it back.")

HAND_IN = QT_TRANSLATE_NOOP("Merging", "Hand in")
HAND_IN_KEY = QT_TRANSLATE_NOOP("Merging", "hand in", "what a key does")
FILE = QT_TRANSLATE_NOOP("Merging", "Work file")
TIMES = QT_TRANSLATE_NOOP("Merging", "Give the times of single articles along")
ABOUT_FILE = QT_TRANSLATE_NOOP(
    "Merging",
    "Your reviews go into a small file: offsets, labels, topics, notes, and the hash of each text."
    " No text leaves this machine, and what a note quotes of one is left out.",
)
ABOUT_TIMES = QT_TRANSLATE_NOOP(
    "Merging", "Otherwise how long you took for an article stays with you."
)
HANDING_IN = QT_TRANSLATE_NOOP("Merging", "writing the file…")
NO_PLACE = QT_TRANSLATE_NOOP("Merging", "Say into which file")


def whose(name: str) -> str:
    return translate("Merging", "The work of {name}").format(name=name)


def handed_in(report: HandInReport) -> str:
    """What came of handing in, in a line."""
    n = report.finished
    done = translate("Merging", "%Ln articles handed in, without texts", None, PLURAL, n)
    kb = max(1, round(report.bytes / 1000))
    size = translate("Merging", "{n} kB: {file}").format(n=number(kb), file=report.to)
    if not report.cleaned:
        return dotted(done, size)
    m = report.cleaned
    quoted = translate("Merging", "%Ln remarks without what they quoted", None, PLURAL, m)
    return dotted(done, quoted, size)


def summary(report: MergeReport) -> str:
    """What would come, in a line."""
    people: dict[str, int] = {}
    for each in report.files:
        people[each.coder] = people.get(each.coder, 0) + each.reviews
    by = [_reviews_by(name, n) for name, n in people.items()]
    several = _by_several(report.by_several)
    m = sum(x.unknown + x.differing for x in report.files)
    unknown = translate("Merging", "%Ln texts unknown", None, PLURAL, m)
    k = len({name for x in report.files for name in x.proposed})
    new = translate("Merging", "%Ln new labels or topics", None, PLURAL, k)
    return dotted(listed(by), several, unknown, new)


def merged(report: MergeReport) -> str:
    """What came of a merge, in a line."""
    if not report.is_any:
        return translate("Merging", "Nothing has changed: all of it was here already")
    n = sum(x.changes for x in report.files)
    changed = translate("Merging", "%Ln reviews merged", None, PLURAL, n)
    return dotted(changed, _by_several(report.by_several))


def _by_several(n: int) -> str:
    return translate("Merging", "%Ln articles finished by several", None, PLURAL, n)


def _reviews_by(name: str, n: int) -> str:
    text = translate("Merging", "{name}: %Ln reviews", None, PLURAL, n)
    return text.format(name=name)


def about(file: MergedFile) -> str:
    """Which file it is, and what it is to what came before."""
    day = file.made_at[:10]
    told = {
        MergedAs.NEW: "",
        MergedAs.LATER: translate("Merging", "takes the place of an earlier file"),
        MergedAs.SAME: translate("Merging", "merged before"),
        MergedAs.OLDER: translate("Merging", "a later file was merged before: nothing changes"),
    }
    return dotted(file.name, *(x for x in (day, told[MergedAs(file.became)]) if x))


def counted(file: MergedFile) -> list[str]:
    """What would come of its reviews, a line each."""
    lines = []
    if n := file.added:
        lines.append(translate("Merging", "%Ln reviews come", None, PLURAL, n))
    if n := file.replaced:
        lines.append(translate("Merging", "%Ln take the place of earlier ones", None, PLURAL, n))
    if n := file.withdrawn:
        lines.append(translate("Merging", "%Ln were taken back by the coder", None, PLURAL, n))
    if n := file.same:
        lines.append(translate("Merging", "%Ln are here already", None, PLURAL, n))
    return lines


def joined(file: MergedFile) -> list[str]:
    """How its labels and topics are joined to those here, a line each."""
    lines = []
    if file.proposed:
        names = listed(file.proposed)
        text = translate("Merging", "New: {names}. They come retired; restore or merge them then.")
        lines.append(text.format(names=names))
    for here, there in file.renamed:
        text = translate("Merging", "“{here}” is called “{there}” there; it keeps its name here.")
        lines.append(text.format(here=here, there=there))
    for there, here in file.merged:
        text = translate("Merging", "“{there}” was merged into “{here}” here: so it is there.")
        lines.append(text.format(there=there, here=here))
    for there, here in file.merged_there:
        text = translate("Merging", "“{there}” was merged into “{here}” there.")
        lines.append(text.format(there=there, here=here))
    if file.by_name:
        text = translate("Merging", "Joined by name: {names}.")
        lines.append(text.format(names=listed(file.by_name)))
    return lines


def left_aside(file: MergedFile) -> str:
    """How many reviews are left aside; "" where none is."""
    n = file.left_aside
    return translate("Merging", "%Ln are left aside:", None, PLURAL, n) if n else ""


def refusal(told: Mapping[str, Any]) -> str:
    """Why one is."""
    return words_at(from_json(told["where"]), from_json(told["reason"]))


def and_more(n: int) -> str:
    return translate("Merging", "and %Ln more", None, PLURAL, n)
