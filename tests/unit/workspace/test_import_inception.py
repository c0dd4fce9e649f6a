"""A zip as INCEpTION exports it: types beside each document, the annotator in its path."""

from __future__ import annotations

import zipfile

from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs.process import Work
from annotator.workspace.open import projects
from tests.unit.workspace.asking import import_request

XMI = """\
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<custom:Span xmi:id="2" sofa="1" begin="0" end="2" no="{label}" kind="x"/>
<cas:Sofa xmi:id="1" sofaID="_InitialView" sofaString="{text}"/></xmi:XMI>"""
TYPES = """\
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription>
<name>webanno.custom.Span</name><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>no</name><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription></types></typeSystemDescription>"""


def test_the_work_of_an_annotator_is_that_annotators_review(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as zip_:
        for document, who, label in (("a.txt", "anna", "7"), ("b.txt", "CURATION_USER", "8")):
            folder = "curation" if who == "CURATION_USER" else "annotation"
            content = XMI.format(label=label, text=f"Xi met {document}")
            zip_.writestr(f"{folder}/{document}/{who}.xmi", content)
            zip_.writestr(f"{folder}/{document}/TypeSystem.xml", TYPES)
    project = projects.create(tmp_path / "p.db", "empty")
    report = importing.run(import_request(project, tmp_path / "x.zip"), Work())
    assert (report.articles, report.refused, report.spans) == (2, 0, 2)
    with Store.open(project) as store:
        found = {
            (article.key, each.annotator, each.review.status)
            for article, work in store.export.articles(None, "all")
            for each in work
        }
        labels = {each.name for each in store.scheme.read().labels}
    assert found == {("a", "anna", "done"), ("b", "CURATION_USER", "done")}
    assert labels == {"7", "8"}
