"""`self-assessment-2022`: notice 沪经信制〔2022〕529号, twice a year, six months apart, three a month, both ways and on the borders."""

from __future__ import annotations

import pytest

from question_bank.programmes.form_model import FormFormat, FormScope, PartKind
from question_bank.programmes.library import load
from question_bank.programmes.model import Force, Purpose
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

PACK = "self-assessment-2022"

WELL = {
    "above_scale": "yes",
    "manufacturer": "yes",
    "assessments_this_year": "2",
    "assessments_this_month": "1",
    "months_since_assessment": "6",
}
"""One that has done what is advised."""

CASES = (
    Case("everything is well", {}, {"once": MET, "twice": MET, "apart": MET, "monthly": MET}, ELIGIBLE),
    Case("二: above scale", {}, {"above_scale": MET}, ELIGIBLE),
    Case("二: below scale nobody is called upon", {"above_scale": "no"}, {"above_scale": UNMET}, NOT_ELIGIBLE),
    Case("二: a manufacturer", {}, {"manufacturer": MET}, ELIGIBLE),
    Case("二: others than manufacturers are not called upon", {"manufacturer": "no"}, {"manufacturer": UNMET}, NOT_ELIGIBLE),
    Case("二: none this year", {"assessments_this_year": "0", "assessments_this_month": "0"}, {"once": UNMET, "twice": UNMET}, NOT_YET),
    Case("二: the second one is only advised", {"assessments_this_year": "1"}, {"once": MET, "twice": UNMET}, ELIGIBLE),
    Case("二: twice exactly", {"assessments_this_year": "2"}, {"twice": MET}, ELIGIBLE),
    Case("二: five months are not six, nothing is lost", {"months_since_assessment": "5"}, {"apart": UNMET}, ELIGIBLE),
    Case("二: six months exactly", {"months_since_assessment": "6"}, {"apart": MET}, ELIGIBLE),
    Case("二: never assessed", {"months_since_assessment": None}, {"apart": OPEN}, ELIGIBLE),
    Case("附件1 2.1: three in a month are allowed", {"assessments_this_month": "3"}, {"monthly": MET}, ELIGIBLE),
    Case("附件1 2.1: four are not", {"assessments_this_month": "4"}, {"monthly": UNMET}, NOT_YET),
)

WORDINGS = (
    Wording("above_scale", "二", ("规模以上",)),
    Wording("manufacturer", "二", ("制造业",)),
    Wording("once", "二", ("今年",)),
    Wording("twice", "二", ("2 次", "建议")),
    Wording("apart", "二", ("6 个月",)),
    Wording("monthly", "附件1 2.1", ("3 次",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_self_assessment_by_clause(case: Case) -> None:
    """What each clause says of the enterprise that the case describes."""
    look(PACK, WELL, case)


def test_every_condition_of_the_self_assessment_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not."""
    assert unproven(PACK, CASES) == set()


def test_every_reason_of_the_self_assessment_cites_its_clause_in_its_words() -> None:
    """Clause, figures and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_what_is_advised_bars_nobody() -> None:
    """二: 建议每年 2 次; and the duty never closes."""
    pack = load(PACK)
    forces = {condition.id: condition.force for condition in pack.conditions if condition.force is not Force.MUST}
    assert forces == {"twice": Force.PREFERRED, "apart": Force.PREFERRED}
    assert (pack.purpose, pack.windows) == (Purpose.DUTY, ())


def test_every_count_comes_from_the_runs() -> None:
    """附件1 2.1: the last valid run counts; nobody types these numbers."""
    sources = {fact.id: fact.source for fact in load(PACK).facts if fact.source.startswith("run.")}
    assert sources == {
        "assessments_this_year": "run.finished_in_year",
        "assessments_this_month": "run.finished_this_month",
        "months_since_assessment": "run.months_since",
    }


def test_the_table_of_liaisons_has_the_five_columns_of_the_annex() -> None:
    """附件2: a list as XLSX."""
    form = load(PACK).forms[0]
    assert (form.format, form.scope) == (FormFormat.XLSX, FormScope.LIST)
    columns = [part.label.in_("zh") for part in form.parts if part.kind is PartKind.COLUMN]
    assert columns == ["区\\管委会\\集团", "联络员姓名", "职务", "手机号", "备注"]
