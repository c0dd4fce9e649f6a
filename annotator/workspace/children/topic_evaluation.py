"""Suggested topics against reviews: by keywords, as learned from other articles, and as shown.

A topic counts in the articles in which it was answered, with yes or no; where it is missing, not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from annotator.core.codes import WITH_SUGGESTIONS, JobStep
from annotator.core.keywords import one_a_group, suggested_topics
from annotator.core.records import Scheme
from annotator.core.scoring import Score
from annotator.core.topic_answers import always_yes_f1
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import ReviewedArticle

_FOLDS = 5
_LEAST = 10  # articles; a model that learned from fewer says what the keywords say

_Pair = tuple[Mapping[int, bool], Collection[int]]
"""An article's answers, and the topics that were suggested."""


def evaluated_topics(
    store: Store, scheme: Scheme, given: Sequence[ReviewedArticle], cap_seconds: float, work: Work
) -> dict[str, Any] | None:
    """What to tell about topics; None where none was answered.

    "articles" in which a topic was answered; "ways" ("keywords", "learned", "shown"), each with
    "articles", "macro_f1" and "topics": by name how many were "wanted" (yes), "unwanted" (no) and
    "found", and scores; "always_yes_f1", the macro F1 of saying yes to every topic always.
    """
    answered = [each for each in given if each.topics]
    if not answered:
        return None
    names = {topic.id: topic.name for topic in scheme.topics}
    keywords = [(x.topics, _by_keywords(x.text, scheme)) for x in answered]
    always = always_yes_f1([each.topics for each in answered], names)
    return {
        "articles": len(answered),
        "ways": {
            "keywords": _told(keywords, names),
            "learned": _told(_learned(answered, scheme, cap_seconds, work), names),
            "shown": _told(_shown(store, answered), names),
        },
        "always_yes_f1": None if always is None else round(always, 4),
    }


def _by_keywords(text: str, scheme: Scheme) -> list[int]:
    return [row[0] for row in one_a_group(suggested_topics(text, scheme.topics), scheme)]


def _learned(
    answered: Sequence[ReviewedArticle], scheme: Scheme, cap_seconds: float, work: Work
) -> Iterable[_Pair]:
    """Answers, and what a model suggests that was taught by the other folds."""
    from annotator.nlp.topics.training import train_topics

    if len(answered) < _LEAST:
        return
    order = {text: n for n, text in enumerate(dict.fromkeys(each.text for each in answered))}
    for fold in range(_FOLDS):
        work.check()
        work.tell(fold, _FOLDS, JobStep.CROSS_VALIDATING_TOPICS)
        held_out = [each for each in answered if order[each.text] % _FOLDS == fold]
        rest = [each for each in answered if order[each.text] % _FOLDS != fold]
        try:
            model = train_topics(
                [(each.article, each.text, each.topics, False, 1.0) for each in rest],
                scheme,
                cap_seconds=cap_seconds / _FOLDS,
                others=[each.text for each in held_out],
                is_cancelled=work.cancelled.is_set,
            )
        except UserError:
            work.check()  # raises, where it was cancelled
            raise
        for each in held_out:
            yield each.topics, [topic for topic, _, _ in model.suggest(each.text, scheme)]


def _shown(store: Store, answered: Iterable[ReviewedArticle]) -> Iterable[_Pair]:
    """Answers, and the suggestions that the person saw."""
    for each in answered:
        if each.shown in WITH_SUGGESTIONS:
            found = store.suggestions.of(each.article)
            yield each.topics, [x.label for x in found if x.start is None and x.label is not None]


def _told(pairs: Iterable[_Pair], names: Mapping[int, str]) -> dict[str, Any]:
    """The scores by topic's name, of those that have a yes or were suggested."""
    judged = list(pairs)
    topics: dict[str, dict[str, Any]] = {}
    for topic, name in names.items():
        said = [(answers[topic], topic in found) for answers, found in judged if topic in answers]
        right = sum(is_yes and is_found for is_yes, is_found in said)
        score = Score(sum(x for x, _ in said), sum(x for _, x in said), right, right)
        if said:
            topics[name] = {**score.told(), "unwanted": len(said) - score.wanted}
    rates = [each["f1"] for each in topics.values() if each["wanted"]]
    macro = round(sum(rates) / len(rates), 4) if rates else None
    return {"articles": len(judged), "macro_f1": macro, "topics": topics}
