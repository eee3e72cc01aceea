"""`zhiping bank`: what is published, in a form that other programs rely on, and what a check of an author's folder reports."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from question_bank.bank_workbook import bank_workbook
from question_bank.library import BANKS, load, shipped
from question_bank.model import Bank
from question_bank.workbook_writing import workbook_bytes
from tests.bot.commands import zhiping

HEADINGS = {"人员": 4, "技术": 6, "资源": 3, "设计": 7, "生产": 26, "物流": 4, "销售": 2, "服务": 4}
"""Questions per heading at level 1, as the national platform asks them (沪经信制〔2022〕529号 附件1)."""

TEN_FAULTS = (
    ("areas", 2, "weight:discrete", "高", "NUMBER_EXPECTED"),
    ("areas", 3, "heading", "对", "CHOICE_EXPECTED"),
    ("indicators", 2, "id", "产值", "ID_MALFORMED"),
    ("indicators", 3, "low", "100000", "RANGE_REVERSED"),
    ("questions", 2, "effort", "2.5", "WHOLE_NUMBER_EXPECTED"),
    ("questions", 3, "stem", "", "CELL_REQUIRED"),
    ("questions", 4, "stem", "怎么\u202e安排？", "UNSAFE_TEXT"),
    ("requirements", 2, "level", "7", "LEVEL_UNKNOWN"),
    ("requirements", 4, "area", "personnel.skils", "REFERENCE_UNKNOWN"),
    ("shares", 2, "sample", "=1+1", "FORMULA_CELL"),
)
"""Sheet, row, column, what stands there, and the code of the problem."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The published bank as another program reads it."""
    ran = zhiping("bank", "show", "cmmm-2020", "--json", folder=tmp_path_factory.mktemp("shown"))
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_banks_are_listed_with_version_and_title(tmp_path: Path) -> None:
    """As text and as JSON."""
    rows = json.loads(zhiping("bank", "list", "--json", folder=tmp_path).out)
    assert tuple(row["id"] for row in rows) == shipped()
    assert all(set(row) == {"id", "version", "title"} for row in rows)
    assert zhiping("bank", "list", folder=tmp_path).out.splitlines() == [f"{row['id']}  {row['version']}  {row['title']}" for row in rows]


def test_a_published_question_has_everything_that_is_promised(shown: dict[str, Any], bank: Bank) -> None:
    """235 questions with id, level, area, requirement, stem, explanation and options with marks, equal to the bank's own."""
    assert len(shown["questions"]) == len(bank.questions) == 235
    for found, question in zip(shown["questions"], bank.questions, strict=True):
        assert {"id", "level", "area", "requirement", "stem", "explanation", "options"} <= set(found)
        assert (found["id"], found["level"], found["area"], found["requirement"]) == (
            question.id,
            question.level,
            question.area,
            question.requirement,
        )
        assert (found["stem"], found["explanation"]) == (question.stem.base, question.explanation.base)
        assert [(option["key"], option["text"]) for option in found["options"]] == [
            (option.key, option.text.base) for option in question.options
        ]
        assert [option["mark"] for option in found["options"]] == [0, 0.5, 0.8, 1]


def test_a_published_area_has_parent_name_and_a_weight_for_each_type(shown: dict[str, Any], bank: Bank) -> None:
    """0 where the type has no such area; the weights of siblings are 100 together."""
    assert [found["id"] for found in shown["areas"]] == [area.id for area in bank.areas]
    assert all({"id", "parent", "name", "tailorable", "weights"} <= set(found) for found in shown["areas"])
    for kind in ("discrete", "process"):
        together = Counter[str | None]()
        for found in shown["areas"]:
            together[found["parent"]] += found["weights"][kind]
        assert set(together.values()) == {100}
    weights = {found["id"]: found["weights"] for found in shown["areas"]}
    assert weights["manufacturing.design.product"] == {"discrete": 50, "process": 0}
    assert [found["id"] for found in shown["areas"] if found["tailorable"]] == [area.id for area in bank.areas if area.tailorable]


def test_level_1_has_56_questions_under_the_eight_headings(shown: dict[str, Any]) -> None:
    """Counted from the document alone: the first number of an area is its heading."""
    names = {found["number"]: found["name"] for found in shown["areas"] if found["number"] in "12345678"}
    numbers = {found["id"]: found["number"] for found in shown["areas"]}
    first = [names[numbers[question["area"]].split(".")[0]] for question in shown["questions"] if question["level"] == 1]
    assert (Counter(first), len(first)) == (HEADINGS, 56)


def test_a_bank_as_text_is_an_outline_of_all_its_questions(bank: Bank, tmp_path: Path) -> None:
    """For people: a line for each."""
    ran = zhiping("bank", "show", "cmmm-2020", folder=tmp_path)
    assert ran.code == 0
    assert [question.id for question in bank.questions if f"  {question.number}  {question.stem.base}\n" not in ran.out] == []


def test_the_shipped_bank_passes_its_check(tmp_path: Path, bank: Bank) -> None:
    """Exit code 0, and how many questions it has, in either language."""
    for language, words in (("zh", "235 道题"), ("en", "235 questions")):
        ran = zhiping("bank", "check", BANKS / bank.id, "--language", language, folder=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert words in ran.out
    found = json.loads(zhiping("bank", "check", BANKS / bank.id, "--json", folder=tmp_path).out)
    assert {problem["severity"] for problem in found} <= {"warning"}


def test_ten_faults_are_all_reported_with_their_places_and_nothing_changes(tmp_path: Path) -> None:
    """Exit code 1; sheet, row and column of each, a reason and a remedy."""
    folder = _spoilt(tmp_path)
    before = _bytes(folder)
    ran = zhiping("bank", "check", "spoilt", "--json", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    problems = json.loads(ran.out)
    assert all(set(found) == {"code", "severity", "sheet", "row", "column", "reason", "remedy"} for found in problems)
    assert all(found["reason"] and found["remedy"] for found in problems)
    places = {(found["sheet"], found["row"], found["column"], found["code"]) for found in problems if found["severity"] == "error"}
    assert {(sheet, row, column, code) for sheet, row, column, _, code in TEN_FAULTS} - places == set()
    assert _bytes(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["spoilt"]


def test_a_check_as_text_says_place_code_reason_and_remedy(tmp_path: Path) -> None:
    """As an admin reads it."""
    _spoilt(tmp_path)
    ran = zhiping("bank", "check", "spoilt", "--language", "en", folder=tmp_path)
    assert ran.code == 1
    assert 'questions, row 2, column "effort"  [WHOLE_NUMBER_EXPECTED]\n"2.5" is not ' in ran.out
    assert ran.out.count("[") >= len(TEN_FAULTS)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"questions": [1]}', b"PK\x03\x04"])
def test_a_file_that_is_no_bank_fails_the_check_with_reasons(content: bytes, tmp_path: Path) -> None:
    """Whatever it holds: exit code 1, problems, no fault of the program."""
    (tmp_path / "bank.json").write_bytes(content)
    ran = zhiping("bank", "check", "bank.json", "--json", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "error" in {found["severity"] for found in json.loads(ran.out)}


@pytest.mark.parametrize("form", ["xlsx", "json", "csv"])
def test_an_exported_bank_is_checked_as_the_same_bank(form: str, tmp_path: Path) -> None:
    """In each form, with and without a name to write to; nothing differs, no problem is new."""
    bank = "digital-diagnosis-shanghai-2023"
    ran = zhiping("bank", "export", bank, f"--{form}", "--out", "here", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"here: {bank} {load(bank).version}, {len(load(bank).questions)} questions.\n"
    assert json.loads(zhiping("bank", "diff", bank, "here", "--json", folder=tmp_path).out) == []
    assert zhiping("bank", "check", "here", folder=tmp_path).code == 0


def test_a_bank_is_a_workbook_named_by_id_and_version_if_nothing_else_is_said(tmp_path: Path) -> None:
    """The very bytes that chat hands out; two forms at once are refused."""
    assert zhiping("bank", "export", "cmmm-2020", folder=tmp_path).code == 0
    bank = load("cmmm-2020")
    assert (tmp_path / f"cmmm-2020-{bank.version}.xlsx").read_bytes() == workbook_bytes(bank_workbook(bank))
    assert zhiping("bank", "export", "cmmm-2020", "--csv", "--json", folder=tmp_path).code == 2


def test_an_export_overwrites_no_folder_of_something_else(tmp_path: Path) -> None:
    """A foreign sheet would be read as one of the bank."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "salaries.csv").write_bytes(b"a,b\n")
    ran = zhiping("bank", "export", "cmmm-2020", "--csv", "--out", "mine", folder=tmp_path)
    assert (ran.code, "salaries.csv" in ran.err) == (2, True)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["salaries.csv"]


def test_versions_that_are_not_there_are_told_apart_from_banks_that_are_not(tmp_path: Path) -> None:
    """One sentence each with what there is; no database is made by looking."""
    for arguments, said in (
        (("export", "cmmm-2020", "--version", "9.9"), "There is no cmmm-2020 9.9; "),
        (("export", "cmmm-2021"), "Did you mean cmmm-2020?"),
        (("diff", "cmmm-2020@9.9", "cmmm-2020"), "There is no cmmm-2020 9.9; "),
    ):
        ran = zhiping("bank", *arguments, folder=tmp_path)
        assert (ran.code, len(ran.complaints)) == (2, 1)
        assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_what_changed_is_said_in_words_as_json_and_as_a_workbook(tmp_path: Path) -> None:
    """A stem that means something else, and a version of one's own."""
    zhiping("bank", "export", "cmmm-2020", "--csv", "--out", "mine", folder=tmp_path)
    _rewrite(tmp_path / "mine", "questions", 2, "stem", "现在问别的吗？")
    ran = zhiping("bank", "diff", "cmmm-2020", "mine", "--out", "changes.xlsx", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "题目：改了意思 1" in ran.out
    assert "现在问别的吗" in ran.out
    (change,) = json.loads(zhiping("bank", "diff", "cmmm-2020", "mine", "--json", folder=tmp_path).out)
    assert (change["sheet"], change["column"], change["after"], change["meaning"]) == ("questions", "stem", "现在问别的吗？", True)
    assert openpyxl.load_workbook(tmp_path / "changes.xlsx").sheetnames == ["总览", "题目", "能力域与权重", "其他"]


def test_the_marked_workbook_has_a_comment_on_every_faulty_cell(tmp_path: Path) -> None:
    """Of a workbook with faults; it is the same bank, with its drop-downs, and has the same faults."""
    _spoilt(tmp_path)
    ran = zhiping("bank", "check", "spoilt", "--marked", "marked.xlsx", "--json", folder=tmp_path)
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "marked.xlsx").read_bytes()))
    for sheet, row, column, _, _ in TEN_FAULTS:
        heads = [str(cell.value).rpartition("\n")[2] for cell in book[sheet][1]]
        assert book[sheet].cell(row, heads.index(column) + 1).comment is not None, (sheet, row, column)
    again = zhiping("bank", "check", "marked.xlsx", "--json", folder=tmp_path)
    assert json.loads(again.out) == json.loads(ran.out)
    assert book["areas"].data_validations.dataValidation


def _rewrite(folder: Path, sheet: str, row: int, column: str, value: str) -> None:
    """One cell of a folder of sheets changed."""
    path = folder / f"{sheet}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    table[row - 1][table[0].index(column)] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)


def _spoilt(place: Path) -> Path:
    """A copy of the shipped bank with ten cells changed."""
    folder = place / "spoilt"
    shutil.copytree(BANKS / "cmmm-2020", folder)
    for sheet, row, column, value, _ in TEN_FAULTS:
        _rewrite(folder, sheet, row, column, value)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
