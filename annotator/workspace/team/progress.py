"""What was handed out to whom, what came back, and how many articles more a figure needs."""

from __future__ import annotations

from annotator.storage import Store
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class CoderProgress:
    """One hand-out: of `articles` so many are `done` as far as they were handed in (at what time;
    "" for never).
    """

    round: str
    coder: str
    articles: int
    done: int
    made_at: str
    handed_in: str
    file: str


def progress(store: Store) -> list[CoderProgress]:
    """The hand-outs in the order in which they were made, by their coders' names."""
    team = store.team
    rounds = {each.id: each for each in team.rounds()}
    names = dict(store.annotators.all())
    came: dict[str, str] = {}
    for back in team.hand_ins():
        came[back.handout] = max(came.get(back.handout, ""), back.made_at)
    counts = store.drawing.handed()
    rows = []
    for each in team.handouts():
        articles, done = counts.get((each.round, each.annotator), (0, 0))
        rows.append(
            CoderProgress(
                rounds[each.round].name if each.round in rounds else "",
                names.get(each.annotator, ""),
                articles,
                done,
                each.made_at,
                came.get(each.uid, ""),
                each.file,
            )
        )
    return sorted(rows, key=lambda row: (row.made_at, row.coder))
