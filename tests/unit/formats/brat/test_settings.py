"""The settings that brat reads beside its documents (`formats/brat/settings.py`)."""

import io
from contextlib import contextmanager

from annotator.core.records import Label, Scheme
from annotator.formats.brat.settings import write_settings
from annotator.formats.file_names import spell


def written(scheme, used):
    parts = {}

    @contextmanager
    def open_part(name):
        stream = io.BytesIO()
        yield stream
        parts[name] = stream.getvalue().decode()

    write_settings(scheme, used, open_part)
    return parts


def test_every_label_is_a_type_with_its_own_name():
    scheme = Scheme(labels=(Label(1, "Person or group", colour="#102030"), Label(2, "a|b\nc")))
    parts = written(scheme, ["used only", "a|b\nc"])
    entities = parts["annotation.conf"].split("[relations]")[0].split("\n")
    names = ["Person or group", "a|b\nc", "used only"]
    assert [x for x in entities[1:] if x] == [spell(name) for name in names]
    labels, drawing = parts["visual.conf"].split("[drawing]\n")
    shown = dict(line.split(" | ") for line in labels.split("\n")[1:] if line)
    assert list(shown.values()) == ["Person or group", "a¦b c", "used only"]
    assert f"{spell(names[0])}\tbgColor:#" in drawing
    assert spell("used only") not in drawing
