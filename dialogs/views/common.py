"""What several views say alike: texts in the person's language, scores cut for reading, progress."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import Any

from dialogs.scene import Scene
from question_bank.model import AreaId, Question, QuestionId, Text

BAR_CELLS = 10
LONGEST_IN_LIST = 60

Context = dict[str, Any]


def shown(score: str, digits: int = 2) -> str:
    """A score as people read it: cut and never rounded up, so that 0.7996 does not look like a level reached."""
    return f"{Decimal(score).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_FLOOR):f}" if score else ""


def finely(score: str) -> str:
    """The same with three decimals, where single questions and areas are compared."""
    return shown(score, 3)


def brief(text: str) -> str:
    """A long text as a list can hold it; the whole of it stands where it is asked."""
    return text if len(text) <= LONGEST_IN_LIST else text[: LONGEST_IN_LIST - 1] + "…"


def bar(done: int, of: int) -> str:
    """Progress as ten squares; the numbers always stand beside it."""
    filled = BAR_CELLS if done >= of else done * BAR_CELLS // of
    return "■" * filled + "□" * (BAR_CELLS - filled)


def said(scene: Scene, text: Text) -> str:
    """The text in the language of the conversation."""
    return text.in_(scene.cursor.language)


def question_of(scene: Scene, question: str) -> Question:
    """The question with this id."""
    return scene.bank.question_by_id[QuestionId(question)]


def names(scene: Scene, areas: tuple[str, ...]) -> list[str]:
    """The names of these areas."""
    return [said(scene, scene.bank.area_by_id[AreaId(area)].name) for area in areas]


def level_name(scene: Scene, number: int) -> str:
    """What the level is called."""
    level = scene.bank.level_by_number[number]
    return said(scene, level.name)


def band_name(scene: Scene, level: int) -> str:
    """What the band of this level is called; level 0 is below the first."""
    return next(said(scene, band.name) for band in scene.bank.bands if band.level == level)


def progress(scene: Scene, heading: str) -> Context:
    """How much of a heading is answered and flagged at the level being answered."""
    area = scene.bank.area_by_id[AreaId(heading)]
    under = [question for question in scene.questions() if scene.bank.heading_of(question.area).id == heading]
    done = sum(question.id in scene.run.answers for question in under)
    flagged = sum(question.id in scene.run.flags for question in under)
    return {"name": said(scene, area.name), "number": area.number, "done": done, "of": len(under), "flagged": flagged}
