"""The answer file of `zhiping score`: JSON to an answer sheet. Refuses what is not of its form; scoring refuses what does not fit."""

from __future__ import annotations

import json

import msgspec

from bot.watching.failures import Failed
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import AreaId, EnterpriseType, QuestionId
from question_bank.problems import shown


class _AnswerFile(msgspec.Struct, forbid_unknown_fields=True):
    enterprise_type: str
    answers: dict[str, str]
    tailored_out: list[str] = []


def read_sheet(content: bytes) -> AnswerSheet:
    """The sheet in these bytes; a form that is off is said in one sentence, exit code 2."""
    try:
        # The standard reader, because it alone can tell that a question is answered twice; it also reads past a byte order mark.
        read = msgspec.convert(json.loads(content, object_pairs_hook=once), type=_AnswerFile)
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        form = '{"enterprise_type": "discrete", "tailored_out": [], "answers": {"L1-1.1.1": "B"}}'
        raise Failed(f"The answer file is not of its form: {error}. It looks like this: {form}") from error
    return AnswerSheet(
        EnterpriseType(read.enterprise_type),
        frozenset(AreaId(area) for area in read.tailored_out),
        {QuestionId(question): key for question, key in read.answers.items()},
    )


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs of a JSON object; raises `ValueError` for a name that comes twice."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f'"{shown(name)}" comes twice')
        found[name] = value
    return found
