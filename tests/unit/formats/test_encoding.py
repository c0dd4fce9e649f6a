"""Old encodings are found out, one bad byte is refused by its place (`formats/encoding.py`)."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.faults import Unfit
from annotator.formats import jsonl, text
from annotator.formats.articles import BadRecord, ReadOptions, Refusal
from annotator.formats.encoding import decode, encoding_of, guessed

SENTENCES = {
    "Polish": (
        ["cp1250", "iso8859-2"],
        [
            "Żołnierze wrócili do bazy w środę, późnym wieczorem.",
            "Minister ogłosił nowe sankcje wobec spółek naftowych.",
            "Rząd zapowiedział, że będzie się starał o więcej pieniędzy z Unii.",
        ],
    ),
    "Czech": (
        ["cp1250", "iso8859-2"],
        [
            "Předseda vlády přijel do Brna a setkal se s dělníky.",
            "Průzkum ukázal, že většina lidí nevěří politikům.",
            "Nový most přes řeku bude otevřen až příští rok.",
        ],
    ),
    "Slovak": (["cp1250", "iso8859-2"], ["Poslanci schválili nový zákon."]),
    "Hungarian": (["cp1250", "iso8859-2"], ["A miniszterelnök szerint a döntés már megszületett."]),
    "Russian": (
        ["cp1251", "koi8-r", "cp866", "iso8859-5"],
        [
            "Президент подписал указ о новых мерах поддержки.",
            "Переговоры прошли в Женеве.",
            "В Москве ожидается дождь, местами со снегом.",
        ],
    ),
    "Ukrainian": (["cp1251", "koi8-u"], ["Міністр заявив, що їхні війська відійшли від міста."]),
    "Bulgarian": (["cp1251"], ["Правителството прие бюджета за следващата година."]),
    "Greek": (
        ["cp1253", "iso8859-7"],
        ["Ο πρωθυπουργός μίλησε στη Βουλή για την οικονομία.", "Η Αθήνα απάντησε αμέσως."],
    ),
    "Turkish": (
        ["cp1254"],
        [
            "Cumhurbaşkanı dün akşam İstanbul'da gazetecilere açıklama yaptı.",
            "Görüşmeler sürüyor, dışişleri bakanı yarın dönüyor.",
        ],
    ),
    "Hebrew": (["cp1255"], ["ראש הממשלה נפגש עם שגריר ארצות הברית בירושלים."]),
    "Arabic": (["cp1256"], ["أعلنت الحكومة عن خطة جديدة لدعم الاقتصاد."]),
    "Thai": (["cp874"], ["นายกรัฐมนตรีเดินทางไปเยือนประเทศเพื่อนบ้าน"]),
    "Japanese": (
        ["cp932", "euc_jp"],
        ["首相は記者会見で新しい政策を発表した。", "東京で会議が開かれた。"],
    ),
    "Chinese": (["gb18030"], ["外交部发言人星期三在北京举行记者会。", "总统访问了上海。"]),
    "Chinese (Taiwan)": (["big5"], ["總統今天在台北會見了外國代表團。"]),
    "Korean": (["cp949"], ["대통령은 서울에서 기자회견을 열었다."]),
    "French": (["cp1252"], ["Le président a été réélu à l’issue d’un scrutin serré.", "Un café."]),
    "German": (["cp1252"], ["Die Außenministerin führte Gespräche über größere Hilfen.", "Müller"]),
    "Spanish": (["cp1252"], ["El año próximo habrá elecciones en España.", "¿Quién ganó?"]),
    "Icelandic": (["cp1252"], ["Forsætisráðherra sagði að þingið yrði rofið í maí."]),
}  # fmt: skip
EVERY = [
    pytest.param(sentence, encoding, id=f"{language}, {encoding}, {number}")
    for language, (encodings, sentences) in SENTENCES.items()
    for encoding in encodings
    for number, sentence in enumerate(sentences)
]


@pytest.mark.parametrize(("sentence", "encoding"), EVERY)
def test_a_sentence_in_an_old_encoding_is_read_as_it_was_written(sentence, encoding):
    assert decode(sentence.encode(encoding))[0] == sentence
    stream = io.BytesIO(sentence.encode(encoding))
    assert sentence.encode(encoding).decode(encoding_of(stream)) == sentence
    assert stream.tell() == 0


@settings(max_examples=60)
@given(st.data())
def test_a_text_of_several_sentences_is_too_or_what_it_may_be_is_told(data):
    encodings, sentences = data.draw(st.sampled_from(list(SENTENCES.values())))
    encoding = data.draw(st.sampled_from(encodings))
    words = " ".join(data.draw(st.permutations(sentences))).split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    kept = " ".join(words[first : data.draw(st.integers(first + 1, len(words)))])
    written = kept.encode(encoding)
    try:
        written.decode()
        return
    except UnicodeDecodeError:
        found = guessed(io.BytesIO(written))
    may_be = [written.decode(name, "replace") for name in (found.name, *found.others)]
    is_short = sum(byte > 127 for byte in written) < 6
    assert kept in may_be or is_short, (found, kept)


@pytest.mark.parametrize("bad", [b"\xff", b"\xe9", b"\x80", b"\xc3"])
@pytest.mark.parametrize("where", [0, 30, 10_000, 300_000])
def test_one_bad_byte_in_utf8_is_refused_with_its_place(bad, where):
    words = ("Зеленський сказав: “déjà vu”. " * 20_000).encode()[:where].decode(errors="ignore")
    data = words.encode() + bad + " і ще щось".encode()
    place = len(words.encode())
    with pytest.raises(BadRecord) as error:
        decode(data)
    assert error.value.reason == Unfit.NOT_IN_ENCODING_AT(encoding="utf-8", start=place)
    assert guessed(io.BytesIO(data)) == ("utf-8", ())


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_its_mark_is_known(encoding):
    data = "The minister’s “reply” came late.\r\n".encode(encoding)
    assert decode(data) == ("The minister’s “reply” came late.\r\n", encoding)


def test_what_was_chosen_holds_and_what_does_not_fit_is_told_with_its_place():
    data = "Żółć".encode("cp1250")
    assert decode(data, "cp1250")[0] == "Żółć"
    (refusal,) = text.read(
        io.BytesIO("aż".encode("cp1250")), "a.txt", ReadOptions(encoding="ascii")
    )
    assert str(refusal) == "a.txt: not ascii at byte 1"


@given(st.binary(max_size=60))
def test_bytes_are_a_text_or_refused(data):
    found = list(text.read(io.BytesIO(data), "a.txt"))
    assert len(found) == 1
    if isinstance(found[0], Refusal):
        assert found[0].fault is None
    else:
        assert found[0].text in data.decode(found[0].encoding)


@given(st.sampled_from(EVERY), st.booleans())
def test_lines_of_json_in_an_old_encoding_are_read(case, has_utf8_before):
    sentence, encoding = case.values
    lines = [{"text": "Plain."}, {"text": sentence}, {"text": sentence, "id": "2"}]
    data = b"".join(json.dumps(x, ensure_ascii=False).encode(encoding) + b"\n" for x in lines)
    found = list(jsonl.read(io.BytesIO(data), "a.jsonl"))
    assert [x.text for x in found] == ["Plain.", sentence, sentence]
    assert found[2].encoding and not found[0].encoding


def test_a_bad_byte_in_a_line_of_json_is_that_lines():
    lines = ['{"text": "déjà"}', '{"text": "vu"}', '{"text": "là, où"}']
    first, second, third = (x.encode() + b"\n" for x in lines)
    found = list(jsonl.read(io.BytesIO(first + second.replace(b"v", b"\xe9") + third), "a.jsonl"))
    assert [getattr(x, "text", str(x)) for x in found] == [
        "déjà", "a.jsonl:2: not UTF-8 at byte 10 of the line", "là, où",
    ]  # fmt: skip
