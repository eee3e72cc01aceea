"""Links as files: one link as a message ready to forward, and a whole unit's as a workbook and as texts to hand out.

Tokens are made here, after the commit that asked for them, and go nowhere but into what is handed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.ports import Enterprise
from bot.ports.registry import InvitationKind
from bot.roles import Action, Affiliation
from bot.usecases.desk import invitations
from bot.usecases.desk.invitations import LINK, LINKS
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs import phrasebook
from dialogs.limits import day_of
from question_bank.sheets import Row, Sheet
from question_bank.workbook_writing import ColumnStyle, SheetStyle, Workbook, workbook_bytes

AT_ONCE = 200
"""Enterprises that get their links in one transaction; turns are served between two."""

MOST = 10_000
"""Enterprises in one list; what is beyond gets its links with the next one."""

_COLUMNS = {"name": 36, "code": 22, "contact": 12, "link": 44, "until": 12, "text": 60}
"""The columns of the list and how wide they are."""


@dataclass(frozen=True, slots=True)
class _Handed:
    """One line of the list: whom to give what."""

    enterprise: Enterprise
    contact: str
    link: str
    text: str
    until: str


async def _link(order: Order) -> Sequence[File]:
    """The link of an own invitation as a text."""
    text = await order.look(lambda visit: _linked(visit, order.at))
    return (("text", "", text.encode()),) if text else ()


def _linked(visit: Visit, invitation: str) -> str:
    found = invitations.own(visit, invitation)
    link = invitations.fresh_link(visit, found) if found else ""
    return invitations.message(visit, found, link) if found and link else ""


async def _links(order: Order) -> Sequence[File]:
    """The links of all enterprises of a unit that have no contact, as a workbook and as texts to copy."""
    handed: list[_Handed] = []
    while len(handed) < MOST:
        after = handed[-1].enterprise.id if handed else ""
        some = await order.look(partial(_handed, unit=order.at, after=after))
        if not some:
            break
        handed += some
    if not handed:
        return ()
    words = {key: phrasebook.sentence(order.language, "handout", key) for key in ("title", *_COLUMNS)}
    book = await asyncio.to_thread(_workbook, words, handed)
    texts = "\n\n".join(one.text for one in handed)
    return (("document", f"{words['title']}.xlsx", book), ("document", f"{words['title']}.txt", texts.encode()))


def _handed(visit: Visit, unit: str, after: str) -> list[_Handed]:
    """Links for the next enterprises of the unit, if the person may still look after it."""
    found = visit.unit(unit, Action.LOAD_ROSTER)
    if found is None:
        return []
    lying_in = Affiliation(**{found.kind.value: found.id})
    return [_one(visit, enterprise) for enterprise in visit.tx.without_contact(lying_in, AT_ONCE, after)]


def _one(visit: Visit, enterprise: Enterprise) -> _Handed:
    contact, _ = visit.tx.roster_contact(enterprise.id)
    invitation, _ = invitations.invite(visit, InvitationKind.CONTACT, enterprise=enterprise.id, label=contact or enterprise.name)
    link = invitations.fresh_link(visit, invitation)
    until = day_of(invitation.expires_at).isoformat()
    return _Handed(enterprise, contact, link, invitations.message(visit, invitation, link), until)


def _workbook(words: Mapping[str, str], handed: Sequence[_Handed]) -> bytes:
    """One row for each enterprise, in the order of the columns."""
    rows = tuple(
        Row(place, dict(zip((words[column] for column in _COLUMNS), _cells(one), strict=True))) for place, one in enumerate(handed, 2)
    )
    widths = {words[column]: ColumnStyle(width=width) for column, width in _COLUMNS.items()}
    sheet = Sheet(words["title"], tuple(widths), rows)
    return workbook_bytes(Workbook({sheet.name: sheet}, {sheet.name: SheetStyle(widths)}))


def _cells(one: _Handed) -> tuple[str, ...]:
    return one.enterprise.name, one.enterprise.code, one.contact, one.link, one.until, one.text


MAKERS: Mapping[str, Maker] = {LINK: _link, LINKS: _links}
