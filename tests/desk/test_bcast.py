"""群发: a staff member composes and sends; what is wrong is said before anything goes out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from bot.roles import Role
from bot.usecases.drawing import File
from bot.usecases.files.exporting import Order, files
from dialogs.campaigns.model import CampaignState
from dialogs.inbound import Stored
from tests.desk.broadcasting import OTHER, STAFF, TEXT, confirmed, deliveries, drafted, only, state
from tests.desk.crowd import crowd
from tests.desk.stage import MINHANG, Stage, labels


def test_a_staff_member_composes_and_sends_to_three(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Led from part to part: audience, text, file, button, time, card, preview, trial, confirmation."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 3)
    crowd(stage, 2, "310115", "浦东企业")
    stage.say(STAFF, "/broadcast", "新建群发", "所属区")
    stage.tap(STAFF, "闵行区")
    stage.say(STAFF, "完成", "进展")
    stage.tap(STAFF, "未开始")
    stage.say(STAFF, "完成", "下一步")
    stage.say(STAFF, TEXT)
    stage.say(STAFF, "下一步", "下一步", "继续自诊断", "下一步", "定时", "明天 9点半", "下一步", "预览")
    stage.tap(STAFF, "2")
    stage.say(STAFF, "发给我试试", "返回")
    confirmed(stage)
    assert state(stage) is CampaignState.SCHEDULED
    assert deliveries(stage) == 3
    transcript("bcast_three")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{企业名}您好", "没有“{企业名}”这个字段"),
        ("<b>急", "没有结束"),
        ("<i>急</b>", "“</b>”".replace("<", "&lt;").replace(">", "&gt;")),
        ("{单位}", "联络员"),
        ("{截止日期}", "截止日"),
        ("字" * 4_100, "4096"),
    ],
)
def test_what_is_wrong_with_a_text_is_said_at_once_and_the_text_stays(stage: Stage, text: str, said: str) -> None:
    """And nothing can be confirmed while it is."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage, text=text)
    assert only(stage).campaign.texts == {"zh": text}
    assert said in stage.seen[STAFF].screen.text
    assert "确认发送…" not in labels(stage.seen[STAFF].screen)
    stage.tap(STAFF, "正文")
    assert said in stage.seen[STAFF].screen.text


def test_an_empty_audience_a_past_time_and_a_bad_link_are_said(stage: Stage) -> None:
    """Each where it is, and all of them on the card."""
    stage.grant(STAFF, Role.STAFF)
    drafted(stage)
    shown = stage.seen[STAFF].screen
    assert "没有任何收件人" in shown.text
    crowd(stage, 1)
    stage.say(STAFF, "时间", "定时")
    assert "已经过去" in stage.say(STAFF, "2025-11-01 9:00").text
    assert "没有看懂时间" in stage.say(STAFF, "定时", "下周").text
    assert "https" in stage.say(STAFF, "返回", "完成", "按钮", "http://example.com/a").text
    stage.say(STAFF, "打开链接", "完成")
    assert "确认发送…" not in labels(stage.seen[STAFF].screen)


def test_a_picture_goes_with_it_and_can_be_taken_off(stage: Stage) -> None:
    """It is named on the card."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    campaign = only(stage).campaign.id
    stage.tap(STAFF, "附件")
    shown = stage.send(STAFF, Stored("a" * 64, "海报.png", "image/png", 2_000, page="bcast", at=campaign))
    assert "作为图片发送" in shown.text
    assert only(stage).campaign.attachment is not None
    stage.say(STAFF, "去掉附件", "完成")
    assert only(stage).campaign.attachment is None


def test_a_trial_brings_the_file_to_who_writes_it_and_to_nobody_else(stage: Stage) -> None:
    """As a picture where it is one; none once the draft is gone, nor where the folder has lost it."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    campaign = only(stage).campaign.id
    stage.tap(STAFF, "附件")
    stage.send(STAFF, Stored("a" * 64, "海报.png", "image/png", 2_000, page="bcast", at=campaign))
    stage.say(STAFF, "完成", "预览", "发给我试试")
    assert stage.files == [(STAFF, "attachment", campaign)]

    def made(who: str, about: str, kept: bytes | None = b"png") -> Sequence[File]:
        order = Order(stage.store, stage.person(who), "zh", stage.clock.at, about, read={"a" * 64: kept}.get)
        return asyncio.run(files(order, "attachment"))

    assert made(STAFF, campaign) == (("photo", "海报.png", b"png"),)
    assert [made(OTHER, campaign), made(STAFF, campaign, None), made(STAFF, "f" * 32)] == [(), (), ()]


def test_pasted_codes_narrow_the_audience_and_what_is_none_is_named(stage: Stage) -> None:
    """In one message, however they are separated."""
    stage.grant(STAFF, Role.STAFF)
    stage.register("王芳")
    crowd(stage, 2)
    stage.say(STAFF, "/broadcast", "新建群发")
    shown = stage.say(STAFF, "91310115000000019M， 123 \n91310115000000019m")
    assert "新加了 1 个" in shown.text
    assert "没有加上：123" in shown.text
    assert "<b>1</b> 位收件人" in shown.text


def test_a_liaison_writes_within_the_own_district(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Nobody elsewhere is ever meant, and other districts learn nothing of it."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("周浦", Role.LIAISON, "310115")
    crowd(stage, 2)
    crowd(stage, 2, "310115", "浦东企业")
    stage.say("李梅", "/broadcast", "新建群发")
    campaign = only(stage).campaign.id
    assert "所属区" not in labels(stage.seen["李梅"].screen)
    stage.say("李梅", "下一步", TEXT, "下一步", "下一步", "下一步", "下一步")
    confirmed(stage, "李梅")
    assert deliveries(stage) == 2
    seen = {stage.open("周浦", "bcast", at) for at in (campaign, "0" * 32, "没有")}
    assert len(seen) == 1
    assert "没有找到" in seen.pop().text
    assert {stage.open("周浦", "bcast", at + ".undo") for at in (campaign, "0" * 32)} == {stage.open("周浦", "bcast", "1" * 32 + ".n")}
    assert state(stage) is CampaignState.SCHEDULED
    transcript("bcast_district")


def test_who_writes_to_nobody_finds_no_page(stage: Stage) -> None:
    """A contact, a street's liaison, a provider."""
    stage.begin("王芳")
    assert "没有找到" in stage.say("王芳", "/broadcast").text
    assert "群发与提醒" not in labels(stage.say("王芳", "/desk"))


def test_with_several_units_it_is_asked_in_whose_name(stage: Stage) -> None:
    """And a unit of somebody else's is none of them."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("李梅", Role.LIAISON, "310115")
    stage.say("李梅", "/broadcast", "新建群发")
    stage.choose("李梅", "310101")
    assert "没有找到" in stage.seen["李梅"].screen.text
    stage.say("李梅", "浦东新区")
    assert only(stage).campaign.units == ("310115",)


def test_leaving_loses_nothing_and_a_draft_can_be_deleted(stage: Stage) -> None:
    """It is in the list, for its maker only; deleting asks once."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 1)
    stage.say(STAFF, "/broadcast", "新建群发", "下一步", "展会通知：下周三请到会。")
    stage.say(STAFF, "/home")
    assert "展会通知" not in stage.say(OTHER, "/broadcast").text
    assert "展会通知" in stage.say(STAFF, "/broadcast").text
    stage.say(STAFF, "展会通知：下周三请到会。", "删除草稿", "否", "删除草稿", "是")
    assert not stage.work(lambda tx: tx.campaigns(tuple(CampaignState), 10))


def test_a_colleague_may_read_a_draft_but_not_change_it(stage: Stage) -> None:
    """Nor confirm or delete it; what cannot be done reads as if it were not there."""
    stage.grant(STAFF, Role.STAFF)
    stage.grant(OTHER, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    campaign = only(stage).campaign.id
    shown = stage.open(OTHER, "bcast", campaign)
    assert {"正文", "确认发送…", "删除草稿"} & set(labels(shown)) == set()
    for forged in ("text", "sure", "drop", "trial", "preview"):
        stage.open(OTHER, "bcast", campaign)
        assert "没有找到" in stage.choose(OTHER, forged).text
    assert only(stage).campaign.texts == {"zh": TEXT}


def test_when_it_begins_is_said_before_it_is_confirmed(stage: Stage) -> None:
    """A time in the evening means the next working morning; of a series the next three."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "时间", "定时", "11月7日 20:00", "完成")
    assert "2025-11-10 09:00 开始" in stage.tap(STAFF, "确认发送…").text
    stage.say(STAFF, "先不发送", "时间", "每周", "11月4日 10:00", "完成")
    shown = stage.tap(STAFF, "确认发送…").text
    assert [day in shown for day in ("2025-11-04 10:00 开始", "2025-11-11 10:00 开始", "2025-11-18 10:00 开始")] == [True] * 3


def test_what_is_not_ready_is_neither_previewed_nor_tried(stage: Stage) -> None:
    """There is nobody to show it for."""
    stage.grant(STAFF, Role.STAFF)
    drafted(stage)
    assert "还不能" in stage.say(STAFF, "预览").text
    assert "还不能" in stage.say(STAFF, "发给我试试").text
    assert STAFF not in stage.noticed


def test_what_is_typed_beside_the_times_is_read_as_the_one_that_is_set(stage: Stage) -> None:
    """A past time or day that is told to be changed is changed by typing another; days are days."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    assert "已经过去" in stage.say(STAFF, "时间", "2020-01-01 9:00").text
    assert "2025-11-07 10:00 起" in stage.say(STAFF, "11月7日 10:00").text
    stage.say(STAFF, "截止日前", "2025-10-01", "2025-12-31")
    assert "截止日 2025-12-31，提前 1、7 天" in stage.seen[STAFF].screen.text
    assert "提前 2、14 天" in stage.say(STAFF, "14，2").text
    assert "满 5、30 天" in stage.say(STAFF, "停滞后几天", "5 天、30 天").text
    assert "没有看懂" in stage.say(STAFF, "三天").text
    assert "满 5、30 天" in stage.say(STAFF, "刷新").text


def test_a_past_deadline_is_gone_once_another_time_is_chosen(stage: Stage) -> None:
    """What is not shown any more must not stand in the way; one that is to come is kept for its field."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    assert "已经过去" in stage.say(STAFF, "时间", "截止日前", "2025-10-01").text
    assert "请先修改" not in stage.say(STAFF, "停滞后几天").text
    stage.say(STAFF, "截止日前", "2025-12-31", "马上", "完成", "正文", "{截止日期}前请完成。")
    assert "请先修改" not in stage.seen[STAFF].screen.text


def test_numbers_that_are_none_are_told_what_is_needed(stage: Stage) -> None:
    """Days and months are whole; fractions are not offered as an example."""
    stage.grant(STAFF, Role.STAFF)
    stage.say(STAFF, "/broadcast", "新建群发", "停滞天数")
    for text in ("三", "-1", "0", "7.5", "1000"):
        assert "1–999 的整数" in stage.say(STAFF, text).text
    assert "7 天以上没有动静" in stage.say(STAFF, " 7 天").text
    stage.silently(lambda: stage.say(STAFF, "返回", "返回"))
    drafted(stage)
    assert "1–30 的整数" in stage.say(STAFF, "时间", "过期天数", "0").text
    assert "过期 5 天" in stage.say(STAFF, "5天").text


def test_a_draft_that_nothing_was_said_in_is_begun_once(stage: Stage) -> None:
    """Else a list of empty drafts is left behind, which nobody can tell apart; one that says something is kept beside the new one."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    stage.say(STAFF, "/broadcast", "新建群发", "返回", "返回", "新建群发", "返回", "返回")
    assert labels(stage.seen[STAFF].screen).count("还没有正文的草稿") == 1
    stage.say(STAFF, "新建群发", "下一步", TEXT, "/broadcast")
    assert "还没有正文的草稿" not in stage.seen[STAFF].screen.text
    stage.say(STAFF, "新建群发", "/broadcast")
    assert len(stage.work(lambda tx: tx.campaigns((CampaignState.DRAFT,), 10))) == 2


def test_where_nothing_can_be_chosen_no_name_is_sought(stage: Stage) -> None:
    """No street has been entered yet."""
    stage.grant(STAFF, Role.STAFF)
    shown = stage.say(STAFF, "/broadcast", "新建群发", "街镇").text
    assert "没有可以选的" in shown
    assert "“”" not in shown
    assert "没有名称里带“莘庄”的" in stage.say(STAFF, "莘庄").text


def test_a_no_at_the_last_step_leaves_the_draft(stage: Stage) -> None:
    """As does going back; what is typed there confirms nothing."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "确认发送…", "是")
    assert state(stage) is CampaignState.DRAFT
    assert "草稿" in stage.say(STAFF, "先不发送").text
    for no in ("取消", "否"):
        assert "草稿" in stage.say(STAFF, "确认发送…", no).text
    stage.say(STAFF, "确认发送…", "返回", "预览", "再看一遍", "返回")
    assert state(stage) is CampaignState.DRAFT


def test_names_that_look_like_markup_are_inert_wherever_they_stand(stage: Stage) -> None:
    """In counts, previews, trials and the ledger; fields in a name are not filled again."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1, name="<b>甲</b>&{联系人}")
    drafted(stage)
    for shown in (stage.seen[STAFF].screen, stage.say(STAFF, "预览"), stage.say(STAFF, "返回", "确认发送…")):
        assert "&lt;b&gt;甲&lt;/b&gt;&amp;{联系人}" in shown.text
        assert "<b>甲" not in shown.text
    stage.say(STAFF, "先不发送", "发给我试试")
    assert "&lt;b&gt;甲&lt;/b&gt;&amp;{联系人}" in stage.noticed[STAFF][-1].text


def test_every_screen_has_a_way_back_and_takes_nothing_that_it_does_not_ask_for(stage: Stage) -> None:
    """Words, forged choices and other things change nothing."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("李梅", Role.LIAISON, "310115")
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    front = stage.say("李梅", "/broadcast")
    stage.say("李梅", "新建群发", "不知道")
    assert stage.say("李梅", "返回") == front
    assert "工作台" in stage.say("李梅", "返回").text
    stage.open(STAFF, "bcast", "standing")
    assert "现在没有群发" in stage.say(STAFF, "返回").text
    stage.say(STAFF, "你好")
    drafted(stage)
    before = only(stage).campaign
    for part in ("附件", "按钮", "时间", "正文", "预览", "确认发送…", "删除草稿", "逐人结果"):
        stage.open(STAFF, "bcast", before.id)
        if part in labels(stage.seen[STAFF].screen):
            stage.tap(STAFF, part)
        for forged in ("nonsense", "every:never", "about:nothing", "in:fr", "clear:", "v:1", "after:x", "999"):
            stage.choose(STAFF, forged)
    stage.open(STAFF, "bcast", before.id)
    stage.say(STAFF, "不知道", "删除草稿", "不知道")
    assert only(stage).campaign == before
