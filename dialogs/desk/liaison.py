"""联络员登记: the form of notice 沪经信制〔2022〕529号 annex 2, said back before it is sent, and decided by an admin.

The page is about one entry where it has an id (for who decides), else it shows the person's own and the ones that wait.
"""

from __future__ import annotations

import msgspec

from dialogs import answers, registers
from dialogs.desk import forms
from dialogs.desk.decisions import NO, YES, decision
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.fields import masked
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply, Submit
from dialogs.registers import Entry, entry
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, day_and_hour
from dialogs.words import is_no, is_yes, said

WORDS = ("/liaison", "联络员登记", "liaison")

GROUP = "group"
PLACES: tuple[Entry, ...] = (*registers.DISTRICTS, *registers.UNITS[1:])
"""The districts, the zones, and `group` for a group of enterprises, whose name is then asked."""

_FORM = (
    Blank("place", forms.name, PLACES),
    Blank("group", forms.name, with_=("place", frozenset({GROUP}))),
    Blank("name", forms.name),
    Blank("post", forms.name),
    Blank("mobile", answers.mobile),
    Blank("remark", forms.name, optional=True),
)


class LiaisonsWanted(Wanted, frozen=True, tag="liaisons_wanted"):
    """The person's own entries, and those that the person may decide."""


class LiaisonWanted(Wanted, frozen=True, tag="liaison_wanted"):
    """One entry that waits."""

    entry: str


class LiaisonSent(Wanted, frozen=True, tag="liaison_sent"):
    """An entry is to be kept; `place` is the id of a district or zone, or `group` with the name of one."""

    place: str
    group: str
    name: str
    post: str
    mobile: str
    remark: str


class LiaisonDecided(Wanted, frozen=True, tag="liaison_decided"):
    """An entry is to be confirmed or refused."""

    entry: str
    confirmed: bool


class LiaisonTableWanted(Wanted, frozen=True, tag="liaison_table_wanted"):
    """The official table of all confirmed liaisons, as a file."""


class LiaisonBrief(msgspec.Struct, frozen=True):
    """An entry in a list: whose, where, and what became of it."""

    id: str
    unit: str
    name: str
    state: str


class LiaisonsShown(DeskShown, frozen=True, tag="liaisons_shown"):
    """The person's own entries and the waiting ones; `decides` if the person is one of those who decide."""

    own: tuple[LiaisonBrief, ...]
    waiting: tuple[LiaisonBrief, ...]
    decides: bool


class LiaisonReviewed(DeskShown, frozen=True, tag="liaison_reviewed"):
    """The form said back before it is sent; the mobile number masked."""

    unit: str
    name: str
    post: str
    mobile: str
    remark: str


class LiaisonShown(DeskShown, frozen=True, tag="liaison_shown"):
    """One entry for who decides."""

    id: str
    unit: str
    name: str
    post: str
    mobile: str
    remark: str
    at: int
    others: tuple[str, ...] = ()


class LiaisonTold(DeskShown, frozen=True, tag="liaison_told"):
    """To the person, once it is decided."""

    unit: str
    confirmed: bool


class LiaisonKept(DeskTold, frozen=True, tag="liaison_kept"):
    """The entry is kept and waits for an admin."""

    unit: str


class LiaisonSettled(DeskTold, frozen=True, tag="liaison_settled"):
    """The entry is decided."""

    name: str
    unit: str
    confirmed: bool


def opened(scene: Scene, at: str) -> Turn | None:
    """A button that decides, on the page or on a notice."""
    decided = decision(at)
    return scene.at_desk("liaison").turn(LiaisonDecided(*decided)) if decided else None


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (forms.asked(scene, _FORM),)
    if desk.fields:
        return (_said_back(scene),)
    return (LiaisonWanted(desk.at),) if desk.at else (LiaisonsWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _fill(scene, inbound)
    if desk.fields:
        return _review(scene, inbound)
    if desk.at:
        return _decide(scene, inbound)
    match inbound:
        case Choose("register"):
            return forms.begun(scene, _FORM).turn()
        case Choose("table"):
            return scene.turn(LiaisonTableWanted())
    return None


def _fill(scene: Scene, inbound: AnyInbound) -> Turn | None:
    after = forms.filled(scene, _FORM, inbound)
    if isinstance(after, Scene):
        return after.turn()
    return scene.at_desk("liaison").turn() if after is None and isinstance(inbound, Back) else after


def _review(scene: Scene, inbound: AnyInbound) -> Turn | None:
    sure = True if isinstance(inbound, Submit) else said(inbound)
    if sure is None:
        return None
    return _sent(scene, scene.cursor.desk.fields) if sure else forms.begun(scene, _FORM).turn()


def _sent(scene: Scene, fields: dict[str, str]) -> Turn:
    wanted = LiaisonSent(
        fields["place"], fields.get("group", ""), fields["name"], fields["post"], fields["mobile"], fields.get("remark", "")
    )
    return scene.at_desk("liaison").turn(wanted)


def _decide(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Reply(text) if is_yes(text) or is_no(text):
            return scene.at_desk("liaison").turn(LiaisonDecided(at, is_yes(text)))
        case Back():
            return scene.at_desk("liaison").turn()
    return None


def _said_back(scene: Scene) -> LiaisonReviewed:
    fields = scene.cursor.desk.fields
    place = entry(PLACES, fields["place"])
    unit = fields.get("group", "") if fields["place"] == GROUP else (place.name(scene.cursor.language) if place else "")
    return LiaisonReviewed(unit, fields["name"], fields["post"], masked(fields["mobile"]), fields.get("remark", ""))


def _list_offers(effect: LiaisonsShown, scene: Scene) -> Rows:
    waiting = tuple((Offer(f"={brief.unit} {brief.name}", Open("liaison", brief.id)),) for brief in effect.waiting)
    table = (Offer("liaison_table", Choose("table")),) if effect.decides else ()
    return (*waiting, (Offer("liaison_register", Choose("register")), *table), (Offer("back_step", Back()),))


def _review_offers(effect: LiaisonReviewed, scene: Scene) -> Rows:
    return ((Offer("liaison_send", Choose("yes")), Offer("type_again", Choose("no"))),)


def _one_offers(effect: LiaisonShown, scene: Scene) -> Rows:
    decide = (Offer("allow", Open("liaison", effect.id + YES)), Offer("decline", Open("liaison", effect.id + NO)))
    return (decide, (Offer("back_step", Back()),))


def _told_offers(effect: LiaisonTold, scene: Scene) -> Rows:
    return ((Offer("page_desk", Open("desk")),),)


def _one_view(effect: LiaisonShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "at": day_and_hour(effect.at)}


OFFERS = {
    LiaisonsShown: _list_offers,
    LiaisonReviewed: _review_offers,
    LiaisonShown: _one_offers,
    LiaisonTold: _told_offers,
    BlankAsked: forms.offers,
}
VIEWS = {LiaisonShown: _one_view}
