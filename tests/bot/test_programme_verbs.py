"""`zhiping programme list|show|verdict`: what other programs read of the shipped packs, and a self-check on a file of facts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from question_bank.programmes.library import load, shipped
from question_bank.programmes.values import NONE
from tests.bot.commands import zhiping

VOUCHER = "assessment-voucher-2023"
MET = {
    "annual_output": 10000,
    "above_scale": True,
    "assessment_wish": True,
    "assessment_finished": "2023-12-15",
    "assessment_report": True,
    "city_body": True,
}
"""Everything that the voucher asks for, on its borders."""


def verdict(folder: Path, facts: object, *more: str, programme: str = VOUCHER) -> dict[str, Any]:
    """The verdict on these facts as JSON."""
    ran = zhiping("programme", "verdict", programme, "--facts", "-", "--json", *more, folder=folder, given=json.dumps(facts))
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_the_programmes_are_listed_with_their_notice_and_whether_they_are_open(tmp_path: Path) -> None:
    """As on a day; all of them, by id."""
    rows = json.loads(zhiping("programme", "list", "--json", "--on", "2025-08-15", folder=tmp_path).out)
    assert tuple(row["id"] for row in rows) == shipped()
    advanced = next(row for row in rows if row["id"] == "shanghai-advanced-factory-2025")
    assert (advanced["notice"], advanced["state"], advanced["closes"]) == ("沪经信制〔2025〕514号", "open", "2025-08-15")
    after = zhiping("programme", "list", "--on", "2025-08-16", folder=tmp_path).out
    assert "closed 2025-08-15" in next(line for line in after.splitlines() if line.startswith("shanghai-advanced"))
    english = zhiping("programme", "list", "--language", "en", folder=tmp_path).out
    assert "voucher" in english


def test_a_programme_is_shown_with_a_clause_for_every_condition(tmp_path: Path) -> None:
    """Ids, facts and conditions as the pack has them; as text the same in an outline."""
    found = json.loads(zhiping("programme", "show", VOUCHER, "--json", folder=tmp_path).out)
    pack = load(VOUCHER)
    assert [fact["id"] for fact in found["facts"]] == [fact.id for fact in pack.facts]
    assert [(one["id"], one["clause"]) for one in found["conditions"]] == [(one.id, one.clause) for one in pack.conditions]
    assert all(one["clause"] for one in found["conditions"])
    assert [window["closes"] for window in found["windows"]] == ["2023-11-15", "2023-12-15"]
    text = zhiping("programme", "show", VOUCHER, folder=tmp_path).out
    assert all(condition.text.base in text for condition in pack.conditions)
    assert all(fact.id in text for fact in pack.facts)


def test_a_verdict_on_a_file_of_facts_says_why(tmp_path: Path) -> None:
    """On the very border one may apply; a day later the condition names what is missed. Nothing is written."""
    found = verdict(tmp_path, MET)
    assert (found["outcome"], found["state"], found["lacks"]) == ("eligible", "closed", [])
    missed = verdict(tmp_path, MET | {"assessment_finished": "2023-12-16"})
    assert (missed["outcome"], missed["tracks"][0]["missing"]) == ("not_yet", ["finished_second"])
    assert missed["used"]["assessment_finished"] == "2023-12-16"
    assert list(tmp_path.iterdir()) == []


def test_a_verdict_on_nothing_lacks_facts_and_on_a_principle_asks_to_explain(tmp_path: Path) -> None:
    """`null` is the same as not given."""
    empty = verdict(tmp_path, {"assessment_wish": None})
    assert empty["outcome"] == "not_yet"
    assert "assessment_wish" in empty["lacks"]
    assert empty["tracks"][0]["missing"] == []
    short = verdict(tmp_path, MET | {"annual_output": 9999.99})
    assert (short["outcome"], short["tracks"][0]["to_explain"]) == ("eligible", ["output"])


@pytest.mark.parametrize(("language", "said", "closed"), [("zh", "可以申报", "仅供自查"), ("en", "may apply", "self-check only")])
def test_a_verdict_reads_as_text_in_both_languages(tmp_path: Path, language: str, said: str, closed: str) -> None:
    """With notice, closed window, and a clause on every line."""
    (tmp_path / "f.json").write_text(json.dumps(MET))
    ran = zhiping("programme", "verdict", VOUCHER, "--facts", "f.json", "--language", language, folder=tmp_path)
    assert ran.code == 0
    assert said in ran.out
    assert closed in ran.out
    assert all(condition.clause in ran.out for condition in load(VOUCHER).conditions)
    before = zhiping("programme", "verdict", VOUCHER, "--facts", "f.json", "--language", language, "--on", "2023-12-15", folder=tmp_path)
    assert closed not in before.out


@pytest.mark.parametrize(("language", "said"), [("zh", "期限已过；还没有完成的，请尽快补做"), ("en", "please do it soon")])
def test_a_duty_whose_day_is_past_is_still_to_be_done(tmp_path: Path, language: str, said: str) -> None:
    """And is no application that closed."""
    (tmp_path / "f.json").write_text("{}")
    given = ("programme", "verdict", "digital-diagnosis-2023", "--facts", "f.json", "--language", language, "--on")
    late = zhiping(*given, "2026-01-01", folder=tmp_path).out
    assert said in late
    assert not any(word in late for word in ("申报", "handing in"))
    assert said not in zhiping(*given, "2025-12-31", folder=tmp_path).out


def test_every_kind_of_value_can_be_given(tmp_path: Path) -> None:
    """Lists for several choices, also none; decimals to the last digit."""
    found = verdict(tmp_path, {"scenes": ["scene_12", "scene_01"], "maturity_level": 3}, programme="factory-tiers-2025")
    assert found["used"] == {"maturity_level": "3", "scenes": "scene_01;scene_12"}
    none = verdict(tmp_path, {"scenes": []}, programme="factory-tiers-2025")
    assert none["used"] == {"scenes": NONE}


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ('{"assesment_wish": true}', "Did you mean assessment_wish?"),
        ('{"qqqqqqqq": true}', "zhiping programme show"),
        ('{"assessment_wish": 1}', "is true or false"),
        ('{"annual_output": "many"}', "is a number"),
        ('{"annual_output": NaN}', "not JSON"),
        ('{"annual_output": true}', "is a number"),
        ('{"assessment_finished": "2023-02-30"}', "is a day such as"),
        ('{"contract_link": "moon"}', "design, production"),
        ('{"contract_link": ["design"]}', "is one of"),
        ('{"contract_subject": ["x"]}', "is a text"),
        ('{"assessment_wish": true, "assessment_wish": false}', "comes twice"),
        ("[]", "no JSON object"),
        ("{", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_facts_that_cannot_be_are_refused_in_one_sentence(tmp_path: Path, facts: str, complaint: str) -> None:
    """With a way out; wrong use ends with code 2."""
    ran = zhiping("programme", "verdict", VOUCHER, "--facts", "-", folder=tmp_path, given=facts)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.complaints) == 1
    assert complaint in ran.err


def test_an_unknown_programme_or_day_is_said(tmp_path: Path) -> None:
    """With the ids that there are."""
    unknown = zhiping("programme", "show", "assessment-voucher-2024", folder=tmp_path)
    assert unknown.code == 2
    assert f"Did you mean {VOUCHER}" in unknown.err
    assert zhiping("programme", "list", "--on", "yesterday", folder=tmp_path).code == 2
    assert zhiping("programme", "verdict", VOUCHER, "--facts", "absent.json", folder=tmp_path).code == 2
