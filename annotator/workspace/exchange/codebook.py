"""A project's labels and topics as a codebook of REFI-QDA, read back before it is called done."""

from __future__ import annotations

import io
import os
from pathlib import Path

from annotator.core.damaged_scheme import sound
from annotator.errors import Bug, EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.formats.refi.codebook import codebook_of, scheme_table
from annotator.storage import Store


def write_codebook(project: Path, to: Path) -> int:
    """Write the codebook; returns how many codes it has. UserError where a file is there."""
    if os.path.lexists(to):
        raise UserError(Fault.FILE_NAME_TAKEN, where=str(to))
    with Store.open(project) as store:
        scheme = sound(store.scheme.read())
    content = codebook_of(scheme)
    table = scheme_table(io.BytesIO(content))
    labels = [each["name"] for each in table["labels"]]
    topics = [each["name"] for group in table["topic_groups"] for each in group["topics"]]
    is_same = labels == [each.name for each in scheme.labels]
    if not is_same or sorted(topics) != sorted(each.name for each in scheme.topics):
        raise Bug(Fault.READ_BACK_DIFFERS, where=str(to), what="codes")
    try:
        with to.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        fault = EnvironmentFault(Fault.NOT_WRITTEN, where=str(to), reason=reason_of(error))
        raise fault from error
    return len(labels) + len(topics)
