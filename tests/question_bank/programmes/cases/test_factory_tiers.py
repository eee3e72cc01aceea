"""`factory-tiers-2025`: the elements of the four tiers, clause by clause, both ways and on the borders; the scenes and the indicators."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.programmes.form_model import FormFormat, PartKind
from question_bank.programmes.library import load
from question_bank.programmes.model import Fact, FactId, FactKind, Force, Outcome
from question_bank.programmes.values import write_value
from tests.question_bank.programmes.cases.table import Wording, faults_of_wording, unproven, untranslated
from tests.question_bank.programmes.cases.tracked import (
    TrackCase,
    cases_in,
    condition_of,
    conditions_of,
    look_at,
    plain_cases,
    track_of,
    uncited,
)

PACK = "factory-tiers-2025"
CITY = "shanghai-advanced-factory-2025"
CASES = cases_in("factory_tiers_2025.csv")
TIERS = ("basic", "advanced", "excellent", "leading")

WELL = {
    "maturity_level": "4",
    "above_scale": "yes",
    "worst_accident": "none",
    "violation": "no",
    "good_results": "yes",
    "good_credit": "yes",
    "scenes": "scene_01;scene_04;scene_08;scene_20;scene_24;scene_30;scene_37",
    "indicator_position": "world",
    "influence": "world",
    "competitive": "yes",
    "safe_technology": "yes",
    "security_controlled": "yes",
    "factory_organisation": "yes",
    "smart_staff": "yes",
    "kpi_04": "60",
    "supply_chain_upgrade": "yes",
    "solution_replicable": "yes",
    "standards_explored": "yes",
    "talent_system": "yes",
    "talents_trained": "yes",
    "mother_factory": "yes",
    "ecosystem": "yes",
    "solution_exported": "yes",
    "standards_cluster": "yes",
    "standards_made": "yes",
    "leading_talents": "yes",
    "guidance_offered": "yes",
}
"""A plant that reaches all four tiers, just so."""

WORDINGS = (
    Wording("scale", "附件1 一.1", ("规模以上",)),
    Wording("market", "附件1 一.1", ("竞争力",)),
    Wording("results", "附件1 一.2", ("近三年", "经营", "财务")),
    Wording("credit", "附件1 一.2", ("不良信用",)),
    Wording("accident", "附件1 一.2", ("近三年", "较大及以上", "安全", "环保")),
    Wording("lawful", "附件1 一.2", ("违法违规",)),
    Wording("safe", "附件1 一.3", ("工业软件", "操作系统", "安全可控")),
    Wording("security", "附件1 一.3", ("网络安全", "数据安全")),
    Wording("organisation", "附件1 一.4", ("规划", "建设", "运营", "组织机制")),
    Wording("staff", "附件1 一.4", ("专业人才",)),
    Wording("basic_level", "附件1 一.5", ("二级及以上",)),
    Wording("advanced_level", "附件1 一.5", ("二级及以上",)),
    Wording("excellent_level", "附件1 一.5", ("三级及以上",)),
    Wording("leading_level", "附件1 一.5", ("四级及以上",)),
    Wording("basic_scenes", "附件1 二（一）", ("至少", "生产作业")),
    Wording("basic_effect", "附件1 二（二）", ("高于", "平均")),
    Wording("advanced_scenes", "附件1 三（一）", ("至少", "生产作业", "生产管理", "运营管理")),
    Wording("advanced_effect", "附件1 三（二）1", ("全省", "领先")),
    Wording("advanced_influence", "附件1 三（二）2", ("全省", "引领带动")),
    Wording("excellent_scenes", "附件1 四（一）", ("原则上", "全部五个环节")),
    Wording("excellent_effect", "附件1 四（二）1", ("国内", "领先")),
    Wording("excellent_ai", "附件1 四（二）1", ("人工智能", "不低于20%")),
    Wording("excellent_influence", "附件1 四（二）2", ("国内", "引领带动")),
    Wording("excellent_chain", "附件1 四（二）2", ("上下游", "升级")),
    Wording("excellent_solution", "附件1 四（二）3", ("推广", "解决方案")),
    Wording("excellent_standards", "附件1 四（二）3", ("标准群",)),
    Wording("excellent_training", "附件1 四（二）4", ("复合型人才", "培养体系")),
    Wording("excellent_people", "附件1 四（二）4", ("建设和运营人才",)),
    Wording("leading_scenes", "附件1 五（一）", ("必须", "全部五个环节")),
    Wording("leading_effect", "附件1 五（二）1", ("全球领先",)),
    Wording("leading_ai", "附件1 五（二）1", ("人工智能", "不低于60%")),
    Wording("leading_influence", "附件1 五（二）2", ("全球领先", "标杆")),
    Wording("leading_mother", "附件1 五（二）2", ("母工厂", "推广")),
    Wording("leading_ecosystem", "附件1 五（二）2", ("产业链", "生态")),
    Wording("leading_export", "附件1 五（二）3", ("解决方案", "对外输出")),
    Wording("leading_standards", "附件1 五（二）3", ("标准群", "较为完善")),
    Wording("leading_national", "附件1 五（二）3", ("行业、国家标准",)),
    Wording("leading_people", "附件1 五（二）4", ("领军人才",)),
    Wording("leading_guidance", "附件1 五（二）4", ("对外", "指导或服务")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case} [{case.track}]")
def test_the_tiers_by_clause(case: TrackCase) -> None:
    """What each clause says of the plant that the case describes."""
    look_at(PACK, WELL, case)


def test_every_condition_of_the_tiers_is_shown_both_ways() -> None:
    """No condition is without a case in which it is met and one in which it is not, no clause without a case."""
    assert unproven(PACK, plain_cases(CASES)) == set()
    assert uncited(PACK, CASES) == set()


def test_every_reason_of_the_tiers_cites_its_clause_in_its_words() -> None:
    """Clause, figures and doubts of each reason."""
    assert faults_of_wording(PACK, WORDINGS) == []
    assert untranslated(PACK) == []


def test_the_tiers_ask_for_levels_two_two_three_and_four() -> None:
    """附件1 一.5, tier by tier."""
    wanted = {condition.track: condition.values for condition in conditions_of(PACK, "附件1 一.5")}
    assert wanted == {"basic": ("2",), "advanced": ("2",), "excellent": ("3",), "leading": ("4",)}


def test_the_advanced_tier_says_that_shanghai_asks_for_more() -> None:
    """The reason cites the national clause and sends to the city's."""
    told = condition_of(PACK, "advanced_level").remedy.in_("zh")
    assert "514号通知一.3" in told
    assert "三级" in told


def test_what_only_one_tier_asks_binds_no_other() -> None:
    """附件1 一.5 and 二 to 五: the part of the annex says the tier."""
    own = {condition.id: condition.track for condition in load(PACK).conditions if condition.track is not None}
    assert {condition: track for condition, track in own.items() if not condition.startswith(f"{track}_")} == {}
    assert [condition.id for condition in load(PACK).conditions if condition.track is None] == [
        wording.condition for wording in WORDINGS if wording.clause in {"附件1 一.1", "附件1 一.2", "附件1 一.3", "附件1 一.4"}
    ]


def test_in_principle_is_said_of_nothing_but_the_excellent_tier_s_segments() -> None:
    """附件1 四（一）: 原则上; all else must be."""
    soft = {condition.id: condition.force for condition in load(PACK).conditions if condition.force is not Force.MUST}
    assert soft == {"excellent_scenes": Force.PRINCIPLE}


@given(levels=st.tuples(st.integers(0, 5), st.integers(0, 5)), tier=st.sampled_from(TIERS))
def test_a_higher_level_never_loses_a_tier(levels: tuple[int, int], tier: str) -> None:
    """附件1 一.5: levels only ever help."""
    _never_loses("maturity_level", tier, *(str(level) for level in sorted(levels)))


@given(data=st.data(), tier=st.sampled_from(TIERS))
def test_one_more_scene_never_loses_a_tier(data: st.DataObject, tier: str) -> None:
    """附件1 二 to 五（一）: scenes only ever help."""
    keys = [choice.key for choice in load(PACK).facts_by_id[FactId("scenes")].choices]
    few = data.draw(st.sets(st.sampled_from(keys), max_size=8))
    more = few | {data.draw(st.sampled_from(keys))}
    _never_loses("scenes", tier, write_value(frozenset(few)), write_value(frozenset(more)))


@pytest.mark.parametrize("fact", ["indicator_position", "influence"])
def test_a_wider_lead_never_loses_a_tier(fact: str) -> None:
    """附件1 二 to 五（二）: the choices stand in rising order."""
    keys = [choice.key for choice in load(PACK).facts_by_id[FactId(fact)].choices]
    for tier in TIERS:
        for low, high in pairwise(keys):
            _never_loses(fact, tier, low, high)


def _never_loses(fact: str, tier: str, low: str, high: str) -> None:
    rank = {Outcome.NOT_ELIGIBLE: 0, Outcome.NOT_YET: 1, Outcome.ELIGIBLE: 2}
    before, after = (track_of(load(PACK), WELL, {fact: value}, tier) for value in (low, high))
    assert rank[before.outcome] <= rank[after.outcome]


def test_there_are_forty_scenes_in_eight_segments_and_five_groups() -> None:
    """附件2, and the five notes of annex 1 that put the eight segments into five."""
    scenes = load(PACK).facts_by_id[FactId("scenes")].choices
    assert [scene.key for scene in scenes] == [f"scene_{number:02}" for number in range(1, 41)]
    assert Counter((scene.heading.in_("zh"), scene.group) for scene in scenes) == {
        ("工厂建设", "construction"): 3,
        ("产品研发", "design"): 2,
        ("工艺设计", "design"): 2,
        ("生产管理", "production_management"): 12,
        ("生产作业", "production"): 10,
        ("运营管理", "operation"): 4,
        ("产品服务", "operation"): 3,
        ("供应链管理", "operation"): 4,
    }
    assert len({scene.name.in_("zh") for scene in scenes}) == 40
    assert all(scene.gist.in_("zh") and scene.gist.in_("en") != scene.gist.in_("zh") for scene in scenes)


def test_the_twenty_one_indicators_stand_in_five_groups_with_their_units() -> None:
    """附件1 附表: percent, but for the number of models and of companies."""
    figures = [fact for fact in load(PACK).facts if fact.id.startswith("kpi_")]
    assert sorted(fact.id for fact in figures) == [f"kpi_{number:02}" for number in range(1, 22)]
    assert {fact.kind for fact in figures} == {FactKind.NUMBER}
    assert {fact.id: fact.unit.in_("zh") for fact in figures if fact.unit.in_("zh") != "%"} == {"kpi_05": "个", "kpi_21": "家"}
    groups = Counter(fact.clause[len("附件1 附表") :][:3] for fact in figures)
    assert groups == {"（一）": 5, "（二）": 2, "（三）": 9, "（四）": 4, "（五）": 1}
    assert [fact.id for fact in figures if not fact.form_only] == ["kpi_04"]


def test_the_indicators_make_the_table_of_the_annex() -> None:
    """附件1 附表: every indicator once, in its order."""
    (form,) = load(PACK).forms
    assert (form.clause, form.format) == ("附件1 附表", FormFormat.DOCX)
    lines = [part for part in form.parts if part.fact.startswith("kpi_")]
    assert [part.fact for part in lines] == [f"kpi_{number:02}" for number in range(1, 22)]
    assert [part.label.in_("zh").split()[0] for part in lines] == [str(number) for number in range(1, 22)]
    assert len([part for part in form.parts if part.kind is PartKind.HEADING]) == 5


def test_the_tiers_have_no_last_day() -> None:
    """Annex 1 names none: it is a self-check at any time."""
    assert load(PACK).windows == ()


def test_both_packs_of_the_notice_ask_the_same_in_the_same_words() -> None:
    """What is asked once is asked alike: kind, choices, question and hint."""
    city, tiers = load(CITY).facts_by_id, load(PACK).facts_by_id
    shared = city.keys() & tiers.keys()
    assert len(shared) == 14
    assert [fact for fact in shared if _asked(city[fact]) != _asked(tiers[fact])] == []


def _asked(fact: Fact) -> tuple[object, ...]:
    return (fact.kind, fact.name, fact.ask, fact.hint, fact.unit, fact.choices, fact.low, fact.high, fact.source, fact.suggested)
