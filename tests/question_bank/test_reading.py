"""Sheets into a bank: what is accepted, what defaults stand for, and that every fault is found at its place at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.model import Bank, Direction, EmptyCell, EnterpriseType, QuestionId, Rescale
from question_bank.problems import Code, Severity
from question_bank.reading import read_bank
from question_bank.reading.cells import FLAGS, MAX_COMPARISONS
from tests.question_bank.tiny import (
    TINY,
    Edit,
    add_row,
    as_sheets,
    drop,
    drop_column,
    drop_row,
    move,
    put,
    read_tables,
    rename,
    spoilt,
    tables,
)

DISCRETE, PROCESS = EnterpriseType("discrete"), EnterpriseType("process")


def bank_with(*edits: Edit) -> Bank:
    """The tiny bank after edits that leave it valid."""
    reading = read_tables(spoilt(*edits))
    assert reading.bank is not None, [problem.text("en") for problem in reading.problems]
    return reading.bank


def places(*edits: Edit) -> list[tuple[Code, str, int | None, str | None]]:
    """Code and place of every problem these edits cause."""
    return [(problem.code, problem.sheet, problem.row, problem.column) for problem in read_tables(spoilt(*edits)).problems]


def test_the_tiny_bank_has_no_problem_at_all() -> None:
    """Otherwise no fault in it would be told from its own."""
    assert places() == []


def test_every_sheet_becomes_what_it_describes() -> None:
    """One of each, to the last field that matters."""
    bank = bank_with()
    assert (bank.id, bank.version, bank.threshold, bank.languages) == ("tiny", "1.0.0", Decimal("0.8"), ("zh", "en"))
    assert [(kind.id, kind.name.in_("en")) for kind in bank.kinds] == [(DISCRETE, "discrete"), (PROCESS, "process")]
    assert [(mark.key, mark.value) for mark in bank.scale] == [("A", 0), ("B", Decimal("0.5")), ("C", Decimal("0.8")), ("D", 1)]
    assert [(band.level, band.low) for band in bank.bands] == [(0, 0), (1, Decimal("0.8")), (2, Decimal("1.8"))]
    assert bank.level_by_number[2].opening.in_("en") == "systems"
    assert bank.cell_at[bank.areas[0].id, 2].empty
    assert [(share.year, share.low, share.high, share.percent) for share in bank.shares] == [("2020", 0, 1, 75), ("2020", 2, 2, 25)]
    assert (bank.indicators[0].direction, bank.indicators[0].low, bank.indicators[0].high) == (Direction.UP, -100, 500)


def test_an_area_carries_its_place_weights_and_presence() -> None:
    """A type without a weight has no such area."""
    area = bank_with().areas[3]
    assert (area.id, area.parent, area.number, area.heading, area.tailorable) == ("making.ship", "making", "2.2", False, True)
    assert dict(area.weights) == {DISCRETE: 50}
    assert area.presence.in_("en") == "Do you ship?"


def test_a_question_takes_area_and_level_from_its_requirement() -> None:
    """They are written once, in the sheet of requirements."""
    question = bank_with().question_by_id[QuestionId("L2-2.1")]
    assert (question.area, question.level, question.effort) == ("making.plan", 2, 4)


def test_an_option_left_empty_is_no_option_and_the_others_keep_their_marks() -> None:
    """Keys are columns, not positions."""
    question = bank_with().question_by_id[QuestionId("L2-2.1")]
    assert [(option.key, option.mark) for option in question.options] == [("A", 0), ("B", Decimal("0.5")), ("D", 1)]


def test_a_questions_own_marks_override_the_scale() -> None:
    """One mark per option that is there, in order."""
    question = bank_with().question_by_id[QuestionId("L1-2.1")]
    assert [option.mark for option in question.options] == [0, Decimal("0.4"), Decimal("0.8"), 1]


def test_examples_by_type_stand_beside_the_common_one() -> None:
    """And where there is none the common one is shown."""
    question = bank_with().question_by_id[QuestionId("L1-2.1")]
    assert (str(question.example_for(PROCESS)), str(question.example_for(DISCRETE))) == ("某药厂", "某厂")


@pytest.mark.parametrize("written", FLAGS)
def test_yes_and_no_may_be_written_in_either_language_or_as_a_digit(written: str) -> None:
    """是 and 否, yes and no, 1 and 0; capitals and full width do not matter."""
    for form in (written, written.upper()):
        assert bank_with(put("areas", 5, "tailorable", form)).areas[3].tailorable is bool(FLAGS[written])


@pytest.mark.parametrize(("written", "read"), [("５０", 50), ("50.0", 50), ("050", 50)])
def test_numbers_may_be_full_width_or_have_zeros(written: str, read: int) -> None:
    """As input methods and spreadsheets write them."""
    assert bank_with(put("areas", 5, "weight:discrete", written)).areas[3].weights[DISCRETE] == read


@pytest.mark.parametrize(("sheet", "column", "limit"), [("questions", "id", 32), ("indicators", "id", 64), ("bank", "value", 64)])
def test_an_id_is_as_long_as_a_button_can_carry_and_no_longer(sheet: str, column: str, limit: int) -> None:
    """A button holds 64 bytes, and a question's id shares them with the run's."""
    assert places(put(sheet, 2, column, "x" * limit)) == []
    assert places(put(sheet, 2, column, "x" * (limit + 1))) == [(Code.ID_MALFORMED, sheet, 2, column)]


@pytest.mark.parametrize("written", ["6%", "1e2", "NaN", "Infinity", "5,0", "+5", "五", "1_0", "--5", "9" * 13])
def test_what_is_no_plain_number_is_refused(written: str) -> None:
    """Python would read some of these."""
    assert places(put("areas", 5, "weight:discrete", written))[0] == (Code.NUMBER_EXPECTED, "areas", 5, "weight:discrete")


def test_level_three_written_as_a_decimal_is_level_three() -> None:
    """Spreadsheet programs hand over 1.0 for 1."""
    assert bank_with(put("levels", 2, "level", "1.0")).levels[0].number == 1


def test_optional_settings_have_defaults() -> None:
    """Method, note, languages, rescale and empty_cell may be left out."""
    bank = bank_with(*[drop_row("bank", 12), drop_row("bank", 11), drop_row("bank", 7), drop_row("bank", 6)])
    assert (bank.rescale, bank.empty_cell, bank.method, str(bank.note)) == (Rescale.PROPORTIONAL, EmptyCell.LEAVE_OUT, "", "")


def test_the_bank_speaks_its_own_language_even_if_the_list_forgets_it() -> None:
    """And that one comes first."""
    assert bank_with(put("bank", 9, "value", "en")).languages == ("zh", "en")


def test_optional_sheets_may_be_left_out() -> None:
    """A bank without indicators or shares is a bank."""
    bank = bank_with(drop("indicators"), drop("shares"))
    assert (bank.indicators, bank.shares) == ((), ())


def test_optional_columns_may_be_left_out() -> None:
    """A question's number is its id, its effort the middle one."""
    bank = bank_with(drop_column("questions", "number"), drop_column("questions", "effort"), drop_column("areas", "number"))
    assert {(question.number == question.id, question.effort) for question in bank.questions} == {(True, 3)}


def test_a_misspelt_sheet_is_read_as_the_nearest_so_that_its_own_faults_show_too() -> None:
    """One slip is one problem, and hides no other."""
    found = places(move("requirements", "requirement"), put("requirement", 2, "level", "x"))
    assert (Code.SHEET_UNKNOWN, "requirement", None, None) in found
    assert (Code.NUMBER_EXPECTED, "requirements", 2, "level") in found


def test_a_sheet_that_is_none_of_ours_is_reported_and_nothing_is_guessed() -> None:
    """Better than reading a telephone list as areas."""
    assert places(lambda given: given.update({"电话": [["id"], ["a"]]})) == [(Code.SHEET_UNKNOWN, "电话", None, None)]


def test_a_sheet_of_remarks_is_not_read() -> None:
    """Its name begins with a hash."""
    assert places(lambda given: given.update({"# to do": [["ask Li"]]})) == []


def test_a_bank_of_nothing_lacks_every_required_sheet() -> None:
    """And still gives a complete answer."""
    reading = read_bank({})
    assert reading.bank is None
    missing = [problem.sheet for problem in reading.problems if problem.code is Code.SHEET_MISSING]
    assert missing == ["bank", "kinds", "scale", "bands", "levels", "areas", "requirements", "questions"]


TEN = [
    (Code.CHOICE_EXPECTED, "bank", 11, "value", put("bank", 11, "value", "fair")),
    (Code.ID_MALFORMED, "kinds", 3, "id", put("kinds", 3, "id", "流程")),
    (Code.BANDS, "bands", 4, "level", put("bands", 4, "low", "0.8")),
    (Code.WEIGHTS_SUM, "areas", 2, "weight:discrete", put("areas", 2, "weight:discrete", "41")),
    (Code.PRESENCE_MISSING, "areas", 4, "presence", put("areas", 4, "tailorable", "yes")),
    (Code.REFERENCE_UNKNOWN, "requirements", 3, "area", put("requirements", 3, "area", "making.plam")),
    (Code.COLUMN_UNKNOWN, "questions", 1, "evidense", rename("questions", "evidence", "evidense")),
    (Code.UNSAFE_TEXT, "questions", 3, "explanation", put("questions", 3, "explanation", "写\u200b下来")),
    (Code.WHOLE_NUMBER_EXPECTED, "questions", 4, "effort", put("questions", 4, "effort", "1.5")),
    (Code.RANGE_REVERSED, "indicators", 2, "low", put("indicators", 2, "low", "900")),
]


def test_ten_different_faults_are_all_reported_at_once_with_their_places() -> None:
    """Nobody likes to upload a bank ten times."""
    found = places(*(edit for *_, edit in TEN))
    assert [place for *place, _ in TEN if tuple(place) not in found] == []


def test_problems_come_by_sheet_then_row_then_column() -> None:
    """In the order in which an author walks through the sheets."""
    found = [place for place in places(*(edit for *_, edit in TEN)) if place[1] != "kinds"]
    expected = [tuple(place) for *place, _ in TEN if place[1] != "kinds"]
    assert [place for place in found if place in expected] == expected
    translated = places(put("questions", 2, "A@en", ""), put("questions", 2, "evidence@en", ""), put("questions", 2, "number", "=1"))
    assert [column for *_, column in translated] == ["number", "A@en", "evidence@en"]


def test_a_sheet_that_refers_to_nothing_known_is_answered_within_seconds() -> None:
    """Guessing what was meant is rationed: the first few get a suggestion, all get a problem."""
    given_ = tables()
    for number in range(2000):
        add_row("requirements", id=f"plan.L1.x{number}", area="making.plan", level="1", topic="主题")(given_)
        add_row("questions", id=f"q{number}", requirement=f"plan-L1-x{number}", stem=f"问{number}", A="无", D="有", explanation="说明")(
            given_
        )
    problems = [problem for problem in read_tables(given_).problems if problem.code is Code.REFERENCE_UNKNOWN]
    assert len(problems) == 2000
    suggested = [problem for problem in problems if problem.params["suggestion"]]
    assert 0 < len(suggested) <= MAX_COMPARISONS // 2000


CELL = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "=1", "yes", "0", "-1", "1e9", "A", "people", "\u202e", "NA", "9" * 30, "{x}", "1/2"])
)
PLACE = st.sampled_from(
    [(name, row, column) for name, table in tables().items() for row in range(2, len(table) + 1) for column in table[0]]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(PLACE, CELL), min_size=1, max_size=8))
def test_whatever_stands_in_the_cells_nothing_is_raised_and_every_problem_can_be_told(
    edits: list[tuple[tuple[str, int, str], str]],
) -> None:
    """There is a bank exactly if there is no error."""
    reading = read_bank(as_sheets(spoilt(*(put(*place, text) for place, text in edits)))[0])
    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    assert (reading.bank is None) is bool(errors)
    for problem in reading.problems:
        assert problem.text("zh")
        assert problem.text("en")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(TINY)), st.sampled_from(list(TINY)), st.integers(1, 3))
def test_whatever_sheets_are_missing_or_swapped_nothing_is_raised(one: str, other: str, row: int) -> None:
    """A wrong file uploaded under a right name is still answered."""
    given_ = tables()
    given_[one], given_[other] = given_[other], given_[one]
    del given_[one][row:]
    assert read_tables(given_).bank is None or one == other


DRAFT = {
    **TINY,
    "kinds": "id,name\ndiscrete,离散型\nprocess,流程型\n",
    "scale": "key,mark,name\nA,0,无\nB,0.5,部分\nC,1,全部\n",
    "areas": "id,parent,number,heading,name,tailorable,weight:discrete,weight:process,presence\n"
    "org,,1,yes,组织战略,no,7,7,\nbuild,,2,yes,工厂建设,no,15,24,\nrd,,3,yes,研发设计,yes,11,4,贵企业有研发设计吗？\n"
    "make,,4,yes,生产作业,no,37,42,\nrun,,5,yes,业务运营,no,30,23,\n"
    "rd.new,rd,3.1,no,产品创新,no,40,50,\nrd.product,rd,3.2,no,产品设计,no,20,,\nrd.process,rd,3.3,no,工艺设计,no,40,50,\n",
    "cells": "area,level,empty\n" + "".join(f"{area},2,yes\n" for area in ("org", "build", "make", "run", "rd.new", "rd.product")),
    "requirements": "id,area,level,topic\n"
    + "".join(f"{area}.L1.a,{area},1,主题\n" for area in ("org", "build", "make", "run", "rd.new", "rd.product", "rd.process"))
    + "rd.process.L2.a,rd.process,2,主题\n",
    "questions": "id,requirement,stem,A,B,C,explanation,evidence\n"
    + "".join(
        f"q{number},{about},问{number}？,没有,有一些,都有,说明,证据\n"
        for number, about in enumerate(
            [*(f"{area}.L1.a" for area in ("org", "build", "make", "run", "rd.new", "rd.product", "rd.process")), "rd.process.L2.a"]
        )
    ),
}


def test_a_bank_of_the_shape_of_the_2024_draft_reads_without_new_code() -> None:
    """Five flat domains without elements, one of them with sub-domains, three options, other weights."""
    reading = read_tables(tables(DRAFT))
    assert {problem.code for problem in reading.problems} <= {Code.ROWS_UNTRANSLATED, Code.TRANSLATION_MISSING}, "it is half in English"
    assert reading.bank is not None
    assert [area.id for area in reading.bank.children[None]] == ["org", "build", "rd", "make", "run"]
    assert [area.id for area in reading.bank.leaves] == ["org", "build", "make", "run", "rd.new", "rd.product", "rd.process"]


def test_a_new_row_is_read_like_the_others() -> None:
    """The edits of these tests do add what they say."""
    bank = bank_with(add_row("shares", year="2021", low="0", high="2", percent="100"))
    assert [share.year for share in bank.shares] == ["2020", "2020", "2021"]
