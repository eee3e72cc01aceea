"""Answers carried to another version or to a successor: what asks the same stays, the rest is at most suggested, nothing vanishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet, check_sheet
from question_bank.carrying import areas_continuing, carry, links, translated
from question_bank.library import load
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, IndicatorId, Mapped, Option, Question, QuestionId, Succession, Text
from tests.question_bank.banks import DISCRETE, answers_of, small_bank
from tests.question_bank.drawn import UNHURRIED, filled

OLD = small_bank()
FIRST, SECOND = OLD.questions[0], OLD.questions[1]
DESIGN = OLD.question_by_id[QuestionId("L1-making.design.product-a1")]


def version(*changed: Question, without: tuple[str, ...] = ()) -> Bank:
    """The small bank with these questions in place of those of the same ids."""
    by_id = {question.id: question for question in changed}
    kept = tuple(by_id.pop(question.id, question) for question in OLD.questions if question.id not in without)
    return replace(OLD, version="2", questions=(*kept, *by_id.values()))


def reworded(question: Question, **texts: str) -> Question:
    return replace(question, **{name: Text(text) for name, text in texts.items()})


def offering(question: Question, *options: tuple[str, str, str]) -> Question:
    """The question with these options: key, text, mark."""
    return replace(question, options=tuple(Option(key, Text(text), Decimal(mark)) for key, text, mark in options))


@UNHURRIED
@given(filled())
def test_all_answers_stay_in_an_unchanged_bank(drawn: tuple[Bank, AnswerSheet]) -> None:
    """Also under another version number."""
    bank, sheet = drawn
    for new in (bank, replace(bank, version=f"{bank.version}+")):
        found = carry(bank, new, sheet.answers, [indicator.id for indicator in bank.indicators])
        assert dict(found.kept) == dict(sheet.answers)
        assert (found.suggested, found.again, found.fresh, found.lost, found.lost_indicators) == ({}, (), (), {}, ())
        assert found.indicators == tuple(indicator.id for indicator in bank.indicators)


@UNHURRIED
@given(filled(), st.data())
def test_every_answer_stays_or_is_suggested_or_lost_and_every_question_is_accounted_for(
    drawn: tuple[Bank, AnswerSheet], data: st.DataObject
) -> None:
    """Whatever is changed: no answer vanishes, none is kept that may not be given, none is suggested that claims more."""
    bank, sheet = drawn
    fates = data.draw(
        st.lists(st.sampled_from(["same", "stem", "marks", "gone", "fewer"]), min_size=len(bank.questions), max_size=len(bank.questions))
    )
    changed = {
        "same": lambda question: question,
        "stem": lambda question: reworded(question, stem=f"{question.stem} 别的？"),
        "marks": lambda question: offering(question, ("A", "做法A", "0"), ("B", "新做法", "0.7"), ("C", "做法B", "0.9")),
        "fewer": lambda question: replace(question, options=question.options[:2]),
    }
    questions = tuple(changed[fate](question) for question, fate in zip(bank.questions, fates, strict=True) if fate != "gone")
    new = replace(bank, version=f"{bank.version}+", questions=questions)
    found = carry(bank, new, sheet.answers)
    gone = {question.id for question, fate in zip(bank.questions, fates, strict=True) if fate == "gone"}
    same = {question.id for question, fate in zip(bank.questions, fates, strict=True) if fate == "same"}
    assert dict(found.kept) == {question: key for question, key in sheet.answers.items() if question in same}
    assert dict(found.lost) == {question: key for question, key in sheet.answers.items() if question in gone}
    assert set(found.again) == sheet.answers.keys() - same - gone
    assert found.suggested.keys() <= set(found.again)
    assert check_sheet(new, AnswerSheet(sheet.kind, frozenset(), {**found.kept, **found.suggested})) == ()


def test_wording_elsewhere_and_a_comma_more_lose_no_answer() -> None:
    """Explanation, example, evidence, translation, effort and number are not what was asked."""
    words = replace(reworded(FIRST, explanation="新说明", example="新例子", evidence="新"), effort=5, number="9.9", examples={})
    comma = replace(
        FIRST,
        stem=Text(f" {FIRST.stem}".replace("？", "?")),
        options=tuple(replace(option, text=Text(f"{option.text.base}。")) for option in FIRST.options),
    )
    for changed in (words, comma):
        assert carry(OLD, version(changed), {FIRST.id: "C"}).kept == {FIRST.id: "C"}


@pytest.mark.parametrize(
    "changed",
    [
        reworded(FIRST, stem="完全不同的问题？"),
        offering(FIRST, ("A", "做法A", "0"), ("B", "做法B", "0.5"), ("C", "做法C", "0.8"), ("D", "做法D", "0.9")),
        offering(FIRST, ("A", "做法A", "0"), ("B", "做法B", "0.5"), ("C", "做法C", "0.8"), ("D", "还要更好", "1")),
        replace(FIRST, requirement=SECOND.requirement),
    ],
    ids=["stem", "mark", "option", "requirement"],
)
def test_a_change_of_meaning_makes_the_answer_a_suggestion(changed: Question) -> None:
    """To be asked again, with what was answered at hand."""
    found = carry(OLD, version(changed), {FIRST.id: "C", SECOND.id: "B"})
    assert found.kept == {SECOND.id: "B"}
    assert found.suggested == {FIRST.id: "C"}
    assert (found.again, found.lost) == ((FIRST.id,), {})


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((("A", "无", "0"), ("B", "做法A", "0.5"), ("C", "做法B", "0.8"), ("D", "做法C", "1")), {"A": "B", "B": "C", "C": "D", "D": "D"}),
        ((("A", "零", "0"), ("B", "一", "0.6"), ("C", "二", "1")), {"A": "A", "B": "A", "C": "B", "D": "C"}),
        ((("A", "零", "0.1"), ("B", "一", "1")), {"A": "", "B": "A", "C": "A", "D": "B"}),
    ],
    ids=["moved words", "other marks", "nothing low enough"],
)
def test_a_suggestion_goes_by_the_words_else_claims_no_more(options: tuple[tuple[str, str, str], ...], expected: Mapping[str, str]) -> None:
    """The option that reads the same, whatever its key now; else the best that is worth no more than what was answered."""
    new = version(offering(FIRST, *options))
    suggested = {key: carry(OLD, new, {FIRST.id: key}).suggested.get(FIRST.id, "") for key in "ABCD"}
    assert suggested == expected
    assert {key: translated(OLD, new, FIRST.id, key) for key in "ABCD"} == expected


def test_a_question_that_is_gone_loses_its_answer_and_a_new_one_continues_nothing() -> None:
    """Both are named."""
    new = version(replace(FIRST, id=QuestionId("brand-new"), stem=Text("全新的问题？")), without=(FIRST.id,))
    found = carry(OLD, new, {FIRST.id: "C"})
    assert (found.kept, found.suggested, found.again) == ({}, {}, ())
    assert (found.fresh, found.lost) == (("brand-new",), {FIRST.id: "C"})
    assert carry(OLD, new, {QuestionId("never-there"): "A"}).lost == {"never-there": "A"}


def test_a_question_under_another_id_keeps_its_answer() -> None:
    """Numbers shift when something is put in between; the second question is the third now, and what has its id is new."""
    new = version(replace(SECOND, id=QuestionId("third")), reworded(SECOND, stem="插进来的问题？"))
    found = carry(OLD, new, {SECOND.id: "B"})
    assert found.kept == {"third": "B"}
    assert (found.suggested, found.again, found.lost) == ({}, (), {})
    assert found.fresh == (SECOND.id,)


def test_not_applicable_stays_only_where_it_may_still_be_said() -> None:
    """An area that may no longer be tailored out is asked again, without a suggestion."""
    answers = {DESIGN.id: NOT_APPLICABLE}
    assert carry(OLD, version(), answers).kept == answers
    fixed = replace(version(), areas=tuple(replace(area, tailorable=False) for area in OLD.areas))
    found = carry(OLD, fixed, answers)
    assert (found.kept, found.suggested, found.again) == ({}, {}, (DESIGN.id,))
    changed = carry(OLD, version(reworded(DESIGN, stem="别的？")), answers)
    assert changed.suggested == answers


def test_an_indicator_keeps_its_value_while_name_and_unit_mean_the_same() -> None:
    """A rate is no amount of money."""
    first, second = OLD.indicators
    new = replace(version(), indicators=(replace(first, hint=Text("新提示"), high=Decimal(900)), replace(second, unit=Text("万元"))))
    found = carry(OLD, new, {}, [first.id, second.id, IndicatorId("gone")])
    assert (found.indicators, found.lost_indicators) == ((first.id,), (second.id, "gone"))


# -- successors ------------------------------------------------------------------------------------------------------


def successor(*successions: Succession) -> Bank:
    """Another bank of the same shape whose questions have other ids and words."""
    questions = tuple(replace(question, id=QuestionId(f"N-{question.id}"), stem=Text(f"新 {question.stem}")) for question in OLD.questions)
    return replace(OLD, id="new-standard", version="1", questions=questions, successions=successions)


def test_another_bank_continues_nothing_without_a_mapping() -> None:
    """Equal ids of two standards mean nothing by themselves; equal questions do."""
    assert carry(OLD, successor(), answers_of(OLD, "C")).lost == answers_of(OLD, "C")
    same_ids = replace(successor(), questions=tuple(reworded(question, stem="新") for question in OLD.questions))
    assert links(OLD, same_ids) == {}
    alike = replace(OLD, id="copy")
    assert carry(OLD, alike, answers_of(OLD, "C")).kept == answers_of(OLD, "C")


def test_a_mapped_question_keeps_the_answer_if_it_asks_the_same_and_suggests_it_if_not() -> None:
    """Requirement and area may have other names there."""
    mapping = Succession(OLD.id, "", Mapped.QUESTION, FIRST.id, f"N-{FIRST.id}")
    new = successor(mapping)
    assert carry(OLD, new, {FIRST.id: "B"}).suggested == {f"N-{FIRST.id}": "B"}
    same = replace(
        new, questions=tuple(replace(question, stem=OLD.questions[place].stem) for place, question in enumerate(new.questions)), areas=()
    )
    assert carry(OLD, replace(same, areas=new.areas), {FIRST.id: "B"}).kept == {f"N-{FIRST.id}": "B"}


def test_a_mapping_for_another_version_or_to_nothing_is_passed_over() -> None:
    """As is one whose old question is not there."""
    away = (
        Succession(OLD.id, "0.9", Mapped.QUESTION, FIRST.id, f"N-{FIRST.id}"),
        Succession(OLD.id, "", Mapped.QUESTION, FIRST.id, ""),
        Succession(OLD.id, "", Mapped.QUESTION, "not-there", f"N-{FIRST.id}"),
        Succession("elsewhere", "", Mapped.QUESTION, FIRST.id, f"N-{FIRST.id}"),
    )
    assert links(OLD, successor(*away)) == {}


def test_several_questions_that_became_one_suggest_no_more_than_their_mean() -> None:
    """0.5 and 1 are 0.75, which is B of 0, 0.5, 0.8 and 1."""
    into = f"N-{FIRST.id}"
    new = successor(*(Succession(OLD.id, "", Mapped.QUESTION, question.id, into) for question in (FIRST, SECOND)))
    assert carry(OLD, new, {FIRST.id: "B", SECOND.id: "D"}).suggested == {into: "B"}
    assert carry(OLD, new, {SECOND.id: "D"}).suggested == {into: "D"}


def test_a_mapped_area_suggests_from_all_its_answers_of_the_level() -> None:
    """The mean of what was answered under the old area, to the questions under the new one; other levels say nothing."""
    new = successor(Succession(OLD.id, "", Mapped.AREA, "making", "people"))
    of_people = [question.id for question in new.questions if question.area == "people"]
    answers = answers_of(OLD, {"": "D", "making.line": "B", "making.design": "C", "people": "A"})
    found = carry(OLD, new, answers)
    assert found.suggested == {of_people[0]: "B"}
    assert set(found.lost) == {FIRST.id}
    assert set(found.again) == {of_people[0]}
    left_out = dict.fromkeys((question.id for question in OLD.questions if question.area.startswith("making")), NOT_APPLICABLE)
    assert carry(OLD, new, left_out).suggested == {}


def test_an_area_lives_on_where_the_mapping_says_else_under_its_own_id() -> None:
    """In as many as it was divided into."""
    divided = successor(
        Succession(OLD.id, "", Mapped.AREA, "making.line", "people"), Succession(OLD.id, "", Mapped.AREA, "making.line", "making.line")
    )
    assert areas_continuing(OLD, divided, AreaId("making.line")) == ("people", "making.line")
    assert areas_continuing(OLD, divided, AreaId("people")) == ("people",)
    assert areas_continuing(OLD, divided, AreaId("nowhere")) == ()


def test_the_draft_of_2024_continues_the_bank_of_2020() -> None:
    """Our own questions keep their answers, those of areas that were redrawn are suggested, new sub-domains are asked."""
    old, new = load("cmmm-2020"), load("gbt39116-draft-2024")
    found = carry(old, new, answers_of(old, "C", (1, 2)))
    assert set(found.kept.values()) == set(found.suggested.values()) == {"C"}
    assert (len(found.kept), len(found.suggested), len(found.fresh)) == (38, 6, 6)
    names = {new.area_by_id[new.question_by_id[question].area].name.base for question in found.fresh}
    assert names == {"精益管理", "工厂规划", "产品创新"}
    sheet = AnswerSheet(DISCRETE, frozenset(), {**found.kept, **found.suggested})
    assert check_sheet(new, sheet) == ()
