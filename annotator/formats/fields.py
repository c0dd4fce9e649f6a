"""The usual names of an article's fields, in tables and in JSON, and how their values are read."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from msgspec import MsgspecError
from msgspec.json import Decoder

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.formats.base import Columns
from annotator.places import Whereabouts

# The usual names, in the languages of many newsrooms; of several that are there the first wins.
TEXT_NAMES = tuple(
    """text content body article fulltext full_text articletext article_text textbody
    volltext inhalt artikel artikeltext texte contenu corps texto contenido cuerpo conteúdo corpo
    testo contenuto tekst treść inhoud obsah szöveg metin içerik текст содержание содержимое
    зміст
    съдържание κείμενο النص المحتوى טקסט 正文 内容 內容 文本 全文 本文 テキスト
    본문 내용""".split()
)

_NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "title": """title headline heading titel überschrift schlagzeile titre título titulo titular
            titolo tytuł nagłówek kop název titulek nadpis cím başlık заголовок название заглавие
            назва τίτλος العنوان כותרת 标题 標題 題名 見出し タイトル 제목""",
        "published": """date published pubdate publication_date published_at created_at datum
            erscheinungsdatum fecha data tarih dátum дата ημερομηνία التاريخ תאריך 日期
            日付 날짜""",
        "source": """source publisher outlet newspaper medium publication quelle zeitung journal
            fuente medio periódico fonte jornal giornale testata źródło gazeta bron krant zdroj
            forrás kaynak gazete источник издание газета джерело πηγή المصدر מקור 来源 來源
            出典 媒体 출처""",
        "url": "url link uri web_url webaddress adresse lien enlace ссылка رابط 链接 連結",
        "key": "id key article_id doc_id document_id uuid artikel_id kennung clave identifiant",
        "language": """language lang sprache langue idioma lingua língua język taal jazyk nyelv dil
            язык мова език γλώσσα اللغة שפה 语言 語言 言語 언어""",
    }.items()
}
LABEL_NAMES = ("entities", "spans", "label", "labels")
TOPIC_NAMES = tuple(
    """topics topic category categories class classes kategorie kategorien thema themen catégorie
    thème categoría tema categoria kategoria temat kategori категория тема рубрика κατηγορία 类别
    類別 主题 カテゴリ 카테고리""".split()
)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:[T ].*)?)?)?")


def text_column(columns: Iterable[str], wanted: str, where: Whereabouts) -> str:
    """The column of the text; UserError, naming the columns that are there, where none is."""
    columns = list(columns)
    by_name = {plain(column): column for column in reversed(columns)}
    names = (wanted,) if wanted else TEXT_NAMES
    for name in names:
        if name in columns:
            return name
        if plain(name) in by_name:
            return by_name[plain(name)]
    known = ", ".join(columns) or "–"
    if wanted:
        raise UserError(Fault.NO_SUCH_COLUMN, where=where, name=wanted, known=known)
    raise UserError(Fault.NO_TEXT_COLUMN, where=where, known=known)


def columns_of(
    names: tuple[str, ...], text_field: str = "", chosen: Mapping[str, str] = MappingProxyType({})
) -> Columns:
    """What columns of these names are read as: as chosen, else by their usual names."""
    try:
        text = text_column(names, text_field, "")
    except UserError:
        text = ""
    uses = {k: v for k, v in chosen_columns(names, chosen).items() if v != text}
    return Columns(names, text, uses)


def chosen_columns(names: tuple[str, ...], chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Field of an article → the column that holds it: as chosen ("" for none), else by name."""
    if not chosen:
        return usual_columns(names)
    found = {k: v for k, v in usual_columns(names).items() if v not in chosen.values()}
    both = {**found, **chosen}
    return {k: v for k, v in both.items() if k in _NAMES and v in names}


def plain(name: str) -> str:
    """The name of a column as names are compared: without case, accents in one form."""
    name = name.strip().casefold()
    return name if name.isascii() else normalize("NFC", name)


@lru_cache(maxsize=256)
def usual_columns(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Field of an article → the column that holds it; of several the first usual name wins."""
    by_name = {plain(column): column for column in columns}
    found = {}
    for field, names in _NAMES.items():
        column = next((by_name[name] for name in names if name in by_name), None)
        if column is not None:
            found[field] = column
    return found


def split_fields(
    values: Mapping[str, Any], columns: Mapping[str, str]
) -> tuple[dict[str, str], str]:
    """The article's own fields as text, and all other values as a JSON object."""
    fields = {}
    others = dict(values)
    for field, column in columns.items():
        value = others.get(column)
        if isinstance(value, (dict, list)):
            continue
        text = "" if value is None else str(value)
        if field == "published":
            text = text.strip()
            if not is_date(text):
                continue
        fields[field] = text
        others.pop(column, None)
    return fields, as_json(_lifted(others)) if others else "{}"


def is_date(text: str) -> bool:
    """Whether this is a year, a month or a day, white space around it aside."""
    return _DATE.fullmatch(text.strip()) is not None


def strict_loads(text: str) -> Any:
    """What JSON means, by its standard: ValueError for NaN, Infinity and numbers as large."""
    return _STRICT.decode(text)


def quick_loads(text: str | bytes) -> Any:
    """The same in half of the time; None for what is no JSON: `strict_loads` says why."""
    try:
        return _QUICK.decode(text)
    except (MsgspecError, UnicodeError, RecursionError):
        return None


def strict_raw_decode(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends; see `strict_loads`."""
    return _STRICT.raw_decode(text, at)


def strict_meta(meta: str) -> str:
    """Metadata in their one form; NaN and Infinity, which are no JSON, as null."""
    if meta == "{}":
        return meta
    return as_json(json.loads(meta, parse_constant=_as_null))


def _as_null(_name: str) -> None:
    return None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not a value of JSON, null is")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits[:20]} is too large")
    return number


_QUICK: Decoder[Any] = Decoder()
_STRICT = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)


def as_json(values: Mapping[str, Any]) -> str:
    """A JSON object as text, always the same for the same values."""
    return json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _lifted(others: dict[str, Any]) -> dict[str, Any]:
    """Empty values left out, and an object called "meta" joined with what stands beside it."""
    kept = {name: value for name, value in others.items() if value not in (None, "", [], {})}
    meta = kept.get("meta")
    if isinstance(meta, dict):
        del kept["meta"]
        kept = {**kept, **meta}
    return kept
