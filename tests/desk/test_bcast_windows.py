"""群发 before the windows of a programme: chosen at the desk, said in words, kept with the campaign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from bot.ports.banks import BankState
from bot.ports.programmes import KeptVerdict
from bot.roles import Role
from dialogs.campaigns.calendar import Calendar
from dialogs.campaigns.model import Audience, Button, ButtonKind, CampaignState, Every, Kind, When
from dialogs.campaigns.occasions import Closing, child, closings_ahead
from question_bank.programmes.model import Purpose
from tests.bot.programmes import keep_all, of_level
from tests.desk.broadcasting import STAFF, confirmed, drafted, only, state
from tests.desk.crowd import crowd
from tests.desk.stage import MINHANG, Stage, labels

TEXT = "{联系人}您好！{申报项目}到{截止日期}截止。"
"""On the stage it is noon of Sunday, 2 November 2025."""


def programmes(stage: Stage, *closes: date) -> None:
    """Three enterprises: one may apply for the factory, one not yet, one not at all."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 3)
    duty = replace(of_level(2, "duty", closes=closes), purpose=Purpose.DUTY)
    keep_all(stage.store, of_level(2, "factory", closes=closes), duty)
    for number, outcome in enumerate(("eligible", "not_yet", "not_eligible"), 1):
        enterprise = stage.enterprise(f"{MINHANG}{number:011d}X").id
        for name in ("factory", "duty"):
            verdict = KeptVerdict(enterprise, name, "1.0.0", outcome, "only", 0, 0, stage.clock.at)
            stage.work(lambda tx, verdict=verdict: tx.keep_verdict(verdict))


def chosen(stage: Stage, programme: str = "factory") -> str:
    """A draft before the windows of this programme; what its time says."""
    drafted(stage, text=TEXT)
    stage.say(STAFF, "时间")
    stage.tap(STAFF, "申报项目截止前")
    return stage.tap(STAFF, programme).text


def test_a_series_before_a_programme_closes_is_composed_and_stands(stage: Stage, transcript: Callable[[str], None]) -> None:
    """The programme is chosen, the days are typed; its count, preview and next times are those of whoever has still to hand in."""
    programmes(stage, date(2025, 11, 28), date(2025, 1, 31))
    stage.silently(lambda: drafted(stage, text=TEXT))
    stage.tap(STAFF, "按钮")
    stage.tap(STAFF, "打开申报项目")
    stage.tap(STAFF, "完成")
    stage.tap(STAFF, "时间")
    stage.tap(STAFF, "申报项目截止前")
    stage.tap(STAFF, "factory")
    stage.say(STAFF, "改天数或月数", "１０、3", "完成", "预览", "返回")
    confirmed(stage)
    kept = only(stage).campaign
    assert (kept.state, kept.kind, kept.audience) == (CampaignState.STANDING, Kind.DEADLINE, Audience())
    assert kept.when == When(every=Every.WINDOW, programme="factory", steps=(3, 10), at=kept.when.at)
    assert kept.button == Button(kind=ButtonKind.PROGRAMME)
    assert kept.persons == 2
    transcript("bcast_closing")


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        ((date(2025, 11, 28),), "下一次：2025-11-14 09:00（2025-11-28 截止的批次）"),
        ((date(2025, 12, 31), date(2025, 11, 10)), "下一次：2025-11-03 09:00（2025-11-10 截止的批次）"),
        ((date(2025, 11, 1), date(2024, 11, 1)), "这个项目的批次都已截止，现在不会发送；公布新的批次后，到时自动发送。"),
        ((date(2025, 11, 2),), "现有批次已赶不上这些天数，不会再发"),
        ((), "这个项目没有截止日期，现在不会发送"),
    ],
)
def test_the_next_time_is_said_or_why_there_is_none(stage: Stage, closes: Sequence[date], said: str) -> None:
    """While it is composed, before it is confirmed, and afterwards; without any window it can be confirmed none the less."""
    programmes(stage, *closes)
    assert said in chosen(stage)
    assert said in stage.tap(STAFF, "完成").text
    confirmed(stage)
    assert said in stage.open(STAFF, "bcast", only(stage).campaign.id).text
    assert state(stage) is CampaignState.STANDING


def test_what_was_sent_on_a_friday_is_not_announced_for_monday(stage: Stage) -> None:
    """Though its time is not over; confirmed on the Sunday, it would come on Monday."""
    programmes(stage, date(2025, 11, 8))
    assert "下一次：2025-11-03 09:00（2025-11-08 截止的批次）" in chosen(stage)
    stage.tap(STAFF, "完成")
    confirmed(stage)
    series = only(stage).campaign
    assert "下一次：2025-11-03 09:00" in stage.open(STAFF, "bcast", series.id).text
    begun = closings_ahead(series, [Closing("factory", "w1", None, date(2025, 11, 8), ())], stage.clock.at, Calendar())[0]
    stage.work(lambda tx: tx.add_campaign(child(series, begun), stage.clock.at))
    assert "下一次：2025-11-06 09:00" in stage.open(STAFF, "bcast", series.id).text


def test_what_is_under_way_begins_with_the_confirmation(stage: Stage) -> None:
    """Afterwards the card names the one after it."""
    programmes(stage, date(2025, 11, 17))
    stage.clock.at += 24 * 3_600_000
    assert "下一次：确认后就发（2025-11-17 截止的批次）" in chosen(stage)
    stage.tap(STAFF, "完成")
    confirmed(stage)
    assert "下一次：2025-11-10 09:00" in stage.open(STAFF, "bcast", only(stage).campaign.id).text


@pytest.mark.parametrize(("programme", "persons"), [("factory", 2), ("duty", 1)])
def test_it_counts_those_who_have_still_to_do_it(stage: Stage, programme: str, persons: int) -> None:
    """For a duty, who has done it is left alone; whoever chose among the verdicts gets just those."""
    programmes(stage, date(2025, 11, 28))
    chosen(stage, programme)
    assert f"<b>{persons}</b> 位收件人" in stage.tap(STAFF, "完成").text
    stage.say(STAFF, "对象", "申报资格")
    stage.tap(STAFF, "factory：暂不满足")
    assert "<b>1</b> 位收件人" in stage.say(STAFF, "完成", "完成").text


def test_only_a_programme_that_is_there_is_taken(stage: Stage) -> None:
    """A forged one changes nothing; one that went meanwhile holds the draft back; another time forgets it."""
    programmes(stage, date(2025, 11, 28))
    drafted(stage, text="{联系人}您好！")
    stage.say(STAFF, "时间", "申报项目截止前")
    before = only(stage).campaign.when
    stage.choose(STAFF, "of:nowhere")
    assert only(stage).campaign.when == before
    stage.say(STAFF, "申报项目截止前")
    stage.tap(STAFF, "factory")
    retired = stage.work(lambda tx: tx.pack_version("factory", "1.0.0"))
    assert retired is not None
    stage.work(lambda tx: tx.change_pack_version(retired, replace(retired, state=BankState.RETIRED)))
    shown = stage.tap(STAFF, "完成")
    assert "这个项目已不在列，不会发送。" in shown.text
    assert "选的项目已不在列" in shown.text
    assert "确认发送…" not in labels(shown)
    stage.say(STAFF, "时间", "马上")
    assert only(stage).campaign.when.programme == ""
    assert "确认发送…" in labels(stage.tap(STAFF, "完成"))


def test_without_programmes_there_is_nothing_to_choose(stage: Stage) -> None:
    """It is said, and the time stays as it was."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage, text="您好！")
    assert "现在没有可以选的申报项目。" in stage.say(STAFF, "时间", "申报项目截止前").text
    assert only(stage).campaign.when.every is Every.NOW


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        ((date(2025, 11, 28),), "Next: 2025-11-14 09:00 (for the window that closes on 2025-11-28)"),
        ((date(2025, 11, 2),), "None of these days is left"),
        ((date(2025, 11, 1),), "Every window of this programme has closed"),
        ((), "This programme has no closing day"),
    ],
)
def test_the_words_are_there_in_english(stage: Stage, closes: Sequence[date], said: str) -> None:
    """For each of the cases."""
    programmes(stage, *closes)
    stage.silently(lambda: chosen(stage))
    cursor = msgspec.structs.replace(stage.cursor(STAFF), language="en")
    stage.work(lambda tx: tx.save_cursor(cursor, stage.clock.at))
    shown = stage.open(STAFF, "bcast", only(stage).campaign.id).text
    assert 'before each window of "factory" closes' in shown
    assert said in shown
