"""`digital-diagnosis-2023`: notice 沪经信软〔2023〕625号, the duty of above-scale manufacturers, both ways and on the borders."""

from __future__ import annotations

import pytest

from question_bank.programmes.library import load
from question_bank.programmes.model import FactId, Purpose
from tests.question_bank.programmes.cases.table import (
    ELIGIBLE,
    MET,
    NOT_ELIGIBLE,
    NOT_YET,
    OPEN,
    UNMET,
    Case,
    Wording,
    faults_of_wording,
    look,
    unproven,
    untranslated,
)

PACK = "digital-diagnosis-2023"

WELL = {"above_scale": "yes", "manufacturer": "yes", "diagnosis_finished": "2023-10-12", "listed_diagnoser": "yes"}
"""One that was diagnosed in the pilot."""

CASES = (
    Case("everything is well", {}, {"finished": MET, "by_2023": MET, "by_2024": MET, "by_2025": MET, "listed": MET}, ELIGIBLE),
    Case("一: above scale", {}, {"above_scale": MET}, ELIGIBLE),
    Case("一: the duty is not for enterprises below scale", {"above_scale": "no"}, {"above_scale": UNMET}, NOT_ELIGIBLE),
    Case("一: a manufacturer", {}, {"manufacturer": MET}, ELIGIBLE),
    Case("一: the duty is for manufacturers", {"manufacturer": "no"}, {"manufacturer": UNMET}, NOT_ELIGIBLE),
    Case("一: not diagnosed yet", {"diagnosis_finished": None}, {"finished": OPEN}, NOT_YET),
    Case("一: on the day of the plan", {"diagnosis_finished": "2023-07-28"}, {"finished": MET}, ELIGIBLE),
    Case("一: a diagnosis before the plan is none", {"diagnosis_finished": "2023-07-27"}, {"finished": UNMET}, NOT_YET),
    Case("一: the last day of the pilot", {"diagnosis_finished": "2023-12-31"}, {"by_2023": MET}, ELIGIBLE),
    Case("一: after the pilot nothing is lost", {"diagnosis_finished": "2024-01-01"}, {"by_2023": UNMET, "by_2024": MET}, ELIGIBLE),
    Case("一: the last day of 2024", {"diagnosis_finished": "2024-12-31"}, {"by_2024": MET}, ELIGIBLE),
    Case("一: in 2025 nothing is lost", {"diagnosis_finished": "2025-01-01"}, {"by_2024": UNMET, "by_2025": MET}, ELIGIBLE),
    Case("一: the last day of full coverage", {"diagnosis_finished": "2025-12-31"}, {"by_2025": MET}, ELIGIBLE),
    Case("一: done, but too late, is to be explained", {"diagnosis_finished": "2026-01-01"}, {"finished": MET, "by_2025": UNMET}, ELIGIBLE),
    Case("二（三）: by somebody who is not listed, to be explained", {"listed_diagnoser": "no"}, {"listed": UNMET}, ELIGIBLE),
)

WORDINGS = (
    Wording("above_scale", "一", ("规模以上",)),
    Wording("manufacturer", "一", ("制造业",)),
    Wording("finished", "一", ("数字化诊断",)),
    Wording("by_2025", "一", ("2025 年底",)),
    Wording("by_2024", "一", ("2024 年底", "60%")),
    Wording("by_2023", "一", ("2023 年底", "1800 家")),
    Wording("listed", "二（三）", ("服务商目录",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_diagnosis_by_clause(case: Case) -> None:
    """What each clause says of the enterprise that the case describes."""
    look(PACK, WELL, case)


def test_every_condition_of_the_diagnosis_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not."""
    assert unproven(PACK, CASES) == set()


def test_every_reason_of_the_diagnosis_cites_its_clause_in_its_words() -> None:
    """Clause, figures and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_done_is_the_last_finished_diagnosis() -> None:
    """The day comes from the run of the digital diagnosis; the contact only confirms it."""
    fact = load(PACK).facts_by_id[FactId("diagnosis_finished")]
    assert (fact.source, fact.suggested) == ("diagnosis.finished", True)
    assert load(PACK).purpose is Purpose.DUTY


def test_each_year_of_the_coverage_has_its_window() -> None:
    """一: the ends of 2023, 2024 and 2025."""
    assert [window.closes.isoformat() for window in load(PACK).windows] == ["2023-12-31", "2024-12-31", "2025-12-31"]


def test_the_summary_names_what_providers_are_rated_by() -> None:
    """二（三）: the five dimensions; the targets of annex 2 are not held a second time."""
    summary = load(PACK).summary.in_("zh")
    assert [word for word in ("工作成果", "企业反馈", "过程记录", "报告质量", "抽样评估", "附件2") if word not in summary] == []
