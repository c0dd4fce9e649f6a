"""Lines that show a type come first (`formats/typed_first.py`): a reader that infers types sees
each within its first megabytes, and no line is lost or changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.articles import GivenArticle, GivenReview, GivenSpan, GivenSuggestion
from annotator.formats.own import encoded, filled, holes, tree_of, value_of
from annotator.formats.typed_first import TypedFirst

KINDS = (
    GivenArticle("plain"),
    GivenArticle("spans", spans=(GivenSpan(0, 2, "A"),)),
    GivenArticle("suggested", suggestions=(GivenSuggestion(0, 3, "A", score=0.5),)),
    GivenArticle(
        "both",  # one of them becomes an object of JSON by itself, see `own.value_of`
        suggestions=(
            GivenSuggestion(0, 3, "A"),
            GivenSuggestion(0, 3, "B", others=(("A", 0.5), (None, 0.5))),
        ),
    ),
    GivenArticle("reviewed", reviews=(GivenReview("ann", spans=(GivenSpan(0, 1, "A"),)),)),
    GivenArticle("tokens", tokens=((0, 6),)),
)


def written(path: Path, articles: list[GivenArticle], head_bytes: int) -> list[bytes]:
    """Write the lines as an export does; the lines in the order of the articles."""
    watch = TypedFirst(head_bytes)
    lines = []
    with path.open("w+b") as stream:
        for article in articles:
            value = value_of(article)
            lines.append(encoded(value))
            stream.write(lines[-1])
            watch.saw(value, len(lines[-1]))
        watch.apply(stream)
    return lines


@given(st.lists(st.sampled_from(KINDS), max_size=12), st.integers(0, 3000))
def test_no_line_is_lost_and_each_type_is_seen_in_front(
    tmp_path_factory: Any, articles: list[GivenArticle], head_bytes: int
) -> None:
    path = tmp_path_factory.mktemp("typed") / "a.jsonl"
    lines = written(path, articles, head_bytes)
    found = path.read_bytes().splitlines(keepends=True)
    assert sorted(found) == sorted(lines)
    # What fills a field for the first time stands in the head, or was moved before it.
    unfilled, size, is_moved = holes(), 0, True
    for line in found:
        left = [x for x in unfilled if not filled(json.loads(line), tree_of([x]))]
        is_new = len(left) < len(unfilled)
        is_moved = is_moved and is_new
        size += 0 if is_moved else len(line)
        assert not is_new or size <= head_bytes
        unfilled = left


@given(st.sampled_from(KINDS), st.sets(st.sampled_from(holes())))
def test_the_fields_that_are_filled_are_found_all_at_once(
    article: GivenArticle, paths: set[tuple[str, ...]]
) -> None:
    def there(value: Any, path: tuple[str, ...]) -> bool:
        if isinstance(value, list):
            return any(there(each, path) for each in value)
        return value is not None and (not path or there(value[path[0]], path[1:]))

    value = value_of(article)
    plain = json.loads(encoded(value))
    wanted = {path for path in paths if there(plain, path)}
    assert filled(value, tree_of(paths)) == filled(plain, tree_of(paths)) == wanted


def test_what_shows_all_types_in_front_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = written(path, [*KINDS, *KINDS], 1 << 20)
    assert path.read_bytes() == b"".join(lines)
    assert [x.name for x in tmp_path.iterdir()] == ["a.jsonl"]
