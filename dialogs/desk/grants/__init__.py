"""授权: who holds which role where; an admin gives and takes roles, each said back and confirmed before it takes effect.

Steps of giving: the role, the unit (found by name), the person: a confirmed liaison by name, a Telegram number, or whoever opens a link.
The page is about a role or a person where it has the name of one.
"""

from __future__ import annotations

import msgspec

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.desk.grants.effects import (
    GrantHoldersShown,
    GrantReviewed,
    GrantsShown,
    GrantsWanted,
    GrantUnitsShown,
    GrantWanted,
    HolderSought,
    RoleGiven,
    RoleMoved,
    RoleWithdrawn,
    UnitsSought,
)
from dialogs.effects import Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.limits import day_of
from dialogs.registers import Entry
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context
from dialogs.words import said

WORDS = ("/grants", "授权", "grants")

ROLES: tuple[Entry, ...] = (
    Entry("admin", "管理员", "Admin"),
    Entry("staff", "工作人员", "Staff"),
    Entry("city", "市级", "City"),
    Entry("liaison", "联络员", "Liaison"),
    Entry("provider", "服务商", "Service provider"),
    Entry("reviewer", "质量监督", "Reviewer"),
)
_CITY_ONLY = frozenset({"admin", "city"})
_NAMES = frozenset(role.id for role in ROLES)
CITY = "shanghai"

_ROLE = (Blank("role", forms.name, ROLES),)
UNIT, WHO, LABEL, GIVE, TAKE = "unit", "who", "label", "give", "take"
"""What the page asks about: where the role is to be held, by whom, whom a link is for, and the yes before giving or taking."""


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    fields = desk.fields
    match desk.asked:
        case "role":
            return (forms.asked(scene, _ROLE),)
        case "unit":
            return (UnitsSought(fields.get("role", ""), fields.get("text", "")),)
        case "who":
            return (HolderSought(fields.get("role", ""), fields.get("unit", ""), fields.get("text", "")),)
        case "label":
            return (BlankAsked("grants", LABEL),)
        case "give" | "take":
            return (GrantWanted(**fields, taken=desk.asked == TAKE),)
        case _:
            return (GrantsWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match scene.cursor.desk.asked:
        case "role":
            return _role(scene, inbound)
        case "unit":
            return _unit(scene, inbound)
        case "who":
            return _who(scene, inbound)
        case "label":
            return _label(scene, inbound)
        case "give" | "take":
            return _sure(scene, inbound)
        case _:
            return _front(scene, inbound)


def _front(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("give") if not at:
            return forms.begun(scene, _ROLE).turn()
        case Choose(key) if at and at not in _NAMES and "." in key:
            role, unit = key.split(".", 1)
            return _asking(scene, TAKE, role=role, unit=unit, person=at)
        case Back() if at:
            return scene.at_desk("grants").turn()
    return None


def _asking(scene: Scene, asked: str, **fields: str) -> Turn:
    return scene.at_desk("grants", scene.cursor.desk.at, asked, **fields).turn()


def _role(scene: Scene, inbound: AnyInbound) -> Turn | None:
    after = forms.filled(scene, _ROLE, inbound)
    if not isinstance(after, Scene):
        return scene.at_desk("grants").turn() if after is None and isinstance(inbound, Back) else after
    role = after.cursor.desk.fields["role"]
    return _asking(scene, WHO, role=role, unit=CITY) if role in _CITY_ONLY else _asking(scene, UNIT, role=role)


def _unit(scene: Scene, inbound: AnyInbound) -> Turn | None:
    role = scene.cursor.desk.fields["role"]
    match inbound:
        case Choose(unit):
            return _asking(scene, WHO, role=role, unit=unit)
        case Reply(text):
            return _sought(scene, UNIT, text)
        case Back() if "text" in scene.cursor.desk.fields:
            return _asking(scene, UNIT, role=role)
        case Back():
            return forms.begun(scene, _ROLE).turn()
    return None


def _who(scene: Scene, inbound: AnyInbound) -> Turn | None:
    fields = scene.cursor.desk.fields
    place = {"role": fields["role"], "unit": fields["unit"]}
    match inbound:
        case Choose("link"):
            return _asking(scene, LABEL, **place)
        case Choose(person):
            return _asking(scene, GIVE, **place, person=person)
        case Reply(text) if _telegram(text):
            return _asking(scene, GIVE, **place, telegram=_telegram(text))
        case Reply(text):
            return _sought(scene, WHO, text)
        case Back() if "text" in fields:
            return _asking(scene, WHO, **place)
        case Back():
            return forms.begun(scene, _ROLE).turn()
    return None


def _telegram(text: str) -> str:
    """The number of a Telegram account, if the text is one."""
    plain = answers.folded(text)
    return str(int(plain)) if plain.isdecimal() and 5 <= len(plain) <= 15 and int(plain) else ""


def _sought(scene: Scene, asked: str, text: str) -> Turn:
    fields = scene.cursor.desk.fields
    try:
        wanted = forms.name(text)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    return _asking(scene, asked, **{**fields, "text": wanted})


def _label(scene: Scene, inbound: AnyInbound) -> Turn | None:
    fields = scene.cursor.desk.fields
    place = {"role": fields["role"], "unit": fields["unit"]}
    match inbound:
        case Reply(text):
            try:
                return _asking(scene, GIVE, **place, label=forms.name(text))
            except Unreadable as unreadable:
                return refused(scene, unreadable.code, unreadable.value)
        case Back():
            return _asking(scene, WHO, **place)
    return None


def _sure(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """Nothing is given or taken before a yes."""
    sure = said(inbound)
    if sure is None:
        return None
    return _done(scene) if sure else _left(scene)


def _left(scene: Scene) -> Turn:
    desk = scene.cursor.desk
    return scene.at_desk("grants", desk.at if desk.asked == TAKE else "").turn()


def _done(scene: Scene) -> Turn:
    desk = scene.cursor.desk
    wish: Wanted = RoleWithdrawn(**desk.fields) if desk.asked == TAKE else RoleGiven(**desk.fields)
    return scene.at_desk("grants").turn(wish)


def _list_offers(effect: GrantsShown, scene: Scene) -> Rows:
    language = scene.cursor.language
    counts = tuple(Offer(f"={role.name(language)}", Open("grants", role.id)) for role in ROLES if role.id in dict(effect.counts))
    holders = _holders(effect) if effect.role else {}
    persons = tuple(by_number(place, Open("grants", person), name) for place, (person, name) in enumerate(holders.items(), 1))
    taken = tuple((Offer("take_role", Choose(f"{one.role}.{one.unit}")),) for one in effect.holdings[:1] if effect.person)
    several = (
        tuple((Offer(f"=✕ {place}", Choose(f"{one.role}.{one.unit}"), place),) for place, one in enumerate(effect.holdings, 1))
        if effect.person and len(effect.holdings) > 1
        else taken
    )
    give = (Offer("give_role", Choose("give")),) if not effect.role and not effect.person else ()
    return (*in_rows(counts, 3), *in_rows(persons, 2), *several, (*give, Offer("back_step", Back())))


def _holders(effect: GrantsShown) -> dict[str, str]:
    """The persons of a list and their names, each once: the list and its buttons number them alike."""
    return {one.person: one.name for one in effect.holdings}


def _unit_offers(effect: GrantUnitsShown, scene: Scene) -> Rows:
    return (*((Offer(f"={name}", Choose(unit)),) for unit, name in effect.found), (Offer("back_step", Back()),))


def _holder_offers(effect: GrantHoldersShown, scene: Scene) -> Rows:
    found = tuple((Offer(f"={name}（{unit}）", Choose(person)),) for person, name, unit in effect.found)
    return (*found, (Offer("role_link", Choose("link")), Offer("back_step", Back())))


def _review_offers(effect: GrantReviewed, scene: Scene) -> Rows:
    return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)


def _moved_offers(effect: RoleMoved, scene: Scene) -> Rows:
    return ((Offer("page_desk", Open("desk")),),)


def _list_view(effect: GrantsShown, scene: Scene) -> Context:
    held = [{**msgspec.structs.asdict(one), "since": day_of(one.since).isoformat()} for one in effect.holdings]
    persons = [{"name": name, "held": [one for one in held if one["person"] == person]} for person, name in _holders(effect).items()]
    return {**msgspec.structs.asdict(effect), "holdings": held, "persons": persons}


OFFERS = {
    GrantsShown: _list_offers,
    GrantUnitsShown: _unit_offers,
    GrantHoldersShown: _holder_offers,
    GrantReviewed: _review_offers,
    RoleMoved: _moved_offers,
    BlankAsked: forms.offers,
}
VIEWS = {GrantsShown: _list_view}
