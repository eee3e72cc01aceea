"""Random respondents: the short way and the thorough one end alike, and the questions that decide are those that would have."""

from __future__ import annotations

import io
import random
import sys

import msgspec
import pytest

from bot.usecases.banks import simulation
from bot.usecases.banks.deciding import decided
from bot.usecases.banks.simulation import BENTS, Respondent, simulate
from bot.verbs.simulating import simulate_shown
from dialogs.model import Run
from dialogs.scene import left_out_ids
from question_bank.answer_sheet import AnswerSheet
from question_bank.library import load
from question_bank.model import NOT_APPLICABLE, Bank, EnterpriseType, QuestionId
from question_bank.scoring import score_run
from tests.question_bank.banks import small_bank
from tests.question_bank.single import pass_bank

BANKS = {"small": small_bank, "pass": pass_bank, "cmmm": lambda: load("cmmm-2020")}


def fared(bank: Bank, bent: str, seed: int, *, thorough: bool) -> tuple[int, Run]:
    """The turns and the run of one respondent."""
    finished, run = Respondent(bank, bent, bank.kinds[seed % 2].id, random.Random(seed)).respond(thorough=thorough)
    assert run is not None
    return finished.turns, run


def untimed(run: Run) -> Run:
    """Without the moments, which count turns."""
    return msgspec.structs.replace(
        run,
        answers={question: msgspec.structs.replace(answer, at=0) for question, answer in run.answers.items()},
        levels=tuple(msgspec.structs.replace(told, at=0) for told in run.levels),
        started_at=0,
        finished_at=0,
    )


@pytest.mark.parametrize("name", BANKS)
@pytest.mark.parametrize("bent", BENTS)
def test_the_short_way_ends_in_the_same_run_as_every_single_turn(name: str, bent: str) -> None:
    """Same answers, levels, result and number of turns; only the moments differ."""
    for seed in range(4):
        turns, run = fared(BANKS[name](), bent, seed, thorough=False)
        all_turns, same = fared(BANKS[name](), bent, seed, thorough=True)
        assert untimed(run) == untimed(same)
        assert turns == all_turns


@pytest.mark.parametrize("name", ["small", "pass"])
@pytest.mark.parametrize("bent", BENTS)
def test_the_deciding_questions_are_those_that_alone_would_move_the_band(name: str, bent: str) -> None:
    """Compared with scoring every other answer to every question."""
    bank = BANKS[name]()
    seen = 0
    for seed in range(6):
        _, run = fared(bank, bent, seed, thorough=True)
        found = decided(bank, run)
        assert set(found.asked) == set(run.answers), "every answer of a level handed in counts"
        assert set(found.deciding) == {question for question in found.asked if _moves(bank, run, question)}
        seen += len(found.asked)
    assert seen > 20


def _moves(bank: Bank, run: Run, question: QuestionId) -> bool:
    keys = {QuestionId(name): answer.key for name, answer in run.answers.items()}
    sheets = (
        AnswerSheet(EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), {**keys, question: option.key})
        for option in bank.question_by_id[question].options
    )
    own = score_run(bank, AnswerSheet(EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), keys)).band
    return any(score_run(bank, sheet).band != own for sheet in sheets)


def test_a_question_that_does_not_apply_decides_nothing() -> None:
    """It has no share of the score."""
    _, run = fared(small_bank(), "leader", 0, thorough=True)
    question = "L1-making.design.product-a1"
    if question not in run.answers:
        pytest.fail("the respondent of this seed has the area")
    waived = {**run.answers, question: msgspec.structs.replace(run.answers[question], key=NOT_APPLICABLE)}
    assert question not in decided(small_bank(), msgspec.structs.replace(run, answers=waived)).asked


def test_respondents_of_a_single_pass_spread_over_its_bands() -> None:
    """Every bent somewhere else, and one bent over several bands; all by their own names."""
    document = simulate(pass_bank(), 200, 3).as_document()
    bands = document["bands"]
    assert isinstance(bands, dict)
    assert len(bands) >= 6
    assert set(bands) <= {band.name.base for band in pass_bank().bands}
    assert sum(bands.values()) == 200
    assert document["stuck_at"] == {}
    deciding = document["deciding"]
    assert isinstance(deciding, dict)
    assert len(deciding) == simulation.MOST_DECIDING
    assert all(0 < share <= 1 for share in deciding.values())


def test_who_stands_at_a_dead_end_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phase and place, so that the fault in the bank can be found."""
    monkeypatch.setattr(simulation, "MOST_TURNS", 5)
    document = simulate(pass_bank(), 4, 1).as_document()
    assert document["dead_ends"] == 4
    assert document["stuck_at"]
    assert document["levels"] == {}


def test_the_bar_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output stays clean; a pipe gets no bar at all."""
    simulate_shown(small_bank(), 2, 1)
    assert capsys.readouterr() == ("", "")

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    simulate_shown(small_bank(), 2, 1)
    assert "2/2" in terminal.getvalue()
