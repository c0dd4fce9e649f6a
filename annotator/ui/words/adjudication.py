"""Words of the page where disagreements of coders are settled."""

from __future__ import annotations

from annotator.core.settled import Reason
from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, translate

ADJUDICATE = QT_TRANSLATE_NOOP("Adjudication", "Adjudicate")
TEXT = QT_TRANSLATE_NOOP("Adjudication", "The article with the answers")
PLACES = QT_TRANSLATE_NOOP("Adjudication", "The places of this kind")
READING = QT_TRANSLATE_NOOP("Adjudication", "Reading what was coded…")
NOBODY = QT_TRANSLATE_NOOP(
    "Adjudication", "No article was finished by two people yet: there is nothing to settle."
)
ALL_SETTLED = QT_TRANSLATE_NOOP("Adjudication", "All is settled.")
NO_DISAGREEMENT = QT_TRANSLATE_NOOP("Adjudication", "All agree everywhere.")

MARKED_OR_NOT = QT_TRANSLATE_NOOP("Adjudication", "marked or not")
WHICH_LABEL = QT_TRANSLATE_NOOP("Adjudication", "which label")
WHICH_EDGES = QT_TRANSLATE_NOOP("Adjudication", "where it begins and ends")
SEVERAL = QT_TRANSLATE_NOOP("Adjudication", "several differences")
WHICH_TOPIC = QT_TRANSLATE_NOOP("Adjudication", "about the whole article")

NOTHING = QT_TRANSLATE_NOOP("Adjudication", "not marked")
NO_TOPIC = QT_TRANSLATE_NOOP("Adjudication", "none of them")
YES = QT_TRANSLATE_NOOP("Adjudication", "yes")
NO = QT_TRANSLATE_NOOP("Adjudication", "no")
OWN = QT_TRANSLATE_NOOP("Adjudication", "your own edges")
ANOTHER = QT_TRANSLATE_NOOP("Adjudication", "another label")
NONE_HERE = QT_TRANSLATE_NOOP("Adjudication", "nothing here")
CANT_TELL = QT_TRANSLATE_NOOP("Adjudication", "neither, can’t tell")
LETTER = QT_TRANSLATE_NOOP("Adjudication", "letter", "a key")

TAKE_KEY = QT_TRANSLATE_NOOP("Adjudication", "take a side", "what a key does")
KIND_KEY = QT_TRANSLATE_NOOP("Adjudication", "next kind", "what a key does")
PLACE_KEY = QT_TRANSLATE_NOOP("Adjudication", "place", "what a key does")
EXCEPT_KEY = QT_TRANSLATE_NOOP("Adjudication", "with the others or not", "what a key does")
ALL_KEY = QT_TRANSLATE_NOOP("Adjudication", "all", "what a key does")
EDGES_KEY = QT_TRANSLATE_NOOP("Adjudication", "edges", "what a key does")
RULE_KEY = QT_TRANSLATE_NOOP("Adjudication", "coding rule", "what a key does")
UNDO_KEY = QT_TRANSLATE_NOOP("Adjudication", "undo", "what a key does")
REASON_KEY = QT_TRANSLATE_NOOP("Adjudication", "Why did they differ?")

NO_EDGES = QT_TRANSLATE_NOOP(
    "Adjudication", "The edges differ: take a side, or move the edges and press Enter"
)
EDGE_STOPS = QT_TRANSLATE_NOOP("Adjudication", "The text ends there")
NO_SUCH_SIDE = QT_TRANSLATE_NOOP("Adjudication", "There is no such side")
NO_SUCH_LABEL = QT_TRANSLATE_NOOP("Adjudication", "No label has this key")
NOTHING_UNDONE = QT_TRANSLATE_NOOP("Adjudication", "Nothing was settled here that could be undone")
UNDONE = QT_TRANSLATE_NOOP("Adjudication", "Undone")
NO_PLACE_ON = QT_TRANSLATE_NOOP("Adjudication", "No place is on: Space turns one on")
NOTHING_SETTLED = QT_TRANSLATE_NOOP("Adjudication", "Nothing was settled here yet")
RULED = QT_TRANSLATE_NOOP(
    "Adjudication", "The coding rule is kept; what you settle next tells of it"
)
ABOUT_RULE = QT_TRANSLATE_NOOP("Adjudication", "What is to be done with it, and why:")

_REASONS = {
    Reason.TEXT: QT_TRANSLATE_NOOP("Adjudication", "text unclear"),
    Reason.CODEBOOK: QT_TRANSLATE_NOOP("Adjudication", "codebook gap"),
    Reason.SLIP: QT_TRANSLATE_NOOP("Adjudication", "slip"),
    Reason.EDGE: QT_TRANSLATE_NOOP("Adjudication", "edge"),
}


def reason(of: Reason) -> str:
    """Why people disagreed, in a word or two."""
    return _REASONS[of]() if of else ""


def given(why: Reason, count: int) -> str:
    """That a reason was kept, with how many cases."""
    words = translate("Adjudication", "{reason}: kept with {cases}")
    return words.format(reason=reason(why), cases=cases(count))


def cases(count: int) -> str:
    """So many cases."""
    return translate("Adjudication", "%Ln cases", None, PLURAL, count)


def places(count: int, *, is_sort: bool = False) -> str:
    """So many places of a kind, or of a sort: with other words each."""
    if is_sort:
        return translate("Adjudication", "one of %Ln of this sort", None, PLURAL, count)
    return translate("Adjudication", "%Ln places", None, PLURAL, count)


def articles(count: int) -> str:
    """So many articles."""
    return translate("Adjudication", "%Ln articles", None, PLURAL, count)


def title(words: str, difference: str) -> str:
    """The words in question, and what differs."""
    return translate("Adjudication", "“{words}”: {difference}").format(
        words=words, difference=difference
    )


def progress(settled: int, of: int) -> str:
    """How far one is."""
    words = translate("Adjudication", "{settled} of {all} settled")
    return words.format(settled=settled, all=of)


def to_fill(count: int, agreed: int) -> str:
    """What Enter does first: gold where all agree."""
    words = translate("Adjudication", "Enter: what all say becomes gold ({places} in {articles})")
    return words.format(places=places(agreed), articles=articles(count))


def filled(count: int) -> str:
    """What became of that."""
    words = translate("Adjudication", "What all say is gold now in {articles} · Ctrl+Z")
    return words.format(articles=articles(count))


def left(count: int) -> str:
    """That some of the cases can't be settled so."""
    words = translate(
        "Adjudication", "{cases} left: they have no such answer, or it lies over another"
    )
    return words.format(cases=cases(count))


def done(settled: int, agreed: int, count: int) -> str:
    """What gold consists of, at the end."""
    words = translate(
        "Adjudication", "Gold in {articles}: {places} where all agreed, {cases} settled by you"
    )
    return words.format(articles=articles(count), places=places(agreed), cases=cases(settled))


def said(answer: str) -> str:
    """What was taken, for the line at the foot."""
    return translate("Adjudication", "Taken: {answer}").format(answer=answer)
