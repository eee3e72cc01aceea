"""A fake register of enterprises: the part of the shell that answers `EnterpriseSought`, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialogs.inbound import Known, PastRun, Standing
from dialogs.model import Reached, Run

SOMEBODY_ELSE = "somebody else"


def past_of(run: Run) -> PastRun:
    """The run as the limits and the history see it."""
    result = run.result
    return PastRun(
        id=run.id,
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        answered=len(run.answers),
        level=result.level if result else None,
        total=result.total if result else None,
    )


@dataclass
class Register:
    """Whose a credit code is, and the runs of the one enterprise that a conversation is about.

    All contacts who speak in the conversation are of that enterprise; what is taken belongs to somebody else.
    """

    past: tuple[PastRun, ...] = ()
    previous: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    reached: dict[str, Reached] = field(default_factory=dict)

    def take(self, code: str) -> None:
        """Somebody else registers the code."""
        self.owners[code] = SOMEBODY_ELSE

    def known(self, code: str, person: str, register: bool, runs: tuple[Run, ...]) -> Known:
        """What the shell would report to this person about this code."""
        standing = self._standing(code)
        if register and standing is not Standing.TAKEN:
            self.owners[code] = person
        started = tuple(past_of(run) for run in runs if run.started_at is not None)
        return Known(standing, "enterprise-1", (*self.past, *started), self.previous, self.reached)

    def _standing(self, code: str) -> Standing:
        owner = self.owners.get(code)
        if owner is None:
            return Standing.NEW
        return Standing.TAKEN if owner == SOMEBODY_ELSE else Standing.OWN
