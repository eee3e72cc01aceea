"""A bank whose total is a mean: one pass, no threshold, bands found by the total alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.answer_sheet import AnswerSheet, SheetError
from question_bank.checks import check
from question_bank.draft import Draft
from question_bank.improvement import cheapest_path, what_if
from question_bank.model import Bank, QuestionId, Total
from question_bank.problems import Code, Severity
from question_bank.reading import read_bank
from question_bank.scoring import decimal_text, score_document, score_level, score_run
from question_bank.taking import taken
from question_bank.writing import to_sheets
from tests.question_bank.banks import answers_of, small_bank
from tests.question_bank.single import AUTO, BIO, OTHER_BANK, TAKEN, pass_bank
from tests.question_bank.tiny import Edit, Tables, add_row, drop_row, put, read_tables, spoilt, together

KEYS = "ABCDE"


def sheet(keys: str | dict[str, str], bank: Bank | None = None) -> AnswerSheet:
    return AnswerSheet(AUTO, frozenset(), answers_of(bank or pass_bank(), keys))


def one_level(given: Tables) -> None:
    """The tiny bank with level 1 alone and the total as a mean, in four bands of two levels."""
    given["levels"] = given["levels"][:2]
    given["requirements"] = [row for row in given["requirements"] if ".L2." not in row[0]]
    given["questions"] = [row for row in given["questions"] if not row[0].startswith("L2")]
    given["cells"], given["shares"] = given["cells"][:1], given["shares"][:1]
    given["bank"] = [row for row in given["bank"] if row[0] != "threshold"] + [["total", "mean", ""]]
    lows = (("1", "0", "一B", "1B"), ("1", "0.25", "一A", "1A"), ("2", "0.5", "二B", "2B"), ("2", "0.75", "二A", "2A"))
    given["bands"] = [["level", "low", "name", "name@en"], *map(list, lows)]


def codes(*edits: Edit) -> list[Code]:
    return [problem.code for problem in read_tables(spoilt(one_level, *edits)).problems]


@pytest.mark.parametrize(
    ("key", "total", "level", "name"),
    [
        ("A", "0", 1, "一级（规范级）B档"),
        ("B", "0.25", 2, "二级（场景级）B档"),
        ("C", "0.5", 3, "三级（领域级）A档"),
        ("D", "0.75", 4, "四级（平台级）A档"),
        ("E", "1", 5, "五级（生态级）A档"),
    ],
)
def test_the_total_is_the_score_of_the_one_pass_and_says_the_band(key: str, total: str, level: int, name: str) -> None:
    """All answers alike: the mean is the mark, whatever the weights; the band is the total's, also at its very edge."""
    run = score_run(pass_bank(), sheet(key))
    assert (decimal_text(run.total), run.level) == (total, level)
    assert run.band is not None
    assert run.band.name.base == name
    assert run.levels[0].met, "complete is finished: no level is ever unmet"


def test_a_pass_with_gaps_counts_them_as_nothing_and_is_not_finished() -> None:
    """The band of what is there is the least that it can become."""
    answers = dict.fromkeys(list(answers_of(pass_bank(), "E"))[:4], "E")
    run = score_run(pass_bank(), AnswerSheet(AUTO, frozenset(), answers))
    assert not run.levels[0].met
    assert run.band == pass_bank().band_of(run.total)
    assert 0 < run.total < 1


def test_the_score_document_names_the_band_beside_its_level() -> None:
    """The level alone would not say which; the rest is as for any bank."""
    document = score_document(pass_bank(), sheet({"": "C", "strategy": "D"}))
    assert {name: document[name] for name in ("bank", "level", "band", "total")} == {
        "bank": "test-pass",
        "level": 3,
        "band": "三级（领域级）A档",
        "total": "0.54",
    }
    assert list(score_document(small_bank(), AnswerSheet(small_bank().kinds[0].id, frozenset(), answers_of(small_bank(), "D")))) == [
        "bank",
        "version",
        "level",
        "total",
        "levels",
    ]


def test_an_unfinished_pass_has_no_score_document() -> None:
    """The unanswered questions are named."""
    answers = dict(list(answers_of(pass_bank(), "C").items())[1:])
    with pytest.raises(SheetError):
        score_document(pass_bank(), AnswerSheet(BIO, frozenset(), answers))


def test_each_sector_has_its_own_module_and_not_the_other() -> None:
    """By its weight alone."""
    asked = {
        kind: {score.id for score in score_level(pass_bank(), AnswerSheet(kind, frozenset(), {}), 1).questions()} for kind in (AUTO, BIO)
    }
    assert asked[AUTO] - asked[BIO] == {"L1-sector.automotive-a1"}
    assert asked[BIO] - asked[AUTO] == {"L1-sector.biomedicine-a1"}


def test_what_if_says_whether_the_next_band_is_reached() -> None:
    """From 0.5 on, E in the heaviest area is enough for 0.6 and D is not."""
    bank = pass_bank()
    enough = what_if(bank, sheet({"": "C", "ability": "D"}), QuestionId("L1-solution-a1"), "E")
    assert (enough.before.value, enough.after.value) == (Fraction("0.56"), Fraction("0.635"))
    assert enough.reached
    assert not what_if(bank, sheet({"": "C", "ability": "D"}), QuestionId("L1-solution-a1"), "D").reached
    assert not what_if(bank, sheet("E"), QuestionId("L1-solution-a1"), "E").reached, "there is no band above"


def test_the_cheapest_way_leads_to_the_next_band_and_none_is_cheaper() -> None:
    """Compared with every way of changing up to two answers."""
    bank, given_ = pass_bank(), sheet("C")
    path = cheapest_path(bank, given_)
    assert path is not None
    assert path.band == bank.band_above(Decimal("0.5"))
    changed = {**given_.answers, **{change.question: change.to_key for change in path.changes}}
    assert score_run(bank, AnswerSheet(AUTO, frozenset(), changed)).band == path.band
    assert path.effort == min(_efforts(bank, given_))


def _efforts(bank: Bank, given_: AnswerSheet) -> list[Decimal]:
    goal = Fraction("0.6")
    asked = [bank.question_by_id[QuestionId(score.id)] for score in score_level(bank, given_, 1).questions()]
    found = []
    for size in (1, 2, 3):
        for questions in combinations(asked, size):
            for keys in product("DE", repeat=size):
                tried = {**given_.answers, **{question.id: key for question, key in zip(questions, keys, strict=True)}}
                if score_level(bank, AnswerSheet(AUTO, frozenset(), tried), 1).value >= goal:
                    found.append(
                        sum((Decimal(q.effort) * ("DE".index(k) + 1) / 4 for q, k in zip(questions, keys, strict=True)), Decimal(0))
                    )
    return found


def test_from_the_highest_band_no_way_leads_on() -> None:
    """Though some marks are not full."""
    assert cheapest_path(pass_bank(), sheet("E")) is None
    assert cheapest_path(pass_bank(), sheet({"": "E", "business": "D"})) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(KEYS), min_size=11, max_size=11))
def test_the_band_is_always_the_one_of_the_total(keys: list[str]) -> None:
    """For any answers, of either sector; and it never falls when an answer gets better."""
    bank = pass_bank()
    asked = [QuestionId(score.id) for score in score_level(bank, AnswerSheet(BIO, frozenset(), {}), 1).questions()]
    answers = dict(zip(asked, keys, strict=True))
    run = score_run(bank, AnswerSheet(BIO, frozenset(), answers))
    assert run.band is not None
    above = bank.band_above(run.total)
    assert run.band.low <= run.total < (above.low if above else 2)
    assert run.level == run.band.level
    better = score_run(bank, AnswerSheet(BIO, frozenset(), {**answers, asked[0]: "E"}))
    assert better.total >= run.total


# -- taken -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "key"), [(0, "A"), (1, "B"), (2, "C"), (3, "D"), (4, "E"), (5, "E"), (20, "E")])
def test_a_level_reached_elsewhere_suggests_the_option_of_its_place(level: int, key: str) -> None:
    """Beyond the last option it is the last."""
    assert taken(pass_bank(), {OTHER_BANK: level, "other": 3}) == {TAKEN: key}


def test_without_a_result_of_the_other_bank_nothing_is_suggested() -> None:
    """Nor by a bank without such questions."""
    assert taken(pass_bank(), {}) == taken(pass_bank(), {"other": 3}) == taken(small_bank(), {OTHER_BANK: 3}) == {}


# -- reading and checks ------------------------------------------------------------------------------------------------


def test_the_bank_of_this_shape_has_no_problem_and_survives_its_sheets() -> None:
    """What is written is read as the same bank, its setting, bands and taken question included."""
    bank = pass_bank()
    assert [problem for problem in check(Draft(bank)) if problem.severity is Severity.ERROR] == []
    reading = read_bank(to_sheets(bank))
    assert {problem.code for problem in reading.problems} == {Code.TRANSLATION_MISSING, Code.ROWS_UNTRANSLATED}, (
        "the indicators of the test bank"
    )
    assert reading.bank == bank


def test_the_tiny_bank_can_be_read_in_this_shape() -> None:
    """Without a threshold, with two bands for each level."""
    reading = read_tables(spoilt(one_level))
    assert reading.problems == ()
    assert reading.bank is not None
    assert (reading.bank.total, reading.bank.threshold) == (Total.MEAN, None)
    assert {level: len(bands) for level, bands in reading.bank.bands_of.items()} == {1: 2, 2: 2}


def test_an_empty_threshold_is_as_good_as_none() -> None:
    """The row may stay."""
    assert codes(add_row("bank", setting="threshold")) == []


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (add_row("bank", setting="threshold", value="0.8"), Code.THRESHOLD_UNUSED),
        (add_row("levels", level="2", name="二"), Code.LEVELS_TOO_MANY),
        (put("bank", 12, "value", "average"), Code.CHOICE_EXPECTED),
        (put("bands", 2, "low", "0.1"), Code.BANDS),
        (put("bands", 2, "level", "2"), Code.BANDS),
        (put("bands", 4, "level", "3"), Code.BANDS),
        (put("bands", 5, "level", "1"), Code.BANDS),
        (put("bands", 4, "low", "0.25"), Code.BANDS),
        (put("bands", 5, "low", "1.1"), Code.BANDS),
        (put("bands", 3, "low", "0"), Code.ID_DUPLICATE),
        (put("questions", 2, "taken", "别的 题库"), Code.ID_MALFORMED),
        (add_row("shares", year="2020", low="1", high="3", percent="5"), Code.LEVEL_UNKNOWN),
    ],
)
def test_what_does_not_fit_a_mean_is_a_problem(edit: Edit, code: Code) -> None:
    """Each at once and by its own code."""
    assert code in codes(edit)


def test_a_mean_without_its_setting_lacks_the_threshold() -> None:
    """A bank of levels needs one."""
    assert Code.SETTING_MISSING in [problem.code for problem in read_tables(spoilt(one_level, drop_row("bank", 12))).problems]


def test_a_bank_of_levels_may_divide_a_level_too() -> None:
    """Bands that rise; while answers are missing the best band of the last level met counts."""
    divided = together(
        put("bands", 4, "level", "1"),
        put("bands", 4, "low", "1.3"),
        add_row("bands", level="2", low="1.8", name="二级", **{"name@en": "level 2"}),
    )
    reading = read_tables(spoilt(divided))
    assert reading.problems == ()
    bank = reading.bank
    assert bank is not None
    first = {question.id: "D" for question in bank.questions if question.level == 1}
    half = AnswerSheet(bank.kinds[0].id, frozenset(), {**first, QuestionId("L2-2.1"): "D"})
    run = score_run(bank, half)
    assert (run.total, run.level) == (Fraction("1.5"), 1)
    assert run.band == bank.bands[2]
    full = replace(half, answers={**half.answers, QuestionId("L2-2.2"): "D"})
    assert score_run(bank, full).level == 2
