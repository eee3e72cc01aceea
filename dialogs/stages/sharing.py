"""What a hand-over does to a run: made, opened, given back, withdrawn, its answers taken over. Pure; who may is asked elsewhere.

Nothing here changes an answer of the enterprise but `taken`, which a contact asks for with the answers before the eyes.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from msgspec.structs import replace

from dialogs.model import Answer, Handover, HandoverState, Run, RunState
from dialogs.scene import Scene
from question_bank.model import AreaId

MOST_HANDOVERS = 12
"""How many parts may be in others' hands at a time."""

IN_HAND = frozenset({HandoverState.WAITING, HandoverState.OPEN})
"""Somebody can answer, or open the link."""

Waiting = tuple[tuple[str, Answer], ...]
"""Questions with the answers that helpers gave and nobody confirmed, in the order of the questions."""


def is_shared(run: Run | None) -> bool:
    """Whether a level of the run is being answered, so that there is something to share."""
    if run is None or run.state is not RunState.OPEN or run.level == 0:
        return False
    return all(told.level != run.level for told in run.levels)


def is_open(run: Run, handed: Handover) -> bool:
    """Whether the questions of a hand-over can still be answered by whoever has it."""
    return is_shared(run) and run.level == handed.level and handed.state in IN_HAND


def counts(run: Run, questions: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """How many of these questions each person answered, most first."""
    found: dict[str, int] = {}
    for question in questions:
        if question in run.answers:
            by = run.answers[question].by
            found[by] = found.get(by, 0) + 1
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))


def in_hand(run: Run) -> int:
    """How many parts are in others' hands."""
    return sum(handed.state in IN_HAND and handed.level == run.level for handed in run.handovers.values())


def under(scene: Scene, handed: Handover) -> tuple[str, ...]:
    """The questions of a hand-over, as far as they apply by now."""
    bank = scene.bank
    return tuple(found.id for found in scene.questions(handed.level) if bank.heading_of(found.area).id == handed.area)


def waiting(scene: Scene, handed: Handover) -> Waiting:
    """The answers under this heading that wait for a contact."""
    unconfirmed = scene.run.unconfirmed
    return tuple((question, unconfirmed[question]) for question in under(scene, handed) if question in unconfirmed)


def digest_of(waiting: Waiting) -> str:
    """What tells these answers from any others: who saw them shown confirms these and none that came later."""
    said = "\n".join(f"{question}={answer.key}={answer.by}" for question, answer in waiting)
    return blake2b(said.encode(), digest_size=5).hexdigest()


def handed_over(scene: Scene, handover: str, area: str, name: str) -> Run:
    """With one more part to be answered by whoever opens its link. Those of other levels that brought nothing are forgotten."""
    run, bank = scene.run, scene.bank
    known = {other: handed for other, handed in run.handovers.items() if handed.level == run.level or handed.helper}
    made = Handover(
        area=area,
        level=run.level,
        title=bank.area_by_id[AreaId(area)].name.in_(scene.cursor.language),
        questions=sum(bank.heading_of(question.area).id == area for question in scene.questions()),
        name=name,
        by=scene.cursor.person,
        at=scene.moment.now,
    )
    return replace(run, handovers={**known, handover: made})


def opened(run: Run, handover: str, helper: str) -> Run | None:
    """With the part in this person's hands; nothing if it is not there to be taken."""
    handed = run.handovers.get(handover)
    if handed is None or handed.state is not HandoverState.WAITING or not is_open(run, handed):
        return None
    return _with(run, handover, helper=helper, state=HandoverState.OPEN)


def given_back(run: Run, handover: str, helper: str) -> Run | None:
    """With the part back from this helper; nothing if the helper does not have it."""
    handed = run.handovers.get(handover)
    if handed is None or handed.state is not HandoverState.OPEN or handed.helper != helper:
        return None
    return _with(run, handover, state=HandoverState.RETURNED)


def withdrawn(run: Run, handover: str) -> Run:
    """With the part taken back; what was answered still waits to be confirmed. One that nobody opened is as if it had never been."""
    if not run.handovers[handover].helper:
        return replace(run, handovers={known: handed for known, handed in run.handovers.items() if known != handover})
    return _with(run, handover, state=HandoverState.WITHDRAWN)


def taken(run: Run, waiting: Waiting) -> Run:
    """With these answers as the enterprise's, signed by who gave them."""
    gone = {question for question, _ in waiting}
    return replace(
        run,
        answers={**run.answers, **dict(waiting)},
        unconfirmed={question: answer for question, answer in run.unconfirmed.items() if question not in gone},
        flags=tuple(flag for flag in run.flags if flag not in gone),
    )


def signers(run: Run | None, question: str) -> tuple[str, ...]:
    """The persons whose answers the card of this question shows."""
    tables = (run.answers, run.unconfirmed) if run else ()
    return tuple(table[question].by for table in tables if question in table)


def annotators(run: Run | None, question: str) -> tuple[str, ...]:
    """The persons whose notes and files lie beside the answer to this question."""
    if run is None:
        return ()
    return (*(note.by for note in run.notes.get(question, ())), *(file.by for file in run.evidence.get(question, ())))


def _with(run: Run, handover: str, **changes: Any) -> Run:
    return replace(run, handovers={**run.handovers, handover: replace(run.handovers[handover], **changes)})
