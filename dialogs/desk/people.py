"""The contacts of an enterprise: who, since when, which is the first; the first one or the liaison removes and passes on, anyone may leave.

The page is about an enterprise; the form's field names what is to be done with `fields["person"]`, and waits for a yes.
"""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.limits import day_of
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context
from dialogs.words import said

WORDS = ("/people", "联系人管理", "people")

ONE, REMOVE, FIRST, LEAVE = "one", "remove", "first", "leave"
"""What the page asks about: one person and what is to become of that one, or the own leaving."""

_SURE = (REMOVE, FIRST, LEAVE)


class PeopleWanted(Wanted, frozen=True, tag="people_wanted"):
    """The contacts of this enterprise; of the person's own one where none is named."""

    enterprise: str


class PersonWanted(Wanted, frozen=True, tag="person_wanted"):
    """One contact; `asked` is what is about to be done, and waits for a yes."""

    enterprise: str
    person: str
    asked: str


class PersonRemoved(Wanted, frozen=True, tag="person_removed"):
    """A contact is to be one no longer."""

    enterprise: str
    person: str


class FirstPassed(Wanted, frozen=True, tag="first_passed"):
    """This contact is to be the first one."""

    enterprise: str
    person: str


class EnterpriseLeft(Wanted, frozen=True, tag="enterprise_left"):
    """The person is to be a contact no longer."""

    enterprise: str


class Colleague(msgspec.Struct, frozen=True):
    """A contact in the list; the time is UTC milliseconds."""

    id: str
    name: str
    post: str
    since: int
    first: bool = False
    you: bool = False


class PeopleShown(DeskShown, frozen=True, tag="people_shown"):
    """The contacts of an enterprise; `manages` if this person may invite, remove and pass on."""

    enterprise: str
    name: str
    people: tuple[Colleague, ...]
    manages: bool = False
    belongs: bool = False


class PersonShown(DeskShown, frozen=True, tag="person_shown"):
    """One contact and what can be done, or what is about to be done. `alone`: nobody would be left."""

    enterprise_name: str
    person: Colleague
    asked: str
    alone: bool = False


class Outplaced(DeskShown, frozen=True, tag="outplaced"):
    """To a person who is no longer a contact of this enterprise."""

    name: str


class FirstNow(DeskShown, frozen=True, tag="first_now"):
    """To a person who is now the first contact."""

    enterprise: str
    name: str


class PersonGone(DeskTold, frozen=True, tag="person_gone"):
    """This person is a contact no longer."""

    name: str


class FirstMoved(DeskTold, frozen=True, tag="first_moved"):
    """This person is the first contact now."""

    name: str


class LeftNow(DeskTold, frozen=True, tag="left_now"):
    """The person left the enterprise."""

    name: str


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (PersonWanted(desk.at, desk.fields.get("person", ""), desk.asked),)
    return (PeopleWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked in _SURE:
        return _sure(scene, inbound)
    match inbound:
        case Choose("leave") if not desk.asked:
            return scene.at_desk("people", desk.at, LEAVE, person=scene.cursor.person).turn()
        case Choose(person) if not desk.asked:
            return scene.at_desk("people", desk.at, ONE, person=person).turn()
        case Choose("remove" | "first" as what):
            return scene.at_desk("people", desk.at, what, **desk.fields).turn()
        case Back() if desk.asked:
            return scene.at_desk("people", desk.at).turn()
    return None


def _sure(scene: Scene, inbound: AnyInbound) -> Turn | None:
    """Nothing is done before a yes."""
    sure = said(inbound)
    if sure is None:
        return None
    return _done(scene) if sure else scene.at_desk("people", scene.cursor.desk.at).turn()


def _done(scene: Scene) -> Turn:
    desk = scene.cursor.desk
    back = scene.at_desk("people", desk.at)
    person = desk.fields.get("person", "")
    match desk.asked:
        case "remove":
            return back.turn(PersonRemoved(desk.at, person))
        case "first":
            return back.turn(FirstPassed(desk.at, person))
        case _:
            return back.turn(EnterpriseLeft(desk.at))


def _list_offers(effect: PeopleShown, scene: Scene) -> Rows:
    others = [(place, one) for place, one in enumerate(effect.people, 1) if effect.manages and not one.you]
    found = tuple(by_number(place, Choose(one.id), one.name) for place, one in others)
    invite = (Offer("page_invite", Open("invite", effect.enterprise)),) if effect.manages else ()
    leave = (Offer("leave_enterprise", Choose("leave")),) if effect.belongs else ()
    return (*in_rows(found, 2), (*invite, *leave), (Offer("back_step", Back()),))


def _one_offers(effect: PersonShown, scene: Scene) -> Rows:
    if effect.asked in _SURE:
        return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)
    first = () if effect.person.first else (Offer("make_first", Choose(FIRST)),)
    return ((*first, Offer("remove_person", Choose(REMOVE))), (Offer("back_step", Back()),))


def _first_offers(effect: FirstNow, scene: Scene) -> Rows:
    return ((Offer("page_people", Open("people", effect.enterprise)),),)


def _gone_offers(effect: Outplaced, scene: Scene) -> Rows:
    return ((Offer("page_mine", Open("mine")),),)


def _list_view(effect: PeopleShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "people": [_colleague(one) for one in effect.people]}


def _one_view(effect: PersonShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "person": _colleague(effect.person)}


def _colleague(one: Colleague) -> Context:
    return {**msgspec.structs.asdict(one), "since": day_of(one.since).isoformat()}


OFFERS = {PeopleShown: _list_offers, PersonShown: _one_offers, FirstNow: _first_offers, Outplaced: _gone_offers}
VIEWS = {PeopleShown: _list_view, PersonShown: _one_view}
