"""申请核对: the papers line by line against what is known: complete, consistent, in words that everybody reads in the own language."""

from __future__ import annotations

import asyncio
import io
from decimal import Decimal

import msgspec
import openpyxl
import pytest

from bot.ports.programmes import ApplicationState
from bot.usecases.desk.cand.rank import About
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from dialogs.inbound import Speak
from tests.bot.typed import CODE, MOBILE, OTHER_CODE
from tests.desk.applications import a_case, at_case, read_papers, score, state, state_facts
from tests.desk.candidates import VOUCHER
from tests.desk.stage import MINHANG, Stage, labels


@pytest.fixture
def case(stage: Stage) -> Stage:
    """As `a_case`."""
    return a_case(stage)


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
    assert [row[1], row[2], row[5], row[6]] == [case.enterprise().name, CODE, f"L{level}", MOBILE]
    assert Decimal(row[4]) == Decimal(total)
    assert name.startswith("2023 年上海市“智评券”试点重点企业名单汇总表")
    enterprise = case.enterprise().id
    assert case.work(lambda tx: tx.details_recorded(enterprise, "phone_shown"))


def test_a_contract_without_a_date_is_still_asked_for_its_amount(case: Stage) -> None:
    """Only who finds no contract at all is asked no more; what the papers lack differs."""
    text = read_papers(case, contract=("立体仓库", "跳过", "86", "仓储"))
    assert "<b>合同签订日期</b>：不符" in text
    assert "材料上：没有" in text
    assert "合同金额 86 万元" in text


def test_everybody_reads_what_differs_in_the_own_language(case: Stage) -> None:
    """The reviewer works in English; the contact reads Chinese."""
    case.send("钱评审", Speak("en"))
    at_case(case, "钱评审")
    case.tap("钱评审", "Check the papers")
    case.tap("钱评审", "Yes")
    case.say("钱评审", OTHER_CODE, *score(case))
    assert "Credit code as reported</b>: differs" in case.tap("钱评审", "Not in the papers").text
    case.tap("钱评审", "Return…")
    case.say("钱评审", "see the code")
    at_case(case, "王工")
    assert "<b>报告所写信用代码</b>：不符" in case.seen["王工"].screen.text
