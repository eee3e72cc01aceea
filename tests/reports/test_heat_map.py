"""The map of weak areas: what is a mean and what a gap, the same in words, and a picture that can be drawn."""

from __future__ import annotations

from decimal import Decimal

import pytest

from question_bank import library
from question_bank.model import Bank
from reports.bundle import LANGUAGES
from reports.charts import draw_heat
from reports.heat_map import heat_map, heat_twin
from tests.question_bank.banks import small_bank


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The shipped bank."""
    return library.load("cmmm-2020")


def test_a_mean_of_fewer_than_five_is_a_gap_and_a_group_of_gaps_is_left_out(bank: Bank) -> None:
    """Means are cut, never rounded up to the threshold."""
    groups = [("浦东新区", {"personnel": (5, "0.7999"), "technology": (4, "0.1000")}), ("长宁区", {"personnel": (3, "0.5000")})]
    heat = heat_map(bank, groups, "district", "zh")
    assert [name for name, _ in heat.rows] == ["浦东新区"]
    means = dict(zip(heat.columns, heat.rows[0][1], strict=True))
    assert means["人员"] == Decimal("0.79")
    assert means["技术"] is None


def test_the_text_names_the_weakest_areas_of_each_group_weakest_first(bank: Bank) -> None:
    """So that nobody needs the picture."""
    scores = {str(heading.id): (9, f"0.{place}000") for place, heading in enumerate(bank.headings, 1)}
    said = heat_twin(heat_map(bank, [("闵行区", scores)], "industry", "zh"))
    first, second, third = (heading.name.base for heading in bank.headings[:3])
    assert f"闵行区　最薄弱：{first} 0.10、{second} 0.20、{third} 0.30" in said
    assert "按行业" in said


@pytest.mark.parametrize("by", ["district", "industry", "size"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_says_what_its_rows_are(bank: Bank, by: str, language: str) -> None:
    """In both languages, each in its own words."""
    said = {heat_map(bank, [], other, language).subtitle for other in ("district", "industry", "size")}
    assert len(said) == 3
    assert heat_map(bank, [], by, language).subtitle in said
    assert ["0.80" in words for words in (heat_map(bank, [], by, language).low, heat_map(bank, [], by, language).high)] == [True, True]


def test_without_any_group_the_text_says_why(bank: Bank) -> None:
    """And nothing is drawn by those who ask for it."""
    assert "不足 5 家" in heat_twin(heat_map(bank, [], "size", "zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("groups", [1, 31])
def test_the_map_is_drawn_as_a_picture(bank: Bank, language: str, groups: int) -> None:
    """However many groups there are and whatever they are called; the same map gives the same bytes."""
    scores = {str(heading.id): (9, f"0.{place}000") for place, heading in enumerate(bank.headings, 1) if place != 2}
    heat = heat_map(bank, [(f"计算机、通信和其他电子设备制造业 {place}", scores) for place in range(groups)], "industry", language)
    picture = draw_heat(heat)
    assert picture.startswith(b"\x89PNG")
    assert picture == draw_heat(heat)


def test_a_bank_with_other_areas_has_its_own_columns() -> None:
    """The columns are the bank's headings."""
    heat = heat_map(small_bank(), [], "district", "en")
    assert len(heat.columns) == len(small_bank().headings)
