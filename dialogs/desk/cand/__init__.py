"""申报候选: which enterprises of a unit may apply for a programme, what the others lack, and the unit's ranked list.

The page is about a unit. `asked` is the view; `fields` keep the programme, the outcome that is listed and where a long list goes on, the
enterprise (`who`) and, while a reason is asked for, the change (`act`) with the list that was seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs.answers import Unreadable, clean
from dialogs.desk.cand import effects as fx
from dialogs.desk.figures import PAGE, chosen
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import AnyInbound, Back, Choose, Open, Reply
from dialogs.scene import Scene, Screen, Turn, refused
from dialogs.screens import Offer, Rows, by_number, in_rows

WORDS = ("/candidates", "申报候选", "候选", "candidates")

LIST, ONE, RANK, WHY = "list", "one", "rank", "why"
OUTCOMES = ("eligible", "not_yet", "not_eligible")
MOVES = ("up", "down", "out")
LONGEST_REASON = 200
"""Characters of a reason for a change by hand."""


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    return (fx.CandWanted(desk.at, desk.asked, dict(desk.fields)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    match inbound:
        case Reply(text) if desk.asked == WHY:
            return _reasoned(scene, text)
        case Choose(key):
            return _chosen(scene, key)
        case Back():
            return _back(scene)
    return None


def _chosen(scene: Scene, key: str) -> Turn | None:
    desk = scene.cursor.desk
    what, _, value = key.partition(":")
    match what:
        case "p" if not desk.asked and value:
            return _at(scene, "", programme=value).turn()
        case "o" if not desk.asked and value in OUTCOMES:
            return _at(scene, LIST, **_programme(scene), outcome=value).turn()
        case "after" if desk.asked == LIST and value:
            seen = int(desk.fields.get("seen", "0")) + PAGE
            return _at(scene, LIST, **{**desk.fields, "after": value, "seen": str(seen)}).turn()
        case "e" if desk.asked in {LIST, RANK} and value:
            return _at(scene, ONE, **{**desk.fields, "who": value, "from": desk.asked}).turn()
        case "rank" if desk.fields.get("programme"):
            return _at(scene, RANK, **_programme(scene)).turn()
        case "add" if desk.asked == ONE:
            return _ranked(scene, "add", value)
        case "fill" if desk.asked == RANK:
            return _ranked(scene, "fill", value)
        case "up" | "down" | "out" if desk.asked == ONE:
            return _at(scene, WHY, **{**desk.fields, "act": what, "list": value}).turn()
        case "file" if desk.asked == RANK:
            return scene.turn(fx.CandFileWanted(desk.at, desk.fields.get("programme", "")))
    return None


def _reasoned(scene: Scene, text: str) -> Turn:
    fields = scene.cursor.desk.fields
    try:
        reason = clean(text, LONGEST_REASON)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    return _ranked(_at(scene, RANK, **_programme(scene)), fields["act"], fields["list"], fields["who"], reason)


def _ranked(scene: Scene, act: str, seen: str, who: str = "", reason: str = "") -> Turn:
    fields = scene.cursor.desk.fields
    wish = fx.CandRanked(scene.cursor.desk.at, fields.get("programme", ""), act, seen, who or fields.get("who", ""), reason)
    return scene.turn(wish)


def _back(scene: Scene) -> Turn | None:
    desk = scene.cursor.desk
    match desk.asked:
        case "why":
            return _at(scene, ONE, **_without(desk.fields, "act", "list")).turn()
        case "one":
            return _at(scene, desk.fields.get("from", LIST), **_without(desk.fields, "who", "from")).turn()
        case "list" | "rank":
            return _at(scene, "", **_programme(scene)).turn()
    if desk.fields:
        return _at(scene, "").turn()
    return scene.at_desk("cand").turn() if desk.at else None


def _at(scene: Scene, view: str, **fields: str) -> Scene:
    return scene.at_desk("cand", scene.cursor.desk.at, view, **fields)


def _programme(scene: Scene) -> dict[str, str]:
    programme = scene.cursor.desk.fields.get("programme", "")
    return {"programme": programme} if programme else {}


def _without(fields: dict[str, str], *left_out: str) -> dict[str, str]:
    return {field: value for field, value in fields.items() if field not in left_out}


# -- choices ---------------------------------------------------------------------------------------------------------------

_BACK: tuple[Offer, ...] = (Offer("back_step", Back()),)


def _unit_offers(effect: fx.CandUnitsShown, scene: Scene) -> Rows:
    return (*in_rows(tuple(Offer(f"={unit.name}", Open("cand", unit.id)) for unit in effect.units), 3), _BACK)


def _programme_offers(effect: fx.CandProgrammesShown, scene: Scene) -> Rows:
    return (*chosen([(f"p:{row.id}", row.short) for row in effect.rows]), _BACK)


def _glance_offers(effect: fx.CandShown, scene: Scene) -> Rows:
    counts = msgspec.structs.asdict(effect.counts)
    kind = "duty" if effect.counts.duty else "cand"
    lists = tuple(Offer(f"{kind}_{outcome}", Choose(f"o:{outcome}")) for outcome in OUTCOMES if counts[outcome])
    rank = ((Offer("cand_rank", Choose("rank")),),) if effect.ranks else ()
    return (*in_rows(lists, 2), *rank, _BACK)


def _numbered(ids: list[str], first: int = 1) -> Rows:
    return in_rows(tuple(by_number(place, Choose(f"e:{one}")) for place, one in enumerate(ids, first)), 5)


def _list_offers(effect: fx.CandListShown, scene: Scene) -> Rows:
    more = ((Offer("more_rows", Choose(f"after:{effect.after}")),),) if effect.after else ()
    return (*_numbered([line.id for line in effect.lines], effect.first), *more, _BACK)


def _one_offers(effect: fx.CandOneShown, scene: Scene) -> Rows:
    application = (Offer("vouch_look", Open("vouch", effect.id)),) if effect.checked else ()
    look = (Offer("cand_look", Open("ent", effect.id)), *application)
    if not effect.ranks:
        return (look, _BACK)
    if not effect.place:
        add = (Offer("rank_add", Choose(f"add:{effect.seen}")),) if effect.outcome != "not_eligible" else ()
        return ((*add, *look), (Offer("cand_rank", Choose("rank")), *_BACK))
    up = (Offer("rank_up", Choose(f"up:{effect.seen}")),) if effect.place > 1 else ()
    down = (Offer("rank_down", Choose(f"down:{effect.seen}")),) if effect.place < effect.of else ()
    return ((*up, *down, Offer("rank_out", Choose(f"out:{effect.seen}"))), (Offer("cand_rank", Choose("rank")), *look), _BACK)


def _rank_offers(effect: fx.RankShown, scene: Scene) -> Rows:
    fill = ((Offer("rank_fill", Choose(f"fill:{effect.seen}")),),) if effect.changes and not effect.rows and effect.eligible else ()
    file = ((Offer("rank_file", Choose("file")),),) if effect.exports else ()
    return (*_numbered([row.id for row in effect.rows]), *fill, *file, _BACK)


def _why_offers(effect: fx.RankWhyAsked, scene: Scene) -> Rows:
    return (_BACK,)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    fx.CandUnitsShown: _unit_offers,
    fx.CandProgrammesShown: _programme_offers,
    fx.CandShown: _glance_offers,
    fx.CandListShown: _list_offers,
    fx.CandOneShown: _one_offers,
    fx.RankShown: _rank_offers,
    fx.RankWhyAsked: _why_offers,
}

VIEWS: dict[type[DeskShown], object] = {}
