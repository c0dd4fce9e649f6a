"""What the learning page says: in one place, for the eye and for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

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


def _tr(text: str) -> str:
    return QCoreApplication.translate("LearningPage", text)


def headline(found: Overview) -> str:
    """What is in use, and what it is worth."""
    used = found.used
    if not found.learns:
        return _tr("Learning is switched off")
    if not found.versions:
        return _tr("Nothing is learned yet")
    if used is None:
        return _tr("The corrector is off") if found.choice == 0 else _tr("No corrector in use")
    if used.repairs is None or used.before is None:
        return name_of(used)
    return _tr("{name}: {now} repairs an article, was {before}").format(
        name=name_of(used), now=f"{used.repairs:.1f}", before=f"{used.before:.1f}"
    )


def subline(found: Overview) -> str:
    """What stands behind the headline, and when something comes next."""
    said = []
    if not found.learns:
        return _tr("The suggestions are those of the pipeline, with what you decided before.")
    if found.versions:
        left = _last_left(found)
        if left is not None:
            said.append(left_words(left) + ".")
        elif found.used is None and found.choice is None:
            said.append(
                _tr("The newest is not better than the pipeline with what you decided before.")
            )
        elif found.used is not None and found.used.repairs is not None:
            said.append(_tr("Judged on up to 25 articles it had not learned from."))
        said.append(_next_training(found))
    return " ".join(filter(None, said))


def _last_left(found: Overview) -> Left | None:
    """Why the last version that was in use is not any more; None where it is, or by choice."""
    if found.choice is not None:
        return None
    left = next((version.left for version in found.versions if version.is_better), None)
    if found.used is not None and left is not None and found.used.number != left.instead:
        return None
    return left


def _next_training(found: Overview) -> str:
    if not found.to_go:
        return _tr("The next training is due.")
    words = _tr("Next training after {due} finished articles: {n}\u00a0to\u00a0go.")
    return words.format(due=f"{found.due:,}", n=f"{found.to_go:,}")


def beginning(found: Overview) -> str:
    """What will happen, where nothing is learned yet."""
    if not found.learns:
        return ""
    if found.to_go:
        first = _tr("The first training comes after {due} finished articles: {n}\u00a0to\u00a0go.")
    else:
        first = _tr("The first training is due: it comes after the next finished article.")
    return "\n\n".join(
        (
            first.format(due=found.due, n=found.to_go),
            _tr(
                "The corrector then learns from your decisions to repair what the pipeline"
                " suggests. It is judged on articles that it has not learned from, and used only"
                " where it needs fewer repairs than what is in use."
            ),
            _tr(
                "Here you will see how many repairs an article takes, how each label does, and"
                " how far the probabilities can be trusted; and you can go back to any version."
            ),
        )
    )


def unjudged(found: Overview) -> str:
    """In the place of the line, while no article has been judged yet."""
    if found.to_go:
        words = _tr("The line begins with the next training: {n} more to finish.")
        return words.format(n=found.to_go)
    return _tr("The line begins with the next training.")


# -- versions ----------------------------------------------------------------------------------


def name_of(version: Version) -> str:
    """What a version is called."""
    return _tr("Corrector {version}").format(version=version.number)


def _articles(count: int) -> str:
    words = _tr("one article") if count == 1 else _tr("{n} articles")
    return words.format(n=f"{count:,}")


def worth_of(version: Version) -> str:
    """Repairs now and before, and from how many articles it learned; or why it was left."""
    if version.left is not None:
        return left_detail(version.left)
    learned = _articles(version.reviews)
    if version.repairs is None or version.before is None:
        return _tr("not judged · {learned}").format(learned=learned)
    words = _tr("{now} repairs, was {before} · {learned}")
    if not version.is_better:
        words = _tr("{now} repairs: not better · {learned}")
    now, before = f"{version.repairs:.1f}", f"{version.before:.1f}"
    return words.format(now=now, before=before, learned=learned)


def left_words(left: Left) -> str:
    """Why a version was left, and what is used instead."""
    name = _tr("Corrector {version}").format(version=left.version)
    if not left.articles:
        return _tr("{name} left: worse on what came after it").format(name=name)
    if left.is_by_version:
        words = _tr("{name} left: {now} repairs an article since, corrector {instead} {other}")
    elif left.instead:
        words = _tr("{name} left, {instead} again: {now} repairs an article since, {other} without")
    else:
        words = _tr("{name} left: {now} repairs an article since, {other} without it")
    return words.format(
        name=name, now=f"{left.repairs:.1f}", other=f"{left.other:.1f}", instead=left.instead
    )


def left_detail(left: Left) -> str:
    """The same on one line of the list."""
    if not left.articles:
        return _tr("left: worse on what came")
    words = _tr("left: {now} repairs, {other} without · {articles}")
    if left.is_by_version:
        words = _tr("left: {now} repairs, {other} before · {articles}")
    return words.format(
        now=f"{left.repairs:.1f}", other=f"{left.other:.1f}", articles=_articles(left.articles)
    )


def day_of(version: Version) -> str:
    """The day on which it was made, here."""
    made = QDateTime.fromString(version.made_at, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale().toString(made.date(), "d MMM yyyy") if made.isValid() else ""


# -- numbers -----------------------------------------------------------------------------------


def trend_ends(trend: Trend) -> tuple[str, str]:
    """The words at the ends of the two lines."""
    return (
        _tr("{n} as shown").format(n=f"{trend.shown[-1]:.1f}"),
        _tr("{n} pipeline alone").format(n=f"{trend.static[-1]:.1f}"),
    )


def trend_words(trend: Trend) -> str:
    """The two lines in a sentence."""
    if not trend.places:
        return ""
    words = _tr(
        "From article {first} to {last}: {shown} repairs an article in the end, {shown_first} in"
        " the beginning; by the pipeline alone {static}, {static_first} in the beginning"
    )
    return words.format(
        first=trend.places[0],
        last=trend.places[-1],
        shown=f"{trend.shown[-1]:.1f}",
        shown_first=f"{trend.shown[0]:.1f}",
        static=f"{trend.static[-1]:.1f}",
        static_first=f"{trend.static[0]:.1f}",
    )


def fair_words(fair: Fair | None) -> str:
    """What those articles took that came at random; "" where there are none among others."""
    if fair is None:
        return ""
    words = _tr(
        "Chosen by doubt: {doubtful} repairs an article ({n} articles). Chosen at random among"
        " them: {random} ({m}), and only these speak for all articles."
    )
    return words.format(
        doubtful=f"{fair.doubtful:.1f}",
        n=f"{fair.doubtful_articles:,}",
        random=f"{fair.random:.1f}",
        m=f"{fair.random_articles:,}",
    )


def percent(share: float | None) -> str:
    """A share without decimals; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.0f} %"


def score_words(name: str, score: LabelScore) -> str:
    """A label's row in words."""
    words = _tr(
        "{name}: {right} of {suggested} suggested were right, precision {precision};"
        " {right} of {wanted} wanted were suggested, recall {recall}"
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
        return _tr("No probabilities were judged yet.")
    words = _tr("Off by {error} on average, over {n} suggestions.")
    return words.format(error=f"{calibration.error:.2f}".lstrip("0"), n=f"{calibration.count:,}")


def leading_words(leading: Anchoring | None) -> str:
    """How far the suggestions lead the hand, in a sentence or two."""
    if leading is None:
        return _tr(
            "To be compared, some articles must be finished without suggestions, some with them."
        )
    words = _tr(
        "{with_them} entities in 1,000 words with suggestions ({n}), {without} without ({m})."
    ).format(
        with_them=f"{leading.all.shown:.1f}",
        without=f"{leading.all.blind:.1f}",
        n=_articles(leading.shown_articles),
        m=_articles(leading.blind_articles),
    )
    return f"{words} {_chance(leading.is_beyond_chance)}"


def _chance(is_beyond: bool | None) -> str:
    if is_beyond is None:
        return _tr("Too few articles to tell whether that is chance.")
    if is_beyond:
        return _tr("That is more than chance: the suggestions lead the hand.")
    return _tr("That may be chance.")


def difference(density: Density) -> str:
    """How much more is marked with suggestions than without."""
    if not density.blind:
        return _tr("only with")
    if not density.shown:
        return _tr("only without")
    change = round(100 * (density.shown / density.blind - 1))
    return f"{change:+d} %".replace("-", "−") if change else "0 %"


def density_words(name: str, density: Density) -> str:
    """A row of the comparison in words."""
    words = _tr("{name}: {without} without, {with_them} with suggestions, {difference}")
    return words.format(
        name=name,
        without=f"{density.blind:.1f}",
        with_them=f"{density.shown:.1f}",
        difference=difference(density),
    )


def topic_share_words(name: str, density: Density) -> str:
    """A topic's row of the comparison in words."""
    words = _tr("{name}: in {without} of the articles without, {with_them} with suggestions")
    return words.format(name=name, without=percent(density.blind), with_them=percent(density.shown))


def topic_words(topics: Topics | None) -> str:
    """How well the topics are learned; "" where none are."""
    if topics is None:
        return ""
    words = _tr("Learned from {articles}").format(articles=_articles(topics.articles))
    if topics.f1 is not None:
        words += _tr(": F1 {f1}").format(f1=_decimal(topics.f1))
        if topics.keywords_f1 is not None:
            words += _tr(", the keywords alone {f1}").format(f1=_decimal(topics.keywords_f1))
        if topics.always_yes_f1 is not None:
            words += _tr(", always yes {f1}").format(f1=_decimal(topics.always_yes_f1))
    used = _tr("in use") if topics.is_used else _tr("not better yet, so not in use")
    if topics.is_left_out:
        used = _tr("left out: damaged or too large")
    return f"{words} · {used}"


def _decimal(share: float) -> str:
    return f"{share:.2f}".lstrip("0") if share < 1 else "1.00"
