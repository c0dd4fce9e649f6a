"""Which pipelines load, what of them is kept, and what is said when one does not."""

from pathlib import Path

import pytest
import spacy

from annotator.errors import UserError
from annotator.faults import Line
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.sources.parsed_article import Entity


def test_a_folder_keeps_what_entities_need(tmp_path: Path) -> None:
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "NATO"}])
    made.add_pipe("lemmatizer", config={"mode": "rule"}, first=True)
    made.to_disk(tmp_path)
    source = pipelines.open_source(tmp_path)
    assert source.nlp.pipe_names == ["sentencizer", "entity_ruler"]
    assert (source.labels, source.note) == (["ORG"], None)
    assert source.read("It is NATO.").entities == [Entity(6, 10, "ORG")]


def test_a_blank_pipeline_cuts_tokens() -> None:
    source = pipelines.open_source("blank:ar")
    assert source.note == Line.NO_ENTITIES()
    assert len(source.read("ولد في القاهرة. نعم").tokens.starts) == 5


def test_the_fingerprint_tells_pipelines_apart() -> None:
    one, same, other = (
        pipelines.open_source(f"blank:{lang}").fingerprint for lang in ("en", "en", "de")
    )
    assert one == same != other


def test_training_changes_the_fingerprint(tmp_path: Path) -> None:
    prints = []
    for pattern in ("NATO", "EU"):
        made = spacy.blank("en")
        made.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": pattern}])
        made.to_disk(tmp_path)
        prints.append(pipelines.open_source(tmp_path).fingerprint)
    assert prints[0] != prints[1]


@pytest.mark.parametrize("name", ["no_such_pipeline", "blank:no_such", "pytest"])
def test_a_pipeline_that_cannot_be_loaded(name: str) -> None:
    with pytest.raises(UserError) as refused:
        pipelines.load(name)
    assert "\n" not in str(refused.value)
    assert name in str(refused.value)


def test_a_folder_without_a_pipeline(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be loaded"):
        pipelines.load(tmp_path)
