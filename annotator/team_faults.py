"""Why a round of several coders can't be planned or handed out: codes beside those of `faults.py`,
by which they are imported.
"""

from __future__ import annotations

from enum import unique

from annotator.notices import Code

# fmt: off


@unique
class Unplanned(Code):
    """What is wrong; first what is so, then what to do about it."""

    NO_CODERS = "there is no coder", "name one: --coders A,B"
    CODER_TWICE = "two coders are called “{name}”", "give each a name of their own"
    CODER_UNFIT = "no coder can be called “{name}”", "take another name"
    CODER_TOO_LONG = "the name “{name}” is too long", "take one of {most} characters at most"
    IN_A_HANDOUT = "this is a hand-out", "open the project of {lead}, who plans the rounds"
    NO_PLAN = "no round is planned", "annotator team plan PROJECT --coders A,B"
    NOTHING_TO_DRAW = "there are no articles to hand out: all are finished or handed out already", "import more"
    HANDOUT_THERE = "there is a file of this name already", "choose another folder, or move it away"
    NO_SUCH_PART = "“{name}” is neither a topic nor a label of this project", "the names are: {known}"
    HANDOUT_OF_ANOTHER = "this hand-out is for {coder}, and {name} can’t work in it", "open it as {coder}, or open your own"
    HANDOUT_LEFT_CLOSED = "this is the hand-out of {coder}; it was left closed"
    WEIGHTS_MISSING = "there is no corrector in use that own articles could begin with", "leave --start-where-the-lead-is out, or finish more articles first"
