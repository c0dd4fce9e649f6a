"""What changed between releases, and between a release and a project that went on."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Act, Change, Span
from annotator.errors import UserError
from annotator.storage import Store
from annotator.workspace.release.comparing import (
    ArticleChange,
    ChangeKind,
    SpanChange,
    TopicChange,
    differences,
    span_changes,
)
from annotator.workspace.release.comparing import Differences as Found
from tests.unit.workspace.released import made, release, text_of


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    project = made(folder / "press.db", 5)
    release(project, folder / "one", formats=("csv",))
    return folder


def test_the_same_is_the_same(kept):
    for one, other in [("one", "one"), ("one", "press.db"), ("press.db", "press.db")]:
        assert differences(kept / one, kept / other) == Found(same=5)


def test_known_acts_are_told_article_by_article(kept):
    with Store.open(kept / "press.db") as store:
        ann = store.annotators.id_of("ann")
        first, second = (store.sheets.read(number, ann) for number in (1, 2))
        xi, paris = sorted(first.spans, key=lambda x: x.start)
        longer = text_of(0)[paris.start : paris.end + 3]
        changes = (
            Change(xi, replace(xi, label=2, origin="relabelled")),
            Change(paris, replace(paris, end=paris.end + 3, surface=longer)),
            Change(None, Span(1, ann, 7, 10, 1, "Joe")),
        )
        store.acts.commit(Act("span.move", 1, changes), ann, "2024-05-05")
        gone = [min(second.spans, key=lambda x: x.start), *second.topic_answers]
        removed = tuple(Change(each, None) for each in gone)
        store.acts.commit(Act("span.remove", 2, removed), ann, "2024-05-06")
    place = paris.start, paris.end
    found = differences(kept / "one", kept / "press.db")
    assert found.changed == [
        ArticleChange(
            "a0",
            (
                SpanChange(ChangeKind.RELABELLED, 0, 2, "ORG", (0, 2, "PER")),
                SpanChange(ChangeKind.MOVED, place[0], place[1] + 3, "LOC", (*place, "LOC")),
                SpanChange(ChangeKind.ADDED, 7, 10, "PER"),
            ),
        ),
        ArticleChange(
            "a1",
            (SpanChange(ChangeKind.REMOVED, 0, 2, "PER", (0, 2, "PER")),),
            (TopicChange("Trade", before=False, after=None),),
        ),
    ]
    assert (found.added, found.removed, found.same) == ([], [], 3)
    assert found.labels == {
        "ORG": {"relabelled": 1},
        "LOC": {"moved": 1},
        "PER": {"added": 1, "removed": 1},
    }
    release(kept / "press.db", kept / "two", formats=("jsonl",))
    assert differences(kept / "one", kept / "two") == found
    back = differences(kept / "two", kept / "one")
    assert back.labels["PER"] == {"removed": 1, "added": 1, "relabelled": 1}


def test_articles_that_came_went_and_have_another_text(tmp_path):
    release(made(tmp_path / "a.db", 3), tmp_path / "a", formats=("csv",))
    made(tmp_path / "b.db", 4)
    found = differences(tmp_path / "a", tmp_path / "b.db")
    assert (found.added, found.removed, found.same) == (["a3"], [], 3)
    found = differences(tmp_path / "b.db", tmp_path / "a")
    assert (found.added, found.removed, found.same) == ([], ["a3"], 3)


PLACES = st.sets(
    st.tuples(st.integers(0, 9), st.integers(1, 4), st.sampled_from("AB")).map(
        lambda x: (x[0], x[0] + x[1], x[2])
    ),
    max_size=8,
)


@given(PLACES, PLACES)
def test_what_was_and_what_changed_give_what_is(before, after):
    changes = list(span_changes(before, after))
    gone = [x.was for x in changes if x.was is not None]
    new = [(x.start, x.end, x.label) for x in changes if x.kind != ChangeKind.REMOVED]
    assert len(set(gone)) == len(gone)
    assert (before - set(gone)) | set(new) == after
    assert len(changes) <= len(before ^ after)
    for each in changes:
        if each.kind == ChangeKind.RELABELLED:
            assert each.was[:2] == (each.start, each.end)
        if each.kind == ChangeKind.MOVED:
            assert each.was[2] == each.label


def test_where_nothing_is(tmp_path):
    with pytest.raises(UserError, match="there is no release here"):
        differences(tmp_path, tmp_path / "x")
