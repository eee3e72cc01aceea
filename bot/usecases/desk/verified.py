"""Reviews as the enterprise, its liaison and the city read them; what the enterprise says to gaps; a locked review opened again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.roles import Action
from bot.usecases import programmes
from bot.usecases.desk.reviews import shared
from bot.usecases.desk.reviews.shared import Reviewed, kept, option_text, said_earlier, to_read
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from dialogs import review_rules
from dialogs.desk import verified as page
from dialogs.desk.reviews import FILES
from dialogs.desk.reviews.effects import RepliesCame
from dialogs.desk.verified import GapRow, ReviewMoved
from dialogs.effects import FileComing, Refused, Wanted
from dialogs.refusals import Refusal
from dialogs.review import Finding, Judgement, Review, ReviewState
from question_bank.model import Question

_TOLD = frozenset({ReviewState.RETURNED, ReviewState.LOCKED})
"""States in which findings are there for others than the reviewers."""


def is_open(visit: Visit) -> bool:
    """Whether there is a review of the own enterprise's last result."""
    return _last(visit) is not None


def waiting(visit: Visit) -> int:
    """How many questions asked back wait for a reply of the own enterprise."""
    review = _last(visit)
    if review is None or review.state is not ReviewState.RETURNED:
        return 0
    return sum(found.judgement is Judgement.ASKED_BACK and not found.reply for found in review.findings.values())


def _last(visit: Visit) -> Review | None:
    """The review of the own enterprise's last result."""
    enterprise = visit.own()
    last = visit.tx.last_finished(enterprise.id, visit.main) if enterprise else None
    stored = visit.tx.review(last.id) if last else None
    return stored.review if stored else None


def _page(visit: Visit, wanted: page.VerifiedWanted) -> Served | None:
    if not wanted.run:
        return _first(visit)
    found = to_read(visit, wanted.run)
    if found is None:
        return None
    if found.stored is None or not _told(found):
        return Served((page.NotReviewed(found.enterprise.name, found.stored is not None),))
    return Served((_shown(visit, found),))


def _first(visit: Visit) -> Served:
    """The own enterprise's last result, or the words that there is nothing to read."""
    review = _last(visit)
    if review is not None:
        return Served((), to=("verified", review.run))
    enterprise = visit.own()
    return Served((page.NotReviewed(enterprise.name if enterprise else "", False),))


def _told(found: Reviewed) -> bool:
    """Whether the review says anything to others yet: it was returned or locked before, whatever it is now."""
    return found.review.state in _TOLD or found.review.returned_at is not None or bool(found.review.reopenings)


def _gaps(found: Reviewed) -> Iterator[tuple[Question, Finding]]:
    """The gaps that others may read: those of a review under way as far as they were returned."""
    now_told = found.review.state in _TOLD
    for question, finding in review_rules.gaps(found.questions, found.review):
        if now_told or finding.at <= (found.review.returned_at or 0):
            yield question, finding


def _shown(visit: Visit, found: Reviewed) -> page.VerifiedShown:
    review, language = found.review, visit.language
    gaps = list(_gaps(found))
    answers = visit.may(found.enterprise, Action.READ_ANSWERS)
    agency = visit.tx.unit(review.agency)
    return page.VerifiedShown(
        run=found.run.id,
        name=found.enterprise.name,
        agency=agency.name if agency else "",
        state=review.state.value,
        own=found.own(language),
        verified=found.verified(language) if review.state in _TOLD else None,
        asked=sum(finding.judgement is Judgement.ASKED_BACK for _, finding in gaps),
        adjusted=sum(finding.judgement is Judgement.ADJUSTED for _, finding in gaps),
        replied=sum(bool(finding.reply) for _, finding in gaps),
        gaps=tuple(_row(visit, found, question, finding) for question, finding in gaps) if answers else (),
        may=tuple(_acts(visit, found)),
        seal=review.seal,
        locked_at=review.locked_at or 0,
        reopened=len(review.reopenings),
        intact=review_rules.is_intact(review),
    )


def _acts(visit: Visit, found: Reviewed) -> Iterator[str]:
    state = found.review.state
    if state is ReviewState.RETURNED and visit.may(found.enterprise, Action.UPDATE_ENTERPRISE):
        yield "reply"
    if state is ReviewState.LOCKED and visit.may(found.enterprise, Action.REOPEN_REVIEW):
        yield "reopen"
    if state in _TOLD:
        yield "files"


def _row(visit: Visit, found: Reviewed, question: Question, finding: Finding) -> GapRow:
    given = found.run.answers[question.id].key
    stem = question.stem.in_(visit.language)
    return GapRow(question.id, question.number, stem, given, finding.judgement.value, finding.key, finding.reason, bool(finding.reply))


def _gap_of(visit: Visit, run: str, question: str) -> tuple[Reviewed, Question, Finding] | None:
    """A gap for somebody who may read the answers."""
    found = to_read(visit, run)
    if found is None or not visit.may(found.enterprise, Action.READ_ANSWERS):
        return None
    return next(((found, asked, finding) for asked, finding in _gaps(found) if asked.id == question), None)


def _gap(visit: Visit, wanted: page.GapWanted) -> Served | None:
    gap = _gap_of(visit, wanted.run, wanted.question)
    if gap is None:
        return None
    found, question, finding = gap
    given = found.run.answers[question.id].key
    shown = page.GapShown(
        number=question.number,
        stem=question.stem.in_(visit.language),
        given=given,
        given_text=option_text(found.bank, question, given, visit.language),
        judgement=finding.judgement.value,
        key=finding.key,
        key_text=option_text(found.bank, question, finding.key, visit.language),
        reason=finding.reason,
        reply=finding.reply,
        earlier=tuple(said_earlier(found, question.id)),
        seen=review_rules.seen(finding),
        open="reply" in tuple(_acts(visit, found)),
    )
    return Served((shown,))


def _answered(visit: Visit, wanted: page.GapAnswered) -> Served | None:
    gap = _gap_of(visit, wanted.run, wanted.question)
    if gap is None or not visit.may(gap[0].enterprise, Action.UPDATE_ENTERPRISE):
        return None
    found, question, finding = gap
    if found.review.state is not ReviewState.RETURNED:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    if review_rules.seen(finding) != wanted.seen:
        return Served((page.GapMoved(question.number),))
    kept(visit, found, review_rules.replied(found.review, question.id, wanted.text, visit.person, visit.now))
    visit.record("gap_answered", found.run.id, question=question.id)
    return Served((page.GapKept(question.number),))


def _sent(visit: Visit, wanted: page.RepliesSent) -> Served | None:
    found = to_read(visit, wanted.run)
    if found is None or not visit.may(found.enterprise, Action.UPDATE_ENTERPRISE):
        return None
    replies = sum(bool(finding.reply) for _, finding in _gaps(found))
    if found.review.state is not ReviewState.RETURNED or not replies:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    kept(visit, found, review_rules.taken_back(found.review))
    visit.record("replies_sent", found.run.id, enterprise=found.enterprise.id, replies=str(replies))
    came = RepliesCame(found.run.id, found.enterprise.name, replies)
    return Served((page.RepliesTaken(replies),), tuple(Notice(person, came) for person in shared.reviewers(visit, found)))


def _reopen(visit: Visit, wanted: page.ReopenWanted) -> Served | None:
    found = to_read(visit, wanted.run)
    if found is None or not visit.may(found.enterprise, Action.REOPEN_REVIEW):
        return None
    if found.review.state is not ReviewState.LOCKED:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    kept(visit, found, review_rules.reopened(found.review, visit.person, wanted.cause, visit.now))
    visit.record("review_reopened", found.run.id, enterprise=found.enterprise.id, seal=found.review.seal)
    moved = ReviewMoved(found.run.id, found.enterprise.name, "reopened", cause=wanted.cause)
    ours = ReviewMoved(found.run.id, found.enterprise.name, "reopened", cause=wanted.cause, ours=True)
    told = dict.fromkeys(shared.contacts(visit, found), moved) | dict.fromkeys(shared.reviewers(visit, found), ours)
    programmes.refresh(visit, found.enterprise)
    return Served((page.ReviewReopened(),), tuple(Notice(person, shown) for person, shown in told.items()))


def _file(visit: Visit, wanted: page.VerifiedFileWanted) -> Served | None:
    found = to_read(visit, wanted.run)
    if found is None or wanted.what not in FILES or "files" not in tuple(_acts(visit, found)):
        return None
    return Served((FileComing(),), files=(FileWanted("review", f"{wanted.run}/{wanted.what}"),))


SERVED: dict[type[Wanted], Serve] = {
    page.VerifiedWanted: _page,
    page.GapWanted: _gap,
    page.GapAnswered: _answered,
    page.RepliesSent: _sent,
    page.ReopenWanted: _reopen,
    page.VerifiedFileWanted: _file,
}
