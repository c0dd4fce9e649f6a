"""What is written to a project outside the acts of a person, and so is never undone: all of it."""

from __future__ import annotations

from enum import StrEnum


class Upkeep(StrEnum):
    """One kind of such writing; `Database.maintaining` wants to know which."""

    ANNOTATOR = "add an annotator"
    ARTICLE = "add an article"
    COPIES = "keep which articles are near copies of each other"
    CONTRADICTIONS = "keep where the corrector contradicts reviews"
    IMPORT = "mark an import as cut off"
    INDEX = "index texts for the search"
    JUDGEMENTS = "keep how well suggestions did"
    MEASURES = "keep what was measured about a review"
    MODEL = "add a version of a model"
    READING = "keep what a pipeline saw in an article"
    RUN = "add a run of a pipeline"
    SCHEME = "change the scheme's name, nesting or map"
    SETTING = "remember a setting"
    SUGGESTIONS = "put suggestions"
    TEAM = "keep who got which articles, and which files came back"
    SUMS = "count anew what the project keeps sums of"
