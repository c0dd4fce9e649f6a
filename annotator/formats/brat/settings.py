"""The settings that brat reads beside its documents: which types there are, and their colours."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.records import Scheme
from annotator.formats.base import OpenPart
from annotator.formats.colours import tint_of
from annotator.formats.file_names import spell

_TYPES = """\
[entities]
{types}
[relations]
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
"""
_LOOK = """\
[labels]
{names}
[drawing]
SPAN_DEFAULT\tfgColor:black, bgColor:#e3e1da, borderColor:darken
{colours}"""


def write_settings(scheme: Scheme, used: Iterable[str], open_part: OpenPart) -> None:
    """annotation.conf and visual.conf for the labels of a scheme, and others that are used."""
    colours = {label.name: tint_of(label.colour) for label in scheme.labels}
    names = {name: spell(name) for name in (*colours, *used)}
    types = "".join(f"{each}\n" for each in names.values())
    shown = "".join(
        f"{each} | {' '.join(name.replace('|', '¦').split())}\n" for name, each in names.items()
    )
    drawn = "".join(f"{names[x]}\tbgColor:{colour}\n" for x, colour in colours.items())
    for part, words in (
        ("annotation.conf", _TYPES.format(types=types)),
        ("visual.conf", _LOOK.format(names=shown, colours=drawn)),
    ):
        with open_part(part) as stream:
            stream.write(words.encode())
