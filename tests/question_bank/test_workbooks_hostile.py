"""Hostile files: each in a process of its own, whose time and memory are measured; nothing hangs, crashes or is half read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.formats import read_bytes
from question_bank.problems import Code
from question_bank.reading import read_bank
from tests.question_bank.hostile import HOSTILE
from tests.question_bank.packages import packed, parts, row, sheet, strings, value
from tests.question_bank.workbook_faults import FINE

SECONDS, MEGABYTES = 2.0, 256.0
ATTEMPTS = 3
"""A processor that others use too is slower now and then; a file that takes too long takes so every time."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_read_within_its_limits(name: str, tmp_path: Path) -> None:
    """Two seconds of a processor, 256 MB, and the problem says what is the matter."""
    make, code = HOSTILE[name]
    file = tmp_path / "roster.xlsx"
    file.write_bytes(make())
    for attempt in range(ATTEMPTS):
        seconds, megabytes, codes = measured(file)
        assert code is None or code in codes
        assert megabytes <= MEGABYTES
        if seconds <= SECONDS:
            break
        assert attempt < ATTEMPTS - 1, seconds


def measured(file: Path) -> tuple[float, float, list[str]]:
    """Processor seconds, peak megabytes and codes of one reading in a fresh process."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # which would be measured too
    command = [sys.executable, "-m", "tests.question_bank.hostile", str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=plain)
    seconds, megabytes, *codes = done.stdout.split()
    return float(seconds), float(megabytes), codes


def test_a_bomb_does_not_burst_where_memory_is_short(tmp_path: Path) -> None:
    """The limit is met before memory is asked for: the operating system would say no, and is never asked."""
    file = tmp_path / "roster.xlsx"
    for name in ("bomb", "lying directory", "200 MB of strings"):
        file.write_bytes(HOSTILE[name][0]())
        strict = "import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (256 << 20,) * 2); "
        read = "from tests.question_bank.hostile import main; from pathlib import Path; main(Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", strict + read, str(file)], check=True, capture_output=True)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(FINE) - 1), st.binary(min_size=1, max_size=8))
def test_no_damage_to_an_archive_is_ever_raised(place: int, noise: bytes) -> None:
    """Wherever it lies: what comes out is sheets or problems, or both."""
    sheets, problems = read_bytes("upload", FINE[:place] + noise + FINE[place + len(noise) :])
    assert sheets or problems


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(FINE)))
def test_no_archive_that_breaks_off_is_ever_raised(length: int) -> None:
    """From the empty file on."""
    read_bytes("upload", FINE[:length])


ATTRIBUTES = st.sampled_from(
    ["r", "s", "t", "hidden", "ref", "min", "max", "state", "name", "numFmtId", "formatCode", "si", "Target", "Id", "date1904"]
)
VALUES = st.sampled_from(
    ["", "-1", "0", "1", "A1", "ZZZZZ9", "1e9", "n", "s", "d", "str", "inlineStr", "true", "xl", "../../x", "9" * 30, "NaN"]
)
NAMES = st.sampled_from(
    ["row", "c", "v", "f", "is", "t", "r", "si", "mergeCell", "mergeCells", "col", "sheetData", "numFmt", "cellXfs", "xf", "sheet"]
)


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> str:
    """XML of the right words in the wrong order."""
    name, attributes = draw(NAMES), draw(st.dictionaries(ATTRIBUTES, VALUES, max_size=3))
    inside = "".join(draw(st.lists(elements(depth - 1), max_size=3))) if depth else draw(VALUES)
    written = "".join(f' {key}="{text}"' for key, text in attributes.items())
    return f"<{name}{written}>{inside}</{name}>"


@settings(max_examples=200, deadline=None)
@given(elements(), elements(), st.sampled_from(["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"]))
def test_no_nonsense_in_a_part_is_ever_raised(first: str, second: str, part: str) -> None:
    """Well-formed, of the right vocabulary, and meaning nothing."""
    made = parts(sheet(row(1, "name") + row(2, value("0", "s"))))
    made["xl/sharedStrings.xml"] = strings("x")
    text = str(made[part])
    cut = text.rindex("</", 0, text.rindex("</")) if text.count("</") > 1 else text.rindex("</")
    sheets, problems = read_bytes("upload", packed({**made, part: text[:cut] + first + second + text[cut:]}))
    assert read_bank(sheets, problems).bank is None


def test_a_refused_file_gives_no_sheets_at_all() -> None:
    """Half of it could be taken for the whole."""
    made = {**parts(sheet(row(1, "name") + row(2, "x")), sheet("")), "xl/worksheets/sheet2.xml": "<worksheet>"}
    sheets, problems = read_bytes("upload", packed(made))
    assert (sheets, [problem.code for problem in problems]) == ({}, [Code.WORKBOOK_DAMAGED])
