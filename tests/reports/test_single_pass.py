"""Reports of a bank of one pass whose total is a mean: the ladder of its bands instead of levels met or missed."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from pypdf import PdfReader

from question_bank.model import Area, AreaId, Bank, Cell, Share, Text
from reports import charts
from reports.assessment import Assessment
from reports.bundle import MEAN, words
from reports.chart_specs import MOST_SPOKES, PointState, Shape, gaps, levels, radar, twin
from reports.documents import Format, render
from reports.documents.contents import contents
from reports.documents.method_page import method_page
from reports.heat_map import heat_map
from reports.model import Summary
from reports.summary import summarise
from reports.text import text
from tests.question_bank.banks import answers_of, small_bank
from tests.question_bank.single import AUTO, BIO, pass_bank
from tests.reports.runs import assessment
from tests.reports.test_charts import PNG, _written

OWN = {"": "C", "strategy": "D", "governance": "A"}
NOT_SAID = {"zh": ("未达到", "达到线", "本级", "达到 0", "一级得分"), "en": ("threshold {", "this level", "not met", "level 1")}


def run(keys: str | dict[str, str] = "C", language: str = "zh", bank: Bank | None = None) -> Assessment:
    """A finished run of the automotive sector; answers of the other sector are not part of it."""
    found = bank or pass_bank()
    answers = {question: key for question, key in answers_of(found, keys).items() if "biomedicine" not in question}
    return assessment(found, answers, kind=AUTO, language=language)


def summary(keys: str | dict[str, str] = "C", language: str = "zh", bank: Bank | None = None) -> Summary:
    return summarise(bank or pass_bank(), run(keys, language, bank))


def many_areas() -> Bank:
    """The same with a heading of thirty areas, so that the leaves are too many for a radar."""
    bank = pass_bank()
    solution = bank.area_by_id[AreaId("solution")]
    share = {kind: Decimal(100) / 30 for kind in (AUTO, BIO)}
    parts = tuple(Area(AreaId(f"solution.{n}"), solution.id, f"8.{n}", Text(f"方面{n}"), False, False, share) for n in range(30))
    moved = tuple(replace(found, area=parts[0].id) if found.area == solution.id else found for found in bank.requirements)
    asked = tuple(replace(found, area=parts[0].id) if found.area == solution.id else found for found in bank.questions)
    return replace(bank, id="test-many", areas=(*bank.areas, *parts), requirements=moved, questions=asked)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_answers_no_grade_is_the_own_one(language: str) -> None:
    """Neither in the text nor on the ladder, in picture, twin and pages: a total of 0 was not reached by anybody."""
    found = summarise(pass_bank(), replace(assessment(pass_bank(), {}, kind=AUTO, language=language), finished=None))
    w, spec = words(language, mean=True), levels(found)
    assert w["result.ahead_not_begun"] in text(found)
    assert (spec.threshold, spec.threshold_label, spec.alt) == (None, "", w["chart.levels_open"].format(count=len(spec.points)))
    assert [point for point in spec.points if point.state is PointState.OWN] == []
    assert "0.00" not in text(found)
    assert charts.draw(spec).startswith(PNG)
    assert render(found, Format.PDF).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_is_as_reviewed_and_speaks_of_no_level_met(language: str, golden: Callable[[str, str], None]) -> None:
    """The band, what is missing to the next, and the cheapest way there."""
    told = text(summary(OWN, language))
    golden(f"reports/text_single_pass_{language}.txt", told)
    assert [word for word in NOT_SAID[language] if word in told] == []


@pytest.mark.parametrize("kind", ["radar", "levels", "gaps"])
def test_the_charts_and_their_twins_are_as_reviewed(kind: str, golden: Callable[[str, str], None]) -> None:
    """Golden files hold both, so that picture and text are reviewed together; each draws, and alike twice."""
    spec = {"radar": radar, "levels": levels, "gaps": gaps}[kind](summary(OWN))
    golden(f"reports/chart_{kind}_single_pass.txt", twin(spec) + "\n" + _written(spec))
    first = charts.draw(spec)
    assert first.startswith(PNG)
    assert charts.draw(spec) == first


def test_the_ladder_marks_the_own_band_and_the_total() -> None:
    """One rung is the own one, by shape of its bar and in words."""
    spec = levels(summary(OWN))
    assert spec.shape is Shape.LADDER
    own = [point for point in spec.points if point.state is PointState.OWN]
    assert [(point.label, point.value) for point in own] == [("三级（领域级）B档", Fraction("0.4"))]
    assert spec.threshold == summary(OWN).total
    assert "三级（领域级）B档　从 0.40 起　本企业所在的档" in twin(spec).splitlines()
    assert sum("本企业所在的档" in line for line in twin(spec).splitlines()) == 1


def test_a_radar_of_too_many_areas_shows_their_headings() -> None:
    """Seven spokes instead of forty; a heading's score is that of its areas."""
    few, many = radar(summary(OWN)), radar(summary(OWN, bank=many_areas()))
    assert len(few.points) == 11
    assert len(many_areas().leaves) > MOST_SPOKES
    assert [point.label for point in many.points] == [f"{area.number} {area.name}" for area in many_areas().headings]
    assert [point.value for point in many.points][:2] == [Fraction("0.75"), Fraction("0.5")]
    assert charts.draw(many).startswith(PNG)


def test_the_json_has_the_ladder_and_no_threshold() -> None:
    """For programs: the band by name, the next one, what is missing, all bands; exact decimals."""
    document = json.loads(render(summary(OWN), Format.JSON))
    result = document["result"]
    assert {key: result[key] for key in ("level", "name", "total", "ahead", "gap", "next")} == {
        "level": 3,
        "name": "三级（领域级）B档",
        "total": "0.465",
        "ahead": None,
        "gap": "0.035",
        "next": "三级（领域级）A档",
    }
    assert [rung["low"] for rung in result["ladder"] if rung["mine"]] == ["0.4"]
    assert len(result["ladder"]) == 10
    assert document["bank"]["threshold"] is None
    assert document["score"]["band"] == "三级（领域级）B档"
    assert document["doubts"]["least_weight"] == "0.4"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_say_the_band_and_no_level_met(language: str) -> None:
    """Cover, ladder, way and method, in both languages."""
    shown = summary(OWN, language)
    reader = PdfReader(io.BytesIO(render(shown, Format.PDF)))
    told = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    facts = {
        "zh": (
            "数字化诊断（测试）报告",
            "所属领域汽车",
            "三级（领域级）B档",
            "再得0.04分就是三级（领域级）A档",
            "本企业在此",
            "进入三级（领域级）A档",
        ),
        "en": ("Digitaldiagnosis(test):report", "Sectorautomotive", "Grade3B", "0.04morewouldbegrade3A", "thisenterprise", "reachgrade3A"),
    }[language]
    assert [fact for fact in facts if fact not in told] == []
    assert [word for word in NOT_SAID[language] if word.replace(" ", "") in told] == []
    assert len(reader.pages) <= 7


def test_weights_that_are_all_doubtful_are_one_sentence() -> None:
    """A list of every area would tell nothing; with one that is sure, the others are named as ever."""
    page = method_page(summary(OWN))
    doubts = page["doubts"]
    assert isinstance(doubts, list)
    assert [line for line in doubts if "把握都低于 0.8（最低 0.4）" in line and "15 项" in line]
    assert not any("价值主张" in line for line in doubts)
    bank = pass_bank()
    sure = replace(bank.areas[0], weight_confidence={AUTO: Decimal("0.9")})
    listed = method_page(summary(OWN, bank=replace(bank, id="test-sure", areas=(sure, *bank.areas[1:]))))["doubts"]
    assert isinstance(listed, list)
    assert any("价值主张" in line and "数字战略" not in line for line in listed)


def test_cells_that_are_all_doubtful_are_one_sentence() -> None:
    """The same for the cells behind a result."""
    bank = pass_bank()
    cells = tuple(Cell(cell.area, cell.level, cell.empty, Decimal("0.5")) for cell in bank.cells)
    page = method_page(summary(OWN, bank=replace(bank, id="test-unsure", cells=cells)))
    assert page["cells"] == []
    assert "（最低 0.5）" in str(page["doubts"])


def test_the_highest_band_has_nothing_above() -> None:
    """The text says so, and single gains are still listed where marks are missing."""
    highest = summary({"": "E", "business": "D"})
    assert (highest.goal, highest.gap, highest.roadmap, highest.all_met) == (None, None, None, True)
    assert "已是最高一档" in text(highest)
    assert highest.gains
    roadmap = contents(highest)["roadmap"]
    assert isinstance(roadmap, dict)
    assert "已是最高一档" in roadmap["intro"]


def test_an_open_run_says_what_is_unanswered() -> None:
    """It stands where its answers are, which can only rise; no way is worked out before they are complete."""
    answers = dict(list(answers_of(pass_bank(), "E").items())[:5])
    found = summarise(pass_bank(), replace(assessment(pass_bank(), answers, kind=AUTO), finished=None))
    told = text(found)
    assert "还有 6 题未答" in told
    assert "请先答完剩下的 6 题" in told
    assert found.score_document is None
    assert "还有 6 题未答" in str(contents(found)["roadmap"])


def test_a_next_band_that_cannot_be_reached_is_said_to_be_so() -> None:
    """Where the questions have no option good enough."""
    bank = pass_bank()
    poor = tuple(replace(question, options=question.options[:2]) for question in bank.questions)
    found = summary("B", bank=replace(bank, id="test-poor", questions=poor))
    assert (found.roadmap, found.all_met) == (None, False)
    assert "找不到进入下一档" in str(contents(found)["roadmap"])


def test_published_shares_are_named_by_their_bands() -> None:
    """A level of several bands from its first to its last."""
    shares = tuple(Share("2023", low, high, Decimal(50), "", "测试") for low, high in ((1, 2), (3, 3), (4, 5)))
    lines = summary("C", bank=replace(pass_bank(), id="test-shares", shares=shares)).comparison[0].lines
    assert {line.low: (line.name, line.mine) for line in lines} == {
        1: ("二级（场景级）A档及以下", False),
        3: ("三级（领域级）B档至三级（领域级）A档", True),
        4: ("四级（平台级）B档及以上", False),
    }


def test_words_of_their_own_replace_words_that_exist() -> None:
    """Else one of them would never be said; those without a counterpart are looked up by their full name."""
    chinese = words("zh")
    alone = {key.removeprefix(MEAN) for key in chinese if key.startswith(MEAN)} - set(chinese)
    assert alone == {"result.next", "result.highest", "level.from", "chart.levels_open"}
    assert words("zh", mean=True)["chart.gaps"] == chinese["mean.chart.gaps"] != chinese["chart.gaps"]


def test_a_heat_map_without_a_threshold_hatches_nothing() -> None:
    """It shows the means alone."""
    groups = (("浦东新区", {str(area.id): (9, "0.4") for area in pass_bank().headings}),)
    heat = heat_map(pass_bank(), groups, "district", "zh")
    assert (heat.threshold, heat.low, heat.high) == (None, "", "")
    assert charts.draw_heat(heat).startswith(PNG)
    assert heat_map(small_bank(), (), "district", "zh").threshold == Decimal("0.8")
