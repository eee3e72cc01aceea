"""The official lists, and finding a row by what people type."""

from __future__ import annotations

import pytest

from dialogs.registers import DISTRICTS, INDUSTRIES, NATURES, SIZES, UNITS, Entry, entry, search

REGISTERS = {"industries": INDUSTRIES, "districts": DISTRICTS, "units": UNITS, "natures": NATURES, "sizes": SIZES}


@pytest.mark.parametrize(("name", "count"), [("industries", 97), ("districts", 16), ("units", 5), ("natures", 2), ("sizes", 5)])
def test_a_register_is_complete(name: str, count: int) -> None:
    """GB/T 4754-2017 has 97 divisions, Shanghai 16 districts."""
    assert len(REGISTERS[name]) == count


@pytest.mark.parametrize("name", REGISTERS)
def test_no_two_rows_of_a_register_can_be_taken_for_each_other(name: str) -> None:
    """Ids and names are there in both languages, and each only once."""
    register = REGISTERS[name]
    for texts in ([row.id for row in register], [row.zh for row in register], [row.en for row in register]):
        assert all(texts)
        assert len(set(texts)) == len(register)


@pytest.mark.parametrize("name", REGISTERS)
def test_every_row_is_found_by_its_whole_name(name: str) -> None:
    """Alone, in either language, even where another name contains it."""
    for row in REGISTERS[name]:
        assert search(REGISTERS[name], row.zh) == (row,)
        assert search(REGISTERS[name], row.en) == (row,)
        assert search(REGISTERS[name], row.en.upper()) == (row,)
        assert entry(REGISTERS[name], row.id) == row


def test_the_divisions_are_numbered_from_1_to_97() -> None:
    """Each once, whatever its section; manufacturing is 13 to 43."""
    assert sorted(int(row.id[1:]) for row in INDUSTRIES) == list(range(1, 98))
    assert {int(row.id[1:]) for row in INDUSTRIES if row.id.startswith("C")} == set(range(13, 44))


def test_a_type_is_suggested_for_manufacturing_only() -> None:
    """And not where a division holds both: textiles, rubber and plastics."""
    assert {row.suggests for row in INDUSTRIES} == {"", "discrete", "process"}
    assert all(row.id.startswith("C") for row in INDUSTRIES if row.suggests)
    assert {row.id for row in INDUSTRIES if row.id.startswith("C") and not row.suggests} == {"C17", "C29"}


def test_district_codes_are_those_of_shanghai() -> None:
    """GB/T 2260."""
    assert all(row.id.startswith("3101") and len(row.id) == 6 for row in DISTRICTS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("36", ("C36",)),
        ("c36", ("C36",)),
        ("C36", ("C36",)),
        ("01", ("A01",)),
        ("汽车", ("C36",)),
        ("汽车制造", ("C36",)),
        ("汽车行业", ("C36",)),
        ("食品", ("C13", "C14")),
        ("医药", ("C27",)),
        ("  医药  ", ("C27",)),
        ("化学", ("C26", "C28")),
        ("motor", ("C36",)),
        ("textile", ("C17",)),
        ("量子", ()),
        ("98", ()),
        ("1", ()),
        ("", ()),
        ("   ", ()),
        ("of", ()),
    ],
)
def test_an_industry_is_found_by_its_code_or_part_of_its_name(text: str, ids: tuple[str, ...]) -> None:
    """Two letters of English are too few to mean anything."""
    assert tuple(row.id for row in search(INDUSTRIES, text)) == ids


@pytest.mark.parametrize("text", ["制造业", "业", "制造"])
def test_words_that_nearly_every_name_has_find_many(text: str) -> None:
    """So that more of the name is asked for."""
    assert len(search(INDUSTRIES, text)) > 12


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("浦东", "310115"),
        ("浦东新区", "310115"),
        ("pudong", "310115"),
        ("310115", "310115"),
        ("崇明", "310151"),
        ("静安", "310106"),
        ("Jing'an", "310106"),
    ],
)
def test_a_district_is_found_by_its_short_name(text: str, id_: str) -> None:
    """As people say it."""
    assert [row.id for row in search(DISTRICTS, text)] == [id_]


def test_a_row_without_an_english_name_is_shown_in_chinese() -> None:
    """Better than nothing."""
    assert Entry("x", "甲", "").name("en") == "甲"
    assert Entry("x", "甲", "First").name("en") == "First"
    assert Entry("x", "甲", "First").name("zh") == "甲"


def test_an_unknown_id_is_nothing() -> None:
    """Never the first best row."""
    assert entry(DISTRICTS, "310000") is None
    assert entry(DISTRICTS, "") is None
