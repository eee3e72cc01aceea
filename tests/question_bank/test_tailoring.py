"""What counts for an enterprise after it said what it does not have."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.model import AreaId, Bank, EnterpriseType, Rescale
from question_bank.tailoring import choices, left_out, may_be_not_applicable, questions_at, sibling_weights
from tests.question_bank.banks import DISCRETE, PROCESS, Row, bank_2020, bank_of, small_bank
from tests.question_bank.drawn import UNHURRIED, banks


def out(*names: str) -> frozenset[AreaId]:
    """A tailoring written as plain names."""
    return frozenset(AreaId(name) for name in names)


def test_upper_areas_are_asked_about_before_their_parts() -> None:
    """A discrete plant is asked about four domains, then about the sub-domains of two of them."""
    assert [area.name.base for area in choices(bank_2020(), DISCRETE)] == [
        "设计", "物流", "销售", "服务", "产品设计", "工艺设计", "客户服务", "产品服务",
    ]  # fmt: skip


def test_what_a_type_does_not_have_is_not_asked_about() -> None:
    """Product design and product service have no weight for process plants."""
    assert [area.name.base for area in choices(bank_2020(), PROCESS)] == ["设计", "物流", "销售", "服务", "工艺设计", "客户服务"]
    assert choices(small_bank(), PROCESS) == ()


@pytest.mark.parametrize(
    ("kind", "chosen", "gone"),
    [
        (DISCRETE, out(), out()),
        (DISCRETE, out("making.design"), out("making.design", "making.design.product", "making.design.process")),
        (DISCRETE, out("making.design.product"), out("making.design.product")),
        (
            DISCRETE,
            out("making.design.product", "making.design.process"),
            out("making.design", "making.design.product", "making.design.process"),
        ),
        (PROCESS, out(), out("making.design", "making.design.product", "making.design.process")),
        (EnterpriseType("other"), out(), out(*(area.id for area in small_bank().areas))),
    ],
)
def test_leaving_out_takes_along_what_is_under_and_the_parent_left_with_nothing(
    kind: EnterpriseType, chosen: frozenset[AreaId], gone: frozenset[AreaId]
) -> None:
    """Chosen areas, their parts, areas without weight, and emptied parents do not count."""
    assert left_out(small_bank(), kind, chosen) == gone


def test_an_area_of_weight_zero_does_not_exist_for_the_type() -> None:
    """A weight of 0 reads like an empty cell of the sheet, so nothing is asked that could not count."""
    rows = [Row("a", "甲", ("100", "50"), (1,), heading=True), Row("b", "乙", ("0", "50"), (1,), heading=True)]
    assert left_out(bank_of(rows, id="zero"), DISCRETE, out()) == out("b")
    assert left_out(bank_of(rows, id="zero"), PROCESS, out()) == out()


def test_the_full_level_one_has_56_questions_in_heading_order() -> None:
    """The count per heading is that of the platform: 4, 6, 3, 7, 26, 4, 2, 4."""
    bank = bank_2020()
    headings = [bank.heading_of(question.area).name.base for question in questions_at(bank, DISCRETE, out(), 1)]
    assert list(dict.fromkeys(headings)) == [heading.name.base for heading in bank.headings]
    assert [headings.count(name) for name in dict.fromkeys(headings)] == [4, 6, 3, 7, 26, 4, 2, 4]


def test_questions_are_grouped_by_heading_even_if_the_sheet_mixes_them() -> None:
    """Questions keep the bank's order inside a heading; areas without a heading come last."""
    rows = [
        Row("loose", "散", ("20", "20"), (1,)),
        Row("a", "甲", ("40", "40"), (2,), heading=True),
        Row("b", "乙", ("40", "40"), (1,), heading=True),
    ]
    bank = bank_of(rows, id="mixed")
    mixed = Bank(**{**{name: getattr(bank, name) for name in Bank.__dataclass_fields__}, "questions": bank.questions[::-1]})
    assert [question.id for question in questions_at(mixed, DISCRETE, out(), 1)] == ["L1-a-b1", "L1-a-a1", "L1-b-a1", "L1-loose-a1"]


def test_what_is_left_out_is_not_asked() -> None:
    """Without design the small bank asks three questions at level 1; a process plant is asked the same three."""
    asked = questions_at(small_bank(), DISCRETE, out("making.design"), 1)
    assert [question.id for question in asked] == ["L1-people-a1", "L1-making.line-a1", "L1-making.line-a2"]
    assert questions_at(small_bank(), PROCESS, out(), 1) == asked
    assert questions_at(small_bank(), DISCRETE, out(), 9) == ()


def test_asking_again_gives_the_remembered_list() -> None:
    """The list is called for on every turn, so it is the same object and not a new one."""
    assert questions_at(bank_2020(), DISCRETE, out("manufacturing.sales"), 2) is questions_at(
        bank_2020(), DISCRETE, out("manufacturing.sales"), 2
    )


def test_not_applicable_is_an_answer_only_under_tailorable_areas() -> None:
    """The area itself or any area above it decides."""
    allowed = {question.area for question in small_bank().questions if may_be_not_applicable(small_bank(), question)}
    assert allowed == out("making.design.product", "making.design.process")
    rows = [
        Row("a", "甲", ("50", "50"), heading=True, tailorable=True),
        Row("a.b", "乙", ("100", "100"), (1,)),
        Row("c", "丙", ("50", "50"), (1,)),
    ]
    bank = bank_of(rows, id="above")
    assert [may_be_not_applicable(bank, question) for question in bank.questions] == [True, False]


@pytest.mark.parametrize(
    ("rescale", "weights"),
    [
        (Rescale.PROPORTIONAL, (Fraction(1300, 74), Fraction(4800, 74), Fraction(1300, 74))),
        (Rescale.EQUAL, (13 + Fraction(26, 3), 48 + Fraction(26, 3), 13 + Fraction(26, 3))),
    ],
)
def test_freed_weight_goes_where_the_bank_says(rescale: Rescale, weights: tuple[Fraction, ...]) -> None:
    """Cutting 物流 and 服务 frees 26 percent of 制造: shared in proportion, or in three equal parts."""
    bank = bank_2020(rescale)
    gone = left_out(bank, DISCRETE, out("manufacturing.logistics", "manufacturing.service"))
    counting = frozenset(area.id for area in bank.areas) - gone
    found = sibling_weights(bank, DISCRETE, gone, counting, AreaId("manufacturing"))
    assert tuple(weight for _, weight in found) == weights


def test_an_empty_cell_frees_its_weight_in_proportion_even_where_tailoring_shares_equally() -> None:
    """With 物流 cut (equal shares: 16.25, 51.25, 16.25, 16.25) and nothing to count in 设计, the other three keep their ratio."""
    bank = bank_2020(Rescale.EQUAL)
    gone = left_out(bank, DISCRETE, out("manufacturing.logistics"))
    counting = frozenset(area.id for area in bank.areas) - gone - out("manufacturing.design")
    found = {area.name.base: weight for area, weight in sibling_weights(bank, DISCRETE, gone, counting, AreaId("manufacturing"))}
    whole = Fraction("83.75")
    assert found == {"生产": 100 * Fraction("51.25") / whole, "销售": 1625 / whole, "服务": 1625 / whole}


@UNHURRIED
@given(st.data())
def test_weights_of_siblings_always_sum_to_one_hundred(data: st.DataObject) -> None:
    """Whatever is cut and whatever is empty, what remains of any family shares 100 percent."""
    bank = data.draw(banks())
    kind = data.draw(st.sampled_from((DISCRETE, PROCESS)))
    gone = left_out(bank, kind, frozenset(data.draw(st.sets(st.sampled_from([area.id for area in bank.areas])))))
    counting = frozenset(data.draw(st.sets(st.sampled_from([area.id for area in bank.areas]))))
    for parent in bank.children:
        weights = [weight for _, weight in sibling_weights(bank, kind, gone, counting, parent)]
        assert sum(weights) in (0, 100)
        assert all(weight > 0 for weight in weights)
