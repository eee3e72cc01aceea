"""What follows from the findings of a review: which answers are still open, the verified score, what may be returned and locked.

Pure. The verified score is the run's own score with the adjusted options in place of the enterprise's, by the same level rule.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import msgspec

from dialogs.model import Run
from dialogs.review import REVIEW_SPEC, Exchange, Finding, Judgement, Reopening, Review, ReviewState
from dialogs.scene import left_out_ids
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, EnterpriseType, Question, QuestionId
from question_bank.scoring import SCORING_VERSION, RunScore, decimal_text, score_run
from question_bank.tailoring import may_be_not_applicable, questions_at

UNSEEN = "-"
"""What is seen of an answer that nobody judged yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a review is: so many answers `of` all were accepted or adjusted, asked back without or with a reply, or not judged."""

    of: int
    accepted: int
    adjusted: int
    waiting: int
    replied: int

    @property
    def unjudged(self) -> int:
        return self.of - self.accepted - self.adjusted - self.waiting - self.replied

    @property
    def decided(self) -> int:
        """How many answers are settled."""
        return self.accepted + self.adjusted

    @property
    def gaps(self) -> int:
        """What the enterprise would read if the review were returned now."""
        return self.adjusted + self.waiting + self.replied


def begun(run: str, agency: str) -> Review:
    """A review without findings."""
    return Review(spec=REVIEW_SPEC, run=run, agency=agency)


def subject(bank: Bank, run: Run) -> tuple[Question, ...]:
    """The questions whose answers are reviewed: all that apply and were answered, level by level."""
    kind, gone = EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out)
    asked = (question for level in bank.levels for question in questions_at(bank, kind, gone, level.number))
    return tuple(question for question in asked if question.id in run.answers)


def by_area(questions: tuple[Question, ...]) -> Mapping[AreaId, tuple[Question, ...]]:
    """These questions by the area that they ask about, in the order in which the areas first come."""
    found: dict[AreaId, tuple[Question, ...]] = {}
    for question in questions:
        found[question.area] = (*found.get(question.area, ()), question)
    return found


def standing(questions: tuple[Question, ...], review: Review) -> Standing:
    """How far the review of these questions is."""
    found = [review.findings[question.id] for question in questions if question.id in review.findings]
    asked = [finding for finding in found if finding.judgement is Judgement.ASKED_BACK]
    return Standing(
        of=len(questions),
        accepted=sum(finding.judgement is Judgement.ACCEPTED for finding in found),
        adjusted=sum(finding.judgement is Judgement.ADJUSTED for finding in found),
        waiting=sum(not finding.reply for finding in asked),
        replied=sum(bool(finding.reply) for finding in asked),
    )


def gaps(questions: tuple[Question, ...], review: Review) -> Iterator[tuple[Question, Finding]]:
    """What was adjusted or asked back, in order."""
    for question in questions:
        finding = review.findings.get(question.id)
        if finding is not None and finding.judgement is not Judgement.ACCEPTED:
            yield question, finding


def self_score(bank: Bank, run: Run) -> RunScore:
    """The score of the enterprise's own answers."""
    return score_run(bank, _sheet(run, {}))


def verified_score(bank: Bank, run: Run, review: Review) -> RunScore:
    """The score with the adjusted options; answers that nobody judged count as the enterprise gave them."""
    return score_run(bank, _sheet(run, review.findings))


def _sheet(run: Run, findings: Mapping[str, Finding]) -> AnswerSheet:
    adjusted = {question: found.key for question, found in findings.items() if found.judgement is Judgement.ADJUSTED}
    answers = {QuestionId(question): adjusted.get(question, answer.key) for question, answer in run.answers.items()}
    return AnswerSheet(EnterpriseType(run.profile.kind), left_out_ids(run.tailored_out), answers)


def others(bank: Bank, question: Question, given: str) -> tuple[str, ...]:
    """The options that an answer may be adjusted to."""
    keys = (*(option.key for option in question.options), *((NOT_APPLICABLE,) if may_be_not_applicable(bank, question) else ()))
    return tuple(key for key in keys if key != given)


def seen(finding: Finding | None) -> str:
    """What a screen showed of an answer's finding, short enough for a button: another one means that somebody was there meanwhile."""
    return blake2b(msgspec.json.encode(finding), digest_size=4).hexdigest() if finding else UNSEEN


def judged(review: Review, question: str, finding: Finding) -> Review:
    """The review with this finding; what was said to the one before it is kept with it."""
    before = review.findings.get(question)
    if before is not None:
        said = Exchange(reason=before.reason, reply=before.reply, by=before.replied_by, at=before.replied_at or 0)
        finding = msgspec.structs.replace(finding, earlier=(*before.earlier, *((said,) if before.reply else ())))
    return msgspec.structs.replace(review, findings={**review.findings, question: finding})


def rest_accepted(review: Review, questions: tuple[Question, ...], by: str, now: int) -> tuple[Review, int]:
    """The review with every answer accepted that nobody judged, and how many these were."""
    left = [question.id for question in questions if question.id not in review.findings]
    fresh = {question: Finding(judgement=Judgement.ACCEPTED, by=by, at=now) for question in left}
    return msgspec.structs.replace(review, findings={**review.findings, **fresh}), len(fresh)


def replied(review: Review, question: str, text: str, by: str, now: int) -> Review:
    """The review with what the enterprise says to a finding."""
    finding = msgspec.structs.replace(review.findings[question], reply=text, replied_by=by, replied_at=now)
    return msgspec.structs.replace(review, findings={**review.findings, question: finding})


def returned(review: Review, now: int) -> Review:
    """The review in the hands of the enterprise."""
    return msgspec.structs.replace(review, state=ReviewState.RETURNED, returned_at=now)


def taken_back(review: Review) -> Review:
    """The review in the hands of the reviewers again."""
    return msgspec.structs.replace(review, state=ReviewState.OPEN)


def is_ready(found: Standing) -> bool:
    """Whether the review can be locked: every answer was accepted or adjusted."""
    return found.of > 0 and found.decided == found.of


def locked(bank: Bank, run: Run, review: Review, by: str, now: int) -> Review:
    """The review locked with its verified score and sealed."""
    score = verified_score(bank, run, review)
    final = msgspec.structs.replace(
        review,
        state=ReviewState.LOCKED,
        level=score.level,
        total=decimal_text(score.total),
        scoring=SCORING_VERSION,
        locked_at=now,
        locked_by=by,
        seal="",
    )
    return msgspec.structs.replace(final, seal=seal_of(final))


def reopened(review: Review, by: str, reason: str, now: int) -> Review:
    """A locked review under way again; what it was locked with stays on record."""
    line = Reopening(by=by, at=now, reason=reason, seal=review.seal)
    return msgspec.structs.replace(
        review,
        state=ReviewState.OPEN,
        level=None,
        total=None,
        scoring="",
        locked_at=None,
        locked_by="",
        seal="",
        reopenings=(*review.reopenings, line),
    )


def seal_of(review: Review) -> str:
    """The SHA-256 (hex) of the review's canonical bytes without its seal."""
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(review, seal=""), order="deterministic")).hexdigest()


def is_intact(review: Review) -> bool:
    """Whether a locked review is as it was sealed; one that is not locked has nothing to compare."""
    return review.state is not ReviewState.LOCKED or review.seal == seal_of(review)
