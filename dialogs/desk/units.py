"""单位: the streets, parks, groups, providers and agencies that enterprises belong to; an admin adds a missing one (平台无企业所在地区).

The city, its districts and zones are given. A unit stays once it was added, so it is said back before; a name that is nearly one of those
there is asked about.
"""

from __future__ import annotations

import msgspec

from dialogs import registers
from dialogs.desk import forms
from dialogs.desk.forms import Blank, BlankAsked
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open, Submit
from dialogs.registers import Entry
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context
from dialogs.words import said

WORDS = ("/units", "单位", "units")

KINDS: tuple[Entry, ...] = (
    Entry("zone", "功能区、管委会", "Zone"),
    Entry("street", "街道、镇", "Street or town"),
    Entry("park", "园区", "Park"),
    Entry("group", "企业集团", "Group"),
    Entry("provider", "服务商", "Service provider"),
    Entry("agency", "质量监督机构", "Supervision agency"),
)
IN_A_DISTRICT = frozenset({"street", "park"})

_FORM = (
    Blank("kind", forms.name, KINDS),
    Blank("district", forms.name, registers.DISTRICTS, with_=("kind", IN_A_DISTRICT)),
    Blank("name", forms.name),
)


class UnitsWanted(Wanted, frozen=True, tag="units_wanted"):
    """How many units there are of each kind, or (with a kind) which."""

    kind: str = ""


class UnitAdded(Wanted, frozen=True, tag="unit_added"):
    """A unit is to be added; `sure` after it was said back, or its likeness to another was asked about."""

    kind: str
    district: str
    name: str
    sure: bool = False


class UnitKindRow(msgspec.Struct, frozen=True):
    """How many units of a kind there are."""

    kind: str
    number: int


class UnitsShown(DeskShown, frozen=True, tag="units_shown"):
    """The kinds with their numbers, or the names of one kind (with their districts); `of` is how many there are of it in all."""

    kinds: tuple[UnitKindRow, ...] = ()
    kind: str = ""
    names: tuple[tuple[str, str], ...] = ()
    of: int = 0


class UnitDoubted(DeskShown, frozen=True, tag="unit_doubted"):
    """A new name said back before it is added; where it is nearly one that is there: is it meant to be another unit?"""

    name: str
    alike: tuple[str, ...]
    kind: str
    district: str = ""


class UnitKept(DeskTold, frozen=True, tag="unit_kept"):
    """The unit is there, added now or before."""

    name: str
    fresh: bool


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if desk.asked:
        return (forms.asked(scene, _FORM),)
    return (_addition(scene, sure=False),) if desk.fields else (UnitsWanted(desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked:
        return _fill(scene, inbound)
    match inbound:
        case Choose("add"):
            return forms.begun(scene, _FORM).turn()
        case Submit() if desk.fields:
            return scene.at_desk("units").turn(_addition(scene, sure=True))
        case Back() if desk.at:
            return scene.at_desk("units").turn()
    sure = said(inbound) if desk.fields else None
    if sure is None:
        return None
    return scene.at_desk("units").turn(_addition(scene, sure=True)) if sure else scene.at_desk("units").turn()


def _fill(scene: Scene, inbound: AnyInbound) -> Turn | None:
    after = forms.filled(scene, _FORM, inbound)
    if isinstance(after, Scene):
        return after.turn()
    return scene.at_desk("units").turn() if after is None and isinstance(inbound, Back) else after


def _addition(scene: Scene, *, sure: bool) -> UnitAdded:
    fields = scene.cursor.desk.fields
    return UnitAdded(fields["kind"], fields.get("district", ""), fields["name"], sure)


def _list_offers(effect: UnitsShown, scene: Scene) -> Rows:
    language = scene.cursor.language
    kinds = tuple(Offer(f"={kind.name(language)}", Open("units", kind.id)) for kind in KINDS) if not effect.kind else ()
    return (
        *in_rows(kinds, 2),
        (Offer("add_unit", Choose("add")), Offer("back_step", Back())),
    )


def _doubted_offers(effect: UnitDoubted, scene: Scene) -> Rows:
    return ((Offer("unit_is_another" if effect.alike else "unit_is_meant", Choose("yes")), Offer("unit_is_not", Choose("no"))),)


def _doubted_view(effect: UnitDoubted, scene: Scene) -> Context:
    kind = registers.entry(KINDS, effect.kind)
    return {**msgspec.structs.asdict(effect), "kind": kind.name(scene.cursor.language) if kind else ""}


OFFERS = {UnitsShown: _list_offers, UnitDoubted: _doubted_offers, BlankAsked: forms.offers}
VIEWS = {UnitDoubted: _doubted_view}
