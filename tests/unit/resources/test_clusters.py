"""The script that makes word clusters: what it groups, how it chooses, and how that is read."""

from __future__ import annotations

import gzip
import importlib.util
import json
import math
import random
from collections import Counter
from itertools import combinations, pairwise
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import paths
from annotator.nlp.corrector import clusters


def loaded() -> ModuleType:
    file = paths.resources_dir() / "clusters" / "make.py"
    spec = importlib.util.spec_from_file_location("make_clusters", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = loaded()

KINDS = {
    "person": ["Anna", "Ben", "Ilan", "Tavi"],
    "place": ["Sarn", "Kenya", "Karsheim", "Berlin"],
    "day": ["Monday", "Friday", "Sunday"],
    "said": ["said", "wrote", "swore"],
}


@pytest.fixture(scope="module")
def corpus():
    chance = random.Random(7)
    shape = "Then {person} {said} that in {place} on {day} it fell"
    return [
        shape.format(**{kind: chance.choice(words) for kind, words in KINDS.items()})
        for _ in range(400)
    ]


@pytest.fixture
def read(tmp_path, monkeypatch):
    """What the reader of the corrector finds for words, in a file that the script writes."""
    file = tmp_path / "xx.txt.gz"
    monkeypatch.setattr(clusters, "clusters_file", lambda _language: file)
    clusters.table.cache_clear()
    yield file, lambda *words: [clusters.path(word, "xx") for word in words]
    clusters.table.cache_clear()


def test_words_that_stand_alike_are_in_one_cluster_of_a_file_that_the_reader_loads(
    corpus, read, tmp_path, capsys
):
    file, found = read
    text = tmp_path / "corpus.txt"
    text.write_text("\n".join(corpus), "utf-8")
    make.main(["corpus", str(file), str(text), "--count", "8"])
    groups = [set(found(*words)) for words in KINDS.values()]
    assert [len(group) for group in groups] == [1, 1, 1, 1]
    assert "" not in set().union(*groups)
    assert len(set().union(*groups)) == 4
    assert found("anna", "ANNA", "unknown") == [*found("Anna", "Anna"), ""]
    assert capsys.readouterr().out.startswith("20 words in 8 clusters: ")
    before = file.read_bytes()
    assert before[4:8] == bytes(4)  # no time of making
    make.main(["corpus", str(file), str(text), "--count", "8"])
    assert file.read_bytes() == before


def test_no_path_begins_another(corpus):
    found = set(make.clusters_of(corpus, 9).values())
    assert not [(a, b) for a in found for b in found if a != b and b.startswith(a)]


def test_rare_words_are_left_out_and_an_empty_corpus_makes_nothing(corpus):
    assert "rare" not in make.clusters_of([*corpus, "rare Sarn"], 9, least=2)
    assert make.clusters_of([], 9) == {}
    assert make.clusters_of(["alone"], 9) == {"alone": "0"}


def information(pairs: Counter[tuple[str, str]], cluster: dict[str, int]) -> float:
    """The mutual information of neighbouring clusters, as the formula has it."""
    counts: Counter[tuple[int, int]] = Counter()
    for (one, other), number in pairs.items():
        counts[cluster[one], cluster[other]] += number
    total = sum(counts.values())
    left, right = Counter(), Counter()
    for (one, other), number in counts.items():
        left[one] += number
        right[other] += number
    return sum(
        n / total * math.log(n * total / left[one] / right[other])
        for (one, other), n in counts.items()
    )


@settings(max_examples=30)
@given(st.lists(st.text("abcdef", min_size=2, max_size=9), min_size=1), st.integers(2, 5))
def test_each_merge_loses_the_least_information(lines, count):
    lines = [" ".join(line) for line in lines]
    pairs = Counter(pair for line in lines for pair in pairwise(line.split()))
    words: Counter[str] = Counter(" ".join(lines).split())
    clustering = make._Clustering([w for w, _ in words.most_common()], pairs, count)
    while len(clustering._words) > 1:
        at = dict(clustering._at)

        def merged(one, other, at=at):
            return information(pairs, {w: one if n == other else n for w, n in at.items()})

        best = max(merged(*two) for two in combinations(sorted(clustering._words), 2))
        chosen = clustering._best()
        assert merged(*chosen) == pytest.approx(best, abs=1e-9)
        clustering._merge(*chosen)


def test_the_table_of_spacys_package_is_read_from_its_lowest_bit(read, tmp_path):
    file, found = read
    table = tmp_path / "xx_lexeme_cluster.json.gz"
    given_ = {"the": 11, "The": 11, "Sarn": 8, "sarn": 4, "odd": 0}
    table.write_bytes(gzip.compress(json.dumps(given_).encode()))
    make.main(["table", str(file), str(table)])
    assert found("the", "The", "Sarn", "sarn", "odd") == ["1101", "1101", "0001", "001", ""]
    assert b"The" not in gzip.decompress(file.read_bytes())


def test_the_file_that_comes_along_is_what_the_script_writes(tmp_path):
    """Made of its own words, it is the same again: order, spellings left out, line by line."""
    made = tmp_path / "en.txt.gz"
    assert make.write(clusters.table("en"), made) == len(clusters.table("en"))
    ours = gzip.decompress(paths.clusters_file("en").read_bytes())
    assert gzip.decompress(made.read_bytes()) == ours
