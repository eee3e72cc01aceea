"""Contacts and helpers at one run: who answered what, parts handed over by a link, taken in hand, given back, confirmed, withdrawn.

What a hand-over does to a run is decided in the core (`dialogs.stages.sharing`); here rights are asked for, links made, people told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from bot.ports import Enterprise, StoredRun
from bot.ports.registry import Invitation, InvitationKind
from bot.roles import Action
from bot.usecases.desk import invitations
from bot.usecases.desk.visit import FileWanted, Notice, Serve, Served, Visit
from dialogs.desk import team as page
from dialogs.desk.invited import InvitedShown
from dialogs.effects import (
    AnnotationsShown,
    AnsweredMeanwhile,
    Effect,
    HandoverShown,
    QuestionAsked,
    QuestionExplained,
    QuestionWeighed,
    Wanted,
)
from dialogs.model import RUN_SPEC, Run
from dialogs.scene import Turn
from dialogs.stages import sharing
from dialogs.stages.helping import HandoverGivenBack, HandoverLeft

# -- links -----------------------------------------------------------------------------------------------------------------


def about(visit: Visit, found: Invitation) -> InvitedShown | None:
    """What a link to help is about; nothing if the part is not there to be taken any more. A contact needs no such link."""
    offered = _offered(visit, found)
    if offered is None:
        return None
    enterprise, stored = offered
    handed, own = stored.run.handovers[found.handover], found.made_by == visit.person
    contact = visit.may(enterprise, Action.ANSWER)
    shown = InvitedShown(found.kind.value, enterprise.name, topic=handed.title, questions=handed.questions, own=own)
    return structs.replace(shown, joined=contact and not own, enterprise=enterprise.id if contact else "")


def accept(visit: Visit, found: Invitation) -> Served | None:
    """The person takes the part in hand and goes over to its questions; nothing if it is not there to be taken."""
    offered = _offered(visit, found)
    if offered is None or visit.may(offered[0], Action.ANSWER):
        return None
    enterprise, stored = offered
    run = sharing.opened(stored.run, found.handover, visit.person)
    if run is None:
        return None
    visit.tx.save_run(stored, run, visit.now)
    visit.record("handover_opened", run.id, handover=found.handover, enterprise=enterprise.id)
    saved = visit.tx.run(run.id)
    return Served((), entered=saved, handover=found.handover) if saved else None


def _offered(visit: Visit, found: Invitation) -> tuple[Enterprise, StoredRun] | None:
    stored, enterprise = visit.tx.run(found.run), visit.tx.enterprise(found.enterprise)
    if stored is None or enterprise is None or stored.run.enterprise != enterprise.id:
        return None
    return (enterprise, stored) if sharing.opened(stored.run, found.handover, visit.person) else None


# -- the contact's side ---------------------------------------------------------------------------------------------------


def _enterprise(visit: Visit, run: str) -> Enterprise | None:
    """The enterprise of the run that the person stands in, if the person may share its answering."""
    stored = visit.tx.run(run) if run == visit.cursor.run else None
    return visit.enterprise(stored.run.enterprise, Action.HAND_OVER) if stored else None


def _team(visit: Visit, wanted: page.TeamWanted) -> Served | None:
    stored = visit.tx.run(wanted.run)
    if stored is None or _enterprise(visit, wanted.run) is None:
        return None
    others = tuple((name_of(visit, stored.run, person), done) for person, done in wanted.counts if person != visit.person)
    return Served((page.TeamShown(wanted.of, dict(wanted.counts).get(visit.person, 0), others),))


def _part(visit: Visit, wanted: page.PartWanted) -> Served | None:
    if _enterprise(visit, wanted.run) is None:
        return None
    stored = visit.tx.run(wanted.run)
    if stored is None or not sharing.is_shared(stored.run) or wanted.handover not in stored.run.handovers:
        return None
    return Served((page.PartShown(wanted.handover),))


def _made(visit: Visit, wanted: page.HandoverMade) -> Served | None:
    """The link of a part, made after the commit; an earlier one of the same invitation ends with it."""
    stored, enterprise = visit.tx.run(wanted.run), _enterprise(visit, wanted.run)
    if stored is None or enterprise is None:
        return None
    known = next(iter(_links(visit, wanted.handover)), None)
    if known is None:
        kind, label = InvitationKind.HELPER, wanted.name
        _, link = invitations.invite(visit, kind, enterprise=enterprise.id, run=wanted.run, handover=wanted.handover, label=label)
    else:
        link = FileWanted(invitations.LINK, known.id)
    visit.record("handover_made", wanted.run, handover=wanted.handover, enterprise=enterprise.id)
    return Served((page.HandoverOffered(wanted.area, wanted.of, wanted.name),), files=(link,))


def _links(visit: Visit, handover: str) -> tuple[Invitation, ...]:
    """The person's own links to this part that can still be used. One made by another contact is void once the part is not there."""
    return tuple(found for found in visit.tx.invitations(visit.person, visit.now) if found.handover == handover)


def _withdrawn(visit: Visit, wanted: page.HandoverWithdrawn) -> Served | None:
    enterprise = _enterprise(visit, wanted.run)
    if enterprise is None:
        return None
    for found in _links(visit, wanted.handover):
        visit.tx.revoke_invitation(found.id, visit.now)
    visit.record("handover_withdrawn", wanted.run, handover=wanted.handover, enterprise=enterprise.id)
    told = (Notice(wanted.helper, page.HandoverRecalled(enterprise.name, wanted.area)),) if wanted.helper else ()
    return Served((page.WithdrawnTold(wanted.area),), told)


def _taken(visit: Visit, wanted: page.ProposalsTaken) -> Served | None:
    enterprise = _enterprise(visit, wanted.run)
    if enterprise is None:
        return None
    visit.record("answers_taken", wanted.run, handover=wanted.handover, enterprise=enterprise.id, answers=str(wanted.taken))
    return Served((page.AnswersTaken(wanted.area, wanted.taken),))


# -- the helper's side ----------------------------------------------------------------------------------------------------


def _left(visit: Visit, wanted: HandoverLeft) -> Served:
    """What was handed over is no more; the person goes back, and may read which enterprise it was of."""
    stored = visit.tx.run(wanted.run)
    name = stored.run.profile.name if stored else ""
    back = _back(visit, stored)
    return Served((page.HandoverEnded(name, _is_first(back)),), entered=back)


def _given_back(visit: Visit, wanted: HandoverGivenBack) -> Served | None:
    stored = visit.tx.run(wanted.run)
    enterprise = visit.enterprise(stored.run.enterprise, Action.ANSWER_PART) if stored else None
    run = sharing.given_back(stored.run, wanted.handover, visit.person) if stored else None
    if stored is None or enterprise is None or run is None:
        return None
    visit.tx.save_run(stored, run, visit.now)
    visit.record("handover_returned", run.id, handover=wanted.handover, enterprise=enterprise.id)
    handed, back = run.handovers[wanted.handover], _back(visit, stored)
    shown = page.HandoverReturned(enterprise.name, wanted.area, handed.name, wanted.unconfirmed, run.id, wanted.handover)
    told = tuple(Notice(person, shown) for person in _askers(visit, enterprise, handed.by))
    return Served((page.HandedBack(enterprise.name, wanted.area, _is_first(back)),), told, entered=back)


def _askers(visit: Visit, enterprise: Enterprise, by: str) -> tuple[str, ...]:
    """Who handed the part over; if that person left the enterprise, its first contact."""
    asker = by if visit.tx.is_contact(by, enterprise.id) else enterprise.first_contact
    return (asker,) if asker else ()


def _back(visit: Visit, helped: StoredRun | None) -> StoredRun | Run:
    """The run that the person stood in before, as far as it is still the person's; else an empty one to begin with."""
    stored = visit.tx.run(visit.cursor.left) if visit.cursor.left else None
    if stored is not None and _is_own(visit, stored.run):
        return stored
    bank = (helped.run.bank, helped.run.bank_version) if helped else (visit.bank.id, visit.bank.version)
    return Run(spec=RUN_SPEC, id=visit.fresh(), bank=bank[0], bank_version=bank[1], created_at=visit.now)


def _is_own(visit: Visit, run: Run) -> bool:
    return not run.enterprise or visit.enterprise(run.enterprise, Action.ANSWER) is not None


def _is_first(back: StoredRun | Run) -> bool:
    """Whether the person has no enterprise of an own, so that what comes next needs an explanation."""
    return not (back.run if isinstance(back, StoredRun) else back).enterprise


# -- names ----------------------------------------------------------------------------------------------------------------


def name_of(visit: Visit, run: Run, person: str) -> str:
    """What somebody who works at this run is called: by the own entry, else as the contact called a helper; empty if unknown."""
    cursor = visit.tx.cursor(person)
    if cursor is None:
        return ""
    called = next((handed.name for handed in run.handovers.values() if handed.helper == person), "")
    return cursor.contact.name or called


def names(visit: Visit, turn: Turn) -> Mapping[str, str]:
    """What the persons are called of whom the turn's screen speaks; nothing for most screens, and nobody's own name."""
    run = turn.run
    if run is None:
        return {}
    spoken = {person for effect in turn.effects for person in _spoken_of(effect, turn)}
    return {person: name_of(visit, run, person) for person in spoken if person != visit.person}


def _spoken_of(effect: Effect, turn: Turn) -> Iterable[str]:
    match effect:
        case QuestionAsked(question) | QuestionExplained(question) | QuestionWeighed(question) | AnsweredMeanwhile(question):
            return sharing.signers(turn.run, question)
        case AnnotationsShown(question):
            return sharing.annotators(turn.run, question)
        case HandoverShown():
            handed = turn.run.handovers.get(turn.cursor.handover) if turn.run else None
            return (handed.by,) if handed else ()
        case _:
            return ()


SERVED: dict[type[Wanted], Serve] = {
    page.TeamWanted: _team,
    page.PartWanted: _part,
    page.HandoverMade: _made,
    page.HandoverWithdrawn: _withdrawn,
    page.ProposalsTaken: _taken,
    HandoverLeft: _left,
    HandoverGivenBack: _given_back,
}
