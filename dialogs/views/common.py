"""What several views say alike: texts in the person's language, scores cut for reading, progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from dialogs.limits import SHANGHAI
from dialogs.model import Answer
from dialogs.scene import Scene, left_out_ids
from question_bank.model import AreaId, Bank, EnterpriseType, Question, QuestionId, Text
from question_bank.tailoring import questions_at

BAR_CELLS = 10
LONGEST_IN_LIST = 60

Context = dict[str, Any]


class Progress(NamedTuple):
    """How far a heading is; `of` counts the questions that apply."""

    name: str
    number: str
    done: int
    of: int
    flagged: int


def shown(score: str, digits: int = 2) -> str:
    """A score as people read it: cut and never rounded up, so that 0.7996 does not look like a level reached."""
    return f"{Decimal(score).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_FLOOR):f}" if score else ""


def finely(score: str) -> str:
    """The same with three decimals, where single questions and areas are compared."""
    return shown(score, 3)


def missed(points: str, digits: int = 3) -> str:
    """Points that are missing, rounded up as the report has them, so that one loss has one figure wherever it is read."""
    return f"{Decimal(points).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_CEILING):f}"


def day_and_hour(at: int) -> str:
    """A time in UTC milliseconds as people in Shanghai read it: `2026-11-21 15:30`."""
    return datetime.fromtimestamp(at / 1000, SHANGHAI).strftime("%Y-%m-%d %H:%M")


def brief(text: str, longest: int = LONGEST_IN_LIST) -> str:
    """A long text as a list can hold it; the whole of it stands where it is asked."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


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


def stage_name(scene: Scene, number: int) -> str:
    """What the level is called where there is more than one pass; in the only pass there is its name would tell nobody anything."""
    return "" if scene.bank.is_mean else level_name(scene, number)


def band_name(scene: Scene, level: int, total: str = "") -> str:
    """What the band of this total (an exact decimal) is called; level 0 is below the first.

    Without the total, all bands of the level by name; a total that belongs to another level is another bank's and says nothing here.
    """
    of_level = scene.bank.bands_of.get(level, ())
    band = scene.bank.band_of(Decimal(total)) if total else None
    return " / ".join(said(scene, found.name) for found in ((band,) if band in of_level and band else of_level))


class NextBand(NamedTuple):
    """The band above a total: what it is called, where it begins, and what is missing; as people read them."""

    name: str
    low: str
    gap: str


def next_band(scene: Scene, total: str) -> NextBand | None:
    """What a mean may rise to next; nothing for other totals, which rise by levels, and nothing within the highest band."""
    above = scene.bank.band_above(Decimal(total)) if scene.bank.is_mean and total else None
    if above is None:
        return None
    return NextBand(said(scene, above.name), shown(str(above.low)), missed(f"{above.low - Decimal(total):f}", 2))


def progress(scene: Scene, heading: str) -> Progress:
    """How much of a heading is answered and flagged at the level being answered."""
    area = scene.bank.area_by_id[AreaId(heading)]
    under = _under(scene.bank, scene.kind, left_out_ids(scene.run.tailored_out), scene.run.level)[heading]
    flagged = sum(flag in under for flag in scene.run.flags)
    return Progress(said(scene, area.name), area.number, len(scene.given.keys() & under), len(under), flagged)


def signed(scene: Scene, answer: Answer | None) -> tuple[str, str]:
    """Who else gave this answer, as far as the name is known, and when; nothing for the person's own."""
    if answer is None or answer.by == scene.cursor.person:
        return "", ""
    return scene.names.get(answer.by, ""), day_and_hour(answer.at)


def answered(scene: Scene) -> int:
    """How many questions of the level being answered have an answer."""
    return len(scene.given.keys() & scene.places().keys())


@lru_cache(maxsize=1024)
def _under(bank: Bank, kind: EnterpriseType, left_out: frozenset[AreaId], level: int) -> Mapping[str, frozenset[str]]:
    """The questions under each heading of a level."""
    found: dict[str, set[str]] = {str(heading.id): set() for heading in bank.headings}
    for question in questions_at(bank, kind, left_out, level):
        found[bank.heading_of(question.area).id].add(question.id)
    return {heading: frozenset(ids) for heading, ids in found.items()}
