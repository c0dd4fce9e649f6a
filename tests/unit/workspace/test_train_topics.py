"""The job's part that learns topics: from which texts."""

from pathlib import Path

from annotator.core.records import Scheme
from annotator.storage import NewArticle, Store
from annotator.workspace.children.train_topics import other_texts


def test_texts_without_an_answer_come_from_all_over_the_project(tmp_path: Path) -> None:
    Store.create(tmp_path / "p.db", Scheme(), at="2024-05-01T12:00:00.000+00:00").close()
    with Store.open(tmp_path / "p.db") as store:
        ids = [store.articles.add(NewArticle(f"Text {i}"))[0] for i in range(500)]
        store.articles.add(NewArticle("long " * 10_000))
    with Store.open(tmp_path / "p.db") as store:
        found = list(other_texts(store, set(ids[:10])))
        assert 150 <= len(found) <= 251 and not {f"Text {i}" for i in range(10)} & set(found)
        assert any(text in found for text in ("Text 498", "Text 499", "long " * 4000))
