"""How far the enterprises of a unit are (状态): at a glance, told apart by one thing, as a list; narrower with each step.

The cursor keeps what was chosen: `asked` is the view, `fields` what the enterprises have in common and where a long list goes on.
"""

from __future__ import annotations

import msgspec

from dialogs.desk.ent import ONWARD
from dialogs.desk.figures import PAGE, chosen, line_view, numbered, percent, reached
from dialogs.desk.standing import (
    APART,
    NARROWING,
    ApartShown,
    ListFileWanted,
    ListShown,
    NudgeAllAsked,
    NudgeAllWanted,
    Nudged,
    StandingShown,
    StandingWanted,
    Target,
    UnitsShown,
)
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows, in_rows
from dialogs.views.common import Context, bar
from dialogs.words import said

WORDS = ("/status", "状态", "status")


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    return (StandingWanted(desk.at, desk.asked, dict(desk.fields)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    match inbound:
        case Choose(key):
            return _chosen(scene, key)
        case Reply() if desk.asked == "nudge":
            sure = said(inbound)
            return None if sure is None else _done(scene, "yes" if sure else "no")
        case Back() if desk.asked == "nudge":
            return _at(scene, "list", desk.fields).turn()
        case Back() if desk.asked:
            return _at(scene, "", _without(desk.fields, {"by", "from", "after", "seen", "stage", "level", "idle"})).turn()
        case Back() if desk.fields:
            return _at(scene, "", _without(desk.fields, {list(desk.fields)[-1]})).turn()
        case Back() if desk.at:
            return scene.at_desk("status").turn()
    return None


def _chosen(scene: Scene, key: str) -> Turn | None:
    desk = scene.cursor.desk
    what, _, value = key.partition(":")
    match what:
        case "by" if value in APART and value not in desk.fields:
            return _at(scene, "by", {**desk.fields, "by": value}).turn()
        case "from" if desk.asked == "by" and value.isdecimal():
            return _at(scene, "by", {**desk.fields, "from": value}).turn()
        case "in" if desk.asked == "by" and value:
            return _at(scene, "", {**_without(desk.fields, {"by", "from"}), desk.fields["by"]: value}).turn()
        case "list":
            return _at(scene, "list", desk.fields).turn()
        case "stage" | "level" | "idle" if not desk.asked:
            return _at(scene, "list", {**desk.fields, what: value}).turn()
        case "after" if desk.asked == "list":
            seen = int(desk.fields.get("seen", "0")) + PAGE
            return _at(scene, "list", {**desk.fields, "after": value, "seen": str(seen)}).turn()
    return _done(scene, key)


def _done(scene: Scene, key: str) -> Turn | None:
    desk = scene.cursor.desk
    narrowed = {field: value for field, value in desk.fields.items() if field in NARROWING}
    match desk.asked, key:
        case "list", "nudge":
            return _at(scene, "nudge", narrowed).turn()
        case "list", "export":
            return scene.turn(ListFileWanted(desk.at, narrowed))
        case "nudge", "yes":
            return _at(scene, "list", narrowed).turn(NudgeAllWanted(desk.at, narrowed))
        case "nudge", "no":
            return _at(scene, "list", narrowed).turn()
    return None


def _at(scene: Scene, view: str, fields: dict[str, str]) -> Scene:
    return scene.at_desk("status", scene.cursor.desk.at, view, **fields)


def _without(fields: dict[str, str], left_out: set[str]) -> dict[str, str]:
    return {field: value for field, value in fields.items() if field not in left_out}


# -- choices ---------------------------------------------------------------------------------------------------------

_BACK: tuple[Offer, ...] = (Offer("back_step", Back()),)


def _unit_offers(effect: UnitsShown, scene: Scene) -> Rows:
    units = tuple(Offer(f"={unit.name}", Open("status", unit.id)) for unit in effect.units)
    city = ((Offer("page_city", Open("city")),),) if effect.city else ()
    return (*city, *in_rows(units, 3), (Offer("page_find", Open("find")), *_BACK))


def _glance_offers(effect: StandingShown, scene: Scene) -> Rows:
    counted = {"not_started": effect.not_started, "in_progress": effect.in_progress, "finished": effect.finished}
    stages = tuple(Offer(f"list_{stage}", Choose(f"stage:{stage}")) for stage, number in counted.items() if number)
    idle = (Offer("list_idle", Choose("idle:1")),) if effect.idle else ()
    lists = (Offer("list_all", Choose("list")), *idle) if effect.registered else ()
    apart = tuple(Offer(f"by_{by}", Choose(f"by:{by}")) for by in effect.apart)
    rows = (stages, lists, *in_rows(apart, 3), (Offer("page_find", Open("find")), *_BACK))
    return tuple(row for row in rows if row)


def _apart_offers(effect: ApartShown, scene: Scene) -> Rows:
    more = ((Offer("more_rows", Choose(f"from:{effect.more}")),),) if effect.more else ()
    return (*chosen([(f"in:{row.key}", row.name) for row in effect.rows if row.key]), *more, _BACK)


def _list_offers(effect: ListShown, scene: Scene) -> Rows:
    more = (Offer("more_rows", Choose(f"after:{effect.after}")),) if effect.after else ()
    nudge = (Offer("nudge_all", Choose("nudge")),) if effect.nudges else ()
    export = (Offer("list_file", Choose("export")),) if effect.exports else ()
    rows = (*numbered(effect.lines, effect.first), more, (*nudge, *export), _BACK)
    return tuple(row for row in rows if row)


def _nudge_offers(effect: NudgeAllAsked, scene: Scene) -> Rows:
    return ((Offer("nudge_yes", Choose("yes")), Offer("nudge_no", Choose("no"))),) if effect.enterprises else (_BACK,)


def _nudged_offers(effect: Nudged, scene: Scene) -> Rows:
    return ((Offer("nudge_go_on", Open("ent", effect.enterprise + ONWARD)),),)


OFFERS = {
    UnitsShown: _unit_offers,
    StandingShown: _glance_offers,
    ApartShown: _apart_offers,
    ListShown: _list_offers,
    NudgeAllAsked: _nudge_offers,
    Nudged: _nudged_offers,
}


# -- what the templates say ------------------------------------------------------------------------------------------


def _glance(effect: StandingShown, scene: Scene) -> Context:
    target = effect.target
    return {
        **msgspec.structs.asdict(effect),
        "registered": effect.registered,
        "bar": bar(effect.finished, effect.registered or 1),
        "percent": percent(effect.finished, effect.registered),
        "levels": [{"name": reached(scene, level), "number": number} for level, number in effect.levels],
        "longest": [line_view(scene, line) for line in effect.longest],
        "target": {**msgspec.structs.asdict(target), "weekly": target.weekly, "percent": _share(target)} if target else None,
    }


def _share(target: Target) -> int:
    return percent(target.done, target.number or 0)


def _list(effect: ListShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "lines": [line_view(scene, line) for line in effect.lines]}


def _apart(effect: ApartShown, scene: Scene) -> Context:
    rows = [{**msgspec.structs.asdict(row), "percent": percent(row.finished, row.registered)} for row in effect.rows]
    return {**msgspec.structs.asdict(effect), "rows": rows}


def _nudged(effect: Nudged, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "percent": percent(effect.answered, effect.of)}


VIEWS = {StandingShown: _glance, ListShown: _list, ApartShown: _apart, Nudged: _nudged}
