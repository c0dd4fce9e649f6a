"""What the worker takes in of a project's memory."""

import itertools
from pathlib import Path

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme
from annotator.nlp.learned_models import LoadedModels
from annotator.storage import Store
from annotator.worker_messages import Remember
from annotator.workspace.learning.reviewed_articles import put_weight, remembered
from annotator.workspace.learning.teaching import Teaching


def test_how_memory_was_weighed_reaches_the_worker(tmp_path: Path) -> None:
    path = tmp_path / "p.annotator.db"
    scheme = Scheme(labels=(Label(1, "PLACE"),))
    with Store.create(path, scheme, at="2024-05-01T12:00:00.000+00:00") as store:
        memory = Memory()
        memory.unmarked.update({"Reading": 4, "Oslo": -2})
        memory.speaks = False
        put_weight(store, memory)
        kept = remembered(store)
    assert (kept.unmarked, kept.speaks) == ({"Reading": 4}, False)
    teaching = Teaching(path, itertools.count(1), lambda _: None)
    learned = LoadedModels()
    for message in teaching.messages():
        if isinstance(message, Remember):
            learned.remember(message)
    learned.remember(Remember(id=1, surfaces={"Reading": [(1, 1)]}, usual=[]))  # decided since
    assert (learned.memory.unmarked, learned.memory.speaks) == ({"Reading": 4}, False)
    assert not learned.memory.is_name("Reading", 1)
    learned.memory.add("Oslo", 1)
    assert learned.memory.is_name("Oslo", 1)


def test_a_damaged_weight_is_none(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.annotator.db", Scheme(), at="2024-05-01") as store:
        for damaged in ([1], "x", {"Reading": "many"}, 7):
            store.settings.set("memory_unmarked", damaged)
            store.settings.set("memory_silent", damaged)
            kept = remembered(store)
            assert (kept.unmarked, kept.speaks) == ({}, True)
