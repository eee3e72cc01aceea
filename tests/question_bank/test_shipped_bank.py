"""The bank that comes with the program: sound, complete, and in agreement with what is known of the standard."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from question_bank import library
from question_bank.formats import read, write_csv, write_json
from question_bank.library import BANKS, FaultyBank, UnknownBank, load, shipped
from question_bank.model import Bank
from question_bank.reading import read_bank
from question_bank.writing import to_sheets
from tests.question_bank.banks import bank_2020
from tests.question_bank.tiny import put, spoilt, write_tables

HEADINGS = ["人员", "技术", "资源", "设计", "生产", "物流", "销售", "服务"]
LEVEL_1 = {"人员": 4, "技术": 6, "资源": 3, "设计": 7, "生产": 26, "物流": 4, "销售": 2, "服务": 4}
"""Questions per heading at level 1 as the national platform asks them: 56 in all (沪经信制〔2022〕529号 附件1)."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The 2020 bank, read once for this file."""
    return load("cmmm-2020")


def test_the_2020_bank_is_shipped() -> None:
    """Beside others, and loading it twice reads it once."""
    assert "cmmm-2020" in shipped()
    assert load("cmmm-2020") is load("cmmm-2020")


def test_the_shipped_bank_has_no_problem() -> None:
    """Authors will start from a copy of it."""
    sheets, problems = read(BANKS / "cmmm-2020")
    assert (*problems, *read_bank(sheets).problems) == ()


def test_an_unknown_bank_is_refused_with_the_nearest_name() -> None:
    """The message says what there is."""
    with pytest.raises(UnknownBank, match=r'There is no bank "cmmm-2021"\. Did you mean cmmm-2020\? Shipped banks: cmmm-2020, .*\.'):
        load("cmmm-2021")
    with pytest.raises(UnknownBank, match=r"Shipped banks: cmmm-2020, .*\."):
        load("../banks/cmmm-2020")


def test_a_faulty_bank_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its errors are listed as an admin would read them."""
    (tmp_path / "spoilt").mkdir()
    write_tables(spoilt(put("areas", 2, "weight:discrete", "x")), tmp_path / "spoilt")
    monkeypatch.setattr(library, "BANKS", tmp_path)
    with pytest.raises(FaultyBank, match=r'areas, row 2, column "weight:discrete"  \[NUMBER_EXPECTED\]'):
        load("spoilt")


def test_headings_are_the_eight_of_the_platform_in_its_order(bank: Bank) -> None:
    """Question numbers run heading, sub-domain, question."""
    assert [area.name.base for area in bank.headings] == HEADINGS
    assert [area.number for area in bank.headings] == list("12345678")


def test_level_1_asks_as_many_questions_per_heading_as_the_platform(bank: Bank) -> None:
    """An enterprise finds the same amount of work."""
    asked = Counter(bank.heading_of(question.area).name.base for question in bank.questions if question.level == 1)
    assert asked == LEVEL_1


def test_the_tree_has_4_elements_12_domains_and_20_sub_domains(bank: Bank) -> None:
    """A domain with one sub-domain is one area (GB/T 39116-2020)."""
    elements = bank.children[None]
    domains = [area for element in elements for area in bank.children[element.id]]
    assert ([area.name.base for area in elements], len(domains), len(bank.leaves)) == (["人员", "技术", "资源", "制造"], 12, 20)


def test_weights_and_requirements_agree_with_an_independent_transcription(bank: Bank) -> None:
    """Two people wrote the table of GB/T 39117-2020 down; they wrote the same."""
    other = bank_2020()
    assert {area.id: dict(area.weights) for area in bank.areas} == {area.id: dict(area.weights) for area in other.areas}
    assert {place: len(found) for place, found in bank.requirements_at.items()} == {
        place: len(found) for place, found in other.requirements_at.items()
    }


def test_219_requirements_and_six_empty_cells(bank: Bank) -> None:
    """All cells are described, the empty ones marked."""
    counts = Counter(requirement.level for requirement in bank.requirements)
    assert dict(counts) == {1: 40, 2: 51, 3: 54, 4: 46, 5: 28}
    assert len(bank.cells) == 100
    assert sorted((cell.area.split(".")[-1], cell.level) for cell in bank.cells if cell.empty) == [
        ("integration", 5),
        ("network", 5),
        ("security", 5),
        ("skills", 5),
        ("strategy", 4),
        ("strategy", 5),
    ]


def test_only_design_logistics_sales_and_service_may_be_tailored_out(bank: Bank) -> None:
    """With the sub-domains of design and service, and each with a positive question in two languages."""
    tailorable = [area for area in bank.areas if area.tailorable]
    assert [area.number for area in tailorable] == ["4", "4.1", "4.2", "6", "7", "8", "8.1", "8.2"]
    for area in tailorable:
        assert area.presence.base.startswith("贵企业有")
        assert area.presence.in_("en").startswith("Does your enterprise ")


def test_product_design_and_product_service_are_for_discrete_plants_only(bank: Bank) -> None:
    """The process scheme has no weight for them."""
    assert [area.number for area in bank.areas if "process" not in {*area.weights}] == ["4.1", "8.2"]


def test_doubtful_cells_say_so_in_chinese_and_english(bank: Bank) -> None:
    """Whatever is less sure than 0.8 has a note."""
    doubtful = [cell for cell in bank.cells if cell.confidence < Decimal("0.8")]
    assert doubtful
    assert [cell for cell in doubtful if not cell.note.base or not cell.note.translations] == []


def test_a_question_is_numbered_by_its_area(bank: Bank) -> None:
    """`1.2.3` is the third question of 1.2; a heading that is a leaf counts itself as its first sub-domain."""
    for question in bank.questions:
        number = bank.area_by_id[question.area].number
        place = number if "." in number else f"{number}.1"
        assert question.number.rsplit(".", 1)[0] == place
        assert question.id == f"L{question.level}-{question.number}"


def test_questions_come_level_by_level_in_the_order_of_their_numbers(bank: Bank) -> None:
    """As the conversation asks them, without gaps inside a sub-domain."""
    order = [(question.level, *map(int, question.number.split("."))) for question in bank.questions]
    assert order == sorted(order)
    groups = Counter(place[:-1] for place in order)
    assert {place for place in order if place[-1] > groups[place[:-1]]} == set()


def test_every_question_offers_the_four_marks_of_the_standard(bank: Bank) -> None:
    """0, 0.5, 0.8 and 1 (GB/T 39117-2020)."""
    marks = (Decimal(0), Decimal("0.5"), Decimal("0.8"), Decimal(1))
    assert {tuple(option.mark for option in question.options) for question in bank.questions} == {marks}


def test_whatever_an_enterprise_sees_is_in_english_too(bank: Bank) -> None:
    """Every text that has words in Chinese."""
    questions = [
        text
        for found in bank.questions
        for text in (found.stem, found.explanation, found.evidence, *(option.text for option in found.options))
    ]
    shown = [text for found in bank.questions for text in (found.example, *found.examples.values()) if text.base]
    texts = [area.name for area in bank.areas] + [level.opening for level in bank.levels] + [found.hint for found in bank.indicators]
    assert [text.base for text in (*questions, *shown, *texts) if "en" not in text.translations] == []


def test_twelve_indicators_with_unit_range_and_source(bank: Bank) -> None:
    """Seven of the platform and the five called 三下降两上升."""
    sources = Counter(indicator.source for indicator in bank.indicators)
    assert sources == {"沪经信制〔2022〕529号 附件1": 7, "三下降两上升": 5}
    assert [found.id for found in bank.indicators if not found.unit.base or found.low >= found.high or not found.formula.base] == []


def test_published_shares_of_a_year_add_up_to_100(bank: Bank) -> None:
    """And cover the levels without overlap."""
    for year in ("2020", "2021", "2022"):
        shares = [share for share in bank.shares if share.year == year]
        assert sum(share.percent for share in shares) == 100
        assert [level for share in shares for level in range(share.low, share.high + 1)] == [0, 1, 2, 3, 4, 5]


def test_the_shipped_bank_survives_csv_and_json(bank: Bank, tmp_path: Path) -> None:
    """What an admin downloads, changes nothing in and uploads is the same bank."""
    sheets = to_sheets(bank)
    assert read_bank(sheets).bank == bank
    write_csv(sheets, tmp_path / "bank")
    write_json(sheets, tmp_path / "bank.json")
    for path in (tmp_path / "bank", tmp_path / "bank.json"):
        found, problems = read(path)
        assert problems == ()
        assert read_bank(found).bank == bank
