"""Which doors of the desk are open to a person. A door that is not shown is no protection: each page asks for itself."""

from __future__ import annotations

from collections.abc import Callable

from bot.roles import Action, UnitKind
from bot.usecases.desk import (
    assign,
    audit,
    banks,
    bcast,
    begin,
    cand,
    city,
    claim,
    feedback,
    grants,
    invite,
    liaison,
    packs,
    paper,
    prog,
    reviews,
    roster,
    status,
    verified,
    vouch,
)
from bot.usecases.desk.units_seen import name_of_unit
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk.counter import Door, DoorsShown, DoorsWanted
from dialogs.effects import Wanted


def anybody(visit: Visit) -> bool:
    """Everybody who comes to the desk."""
    return True


def nothing(visit: Visit) -> int:
    """Nothing ever waits there."""
    return 0


_DOORS: tuple[tuple[str, Callable[[Visit], bool], Callable[[Visit], int]], ...] = (
    ("status", status.is_open, nothing),
    ("city", city.is_open, nothing),
    ("find", status.is_open, nothing),
    ("cand", cand.is_open, nothing),
    ("liaison", anybody, liaison.waiting),
    ("grants", grants.is_open, nothing),
    ("units", lambda visit: visit.may_all(Action.ADD_UNIT), nothing),
    ("mine", anybody, nothing),
    ("begin", begin.is_open, nothing),
    ("prog", prog.is_open, nothing),
    ("paper", paper.is_open, nothing),
    ("roster", roster.is_open, nothing),
    ("assign", assign.is_open, nothing),
    ("audit", audit.is_open, nothing),
    ("claim", claim.decides, claim.waiting),
    ("invite", invite.invites_units, nothing),
    ("reviews", reviews.is_open, reviews.waiting),
    ("vouch", vouch.is_open, vouch.waiting),
    ("verified", verified.is_open, verified.waiting),
    ("bcast", bcast.is_open, bcast.waiting),
    ("banks", banks.is_open, banks.waiting),
    ("packs", packs.is_open, packs.waiting),
    ("feedback", anybody, feedback.waiting),
    ("mute", anybody, nothing),
    ("privacy", anybody, nothing),
)
"""Each page of the menu in the order it is shown: for whom, and how many things wait behind it."""


def _doors(visit: Visit, wanted: DoorsWanted) -> Served:
    doors = tuple(Door(page, waiting(visit)) for page, is_open, waiting in _DOORS if is_open(visit))
    return Served((DoorsShown(doors, tuple(_role(visit, grant.role.value, grant.unit, grant.kind) for grant in visit.grants)),))


def _role(visit: Visit, role: str, unit: str, kind: UnitKind) -> tuple[str, str]:
    return role, name_of_unit(visit, unit) or kind.value


SERVED: dict[type[Wanted], Serve] = {DoorsWanted: _doors}
