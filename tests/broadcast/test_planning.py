"""When campaigns are sent: their time, closed hours, windows, and occasions of series that come once whatever the clock does."""

from __future__ import annotations

import asyncio
import zlib
from datetime import date
from typing import Any

import pytest

from bot.broadcast import sender
from bot.ports import Store
from bot.ports.banks import BankState
from bot.ports.campaigns import StoredCampaign
from bot.ports.programmes import Application, ApplicationState, KeptVerdict, PackVersion
from bot.ports.standing import Progress, Stage
from dialogs.campaigns.model import Audience, Button, ButtonKind, Campaign, CampaignState, DeliveryState, Every, Kind, When
from tests.bot.office import DAY, StoppedClock
from tests.bot.programmes import keep_all, of_flag, of_level
from tests.broadcast.crowd import HOUR, MONDAY, Crowd, plain, sending
from tests.channels.desk import code_of

A_WHILE = 0.4
"""Seconds in which the sender looks and plans several times."""


def _children(crowd: Crowd, series: Campaign) -> list[Campaign]:
    states = set(CampaignState)
    found = crowd.store.submit(lambda tx: tx.campaigns(states, 100)).result()
    return [stored.campaign for stored in found if stored.campaign.series == series.id]


def _standing(crowd: Crowd, when: When, **fields: Any) -> Campaign:
    series = crowd.campaign(when=when, state=CampaignState.STANDING, starts_at=None, ends_at=None, **fields)
    crowd.store.submit(lambda tx: tx.add_campaign(series, crowd.stand.clock.now())).result()
    return series


def _clock(crowd: Crowd) -> StoppedClock:
    clock = crowd.stand.clock
    assert isinstance(clock, StoppedClock)
    return clock


def test_nothing_goes_before_its_time(store: Store) -> None:
    """And all of it once the time has come."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(starts_at=MONDAY + HOUR)
        await asyncio.sleep(A_WHILE)
        assert crowd.tally(campaign.id) == {"queued": 3}
        _clock(crowd).at += HOUR
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 3}

    sending(script, store, 3)


def test_outside_the_hours_nothing_is_sent_and_the_rest_goes_the_next_morning(store: Store) -> None:
    """A campaign that is being sent when the hours end."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 5)
        _clock(crowd).at = MONDAY + 8 * HOUR
        await asyncio.sleep(A_WHILE)
        sent = crowd.tally(campaign.id)["sent"]
        assert sent < 60
        await asyncio.sleep(A_WHILE)
        assert crowd.tally(campaign.id)["sent"] == sent
        _clock(crowd).at = MONDAY + 23 * HOUR
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 60}

    sending(script, store, 60, rate=50)


def test_on_a_holiday_of_the_calendar_nothing_is_sent(store: Store) -> None:
    """Though it is a Monday."""

    async def script(crowd: Crowd) -> None:
        crowd.store.submit(lambda tx: tx.load_calendar({date(2025, 11, 3): False}, "test", MONDAY)).result()
        await asyncio.sleep(A_WHILE)
        campaign = crowd.begin()
        await asyncio.sleep(A_WHILE)
        assert crowd.tally(campaign.id) == {"queued": 2}

    sending(script, store, 2)


def test_what_was_not_sent_within_its_window_is_not_sent_at_all(store: Store) -> None:
    """The program was down over it; or it was paused for too long."""

    async def script(crowd: Crowd) -> None:
        missed = crowd.begin(starts_at=MONDAY - 3 * DAY, ends_at=MONDAY - HOUR)
        paused = crowd.begin(state=CampaignState.PAUSED, ends_at=MONDAY - HOUR)
        for campaign in (missed, paused):
            done = await crowd.ended(campaign.id)
            assert done.state is CampaignState.DONE
            assert crowd.tally(campaign.id) == {"outside": 3}
        assert await crowd.messages(crowd.numbers[0]) == []

    sending(script, store, 3)


def test_a_weekly_series_comes_once_a_week_whatever_the_clock_does(store: Store) -> None:
    """Back an hour, forward a day and back again; and again in the next week."""

    async def script(crowd: Crowd) -> None:
        clock = _clock(crowd)
        series = _standing(crowd, When(every=Every.WEEK, at=MONDAY - HOUR, window=2))
        for move in (0, HOUR // 2, -HOUR // 2, DAY, -DAY, 0):
            clock.at = MONDAY + move
            await asyncio.sleep(A_WHILE)
        (child,) = _children(crowd, series)
        await crowd.ended(child.id)
        assert [message["text"] for message in await crowd.messages(crowd.numbers[0])] == [plain(crowd.numbers[0])]
        assert child.persons == 3
        assert crowd.tally(child.id) == {"sent": 3}
        clock.at = MONDAY + 7 * DAY
        await asyncio.sleep(A_WHILE)
        assert len(_children(crowd, series)) == 2

    sending(script, store, 3)


def test_an_occasion_for_nobody_is_not_kept(store: Store) -> None:
    """And brings no error, however often it is looked."""

    async def script(crowd: Crowd) -> None:
        series = _standing(crowd, When(every=Every.WEEK, at=MONDAY - HOUR), audience=Audience(codes=(code_of(9_999),)))
        await asyncio.sleep(A_WHILE)
        assert _children(crowd, series) == []

    sending(script, store, 3)


def test_who_is_idle_is_reminded_once_for_each_step_and_never_after_going_on(store: Store) -> None:
    """Steps of three and seven days; somebody goes on in between."""

    async def script(crowd: Crowd) -> None:
        clock, busy = _clock(crowd), crowd.numbers[0]
        _started(crowd)
        audience = Audience(stages=(Stage.IN_PROGRESS.value,))
        _standing(crowd, When(every=Every.IDLE, steps=(3, 7), window=2, any_day=True), kind=Kind.PROGRESS, audience=audience)
        got: list[tuple[int, int]] = []
        for day in range(1, 12):
            clock.at = MONDAY + day * DAY
            if day == 5:
                _started(crowd, busy)
            await asyncio.sleep(A_WHILE)
            await crowd.stand.settled()
            got.append((len(await crowd.messages(busy)), len(await crowd.messages(crowd.numbers[1]))))
        assert got[:2] == [(0, 0), (0, 0)]
        assert got[2:6] == [(1, 1)] * 4
        assert got[6] == (1, 2)
        assert got[7:] == [(2, 2)] * 4

    sending(script, store, 2)


def _started(crowd: Crowd, *numbers: int) -> None:
    """These (or all) answered something just now."""

    def work(tx: Any) -> None:
        now = crowd.stand.clock.now()
        for number in numbers or crowd.numbers:
            found = tx.enterprise_by_code(code_of(number))
            tx.keep_progress(found.id, Progress("", Stage.IN_PROGRESS, 2, 12, 48), now)

    crowd.store.submit(work).result()


def _judged(crowd: Crowd, programme: str, *outcomes: str) -> list[str]:
    """The programme says this to them, one after the other; their enterprises."""

    def work(tx: Any) -> list[str]:
        ids = [tx.enterprise_by_code(code_of(number)).id for number in crowd.numbers]
        for enterprise, outcome in zip(ids, outcomes, strict=False):
            tx.keep_verdict(KeptVerdict(enterprise, programme, "1.0.0", outcome, "only", 0, 0, MONDAY))
        return ids

    return crowd.store.submit(work).result()


def _apply(crowd: Crowd, enterprise: str, programme: str, state: ApplicationState) -> None:
    application = Application(enterprise, programme, "w1", state, "p", MONDAY)
    crowd.store.submit(lambda tx: tx.keep_application(tx.application(enterprise, programme), application)).result()


async def _on(crowd: Crowd, moment: int, *got: int) -> None:
    """It is this moment, and everybody has got so many messages then: not fewer for long, and no more in a while."""
    _clock(crowd).at = moment

    async def there() -> bool:
        return [len(await crowd.messages(number)) for number in crowd.numbers] == list(got)

    await asyncio.sleep(A_WHILE)
    await crowd.stand.settled()
    await crowd.stand.later(there, f"{got} messages")


WINDOWED = {
    "kind": Kind.DEADLINE,
    "texts": {"zh": "{申报项目}到{截止日期}截止，还剩 {剩余天数} 天"},
    "button": Button(kind=ButtonKind.PROGRAMME),
    "audience": Audience(verdicts=("*:eligible", "*:not_yet")),
}


def test_before_a_window_closes_those_who_may_apply_or_nearly_are_reminded_once_for_each_step(store: Store) -> None:
    """Seven days and one before: not those whom the programme refuses, who have no verdict, or who have handed in meanwhile; who has to
    hand in again is. A newer version of the pack with the same day tells nobody twice; a window that is put off has steps of its own."""
    closes = date(2025, 11, 13)

    async def script(crowd: Crowd) -> None:
        keep_all(crowd.store, of_level(2, "factory", closes=[closes, date(2025, 1, 1)]), of_flag(name="other"))
        ids = _judged(crowd, "factory", "eligible", "not_yet", "not_eligible", "", "eligible", "not_yet")[:6]
        _judged(crowd, "other", *["eligible"] * 6)
        _apply(crowd, ids[5], "factory", ApplicationState.RETURNED)
        series = _standing(crowd, When(every=Every.WINDOW, steps=(7, 1), window=2), **WINDOWED)
        await _on(crowd, MONDAY + 2 * DAY, 0, 0, 0, 0, 0, 0)
        await _on(crowd, MONDAY + 3 * DAY, 1, 1, 0, 0, 1, 1)
        assert (await crowd.messages(crowd.numbers[0]))[0]["text"] == "factory申报到2025年11月13日截止，还剩 7 天"
        keep_all(crowd.store, of_level(3, "factory", "2.0.0", closes=[closes]))
        await _on(crowd, MONDAY + 4 * DAY, 1, 1, 0, 0, 1, 1)
        _apply(crowd, ids[4], "factory", ApplicationState.HANDED_IN)
        await _on(crowd, MONDAY + 9 * DAY, 2, 2, 0, 0, 1, 2)
        await _on(crowd, MONDAY + 3 * DAY, 2, 2, 0, 0, 1, 2)  # the clock went back
        await _on(crowd, MONDAY + 11 * DAY, 2, 2, 0, 0, 1, 2)
        keep_all(crowd.store, of_level(3, "factory", "3.0.0", closes=[date(2025, 11, 25)]))
        await _on(crowd, MONDAY + 15 * DAY, 3, 3, 0, 0, 1, 3)
        assert len(_children(crowd, series)) == 3

    sending(script, store, 6)


def test_a_series_for_one_programme_is_sent_before_its_windows_alone(store: Store) -> None:
    """As the standing ones are; whoever has handed in is left out."""

    async def script(crowd: Crowd) -> None:
        closes = [date(2025, 11, 13)]
        keep_all(crowd.store, of_level(2, "factory", closes=closes), of_level(2, "voucher", closes=closes))
        ids = _judged(crowd, "factory", "eligible", "not_yet", "not_eligible", "eligible")
        _judged(crowd, "voucher", *["eligible"] * 4)
        _apply(crowd, ids[3], "factory", ApplicationState.HANDED_IN)
        when = When(every=Every.WINDOW, steps=(7, 1), window=2, programme="factory")
        series = _standing(crowd, when, **WINDOWED | {"audience": Audience()})
        await _on(crowd, MONDAY + 3 * DAY, 1, 1, 0, 0)
        assert (await crowd.messages(crowd.numbers[0]))[0]["text"] == "factory申报到2025年11月13日截止，还剩 7 天"
        assert len(_children(crowd, series)) == 1

    sending(script, store, 4)


def test_who_hands_in_after_the_reminder_was_planned_does_not_get_it(store: Store) -> None:
    """Nor whom the programme refuses by then; asked once more right before it is sent."""

    async def script(crowd: Crowd) -> None:
        keep_all(crowd.store, of_level(2, "factory", closes=[date(2025, 11, 30)]))
        ids = _judged(crowd, "factory", "eligible", "eligible", "eligible")
        audience = Audience(verdicts=("factory:eligible",), unsent="factory")
        campaign = crowd.begin(audience=audience, button=Button(kind=ButtonKind.PROGRAMME, programme="factory"), starts_at=MONDAY + HOUR)
        _apply(crowd, ids[0], "factory", ApplicationState.HANDED_IN)
        _judged(crowd, "factory", "eligible", "not_eligible")
        _clock(crowd).at += HOUR
        await crowd.ended(campaign.id)
        assert crowd.tally(campaign.id) == {"sent": 1, "moved_on": 2}
        assert [len(await crowd.messages(number)) for number in crowd.numbers] == [0, 0, 1]

    sending(script, store, 3)


def test_packs_that_cannot_be_read_stop_no_other_series(store: Store) -> None:
    """It is reported; the weekly series has its occasion."""

    async def script(crowd: Crowd) -> None:
        version = PackVersion("p", "1", "p", BankState.PUBLISHED, "d", shipped=True, made_by="", made_at=0, current=True)
        crowd.store.submit(lambda tx: tx.add_pack_version(version, b"no pack")).result()
        _standing(crowd, When(every=Every.WINDOW, steps=(7,)), **WINDOWED)
        series = _standing(crowd, When(every=Every.WEEK, at=MONDAY - HOUR))
        await asyncio.sleep(A_WHILE)
        assert len(_children(crowd, series)) == 1

    sending(script, store, 1, expected=(zlib.error,))


def test_a_scheduled_campaign_that_was_moved_on_by_somebody_else_is_left_alone(store: Store) -> None:
    """It was taken back while it was looked at."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin(confirmed_at=MONDAY)
        await asyncio.sleep(A_WHILE)
        assert crowd.found(campaign.id).state is CampaignState.SCHEDULED, "it can still be taken back"

        def taken_back(tx: Any) -> None:
            stored: StoredCampaign = tx.campaign(campaign.id)
            tx.save_campaign(stored, crowd.campaign(id=campaign.id, state=CampaignState.DRAFT), MONDAY)

        crowd.store.submit(taken_back).result()
        _clock(crowd).at += HOUR
        await asyncio.sleep(A_WHILE)
        assert crowd.tally(campaign.id) == {"queued": 2}

    sending(script, store, 2)


def test_when_the_hours_end_not_even_those_in_line_are_written_to(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though nobody looks at the campaigns for a while."""

    async def script(crowd: Crowd) -> None:
        campaign = crowd.begin()
        await crowd.reached(campaign.id, DeliveryState.SENT, 3)
        monkeypatch.setattr(sender, "LOOK_SECONDS", 30.0)
        await asyncio.sleep(0.1)
        _clock(crowd).at = MONDAY + 8 * HOUR
        sent = crowd.tally(campaign.id)["sent"]
        await asyncio.sleep(1)
        assert crowd.tally(campaign.id)["sent"] <= sent + 3 < 40

    sending(script, store, 50, rate=25)
