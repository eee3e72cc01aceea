"""`supervision-agency-2023`: notice 沪经信制〔2023〕673号, conditions 一.1 to 一.5, both ways and on the borders."""

from __future__ import annotations

import pytest

from question_bank.programmes.form_model import FormFormat, PartKind
from question_bank.programmes.library import load
from question_bank.programmes.model import ConditionId, Force, Join, Purpose, Subject
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
    joins,
    look,
    unproven,
    untranslated,
)

PACK = "supervision-agency-2023"

WELL = {
    "registered_shanghai": "yes",
    "legal_person": "yes",
    "founded_on": "2010-05-20",
    "sound_standing": "yes",
    "premises": "yes",
    "standards_known": "yes",
    "expert_team": "yes",
    "assessors": "8",
    "senior_titles": "12",
    "project_management": "yes",
    "supervision_experience": "yes",
    "reviewer_lists": "yes",
    "assessment_cases": "yes",
    "on_assessor_list": "no",
    "on_provider_list": "no",
}
"""A body that meets everything."""

NONE = {"reviewer_lists": "no", "assessment_cases": "no"}

CASES = (
    Case("everything is well", {}, {"registered": MET, "years": MET, "people": MET, "apart": MET, "favoured": MET}, ELIGIBLE),
    Case("一.1: registered elsewhere ends the matter", {"registered_shanghai": "no"}, {"registered": UNMET}, NOT_ELIGIBLE),
    Case("一.1: five years to the day", {"founded_on": "2018-09-01"}, {"years": MET}, ELIGIBLE),
    Case("一.1: a day short of five years ends the matter", {"founded_on": "2018-09-02"}, {"years": UNMET}, NOT_ELIGIBLE),
    Case("一.1: an unknown day is to be confirmed", {"founded_on": None}, {"years": OPEN}, NOT_YET),
    Case("一.1: a legal person", {"legal_person": "yes"}, {"legal_person": MET}, ELIGIBLE),
    Case("一.1: a branch is none", {"legal_person": "no"}, {"legal_person": UNMET}, NOT_ELIGIBLE),
    Case("一.1: sound standing", {}, {"standing": MET}, ELIGIBLE),
    Case("一.1: bad standing can be mended", {"sound_standing": "no"}, {"standing": UNMET}, NOT_YET),
    Case("一.1: premises", {}, {"premises": MET}, ELIGIBLE),
    Case("一.1: no premises can be mended", {"premises": "no"}, {"premises": UNMET}, NOT_YET),
    Case("一.2: knows the standards", {}, {"standards": MET}, ELIGIBLE),
    Case("一.2: does not know them yet", {"standards_known": "no"}, {"standards": UNMET}, NOT_YET),
    Case("一.3: a team", {}, {"team": MET}, ELIGIBLE),
    Case("一.3: no team yet", {"expert_team": "no"}, {"team": UNMET}, NOT_YET),
    Case(
        "一.3: five assessors exactly, no senior title",
        {"assessors": "5", "senior_titles": "0"},
        {"people_assessors": MET, "people_senior": UNMET, "people": MET},
        ELIGIBLE,
    ),
    Case(
        "一.3: five senior titles exactly, no assessor",
        {"assessors": "0", "senior_titles": "5"},
        {"people_assessors": UNMET, "people_senior": MET, "people": MET},
        ELIGIBLE,
    ),
    Case("一.3: four of each do not add up", {"assessors": "4", "senior_titles": "4"}, {"people": UNMET}, NOT_YET),
    Case("一.3: enough assessors, senior titles unknown", {"senior_titles": None}, {"people": MET, "people_senior": OPEN}, ELIGIBLE),
    Case(
        "一.4: only project management",
        {"supervision_experience": "no"},
        {"experience": MET, "experience_projects": MET, "experience_supervision": UNMET},
        ELIGIBLE,
    ),
    Case(
        "一.4: only supervision",
        {"project_management": "no"},
        {"experience": MET, "experience_projects": UNMET, "experience_supervision": MET},
        ELIGIBLE,
    ),
    Case("一.4: neither", {"project_management": "no", "supervision_experience": "no"}, {"experience": UNMET}, NOT_YET),
    Case(
        "一.4: on another list only",
        {"assessment_cases": "no"},
        {"favoured": MET, "favoured_lists": MET, "favoured_cases": UNMET},
        ELIGIBLE,
    ),
    Case("一.4: with cases only", {"reviewer_lists": "no"}, {"favoured": MET, "favoured_lists": UNMET, "favoured_cases": MET}, ELIGIBLE),
    Case("一.4: no advantage costs nothing", NONE, {"favoured": UNMET}, ELIGIBLE),
    Case("一.5: on neither list", {}, {"apart": MET, "apart_assessors": UNMET, "apart_providers": UNMET}, ELIGIBLE),
    Case("一.5: on the assessors' list, to be explained", {"on_assessor_list": "yes"}, {"apart": UNMET, "apart_assessors": MET}, ELIGIBLE),
    Case("一.5: on the providers' list, to be explained", {"on_provider_list": "yes"}, {"apart": UNMET, "apart_providers": MET}, ELIGIBLE),
)

WORDINGS = (
    Wording("registered", "一.1", ("上海",)),
    Wording("years", "一.1", ("满 5 年", "2023 年 9 月 1 日")),
    Wording("legal_person", "一.1", ("独立法人",)),
    Wording("standing", "一.1", ("资信",)),
    Wording("premises", "一.1", ("固定办公场所",)),
    Wording("standards", "一.2", ("国家标准",)),
    Wording("team", "一.3", ("技术团队", "专家资源")),
    Wording("people", "一.3", ("5 名",)),
    Wording("people_assessors", "一.3", ("CMMM", "5 名及以上")),
    Wording("people_senior", "一.3", ("高级职称", "5 名及以上")),
    Wording("experience", "一.4", ("项目管理", "监督评审")),
    Wording("experience_projects", "一.4", ("项目管理",)),
    Wording("experience_supervision", "一.4", ("第三方监督评审",)),
    Wording("favoured", "一.4", ("优先",)),
    Wording("favoured_lists", "一.4", ("名单",)),
    Wording("favoured_cases", "一.4", ("评审或监理",)),
    Wording("apart", "一.5", ("原则上", "目录")),
    Wording("apart_assessors", "一.5", ("评估诊断机构、数字化转型服务商",)),
    Wording("apart_providers", "一.5", ("2023 年度", "数字化诊断服务商")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_agency_by_clause(case: Case) -> None:
    """What each clause says of the body that the case describes."""
    look(PACK, WELL, case)


def test_every_condition_of_the_agency_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not."""
    assert unproven(PACK, CASES) == set()


def test_every_reason_of_the_agency_cites_its_clause_in_its_words() -> None:
    """Clause, figures and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_the_force_of_each_clause_is_the_notice_s() -> None:
    """应 is a must, 优先 an advantage, 原则上 to be explained; only who may apply at all cannot be mended."""
    pack = load(PACK)
    forces = {condition.id: condition.force for condition in pack.below[None] if condition.force is not Force.MUST}
    assert forces == {ConditionId("favoured"): Force.PREFERRED, ConditionId("apart"): Force.PRINCIPLE}
    assert {condition.id for condition in pack.conditions if not condition.mendable} == {"registered", "years", "legal_person"}
    assert joins(PACK) == {"people": Join.ANY, "experience": Join.ANY, "favoured": Join.ANY, "apart": Join.NONE}
    assert (pack.purpose, pack.subject) == (Purpose.APPLY, Subject.AGENCY)


def test_the_form_and_the_plan_follow_the_two_annexes() -> None:
    """附件 1: name, foundation, revenue, three numbers of people; 附件 2: four parts and three enclosures."""
    form, plan = load(PACK).forms
    assert (form.format, plan.format) == (FormFormat.DOCX, FormFormat.DOCX)
    assert [part.label.in_("zh") for part in form.parts if part.kind is PartKind.FIELD] == [
        "单位名称",
        "成立时间",
        "2022 年营业收入（万元）",
        "总人数",
        "CMMM 评估师人数",
        "相关领域高级职称人数",
        "专家评审意见",
    ]
    assert [part.label.in_("zh") for part in plan.parts if part.kind is PartKind.HEADING] == [
        "一、监督对象",
        "二、工作内容",
        "三、工作流程",
        "四、预期效果",
        "附件：",
    ]
    assert len([part for part in plan.parts if part.kind is PartKind.TEXT]) == 7


def test_the_papers_were_due_by_the_first_of_september() -> None:
    """三: the one window."""
    assert [window.closes.isoformat() for window in load(PACK).windows] == ["2023-09-01"]


def test_the_summary_names_the_four_dimensions_of_the_review() -> None:
    """二.2: what experts weigh."""
    summary = load(PACK).summary.in_("zh")
    assert [word for word in ("基础能力", "专业技术人员", "相关经验与案例", "工作方案") if word not in summary] == []
