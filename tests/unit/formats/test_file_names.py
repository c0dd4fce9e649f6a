"""Names of files from keys, and back (`formats/file_names.py`)."""

import io
from contextlib import contextmanager

from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.file_names import FileNames, key_of, leaf_of, spell, stem_of, unspell

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["con", "NUL.txt", "com1", ".", "..", "a.", ".a", "a/b", "a\\b", "A", "a", "_x41_", "é" * 80]
)


@given(st.lists(KEYS, unique=True, max_size=8))
def test_names_are_safe_unique_and_say_their_keys(keys):
    kept: dict[str, bytes] = {}

    @contextmanager
    def open_part(name):
        stream = io.BytesIO()
        yield stream
        kept[name] = stream.getvalue()

    def beside(name):
        return io.BytesIO(kept[name]) if name in kept else None

    names = FileNames(open_part)
    made = [names.of(key) for key in keys]
    assert len({name.lower() for name in made}) == len(made)
    for key, name in zip(keys, made, strict=True):
        assert name.isascii()
        assert 0 < len(name) <= 124
        assert not set(name) & set('/\\:*?"<>|')
        assert not name.startswith(".")
        assert not name.endswith(".")
        assert name.split(".")[0].lower() not in ("con", "nul", "com1")
        assert key_of(f"{name}.ann", beside) == key


@given(KEYS)
def test_a_name_in_plain_letters_is_read_back(name):
    assert all(char.isascii() and (char.isalnum() or char in "-_") for char in spell(name))
    assert unspell(spell(name)) == name


def test_names_of_others_are_read_as_they_are():
    assert unspell("a_xD800_b") == "a_xD800_b"
    assert unspell("a_x110000_") == "a_x110000_"
    assert leaf_of("a\\b/c.txt") == "c.txt"
    assert stem_of("a/b.c.txt") == "b.c"
    assert stem_of("a/.txt") == ".txt"
