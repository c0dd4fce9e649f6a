"""Words of the pages that find things: mentions, the preview, the palette, going to an article."""

from __future__ import annotations

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, dotted, number, translate

# -- the fields that find by name -------------------------------------------------------------

PALETTE_FIELD = QT_TRANSLATE_NOOP("Find", "Do or find anything")
ACTIONS = QT_TRANSLATE_NOOP("Find", "Actions")
LABELS_AND_TOPICS = QT_TRANSLATE_NOOP("Find", "Labels and topics")
CODING_RULES = QT_TRANSLATE_NOOP("Find", "Coding rules")
NAME_LISTS = QT_TRANSLATE_NOOP("Find", "Lists of names")
ARTICLES = QT_TRANSLATE_NOOP("Find", "Articles")
LABEL_FIELD = QT_TRANSLATE_NOOP("Find", "A label or topic")
GO_TO_FIELD = QT_TRANSLATE_NOOP("Find", "Go to article: a number, a title, words in it")


def place_in_queue(place: int) -> str:
    return translate("Find", "{n} in the queue").format(n=number(place))


# -- mentions ---------------------------------------------------------------------------------

FIND_MENTIONS = QT_TRANSLATE_NOOP("Find", "Find mentions")
IN_CONTEXT = QT_TRANSLATE_NOOP("Find", "Mentions in their context")
SEARCH_HINT = QT_TRANSLATE_NOOP("Find", "Words, or surface:… label:… status:… date:…")
ABOUT_SEARCH = QT_TRANSLATE_NOOP(
    "Find",
    "Words, or keys that narrow:\n\n"
    'label:ORG   surface:"White House"   status:done   flag:yes\n'
    "date:2023-01..2023-06   source:AP   copy:yes   is:forced",
)
SEVERAL_LABELS = QT_TRANSLATE_NOOP("Find", "One surface, several labels")
UNMARKED_ELSEWHERE = QT_TRANSLATE_NOOP("Find", "Marked here, unmarked there")
ACCEPTED_UNSEEN = QT_TRANSLATE_NOOP("Find", "Accepted unseen")
FORCED = QT_TRANSLATE_NOOP("Find", "Finished as they stood")
CONTRADICTED = QT_TRANSLATE_NOOP("Find", "Contradicted")
ENTER_SEARCHES = QT_TRANSLATE_NOOP("Find", "Enter searches")
LOOKING = QT_TRANSLATE_NOOP("Find", "Looking…")
NOTHING_FOUND = QT_TRANSLATE_NOOP("Find", "Nothing found")

SEARCH_KEY = QT_TRANSLATE_NOOP("Find", "search", "what a key does")
TO_LIST_KEY = QT_TRANSLATE_NOOP("Find", "to the list", "what a key does")
LABEL_KEY = QT_TRANSLATE_NOOP("Find", "label the chosen", "what a key does")
REMOVE_KEY = QT_TRANSLATE_NOOP("Find", "remove", "what a key does")
CHOOSE_KEY = QT_TRANSLATE_NOOP("Find", "choose", "what a key does")
ALL_KEY = QT_TRANSLATE_NOOP("Find", "all", "what a key does")
NONE_KEY = QT_TRANSLATE_NOOP("Find", "none", "what a key does")
GO_KEY = QT_TRANSLATE_NOOP("Find", "go there", "what a key does")
BACK_KEY = QT_TRANSLATE_NOOP("Find", "back", "what a key does")
AS_LIST_KEY = QT_TRANSLATE_NOOP("Find", "articles as the list", "what a key does")


def found(count: int, chosen: int | None, is_cut: bool) -> str:
    """How many mentions there are, and how many of them are chosen, where any can be."""
    if chosen is None:
        words = translate("Find", "%Ln mentions", None, PLURAL, count)
    else:
        words = translate("Find", "{chosen} of %Ln mentions chosen", None, PLURAL, count)
        words = words.format(chosen=number(chosen))
    return dotted(words, translate("Find", "there are more: narrow the search") if is_cut else "")


def no_label_with_key(key: str) -> str:
    return translate("Find", "No label has the key {key}").format(key=key)


REJECTED = QT_TRANSLATE_NOOP("Find", "rejected")
UNMARKED = QT_TRANSLATE_NOOP("Find", "unmarked")
MAYBE = QT_TRANSLATE_NOOP("Find", "maybe")
REJECTED_SECTION = QT_TRANSLATE_NOOP("Find", "Rejected")
UNMARKED_SECTION = QT_TRANSLATE_NOOP("Find", "Unmarked")
MAYBE_SECTION = QT_TRANSLATE_NOOP("Find", "Maybe")


def is_open(label: str) -> str:
    return translate("Find", "{label}, open").format(label=label)


def is_unseen(label: str) -> str:
    return translate("Find", "{label}, unseen").format(label=label)


def is_suggested(label: str) -> str:
    return translate("Find", "{label}, suggested").format(label=label)


def chosen_of(chosen: int, count: int) -> str:
    """How many there are, and how many of them are chosen."""
    if not chosen:
        return number(count)
    words = translate("Find", "{chosen} of {count}")
    return words.format(chosen=number(chosen), count=number(count))


# -- the preview ------------------------------------------------------------------------------

REPEAT_TITLE = QT_TRANSLATE_NOOP("Find", "Repeat on other mentions")
NO_OTHER_MENTION = QT_TRANSLATE_NOOP("Find", "There is no other mention to repeat it on.")
UNDECIDED = QT_TRANSLATE_NOOP("Find", "Undecided")
CHOSEN = QT_TRANSLATE_NOOP("Find", "Chosen")
LEFT_UNMARKED = QT_TRANSLATE_NOOP("Find", "Left unmarked in articles that are done or skipped")
ARTICLE_DIFFERS = QT_TRANSLATE_NOOP("Find", "In articles where it was decided differently")
IN_LONGER_NAME = QT_TRANSLATE_NOOP("Find", "Part of a longer name")
TOUCHES_MARK = QT_TRANSLATE_NOOP("Find", "Inside, around or beside another mark")
DIFFERS = QT_TRANSLATE_NOOP("Find", "Decided differently: stays as it is")
OVERLAPS = QT_TRANSLATE_NOOP("Find", "Over another span: stays as it is")
TOGGLE_KEY = QT_TRANSLATE_NOOP("Find", "on, off", "what a key does")
APPLY_KEY = QT_TRANSLATE_NOOP("Find", "repeat", "what a key does")
SEVERAL_SURFACES = QT_TRANSLATE_NOOP("Find", "these", "mentions of several surfaces")


def repeat_on(count: int) -> str:
    return translate("Find", "Repeat on %Ln", None, PLURAL, count)


def quoted(surface: str) -> str:
    return translate("Find", "“{surface}”").format(surface=surface)


def label_as(surface: str, label: str) -> str:
    words = translate("Find", "Label {surface} as {label}")
    return words.format(surface=surface, label=label)


def reject(surface: str) -> str:
    return translate("Find", "Reject {surface}").format(surface=surface)


def previewed(chosen: int, total: int, articles: int, looked_at: tuple[int, int] | None) -> str:
    """How many are chosen, where; `looked_at`: of how many articles, while it still looks."""
    words = translate(
        "Find", "{chosen} of {total} mentions, in %Ln articles", None, PLURAL, articles
    )
    looking = ""
    if looked_at is not None:
        looking = translate("Find", "looked at {done} of {all} articles")
        looking = looking.format(done=number(looked_at[0]), all=number(looked_at[1]))
    return dotted(words.format(chosen=number(chosen), total=number(total)), looking)


def remove_list(name: str) -> str:
    """What the row of a list of names does."""
    return translate("Find", "Remove the list of names {name}").format(name=name)


def names_in_list(count: int) -> str:
    return translate("Find", "Names: {n}").format(n=number(count))


def list_removed(name: str) -> str:
    return translate("Find", "List of names removed: {name}; Ctrl+Z brings it back").format(
        name=name
    )
