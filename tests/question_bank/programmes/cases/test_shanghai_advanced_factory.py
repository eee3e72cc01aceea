"""`shanghai-advanced-factory-2025`: the notice of 28 July 2025 and the elements of its annex 1, clause by clause, both ways."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.programmes.form_model import FormFormat, FormScope, Part, PartKind
from question_bank.programmes.library import load
from question_bank.programmes.model import FactId, Force, Outcome
from tests.question_bank.programmes.cases.table import Wording, faults_of_wording, unproven, untranslated
from tests.question_bank.programmes.cases.tracked import TrackCase, cases_in, condition_of, look_at, plain_cases, track_of, uncited

PACK = "shanghai-advanced-factory-2025"
CASES = cases_in("shanghai_advanced_factory_2025.csv")

WELL = {
    "registered_shanghai": "yes",
    "legal_person": "yes",
    "branch_exception": "no",
    "advanced_factory_recognised": "no",
    "city_factory_recognised": "no",
    "maturity_level": "3",
    "sector_guidance": "no",
    "platform_report": "yes",
    "above_scale": "yes",
    "worst_accident": "none",
    "violation": "no",
    "good_results": "yes",
    "good_credit": "yes",
    "basic_factory_self": "yes",
    "scenes": "scene_08;scene_12;scene_20;scene_24;scene_27;scene_31",
    "indicator_position": "province",
    "influence": "province",
    "safe_technology": "yes",
    "ip_dispute": "no",
    "sector_leading": "yes",
    "demonstration": "yes",
    "competitive": "yes",
    "security_controlled": "yes",
    "factory_organisation": "yes",
    "smart_staff": "yes",
    "willing_cooperate": "yes",
    "scenes_described": "yes",
    "holds_secrets": "no",
}
"""A plant that may apply, just so."""

WORDINGS = (
    Wording("registered", "一.1", ("上海", "注册")),
    Wording("body", "一.1", ("独立法人", "分支机构")),
    Wording("body_legal", "一.1", ("独立法人",)),
    Wording("body_branch", "一.1", ("石油石化", "有色金属", "分支机构")),
    Wording("results", "一.1", ("近三年", "效益")),
    Wording("credit", "一.1", ("近三年", "信用")),
    Wording("new_tier", "一.1", ("先进级", "不再重复申报")),
    Wording("new_city", "一.1", ("上海市级", "不重复申报")),
    Wording("basic", "正文", ("自评", "基础级")),
    Wording("leading", "一.2", ("行业", "领先")),
    Wording("example", "一.2", ("示范引领",)),
    Wording("safe", "一.2", ("工业软件", "安全可控")),
    Wording("property", "一.2", ("知识产权纠纷",)),
    Wording("level", "一.3", ("三级及以上", "指导性文件")),
    Wording("level_three", "一.3", ("三级及以上",)),
    Wording("level_sector", "一.3", ("指导性文件",)),
    Wording("platform", "一.3", ("平台", "自评估")),
    Wording("cooperation", "一.4", ("现场评估", "宣传", "推广")),
    Wording("papers", "一.5", ("建设场景",)),
    Wording("secrets", "一.5", ("国家秘密", "商业秘密")),
    Wording("accident", "一.6", ("近三年", "重大、特大", "安全", "环境")),
    Wording("lawful", "一.6", ("违法违规",)),
    Wording("a_scale", "附件1 一.1", ("规模以上",)),
    Wording("a_market", "附件1 一.1", ("竞争力",)),
    Wording("a_accident", "附件1 一.2", ("近三年", "较大及以上")),
    Wording("a_security", "附件1 一.3", ("网络安全", "数据安全")),
    Wording("a_organisation", "附件1 一.4", ("组织机制",)),
    Wording("a_staff", "附件1 一.4", ("专业人才",)),
    Wording("a_level", "附件1 一.5", ("二级及以上", "国家")),
    Wording("a_scenes", "附件1 三（一）", ("至少", "生产作业", "生产管理", "运营管理")),
    Wording("a_indicators", "附件1 三（二）1", ("技术经济指标", "领先")),
    Wording("a_influence", "附件1 三（二）2", ("引领带动",)),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_city_s_advanced_factory_by_clause(case: TrackCase) -> None:
    """What each clause says of the plant that the case describes."""
    look_at(PACK, WELL, case)


def test_every_condition_of_the_city_s_notice_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not, no clause without a case."""
    assert unproven(PACK, plain_cases(CASES)) == set()
    assert uncited(PACK, CASES) == set()


def test_every_reason_of_the_city_s_notice_cites_its_clause_in_its_words() -> None:
    """Clause, key words and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_every_fact_cites_the_clause_that_it_is_asked_for() -> None:
    """One of the clauses of the conditions that look at it; what only forms ask cites its annex."""
    pack = load(PACK)
    cited = {fact.id: {condition.clause for condition in pack.conditions if condition.fact == fact.id} for fact in pack.facts}
    astray = [fact.id for fact in pack.facts if not fact.form_only and fact.clause not in cited[fact.id]]
    assert astray == []
    assert {fact.clause[:3] for fact in pack.facts if fact.form_only} == {"附件3", "附件4"}


def test_what_cannot_be_mended_any_more_ends_the_matter() -> None:
    """一.1 where and as what one is registered, and what one holds already; 一.6 and 附件1 一.2 what has happened; nothing else."""
    final = {condition.id for condition in load(PACK).conditions if not condition.mendable}
    assert final == {"registered", "body", "body_legal", "body_branch", "new_tier", "new_city", "accident", "lawful", "a_accident"}
    assert {condition.force for condition in load(PACK).conditions} == {Force.MUST}


@given(levels=st.tuples(st.integers(0, 5), st.integers(0, 5)), guidance=st.sampled_from(["yes", "no", None]))
def test_a_higher_level_never_loses_the_city_s_advanced_factory(levels: tuple[int, int], guidance: str | None) -> None:
    """一.3: levels only ever help."""
    low, high = sorted(levels)
    rank = {Outcome.NOT_ELIGIBLE: 0, Outcome.NOT_YET: 1, Outcome.ELIGIBLE: 2}
    before, after = (
        track_of(load(PACK), WELL, {"maturity_level": str(level), "sector_guidance": guidance}, "advanced") for level in (low, high)
    )
    assert rank[before.outcome] <= rank[after.outcome]


def test_the_city_asks_for_level_three_and_says_that_the_country_asks_for_two() -> None:
    """Where the two differ each reason cites its own clause."""
    city, country = condition_of(PACK, "level_three"), condition_of(PACK, "a_level")
    assert (city.clause, city.values) == ("一.3", ("3",))
    assert (country.clause, country.values) == ("附件1 一.5", ("2",))


def test_recommendations_close_on_the_fifteenth_of_august() -> None:
    """二.1: the notice names no first day."""
    (window,) = load(PACK).windows
    assert (window.opens, window.closes, window.clause) == (None, date(2025, 8, 15), "二.1")


def test_a_district_has_ten_places_and_twelve_from_thirty_recognised_on() -> None:
    """二.2: what it counts are those that hold the advanced tier or above."""
    pack = load(PACK)
    assert [(quota.recognised, quota.number, quota.clause) for quota in pack.quotas] == [(0, 10, "二.2"), (30, 12, "二.2")]
    assert pack.recognises == FactId("advanced_factory_recognised")


def test_the_three_forms_are_those_of_annexes_three_four_and_five() -> None:
    """附件3, 附件4 and 附件5, and the type that the application is set in: size 三号 is 16 points."""
    forms = {form.clause: form for form in load(PACK).forms}
    assert {clause: (form.format, form.scope) for clause, form in forms.items()} == {
        "附件3": (FormFormat.DOCX, FormScope.ONE),
        "附件4": (FormFormat.DOCX, FormScope.ONE),
        "附件5": (FormFormat.XLSX, FormScope.LIST),
    }
    application = forms["附件4"]
    assert (application.font, application.points, application.pitch) == ("仿宋_GB2312", Decimal(16), Decimal(27))


def test_the_information_form_has_the_rows_of_annex_three() -> None:
    """附件3: its own numbers, in which the eight stands twice."""
    fields = [part.label.in_("zh") for part in _parts("information") if part.kind is PartKind.FIELD and part.label.in_("zh")]
    assert fields == [
        "1 企业名称",
        "2 工厂名称",
        "3 所属行业",
        "4 所属区域",
        "5 所属集团",
        "6 工厂地址",
        "7 成熟度等级（自评估）",
        "8 所获荣誉",
        "8 企业负责人",
        "9 企业联系人",
        "10 企业填表人",
        "其他说明事项",
    ]


def test_the_application_has_five_sections_and_two_texts_that_must_be_written() -> None:
    """附件4: those marked 必填项."""
    parts = _parts("application")
    assert [part.label.in_("zh")[:4] for part in parts if part.kind is PartKind.HEADING] == [f"第{number}部分" for number in "一二三四五"]
    texts = [part for part in parts if part.kind is PartKind.TEXT]
    assert len(texts) == 11
    assert [part.fact for part in texts if part.required] == ["essay_strength", "essay_architecture"]


def test_the_list_has_a_number_and_the_ten_columns_of_annex_five() -> None:
    """附件5: from the company's name to the mobile number."""
    columns = [part.fact for part in _parts("recommendation") if part.kind is PartKind.COLUMN]
    assert columns[0] == "rank"
    assert columns[1:] == [
        "profile.name",
        "factory_name",
        "profile.code",
        "sector",
        "run.total",
        "maturity_level",
        "scenes",
        "factory_address",
        "contact.name",
        "contact.mobile",
    ]


RULES = {
    "name_ending": ("ends_with", ("智能工厂",), "以“智能工厂”结尾"),
    "name_not_part": ("not_ends_with", ("车间", "项目"), "不能以车间、项目等结尾"),
    "name_length": ("counted_length", ("14",), "14 个汉字以内（含 14 个）"),
    "sector_of_six": ("one_of_choices", ("electronics", "automotive", "equipment", "life_health", "materials", "consumer"), "六选一"),
    "level_three": ("level_at_least", ("3",), "L3-L5"),
    "length": ("characters_between", ("3000", "5000"), "3000-5000 字"),
    "required_sections": ("sections_written", (), "必填项"),
    "font": ("font", ("仿宋_GB2312", "仿宋"), "仿宋 GB2312"),
    "size": ("points", ("16",), "三号"),
    "pitch": ("pitch", ("27",), "固定值 27 磅"),
    "picture_count": ("pictures_at_least", ("10",), "不少于 10"),
    "picture_bytes": ("picture_bytes_at_least", ("5242880",), "不低于 5M"),
    "picture_pixels": ("picture_pixels_at_least", ("8000000",), "不低于 800 万"),
    "picture_captions": ("captions_numbered", (), "编号且附说明性文字"),
    "report_level": ("level_at_least", ("3",), "L3 级及以上"),
    "report": ("attached", (), "自评估报告"),
    "scene_names": ("one_of_choices", (), "场景名称须来自附件2"),
}


def test_every_hard_rule_is_there_with_the_sentence_that_says_it() -> None:
    """附件3 to 附件5: check, values and what is quoted."""
    rules = {rule.id: rule for form in load(PACK).forms for rule in form.rules}
    assert {name: (rule.check, rule.values) for name, rule in rules.items()} == {name: wanted[:2] for name, wanted in RULES.items()}
    assert [name for name, (_, _, words) in RULES.items() if words not in rules[name].quote.in_("zh")] == []


def _parts(form: str) -> tuple[Part, ...]:
    return next(found.parts for found in load(PACK).forms if found.id == form)
