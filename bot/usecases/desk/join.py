"""Claims made: by somebody who typed the code of a registered enterprise. Says nothing about the enterprise but that it is there."""

from __future__ import annotations

from bot.ports import Enterprise
from bot.ports.registry import Claim, ClaimState
from bot.usecases.desk import claim as claims
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import join as page
from dialogs.desk.join import CardTaken, JoinShown, JoinState
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal

AGAIN_AFTER = 86_400_000
"""Who was refused may ask once more after a day."""

MOST_A_DAY = 3
"""How often one person may ask one enterprise in a day, however often it is withdrawn: each time others are told."""


def _page(visit: Visit, wanted: page.JoinWanted) -> Served | None:
    if not wanted.code:
        return Served((JoinShown("", JoinState.NOWHERE),))
    enterprise = visit.tx.enterprise_by_code(wanted.code)
    return Served((_shown(visit, enterprise),)) if enterprise else None


def _shown(visit: Visit, enterprise: Enterprise) -> JoinShown:
    if visit.tx.is_contact(visit.person, enterprise.id):
        return JoinShown(enterprise.code, JoinState.JOINED, enterprise.id, enterprise.name)
    claim = _latest(visit, enterprise)
    if claim is not None and claim.state is ClaimState.WAITING:
        return JoinShown(enterprise.code, JoinState.WAITING)
    return JoinShown(enterprise.code, JoinState.OPEN if _may_ask(visit, enterprise) else JoinState.REFUSED)


def _latest(visit: Visit, enterprise: Enterprise) -> Claim | None:
    return next((claim for claim in visit.tx.claims_of(visit.person) if claim.enterprise == enterprise.id), None)


def _may_ask(visit: Visit, enterprise: Enterprise) -> bool:
    """Not after a refusal of today, nor too often."""
    since = visit.now - AGAIN_AFTER
    today = [claim for claim in visit.tx.claims_of(visit.person) if claim.enterprise == enterprise.id and claim.at > since]
    refused = any(claim.decided_by != visit.person and (claim.decided_at or 0) > since for claim in today if claim.decided_by)
    return not refused and len(today) < MOST_A_DAY


def _asked(visit: Visit, wanted: page.JoinAsked) -> Served | None:
    enterprise = visit.tx.enterprise_by_code(wanted.code) if wanted.code else None
    if enterprise is None:
        return None
    if _shown(visit, enterprise).state is not JoinState.OPEN:
        return Served((_shown(visit, enterprise),))
    contact = visit.cursor.contact
    claim = visit.tx.claim(enterprise.id, visit.person, contact.name, contact.post, visit.now)
    visit.record("claim_made", claim=claim.id, enterprise=enterprise.id)
    return Served((JoinShown(enterprise.code, JoinState.WAITING),), claims.told(visit, enterprise, claim))


def _withdrawn(visit: Visit, wanted: page.JoinWithdrawn) -> Served | None:
    enterprise = visit.tx.enterprise_by_code(wanted.code) if wanted.code else None
    if enterprise is None:
        return None
    claim = _latest(visit, enterprise)
    if claim is None or not visit.tx.decide_claim(claim.id, ClaimState.REFUSED, visit.person, visit.now):
        return Served((Refused(Refusal.DECIDED_ALREADY), _shown(visit, enterprise)))
    visit.record("claim_withdrawn", claim=claim.id, enterprise=enterprise.id)
    return Served((_shown(visit, enterprise),))


def _card(visit: Visit, wanted: page.CardShown) -> Served | None:
    """The number is compared and forgotten. A card without a claim means nothing."""
    enterprise = visit.tx.enterprise_by_code(wanted.code) if wanted.code else None
    claim = _latest(visit, enterprise) if enterprise else None
    if enterprise is None:
        return None
    if claim is None or claim.state is not ClaimState.WAITING:
        return Served((Refused(Refusal.NOT_TEXT, "contact"), _shown(visit, enterprise)))
    _, named = visit.tx.roster_contact(enterprise.id)
    if not named or named != wanted.mobile or claim.card or not visit.tx.hint_claim(claim.id):
        return Served((CardTaken(), _shown(visit, enterprise)))
    visit.record("claim_card", claim=claim.id, enterprise=enterprise.id)
    hinted = visit.tx.claim_of(claim.id)
    return Served((CardTaken(), _shown(visit, enterprise)), claims.told(visit, enterprise, hinted) if hinted else ())


SERVED: dict[type[Wanted], Serve] = {
    page.JoinWanted: _page,
    page.JoinAsked: _asked,
    page.JoinWithdrawn: _withdrawn,
    page.CardShown: _card,
}
