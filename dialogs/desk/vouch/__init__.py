"""申请核对: applications that a third party checks for completeness and consistency: handed in, checked, returned, redeemed.

The page is about one enterprise where it has an id, else it lists. `asked` is the view, or `f.` and the fact that the reviewer reads in the
papers; `fields` keep what was read (`v.` and the fact), and while a reason is asked for what was decided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.answers import Unreadable, clean
from dialogs.desk.vouch import effects as fx
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import AnyInbound, Back, Choose, Flag, Forward, Open, Reply
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.words import is_skip

WORDS = ("/vouchers", "申请核对", "智评券", "vouchers")

FACT = "f."
"""What stands before the fact that is asked."""

READ = "v."
"""What stands before a fact that was read in the papers, among the fields."""

RESULT, WHY = "result", "why"
LONGEST_REASON = 300
"""Characters of a reason that the enterprise reads."""

_OF_CONTACTS = frozenset({"hand_in", "take_back"})
"""What is done where the page is about no enterprise as well: contacts who open it by its word have their own before them."""

_REASONED = {"return": "returned", "refuse": "refused"}
_AT_ONCE = {"pass": "checked", "redeem": "redeemed"}


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    return (fx.VouchWanted(desk.at, desk.asked, dict(desk.fields)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if desk.asked.startswith(FACT):
        return _read(scene, inbound)
    match inbound:
        case Reply(text) if desk.asked == WHY:
            return _reasoned(scene, text)
        case Choose(key) if desk.at or key.partition(":")[0] in _OF_CONTACTS:
            return _chosen(scene, key)
        case Back() if desk.asked == WHY:
            return scene.at_desk("vouch", desk.at, RESULT if read_in(desk.fields) else "", **read_in(desk.fields)).turn()
        case Back() if desk.asked:
            return scene.at_desk("vouch", desk.at).turn()
        case Back() if desk.at:
            return scene.at_desk("vouch").turn()
    return None


def read_in(fields: dict[str, str]) -> dict[str, str]:
    """What was read in the papers so far, and nothing else."""
    return {field: value for field, value in fields.items() if field.startswith(READ)}


def _chosen(scene: Scene, key: str) -> Turn | None:
    desk = scene.cursor.desk
    what, _, seen = key.partition(":")
    match what:
        case "hand_in" | "take_back":
            return scene.turn(fx.VouchHandedIn(desk.at, what == "take_back"))
        case "check":
            return scene.at_desk("vouch", desk.at, FACT).turn()
        case "return" | "refuse":
            return scene.at_desk("vouch", desk.at, WHY, **read_in(desk.fields), decision=_REASONED[what], seen=seen).turn()
        case "pass" | "redeem":
            return scene.turn(fx.VouchDecided(desk.at, _AT_ONCE[what], seen, read_in(desk.fields)))
    return None


def _reasoned(scene: Scene, text: str) -> Turn:
    desk = scene.cursor.desk
    try:
        reason = clean(text, LONGEST_REASON)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    fields = desk.fields
    return scene.turn(fx.VouchDecided(desk.at, fields.get("decision", ""), fields.get("seen", ""), read_in(fields), reason))


def _read(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose("none") | Flag() | Forward():
            return _stated(scene)
        case Choose("yes" | "no" as key):
            return _stated(scene, key=key)
        case Choose(key) if key.startswith("v:"):
            return _stated(scene, key=key.removeprefix("v:"))
        case Reply(text):
            return _stated(scene) if is_skip(text) else _stated(scene, text=text)
        case Back():
            return _before(scene)
    return None


def _stated(scene: Scene, text: str = "", key: str = "") -> Turn:
    desk = scene.cursor.desk
    return scene.turn(fx.VouchStated(desk.at, desk.asked.removeprefix(FACT), read_in(desk.fields), text, key))


def _before(scene: Scene) -> Turn:
    """To the fact before; from the first one to the application."""
    desk = scene.cursor.desk
    read = read_in(desk.fields)
    if not read:
        return scene.at_desk("vouch", desk.at).turn()
    last = list(read)[-1]
    return scene.at_desk("vouch", desk.at, FACT + last.removeprefix(READ), **{field: read[field] for field in read if field != last}).turn()


# -- choices ---------------------------------------------------------------------------------------------------------------

_BACK: tuple[Offer, ...] = (Offer("back_step", Back()),)


def _list_offers(effect: fx.VouchersShown, scene: Scene) -> Rows:
    return (*in_rows(tuple(by_number(place, Open("vouch", row.id)) for place, row in enumerate(effect.rows, 1)), 5), _BACK)


def _one_offers(effect: fx.VouchShown, scene: Scene) -> Rows:
    acts = tuple(Offer(f"vouch_{act}", Choose(f"{act}:{effect.seen}")) for act in effect.acts)
    return (*in_rows(acts, 2), _BACK)


def _asked_offers(effect: fx.VouchAsked, scene: Scene) -> Rows:
    listed = tuple(Offer(f"={name}", Choose(f"v:{key}")) for key, name in effect.rows)
    flag = ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),) if effect.kind == "flag" else ()
    return (*flag, *in_rows(listed, 2), (Offer("vouch_none", Choose("none")), *_BACK))


def _compared_offers(effect: fx.VouchCompared, scene: Scene) -> Rows:
    good = (Offer("vouch_pass", Choose(f"pass:{effect.seen}")),) if not effect.faults else ()
    return ((*good, Offer("vouch_return", Choose(f"return:{effect.seen}"))), (Offer("vouch_again", Choose("check")), *_BACK))


def _why_offers(effect: fx.VouchWhyAsked, scene: Scene) -> Rows:
    return (_BACK,)


def _moved_offers(effect: fx.VouchMoved, scene: Scene) -> Rows:
    return ((Offer("vouch_look", Open("vouch", effect.id)),),)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    fx.VouchersShown: _list_offers,
    fx.VouchShown: _one_offers,
    fx.VouchAsked: _asked_offers,
    fx.VouchCompared: _compared_offers,
    fx.VouchWhyAsked: _why_offers,
    fx.VouchMoved: _moved_offers,
}
VIEWS: dict[type[DeskShown], object] = {}
