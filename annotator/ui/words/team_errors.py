"""The words for `Unplanned`, beside those of `errors.py`."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from annotator.faults import Unplanned
from annotator.notices import Code

# fmt: off
UNPLANNED: dict[Code, object] = {
    Unplanned.NO_CODERS: QT_TRANSLATE_NOOP("Errors", "there is no coder; name one: --coders A,B"),
    Unplanned.CODER_TWICE: QT_TRANSLATE_NOOP("Errors", "two coders are called “{name}”; give each a name of their own"),
    Unplanned.CODER_UNFIT: QT_TRANSLATE_NOOP("Errors", "no coder can be called “{name}”; take another name"),
    Unplanned.CODER_TOO_LONG: QT_TRANSLATE_NOOP("Errors", "the name “{name}” is too long; take one of {most} characters at most"),
    Unplanned.IN_A_HANDOUT: QT_TRANSLATE_NOOP("Errors", "this is a hand-out; open the project of {lead}, who plans the rounds"),
    Unplanned.NO_PLAN: QT_TRANSLATE_NOOP("Errors", "no round is planned; annotator team plan PROJECT --coders A,B"),
    Unplanned.NOTHING_TO_DRAW: QT_TRANSLATE_NOOP("Errors", "there are no articles to hand out: all are finished or handed out already; import more"),
    Unplanned.HANDOUT_THERE: QT_TRANSLATE_NOOP("Errors", "there is a file of this name already; choose another folder, or move it away"),
    Unplanned.NO_SUCH_PART: QT_TRANSLATE_NOOP("Errors", "“{name}” is neither a topic nor a label of this project; the names are: {known}"),
    Unplanned.HANDOUT_OF_ANOTHER: QT_TRANSLATE_NOOP("Errors", "this hand-out is for {coder}, and {name} can’t work in it; open it as {coder}, or open your own"),
    Unplanned.HANDOUT_LEFT_CLOSED: QT_TRANSLATE_NOOP("Errors", "this is the hand-out of {coder}; it was left closed"),
    Unplanned.WEIGHTS_MISSING: QT_TRANSLATE_NOOP("Errors", "there is no corrector in use that own articles could begin with; leave --start-where-the-lead-is out, or finish more articles first"),
}
