"""A liaison's roster of enterprises: sheets -> entries, or every problem with its cell. All or nothing.

Reads no file and stores nothing. A sheet is a roster if its headings say so; other sheets and unknown columns are told and passed over,
together with whatever is wrong inside them. Two things are only doubts: a check digit that does not fit, and what was not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from dialogs.roster_columns import COLUMN_OF, COLUMNS, Field, head_of, meant_by
from dialogs.roster_problems import RosterCode, RosterProblem
from dialogs.roster_values import Values
from question_bank.archives import Limits
from question_bank.problems import Code, Finding, Problem, Severity
from question_bank.sheets import Row, Sheet, Sheets

__all__ = ["ROSTER_LIMITS", "Roster", "RosterEntry", "RosterReading", "columns_of", "head_of", "read_roster"]


ROSTER_LIMITS = Limits(elements=800_000)
"""Room for ten thousand enterprises with everything about them, and for as many columns again; a hostile file ends sooner."""


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One enterprise as the roster has it, and where: district and industry are ids of the registers, empty where nothing is written.

    `doubtful` says that the check digit of the code does not fit.
    """

    sheet: str
    row: int
    name: str
    code: str
    doubtful: bool
    district: str
    industry: str
    contact: str
    mobile: str
    street: str
    park: str
    group: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The enterprises in the order of the file."""

    entries: tuple[RosterEntry, ...]


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What came of reading: the roster if it may be loaded, all problems by place, and the rows as far as they could be read."""

    roster: Roster | None
    problems: tuple[Finding, ...]
    entries: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """One sheet that is a roster, and which of its columns holds which field."""

    sheet: Sheet
    columns: Mapping[Field, str]


def read_roster(sheets: Sheets, met: Iterable[Problem] = ()) -> RosterReading:
    """Reads and checks a whole roster; `met` are the problems of the file.

    A file is read so: `read_roster(*read_bytes(name, data, head_of, ROSTER_LIMITS))`.
    """
    of_file = tuple(met)
    pages = [_Page(sheet, columns) for sheet in sheets.values() if len(columns := columns_of(sheet)) > 1]
    kept = [*_of_file(of_file, pages, sheets), *_passed_over(sheets, pages), *chain.from_iterable(map(_shape, pages))]
    told = {(problem.sheet, problem.row, problem.column) for problem in kept if problem.column}
    values = Values(told)
    entries = tuple(_entry(page, row, values) for page in pages for row in page.sheet.rows)
    problems: list[Finding] = [*kept, *values.problems, *_repeated(entries)]
    if not entries and not any(problem.severity is Severity.ERROR for problem in problems):
        place = pages[0].sheet.name if pages else next(iter(sheets), "")
        problems.append(RosterProblem(RosterCode.ROSTER_EMPTY if pages else RosterCode.ROSTER_MISSING, place))
    sound = all(problem.severity is not Severity.ERROR for problem in problems)
    return RosterReading(Roster(entries) if sound else None, _by_place(problems, sheets), entries)


def columns_of(sheet: Sheet) -> Mapping[Field, str]:
    """The column of each field; of several that mean the same, the one with the likeliest name."""
    best: dict[Field, tuple[int, str]] = {}
    for column in sheet.columns:
        if meant := meant_by(column):
            field, rank = meant
            if field not in best or rank < best[field][0]:
                best[field] = (rank, column)
    return {field: column for field, (_, column) in best.items()}


def _of_file(met: Iterable[Problem], pages: Sequence[_Page], sheets: Sheets) -> Iterator[Finding]:
    """The file's problems, without those of cells that are not read."""
    read = {page.sheet.name: set(page.columns.values()) for page in pages}
    faulty = {(problem.sheet, str(problem.code)) for problem in met if problem.column in read.get(problem.sheet, ())}
    beside: set[str] = set()
    for problem in met:
        match problem.code:
            case Code.COLUMN_UNNAMED:
                if problem.sheet in read and problem.sheet not in beside:
                    beside.add(problem.sheet)
                    yield RosterProblem(RosterCode.ROSTER_CELL_BESIDE, problem.sheet, problem.row, None, problem.params)
            case Code.MORE_LIKE_THIS if (problem.sheet, problem.params["kind"]) not in faulty:
                pass
            case _ if problem.sheet in sheets and problem.sheet not in read:
                pass
            case _ if problem.column is None or problem.code is Code.CELLS_MERGED or problem.column in read.get(problem.sheet, ()):
                yield problem


def _passed_over(sheets: Sheets, pages: Sequence[_Page]) -> Iterator[Finding]:
    rosters = {page.sheet.name for page in pages}
    for name, sheet in sheets.items():
        if rosters and name not in rosters and sheet.rows:
            yield RosterProblem(RosterCode.ROSTER_SHEET_IGNORED, name, params={"sheet": name})


def _shape(page: _Page) -> Iterator[Finding]:
    name = page.sheet.name
    for column in COLUMNS:
        if column.required and column.field not in page.columns:
            yield RosterProblem(RosterCode.ROSTER_COLUMN_MISSING, name, params={"column": column.zh})
    for written in page.sheet.columns:
        meant = meant_by(written)
        if meant is None:
            yield RosterProblem(RosterCode.ROSTER_COLUMN_IGNORED, name, None, written, {"column": written})
        elif (first := page.columns[meant[0]]) != written:
            yield RosterProblem(RosterCode.ROSTER_COLUMN_TWICE, name, None, written, {"column": written, "first": first})


def _entry(page: _Page, row: Row, values: Values) -> RosterEntry:
    def cell(field: Field) -> str:
        column = page.columns.get(field, "")
        return values.take(field, page.sheet.name, row.number, column, row.cells.get(column, "")) if column else ""

    read = {field: cell(field) for field in COLUMN_OF}
    return RosterEntry(
        sheet=page.sheet.name,
        row=row.number,
        name=read[Field.NAME],
        code=read[Field.CODE],
        doubtful=read[Field.CODE] in values.doubtful,
        district=read[Field.DISTRICT],
        industry=read[Field.INDUSTRY],
        contact=read[Field.CONTACT],
        mobile=read[Field.MOBILE],
        street=read[Field.STREET],
        park=read[Field.PARK],
        group=read[Field.GROUP],
    )


def _repeated(entries: Iterable[RosterEntry]) -> Iterator[Finding]:
    first: dict[str, RosterEntry] = {}
    for entry in entries:
        known = first.setdefault(entry.code, entry)
        if entry.code and known is not entry:
            params = {"value": entry.code, "first_sheet": known.sheet, "first": str(known.row), "name": known.name}
            yield RosterProblem(RosterCode.ROSTER_CODE_TWICE, entry.sheet, entry.row, None, params)


def _by_place(problems: Iterable[Finding], sheets: Sheets) -> tuple[Finding, ...]:
    order = {name: place for place, name in enumerate(sheets)}

    def place(problem: Finding) -> tuple[int, int, int, str]:
        columns = sheets[problem.sheet].columns if problem.sheet in sheets else ()
        rank = columns.index(problem.column) if problem.column in columns else -1
        return order.get(problem.sheet, -1), problem.row or 0, rank, str(problem.code)

    return tuple(sorted(problems, key=place))
