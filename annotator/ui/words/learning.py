"""Words of the page about learning: versions, figures, charts, and how training goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, dotted, number, translate

if TYPE_CHECKING:
    from annotator.core.judging import Left
    from annotator.workspace.learning.report import (
        Anchoring,
        Calibration,
        Density,
        Fair,
        LabelScore,
        Overview,
        Topics,
        Trend,
        Version,
    )

MODEL = QT_TRANSLATE_NOOP("Learning", "Model")
LEARN = QT_TRANSLATE_NOOP("Learning", "Learn from finished articles")
LEARN_NOW = QT_TRANSLATE_NOOP("Learning", "Learn &now")
STOP_LEARNING = QT_TRANSLATE_NOOP("Learning", "Stop lear&ning")
FIGURES = QT_TRANSLATE_NOOP("Learning", "The figures")
SUGGESTED_ANEW = QT_TRANSLATE_NOOP(
    "Learning", "The articles that come are suggested anew; the open one stays as it is."
)

VERSION_KEY = QT_TRANSLATE_NOOP("Learning", "version", "what a key does")
USE_KEY = QT_TRANSLATE_NOOP("Learning", "use it", "what a key does")
FIGURES_KEY = QT_TRANSLATE_NOOP("Learning", "to the figures", "what a key does")
LEARN_KEY = QT_TRANSLATE_NOOP("Learning", "learn now", "what a key does")

# -- the choice of a version ------------------------------------------------------------------

WHICH_CORRECTOR = QT_TRANSLATE_NOOP("Learning", "Which corrector to use")
CORRECTOR = QT_TRANSLATE_NOOP("Learning", "Corrector")
VERSIONS = QT_TRANSLATE_NOOP("Learning", "Versions")
AUTOMATIC = QT_TRANSLATE_NOOP("Learning", "Automatic")
ABOUT_AUTOMATIC = QT_TRANSLATE_NOOP("Learning", "the newest, while it is better")
OFF = QT_TRANSLATE_NOOP("Learning", "Off")
ABOUT_OFF = QT_TRANSLATE_NOOP("Learning", "the pipeline and your decisions alone")
IN_USE = QT_TRANSLATE_NOOP("Learning", "in use")
CHOSEN = QT_TRANSLATE_NOOP("Learning", "chosen")
LEFT_OUT = QT_TRANSLATE_NOOP("Learning", "left out: damaged or too large")

# -- headings of the figures ------------------------------------------------------------------

CORRECTIONS = QT_TRANSLATE_NOOP("Learning", "Corrections per article")
ABOUT_TREND = QT_TRANSLATE_NOOP("Learning", "means of ten articles; dotted: a new corrector")
FINISHED_ARTICLES = QT_TRANSLATE_NOOP("Learning", "finished articles")
LABELS = QT_TRANSLATE_NOOP("Learning", "Labels")
TOPICS = QT_TRANSLATE_NOOP("Learning", "Topics")
CALIBRATION = QT_TRANSLATE_NOOP("Learning", "Calibration")
SHARE_RIGHT = QT_TRANSLATE_NOOP("Learning", "share that was right")
STATED = QT_TRANSLATE_NOOP("Learning", "stated probability")
ANCHORING = QT_TRANSLATE_NOOP("Learning", "Anchoring")
ABOUT_ANCHORING = QT_TRANSLATE_NOOP("Learning", "how much suggestions influence your labels")
ALL = QT_TRANSLATE_NOOP("Learning", "All")
PRECISION_AND_RECALL = QT_TRANSLATE_NOOP("Learning", "Precision and recall")
PRECISION = QT_TRANSLATE_NOOP("Learning", "Precision")
RECALL = QT_TRANSLATE_NOOP("Learning", "Recall")
ENTITIES = QT_TRANSLATE_NOOP("Learning", "Entities")
DENSITY = QT_TRANSLATE_NOOP("Learning", "Entities in 1,000 words")
WITHOUT = QT_TRANSLATE_NOOP("Learning", "Without")
WITH = QT_TRANSLATE_NOOP("Learning", "With")
DIFFERENCE = QT_TRANSLATE_NOOP("Learning", "Difference")
TOPIC_SHARES = QT_TRANSLATE_NOOP("Learning", "Share of the articles by topic")


def of_recent(count: int) -> str:
    return translate("Learning", "of what was shown in the last %Ln articles", None, PLURAL, count)


# -- how training goes ------------------------------------------------------------------------

LEARNING_BEGINS = QT_TRANSLATE_NOOP("Learning", "Learning begins…")


def not_learned(why: object) -> str:
    return translate("Learning", "Not learned: {why}").format(why=why)


def trained(version: int, now: float | None, before: float | None, is_used: bool) -> str:
    """Which version was made, and what it is worth."""
    if now is None or before is None:
        return translate("Learning", "Corrector {version}").format(version=version)
    if not is_used:
        words = translate("Learning", "Corrector {version}: not better yet")
        return words.format(version=version)
    return _worth(version, now, before)


def too_little_time(articles: int, kept: int) -> str:
    if not kept:
        return translate(
            "Learning",
            "Too little time to learn from %Ln articles: no corrector is in use",
            None, PLURAL, articles
        )  # fmt: skip
    words = translate(
        "Learning",
        "Too little time to learn from %Ln articles: corrector {kept} stays in use",
        None, PLURAL, articles
    )  # fmt: skip
    return words.format(kept=kept)


def _worth(version: int, now: float, before: float) -> str:
    words = translate(
        "Learning", "Corrector {version}: {now} corrections per article (before: {before})"
    )
    return words.format(version=version, now=number(now, 1), before=number(before, 1))


# -- what is in use ---------------------------------------------------------------------------


def headline(found: Overview) -> str:
    """What is in use, and what it is worth."""
    used = found.used
    if not found.learns:
        return translate("Learning", "Learning is switched off")
    if not found.versions:
        return translate("Learning", "Nothing is learned yet")
    if used is None and found.choice == 0:
        return translate("Learning", "The corrector is off")
    if used is None:
        return translate("Learning", "No corrector in use")
    if used.repairs is None or used.before is None:
        return name_of(used)
    return _worth(used.number, used.repairs, used.before)


def subline(found: Overview) -> str:
    """What stands behind the headline, and when something comes next."""
    if not found.learns:
        return translate(
            "Learning", "The suggestions are those of the pipeline, with what you decided before."
        )
    if not found.versions:
        return ""
    left = _last_left(found)
    if left is not None:
        why = left_words(left)
    elif found.used is None and found.choice is None:
        why = translate(
            "Learning",
            "The newest is not better than the pipeline with what you decided before.",
        )
    elif found.used is not None and found.used.repairs is not None:
        why = translate("Learning", "Judged on up to 25 articles it had not learned from.")
    else:
        why = ""
    return dotted(why, _next_training(found), _of_several(found.several))


def _of_several(count: int) -> str:
    """What is learned of articles that several people finished and nobody settled."""
    if not count:
        return ""
    return translate(
        "Learning",
        "%Ln articles of several people are not settled: only what all of them say is learned.",
        None, PLURAL, count
    )  # fmt: skip


def _last_left(found: Overview) -> Left | None:
    """Why the last version that was in use is not any more; None where it is, or by choice."""
    if found.choice is not None:
        return None
    left = next((version.left for version in found.versions if version.is_better), None)
    if found.used is not None and left is not None and found.used.number != left.instead:
        return None
    return left


def _next_training(found: Overview) -> str:
    to_go = found.to_go
    if not to_go:
        return translate("Learning", "The next training is due.")
    words = translate(
        "Learning",
        "Next training after {due} finished articles: %Ln\u00a0to\u00a0go.",
        None, PLURAL, to_go
    )  # fmt: skip
    return words.format(due=number(found.due))


def beginning(found: Overview) -> str:
    """What will happen, where nothing is learned yet."""
    if not found.learns:
        return ""
    to_go = found.to_go
    if to_go:
        words = translate(
            "Learning",
            "The first training comes after {due} finished articles: %Ln\u00a0to\u00a0go.",
            None, PLURAL, to_go
        )  # fmt: skip
        first = words.format(due=number(found.due))
    else:
        first = translate(
            "Learning", "The first training is due: it comes after the next finished article."
        )
    then = translate(
        "Learning",
        "The corrector then learns from your decisions to correct what the pipeline suggests. It"
        " is judged on articles that it has not learned from, and used only where it needs fewer"
        " corrections than what is in use.",
    )
    here = translate(
        "Learning",
        "Here you will see how many corrections an article takes, how each label does, and how"
        " far the probabilities can be trusted; and you can go back to any version.",
    )
    return f"{first}\n\n{then}\n\n{here}"


def unjudged(found: Overview) -> str:
    """In the place of the line, while no article has been judged yet."""
    to_go = found.to_go
    if to_go:
        return translate(
            "Learning",
            "The line begins with the next training: %Ln more to finish.",
            None, PLURAL, to_go
        )  # fmt: skip
    return translate("Learning", "The line begins with the next training.")


# -- versions ---------------------------------------------------------------------------------


def name_of(version: Version) -> str:
    """What a version is called."""
    return trained(version.number, None, None, is_used=True)


def worth_of(version: Version) -> str:
    """Corrections now and before, and from how many articles it learned; or why it was left."""
    if version.left is not None:
        return left_detail(version.left)
    return dotted(_judged(version), _articles(version.reviews))


def _judged(version: Version) -> str:
    if version.repairs is None or version.before is None:
        return translate("Learning", "not judged")
    words = translate("Learning", "{now} corrections (before: {before})")
    if not version.is_better:
        words = translate("Learning", "{now} corrections: not better")
    return words.format(now=number(version.repairs, 1), before=number(version.before, 1))


def _articles(count: int) -> str:
    return translate("Learning", "%Ln articles", None, PLURAL, count)


def left_words(left: Left) -> str:
    """Why a version was left, and what is used instead."""
    if not left.articles:
        words = translate("Learning", "Corrector {version} left: worse on what came after it")
    elif left.is_by_version:
        words = translate(
            "Learning",
            "Corrector {version} left: {now} corrections per article since, corrector {instead}"
            " {other}",
        )
    elif left.instead:
        words = translate(
            "Learning",
            "Corrector {version} left, {instead} again: {now} corrections per article since,"
            " {other} without",
        )
    else:
        words = translate(
            "Learning",
            "Corrector {version} left: {now} corrections per article since, {other} without it",
        )
    return words.format(
        version=left.version,
        now=number(left.repairs, 1),
        other=number(left.other, 1),
        instead=left.instead,
    )


def left_detail(left: Left) -> str:
    """The same on one line of the list."""
    if not left.articles:
        return translate("Learning", "left: worse on what came")
    words = translate("Learning", "left: {now} corrections, {other} without")
    if left.is_by_version:
        words = translate("Learning", "left: {now} corrections, {other} before")
    words = words.format(now=number(left.repairs, 1), other=number(left.other, 1))
    return dotted(words, _articles(left.articles))


def memory_words(spoke: bool, speaks: bool) -> str:
    """Whether surfaces decided before are suggested alone now; "" where that is as it was."""
    if spoke and not speaks:
        return translate(
            "Learning", "Surfaces decided before are not suggested alone: that was worse"
        )
    if speaks and not spoke:
        return translate("Learning", "Surfaces decided before are suggested again")
    return ""


def day_of(version: Version) -> str:
    """The day on which it was made, here."""
    made = QDateTime.fromString(version.made_at, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale().toString(made.date(), "d MMM yyyy") if made.isValid() else ""


# -- numbers ----------------------------------------------------------------------------------


def trend_ends(trend: Trend) -> tuple[str, str]:
    """The words at the ends of the two lines."""
    shown = translate("Learning", "{n} as shown").format(n=number(trend.shown[-1], 1))
    static = translate("Learning", "{n} pipeline alone").format(n=number(trend.static[-1], 1))
    return shown, static


def trend_words(trend: Trend) -> str:
    """The two lines in a sentence."""
    if not trend.places:
        return ""
    words = translate(
        "Learning",
        "From article {first} to {last}: {shown} corrections per article in the end, {shown_first}"
        " in the beginning; by the pipeline alone {static}, {static_first} in the beginning",
    )
    return words.format(
        first=trend.places[0],
        last=trend.places[-1],
        shown=number(trend.shown[-1], 1),
        shown_first=number(trend.shown[0], 1),
        static=number(trend.static[-1], 1),
        static_first=number(trend.static[0], 1),
    )


def fair_words(fair: Fair | None) -> str:
    """What those articles took that came at random, if any did among others."""
    if fair is None:
        return ""
    words = translate(
        "Learning",
        "Chosen by doubt: {doubtful} corrections per article ({n} articles). Chosen at random"
        " among them: {random} ({m}), and only these speak for all articles.",
    )
    return words.format(
        doubtful=number(fair.doubtful, 1),
        n=number(fair.doubtful_articles),
        random=number(fair.random, 1),
        m=number(fair.random_articles),
    )


def percent(share: float | None) -> str:
    """A share without decimals; a dash where there is none."""
    if share is None:
        return "–"
    return translate("Learning", "{n} %", "a share").format(n=f"{share * 100:.0f}")


def score_words(name: str, score: LabelScore) -> str:
    """A label's row in words."""
    words = translate(
        "Learning",
        "{name}: {right} of {suggested} suggested were right, precision {precision};"
        " {right} of {wanted} wanted were suggested, recall {recall}",
    )
    return words.format(
        name=name,
        right=score.right,
        suggested=score.suggested,
        wanted=score.wanted,
        precision=percent(score.precision),
        recall=percent(score.recall),
    )


def calibration_words(calibration: Calibration) -> str:
    """How far the probabilities are from the truth."""
    if calibration.error is None:
        return translate("Learning", "No probabilities were judged yet.")
    count = int(calibration.count)
    words = translate(
        "Learning",
        "Off by {error} on average, over %Ln suggestions.",
        None, PLURAL, count
    )  # fmt: skip
    return words.format(error=_decimal(calibration.error))


def leading_words(leading: Anchoring | None) -> str:
    """How much the suggestions influence the labels, in a sentence or two."""
    if leading is None:
        return translate(
            "Learning",
            "To be compared, some articles must be finished without suggestions, some with them.",
        )
    words = translate(
        "Learning",
        "{with_them} entities in 1,000 words with suggestions ({n}), {without} without ({m}).",
    ).format(
        with_them=number(leading.all.shown, 1),
        without=number(leading.all.blind, 1),
        n=_articles(leading.shown_articles),
        m=_articles(leading.blind_articles),
    )
    return f"{words} {_chance(leading.is_beyond_chance)}"


def _chance(is_beyond: bool | None) -> str:
    if is_beyond is None:
        return translate("Learning", "Too few articles to tell whether that is chance.")
    if is_beyond:
        return translate(
            "Learning", "That is more than chance: the suggestions influence your labels."
        )
    return translate("Learning", "That may be chance.")


def difference(density: Density) -> str:
    """How much more is marked with suggestions than without."""
    if not density.blind:
        return translate("Learning", "only with")
    if not density.shown:
        return translate("Learning", "only without")
    change = density.shown / density.blind - 1
    sign = "+" if round(100 * change) > 0 else "−" if round(100 * change) < 0 else ""
    return sign + percent(abs(change))


def density_words(name: str, density: Density) -> str:
    """A row of the comparison in words."""
    words = translate(
        "Learning", "{name}: {without} without, {with_them} with suggestions, {difference}"
    )
    return words.format(
        name=name,
        without=number(density.blind, 1),
        with_them=number(density.shown, 1),
        difference=difference(density),
    )


def topic_share_words(name: str, density: Density) -> str:
    """A topic's row of the comparison in words."""
    words = translate(
        "Learning", "{name}: in {without} of the articles without, {with_them} with suggestions"
    )
    return words.format(name=name, without=percent(density.blind), with_them=percent(density.shown))


def topic_words(topics: Topics | None) -> str:
    """How well the topics are learned, if they are."""
    if topics is None:
        return ""
    count = topics.articles
    return dotted(
        translate("Learning", "Learned from %Ln articles", None, PLURAL, count),
        _scored(translate("Learning", "F1 {f1}"), topics.f1),
        "" if topics.f1 is None else _topics_compared(topics),
        _topics_used(topics),
    )


def _topics_compared(topics: Topics) -> str:
    return dotted(
        _scored(translate("Learning", "keywords alone {f1}"), topics.keywords_f1),
        _scored(translate("Learning", "always yes {f1}"), topics.always_yes_f1),
    )


def _scored(words: str, score: float | None) -> str:
    return "" if score is None else words.format(f1=_decimal(score))


def _topics_used(topics: Topics) -> str:
    if topics.is_left_out:
        return LEFT_OUT()
    return IN_USE() if topics.is_used else translate("Learning", "not better yet, so not in use")


def _decimal(share: float) -> str:
    """A share as statistics write it: .87 and 1.00."""
    words = number(share, 2)
    return words[1:] if share < 1 and words.startswith("0") else words
