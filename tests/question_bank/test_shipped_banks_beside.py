"""The two banks of other shapes that come with the program: a single pass for eight sectors, and the structural draft of a successor."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from question_bank.answer_sheet import AnswerSheet, check_sheet
from question_bank.bank_workbook import bank_workbook
from question_bank.formats import read, read_bytes, write_csv, write_json
from question_bank.library import BANKS, load, shipped
from question_bank.model import AreaId, EnterpriseType, Mapped, QuestionId
from question_bank.reading import read_bank
from question_bank.scoring import score_run
from question_bank.tailoring import questions_at
from question_bank.taking import taken
from question_bank.workbook_writing import workbook_bytes
from question_bank.writing import to_sheets

DIAGNOSIS = "digital-diagnosis-shanghai-2023"
DRAFT = "gbt39116-draft-2024"
SAME_NAME = {"产品设计", "工艺设计", "采购", "物流", "网络", "集成", "信息安全", "数据", "设备管理", "仓储配送", "安全环保"}
"""The sub-domains that keep their name in the draft."""


def test_three_banks_are_shipped_one_of_them_a_draft() -> None:
    """Only what is ready is for enterprises."""
    assert shipped() == ("cmmm-2020", DIAGNOSIS, DRAFT)
    assert [name for name in shipped() if load(name).draft] == [DRAFT]


@pytest.mark.parametrize("name", [DIAGNOSIS, DRAFT])
def test_it_has_no_problem_not_even_a_warning(name: str) -> None:
    """Authors start from copies."""
    sheets, problems = read(BANKS / name)
    assert [problem.text("zh") for problem in (*problems, *read_bank(sheets).problems)] == []


@pytest.mark.parametrize("name", [DIAGNOSIS, DRAFT])
def test_it_survives_csv_json_and_its_workbook(name: str, tmp_path: Path) -> None:
    """With its settings, bands, mapping and taken question."""
    bank = load(name)
    sheets = to_sheets(bank)
    write_csv(sheets, tmp_path / "bank")
    write_json(sheets, tmp_path / "bank.json")
    workbook = read_bytes("bank.xlsx", workbook_bytes(bank_workbook(bank)))
    for found, problems in (read(tmp_path / "bank"), read(tmp_path / "bank.json"), workbook):
        assert problems == ()
        assert read_bank(found).bank == bank


@pytest.mark.parametrize("name", [DIAGNOSIS, DRAFT])
def test_whatever_is_uncertain_says_so(name: str) -> None:
    """Every weight of the diagnosis is ours; of the draft all that no source gives is under 0.5, and every cell has a note."""
    bank = load(name)
    assert bank.note.base
    sure = {confidence for area in bank.areas for confidence in area.weight_confidence.values()}
    assert max(sure) <= (Decimal("0.5") if name == DIAGNOSIS else Decimal("0.8"))
    assert all(cell.note.base for cell in bank.cells)
    assert all(set(area.weight_confidence) == set(area.weights) for area in bank.areas)


@pytest.mark.parametrize("name", [DIAGNOSIS, DRAFT])
def test_its_questions_fit_a_phone_and_explain_themselves(name: str) -> None:
    """The bar of the first bank."""
    for question in load(name).questions:
        assert len(question.stem.base) <= 45
        assert all(len(option.text.base) <= 48 for option in question.options)
        assert 40 <= len(question.explanation.base) <= 200
        assert len(question.evidence.base) <= 70
        assert question.example.base


# -- the diagnosis -------------------------------------------------------------------------------------------------------


def test_the_diagnosis_asks_each_sector_its_own_module_and_62_questions_or_more() -> None:
    """Seven and one sectors; 79 questions in all."""
    bank = load(DIAGNOSIS)
    assert len(bank.kinds) == 8
    assert len(bank.questions) >= 76
    for kind in bank.kinds:
        asked = questions_at(bank, kind.id, frozenset(), 1)
        assert len(asked) >= 62
        assert {question.area for question in asked if question.area.startswith("sector.")} == {f"sector.{kind.id}"}
    assert bank.kind_name.base == "诊断行业"
    assert bank.kind_hint.base


def test_the_diagnosis_ends_in_ten_grades_of_five_levels() -> None:
    """Every option alike gives its mark, and the mark its grade; above the highest there is none."""
    bank = load(DIAGNOSIS)
    assert bank.is_mean
    assert bank.threshold is None
    assert {level: len(bands) for level, bands in bank.bands_of.items()} == dict.fromkeys(range(1, 6), 2)
    told = {}
    for key in "ABCDE":
        sheet = AnswerSheet(
            EnterpriseType("automotive"),
            frozenset(),
            {question.id: key for question in questions_at(bank, EnterpriseType("automotive"), frozenset(), 1)},
        )
        run = score_run(bank, sheet)
        told[key] = (run.level, run.band.name.base if run.band else "")
    assert told == {
        "A": (1, "一级（规范级）B档"),
        "B": (2, "二级（场景级）B档"),
        "C": (3, "三级（领域级）A档"),
        "D": (4, "四级（平台级）A档"),
        "E": (5, "五级（生态级）A档"),
    }


def test_the_maturity_question_is_taken_from_the_own_run_with_the_2020_bank() -> None:
    """Nothing or below level 1 is the first option, level 4 and above the last."""
    bank = load(DIAGNOSIS)
    assert [question.id for question in bank.questions if question.taken] == ["D1-6.1.1"]
    assert [taken(bank, {"cmmm-2020": level})["D1-6.1.1"] for level in range(6)] == list("ABCDEE")


# -- the draft -----------------------------------------------------------------------------------------------------------


def test_the_draft_has_five_flat_domains_and_25_sub_domains_with_two_questions_each() -> None:
    """One at level 1 and one at level 2."""
    bank = load(DRAFT)
    assert [area.name.base for area in bank.children[None]] == ["组织战略", "工厂建设", "研发设计", "生产作业", "业务运营"]
    assert len(bank.leaves) == 25
    assert {leaf.parent for leaf in bank.leaves} == {area.id for area in bank.children[None]}
    assert Counter((question.area, question.level) for question in bank.questions) == Counter(
        (leaf.id, level) for leaf in bank.leaves for level in (1, 2)
    )
    for kind in bank.kinds:
        sheet = AnswerSheet(
            kind.id, frozenset(), {question.id: "D" for level in (1, 2) for question in questions_at(bank, kind.id, frozenset(), level)}
        )
        assert check_sheet(bank, sheet) == ()
        assert score_run(bank, sheet).level == 2


def test_the_draft_says_of_every_old_sub_domain_where_it_lives_on() -> None:
    """One may live on in two, two in one; questions that are the same are mapped one to one."""
    old, new = load("cmmm-2020"), load(DRAFT)
    areas = [found for found in new.successions if found.what is Mapped.AREA]
    assert {found.old for found in areas} == {leaf.id for leaf in old.leaves}
    assert all(AreaId(found.new) in new.area_by_id and found.bank == old.id for found in areas)
    into = {(old.area_by_id[AreaId(found.old)].name.base, new.area_by_id[AreaId(found.new)].name.base) for found in areas}
    assert {one for one, other in into if one == other} == SAME_NAME
    assert {("计划与调度", "计划"), ("计划与调度", "排产与调度"), ("能源管理", "能碳管理"), ("人员技能", "人才培养")} <= into
    questions = [found for found in new.successions if found.what is Mapped.QUESTION]
    assert len({found.old for found in questions}) == len({found.new for found in questions}) == len(questions) == 38
    levels = {(old.question_by_id[QuestionId(found.old)].level, new.question_by_id[QuestionId(found.new)].level) for found in questions}
    assert levels == {(1, 1), (2, 2)}


def test_the_new_sub_domains_continue_nothing() -> None:
    """Lean management, plant planning and product innovation have no forerunner; energy and quality have one in part."""
    new = load(DRAFT)
    continued = {found.new for found in new.successions if found.what is Mapped.AREA}
    assert {leaf.name.base for leaf in new.leaves if leaf.id not in continued} == {"精益管理", "工厂规划", "产品创新"}
