"""Articles as UIMA CAS XMI, a file each, with the type system: named entities and their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.formats.articles import GivenArticle
from annotator.formats.base import Counts, OpenPart, Options
from annotator.formats.file_names import FileNames
from annotator.formats.positions import utf16
from annotator.formats.uima.type_system import TYPE_SYSTEM, our_types
from annotator.formats.xml_text import quoted

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"\
 xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"\
 xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmi:version="2.0">
    <cas:NULL xmi:id="0"/>
"""


def write(articles: Iterable[GivenArticle], open_part: OpenPart, _options: Options) -> Counts:
    """A file an article, and their types."""
    names = FileNames()
    count = 0
    for article in articles:
        count += 1
        with open_part(f"{names.of(article.key)}.xmi") as stream:
            stream.write("".join(_document(article)).encode())
    with open_part(TYPE_SYSTEM) as stream:
        stream.write(our_types().encode())
    return {"documents": count}


def _document(article: GivenArticle) -> Iterator[str]:
    positions = utf16(article.text)
    spans = sorted(set(article.spans), key=lambda x: (x.start, -x.end, x.label))
    language = quoted(article.language or "x-unspecified")
    yield _HEAD
    yield (
        f'    <metadata:DocumentMetaData xmi:id="2" sofa="1" begin="0"'
        f' end="{positions.back(len(article.text))}" language={language}'
        f" documentTitle={quoted(article.title)} documentId={quoted(article.key)}"
        f' isLastSegment="false"/>\n'
    )
    for number, span in enumerate(spans, 3):
        begin, end = positions.back(span.start), positions.back(span.end)
        yield (
            f'    <ner:NamedEntity xmi:id="{number}" sofa="1" begin="{begin}" end="{end}"'
            f" value={quoted(span.label)}/>\n"
        )
    yield (
        '    <cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"'
        f" sofaString={quoted(article.text)}/>\n"
    )
    members = " ".join(map(str, range(2, len(spans) + 3)))
    yield f'    <cas:View sofa="1" members="{members}"/>\n</xmi:XMI>\n'
