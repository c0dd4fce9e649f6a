"""Words of the page of a team, and of what a coder is told after training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.sampling import DrawnBy
from annotator.core.training import Kind
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    dotted,
    number,
    translate,
)

if TYPE_CHECKING:
    from annotator.core.planning import Expected, Sizes
    from annotator.workspace.jobs.team_messages import HandOutReport
    from annotator.workspace.team.plans import Figures, Ground
    from annotator.workspace.team.progress import CoderProgress
    from annotator.workspace.team.training import Told

TITLE = QT_TRANSLATE_NOOP("Team", "Team")
MAKE = QT_TRANSLATE_NOOP("Team", "Make hand-outs", "what a button does")
MAKE_KEY = QT_TRANSLATE_NOOP("Team", "make hand-outs", "what a key does")
MAKING = QT_TRANSLATE_NOOP("Team", "making hand-outs…")

# -- the plan ---------------------------------------------------------------------------------

CODERS = QT_TRANSLATE_NOOP("Team", "Coders")
CODERS_HINT = QT_TRANSLATE_NOOP("Team", "names, with commas between")
WHO_LEADS = QT_TRANSLATE_NOOP("Team", "{name} leads: plans, merges and settles.")
ARTICLES = QT_TRANSLATE_NOOP("Team", "Articles")
TRAINING = QT_TRANSLATE_NOOP("Team", "Training")
PILOT = QT_TRANSLATE_NOOP("Team", "Pilot")
OVERLAP = QT_TRANSLATE_NOOP("Team", "Overlap")
REPEATS = QT_TRANSLATE_NOOP("Team", "Repeats")
OWN = QT_TRANSLATE_NOOP("Team", "Own")
SEED = QT_TRANSLATE_NOOP("Team", "Seed")
IN_OVERLAP = QT_TRANSLATE_NOOP("Team", "Suggestions in what several code")
DRAWN_BY = QT_TRANSLATE_NOOP("Team", "How the overlap is drawn")
_DRAWN_BY: dict[DrawnBy, Phrase] = {
    DrawnBy.CHANCE: QT_TRANSLATE_NOOP("Team", "By chance alone"),
    DrawnBy.SOURCE: QT_TRANSLATE_NOOP("Team", "Each source with its share"),
    DrawnBy.MONTH: QT_TRANSLATE_NOOP("Team", "Each month with its share"),
    DrawnBy.EACH_SOURCE: QT_TRANSLATE_NOOP("Team", "As many from each source"),
    DrawnBy.EACH_MONTH: QT_TRANSLATE_NOOP("Team", "As many from each month"),
}
_ABOUT_CHANCE = QT_TRANSLATE_NOOP("Team", "Every article has the same chance.")
_ABOUT_SHARE = QT_TRANSLATE_NOOP(
    "Team",
    "Every article has the same chance, and each source or month is there as often as in all.",
)
_ABOUT_EVEN = QT_TRANSLATE_NOOP(
    "Team",
    "Small ones are seen too. Chances differ, so figures are weighted, and intervals are wider.",
)
_ABOUT_DRAWN_BY: dict[DrawnBy, Phrase] = {
    DrawnBy.CHANCE: _ABOUT_CHANCE,
    DrawnBy.SOURCE: _ABOUT_SHARE,
    DrawnBy.MONTH: _ABOUT_SHARE,
    DrawnBy.EACH_SOURCE: _ABOUT_EVEN,
    DrawnBy.EACH_MONTH: _ABOUT_EVEN,
}
NONE = QT_TRANSLATE_NOOP("Team", "None")
FROZEN = QT_TRANSLATE_NOOP("Team", "The pipeline’s, as it is now")
ABOUT_NONE = QT_TRANSLATE_NOOP(
    "Team",
    "Nothing leads a coder there; but they can tell these articles from their own.",
)
ABOUT_FROZEN = QT_TRANSLATE_NOOP(
    "Team", "The same for all, and all articles look alike. Nothing that is learned changes them."
)
START = QT_TRANSLATE_NOOP("Team", "Begin with your corrector")
ABOUT_START = QT_TRANSLATE_NOOP(
    "Team",
    "Own articles begin with what it has learned from you; what several code does not.",
)
FOR = QT_TRANSLATE_NOOP("Team", "Topics and labels that matter")
SHARE = QT_TRANSLATE_NOOP("Team", "share")
WITHIN = QT_TRANSLATE_NOOP("Team", "α within")
NEEDED = QT_TRANSLATE_NOOP("Team", "needs")
FOR_WANTED = QT_TRANSLATE_NOOP("Team", "for ± .1")
UNKNOWN = QT_TRANSLATE_NOOP("Team", "unknown")
TOO_RARE = QT_TRANSLATE_NOOP("Team", "too rare")
TOO_USUAL = QT_TRANSLATE_NOOP("Team", "nearly always")
READING = QT_TRANSLATE_NOOP("Team", "counting what is finished…")
NOTHING_DONE = QT_TRANSLATE_NOOP(
    "Team", "Nothing is finished yet, so shares and times are unknown: finish some articles first."
)
NO_GOLD = QT_TRANSLATE_NOOP("Team", "No article of yours is finished that could be training.")
ABOUT_NEEDED = QT_TRANSLATE_NOOP(
    "Team",
    "α within: half of its interval of 95 %, where it is about .8. Needs: articles coded twice to"
    " tell α from .8 (Krippendorff). For ± .1: articles for an interval that narrow.",
)
TO = QT_TRANSLATE_NOOP("Team", "Folder for the hand-outs")
NO_CODERS = QT_TRANSLATE_NOOP("Team", "Name the coders first")
NO_PLACE = QT_TRANSLATE_NOOP("Team", "Say in which folder")
IN_A_HANDOUT = QT_TRANSLATE_NOOP("Team", "This is a hand-out: {lead} plans the rounds.")

# -- what was handed out ----------------------------------------------------------------------

HANDED_OUT = QT_TRANSLATE_NOOP("Team", "Handed out")
NOTHING_YET = QT_TRANSLATE_NOOP("Team", "Nothing yet.")
LACKING = QT_TRANSLATE_NOOP("Team", "To be coded twice")
NOT_BACK = QT_TRANSLATE_NOOP("Team", "not handed in")


def available(found: Ground) -> list[str]:
    """From how many articles is drawn."""
    n, spare = found.available, found.spare
    lines = [translate("Team", "%Ln articles can be drawn", None, PLURAL, n)]
    if spare:
        more = translate("Team", "%Ln own ones that nobody began, too", None, PLURAL, spare)
        lines.append(more)
    return lines


def drawn_by() -> list[tuple[DrawnBy, str]]:
    """The ways to draw the overlap."""
    return [(by, words()) for by, words in _DRAWN_BY.items()]


def about_drawn_by(by: DrawnBy) -> str:
    """What a way to draw is good for."""
    return _ABOUT_DRAWN_BY[by]()


def of_coder(sizes: Sizes, coders: int, figures: Figures) -> str:
    """How much the coder with most articles gets."""
    n, hour = sizes.of_coder(coders), max(1, round(figures.hours))
    articles = translate("Team", "%Ln articles for a coder", None, PLURAL, n)
    hours = translate("Team", "about %Ln hours", None, PLURAL, hour)
    if figures.is_guessed:
        guess = translate("Team", "if one takes three minutes")
        return dotted(articles, f"{hours} {guess}")
    return dotted(articles, hours)


def share(each: Expected) -> str:
    return UNKNOWN() if each.of.share is None else f"{number(100 * each.of.share)} %"


def figure(each: Expected) -> tuple[str, str, str]:
    """Half-width, articles needed, articles for ± .1; or why there are none."""
    if each.of.share is None:
        return "–", "–", "–"
    if each.needed is None or each.for_wanted is None:
        return (TOO_RARE() if each.of.share < 0.5 else TOO_USUAL()), "", ""
    half = "–" if each.half_width is None else f"± {number(each.half_width, 2)}"
    return half, number(each.needed), number(each.for_wanted)


def made(report: HandOutReport) -> str:
    """What came of it, in a line."""
    n = len(report.files)
    files = translate("Team", "%Ln hand-outs made", None, PLURAL, n)
    return dotted(report.round, files)


def came(each: CoderProgress) -> str:
    """How far a hand-out is, as far as its lead knows."""
    if not each.handed_in:
        n = each.articles
        return dotted(translate("Team", "%Ln articles", None, PLURAL, n), NOT_BACK())
    done = translate("Team", "{done} of {all}").format(
        done=number(each.done), all=number(each.articles)
    )
    when = translate("Team", "handed in on {day}").format(day=each.handed_in[:10])
    return dotted(done, when)


def more_for(name: str, more: int) -> str:
    """How many articles more a figure needs."""
    if not more:
        return translate("Team", "{name}: within ± .1").format(name=name)
    text = translate("Team", "{name}: %Ln more for ± .1", None, PLURAL, more)
    return text.format(name=name)


# -- training ---------------------------------------------------------------------------------

TRAINING_TITLE = QT_TRANSLATE_NOOP("Team", "Training: where gold differs")
GO_ON = QT_TRANSLATE_NOOP("Team", "Go on", "what a button does")
GO_ON_KEY = QT_TRANSLATE_NOOP("Team", "go on", "what a key does")
YOU = QT_TRANSLATE_NOOP("Team", "You")
GOLD = QT_TRANSLATE_NOOP("Team", "Gold")
NOTHING = QT_TRANSLATE_NOOP("Team", "nothing")
NO_TOPIC = QT_TRANSLATE_NOOP("Team", "no")
ALL_SAME = QT_TRANSLATE_NOOP("Team", "All as in gold.")
NO_TRAINING = QT_TRANSLATE_NOOP("Team", "This article is not one for training that is finished")
_KINDS: dict[str, Phrase] = {
    Kind.EXTRA: QT_TRANSLATE_NOOP("Team", "gold has nothing here"),
    Kind.MISSED: QT_TRANSLATE_NOOP("Team", "you have nothing here"),
    Kind.LABEL: QT_TRANSLATE_NOOP("Team", "another label"),
    Kind.EDGES: QT_TRANSLATE_NOOP("Team", "other edges"),
    Kind.BOTH: QT_TRANSLATE_NOOP("Team", "another label and other edges"),
    Kind.TOPIC: QT_TRANSLATE_NOOP("Team", "topic"),
}


def kind(each: Told) -> str:
    return _KINDS[each.kind]()


def compared(same: int, differ: int, left: int) -> str:
    """How it went, and how much training is left."""
    alike = translate("Team", "%Ln as in gold", None, PLURAL, same)
    other = translate("Team", "%Ln differ", None, PLURAL, differ)
    if not left:
        return dotted(alike, other, translate("Team", "the training is done"))
    more = translate("Team", "%Ln articles for training left", None, PLURAL, left)
    return dotted(alike, other, more)


# -- a hand-out on another's machine ----------------------------------------------------------


def whose(coder: str) -> str:
    return translate("Team", "This is the hand-out of {name}").format(name=coder)


def work_as(coder: str) -> str:
    return translate("Team", "Work as {name}").format(name=coder)


LEAVE_CLOSED = QT_TRANSLATE_NOOP("Team", "Leave it closed")
