"""What reviewers do to a review: judge an answer (one winner each), accept the rest of an area, return it, lock it."""

from __future__ import annotations

from msgspec.structs import replace

from bot.usecases import programmes
from bot.usecases.desk.reviews import shared
from bot.usecases.desk.reviews.shared import Reviewed, kept, to_review
from bot.usecases.desk.visit import Notice, Serve, Served, Visit
from dialogs import review_rules
from dialogs.desk.reviews import effects as page
from dialogs.desk.verified import ReviewMoved
from dialogs.effects import Refused, Wanted
from dialogs.refusals import Refusal
from dialogs.review import Finding, Judgement, Review, ReviewState
from question_bank.model import AreaId, Question


def _judged(visit: Visit, wanted: page.Judged) -> Served | None:
    found = to_review(visit, wanted.run)
    question = found.question(wanted.question) if found else None
    if found is None or question is None or question.area != wanted.area or not _fits(found, question, wanted):
        return None
    if found.review.state is ReviewState.LOCKED:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    before = found.review.findings.get(question.id)
    if before is not None and review_rules.seen(before) != wanted.seen:
        return Served((page.FindingMeanwhile(question.number, shared.colleague(visit, before.by), before.judgement),))
    finding = Finding(judgement=wanted.judgement, key=wanted.key, reason=wanted.reason, by=visit.person, at=visit.now)
    review = _of_agency(found, review_rules.judged(found.review, question.id, finding))
    kept(visit, found, review)
    visit.record("finding_kept", found.run.id, question=question.id, judgement=wanted.judgement.value, key=wanted.key)
    following = _following(found, review, question)
    to = f"{wanted.run}/{wanted.area}" + (f"/{following.id}" if following else "")
    return Served((page.FindingKept(question.number, wanted.judgement, wanted.key),), to=("reviews", to))


def _fits(found: Reviewed, question: Question, wanted: page.Judged) -> bool:
    """Whether the option and the text are such as this judgement takes; buttons can be forged."""
    adjusted = wanted.judgement is Judgement.ADJUSTED
    given = found.run.answers[question.id].key
    option = wanted.key in review_rules.others(found.bank, question, given) if adjusted else not wanted.key
    return option and bool(wanted.reason) == (wanted.judgement is not Judgement.ACCEPTED)


def _of_agency(found: Reviewed, review: Review) -> Review:
    """The review under the agency that the enterprise is assigned to now."""
    agency = found.enterprise.affiliation.agency
    return review if review.agency == agency else replace(review, agency=agency)


def _following(found: Reviewed, review: Review, question: Question) -> Question | None:
    """The next answer of the area that nobody judged, after this one first."""
    under = review_rules.by_area(found.questions)[question.area]
    place = under.index(question)
    return next((one for one in (*under[place + 1 :], *under[:place]) if one.id not in review.findings), None)


def _rest(visit: Visit, wanted: page.RestAccepted) -> Served | None:
    found = to_review(visit, wanted.run)
    under = review_rules.by_area(found.questions).get(AreaId(wanted.area), ()) if found else ()
    if found is None or not under:
        return None
    if found.review.state is ReviewState.LOCKED:
        return Served((Refused(Refusal.DECIDED_ALREADY),))
    review, accepted = review_rules.rest_accepted(found.review, under, visit.person, visit.now)
    if accepted:
        kept(visit, found, _of_agency(found, review))
        visit.record("rest_accepted", found.run.id, area=wanted.area, answers=str(accepted))
    name = found.bank.area_by_id[AreaId(wanted.area)].name.in_(visit.language)
    return Served((page.RestKept(name, accepted),), to=("reviews", wanted.run))


def _return(visit: Visit, wanted: page.ReturnWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    if found is None:
        return None
    how = review_rules.standing(found.questions, found.review)
    refused = not_ready(found, "return", how)
    if refused is not None:
        return refused
    kept(visit, found, review_rules.returned(_of_agency(found, found.review), visit.now))
    visit.record("review_returned", found.run.id, enterprise=found.enterprise.id, gaps=str(how.gaps))
    people = shared.contacts(visit, found)
    told = tuple(Notice(person, ReviewMoved(found.run.id, found.enterprise.name, "returned", how.gaps)) for person in people)
    return Served((page.ReviewReturned(how.gaps, len(people)),), told)


def _lock(visit: Visit, wanted: page.LockWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    if found is None:
        return None
    how = review_rules.standing(found.questions, found.review)
    refused = not_ready(found, "lock", how)
    if refused is not None:
        return refused
    review = review_rules.locked(found.bank, found.run, _of_agency(found, found.review), visit.person, visit.now)
    kept(visit, found, review)
    visit.record("review_locked", found.run.id, enterprise=found.enterprise.id, level=str(review.level), seal=review.seal)
    moved = ReviewMoved(found.run.id, found.enterprise.name, "locked", how.adjusted, review.level)
    people = (*shared.contacts(visit, found), *visit.liaisons_of(found.enterprise))
    told = tuple(Notice(person, moved) for person in dict.fromkeys(people))
    possible = programmes.notices(visit, found.enterprise, programmes.refresh(visit, found.enterprise))
    return Served((page.ReviewLocked(review.seal),), (*told, *possible))


def not_ready(found: Reviewed, asking: str, how: review_rules.Standing) -> Served | None:
    """Why the review cannot be returned or locked now; nothing where it can."""
    to = ("reviews", found.run.id)
    if found.review.state is ReviewState.LOCKED or (asking == "return" and found.review.state is ReviewState.RETURNED):
        return Served((Refused(Refusal.DECIDED_ALREADY),), to=to)
    if how.gaps == 0 if asking == "return" else not review_rules.is_ready(how):
        return Served((page.NotReady(asking, how.unjudged, how.waiting + how.replied),), to=to)
    return None


SERVED: dict[type[Wanted], Serve] = {
    page.Judged: _judged,
    page.RestAccepted: _rest,
    page.ReturnWanted: _return,
    page.LockWanted: _lock,
}
