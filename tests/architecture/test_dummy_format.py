"""Another format is a file of its own and one row of the registry; nothing else is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from annotator.formats.registry import read, written
from tests.architecture.test_dummy_page import contents
from tests.architecture.tree import REPOSITORY

MODULE = '''
"""A format that only the tests know: a greeting, then a line an article."""

import json

from annotator.formats.articles import GivenArticle, GivenSpan
from annotator.formats.base import Likeness
from annotator.formats.losses import flat


def sniff(head):
    return Likeness.SURE if head.startswith((b"Hello", b"Ahoy")) else Likeness.NONE


def read(stream, name, options):
    stream.readline()
    for number, line in enumerate(stream, 2):
        key, text, spans = json.loads(line)
        if options.more.get("shout"):
            text = text.upper()
        given = tuple(GivenSpan(*each) for each in spans)
        yield GivenArticle(text, key=key, spans=given, where=f"{name}:{number}")


def write(articles, open_part, options):
    lines = 0
    with open_part("articles") as stream:
        stream.write(options["greeting"].encode() + b"\\n")
        for article in articles:
            spans = [[x.start, x.end, x.label] for x in flat(article.spans)]
            stream.write(json.dumps([article.key, article.text, spans]).encode() + b"\\n")
            lines += 1
    return {"lines": lines}
'''
ROW = """    Format(
        "dummy", "Dummy, flat", "A greeting and lines", (".dummy",),
        late("dummy", "read"), late("dummy", "sniff"),
        (Option("shout", False, "Read in capitals."),),
        write=late("dummy", "write"), parts=("articles",),
        writing=(Option("greeting", "Hello", "How it begins.", "WORDS"),),
        cannot_hold=frozenset({*Loss} - {Loss.TEXTS, Loss.UNMARKED, Loss.UNREVIEWED}),
    ),
)


def read() ->"""

# By commands, in the window's question, and in README's tables.
USE = """
import shutil
from annotator.cli import app as commands
from annotator.storage import Store
from tests.architecture.readme_tables import TABLES


def run(*given):
    print(">", *given[:1])
    commands(list(given), standalone_mode=False)


run("new", "p.db", "--scheme", "empty")
run("import", "p.db", "a.jsonl", "--as", "review")
run("export", "p.db", "--count")
run("export", "p.db", "--to", "o.dummy", "--format", "dummy", "--greeting", "Ahoy")
print(open("o.dummy").read())
shutil.copy("o.dummy", "o")
shutil.copy("o.dummy", "o.txt")
run("new", "q.db", "--scheme", "empty")
run("import", "q.db", "o.dummy", "--as", "review")
run("import", "q.db", "o")
run("import", "q.db", "o.txt", "--format", "dummy", "--shout")
with Store.open("q.db") as store:
    print([article.text for article, _ in store.export.articles(None, "all")])

from pathlib import Path

from annotator import app
from annotator.ui.kit.pressing import wait_for
from annotator.ui.shell.window import Window

application = app.make_application()
window = Window("light")
app.Opener(window, "").open_path(Path("p.db"))
window.show()
window.open_page("file.export")
page = application.activeModalWidget()
wait_for(lambda: page.formats.lost is not None, "the counts", 60_000)
page.choice.status.setCurrentIndex(1)
wait_for(lambda: page.choice.counted.text().startswith("2 "), "the counts of all", 60_000)
page.formats.step(99)
row = page.formats.row
print(row.title, "|", row.loss, "|", row.ending)
print(page.details.options.values, page.command.field.text().partition("--format")[2])
page.close()
window.close()
for name, make in TABLES.items():
    print(*(x for x in make().splitlines() if "ummy" in x or "greeting" in x), sep="\\n")
"""
LINES = [
    {"id": "a", "text": "Xi met Joe.", "entities": [[0, 10, "P"], [7, 10, "P"]]},
    {"id": "b", "text": "Joe left.", "title": "T"},
]
SAID = """\
> new
made p.db
> import
2 articles imported, 2 spans
labels added to the scheme: P
there are spans that overlap: the scheme allows that now
> export
2 articles to export
dummy has no place for articles' titles, dates and sources: 1; suggestions, decisions and times of \
reviews: 2; spans inside others: 1
> export
2 articles, 2 spans exported to o.dummy and read back
dummy has no place for articles' titles, dates and sources: 1; suggestions, decisions and times of \
reviews: 2; spans inside others: 1
Ahoy
["a", "Xi met Joe.", [[0, 10, "P"]]]
["b", "Joe left.", []]

> new
made q.db
> import
2 articles imported, 1 span
labels added to the scheme: P
> import
0 articles imported
2 there already, and what is marked in them stays as it is
> import
2 articles imported, 1 suggestion
['Xi met Joe.', 'Joe left.', 'XI MET JOE.', 'JOE LEFT.']
Dummy, flat | No place for articles' titles, dates and sources: 1 · suggestions, decisions \
and times of reviews: 2 · spans inside others: 1 | .dummy
{{'greeting': 'Hello'}}  dummy --status all
| &nbsp;&nbsp;`--format {read}\\|dummy` | The format of all that is given; \
else each file's ending and content tell. |
| &nbsp;&nbsp;`--shout` | dummy: read in capitals. |
| &nbsp;&nbsp;`--format {written}\\|dummy` | The format. |
| &nbsp;&nbsp;`--greeting WORDS` | dummy: how it begins. |
"""


def test_a_format_is_one_file_and_one_row(tmp_path, monkeypatch):
    tree = tmp_path / "tree"
    shutil.copytree(
        REPOSITORY / "annotator", tree / "annotator", ignore=shutil.ignore_patterns("__pycache__")
    )
    (tree / "annotator" / "_resources").symlink_to(
        REPOSITORY / "resources", target_is_directory=True
    )
    before = contents(tree)
    (tree / "annotator" / "formats" / "dummy.py").write_text(MODULE, "utf-8")
    registry = tree / "annotator" / "formats" / "registry.py"
    text = registry.read_text("utf-8")
    old = ")\n\n\ndef read() ->"
    assert text.count(old) == 1
    registry.write_text(text.replace(old, ROW), "utf-8")
    after = contents(tree)
    touched = {path for path in after if before.get(path) != after[path]}
    assert touched == {Path("annotator/formats/dummy.py"), Path("annotator/formats/registry.py")}

    place = tmp_path / "place"
    place.mkdir()
    (place / "a.jsonl").write_text("\n".join(map(json.dumps, LINES)), "utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (tree, REPOSITORY))))
    used = subprocess.run(
        [sys.executable, "-P", "-c", USE], cwd=place, capture_output=True, text=True, check=False
    )
    others = tuple(f"{each.name} has " for each in written())
    said = [x for x in used.stdout.splitlines() if not x.startswith(others)]
    *rest, row = (x for x in said if x)
    formats = {
        "read": "\\|".join(each.name for each in read()),
        "written": "\\|".join(each.name for each in written()),
    }
    expected = [x.format(**formats) if "{" in x else x for x in SAID.splitlines() if x]
    assert rest == expected, used.stdout + used.stderr
    assert row.startswith("| dummy | .dummy | yes | yes | A greeting and lines | articles' titles")
