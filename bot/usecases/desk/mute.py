"""Which kinds of messages a person wants; each change is recorded."""

from __future__ import annotations

from bot.roles import Role
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.campaigns.model import Kind
from dialogs.desk import mute as page
from dialogs.desk.mute import KindKept, KindRow, KindsShown
from dialogs.effects import Wanted


def kinds_for(visit: Visit) -> tuple[Kind, ...]:
    """The kinds that this person can get at all: the weekly summary is for liaisons."""
    liaison = any(grant.role is Role.LIAISON for grant in visit.grants)
    return tuple(kind for kind in Kind if kind is not Kind.WEEKLY or liaison)


def _page(visit: Visit, wanted: page.KindsWanted) -> Served:
    declined = visit.tx.mutes(visit.person)
    return Served((KindsShown(tuple(KindRow(kind.value, kind not in declined) for kind in kinds_for(visit))),))


def keep(visit: Visit, kind: Kind, *, on: bool) -> KindKept:
    """The person wants this kind, or declines it; the same again changes nothing."""
    changed = visit.tx.unmute(visit.person, kind) if on else visit.tx.mute(visit.person, kind, visit.now)
    if changed:
        visit.record("kind_unmuted" if on else "kind_muted", kind=kind.value)
    return KindKept(kind.value, on)


def _set(visit: Visit, wanted: page.KindSet) -> Served | None:
    if wanted.kind not in {kind.value for kind in kinds_for(visit)}:
        return None
    return Served((keep(visit, Kind(wanted.kind), on=wanted.on),))


SERVED: dict[type[Wanted], Serve] = {page.KindsWanted: _page, page.KindSet: _set}
