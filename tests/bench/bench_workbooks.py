"""How long workbooks take, and what they cost in memory: `python -m tests.bench.bench_workbooks`.

Promises: a roster of 10,000 rows read and checked in 6 s and 250 MB; 10,000 rows written in 3 s; the shipped bank there and back in 0.5 s;
a bank of 10,000 questions read and checked in 6 s and 250 MB, written in 4 s. Each measurement has a process of its own. Beside each
stands the bare cost: openpyxl reading the same bytes, without limits or checks.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl

from dialogs.credit_code import ALPHABET, LENGTH
from dialogs.registers import DISTRICTS, INDUSTRIES
from dialogs.roster import ROSTER_LIMITS, head_of, read_roster
from dialogs.roster_columns import COLUMNS
from dialogs.roster_template import template
from question_bank.bank_workbook import bank_workbook
from question_bank.formats import read_bytes
from question_bank.library import load
from question_bank.model import Bank
from question_bank.reading import read_bank
from question_bank.sheets import Row, Sheet
from question_bank.workbook_writing import Workbook, workbook_bytes
from tests.bench.bench_reading import large
from tests.question_bank.hostile import peak

ROWS = 10_000
ROUNDS = 5
LIMITS = {
    "roster read and checked": (6.0, 250.0),
    "roster written": (3.0, 250.0),
    "cmmm-2020 there and back": (0.5, 250.0),
    "10,000 questions read and checked": (6.0, 250.0),
    "10,000 questions written": (4.0, 400.0),
}
"""Seconds and megabytes."""


def code(number: int) -> str:
    """A credit code of its own for each number; its check digit need not fit."""
    body = f"9131011500{number:07}"
    return (body + ALPHABET[number % len(ALPHABET)])[:LENGTH]


def roster() -> Workbook:
    """A roster of 10,000 enterprises in the template."""
    empty = template("zh")
    (name,) = empty.sheets
    columns = tuple(column.zh for column in COLUMNS)
    rows = (
        (
            f"上海示例制造第{number}有限公司",
            code(number),
            DISTRICTS[number % len(DISTRICTS)].zh,
            f"{INDUSTRIES[number % 31].id} {INDUSTRIES[number % 31].zh}",
            f"联系人{number}",
            f"139{number:08}",
            f"示例街道{number % 200}",
            f"示例园区{number % 50}",
            f"示例集团{number % 300}",
        )
        for number in range(ROWS)
    )
    sheet = Sheet(name, columns, tuple(Row(place, dict(zip(columns, row, strict=True))) for place, row in enumerate(rows, start=2)))
    return Workbook({name: sheet}, empty.styles, empty.guide)


def read_and_check(data: bytes) -> None:
    """A roster from bytes to entries; one with an error would make the measurement worthless."""
    read = read_roster(*read_bytes("roster.xlsx", data, head_of, ROSTER_LIMITS))
    assert read.roster is not None
    assert len(read.roster.entries) == ROWS


def read_and_check_bank(data: bytes) -> None:
    """A bank from bytes to values."""
    assert read_bank(*read_bytes("bank.xlsx", data)).bank is not None


def export(bank: Bank) -> bytes:
    """A bank from values to bytes."""
    return workbook_bytes(bank_workbook(bank))


def there_and_back() -> None:
    """The shipped bank into a workbook and out again."""
    read_and_check_bank(export(load("cmmm-2020")))


def bare(data: bytes) -> int:
    """The same bytes through openpyxl alone."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for page in book.worksheets for _ in page.iter_rows(values_only=True))


def case(name: str, file: Path) -> Callable[[], object]:
    """What is measured under this name; preparing it is not."""
    match name:
        case "roster read and checked":
            return partial(read_and_check, file.read_bytes())
        case "roster written":
            return partial(workbook_bytes, roster())
        case "bare":
            return partial(bare, file.read_bytes())
        case "cmmm-2020 there and back":
            load("cmmm-2020")
            return there_and_back
        case "10,000 questions read and checked":
            return partial(read_and_check_bank, file.read_bytes())
        case _:
            return partial(export, large(load("cmmm-2020"), ROWS))


def child(name: str, file: Path) -> None:
    """Measures once and prints seconds, processor seconds and peak megabytes."""
    act = case(name, file)
    start, busy = time.perf_counter(), time.process_time()
    act()
    print(time.perf_counter() - start, time.process_time() - busy, peak())


def measured(name: str, file: Path) -> tuple[float, float, float]:
    """Medians of seconds and processor seconds over fresh processes, and the highest peak."""
    command = [sys.executable, "-m", "tests.bench.bench_workbooks", name, str(file)]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(ROUNDS)]
    wall, busy, peaks = (list(map(float, column)) for column in zip(*runs, strict=True))
    return statistics.median(wall), statistics.median(busy), max(peaks)


def main() -> int:
    """Prints the medians beside their limits; the exit code says whether all are kept."""
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        files = {"roster": Path(folder) / "roster.xlsx", "questions": Path(folder) / "bank.xlsx"}
        files["roster"].write_bytes(workbook_bytes(roster()))
        files["questions"].write_bytes(workbook_bytes(bank_workbook(large(load("cmmm-2020"), ROWS))))
        for name, (seconds, megabytes) in LIMITS.items():
            wall, busy, held = measured(name, files["questions" if "questions" in name else "roster"])
            print(f"{name:36} {wall:5.2f} s (limit {seconds}), processor {busy:5.2f} s, peak {held:4.0f} MB (limit {megabytes:.0f})")
            kept = kept and busy <= seconds and held <= megabytes  # on a busy machine the wall clock measures the others
        for name, file in files.items():
            wall, busy, held = measured("bare", file)
            print(f"bare openpyxl reading of the {name:9} {wall:5.2f} s, processor {busy:5.2f} s, peak {held:4.0f} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], Path(sys.argv[2]))
    else:
        sys.exit(main())
