"""Both papers of a release say each choice that leaves something out, and no other.

What is tested: `workspace/release/card.py`, `workspace/release/methods.py`.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.codes import StatusFilter
from annotator.workspace.release import card, methods

CHOICES = st.fixed_dictionaries(
    {
        "status": st.sampled_from([StatusFilter.DONE, StatusFilter.ALL]),
        "annotator": st.sampled_from(["", "Ann *B*"]),
        "seen_only": st.booleans(),
        "in_use_only": st.booleans(),
        "first_date": st.sampled_from(["", "2023-01"]),
        "last_date": st.sampled_from(["", "2024-06-30"]),
        "text_free": st.booleans(),
    }
)
# By the choice: what the card says of it, and what the methods do.
SAYS = {
    "annotator": ("Reviews of anybody but Ann \\*B\\*", "Only the reviews of Ann \\*B\\*"),
    "seen_only": ("Spans that were accepted unseen", "Spans that were accepted unseen"),
    "in_use_only": ("Retired labels and topics", "Retired labels and topics"),
    "text_free": ("The texts, and examples", ""),
}


@given(CHOICES)
def test_what_is_left_out_is_said_and_nothing_else(choices: dict[str, Any]) -> None:
    told, chosen = "\n".join(card._left_out(choices)), methods._chosen(choices)
    for name, (in_card, in_methods) in SAYS.items():
        assert (in_card in told) == bool(choices[name])
        if in_methods:
            assert (in_methods in chosen) == bool(choices[name])
    is_done = choices["status"] == StatusFilter.DONE
    assert ("Articles that nobody finished" in told) == is_done
    assert ("Only finished articles" in chosen) == is_done
    first, last = choices["first_date"], choices["last_date"]
    assert ("from before 2023-01" in chosen) == bool(first)
    assert ("from after 2024-06-30" in chosen) == bool(last)
    days = f"other days than {first or 'any day'} to {last or 'any day'}"
    assert ("other days than" in told) == bool(first or last) == (days in told)
    assert "Notes, questions about spans" in told
