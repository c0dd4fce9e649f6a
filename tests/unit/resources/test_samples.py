"""The sample articles have the shape of the users' own, and give memory and topics work to do."""

import datetime
import re
import tomllib
from pathlib import Path

import pytest

from annotator import paths

FILES = sorted(paths.samples_dir().glob("*.txt"))
DATE_LINE = re.compile(r" *date (\d{4}-\d{2}-\d{2}) ")
WITH_TITLE = {"03-court-water", "09-football-ban", "14-election-night"}


def read(file: Path) -> tuple[datetime.date, str]:
    raw = file.read_bytes().decode("utf-8")
    match = DATE_LINE.match(raw)
    assert match, file.name
    return datetime.date.fromisoformat(match[1]), raw[match.end() :].lstrip()


def test_there_are_fourteen_and_they_come_in_the_order_of_their_dates() -> None:
    dates = [read(file)[0] for file in FILES]
    assert len(dates) == 14
    assert dates == sorted(dates)
    assert {date.year for date in dates} == {2023, 2024, 2025}


def test_lengths() -> None:
    words = sorted(len(read(file)[1].split()) for file in FILES)
    assert all(60 <= count <= 120 for count in words[:3])
    assert all(250 <= count <= 500 for count in words[3:])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_three_begin_with_a_title(file: Path) -> None:
    first_line, _, _ = read(file)[1].partition("\n")
    assert (len(first_line) <= 120) == (file.stem in WITH_TITLE)


def test_the_same_people_come_back() -> None:
    texts = [read(file)[1] for file in FILES]
    for name in ("Ilan Moreau", "Tavi Orrin-Sol", "Marek Dovalan", "Charlotte Reyes"):
        assert sum(name in text for text in texts) >= 4, name


def test_the_habits_of_the_users_texts_are_there() -> None:
    raw = [file.read_text("utf-8") for file in FILES]
    assert sum(text.startswith(" ") for text in raw) in range(5, len(raw))
    assert sum("\n\n\n" in text for text in raw) >= 3
    assert sum(". ." in text for text in raw) >= 10
    assert all("'" not in text and '"' not in text for text in raw)


def test_every_article_has_a_keyword_of_a_topic_and_every_topic_an_article() -> None:
    scheme = tomllib.loads((paths.schemes_dir() / "news.toml").read_text("utf-8"))
    texts = {file.stem: read(file)[1].lower() for file in FILES}
    found = {
        topic["name"]: {
            stem
            for stem, text in texts.items()
            if any(re.search(rf"\b{re.escape(word)}\b", text) for word in topic["keywords"])
        }
        for topic in scheme["topic_groups"][0]["topics"]
    }
    assert all(found.values()), found
    assert set().union(*found.values()) == set(texts)
