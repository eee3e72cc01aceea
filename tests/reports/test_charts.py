"""Charts: compared as specifications, drawn without complaint, and each with a twin in text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction

import pytest

from question_bank.scoring import decimal_text
from reports import charts
from reports.chart_specs import ChartSpec, PointState, gaps, levels, radar, twin
from reports.model import Summary
from reports.summary import summarise
from tests.question_bank.banks import answers_of, bank_2020
from tests.reports.runs import HOSTILE, RUNS, STANDARD, assessment, level_two_run, shipped_summary, summary_of

KINDS: dict[str, Callable[[Summary], ChartSpec]] = {"radar": radar, "levels": levels, "gaps": gaps}
PNG = b"\x89PNG\r\n\x1a\n"


def _written(spec: ChartSpec) -> str:
    def exact(value: object) -> str:
        assert isinstance(value, Fraction)
        return decimal_text(value)

    return json.dumps(asdict(spec), ensure_ascii=False, indent=1, default=exact) + "\n"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", RUNS)
def test_the_specification_and_its_twin_are_as_reviewed(name: str, kind: str, golden: Callable[[str, str], None]) -> None:
    """Golden files hold both, so that picture and text are reviewed together."""
    spec = KINDS[kind](summary_of(name))
    golden(f"reports/chart_{kind}_{name}.txt", twin(spec) + "\n" + _written(spec))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", RUNS)
def test_the_twin_says_every_point_of_the_chart(name: str, kind: str) -> None:
    """Label and number of each point, and the title."""
    spec = KINDS[kind](summary_of(name, "en"))
    told = twin(spec)
    assert spec.title in told
    assert all(f"{point.label}　{point.shown}" in told for point in spec.points)


def test_areas_left_out_are_points_without_a_value() -> None:
    """Never a zero: the point has no value and says why; types without the area have no point at all."""
    spec = radar(summary_of("tailored"))
    left = [point for point in spec.points if point.state is PointState.LEFT_OUT]
    assert [(point.label, point.value, point.shown) for point in left] == [
        ("23 物流", None, "未纳入"),
        ("26 客户服务", None, "未纳入"),
        ("27 产品服务", None, "未纳入"),
    ]
    assert len(spec.points) == 20
    assert len(radar(summary_of("below_first")).points) == 18


def test_a_level_above_the_first_unmet_one_is_shown_as_not_counted() -> None:
    """Its column has a state of its own."""
    bank = bank_2020()
    spec = levels(summarise(bank, assessment(bank, answers_of(bank, "B") | answers_of(bank, "D", (2,)))))
    assert [point.state for point in spec.points[:3]] == [PointState.BELOW, PointState.BEYOND, PointState.LEFT_OUT]
    assert spec.points[1].shown == "1.00 不计入"
    assert charts.draw(spec).startswith(PNG)


def test_a_level_without_loss_has_a_chart_that_says_so() -> None:
    """No bars, a sentence instead, in picture and twin."""
    bank = bank_2020()
    spec = gaps(summarise(bank, assessment(bank, answers_of(bank, "D", (1, 2, 3, 4, 5)))))
    assert spec.points == ()
    assert spec.alt == "五级没有失分。"
    assert twin(spec) == "五级的分数差在哪里\n五级没有失分。\n"
    assert charts.draw(spec).startswith(PNG)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_charts_of_the_shipped_bank_draw_and_repeat_byte_for_byte(kind: str, language: str) -> None:
    """Real names in both languages; the second picture is the first."""
    spec = KINDS[kind](shipped_summary(STANDARD, language=language, out=("manufacturing.logistics",)))
    first = charts.draw(spec)
    assert first.startswith(PNG)
    assert charts.draw(spec) == first


@pytest.mark.parametrize("name", [HOSTILE, "$\\frac{1}{$", "厂" * 200, "𠮷田工厂 🏭", ""])
def test_any_name_is_drawn_literally(name: str) -> None:
    """No mathematics is read into it, a sign that the face lacks warns nobody, and no length or lack of it breaks the picture."""
    spec = levels(summarise(bank_2020(), level_two_run(name=name)))
    assert spec.subtitle == name
    assert charts.draw(spec) != charts.draw(levels(summary_of("level_two")))
