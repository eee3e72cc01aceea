"""What the card of a question suggests before it is answered: the own result with another bank, else the answer given last time.

A suggestion is never an answer by itself; somebody takes it over or chooses something else. Helpers see none.
"""

from __future__ import annotations

from typing import NamedTuple

from dialogs.scene import Scene
from question_bank.model import QuestionId
from question_bank.taking import taken


class Suggestion(NamedTuple):
    """The key suggested. `taken` says that it follows from another bank's result, `title` what that bank is called, if known."""

    key: str
    taken: bool = False
    title: str = ""


def suggestion(scene: Scene, question: str) -> Suggestion | None:
    """What is suggested for this question, if anything."""
    run = scene.run
    if scene.cursor.handover:
        return None
    source = scene.bank.question_by_id[QuestionId(question)].taken
    if source in run.reached:
        found = taken(scene.bank, {bank: reached.level for bank, reached in run.reached.items()})
        return Suggestion(found[QuestionId(question)], taken=True, title=run.reached[source].title)
    return Suggestion(run.previous[question]) if question in run.previous else None
