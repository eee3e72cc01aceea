"""What the pages of the desk ask for, served: each wish goes to one function, which asks `bot.roles` before it reads or changes anything.

A function returns nothing where the thing is not there or not for this person; both read the same. A new page adds its `SERVED` here.
"""

from __future__ import annotations

from dataclasses import replace

from bot.usecases.desk import (
    assign,
    audit,
    banks,
    bcast,
    begin,
    cand,
    city,
    claim,
    counter,
    ent,
    feedback,
    find,
    grants,
    invite,
    invited,
    join,
    liaison,
    mine,
    move,
    mute,
    packs,
    paper,
    people,
    privacy,
    prog,
    reviews,
    roster,
    status,
    team,
    told,
    trials,
    units,
    verified,
    versions,
    vouch,
)
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.desk.work import BankFor, Deskwork
from dialogs.effects import Wanted
from dialogs.scene import DialogError, Scene

MOST_WISHES = 6
"""How many wishes one turn may lead to: what was asked for, the page afterwards, and the ways back from what is refused."""

_SERVED: dict[type[Wanted], Serve] = {
    **counter.SERVED,
    **status.SERVED,
    **city.SERVED,
    **find.SERVED,
    **ent.SERVED,
    **feedback.SERVED,
    **mine.SERVED,
    **begin.SERVED,
    **move.SERVED,
    **join.SERVED,
    **claim.SERVED,
    **people.SERVED,
    **invite.SERVED,
    **invited.SERVED,
    **liaison.SERVED,
    **units.SERVED,
    **grants.SERVED,
    **roster.SERVED,
    **assign.SERVED,
    **audit.SERVED,
    **team.SERVED,
    **reviews.SERVED,
    **verified.SERVED,
    **privacy.SERVED,
    **prog.SERVED,
    **paper.SERVED,
    **bcast.SERVED,
    **told.SERVED,
    **trials.SERVED,
    **mute.SERVED,
    **cand.SERVED,
    **vouch.SERVED,
    **banks.SERVED,
    **packs.SERVED,
    **versions.served(banks.COUNTER, packs.COUNTER),
}


def serve(visit: Visit, wanted: Wanted) -> Served | None:
    """What came of a wish, or nothing if it is not for this person."""
    return _SERVED[type(wanted)](visit, wanted)


def work_off(visit: Visit, scene: Scene, work: Deskwork, banks: BankFor) -> Deskwork:
    """The turn with every wish served; a wish that is not for this person leads back to where the person was."""
    for _ in range(MOST_WISHES):
        wish = work.turn.effects[-1] if work.turn.effects else None
        if not isinstance(wish, Wanted):
            return work
        served = serve(replace(visit, cursor=work.turn.cursor), wish)
        work = work.refused(scene, wish) if served is None else work.served(scene, served, banks)
    raise DialogError("wishes lead to wishes without an end")
