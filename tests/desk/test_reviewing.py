"""The rules of a review, without anything around them: scores, what is settled, seals; any order of findings."""

from __future__ import annotations

from fractions import Fraction

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import buttons
from dialogs import review_rules
from dialogs.inbound import Choose, Open
from dialogs.model import RUN_SPEC, Answer, Profile, Run, RunState
from dialogs.review import Finding, Judgement, Review, ReviewState
from question_bank.library import load, shipped
from question_bank.model import QuestionId
from question_bank.scoring import decimal_text
from tests.question_bank.banks import answers_of, small_bank

BANK = small_bank()
LEVELS = (1, 2)


def a_run(keys: str | dict[str, str] = "D", levels: tuple[int, ...] = LEVELS, **known: object) -> Run:
    """A finished run of a discrete enterprise with these answers."""
    answers = {question: Answer(key=key, by="contact", at=1) for question, key in answers_of(BANK, keys, levels).items()}
    run = Run(spec=RUN_SPEC, id="run", bank=BANK.id, bank_version="1", profile=Profile(kind="discrete"), answers=answers, created_at=0)
    return msgspec.structs.replace(run, state=RunState.FINISHED, finished_at=2, **known)


def adjusted(key: str, reason: str = "证据不足") -> Finding:
    return Finding(judgement=Judgement.ADJUSTED, key=key, reason=reason, by="reviewer", at=3)


ACCEPTED = Finding(judgement=Judgement.ACCEPTED, by="reviewer", at=3)
ASKED = Finding(judgement=Judgement.ASKED_BACK, reason="请补充", by="reviewer", at=3)


def with_findings(run: Run, **of: Finding) -> Review:
    return msgspec.structs.replace(review_rules.begun(run.id, "agency"), findings=dict(of))


def all_of(run: Run, finding: Finding) -> Review:
    return with_findings(run, **{question.id: finding for question in review_rules.subject(BANK, run)})


def test_every_answer_that_applies_is_reviewed_and_no_other() -> None:
    """What is parked with a business that the enterprise does not have is not."""
    assert len(review_rules.subject(BANK, a_run())) == 9
    parked = a_run(tailored_out=("making.design",))
    assert {question.area for question in review_rules.subject(BANK, parked)} == {"people", "making.line"}
    assert [question.level for question in review_rules.subject(BANK, a_run())] == [1] * 5 + [2] * 4
    assert len(review_rules.subject(BANK, a_run(levels=(1,)))) == 5


def test_accepting_everything_verifies_the_enterprises_own_score() -> None:
    """To the last digit."""
    for keys in ("D", "C", "B", {"": "D", "people": "A"}):
        run = a_run(keys)
        assert review_rules.verified_score(BANK, run, all_of(run, ACCEPTED)) == review_rules.self_score(BANK, run)


def test_a_level_that_is_no_longer_met_ends_the_count_there() -> None:
    """The level rule holds for the verified score too: what lies above an unmet level counts nothing."""
    run = a_run()
    first = review_rules.subject(BANK, run)[0]
    found = review_rules.verified_score(BANK, run, with_findings(run, **{first.id: adjusted("A")}))
    assert (found.level, found.total) == (0, Fraction(3, 5))
    assert review_rules.self_score(BANK, run).level == 2
    assert [level.counted for level in found.levels] == [True, False]


def test_an_answer_adjusted_upwards_opens_nothing_that_was_not_answered() -> None:
    """A level that is met now only begins the next, which has no answers: the run stands at the level that is met."""
    run = a_run({"": "D", "people": "A"}, (1,))
    assert review_rules.self_score(BANK, run).level == 0
    question = next(question for question in review_rules.subject(BANK, run) if question.area == "people")
    found = review_rules.verified_score(BANK, run, with_findings(run, **{question.id: adjusted("D")}))
    assert (found.level, found.total) == (1, Fraction(1))


def test_what_was_asked_back_counts_as_it_was_answered() -> None:
    """Until it is decided."""
    run = a_run()
    assert review_rules.verified_score(BANK, run, all_of(run, ASKED)) == review_rules.self_score(BANK, run)


@pytest.mark.parametrize("given_", ["A", "D", "NA"])
def test_an_answer_is_adjusted_to_another_option_only(given_: str) -> None:
    """Not applicable is one where the business may be left out."""
    optional = next(question for question in BANK.questions if question.area == "making.design.product")
    required = next(question for question in BANK.questions if question.area == "people")
    assert set(review_rules.others(BANK, optional, given_)) == {"A", "B", "C", "D", "NA"} - {given_}
    assert set(review_rules.others(BANK, required, given_)) == {"A", "B", "C", "D"} - {given_}


def test_nothing_is_locked_before_every_answer_is_settled() -> None:
    """Neither without findings, nor with one asked back, replied to or not; nor where there is nothing to review."""
    run = a_run()
    questions = review_rules.subject(BANK, run)
    review = all_of(run, ACCEPTED)
    assert review_rules.is_ready(review_rules.standing(questions, review))
    open_ = msgspec.structs.replace(review, findings={**review.findings, questions[0].id: ASKED})
    assert not review_rules.is_ready(review_rules.standing(questions, open_))
    assert not review_rules.is_ready(review_rules.standing(questions, review_rules.replied(open_, questions[0].id, "见附件", "c", 4)))
    assert not review_rules.is_ready(review_rules.standing((), review))


def test_a_locked_review_keeps_its_score_and_its_seal_holds_until_a_byte_changes() -> None:
    """Opened again it loses both, and keeps on record what it was."""
    run = a_run()
    question = review_rules.subject(BANK, run)[0].id
    review = msgspec.structs.replace(all_of(run, ACCEPTED), findings=all_of(run, ACCEPTED).findings | {question: adjusted("A")})
    done = review_rules.locked(BANK, run, review, "reviewer", 9)
    assert (done.state, done.level, done.total, done.locked_by) == (ReviewState.LOCKED, 0, "0.6", "reviewer")
    assert review_rules.is_intact(done)
    changed = msgspec.structs.replace(done, findings=done.findings | {question: adjusted("A", "别的理由")})
    assert not review_rules.is_intact(changed)
    again = review_rules.reopened(done, "city", "复核", 10)
    assert (again.state, again.level, again.total, again.seal, again.locked_at) == (ReviewState.OPEN, None, None, "", None)
    assert [line.seal for line in again.reopenings] == [done.seal]
    assert again.findings == done.findings
    assert review_rules.is_intact(again)


def test_the_seal_does_not_depend_on_the_order_of_the_findings() -> None:
    """Two reviewers may work from both ends."""
    run = a_run()
    review = all_of(run, ACCEPTED)
    turned = msgspec.structs.replace(review, findings=dict(reversed(review.findings.items())))
    assert review_rules.seal_of(review) == review_rules.seal_of(turned)


def test_what_was_said_is_kept_with_the_next_finding() -> None:
    """A reply is never lost by judging again; a finding without one leaves nothing behind."""
    run = a_run()
    question = review_rules.subject(BANK, run)[0].id
    review = review_rules.replied(with_findings(run, **{question: ASKED}), question, "已补", "contact", 5)
    once = review_rules.judged(review, question, ACCEPTED)
    assert [(said.reason, said.reply, said.by) for said in once.findings[question].earlier] == [("请补充", "已补", "contact")]
    twice = review_rules.judged(once, question, adjusted("B"))
    assert twice.findings[question].earlier == once.findings[question].earlier


Judgements = st.sampled_from([ACCEPTED, ASKED, adjusted("A"), adjusted("B"), adjusted("C")])
QUESTIONS = [question.id for question in review_rules.subject(BANK, a_run())]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(QUESTIONS), Judgements), max_size=30))
def test_whatever_is_judged_in_whatever_order_the_sums_hold(acts: list[tuple[QuestionId, Finding]]) -> None:
    """The run is untouched, every answer is in one heap, the last finding of an answer counts, accepting the rest settles the others."""
    run = a_run()
    before = msgspec.json.encode(run)
    review = review_rules.begun(run.id, "agency")
    for question, finding in acts:
        review = review_rules.judged(review, question, finding)
    questions = review_rules.subject(BANK, run)
    how = review_rules.standing(questions, review)
    assert how.accepted + how.adjusted + how.waiting + how.replied + how.unjudged == how.of == 9
    assert how.unjudged == 9 - len({question for question, _ in acts})
    assert {question: found.key for question, found in review.findings.items()} == {question: found.key for question, found in acts}
    assert len(list(review_rules.gaps(questions, review))) == how.gaps
    own, verified = review_rules.self_score(BANK, run), review_rules.verified_score(BANK, run, review)
    assert verified.total <= own.total
    rest, accepted = review_rules.rest_accepted(review, questions, "reviewer", 9)
    assert accepted == how.unjudged
    assert review_rules.verified_score(BANK, run, rest) == verified
    assert msgspec.json.encode(run) == before
    assert decimal_text(verified.total) == decimal_text(review_rules.verified_score(BANK, run, review).total)


@given(Judgements, Judgements)
def test_a_screen_is_as_old_as_the_finding_that_it_shows(first: Finding, second: Finding) -> None:
    """Two findings look alike on a button only if they are."""
    assert (review_rules.seen(first) == review_rules.seen(second)) == (first == second)
    assert review_rules.seen(None) == review_rules.UNSEEN != review_rules.seen(first)


def test_every_place_of_a_shipped_bank_fits_into_a_button() -> None:
    """A run's id, an area, a question, an option with what was seen of it."""
    banks = [load(name) for name in shipped()]
    assert banks
    for bank in banks:
        acts = [Open("reviews", "f" * 32), Open("verified", "f" * 32), Choose("to.NA.01234567"), Choose("f." + "f" * 16)]
        acts += [Choose(f"in.{area.id}") for area in bank.leaves]
        acts += [Choose(f"in.{question.id}") for question in bank.questions]
        assert all(len(buttons.payload(act, "0" * 8, 0xFFFFFF)) <= buttons.LONGEST for act in acts)
