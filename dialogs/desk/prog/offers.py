"""Which choices the screens of programmes offer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.desk.prog.effects import (
    FactAsked,
    KnownShown,
    MetShown,
    ProgrammeShown,
    ProgrammesShown,
    VerdictsShown,
    VerdictsTurned,
    WayShown,
)
from dialogs.effects import Effect
from dialogs.inbound import Back, Choose, Home, Open
from dialogs.scene import Scene
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import brief

LONGEST_NAME = 16
"""A choice with a longer name has its number on the button, and its name in the text."""

LONGEST_TITLE = 36

_BACK = Offer("back_step", Back())
_HOME = Offer("home", Home())


def _rows(*rows: tuple[Offer, ...]) -> Rows:
    return tuple(row for row in rows if row)


def _list(effect: ProgrammesShown, scene: Scene) -> Rows:
    lines = tuple((Offer(f"={brief(line.short, LONGEST_TITLE)}", Open("prog", line.id)),) for line in effect.lines)
    others = (Offer(f"prog_bodies|{effect.others}", Choose("bodies")),) if effect.others and not effect.bodies else ()
    return _rows(*lines, others, (_BACK, _HOME))


def _page(effect: ProgrammeShown, scene: Scene) -> Rows:
    ask = (Offer(f"prog_ask|{effect.lacking}", Choose("ask")),) if effect.lacking else ()
    way = (Offer("prog_way", Choose("way")),) if effect.missing or effect.barring else ()
    met = (Offer(f"prog_met|{effect.met}", Choose("met")),) if effect.met else ()
    known = (Offer("prog_known", Choose("known")),) if effect.known else ()
    forms = (Offer("prog_forms", Open("paper", effect.id)),) if effect.forms else ()
    apply = (Offer("prog_apply", Open("vouch", effect.applies)),) if effect.applies else ()
    named = [glance for glance in effect.tracks if glance.track != effect.about] if len(effect.tracks) > 1 else []
    tracks = tuple(Offer(f"={glance.name}", Choose(f"t:{glance.track}")) for glance in named)
    history = Offer("prog_history", Choose("history"))
    return _rows(ask, (*way, *met), (*known, history), *in_rows(tracks, 3), (*forms, *apply), (_BACK, _HOME))


def _asked(effect: FactAsked, scene: Scene) -> Rows:
    take = (Offer("prog_take", Choose("take")),) if effect.suggested else ()
    keep = (Offer("keep", Choose("keep")), Offer("prog_unsay", Choose("unsay"))) if effect.now else ()
    later = () if effect.now else (Offer("prog_later", Choose("later")),)
    return _rows(*_values(effect), take, (*later, *keep, _BACK))


def _values(effect: FactAsked) -> Rows:
    if effect.kind == "flag":
        return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)
    listed = _listed(effect)
    if effect.kind != "choices":
        return (*listed, *_turning(effect))
    if effect.picked:
        return (*listed, *_turning(effect), (Offer(f"prog_done|{len(effect.picked)}", Choose("done")),))
    last = effect.page + 1 >= effect.pages  # in an earlier group, none of all would be taken for none of these
    return _rows(*listed, *_turning(effect), (Offer("prog_none", Choose("none")),) if last else ())


def _listed(effect: FactAsked) -> Rows:
    offers = tuple(Offer(f"={_label(row.place, row.name, row.chosen, numbered(effect))}", Choose(f"v:{row.key}")) for row in effect.rows)
    wide = 5 if numbered(effect) else 2 if all(len(row.name) <= LONGEST_NAME // 2 for row in effect.rows) else 1
    return in_rows(offers, wide)


def numbered(effect: FactAsked) -> bool:
    """Whether the buttons hold numbers only, because a name is too long for them."""
    return any(len(row.name) > LONGEST_NAME for row in effect.rows)


def _label(place: int, name: str, chosen: bool, numbers: bool) -> str:
    mark = "✓ " if chosen else ""
    return f"{mark}{place}" if numbers else f"{mark}{place}. {name}"


def _turning(effect: FactAsked) -> Rows:
    before = (Offer("prog_before", Choose(f"p:{effect.page - 1}")),) if effect.page > 0 else ()
    after = (Offer("prog_after", Choose(f"p:{effect.page + 1}")),) if effect.page + 1 < effect.pages else ()
    return _rows((*before, *after))


def _known(effect: KnownShown, scene: Scene) -> Rows:
    numbered = tuple(by_number(line.place, Choose(f"k:{line.place}")) for line in effect.lines if line.open)
    more = (Offer("more_rows", Choose(f"from:{effect.more}")),) if effect.more else ()
    return _rows(*in_rows(numbered, 5), more, (_BACK, _HOME))


def _way(effect: WayShown, scene: Scene) -> Rows:
    ask = (Offer(f"prog_ask|{effect.lacking}", Choose("ask")),) if effect.lacking else ()
    return _rows(ask, (_BACK, _HOME))


def _only_back(effect: MetShown | VerdictsShown, scene: Scene) -> Rows:
    return ((_BACK, _HOME),)


def _turned(effect: VerdictsTurned, scene: Scene) -> Rows:
    one = effect.turned[0].programme if len(effect.turned) == 1 else ""
    return ((Offer("prog_look", Open("prog", one)),),)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    ProgrammesShown: _list,
    ProgrammeShown: _page,
    MetShown: _only_back,
    FactAsked: _asked,
    KnownShown: _known,
    VerdictsShown: _only_back,
    WayShown: _way,
    VerdictsTurned: _turned,
}
