"""The changes that `mutations.py` makes: each breaks one rule that a person relies on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One line spoilt: `old` becomes `new`, within a function of a room or (“”) a module's text.

    Files are found by these, not by path. `tests` are names of test files, with a folder in front
    where two have one name.
    """

    name: str
    room: str
    within: str
    old: str
    new: str
    tests: tuple[str, ...]


_M = Mutation

MUTATIONS = (
    # -- core: acts, following, offsets
    _M("the moved end is not taken along by followers", "core", "move",
       "new[1] - old[1])", "0)", ("core/test_acts",)),
    _M("mentions follow though memory knows two labels", "core", "can_follow",
       "len(known) < 2", "len(known) < 3", ("core/test_acts", "core/test_decided")),
    _M("a removed span stays confirmed in its decision", "core", "reject_one",
       "Outcome.REJECTED, how, None)\n", "Outcome(decision.outcome), how, None)\n",
       ("core/test_acts", "test_decided")),
    _M("a decision forgets its threshold", "core", "decide",
       "None if mark.score is None else sheet.knowledge.threshold", "None",
       ("core/test_acts", "test_decided")),
    _M("one of a group leaves the other topic's yes", "core", "answer_topic",
       "not group.several", "group.several", ("core/test_acts",)),
    _M("what touches at its end is replaced", "core", "SpanIndex.touching",
       "[1] > start", "[1] >= start", ("core/test_acts", "test_marks", "test_span_index")),
    _M("of neighbours that touch only the first is accepted", "core", "accept_open",
       "mark.start < last[1]", "mark.start <= last[1]", ("core/test_acts", "test_marks")),
    _M("of two answers the suggested one stays", "core", "accept_open",
       "decide(sheet, mark, Outcome.REJECTED", "decide(sheet, mark, Outcome.ACCEPTED",
       ("core/test_acts", "core/test_blind")),
    _M("a mention inside a longer name follows", "core", "is_alone",
       "tokens.starts[run[0]] < start or", "False or", ("core/test_acts", "test_propagation")),
    # -- core: doubt
    _M("doubt begins at the threshold itself", "core", "_doubt",
       "each.score < sheet.knowledge.threshold", "each.score <= sheet.knowledge.threshold",
       ("core/test_doubt",)),
    _M("two labels in the article raise no doubt", "core", "__init__",
       "len(decided) > 1", "len(decided) > 2", ("core/test_doubt",)),
    _M("two labels in memory raise no doubt", "core", "_by_rule",
       "len(known) > 1", "len(known) > 2", ("core/test_doubt",)),
    _M("rival labels raise no doubt", "core", "_by_rule",
       "label_id in self._sheet.rivals", "not label_id", ("core/test_doubt",)),
    _M("a doubtful kind is not doubtful", "core", "_by_rule",
       "label.doubtful", "label.retired", ("core/test_doubt",)),
    _M("an article in front of a name is no doubtful edge", "core", "_by_rule",
       "words[0].lower()", "words[0]", ("core/test_doubt",)),
    _M("a name that goes on is not cut short", "core", "_is_cut_short",
       "text[end : end + 1] not in _GOES_ON", 'text[end : end + 1] not in ("-",)',
       ("core/test_doubt",)),
    # -- core: memory, judging, text
    _M("a tie with rejections adds a mark", "core", "is_name",
       "counts.get(label, 0) > counts", "counts.get(label, 0) >= counts",
       ("core/test_memory", "nlp/test_suggesting")),
    _M("repairs pair what overlaps least", "core", "paired",
       "-worth(w, o)", "worth(w, o)",
       ("core/test_pairing", "core/test_judging")),
    _M("a version worse beyond noise stays in use", "core", "_is_loss",
       "sum(gains) < -_SURE", "sum(gains) < -9 * _SURE", ("core/test_judging",)),
    _M("a date's month without its last day", "storage", "_dates",
       '{query.last_date}~', '{query.last_date}', ("test_filters", "gui/test_finding")),
    _M("one in ten comes a place too late", "core", "mixed",
       "(between - done)", "(RANDOM_ONE_IN - done)", ("core/test_chance", "workspace/test_queue")),
    _M("a cluster of characters is parted at its end", "core", "whole_range",
       "end += 1", "break", ("core/test_graphemes",)),
    # -- storage: durability, undo
    _M("a write does not wait for the disk", "storage", "prepare",
       "synchronous = FULL", "synchronous = NORMAL", ("test_synced",)),
    _M("after a batch nothing waits for the disk", "storage", "batch",
       "synchronous = FULL", "synchronous = NORMAL", ("test_synced",)),
    _M("a part that fails leaves its rows", "storage", "_savepoint",
       'execute("ROLLBACK TO part")', 'execute("SELECT 1")', ("storage/test_acts",)),
    _M("undo takes back the same act again", "storage", "_undo_target",
       "number = of", "number = group", ("storage/test_acts",)),
    _M("undo takes a redo for an act of its own", "storage", "_undo_target",
       "of if kind == ActKind.REDO else group", "group", ("storage/test_acts",)),
    _M("undo overwrites what was changed since", "storage", "_require",
       "there.get((type(before), before.key_of)) == before", "True",
       ("storage/test_acts",)),
    _M("a span need not say its text", "storage", "_check_surfaces",
       "found != span.surface", "False", ("storage/test_acts",)),
    # -- storage: lists, filters
    _M("skipped articles come again", "storage", "",
       "AND r.status IN ('done', 'skipped')) ORDER BY x.key",
       "AND r.status = 'done') ORDER BY x.key",
       ("test_filters", "workspace/test_queue", "gui/test_queue")),
    _M("undated articles come first", "storage", "",
       "ORDER BY a.published = '', a.published", "ORDER BY a.published <> '', a.published",
       ("workspace/test_queue", "storage/test_finding")),
    _M("the least doubtful comes first", "storage", "",
       "ORDER BY doubt DESC, article LIMIT :most", "ORDER BY doubt, article LIMIT :most",
       ("workspace/test_queue", "gui/test_queue")),
    _M("what was begun is not to do in a search", "storage", "_of_reviews",
       '{Status.NEW, Status.STARTED}', '{Status.NEW}', ("test_filters", "gui/test_finding")),
    _M("skipped reviews go out with the done ones", "storage", "_has_status",
       "or review.status == status", "or review.status != 'new'",
       ("storage/test_export", "storage/test_articles")),
    _M("a suggestion with a label that was deleted is kept", "storage", "_put_rows",
       "if x.label in known", "", ("storage/test_export", "storage/test_articles")),
    # -- workspace
    _M("the earlier of two passes stands for the article", "workspace", "chosen",
       "return max(done,", "return min(done,", ("workspace/test_stands",)),
    _M("what had the focus counts as unseen on the way out", "workspace", "_is_unseen",
       "and not decision.focused", "", ("workspace/test_stands", "test_read_back")),
    _M("reading back does not look at the text", "workspace", "_hash",
       "lost or text", 'lost or ""', ("test_read_back", "test_exporting")),
    _M("the same article comes next again", "workspace", "upcoming",
       "if each != here", "if True", ("workspace/test_queue", "workspace/test_walk")),
    _M("Enter goes to what was seen", "workspace", "next_unseen",
       "or mark.suggestion in visited", "",
       ("test_walk", "test_keys_deciding", "test_keys_moving")),
    _M("suggestions change under the hands", "workspace", "take",
       "not review.is_waiting", "False", ("test_supply",)),
    _M("what only followed counts as decided", "workspace", "_is_explicit",
       " and decision.outcome != Outcome.FOLLOWED", "", ("test_supply",)),
    _M("what was looked at weighs as unseen", "workspace", "_weight",
       "or decision.focused", "", ("workspace/test_learning", "test_learning_weighed")),
    _M("an import loses the threshold of decisions", "workspace", "RecordRows._decision",
       "each.probability, each.threshold,", "each.probability, None,", ("test_import_rows",)),
    _M("a no to a topic becomes a suggestion", "workspace", "_proposed",
       "x.is_yes and x.topic", "x.topic", ("test_import_rows",)),
    _M("the window does not notice other processes", "workspace", "has_foreign_changes",
       "version != self._told", "False", ("workspace/test_freshness", "test_noticing")),
    _M("the place in the text is not kept", "workspace", "keep_place",
       "place.scroll", "0", ("test_open_small",)),
    # -- nlp
    _M("the date in front is suggested too", "nlp", "_mapped",
       "max(entity.start, body_start)", "entity.start", ("nlp/test_suggesting",)),
    _M("a common word is repeated as a name", "nlp", "_repeats",
       "words.is_small_elsewhere(start, end)", "False", ("nlp/test_suggesting",)),
    _M("memory adds what was mostly rejected", "nlp", "apply_memory",
       "and memory.is_name(text[start:end], label)", "", ("nlp/test_suggesting",)),
    _M("a rejected surface keeps its label on a tie", "nlp", "_label",
       "item[0] is not None", "item[0] is None", ("nlp/test_suggesting",)),
    _M("a retired label is remembered", "nlp", "_labels_in_use",
       "if not label.retired", "", ("nlp/test_suggesting", "nlp/test_corrector")),
    _M("a part of a longer name is repeated", "nlp", "_stands_alone",
       "tokens.ends[run[1] - 1] > end", "False", ("nlp/test_suggesting",)),
    # -- ui
    _M("doubt has a firm box", "ui", "paint_marks",
       "pen.setDashPattern([3, 2])", "pass", ("test_shapes",)),
    _M("tags are painted over each other", "ui", "paint_tags",
       "                continue\n", "                pass\n", ("test_shapes",)),
    _M("positions miss the character in front", "ui", "to_qt",
       "bisect_left(self._astral, position)", "bisect_left(self._astral, position - 1)",
       ("ui/test_positions",)),
    _M("articles are not found by the beginnings of their titles' words", "ui", "_named",
       "project.lists.titled(words, _MOST)", "[]", ("test_go_to",)),
    _M("a retired label is offered as one types", "ui", "label_rows",
       "if not label.retired", "", ("test_labels_gone", "test_type_ahead")),
    _M("Shift does not say no to a topic", "ui", "_press_topic",
       "no=with_shift", "no=False",
       ("test_topic_bar", "test_keys_deciding", "test_keys_elsewhere")),
)  # fmt: skip
