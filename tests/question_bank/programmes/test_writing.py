"""A programme into sheets and files and back: the same programme, whatever the format; and an empty template."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from question_bank.formats import read, write_csv, write_json, write_xlsx
from question_bank.layout import Frame
from question_bank.problems import Code
from question_bank.programmes.drafting import draft_of
from question_bank.programmes.layout import LAYOUT, LAYOUTS
from question_bank.programmes.library import PACKS, FaultyPack, UnknownPack, load, shipped, versions
from question_bank.programmes.model import Programme
from question_bank.programmes.reading import read_pack
from question_bank.programmes.writing import template, to_sheets
from question_bank.reading.tidying import tidied
from question_bank.sheets import Sheets
from question_bank.workbook_writing import Workbook
from tests.question_bank.programmes.drawn import programmes
from tests.question_bank.programmes.tiny import TINY_PACK, tiny
from tests.question_bank.tiny import as_sheets, tables


def every_programme() -> list[Programme]:
    """The tiny one and all that are shipped."""
    return [tiny(), *map(load, shipped())]


def written(sheets: Sheets, folder: Path, form: str) -> Path:
    """The sheets as a folder of CSV files, a workbook or JSON."""
    path = folder if form == "csv" else folder / f"pack.{form}"
    match form:
        case "csv":
            write_csv(sheets, path)
        case "xlsx":
            write_xlsx(Workbook(sheets), path)
        case _:
            write_json(sheets, path)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_programme_is_read_back_from_every_format_as_it_was(form: str, tmp_path: Path) -> None:
    """With every text, number, day and order."""
    for programme in every_programme():
        folder = tmp_path / programme.id
        folder.mkdir()
        reading = read_pack(*read(written(to_sheets(programme), folder, form)))
        assert reading.programme == programme


@settings(max_examples=60)
@given(programmes())
def test_any_programme_is_read_back_from_its_sheets_as_it_was(programme: Programme) -> None:
    """Sensible or not: what a pack asks is another question."""
    tidy = tidied(to_sheets(programme), LAYOUTS, Frame(others=("en",)))
    assert tidy.misnamed == ()
    draft, misread = draft_of(tidy.sheets, ("en",))
    assert misread == ()
    assert draft.programme == programme
    read_pack(to_sheets(programme))


def test_the_sheets_of_a_pack_hold_nothing_that_is_as_usual() -> None:
    """What the tiny pack leaves empty stays empty; and what it says in another way is said in the kept one."""
    sheets = to_sheets(tiny())
    given, _ = as_sheets(tables(TINY_PACK))
    assert {name: len(sheet.rows) for name, sheet in sheets.items()} == {name: len(sheet.rows) for name, sheet in given.items()}
    legal, accident = sheets["conditions"].rows[0].cells, sheets["conditions"].rows[9].cells
    assert (legal["values"], legal["mendable"]) == ("yes", "no")
    assert "force" not in legal
    assert "confidence" not in legal
    assert accident["parent"] == "safe"
    assert sheets["windows"].rows[1].cells["closes"] == "2025-12-31"
    assert sheets["conditions"].rows[6].cells["operator"] == ">="


def test_a_template_has_every_column_and_no_row() -> None:
    """And is told to be empty, not to be wrong."""
    empty = template()
    assert list(empty) == [layout.sheet for layout in LAYOUTS]
    for name, sheet in empty.items():
        assert sheet.columns == tuple(Frame(others=("en",)).columns(LAYOUT[name]))
    codes = {problem.code for problem in read_pack(empty).problems}
    assert codes == {Code.SHEET_EMPTY, Code.SETTING_MISSING, Code.LANGUAGE_UNKNOWN}


def test_nothing_is_said_of_sheets_that_never_came() -> None:
    """A file that cannot be read is told as that alone."""
    reading = read_pack(*read(Path("there is no such file.xlsx")))
    assert reading.programme is None
    assert [problem.code for problem in reading.problems] == [Code.FILE_UNREADABLE]


def test_every_shipped_pack_is_without_fault_and_listed_with_its_version() -> None:
    """Not even a warning; folder and id agree."""
    for programme in shipped():
        reading = read_pack(*read(PACKS / programme))
        assert [problem.text("en") for problem in reading.problems] == []
        assert load(programme).id == programme
    assert versions() == tuple((programme, load(programme).version) for programme in shipped())


def test_an_unknown_pack_is_refused_with_the_nearest_name() -> None:
    """As for banks."""
    with pytest.raises(UnknownPack, match=f"Did you mean {shipped()[0]}"):
        load(f"{shipped()[0]}x")
    with pytest.raises(UnknownPack, match="Shipped programmes"):
        load("zzz")


def test_a_faulty_shipped_pack_is_refused_with_its_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could only be a mistake of ours, so all of it is said."""
    sheets = dict(to_sheets(tiny()))
    del sheets["conditions"]
    write_csv(sheets, tmp_path / "faulty")
    monkeypatch.setattr("question_bank.programmes.library.PACKS", tmp_path)
    with pytest.raises(FaultyPack, match="SHEET_MISSING"):
        load("faulty")
