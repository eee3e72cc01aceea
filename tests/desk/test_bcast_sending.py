"""群发 on its way: confirmed once, by two people where they are many, taken back, paused, stopped, followed person by person."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from bot.channels import buttons
from bot.ports import Transaction
from bot.ports.programmes import KeptVerdict
from bot.roles import Role
from bot.usecases.campaigns.standing_reminders import keeping
from dialogs.campaigns.model import CampaignState, DeliveryState
from dialogs.inbound import Choose, Open, Reply, Stored, Tap
from dialogs.model import Desk
from tests.bot.office import at_once
from tests.bot.programmes import keep_all, of_flag
from tests.desk.broadcasting import OTHER, STAFF, confirmed, deliveries, drafted, only, state, under_way
from tests.desk.crowd import crowd
from tests.desk.stage import MINHANG, Stage, labels


def test_nothing_is_sent_to_another_audience_than_the_one_that_was_shown(stage: Stage) -> None:
    """The new count is shown, and confirmed anew."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    drafted(stage)
    stage.tap(STAFF, "确认发送…")
    before = next(label for label in labels(stage.seen[STAFF].screen) if label.startswith("确认发送 "))
    crowd(stage, 1, first=3)
    shown = stage.tap(STAFF, before)
    assert "现在是 3 人" in shown.text
    assert before not in labels(shown)
    assert state(stage) is CampaignState.DRAFT
    assert deliveries(stage) == 0
    stage.tap(STAFF, next(label for label in labels(shown) if label.startswith("确认发送 ")))
    assert deliveries(stage) == 3


def test_confirmed_again_it_is_the_same_one(stage: Stage) -> None:
    """By an old button, and at once from two devices."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    drafted(stage)
    campaign = only(stage).campaign.id
    stage.tap(STAFF, "确认发送…")
    label = next(label for label in labels(stage.seen[STAFF].screen) if label.startswith("确认发送 "))
    seen = stage.seen[STAFF]

    def again() -> None:
        do = next(choice.do for choice in seen.screen.choices if choice.label == label)
        stage.conversation.take("test", STAFF, Tap(do, seen.run, seen.where, seen.revision))

    at_once([again, again])
    assert only(stage).campaign.id == campaign
    assert deliveries(stage) == 2


def test_more_than_fifty_wait_for_another_person(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Who is not the maker; the others are told who decided."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    stage.grant("孙处长", Role.CITY)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    crowd(stage, 51)
    drafted(stage)
    assert "等另一位同事同意" in confirmed(stage)
    campaign = only(stage).campaign.id
    assert state(stage) is CampaignState.WAITING
    assert set(stage.noticed) == {OTHER, "孙处长"}
    stage.open(STAFF, "bcast", campaign + ".y")
    assert "另一位同事" in stage.seen[STAFF].screen.text
    assert state(stage) is CampaignState.WAITING
    stage.tap(OTHER, "同意")
    assert state(stage) is CampaignState.SCHEDULED
    stage.tap("孙处长", "不同意")
    assert "没有重复执行" in stage.seen["孙处长"].screen.text
    assert state(stage) is CampaignState.SCHEDULED
    assert deliveries(stage) == 51
    transcript("bcast_many")


def test_of_two_who_decide_at_once_one_does(stage: Stage) -> None:
    """And the other reads how it stands."""
    for who in (STAFF, OTHER, "孙处长"):
        stage.grant(who, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    campaign = only(stage).campaign.id
    at_once([lambda: stage.open(OTHER, "bcast", campaign + ".y"), lambda: stage.open("孙处长", "bcast", campaign + ".n")])
    texts = [stage.seen[who].screen.text for who in (OTHER, "孙处长")]
    assert sum("没有重复执行" in text for text in texts) == 1
    assert deliveries(stage) == (51 if state(stage) is CampaignState.SCHEDULED else 0)


def test_a_refused_one_is_a_draft_again_and_nobody_waits_for_it(stage: Stage) -> None:
    """It can be changed and confirmed again."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    stage.tap(OTHER, "不同意")
    assert state(stage) is CampaignState.DRAFT
    assert deliveries(stage) == 0
    assert "没有同意" in stage.noticed[STAFF][-1].text
    stage.tap(STAFF, "查看这次群发")
    assert "等另一位同事同意" in confirmed(stage)


def test_the_maker_takes_back_what_waits(stage: Stage) -> None:
    """Those who were asked are told that nothing is left to do."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    stage.tap(STAFF, "收回，先不发")
    assert state(stage) is CampaignState.DRAFT
    assert "收回了群发" in stage.noticed[OTHER][-1].text


def test_for_a_minute_it_can_be_taken_back_once(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Then it is too late, and that is said."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    campaign = only(stage).campaign.id
    stage.clock.at += 59_000
    stage.tap(STAFF, "撤回")
    assert state(stage) is CampaignState.DRAFT
    assert deliveries(stage) == 0
    stage.open(STAFF, "bcast", campaign + ".undo")
    assert "已经撤回过" in stage.seen[STAFF].screen.text
    confirmed(stage)
    stage.clock.at += 60_000
    shown = stage.open(STAFF, "bcast", campaign + ".undo")
    assert "来不及撤回了" in shown.text
    assert "撤回" not in labels(shown)
    assert state(stage) is CampaignState.SCHEDULED
    transcript("bcast_undo")


def test_a_forged_confirmation_of_a_faulty_draft_sends_nothing(stage: Stage) -> None:
    """The digest may be right; the text is not."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage, text="{企业名}")
    campaign = only(stage).campaign
    digest = stage.work(lambda tx: tx.count_audience(campaign.audience, campaign.units, stage.clock.at)).digest
    stage.silently(lambda: stage.choose(STAFF, "sure"))
    shown = stage.choose(STAFF, f"digest:{digest[:8]}")
    assert "没有发给任何人" in shown.text
    assert state(stage) is CampaignState.DRAFT


def test_a_stop_asks_once_and_ends_what_was_not_sent(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Who has it, has it; the ledger tells of each."""
    stage.grant(STAFF, Role.STAFF)
    people = crowd(stage, 3)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    campaign = under_way(stage)
    person, now = stage.person(people[0]), stage.clock.at

    def send(tx: Transaction) -> None:
        assert tx.take_lease("sender", "holder", now, 60_000)
        assert tx.begin_delivery(campaign, person, "holder", "d" * 64, now)
        assert tx.end_delivery(campaign, person, "holder", DeliveryState.SENT, now, message="7")

    stage.work(send)
    stage.say(STAFF, "/broadcast")
    stage.open(STAFF, "bcast", campaign)
    stage.say(STAFF, "暂停", "继续发送", "停止", "否", "停止", "是", "逐人结果", "已发送")
    assert state(stage) is CampaignState.STOPPED
    tally = stage.work(lambda tx: tx.tally(campaign))
    assert (tally[DeliveryState.SENT], tally[DeliveryState.STOPPED]) == (1, 2)
    transcript("bcast_stop")


def test_a_series_stands_and_is_turned_off_and_on(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Its steps, hours and days are typed; nothing is frozen."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    drafted(stage)
    stage.say(STAFF, "时间", "停滞后几天", "改天数或月数", "7，3", "发送时段", "10点到下午5点", "休息日也发", "过期天数", "2", "完成")
    confirmed(stage)
    assert state(stage) is CampaignState.STANDING
    assert deliveries(stage) == 0
    stage.say(STAFF, "关闭")
    assert state(stage) is CampaignState.OFF
    shown = stage.say(STAFF, "/broadcast", "常设提醒")
    stage.tap(STAFF, next(label for label in labels(shown) if label.startswith("{企业名称}")))
    stage.tap(STAFF, "开启")
    assert state(stage) is CampaignState.STANDING
    transcript("bcast_series")


def test_whoever_agrees_too_late_reads_so(stage: Stage) -> None:
    """The time of the broadcast was over; nothing goes out."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    stage.silently(lambda: stage.say(STAFF, "时间", "定时", "明天 9:00", "完成"))
    stage.silently(lambda: confirmed(stage))
    stage.clock.at += 10 * 86_400_000
    assert "已经过了允许发送的时间" in stage.tap(OTHER, "同意").text
    assert state(stage) is CampaignState.WAITING
    assert "还在等另一位同事同意" in stage.open(OTHER, "bcast", only(stage).campaign.id + ".undo").text


def test_the_ledger_goes_on_by_pages_and_as_a_file(stage: Stage) -> None:
    """Ten a page; back leads to the card."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 12)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    under_way(stage)
    stage.silently(lambda: stage.open(STAFF, "bcast", only(stage).campaign.id))
    assert "第 1–10 人" in stage.say(STAFF, "逐人结果").text
    shown = stage.say(STAFF, "更多")
    assert "第 11–12 人" in shown.text
    assert "更多" not in labels(shown)
    assert "表格正在生成" in stage.say(STAFF, "导出表格").text
    assert stage.files == [(STAFF, "campaign", only(stage).campaign.id)]
    assert "发送中" in stage.say(STAFF, "返回").text
    stage.say(STAFF, "逐人结果")
    assert "没有找到" in stage.choose(STAFF, "state:nowhere").text


def test_of_a_series_the_latest_occasions_are_listed(stage: Stage) -> None:
    """And not among what ended lately."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.silently(lambda: stage.say(STAFF, "时间", "每周", "明天 9:00", "完成"))
    stage.silently(lambda: confirmed(stage))
    stored = only(stage)
    done = msgspec.structs.replace(stored.campaign, id="d" * 32, series=stored.campaign.id, state=CampaignState.DONE, persons=7)
    stage.work(lambda tx: tx.add_campaign(done, stage.clock.at))
    assert "最近几次" in stage.open(STAFF, "bcast", stored.campaign.id).text
    assert "最近结束" not in stage.say(STAFF, "/broadcast").text


def test_a_campaign_that_waits_is_counted_on_the_door(stage: Stage) -> None:
    """For those who may agree, not for its maker."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    assert "群发与提醒（1" in stage.say(OTHER, "/desk").text.replace(" ", "")
    assert "群发与提醒（1" not in stage.say(STAFF, "/desk").text.replace(" ", "")


def test_every_button_fits_a_channel(stage: Stage) -> None:
    """With ids as they are outside of tests, 32 digits each."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 51)
    drafted(stage)
    screens = [stage.say(STAFF, line) for line in ("对象", "街镇", "完成", "缺指标", "完成", "完成", "时间", "完成", "确认发送…")]
    stage.silently(lambda: stage.say(STAFF, "先不发送"))
    stage.silently(lambda: confirmed(stage))
    screens += [stage.seen[STAFF].screen, *stage.noticed[OTHER], stage.open(OTHER, "bcast", only(stage).campaign.id + ".y")]
    under_way(stage)
    screens += [stage.open(STAFF, "bcast", only(stage).campaign.id), stage.say(STAFF, "逐人结果")]
    choices = [choice.do for screen in screens for choice in screen.choices]
    assert len(choices) > 60
    longest = "shanghai-advanced-factory-2025"
    verdicts = (Choose(f"v:{longest}:x"), Choose(f"of:{longest}"))
    for do in (*choices, *verdicts, Open("told", "f" * 32 + ".go"), Open("told", "f" * 32 + ".pr")):
        assert len(buttons.payload(do, "f" * 8, 0xFFFFF).encode()) <= buttons.LONGEST


def test_a_series_that_is_turned_off_stops_the_occasion_under_way(stage: Stage) -> None:
    """Who has not got it yet gets nothing more."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    drafted(stage)
    stage.silently(lambda: stage.say(STAFF, "时间", "每周", "明天 9:00", "完成"))
    stage.silently(lambda: confirmed(stage))
    series = only(stage).campaign
    going = msgspec.structs.replace(series, id="d" * 32, series=series.id, state=CampaignState.SENDING, starts_at=1, ends_at=2)

    def begin(tx: Transaction) -> None:
        assert tx.add_campaign(going, stage.clock.at)
        assert tx.freeze_audience(going, stage.clock.at, "2025-11-03").persons == 2

    stage.work(begin)
    stage.open(STAFF, "bcast", series.id)
    stage.tap(STAFF, "关闭")
    assert stage.work(lambda tx: tx.tally(going.id))[DeliveryState.STOPPED] == 2


def test_forged_parts_of_a_draft_find_nothing(stage: Stage) -> None:
    """Of a campaign that is sent already, of none, of somebody else's."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.silently(lambda: confirmed(stage))
    campaign = only(stage).campaign
    for forged in ("audience", "text", "file", "button", "when", "sure", "preview", "trial", "drop"):
        stage.open(STAFF, "bcast", campaign.id)
        assert "没有找到" in stage.choose(STAFF, forged).text
    for forged in ("switch_on", "switch_off"):
        stage.open(STAFF, "bcast", campaign.id)
        assert "没有找到" in stage.choose(STAFF, forged).text
    for forged in ("pause", "resume", "second"):
        stage.open(STAFF, "bcast", campaign.id)
        assert "没有重复执行" in stage.choose(STAFF, forged).text
    assert only(stage).campaign == campaign


@pytest.mark.parametrize("asked", ["new", "audience", "filter", "text", "file", "button", "when"])
def test_a_draft_that_went_meanwhile_is_changed_no_more(stage: Stage, asked: str) -> None:
    """It was confirmed on another device while one of its parts was open."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    campaign = only(stage).campaign
    stored = only(stage)
    cursor = stage.cursor(STAFF)
    fields = {"by": "idle", "about": "window"}
    if asked == "text":
        fields["about"] = "zh"
    at = msgspec.structs.replace(cursor, desk=Desk(page="bcast", at=campaign.id, asked=asked, fields=fields))
    gone = msgspec.structs.replace(campaign, state=CampaignState.SCHEDULED)

    def meanwhile(tx: Transaction) -> None:
        tx.save_cursor(at, stage.clock.at)
        tx.save_campaign(stored, gone, stage.clock.at)

    stage.work(meanwhile)
    for inbound in (
        Reply("7"),
        Choose("clear"),
        Choose("every:week"),
        Stored("a" * 64, "a.png", "image/png", 9, page="bcast", at=campaign.id),
    ):
        stage.work(lambda tx: tx.save_cursor(msgspec.structs.replace(at, revision=99), stage.clock.at))
        stage.send(STAFF, inbound)
    assert only(stage).campaign == gone


def test_a_reminder_whose_day_is_past_does_not_read_as_if_it_were_sent(stage: Stage) -> None:
    """In the list and on its card; one whose day is to come reads as ever."""
    stage.grant(STAFF, Role.STAFF)
    stage.work(keeping(stage.clock.at))
    past, ahead = "2025 年度先进级智能工厂申报", "2025 年底规上制造业企业诊断全覆盖"
    shown = stage.say(STAFF, "/broadcast", "常设提醒").text
    assert f"{past}：已开启，截止日已过，不会再发" in shown
    assert f"{ahead}：已开启\n" in shown
    assert "截止日已过，不会再发。" in stage.tap(STAFF, past).text
    assert "已过" not in stage.say(STAFF, "返回", ahead[:16]).text


def test_the_reminder_before_windows_says_whom_it_is_for_and_when(stage: Stage, transcript: Callable[[str], None]) -> None:
    """As every standing reminder, for the staff who turn it on and off; counted are those with some such verdict."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 3)
    keep_all(stage.store, of_flag(name="factory"))
    for number, outcome in ((1, "eligible"), (2, "not_eligible")):
        enterprise = stage.enterprise(f"{MINHANG}{number:011d}X").id
        verdict = KeptVerdict(enterprise, "factory", "1.0.0", outcome, "only", 0, 0, stage.clock.at)
        stage.work(lambda tx, verdict=verdict: tx.keep_verdict(verdict))
    stage.work(keeping(stage.clock.at))
    stage.say(STAFF, "/broadcast", "常设提醒", "申报项目截止前")
    transcript("bcast_window")
    assert "<b>1</b> 位收件人" in stage.seen[STAFF].screen.text
    assert "每个申报项目的每个批次截止前 14、7、2 天各发一次" in stage.seen[STAFF].screen.text
