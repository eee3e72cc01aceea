"""What a person says to a fact, by its kind; and long lists of choices in pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dialogs.answers import Unreadable
from dialogs.desk.prog import values
from dialogs.desk.prog.values import LARGEST_GROUP
from dialogs.refusals import Refusal
from question_bank.model import Text
from question_bank.programmes.library import load
from question_bank.programmes.model import Choice, Fact, FactId, FactKind

TODAY = date(2026, 11, 21)
HEADINGS = ("规划", "研发", "生产")


def fact(kind: FactKind, choices: tuple[Choice, ...] = (), low: int | None = None, high: int | None = None, unit: str = "") -> Fact:
    """A fact of this kind."""
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Fact(FactId("f"), kind, Text("名"), Text("问？"), unit=Text(unit), choices=choices, low=bounds[0], high=bounds[1])


def choices(count: int, heading: str = "") -> tuple[Choice, ...]:
    """So many choices, the name of each with its number."""
    return tuple(Choice(f"k{n}", Text(f"第{n}号做法", {"en": f"practice {n}"}), heading=Text(heading)) for n in range(1, count + 1))


def refusal_of(asked: Fact, text: str) -> tuple[Refusal, str]:
    """Why this text is no value of the fact."""
    with pytest.raises(Unreadable) as caught:
        values.typed(asked, text, TODAY)
    return caught.value.code, caught.value.value


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("有", True), ("1", True), ("yes", True), ("否", False), ("没有", False), ("2", False)]
)
def test_yes_and_no_are_read_as_words_or_places(text: str, value: bool) -> None:
    """Yes stands first on the card."""
    assert values.typed(fact(FactKind.FLAG), text, TODAY) is value


def test_anything_else_is_neither_yes_nor_no() -> None:
    """A sentence is not weighed."""
    assert refusal_of(fact(FactKind.FLAG), "应该是吧") == (Refusal.CHOICE_EXPECTED, "")


def test_a_number_is_read_in_the_unit_of_its_fact_and_kept_within_bounds() -> None:
    """Money as people say it; what lies outside is asked for again with the bounds."""
    money = fact(FactKind.NUMBER, low=0, high=100_000_000, unit="万元")
    assert values.typed(money, "１．２亿", TODAY) == Decimal(12000)
    assert refusal_of(money, "-3") == (Refusal.NUMBER_NEGATIVE, "")
    assert refusal_of(fact(FactKind.NUMBER, low=0, high=100, unit="%"), "120%") == (Refusal.NUMBER_OUTSIDE, "0–100%")


def test_a_day_ahead_is_refused_unless_the_fact_lies_ahead() -> None:
    """Today itself is no day ahead; an upper bound says how many days may lie ahead."""
    past, planned = fact(FactKind.DATE), fact(FactKind.DATE, high=30)
    assert values.typed(past, "2026年11月21日", TODAY) == TODAY
    assert refusal_of(past, "20261122") == (Refusal.DAY_AHEAD, "2026-11-22")
    assert values.typed(planned, "2026.12.21", TODAY) == date(2026, 12, 21)
    assert refusal_of(planned, "2026/12/22") == (Refusal.DAY_AHEAD, "2026-12-22")
    assert refusal_of(past, "去年")[0] is Refusal.FULL_DAY_EXPECTED


@pytest.mark.parametrize("text", ["2", "２", "第2号做法", "2号", "practice 2"])
def test_a_choice_is_read_by_number_name_or_part_of_it(text: str) -> None:
    """In either language."""
    assert values.typed(fact(FactKind.CHOICE, choices(3)), text, TODAY) == "k2"


def test_a_choice_that_is_not_there_or_not_clear_is_refused() -> None:
    """With what was typed."""
    asked = fact(FactKind.CHOICE, choices(3))
    assert refusal_of(asked, "4") == (Refusal.NOT_FOUND, "4")
    assert refusal_of(asked, "号做法") == (Refusal.TOO_MANY_FOUND, "号做法")
    assert refusal_of(asked, "0")[0] is Refusal.NOT_FOUND


@pytest.mark.parametrize("text", ["1 3", "1、3", "1，3", "１、３", "1;3；1", "3 1"])
def test_several_choices_are_read_with_anything_usual_between(text: str) -> None:
    """Each once."""
    assert values.typed(fact(FactKind.CHOICES, choices(3)), text, TODAY) == {"k1", "k3"}


def test_a_list_with_one_wrong_number_is_refused_whole() -> None:
    """Nothing of it is taken."""
    assert refusal_of(fact(FactKind.CHOICES, choices(3)), "1、9") == (Refusal.NOT_FOUND, "9")


def test_one_choice_is_put_in_or_taken_out_and_several_are_put_in() -> None:
    """So that a typed list never takes anything out."""
    kept = frozenset({"k1"})
    assert values.toggled(kept, ("k1",)) == frozenset()
    assert values.toggled(kept, ("k2",)) == {"k1", "k2"}
    assert values.toggled(kept, ("k1", "k2")) == {"k1", "k2"}


def test_a_text_is_cleaned_and_bounded() -> None:
    """What nobody can see is refused."""
    assert values.typed(fact(FactKind.TEXT), "  自动化  立体仓库 ", TODAY) == "自动化 立体仓库"
    assert refusal_of(fact(FactKind.TEXT), "字" * 1001) == (Refusal.TEXT_TOO_LONG, "1000")
    assert refusal_of(fact(FactKind.TEXT), "仓\u202e库")[0] is Refusal.TEXT_UNSAFE


@pytest.mark.parametrize(
    ("kind", "key"), [(FactKind.FLAG, "maybe"), (FactKind.CHOICE, "k9"), (FactKind.NUMBER, "yes"), (FactKind.TEXT, "k1")]
)
def test_a_forged_button_is_no_value(kind: FactKind, key: str) -> None:
    """Only the buttons of the card are."""
    with pytest.raises(Unreadable) as caught:
        values.keyed(fact(kind, choices(2)), key)
    assert caught.value.code is Refusal.CHOICE_EXPECTED


def test_the_buttons_of_the_card_are_values() -> None:
    """Yes, no, and the choices."""
    assert values.keyed(fact(FactKind.FLAG), "yes") is True
    assert values.keyed(fact(FactKind.FLAG), "no") is False
    assert values.keyed(fact(FactKind.CHOICE, choices(2)), "k2") == "k2"


def test_few_choices_stand_together_and_many_under_their_headings() -> None:
    """Numbered through; a heading with too many goes over several pages."""
    assert [len(page.choices) for page in values.pages(fact(FactKind.CHOICE, choices(10)), "zh")] == [10]
    assert values.pages(fact(FactKind.CHOICES), "zh") == ()
    many = tuple(choice for heading in HEADINGS for choice in choices(13 if heading == "研发" else 3, heading))
    found = values.pages(fact(FactKind.CHOICES, many), "zh")
    assert [(page.heading, len(page.choices)) for page in found] == [("规划", 3), ("研发", LARGEST_GROUP), ("研发", 1), ("生产", 3)]
    assert [place for page in found for place, _ in page.choices] == list(range(1, 20))


def test_the_forty_scenes_are_shown_in_their_eight_links() -> None:
    """Numbered as the notice numbers them."""
    scenes = load("factory-tiers-2025").facts_by_id[FactId("scenes")]
    for language in ("zh", "en"):
        found = values.pages(scenes, language)
        assert len(found) == 8
        assert [place for page in found for place, _ in page.choices] == list(range(1, 41))
