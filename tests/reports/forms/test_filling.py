"""Forms filled: what is known stands there as the form says it, what is not is marked, and nothing else gets in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import reports.forms
from question_bank.programmes.form_model import FormScope, PartKind
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import FactId, Value
from reports.bundle import form_words
from reports.forms.filling import filled, listed, said
from reports.forms.model import FilledForm, Picture, State
from reports.forms.text import text
from tests.reports.forms.made import APPLICATION, DECLARATION, INFORMATION, LIST, PROGRAMME

KNOWN: dict[str, Value] = {
    "profile.name": "上海申安机械有限公司",
    "factory_name": "申安智能工厂",
    "run.level": Decimal(3),
    "contact.person": "王工 设备部经理",
    "contact.mobile": "13900005678",
    "leader_mobile": "13800001234",
    "sector": "cars",
    "about": "第一段。\n第二段。",
    "amount": Decimal("12345.5"),
    "signed_on": date(2023, 5, 1),
    "unit.name": "闵行区经济委员会",
}
PICTURE = Picture("a.jpg", "image/jpeg", 1, 4000, 3000, "总装车间全景")


def cells(found: FilledForm) -> dict[str, tuple[str, State]]:
    """What stands under each label."""
    return {part.label or part.note: (part.cell.text, part.cell.state) for part in found.parts}


def test_what_is_known_stands_there_and_the_rest_is_marked() -> None:
    """Required or not, a value that is not known is never left out silently."""
    found = cells(filled(INFORMATION, PROGRAMME, {"profile.name": "某公司"}, "zh"))
    assert found["1 企业名称"] == ("某公司", State.FILLED)
    assert found["2 工厂名称"] == ("[需企业补充]", State.MISSING)
    assert found["3 所属集团"] == ("[需企业补充]", State.MISSING)  # what says “（如有）” stands beside it already


def test_a_level_is_written_as_notices_write_it_from_fact_or_source() -> None:
    """L3, whether the fact or its source is known."""
    for known in ({"level": Decimal(3)}, {"run.level": Decimal(3)}):
        assert cells(filled(INFORMATION, PROGRAMME, known, "zh"))["4 成熟度等级"] == ("L3", State.FILLED)


def test_a_score_reads_as_in_the_report() -> None:
    """Cut to two decimals, whatever it is exactly."""
    totals = {"run.total": Decimal("3.0999999"), "diagnosis.total": Decimal("2.5")}
    assert [said(name, PROGRAMME, value, "zh") for name, value in totals.items()] == ["3.09", "2.50"]


def test_a_suggestion_that_nobody_confirmed_is_not_filled_in() -> None:
    """The source of a suggested fact only suggests."""
    assert cells(filled(APPLICATION, PROGRAMME, {"profile.sector": "汽车"}, "zh"))["所属行业"][1] is State.MISSING
    assert cells(filled(APPLICATION, PROGRAMME, {"sector": "cars"}, "zh"))["所属行业"] == ("汽车", State.FILLED)


def test_a_phone_number_stands_only_where_the_form_asks_for_it() -> None:
    """The contact's own number is known here and asked by no part."""
    found = filled(INFORMATION, PROGRAMME, KNOWN, "zh")
    assert "13800001234" in text(found)
    assert "13900005678" not in text(found)


def test_a_unit_that_the_label_names_is_not_said_again() -> None:
    """12,345.5 under a label with 万元."""
    found = cells(filled(DECLARATION, PROGRAMME, KNOWN, "zh"))
    assert found["营业收入（万元）"][0] == "12,345.5"
    assert found["签订日期"][0] == "2023年5月1日"


def test_what_is_left_to_others_stays_empty() -> None:
    """The experts' opinion is nobody's to fill in, places to sign neither."""
    found = filled(DECLARATION, PROGRAMME, {}, "zh")
    assert cells(found)["专家评审意见"] == ("", State.BLANK)
    assert {part.label for part in found.missing} == {"营业收入（万元）", "签订日期"}


def test_a_list_is_numbered_in_its_order_and_marks_what_a_row_lacks() -> None:
    """Optional columns and those without a fact stay empty."""
    rows: list[dict[str, Value]] = [{"profile.name": "甲", "level": Decimal(4)}, {"profile.name": "乙"}]
    found = listed(LIST, PROGRAMME, rows, "zh", KNOWN)
    assert [[cell.text for cell in row] for row in found.rows] == [["1", "甲", "L4", "", ""], ["2", "乙", "[需企业补充]", "", ""]]
    assert cells(found)["推荐单位（盖章）："][0] == "闵行区经济委员会"
    assert cells(found)["第三方机构（盖章）："] == ("", State.FIXED)


def test_rows_may_be_said_already() -> None:
    """A text in place of a key or a number stands as it is."""
    found = listed(LIST, PROGRAMME, [{"profile.name": "甲", "level": "L3"}], "zh")
    assert found.rows[0][2].text == "L3"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_twin_says_all_that_stands_on_paper(language: str, golden: Callable[[str, str], None]) -> None:
    """Every kind of part, filled and missing."""
    forms = [filled(form, PROGRAMME, KNOWN, language) for form in (INFORMATION, APPLICATION, DECLARATION)]
    rows: list[dict[str, Value]] = [{"profile.name": "甲", "level": Decimal(4)}, {}]
    forms += [listed(LIST, PROGRAMME, rows, language, KNOWN), listed(LIST, PROGRAMME, [], language)]
    twins = [text(form, (PICTURE, replace(PICTURE, caption="")) if form.name and place == 1 else ()) for place, form in enumerate(forms)]
    golden(f"reports/forms_{language}.txt", "\n----\n".join(twins))


def test_every_shipped_form_can_be_filled_from_nothing_and_marks_what_is_required() -> None:
    """In both languages; a form of one has every part of the notice."""
    tried = 0
    for name in shipped():
        programme = load(name)
        for form in programme.forms:
            for language in ("zh", "en"):
                one = form.scope is FormScope.ONE
                found = filled(form, programme, {}, language) if one else listed(form, programme, [{}], language)
                mark = form_words(language)["mark"]
                required = [part for part in found.parts if part.required and part.fact and part.kind in {PartKind.FIELD, PartKind.TEXT}]
                assert all(part.cell.text == mark for part in required)
                assert one or any(cell.text == mark for cell in found.rows[0])
                tried += 1
    assert tried >= 14


def test_keys_may_be_fact_ids() -> None:
    """As gathered facts are."""
    assert cells(filled(INFORMATION, PROGRAMME, {FactId("factory_name"): "甲智能工厂"}, "zh"))["2 工厂名称"][0] == "甲智能工厂"


def test_both_languages_have_the_same_words() -> None:
    """With the same places in them."""
    from string import Formatter

    def places(sentence: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    chinese, english = form_words("zh"), form_words("en")
    assert list(chinese) == list(english)
    assert [key for key in chinese if places(chinese[key]) != places(english[key])] == []
    assert form_words("fr") == chinese


def test_every_word_of_forms_is_used_and_every_word_used_exists() -> None:
    """By its key in the source, or as what a check, a place or a refusal is called."""
    root = Path(reports.forms.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    families = ("refused.", "place.", "font.", "points.", "pitch.")
    assert [key for key in form_words("zh") if f'"{key}"' not in source and not key.startswith(families)] == []
    asked = set(re.findall(r'(?:w|words)\["([a-z_.]+)"\]', source)) | set(re.findall(r'"([a-z_]+\.(?:reason|remedy)[a-z_.]*)"', source))
    assert len(asked) > 40
    assert asked <= set(form_words("zh"))
    assert {f"refused.{code}" for code in ("picture_kind", "picture_damaged", "picture_huge", "pictures_full")} <= set(form_words("zh"))
    assert {f"refused.document_{code}" for code in ("kind", "protected", "macros", "huge", "damaged")} <= set(form_words("zh"))
