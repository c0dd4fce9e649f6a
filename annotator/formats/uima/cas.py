"""What a CAS says, however it was written, and the articles in it: one for each text.

Labels are string features of annotation layers, as `LabelLayers` chooses them. Offsets are UTF-16
units. Annotations that no view has are not there any more. The annotator is the one whom the path
or INCEpTION's own metadata name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from annotator.core.header import title_of
from annotator.faults import Unfit
from annotator.formats.articles import (
    BadRecord,
    Fitting,
    GivenArticle,
    GivenSpan,
    Items,
    ReadOptions,
    Refusal,
    check_strings,
    tried,
)
from annotator.formats.file_names import key_of
from annotator.formats.positions import utf16
from annotator.formats.uima.layers import (
    METADATA,
    OF_THE_TEXT,
    LabelLayers,
    Whose,
    as_reviews,
    short,
    whose,
)
from annotator.notices import Notice
from annotator.values import dataclass

CAS_METADATA = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata"
INITIAL = "_InitialView"
_OF_DOCUMENT = (METADATA, "uima.tcas.DocumentAnnotation")
_ABOUT = METADATA.removesuffix("DocumentMetaData")
_NO_LANGUAGE = ("", "x-unspecified")


@dataclass(slots=True)
class Sofa:
    """What is annotated: its text, or what it is instead."""

    name: str
    text: str | None = None
    instead: Notice | None = None


class Structure(NamedTuple):
    """A feature structure: `sofa`, `begin` and `end` are "" where it has none."""

    id: str
    sofa: str
    begin: str
    end: str
    features: Mapping[str, str]


@dataclass(slots=True)
class Cas:
    """All that a file says. `members` are the structures that a view has, None where none says;
    `strings` the features of each type that are strings, where a type system tells.
    """

    sofas: dict[str, Sofa] = field(default_factory=dict)
    structures: dict[str, list[Structure]] = field(default_factory=dict)
    members: set[str] | None = None
    strings: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def add(self, type_: str, structure: Structure) -> None:
        self.structures.setdefault(type_, []).append(structure)

    def has(self, structure: Structure) -> bool:
        """Whether a view has it."""
        return self.members is None or structure.id in self.members

    def first(self, type_: str, sofa: str | None = None) -> Mapping[str, str]:
        """The features of the first structure of a type, of a sofa where one is named."""
        found = self.structures.get(type_, ())
        return next((x.features for x in found if sofa in (None, x.sofa)), {})


def sofa_of(said: Mapping[str, str], array: object) -> Sofa:
    """A sofa by what is said of it; one that is no text says what it is."""
    text = said.get("sofaString")
    instead = None
    kind = said.get("mimeType", "application/octet-stream")
    if text is None and (where := said.get("sofaURI")):
        instead = Unfit.DATA_ELSEWHERE(kind=kind, where=where)
    elif text is None and array not in (None, ""):
        instead = Unfit.DATA_IN_ARRAY(kind=kind)
    return Sofa(said.get("sofaID", ""), text, instead)


def articles_of(read_cas: Callable[[], Cas], name: str, options: ReadOptions) -> Items:
    """An article for each sofa with a text; a refusal for one of another kind, or where none is."""
    cas = tried(name, read_cas)
    if isinstance(cas, Refusal):
        yield cas
        return
    with_text = [each for each, sofa in cas.sofas.items() if sofa.text is not None]
    for number, sofa in cas.sofas.items():
        if sofa.text is None and (sofa.instead or not with_text):
            yield Refusal(name, sofa.instead or Unfit.TEXT_EMPTY())
        elif sofa.text is not None:
            yield tried(name, _article, cas, number, name, options)
    if not cas.sofas:
        yield Refusal(name, Unfit.TEXT_EMPTY())


def _article(cas: Cas, number: str, name: str, options: ReadOptions) -> GivenArticle:
    sofa = cas.sofas[number]
    text = sofa.text or ""
    check_strings(text)
    about = cas.first(METADATA, number) or cas.first(METADATA)
    language = next(
        (x for each in _OF_DOCUMENT if (x := cas.first(each, number).get("language", ""))), ""
    )
    key, annotator = _whose(cas, name)
    key = key or about.get("documentId", "") or key_of(name, options.beside)
    fitting = Fitting(text)
    spans = tuple(dict.fromkeys(_spans(cas, number, fitting, LabelLayers.of(options))))
    return GivenArticle(
        text=text,
        title=about.get("documentTitle", "") or title_of(text),
        key=key if sofa.name in ("", INITIAL) or len(cas.sofas) == 1 else f"{key}#{sofa.name}",
        language="" if language in _NO_LANGUAGE else language,
        spans=() if annotator else spans,
        reviews=as_reviews(annotator, spans),
        where=name,
        trimmed=fitting.trimmed,
        left_out=tuple(fitting.left_out),
    )


def _whose(cas: Cas, name: str) -> Whose:
    key, annotator = whose(name)
    about = cas.first(CAS_METADATA)
    nobody = ("", "INITIAL_CAS")
    told = about.get("username", "")
    return Whose(
        key or about.get("sourceDocumentName", ""), annotator or ("" if told in nobody else told)
    )


# -- spans ---------------------------------------------------------------------------------


def _spans(cas: Cas, sofa: str, fitting: Fitting, wanted: LabelLayers) -> Iterator[GivenSpan]:
    positions = utf16(fitting.text)
    known: list[str] = []
    is_found = False
    for type_, structures in cas.structures.items():
        of_sofa = [each for each in structures if each.sofa in (sofa, "") and cas.has(each)]
        features = _features(cas, type_, of_sofa)
        known += [f"{short(type_)}.{each}" for each in features]
        if not of_sofa or _is_link(of_sofa, fitting):
            continue
        label = wanted.feature(type_, features)
        if label is None or not any(each.begin for each in of_sofa):
            if (
                not type_.startswith(("uima.", _ABOUT))
                and type_ != CAS_METADATA
                and (short(type_) not in OF_THE_TEXT)
            ):
                left_out = Unfit.LAYER_LEFT_OUT(layer=short(type_), count=len(of_sofa))
                fitting.left_out.append(left_out)
            continue
        is_found = True
        further = 0
        for each in of_sofa:
            further += sum(bool(value) and x != label for x, value in each.features.items())
            try:
                begin, end = int(each.begin), int(each.end)
            except ValueError:
                fitting.left_out.append(Unfit.SPAN_WITHOUT_PLACE(field=short(type_)))
                continue
            if begin == end:
                fitting.left_out.append(Unfit.SPAN_ON_SPACE(start=begin, end=end))
                continue
            try:
                place = positions.strictly(begin), positions.strictly(end)
                name = (label and each.features.get(label, "").strip()) or short(type_)
                span = fitting.span(GivenSpan(*place, name))
            except BadRecord as error:
                fitting.left_out.append(error.reason)
                continue
            if span is not None:
                yield span
        if further:
            fitting.left_out.append(Unfit.VALUES_LEFT_OUT(layer=short(type_), count=further))
    wanted.check(is_found, known)


def _features(cas: Cas, type_: str, structures: list[Structure]) -> list[str]:
    """The features of a type that may be labels: strings, as far as anybody says."""
    found = dict.fromkeys(name for each in structures for name in each.features)
    if type_ in cas.strings:
        return [name for name in found if name in cas.strings[type_]]
    usual = [name for name in found if not _is_number(structures, name)]
    return usual or (["value"] if "value" in found else [])


def _is_number(structures: list[Structure], name: str) -> bool:
    """Whether a feature has numbers only, as references to others are."""
    values = [each.features.get(name, "") for each in structures]
    return name != "value" and all(x.replace(" ", "").isdigit() for x in values if x)


def _is_link(structures: list[Structure], fitting: Fitting) -> bool:
    """Whether these are relations or chains, which are counted."""
    features = {name for each in structures for name in each.features}
    count = len(structures)
    if {"Governor", "Dependent"} <= features:
        fitting.left_out.append(Unfit.RELATIONS_LEFT_OUT(count=count))
    elif "referenceType" in features or "referenceRelation" in features:
        fitting.left_out.append(Unfit.EQUIVALENCES_LEFT_OUT(count=count))
    else:
        return False
    return True
