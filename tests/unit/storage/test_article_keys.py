"""One key for each article on its way out (`storage/article_keys.py`)."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.article_keys import key_of_text
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import AT, SCHEME

KEYS = st.sampled_from(("", "a", "a-2", "a-3", "b", key_of_text("one"), key_of_text("one") + "-2"))


def keys_out(path: Path, given_articles: list[tuple[str, str]]) -> list[str]:
    """The key by which each article goes out."""
    with Store.create(path, SCHEME, at=AT) as store:
        ids = [store.articles.add(NewArticle(text, key=key))[0] for key, text in given_articles]
        repeated = store.article_keys.repeated()
        assert store.article_keys.repeated() == repeated
        pairs = zip(ids, given_articles, strict=True)
        return [repeated.get(x) or key or key_of_text(text) for x, (key, text) in pairs]


def test_the_first_keeps_its_key_and_the_next_gets_a_number_that_is_free(tmp_path: Path) -> None:
    given_articles = [("a", "1"), ("a", "2"), ("a-2", "3"), ("a", "4"), ("b", "5")]
    assert keys_out(tmp_path / "p", given_articles) == ["a", "a-3", "a-2", "a-4", "b"]


def test_one_text_several_times_gets_numbers_too(tmp_path: Path) -> None:
    own = key_of_text("one")
    assert keys_out(tmp_path / "p", [("", "one"), ("", "two"), ("", "one")]) == [
        own, key_of_text("two"), f"{own}-2",
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(KEYS, st.sampled_from(("one", "two"))), max_size=7))
def test_no_two_articles_go_out_with_one_key(
    tmp_path_factory: object, given_articles: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("keys")  # type: ignore[attr-defined]
    found = keys_out(folder / "p", given_articles)
    assert len(set(found)) == len(found)
    for (key, _), out in zip(given_articles, found, strict=True):
        assert not key or out.startswith(key)
