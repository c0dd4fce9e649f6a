"""Saved web pages: the article alone, with what the page says of itself."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.errors import UserError
from annotator.formats import html, registry
from annotator.formats.articles import GivenArticle, ReadOptions, Refusal
from annotator.formats.base import Likeness

pytest.importorskip("trafilatura", reason="trafilatura is not installed")

PARAGRAPHS = [
    "Ann met 👨‍👩‍👧 Joe in Zürich on Friday, and they talked for a long time about the war.",
    "A second paragraph & the last, with much to say about what was said by whom and when.",
]
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>They met - The Paper</title>
<meta property="og:title" content="They met"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2023-11-10T10:00:00Z">
<link rel="canonical" href="https://example.org/a"><meta name="author" content="Eva Lind"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/x">Sport</a></li></ul></nav>
<article><h1>They met</h1><p>{PARAGRAPHS[0]}</p>
<p>{PARAGRAPHS[1].replace("&", "&amp;")}</p></article>
<footer><p>All rights reserved</p></footer></body></html>
"""


def read(data, name="sub/a.html", **more):
    data = data if isinstance(data, bytes) else data.encode()
    return list(html.read(io.BytesIO(data), name, ReadOptions(more=more)))


def test_the_article_alone():
    (article,) = read(PAGE)
    assert article.text.split("\n")[-2:] == PARAGRAPHS
    assert "Sport" not in article.text
    assert "rights" not in article.text
    assert (article.title, article.published) == ("They met", "2023-11-10")
    assert (article.source, article.url) == ("The Paper", "https://example.org/a")
    assert (article.key, article.language, article.encoding) == ("a", "en", "utf-8")
    assert json.loads(article.meta) == {"author": "Eva Lind"}


def test_all_text_of_a_page():
    (article,) = read(PAGE, page_text="all")
    assert PARAGRAPHS[1] in article.text
    assert "Sport" in article.text


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "iso-8859-2"])
def test_encodings(encoding):
    page = PAGE.replace("👨‍👩‍👧", "é").replace('charset="utf-8"', f'charset="{encoding}"')
    (article,) = read(page.encode(encoding))
    assert "Ann met é Joe in Zürich" in article.text


def test_characters_without_a_shape_stay():
    words = "می\u200cروم co\u00adop \u200fשלום\u200e \ufeffx"
    page = PAGE.replace("👨‍👩‍👧", words + " 👨&zwj;👩&#8205;👧&#x200d;👦 &shy;")
    (article,) = read(page)
    assert f"Ann met {words} 👨‍👩‍👧‍👦 \u00ad Joe" in article.text


def test_a_wrong_charset_is_no_harm():
    (article,) = read(PAGE.replace('charset="utf-8"', 'charset="nonsense"'))
    assert PARAGRAPHS[0] in article.text


@pytest.mark.parametrize(
    "head",
    [
        PAGE,
        "<html>",
        "<HTML lang=en>",
        "\n<!-- a\n--><!doctype HTML>",
        '<?xml version="1.0"?>\n<html xmlns="x">',
    ],
)
def test_it_is_told_by_its_content(head):
    assert html.sniff(head.encode()) == Likeness.SURE
    assert registry.reader_for("page", head.encode()).name == "html"


@pytest.mark.parametrize(
    "head", ["", "Ann <html>", "<htmlx>", '<?xml version="1.0"?><xmi:XMI>', "{"]
)
def test_what_is_none(head):
    assert html.sniff(head.encode()) == Likeness.NONE


@pytest.mark.parametrize("page", ["", "<html></html>", "<html><body> </body></html>"])
def test_a_page_without_an_article_is_refused(page):
    (refusal,) = read(page)
    assert isinstance(refusal, Refusal)
    assert str(refusal) in (
        "sub/a.html: no article is found in this page; --page-text all takes all its text",
        "sub/a.html: the text is empty",
    )


def test_one_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(html, "_LARGEST", 10)
    assert "too large" in str(read(PAGE)[0])


BOMB = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_entities_of_entities_are_not_made_larger():
    (article,) = read(
        f"{BOMB}]><html><body><article><p>{PARAGRAPHS[0]} &i;</p></article></body></html>"
    )
    assert len(str(article)) < 2_000


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_changed_only_articles_and_refusals_come_out(data):
    plain = bytearray(PAGE.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        plain[data.draw(st.integers(0, len(plain) - 1))] = data.draw(st.integers(0, 255))
    (found,) = read(bytes(plain))
    assert isinstance(found, GivenArticle) or "fault of this program" not in str(found)


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(UserError, match=r"pip install trafilatura"):
        read(PAGE)
