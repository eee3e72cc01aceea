"""申请核对: handed in by a contact, checked by the agency assigned, returned or passed, settled by the city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.ports.programmes import ApplicationState
from bot.ports.registry import CITY
from bot.roles import Role
from tests.bot.office import at_once
from tests.bot.typed import CODE, OTHER_CODE
from tests.desk.applications import a_case, at_case, read_papers, score, state
from tests.desk.candidates import VOUCHER
from tests.desk.stage import Stage, labels


@pytest.fixture
def case(stage: Stage) -> Stage:
    """As `a_case`."""
    return a_case(stage)


def test_an_application_goes_from_the_contact_to_the_agency_and_on_to_the_city(case: Stage, transcript: Callable[[str], None]) -> None:
    """Handed in, returned with what differs, handed in again, passed, redeemed; each is told to those whom it concerns."""
    known = score(case)
    at_case(case, "王工")
    case.tap("王工", "提交申请")
    case.tap("钱评审", "查看申请")
    case.tap("钱评审", "核对材料")
    case.tap("钱评审", "是")
    case.say("钱评审", OTHER_CODE, "4.99", known[1], "办公自动化系统", "2022-12-30", "20", "财务")
    case.tap("钱评审", "退回企业…")
    case.say("钱评审", "请换用 2023 年的生产类合同，并核对报告封面。")
    case.tap("王工", "查看申请")
    case.tap("王工", "提交申请")
    read_papers(case)
    case.tap("钱评审", "核对通过")
    case.say("周市", "/vouchers")
    case.tap("周市", "1")
    case.tap("周市", "已兑换")
    at_case(case, "王工")
    transcript("vouch")
    assert state(case) is ApplicationState.REDEEMED


def test_two_reviewers_who_decide_at_once_decide_once(case: Stage) -> None:
    """The other one reads how it stands."""
    for who in ("钱评审", "孙评审"):
        read_papers(case, who)
    shown = at_once([lambda: case.tap("钱评审", "核对通过"), lambda: case.tap("孙评审", "核对通过")])
    assert sorted("没有生效" in screen.text for screen in shown) == [False, True]
    enterprise = case.enterprise().id
    history = case.work(lambda tx: tx.application_history(enterprise, VOUCHER, 10))
    assert [one.state for one in history] == [ApplicationState.CHECKED]


def test_a_contact_takes_an_application_back_once(case: Stage) -> None:
    """Then there is nothing to take back; it may be handed in again."""
    at_case(case, "王工")
    case.tap("王工", "提交申请")
    case.tap("王工", "撤回申请")
    assert state(case) is ApplicationState.WITHDRAWN
    assert "没有重复" in case.choose("王工", "take_back:-").text
    case.tap("王工", "提交申请")
    assert state(case) is ApplicationState.HANDED_IN


def test_the_way_back_leads_through_the_papers(case: Stage) -> None:
    """From each fact to the one before, and out of the form to the application."""
    at_case(case, "钱评审")
    front = case.seen["钱评审"].screen
    case.tap("钱评审", "核对材料")
    first = case.seen["钱评审"].screen
    case.tap("钱评审", "是")
    assert case.say("钱评审", "返回") == first
    assert case.say("钱评审", "返回") == front
    case.tap("钱评审", "核对材料")
    case.tap("钱评审", "是")
    case.say("钱评审", CODE)
    assert "请填一个数字" in case.say("钱评审", "很高").text
    assert "不能填负数" in case.say("钱评审", "-1").text


@pytest.mark.parametrize("who", ["李梅", "外人", "王工"])
def test_only_the_reviewer_checks_and_only_the_city_settles(case: Stage, who: str) -> None:
    """A liaison, a stranger and a contact with forged buttons change nothing."""
    if who == "外人":
        case.begin(who)
    at_case(case, who)
    for forged in ("check", "pass:-", "redeem:-"):
        case.choose(who, forged)
    assert state(case) is None


def test_an_enterprise_of_another_agency_reads_like_none(case: Stage) -> None:
    """Absent and forbidden are the same bytes, and the same for a reviewer who lost the enterprise."""
    enterprise = case.enterprise()
    case.work(lambda tx: tx.affiliate(enterprise.id, replace(enterprise.affiliation, agency=""), case.clock.at))
    case.say("钱评审", "/desk")
    forbidden = case.open("钱评审", "vouch", enterprise.id)
    case.say("钱评审", "/desk")
    assert case.open("钱评审", "vouch", "0" * 32) == forbidden
    assert enterprise.name not in forbidden.text


def test_the_city_refuses_with_a_reason_that_the_enterprise_reads(case: Stage) -> None:
    """Only what was checked can be settled, and only once."""
    at_case(case, "周市")
    assert labels(case.seen["周市"].screen)[0] == "返回"
    read_papers(case)
    case.tap("钱评审", "核对通过")
    at_case(case, "周市")
    case.tap("周市", "不予兑换…")
    case.say("周市", "<b>额度已用完</b>")
    assert state(case) is ApplicationState.REFUSED
    at_case(case, "王工")
    assert "&lt;b&gt;额度已用完&lt;/b&gt;" in case.seen["王工"].screen.text
    case.choose("周市", "redeem:-")
    assert state(case) is ApplicationState.REFUSED


def test_the_reviewer_s_list_begins_with_what_is_to_be_done(case: Stage) -> None:
    """An enterprise that handed in nothing yet can be checked too; one that did comes first; the desk counts it."""
    assert "还没有提交" in case.say("钱评审", "/vouchers").text
    at_case(case, "王工")
    case.tap("王工", "提交申请")
    assert "申请核对（1 项待处理）" in case.say("钱评审", "/desk").text
    assert "1. 上海申安机械有限公司：已提交，等待核对" in case.say("钱评审", "/vouchers").text
    case.tap("钱评审", "1")
    read_papers(case)
    case.tap("钱评审", "核对通过")
    assert "申请核对（1 项待处理）" in case.say("周市", "/desk").text
    assert "（1 项待处理）" not in case.say("钱评审", "/desk").text.split("申请核对")[1].split("\n")[0]


def test_a_contact_opens_the_own_application_by_word(case: Stage) -> None:
    """And finds the door at the desk; after a return from a reason everything read is still there."""
    assert "还没有提交" in case.say("王工", "/vouchers").text
    assert "申请核对" in labels(case.say("王工", "/desk"))
    read_papers(case)
    compared = case.seen["钱评审"].screen
    case.tap("钱评审", "退回企业…")
    assert "太长" in case.say("钱评审", "长" * 301).text
    assert case.say("钱评审", "返回") == compared
    case.say("钱评审", "返回")
    case.say("钱评审", "返回")
    assert "申请核对" in case.seen["钱评审"].screen.text


def test_what_was_opened_by_word_is_handed_in_and_taken_back(case: Stage) -> None:
    """As what was opened by a button of the enterprise is."""
    case.say("王工", "/vouchers")
    case.tap("王工", "提交申请")
    assert state(case) is ApplicationState.HANDED_IN
    case.say("王工", "/vouchers", "撤回申请")
    assert state(case) is ApplicationState.WITHDRAWN


def test_who_has_no_enterprise_hands_nothing_in(case: Stage) -> None:
    """A reviewer on the list and a stranger, with forged buttons."""
    case.begin("外人")
    for who in ("钱评审", "外人"):
        case.say(who, "/vouchers")
        case.choose(who, "hand_in:-")
        case.choose(who, "take_back:-")
    assert state(case) is None


def test_without_a_programme_that_is_checked_there_is_no_page(stage: Stage) -> None:
    """Not for the city either."""
    stage.grant("周市", Role.CITY, CITY)
    assert "申请核对" not in labels(stage.say("周市", "/desk"))
    assert "没有找到" in stage.say("周市", "/vouchers").text


def test_an_old_button_of_a_decision_decides_nothing(case: Stage) -> None:
    """What was seen goes with it: after the contact took the application back and handed it in anew, it does not pass."""
    at_case(case, "王工")
    case.tap("王工", "提交申请")
    read_papers(case)
    case.clock.at += 60_000
    case.tap("王工", "撤回申请")
    case.tap("王工", "提交申请")
    assert "没有生效" in case.tap("钱评审", "核对通过").text
    assert state(case) is ApplicationState.HANDED_IN


def test_a_district_looks_on(case: Stage) -> None:
    """It sees how far the application is, and has no button; a number typed or a flag by word is no answer of its."""
    at_case(case, "李梅")
    assert labels(case.seen["李梅"].screen) == ["返回"]
    case.choose("李梅", "return:-")
    case.say("李梅", "理由")
    assert state(case) is None
