"""`assessment-voucher-2023`: the notice of 10 November 2023 on vouchers, clause by clause, both ways and on the borders."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from dialogs.desk.prog.reasons import spans
from dialogs.limits import day_of
from question_bank.programmes.form_model import FormFormat, FormScope, PartKind
from question_bank.programmes.judging import judge
from question_bank.programmes.library import load
from question_bank.programmes.model import ConditionId, FactId, Force
from tests.question_bank.programmes.cases.table import (
    ELIGIBLE,
    MET,
    NOT_YET,
    OPEN,
    TODAY,
    UNMET,
    Case,
    Wording,
    faults_of_wording,
    look,
    unproven,
    untranslated,
    values_of,
)

PACK = "assessment-voucher-2023"

WELL = {
    "annual_output": "25000",
    "above_scale": "yes",
    "sector": "equipment",
    "assessment_finished": "2023-11-08",
    "assessment_report": "yes",
    "city_body": "yes",
    "assessment_wish": "no",
    "smart_factory_or_scene": "no",
    "major_project": "no",
    "contract_link": "production",
    "contract_amount": "86",
    "contract_date": "2023-06-01",
    "contract_proof": "yes",
}
"""An enterprise that comes in by its contract alone."""

BY_CONTRACT = {"one_of_four": MET, "investment": MET, "project": UNMET, "recognition": UNMET, "wish": UNMET}
WITHOUT = {"contract_link": "none", "contract_amount": None, "contract_date": None, "contract_proof": None}
LOST = {"one_of_four": UNMET, "investment": UNMET}

CASES = (
    Case("everything is well", {}, {**BY_CONTRACT, "finished_first": MET, "report": MET, "city_body": MET}, ELIGIBLE),
    Case("选择合适企业: output of 1 亿元 exactly is enough", {"annual_output": "10000"}, {"output": MET}, ELIGIBLE),
    Case("选择合适企业: a little under 1 亿元 is to be explained, no bar", {"annual_output": "9999.99"}, {"output": UNMET}, ELIGIBLE),
    Case("选择合适企业: an unknown output is to be confirmed, no bar", {"annual_output": None}, {"output": OPEN}, ELIGIBLE),
    Case("指导思想: above scale", {"above_scale": "yes"}, {"above_scale": MET}, ELIGIBLE),
    Case("指导思想: below scale is to be explained", {"above_scale": "no"}, {"above_scale": UNMET}, ELIGIBLE),
    Case("选择合适企业 1: 20 万元 exactly is not enough", {"contract_amount": "20"}, {"investment_amount": UNMET, **LOST}, NOT_YET),
    Case("选择合适企业 1: a little over 20 万元 is", {"contract_amount": "20.01"}, {"investment_amount": MET, **BY_CONTRACT}, ELIGIBLE),
    Case("选择合适企业 1: finance and OA do not count", {"contract_link": "office"}, {"investment_link": UNMET, **LOST}, NOT_YET),
    Case("选择合适企业 1: storage is a key link", {"contract_link": "storage"}, {"investment_link": MET, **BY_CONTRACT}, ELIGIBLE),
    Case("选择合适企业 1: a key link that is not listed counts", {"contract_link": "other_key"}, {"investment_link": MET}, ELIGIBLE),
    Case("选择合适企业 1: no contract at all", WITHOUT, {"investment_link": UNMET, **LOST}, NOT_YET),
    Case("选择合适企业 1: the first day of the year counts", {"contract_date": "2023-01-01"}, {"investment_since": MET}, ELIGIBLE),
    Case("选择合适企业 1: the day before does not", {"contract_date": "2022-12-31"}, {"investment_since": UNMET, **LOST}, NOT_YET),
    Case("选择合适企业 1: the last day of the year counts", {"contract_date": "2023-12-31"}, {"investment_until": MET}, ELIGIBLE),
    Case("选择合适企业 1: the day after does not", {"contract_date": "2024-01-01"}, {"investment_until": UNMET, **LOST}, NOT_YET),
    Case("额度申请: without the contract itself nothing", {"contract_proof": "no"}, {"investment_proof": UNMET, **LOST}, NOT_YET),
    Case("额度申请: with the contract itself", {"contract_proof": "yes"}, {"investment_proof": MET, **BY_CONTRACT}, ELIGIBLE),
    Case(
        "选择合适企业 2: a project of the district with its approval",
        {**WITHOUT, "major_project": "yes", "project_proof": "yes"},
        {"project_held": MET, "project_proof": MET, "project": MET, "one_of_four": MET},
        ELIGIBLE,
    ),
    Case(
        "额度申请: a project of the district without its approval",
        {**WITHOUT, "major_project": "yes", "project_proof": "no"},
        {"project_held": MET, "project_proof": UNMET, "project": UNMET, "one_of_four": UNMET},
        NOT_YET,
    ),
    Case("选择合适企业 2: no such project", {**WITHOUT, "major_project": "no"}, {"project_held": UNMET, "one_of_four": UNMET}, NOT_YET),
    Case(
        "选择合适企业 3: a recognised factory with its document",
        {**WITHOUT, "smart_factory_or_scene": "yes", "recognition_proof": "yes"},
        {"recognition_held": MET, "recognition_proof": MET, "recognition": MET, "one_of_four": MET},
        ELIGIBLE,
    ),
    Case(
        "额度申请: a recognised factory without its document",
        {**WITHOUT, "smart_factory_or_scene": "yes", "recognition_proof": "no"},
        {"recognition_held": MET, "recognition_proof": UNMET, "recognition": UNMET, "one_of_four": UNMET},
        NOT_YET,
    ),
    Case("选择合适企业 3: never recognised", WITHOUT, {"recognition_held": UNMET, "recognition": UNMET}, NOT_YET),
    Case(
        "选择合适企业 4: the own wish alone is enough", {**WITHOUT, "assessment_wish": "yes"}, {"wish": MET, "one_of_four": MET}, ELIGIBLE
    ),
    Case("选择合适企业 4: without a wish or anything else", WITHOUT, {"wish": UNMET, "one_of_four": UNMET}, NOT_YET),
    Case(
        "选择合适企业: a wish not stated leaves it open", {**WITHOUT, "assessment_wish": None}, {"wish": OPEN, "one_of_four": OPEN}, NOT_YET
    ),
    Case("企业推荐: the last day of the first batch", {"assessment_finished": "2023-11-15"}, {"finished_first": MET}, ELIGIBLE),
    Case("企业推荐: the day after is the second batch", {"assessment_finished": "2023-11-16"}, {"finished_first": UNMET}, ELIGIBLE),
    Case("企业推荐: the last day of the second batch", {"assessment_finished": "2023-12-15"}, {"finished_second": MET}, ELIGIBLE),
    Case("企业推荐: the day after is too late", {"assessment_finished": "2023-12-16"}, {"finished_second": UNMET}, NOT_YET),
    Case("企业推荐: not assessed yet", {"assessment_finished": None}, {"finished_second": OPEN}, NOT_YET),
    Case("额度申请: no report", {"assessment_report": "no"}, {"report": UNMET}, NOT_YET),
    Case("企业推荐: assessed by another body is to be explained", {"city_body": "no"}, {"city_body": UNMET}, ELIGIBLE),
)

PICK, CLAIM, REC = "“选择合适企业”", "“额度申请”", "“企业推荐”"
WORDINGS = (
    Wording("output", PICK, ("1 亿元", "原则上")),
    Wording("above_scale", "“指导思想”", ("规上",)),
    Wording("one_of_four", PICK, ("四条",)),
    Wording("investment", PICK + "第1条", ("今年", "重点环节", "大于 20 万元")),
    Wording("investment_link", PICK + "第1条", ("重点环节", "财务、OA")),
    Wording("investment_amount", PICK + "第1条", ("大于 20 万元",)),
    Wording("investment_since", PICK + "第1条", ("2023",)),
    Wording("investment_until", PICK + "第1条", ("2023",)),
    Wording("investment_proof", CLAIM, ("合同",)),
    Wording("project", PICK + "第2条", ("区级及以上",)),
    Wording("project_held", PICK + "第2条", ("区级及以上重大产业项目",)),
    Wording("project_proof", CLAIM, ("立项合同或批文",)),
    Wording("recognition", PICK + "第3条", ("智能工厂或示范应用场景",)),
    Wording("recognition_held", PICK + "第3条", ("各级",)),
    Wording("recognition_proof", CLAIM, ("批文",)),
    Wording("wish", PICK + "第4条", ("自己愿意",)),
    Wording("finished_second", REC, ("12 月 15 日",)),
    Wording("finished_first", REC, ("11 月 15 日", "第一批")),
    Wording("report", CLAIM, ("评估诊断报告",)),
    Wording("city_body", REC, ("市级服务机构",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_voucher_by_clause(case: Case) -> None:
    """What each clause says of the enterprise that the case describes."""
    look(PACK, WELL, case)


def test_every_condition_of_the_voucher_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not."""
    assert unproven(PACK, CASES) == set()


def test_every_reason_of_the_voucher_cites_its_clause_in_its_words() -> None:
    """Clause, figures and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_the_output_is_asked_in_principle_and_the_first_batch_only_helps() -> None:
    """原则上 never bars anybody."""
    by_id = load(PACK).conditions_by_id
    assert by_id[ConditionId("output")].force is Force.PRINCIPLE
    assert by_id[ConditionId("one_of_four")].force is Force.MUST
    assert by_id[ConditionId("finished_first")].force is Force.PREFERRED


def test_who_says_no_to_a_condition_is_not_asked_for_its_proof() -> None:
    """No document of a recognition is asked of who was never recognised, no amount of who signed nothing."""
    pack = load(PACK)
    stated = {**WITHOUT, "assessment_wish": None, "project_proof": None, "recognition_proof": None}
    verdict = judge(pack, values_of(pack, WELL, stated), TODAY)
    assert verdict.lacks == (FactId("assessment_wish"),)


def test_the_summary_table_has_the_seven_columns_of_the_annex() -> None:
    """附件: a list as XLSX, its columns in order."""
    form = load(PACK).forms[0]
    assert (form.format, form.scope) == (FormFormat.XLSX, FormScope.LIST)
    columns = [part.label.in_("zh") for part in form.parts if part.kind is PartKind.COLUMN]
    assert columns == [
        "序号",
        "企业名称",
        "统一社会信用代码",
        "所属行业（六大重点产业）",
        "智能制造能力成熟度分数",
        "智能工厂等级",
        "联系方式",
    ]


def test_the_two_batches_close_in_november_and_december() -> None:
    """（二）额度申请: two windows, whose first days the notice does not name."""
    windows = load(PACK).windows
    assert [(window.id, window.opens, window.closes.isoformat()) for window in windows] == [
        ("first", None, "2023-11-15"),
        ("second", None, "2023-12-15"),
    ]


def test_a_batch_is_open_to_the_last_minute_of_its_last_day_in_shanghai() -> None:
    """（二）额度申请: 23:59 of the closing day is in time for that batch, the next minute is not."""
    pack = load(PACK)
    shanghai = timezone(timedelta(hours=8))
    for closes, states in ((date(2023, 11, 15), ("open", "closed")), (date(2023, 12, 15), ("open", "closed"))):
        last = datetime(closes.year, closes.month, closes.day, 23, 59, tzinfo=shanghai)
        days = [day_of(int(at.timestamp() * 1000)) for at in (last, last + timedelta(minutes=1))]
        found = [next(span.state for span in spans(pack, day, "zh") if span.closes == closes.isoformat()) for day in days]
        assert tuple(found) == states
