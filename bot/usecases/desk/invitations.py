"""Invitations of every kind: made, turned into links, opened by one person, used up.

A link's token is made when the link is handed over, after the commit, and only its SHA-256 is kept; asking for the link again makes
another and ends the one before. An invitation is worth what its maker may still do: who lost a right invites nobody by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.ports.registry import Invitation, InvitationKind
from bot.roles import Action, Role
from bot.usecases.desk.visit import FileWanted, Visit
from dialogs import phrasebook
from dialogs.desk.invited import digest_of
from dialogs.limits import day_of
from dialogs.model import CURSOR_SPEC, Cursor, Handover

DAY = 86_400_000
VALID_DAYS = 14
LINK = "link"
"""The file that a link is: a message of its own, ready to be forwarded."""

LINKS = "links"
"""The files with the links of all enterprises of a unit that have no contact."""

_PLACE = re.compile(r"\{(\w+)\}")

_MAKERS_RIGHT: dict[InvitationKind, Callable[[Visit, Invitation], bool]] = {
    InvitationKind.CONTACT: lambda maker, found: maker.enterprise(found.enterprise, Action.MANAGE_CONTACTS) is not None,
    InvitationKind.HELPER: lambda maker, found: maker.enterprise(found.enterprise, Action.HAND_OVER) is not None,
    InvitationKind.ROLE: lambda maker, found: maker.may_all(Action.GRANT),
}


def invite(
    visit: Visit,
    kind: InvitationKind,
    *,
    enterprise: str = "",
    run: str = "",
    handover: str = "",
    role: Role | None = None,
    unit: str = "",
    label: str = "",
) -> tuple[Invitation, FileWanted]:
    """Keep a new invitation; its link is the file, made after the commit. Who calls has asked for the right."""
    invitation = Invitation(
        id=visit.fresh(),
        digest=digest_of(visit.fresh()),  # of no link: the first one is made with the file
        kind=kind,
        made_by=visit.person,
        made_at=visit.now,
        expires_at=visit.now + VALID_DAYS * DAY,
        enterprise=enterprise,
        run=run,
        handover=handover,
        role=role,
        unit=unit,
        label=label,
    )
    visit.tx.invite(invitation)
    visit.record("invited", run, invitation=invitation.id, kind=kind.value, enterprise=enterprise, unit=unit)
    return invitation, FileWanted(LINK, invitation.id)


def own(visit: Visit, invitation: str) -> Invitation | None:
    """An invitation that the person made and that can still be used."""
    return next((found for found in visit.tx.invitations(visit.person, visit.now) if found.id == invitation), None)


def is_worth(visit: Visit, found: Invitation) -> bool:
    """Whether the maker may still do what the invitation does."""
    maker = visit if found.made_by == visit.person else replace(visit, cursor=Cursor(spec=CURSOR_SPEC, person=found.made_by))
    return _MAKERS_RIGHT[found.kind](maker, found)


def usable(visit: Visit, digest: str) -> Invitation | None:
    """The invitation of this digest, while it is in time, not used, not withdrawn, nobody else's, and its maker may still invite."""
    found = visit.tx.invitation(digest) if digest else None
    if found is None or found.revoked_at is not None or found.used_at is not None or found.expires_at <= visit.now:
        return None
    if found.opened_by not in {"", visit.person}:
        return None
    return found if is_worth(visit, found) else None


def fresh_link(visit: Visit, found: Invitation) -> str:
    """A new link to this invitation, in place of any before; empty where it cannot be opened any more."""
    token = visit.fresh()
    if not is_worth(visit, found) or not visit.tx.renew_invitation(found.id, digest_of(token)):
        return ""
    return visit.link(token)


def handed_in(visit: Visit, found: Invitation) -> Handover | None:
    """What a link to help hands over; nothing for other links, and where it is not there any more."""
    stored = visit.tx.run(found.run) if found.run else None
    return stored.run.handovers.get(found.handover) if stored else None


def message(visit: Visit, found: Invitation, link: str) -> str:
    """The text to forward: what it is about, until when, and the link."""
    enterprise = visit.tx.enterprise(found.enterprise) if found.enterprise else None
    unit = visit.tx.unit(found.unit) if found.unit else None
    handed = handed_in(visit, found)
    values = {
        "topic": handed.title if handed else "",
        "questions": str(handed.questions) if handed else "",
        "enterprise": enterprise.name if enterprise else "",
        "unit": unit.name if unit else "",
        "label": found.label,
        "until": day_of(found.expires_at).isoformat(),
    }
    words = phrasebook.sentence(visit.language or phrasebook.DEFAULT_LANGUAGE, "invitations", found.kind.value)
    return _PLACE.sub(lambda place: values[place[1]], words) + f"\n{link}"
