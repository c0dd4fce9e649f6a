"""What a release can be: its formats, how it is divided, the licences that are proposed."""

from __future__ import annotations

from annotator.formats import registry
from annotator.workspace.exchange.splitting import SplitBy

FORMATS = ("jsonl", "parquet", "csv", "spacy")
"""What data/ may have, in the order in which the card names it."""
SPLITS: tuple[str, ...] = tuple(SplitBy)
LICENCES = ("cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc0-1.0", "odc-by", "odbl", "mit")
"""As Hugging Face calls them; any other may be given."""


def missing(name: str) -> tuple[str, ...]:
    """The packages that must be installed before a format of a release can be written."""
    return next(x.missing for x in registry.written() if x.name == name)
