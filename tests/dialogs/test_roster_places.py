"""Where the rows of a roster belong, by who loads them."""

from __future__ import annotations

import pytest

from dialogs.likeness import alike
from dialogs.roster import RosterEntry
from dialogs.roster_columns import Field
from dialogs.roster_places import MOST_NEW, WORDS, Ground, PlaceCode, Placed, placed

MINHANG, PUDONG = "310112", "310115"
ALL = Ground(everything=True)
ONE = Ground(districts=(MINHANG,))
TWO = Ground(districts=(MINHANG, PUDONG))
ZONED = Ground(zones=("lingang",))
MIXED = Ground(districts=(MINHANG,), zones=("lingang",))


def row(district: str = "", *, street: str = "", group: str = "", number: int = 2, code: str = "c") -> RosterEntry:
    """One enterprise of a roster."""
    return RosterEntry("名册", number, "甲厂", code, False, district, "", "", "", street, "", group)


def codes(ground: Ground, *entries: RosterEntry) -> list[PlaceCode]:
    """What is said of these rows."""
    return [PlaceCode(str(problem.code)) for problem in placed(entries, ground)[1]]


@pytest.mark.parametrize(
    ("ground", "district", "street", "said", "where"),
    [
        (ALL, PUDONG, "", None, (PUDONG, "")),
        (ALL, "", "", PlaceCode.ROSTER_DISTRICT_EMPTY, ("", "")),
        (ALL, "", "甲街道", PlaceCode.ROSTER_DISTRICT_NEEDED, ("", "")),
        (ONE, MINHANG, "", None, (MINHANG, "")),
        (ONE, "", "", None, (MINHANG, "")),
        (ONE, "", "甲街道", None, (MINHANG, "")),
        (ONE, PUDONG, "", PlaceCode.ROSTER_DISTRICT_NOT_YOURS, (PUDONG, "")),
        (TWO, PUDONG, "", None, (PUDONG, "")),
        (TWO, "", "", PlaceCode.ROSTER_DISTRICT_NEEDED, ("", "")),
        (ZONED, PUDONG, "", None, (PUDONG, "lingang")),
        (ZONED, "", "", None, ("", "lingang")),
        (ZONED, "", "甲街道", PlaceCode.ROSTER_DISTRICT_NEEDED, ("", "lingang")),
        (MIXED, MINHANG, "", None, (MINHANG, "")),
        (MIXED, PUDONG, "", None, (PUDONG, "lingang")),
        (MIXED, "", "", PlaceCode.ROSTER_DISTRICT_NEEDED, ("", "")),
    ],
)
def test_a_row_is_placed_by_its_district_and_by_who_loads_it(
    ground: Ground, district: str, street: str, said: PlaceCode | None, where: tuple[str, str]
) -> None:
    """An empty district is the liaison's own where there is only one."""
    entry = row(district, street=street)
    ((found,), problems) = placed([entry], ground)
    assert [problem.code for problem in problems] == ([said] if said else [])
    assert (found.entry.district, found.zone) == where


def test_what_is_registered_elsewhere_is_an_error_at_its_code() -> None:
    """With the column as the file calls it."""
    ground = Ground(districts=(MINHANG,), elsewhere=frozenset({"x"}), columns={"名册": {Field.CODE: "信用代码"}})
    ((problem,),) = (placed([row(MINHANG, code="x")], ground)[1],)
    assert (problem.code, problem.column, problem.row) == (PlaceCode.ROSTER_ELSEWHERE, "信用代码", 2)


def test_a_district_that_could_not_be_read_is_told_once() -> None:
    """It is a problem of the reading already."""
    ground = Ground(districts=(MINHANG, PUDONG), unread=frozenset({("名册", 2)}))
    assert codes(ground, row()) == []


def test_a_new_name_is_compared_with_those_of_its_place_and_of_the_rows_before() -> None:
    """A street of another district is another street; a name said twice is asked about once."""
    ground = Ground(everything=True, units={("street", MINHANG): ("江川路街道",), ("group", ""): ("申安集团",)})
    assert codes(ground, row(MINHANG, street="江川路街道")) == []
    assert codes(ground, row(MINHANG, street="江川路街道办"), row(MINHANG, street="江川路街道办", number=3)) == [
        PlaceCode.ROSTER_UNIT_ALIKE
    ]
    assert codes(ground, row(PUDONG, street="江川路街道办")) == []
    assert codes(ground, row(PUDONG, street="花木街道"), row(PUDONG, street="花木街道办", number=3)) == [PlaceCode.ROSTER_UNIT_ALIKE]
    assert codes(ground, row(PUDONG, group="申安集团公司")) == [PlaceCode.ROSTER_UNIT_ALIKE]


def test_too_many_new_names_are_one_error() -> None:
    """However many rows say them."""
    rows = [row(MINHANG, street=f"第{number}街道", number=number) for number in range(MOST_NEW + 1)]
    assert codes(ALL, *rows) == [PlaceCode.ROSTER_UNITS_MANY]
    assert codes(ALL, *rows[:-1]) == []


def test_names_that_differ_in_their_numbers_are_not_alike() -> None:
    """A second park is another park."""
    assert alike("第2工业园区", ["第1工业园区"]) == ()
    assert alike("江川路街道办", ["江川路街道", "江川路街道处"]) == ("江川路街道", "江川路街道处")
    assert alike("江川路街道", ["江川路街道"]) == ()


@pytest.mark.parametrize("code", PlaceCode)
def test_every_code_has_words_in_both_languages(code: PlaceCode) -> None:
    """A reason and a remedy."""
    words = WORDS[code]
    for text in (words.reason, words.remedy):
        assert text.in_("zh").strip()
        assert text.in_("en") != text.in_("zh")


def test_no_rows_are_no_problems() -> None:
    """Nor places."""
    assert placed([], ALL) == ((), ())
    assert placed([row(MINHANG)], ALL)[0] == (Placed(row(MINHANG)),)
