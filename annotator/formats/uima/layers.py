"""Which layers of WebAnno and INCEpTION are labels, and whose work a file of theirs is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from annotator.core.records import Status
from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenReview, GivenSpan, ReadOptions

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
CURATOR = "CURATION_USER"
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_NO_LABELS = (
    *(f"{_DKPRO}{x}." for x in ("lexmorph", "segmentation", "syntax", "metadata", "transform")),
    f"{_DKPRO}anomaly.",
    "uima.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
    "org.dkpro.core.api.",
    "de.tudarmstadt.ukp.inception.",
)
OF_THE_TEXT = frozenset({"Token", "Sentence", "Paragraph", "Div", "Document", "Heading"})
"""Layers that say how a text is made up: nobody's labels, and nothing to be missed."""
_USUAL = ("value", "label", "Label", "category", "Category", "class", "type")
_NEVER = frozenset({"identifier", "uiName", "id", "begin", "end", "sofa", "score", "confidence"})
_ENDINGS = (".txt", ".tsv", ".xmi", ".json")


class LabelLayers(NamedTuple):
    """The layers and features that a person named as labels, or none: then the usual ones."""

    named: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, options: ReadOptions) -> LabelLayers:
        """What the option `layers` says: names of layers, short or whole, each with a feature."""
        given = str(options.more.get("layers", ""))
        pairs = (each.strip().rpartition(".") for each in given.split(",") if each.strip())
        return cls(tuple((layer or name, name if layer else "") for layer, _, name in pairs))

    def feature(self, layer: str, features: Sequence[str]) -> str | None:
        """The feature of a layer that is the label; "" where it has none, None for no labels."""
        for name, feature in self.named:
            if layer == name or layer.endswith(f".{name}"):
                if feature in features or not feature:
                    return feature or _usual(features)
            elif f".{layer}".endswith(f".{name}.{feature}"):
                return _usual(features)  # the layer alone was named
        if self.named or layer.startswith(_NO_LABELS) or short(layer) in OF_THE_TEXT:
            return None
        return _usual(features)

    def check(self, found: bool, known: Sequence[str]) -> None:
        """Raise BadRecord where layers were named, and none of them is there."""
        if self.named and not found:
            name = ", ".join(".".join(filter(None, each)) for each in self.named)
            raise BadRecord(Unfit.NO_SUCH_LAYER, name=name, known=", ".join(known) or "none")


def short(layer: str) -> str:
    """The name of a layer as people say it."""
    return layer.rpartition(".")[2]


class Whose(NamedTuple):
    """The document and the annotator that the path of a file tells, "" where it tells none."""

    key: str = ""
    annotator: str = ""


def whose(name: str) -> Whose:
    """What INCEpTION's folders say: annotation/DOCUMENT/NAME.xmi, or curation/DOCUMENT/NAME.xmi."""
    *_, above, document, leaf = ("", "", *PurePosixPath(name.replace("\\", "/")).parts)
    if above not in ("annotation", "curation"):
        return Whose()
    ending = next((x for x in _ENDINGS if document.endswith(x)), "")
    annotator = CURATOR if above == "curation" else leaf.rsplit(".", 1)[0]
    is_nobody = annotator in ("", "INITIAL_CAS")
    return Whose(document.removesuffix(ending), "" if is_nobody else annotator)


def as_reviews(annotator: str, spans: tuple[GivenSpan, ...]) -> tuple[GivenReview, ...]:
    """The review of an annotator who is known: one whose file was exported is taken as done."""
    return (GivenReview(annotator, Status.DONE, spans=spans),) if annotator else ()


def _usual(features: Sequence[str]) -> str:
    fit = [each for each in features if each not in _NEVER]
    return next((each for each in _USUAL if each in fit), fit[0] if fit else "")
