"""Feedback (企业反馈渠道): a contact writes, the liaison or the staff answer under one reference, either side closes.

The page is about one ticket where it has a reference, else it lists the person's own tickets, or those that wait for this person.
"""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context, day_and_hour

WORDS = ("/feedback", "反馈", "feedback")

_FORM = (Blank("text", forms.any_text),)
_LINE = (Blank("line", forms.any_text),)


class TicketsWanted(Wanted, frozen=True, tag="tickets_wanted"):
    """The tickets of the person, and those that the person may answer."""


class TicketWanted(Wanted, frozen=True, tag="ticket_wanted"):
    """One ticket."""

    reference: str


class TicketWritten(Wanted, frozen=True, tag="ticket_written"):
    """A new ticket, or (with a reference) a new line of one."""

    text: str
    reference: str = ""


class TicketCloseWanted(Wanted, frozen=True, tag="ticket_close_wanted"):
    """A ticket is to be closed."""

    reference: str


class Line(msgspec.Struct, frozen=True):
    """One message of a ticket; `ours` came from the office. The time is UTC milliseconds."""

    at: int
    ours: bool
    text: str


class TicketBrief(msgspec.Struct, frozen=True):
    """A ticket in a list."""

    reference: str
    text: str
    closed: bool
    answered: bool
    enterprise: str = ""


class TicketsShown(DeskShown, frozen=True, tag="tickets_shown"):
    """The person's own tickets, and those waiting for the person."""

    own: tuple[TicketBrief, ...] = ()
    waiting: tuple[TicketBrief, ...] = ()


class TicketShown(DeskShown, frozen=True, tag="ticket_shown"):
    """One ticket with its messages."""

    reference: str
    enterprise: str
    closed: bool
    lines: tuple[Line, ...]


class TicketKept(DeskTold, frozen=True, tag="ticket_kept"):
    """What was written is kept and the other side knows of it; `ours` if it was the office that wrote."""

    reference: str
    ours: bool = False


class TicketClosed(DeskTold, frozen=True, tag="ticket_closed"):
    """The ticket is closed."""

    reference: str


class TicketMoved(DeskShown, frozen=True, tag="ticket_moved"):
    """To the other side: something was written in a ticket, or it was closed."""

    reference: str
    text: str
    closed: bool = False


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (forms.asked(scene, _blanks(scene)),)
    return (TicketWanted(desk.at),) if desk.at else (TicketsWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _write(scene, inbound)
    match inbound:
        case Choose("write"):
            return forms.begun(scene, _blanks(scene)).turn()
        case Choose("close") if desk.at:
            return scene.turn(TicketCloseWanted(desk.at))
        case Back() if desk.at:
            return scene.at_desk("feedback").turn()
    return None


def _blanks(scene: Scene) -> tuple[Blank, ...]:
    """A new ticket asks for the whole matter, one that is there for the next line."""
    return _LINE if scene.cursor.desk.at else _FORM


def _write(scene: Scene, inbound: AnyInbound) -> Turn | None:
    after = forms.filled(scene, _blanks(scene), inbound)
    if not isinstance(after, Scene):
        return scene.at_desk("feedback", scene.cursor.desk.at).turn() if isinstance(inbound, Back) else after
    desk = after.cursor.desk
    return after.at_desk("feedback", desk.at).turn(TicketWritten(desk.fields["line" if desk.at else "text"], desk.at))


def _list_offers(effect: TicketsShown, scene: Scene) -> Rows:
    found = tuple(Offer(f"={ticket.reference}", Open("feedback", ticket.reference)) for ticket in (*effect.waiting, *effect.own))
    listed = in_rows(found, 3)
    return (*listed, (Offer("write_feedback", Choose("write")), Offer("back_step", Back())))


def _ticket_offers(effect: TicketShown, scene: Scene) -> Rows:
    acts = () if effect.closed else ((Offer("write_line", Choose("write")), Offer("close_ticket", Choose("close"))),)
    return (*acts, (Offer("back_step", Back()),))


def _moved_offers(effect: TicketMoved, scene: Scene) -> Rows:
    return ((Offer("open_ticket", Open("feedback", effect.reference)),),)


def _ticket_view(effect: TicketShown, scene: Scene) -> Context:
    lines = [{"ours": line.ours, "text": line.text, "at": day_and_hour(line.at)} for line in effect.lines]
    return {**msgspec.structs.asdict(effect), "lines": lines}


OFFERS = {TicketsShown: _list_offers, TicketShown: _ticket_offers, TicketMoved: _moved_offers, BlankAsked: forms.offers}
VIEWS = {TicketShown: _ticket_view}
