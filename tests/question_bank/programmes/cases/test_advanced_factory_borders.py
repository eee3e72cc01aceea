"""`shanghai-advanced-factory-2025` on its borders: the last minute of the last day, and the hard rules of annexes 3 to 5."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.usecases.packs import window_now
from dialogs.limits import day_of
from question_bank.programmes.library import load
from question_bank.programmes.model import Value
from reports.forms.checking import Handed, problems
from reports.forms.model import Picture

PACK = "shanghai-advanced-factory-2025"
MEGABYTES_5 = 5 * 1024 * 1024

NAMES = [
    ("fourteen signs", "上海华东精密轴承制造智能工厂", set()),
    ("fifteen signs", "上海华东精密轴承制造厂智能工厂", {"name_length"}),
    ("three letters count as one, fourteen", "ABC海华东精密轴承制造智能工厂", set()),
    ("four letters count as two, fifteen", "ABCD海华东精密轴承制造智能工厂", {"name_length"}),
    ("ends in something else", "华东轴承数字工厂", {"name_ending"}),
    ("ends in a workshop", "华东轴承智能工厂车间", {"name_ending", "name_not_part"}),
    ("ends in a project", "华东轴承智能工厂项目", {"name_ending", "name_not_part"}),
    ("a workshop in the middle is no ending", "华东车间改造智能工厂", set()),
]


@pytest.mark.parametrize(("name", "broken"), [(name, broken) for _, name, broken in NAMES], ids=[name for name, _, _ in NAMES])
def test_annex_three_item_two_on_the_factory_s_name(name: str, broken: set[str]) -> None:
    """附件3 第2项: 14 is within, 15 is not."""
    rules = {"name_ending", "name_not_part", "name_length"}
    assert _broken("information", {"factory_name": name}) & rules == broken


@pytest.mark.parametrize(("level", "broken"), [(2, True), (3, False), (5, False)])
def test_annexes_three_and_four_want_level_three(level: int, broken: bool) -> None:
    """附件3 第7项 and 附件4 第五部分: L3 is enough, L2 is not."""
    handed: dict[str, Value] = {"maturity_level": Decimal(level)}
    assert ("level_three" in _broken("information", handed)) is broken
    assert ("report_level" in _broken("application", handed)) is broken


def test_annex_three_item_three_takes_each_of_the_six_sectors_and_no_other() -> None:
    """附件3 第3项."""
    sectors = next(rule.values for form in load(PACK).forms for rule in form.rules if rule.id == "sector_of_six")
    assert [sector for sector in sectors if "sector_of_six" in _broken("information", {"sector": sector})] == []
    assert "sector_of_six" in _broken("information", {"sector": "food"})


@pytest.mark.parametrize(("length", "broken"), [(2999, True), (3000, False), (5000, False), (5001, True)])
def test_annex_four_wants_three_to_five_thousand_characters(length: int, broken: bool) -> None:
    """附件4 二.1."""
    handed: dict[str, Value] = {"essay_strength": "企" * 1000, "essay_architecture": "企" * (length - 1000)}
    assert ("length" in _broken("application", handed)) is broken
    assert "required_sections" not in _broken("application", handed)


@pytest.mark.parametrize("left_out", ["essay_strength", "essay_architecture"])
def test_annex_four_wants_its_two_required_passages(left_out: str) -> None:
    """附件4 一: 必填项."""
    handed: dict[str, Value] = {"essay_strength": "企", "essay_architecture": "企", "essay_history": "企"}
    del handed[left_out]
    assert "required_sections" in _broken("application", handed)


PICTURES = [
    ("ten good ones", [], set()),
    ("nine", None, {"picture_count"}),
    ("one a byte too small", [Picture("a.png", "image/png", MEGABYTES_5 - 1, 4000, 2000, "一")], {"picture_bytes"}),
    ("one a pixel row too small", [Picture("a.png", "image/png", MEGABYTES_5, 4000, 1999, "一")], {"picture_pixels"}),
    ("one without a caption", [Picture("a.png", "image/png", MEGABYTES_5, 4000, 2000)], {"picture_captions"}),
]


@pytest.mark.parametrize(("odd", "broken"), [(odd, broken) for _, odd, broken in PICTURES], ids=[name for name, _, _ in PICTURES])
def test_annex_four_on_pictures(odd: list[Picture] | None, broken: set[str]) -> None:
    """附件4 二.4: ten of 5 MB and eight million pixels, each with its caption."""
    good = tuple(Picture(f"{place}.png", "image/png", MEGABYTES_5, 4000, 2000, f"第{place}张") for place in range(9))
    pictures = good if odd is None else (*good, *(odd or good[:1]))
    rules = {"picture_count", "picture_bytes", "picture_pixels", "picture_captions"}
    assert _broken("application", {}, pictures) & rules == broken


def test_annex_four_wants_the_report_attached() -> None:
    """附件4 第五部分."""
    pack = load(PACK)
    form = next(form for form in pack.forms if form.id == "application")
    assert "report" in {problem.rule for problem in problems(form, pack, Handed(), "zh")}
    assert "report" not in {problem.rule for problem in problems(form, pack, Handed(report=True), "zh")}


def test_annex_five_wants_scenes_of_annex_two() -> None:
    """附件5: one of the forty is fine, another name is not."""
    assert "scene_names" not in _broken("recommendation", {"scenes": frozenset({"scene_24"})})
    assert "scene_names" in _broken("recommendation", {"scenes": frozenset({"scene_41"})})


@pytest.mark.parametrize(("hour", "minute", "day", "is_open"), [(23, 59, 15, True), (0, 0, 16, False)])
def test_the_last_minute_of_the_fifteenth_is_open_and_the_next_is_not(hour: int, minute: int, day: int, is_open: bool) -> None:
    """二.1: the day ends in Shanghai."""
    moment = datetime(2025, 8, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    window, found = window_now(load(PACK), day_of(int(moment.timestamp() * 1000)))
    assert window is not None
    assert window.id == "hand_in"
    assert found is is_open


def _broken(form: str, values: dict[str, Value], pictures: tuple[Picture, ...] = ()) -> set[str]:
    pack = load(PACK)
    found = next(one for one in pack.forms if one.id == form)
    return {problem.rule for problem in problems(found, pack, Handed(values, pictures), "zh")}
