"""Occasions: each comes once, within its window or never, whatever the clock does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.campaigns.calendar import midnight
from dialogs.campaigns.model import Audience, Button, ButtonKind, CampaignState, Every, Since, Span, When
from dialogs.campaigns.occasions import Closing, Occasion, bounds, child, closings, closings_ahead, coming, due, occasion
from dialogs.limits import day_of, months_later
from tests.dialogs.campaigns.making import DAY, HOLIDAYS, HOUR, NOW, PLAIN, at, campaign

IDLE = When(every=Every.IDLE, steps=(3, 7, 14), window=2)
WEEKLY = When(every=Every.WEEK, at=at("2026-09-07 09:00"), window=3)
MONTHLY = When(every=Every.MONTH, at=at("2026-01-31 10:00"), window=5)
BEFORE = When(every=Every.DEADLINE, deadline="2026-11-30", steps=(7, 1), window=3)
FINISHED = When(every=Every.FINISHED, steps=(6,), window=3)


def step_of(when: When, since: int, now: int) -> int:
    """The step that an enterprise with this time is sent now; 0 for none. Never two."""
    found = occasion(when, now, PLAIN)
    steps = [span.step for span in (found.spans if found else ()) if span.after < since <= span.before]
    assert len(steps) <= 1
    return steps[0] if steps else 0


# -- sent once


@pytest.mark.parametrize(
    ("when", "confirmed", "starts", "ends"),
    [
        (When(), "2026-11-20 10:00", "2026-11-20 10:01", "2026-11-23 10:01"),
        (When(), "2026-11-20 17:59:30", "2026-11-23 09:00", "2026-11-23 18:00:30"),
        (When(every=Every.AT, at=at("2026-11-24 08:00")), "2026-11-20 10:00", "2026-11-24 09:00", "2026-11-27 08:00"),
        (When(every=Every.AT, at=at("2026-11-20 10:00:30")), "2026-11-20 10:00", "2026-11-20 10:01", "2026-11-23 10:00:30"),
        (When(every=Every.AT, at=at("2026-11-16 10:00")), "2026-11-20 10:00", "2026-11-20 10:01", "2026-11-19 10:00"),
        (When(every=Every.AT, at=at("2026-10-01 09:00"), window=3), "2026-09-20 10:00", "2026-10-08 09:00", "2026-10-04 09:00"),
    ],
)
def test_what_is_sent_once_begins_in_allowed_hours_and_a_minute_after_the_confirmation_at_the_earliest(
    when: When, confirmed: str, starts: str, ends: str
) -> None:
    """Its window counts from its time and not from when the hours open."""
    assert bounds(when, at(confirmed), HOLIDAYS) == (at(starts), at(ends))


# -- idle runs


@pytest.mark.parametrize(
    ("idle", "step"),
    [(2.9, 0), (3, 3), (4.9, 3), (5, 0), (6.9, 0), (7, 7), (8.9, 7), (9.1, 0), (13.9, 0), (14, 14), (15.9, 14), (16, 0), (100, 0)],
)
def test_an_idle_step_holds_for_its_window_and_not_longer(idle: float, step: int) -> None:
    """Who was idle for 8.9 days is reminded of the seventh, who was for 9.1 days of nothing before the fourteenth."""
    assert step_of(IDLE, NOW - round(idle * DAY), NOW) == step


def test_a_step_that_comes_before_the_window_of_the_last_is_over_takes_its_place() -> None:
    """Two reminders at once would be one too many."""
    close = When(every=Every.IDLE, steps=(4, 3), window=5)
    assert step_of(close, NOW - 3 * DAY, NOW) == 3
    assert step_of(close, NOW - 4 * DAY, NOW) == 4
    assert step_of(close, NOW - 8 * DAY, NOW) == 4


def test_the_occasion_of_idle_runs_is_the_day_within_its_hours() -> None:
    """What it did not reach then is for the occasion of the next day, while its step holds."""
    found = occasion(IDLE, NOW, PLAIN)
    assert found is not None
    assert (found.key, found.starts_at, found.ends_at) == ("2026-11-20", at("2026-11-20 09:00"), at("2026-11-20 18:00"))
    assert found.spans[0] == Span(since=Since.IDLE, step=3, after=NOW - 5 * DAY, before=NOW - 3 * DAY)


@pytest.mark.parametrize("moment", ["2026-11-20 08:59:59", "2026-11-20 18:00", "2026-11-21 10:00", "2026-11-22 10:00"])
@pytest.mark.parametrize("when", [IDLE, FINISHED, WEEKLY, BEFORE], ids=lambda when: when.every)
def test_there_is_no_occasion_outside_the_allowed_hours(moment: str, when: When) -> None:
    """Nothing begins at night or on a Sunday."""
    assert occasion(when, at(moment), PLAIN) is None


def test_a_series_without_steps_or_window_has_no_occasion() -> None:
    """Steps of no days are no steps."""
    assert occasion(When(every=Every.IDLE, steps=(0,)), NOW, PLAIN) is None
    assert occasion(When(every=Every.IDLE, steps=(3,), window=0), NOW, PLAIN) is None
    assert occasion(When(every=Every.DEADLINE, deadline="2026-11-20"), NOW, PLAIN) is None


@pytest.mark.parametrize("every", [Every.NOW, Every.AT])
def test_what_is_sent_once_has_no_occasions(every: Every) -> None:
    """Its bounds say when."""
    assert occasion(When(every=every, at=NOW - HOUR), NOW, PLAIN) is None


# -- months since a run was finished


@pytest.mark.parametrize(
    ("finished", "today", "step"),
    [
        ("2026-05-20 23:59", "2026-11-19 10:00", 0),
        ("2026-05-20 23:59", "2026-11-20 10:00", 6),
        ("2026-05-18 00:00", "2026-11-20 10:00", 6),
        ("2026-05-17 23:59", "2026-11-20 10:00", 0),
        ("2026-08-31 12:00", "2027-02-26 10:00", 0),
        ("2026-08-31 12:00", "2027-03-01 10:00", 6),
        ("2026-08-29 12:00", "2027-03-01 10:00", 6),
        ("2026-05-31 12:00", "2026-11-30 10:00", 6),
        ("2026-05-31 12:00", "2026-11-27 10:00", 0),
        ("2026-09-01 00:00", "2027-03-01 10:00", 6),
        ("2026-08-26 12:00", "2027-03-01 10:00", 0),
    ],
)
def test_months_are_counted_by_the_day_and_end_with_a_shorter_month(finished: str, today: str, step: int) -> None:
    """The last of August and six months are the last of February; it holds for three days."""
    assert step_of(FINISHED, at(finished), at(today)) == step


@given(
    finished=st.dates(date(2024, 1, 1), date(2028, 1, 1)),
    waited=st.integers(0, 500),
    steps=st.sets(st.integers(1, 14), min_size=1, max_size=3),
    window=st.integers(1, 40),
)
def test_a_month_step_holds_from_its_day_on_for_its_window(finished: date, waited: int, steps: set[int], window: int) -> None:
    """By a reference that asks of each step for itself when it came."""
    today = finished + timedelta(days=waited)
    when = When(every=Every.FINISHED, steps=tuple(steps), window=window, any_day=True)
    come = [step for step in steps if months_later(finished, step) <= today < months_later(finished, step) + timedelta(days=window)]
    latest = max((step for step in steps if months_later(finished, step) <= today), default=0)
    wanted = latest if latest in come else 0
    assert step_of(when, midnight(finished) + 13 * HOUR, midnight(today) + 12 * HOUR) == wanted


# -- dates


@pytest.mark.parametrize(
    ("when", "now", "key"),
    [
        (WEEKLY, "2026-09-04 10:00", None),
        (WEEKLY, "2026-09-07 09:00", "2026-09-07"),
        (WEEKLY, "2026-09-09 17:59", "2026-09-07"),
        (WEEKLY, "2026-09-10 09:00", None),
        (WEEKLY, "2026-09-14 09:30", "2026-09-14"),
        (WEEKLY, "2026-10-08 09:00", None),
        (When(every=Every.WEEK, at=at("2026-09-07 09:00"), window=4), "2026-10-08 09:00", "2026-10-05"),
        (When(every=Every.WEEK, at=at("2026-09-05 09:00"), window=3), "2026-09-07 09:00", "2026-09-05"),
        (When(every=Every.WEEK, at=at("2026-09-05 09:00"), window=20), "2026-09-11 17:00", "2026-09-05"),
        (MONTHLY, "2026-02-27 10:00", None),
        (MONTHLY, "2026-03-02 10:00", "2026-02-28"),
        (MONTHLY, "2026-03-31 10:00", "2026-03-31"),
        (MONTHLY, "2026-04-30 09:59", None),
        (MONTHLY, "2026-04-30 10:00", "2026-04-30"),
        (MONTHLY, "2026-02-02 09:30", "2026-01-31"),
        (BEFORE, "2026-11-20 17:59", None),
        (BEFORE, "2026-11-23 09:00", "2026-11-23"),
        (BEFORE, "2026-11-26 09:00", None),
        (BEFORE, "2026-11-30 09:00", "2026-11-29"),
        (BEFORE, "2026-12-01 09:00", None),
        (When(every=Every.DEADLINE, deadline="nonsense", steps=(1,)), "2026-12-01 09:00", None),
        (When(every=Every.DEADLINE, deadline="2026-11-29", steps=(0,)), "2026-11-30 09:00", None),
        (When(every=Every.DEADLINE, deadline="2026-11-25", steps=(3, 2), window=9), "2026-11-23 10:00", "2026-11-23"),
    ],
)
def test_an_occasion_with_a_date_comes_within_its_window_or_not_at_all(when: When, now: str, key: str | None) -> None:
    """On days that are not working days it moves to the next that is; nothing comes after the deadline or beside the next step."""
    found = occasion(when, at(now), HOLIDAYS)
    assert (found.key if found else None) == key


def test_the_next_occasions_can_be_told_beforehand() -> None:
    """Without those that a holiday leaves out."""
    found = coming(WEEKLY, at("2026-09-25 10:00"), HOLIDAYS)
    assert [each.key for each in found] == ["2026-09-28", "2026-10-12", "2026-10-19"]
    assert found[0] == Occasion("2026-09-28", at("2026-09-28 09:00"), at("2026-10-01 09:00"))
    assert coming(IDLE, NOW, PLAIN) == ()
    assert [each.key for each in coming(MONTHLY, NOW, PLAIN, 100)][:2] == ["2026-11-30", "2026-12-31"]
    assert len(coming(MONTHLY, NOW, PLAIN, 100)) == 59
    assert coming(When(every=Every.WEEK, at=at("2026-09-06 09:00"), window=1), NOW, PLAIN) == ()


@pytest.mark.parametrize("every", [Every.WEEK, Every.MONTH])
def test_an_occasion_is_over_when_the_next_one_comes(every: Every) -> None:
    """However long its window is."""
    found = coming(When(every=every, at=at("2026-09-01 09:00"), window=90), NOW, HOLIDAYS, 9)
    assert len(found) == 9
    assert [day_of(each.ends_at).isoformat() for each in found[:-1]] == [each.key for each in found[1:]]


@settings(max_examples=60, deadline=None)
@given(
    when=st.sampled_from([WEEKLY, MONTHLY, BEFORE, IDLE, FINISHED]),
    looks=st.lists(st.integers(at("2026-09-01 00:00"), at("2027-03-05 00:00")), max_size=40),
)
def test_whenever_somebody_looks_an_occasion_has_the_same_name_and_bounds(when: When, looks: list[int]) -> None:
    """With the clock back an hour, forward a day and back again: one campaign by its id, and never outside its bounds."""
    found: dict[str, tuple[int, int]] = {}
    for moment in (moment for look in looks for moment in (look, look - HOUR, look + DAY, look)):
        each = occasion(when, moment, HOLIDAYS)
        if each:
            assert each.starts_at <= moment < each.ends_at
            assert found.setdefault(each.key, (each.starts_at, each.ends_at)) == (each.starts_at, each.ends_at)


@settings(max_examples=60, deadline=None)
@given(
    since=st.integers(at("2026-11-02 00:00"), at("2026-11-09 00:00")),
    looks=st.lists(st.integers(0, 20 * 24), max_size=60),
    close=st.booleans(),
)
def test_an_enterprise_that_stays_idle_comes_once_for_each_step_and_in_its_window(since: int, looks: list[int], close: bool) -> None:
    """The ledger knows its occasions by the step and the moment it is counted from, both of which no clock changes."""
    when = When(every=Every.IDLE, steps=(3, 5, 6) if close else (3, 7, 14), window=2)
    for hours in looks:
        now = since + hours * HOUR
        step = step_of(when, since, now)
        assert step == 0 or step * DAY <= now - since < (step + when.window) * DAY


def test_a_person_is_reminded_of_every_step_though_the_process_looks_only_once_a_day() -> None:
    """Within the window it is found twice, under one name: the ledger keeps the second from being sent."""
    since, daily = at("2026-11-02 15:00"), When(every=Every.IDLE, steps=(3, 7, 14), window=2, any_day=True)
    reminded = [step_of(daily, since, at("2026-11-02 09:00") + day * DAY) for day in range(30)]
    assert [step for step in reminded if step] == [3, 3, 7, 7, 14, 14]


@pytest.mark.parametrize(("ago", "comes"), [(None, True), (60_000, True), (59_999, False), (-HOUR, False)])
def test_a_series_sends_nothing_within_a_minute_of_its_confirmation(ago: int | None, comes: bool) -> None:
    """It can be switched off again until then; what is shipped was confirmed by nobody."""
    series = campaign(when=IDLE, state=CampaignState.STANDING, confirmed_at=None if ago is None else NOW - ago)
    assert due(series, NOW, PLAIN) == (occasion(IDLE, NOW, PLAIN) if comes else None)
    assert occasion(IDLE, NOW, PLAIN)


# -- the child


def test_an_occasion_is_a_campaign_of_its_own_with_an_id_that_follows_from_it() -> None:
    """The same from wherever it is made, another for another day or series."""
    series = campaign(when=WEEKLY, state=CampaignState.STANDING, digest="d", confirmed_by="x", confirmed_at=5)
    first = Occasion("2026-11-16", at("2026-11-16 09:00"), at("2026-11-19 09:00"))
    made = child(series, first)
    assert made == child(series, first)
    assert len(made.id) == 32
    assert int(made.id, 16)
    assert (made.series, made.state, made.digest, made.persons) == (series.id, CampaignState.SENDING, "", 0)
    assert (made.starts_at, made.ends_at, made.texts, made.when) == (first.starts_at, first.ends_at, series.texts, series.when)
    assert (made.confirmed_by, made.confirmed_at, made.is_series) == ("x", 5, False)
    assert made.id != child(series, Occasion("2026-11-23", 0, 0)).id
    assert made.id != child(campaign(id="d" * 32, when=WEEKLY), first).id


def test_days_of_the_reference_are_those_of_shanghai() -> None:
    """The tests above count on it."""
    assert day_of(NOW) == date(2026, 11, 20)


# -- windows of programmes


WINDOWED = campaign(
    id="s" * 32,
    when=When(every=Every.WINDOW, steps=(7, 1), window=3),
    button=Button(kind=ButtonKind.PROGRAMME),
    audience=Audience(verdicts=("*:eligible", "*:not_yet"), districts=("310112",)),
    state=CampaignState.STANDING,
)
SPRING = Closing("factory", "w1", None, date(2026, 11, 30), ("eligible", "not_yet"))


def now_due(now: str, *windows: Closing) -> list[str]:
    """The names of what is due at this moment."""
    return [found.key for found in closings(WINDOWED, windows, at(now), PLAIN)]


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-11-23 08:59", ""),  # seven days before, a Monday
        ("2026-11-23 09:00", "2026-11-23"),
        ("2026-11-23 18:00", ""),
        ("2026-11-25 17:59", "2026-11-23"),
        ("2026-11-26 09:00", ""),  # beyond its window of three days
        ("2026-11-28 10:00", ""),  # a Saturday
        ("2026-11-29 10:00", ""),  # the day before, a Sunday: told on the last day itself
        ("2026-11-30 09:00", "2026-11-29"),
        ("2026-11-30 17:59", "2026-11-29"),
        ("2026-12-01 09:00", ""),  # closed
        ("2025-11-24 09:00", ""),  # a year early
    ],
)
def test_a_window_has_an_occasion_for_each_step_before_it_closes(now: str, step: str) -> None:
    """In allowed hours, as late as its window says and never once it is closed."""
    assert now_due(now, SPRING) == ([f"factory.w1.2026-11-30.{step}"] if step else [])


def test_every_window_of_every_programme_has_its_own() -> None:
    """Those whose time has not come, and those that have closed, have none."""
    second = replace(SPRING, window="w2", closes=date(2026, 12, 31))
    other = replace(SPRING, programme="voucher")
    past = replace(SPRING, closes=date(2025, 8, 15))
    assert now_due("2026-11-23 10:00", second, SPRING, past, other) == [
        "factory.w1.2026-11-30.2026-11-23",
        "voucher.w1.2026-11-30.2026-11-23",
    ]


@pytest.mark.parametrize(("opens", "said"), [("2026-11-23", True), ("2026-11-24", False), ("2026-11-01", True)])
def test_nothing_is_said_before_the_window_opens(opens: str, said: bool) -> None:
    """Of a window shorter than the first step."""
    window = replace(SPRING, opens=date.fromisoformat(opens))
    assert bool(now_due("2026-11-23 10:00", window)) is said


def test_the_occasion_is_the_same_whoever_looks_when_and_however_often_the_pack_is_loaded() -> None:
    """Its campaign has one id at all hours of all its days; a window that is put off has another, as has another step."""
    ids = {
        child(WINDOWED, found).id
        for hour in ("23 09:00", "23 17:00", "24 10:00", "25 17:59")
        for found in closings(WINDOWED, [replace(SPRING)], at(f"2026-11-{hour}"), PLAIN)
    }
    (later,) = closings(WINDOWED, [replace(SPRING, closes=date(2026, 12, 1))], at("2026-11-24 10:00"), PLAIN)
    (last,) = closings(WINDOWED, [SPRING], at("2026-11-30 10:00"), PLAIN)
    assert len(ids) == 1
    assert len(ids | {child(WINDOWED, later).id, child(WINDOWED, last).id}) == 3


def test_the_occasion_of_a_window_is_for_those_of_its_programme_who_have_still_to_hand_in() -> None:
    """The other filters stay; its last day and its page are those of the programme."""
    (found,) = closings(WINDOWED, [SPRING], at("2026-11-23 10:00"), PLAIN)
    made = child(WINDOWED, found)
    assert made.audience == Audience(verdicts=("factory:eligible", "factory:not_yet"), unsent="factory", districts=("310112",))
    assert (made.when.deadline, made.when.every, made.button) == (
        "2026-11-30",
        Every.WINDOW,
        Button(kind=ButtonKind.PROGRAMME, programme="factory"),
    )
    assert (made.programme, WINDOWED.programme, made.is_series) == ("factory", "", False)
    kept = child(campaign(button=Button(kind=ButtonKind.CONTINUE), when=WINDOWED.when), found)
    assert (kept.button, kept.programme) == (Button(kind=ButtonKind.CONTINUE), "factory")


@pytest.mark.parametrize(
    ("asked", "windows"),
    [
        (("*:eligible", "*:not_yet"), ["factory"]),
        (("*:not_yet",), ["diagnosis"]),
        (("*:not_yet", "*:eligible"), ["factory"]),
        ((), ["factory", "diagnosis"]),
        (("factory:eligible",), []),
    ],
)
def test_a_series_is_for_the_windows_of_what_it_asks(asked: tuple[str, ...], windows: list[str]) -> None:
    """A duty is not handed in like an application, and has words of its own."""
    series = msgspec.structs.replace(WINDOWED, audience=Audience(verdicts=asked))
    duty = replace(SPRING, programme="diagnosis", outcomes=("not_yet",))
    found = closings(series, [SPRING, duty], at("2026-11-23 10:00"), PLAIN)
    assert [one.closing.programme for one in found if one.closing] == windows


def test_a_series_that_names_its_programme_is_for_its_windows_alone() -> None:
    """Whatever its audience asks; what staff chose among the verdicts stays, and so does the button's own programme."""
    duty = Closing("diagnosis", "y", None, date(2026, 11, 30), ("not_yet",))
    when = msgspec.structs.replace(WINDOWED.when, programme="diagnosis")
    button = Button(kind=ButtonKind.PROGRAMME, programme="other")
    for asked, wanted in (((), ("diagnosis:not_yet",)), (("factory:eligible",), ("factory:eligible",))):
        series = msgspec.structs.replace(WINDOWED, when=when, button=button, audience=Audience(verdicts=asked))
        (found,) = closings(series, [SPRING, duty], at("2026-11-23 10:00"), PLAIN)
        made = child(series, found)
        assert (made.audience, made.button) == (Audience(verdicts=wanted, unsent="diagnosis"), button)
        assert (series.programme, made.programme) == ("diagnosis", "diagnosis")


def test_what_is_ahead_of_windows_is_named_as_what_comes() -> None:
    """By its start, what is under way first; nothing of a window before it opens, nor of one that is closed."""
    later = replace(SPRING, window="w2", opens=date(2026, 12, 5), closes=date(2026, 12, 11))
    shut = replace(SPRING, window="w0", closes=date(2026, 11, 1))
    ahead = closings_ahead(WINDOWED, [later, shut, SPRING], at("2026-11-23 10:00"), PLAIN)
    assert [one.key for one in ahead] == [
        "factory.w1.2026-11-30.2026-11-23",
        "factory.w1.2026-11-30.2026-11-29",
        "factory.w2.2026-12-11.2026-12-10",
    ]
    assert ahead[0].starts_at == at("2026-11-23 10:00")
    assert ahead[0].key == closings(WINDOWED, [later, shut, SPRING], at("2026-11-23 10:00"), PLAIN)[0].key
    assert closings_ahead(WINDOWED, [replace(SPRING, closes=date(2026, 11, 21))], at("2026-11-21 10:00"), PLAIN) == ()


def test_a_series_of_windows_waits_a_minute_after_its_confirmation() -> None:
    """As every series does."""
    fresh = msgspec.structs.replace(WINDOWED, confirmed_at=at("2026-11-23 10:00"))
    assert closings(fresh, [SPRING], at("2026-11-23 10:00:59"), PLAIN) == ()
    assert len(closings(fresh, [SPRING], at("2026-11-23 10:01"), PLAIN)) == 1
