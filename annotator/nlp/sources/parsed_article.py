"""What a source of suggestions sees in a text: tokens, sentence starts, entities; code points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from annotator.core.tokens import Tokens
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.nlp.sources.token_vectors import TokenVectors


@dataclass(frozen=True, slots=True)
class Entity:
    """A range that the source marked, with the source's own name for its label.

    `score` is the probability (0 to 1) that it gives with it, None where it gives none.
    """

    start: int
    end: int
    name: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """Tokens without white space, starts of sentences and entities of one text, each in order.

    `tags` are the pipeline's parts of speech, one a token, or empty where it knows none; `views`
    what its entity recogniser sees in them, None where it does not show that, or what the language
    model `views_of` does. `language` is the pipeline's, such as "en".
    """

    tokens: Tokens
    sentences: Sequence[int] = ()
    entities: Sequence[Entity] = field(default=())
    tags: Sequence[str] = ()
    views: TokenVectors | None = field(default=None, compare=False)
    language: str = ""
    views_of: str = ""
