"""Finding an enterprise among those that the person may see, and no others."""

from __future__ import annotations

from collections.abc import Iterator

from bot.ports.registry import Enterprise
from bot.roles import NOWHERE, Action, Affiliation
from bot.usecases.desk.units_seen import line, units_of, within
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import find as page
from dialogs.desk.figures import PAGE
from dialogs.effects import Wanted


def _found(visit: Visit, wanted: page.FoundWanted) -> Served | None:
    enterprises = {found.id: found for found in _all(visit, wanted.text) if visit.may(found, Action.READ_STATUS)}
    ordered = sorted(enterprises.values(), key=lambda found: (found.name, found.id))
    statuses = (visit.tx.status(found.id) for found in ordered[:PAGE])
    lines = tuple(line(visit, status) for status in statuses if status is not None)
    return Served((page.FoundShown(wanted.text, lines, len(ordered) > PAGE),))


def _all(visit: Visit, text: str) -> Iterator[Enterprise]:
    """Within each unit of the person, and among the person's own enterprises."""
    for affiliation in _places(visit):
        yield from visit.tx.find_enterprises(text, affiliation, PAGE + 1)
    wanted = text.casefold()
    yield from (own for own in visit.tx.enterprises_of(visit.person) if wanted in own.name.casefold() or own.code.startswith(text.upper()))


def _places(visit: Visit) -> Iterator[Affiliation]:
    if visit.may_all(Action.READ_STATUS):
        yield NOWHERE
        return
    for unit in units_of(visit):
        yield within(visit, unit)


SERVED: dict[type[Wanted], Serve] = {page.FoundWanted: _found}
