"""Where in files, projects and models something is: the code of each kind of place, in English.

A place that is a name alone, or a name and a line as editors have it ("news.jsonl:7"), is a string.
"""

from __future__ import annotations

from enum import unique

from annotator.notices import Code, Notice

Whereabouts = str | Notice
"""A name, or a code of `Where` with its values."""


@unique
class Where(Code):
    """Where something is wrong, where that is more than a name."""

    ARTICLE = "article {number}"
    PROJECT = "the project"
    CLUSTER = "the cluster"
    TRAINING_DATA = "training data"
    CORRECTOR = "corrector {version}"
    TOPICS = "topics {version}"
    AFTER_ARTICLES = "{file}, after {count} articles"
    ITEM = "{file}, item {number}"
    ROW = "{file}, row {number}"
    SOURCE = "{file}, source {number}"
    PARAGRAPH = "{place}, paragraph {number}"
