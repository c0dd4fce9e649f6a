"""What the worker has of a project's learning: memory, the corrector, the topic model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.codes import ModelKind
from annotator.core.keywords import TopicScore, one_a_group, suggested_topics
from annotator.core.memory import Memory
from annotator.core.records import Scheme, Source

if TYPE_CHECKING:
    from annotator.nlp.corrector.model import Corrector
    from annotator.nlp.topics.model import TopicModel
    from annotator.worker_messages import Remember, UseModel


class LoadedModels:
    """Empty at first. What can't be read leaves what was there, and raises UserError.

    `pipeline` is the fingerprint of the one that reads the articles.
    """

    def __init__(self) -> None:
        self.memory = Memory()
        self.corrector: Corrector | None = None
        self.versions: dict[ModelKind, str] = {}
        self.pipeline = ""
        self._topics: TopicModel | None = None

    @property
    def topic_source(self) -> Source:
        """Who suggests the topics."""
        is_learned = self._topics is not None and self._topics.is_better
        return Source.CORRECTOR if is_learned else Source.KEYWORD

    def remember(self, request: Remember) -> None:
        """Take what it says of these surfaces in the place of what was known of them, and of all
        surfaces where memory comes as it was weighed.
        """
        weighed = request.weighed
        if weighed is not None:
            self.memory = Memory(unmarked=Counter(weighed.unmarked), speaks=weighed.speaks)
        for surface, counts in request.surfaces.items():
            self.memory.put(surface, Counter(dict(counts)))
        self.memory.usage = dict(request.usual)

    def take(self, request: UseModel) -> None:
        """Use the model that comes along, or that in a file, which is deleted, or none."""
        blob = request.weights
        if request.path is not None:
            blob = Path(request.path).read_bytes()
            Path(request.path).unlink(missing_ok=True)
        self.use(request.kind, request.version, blob, request.taught_by)

    def use(self, kind: ModelKind, version: str, blob: bytes | None, taught_by: str = "") -> None:
        """Use the model with these weights, or none. `taught_by`: its pipeline's fingerprint."""
        from annotator.nlp.corrector.model import Corrector
        from annotator.nlp.topics.model import TopicModel

        if kind == ModelKind.CORRECTOR:
            corrector = None if blob is None else Corrector.from_bytes(blob)
            is_foreign = bool(taught_by) and taught_by != self.pipeline
            self.corrector = (
                corrector.for_another_pipeline() if corrector and is_foreign else corrector
            )
        else:
            self._topics = None if blob is None else TopicModel.from_bytes(blob)
        self.versions[kind] = version

    def topics_of(self, text: str, scheme: Scheme) -> list[TopicScore]:
        """Topics with their scores and the places of the words that speak for them."""
        if self._topics is None:
            return one_a_group(suggested_topics(text, scheme.topics), scheme)
        return self._topics.suggest(text, scheme)
