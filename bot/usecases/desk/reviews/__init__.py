"""Reviews by a third-party agency: its queue, the answers with what lies beside them, findings with one winner each, return, lock."""

from __future__ import annotations

from bot.ports import Enterprise
from bot.roles import Action, Role
from bot.usecases.desk.reviews import judging, shared
from bot.usecases.desk.reviews.shared import Reviewed, said_earlier, to_review
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs import review_rules
from dialogs.desk.reviews import FILES
from dialogs.desk.reviews import effects as page
from dialogs.effects import FileComing, Wanted
from dialogs.model import Run, RunState
from dialogs.review import Review, ReviewState
from dialogs.views.together import size_text
from question_bank.model import AreaId, Question

MOST_LISTED = 20
LOOKED_AT = 100
"""How many finished runs are looked through for those that wait: earlier runs of an enterprise do not."""


def is_open(visit: Visit) -> bool:
    """Whether the person reviews for any agency."""
    return any(grant.role is Role.REVIEWER for grant in visit.grants)


def waiting(visit: Visit) -> int:
    """How many runs wait for the person's agency."""
    return sum(review is None or review.state is ReviewState.OPEN for _, review in _found(visit))


def _found(visit: Visit) -> list[tuple[Run, Review | None]]:
    """The runs that this person reviews: the last of each enterprise, and older ones whose review was begun."""
    units = [grant.unit for grant in visit.grants if grant.role is Role.REVIEWER]
    runs = [run for unit in units for run in visit.tx.reviewable(unit, LOOKED_AT)]
    found = []
    for run in dict.fromkeys(runs):
        one, stored = shared.reviewable(visit, run), visit.tx.review(run)
        if one is not None and (stored is not None or _is_last(visit, *one)):
            found.append((one[1], stored.review if stored else None))
    return found


def _is_last(visit: Visit, enterprise: Enterprise, run: Run) -> bool:
    last = visit.tx.last_finished(enterprise.id, run.bank)
    return last is not None and last.id == run.id


def _queue(visit: Visit, wanted: page.QueueWanted) -> Served | None:
    if not is_open(visit):
        return None
    rows = [_row(found) for run, _ in _found(visit) if (found := to_review(visit, run.id)) is not None]
    rows.sort(key=lambda row: (row.state == ReviewState.RETURNED, -row.replied))
    return Served((page.QueueShown(tuple(rows[:MOST_LISTED]), max(0, len(rows) - MOST_LISTED)),))


def _row(found: Reviewed) -> page.QueueRow:
    how = review_rules.standing(found.questions, found.review)
    state = found.review.state.value if found.stored else ""
    return page.QueueRow(found.run.id, found.enterprise.name, found.run.finished_at or 0, state, how.decided, how.of, how.replied)


# -- a run, an area, an answer -------------------------------------------------------------------------------------------


def _one(visit: Visit, wanted: page.ReviewWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    if found is None:
        return None
    how = review_rules.standing(found.questions, found.review)
    if wanted.asking:
        return _asked(visit, found, wanted.asking, how)
    names = tuple(found.bank.area_by_id[AreaId(area)].name.in_(visit.language) for area in found.run.tailored_out)
    shown = page.ReviewShown(
        run=found.run.id,
        name=found.enterprise.name,
        code=found.enterprise.code,
        finished_at=found.run.finished_at or 0,
        state=found.review.state.value,
        own=found.own(visit.language),
        verified=found.verified(visit.language),
        accepted=how.accepted,
        adjusted=how.adjusted,
        waiting=how.waiting,
        replied=how.replied,
        of=how.of,
        left_out=names,
        areas=tuple(_area_row(visit, found, area, under) for area, under in review_rules.by_area(found.questions).items()),
        intact=review_rules.is_intact(found.review),
    )
    return Served((shown,))


def _area_row(visit: Visit, found: Reviewed, area: AreaId, under: tuple[Question, ...]) -> page.AreaRow:
    how = review_rules.standing(under, found.review)
    name = found.bank.area_by_id[area].name.in_(visit.language)
    return page.AreaRow(area, name, how.decided, how.waiting + how.replied, how.of)


def _asked(visit: Visit, found: Reviewed, asking: str, how: review_rules.Standing) -> Served:
    """Whether to return or lock; where that cannot be, why."""
    refused = judging.not_ready(found, asking, how)
    if refused is not None:
        return refused
    own, verified = found.own(visit.language), found.verified(visit.language)
    return Served((page.ReviewAsked(asking, found.enterprise.name, how.gaps, how.unjudged, own, verified),))


def _area(visit: Visit, wanted: page.ReviewedAreaWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    under = review_rules.by_area(found.questions).get(AreaId(wanted.area), ()) if found else ()
    if found is None or not under:
        return None
    rows = tuple(_answer_row(visit, found, question) for question in under)
    name = found.bank.area_by_id[AreaId(wanted.area)].name.in_(visit.language)
    unjudged = review_rules.standing(under, found.review).unjudged
    return Served((page.ReviewedAreaShown(found.enterprise.name, name, found.review.state.value, rows, unjudged),))


def _answer_row(visit: Visit, found: Reviewed, question: Question) -> page.AnswerRow:
    finding = found.review.findings.get(question.id)
    return page.AnswerRow(
        question=question.id,
        number=question.number,
        stem=question.stem.in_(visit.language),
        given=found.run.answers[question.id].key,
        judgement=finding.judgement.value if finding else "",
        key=finding.key if finding else "",
        replied=bool(finding and finding.reply),
        files=len(found.run.evidence.get(question.id, ())),
        notes=len(found.run.notes.get(question.id, ())),
    )


def _card(visit: Visit, wanted: page.CardWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    question = found.question(wanted.question) if found else None
    if found is None or question is None or question.area != wanted.area:
        return None
    under = review_rules.by_area(found.questions)[question.area]
    place = under.index(question)
    if wanted.step:
        there = under[min(max(place + wanted.step, 0), len(under) - 1)]
        return Served((), to=("reviews", f"{wanted.run}/{wanted.area}/{there.id}"))
    return Served((_shown(visit, found, question, place, len(under)),))


def _shown(visit: Visit, found: Reviewed, question: Question, place: int, of: int) -> page.ReviewCardShown:
    language, run = visit.language, found.run
    finding = found.review.findings.get(question.id)
    given = run.answers[question.id].key
    return page.ReviewCardShown(
        name=found.enterprise.name,
        area=found.bank.area_by_id[question.area].name.in_(language),
        level=found.bank.level_by_number[question.level].name.in_(language),
        place=place + 1,
        of=of,
        number=question.number,
        stem=question.stem.in_(language),
        options=tuple((option.key, option.text.in_(language)) for option in question.options),
        given=given,
        evidence=question.evidence.in_(language),
        notes=tuple(note.text for note in run.notes.get(question.id, ())),
        files=tuple(page.FileRow(file.id, file.name, size_text(file.size)) for file in run.evidence.get(question.id, ())),
        others=review_rules.others(found.bank, question, given),
        seen=review_rules.seen(finding),
        state=found.review.state.value,
        judgement=finding.judgement.value if finding else "",
        key=finding.key if finding else "",
        reason=finding.reason if finding else "",
        who=shared.colleague(visit, finding.by) if finding else "",
        at=finding.at if finding else 0,
        reply=finding.reply if finding else "",
        earlier=tuple(said_earlier(found, question.id)),
    )


# -- files -------------------------------------------------------------------------------------------------


def _file(visit: Visit, wanted: page.ReviewFileWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    if found is None or wanted.what not in FILES:
        return None
    return Served((FileComing(),), files=(FileWanted("review", f"{wanted.run}/{wanted.what}"),))


def _evidence(visit: Visit, wanted: page.EvidenceWanted) -> Served | None:
    found = to_review(visit, wanted.run)
    file = next((one for one in found.run.evidence.get(wanted.question, ()) if one.id == wanted.file), None) if found else None
    if file is None:
        return None
    at = f"{wanted.run}/{wanted.question}/{wanted.file}"
    return Served((page.EvidenceComing(file.name),), files=(FileWanted("evidence", at),))


def readable(visit: Visit, run: str) -> Run | None:
    """The finished run whose answers this person may read: a contact's own, or one to review."""
    stored = visit.tx.run(run) if run else None
    if stored is None or stored.run.state is not RunState.FINISHED:
        return None
    enterprise = visit.enterprise(stored.run.enterprise, Action.READ_ANSWERS)
    if enterprise is None:
        return None
    own = visit.tx.is_contact(visit.person, enterprise.id)
    return stored.run if own or not shared.took_part(visit, enterprise, stored.run) else None


SERVED: dict[type[Wanted], Serve] = {
    **judging.SERVED,
    page.QueueWanted: _queue,
    page.ReviewWanted: _one,
    page.ReviewedAreaWanted: _area,
    page.CardWanted: _card,
    page.ReviewFileWanted: _file,
    page.EvidenceWanted: _evidence,
}
