"""What is tested: `unsure` in `nlp/corrector/training.py`: spans that prove nothing."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.memory import Memory
from annotator.core.tokens import cut
from annotator.nlp.corrector.features import CachedParse
from annotator.nlp.corrector.training import TrainingExample, train
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle

NAMES = ["Ann Lee", "Bob Ray", "Eva Holm", "Ida Moss", "Jon Falk", "Kim Dahl", "Leo Brandt"]
PERSON, CLUB, INNER = 5, 8, 9


def review(number: int, label: int, *, is_unsure: bool) -> TrainingExample:
    """Two names; what the second is called was accepted unseen, or not said at all."""
    first, second = f"{NAMES[number % 7]} {number}", f"{NAMES[(number + 3) % 7]} {number + 50}"
    text = f"On Monday {first} spoke to many in town. Later {second} came."
    one, other = ((text.index(x), text.index(x) + len(x)) for x in (first, second))
    read = ParsedArticle(
        cut(text), [0, text.index("Later")], [Entity(*one, "PERSON"), Entity(*other, "PERSON")]
    )
    spans = [(*one, PERSON, 1.0), (*other, label, 0.3)]
    return TrainingExample(
        number, text, CachedParse(read), spans, unobserved_spans=(),
        unsure=(other,) if is_unsure else (),
    )  # fmt: skip


def test_an_unsure_span_teaches_neither_its_label_nor_that_nothing_is_there() -> None:
    """A training with it is one in which nobody has said anything about the place."""
    unsure = [review(n, CLUB, is_unsure=True) for n in range(8)]
    left_out = [
        replace(each, spans=each.spans[:1], unobserved_spans=each.unsure, unsure=())
        for each in unsure
    ]
    trained, other = train(unsure, Memory()), train(left_out, Memory())
    assert trained.labels == other.labels == [PERSON], "nothing else was proved"
    assert trained.features == other.features
    assert trained.lexicon.surfaces == other.lexicon.surfaces
    taken = [review(n, CLUB, is_unsure=False) for n in range(8)]
    assert train(taken, Memory()).labels == [PERSON, CLUB], "where it proves something"


def test_a_proven_name_inside_an_unsure_one_teaches() -> None:
    """As where spans may nest."""
    examples = []
    for each in (review(n, CLUB, is_unsure=True) for n in range(8)):
        start, end = each.unsure[0]
        inner = (start, start + each.text[start:end].index(" "), INNER, 1.0)
        examples.append(replace(each, spans=[*each.spans, inner]))
    trained, new = train(examples, Memory()), review(20, CLUB, is_unsure=True)
    known = trained.suggest(new.text, new.evidence, Memory(), labels={PERSON, CLUB, INNER})
    assert "Eva" in {new.text[x.start : x.end] for x in known if x.label_id == INNER}
