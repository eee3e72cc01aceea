"""The summary as text: short, calm, in the reader's language, and literal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reports.summary import summarise
from reports.text import text
from tests.question_bank.banks import answers_of, bank_2020
from tests.reports.runs import HOSTILE, RUNS, STANDARD, assessment, level_two_run, shipped_summary, summary_of

MOST_LINES = 40


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", RUNS)
def test_the_text_of_each_kind_of_run_is_as_reviewed(name: str, language: str, golden: Callable[[str, str], None]) -> None:
    """Golden files, one per run and language."""
    golden(f"reports/text_{name}_{language}.txt", text(summary_of(name, language)))


@pytest.mark.parametrize("keys", [STANDARD, {1: "A"}, {1: "D", 2: "D", 3: "D", 4: "D", 5: "D"}])
def test_the_text_stays_short_with_the_shipped_bank(keys: dict[int, str]) -> None:
    """Real names and options do not make it longer than a phone screen or two."""
    assert len(text(shipped_summary(keys)).splitlines()) <= MOST_LINES


def test_a_run_below_level_one_reads_calmly() -> None:
    """It says where the enterprise stands and what to do, and no word of failure."""
    told = text(summary_of("below_first"))
    assert "结果：未达到一级" in told
    assert "还差 0.30 分" in told
    assert not any(word in told for word in ("失败", "不合格", "不及格", "很差", "抱歉"))


def test_the_next_steps_come_before_the_areas() -> None:
    """Level and score, then what to do, then weak and strong."""
    told = text(summary_of("level_two"))
    places = [told.index(part) for part in ("结果：二级", "下一步", "最值得加强", "做得较好")]
    assert places == sorted(places)


def test_a_run_without_loss_or_steps_has_no_next_section() -> None:
    """Everything fully met: nothing is advised."""
    bank = bank_2020()
    told = text(summarise(bank, assessment(bank, answers_of(bank, "D", (1, 2, 3, 4, 5)))))
    assert "下一步" not in told
    assert "本级各项要求均已全部满足" in told


def test_a_run_of_first_options_names_no_strong_area() -> None:
    """The section says so instead of being empty."""
    bank = bank_2020()
    assert "没有突出的一项" in text(summarise(bank, assessment(bank, answers_of(bank, "A"))))


def test_a_hostile_name_appears_as_it_is() -> None:
    """No markup is read or escaped here."""
    assert HOSTILE in text(summarise(bank_2020(), level_two_run(name=HOSTILE))).splitlines()
