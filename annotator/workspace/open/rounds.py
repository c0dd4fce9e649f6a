"""The rounds of an open project, as the page of the team asks for them."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.records import Scheme
from annotator.core.team import Origin
from annotator.storage import Store
from annotator.workspace.agreement.lacking import lacking
from annotator.workspace.team import plans
from annotator.workspace.team.plans import Counted, Ground, Plan
from annotator.workspace.team.progress import CoderProgress, progress


class Rounds:
    """What is planned, what was handed out and what came back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def origin(self) -> Origin | None:
        """What the project says of itself where it is a hand-out, in which nothing is planned."""
        return self._store.team.origin

    def progress(self) -> Sequence[CoderProgress]:
        """The hand-outs, and what came back of them."""
        return progress(self._store)

    def lacking(self) -> Sequence[tuple[str, int]]:
        """Topics and labels, and how many articles more each needs for an interval of ± .1."""
        return lacking(self._store)

    def seed(self) -> int:
        """The seed of the next round."""
        return plans.usual_seed(self._store)

    def kept(self) -> Plan | None:
        """The plan that waits to be carried out."""
        return plans.kept(self._store)

    def keep(self, plan: Plan) -> None:
        """Keep a plan until it is carried out. Raises UserError where its coders can't be."""
        plans.checked(plan.coders)
        plans.keep(self._store, plan)

    def ground(self, scheme: Scheme, counted: Counted, lead: str) -> Ground:
        """What is planned from."""
        return plans.ground_of(scheme, counted, len(plans.gold_articles(self._store, lead)))
