"""Rosters: who may bring one. What a file holds is read and loaded after the turn, by `bot.usecases.rosters`."""

from __future__ import annotations

from bot.roles import Action
from bot.usecases.desk.units_seen import unit_name
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs.desk import roster as page
from dialogs.desk.roster import RosterGoingOn, RosterLeft, RosterShown, RosterTaken
from dialogs.effects import FileComing, Wanted

ROSTER, TEMPLATE = "roster", "roster_template"
SURE = "!"
"""At the end of what a file is about: the doubts were seen, and it is to be loaded."""


def is_open(visit: Visit) -> bool:
    """Whether the person may load rosters anywhere."""
    return bool(visit.grants_for(Action.LOAD_ROSTER))


def units(visit: Visit) -> tuple[str, ...]:
    """The units for which the person loads rosters by an own grant."""
    return tuple(dict.fromkeys(grant.unit for grant in visit.grants_for(Action.LOAD_ROSTER)))


def _page(visit: Visit, wanted: page.RosterWanted) -> Served | None:
    if not is_open(visit):
        return None
    everything = visit.may_all(Action.LOAD_ROSTER)
    found = (visit.tx.unit(unit) for unit in units(visit)) if not everything else ()
    return Served((RosterShown(tuple(unit_name(visit, unit) for unit in found if unit is not None), everything),))


def _template(visit: Visit, wanted: page.RosterTemplateWanted) -> Served | None:
    return Served((FileComing(),), files=(FileWanted(TEMPLATE),)) if is_open(visit) else None


def _brought(visit: Visit, wanted: page.RosterBrought) -> Served | None:
    if not is_open(visit):
        return None
    visit.record("roster_brought", file=wanted.digest)
    return Served((RosterTaken(wanted.name),), files=(FileWanted(ROSTER, wanted.digest[: page.BEGUN]),))


def _decided(visit: Visit, wanted: page.RosterDecided) -> Served | None:
    if not is_open(visit):
        return None
    if not wanted.sure:
        return Served((RosterLeft(),))
    return Served((RosterGoingOn(),), files=(FileWanted(ROSTER, wanted.begun + SURE),))


SERVED: dict[type[Wanted], Serve] = {
    page.RosterWanted: _page,
    page.RosterTemplateWanted: _template,
    page.RosterBrought: _brought,
    page.RosterDecided: _decided,
}
