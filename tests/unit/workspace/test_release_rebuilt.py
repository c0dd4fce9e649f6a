"""A release without its texts: it holds none of them, and with them the same bytes come again.

What is tested: `workspace/release/rebuilding.py`, `workspace/release/reading.py`,
`workspace/children/rebuild_job.py`.
"""

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import own
from annotator.formats.articles import GivenArticle
from annotator.notices import notice_from
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.release import manifest, text_free
from annotator.workspace.release.verifying import unlike
from tests.unit.workspace.released import SOURCE, article, hashes, made, rebuild, release

COUNT = 12


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    release(made(folder / "press.db"), folder / "r", dev=0.2, test=0.2, by="labels", seed=3)
    return folder / "r"


@pytest.fixture
def bare(kept, tmp_path):
    """What somebody publishes who may not publish texts."""
    (tmp_path / "bare").mkdir()
    shutil.copy(kept / "MANIFEST.json", tmp_path / "bare")
    shutil.copytree(kept / "text-free", tmp_path / "bare/text-free")
    return tmp_path / "bare"


@pytest.fixture
def texts(tmp_path):
    """The articles from elsewhere, in another order, with others between them."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in reversed(range(COUNT + 3)):
        each = article(number)
        bare = GivenArticle(each.text, each.title, each.key, source=each.source, meta=each.meta)
        (folder / f"{number}.jsonl").write_bytes(own.line_of(bare))
    return folder


def runs(text):
    return {text[at : at + 20] for at in range(len(text) - 19)}


def test_no_run_of_twenty_characters_of_any_text(kept):
    released = "".join(
        json.dumps(json.loads(line), ensure_ascii=False)
        for path in sorted((kept / "text-free").iterdir())
        for line in path.read_text().splitlines()
    )
    known = runs(released)
    for number in range(COUNT):
        assert not known & runs(article(number).text)
    assert SOURCE not in released  # which one text names
    assert '"Post"' in released
    assert "https://example.org/1/" in released


STRINGS = st.text("ab cé漢\n😀/", max_size=60)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(STRINGS, STRINGS, STRINGS, STRINGS), min_size=1, max_size=4))
def test_whatever_articles_bring_no_run_goes_out_and_all_comes_back(given_articles):
    articles = [
        GivenArticle("x" + text, title, key, source=source, url=text[3:40])
        for text, title, key, source in given_articles
    ]
    kept = [text_free.kept(each, n, n) for n, each in enumerate(articles, 1)]
    spool = text_free.Runs(most_asked=40)
    for each in kept:
        spool.see(each.text, each.asked)
    for each in kept:
        spool.look(each.text)
    lines = [text_free.line_of(each, "train", spool) for each in kept]
    known = set().union(*(runs(each.text) for each in articles))
    for line, each in zip(lines, articles, strict=True):
        strings = [line[name] for name in ("id", "source", "url", "date", "language")]
        assert not any(known & runs(x) for x in strings)
        assert "title" not in line
        whole, missing = text_free.with_text(line, each.text, [text_free.strings_of(each)])
        assert missing == []
        assert own.encoded(whole) == own.line_of(each)


def test_the_same_bytes_from_the_texts(kept, bare, texts, tmp_path):
    report = rebuild(bare / "MANIFEST.json", tmp_path / "again", texts)
    assert (report.missing, report.differs, report.articles) == ((), (), COUNT)
    assert hashes(tmp_path / "again") == hashes(kept)
    assert list(unlike(tmp_path / "again")) == []


def test_texts_that_are_missing_are_told_and_nothing_is_written(bare, texts, tmp_path):
    (texts / "3.jsonl").unlink()
    (texts / "4.jsonl").write_bytes(own.line_of(GivenArticle(article(4).text)))
    report = rebuild(bare, tmp_path / "again", texts)
    assert tuple(str(notice_from(x)) for x in report.missing) == (
        "the text of article 4 (a3)",
        "the meta of article 5 (a4)",
    )
    assert not (tmp_path / "again").exists()
    assert not [x for x in tmp_path.iterdir() if x.name.startswith(".")]


def test_a_title_that_stands_in_the_text_needs_no_file(bare, texts, tmp_path):
    for path in texts.iterdir():
        number = int(path.stem)
        each = article(number)
        title = each.title if number % 3 == 0 else ""
        path.write_bytes(
            own.line_of(GivenArticle(each.text, title, source=each.source, meta=each.meta))
        )
    assert rebuild(bare, tmp_path / "again", texts).differs == ()


def test_lines_that_were_changed_are_refused(bare, texts, tmp_path):
    path = bare / "text-free/train.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"LOC"', b'"PER"'))
    with pytest.raises(UserError, match="it was changed since the release was made"):
        rebuild(bare, tmp_path / "again", texts)
    path.unlink()
    with pytest.raises(UserError, match=r"text-free/train\.jsonl is missing"):
        rebuild(bare, tmp_path / "again", texts)
    assert not (tmp_path / "again").exists()


def test_a_manifest_that_was_changed_is_refused(bare, texts, tmp_path):
    path = bare / "MANIFEST.json"
    path.write_bytes(path.read_bytes().replace(b'"seed": 3', b'"seed": 4', 1))
    with pytest.raises(UserError, match="it was changed since the release was made"):
        rebuild(bare, tmp_path / "again", texts)


def test_lines_that_are_missing_are_told(kept, texts, tmp_path):
    value = manifest.read(kept)
    name = "text-free/dev.jsonl"
    value["files"].pop(name)
    shutil.copytree(kept / "text-free", tmp_path / "bare/text-free")
    (tmp_path / "bare/MANIFEST.json").write_bytes(manifest.written(value))
    with pytest.raises(UserError, match="articles are missing or there twice"):
        rebuild(tmp_path / "bare", tmp_path / "again", texts)


def test_a_scheme_that_is_none_is_told(kept, tmp_path):
    value = manifest.read(kept)
    value["scheme"]["groups"] = []
    shutil.copytree(kept / "text-free", tmp_path / "bare/text-free")
    (tmp_path / "bare/MANIFEST.json").write_bytes(manifest.written(value))
    with pytest.raises(UserError, match="not the manifest of a release"):
        rebuild(tmp_path / "bare", tmp_path / "again", kept / "data/jsonl")
    assert not (tmp_path / "again").exists()


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["files", "choices", "counts", "scheme", "splits", "coding_rules", "layout"]),
    st.sampled_from(["", "labels", "groups", "topics", "formats", "seed", "title", "dev"]),
    ODD,
)
def test_whatever_a_signed_manifest_says_is_refused_in_a_line(kept, name, inner, odd):
    value = manifest.read(kept)
    if inner and isinstance(value[name], dict):
        value[name] = {**value[name], inner: odd}
    else:
        value[name] = odd
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare")
        shutil.copytree(kept / "text-free", bare / "text-free")
        (bare / "MANIFEST.json").write_bytes(manifest.written(value))
        with suppress(UserError):
            list(unlike(bare))
            rebuild(bare, Path(folder, "again"), kept / "data/jsonl")


def test_files_that_can_t_be_read_are_told_and_the_others_are(bare, texts, tmp_path):
    (texts / "odd.jsonl").write_bytes(b'{"id":\n')
    report = rebuild(bare, tmp_path / "again", texts)
    assert report.differs == ()
    assert len(report.refused) == 1


def test_cancelled_leaves_nothing(bare, texts, tmp_path):
    work = Work(lambda done, total, what: work.cancelled.set())
    with pytest.raises(JobCancelled):
        rebuild(bare, tmp_path / "again", texts, work=work)
    assert sorted(x.name for x in tmp_path.iterdir()) == ["bare", "texts"]


def test_what_is_another_s_is_not_written_over(bare, texts, tmp_path):
    with pytest.raises(UserError, match="the folder is not empty"):
        rebuild(bare, texts, texts)


def test_nowhere_to_find_texts(bare, tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        rebuild(bare, tmp_path / "again", tmp_path / "nowhere")
