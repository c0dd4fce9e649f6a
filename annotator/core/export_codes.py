"""Why something does not go out as it is: codes of what exports and trained pipelines tell."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class RemarkReason(StrEnum):
    """Why a span does not go out, or not as it is; on the command line and in manifests in these
    words.
    """

    LABEL_DAMAGED = "its label is damaged: left out"
    ONLY_WHITE_SPACE = "white space only: left out"
    OTHER_LABEL = "another label has the same words: left out"
    WHITE_SPACE_AT_EDGE = "white space at its edge: left out"
    TOKEN_SPLIT = "its edge is inside a token: token split"
    OVERLAPS = 'overlaps another: only in doc.spans["sc"]'

    @property
    def is_left_out(self) -> bool:
        return self not in (RemarkReason.TOKEN_SPLIT, RemarkReason.OVERLAPS)


@unique
class ClassifierReason(StrEnum):
    """Why spaCy's classifier for one topic of several does not fit, though every group takes one
    answer; on the command line and in manifests in these words.
    """

    NONE = ""
    SEVERAL_GROUPS = "there are several groups"
    ONE_TOPIC = "there is one topic alone"
    NONE_APPLIES = "none applies to some articles"
