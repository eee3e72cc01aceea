"""The windows of programmes as reminders need them: until when one can hand in, and what a programme says to those who still have to."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.campaigns.occasions import Closing
from question_bank.programmes.model import Outcome, Programme, Purpose, Subject

_TO_DO = {Purpose.APPLY: (Outcome.ELIGIBLE, Outcome.NOT_YET), Purpose.DUTY: (Outcome.NOT_YET,)}
"""Who may apply, or is near it; of a duty, whoever has not done it."""


def to_do(programme: Programme) -> tuple[str, ...]:
    """The outcomes of those whom a closing window concerns."""
    return tuple(outcome.value for outcome in _TO_DO[programme.purpose])


def closing_windows(programmes: Iterable[Programme]) -> tuple[Closing, ...]:
    """Every window of every programme of enterprises; those of agencies and providers are nobody's here."""
    return tuple(
        Closing(programme.id, window.id, window.opens, window.closes, to_do(programme))
        for programme in programmes
        if programme.subject is Subject.ENTERPRISE
        for window in programme.windows
    )
