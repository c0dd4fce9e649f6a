"""What jobs are asked and report: it arrives as it was sent, or is refused by the field's name.

What is tested: `workspace/jobs/messages.py`, `workspace/jobs/wire.py`, and how far a job is.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import JobStep
from annotator.core.export_codes import RemarkReason
from annotator.core.remarks import Remark
from annotator.protocol import ProtocolError
from annotator.workspace.jobs.messages import REQUESTS, ExportReport
from annotator.workspace.jobs.process import Progress
from annotator.workspace.jobs.wire import Request, from_wire, to_wire

TEXTS, PLACES = st.text(max_size=9), st.integers()
REMARKS = st.builds(Remark, TEXTS, PLACES, PLACES, TEXTS, TEXTS, st.sampled_from(RemarkReason))
REQUIRED = {
    "project": "p.db", "to": "o", "paths": ("a.txt",), "format": "jsonl",
    "manifest": "MANIFEST.json", "texts": ("texts",),
}  # fmt: skip


def required(kind: type[Request[Any]]) -> list[str]:
    return [x.name for x in fields(kind) if x.default is x.default_factory is MISSING]


def made(kind: type[Request[Any]]) -> Request[Any]:
    return kind(**{name: REQUIRED[name] for name in required(kind)})


def sent(message: Any) -> dict[str, Any]:
    return json.loads(json.dumps(to_wire(message)))


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_arrives_and_another_field_is_refused(name: str) -> None:
    kind = REQUESTS[name]
    wire = sent(made(kind))
    assert from_wire(kind, wire) == made(kind)
    with pytest.raises(ProtocolError, match="unknown field `colour`"):
        from_wire(kind, {**wire, "colour": "red"})
    first = required(kind)[0]
    del wire[first]
    with pytest.raises(ProtocolError, match=f"missing required field `{first}`"):
        from_wire(kind, wire)


@given(st.integers(0), st.none() | st.integers(0), st.sampled_from(JobStep))
def test_how_far_a_job_is_arrives(done: int, total: int | None, what: JobStep) -> None:
    progress = Progress(done, total, what)
    assert from_wire(Progress, sent(progress)) == progress


@given(st.lists(REMARKS, max_size=3))
def test_remarks_arrive_by_their_code(remarks: list[Remark]) -> None:
    report = ExportReport(
        "jsonl", "o", (), {}, {}, 0, {}, {}, len(remarks), tuple(remarks), (), {}
    )  # fmt: skip
    arrived = from_wire(ExportReport, sent(report))
    assert arrived == report
    assert all(isinstance(each.what, RemarkReason) for each in arrived.remarks)
