"""Words of the settings, the page of keys, and the key sheet."""

from __future__ import annotations

from annotator.ui.words.translating import QT_TRANSLATE_NOOP, listed, translate

SETTINGS = QT_TRANSLATE_NOOP("Settings", "Settings")
GENERAL = QT_TRANSLATE_NOOP("Settings", "General")
THIS_PROJECT = QT_TRANSLATE_NOOP("Settings", "This project")
KEYS_TAB = QT_TRANSLATE_NOOP("Settings", "Keys")

# -- the table --------------------------------------------------------------------------------

THEME = QT_TRANSLATE_NOOP("Settings", "Theme")
AS_SYSTEM = QT_TRANSLATE_NOOP("Settings", "As the system")
LIGHT = QT_TRANSLATE_NOOP("Settings", "Light")
DARK = QT_TRANSLATE_NOOP("Settings", "Dark")
TEXT_SIZE = QT_TRANSLATE_NOOP("Settings", "Text size")
TEXT_SIZE_KEYS = QT_TRANSLATE_NOOP("Settings", "Ctrl++ and Ctrl+− change it too")
TAGS = QT_TRANSLATE_NOOP("Settings", "Names under marks")
TAGS_OPEN = QT_TRANSLATE_NOOP("Settings", "Where something is open")
TAGS_ALL = QT_TRANSLATE_NOOP("Settings", "All")
TAGS_NONE = QT_TRANSLATE_NOOP("Settings", "None")
DOUBT = QT_TRANSLATE_NOOP("Settings", "What counts as doubtful")
DOUBT_FEW = QT_TRANSLATE_NOOP("Settings", "Few")
DOUBT_SOME = QT_TRANSLATE_NOOP("Settings", "Some")
DOUBT_MOST = QT_TRANSLATE_NOOP("Settings", "Most")
ABOUT_DOUBT = QT_TRANSLATE_NOOP(
    "Settings",
    "Who looks only there leaves about 15, 10 or 5 of 100 entities wrong or missed, once the"
    " project's own reviews can tell",
)
ANNOTATOR = QT_TRANSLATE_NOOP("Settings", "Your name as annotator")
ABOUT_ANNOTATOR = QT_TRANSLATE_NOOP("Settings", "Empty: the name of your account")
BACKUPS = QT_TRANSLATE_NOOP("Settings", "Backups")
BACKUPS_ON = QT_TRANSLATE_NOOP("Settings", "Made by themselves, and thinned by age")
BACKUPS_OFF = QT_TRANSLATE_NOOP("Settings", "Only when asked for")
FILE_DAMAGED = QT_TRANSLATE_NOOP("Settings", "The settings file is damaged; the defaults are used")


def not_readable(why: str) -> str:
    return translate("Settings", "The settings can't be read: {why}").format(why=why)


def not_usable(names: list[str]) -> str:
    words = translate("Settings", "Some settings can't be used, and have their defaults: {names}")
    return words.format(names=listed(names))


# -- keys -------------------------------------------------------------------------------------

KEYS = QT_TRANSLATE_NOOP("Settings", "The keys")
FIND_KEY = QT_TRANSLATE_NOOP("Settings", "Find an action or a key")
ESC_IS_FIXED = QT_TRANSLATE_NOOP("Settings", "Esc always leads back to the text")
KEY_IS_TAKEN = QT_TRANSLATE_NOOP("Settings", "Its key has another action")
IS_DEFAULT = QT_TRANSLATE_NOOP("Settings", "It has its default key")
ALL_ARE_DEFAULT = QT_TRANSLATE_NOOP("Settings", "All keys are the defaults")
HAS_NO_KEY = QT_TRANSLATE_NOOP("Settings", "It has no key now; menu and palette have it")
CHANGE = QT_TRANSLATE_NOOP("Settings", "Change…")
ADD_KEY = QT_TRANSLATE_NOOP("Settings", "Add a key…")
NO_KEY = QT_TRANSLATE_NOOP("Settings", "No key")
RESET = QT_TRANSLATE_NOOP("Settings", "Reset")
RESET_ALL = QT_TRANSLATE_NOOP("Settings", "Reset all")
CHANGED = QT_TRANSLATE_NOOP("Settings", "changed")


def press_key_for(title: str) -> str:
    return translate("Settings", "Press the key for “{title}”. Esc cancels").format(title=title)


def not_changed(why: str) -> str:
    return translate("Settings", "Not changed: {why}").format(why=why)


def key_is_fixed(key: str) -> str:
    return translate("Settings", "{key} always does the same").format(key=key)


def key_of_action(key: str, title: str) -> str:
    return translate("Settings", "{key} is “{title}”").format(key=key, title=title)


def key_of_topic(key: str, name: str) -> str:
    return translate("Settings", "{key} is the topic {name}").format(key=key, name=name)


def key_of_topics(key: str) -> str:
    return translate("Settings", "{key}: digits are for topics").format(key=key)


def key_of_label(key: str, name: str) -> str:
    return translate("Settings", "{key} is the label {name}").format(key=key, name=name)


def key_of_labels(key: str) -> str:
    return translate("Settings", "{key}: letters are for labels").format(key=key)


# -- the pipeline -----------------------------------------------------------------------------

SUGGESTIONS_FROM = QT_TRANSLATE_NOOP("Settings", "Suggestions come from")
OWN_PIPELINE = QT_TRANSLATE_NOOP("Settings", "the English pipeline that comes along")
FOLDER_OF_PIPELINE = QT_TRANSLATE_NOOP("Settings", "The folder of a spaCy pipeline")
ABOUT_PIPELINE = QT_TRANSLATE_NOOP(
    "Settings",
    "The name of an installed spaCy pipeline, “blank:” and a language for one that only cuts"
    " words, or a folder such as “annotator train” makes. What is decided stays; articles that"
    " are not finished get new suggestions.",
)
LOADING_PIPELINE = QT_TRANSLATE_NOOP("Settings", "Once it is loaded, it reads the articles.")
