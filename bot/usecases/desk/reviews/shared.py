"""What the two sides of a review share: the run with its review and bank, who may see it in which role, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.ports import Enterprise
from bot.ports.desk import StoredReview
from bot.roles import Action, Relation, Role
from bot.usecases.desk.visit import Visit
from dialogs import review_rules
from dialogs.desk.reviews.effects import Said
from dialogs.desk.reviews.sides import Side, side
from dialogs.model import Run, RunState
from dialogs.review import Review
from question_bank.model import NOT_APPLICABLE, Bank, Question, QuestionId

_OWN = frozenset({Relation.CONTACT, Relation.FIRST_CONTACT})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finished run with its bank, what of it is reviewed, and the review as it is stored (or none yet)."""

    enterprise: Enterprise
    run: Run
    bank: Bank
    stored: StoredReview | None
    review: Review
    questions: tuple[Question, ...]

    def question(self, question: str) -> Question | None:
        """The question, if its answer is reviewed."""
        found = self.bank.question_by_id.get(QuestionId(question))
        return found if found in self.questions else None

    def own(self, language: str) -> Side:
        """What the enterprise stated."""
        return side(self.bank, review_rules.self_score(self.bank, self.run), language)

    def verified(self, language: str) -> Side:
        """What the findings so far make of it."""
        return side(self.bank, review_rules.verified_score(self.bank, self.run, self.review), language)


def to_review(visit: Visit, run: str) -> Reviewed | None:
    """The run for somebody who reviews it: of the assigned agency, and with no part in what is reviewed."""
    found = reviewable(visit, run)
    return reviewed(visit, *found) if found else None


def reviewable(visit: Visit, run: str) -> tuple[Enterprise, Run] | None:
    """The same without its bank and review, where runs are only counted."""
    found = _finished(visit, run, Action.REVIEW)
    return found if found is not None and not took_part(visit, *found) else None


def to_read(visit: Visit, run: str) -> Reviewed | None:
    """The run for somebody who may read its review."""
    found = _finished(visit, run, Action.READ_REVIEW)
    return reviewed(visit, *found) if found else None


def took_part(visit: Visit, enterprise: Enterprise, run: Run) -> bool:
    """Whether the person is of the enterprise, or put in an answer, a note or a file: who diagnosed does not review
    (notice 沪经信制〔2023〕673号)."""
    if visit.relations(enterprise) & _OWN:
        return True
    noted = (note.by for kept in run.notes.values() for note in kept)
    filed = (file.by for kept in run.evidence.values() for file in kept)
    return visit.person in {*(answer.by for answer in run.answers.values()), *noted, *filed}


def _finished(visit: Visit, run: str, action: Action) -> tuple[Enterprise, Run] | None:
    stored = visit.tx.run(run) if run else None
    if stored is None or stored.run.state is not RunState.FINISHED:
        return None
    enterprise = visit.enterprise(stored.run.enterprise, action)
    return (enterprise, stored.run) if enterprise else None


def reviewed(visit: Visit, enterprise: Enterprise, run: Run) -> Reviewed:
    """The run with its review; rights were asked for."""
    bank = visit.bank_of(run)
    kept = visit.tx.review(run.id)
    review = kept.review if kept else review_rules.begun(run.id, enterprise.affiliation.agency)
    return Reviewed(enterprise, run, bank, kept, review, review_rules.subject(bank, run))


def kept(visit: Visit, found: Reviewed, review: Review) -> None:
    """Store the review in place of the one that was read; `Conflict` if that changed, and then the turn is taken again."""
    visit.tx.save_review(found.stored, review, review.agency, visit.now)


def reviewers(visit: Visit, found: Reviewed) -> tuple[str, ...]:
    """Who is told of replies: those of the agency who judged something, else all its reviewers."""
    holders = visit.tx.holders(Role.REVIEWER, found.review.agency) if found.review.agency else ()
    judges = {finding.by for finding in found.review.findings.values()}
    told = tuple(person for person in holders if person in judges) or holders
    return tuple(person for person in told if person != visit.person)


def contacts(visit: Visit, found: Reviewed) -> tuple[str, ...]:
    """The enterprise's contacts."""
    return tuple(row.person for row in visit.tx.contacts(found.enterprise.id) if row.person != visit.person)


def option_text(bank: Bank, question: Question, key: str, language: str) -> str:
    """What an option says; nothing for an answer that is no option."""
    option = question.option(key) if key and key != NOT_APPLICABLE else None
    return option.text.in_(language) if option else ""


def said_earlier(found: Reviewed, question: str) -> Iterator[Said]:
    """What was said to and fro before the present finding."""
    finding = found.review.findings.get(question)
    yield from (Said(one.reason, one.reply) for one in finding.earlier) if finding else ()


def colleague(visit: Visit, person: str) -> str:
    """What a colleague is called; nothing for the person's own findings."""
    details = visit.tx.details_of(person) if person != visit.person else None
    return details.name if details else ""
