"""What is known of an enterprise for a programme, with where each comes from; what a contact stated is changed from here."""

from __future__ import annotations

from bot.roles import Action
from bot.usecases.desk.prog.looking import own, short_of
from bot.usecases.desk.visit import Serve, Served, Visit
from bot.usecases.programmes import Gathered, Known, gather
from dialogs.desk.prog import FACT, wishes
from dialogs.desk.prog import reasons as words
from dialogs.desk.prog.effects import KnownShown
from dialogs.desk.prog.parts import KnownLine
from dialogs.effects import Wanted
from dialogs.limits import day_of
from question_bank.programmes.model import Fact, Programme
from question_bank.programmes.sources import source_of

KNOWN_PAGE = 15
"""Known facts on one screen."""


def known_facts(programme: Programme, gathered: Gathered) -> tuple[tuple[Fact, Known], ...]:
    """What is known of the facts that conditions look at, in the order of the programme."""
    return tuple((fact, gathered.known[fact.id]) for fact in programme.facts if not fact.form_only and fact.id in gathered.known)


def _known(visit: Visit, wanted: wishes.KnownWanted) -> Served | None:
    enterprise, programme = own(visit, Action.READ_VERDICT), visit.packs.find(wanted.programme)
    if enterprise is None or programme is None:
        return None
    facts = known_facts(programme, gather(visit, enterprise, programme))
    start = wanted.start if 0 <= wanted.start < len(facts) else 0
    shown = facts[start : start + KNOWN_PAGE]
    lines = tuple(_known_line(visit, place, fact, known) for place, (fact, known) in enumerate(shown, start + 1))
    more = start + KNOWN_PAGE if start + KNOWN_PAGE < len(facts) else 0
    short = short_of(programme, visit.language)
    return Served((KnownShown(str(programme.id), short, lines, len(facts), more),))


def _known_line(visit: Visit, place: int, fact: Fact, known: Known) -> KnownLine:
    source = source_of(known.source) if known.source else None
    return KnownLine(
        place=place,
        name=fact.name.in_(visit.language),
        value=words.worded(fact, known.value, visit.language),
        source=source.name.in_(visit.language) if source else "",
        by=visit.name_of(known.by) if known.by and known.by != visit.person else "",
        own=known.by == visit.person,
        at=day_of(known.at).isoformat() if known.at is not None else "",
        open=not known.source,
    )


def _change(visit: Visit, wanted: wishes.KnownChosen) -> Served | None:
    """To the known fact with this number, if a contact stated it."""
    enterprise, programme = own(visit, Action.STATE_FACTS), visit.packs.find(wanted.programme)
    facts = known_facts(programme, gather(visit, enterprise, programme)) if enterprise and programme else ()
    if programme is None or not 1 <= wanted.place <= len(facts) or facts[wanted.place - 1][1].source:
        return None
    track = visit.cursor.desk.fields.get("track", "")
    asked = FACT + str(facts[wanted.place - 1][0].id)
    return Served((), to=("prog", str(programme.id), asked), fields={"edit": "1", **({"track": track} if track else {})})


SERVED: dict[type[Wanted], Serve] = {wishes.KnownWanted: _known, wishes.KnownChosen: _change}
