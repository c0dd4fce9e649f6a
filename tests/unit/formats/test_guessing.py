"""Which old encoding bytes are likely in (`formats/guessing.py`); sentences: `test_encoding.py`."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.guessing import likeliest


@given(st.binary(min_size=1, max_size=80))
def test_any_bytes_have_encodings_in_order_each_text_once(data):
    ranked = likeliest(data)
    assert ranked[0][1] == 0.0
    assert [less for _, less in ranked] == sorted(less for _, less in ranked)
    texts = [data.decode(name, "replace") for name, _ in ranked]
    assert len(set(texts)) == len(texts)


def test_what_fits_no_letters_of_a_language_is_less_probable():
    order = [name for name, _ in likeliest("Żołnierze wrócili do bazy".encode("cp1250"))]
    assert order[0] == "cp1250"
    assert order.index("cp1250") < order.index("cp1251")
