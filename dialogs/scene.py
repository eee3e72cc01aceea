"""What a stage sees and what it gives back: the scene before a turn, and the turn.

A stage never changes anything: it derives the next run and cursor and says what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from dialogs import phases
from dialogs.effects import Effect, Refused
from dialogs.model import NOT_AT_DESK, Answer, Cursor, Desk, Handover, Run
from dialogs.refusals import Refusal
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import Area, AreaId, Bank, EnterpriseType, Question, QuestionId
from question_bank.tailoring import questions_at

Screen = tuple[Effect, ...]


class Moment(NamedTuple):
    """What the shell hands in because the core may not know it: the time (UTC milliseconds) and an unused id for a new run."""

    now: int
    fresh: str


class DialogError(Exception):
    """The caller handed in what does not belong together; never something a person did."""


class Turn(NamedTuple):
    """The run and the cursor after a step, and what came of it."""

    run: Run | None
    cursor: Cursor
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a step may look at. The run is there in all phases after the consent."""

    stored: Run | None
    cursor: Cursor
    bank: Bank
    moment: Moment
    names: Mapping[str, str] = field(default_factory=dict)
    """What the persons that a screen speaks of are called; only there when a screen is put into words."""
    offices: Bank | None = None
    """The bank that the figures of offices are of, likewise; the scene's own where it is not given."""

    @property
    def run(self) -> Run:
        if self.stored is None:
            raise DialogError(f"no run in phase {self.cursor.phase}")
        return self.stored

    @property
    def of_offices(self) -> Scene:
        """The scene for figures of offices: these are of the main bank, whichever the person is answering."""
        return Scene(self.stored, self.cursor, self.offices or self.bank, self.moment, self.names)

    @property
    def is_trial(self) -> bool:
        """Whether the person is trying a bank out."""
        return self.stored is not None and self.stored.trial

    @property
    def kind(self) -> EnterpriseType:
        return EnterpriseType(self.run.profile.kind)

    @property
    def area(self) -> Area:
        """The area that the cursor is at."""
        return self.bank.area_by_id[AreaId(self.cursor.at)]

    def with_run(self, **changes: Any) -> Scene:
        """The scene with these fields of the run changed."""
        return Scene(msgspec.structs.replace(self.run, **changes), self.cursor, self.bank, self.moment, self.names, self.offices)

    def with_cursor(self, **changes: Any) -> Scene:
        """The scene with these fields of the cursor changed."""
        return Scene(self.stored, msgspec.structs.replace(self.cursor, **changes), self.bank, self.moment, self.names, self.offices)

    def moved(self, event: str, at: str = "", part: str = "", draft: str = "") -> Scene:
        """The scene after the event; what was asked before is forgotten unless given again."""
        return self.with_cursor(phase=phases.move(self.cursor.phase, event), at=at, part=part, draft=draft)

    def at_desk(self, page: str, at: str = "", asked: str = "", **fields: str) -> Scene:
        """The scene at a page of the desk; a form begun elsewhere is forgotten."""
        return self.with_cursor(desk=Desk(page=page, at=at, asked=asked, fields=fields))

    def away(self) -> Scene:
        """The scene away from the desk, where the person stood before."""
        return self.with_cursor(desk=NOT_AT_DESK)

    def turn(self, *effects: Effect) -> Turn:
        """The scene as a turn with these effects; where they end without a screen, the engine adds the one of the phase."""
        return Turn(self.stored, self.cursor, effects)

    def first_open(self) -> Question | None:
        """The first question of the level being answered that has no answer."""
        return next((question for question in self.questions() if question.id not in self.given), None)

    @property
    def handover(self) -> Handover | None:
        """What the person was handed over, while standing in the run as a helper."""
        return self.run.handovers.get(self.cursor.handover) if self.cursor.handover else None

    @property
    def given(self) -> Mapping[str, Answer]:
        """The answers as this person knows them: for a helper, what helpers answered stands before what the enterprise did."""
        if not self.cursor.handover:
            return self.run.answers
        known = self.places().keys()
        return {question: answer for question, answer in (self.run.answers | self.run.unconfirmed).items() if question in known}

    def questions(self, level: int | None = None) -> tuple[Question, ...]:
        """The questions that apply at a level (by default the one being answered), in the order they are asked; to a helper, those that
        were handed over and no others."""
        kind, gone, number = self.kind, left_out_ids(self.run.tailored_out), self.run.level if level is None else level
        if not self.cursor.handover:
            return questions_at(self.bank, kind, gone, number)
        handed = self.handover
        return _under(self.bank, kind, gone, number, handed.area) if handed and handed.level == number else ()

    def places(self) -> Mapping[str, int]:
        """Where each question of the level being answered stands in the order, from 0."""
        if self.cursor.handover:
            return {question.id: place for place, question in enumerate(self.questions())}
        return _places(self.bank, self.kind, left_out_ids(self.run.tailored_out), self.run.level)

    def sheet(self, tailored_out: tuple[str, ...] | None = None) -> AnswerSheet:
        """The run as scoring sees it, or as it would be with another tailoring."""
        chosen = self.run.tailored_out if tailored_out is None else tailored_out
        answers = {QuestionId(question): answer.key for question, answer in self.run.answers.items()}
        return AnswerSheet(self.kind, left_out_ids(chosen), answers)


@lru_cache(maxsize=1024)
def _places(bank: Bank, kind: EnterpriseType, tailored_out: frozenset[AreaId], level: int) -> Mapping[str, int]:
    return {question.id: place for place, question in enumerate(questions_at(bank, kind, tailored_out, level))}


@lru_cache(maxsize=1024)
def _under(bank: Bank, kind: EnterpriseType, gone: frozenset[AreaId], level: int, heading: str) -> tuple[Question, ...]:
    return tuple(found for found in questions_at(bank, kind, gone, level) if bank.heading_of(found.area).id == heading)


@lru_cache(maxsize=1024)
def left_out_ids(tailored_out: tuple[str, ...]) -> frozenset[AreaId]:
    """The areas a run leaves out, as scoring wants them."""
    return frozenset(AreaId(area) for area in tailored_out)


def to_question(scene: Scene, event: str, question: str) -> Scene:
    """The scene at a question; the cursor notes which answers its card shows, so that somebody else's is never overwritten unseen."""
    return scene.moved(event, at=question, draft=seen(scene, question))


def seen(scene: Scene, question: str) -> str:
    """What the card of a question shows of answers: the key, and after a `+` what a helper answered and nobody confirmed."""
    answered = scene.given.get(question)
    waiting = None if scene.cursor.handover else scene.run.unconfirmed.get(question)
    return (answered.key if answered else "") + (f"+{waiting.key}" if waiting else "")


def refused(scene: Scene, code: Refusal, value: str = "") -> Turn:
    """Nothing changes: the reason. The engine adds the current screen."""
    return scene.turn(Refused(code, value))
