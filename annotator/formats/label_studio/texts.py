"""The text of a task of Label Studio, and where its results are in it.

Positions are code points (its editor counts the elements of `[...text]`, a CR LF as two); versions
before 1.6 counted as JavaScript does, in UTF-16, which the words that stand beside tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from annotator.errors import UserError
from annotator.faults import Unfit
from annotator.formats.articles import BadRecord
from annotator.formats.fields import text_column
from annotator.formats.label_studio.config import LabelConfig, Shown
from annotator.formats.positions import utf16
from annotator.values import dataclass

_BLANK = re.compile(r"\\n|\s+")
_URL = re.compile(r"(?:https?|s3|gs|azure-blob)://\S+|/data/\S+")
_UNSHOWN = ("script", "style", "title", "noscript", "template")


@dataclass(frozen=True, slots=True)
class TaskText:
    """The text, the field of the data that has it, the name under which it is shown ("" where that
    is not said), and for paragraphs where each begins.
    """

    text: str
    field: str
    name: str = ""
    starts: tuple[int, ...] = ()

    def place(self, value: dict[str, Any]) -> tuple[object, object]:
        """Where a result's value lies; BadRecord where the words there are other ones."""
        start, end = self._place(value)
        said = value.get("text")
        if type(start) is not int or type(end) is not int or not isinstance(said, str) or not said:
            return start, end
        if _is_same(self.text[max(0, start) : end], said):
            return start, end
        if not self.text.isascii():
            there = utf16(self.text)
            ours = there.of(max(0, start)), there.of(max(0, end))
            if _is_same(self.text[slice(*ours)], said):
                return ours
        if not 0 <= start < end <= len(self.text):
            return start, end  # which is told as such
        found = self.text[start:end]
        raise BadRecord(
            Unfit.OTHER_TEXT, start=start, end=end, found=repr(found[:40]), given=repr(said[:40])
        )

    def _place(self, value: dict[str, Any]) -> tuple[object, object]:
        whole = value.get("globalOffsets")
        if isinstance(whole, dict):
            return whole.get("start"), whole.get("end")
        if self.starts:
            try:
                first, last = int(value["start"]), int(value["end"])
                begin = self.starts[first] + int(value["startOffset"])
                return begin, self.starts[last] + int(value["endOffset"])
            except (LookupError, TypeError, ValueError):
                return None, None
        return value.get("start"), value.get("end")


def text_of(
    data: dict[str, Any], config: LabelConfig, names: Iterable[str], wanted: str
) -> TaskText:
    """The text of a task: the field that is wanted, that the interface shows as text, that results
    are about, or one of a usual name. BadRecord where there is none.
    """
    if not wanted:
        for name, shown in config.texts.items():
            if shown.field in data:
                return _shown(data, name, shown)
        for name in names:
            if isinstance(data.get(name), str) and not _URL.fullmatch(data[name].strip()):
                return _plain(data, name)
    try:
        return _plain(data, text_column(data, wanted, ""))
    except UserError as error:
        if not wanted and isinstance(data.get("dialogue"), list):
            return _shown(data, "", Shown("paragraphs", "dialogue"))
        if not wanted and isinstance(data.get("html"), str):
            return _shown(data, "", Shown("hypertext", "html"))
        code = Unfit.NO_SUCH_FIELD if wanted else Unfit.NO_TEXT_FIELD
        raise BadRecord(code, **error.notice.values) from error


def _plain(data: dict[str, Any], field: str) -> TaskText:
    text = data[field]
    if not isinstance(text, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=field)
    return TaskText(text, field)


def _shown(data: dict[str, Any], name: str, shown: Shown) -> TaskText:
    value = data[shown.field]
    if shown.is_elsewhere:
        raise BadRecord(Unfit.TEXT_ELSEWHERE, where=str(value)[:200])
    if shown.tag == "paragraphs" and isinstance(value, list):
        said = [_said(each, shown.field) for each in value]
        starts = [0]
        for each in said:
            starts.append(starts[-1] + len(each) + 1)
        return TaskText("\n".join(said), shown.field, name, tuple(starts[:-1]))
    if not isinstance(value, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=shown.field)
    text = _text_of_html(value) if shown.tag == "hypertext" else value
    return TaskText(text, shown.field, name)


def _said(item: object, field: str) -> str:
    """What one paragraph of a dialogue says."""
    said = item.get("text") if isinstance(item, dict) else item
    if not isinstance(said, str):
        raise BadRecord(Unfit.NOT_A_TEXT, field=field)
    return said


def _text_of_html(html: str) -> str:
    """The text of HTML as the editor counts it: a line break is one character."""
    if "<" not in html and "&" not in html:
        return html
    found = _Text()
    found.feed(html)
    found.close()
    return "".join(found.said)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._unshown += tag in _UNSHOWN
        if tag == "br":
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unshown = max(0, self._unshown - (tag in _UNSHOWN))

    def handle_data(self, data: str) -> None:
        if not self._unshown:
            self.said.append(data)


def _is_same(found: str, said: str) -> bool:
    """Whether two texts are the same but for white space, which the editor shows otherwise."""
    return found == said or (bool(found) and _BLANK.sub("", found) == _BLANK.sub("", said))
