"""Which layers are labels, and whose work a file is (`formats/uima/layers.py`)."""

import pytest

from annotator.formats.articles import BadRecord, GivenSpan, ReadOptions
from annotator.formats.uima.layers import (
    CURATOR,
    NAMED_ENTITY,
    LabelLayers,
    Whose,
    as_reviews,
    short,
    whose,
)

LEMMA = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma"


def layers(words):
    return LabelLayers.of(ReadOptions(more={"layers": words}))


@pytest.mark.parametrize(
    ("words", "layer", "features", "feature"),
    [
        ("", NAMED_ENTITY, ("identifier", "value"), "value"),
        ("", "custom.Quote", ("who",), "who"),
        ("", "custom.Quote", ("id",), ""),
        ("", LEMMA, ("value",), None),
        ("", "custom.Sentence", ("value",), None),
        ("NamedEntity.identifier", NAMED_ENTITY, ("identifier", "value"), "identifier"),
        ("NamedEntity", NAMED_ENTITY, ("identifier", "value"), "value"),
        ("Lemma.value", LEMMA, ("value",), "value"),
        ("Lemma.value", NAMED_ENTITY, ("value",), None),
        (f"{NAMED_ENTITY}.value, Quote", "custom.Quote", ("who",), "who"),
    ],
)
def test_the_usual_features_are_labels_or_those_that_were_named(words, layer, features, feature):
    assert layers(words).feature(layer, features) == feature


def test_layers_that_were_named_and_are_not_there_are_told():
    layers("").check(False, ["NamedEntity"])
    layers("Quote").check(True, ["Quote"])
    with pytest.raises(BadRecord, match=r"Quote.*NamedEntity"):
        layers("Quote").check(False, ["NamedEntity"])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("x/annotation/news.txt/ann.xmi", Whose("news", "ann")),
        ("annotation\\news.txt\\INITIAL_CAS.xmi", Whose("news", "")),
        ("curation/news.tsv/CURATION_USER.tsv", Whose("news", CURATOR)),
        ("annotation/news.doc/ann.xmi", Whose("news.doc", "ann")),
        ("news/ann.xmi", Whose()),
        ("ann.xmi", Whose()),
    ],
)
def test_inceptions_folders_say_whose_a_file_is(path, found):
    assert whose(path) == found


def test_the_work_of_somebody_is_a_review_and_of_nobody_none():
    spans = (GivenSpan(0, 3, "PER"),)
    (review,) = as_reviews("ann", spans)
    assert (review.annotator, review.status, review.spans) == ("ann", "done", spans)
    assert as_reviews("", spans) == ()
    assert short(NAMED_ENTITY) == "NamedEntity"
