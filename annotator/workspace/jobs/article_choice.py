"""Which articles of a project go out, as exports, countings and releases are asked for them."""

from __future__ import annotations

from annotator.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChoice:
    """Which articles go out: `annotator` by name or "" for all, `status` "done" or "all".

    Of several people's reviews of an article one format has a place for all, another for one: there
    gold stands, else the one finished last, or one's own. `gold`: only gold and, without, the only
    review; articles of several without gold are left out. `apart`: each review of an article as an
    article of its own, where the format has a place for one. At most one of the three is chosen.

    `seen_only` leaves out spans that were accepted unseen, `in_use_only` retired labels and topics.
    With a `first_date` or `last_date` only articles of these days go out, both included; either may
    be a month or a year, "" is no end.
    """

    status: str = "done"
    annotator: str = ""
    seen_only: bool = False
    in_use_only: bool = False
    first_date: str = ""
    last_date: str = ""
    gold: bool = False
    apart: bool = False

    def is_of_days(self, published: str) -> bool:
        """Whether an article of this date goes out; one without a date only where none is asked."""
        if not self.first_date and not self.last_date:
            return True
        is_late_enough = published >= self.first_date
        last = self.last_date
        return bool(published) and is_late_enough and (not last or published[: len(last)] <= last)
