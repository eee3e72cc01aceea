"""A yes or no in one tap, on the page or on a notice: what is decided, with the decision at the end of its id."""

from __future__ import annotations

YES, NO = ".y", ".n"


def decision(at: str) -> tuple[str, bool] | None:
    """What is decided, and how; nothing for an id that carries no decision."""
    about, said = at[: -len(YES)], at[-len(YES) :]
    return (about, said == YES) if said in {YES, NO} else None
