"""Who answers what (分工): how much of the level each contact answered, and parts of it handed over to colleagues by a link.

The page is an overview without `at`; with the id of a heading it asks whom that is handed to; with the id of a hand-over it shows what
came of it, takes the answers over, or withdraws it. What a hand-over changes in the run is decided in `dialogs.stages.sharing`.
"""

from __future__ import annotations

import msgspec

from dialogs.desk import forms
from dialogs.desk.forms import Blank
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.model import HandoverState, Run
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Screen, Turn, refused, to_question
from dialogs.screens import Offer, Rows, in_rows
from dialogs.stages import sharing
from dialogs.stages.question import headings
from dialogs.views.common import Context, brief, level_name, said
from question_bank.model import AreaId, QuestionId

WORDS = ("/team", "分工", "team")

_NAMING = (Blank("name"),)
_MOST_SHOWN = 12


class Part(msgspec.Struct, frozen=True):
    """A part that is handed over: to whom, how far, and how many of its answers nobody confirmed yet."""

    handover: str
    area: str
    name: str
    state: HandoverState
    done: int
    of: int
    unconfirmed: int


class TeamWanted(Wanted, frozen=True, tag="team_wanted"):
    """The overview of this run; `counts` says how many questions of the level each person answered."""

    run: str
    counts: tuple[tuple[str, int], ...]
    of: int


class PartWanted(Wanted, frozen=True, tag="part_wanted"):
    """One hand-over of this run."""

    run: str
    handover: str


class HandoverMade(Wanted, frozen=True, tag="handover_made"):
    """A link is wanted for a hand-over, in place of an earlier one."""

    run: str
    handover: str
    area: str
    of: int
    name: str


class HandoverWithdrawn(Wanted, frozen=True, tag="handover_withdrawn"):
    """A hand-over was withdrawn: its link is void, and the helper is to know."""

    run: str
    handover: str
    area: str
    helper: str


class ProposalsTaken(Wanted, frozen=True, tag="proposals_taken"):
    """The answers of a helper were taken over."""

    run: str
    handover: str
    area: str
    taken: int


class TeamShown(DeskShown, frozen=True, tag="team_shown"):
    """Who answered how much, by name (empty for somebody whose name is not known); nothing where no level is being answered."""

    of: int = 0
    own: int = 0
    people: tuple[tuple[str, int], ...] = ()


class PartShown(DeskShown, frozen=True, tag="part_shown"):
    """One hand-over, with the answers that wait for the contact."""

    handover: str


class HandoverOffered(DeskShown, frozen=True, tag="handover_offered"):
    """The link of a hand-over comes as a message of its own, ready to be passed on to whom it is meant for."""

    area: str
    of: int
    name: str


class WithdrawnTold(DeskTold, frozen=True, tag="withdrawn_told"):
    """The hand-over is withdrawn; what was answered stays to be confirmed."""

    area: str


class AnswersTaken(DeskTold, frozen=True, tag="answers_taken"):
    """So many answers of a helper are the enterprise's from now on."""

    area: str
    taken: int


class HandedBack(DeskTold, frozen=True, tag="handed_back"):
    """To the helper: everything was handed back."""

    enterprise: str
    area: str
    first: bool


class HandoverEnded(DeskTold, frozen=True, tag="handover_ended"):
    """To the helper, who goes back to an own place: the questions are no longer in these hands. What was answered is kept."""

    enterprise: str
    first: bool


class HandoverRecalled(DeskShown, frozen=True, tag="handover_recalled"):
    """To the helper: the contact withdrew what was handed over."""

    enterprise: str
    area: str


class HandoverReturned(DeskShown, frozen=True, tag="handover_returned"):
    """To the contact: the helper has handed back, and so many answers wait for a confirmation."""

    enterprise: str
    area: str
    name: str
    unconfirmed: int
    run: str
    handover: str


def show(scene: Scene) -> Screen:
    desk = scene.cursor.desk
    if scene.cursor.handover or not sharing.is_shared(scene.stored):
        return (PartWanted(scene.cursor.run, desk.at),) if desk.at or scene.cursor.handover else (TeamShown(),)
    if desk.asked:
        return (forms.asked(scene, _NAMING),)
    if desk.at in scene.run.handovers:
        return (PartWanted(scene.run.id, desk.at),)
    questions = scene.questions()
    counted = sharing.counts(scene.run, tuple(question.id for question in questions))
    return (TeamWanted(scene.run.id, counted, len(questions)),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    desk = scene.cursor.desk
    if scene.cursor.handover or not sharing.is_shared(scene.stored):
        return None
    if desk.asked:
        return _name(scene, inbound)
    if desk.at in scene.run.handovers:
        return _part(scene, inbound, desk.at)
    match inbound:
        case Choose(key) if key in headings(scene):
            if sharing.in_hand(scene.run) >= sharing.MOST_HANDOVERS:
                return refused(scene, Refusal.HANDOVERS_FULL, str(sharing.MOST_HANDOVERS))
            return scene.at_desk("team", key, _NAMING[0].id).turn()
        case Back():
            return scene.away().turn()
    return None


def _name(scene: Scene, inbound: AnyInbound) -> Turn | None:
    area = scene.cursor.desk.at
    if area not in headings(scene):
        return scene.at_desk("team").turn()
    after = forms.filled(scene, _NAMING, inbound)
    if not isinstance(after, Scene):
        return scene.at_desk("team").turn() if isinstance(inbound, Back) else after
    made = scene.moment.fresh
    run = sharing.handed_over(scene, made, area, after.cursor.desk.fields["name"])
    return after.with_run(handovers=run.handovers).at_desk("team", made).turn(_link(run, made))


def _link(run: Run, handover: str) -> HandoverMade:
    handed = run.handovers[handover]
    return HandoverMade(run.id, handover, handed.title, handed.questions, handed.name)


def _part(scene: Scene, inbound: AnyInbound, handover: str) -> Turn | None:
    handed = scene.run.handovers[handover]
    match inbound:
        case Choose("link") if handed.state is HandoverState.WAITING:
            return scene.turn(_link(scene.run, handover))
        case Choose("withdraw") if handed.state in sharing.IN_HAND:
            after = scene.with_run(handovers=sharing.withdrawn(scene.run, handover).handovers).at_desk("team")
            return after.turn(HandoverWithdrawn(scene.run.id, handover, _area(scene, handed.area), handed.helper))
        case Choose("look"):
            return _look(scene, handover)
        case Choose(key) if key.startswith("all"):
            return _take(scene, handover, key.removeprefix("all"))
        case Choose():
            return refused(scene, Refusal.DECIDED_ALREADY)
        case Back():
            return scene.at_desk("team").turn()
    return None


def _take(scene: Scene, handover: str, digest: str) -> Turn:
    """All answers that wait, if they are still those that were shown."""
    waiting = sharing.waiting(scene, scene.run.handovers[handover])
    if not waiting:
        return refused(scene, Refusal.DECIDED_ALREADY)
    if digest != sharing.digest_of(waiting):
        return refused(scene, Refusal.CHANGED_MEANWHILE)
    taken = sharing.taken(scene.run, waiting)
    after = scene.with_run(answers=taken.answers, unconfirmed=taken.unconfirmed, flags=taken.flags)
    area = _area(scene, scene.run.handovers[handover].area)
    return after.turn(ProposalsTaken(scene.run.id, handover, area, len(waiting)))


def _look(scene: Scene, handover: str) -> Turn:
    """To the card of the first answer that waits."""
    waiting = sharing.waiting(scene, scene.run.handovers[handover])
    if not waiting:
        return refused(scene, Refusal.DECIDED_ALREADY)
    return to_question(scene.away().moved("homeward"), "resumed_question", waiting[0][0]).turn()


def _area(scene: Scene, area: str) -> str:
    return said(scene, scene.bank.area_by_id[AreaId(area)].name)


# -- what the screens say and offer -------------------------------------------------------------------------------------


def _part_of(scene: Scene, handover: str) -> Part:
    handed = scene.run.handovers[handover]
    under = sharing.under(scene, handed)
    known = scene.run.answers.keys() | scene.run.unconfirmed.keys()
    done, waiting = sum(question in known for question in under), len(sharing.waiting(scene, handed))
    return Part(handover, _area(scene, handed.area), handed.name, handed.state, done, len(under), waiting)


def _parts(scene: Scene) -> tuple[Part, ...]:
    """The hand-overs of the level that somebody has in hand or that brought answers which still wait."""
    level = [known for known, handed in scene.run.handovers.items() if handed.level == scene.run.level]
    found = [_part_of(scene, known) for known in level]
    return tuple(part for part in found if part.state in sharing.IN_HAND or part.unconfirmed)


def _team_view(effect: TeamShown, scene: Scene) -> Context:
    if not effect.of:
        return {"of": 0, "level": "", "own": 0, "people": [], "parts": []}
    people = [{"name": name, "done": done} for name, done in effect.people]
    parts = [msgspec.structs.asdict(part) for part in _parts(scene)]
    return {"of": effect.of, "level": level_name(scene, scene.run.level), "own": effect.own, "people": people, "parts": parts}


def _part_view(effect: PartShown, scene: Scene) -> Context:
    handed = scene.run.handovers[effect.handover]
    waiting = sharing.waiting(scene, handed)
    listed = [
        {
            "number": scene.bank.question_by_id[QuestionId(question)].number,
            "stem": brief(said(scene, scene.bank.question_by_id[QuestionId(question)].stem)),
            "key": answer.key,
            "before": scene.run.answers[question].key if question in scene.run.answers else "",
        }
        for question, answer in waiting[:_MOST_SHOWN]
    ]
    part = msgspec.structs.asdict(_part_of(scene, effect.handover))
    return {**part, "listed": listed, "more": max(0, len(waiting) - _MOST_SHOWN)}


def _team_offers(effect: TeamShown, scene: Scene) -> Rows:
    if not effect.of:
        return ((Offer("back_step", Back()),),)
    parts = tuple((Offer(f"={part.area}：{part.name}", Open("team", part.handover)),) for part in _parts(scene))
    found = tuple(Offer(f"={_area(scene, heading)}", Choose(heading)) for heading in headings(scene))
    rows = in_rows(found, 3)
    return (*parts, *rows, (Offer("back_step", Back()),))


def _part_offers(effect: PartShown, scene: Scene) -> Rows:
    handed = scene.run.handovers[effect.handover]
    waiting = sharing.waiting(scene, handed)
    take = (Offer("take_all", Choose(f"all{sharing.digest_of(waiting)}")), Offer("take_each", Choose("look"))) if waiting else ()
    again = (Offer("new_link", Choose("link")),) if handed.state is HandoverState.WAITING else ()
    withdraw = (Offer("withdraw", Choose("withdraw")),) if handed.state in sharing.IN_HAND else ()
    return tuple(row for row in (take, (*again, *withdraw), (Offer("back_step", Back()),)) if row)


def _offered_offers(effect: HandoverOffered, scene: Scene) -> Rows:
    return ((Offer("team", Open("team")),),)


def _returned_offers(effect: HandoverReturned, scene: Scene) -> Rows:
    return ((Offer("look_at", Open("team", effect.handover)),),)


OFFERS = {
    TeamShown: _team_offers,
    PartShown: _part_offers,
    HandoverOffered: _offered_offers,
    HandoverReturned: _returned_offers,
    forms.BlankAsked: forms.offers,
}
VIEWS = {TeamShown: _team_view, PartShown: _part_view}
