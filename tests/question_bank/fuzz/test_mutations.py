"""Rows, cells, columns and sheets of a good bank, changed at random: what comes out is a bank without an error, or none with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from question_bank.bank_workbook import bank_workbook
from question_bank.formats import read_bytes
from question_bank.problems import Severity
from question_bank.reading import Reading, read_bank
from question_bank.workbook_writing import workbook_bytes
from tests.question_bank.corpus.forms import FILE, TINY, as_json, packed, spoilt_parts, tables
from tests.question_bank.drawn import UNHURRIED
from tests.question_bank.packages import value
from tests.question_bank.tiny import Tables, read_tables

WRITTEN = (
    "|yes|no|是|0|1|2|-1|0.5|1e9|100|999999999999|1/2|0/0.5/0.8/1|discrete|making|making.plan|people|plan.L1.a|L1-1.1|zh|zh,en|en,,zh|,|mean"
    "|levels|draft|equal|met|NA|A|=1|#|@|:|name@en|weight:|@en|a@b@c|\u202e|\x00|\ud800|\n|　|１|½|٣|²|Ⅷ|∞|NaN|İ|ß|ﬁ"
)
WORDS = st.sampled_from([*WRITTEN.split("|"), "长" * 201, "x" * 4_001])
CELLS = WORDS | st.text(max_size=8) | st.integers(-(10**6), 10**6).map(str)
CELL_KINDS = st.sampled_from(
    [
        value("45000", style=1),
        value("1", "b"),
        value("1e400"),
        value("#N/A", "e"),
        value("7", "s"),
        "<c><f>A1</f></c>",
        "<c/>",
        '<c r="B2"><v>1</v></c>',
    ]
)
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 300), st.integers(0, 30))
"""A sheet, a row and a column, each counted round."""

Mutation = Callable[[Tables], None]


@st.composite
def mutations(draw: st.DrawFn, cells: st.SearchStrategy[str] = CELLS) -> Mutation:
    """One change; what it aims at is counted round, so that it always hits something."""
    kind = draw(
        st.sampled_from(
            [
                "put",
                "put",
                "put",
                "drop row",
                "double row",
                "swap rows",
                "drop column",
                "double column",
                "rename column",
                "drop sheet",
                "rename sheet",
                "shorten",
                "copy cell",
            ]
        )
    )
    at, other, text = draw(PLACES), draw(PLACES), draw(cells)
    return lambda given: changed(given, kind, at, other, text)


def changed(given: Tables, kind: str, at: tuple[int, int, int], other: tuple[int, int, int], text: str) -> None:
    """The change of this kind at this place."""
    if not given:
        return
    sheet = [*given][at[0] % len(given)]
    table = given[sheet]
    if not table:
        return
    row, second = at[1] % len(table), other[1] % len(table)
    line = table[row]
    column = at[2] % len(line) if line else 0
    match kind:
        case "put" if line:
            line[column] = text
        case "drop row":
            del table[row]
        case "double row":
            table.insert(second, list(line))
        case "swap rows":
            table[row], table[second] = table[second], line
        case "drop column" | "double column":
            for each in table:
                each[column : column + 1] = each[column : column + 1] * (kind == "double column") * 2
        case "rename column" if table[0]:
            table[0][column % len(table[0])] = text
        case "drop sheet":
            del given[sheet]
        case "rename sheet":
            given[text or "x"] = given.pop(sheet)
        case "shorten":
            del line[column:]
        case "copy cell" if line and table[second]:
            line[column] = table[second][other[2] % len(table[second])]


def spoilt(changes: list[Mutation]) -> Tables:
    """The tiny bank after these changes."""
    made = tables(TINY)
    for change in changes:
        change(made)
    return made


def sound(reading: Reading) -> None:
    """A bank exactly if there is no error, and every problem can be said in both languages."""
    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    assert (reading.bank is None) is bool(errors)
    for problem in reading.problems:
        for language in ("zh", "en"):
            assert problem.text(language).encode()


def put(sheet: int, row: int, column: int, text: str) -> Mutation:
    """For examples: a text in a cell."""
    return lambda given: changed(given, "put", (sheet, row, column), (0, 0, 0), text)


@UNHURRIED
@given(st.lists(mutations(), min_size=1, max_size=6))
@example([put(0, 7, 1, ",")])
@example([put(0, 1, 1, "\ud800")])
@example([put(0, 9, 1, "１")])
@example([put(5, 1, 7, "²")])
def test_no_change_of_a_table_is_ever_raised(changes: list[Mutation]) -> None:
    """As tables, before any file."""
    sound(read_tables(spoilt(changes)))


@UNHURRIED
@given(st.lists(mutations(), min_size=1, max_size=6))
def test_what_is_still_a_bank_is_written_and_read_as_the_same(changes: list[Mutation]) -> None:
    """Whatever odd texts it took in."""
    bank = read_tables(spoilt(changes)).bank
    if bank is not None:
        assert read_bank(*read_bytes(FILE, workbook_bytes(bank_workbook(bank)))).bank == bank


@pytest.mark.parametrize("form", ["xlsx", "json"])
@UNHURRIED
@given(changes=st.lists(mutations(CELLS | CELL_KINDS), min_size=1, max_size=6))
def test_no_change_of_a_file_is_ever_raised(form: str, changes: list[Mutation]) -> None:
    """Cells of other kinds too, and places that run over one another."""
    made = spoilt(changes)
    if form == "json":
        made = {name: table for name, table in made.items() if table}
        sound(read_bank(*read_bytes("bank.json", as_json(made))))
    else:
        tame = {name[:31]: [[cell.replace("\ud800", "") for cell in line] for line in table] for name, table in made.items()}
        sound(read_bank(*read_bytes(FILE, packed(spoilt_parts(TINY, tame)))))
