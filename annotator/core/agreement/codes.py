"""Codes of agreement: why a figure is not given, and what a figure is about."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class NoFigure(StrEnum):
    """Why a figure of agreement is not given; on the command line and in reports in these words."""

    TOO_FEW = "too few"
    ALL_THE_SAME = "all answers are the same"
    NOT_CODED_TWICE = "nobody else coded it"


@unique
class AgreedOn(StrEnum):
    """What a row of the page of agreement is about."""

    TOPIC = "agreed topic"
    QUESTION = "agreed question"
    FINDING = "agreed finding"
    EDGES = "agreed edges"
    LABELLING = "agreed labelling"
    F1 = "agreed f1"
    LABEL = "agreed label"
    CONFUSED = "confused"
    PERSON = "agreed person"
