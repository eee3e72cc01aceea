"""All answers as data for the layout: level by level, area by area, with clause and evidence; what does not count stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.bundle import Words, words
from reports.model import AnswerLine, AnswerState, Summary
from reports.rounding import plain

Data = dict[str, object]


def answer_pages(summary: Summary) -> Data:
    """Each block is a table of its own: the counted levels, then what was answered and does not count."""
    w = words(summary.language)
    names = {level.number: level.name for level in summary.levels}
    by_state = {state: [line for line in summary.answers if line.state is state] for state in AnswerState}
    blocks = [_block(names[level], list(lines), w) for level, lines in groupby(by_state[AnswerState.COUNTED], key=lambda line: line.level)]
    for state in (AnswerState.PARKED, AnswerState.BEYOND):
        if by_state[state]:
            blocks.append(_block(w[f"answers.{state.value}"], by_state[state], w))
    return {"intro": w["answers.intro"].format(count=len(summary.answers)), "blocks": blocks}


def _block(title: str, lines: Sequence[AnswerLine], w: Words) -> Data:
    groups = [_group(list(group), w) for _, group in groupby(lines, key=lambda line: (line.level, line.area_number))]
    return {"title": title, "groups": groups}


def _group(lines: Sequence[AnswerLine], w: Words) -> Data:
    """One cell of the standard: its clause without the letter, and the answers with theirs."""
    first = lines[0]
    clause = first.clause.removesuffix(f" {first.letter})")
    return {"title": f"{first.area_number}　{clause}", "lines": [_line(line, w) for line in lines]}


def _line(line: AnswerLine, w: Words) -> list[str]:
    if line.mark is None:
        key, answer, mark = w["none"], w["answers.not_applicable"], w["none"]
    else:
        key, answer, mark = line.key, line.text, plain(line.mark)
    return [line.number, f"{line.letter})", line.stem, key, answer, mark, line.evidence]
