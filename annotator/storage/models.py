"""Versions of models that learned from the reviews, and what pipelines saw in articles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from annotator.core.codes import ModelKind
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.places import Where
from annotator.storage.articles import IS_THERE
from annotator.storage.codec import columns_of, encoder, names_of
from annotator.storage.parts import Part
from annotator.storage.upkeep import Upkeep
from annotator.values import dataclass

_LARGEST_MODEL = 128 << 20
_PLACE_OF = {ModelKind.CORRECTOR: Where.CORRECTOR, ModelKind.TOPICS: Where.TOPICS}


@dataclass(frozen=True, slots=True)
class Model:
    """One version of a model, without its weights.

    `fingerprint` is that of the pipeline it was trained on, `articles` the number of reviews, and
    `is_better` whether it beat what was in use when it was made, or followed one that did and is
    no worse. `report` is what training told.
    """

    kind: str
    version: int
    made_at: str
    fingerprint: str
    articles: int
    is_better: bool
    report: Mapping[str, Any]


class Models(Part):
    """Models are added and never changed; which one is used is a setting."""

    def add(
        self,
        kind: ModelKind,
        weights: bytes,
        report: Mapping[str, Any],
        *,
        at: str,
        fingerprint: str,
        trained_on: Iterable[int],
        is_better: bool,
    ) -> int:
        """Store a model; its version, which counts from 1 by kind."""
        ids = sorted(trained_on)
        with self._db.maintaining(Upkeep.MODEL):
            last = self._db.value("SELECT max(version) FROM models WHERE kind = ?", (kind,))
            version = int(last or 0) + 1
            made = Model(kind, version, at, fingerprint, len(ids), is_better, report)
            own = names_of(Model)
            values = dict(zip(own, encoder(Model, own)(made), strict=True))
            values |= {"trained_on": json.dumps(ids), "weights": weights}
            self._db.insert("models", values)
        return version

    def all(self, kind: ModelKind) -> list[Model]:
        """All versions, the newest first."""
        sql = f"SELECT {columns_of(Model)} FROM models WHERE kind = ? ORDER BY version DESC"  # noqa: S608
        return self._db.records(Model, sql, (kind,))

    def weights(self, kind: ModelKind, version: int) -> bytes | None:
        """The weights as they were stored, or None where there is no such version.

        Raises UserError for what is no model's: of another kind, or larger than any is.
        """
        found = self._db.row(
            "SELECT typeof(weights) = 'blob' AND length(weights) <= ?, CASE WHEN length(weights)"
            " <= ? THEN weights END FROM models WHERE kind = ? AND version = ?",
            (_LARGEST_MODEL, _LARGEST_MODEL, kind, version),
        )
        if found is None:
            return None
        is_fit, weights = found
        if not is_fit:
            raise UserError(Fault.MODEL_UNFIT, where=_PLACE_OF[kind](version=version))
        return bytes(weights)

    def trained_on(self, kind: ModelKind, version: int) -> frozenset[int]:
        """The ids of the articles whose reviews a version was trained on."""
        found = self._db.value(
            "SELECT trained_on FROM models WHERE kind = ? AND version = ?", (kind, version)
        )
        return frozenset(json.loads(found or "[]"))


class Readings(Part):
    """What pipelines saw in articles, kept so that training need not read them again."""

    def get(self, article: int, fingerprint: str) -> bytes | None:
        """What this pipeline saw in an article, or None where that is not kept."""
        found = self._db.value(
            "SELECT evidence FROM readings WHERE article = ? AND fingerprint = ?",
            (article, fingerprint),
        )
        return None if found is None else bytes(found)

    def put(self, article: int, fingerprint: str, evidence: bytes) -> None:
        """Keep what a pipeline saw in an article, in the place of what was kept before."""
        with self._db.maintaining(Upkeep.READING):
            self._db.write(
                "INSERT INTO readings (article, fingerprint, evidence)"
                f" SELECT :article, :fingerprint, :evidence WHERE {IS_THERE}"
                " ON CONFLICT DO UPDATE SET"
                " fingerprint = excluded.fingerprint, evidence = excluded.evidence",
                {"article": article, "fingerprint": fingerprint, "evidence": evidence},
            )
