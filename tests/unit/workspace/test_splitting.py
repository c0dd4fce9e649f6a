"""Dividing articles into parts (`workspace/exchange/splitting.py`)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.workspace.exchange import splitting
from annotator.workspace.exchange.splitting import Split, SplitArticle, SplitBy, divide, place_of

THREE = {"train": 0.8, "dev": 0.1, "test": 0.1}

articles = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from(["", "2023-01", "2024-05"]),
              st.sampled_from(["", "Wire", "Paper", "Site"]), st.sampled_from("PQR")),
    max_size=25,
).map(
    lambda rows: [
        SplitArticle(n, family, place_of(f"text {n}", 0), date, source, Counter({label: 1}))
        for n, (family, date, source, label) in enumerate(rows, 1)
    ]
)  # fmt: skip
splits = st.builds(
    Split, st.sampled_from([THREE, {"train": 0.5, "dev": 0.5}, {"train": 1.0, "dev": 0.0}]),
    st.sampled_from(SplitBy), st.integers(0, 5),
)  # fmt: skip


@given(articles, splits, st.randoms())
def test_families_stay_together_and_order_does_not_matter(given_articles, split, rng) -> None:
    part_of = divide(given_articles, split).part_of
    assert part_of.keys() == {x.id for x in given_articles}
    assert set(part_of.values()) <= set(split.parts)
    for family in {x.family for x in given_articles}:
        assert len({part_of[x.id] for x in given_articles if x.family == family}) == 1
    if given_articles:
        assert split.parts[0] in part_of.values()
    mixed = list(given_articles)
    rng.shuffle(mixed)
    assert divide(mixed, split) == divide(given_articles, split)


def alone(count: int, seed: int = 0) -> list[SplitArticle]:
    return [SplitArticle(n, n, place_of(f"text {n}", seed)) for n in range(1, count + 1)]


@pytest.mark.parametrize("by", [SplitBy.SHARE, SplitBy.LABELS, SplitBy.DATE])
def test_each_part_has_its_share(by: SplitBy) -> None:
    sizes = divide(alone(200), Split(THREE, by)).sizes()
    assert sizes == {"train": 160, "dev": 20, "test": 20}


@given(st.integers(0, 300), st.floats(0, 0.99))
def test_a_part_gets_its_share_one_at_least_and_never_all(count: int, share: float) -> None:
    held = divide(alone(count), Split({"train": 1 - share, "dev": share})).sizes()["dev"]
    assert 0 <= held <= max(count - 1, 0)
    assert abs(held - count * share) <= 1 or count < 2
    assert held > 0 or not share or count < 2


def test_another_seed_is_another_split() -> None:
    one, other = (divide(alone(100, seed), Split(THREE, seed=seed)).part_of for seed in (0, 1))
    assert one != other


def test_the_newest_are_held_out() -> None:
    dated = [SplitArticle(n, n, place_of(f"{n}", 0), date=f"2023-{n:02}") for n in range(1, 11)]
    undated = [SplitArticle(11, 11, place_of("no date", 0))]
    parts = divide([*dated, *undated], Split({"train": 0.8, "test": 0.2}, SplitBy.DATE)).part_of
    assert {n for n, part in parts.items() if part == "test"} == {9, 10}


def test_of_a_family_the_first_date_counts() -> None:
    """What was trained on must not come back as news."""
    rows = [SplitArticle(n, n % 9, place_of(f"{n}", 0), date=f"2023-{n + 1:02}") for n in range(10)]
    parts = divide(rows, Split({"train": 0.8, "test": 0.2}, SplitBy.DATE)).part_of
    assert parts[0] == parts[9] == "train"


def test_sources_are_held_out_whole() -> None:
    rows = [SplitArticle(n, n, place_of(f"{n}", 0), source=f"S{n % 10}") for n in range(100)]
    parts = divide(rows, Split({"train": 0.8, "test": 0.2}, SplitBy.SOURCE)).part_of
    held = {n % 10 for n, part in parts.items() if part == "test"}
    assert len(held) == 2 and Counter(parts.values()) == {"train": 80, "test": 20}
    assert all((n % 10 in held) == (part == "test") for n, part in parts.items())


def test_rare_labels_are_in_each_part() -> None:
    rng = random.Random(2)
    rows = []
    for n in range(300):
        labels = Counter({"PERSON": rng.randrange(1, 9), "ORG": rng.randrange(3)})
        labels["LAW"] = n % 30 == 0
        rows.append(SplitArticle(n, n, place_of(f"{n}", 0), labels=+labels))
    parts = divide(rows, Split({"train": 0.8, "dev": 0.2}, SplitBy.LABELS)).part_of
    held = sum((Counter(x.labels) for x in rows if parts[x.id] == "dev"), Counter())
    whole = sum((Counter(x.labels) for x in rows), Counter())
    assert Counter(parts.values())["dev"] == 60
    assert {name: round(held[name] / n, 1) for name, n in whole.items()} == dict.fromkeys(
        whole, 0.2
    )


def test_leaks_are_what_a_split_of_single_articles_would_have_told() -> None:
    rows = [SplitArticle(n, n // 2, place_of(f"{n}", 0)) for n in range(200)]
    found = divide(rows, Split({"train": 0.5, "test": 0.5}))
    assert found.sizes() == {"train": 100, "test": 100} and 30 < found.leaks < 70
    assert divide(alone(50), Split(THREE)).leaks == 0


def test_what_must_stay_together_may_be_more_than_a_part_wants() -> None:
    rows = [SplitArticle(n, n // 10, place_of(f"{n}", 0)) for n in range(20)]
    assert divide(rows, Split({"train": 0.9, "test": 0.1})).sizes() == {"train": 10, "test": 10}
    one = [SplitArticle(n, 1, place_of(f"{n}", 0)) for n in range(5)]
    assert divide(one, Split({"train": 0.5, "test": 0.5})).sizes() == {"train": 5}


def plainly_by_labels(
    families: Sequence[splitting._Family], parts: Sequence[str], wanted: Mapping[str, int]
) -> dict[int, str]:
    """The same as `_by_labels`, counting anew for each label: 100,000 articles take minutes."""
    total = sum(len(x.articles) for x in families)
    room = {parts[0]: total - sum(wanted.values())} | {part: wanted[part] for part in parts[1:]}
    share = {part: room[part] / total if total else 0 for part in parts}
    sums: Counter[str] = sum((x.labels for x in families), Counter())
    lacking = {label: {part: n * share[part] for part in parts} for label, n in sums.items()}
    found: dict[int, str] = {}
    left = list(families)
    while left:
        counts: Counter[str] = sum((x.labels for x in left), Counter())
        label = min(counts, key=lambda x: (counts[x], x), default="")
        ranked = [x for x in left if x.labels[label]] if label else left
        for family in sorted(ranked, key=lambda x: (-x.labels[label], x.place)):
            part = splitting._neediest(family, label, parts, room, lacking)
            room[part] -= len(family.articles)
            for name, n in family.labels.items():
                lacking[name][part] -= n
            found |= dict.fromkeys(family.articles, part)
        taken = {id(x) for x in ranked}
        left = [x for x in left if id(x) not in taken]
    return found


some_labels = st.dictionaries(st.sampled_from(["", "P", "Q", "R", "S"]), st.integers(1, 4))


@given(
    st.lists(st.tuples(some_labels, st.integers(1, 3)), max_size=30), st.sampled_from([0.1, 0.4])
)
def test_by_labels_is_what_counting_anew_for_each_label_gives(made, share) -> None:
    families, at = [], 0
    for number, (labels, size) in enumerate(made):
        ids = [*range(at, at := at + size)]
        families.append(splitting._Family(place_of(str(number), 1), ids, "", "", Counter(labels)))
    parts, wanted = ("train", "dev", "test"), {"dev": round(at * share), "test": round(at * 0.1)}
    expected = plainly_by_labels(families, parts, wanted)
    assert splitting._by_labels(families, parts, wanted) == expected
