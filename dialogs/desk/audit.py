"""操作记录: what was done and by whom, in words, latest first; of everybody, of one enterprise, or of one person."""

from __future__ import annotations

import msgspec

from dialogs.answers import Unreadable
from dialogs.desk import forms
from dialogs.effects import DeskShown, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, day_and_hour

WORDS = ("/audit", "操作记录", "audit")


class AuditWanted(Wanted, frozen=True, tag="audit_wanted"):
    """The latest lines about an enterprise or a person, or of all; `before` is the number of a line to go on from."""

    about: str = ""
    before: int = 0


class AuditSought(Wanted, frozen=True, tag="audit_sought"):
    """The enterprises and persons that this text means."""

    text: str


class AuditLine(msgspec.Struct, frozen=True):
    """One line: when (UTC milliseconds), who, what, how many times, and about what, by name.

    `who` is a name; without one `by` is the role and the unit of that person, or neither for somebody deleted; `program` if it was nobody.
    """

    at: int
    who: str
    action: str
    times: int = 1
    role: str = ""
    about: tuple[str, ...] = ()
    by: tuple[str, str] = ("", "")
    program: bool = False


class AuditShown(DeskShown, frozen=True, tag="audit_shown"):
    """Lines of the audit; `name` is the enterprise or person they are about, `before` where older ones begin (0 for none)."""

    lines: tuple[AuditLine, ...]
    name: str = ""
    before: int = 0


class AuditFoundShown(DeskShown, frozen=True, tag="audit_found_shown"):
    """The enterprises and persons found (id, name)."""

    text: str
    enterprises: tuple[tuple[str, str], ...] = ()
    persons: tuple[tuple[str, str], ...] = ()


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if text := desk.fields.get("text", ""):
        return (AuditSought(text),)
    before = desk.fields.get("before", "")
    return (AuditWanted(desk.at, int(before) if before.isdecimal() else 0),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    match inbound:
        case Choose(key) if key.startswith("older.") and key[6:].isdecimal() and len(key) <= 24:
            return scene.at_desk("audit", desk.at, before=key[6:]).turn()
        case Reply(text):
            try:
                return scene.at_desk("audit", text=forms.name(text)).turn()
            except Unreadable as unreadable:
                return refused(scene, unreadable.code, unreadable.value)
        case Back() if desk.fields:
            return scene.at_desk("audit", desk.at).turn()
        case Back() if desk.at:
            return scene.at_desk("audit").turn()
    return None


def _offers(effect: AuditShown, scene: Scene) -> Rows:
    older = (Offer("audit_older", Choose(f"older.{effect.before}")),) if effect.before else ()
    return ((*older, Offer("back_step", Back())),)


def _found_offers(effect: AuditFoundShown, scene: Scene) -> Rows:
    found = (*effect.enterprises, *effect.persons)
    return (*((Offer(f"={name}", Open("audit", about)),) for about, name in found), (Offer("back_step", Back()),))


def _view(effect: AuditShown, scene: Scene) -> Context:
    lines = [{**msgspec.structs.asdict(line), "at": day_and_hour(line.at)} for line in effect.lines]
    return {**msgspec.structs.asdict(effect), "lines": lines}


OFFERS = {AuditShown: _offers, AuditFoundShown: _found_offers}
VIEWS = {AuditShown: _view}
