"""How a spaCy pipeline's topics do on articles that were answered: by spaCy's own `evaluate`.

A topic counts in the articles in which it was answered, with yes or no; where it is missing, not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.training import Example

from annotator.core.topic_answers import always_yes_f1
from annotator.values import dataclass

_READS_WORDS = ("tok2vec", "transformer")
_SAYS_TOPICS = "textcat"


@dataclass(frozen=True, slots=True)
class TopicScores:
    """By topic: the articles "wanted" (yes), "unwanted" (no) and "found" (said yes), "precision",
    "recall", "f1" (0–1); and of the topics that have a yes, the "macro": "f1", "always_yes_f1".
    """

    by_topic: Mapping[str, Mapping[str, float | int]]
    macro: Mapping[str, float]


def topic_scores(
    nlp: Language, articles: Sequence[tuple[str, Mapping[str, float]]]
) -> TopicScores | None:
    """Score on (text, topic → 1 or 0); None without a text classifier or an answered article."""
    parts = [x for x in nlp.pipe_names if nlp.get_pipe_meta(x).factory.startswith(_SAYS_TOPICS)]
    is_exclusive = bool(parts) and nlp.get_pipe_meta(parts[0]).factory == _SAYS_TOPICS
    answered = [
        (text, dict(cats))
        for text, cats in articles
        if (any(cats.values()) if is_exclusive else cats)  # spaCy takes a no alone for the answer
    ]
    if not parts or not answered:
        return None
    examples = [Example.from_dict(nlp.make_doc(text), {"cats": cats}) for text, cats in answered]
    with nlp.select_pipes(enable=[x for x in nlp.pipe_names if x in (*_READS_WORDS, *parts)]):
        found = nlp.evaluate(examples)
        said = [doc.cats for doc in nlp.pipe(text for text, _ in answered)]
    threshold = 0.5 if is_exclusive else float(_config(nlp, parts[0])["threshold"])
    by_topic: dict[str, dict[str, float | int]] = {}
    for topic, rates in sorted(found["cats_f_per_type"].items()):
        asked = [(x[topic], y) for (_, x), y in zip(answered, said, strict=True) if topic in x]
        wanted = sum(is_yes > 0 for is_yes, _ in asked)
        by_topic[topic] = {
            "wanted": wanted,
            "unwanted": len(asked) - wanted,
            "found": sum(_says(cats, topic, is_exclusive, threshold) for _, cats in asked),
            "precision": round(float(rates["p"]), 4),
            "recall": round(float(rates["r"]), 4),
            "f1": round(float(rates["f"]), 4),
        }
    there = [topic for topic, score in by_topic.items() if score["wanted"]]
    if not there:
        return TopicScores(by_topic, {})
    always = always_yes_f1([{x: bool(y) for x, y in cats.items()} for _, cats in answered], there)
    macro = sum(by_topic[topic]["f1"] for topic in there) / len(there)
    return TopicScores(by_topic, {"f1": round(macro, 4), "always_yes_f1": round(always or 0, 4)})


def _config(nlp: Language, part: str) -> dict[str, Any]:
    return {"threshold": 0.5} | getattr(nlp.get_pipe(part), "cfg", {})


def _says(cats: Mapping[str, float], topic: str, is_exclusive: bool, threshold: float) -> bool:
    if is_exclusive:
        return topic == max(cats, key=cats.__getitem__)
    return cats.get(topic, 0.0) >= threshold
