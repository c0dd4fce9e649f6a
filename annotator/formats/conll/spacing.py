r"""What stands between tokens, and a text made of them.

Where a file says it, by `SpaceAfter=No`, `SpacesAfter=\s\n` and `SpacesBefore=` (as UDPipe writes
them) or by the text itself, the text is that. Elsewhere the rule is: one space between tokens, one
line feed between sentences; or, if asked for, no space where print has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord
from annotator.values import dataclass

_ESCAPES = {" ": "s", "\t": "t", "\r": "r", "\n": "n", "|": "p", "\\": "\\"}
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CHARS = {escape: char for char, escape in _ESCAPES.items()}
_SOLID = re.compile(r"\S")
_TREEBANK = {
    "``": '"“„',
    "''": '"”“',
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
}
_NO_SPACE_BEFORE = re.compile(
    r"[.,;:!?%…)\]}»”’'،؛؟、。，．！？：；）」』】]+|n['’]t|['’](?:s|re|ve|ll|d|m|em|S)|''"
)
_NO_SPACE_AFTER = re.compile(r"[(\[{«“‘#$£€（「『【]+|``")


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `after` and `before` are what stands at its sides, None where that isn't said."""

    form: str
    after: str | None = None
    before: str | None = None


def escaped(gap: str) -> str:
    """White space as a value: each character as an escape."""
    return "".join(f"\\{_ESCAPES[x]}" if x in _ESCAPES else f"\\u{ord(x):04x}" for x in gap)


def unescaped(value: str) -> str:
    """What `escaped` was given."""

    def char(found: re.Match[str]) -> str:
        return chr(int(found[1], 16)) if found[1] else _CHARS.get(found[2], found[2])

    return _ESCAPED.sub(char, value)


def said_after(gap: str) -> str:
    """What a token's notes say of the white space behind it; "" for one space."""
    if gap == " ":
        return ""
    return f"SpacesAfter={escaped(gap)}" if gap else "SpaceAfter=No"


def noted(form: str, notes: dict[str, str]) -> Token:
    """A token as its notes describe it."""
    after = "" if notes.get("SpaceAfter") == "No" else None
    if "SpacesAfter" in notes:
        after = unescaped(notes["SpacesAfter"])
    before = unescaped(notes["SpacesBefore"]) if "SpacesBefore" in notes else None
    return Token(form, after, before)


def aligned(text: str, forms: Iterable[str], start: int = 0) -> list[tuple[int, int]]:
    """Where the tokens lie in the text; BadRecord where anything but white space is between.

    A token may be spelled as the Penn Treebank does: `` and '' for quotes, -LRB- for "(".
    """
    places = []
    at = start
    for form in forms:
        if not text.startswith(form, at):
            found = _SOLID.search(text, at)
            at = at if form.isspace() or found is None else found.start()
            if form in _TREEBANK and not text.startswith(form, at):
                form = next((x for x in _TREEBANK[form] if text.startswith(x, at)), form)
        place = text.find(form, at)
        if place < 0 or not (place == at or text[at:place].isspace()):
            raise BadRecord(Unfit.TOKENS_OFF_TEXT, token=form[:40], place=at)
        at = place + len(form)
        places.append((place, at))
    return places


def joined(
    sentences: Sequence[Sequence[Token]], *, is_typographic: bool = False, is_whole: bool = False
) -> tuple[str, list[tuple[int, int]]]:
    """The text of sentences, and where its tokens are. With `is_whole` the file says of the last
    token too what is behind it: one space, if nothing else.
    """
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    gap, is_said = "", False
    for sentence in sentences:
        previous = ""
        for number, token in enumerate(sentence):
            if token.before is not None and not is_said:
                gap = token.before
            elif number and is_typographic and gap == " ":
                gap = _gap(previous, token.form)
            places.append((length + len(gap), length + len(gap) + len(token.form)))
            pieces += gap, token.form
            length = places[-1][1]
            is_last = number + 1 == len(sentence) and not is_whole
            is_said = token.after is not None
            gap = token.after if token.after is not None else "\n" if is_last else " "
            previous = token.form
        # A sentence ends its line, unless what follows it is said.
    last = sentences[-1][-1] if sentences and sentences[-1] else None
    if last is not None and (last.after is not None or is_whole):
        pieces.append(gap)
    return "".join(pieces), places


def _gap(left: str, right: str) -> str:
    is_joined = _NO_SPACE_BEFORE.fullmatch(right) or _NO_SPACE_AFTER.fullmatch(left)
    return "" if is_joined else " "
