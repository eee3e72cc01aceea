"""Where the enterprises of a roster belong, and whether whoever loads it may say so: rows -> placed rows, or every problem with its cell.

Pure: what this person looks after, which codes lie elsewhere and which units there are is handed in. A name that is nearly one that is
there is only a doubt; a row of another district is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto

from dialogs.likeness import alike
from dialogs.registers import DISTRICTS, entry
from dialogs.roster import RosterEntry
from dialogs.roster_columns import Field
from question_bank.problem_words import Words, error, two, warning
from question_bank.problems import Finding

MOST_NEW = 300
"""New streets, parks and groups in one roster; more is a column in the wrong place."""

KINDS: Mapping[str, tuple[str, str]] = {"street": ("街道、镇", "street"), "park": ("园区", "park"), "group": ("集团", "group")}


class PlaceCode(StrEnum):
    """What can be wrong with where an enterprise belongs; the value of a code is its name."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    ROSTER_DISTRICT_NOT_YOURS = auto()
    ROSTER_DISTRICT_NEEDED = auto()
    ROSTER_DISTRICT_EMPTY = auto()
    ROSTER_ELSEWHERE = auto()
    ROSTER_UNIT_ALIKE = auto()
    ROSTER_UNITS_MANY = auto()


@dataclass(frozen=True, slots=True)
class PlaceProblem(Finding):
    """A finding about where an enterprise belongs."""

    code: PlaceCode

    @property
    def words(self) -> Words:
        return WORDS[self.code]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the person who loads looks after, and what is there: districts and zones by id (`everything` for an admin), the codes that
    are registered where the person may not load, the names of units by kind and district, the column of each field by sheet, and the rows
    (by sheet) whose district could not be read."""

    everything: bool = False
    districts: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    units: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[Field, str]] = field(default_factory=dict)
    unread: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with the zone it is loaded into, and with its district where the row leaves it to who loads."""

    entry: RosterEntry
    zone: str = ""


def placed(entries: Sequence[RosterEntry], ground: Ground) -> tuple[tuple[Placed, ...], tuple[Finding, ...]]:
    """Every row with its place, and all problems in the order of the rows."""
    rows = tuple(_row(found, ground) for found in entries)
    problems = [problem for found, _ in rows for problem in found]
    names = {key: dict.fromkeys(known) for key, known in ground.units.items()}
    fresh = 0
    for _, row in rows:
        for kind in KINDS:
            name, known = getattr(row.entry, kind), names.setdefault((kind, row.entry.district if kind != "group" else ""), {})
            if name and name not in known:
                fresh += 1
                if fresh <= MOST_NEW:
                    problems.extend(_alike(row.entry, kind, tuple(known), ground))
                known[name] = None
    if fresh > MOST_NEW:
        sheet = entries[0].sheet
        problems.append(PlaceProblem(PlaceCode.ROSTER_UNITS_MANY, sheet, None, None, {"number": str(fresh), "most": str(MOST_NEW)}))
    return tuple(row for _, row in rows), tuple(sorted(problems, key=lambda problem: (problem.sheet, problem.row or 0)))


def _row(found: RosterEntry, ground: Ground) -> tuple[list[Finding], Placed]:
    problems = list(_faults(found, ground))
    if ground.everything or found.district in ground.districts:
        return problems, Placed(found)
    if len(ground.zones) == 1 and not (ground.districts and not found.district):
        return problems, Placed(found, ground.zones[0])
    if not found.district and len(ground.districts) == 1 and not ground.zones:
        return problems, Placed(replace(found, district=ground.districts[0]))
    return problems, Placed(found)


def _faults(found: RosterEntry, ground: Ground) -> Iterator[Finding]:
    if found.code in ground.elsewhere:
        yield _problem(PlaceCode.ROSTER_ELSEWHERE, found, Field.CODE, ground, value=found.code)
    if found.district:
        if not (ground.everything or ground.zones or found.district in ground.districts):
            known = entry(DISTRICTS, found.district)
            yield _problem(PlaceCode.ROSTER_DISTRICT_NOT_YOURS, found, Field.DISTRICT, ground, value=known.zh if known else found.district)
    elif (found.sheet, found.row) in ground.unread:
        pass  # it is told already
    elif found.street or found.park:
        if ground.everything or ground.zones or len(ground.districts) != 1:
            yield _problem(PlaceCode.ROSTER_DISTRICT_NEEDED, found, Field.DISTRICT, ground)
    elif ground.everything:
        yield _problem(PlaceCode.ROSTER_DISTRICT_EMPTY, found, Field.DISTRICT, ground)
    elif len(ground.districts) + len(ground.zones) != 1:
        yield _problem(PlaceCode.ROSTER_DISTRICT_NEEDED, found, Field.DISTRICT, ground)


def _alike(found: RosterEntry, kind: str, known: tuple[str, ...], ground: Ground) -> Iterator[Finding]:
    name = getattr(found, kind)
    near = alike(name, known, 1)
    if near:
        yield _problem(PlaceCode.ROSTER_UNIT_ALIKE, found, Field(kind), ground, value=name, alike=near[0])


def _problem(code: PlaceCode, found: RosterEntry, meant: Field, ground: Ground, **params: str) -> PlaceProblem:
    column = ground.columns.get(found.sheet, {}).get(meant)
    return PlaceProblem(code, found.sheet, found.row, column, params)


WORDS: Mapping[PlaceCode, Words] = {
    PlaceCode.ROSTER_DISTRICT_NOT_YOURS: error(
        two("“{value}”不由您负责。", '"{value}" is not yours to load.'),
        two("请删去这一行，由那个区的联络员或管理员上传。", "Remove the row; that district's liaison or an admin loads it."),
    ),
    PlaceCode.ROSTER_DISTRICT_NEEDED: error(
        two("没有写所属区。", "The district is missing."),
        two("请写上区名：街道、园区和分管的企业都要知道在哪个区。", "Write the district: without it nobody knows where this belongs."),
    ),
    PlaceCode.ROSTER_DISTRICT_EMPTY: warning(
        two("没有写所属区，新企业暂时不属于任何一个区。", "Without a district a new enterprise belongs to none."),
        two("知道的话请补上；已登记的企业不受影响。", "Add it if you know it; enterprises registered before are not affected."),
    ),
    PlaceCode.ROSTER_ELSEWHERE: error(
        two("代码 {value} 的企业不在您负责的范围内。", "The enterprise of code {value} is not among those that you look after."),
        two("请核对代码；确实应由您负责的，请联系管理员调整。", "Check the code; if it should be yours, ask an admin to move it."),
    ),
    PlaceCode.ROSTER_UNIT_ALIKE: warning(
        two("“{value}”与已有的“{alike}”相近，会作为另一个单位新增。", '"{value}" is nearly "{alike}", and would be added as another unit.'),
        two("如果是同一个，请改成“{alike}”。", 'If it is the same, write "{alike}".'),
    ),
    PlaceCode.ROSTER_UNITS_MANY: error(
        two(
            "名册里有 {number} 个新的街道、园区和集团名称，一次最多 {most} 个。",
            "There are {number} new streets, parks and groups; {most} at most.",
        ),
        two("请核对这几列的内容有没有放错，或分几次上传。", "Check whether these columns hold what they should, or load in parts."),
    ),
}
"""The catalogue: one entry per code."""
