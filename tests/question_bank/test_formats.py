"""Files into sheets and back: CSV folders and JSON, damaged files, and that nothing a file contains is ever raised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from question_bank.formats import MAX_BYTES, folders, read, write_csv, write_json
from question_bank.problems import Code, Problem
from question_bank.reading import read_bank
from question_bank.writing import to_sheets
from tests.question_bank.tiny import as_sheets, put, spoilt, tables, write_tables

REUSED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)

UNREADABLE = "This file cannot be read: {}. Save it again in UTF-8 and upload it once more."
SHAPE = "The JSON is not made up of sheets: {}. Write each sheet as a list of objects, one object per row, column names as keys."

FILE_FAULTS: dict[str, tuple[Code, tuple[str, bytes], str]] = {
    "UTF-8 with a broken character": (
        Code.FILE_UNREADABLE,
        ("kinds.csv", "id,name\na,b\nc,离散".encode() + b"\xe7\xa6\n"),
        "kinds, row 3  [FILE_UNREADABLE]\n" + UNREADABLE.format("UTF-8"),
    ),
    "no encoding we know": (
        Code.FILE_UNREADABLE,
        ("kinds.csv", b"id,name\na,\xff\xff\xff\n"),
        "kinds, row 2  [FILE_UNREADABLE]\n" + UNREADABLE.format("UTF-8"),
    ),
    "UTF-16 with half a character": (
        Code.FILE_UNREADABLE,
        ("kinds.csv", "id,name\na,b\n".encode("utf-16") + b"\x00\xd8"),
        "kinds, row 3  [FILE_UNREADABLE]\n" + UNREADABLE.format("UTF-16"),
    ),
    "a quotation that never ends": (
        Code.FILE_UNREADABLE,
        ("kinds.csv", b'id,name\na,"b\nc,d\n'),
        "kinds, row 2  [FILE_UNREADABLE]\n" + UNREADABLE.format("unexpected end of data"),
    ),
    "no format we know": (
        Code.FILE_FORMAT,
        ("bank.json", b"%PDF"),
        """bank.json  [FILE_FORMAT]
This is a PDF file, which cannot be read here. Open it in Excel or WPS, save it as .xlsx and upload that.""",
    ),
    "a file of 20 MB and one byte": (
        Code.FILE_TOO_LARGE,
        ("bank.json", b" " * (MAX_BYTES + 1)),
        """bank.json  [FILE_TOO_LARGE]
The file has 20.0 MB; the limit is 20 MB. Remove what does not belong here, or make two files of it.""",
    ),
    "JSON that breaks off": (
        Code.JSON_MALFORMED,
        ("bank.json", b'{\n"kinds": ['),
        "bank.json, row 2  [JSON_MALFORMED]\n" + SHAPE.format("Expecting value"),
    ),
    "JSON that is a list": (Code.JSON_MALFORMED, ("bank.json", b"[1]"), "bank.json  [JSON_MALFORMED]\n" + SHAPE.format("['1']")),
    "JSON with a sheet that is no list": (
        Code.JSON_MALFORMED,
        ("bank.json", b'{"kinds": 7}'),
        "kinds  [JSON_MALFORMED]\n" + SHAPE.format("7"),
    ),
    "JSON with a row that is no object": (
        Code.JSON_MALFORMED,
        ("bank.json", b'{"kinds": [{"id": "a"}, "b"]}'),
        "kinds, row 3  [JSON_MALFORMED]\n" + SHAPE.format("b"),
    ),
    "JSON with a cell that is a list": (
        Code.JSON_MALFORMED,
        ("bank.json", b'{"kinds": [{"id": ["a"]}]}'),
        'kinds, row 2, column "id"  [JSON_MALFORMED]\n' + SHAPE.format("['a']"),
    ),
    "JSON with a hundred and one sheets": (
        Code.SHEETS_TOO_MANY,
        ("bank.json", json.dumps({f"# {number}": [] for number in range(101)}).encode()),
        """bank.json  [SHEETS_TOO_MANY]
There are 101 sheets; only the first 100 were read. Remove the sheets that do not belong here.""",
    ),
    "JSON with a sheet twice": (
        Code.JSON_MALFORMED,
        ("bank.json", b'{"kinds": [], "kinds": []}'),
        "bank.json  [JSON_MALFORMED]\n" + SHAPE.format('"kinds" x 2'),
    ),
}


def problems_of(path: Path, name: str, data: bytes) -> tuple[Problem, ...]:
    """What reading says of one file; a CSV file is read as the folder it is in."""
    (path / name).write_bytes(data)
    return read(path if name.endswith(".csv") else path / name)[1]


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_damaged_file_is_a_problem_with_a_place(name: str, tmp_path: Path) -> None:
    """And nothing is raised."""
    code, (file, data), text = FILE_FAULTS[name]
    problems = problems_of(tmp_path, file, data)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].text("en") == text


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """The operating system's own word is passed on."""
    sheets, problems = read(tmp_path / "bank.json")
    assert sheets == {}
    assert problems[0].reason("en") == "This file cannot be read: No such file or directory."


def test_json_nested_a_hundred_thousand_deep_is_a_problem(tmp_path: Path) -> None:
    """Not a crash of the interpreter."""
    problems = problems_of(tmp_path, "bank.json", b'{"kinds":' + b"[" * 100_000)
    assert [problem.code for problem in problems] == [Code.JSON_MALFORMED]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path, ends: str, mark: str) -> None:
    """Excel, Numbers and an old Mac write one and the same sheet."""
    text = mark + 'id,name\na,"one\ntwo"\n\nb,"say ""x"", please"\n'
    assert problems_of(tmp_path, "kinds.csv", text.replace("\n", ends).encode()) == ()
    rows = read(tmp_path)[0]["kinds"].rows
    assert [(row.number, dict(row.cells)) for row in rows] == [
        (2, {"id": "a", "name": "one\ntwo"}),
        (4, {"id": "b", "name": 'say "x", please'}),
    ]


def test_what_comes_before_the_damage_is_still_read(tmp_path: Path) -> None:
    """One bad line does not hide the rest of the sheet."""
    problems_of(tmp_path, "kinds.csv", b'id,name\na,b\nc,d"x\ne,"f"g\n')
    assert [row.cells["id"] for row in read(tmp_path)[0]["kinds"].rows] == ["a", "c"]


def test_a_nul_byte_is_unsafe_text(tmp_path: Path) -> None:
    """It is legal UTF-8 and legal CSV, and still no text."""
    write_tables(spoilt(put("kinds", 2, "name", "离\0散")), tmp_path)
    sheets, problems = read(tmp_path)
    assert problems == ()
    assert [(problem.code, problem.row, problem.column) for problem in read_bank(sheets).problems] == [(Code.UNSAFE_TEXT, 2, "name")]


def test_json_numbers_and_booleans_are_taken_as_written(tmp_path: Path) -> None:
    """`0.80` stays exact, `true` is a yes, `null` is an empty cell."""
    (tmp_path / "x.json").write_text('{"areas": [{"weight": 0.80, "heading": true, "tailorable": false, "presence": null}]}')
    sheets, problems = read(tmp_path / "x.json")
    assert problems == ()
    assert dict(sheets["areas"].rows[0].cells) == {"weight": "0.80", "heading": "yes", "tailorable": "no"}


def test_only_the_csv_files_of_a_folder_are_sheets(tmp_path: Path) -> None:
    """A note for colleagues may lie beside them."""
    write_tables(tables(), tmp_path)
    (tmp_path / "README.md").write_text("hello")
    assert read(tmp_path) == as_sheets(tables())


def test_a_written_folder_opens_in_excel(tmp_path: Path) -> None:
    """Without the byte order mark Excel takes Chinese for GBK."""
    write_csv(as_sheets(tables())[0], tmp_path / "out")
    assert (tmp_path / "out" / "kinds.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert read(tmp_path / "out") == as_sheets(tables())


def test_a_written_json_file_is_readable_by_people(tmp_path: Path) -> None:
    """Chinese is Chinese, not escapes."""
    write_json(as_sheets(tables())[0], tmp_path / "bank.json")
    text = (tmp_path / "bank.json").read_text(encoding="utf-8")
    assert "离散型" in text
    assert json.loads(text)["kinds"][0] == {"id": "discrete", "name": "离散型", "name@en": "discrete"}


def test_folders_are_listed_by_name_and_hidden_ones_left_out(tmp_path: Path) -> None:
    """The library shows what a person would see."""
    for name in ("b", "a", ".git", "__pycache__"):
        (tmp_path / name).mkdir()
    (tmp_path / "file.csv").touch()
    assert [path.name for path in folders(tmp_path)] == ["a", "b"]


@REUSED
@given(st.binary(max_size=200))
def test_no_bytes_make_reading_raise(tmp_path: Path, data: bytes) -> None:
    """Neither as CSV nor as JSON, and what was read can be made a bank of or refused."""
    for name in ("kinds.csv", "bank.json"):
        (tmp_path / name).write_bytes(data)
    for path in (tmp_path, tmp_path / "bank.json"):
        sheets, _ = read(path)
        assert read_bank(sheets).bank is None


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \",\n;'@:#"), min_size=1, max_size=30)


@REUSED
@given(st.data())
def test_a_bank_written_and_read_again_is_the_same_bank(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever its texts, marks, weights and translations, through CSV and through JSON."""
    text = WORDS.map(str.strip).filter(lambda found: found and not found.startswith("="))
    cells = [
        ("kinds", 2, "name"),
        ("areas", 3, "name"),
        ("areas", 3, "name@en"),
        ("questions", 3, "stem"),
        ("questions", 3, "B@en"),
        ("questions", 2, "example:process"),
    ]
    weight = data.draw(st.decimals("0.01", "99.99", places=2))
    marks = sorted(data.draw(st.lists(st.decimals("0", "0.9", places=3), min_size=3, max_size=3)))
    edits = [put(*cell, data.draw(text)) for cell in data.draw(st.sets(st.sampled_from(cells)))]
    edits += [put("areas", 4, "weight:discrete", f"{weight}"), put("areas", 5, "weight:discrete", f"{100 - weight}")]
    edits += [put("questions", 2, "marks", "/".join(f"{mark:f}" for mark in (*marks, 1))), put("questions", 2, "example", "例")]
    reading = read_bank(as_sheets(spoilt(*edits))[0])
    assert reading.bank is not None, [problem.text("en") for problem in reading.problems]
    write_csv(to_sheets(reading.bank), tmp_path / "bank")
    write_json(to_sheets(reading.bank), tmp_path / "bank.json")
    for path in (tmp_path / "bank", tmp_path / "bank.json"):
        sheets, problems = read(path)
        assert problems == ()
        assert read_bank(sheets).bank == reading.bank
