"""The states of a campaign: every move from every state, and what no sequence of moves may bring about."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.campaigns.model import SECOND_PERSON, UNDO_SECONDS, Campaign, CampaignState, Every, When
from dialogs.campaigns.moving import FROM, Move, can_undo, moved
from tests.dialogs.campaigns.making import DAY, HOLIDAYS, NOW, PLAIN, SECOND, at, campaign

S, M = CampaignState, Move
MINUTE = 60 * SECOND
WEEKLY = When(every=Every.WEEK, at=NOW)
MANY = SECOND_PERSON + 1
ENDED = {S.DONE, S.STOPPED}


def move(before: Campaign, what: Move, by: str = "other", now: int = NOW) -> Campaign | None:
    return moved(before, what, by, now, PLAIN)


def sure(before: Campaign, what: Move, by: str = "other", now: int = NOW) -> Campaign:
    after = move(before, what, by, now)
    assert after is not None
    return after


def scheduled(**changes: Any) -> Campaign:
    return sure(campaign(**changes), M.CONFIRM, "maker")


@pytest.mark.parametrize(
    ("state", "what", "to"),
    [
        (S.DRAFT, M.CONFIRM, S.SCHEDULED),
        (S.WAITING, M.SECOND, S.SCHEDULED),
        (S.WAITING, M.REFUSE, S.DRAFT),
        (S.WAITING, M.STOP, S.STOPPED),
        (S.SCHEDULED, M.UNDO, S.DRAFT),
        (S.SCHEDULED, M.STOP, S.STOPPED),
        (S.SENDING, M.PAUSE, S.PAUSED),
        (S.SENDING, M.FINISH, S.DONE),
        (S.SENDING, M.STOP, S.STOPPED),
        (S.PAUSED, M.RESUME, S.SENDING),
        (S.PAUSED, M.STOP, S.STOPPED),
        (S.STANDING, M.SWITCH_OFF, S.OFF),
        (S.STANDING, M.STOP, S.STOPPED),
        (S.OFF, M.SWITCH_ON, S.STANDING),
        (S.OFF, M.STOP, S.STOPPED),
    ],
)
def test_every_move_leads_where_the_table_says(state: CampaignState, what: Move, to: CampaignState) -> None:
    """What depends on the time is tried below."""
    before = campaign(state=state, confirmed_by="maker", confirmed_at=NOW, starts_at=NOW + MINUTE, ends_at=NOW + DAY)
    assert sure(before, what).state is to


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("what", M)
def test_a_move_from_any_other_state_is_none(state: CampaignState, what: Move) -> None:
    """Whoever does it and whenever."""
    before = campaign(state=state, confirmed_at=NOW - DAY, starts_at=NOW - DAY, ends_at=NOW - 1)
    if state not in FROM[what]:
        assert move(before, what) is None


def test_a_confirmation_sets_who_when_and_the_bounds() -> None:
    """For few recipients the maker's own is enough."""
    after = scheduled(persons=SECOND_PERSON, reason="old", seconded_by="old")
    assert (after.state, after.confirmed_by, after.confirmed_at) == (S.SCHEDULED, "maker", NOW)
    assert (after.starts_at, after.ends_at) == (NOW + MINUTE, NOW + MINUTE + 3 * DAY)
    assert (after.reason, after.seconded_by) == ("", "")


def test_nobody_is_confirmed_to_nobody() -> None:
    """Nor by nobody; a series may have an audience later."""
    assert move(campaign(persons=0), M.CONFIRM) is None
    assert move(campaign(), M.CONFIRM, "") is None
    assert sure(campaign(persons=0, when=WEEKLY), M.CONFIRM).state is S.STANDING


@pytest.mark.parametrize("when", [When(), WEEKLY], ids=["once", "series"])
def test_more_than_fifty_persons_wait_for_somebody_else(when: When) -> None:
    """Neither who made it nor who confirmed it; the time to take it back begins with the second person."""
    waiting = sure(campaign(persons=MANY, when=when), M.CONFIRM, "confirmer")
    assert (waiting.state, waiting.starts_at, waiting.ends_at) == (S.WAITING, None, None)
    for by in ("maker", "confirmer", ""):
        assert move(waiting, M.SECOND, by) is None
    after = sure(waiting, M.SECOND, "second", NOW + DAY)
    assert (after.confirmed_by, after.seconded_by, after.confirmed_at) == ("confirmer", "second", NOW + DAY)
    assert after.state is (S.STANDING if after.is_series else S.SCHEDULED)
    assert after.starts_at == (None if after.is_series else at("2026-11-23 09:00"))


def test_what_could_only_be_sent_after_its_window_is_not_confirmed() -> None:
    """Neither at once nor by a second person who comes too late; it stays where it is."""
    in_holidays = campaign(when=When(every=Every.AT, at=at("2026-10-01 09:00")))
    assert moved(in_holidays, M.CONFIRM, "maker", at("2026-09-20 10:00"), HOLIDAYS) is None
    on_the_dot = campaign(when=When(every=Every.AT, at=at("2026-11-21 09:00"), window=2))
    assert move(on_the_dot, M.CONFIRM) is None
    waiting = sure(campaign(persons=MANY, when=When(every=Every.AT, at=NOW)), M.CONFIRM, "maker")
    assert sure(waiting, M.SECOND, "second", NOW + 2 * MINUTE).state is S.SCHEDULED
    assert move(waiting, M.SECOND, "second", NOW + 3 * DAY) is None


def test_a_refusal_makes_it_a_draft_that_nobody_has_confirmed() -> None:
    """As does taking it back: what it was confirmed for is forgotten, what was composed is kept."""
    draft = campaign(persons=MANY, digest="d")
    waiting = sure(draft, M.CONFIRM, "maker")
    bare = msgspec.structs.replace(draft, persons=0, digest="")
    assert sure(waiting, M.REFUSE) == bare
    assert sure(sure(waiting, M.SECOND, "second"), M.UNDO) == bare


@pytest.mark.parametrize(("later", "allowed"), [(-DAY, True), (0, True), (59_999, True), (60_000, False), (DAY, False)])
def test_a_confirmation_is_taken_back_within_sixty_seconds(later: int, allowed: bool) -> None:
    """Not longer, though the time to send it lies days ahead."""
    planned = scheduled(when=When(every=Every.AT, at=NOW + 3 * DAY))
    assert can_undo(planned, NOW + later) is allowed
    assert (move(planned, M.UNDO, "maker", NOW + later) is not None) is allowed


@pytest.mark.parametrize(("later", "allowed"), [(-DAY, False), (0, False), (59_999, False), (60_000, True), (9 * DAY, True)])
def test_sending_begins_when_its_time_has_come_and_it_cannot_be_taken_back(later: int, allowed: bool) -> None:
    """At any moment one of the two is possible, never both."""
    planned = scheduled()
    assert (move(planned, M.START, "", NOW + later) is not None) is allowed
    assert (move(planned, M.UNDO, "", NOW + later) is None) is allowed


def test_a_scheduled_campaign_without_a_start_is_never_sent() -> None:
    """Only a confirmation gives it one."""
    assert move(campaign(state=S.SCHEDULED), M.START) is None
    assert move(campaign(state=S.SCHEDULED), M.FINISH) is None


@pytest.mark.parametrize("state", [S.SCHEDULED, S.PAUSED])
def test_what_is_not_under_way_is_finished_only_when_its_time_is_over(state: CampaignState) -> None:
    """A pause over the end of the window, or a process that was down over all of it."""
    before = campaign(state=state, confirmed_at=NOW - DAY, starts_at=NOW - DAY, ends_at=NOW)
    assert move(before, M.FINISH, "", NOW - 1) is None
    after = sure(before, M.FINISH, "", NOW)
    assert (after.state, after.ended_at) == (S.DONE, NOW)


def test_a_resumed_campaign_keeps_its_bounds_and_forgets_why_it_was_paused() -> None:
    """A pause does not make its window longer."""
    paused = campaign(state=S.PAUSED, starts_at=NOW, ends_at=NOW + DAY, reason="failing:x")
    after = sure(paused, M.RESUME)
    assert (after.reason, after.starts_at, after.ends_at) == ("", NOW, NOW + DAY)


def test_a_stop_is_dated() -> None:
    """For the list of what was ended."""
    assert sure(scheduled(), M.STOP, "x", NOW + 5).ended_at == NOW + 5


STEPS = st.tuples(st.sampled_from(M), st.sampled_from(["", "maker", "a", "b"]), st.sampled_from([-DAY, 0, 59_999, 60_000, DAY]))


@given(st.sampled_from([1, SECOND_PERSON, MANY]), st.booleans(), st.lists(STEPS, max_size=12))
def test_nothing_is_sent_before_everybody_agreed_and_nothing_comes_back_from_its_end(
    persons: int, series: bool, steps: list[tuple[Move, str, int]]
) -> None:
    """Whatever is done in whatever order, with the clock going back, too."""
    now, here = NOW, campaign(persons=persons, when=WEEKLY if series else When())
    for what, by, later in steps:
        now += later
        after = move(here, what, by, now)
        if after is None:
            continue
        assert here.state not in ENDED
        if after.state in {S.SENDING, S.STANDING}:
            assert after.confirmed_by
            assert after.persons <= SECOND_PERSON or after.seconded_by not in {"", after.made_by, after.confirmed_by}
        if what is M.START:
            assert here.confirmed_at is not None
            assert now >= here.confirmed_at + UNDO_SECONDS * SECOND
            assert not here.is_series
        assert (after.ended_at is not None) is (after.state in ENDED)
        here = after
        if here.state is S.DRAFT:
            here = msgspec.structs.replace(here, persons=persons)


def test_every_move_and_state_is_in_the_table() -> None:
    """The two ends lead nowhere, all else leads on."""
    assert set(FROM) == set(M)
    assert set(S) - set().union(*FROM.values()) == ENDED
