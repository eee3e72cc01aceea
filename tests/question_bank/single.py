"""A small bank of another shape for tests: one pass, five options, two sectors as enterprise types, ten bands in five levels, a mean.

Seven headings; the last has one area for each sector. One question is taken from the small bank of `banks`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

from question_bank.model import Area, Band, Bank, EnterpriseType, Kind, Level, Mark, Option, Question, Text, Total
from tests.question_bank.banks import DISCRETE, MADE_UP, PROCESS, Row, bank_of

AUTO = EnterpriseType("automotive")
BIO = EnterpriseType("biomedicine")
SECTORS = {DISCRETE: AUTO, PROCESS: BIO}
OTHER_BANK = "test-small"
TAKEN = "L1-fused.maturity-a1"
STEPS = (("A", "0", "尚未开展"), ("B", "0.25", "局部尝试"), ("C", "0.5", "部门内规范"), ("D", "0.75", "跨部门贯通"), ("E", "1", "引领创新"))
STAGES = ("规范级", "场景级", "领域级", "平台级", "生态级")
FEW = Decimal("0.4")
"""How sure the weights are: all made up."""

ROWS = (
    Row("strategy", "数字战略", ("16", "16"), heading=True),
    Row("strategy.vision", "价值主张", ("60", "60"), (1,)),
    Row("strategy.scenes", "业务场景", ("40", "40"), (1,)),
    Row("ability", "数字能力", ("24", "24"), heading=True),
    Row("ability.product", "产品创新", ("30", "30"), (1,)),
    Row("ability.making", "生产运营", ("40", "40"), (1,)),
    Row("ability.data", "数据开发", ("30", "30"), (1,)),
    Row("solution", "系统性解决方案", ("15", "15"), (1,), heading=True),
    Row("governance", "治理体系", ("15", "15"), (1,), heading=True),
    Row("business", "业务创新模式", ("10", "10"), (1,), heading=True),
    Row("fused", "融合指标", ("10", "10"), heading=True),
    Row("fused.maturity", "智能制造成熟度", ("50", "50"), (1,)),
    Row("fused.security", "工业互联网安全", ("50", "50"), (1,)),
    Row("sector", "行业特色", ("10", "10"), heading=True),
    Row("sector.automotive", "汽车", ("100", None), (1,)),
    Row("sector.biomedicine", "生物医药", (None, "100"), (1,)),
)


@cache
def pass_bank() -> Bank:
    """One pass of eleven questions for each sector; the result is one of ten grades, by the total alone."""
    made = bank_of(ROWS, id="test-pass", threshold="0.8")
    return replace(
        made,
        title=Text("数字化诊断（测试）", {"en": "Digital diagnosis (test)"}),
        standard="T/TEST 1",
        method="T/TEST 2",
        threshold=None,
        total=Total.MEAN,
        kinds=(Kind(AUTO, Text("汽车", {"en": "automotive"})), Kind(BIO, Text("生物医药", {"en": "biomedicine"}))),
        kind_name=Text("所属领域", {"en": "Sector"}),
        kind_hint=Text("请选主营业务所在的领域。", {"en": "The sector of your main business."}),
        scale=tuple(Mark(key, Decimal(mark), Text(name)) for key, mark, name in STEPS),
        bands=tuple(_bands()),
        levels=(Level(1, Text("诊断", {"en": "Diagnosis"}), MADE_UP, MADE_UP, Text("")),),
        areas=tuple(_area(area) for area in made.areas),
        questions=tuple(_question(question) for question in made.questions),
        shares=(),
    )


def _bands() -> list[Band]:
    numerals = "一二三四五"
    return [
        Band(
            number // 2 + 1,
            Decimal(number) / 10,
            Text(
                f"{numerals[number // 2]}级（{STAGES[number // 2]}）{'BA'[number % 2]}档",
                {"en": f"grade {number // 2 + 1}{'BA'[number % 2]}"},
            ),
        )
        for number in range(10)
    ]


def _area(area: Area) -> Area:
    weights = {SECTORS[kind]: weight for kind, weight in area.weights.items()}
    return replace(area, weights=weights, weight_confidence=dict.fromkeys(weights, FEW))


def _question(question: Question) -> Question:
    options = tuple(Option(key, Text(f"做法{key}", {"en": f"practice {key}"}), Decimal(mark)) for key, mark, _ in STEPS)
    taken = OTHER_BANK if question.id == TAKEN else ""
    return replace(question, options=options, examples={}, taken=taken)
