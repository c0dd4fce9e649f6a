"""Who, when and how long, as Label Studio's records say it."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def person(given: object) -> str:
    """The name of an annotator: an address, a name, or "user" and a number; "" for nobody."""
    if isinstance(given, dict):
        email = given.get("email") or given.get("username")
        if isinstance(email, str) and email.strip():
            return email.strip()
        names = [given.get("first_name"), given.get("last_name")]
        name = " ".join(x.strip() for x in names if isinstance(x, str) and x.strip())
        return name or person(given.get("id"))
    if type(given) is int:
        return f"user {given}"
    if isinstance(given, str):
        return f"user {given}" if given.isdigit() else given.strip()
    return ""


def time_of(given: object) -> str:
    """A time as projects store it, "" for none."""
    if not isinstance(given, str):
        return ""
    try:
        found = datetime.fromisoformat(given)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return ""


def seconds(given: object) -> float:
    """How long it took, 0 where that is not said."""
    if type(given) not in (int, float) or not math.isfinite(given) or given < 0:  # type: ignore[arg-type, operator]
        return 0.0
    return float(given)  # type: ignore[arg-type]
