"""The report of a review, and a file that lies beside a reviewed answer: each made after the commit, for those who may have it then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import msgspec

from bot.ports import Enterprise
from bot.roles import Action
from bot.usecases.banks import bank_in, sheets_of
from bot.usecases.desk import reviews
from bot.usecases.desk.reviews import shared
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs import review_rules
from dialogs.codec import decode_run, encode
from dialogs.desk.reviews import FILES
from dialogs.limits import day_of
from dialogs.model import Evidence, Run, RunState
from dialogs.review import Review, ReviewState
from question_bank.model import NOT_APPLICABLE, Bank, Question
from question_bank.scoring import RunScore
from reports.verification import Gap, Verification, VerifiedLevel, VerifiedResult


class _Wanted(msgspec.Struct, frozen=True):
    """What the worker needs of a review; `gaps` says whether the reader may read answers."""

    run: bytes
    review: Review
    name: str
    code: str
    agency: str
    now: int
    gaps: bool
    sheets: bytes | None


async def _review(order: Order) -> Sequence[File]:
    """The report as PDF or JSON; nothing for somebody who may not read the review by now."""
    run, _, what = order.at.partition("/")
    found = await order.look(lambda visit: _readable(visit, run)) if what in FILES else None
    if found is None:
        return ()
    content = await order.drawing.made(drawn, msgspec.json.encode(found), what, order.language)
    return (("document", f"review.{what}", content),)


def _readable(visit: Visit, run: str) -> _Wanted | None:
    stored = visit.tx.run(run)
    enterprise = _reader_of(visit, stored.run) if stored else None
    kept = visit.tx.review(run)
    if stored is None or enterprise is None:
        return None
    reviews_it = visit.may(enterprise, Action.REVIEW) and not shared.took_part(visit, enterprise, stored.run)
    told = kept is not None and kept.review.state is not ReviewState.OPEN
    if not told and not reviews_it:
        return None
    review = kept.review if kept else review_rules.begun(run, enterprise.affiliation.agency)
    agency = visit.tx.unit(review.agency)
    gaps = reviews.readable(visit, run) is not None
    visit.record("review_exported", run, enterprise=enterprise.id)
    sheets = sheets_of(visit.tx, stored.run.bank, stored.run.bank_version)
    return _Wanted(encode(stored.run), review, enterprise.name, enterprise.code, agency.name if agency else "", visit.now, gaps, sheets)


def _reader_of(visit: Visit, run: Run) -> Enterprise | None:
    return visit.enterprise(run.enterprise, Action.READ_REVIEW) if run.state is RunState.FINISHED else None


async def _evidence(order: Order) -> Sequence[File]:
    """The file's bytes under the name that it was given; recorded for whom it is."""
    file = await order.look(lambda visit: _file(visit, order.at))
    content = await asyncio.to_thread(order.read, file.digest) if file else None
    return (("document", file.name, content),) if file and content is not None else ()


def _file(visit: Visit, at: str) -> Evidence | None:
    run, _, rest = at.partition("/")
    question, _, wanted = rest.rpartition("/")
    found = reviews.readable(visit, run)
    file = next((one for one in found.evidence.get(question, ()) if one.id == wanted), None) if found else None
    if found is not None and file is not None:
        visit.record("evidence_sent", run, question=question, file=file.id, enterprise=found.enterprise)
    return file


# -- in the worker -------------------------------------------------------------------------------------------------------


def drawn(wanted: bytes, what: str, language: str) -> bytes:
    """The report of a review; runs in the worker."""
    from reports.documents.verification import render

    found = msgspec.json.decode(wanted, type=_Wanted)
    run = decode_run(found.run)
    return render(verification(bank_in(found.sheets, run.bank, run.bank_version), run, found, language), what)


def verification(bank: Bank, run: Run, wanted: _Wanted, language: str) -> Verification:
    """The report's values in this language."""
    review, questions = wanted.review, review_rules.subject(bank, run)
    how = review_rules.standing(questions, review)
    own, verified = review_rules.self_score(bank, run), review_rules.verified_score(bank, run, review)
    return Verification(
        language=language,
        run_id=run.id,
        name=wanted.name,
        code=wanted.code,
        agency=wanted.agency,
        bank=f"{bank.title.in_(language)} {bank.version}",
        standard=bank.standard,
        finished=day_of(run.finished_at or run.created_at),
        made=day_of(review.locked_at or wanted.now),
        locked=day_of(review.locked_at) if review.locked_at is not None else None,
        seal=review.seal,
        reopened=len(review.reopenings),
        own=_result(bank, own, language),
        verified=_result(bank, verified, language),
        levels=tuple(_levels(bank, own, verified, language)),
        answers=how.of,
        accepted=how.accepted,
        adjusted=how.adjusted,
        asked=how.waiting + how.replied,
        gaps=tuple(_gaps(bank, run, review, questions, language)) if wanted.gaps else None,
    )


def _result(bank: Bank, score: RunScore, language: str) -> VerifiedResult:
    level = bank.level_by_number.get(score.level)
    name = level.name if level else next(band.name for band in bank.bands if band.level == score.level)
    return VerifiedResult(score.level, name.in_(language), score.total)


def _levels(bank: Bank, own: RunScore, verified: RunScore, language: str) -> Iterator[VerifiedLevel]:
    mine, theirs = _counted(own), _counted(verified)
    for level in bank.levels:
        if level.number in mine or level.number in theirs:
            (value, met), (checked, holds) = mine.get(level.number, (None, False)), theirs.get(level.number, (None, False))
            yield VerifiedLevel(level.name.in_(language), value, met, checked, holds)


def _counted(score: RunScore) -> Mapping[int, tuple[Fraction | None, bool]]:
    return {found.level: (found.value, found.met) for found in score.levels if found.counted}


def _gaps(bank: Bank, run: Run, review: Review, questions: tuple[Question, ...], language: str) -> Iterator[Gap]:
    for question, finding in review_rules.gaps(questions, review):
        given = run.answers[question.id].key
        yield Gap(
            question=question.id,
            number=question.number,
            level=bank.level_by_number[question.level].name.in_(language),
            area=bank.area_by_id[question.area].name.in_(language),
            stem=question.stem.in_(language),
            given="" if given == NOT_APPLICABLE else given,
            given_text=_text(bank, question, given, language),
            found="" if finding.key == NOT_APPLICABLE else finding.key,
            found_text=_text(bank, question, finding.key, language),
            reason=finding.reason,
            reply=finding.reply,
        )


def _text(bank: Bank, question: Question, key: str, language: str) -> str:
    """What an option says, or that the question does not apply."""
    if key == NOT_APPLICABLE:
        from reports.bundle import words

        return words(language)["answers.not_applicable"]
    return shared.option_text(bank, question, key, language)


MAKERS: Mapping[str, Maker] = {"review": _review, "evidence": _evidence}
