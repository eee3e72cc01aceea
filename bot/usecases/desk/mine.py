"""A person's enterprises: listed, gone over to, one more registered, the score shared with street and park."""

from __future__ import annotations

from collections.abc import Iterator

from bot.ports import Enterprise, StoredRun
from bot.ports.registry import ClaimState
from bot.ports.standing import Stage
from bot.roles import Action
from bot.usecases.desk import going_over
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import mine as page
from dialogs.desk.mine import EnterpriseShown, Helping, MineShown, OwnEnterprise, SharingSet
from dialogs.effects import Wanted
from dialogs.model import HandoverState

MOST_LISTED = 20


def _list(visit: Visit, wanted: page.MineWanted) -> Served:
    tx = visit.tx
    stored = tx.run(visit.cursor.run) if visit.cursor.run else None
    here = stored.run.enterprise if stored else ""
    own = tuple(
        OwnEnterprise(found.id, found.name, _stage(visit, found), found.id == here)
        for found in tx.enterprises_of(visit.person)[:MOST_LISTED]
    )
    draft = next((draft.run.profile.name for draft in tx.drafts(visit.person)[:1]), "")
    claims = [tx.enterprise(claim.enterprise) for claim in tx.claims_of(visit.person) if claim.state is ClaimState.WAITING]
    helping = tuple(part for part, _, _ in _helping(visit))
    return Served((MineShown(own, draft, tuple(found.code for found in claims if found), helping),))


def _helping(visit: Visit) -> Iterator[tuple[Helping, StoredRun, str]]:
    """The parts that the person was handed and still may answer, each with its run and the id of its hand-over."""
    for found in visit.tx.handed_to(visit.person):
        stored = visit.tx.run(found.run)
        handed = stored.run.handovers.get(found.handover) if stored else None
        if stored is None or handed is None or handed.state is not HandoverState.OPEN or handed.helper != visit.person:
            continue
        here = visit.cursor.handover == found.handover
        yield Helping(found.id, stored.run.profile.name, handed.title, here), stored, found.handover


def _help_on(visit: Visit, wanted: page.HelpingOn) -> Served | None:
    for part, stored, handover in _helping(visit):
        if part.id == wanted.invitation:
            return Served((), entered=stored, handover=handover)
    return None


def _stage(visit: Visit, enterprise: Enterprise) -> str:
    status = visit.tx.status(enterprise.id)
    return (status.stage if status else Stage.NOT_STARTED).value


def _one(visit: Visit, wanted: page.EnterpriseWanted) -> Served | None:
    found = visit.enterprise(wanted.enterprise, Action.ANSWER)
    if found is None:
        return None
    status = visit.tx.status(found.id)
    shown = EnterpriseShown(
        id=found.id,
        name=found.name,
        code=found.code,
        stage=(status.stage if status else Stage.NOT_STARTED).value,
        people=len(visit.tx.contacts(found.id)),
        answered=status.answered if status else 0,
        of=status.of if status else 0,
        level=status.level if status else None,
        local=bool(found.affiliation.street or found.affiliation.park),
        shares=found.shares_score,
    )
    return Served((shown,))


def _over(visit: Visit, wanted: page.GoingOver) -> Served | None:
    found = visit.enterprise(wanted.enterprise, Action.ANSWER)
    return Served((), entered=going_over.run_of(visit, found)) if found else None


def _register(visit: Visit, wanted: page.RegisteringWanted) -> Served:
    draft = going_over.draft_of(visit, visit.person)
    if isinstance(draft, StoredRun):
        return Served((), entered=draft)
    visit.record("registration_begun", draft.id)
    return Served((), entered=draft)


def _share(visit: Visit, wanted: page.SharingWanted) -> Served | None:
    found = visit.enterprise(wanted.enterprise, Action.UPDATE_ENTERPRISE)
    if found is None:
        return None
    if found.shares_score != wanted.shares:
        visit.tx.share_score(found.id, wanted.shares)
        visit.record("score_shared" if wanted.shares else "score_unshared", enterprise=found.id)
    return Served((SharingSet(wanted.shares),))


SERVED: dict[type[Wanted], Serve] = {
    page.MineWanted: _list,
    page.EnterpriseWanted: _one,
    page.GoingOver: _over,
    page.HelpingOn: _help_on,
    page.RegisteringWanted: _register,
    page.SharingWanted: _share,
}
