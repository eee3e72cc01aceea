"""Who is left out right before sending, and for which of several reasons."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.campaigns.dropping import Reason, dropped
from dialogs.campaigns.model import Audience, Campaign, DeliveryState, Every, Kind, When, Whom
from tests.dialogs.campaigns.making import DAY, HOLIDAYS, NOW, PLAIN, at, campaign, facts

D, R = DeliveryState, Reason
STAGED = Audience(stages=("in_progress",), idle_days=3)
IDLE = When(every=Every.IDLE, steps=(7, 3), window=2)
AGAIN = When(every=Every.FINISHED, steps=(6, 12))
FINISHED = Audience(stages=("finished",))
JUDGED = Audience(verdicts=("a:eligible", "a:not_yet"))


def why(one: Campaign, **about: Any) -> tuple[DeliveryState, str] | None:
    return dropped(one, facts(**about), NOW, PLAIN)


@pytest.mark.parametrize(
    ("one", "about", "state", "reason"),
    [
        (campaign(), {"away": True}, D.UNREACHABLE, R.AWAY),
        (campaign(), {"reachable": False}, D.UNREACHABLE, R.UNREACHABLE),
        (campaign(), {"chat": ""}, D.UNREACHABLE, R.UNREACHABLE),
        (campaign(kind=Kind.DEADLINE), {"mutes": frozenset({"deadline"})}, D.OPTED_OUT, R.MUTED),
        (campaign(), {"contact": False}, D.MOVED_ON, R.NO_CONTACT),
        (campaign(audience=STAGED), {"stage": "finished"}, D.FINISHED, R.FINISHED),
        (campaign(kind=Kind.PROGRESS), {"stage": "finished"}, D.FINISHED, R.FINISHED),
        (campaign(kind=Kind.DEADLINE), {"stage": "finished"}, D.FINISHED, R.FINISHED),
        (campaign(audience=Audience(levels=(1, 2))), {"level": 3}, D.FINISHED, R.FINISHED),
        (campaign(audience=Audience(months_since=6)), {"finished_at": at("2026-05-21 00:00")}, D.FINISHED, R.FINISHED),
        (campaign(audience=FINISHED, when=AGAIN), {"stage": "finished", "finished_at": NOW - 9 * DAY}, D.FINISHED, R.FINISHED),
        (campaign(audience=STAGED), {"stage": "not_started"}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=FINISHED), {"stage": "in_progress"}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=Audience(answering=2)), {"stage": "finished"}, D.FINISHED, R.FINISHED),
        (campaign(audience=Audience(answering=1)), {}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=STAGED), {"idle_since": NOW - 3 * DAY + 1}, D.MOVED_ON, R.ACTIVE),
        (campaign(when=IDLE), {"idle_since": NOW - 3 * DAY + 1}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=JUDGED), {"verdicts": frozenset({"a:not_eligible", "b:eligible"})}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=JUDGED), {}, D.MOVED_ON, R.ACTIVE),
        (campaign(audience=Audience(unsent="a")), {"handed_in": True}, D.MOVED_ON, R.ACTIVE),
        (campaign(ends_at=NOW), {}, D.OUTSIDE, R.LATE),
    ],
)
def test_a_message_is_not_sent_where_its_reason_is_gone(one: Campaign, about: dict[str, Any], state: DeliveryState, reason: Reason) -> None:
    """The state for the ledger, and exactly why."""
    assert why(one, **about) == (state, reason)


@pytest.mark.parametrize(
    ("one", "about"),
    [
        (campaign(), {}),
        (campaign(), {"stage": "finished", "mutes": frozenset({"deadline"})}),
        (campaign(kind=Kind.PROGRESS, audience=FINISHED), {"stage": "finished"}),
        (campaign(kind=Kind.DEADLINE), {"stage": "not_started"}),
        (campaign(kind=Kind.DEADLINE, audience=JUDGED), {"stage": "finished", "verdicts": frozenset({"a:not_yet", "b:eligible"})}),
        (campaign(audience=Audience(unsent="a")), {"handed_in": False}),
        (campaign(audience=Audience(levels=(1, 2))), {"level": 2}),
        (campaign(audience=Audience(months_since=6)), {"finished_at": at("2026-05-20 23:59")}),
        (campaign(audience=FINISHED, when=AGAIN), {"stage": "finished", "finished_at": at("2026-05-20 23:59")}),
        (campaign(audience=Audience(answering=2)), {}),
        (campaign(audience=STAGED, when=IDLE), {"idle_since": NOW - 3 * DAY}),
        (campaign(), {"idle_since": NOW + DAY}),
        (campaign(ends_at=NOW + 1), {}),
        (campaign(audience=Audience(whom=Whom.LIAISONS, stages=("finished",)), kind=Kind.WEEKLY), {"stage": "", "unit": "u"}),
    ],
)
def test_a_message_goes_where_its_reason_holds(one: Campaign, about: dict[str, Any]) -> None:
    """A liaison is asked nothing of enterprises; other kinds may be declined, and a clock that went back makes nobody active."""
    assert why(one, **about) is None


def test_of_several_reasons_the_first_is_told() -> None:
    """In the order: who it is, whether it is wanted, whether it is still true, whether it is still time."""
    one = campaign(kind=Kind.PROGRESS, audience=STAGED, ends_at=NOW)
    about: dict[str, Any] = {
        "away": True,
        "reachable": False,
        "mutes": frozenset({"progress"}),
        "contact": False,
        "stage": "finished",
        "idle_since": NOW,
    }
    cures: dict[str, Any] = {
        "away": False,
        "reachable": True,
        "mutes": frozenset(),
        "contact": True,
        "stage": "in_progress",
        "idle_since": 0,
    }
    told = []
    for name, cure in cures.items():
        found = why(one, **about)
        assert found is not None
        told.append(found[1])
        about[name] = cure
    last = why(one, **about)
    assert [*told, last and last[1]] == list(R)


@pytest.mark.parametrize(
    ("now", "ends", "late"),
    [
        ("2026-11-20 20:00", "2026-11-23 09:00", True),
        ("2026-11-20 20:00", "2026-11-23 09:01", False),
        ("2026-09-30 18:00", "2026-10-03 18:00", True),
        ("2026-10-09 18:00", "2026-10-10 12:00", False),
    ],
)
def test_outside_the_hours_it_waits_unless_its_window_ends_before_they_open_again(now: str, ends: str, late: bool) -> None:
    """Over nights, weekends and holidays."""
    found = dropped(campaign(ends_at=at(ends)), facts(idle_since=0), at(now), HOLIDAYS)
    assert found == ((D.OUTSIDE, R.LATE) if late else None)


def test_every_reason_is_tried_here() -> None:
    """So that a new one is not forgotten."""
    assert len(R) == 7
