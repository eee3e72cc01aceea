"""What the screens of broadcasts offer, and what their templates may say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs.desk.bcast.effects import (
    AttachmentShown,
    AudienceShown,
    ButtonShown,
    CampaignBrief,
    CampaignShown,
    CampaignsShown,
    DraftUnitsShown,
    LedgerShown,
    NarrowingShown,
    PreviewShown,
    RemindersShown,
    ReviewShown,
    SecondAsked,
    SecondDecided,
    SureAsked,
    TextShown,
    TimeBrief,
    WhenShown,
)
from dialogs.desk.decisions import NO, YES
from dialogs.desk.figures import LONGEST_BUTTON, short
from dialogs.effects import DeskShown, Effect
from dialogs.inbound import Back, Choose, Open
from dialogs.registers import Entry
from dialogs.scene import Scene
from dialogs.screens import Offer, Rows, by_number, in_rows
from dialogs.views.common import Context, brief, day_and_hour

STANDING, UNDO = "standing", ".undo"
"""What the page is about where it lists reminders; what a button adds to a campaign that is to be taken back."""

LEDGER_PAGE = 10
LONGEST_VERDICT = 40
"""Characters of a programme with what it says: one of them to a line, because the end tells them apart."""

SHOWN_DIGITS = 8
"""Digits of the audience's digest that are read and compared."""

EVERY = ("now", "at", "week", "month", "deadline", "window", "idle", "finished")
CLOSED = frozenset({"sending", "paused", "done", "stopped"})
"""States in which there is a ledger to look at."""

_STEPPED = frozenset({"deadline", "window", "idle", "finished"})
_BACK = Offer("back_step", Back())
_CONFIRM = Entry("digest", "确认发送", "Confirm")


def _next(scene: Scene) -> Offer:
    desk = scene.cursor.desk
    return Offer("bcast_next" if desk.asked == "new" or "led" in desk.fields else "bcast_done", Choose("next"))


def _rows(*rows: tuple[Offer, ...]) -> Rows:
    return tuple(row for row in rows if row)


def _listed(campaigns: tuple[CampaignBrief, ...]) -> Rows:
    return tuple((Offer(f"={short(one.title)}", Open("bcast", one.id)),) for one in campaigns)


def _front(effect: CampaignsShown, scene: Scene) -> Rows:
    new = (Offer("bcast_new", Choose("new")),) if effect.makes else ()
    reminders = (Offer("bcast_standing", Open("bcast", STANDING)),) if effect.reminders else ()
    return _rows(*_listed((*effect.running, *effect.drafts, *effect.ended)), (*new, *reminders), (_BACK,))


def _reminders(effect: RemindersShown, scene: Scene) -> Rows:
    return _rows(*_listed(effect.series), (_BACK,))


def _units(effect: DraftUnitsShown, scene: Scene) -> Rows:
    return (*in_rows(tuple(Offer(f"={name}", Choose(unit)) for unit, name in effect.units), 2), (_BACK,))


def _card(effect: CampaignShown, scene: Scene) -> Rows:
    return _draft(effect) if effect.own else _moves(effect)


def _draft(effect: CampaignShown) -> Rows:
    parts = tuple(Offer(f"part_{part}", Choose(part)) for part in ("audience", "text", "file", "button", "when"))
    text = (Offer("bcast_preview", Choose("preview")), Offer("bcast_trial", Choose("trial"))) if effect.text else ()
    ready = (Offer("bcast_send", Choose("sure")),) if not effect.faults else ()
    return _rows(parts[:3], parts[3:], text, ready, (Offer("bcast_drop", Choose("drop")), _BACK))


def _moves(effect: CampaignShown) -> Rows:
    moves = tuple(_move(effect.id, move) for move in effect.offered)
    ledger = (Offer("bcast_ledger", Choose("ledger")), Offer("bcast_file", Choose("file_of"))) if effect.state in CLOSED else ()
    sent = tuple(Offer(f"={day_and_hour(one.at)}", Open("bcast", one.id)) for one in effect.occasions)
    return _rows(*in_rows(moves, 2), ledger, *in_rows(sent, 2), (Offer("bcast_fresh", Open("bcast", effect.id)), _BACK))


def _move(campaign: str, move: str) -> Offer:
    return Offer(f"move_{move}", Open("bcast", campaign + UNDO) if move == "undo" else Choose(move))


def _audience(effect: AudienceShown, scene: Scene) -> Rows:
    kinds = tuple(Offer(f"narrow_{by}", Choose(by)) for by in effect.offered)
    clear = (Offer("bcast_clear_all", Choose("clear")),) if len(effect.narrowings) > 1 else ()
    return _rows(*in_rows(kinds, 3), (*clear, _next(scene)), (_BACK,))


def _narrowing(effect: NarrowingShown, scene: Scene) -> Rows:
    longest, wide = (LONGEST_VERDICT, 1) if effect.by == "verdict" else (LONGEST_BUTTON, 2)
    found = tuple(Offer(f"={'✓ ' if chosen else ''}{brief(name, longest)}", Choose(f"v:{key}")) for key, name, chosen in effect.rows)
    more = (Offer("more_rows", Choose(f"from:{effect.more}")),) if effect.more else ()
    clear = (Offer("bcast_clear", Choose("clear")),) if effect.chosen else ()
    return _rows(*in_rows(found, wide), more, (*clear, Offer("bcast_done", Choose("done"))))


def _text(effect: TextShown, scene: Scene) -> Rows:
    other = "en" if effect.language == "zh" else "zh"
    clear = (Offer("bcast_clear", Choose("clear")),) if effect.text and effect.language != "zh" else ()
    onward = (_next(scene),) if effect.text or effect.language != "zh" else ()
    return _rows((Offer(f"text_in_{other}", Choose(f"in:{other}")), *clear), (*onward, _BACK))


def _file(effect: AttachmentShown, scene: Scene) -> Rows:
    clear = (Offer("bcast_clear_file", Choose("clear")),) if effect.name else ()
    return _rows((*clear, _next(scene)), (_BACK,))


def _button(effect: ButtonShown, scene: Scene) -> Rows:
    kinds = tuple(Offer(f"button_{kind}", Choose(kind)) for kind in ("continue", "status", "programme", "link"))
    clear = (Offer("button_none", Choose("clear")),) if effect.kind else ()
    return _rows(*_programmes(effect.programmes), *in_rows(kinds, 2), clear, (_next(scene), _BACK))


def _programmes(named: tuple[tuple[str, str], ...]) -> Rows:
    return tuple((Offer(f"={short(title)}", Choose(f"of:{programme}")),) for programme, title in named)


def _when(effect: WhenShown, scene: Scene) -> Rows:
    if effect.about:
        return (*_programmes(effect.programmes), (_BACK,))
    every = tuple(Offer(f"every_{one}", Choose(f"every:{one}")) for one in EVERY)
    steps = (Offer("when_steps", Choose("about:steps")),) if effect.time.every in _STEPPED else ()
    days = Offer("when_working_days" if effect.time.any_day else "when_any_day", Choose("any_day"))
    hours = (Offer("when_hours", Choose("about:hours")), days, Offer("when_window", Choose("about:window")))
    return _rows(every[:2], every[2:4], every[4:6], every[6:], steps, hours, (_next(scene), _BACK))


def _preview(effect: PreviewShown, scene: Scene) -> Rows:
    others = tuple(by_number(place + 1, Choose(str(place))) for place in range(effect.of) if place != effect.place)
    return _rows(others, (Offer("bcast_trial", Choose("trial")), _BACK))


def _review(effect: ReviewShown, scene: Scene) -> Rows:
    if effect.faults:
        return ((_BACK,),)
    begun = effect.digest[:SHOWN_DIGITS]
    label = f"={_CONFIRM.name(scene.cursor.language)} {begun}"
    return ((Offer(label, Choose(f"digest:{begun}")),), (Offer("bcast_not_yet", Choose("no")),))


def _sure(effect: SureAsked, scene: Scene) -> Rows:
    return ((Offer("yes", Choose("yes")), Offer("no", Choose("no"))),)


def _ledger(effect: LedgerShown, scene: Scene) -> Rows:
    states = tuple(Offer(f"state_{row.state}", Choose(f"state:{row.state}")) for row in effect.tally if row.state != effect.state)
    every = (Offer("state_all", Choose("state:")),) if effect.state else ()
    more = (Offer("more_rows", Choose(f"after:{effect.after}")),) if effect.after else ()
    return _rows(more, *in_rows((*every, *states), 3), (Offer("bcast_file", Choose("file_of")), _BACK))


def _second(effect: SecondAsked, scene: Scene) -> Rows:
    decided = (Offer("allow", Open("bcast", effect.id + YES)), Offer("decline", Open("bcast", effect.id + NO)))
    return (decided, (Offer("bcast_look", Open("bcast", effect.id)),))


def _decided(effect: SecondDecided, scene: Scene) -> Rows:
    return ((Offer("bcast_look", Open("bcast", effect.id)),),)


OFFERS: dict[type[Effect], Callable[[Any, Scene], Rows]] = {
    CampaignsShown: _front,
    RemindersShown: _reminders,
    DraftUnitsShown: _units,
    CampaignShown: _card,
    AudienceShown: _audience,
    NarrowingShown: _narrowing,
    TextShown: _text,
    AttachmentShown: _file,
    ButtonShown: _button,
    WhenShown: _when,
    PreviewShown: _preview,
    ReviewShown: _review,
    SureAsked: _sure,
    LedgerShown: _ledger,
    SecondAsked: _second,
    SecondDecided: _decided,
}


# -- what the templates say ------------------------------------------------------------------------------------------


def _said(effect: DeskShown) -> Context:
    return dict(msgspec.structs.asdict(effect))


def _timed(time: TimeBrief) -> Context:
    """A time in words of the clock."""
    at, next_at = (day_and_hour(moment) if moment else "" for moment in (time.at, time.next_at))
    return {
        **msgspec.structs.asdict(time),
        "at": at,
        "next_at": next_at,
        "hour": at[11:],
        "opens": _clock(time.opens),
        "closes": _clock(time.closes),
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _listed_view(effect: CampaignsShown, scene: Scene) -> Context:
    groups = {"running": effect.running, "drafts": effect.drafts, "ended": effect.ended}
    lists = {name: [_brief(one) for one in found] for name, found in groups.items()}
    return {**_said(effect), **lists, "nothing": not any(lists.values())}


def _brief(one: CampaignBrief) -> Context:
    return {**msgspec.structs.asdict(one), "at": day_and_hour(one.at) if one.at else ""}


def _reminders_view(effect: RemindersShown, scene: Scene) -> Context:
    return {"series": [_brief(one) for one in effect.series]}


def _card_view(effect: CampaignShown, scene: Scene) -> Context:
    times = {"starts_at": effect.starts_at, "ends_at": effect.ends_at}
    return {
        **_said(effect),
        **{name: day_and_hour(at) if at else "" for name, at in times.items()},
        "time": _timed(effect.time),
        "tally": [msgspec.structs.asdict(row) for row in effect.tally],
        "sent": sum(row.number for row in effect.tally if row.state == "sent"),
        "digest": effect.digest[:SHOWN_DIGITS],
        "occasions": [_brief(one) for one in effect.occasions],
    }


def _with_time(effect: WhenShown | ReviewShown | SecondAsked, scene: Scene) -> Context:
    return {**_said(effect), "time": _timed(effect.time)}


def _review_view(effect: ReviewShown, scene: Scene) -> Context:
    spans = [(day_and_hour(begin), day_and_hour(end)) for begin, end in effect.spans]
    return {**_with_time(effect, scene), "digest": effect.digest[:SHOWN_DIGITS], "spans": spans}


def _ledger_view(effect: LedgerShown, scene: Scene) -> Context:
    lines = [{**msgspec.structs.asdict(line), "at": day_and_hour(line.at)[5:] if line.at else ""} for line in effect.lines]
    return {**_said(effect), "lines": lines, "tally": [msgspec.structs.asdict(row) for row in effect.tally]}


VIEWS: dict[type[Effect], Callable[[Any, Scene], Context]] = {
    CampaignsShown: _listed_view,
    RemindersShown: _reminders_view,
    CampaignShown: _card_view,
    WhenShown: _with_time,
    ReviewShown: _review_view,
    SecondAsked: _with_time,
    LedgerShown: _ledger_view,
}
