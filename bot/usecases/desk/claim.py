"""Claims decided: by the enterprise's first contact, its liaison or an admin; exactly one decision counts. Nobody decides an own one."""

from __future__ import annotations

from bot.ports import Enterprise
from bot.ports.registry import CITY, Claim, ClaimState
from bot.roles import Action, Role, UnitKind
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs.desk import claim as page
from dialogs.desk.claim import ClaimBrief, ClaimShown, ClaimsShown, ClaimStage
from dialogs.desk.join import JoinSettled
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal

MOST_LISTED = 20


def deciders(visit: Visit, enterprise: Enterprise) -> tuple[str, ...]:
    """Who is told of a claim: the first contact, and the liaisons of the zone, else of the district; where there is none, the admins."""
    found = (enterprise.first_contact, *(visit.liaisons_of(enterprise) or visit.tx.holders(Role.ADMIN, CITY)))
    return tuple(dict.fromkeys(person for person in found if person and person != visit.person))


def told(visit: Visit, enterprise: Enterprise, claim: Claim) -> tuple[Notice, ...]:
    """The claim for everybody who may decide it, with both answers one tap away."""
    return tuple(Notice(person, shown(visit, enterprise, claim)) for person in deciders(visit, enterprise))


def shown(visit: Visit, enterprise: Enterprise, claim: Claim) -> ClaimShown:
    """The claim as those who decide see it."""
    return ClaimShown(
        id=claim.id,
        enterprise=enterprise.id,
        enterprise_name=enterprise.name,
        name=claim.name,
        post=claim.post,
        at=claim.at,
        stage=_stage(claim),
        alone=not enterprise.first_contact,
        card=claim.card,
        manages=visit.may(enterprise, Action.MANAGE_CONTACTS),
    )


def waiting(visit: Visit) -> int:
    """How many claims wait for this person."""
    return len(_waiting(visit))


def decides(visit: Visit) -> bool:
    """Whether the person may decide claims anywhere."""
    first = any(own.first_contact == visit.person for own in visit.tx.enterprises_of(visit.person))
    return first or bool(visit.grants_for(Action.DECIDE_CLAIM))


def _waiting(visit: Visit) -> tuple[Claim, ...]:
    """The claims that the person may decide, oldest first."""
    tx = visit.tx
    if visit.may_all(Action.DECIDE_CLAIM):
        found = tx.claims_in(None, MOST_LISTED)
    else:
        units = [grant.unit for grant in visit.grants if grant.kind in {UnitKind.DISTRICT, UnitKind.ZONE} and grant.role is Role.LIAISON]
        own = [own.id for own in tx.enterprises_of(visit.person) if own.first_contact == visit.person]
        listed = [claim for unit in units for claim in tx.claims_in(unit, MOST_LISTED)]
        listed += [claim for enterprise in own for claim in tx.waiting_claims(enterprise)]
        found = tuple({claim.id: claim for claim in sorted(listed, key=lambda claim: claim.at)}.values())
    return tuple(claim for claim in found if claim.person != visit.person)[:MOST_LISTED]


def _list(visit: Visit, wanted: page.ClaimsWanted) -> Served:
    return Served((ClaimsShown(tuple(_brief(visit, claim) for claim in _waiting(visit))),))


def _brief(visit: Visit, claim: Claim) -> ClaimBrief:
    enterprise = visit.tx.enterprise(claim.enterprise)
    return ClaimBrief(claim.id, enterprise.name if enterprise else "", claim.name, claim.post)


def _found(visit: Visit, claim: str) -> tuple[Claim, Enterprise] | None:
    """The claim with its enterprise, for those who may decide it."""
    found = visit.tx.claim_of(claim)
    if found is None or found.person == visit.person:
        return None
    enterprise = visit.enterprise(found.enterprise, Action.DECIDE_CLAIM)
    return (found, enterprise) if enterprise else None


def _one(visit: Visit, wanted: page.ClaimWanted) -> Served | None:
    found = _found(visit, wanted.claim)
    return Served((shown(visit, found[1], found[0]),)) if found else None


def _decided(visit: Visit, wanted: page.ClaimDecided) -> Served | None:
    found = _found(visit, wanted.claim)
    if found is None:
        return None
    claim, enterprise = found
    state = ClaimState.CONFIRMED if wanted.confirmed else ClaimState.REFUSED
    if not visit.tx.decide_claim(claim.id, state, visit.person, visit.now):
        return _late(visit, claim.id, state)
    visit.record(f"claim_{state.value}", claim=claim.id, enterprise=enterprise.id)
    after = _found(visit, claim.id)
    settled = JoinSettled(enterprise.code, enterprise.id, enterprise.name) if wanted.confirmed else JoinSettled(enterprise.code)
    return Served((shown(visit, after[1], after[0]),) if after else (), (Notice(claim.person, settled),))


def _late(visit: Visit, claim: str, state: ClaimState) -> Served | None:
    """It was decided before: said, unless it was just this tap a second time."""
    found = _found(visit, claim)
    if found is None:
        return None
    same = found[0].decided_by == visit.person and found[0].state is state
    return Served((*(() if same else (Refused(Refusal.DECIDED_ALREADY),)), shown(visit, found[1], found[0])))


def _stage(claim: Claim) -> ClaimStage:
    if claim.state is ClaimState.REFUSED and claim.decided_by == claim.person:
        return ClaimStage.WITHDRAWN
    return ClaimStage(claim.state.value)


SERVED: dict[type[Wanted], Serve] = {page.ClaimsWanted: _list, page.ClaimWanted: _one, page.ClaimDecided: _decided}
