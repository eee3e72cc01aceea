"""What a run says, before any format: one `Summary` made from a bank and an assessment.

It refuses an answer sheet that does not fit the bank (`SheetError`), and judges nothing that the scores do not say. A run that is
still open is summarised as it stands: unanswered questions count nothing yet and are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from question_bank.answer_sheet import AnswerSheet, SheetError, check_sheet
from question_bank.model import Area, AreaId, Bank, QuestionId, RequirementId
from question_bank.scoring import SCORING_VERSION, LevelScore, Part, RunScore, Score, score_document, score_run
from question_bank.tailoring import left_out
from reports.annotations import file_lines, note_lines
from reports.answers import answer_lines
from reports.assessment import Assessment, Enterprise, IndicatorValue
from reports.clauses import area_clause, band_name, level_title, requirement_clause
from reports.comparison import published_shares
from reports.doubts import doubts_of
from reports.model import (
    AreaResult,
    AreaState,
    BankFacts,
    Explained,
    IndicatorLine,
    IndicatorState,
    LevelResult,
    Rung,
    Summary,
)
from reports.roadmap import biggest_gains, roadmap_of

__all__ = ["Assessment", "Enterprise", "IndicatorValue", "Summary", "summarise"]

HOW_MANY = 3
"""How many strongest and weakest areas are named."""


def summarise(bank: Bank, assessment: Assessment) -> Summary:
    """Everything that the run says. Raises `SheetError` with all problems if the answers do not fit the bank."""
    sheet, language = assessment.sheet, assessment.language
    if problems := check_sheet(bank, sheet):
        raise SheetError(problems)
    score = score_run(bank, sheet)
    deciding, ahead = _deciding(score), _ahead(score)
    areas = tuple(_area_results(bank, sheet, deciding, language))
    weakest = _weakest(areas)
    levels = tuple(_level_results(bank, score, language))
    by_number = {level.number: level for level in levels}
    return Summary(
        language=language,
        run_id=assessment.run_id,
        started=assessment.started,
        finished=assessment.finished,
        enterprise=assessment.enterprise,
        kind_name=next(kind.name.in_(language) for kind in bank.kinds if kind.id == sheet.kind),
        bank=_bank_facts(bank, language),
        level=score.level,
        band_name=band_name(bank, score, language),
        level_title=level_title(bank, score, language),
        total=score.total,
        deciding=by_number[deciding.level],
        ahead=by_number[ahead.level] if ahead else None,
        gap=_gap(bank, score, ahead),
        levels=levels,
        areas=areas,
        strongest=_strongest(areas, weakest, deciding.value),
        weakest=weakest,
        roadmap=roadmap_of(bank, sheet, deciding, language),
        gains=biggest_gains(bank, sheet, deciding, language),
        comparison=published_shares(bank, score.level if _begun(deciding) else None, language),
        indicators=tuple(_indicator_lines(bank, assessment)),
        answers=tuple(answer_lines(bank, sheet, deciding.level, language)),
        tailored_out=tuple(_tailored(bank, sheet, language)),
        absent=tuple(_title(area, language) for area in bank.leaves if _absent(bank, sheet, area)),
        doubts=doubts_of(bank, sheet, deciding, language),
        score_document=_document(bank, sheet, score),
        files=tuple(file_lines(bank, assessment)),
        notes=tuple(note_lines(bank, assessment)),
        headings=tuple(_area_results(bank, sheet, deciding, language, bank.headings)),
        ladder=tuple(_ladder(bank, score, language, begun=_begun(deciding))),
        kind_label=bank.kind_name.in_(language),
    )


def _ladder(bank: Bank, score: RunScore, language: str, *, begun: bool) -> Iterator[Rung]:
    """The bands of a mean from the lowest up; other totals have none, their levels say where they stand. Unanswered, none is the own."""
    for band in sorted(bank.bands, key=lambda band: band.low) if bank.is_mean else ():
        yield Rung(band.level, band.name.in_(language), Fraction(band.low), begun and band == score.band)


def _gap(bank: Bank, score: RunScore, ahead: LevelScore | None) -> Fraction | None:
    """What is missing: to the threshold of the first unmet level, or to the next band of a mean."""
    if bank.threshold is None:
        above = bank.band_above(score.total)
        return Fraction(above.low) - score.total if above else None
    return max(Fraction(bank.threshold) - ahead.value, Fraction(0)) if ahead else None


def _ahead(score: RunScore) -> LevelScore | None:
    """The first unmet level; nothing if every level is met."""
    return next((level for level in score.levels if not level.met), None)


def _deciding(score: RunScore) -> LevelScore:
    """The highest counted level with an answer: its areas explain the result. A level not begun explains nothing."""
    begun = [level for level in score.levels if level.counted and _begun(level)]
    return begun[-1] if begun else score.levels[0]


def _begun(level: LevelScore) -> bool:
    return len(level.missing) < sum(1 for _ in level.questions()) or level.met


def _level_results(bank: Bank, score: RunScore, language: str) -> Iterator[LevelResult]:
    found = {level.level: level for level in score.levels if _begun(level)}
    for number in sorted(bank.level_by_number):
        yield _level_result(bank, number, found.get(number), language)


def _level_result(bank: Bank, number: int, score: LevelScore | None, language: str) -> LevelResult:
    level = bank.level_by_number[number]
    return LevelResult(
        number=number,
        name=level.name.in_(language),
        gist=level.gist.in_(language),
        value=score.value if score else None,
        met=score.met if score else False,
        counted=score.counted if score else False,
        unanswered=len(score.missing) if score else 0,
        parts=tuple(_explained(bank, part, language) for part in score.parts) if score else (),
    )


def _explained(bank: Bank, score: Score, language: str) -> Explained:
    number, name, clause = _names(bank, score, language)
    parts = tuple(_explained(bank, part, language) for part in score.parts)
    return Explained(score.what.value, score.id, number, name, score.value, score.weight, score.share, clause, parts)


def _names(bank: Bank, score: Score, language: str) -> tuple[str, str, str]:
    """Number, name and clause of a node, in the reader's language."""
    match score.what:
        case Part.AREA:
            area = bank.area_by_id[AreaId(score.id)]
            return area.number, area.name.in_(language), area_clause(bank, area, language)
        case Part.REQUIREMENT:
            asked = bank.requirement_by_id[RequirementId(score.id)]
            return f"{asked.letter})", asked.topic.in_(language), requirement_clause(bank, asked, language)
        case Part.QUESTION:
            question = bank.question_by_id[QuestionId(score.id)]
            asked = bank.requirement_by_id[question.requirement]
            return question.number, question.stem.in_(language), requirement_clause(bank, asked, language)


def _area_results(
    bank: Bank, sheet: AnswerSheet, deciding: LevelScore, language: str, areas: tuple[Area, ...] = ()
) -> Iterator[AreaResult]:
    """The leaves, or these areas, at the deciding level."""
    scores = {score.id: score for score in deciding.areas() if not _unanswered(score, deciding)}
    for area in areas or bank.leaves:
        score = scores.get(area.id)
        value, share = (score.value, score.share) if score else (None, Fraction(0))
        yield AreaResult(
            id=area.id,
            number=area.number,
            name=area.name.in_(language),
            heading=bank.heading_of(area.id).name.in_(language),
            state=AreaState.SCORED if score else _why_unscored(bank, sheet, area, deciding),
            value=value,
            share=share,
            pull=share * (1 - value) if value is not None else Fraction(0),
        )


def _unanswered(score: Score, level: LevelScore) -> bool:
    """Whether no question under this node has been answered yet, so that a 0 would mislead."""
    asked = _question_ids(score)
    return bool(asked) and asked <= set(level.missing)


def _question_ids(score: Score) -> set[str]:
    return {score.id} if score.what is Part.QUESTION else {name for part in score.parts for name in _question_ids(part)}


def _why_unscored(bank: Bank, sheet: AnswerSheet, area: Area, deciding: LevelScore) -> AreaState:
    if _absent(bank, sheet, area):
        return AreaState.ABSENT
    if area.id in left_out(bank, sheet.kind, sheet.tailored_out):
        return AreaState.TAILORED
    if any(score.id == area.id for score in deciding.areas()):
        return AreaState.UNANSWERED
    return AreaState.NOT_APPLICABLE if bank.requirements_at.get((area.id, deciding.level)) else AreaState.EMPTY


def _absent(bank: Bank, sheet: AnswerSheet, area: Area) -> bool:
    """Whether enterprises of this type have no such area at all, whatever is tailored out."""
    return area.id in left_out(bank, sheet.kind, frozenset())


def _weakest(areas: tuple[AreaResult, ...]) -> tuple[AreaResult, ...]:
    return tuple(sorted((area for area in areas if area.pull > 0), key=lambda area: -area.pull)[:HOW_MANY])


def _strongest(areas: tuple[AreaResult, ...], weakest: tuple[AreaResult, ...], whole: Fraction) -> tuple[AreaResult, ...]:
    """The best scores, the weightier first, if they are full or stand out from the level's score; an area is never both strong and weak."""
    rest = [area for area in areas if area.value and (area.value > whole or area.value == 1) and area not in weakest]
    return tuple(sorted(rest, key=lambda area: (-(area.value or 0), -area.share))[:HOW_MANY])


def _indicator_lines(bank: Bank, assessment: Assessment) -> Iterator[IndicatorLine]:
    for indicator in bank.indicators:
        stated = assessment.indicators.get(indicator.id)
        yield IndicatorLine(
            id=indicator.id,
            name=indicator.name.in_(assessment.language),
            unit=indicator.unit.in_(assessment.language),
            state=_indicator_state(stated),
            value=stated.value if stated else None,
            formula=stated.formula if stated else "",
            source=indicator.source,
        )


def _indicator_state(stated: IndicatorValue | None) -> IndicatorState:
    if stated is None:
        return IndicatorState.UNANSWERED
    return IndicatorState.NOT_APPLICABLE if stated.value is None else IndicatorState.STATED


def _bank_facts(bank: Bank, language: str) -> BankFacts:
    return BankFacts(
        id=bank.id,
        version=bank.version,
        title=bank.title.in_(language),
        standard=bank.standard,
        method=bank.method,
        note=bank.note.in_(language),
        threshold=None if bank.threshold is None else Fraction(bank.threshold),
        rescale=bank.rescale.value,
        empty_cell=bank.empty_cell.value,
        scale=tuple((mark.name.in_(language), mark.value) for mark in bank.scale),
        scoring=SCORING_VERSION,
    )


def _document(bank: Bank, sheet: AnswerSheet, score: RunScore) -> dict[str, object] | None:
    """The score document, or nothing while a counted level lacks answers: a provisional score is not a result."""
    if any(level.missing for level in score.levels if level.counted):
        return None
    return score_document(bank, sheet)


def _tailored(bank: Bank, sheet: AnswerSheet, language: str) -> Iterator[str]:
    """The areas left out, without those under another one of them."""
    for area in bank.areas:
        above = tuple(found.id for found in bank.lineage(area.id))[1:]
        if area.id in sheet.tailored_out and not sheet.tailored_out.intersection(above):
            yield _title(area, language)


def _title(area: Area, language: str) -> str:
    return f"{area.number} {area.name.in_(language)}".strip()
