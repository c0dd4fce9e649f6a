"""Which of a pipeline's labels a label most likely means, by its name and by what it stands for.

Pipelines name the same kinds differently (PERSON, PER, persName), and people name labels in their
own words (Politician). Each kind has the names that pipelines give it, the kinds that hold it
where a pipeline knows nothing finer, and words for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from annotator.values import dataclass

_ALIKE = 0.84  # of the letters, in names of five letters and more: "Organisaton"
_LEAST = 5


@dataclass(frozen=True, slots=True)
class _Kind:
    names: tuple[str, ...]
    wider: tuple[str, ...]
    words: frozenset[str]


def _kind(names: str, wider: str, words: str) -> _Kind:
    return _Kind(tuple(names.split()), tuple(wider.split()), frozenset(words.split()))


_KINDS = {
    "person": _kind(
        "PERSON PER PRS PS persName", "",
        """person people human individual name politician leader president minister premier
        chancellor senator lawmaker official diplomat candidate voter actor actress author writer
        journalist scientist researcher expert athlete player coach artist singer director
        executive ceo founder activist protester soldier general suspect victim witness judge
        lawyer doctor patient teacher student character celebrity king queen man woman child
        speaker spokesperson head member mayor
        governor persona personne politico politicien politiker politikerin mensch
        homme femme menschen"""),
    "group": _kind(
        "NORP NAT_REL_POL DRV", "misc",
        """norp group nationality nation-name ethnicity ethnic religion religious community people
        tribe affiliation demonym ideology minority faith nationalité nationalität gruppe
        grupo"""),
    "country": _kind(
        "GPE GPE_LOC", "place",
        """country state nation city town village place capital province region county district
        territory government geopolitical municipality republic land staat stadt pays ville país
        ciudad estado ort"""),
    "place": _kind(
        "LOC LC placeName geogName", "country",
        """location loc place region area river lake sea ocean mountain island continent desert
        landform geography spot site ort lieu lugar"""),
    "building": _kind(
        "FAC FACILITY GPE_ORG", "place misc",
        """facility building airport bridge road street highway stadium station port plant base
        prison hospital church mosque temple monument landmark venue gebäude bâtiment edificio"""),
    "organisation": _kind(
        "ORG ORGANIZATION OG orgName", "",
        """organisation organization org company corporation firm business enterprise employer
        party institution institute agency ministry department authority parliament congress court
        bank university school team club union alliance coalition association ngo charity
        foundation newspaper media outlet broadcaster publisher army military police militia
        movement council committee commission brand startup partei firma unternehmen parti
        entreprise partido empresa organización verein behörde"""),
    "event": _kind(
        "EVENT EVT EVN", "misc",
        """event war battle conflict crisis election vote referendum summit conference meeting
        protest demonstration strike attack disaster earthquake hurricane storm flood festival
        tournament championship game match ceremony coup revolution ereignis événement evento krieg
        wahl guerre elección"""),
    "product": _kind(
        "PRODUCT PROD OBJ", "misc",
        """product item object vehicle car aircraft ship weapon missile device phone software app
        drug medicine food drink game model gerät produkt produit producto"""),
    "work": _kind(
        "WORK_OF_ART WRK", "misc",
        """work art book novel film movie song album painting poem play series show title
        publication report werk buch livre libro œuvre obra"""),
    "law": _kind(
        "LAW", "work misc",
        """law act bill statute treaty agreement accord regulation directive constitution
        legislation policy resolution gesetz vertrag loi ley tratado"""),
    "language": _kind("LANGUAGE", "misc", "language tongue dialect sprache langue idioma"),
    "date": _kind(
        "DATE DATETIME PERIOD DT TME date", "",
        "date day week month year decade century period era datum jahr jour année fecha año"),
    "time": _kind("TIME TI TME time", "date", "time hour minute clock duration uhrzeit heure hora"),
    "money": _kind(
        "MONEY", "quantity number",
        "money amount price cost sum budget currency salary fine geld betrag argent dinero"),
    "percent": _kind("PERCENT", "number", "percent percentage share rate prozent pourcentage"),
    "quantity": _kind(
        "QUANTITY MSR QT", "number",
        "quantity measure measurement distance weight length size volume menge cantidad"),
    "number": _kind(
        "CARDINAL NUMBER NUMERIC_VALUE", "quantity",
        "number cardinal count figure statistic zahl nombre número"),
    "rank": _kind("ORDINAL", "number", "ordinal rank ranking order position"),
    "misc": _kind("MISC", "", "misc miscellaneous other sonstiges divers otro entity thing"),
}  # fmt: skip


def likely_feeds(name: str, pipeline_labels: Collection[str]) -> tuple[str, ...]:
    """Those of a pipeline's labels that a label of this name most likely stands for; () where
    nothing is likely.

    By its name first (case and plural aside), then by what its words mean, the last word before
    the others ("Political party" is a party) but what stands before "of" or "or" first ("Head of
    state" is a head), then by names that are nearly alike.
    """
    by_name = {_plain(each): each for each in pipeline_labels}
    if _plain(name) in by_name:
        return (by_name[_plain(name)],)
    words = _words_by_weight(name)
    for word in words:
        found = _of_word(word, pipeline_labels)
        if found:
            return found
    for word in words:
        near = _nearest(word)
        found = _of_word(near, pipeline_labels) if near else ()
        if found:
            return found
    return ()


def _of_word(word: str, pipeline_labels: Collection[str]) -> tuple[str, ...]:
    for kind in _KINDS.values():
        is_named = word in {_plain(each) for each in kind.names}
        if is_named or word in kind.words:
            found = _known(kind, pipeline_labels)
            if found:
                return found
    return ()


def _known(kind: _Kind, pipeline_labels: Collection[str]) -> tuple[str, ...]:
    """The names of a kind that a pipeline has; else those of a kind that holds it."""
    for each in (kind, *(_KINDS[wider] for wider in kind.wider)):
        found = tuple(x for x in pipeline_labels if x in each.names)
        if found:
            return found
    return ()


def _nearest(word: str) -> str:
    """A word of some kind that is nearly this one: a slip, or another spelling."""
    if len(word) < _LEAST:
        return ""
    from difflib import SequenceMatcher

    best, best_ratio = "", _ALIKE
    matcher = SequenceMatcher(b=word, autojunk=False)
    for kind in _KINDS.values():
        for each in kind.words:
            if abs(len(each) - len(word)) > 2:
                continue
            matcher.set_seq1(each)
            ratio = matcher.ratio()
            if ratio > best_ratio or (ratio == best_ratio and each < best):
                best, best_ratio = each, ratio
    return best


_PARTS = re.compile(r"[^\W\d_]+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


_BREAK = re.compile(
    r"[,;:/&()+|]|\b(?:of|for|in|from|with|and|or|de|du|des|von|der|und|oder|et|ou|y)\b",
    re.IGNORECASE,
)


def _words_by_weight(name: str) -> list[str]:
    """The words of a name, singular and small, the weightiest first: of each part up to "of" or
    "or" the last one, as in "PoliticalParties": party, political.
    """
    parts = _BREAK.split(_HUMPS.sub(" ", name).replace("_", " "))
    found = [[_singular(word.casefold()) for word in _PARTS.findall(part)] for part in parts]
    return [word for words in found for word in reversed(words)]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ews")):
        return word[:-1]
    return word


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
