"""申请核对: handed in by a contact, compared line by line by the agency assigned, returned or passed, settled by the city."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import openpyxl
import pytest

from bot.ports import Transaction
from bot.ports.programmes import ApplicationState
from bot.ports.registry import CITY
from bot.roles import Role
from bot.usecases import exporting
from bot.usecases.desk.cand_rank import About
from bot.usecases.ordering import Order
from bot.usecases.programmes import refresh
from tests.bot.office import at_once
from tests.bot.programmes import a_visit
from tests.bot.typed import CODE, MOBILE, OTHER_CODE
from tests.desk.agency import a_finished_run, assigned, reviewers
from tests.desk.candidates import VOUCHER, keep_shipped
from tests.desk.stage import MINHANG, Stage, labels

NOVEMBER = int(datetime(2023, 11, 10, 2, tzinfo=UTC).timestamp() * 1000)

STATED = {
    "annual_output": "12000",
    "above_scale": "yes",
    "assessment_finished": "2023-11-10",
    "assessment_report": "yes",
    "city_body": "yes",
    "contract_link": "storage",
    "contract_amount": "86",
    "contract_date": "2023-06-01",
    "contract_proof": "yes",
    "assessment_wish": "no",
}


@pytest.fixture
def case(stage: Stage) -> Stage:
    """An enterprise with a finished run and what it stated, its agency with two reviewers, its district and the city."""
    stage.clock.at = NOVEMBER
    keep_shipped(stage, VOUCHER)
    run = a_finished_run(stage)
    reviewers(stage, assigned(stage, run), ("钱评审", "孙评审"))
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("周市", Role.CITY, CITY)
    enterprise = stage.enterprise()

    state_facts(stage, enterprise.id, STATED)
    stage.work(lambda tx: refresh(a_visit(tx, stage.clock.at, stage.bank.id), enterprise))
    return stage


def state_facts(stage: Stage, enterprise: str, facts: Mapping[str, str]) -> None:
    """What the enterprise states from now on; empty for what it takes back."""

    def state_each(tx: Transaction) -> None:
        for fact, value in facts.items():
            tx.state_fact(enterprise, fact, value, "", stage.clock.at)

    stage.work(state_each)


def score(stage: Stage) -> tuple[str, str]:
    """Score and level of the finished run."""
    run = stage.cursor("王工").run
    stored = stage.work(lambda tx: tx.run(run))
    assert stored is not None
    assert stored.run.result is not None
    return stored.run.result.total, str(stored.run.result.level)


def state(stage: Stage) -> ApplicationState | None:
    """How far the application is."""
    enterprise = stage.enterprise().id
    found = stage.work(lambda tx: tx.application(enterprise, VOUCHER))
    return found.state if found else None


def at_case(stage: Stage, who: str) -> None:
    """The application, opened by this person."""
    stage.open(who, "vouch", stage.enterprise().id)


def read_papers(
    stage: Stage, who: str = "钱评审", *, code: str = CODE, total: str = "", level: str = "", contract: tuple[str, ...] = ()
) -> str:
    """What the reviewer reads in the papers, by default what is known; the last screen."""
    at_case(stage, who)
    stage.tap(who, "核对材料")
    stage.tap(who, "是")
    known = score(stage)
    stage.say(who, code, total or known[0], level or known[1])
    return stage.say(who, *(contract or ("自动化立体仓库", "2023年6月1日", "86万元", "仓储"))).text


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


@pytest.mark.parametrize(
    ("amount", "day", "link", "said"),
    [
        ("20", "2023-06-01", "仓储", "<b>合同金额</b>：不符"),
        ("20.01", "2023-06-01", "仓储", ""),
        ("86", "2022-12-31", "仓储", "<b>合同签订日期</b>：不符"),
        ("86", "2023-01-01", "仓储", ""),
        ("86", "2023-06-01", "财务", "<b>合同用在哪个环节</b>：不符"),
    ],
)
def test_a_contract_is_looked_at_by_amount_day_and_link(case: Stage, amount: str, day: str, link: str, said: str) -> None:
    """20 万元 exactly is not above 20; the first day of the year is in it; finance is no key link."""
    enterprise = case.enterprise().id
    state_facts(case, enterprise, dict.fromkeys(("contract_amount", "contract_date", "contract_link"), ""))
    text = read_papers(case, contract=("立体仓库", day, amount, link))
    assert ("可以通过" in text) is (not said)
    assert said in text


@pytest.mark.parametrize(
    ("code", "total", "level", "said"),
    [
        (OTHER_CODE, "", "", "<b>报告所写信用代码</b>：不符"),
        (CODE, "4.99", "", "<b>报告所写分数</b>：不符"),
        (CODE, "", "5", "<b>报告所写等级</b>：不符"),
    ],
)
def test_a_report_that_is_not_the_run_s_differs(case: Stage, code: str, total: str, level: str, said: str) -> None:
    """Code, score and level, each by itself; such an application cannot pass, by a forged button either."""
    text = read_papers(case, code=code, total=total, level=level)
    assert said in text
    assert "核对通过" not in labels(case.seen["钱评审"].screen)
    case.choose("钱评审", "pass:-")
    assert state(case) is None


def test_who_comes_by_another_way_is_asked_for_no_contract(case: Stage) -> None:
    """The papers speak of no contract: neither its day nor its amount is asked, and none of it differs; but a way has to be left."""
    enterprise = case.enterprise().id
    state_facts(case, enterprise, {"contract_link": "", "contract_amount": "", "contract_date": "", "assessment_wish": "yes"})
    at_case(case, "钱评审")
    case.tap("钱评审", "核对材料")
    case.tap("钱评审", "是")
    case.say("钱评审", CODE, *score(case))
    text = case.tap("钱评审", "材料里没有").text
    assert "可以通过" in text
    assert "合同金额" not in text
    case.tap("钱评审", "核对通过")
    assert state(case) is ApplicationState.CHECKED


def test_a_report_that_is_not_there_is_incomplete(case: Stage) -> None:
    """No report: said twice, once as a condition and once as a paper."""
    at_case(case, "钱评审")
    case.tap("钱评审", "核对材料")
    case.tap("钱评审", "否")
    text = case.say("钱评审", CODE, *score(case), "立体仓库", "2023-06-01", "86", "仓储").text
    assert "<b>有评估诊断报告</b>：不满足" in text
    assert "额度申请" in text


def test_what_the_enterprise_said_otherwise_is_told(case: Stage) -> None:
    """The papers stand before its word, and the difference is said."""
    text = read_papers(case, contract=("立体仓库", "2023-06-01", "45", "仓储"))
    assert "45 万元" in text
    assert "86 万元" in text


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
    assert "数字" in case.say("钱评审", "很高").text
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


def test_without_a_programme_that_is_checked_there_is_no_page(stage: Stage) -> None:
    """Not for the city either."""
    stage.grant("周市", Role.CITY, CITY)
    assert "申请核对" not in labels(stage.say("周市", "/desk"))
    assert "没有找到" in stage.say("周市", "/vouchers").text


def test_an_old_button_of_a_decision_decides_nothing(case: Stage) -> None:
    """What was seen goes with it: after the contact took the application back, it does not pass."""
    at_case(case, "王工")
    case.tap("王工", "提交申请")
    read_papers(case)
    case.clock.at += 60_000
    case.tap("王工", "撤回申请")
    assert "没有生效" in case.tap("钱评审", "核对通过").text
    assert state(case) is ApplicationState.WITHDRAWN


def test_a_district_looks_on(case: Stage) -> None:
    """It sees how far the application is, and has no button; a number typed or a flag by word is no answer of its."""
    at_case(case, "李梅")
    assert labels(case.seen["李梅"].screen) == ["返回"]
    case.choose("李梅", "return:-")
    case.say("李梅", "理由")
    assert state(case) is None


def test_the_district_s_table_has_score_level_and_number_of_the_run(case: Stage) -> None:
    """附件: after the check, in the ranked list with how far the application is, and in the summary table; the number is recorded."""
    read_papers(case)
    case.tap("钱评审", "核对通过")
    case.open("李梅", "cand", MINHANG)
    case.choose("李梅", f"p:{VOUCHER}")
    case.tap("李梅", "推荐名单")
    assert "申请：核对通过，等待兑换" in case.tap("李梅", "按等级和分数排出初稿").text
    at = msgspec.json.encode(About(MINHANG, VOUCHER)).decode()
    order = Order(case.store, case.person("李梅"), "zh", case.clock.at, at, main=case.bank.id)
    ((_, name, content),) = asyncio.run(exporting.files(order, "ranked"))
    assert isinstance(content, bytes)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    total, level = score(case)
    row = next(row for row in rows if row[0] == "1")
    assert [row[1], row[2], row[4], row[5], row[6]] == [case.enterprise().name, CODE, total, f"L{level}", MOBILE]
    assert name.startswith("2023 年上海市“智评券”试点重点企业名单汇总表")
    enterprise = case.enterprise().id
    assert case.work(lambda tx: tx.details_recorded(enterprise, "phone_shown"))
