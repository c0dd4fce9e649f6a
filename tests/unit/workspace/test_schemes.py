"""Schemes from TOML: presets, a person's own, and what is wrong with some."""

import pytest

from annotator.core.records import Label, Scheme
from annotator.errors import UserError
from annotator.workspace.scheme import files as schemes


def made(tmp_path, text):
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return schemes.load(str(path))


def test_presets_are_told_by_name():
    names = [preset.name for preset in schemes.presets()]
    assert {"news", "ontonotes", "conll", "empty"} <= set(names)
    assert names == sorted(names)
    assert all(preset.title and preset.description for preset in schemes.presets())


@pytest.mark.parametrize("name", ["news", "ontonotes", "conll", "empty"])
def test_each_preset_loads_with_one_id_space(name):
    scheme = schemes.load(name)
    ids = [label.id for label in scheme.labels] + [topic.id for topic in scheme.topics]
    assert ids == list(range(1, len(ids) + 1))
    keys = [label.key for label in scheme.labels]
    assert len(set(keys)) == len(keys)
    assert [topic.key for topic in scheme.topics[:9]] == list("123456789")[: len(scheme.topics)]
    assert all(topic.key == "" for topic in scheme.topics[9:])


def test_label_map_goes_to_ids_or_none():
    scheme = schemes.load("news")
    person = scheme.label_named("PERSON")
    assert scheme.label_map["PER"] == person.id
    assert scheme.label_map["CARDINAL"] is None


def test_a_file_of_ones_own(tmp_path):
    scheme = made(
        tmp_path,
        'nested = true\n[[labels]]\nname = "Party"\n[[labels]]\nname = "Person"\n'
        '[[topic_groups]]\nname = "G"\nseveral = false\n[[topic_groups.topics]]\nname = "T"\n',
    )
    assert (scheme.name, scheme.nested) == ("my", True)
    assert [(x.name, x.key, x.colour) for x in scheme.labels] == [
        ("Party", "p", "orange"),
        ("Person", "e", "blue"),
    ]
    assert (scheme.groups[0].several, scheme.topics[0].id, scheme.topics[0].key) == (False, 3, "1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("labels = [", "not a TOML file"),
        ("labels = 3", "“labels” is not a list of tables"),
        ("[[labels]]\nshort = 'x'", "one of “labels” has no name"),
        (f"[[labels]]\nname = '{'x' * 1001}'", "whose name has 1001 characters"),
        ("[[labels]]\nname = 3", "“name” is not a text"),
        ("[[labels]]\nname = 'A'\n[[labels]]\nname = 'A'", "“A” is there twice in “labels”"),
        (
            "[[labels]]\nname = 'A'\nkey = 'x'\n[[labels]]\nname = 'B'\nkey = 'x'",
            "“x” is there twice in “key”",
        ),
        ("[[labels]]\nname = 'A'\nkey = '1'", "the key of “A” is not one letter"),
        ("[[labels]]\nname = 'A'\ndoubtful = 1", "“doubtful” is neither true nor false"),
        ("[[labels]]\nname = 'A'\nleave_out = 'the'", "“leave_out” is not a list of texts"),
        ("[[label]]\nname = 'A'", "“scheme” has no field “label”; maybe “labels”"),
        ("[[labels]]\nname = 'A'\ncolor = 'red'", "“labels” has no field “color”; maybe “colour”"),
        ("[[topic_groups]]\nname = 'A'\nmany = true", "“topic_groups” has no field “many”"),
        (
            "[[topic_groups]]\nname = 'A'\n[[topic_groups.topics]]\nname = 'B'\nkey = '1'",
            "“topics” has no field “key”",
        ),
        ("[label_map]\nPER = 'X'", "the label map names an unknown label: X"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path, text, reason):
    with pytest.raises(UserError, match=r"my\.toml") as caught:
        made(tmp_path, text)
    assert reason in str(caught.value)


def test_an_unknown_name_tells_the_known_ones():
    with pytest.raises(UserError, match=r"no scheme called “nonsense”.*news"):
        schemes.load("nonsense")


def test_new_labels_get_the_next_colour_and_a_free_letter():
    scheme = Scheme(labels=(Label(1, "Person", colour="orange", key="p"),))
    label = schemes.new_label(scheme, "Pope")
    assert (label.id, label.colour, label.key) == (2, "blue", "o")
    assert schemes.free_key("PP", set("p")) == "a"
    assert schemes.free_key("x", set("abcdefghijklmnopqrstuvwxyz")) == ""
    assert schemes.free_key("日本", ()) == "a"
