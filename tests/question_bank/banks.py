"""Banks built in Python for tests: a small one for dialogs, and the full tree of 2020 with made-up questions.

Nothing here is read from a file, so a test that uses these banks cannot fail because of a shipped sheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from question_bank.model import (
    Area,
    AreaId,
    Band,
    Bank,
    Cell,
    Direction,
    EmptyCell,
    EnterpriseType,
    Indicator,
    IndicatorId,
    Kind,
    Level,
    Mark,
    Option,
    Question,
    QuestionId,
    Requirement,
    RequirementId,
    Rescale,
    Share,
    Text,
)

DISCRETE = EnterpriseType("discrete")
PROCESS = EnterpriseType("process")
MARKS = (("A", "0"), ("B", "0.5"), ("C", "0.8"), ("D", "1"))
MARK_NAMES = ("不满足", "部分满足", "大部分满足", "全部满足")
LEVEL_NAMES = ("一级", "二级", "三级", "四级", "五级")
MADE_UP = Text("测试用", {"en": "made up for tests"})


@dataclass(frozen=True, slots=True)
class Row:
    """One area as a line of a table. The parent is the longest other id that this one continues with a dot.

    `weights` are percent for (discrete, process), `None` where the type has no such area; `counts` the requirements per level from 1 up
    (none: the area only groups others); `first_level` the number of questions at level 1 where it is more than one per requirement.
    """

    id: str
    name: str
    weights: tuple[str | None, str | None]
    counts: tuple[int, ...] = ()
    first_level: int = 0
    heading: bool = False
    tailorable: bool = False


ROWS_2020 = (
    Row("personnel", "人员", ("6", "6"), heading=True),
    Row("personnel.strategy", "组织战略", ("50", "50"), (2, 2, 2, 0, 0)),
    Row("personnel.skills", "人员技能", ("50", "50"), (2, 3, 2, 2, 0)),
    Row("technology", "技术", ("11", "11"), heading=True),
    Row("technology.data", "数据", ("46", "46"), (2, 3, 3, 3, 1)),
    Row("technology.integration", "集成", ("27", "27"), (1, 2, 3, 1, 0), 2),
    Row("technology.security", "信息安全", ("27", "27"), (2, 3, 2, 3, 0)),
    Row("resource", "资源", ("6", "15"), heading=True),
    Row("resource.equipment", "装备", ("50", "67"), (2, 2, 2, 2, 2)),
    Row("resource.network", "网络", ("50", "33"), (1, 1, 3, 1, 0)),
    Row("manufacturing", "制造", ("77", "68")),
    Row("manufacturing.design", "设计", ("13", "4"), heading=True, tailorable=True),
    Row("manufacturing.design.product", "产品设计", ("50", None), (3, 3, 4, 4, 3), 4, tailorable=True),
    Row("manufacturing.design.process", "工艺设计", ("50", "100"), (2, 3, 4, 4, 2), 3, tailorable=True),
    Row("manufacturing.production", "生产", ("48", "63"), heading=True),
    Row("manufacturing.production.procurement", "采购", ("14", "14"), (3, 2, 2, 3, 2), 5),
    Row("manufacturing.production.planning", "计划与调度", ("16", "14"), (2, 3, 3, 2, 2), 4),
    Row("manufacturing.production.operation", "生产作业", ("16", "23"), (2, 4, 4, 3, 3), 4),
    Row("manufacturing.production.equipment", "设备管理", ("14", "14"), (2, 3, 4, 2, 1), 4),
    Row("manufacturing.production.warehousing", "仓储配送", ("14", "7"), (2, 3, 2, 2, 2), 4),
    Row("manufacturing.production.safety_env", "安全环保", ("13", "14"), (2, 2, 3, 2, 2), 3),
    Row("manufacturing.production.energy", "能源管理", ("13", "14"), (1, 4, 3, 2, 1), 2),
    Row("manufacturing.logistics", "物流", ("13", "15"), (3, 2, 3, 3, 1), 4, heading=True, tailorable=True),
    Row("manufacturing.sales", "销售", ("13", "15"), (2, 2, 2, 2, 3), heading=True, tailorable=True),
    Row("manufacturing.service", "服务", ("13", "3"), heading=True, tailorable=True),
    Row("manufacturing.service.customer", "客户服务", ("50", "100"), (2, 2, 1, 2, 1), tailorable=True),
    Row("manufacturing.service.product", "产品服务", ("50", None), (2, 2, 2, 3, 2), tailorable=True),
)

ROWS_SMALL = (
    Row("people", "人员", ("40", "50"), (1, 1), heading=True),
    Row("making", "制造", ("60", "50")),
    Row("making.line", "生产", ("70", "100"), (1, 2), 2, heading=True),
    Row("making.design", "设计", ("30", None), heading=True, tailorable=True),
    Row("making.design.product", "产品设计", ("50", None), (1, 1), tailorable=True),
    Row("making.design.process", "工艺设计", ("50", None), (1, 0), tailorable=True),
)


@cache
def bank_2020(rescale: Rescale = Rescale.PROPORTIONAL, empty_cell: EmptyCell = EmptyCell.LEAVE_OUT) -> Bank:
    """The tree, weights and cells of GB/T 39116-2020: five levels, 219 requirements, 235 questions (56 at level 1)."""
    return bank_of(ROWS_2020, id="test-2020", rescale=rescale, empty_cell=empty_cell)


@cache
def small_bank(rescale: Rescale = Rescale.PROPORTIONAL, empty_cell: EmptyCell = EmptyCell.LEAVE_OUT) -> Bank:
    """Two levels, three headings (one may be left out, and exists for discrete plants only), five and four questions."""
    return bank_of(ROWS_SMALL, id="test-small", rescale=rescale, empty_cell=empty_cell)


def bank_of(
    rows: Sequence[Row],
    *,
    id: str,
    version: str = "1",
    threshold: str = "0.8",
    rescale: Rescale = Rescale.PROPORTIONAL,
    empty_cell: EmptyCell = EmptyCell.LEAVE_OUT,
    efforts: Sequence[int] = (1, 2, 3, 4, 5),
) -> Bank:
    """A bank with these areas and made-up questions; `efforts` are dealt out to the questions in turn."""
    height = max(len(row.counts) for row in rows)
    requirements = tuple(found for row in rows for found in _requirements(row))
    return Bank(
        id=id,
        version=version,
        title=Text("测试题库", {"en": "Test bank"}),
        standard="GB/T 39116-2020",
        method="GB/T 39117-2020",
        note=MADE_UP,
        language="zh",
        languages=("zh", "en"),
        threshold=Decimal(threshold),
        rescale=rescale,
        empty_cell=empty_cell,
        kinds=(Kind(DISCRETE, Text("离散型", {"en": "discrete"})), Kind(PROCESS, Text("流程型", {"en": "process"}))),
        scale=tuple(Mark(key, Decimal(mark), Text(name)) for (key, mark), name in zip(MARKS, MARK_NAMES, strict=True)),
        bands=_bands(height, Decimal(threshold)),
        levels=tuple(_level(number) for number in range(1, height + 1)),
        areas=tuple(_area(row, rows) for row in rows),
        cells=tuple(_cell(row, number) for row in rows if row.counts for number in range(1, height + 1)),
        requirements=requirements,
        questions=tuple(_questions(rows, requirements, efforts)),
        indicators=_indicators(),
        a_month=3,
        months_apart=6,
        shares=(Share("2022", 0, 1, Decimal(63), "50000", "测试"), Share("2022", 2, 2, Decimal(21), "50000", "测试")),
    )


def answers_of(bank: Bank, keys: str | dict[str, str], levels: Sequence[int] = (1,)) -> dict[QuestionId, str]:
    """Answers to every question of these levels: one key for all, or keys by area id, the nearest ancestor deciding (`""`: all else)."""
    by_area = {"": keys} if isinstance(keys, str) else keys

    def key_of(area: AreaId) -> str:
        return next((by_area[found.id] for found in bank.lineage(area) if found.id in by_area), by_area[""])

    return {question.id: key_of(question.area) for question in bank.questions if question.level in levels}


def _parent(row: Row, rows: Sequence[Row]) -> AreaId | None:
    above = [other.id for other in rows if row.id.startswith(other.id + ".")]
    return AreaId(max(above, key=len)) if above else None


def _area(row: Row, rows: Sequence[Row]) -> Area:
    weights = {kind: Decimal(weight) for kind, weight in zip((DISCRETE, PROCESS), row.weights, strict=True) if weight is not None}
    return Area(
        id=AreaId(row.id),
        parent=_parent(row, rows),
        number=str(1 + rows.index(row)),
        name=Text(row.name, {"en": row.id}),
        heading=row.heading,
        tailorable=row.tailorable,
        weights=weights,
        presence=Text(f"有{row.name}吗？", {"en": f"Do you have {row.id}?"}) if row.tailorable else Text(""),
    )


def _level(number: int) -> Level:
    return Level(number, Text(LEVEL_NAMES[number - 1], {"en": f"Level {number}"}), MADE_UP, MADE_UP, MADE_UP)


def _bands(height: int, threshold: Decimal) -> tuple[Band, ...]:
    named = [(number, number - 1 + threshold, LEVEL_NAMES[number - 1]) for number in range(1, height + 1)]
    return (Band(0, Decimal(0), Text("未达到一级")), *(Band(number, low, Text(name)) for number, low, name in named))


def _cell(row: Row, level: int) -> Cell:
    return Cell(AreaId(row.id), level, empty=_count(row, level) == 0, confidence=Decimal("0.9"))


def _count(row: Row, level: int) -> int:
    return row.counts[level - 1] if level <= len(row.counts) else 0


def _requirements(row: Row) -> Iterator[Requirement]:
    for level in range(1, len(row.counts) + 1):
        for letter in "abcdefgh"[: _count(row, level)]:
            yield Requirement(RequirementId(f"{row.id}.L{level}.{letter}"), AreaId(row.id), level, letter, MADE_UP)


def _questions(rows: Sequence[Row], requirements: Sequence[Requirement], efforts: Sequence[int]) -> Iterator[Question]:
    """Level by level in the order of the areas, as a bank's sheet has them."""
    serial = 0
    for requirement in sorted(requirements, key=lambda found: found.level):
        row = next(row for row in rows if row.id == requirement.area)
        for turn in range(_repeats(row, requirement)):
            yield _question(row, requirement, turn, efforts[serial % len(efforts)])
            serial += 1


def _repeats(row: Row, requirement: Requirement) -> int:
    """How many questions ask about a requirement: the first ones of a cell take what goes beyond one each."""
    count = _count(row, requirement.level)
    asked = max(row.first_level, count) if requirement.level == 1 else count
    return asked // count + (1 if "abcdefgh".index(requirement.letter) < asked % count else 0)


def _question(row: Row, requirement: Requirement, turn: int, effort: int) -> Question:
    name = f"L{requirement.level}-{row.id}-{requirement.letter}{turn + 1}"
    return Question(
        id=QuestionId(name),
        number=name,
        requirement=requirement.id,
        area=requirement.area,
        level=requirement.level,
        stem=Text(f"{row.name}做到哪一步（{requirement.letter}{turn + 1}）？", {"en": f"How far is {row.id}?"}),
        options=tuple(Option(key, Text(f"做法{key}", {"en": f"practice {key}"}), Decimal(mark)) for key, mark in MARKS),
        explanation=Text("说明", {"en": "explanation"}),
        example=Text("例子", {"en": "example"}),
        examples={PROCESS: Text("流程型例子", {"en": "process example"})},
        evidence=Text("台账；记录", {"en": "ledger; records"}),
        effort=effort,
    )


def _indicators() -> tuple[Indicator, ...]:
    rate = Indicator(
        IndicatorId("productivity"),
        Text("人均生产效率提高率", {"en": "productivity gain"}),
        Text("%"),
        Direction.UP,
        Decimal(-100),
        Decimal(500),
        MADE_UP,
        Text("（本期－上期）÷上期", {"en": "(now - before) / before"}),
        "测试",
    )
    defects = Indicator(
        IndicatorId("defects"),
        Text("产品不良品率"),
        Text("%"),
        Direction.DOWN,
        Decimal(0),
        Decimal(100),
        MADE_UP,
        Text("不良÷总数"),
        "测试",
    )
    return (rate, defects)
