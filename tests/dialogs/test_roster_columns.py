"""The headings of a roster and the values in its cells, as people write them; and the template with both."""

from __future__ import annotations

import io

import openpyxl
import pytest

from dialogs.registers import DISTRICTS, INDUSTRIES
from dialogs.roster import head_of, read_roster
from dialogs.roster_columns import COLUMNS, Field, folded, meant_by
from dialogs.roster_problems import RosterCode
from dialogs.roster_template import FIRST, SECOND, template
from dialogs.roster_values import SUGGESTIONS, Values
from question_bank.formats import read_bytes
from question_bank.workbook_writing import Guide, workbook_bytes


def taken(wanted: Field, text: str) -> tuple[str, list[str]]:
    """A cell's value, and the problems with their suggestions."""
    values = Values(set())
    value = values.take(wanted, "名册", 2, "x", text)
    return value, [f"{problem.code} {problem.params.get('suggestion', '')}".strip() for problem in values.problems]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企业名称", Field.NAME),
        ("*企业名称（必填）", Field.NAME),
        ("Enterprise", Field.NAME),
        ("统一社会信用代码", Field.CODE),
        ("统一社会\n信用代码", Field.CODE),
        ("信用代码：", Field.CODE),
        ("Credit Code", Field.CODE),
        ("区", Field.DISTRICT),
        ("所属行业", Field.INDUSTRY),
        ("联系人\nContact", Field.CONTACT),
        ("手机号码【11位】", Field.MOBILE),
        ("ＭＯＢＩＬＥ", Field.MOBILE),
        ("街道/镇", Field.STREET),
        ("街道（镇）", Field.STREET),
        ("所属园区", Field.PARK),
        ("所属集团", Field.GROUP),
    ],
)
def test_a_heading_is_known_by_its_usual_names(heading: str, field: Field) -> None:
    """In Chinese and English, with remarks, in any width."""
    found = meant_by(heading)
    assert found is not None
    assert found[0] is field


@pytest.mark.parametrize("heading", ["", "备注", "园区名称列表", "联系人邮箱", "（必填）", "序号"])
def test_what_is_not_known_is_not_guessed(heading: str) -> None:
    """Not even if a known name is part of it."""
    assert meant_by(heading) is None


def test_no_heading_means_two_things() -> None:
    """Every alias belongs to one field."""
    names = [folded(name) for column in COLUMNS for name in (column.zh, column.en, *column.aliases)]
    assert len(names) == len(set(names))
    assert [column.field for column in COLUMNS] == list(Field)


def test_the_row_of_names_is_the_first_that_names_two_fields() -> None:
    """A title that happens to be a heading is none; without any, row 1."""
    assert head_of([["企业名称"], ["企业名称", "信用代码"], ["企业名称", "信用代码"]]) == 2
    assert head_of([["a"], ["b"]]) == 1
    assert head_of([*[["x"]] * 20, ["企业名称", "信用代码"]]) == 1
    assert head_of([]) == 1


@pytest.mark.parametrize("entry", DISTRICTS, ids=lambda entry: entry.id)
def test_every_district_is_known_by_name_short_name_english_and_code(entry: object) -> None:
    """With and without 上海市."""
    found = next(each for each in DISTRICTS if each is entry)
    for text in (
        found.zh,
        found.zh.removesuffix("区"),
        f"上海市{found.zh}",
        f"上海{found.zh}",
        found.en.upper(),
        found.id,
        f" {found.zh} ",
    ):
        assert taken(Field.DISTRICT, text) == (found.id, [])


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("闽行区", "闵行区"),
        ("松江县", "松江区"),
        ("南汇", "浦东新区"),
        ("闸北区", "静安区"),
        ("Pudon", "Pudong"),
        ("火星", ""),
        ("310199", ""),
    ],
)
def test_a_district_that_is_not_one_is_suggested_not_taken(text: str, near: str) -> None:
    """Also those that were merged into others."""
    assert taken(Field.DISTRICT, text) == ("", [f"ROSTER_DISTRICT_UNKNOWN {near}".strip()])


@pytest.mark.parametrize("entry", INDUSTRIES, ids=lambda entry: entry.id)
def test_every_industry_is_known_by_code_and_name(entry: object) -> None:
    """As the drop-down writes it, by code alone, by name alone, by a class of its own."""
    found = next(each for each in INDUSTRIES if each is entry)
    for text in (found.id, found.id.lower(), found.id[1:], found.zh, f"{found.id} {found.zh}", f"{found.id} {found.en}", f"{found.id}12"):
        assert taken(Field.INDUSTRY, text) == (found.id, [])


@pytest.mark.parametrize(
    ("text", "id_"), [("汽车制造", "C36"), ("3670 汽车零部件及配件制造", "C36"), ("Ｃ３６", "C36"), ("教育行业", "P83")]
)
def test_an_industry_may_be_written_a_little_differently(text: str, id_: str) -> None:
    """Without its last character, in full width, as a class of four digits."""
    assert taken(Field.INDUSTRY, text) == (id_, [])


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("汽车", "C36 汽车制造业"),
        ("医药制造页", "C27 医药制造业"),
        ("制造业", ""),
        ("C99", ""),
        ("A36", ""),
        ("C36 医药制造业", ""),
        ("00", ""),
        ("x", ""),
    ],
)
def test_an_industry_that_is_not_one_is_suggested_if_only_one_is_near(text: str, near: str) -> None:
    """A code and a name that contradict each other are no industry."""
    assert taken(Field.INDUSTRY, text) == ("", [f"ROSTER_INDUSTRY_UNKNOWN {near}".strip()])


def test_suggestions_are_rationed() -> None:
    """A wrong column of ten thousand rows must not cost minutes."""
    values = Values(set())
    for row in range(SUGGESTIONS + 5):
        values.take(Field.INDUSTRY, "名册", row, "行业", "汽车")
    assert sum(bool(problem.params["suggestion"]) for problem in values.problems) == SUGGESTIONS


@pytest.mark.parametrize(
    "text", ["13900000001", "139 0000 0001", "139-0000-0001", "+86 139 0000 0001", "8613900000001", "１３９０００００００１"]
)
def test_a_mobile_number_is_read_however_it_is_parted(text: str) -> None:
    """Blanks, hyphens, the country's code, full width."""
    assert taken(Field.MOBILE, text) == ("13900000001", [])


@pytest.mark.parametrize("text", ["1390000000", "12900000001", "+1 139 0000 0001", "13900000001/13900000002", "无"])
def test_what_is_no_mobile_number_is_told(text: str) -> None:
    """Two numbers are one too many."""
    assert taken(Field.MOBILE, text) == ("", [RosterCode.ROSTER_MOBILE_UNREADABLE])


def test_a_cell_told_of_before_is_not_told_of_again() -> None:
    """The file's own problem is enough."""
    values = Values({("名册", 2, "x")})
    assert values.take(Field.NAME, "名册", 2, "x", "") == ""
    assert values.problems == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_reads_back_as_an_empty_roster(language: str) -> None:
    """Its headings are known, its explaining sheet and its lists are passed over."""
    read = read_roster(*read_bytes("x.xlsx", workbook_bytes(template(language)), head_of))
    assert [problem.code for problem in read.problems] == [RosterCode.ROSTER_EMPTY]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_examples_of_the_template_are_a_sound_roster(language: str) -> None:
    """Filled in as shown, nothing is wrong."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(template(language))))
    page = book.worksheets[1]
    place = 1 if language == "en" else 0
    for row, made_up in enumerate((FIRST, SECOND), start=2):
        for column, each in enumerate(COLUMNS, start=1):
            if each.field in made_up:
                page.cell(row, column).value = made_up[each.field][place]
    made = io.BytesIO()
    book.save(made)
    read = read_roster(*read_bytes("x.xlsx", made.getvalue(), head_of))
    assert read.problems == ()
    assert read.roster is not None
    assert [(entry.code, entry.district, entry.industry) for entry in read.roster.entries] == [
        ("91310115000000019M", "310115", "C36"),
        ("91310117000000027D", "310117", "C14"),
    ]


def test_every_choice_of_the_template_is_taken() -> None:
    """What the drop-downs offer is what the reader knows."""
    for language in ("zh", "en"):
        (style,) = template(language).styles.values()
        for column in COLUMNS:
            for choice in style.columns[column.heading(language)].choices:
                assert taken(column.field, choice)[1] == []


def test_the_template_explains_every_column() -> None:
    """A hint on each, and a row each on the explaining sheet with two examples."""
    for language in ("zh", "en"):
        workbook = template(language)
        assert isinstance(workbook.guide, Guide)
        table = workbook.guide.blocks[-1]
        assert not isinstance(table, str)
        assert [line[0] for line in table[1:]] == [column.heading(language) for column in COLUMNS]
        (style,) = workbook.styles.values()
        assert all(look.hint and look.width for look in style.columns.values())
        assert {name for name, look in style.columns.items() if look.required} == {
            column.heading(language) for column in COLUMNS if column.required
        }
