"""Windows for the tests of the interface, closed again whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.app import Opener
from annotator.ui.kit import theme
from annotator.ui.kit.asking import AnnotatorQuestion
from annotator.ui.kit.pressing import settle
from annotator.ui.shell.languages import speak
from annotator.ui.shell.window import Window
from tests.architecture import translations
from tests.gui.answering import all_given
from tests.gui.seat import ANNOTATOR, SHORT, TEXT, USUAL, Proposed, Seat, make_project
from tests.gui.turns import Turns, fail_if_any, time_all

Articles = Sequence[tuple[str, Sequence[Proposed] | None]]
THREE: Articles = (
    (TEXT, USUAL),
    (SHORT, (Proposed("Ben Okoro", "PERSON"), Proposed("Sarn", "PLACE"))),
    ("Nobody came to Karsheim.", ()),
)


@pytest.fixture(scope="session")
def pseudo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pseudo-locale, made of the words as they are in the code."""
    if translations.tool("lupdate") is None or translations.tool("lrelease") is None:
        pytest.skip("pyside6-lupdate and pyside6-lrelease are missing here: PySide6 brings them")
    return translations.make_pseudo(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def pseudo(qapp: QApplication, pseudo_made: Path) -> Iterator[None]:
    """The window speaks the pseudo-locale: accents, 40 % longer, in brackets."""
    assert speak(qapp, [translations.PSEUDO], pseudo_made.parent) == translations.PSEUDO
    yield
    speak(qapp, ["en"])


@pytest.fixture(autouse=True)
def answers_asked_for() -> Iterator[None]:
    """What a test prepares to answer must be asked, in that test."""
    with all_given():
        yield


@pytest.fixture(autouse=True)
def nobody_asks_who(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a project with another's work the tests go on under their own name; those that look at
    the question itself show it.
    """
    own_name = staticmethod(lambda _parent, _known, proposed: proposed)
    monkeypatch.setattr(AnnotatorQuestion, "ask", own_name)


@pytest.fixture
def window(qapp: QApplication) -> Iterator[Window]:
    """A window without a project, in the light theme."""
    theme.apply(qapp, theme.load("light"))
    window = Window("light")
    window.resize(1200, 800)
    yield window
    window.close()
    window.deleteLater()
    settle()


@pytest.fixture
def opener(window: Window) -> Opener:
    """What opens projects in the window."""
    return Opener(window, ANNOTATOR)


@pytest.fixture
def sit(opener: Opener, tmp_path: Path) -> Callable[[Articles], Seat]:
    """Sit down at a window with a project of these articles."""

    def sit_down(articles: Articles = THREE) -> Seat:
        return Seat(opener, make_project(tmp_path / "news.db", articles))

    return sit_down


@pytest.fixture
def seat(sit: Callable[[Articles], Seat]) -> Seat:
    """A seat at the usual three articles."""
    return sit(THREE)


@pytest.fixture(autouse=True)
def no_stalls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail the test in which a key or a turn of the event loop holds the window's thread, unless
    it is marked `may_stall("why")`.
    """
    if request.node.get_closest_marker("may_stall"):
        yield
        return
    turns = Turns()
    with turns.watched():
        time_all(turns, monkeypatch)
        yield
    fail_if_any(turns)
