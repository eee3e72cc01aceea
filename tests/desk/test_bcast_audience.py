"""Whom a broadcast is for: every way to narrow it, with the count after each step; and parts that are changed back and forth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from bot.ports.banks import BankState
from bot.ports.programmes import KeptVerdict
from bot.ports.standing import Progress, Stage
from bot.roles import Role, UnitKind
from dialogs.campaigns.model import Audience, Button, ButtonKind, Every, Kind, Whom
from dialogs.desk.bcast.parts import NARROWING
from question_bank.programmes.model import Programme, Subject
from tests.bot.programmes import keep_all, of_flag, of_level
from tests.desk.broadcasting import STAFF, drafted, only
from tests.desk.crowd import crowd
from tests.desk.stage import MINHANG, labels
from tests.desk.stage import Stage as Theatre

INDICATOR = "人均生产效率提高率"


@pytest.fixture
def led(stage: Theatre) -> Theatre:
    """A draft at its audience; two enterprises, of which one has begun."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 2)
    begun = stage.enterprise(f"{MINHANG}{2:011d}X").id
    stage.work(lambda tx: tx.keep_progress(begun, Progress("r" * 32, Stage.IN_PROGRESS, 1, 3, 9, started_at=1), stage.clock.at))
    stage.work(lambda tx: tx.add_unit(UnitKind.STREET, "莘庄镇", MINHANG, 0))
    stage.say(STAFF, "/broadcast", "新建群发")
    return stage


def audience(stage: Theatre) -> Audience:
    """What the one draft is for."""
    return only(stage).campaign.audience


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("所属区", "浦东新区", "闵行区"), Audience(districts=("310115", "310112"))),
        (("行业", "汽车"), Audience()),
        (("行业", "汽车", "汽车制造业"), Audience(industries=("C36",))),
        (("规模", "1"), Audience()),
        (("进展", "未开始", "进行中", "未开始"), Audience(stages=("in_progress",))),
        (("停滞天数", "14"), Audience(idle_days=14)),
        (("停滞天数", "１４天"), Audience(idle_days=14)),
        (("停滞天数", "很久"), Audience()),
        (("完成已久", "6 个月"), Audience(months_since=6)),
        (("在答等级", "一级"), Audience(answering=1)),
        (("已达等级", "二级", "一级"), Audience(levels=(1, 2))),
        (("语言", "英文"), Audience(language="en")),
        (("语言", "英文", "语言", "英文"), Audience()),
        (("收件人", "联络员"), Audience(whom=Whom.LIAISONS)),
        (("收件人", "每家企业的全部联系人"), Audience(whom=Whom.ALL)),
        (("收件人", "联络员", "收件人", "清除"), Audience()),
        (("所属区", "闵行区", "完成", "全部清除"), Audience()),
        (("按信用代码", "91310115000000019M、91310117000000027D"), Audience(codes=("91310115000000019M", "91310117000000027D"))),
        (("按信用代码", "91310115000000019M", "按信用代码", "清除"), Audience()),
        (("所属区", "返回", "停滞天数", "7"), Audience(idle_days=7)),
    ],
)
def test_each_way_to_narrow_is_chosen_or_typed(led: Theatre, lines: tuple[str, ...], expected: Audience) -> None:
    """Several values by tapping again, one taken away by tapping it once more."""
    for line in lines:
        here = labels(led.seen[STAFF].screen)
        led.tap(STAFF, f"✓ {line}") if f"✓ {line}" in here else led.say(STAFF, line)
    assert audience(led) == expected


def judged(stage: Theatre) -> None:
    """Two programmes; the first enterprise may apply for one, the other not yet."""
    keep_all(stage.store, of_level(2, "factory"), of_flag(name="voucher"), agencies())
    for number, outcome in ((1, "eligible"), (2, "not_yet")):
        enterprise = stage.enterprise(f"{MINHANG}{number:011d}X").id
        verdict = KeptVerdict(enterprise, "factory", "1.0.0", outcome, "only", 0, 0, stage.clock.at)
        stage.work(lambda tx, verdict=verdict: tx.keep_verdict(verdict))


def agencies() -> Programme:
    """A programme that no enterprise has a verdict of."""
    return replace(of_flag("licensed", "agency"), subject=Subject.AGENCY)


def test_an_audience_is_narrowed_by_what_a_programme_says(led: Theatre, transcript: Callable[[str], None]) -> None:
    """The count after every tap; several outcomes, of several programmes, any of which will do."""
    judged(led)
    led.say(STAFF, "申报资格")
    led.tap(STAFF, "factory：可以申报")
    assert audience(led) == Audience(verdicts=("factory:eligible",))
    assert "<b>1</b> 位收件人" in led.seen[STAFF].screen.text
    led.tap(STAFF, "factory：暂不满足")
    assert "<b>2</b> 位收件人" in led.seen[STAFF].screen.text
    led.tap(STAFF, "✓ factory：可以申报")
    led.tap(STAFF, "voucher：不能申报")
    assert audience(led) == Audience(verdicts=("factory:not_yet", "voucher:not_eligible"))
    assert "<b>1</b> 位收件人" in led.seen[STAFF].screen.text
    led.say(STAFF, "fact")
    led.tap(STAFF, "完成")
    transcript("bcast_verdicts")
    led.say(STAFF, "申报资格", "清除")
    assert audience(led) == Audience()


def test_only_programmes_of_enterprises_are_offered_and_one_that_went_can_be_taken_off(led: Theatre) -> None:
    """By its id then; a forged one changes nothing."""
    judged(led)
    here = labels(led.say(STAFF, "申报资格"))
    assert "factory：可以申报" in here
    assert not any(label.startswith("agency") for label in here)
    for forged in ("v:agency:e", "v:factory:q", "v:factory", "v::", "v:*:e"):
        led.choose(STAFF, forged)
    assert audience(led) == Audience()
    led.tap(STAFF, "factory：可以申报")
    retired = led.work(lambda tx: tx.pack_version("factory", "1.0.0"))
    assert retired is not None
    led.work(lambda tx: tx.change_pack_version(retired, replace(retired, state=BankState.RETIRED)))
    assert "factory：可以申报" in led.say(STAFF, "完成").text
    led.say(STAFF, "申报资格", "清除")
    assert audience(led) == Audience()


def test_the_button_opens_a_programme_that_is_chosen(led: Theatre, transcript: Callable[[str], None]) -> None:
    """Until one is chosen the draft is not ready; then its name can stand in the text."""
    judged(led)
    led.say(STAFF, "申报资格", "factory：暂不满足", "完成", "下一步")
    led.say(STAFF, "{联系人}您好！{申报项目}即将截止。", "下一步", "下一步")
    led.tap(STAFF, "打开申报项目")
    led.tap(STAFF, "voucher")
    assert only(led).campaign.button == Button(kind=ButtonKind.PROGRAMME, programme="voucher")
    led.choose(STAFF, "of:agency")
    led.choose(STAFF, "of:nowhere")
    assert only(led).campaign.button == Button(kind=ButtonKind.PROGRAMME, programme="voucher")
    led.tap(STAFF, "factory")
    led.tap(STAFF, "下一步")
    led.tap(STAFF, "下一步")
    led.tap(STAFF, "预览")
    transcript("bcast_programme")
    assert "factory申报即将截止" in led.seen[STAFF].screen.text


def test_a_button_without_its_programme_holds_the_draft_back(stage: Theatre) -> None:
    """It is said on the card."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "按钮")
    stage.tap(STAFF, "打开申报项目")
    shown = stage.tap(STAFF, "完成")
    assert "还没有选申报项目" in shown.text
    assert "确认发送…" not in labels(shown)
    stored = only(stage)
    gone = msgspec.structs.replace(stored.campaign, button=Button(kind=ButtonKind.PROGRAMME, programme="retired"))
    stage.work(lambda tx: tx.save_campaign(stored, gone, 0))
    assert "还没有选申报项目" in stage.open(STAFF, "bcast", gone.id).text


def test_the_count_follows_every_choice(led: Theatre) -> None:
    """At once, on the screen of the choice itself."""
    assert "<b>2</b> 位收件人" in led.seen[STAFF].screen.text
    assert "<b>1</b> 位收件人" in led.say(STAFF, "进展", "进行中").text
    assert "没有符合条件的收件人" in led.say(STAFF, "完成", "所属区", "浦东新区").text


@pytest.mark.parametrize("by", NARROWING)
def test_every_way_has_a_screen_and_refuses_what_it_does_not_offer(led: Theatre, by: str) -> None:
    """A forged value, and one far down the list."""
    led.choose(STAFF, by)
    before = audience(led)
    led.choose(STAFF, "v:nowhere")
    led.choose(STAFF, "from:9000")
    if by != "codes":
        assert audience(led) == before
    assert led.seen[STAFF].screen.text


def test_long_lists_go_on_and_are_searched(led: Theatre) -> None:
    """By a part of the name; what is not there is said."""
    led.say(STAFF, "行业")
    first = labels(led.seen[STAFF].screen)
    assert "更多" in first
    assert labels(led.tap(STAFF, "更多")) != first
    found = led.say(STAFF, "仪器")
    assert "仪器仪表制造业" in labels(found)
    assert "没有名称里带“火箭”的" in led.say(STAFF, "火箭").text


def test_streets_of_other_districts_are_not_offered_to_a_liaison(stage: Theatre) -> None:
    """Nor the choice of districts."""
    stage.grant("李梅", Role.LIAISON, MINHANG)
    for name, district in (("莘庄镇", MINHANG), ("川沙镇", "310115")):
        stage.work(lambda tx, name=name, district=district: tx.add_unit(UnitKind.STREET, name, district, 0))
    shown = stage.say("李梅", "/broadcast", "新建群发", "街镇")
    assert "莘庄镇" in labels(shown)
    assert "川沙镇" not in labels(shown)


def test_back_leads_through_the_parts_of_a_new_draft_and_from_a_changed_one_to_the_card(led: Theatre) -> None:
    """Step by step; nothing is lost."""
    led.say(STAFF, "下一步", "展会通知", "下一步")
    assert "展会通知" in led.say(STAFF, "返回").text
    assert "发给谁" in led.say(STAFF, "返回").text
    assert "草稿" in led.say(STAFF, "返回").text
    led.tap(STAFF, "时间")
    assert "草稿" in led.say(STAFF, "返回").text
    assert "群发与提醒" in led.say(STAFF, "返回").text


@pytest.mark.parametrize(
    ("lines", "kind", "every"),
    [
        (("截止日前", "11月30日"), Kind.DEADLINE, Every.DEADLINE),
        (("上次完成后几个月",), Kind.AGAIN, Every.FINISHED),
        (("停滞后几天",), Kind.PROGRESS, Every.IDLE),
        (("每周", "明天 9:00"), Kind.NEWS, Every.WEEK),
        (("每月", "2025-12-01 10点"), Kind.NEWS, Every.MONTH),
        (("停滞后几天", "马上"), Kind.NEWS, Every.NOW),
    ],
)
def test_how_often_it_comes_says_what_kind_it_is(stage: Theatre, lines: tuple[str, ...], kind: Kind, every: Every) -> None:
    """So that who declined reminders of this kind gets none."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "时间", *lines)
    campaign = only(stage).campaign
    assert (campaign.kind, campaign.when.every) == (kind, every)
    assert "请先修改" not in stage.seen[STAFF].screen.text


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("截止日前", "30号前"), "没有看懂日期"),
        (("停滞后几天", "改天数或月数", "三"), "没有看懂"),
        (("发送时段", "18:00-9:00"), "没有看懂时段"),
        (("过期天数", "31"), "整数"),
        (("截止日前", "2025-11-01"), "截止日"),
    ],
)
def test_a_time_that_cannot_be_is_said(stage: Theatre, lines: tuple[str, ...], said: str) -> None:
    """And can be typed again."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "时间")
    assert said in stage.say(STAFF, *lines).text


def test_a_text_in_english_goes_beside_the_chinese_one(stage: Theatre) -> None:
    """It can be taken away; the Chinese one cannot be left out by it."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "正文", "加英文", "Dear {contact}, please go on.")
    assert set(only(stage).campaign.texts) == {"zh", "en"}
    assert "中文、英文" in stage.say(STAFF, "完成").text
    stage.say(STAFF, "正文", "加英文", "清除")
    assert set(only(stage).campaign.texts) == {"zh"}


def test_the_button_is_of_its_kind_with_an_address_for_a_link(stage: Theatre) -> None:
    """Or there is none."""
    stage.grant(STAFF, Role.STAFF)
    crowd(stage, 1)
    drafted(stage)
    stage.say(STAFF, "按钮", "https://www.sheitc.sh.gov.cn/a")
    button = only(stage).campaign.button
    assert button is not None
    assert (button.kind, button.url) == (ButtonKind.LINK, "https://www.sheitc.sh.gov.cn/a")
    stage.say(STAFF, "查看进展")
    assert only(stage).campaign.button is not None
    stage.say(STAFF, "不要按钮")
    assert only(stage).campaign.button is None
