"""Every hard check in both directions and at its border, with the official rule quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from question_bank.programmes.form_checks import FORM_CHECKS, Check, can_check
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import FactId, Value
from reports.forms.cases import FormProblem, Handed
from reports.forms.checking import CHECKS, characters, problems
from reports.forms.model import Picture
from reports.forms.value_checks import level_of
from tests.reports.forms.made import APPLICATION, INFORMATION, PROGRAMME, form, rule

ADVANCED = load("shanghai-advanced-factory-2025")
MB = 1 << 20


def found(check: str, target: str, values: tuple[str, ...], known: Mapping[str, Value]) -> tuple[FormProblem, ...]:
    """What one rule says of these values."""
    return problems(form(*INFORMATION.parts, rules=(rule(check, target, *values),)), PROGRAMME, Handed(known), "zh")


def names(name: str) -> set[str]:
    """The rules of the official information table that a factory's name breaks."""
    information = ADVANCED.form("information")
    assert information is not None
    known = {"factory_name": name, "sector": "automotive", "maturity_level": Decimal(3)}
    return {problem.check for problem in problems(information, ADVANCED, Handed(known), "zh")}


def pictured(check: str, value: str, *pictures: Picture) -> list[str]:
    """The places that a rule of pictures names."""
    asked = form(*APPLICATION.parts, rules=(rule(check, "pictures", *([value] if value else [])),))
    return [problem.place for problem in problems(asked, PROGRAMME, Handed({}, pictures), "zh")]


PICTURE = Picture("a.jpg", "image/jpeg", 5 * MB, 4000, 2000, "总装车间")


def test_every_check_that_a_pack_may_name_is_carried_out() -> None:
    """And no other."""
    assert set(CHECKS) == set(FORM_CHECKS) == set(Check)


def test_every_rule_of_a_shipped_pack_can_be_carried_out() -> None:
    """Its target is one that the check looks at, and a fact or source is known."""
    tried = 0
    for name in shipped():
        programme = load(name)
        for one in programme.forms:
            for found_rule in one.rules:
                assert can_check(found_rule.check, found_rule.target, found_rule.values), found_rule
                tried += 1
            assert all(problem.quote and problem.clause for problem in problems(one, programme, Handed(), "zh"))
    assert tried > 20


# -- the factory's name ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("申安智能工厂", set()),
        ("申安高端装备零部件示范智能工厂", {"counted_length"}),
        ("申安高端装备零部件智能工厂", set()),
        ("申安装备零部件示范智能工厂", set()),
        ("上海申安装备零部件示范智能工厂", {"counted_length"}),
        ("申安智能工厂车间", {"ends_with", "not_ends_with"}),
        ("申安智能工厂项目", {"ends_with", "not_ends_with"}),
        ("申安工厂", {"ends_with"}),
        ("申安车间智能工厂", set()),
        ("智能工厂 ", set()),
    ],
)
def test_the_factorys_name(name: str, broken: set[str]) -> None:
    """附件3 第2项: fourteen signs are the last that pass, fifteen the first that do not."""
    assert names(name) == broken


def test_fourteen_pass_and_fifteen_do_not() -> None:
    """Counted out: ten and four signs, then one more; and thirty Latin letters for ten."""
    assert names("一二三四五六七八九十智能工厂") == set()
    assert names("一二三四五六七八九十一智能工厂") == {"counted_length"}
    assert names("A" * 30 + "智能工厂") == set()
    assert names("A" * 31 + "智能工厂") == {"counted_length"}


def test_the_problem_quotes_the_rule_and_says_what_to_do() -> None:
    """Place, reason, remedy, rule and clause."""
    information = ADVANCED.form("information")
    assert information is not None
    known = {"factory_name": "一二三四五六七八九十一智能工厂", "sector": "automotive", "maturity_level": Decimal(3)}
    (problem,) = problems(information, ADVANCED, Handed(known), "zh")
    assert problem.place == "2 工厂名称"
    assert "计 15 个汉字，超过 14 个" in problem.reason
    assert problem.remedy == "请至少缩短 1 个汉字。"
    assert problem.quote.startswith("字数控制在 14 个汉字以内")
    assert problem.clause == "附件3 第2项"
    (english,) = problems(information, ADVANCED, Handed(known), "en")
    assert "counts 15 Chinese characters" in english.reason


# -- values ------------------------------------------------------------------------------------------------------------

LEVELS: tuple[tuple[Value, int], ...] = ((Decimal(2), 1), (Decimal(3), 0), (Decimal(5), 0), ("L2", 1), ("L3", 0), ("三级", 0), ("二级", 1))
TODAY = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("check", "target", "values", "value", "wrong"),
    [
        ("present", "factory_name", (), "甲", 0),
        ("present", "factory_name", (), "  ", 1),
        ("not_contains", "factory_name", ("车间", "项目"), "甲车间项目", 2),
        ("not_contains", "factory_name", ("车间",), "甲", 0),
        ("one_of_choices", "sector", ("cars",), "cars", 0),
        ("one_of_choices", "sector", ("cars",), "chips", 1),
        ("one_of_choices", "sector", (), "chips", 0),
        ("one_of_choices", "scenes", (), frozenset({"cars", "chips"}), 0),
        ("one_of_choices", "scenes", ("cars",), frozenset({"cars", "chips"}), 1),
        ("at_least", "amount", ("20",), Decimal(20), 0),
        ("at_least", "amount", ("20",), Decimal("19.99"), 1),
        ("above", "amount", ("20",), Decimal(20), 1),
        ("above", "amount", ("20",), Decimal("20.01"), 0),
        ("in_year", "signed_on", ("2023",), date(2023, 1, 1), 0),
        ("in_year", "signed_on", ("2023",), TODAY, 0),
        ("in_year", "signed_on", ("2023",), date(2024, 1, 1), 1),
        ("in_year", "signed_on", ("2023",), date(2022, 12, 31), 1),
        *(("level_at_least", "level", ("3",), value, wrong) for value, wrong in LEVELS),
    ],
)
def test_a_value(check: str, target: str, values: tuple[str, ...], value: Value, wrong: int) -> None:
    """On both sides of the border."""
    assert len(found(check, target, values, {target: value})) == wrong


def test_the_same_is_compared_without_blanks_and_capitals() -> None:
    """Codes are; numbers are compared as numbers; without the other nothing is taken for equal."""
    same = ("profile.code",)
    assert not found("same", "factory_name", same, {"factory_name": "91310000 ma1k", "profile.code": "91310000MA1K"})
    (differs,) = found("same", "factory_name", same, {"factory_name": "1", "profile.code": "2"})
    assert "两处不一致" in differs.reason
    (alone,) = found("same", "factory_name", same, {"factory_name": "1"})
    assert "没有可以对照" in alone.reason
    assert not found("same", "amount", ("level",), {"amount": Decimal("3.0"), "level": Decimal(3)})


@pytest.mark.parametrize("check", [check for check, shape in FORM_CHECKS.items() if shape.target == "value"])
def test_a_value_that_is_not_known_never_passes(check: str) -> None:
    """It is said to be missing, whatever is asked of it."""
    values = {"same": ("profile.code",), "present": (), "one_of_choices": ()}.get(check, ("3",))
    (problem,) = found(check, "factory_name", values, {})
    assert problem.reason == "还没有填写。"


def test_what_is_missing_is_said_once_of_each() -> None:
    """Three rules look at the name."""
    information = ADVANCED.form("information")
    assert information is not None
    assert [problem.target for problem in problems(information, ADVANCED, Handed(), "zh")] == ["factory_name", "sector", "maturity_level"]


def test_what_comes_from_a_source_is_not_asked_of_anybody() -> None:
    """The level follows from a run."""
    (problem,) = found("level_at_least", "level", ("3",), {})
    assert "最近一次自诊断：等级" in problem.remedy


def test_a_further_cell_is_called_by_its_field() -> None:
    """The mobile number of the head of the company."""
    (problem,) = found("present", "leader_mobile", (), {})
    assert problem.place == "5 企业负责人（手机号码）"


@pytest.mark.parametrize(
    ("value", "level"), [("L3", 3), ("l 4", 4), ("3级", 3), ("五级（引领级）", 5), ("六级", None), ("", None), (True, None)]
)
def test_levels_as_people_write_them(value: Value, level: int | None) -> None:
    """Anything else is none."""
    assert level_of(value) == level


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("signs", "wrong"), [(2999, 1), (3000, 0), (5000, 0), (5001, 1)])
def test_the_length_of_the_application(signs: int, wrong: int) -> None:
    """附件4 二.1: 3,000 and 5,000 pass."""
    application = ADVANCED.form("application")
    assert application is not None
    known: dict[str, Value] = {"essay_history": "甲" * 1000, "essay_strength": "乙" * (signs - 1000)}
    assert characters(application, ADVANCED, Handed(known)) == signs
    assert sum(problem.check == "characters_between" for problem in problems(application, ADVANCED, Handed(known), "zh")) == wrong


def test_a_required_text_that_is_not_written_is_named() -> None:
    """An optional one is not."""
    assert [problem.place for problem in problems(APPLICATION, PROGRAMME, Handed({}), "zh") if problem.check == "sections_written"] == [
        "1、概况"
    ]
    written = {"about": "甲" * 30}
    assert not [one for one in problems(APPLICATION, PROGRAMME, Handed(written), "zh") if one.check == "sections_written"]


# -- pictures ----------------------------------------------------------------------------------------------------------


def test_nine_pictures_are_too_few_and_ten_are_enough() -> None:
    """附件4 二.4."""
    assert pictured("pictures_at_least", "10", *[PICTURE] * 9) == ["配图"]
    assert pictured("pictures_at_least", "10", *[PICTURE] * 10) == []


def test_five_megabytes_exactly_are_enough() -> None:
    """And one byte less is not."""
    small = replace(PICTURE, size=5 * MB - 1)
    assert pictured("picture_bytes_at_least", str(5 * MB), PICTURE, small) == ["图2（a.jpg）"]


def test_eight_million_pixels_exactly_are_enough() -> None:
    """And fewer are not, however they are spread."""
    small = replace(PICTURE, width=2827, height=2829)
    assert (PICTURE.pixels, small.pixels) == (8_000_000, 7_997_583)
    assert pictured("picture_pixels_at_least", "8000000", PICTURE, small) == ["图2（a.jpg）"]


def test_a_picture_without_a_caption_is_named() -> None:
    """Blanks are no caption."""
    assert pictured("captions_numbered", "", PICTURE, replace(PICTURE, caption=" ")) == ["图2（a.jpg）"]


def test_the_report_is_attached_or_not() -> None:
    """附件4 第五部分."""
    asked = form(*APPLICATION.parts, rules=(rule("attached", "report"),))
    assert len(problems(asked, PROGRAMME, Handed(), "zh")) == 1
    assert not problems(asked, PROGRAMME, Handed(report=True), "zh")


def test_a_document_that_was_not_sent_has_no_face_to_look_at() -> None:
    """What is written here is set rightly by the program itself."""
    checks = {problem.check for problem in problems(APPLICATION, PROGRAMME, Handed({"about": "甲" * 30}), "zh")}
    assert not checks & {"font", "points", "pitch"}


# -- which rules there can be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "target", "values"),
    [
        ("pretty", "text", ()),
        ("counted_length", "text", ("14",)),
        ("counted_length", "factory_name", ()),
        ("counted_length", "factory_name", ("many",)),
        ("counted_length", "factory_name", ("NaN",)),
        ("characters_between", "factory_name", ("1", "2")),
        ("characters_between", "text", ("1",)),
        ("attached", "text", ()),
        ("present", "factory_name", ("x",)),
        ("font", "document", ()),
    ],
)
def test_a_rule_that_cannot_be_carried_out(check: str, target: str, values: tuple[str, ...]) -> None:
    """Is known before a pack is taken."""
    assert not can_check(check, target, values)


def test_a_target_that_no_part_shows_is_called_as_its_fact() -> None:
    """Or, unknown to all, as it is written."""
    assert found("present", "about", (), {})[0].place == "about"
    assert found("present", "nowhere", (), {})[0].place == "nowhere"
    assert FactId("nowhere") not in PROGRAMME.facts_by_id
