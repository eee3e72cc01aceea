"""What to do next: every step is checked against a new score, and no advice rests on questions nobody answered."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from question_bank.scoring import score_level
from reports.summary import summarise
from tests.question_bank.banks import answers_of, bank_2020
from tests.reports.runs import assessment, level_two_run, summary_of


def test_the_roadmap_reaches_the_level_and_goes_from_easy_to_hard() -> None:
    """Applying every step meets the threshold; stages ascend in effort, and gains descend inside a stage."""
    bank, run = bank_2020(), level_two_run()
    roadmap = summarise(bank, run).roadmap
    assert roadmap is not None
    changes = {step.question: step.to_key for stage in roadmap.stages for step in stage.steps}
    after = score_level(bank, replace(run.sheet, answers={**run.sheet.answers, **changes}), 3)
    assert after.met
    assert after.value == roadmap.after
    assert [stage.effort for stage in roadmap.stages] == sorted({stage.effort for stage in roadmap.stages})
    for stage in roadmap.stages:
        assert [step.gain for step in stage.steps] == sorted((step.gain for step in stage.steps), reverse=True)
        assert all(stage.effort - 1 < step.effort <= stage.effort for step in stage.steps)


def test_the_biggest_gains_are_what_a_new_score_would_find() -> None:
    """Each listed gain equals the difference of two full scores."""
    bank, run = bank_2020(), level_two_run()
    summary = summarise(bank, run)
    before = score_level(bank, run.sheet, 3).value
    for step in summary.gains:
        changed = replace(run.sheet, answers={**run.sheet.answers, step.question: step.to_key})
        assert score_level(bank, changed, 3).value - before == step.gain
    assert [step.gain for step in summary.gains] == sorted((step.gain for step in summary.gains), reverse=True)


def test_an_unfinished_level_asks_for_answers_before_it_advises() -> None:
    """No roadmap and no gain rests on a question nobody answered; the score document waits too."""
    summary = summary_of("open")
    assert summary.deciding.unanswered > 0
    assert summary.roadmap is None
    assert {step.question for step in summary.gains} <= {answer.question for answer in summary.answers}
    assert summary.score_document is None


def test_a_level_nobody_answered_gets_no_roadmap() -> None:
    """Level 1 is met and level 2 not begun: there is no footing for advice yet, and the areas shown are those of level 1."""
    summary = summary_of("level_one_only")
    assert summary.roadmap is None
    assert summary.deciding.number == 1
    assert summary.ahead is not None
    assert summary.ahead.value is None


def test_answers_above_an_unbegun_first_level_explain_nothing() -> None:
    """Level 2 answered and level 1 not: the result rests on level 1 alone."""
    bank = bank_2020()
    summary = summarise(bank, assessment(bank, answers_of(bank, "D", (2,))))
    assert summary.deciding.number == 1
    assert summary.total == 0


def test_a_threshold_out_of_reach_gets_no_roadmap() -> None:
    """No way is invented where even the best answers do not suffice."""
    bank = replace(bank_2020(), threshold=Decimal("1.5"))
    summary = summarise(bank, assessment(bank, answers_of(bank, "B")))
    assert (summary.roadmap, summary.deciding.met, summary.deciding.unanswered) == (None, False, 0)
    assert summary.gap == 1
