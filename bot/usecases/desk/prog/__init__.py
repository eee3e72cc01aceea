"""Programmes for the contacts of an enterprise: the list, one programme with its reasons, what is met, what was said before.

Always about the own enterprise; a programme that is not open to enterprises reads like one that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from bot.ports import Enterprise
from bot.ports.programmes import KeptVerdict, StatedFact
from bot.roles import Action
from bot.usecases.desk.prog import asking, way
from bot.usecases.desk.prog import known as prog_known
from bot.usecases.desk.prog.looking import own, short_of, today
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.programmes import gather, notices, refresh, told, verdict_of
from dialogs.desk.prog import reasons as words
from dialogs.desk.prog import wishes
from dialogs.desk.prog.effects import MetShown, PastFact, PastVerdict, ProgrammeShown, ProgrammesShown, VerdictsShown
from dialogs.desk.prog.parts import ProgrammeLine
from dialogs.desk.vouch.rules import checked_form
from dialogs.effects import Wanted
from dialogs.views.common import day_and_hour
from question_bank.programmes.form_model import FormScope
from question_bank.programmes.judging import judge
from question_bank.programmes.model import Fact, Programme, Purpose, Subject
from question_bank.programmes.values import Unfit, read_value

MOST_VERDICTS = 8
MOST_FACTS = 12
"""So many lines of the history are shown."""

LOOKED_THROUGH = 200
"""Among so many of the latest lines those are sought that are shown."""


def is_open(visit: Visit) -> bool:
    """Whether the person is a contact of an enterprise that could apply."""
    return own(visit, Action.READ_VERDICT) is not None


def _list(visit: Visit, wanted: wishes.ProgrammesWanted) -> Served | None:
    enterprise = own(visit, Action.READ_VERDICT)
    if enterprise is None:
        return None
    changed = refresh(visit, enterprise)
    current = visit.packs.current()
    listed = [programme for programme in current if (programme.subject is Subject.ENTERPRISE) is not wanted.bodies]
    lines = tuple(_line(visit, enterprise, programme) for programme in listed)
    shown = ProgrammesShown(enterprise.name, lines, wanted.bodies, len(current) - len(listed))
    return Served((*told(visit, changed), shown), notices(visit, enterprise, changed))


def _line(visit: Visit, enterprise: Enterprise, programme: Programme) -> ProgrammeLine:
    verdict = verdict_of(visit, enterprise, programme)
    spans = words.spans(programme, today(visit), visit.language)
    return ProgrammeLine(
        id=str(programme.id),
        short=short_of(programme, visit.language),
        number=programme.notice.number,
        duty=programme.purpose is Purpose.DUTY,
        state=words.together(spans),
        spans=spans,
        glance=words.glance(programme, verdict.best, visit.language),
    )


def _one(visit: Visit, wanted: wishes.ProgrammeWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    changed = refresh(visit, enterprise)
    shown = _shown(visit, enterprise, programme, wanted.track)
    return Served((*told(visit, changed), shown), notices(visit, enterprise, changed))


def _shown(visit: Visit, enterprise: Enterprise, programme: Programme, track: str) -> ProgrammeShown:
    language, gathered = visit.language, gather(visit, enterprise, programme)
    verdict = judge(programme, gathered.values, today(visit))
    about = words.track_of(verdict, track)
    wording = words.Wording(programme, gathered.values, language)
    spans = words.spans(programme, today(visit), language)
    return ProgrammeShown(
        id=str(programme.id),
        title=programme.title.in_(language),
        summary=programme.summary.in_(language),
        number=programme.notice.number,
        notice=programme.notice.title.in_(language),
        issuer=programme.notice.issuer.in_(language),
        issued=programme.notice.issued.isoformat(),
        duty=programme.purpose is Purpose.DUTY,
        state=words.together(spans),
        spans=spans,
        enterprise=enterprise.name,
        tracks=tuple(words.glance(programme, one, language) for one in words.ordered(verdict)),
        about=str(about.track.id),
        missing=wording.of(about.missing()),
        barring=wording.of(about.barring()),
        to_confirm=wording.of(words.to_confirm(about)),
        to_explain=wording.of(about.to_explain()),
        helpful=wording.of(words.helpful(about)),
        met=len(words.met(about)),
        lacking=len(asking.lacking(programme, about)),
        known=bool(prog_known.known_facts(programme, gathered)),
        forms=any(form.scope is FormScope.ONE for form in programme.forms),
        applies=enterprise.id if checked_form(programme) else "",
    )


def _met(visit: Visit, wanted: wishes.MetWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    values = gather(visit, enterprise, programme).values
    about = words.track_of(judge(programme, values, today(visit)), wanted.track)
    name = about.track.name.in_(visit.language) if len(programme.tracks) > 1 else ""
    reasons = words.Wording(programme, values, visit.language).of(words.met(about))
    return Served((MetShown(str(programme.id), short_of(programme, visit.language), programme.notice.number, name, reasons),))


# -- what was said before ------------------------------------------------------------------------------------------------


def _history(visit: Visit, wanted: wishes.VerdictsWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    kept = _turns(visit.tx.verdict_history(enterprise.id, str(programme.id), LOOKED_THROUGH))
    tracks = {str(track.id): track.name.in_(visit.language) for track in programme.tracks} if len(programme.tracks) > 1 else {}
    verdicts = tuple(
        PastVerdict(day_and_hour(one.at), tracks.get(one.track, ""), one.outcome, one.missing, one.lacking, one.version) for one in kept
    )
    shown = VerdictsShown(
        id=str(programme.id),
        short=short_of(programme, visit.language),
        duty=programme.purpose is Purpose.DUTY,
        verdicts=verdicts,
        facts=_stated(visit, enterprise, programme),
    )
    return Served((shown,))


def _turns(verdicts: Sequence[KeptVerdict]) -> Iterator[KeptVerdict]:
    """Of verdicts that say the same one after the other, while facts were filled in, the latest."""
    said_alike = groupby(verdicts, key=lambda one: (one.outcome, one.track, one.missing, one.version))
    return islice((next(group) for _, group in said_alike), MOST_VERDICTS)


def _stated(visit: Visit, enterprise: Enterprise, programme: Programme) -> tuple[PastFact, ...]:
    facts = {str(fact.id): fact for fact in programme.facts}
    rows = (row for row in visit.tx.fact_history(enterprise.id, LOOKED_THROUGH) if row.fact in facts)
    return tuple(_past(visit, facts[row.fact], row) for row in islice(rows, MOST_FACTS))


def _past(visit: Visit, fact: Fact, row: StatedFact) -> PastFact:
    own_words = row.by == visit.person
    by = "" if own_words else visit.name_of(row.by)
    return PastFact(day_and_hour(row.at), fact.name.in_(visit.language), _said(fact, row.value, visit.language), by, own_words)


def _said(fact: Fact, written: str, language: str) -> str:
    """What was stated, as far as the fact still has such a value; empty for what was taken back."""
    if not written:
        return ""
    try:
        return words.worded(fact, read_value(fact, written), language)
    except Unfit:
        return written


SERVED: dict[type[Wanted], Serve] = {
    wishes.ProgrammesWanted: _list,
    wishes.ProgrammeWanted: _one,
    wishes.MetWanted: _met,
    wishes.VerdictsWanted: _history,
    **asking.SERVED,
    **prog_known.SERVED,
    **way.SERVED,
}
