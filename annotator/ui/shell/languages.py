"""The language of the window: translators by the locale, and numbers and dates to go with it.

The words in the code are English. The English translation holds plurals alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from annotator import paths

_OWN, _ENGLISH = "annotator", "en"


def speak(
    application: QCoreApplication, wanted: Sequence[str] = (), folder: Path | None = None
) -> str:
    """Load the first of these languages that there is, by default those of the system; English
    where there is none. Its name. What was loaded before is taken away.
    """
    folder = folder or paths.translations_dir()
    shipped = {path.stem.removeprefix(f"{_OWN}_") for path in folder.glob(f"{_OWN}_*.qm")}
    language = _first(wanted or QLocale.system().uiLanguages(), shipped | {_ENGLISH})
    for old in application.findChildren(QTranslator, _OWN):
        application.removeTranslator(old)
        old.deleteLater()
    _install(application, paths.translations_dir() / f"{_OWN}_{_ENGLISH}.qm")
    if language != _ENGLISH:
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        _install(application, qt / f"qtbase_{language}.qm")
        _install(application, folder / f"{_OWN}_{language}.qm")
    locale = QLocale(language)
    locale.setNumberOptions(locale.numberOptions() & ~QLocale.NumberOption.OmitGroupSeparator)
    QLocale.setDefault(locale)
    return language


def _first(wanted: Sequence[str], shipped: set[str]) -> str:
    for name in wanted:
        whole = name.replace("-", "_")
        for each in (whole, whole.partition("_")[0]):
            if each in shipped:
                return each
    return _ENGLISH


def _install(application: QCoreApplication, path: Path) -> None:
    translator = QTranslator(application)
    translator.setObjectName(_OWN)
    if translator.load(str(path)):
        application.installTranslator(translator)
