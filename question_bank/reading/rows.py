"""A row of each sheet -> the thing it describes; one small function per sheet. Looks at no other row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from question_bank.model import (
    NOT_APPLICABLE,
    Area,
    AreaId,
    Band,
    Cell,
    Direction,
    EnterpriseType,
    Indicator,
    IndicatorId,
    Kind,
    Level,
    Mapped,
    Mark,
    Option,
    Question,
    QuestionId,
    Requirement,
    RequirementId,
    Share,
    Succession,
)
from question_bank.problems import Code
from question_bank.reading.cells import Cells, Known, column_of

MAX_LEVEL = 20
MAX_QUESTION_ID = 32
MAX_KEY = 4
MIN_WEIGHT = "0.01"
PLAIN_EFFORT = 3
ANY_NUMBER = "999999999"
MARK = re.compile(r"0|1|0\.[0-9]{1,6}|1\.0{1,6}")
MAPPED = {what.value: what.value for what in Mapped}
DIRECTIONS = {direction.value: direction.value for direction in Direction}


@dataclass(frozen=True, slots=True)
class Given:
    """What the rows of one sheet may refer to, read from the sheets before it."""

    kinds: tuple[EnterpriseType, ...] = ()
    scale: tuple[Mark, ...] = ()
    levels: Collection[int] = ()
    areas: Known = field(default_factory=lambda: Known("areas"))
    asked: Known = field(default_factory=lambda: Known("requirements"))
    requirements: Mapping[str, Requirement] = field(default_factory=dict)

    def with_requirements(self, requirements: Iterable[Requirement]) -> Given:
        """The same, and the requirements that questions may be about."""
        by_id: dict[str, Requirement] = {requirement.id: requirement for requirement in requirements}
        return replace(self, requirements=by_id, asked=Known("requirements", frozenset(by_id)))


def kind(cells: Cells) -> Kind:
    return Kind(EnterpriseType(cells.identifier("id")), cells.text("name", required=True))


def mark(cells: Cells) -> Mark:
    key = cells.identifier("key", MAX_KEY)
    if key == NOT_APPLICABLE:
        cells.report(Code.ID_MALFORMED, "key", value=key, limit=str(MAX_KEY))
    return Mark(key, cells.number("mark", "0", "1") or Decimal(0), cells.text("name", required=True))


def band(cells: Cells) -> Band | None:
    level = cells.whole("level", 0, MAX_LEVEL)
    low = cells.number("low", "0", str(MAX_LEVEL))
    name = cells.text("name", required=True)
    return None if level is None else Band(level, low or Decimal(0), name)


def level(cells: Cells) -> Level | None:
    number = cells.whole("level", 1, MAX_LEVEL)
    name = cells.text("name", required=True)
    gist, opening, materials = cells.text("gist"), cells.text("opening"), cells.text("materials")
    return None if number is None else Level(number, name, gist, opening, materials)


def area(cells: Cells, given: Given) -> Area:
    return Area(
        id=AreaId(cells.identifier("id")),
        parent=AreaId(cells.reference("parent", given.areas, required=False)) or None,
        number=cells.plain("number"),
        name=cells.text("name", required=True),
        heading=cells.flag("heading"),
        tailorable=cells.flag("tailorable"),
        weights=_per_kind(cells, "weight", given, MIN_WEIGHT, "100"),
        weight_confidence=_per_kind(cells, "confidence", given, "0", "1"),
        presence=cells.text("presence"),
    )


def _per_kind(cells: Cells, column: str, given: Given, low: str, high: str) -> dict[EnterpriseType, Decimal]:
    read = {kind: cells.number(column_of(column, kind), low, high, required=False) for kind in given.kinds}
    return {kind: number for kind, number in read.items() if number is not None}


def cell(cells: Cells, given: Given) -> Cell | None:
    area, level = AreaId(cells.reference("area", given.areas)), _level(cells, given)
    confidence = cells.number("confidence", "0", "1", required=False)
    empty, note = cells.flag("empty"), cells.text("note")
    if not area or not level:
        return None
    return Cell(area, level, empty, Decimal(1) if confidence is None else confidence, note)


def _level(cells: Cells, given: Given) -> int:
    number = cells.whole("level", 1, MAX_LEVEL)
    if number is not None and number not in given.levels:
        cells.report(Code.LEVEL_UNKNOWN, "level", value=str(number))
    return number or 0


def requirement(cells: Cells, given: Given) -> Requirement:
    return Requirement(
        id=RequirementId(cells.identifier("id")),
        area=AreaId(cells.reference("area", given.areas)),
        level=_level(cells, given),
        letter=cells.plain("letter"),
        topic=cells.text("topic", required=True),
    )


def question(cells: Cells, given: Given) -> Question:
    identifier = cells.identifier("id", MAX_QUESTION_ID)
    about = cells.reference("requirement", given.asked)
    found = given.requirements.get(about)
    examples = {kind: text for kind in given.kinds if str(text := cells.text(column_of("example", kind)))}
    return Question(
        id=QuestionId(identifier),
        number=cells.plain("number") or identifier,
        requirement=RequirementId(about),
        area=found.area if found else AreaId(""),
        level=found.level if found else 0,
        stem=cells.text("stem", required=True),
        options=_options(cells, given.scale),
        explanation=cells.text("explanation"),
        example=cells.text("example"),
        examples=examples,
        evidence=cells.text("evidence"),
        effort=cells.whole("effort", 1, 5, required=False) or PLAIN_EFFORT,
        taken=cells.identifier("taken") if cells.plain("taken") else "",
    )


def _options(cells: Cells, scale: Sequence[Mark]) -> tuple[Option, ...]:
    texts = [(mark, text) for mark in scale if str(text := cells.text(mark.key))]
    marks = _marks(cells, [mark for mark, _ in texts])
    return tuple(Option(mark.key, text, value) for (mark, text), value in zip(texts, marks, strict=True))


def _marks(cells: Cells, scale: Sequence[Mark]) -> Sequence[Decimal]:
    """The question's own marks (`0/0.5/0.8/1`) where it has them, else those of the scale."""
    written = cells.plain("marks")
    own = [part.strip() for part in written.split("/")] if written else []
    if own and len(own) == len(scale) and all(MARK.fullmatch(part) for part in own):
        return [Decimal(part) for part in own]
    if own:
        cells.report(Code.MARKS_MALFORMED, "marks", value=written, count=str(len(scale)))
    return [mark.value for mark in scale]


def indicator(cells: Cells) -> Indicator:
    low, high = (cells.number(column, f"-{ANY_NUMBER}", ANY_NUMBER) for column in ("low", "high"))
    _ordered(cells, low, high)
    return Indicator(
        id=IndicatorId(cells.identifier("id")),
        name=cells.text("name", required=True),
        unit=cells.text("unit"),
        direction=Direction(cells.choice("direction", DIRECTIONS, Direction.NONE)),
        low=low or Decimal(0),
        high=high or Decimal(0),
        hint=cells.text("hint"),
        formula=cells.text("formula"),
        source=cells.plain("source"),
    )


def _ordered(cells: Cells, low: Decimal | int | None, high: Decimal | int | None) -> None:
    if low is not None and high is not None and low > high:
        cells.report(Code.RANGE_REVERSED, "low", low=str(low), high=str(high))


def share(cells: Cells) -> Share:
    low, high = cells.whole("low", 0, MAX_LEVEL), cells.whole("high", 0, MAX_LEVEL)
    _ordered(cells, low, high)
    return Share(
        year=cells.plain("year", required=True),
        low=low or 0,
        high=high or 0,
        percent=cells.number("percent", "0", "100") or Decimal(0),
        sample=cells.plain("sample"),
        source=cells.plain("source"),
    )


def succession(cells: Cells, own: Mapping[Mapped, Known]) -> Succession:
    """What continues it may be left empty: nothing does."""
    what = Mapped(cells.choice("what", MAPPED, Mapped.AREA))
    return Succession(
        bank=cells.identifier("bank"),
        version=cells.plain("version"),
        what=what,
        old=cells.identifier("from"),
        new=cells.reference("to", own[what], required=False),
        note=cells.text("note"),
    )
