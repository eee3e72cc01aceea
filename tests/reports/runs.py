"""Runs for the tests of reports: on the made-up bank where exact words matter, on the shipped bank where real lengths do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from question_bank.answer_sheet import AnswerSheet
from question_bank.library import load
from question_bank.model import AreaId, Bank, EnterpriseType, QuestionId
from reports.model import Summary
from reports.summary import Assessment, Enterprise, IndicatorValue, summarise
from tests.question_bank.banks import DISCRETE, PROCESS, answers_of, bank_2020

HOSTILE = "<b>&{{7*7}}$$\\frac{1}{$ #let x=1 [*_`]\"'测试设备（上海）集团股份有限公司第一分厂"
NAME = "上海示例汽车零部件有限公司"


def enterprise(kind: EnterpriseType = DISCRETE, name: str = NAME) -> Enterprise:
    """An invented enterprise with every field filled."""
    return Enterprise(
        name=name,
        code="91310115000000019M",
        code_doubtful=False,
        district="浦东新区",
        unit="临港新片区管委会",
        industry="C36 汽车制造业",
        kind=kind,
        size="200人以上",
        sales="12000",
        nature="生产企业",
    )


def assessment(
    bank: Bank,
    answers: Mapping[QuestionId, str],
    *,
    kind: EnterpriseType = DISCRETE,
    out: Iterable[str] = (),
    language: str = "zh",
    name: str = NAME,
) -> Assessment:
    """A finished run; the first indicator is stated, the second does not apply, the rest was not answered."""
    first, second = bank.indicators[:2]
    stated = {first.id: IndicatorValue(Decimal("12.50"), "（本期－上期）÷上期"), second.id: IndicatorValue(None, "")}
    return Assessment(
        run_id="R-20261121-0007",
        enterprise=enterprise(kind, name),
        sheet=AnswerSheet(kind, frozenset(AreaId(area) for area in out), answers),
        indicators=stated,
        started=date(2026, 11, 1),
        finished=date(2026, 11, 20),
        language=language,
    )


def dealt(bank: Bank, keys: Mapping[int, str]) -> dict[QuestionId, str]:
    """Answers to every question of these levels, the level's keys dealt out in an order that repeats but looks mixed."""
    found: dict[QuestionId, str] = {}
    state = 7
    for question in bank.questions:
        if question.level in keys:
            state = (state * 1103515245 + 12345) % 2**31
            found[question.id] = keys[question.level][(state >> 8) % len(keys[question.level])]
    return found


def level_two_run(language: str = "zh", name: str = NAME) -> Assessment:
    """Made-up bank: level 1 and 2 met, level 3 not, with clear strong and weak areas."""
    bank = bank_2020()
    third = {"": "B", "technology": "D", "manufacturing.production": "A", "manufacturing.sales": "C"}
    answers = answers_of(bank, "D") | answers_of(bank, "C", (2,)) | answers_of(bank, third, (3,))
    return assessment(bank, answers, language=language, name=name)


def below_first_run(language: str = "zh") -> Assessment:
    """Made-up bank, process plant: every mark of level 1 is 0.5."""
    bank = bank_2020()
    return assessment(bank, answers_of(bank, "B"), kind=PROCESS, language=language)


def tailored_run(language: str = "zh") -> Assessment:
    """Made-up bank: vector 5a, with logistics and service left out but answered, so that answers are parked."""
    bank = bank_2020()
    answers = answers_of(bank, {"": "D", "manufacturing.production": "B"})
    return assessment(
        bank, answers, out=("manufacturing.logistics", "manufacturing.service", "manufacturing.service.product"), language=language
    )


def all_met_run(language: str = "zh") -> Assessment:
    """Made-up bank: every level met, the last one not in full."""
    bank = bank_2020()
    answers = answers_of(bank, "D", (1, 2, 3, 4)) | answers_of(bank, {"": "C", "technology": "D"}, (5,))
    return assessment(bank, answers, language=language)


def open_run(language: str = "zh") -> Assessment:
    """Made-up bank: level 1 met, level 2 under way: logistics, sales and service not reached yet."""
    bank = bank_2020()
    later = ("manufacturing.logistics", "manufacturing.sales", "manufacturing.service")
    second = {name: key for name, key in answers_of(bank, "C", (2,)).items() if not bank.question_by_id[name].area.startswith(later)}
    return replace(assessment(bank, answers_of(bank, "D") | second, language=language), finished=None)


def level_one_only_run(language: str = "zh") -> Assessment:
    """Made-up bank: level 1 met, nothing of level 2 answered."""
    bank = bank_2020()
    return replace(assessment(bank, answers_of(bank, {"": "D", "personnel": "B"}), language=language), finished=None)


def unbegun_run(language: str = "zh") -> Assessment:
    """Made-up bank: nothing answered."""
    return replace(assessment(bank_2020(), {}, language=language), finished=None)


def just_begun_run(language: str = "zh") -> Assessment:
    """Made-up bank: the first area of level 1 answered, without a loss."""
    bank = bank_2020()
    first = {name: key for name, key in answers_of(bank, "D").items() if bank.question_by_id[name].area == "personnel.strategy"}
    return replace(assessment(bank, first, language=language), finished=None)


RUNS = {
    "level_two": level_two_run,
    "below_first": below_first_run,
    "tailored": tailored_run,
    "all_met": all_met_run,
    "open": open_run,
    "level_one_only": level_one_only_run,
    "unbegun": unbegun_run,
    "just_begun": just_begun_run,
}


def summary_of(name: str, language: str = "zh") -> Summary:
    """The summary of one of the runs above."""
    return summarise(bank_2020(), RUNS[name](language))


def shipped_summary(
    keys: Mapping[int, str], *, kind: EnterpriseType = DISCRETE, out: Iterable[str] = (), language: str = "zh", name: str = NAME
) -> Summary:
    """A run with the shipped bank."""
    bank = load("cmmm-2020")
    return summarise(bank, assessment(bank, dealt(bank, keys), kind=kind, out=out, language=language, name=name))


STANDARD = {1: "CDDD", 2: "CCDD", 3: "ABBCCD"}
"""A discrete run that meets level 2 and not level 3, with some 160 answers."""
