"""The page of an export, by real keys: what is chosen, what is counted, what comes of it."""

from __future__ import annotations

import hashlib
import shlex
import shutil
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator import cli
from annotator.core.records import Act, Change, Review, Scheme, Span
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.ui.exchange import jobs as jobs_module
from annotator.ui.exchange.export_page import ExportPage
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import Rule
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.kit.theme import current
from annotator.ui.shell.window import Window
from annotator.ui.words import exchange as say
from tests.gui.seat import AT, SCHEME, Seat, reviewed

PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def exports_go_here(tmp_path, monkeypatch):
    monkeypatch.setattr(file_places, "begin_in", lambda *_: tmp_path)


def page_of(seat) -> ExportPage:
    """The page, opened by its key, with its counts."""
    seat.press("Ctrl+Shift+E")
    page = QApplication.activeModalWidget()
    assert isinstance(page, ExportPage)
    counted(page)
    return page


def counted(page) -> None:
    wait_for(lambda: page.formats.lost is not None, "the counts", PATIENCE_MS)


def keys(page, *names) -> None:
    for name in names:
        press(page, name)
        settle()


def exported(page) -> None:
    """Press Enter, and wait until it is told what was written."""
    keys(page, "Enter")
    wait_for(lambda: page.right.currentIndex() == 1, "the export", PATIENCE_MS)


def test_a_format_whose_library_is_not_installed_says_what_to_install(seat, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    page = page_of(seat)
    row = next(each for each in page.formats.rows.rows if each.format.name == "parquet")
    assert row.loss == say.not_installed(["pyarrow"])
    page.formats.setCurrentIndex(page.formats.rows.index(page.formats.rows.rows.index(row), 0))
    assert page.details.needs.lines == (say.how_to_install(["pyarrow"]),)
    keys(page, "Home")
    assert not page.details.needs.isVisible()
    assert page.formats.rows.rows[0].loss == say.NOTHING_GOES_OUT()


def test_another_theme_dresses_the_open_page(seat):
    page = page_of(seat)
    for name in ("dark", "light"):
        seat.window.preferences.set_theme(name)
        settle()
        (line, *_) = page.details.losses.findChildren(PlainLabel)
        assert line.palette().color(line.foregroundRole()) == current()["ink_soft"]
        (hairline, *_) = page.findChildren(Rule)
        place = hairline.rect().center()
        assert hairline.grab().toImage().pixelColor(place) == current()["line"]


def test_each_format_says_what_it_would_leave_behind(seat):
    reviewed(seat, 2, note="look here", flagged=True)
    reviewed(seat, 3, note="and here")
    page = page_of(seat)
    assert QApplication.focusWidget() is page.formats
    assert page.choice.counted.text() == "2 articles go out · 2 spans"
    found = {}
    for _ in range(len(page.formats.rows.rows)):
        found[page.formats.format.name] = page.details.losses.lines
        row = page.formats.row
        assert row.loss in (say.HOLDS_ALL(), "No place for " + " · ".join(found[row.format.name]))
        keys(page, "Down")
    assert found["jsonl"] == (say.HOLDS_ALL(),)
    assert found["csv"][0] == "texts: 2"
    assert {"notes: 2", "flags: 1"} <= set(found["spacy"])
    page.close()


def test_it_counts_anew_whatever_is_chosen(seat):
    reviewed(seat, 2)
    reviewed(seat, 3, "Ben")
    page = page_of(seat)
    wait = "%d articles go out"
    for act, count in (
        (lambda: keys(page, "Alt+a", "Down"), 3),
        (lambda: keys(page, "Up"), 2),
        (lambda: keys(page, "Alt+w", "Down"), 1),
    ):
        act()
        said = (
            wait.replace("%d articles go", f"{count} article goes") if count == 1 else wait % count
        )
        wait_for(lambda said=said: page.choice.counted.text().startswith(said), said, PATIENCE_MS)
    assert page.choice.chosen["annotator"] in ("Ben", "Mira")
    assert f"--annotator {page.choice.chosen['annotator']}" in page.command.field.text()
    keys(page, "Alt+f", "s")
    wait_for(lambda: "is no date" in page.choice.counted.text(), "the refusal", PATIENCE_MS)
    assert "“s” is no date" in page.choice.counted.text()
    page.close()


CHOICES = {
    "as proposed": (),
    "all articles": ("Alt+a", "Down"),
    "of one annotator": ("Alt+w", "Down"),
    "from a date": ("Alt+f", *"2024"),
    "until a date": ("Alt+u", *"2024-05"),
    "labels in use": ("Alt+o",),
    "without what was accepted unseen": ("Alt+s",),
}


@pytest.fixture
def dated(opener, tmp_path) -> Seat:
    """Three finished articles of other dates, with labels in use and retired, by two people."""
    path = tmp_path / "it's news.db"
    labels = (*SCHEME.labels[:2], type(SCHEME.labels[2])(3, "OLD", "OLD", "green", retired=True))
    scheme = Scheme(name="test", labels=labels, groups=SCHEME.groups, topics=SCHEME.topics)
    with Store.create(path, scheme, at=AT) as store:
        store.settings.set("suggestions", False)
        for number, day in enumerate(("2023-02-01", "2024-05-01", "2024-07-01"), 1):
            article, _ = store.articles.add(NewArticle(f"Xi met Joe {number}.", published=day))
            who = store.annotators.id_of("Mira" if number < 3 else "Ben")
            rows = (
                Span(article, who, 0, 2, 1, "Xi"),
                Span(article, who, 7, 10, 3, "Joe"),
                Review(article, who, "done", edited_at=AT),
            )
            act = Act("article.finish", article, tuple(Change(None, x) for x in rows))
            store.acts.commit(act, who, AT)
        store.articles.add(NewArticle("Nobody was here.", published="2024-05-02"))
        while store.search.index_some():
            pass
    return Seat(opener, path)


def bytes_of(to) -> dict[str, str]:
    return {
        str(path.relative_to(to.parent)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in [to, *to.rglob("*"), *to.parent.glob(f"{to.name}.*")]
        if path.is_file()
    }


@pytest.mark.parametrize("name", CHOICES)
def test_the_command_shown_writes_the_same_bytes(dated, tmp_path, name):
    page = page_of(dated)
    keys(page, *CHOICES[name])
    line = page.command.field.text()
    exported(page)
    to = tmp_path / "it's news.jsonl"
    first = bytes_of(to)
    assert len(first) == 2  # the file and its manifest
    page.close()
    to.unlink()
    to.with_name(f"{to.name}.manifest.json").unlink()
    cli.app(shlex.split(line)[1:], standalone_mode=False)
    assert bytes_of(to) == first


def test_the_options_of_a_format_are_fields_and_go_into_the_command(dated, tmp_path):
    page = page_of(dated)
    keys(page, *"spacy")  # typing finds a format
    assert page.formats.format.name == "spacy"
    assert page.to.text() == str(tmp_path / "it's news-spacy")
    field = page.details.options.fields["dev_share"]
    keys(page, "Tab")
    assert QApplication.focusWidget() is field
    field.selectAll()
    for letter in field.locale().toString(0.5, "f", 2):
        QTest.keyClick(field, letter)
    line = page.command.field.text()
    assert "--dev-share 0.5" in line
    exported(page)
    first = bytes_of(tmp_path / "it's news-spacy")
    assert "python -m spacy train " in page.outcome.next.field.text()
    page.close()
    shutil.rmtree(tmp_path / "it's news-spacy")
    cli.app(shlex.split(line)[1:], standalone_mode=False)
    assert bytes_of(tmp_path / "it's news-spacy") == first


def test_afterwards_it_says_what_was_written_and_opens_the_folder(seat, tmp_path, monkeypatch):
    reviewed(seat, 2)
    told, opened = [], []
    monkeypatch.setattr(jobs_module, "tell", lambda *given: told.append(given))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    page = page_of(seat)
    exported(page)
    assert page.outcome.counts.text() == "1 article · 1 span"
    assert page.outcome.files.lines == ("news.jsonl", "news.jsonl.manifest.json")
    assert page.message.text().startswith("Exported and read back: ")
    keys(page, "Alt+n")  # Open the folder
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]
    assert told == []
    keys(page, "Alt+a", "Down")  # another choice: what it would be now
    assert page.right.currentIndex() == 0
    assert page.message.text() == ""
    keys(page, "Esc")
    assert not [
        x for x in QApplication.topLevelWidgets() if isinstance(x, ExportPage) and x.isVisible()
    ]
    assert "Exported and read back: " in seat.message


def test_copying_the_command(seat):
    page = page_of(seat)
    keys(page, "Alt+c", "Tab", "Enter")  # to the command, and its button
    assert QGuiApplication.clipboard().text() == page.command.field.text()
    assert page.message.text() == "Copied to the clipboard"
    assert page.right.currentIndex() == 0  # nothing was exported
    page.close()


def test_what_is_refused_is_said_on_the_page_and_nothing_is_written_over(
    seat, tmp_path, monkeypatch
):
    reviewed(seat, 2)
    told = []
    monkeypatch.setattr(jobs_module, "tell", lambda *given: told.append(given))
    (tmp_path / "news.jsonl").write_text("mine")
    page = page_of(seat)
    keys(page, "Enter")
    wait_for(lambda: "news.jsonl" in page.message.text(), "the refusal", PATIENCE_MS)
    assert (tmp_path / "news.jsonl").read_text() == "mine"
    assert told == []
    assert page.right.currentIndex() == 0
    page.to.clear()
    keys(page, "Alt+r", "Enter")
    assert page.message.text() == "Say where to write it"
    assert QApplication.focusWidget() is page.to
    page.close()


def test_a_place_that_was_typed_stays_with_another_format(seat, tmp_path, monkeypatch):
    page = page_of(seat)
    wanted = str(tmp_path / "my set.jsonl")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (wanted, ""))
    keys(page, "Alt+b")
    assert page.to.text() == wanted
    for _ in page.formats.rows.rows:
        keys(page, "Alt+r")
        page.formats.setFocus()
        keys(page, "Down")
        assert page.to.text() == str(tmp_path / "my set") + page.formats.format.proposed_ending
    page.close()


def test_turning_away_ends_the_counting(seat):
    seat.press("Ctrl+Shift+E")
    page = QApplication.activeModalWidget()
    wait_for(lambda: page.counting.job is not None, "the counting", PATIENCE_MS)
    job = page.counting.job
    keys(page, "Esc")
    assert job.wait(60)
    settle()


def test_an_export_can_be_stopped_and_leaves_nothing(seat, tmp_path, monkeypatch):
    reviewed(seat, 2)
    page = page_of(seat)
    ended = []
    seat.window.jobs.ended.connect(ended.append)
    keys(page, "Enter")
    assert page.do_button.text().replace("&", "") == "Stop"
    keys(page, "Enter")
    wait_for(lambda: ended, "the end", PATIENCE_MS)
    assert page.do_button.text().replace("&", "") == "Export"
    if page.right.currentIndex() == 0:  # it had not ended before
        assert not list(tmp_path.glob("news.jsonl*"))
    page.close()


def test_tab_goes_through_all_fields_and_each_has_a_name(seat):
    reviewed(seat, 2)
    page = page_of(seat)
    seen = []
    while (now := QApplication.focusWidget()) not in seen:
        seen.append(now)
        assert now.accessibleName() or now.text().strip("…&"), now
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert {*page.choice.fields, page.formats, page.to, page.do_button} <= set(seen)
    page.close()


def test_letters_are_of_one_field_each(seat):
    page = page_of(seat)
    texts = [x.text() for x in page.findChildren(type(page.message)) if x.buddy() is not None]
    texts += [x.text() for x in (page.do_button, page.browse_button, page.command.copy_button)]
    letters = [x[x.index("&") + 1].casefold() for x in texts if "&" in x]
    assert len(letters) >= 8
    assert len(set(letters)) == len(letters)
    page.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (800, 600)])
def test_long_names_do_not_widen_it(seat, width, height):
    store = seat.window.project.store
    store.annotators.id_of("Dr. " + "von Hohenzollern-Sigmaringen " * 8)
    seat.window.resize(width, height)
    page = page_of(seat)
    page.to.setText("/somewhere/" + "long " * 80)
    page.resize(width - 20, height - 60)
    settle()
    assert page.width() <= width
    assert page.minimumSizeHint().width() <= 760
    assert page.minimumSizeHint().height() <= 560
    page.close()


def test_a_format_holds_nothing_of_nothing(seat):
    """No article is finished: none of the formats is praised."""
    page = page_of(seat)
    assert page.choice.counted.text() == "0 articles go out · 0 spans"
    assert {row.loss for row in page.formats.rows.rows} == {"Nothing goes out"}
    assert page.details.losses.lines == ("Nothing goes out",)
    keys(page, "Down")
    assert page.details.losses.lines == ("Nothing goes out",)
    page.close()


def test_without_a_project_there_is_no_page(window: Window):
    window.show()
    press(window, "Ctrl+Shift+E")
    settle()
    assert QApplication.activeModalWidget() is None
