"""`zhiping bank`: what is published, in a form that other programs rely on, and what a check of an author's folder reports."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from question_bank.library import BANKS
from question_bank.model import Bank
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
    (row,) = json.loads(zhiping("bank", "list", "--json", folder=tmp_path).out)
    assert (row["id"], set(row)) == ("cmmm-2020", {"id", "version", "title"})
    assert zhiping("bank", "list", folder=tmp_path).out == f"{row['id']}  {row['version']}  {row['title']}\n"


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
    assert json.loads(zhiping("bank", "check", BANKS / bank.id, "--json", folder=tmp_path).out) == []


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


def _spoilt(place: Path) -> Path:
    """A copy of the shipped bank with ten cells changed."""
    folder = place / "spoilt"
    shutil.copytree(BANKS / "cmmm-2020", folder)
    for sheet, row, column, value, _ in TEN_FAULTS:
        path = folder / f"{sheet}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.reader(file))
        table[row - 1][table[0].index(column)] = value
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
