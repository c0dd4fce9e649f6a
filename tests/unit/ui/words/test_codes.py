"""Every code that the window may have to tell has words."""

from __future__ import annotations

import pytest

from annotator.core.codes import ActKind, DoubtReason, JobStep, NoteCode, WorkerState
from annotator.core.export_codes import RemarkReason
from annotator.core.records import Scheme
from annotator.core.remarks import Remark
from annotator.ui.words.acts import words_of_kind
from annotator.ui.words.desk import of_worker
from annotator.ui.words.doubt import words_of_reason
from annotator.ui.words.jobs import remark, words_of_step
from annotator.ui.words.notes import words_of
from annotator.workspace.open.key_results import Note

FIELDS = (
    "surface label count key name title reason topic words above below names open articles"
    " article day".split()
)
SILENT = {WorkerState.LEARNED}
INSIDE = {ActKind.LABEL_FEED, ActKind.SCHEME_NEST, ActKind.UNDO, ActKind.REDO}
"""Kinds that the history shows by what is in them, or never."""


@pytest.mark.parametrize("reason", [x for x in DoubtReason if x])
def test_each_reason_for_doubt(qapp, reason):
    assert words_of_reason(reason) not in ("", reason)


@pytest.mark.parametrize("code", NoteCode)
def test_each_note(qapp, code):
    values = dict.fromkeys(FIELDS, "x") | {"answer": True, "topics": (), "kind": ActKind.SPAN_LABEL}
    assert words_of(Note(code, values), Scheme()) not in ("", code)


@pytest.mark.parametrize("kind", [x for x in ActKind if x not in INSIDE])
def test_each_kind_of_act(qapp, kind):
    assert words_of_kind(kind, "w") not in ("", "w", kind)


def test_an_act_of_a_newer_version_says_what_it_says_itself(qapp):
    assert words_of_kind("span.polish", "Xi") == "Xi"
    assert words_of_kind("span.polish", "") == "span.polish"


@pytest.mark.parametrize("state", WorkerState)
def test_each_state_of_the_worker(qapp, state):
    assert bool(of_worker(state, "x")) is (state not in SILENT)


@pytest.mark.parametrize("step", JobStep)
def test_each_step_of_a_job(qapp, step):
    assert words_of_step(step) == step  # without a translator, as on the command line


@pytest.mark.parametrize("reason", RemarkReason)
def test_each_reason_why_a_span_does_not_go_out_as_it_is(qapp, reason):
    words = remark(Remark("a-1", 3, 5, "ORG", "Xi", reason))
    assert words.startswith("a-1, 3 to 5 (ORG “Xi”): ")
    assert ("left out" in words) is reason.is_left_out
