"""What a bank itself is not sure of, as far as one result rests on it.

A bank made from traces of a standard says for each area and level how sure it is; a reader has a right to know where that matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import Bank
from question_bank.scoring import LevelScore
from question_bank.tailoring import left_out
from reports.model import DoubtfulCell, Doubts

SURE_ENOUGH = Decimal("0.8")
"""From this confidence upwards a cell or a weight is not listed as doubtful."""


def doubts_of(bank: Bank, sheet: AnswerSheet, deciding: LevelScore, language: str) -> Doubts:
    """The doubtful cells up to the deciding level, the share of that level's score they carry, and the doubtful weights."""
    gone = left_out(bank, sheet.kind, sheet.tailored_out)
    cells = tuple(_cells(bank, gone, deciding.level, language))
    doubtful = {cell.area for cell in bank.cells if cell.level == deciding.level and cell.confidence < SURE_ENOUGH}
    leaves = {area.id for area in bank.leaves}
    share = sum((score.share for score in deciding.areas() if score.id in doubtful and score.id in leaves), Fraction(0))
    weighed = [(area, area.weight_confidence.get(sheet.kind, Decimal(1))) for area in bank.areas if area.id not in gone]
    weights = tuple(area.name.in_(language) for area, confidence in weighed if confidence < SURE_ENOUGH)
    resting = [cell.confidence for cell in bank.cells if cell.level <= deciding.level and cell.area not in gone]
    return Doubts(cells, share, weights, _least(resting), _least([confidence for _, confidence in weighed]))


def _least(confidences: Sequence[Decimal]) -> Decimal | None:
    """The least of them where none is sure enough."""
    return min(confidences) if confidences and max(confidences) < SURE_ENOUGH else None


def _cells(bank: Bank, gone: frozenset[str], deciding: int, language: str) -> Iterator[DoubtfulCell]:
    for cell in sorted(bank.cells, key=lambda cell: cell.level):
        if cell.level <= deciding and cell.area not in gone and cell.confidence < SURE_ENOUGH:
            area = bank.area_by_id[cell.area]
            yield DoubtfulCell(cell.level, area.number, area.name.in_(language), cell.confidence, cell.note.in_(language))
