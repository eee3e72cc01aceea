"""What is stored about a person, gathered for that person and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.ports.desk import Ticket
from bot.ports.programmes import FormFile, StatedFact
from bot.ports.registry import Claim, Invitation, Registration
from bot.usecases.desk.units_seen import name_of_unit
from bot.usecases.desk.visit import FileWanted, Serve, Served, Visit
from dialogs.desk import privacy as page
from dialogs.effects import Wanted
from dialogs.fields import masked
from dialogs.model import Answer, Cursor, Evidence, Note, Run
from question_bank.programmes.model import Fact
from question_bank.programmes.values import Unfit, read_value, said

COPY = "own_data"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that the person stated, with the names that people read; what was said is empty where it was taken back."""

    enterprise: str
    name: str
    said: str
    stated: StatedFact


@dataclass(frozen=True, slots=True)
class About:
    """Everything that is stored about a person, as it stands at one moment. Enterprises are (name, code, whether first contact), and
    elsewhere their names."""

    cursor: Cursor
    roles: tuple[tuple[str, str], ...]
    enterprises: tuple[tuple[str, str, bool], ...]
    claims: tuple[tuple[str, Claim], ...]
    registrations: tuple[Registration, ...]
    invitations: tuple[Invitation, ...]
    tickets: tuple[Ticket, ...]
    answers: tuple[tuple[Run, str, Answer], ...]
    notes: tuple[tuple[Run, str, Note], ...]
    files: tuple[tuple[Run, str, Evidence], ...]
    facts: tuple[FactLine, ...]
    form_files: tuple[tuple[str, FormFile], ...]


def about(visit: Visit) -> About | None:
    """What is stored about the person whose visit it is; nothing for somebody deleted meanwhile."""
    cursor = visit.tx.cursor(visit.person)
    if cursor is None:
        return None
    tx, person, runs = visit.tx, visit.person, tuple(_runs(visit, cursor))
    return About(
        cursor=cursor,
        roles=tuple((grant.role.value, name_of_unit(visit, grant.unit)) for grant in visit.grants),
        enterprises=tuple((found.name, found.code, found.first_contact == person) for found in tx.enterprises_of(person)),
        claims=tuple((_enterprise(visit, claim.enterprise), claim) for claim in tx.claims_of(person)),
        registrations=tx.registrations_of(person),
        invitations=tx.invitations(person, visit.now),
        tickets=tx.tickets_of(person),
        answers=tuple((run, question, kept) for run in runs for question, kept in _answers(run) if kept.by == person),
        notes=tuple((run, question, note) for run in runs for question, kept in run.notes.items() for note in kept if note.by == person),
        files=tuple((run, question, file) for run in runs for question, kept in run.evidence.items() for file in kept if file.by == person),
        facts=_facts(visit),
        form_files=tuple((_name(visit, enterprise), file) for enterprise, file in tx.form_files_by(person)),
    )


def _answers(run: Run) -> Iterator[tuple[str, Answer]]:
    yield from run.answers.items()
    yield from run.unconfirmed.items()


def _runs(visit: Visit, cursor: Cursor) -> Iterator[Run]:
    """Every run that the person could have put something into: where the person stands or stood, drafts, and those of own enterprises."""
    tx = visit.tx
    known = dict.fromkeys(run for run in (cursor.run, cursor.left, *(draft.run.id for draft in tx.drafts(visit.person))) if run)
    for enterprise in tx.enterprises_of(visit.person):
        current = tx.run_in(enterprise.id)
        known |= dict.fromkeys((*(past.id for past in tx.past_runs(enterprise.id)), *((current,) if current else ())))
    for run in known:
        stored = tx.run(run)
        if stored is not None:
            yield stored.run


def _enterprise(visit: Visit, enterprise: str) -> str:
    """What somebody who waits may know of an enterprise: its code, which the person gave."""
    found = visit.tx.enterprise(enterprise)
    return found.code if found else ""


def _facts(visit: Visit) -> tuple[FactLine, ...]:
    """What the person ever stated for programmes, in words where a current programme knows the fact."""
    stated = visit.tx.facts_by(visit.person)
    known = {str(fact.id): fact for programme in visit.packs.current() for fact in programme.facts} if stated else {}
    return tuple(_line(visit, _name(visit, enterprise), known.get(one.fact), one) for enterprise, one in stated)


def _line(visit: Visit, enterprise: str, fact: Fact | None, stated: StatedFact) -> FactLine:
    if fact is None:
        return FactLine(enterprise, stated.fact, stated.value, stated)
    try:
        words = said(fact, read_value(fact, stated.value), visit.language) if stated.value else ""
    except Unfit:  # stated of an older version of the programme
        words = stated.value
    return FactLine(enterprise, fact.name.in_(visit.language), words, stated)


def _name(visit: Visit, enterprise: str) -> str:
    """What an enterprise is called that the person spoke for."""
    found = visit.tx.enterprise(enterprise)
    return found.name if found else ""


def _shown(visit: Visit, wanted: page.AboutWanted) -> Served | None:
    """Read with the cursor of this very turn, which is not stored yet."""
    found = about(visit)
    if found is None:
        return None
    contact = visit.cursor.contact
    shown = page.AboutShown(
        name=contact.name,
        post=contact.post,
        mobile=masked(contact.mobile or ""),
        email=contact.email or "",
        consented_at=visit.cursor.consented_at or 0,
        roles=found.roles,
        enterprises=tuple(name for name, _, _ in found.enterprises),
        claims=len(found.claims),
        registrations=len(found.registrations),
        invitations=len(found.invitations),
        tickets=len(found.tickets),
        answers=len(found.answers),
        notes=len(found.notes),
        files=len(found.files),
        facts=len(found.facts),
        form_files=len(found.form_files),
    )
    return Served((shown,))


def _copied(visit: Visit, wanted: page.CopyWanted) -> Served:
    visit.record("own_data_asked")
    return Served((page.CopyComing(),), files=(FileWanted(COPY),))


SERVED: dict[type[Wanted], Serve] = {page.AboutWanted: _shown, page.CopyWanted: _copied}
