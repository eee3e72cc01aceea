"""The answer file of `zhiping score`: JSON to an answer sheet. Refuses what is not of its form; scoring refuses what does not fit."""

from __future__ import annotations

import msgspec

from bot.failures import Failed
from question_bank.answer_sheet import AnswerSheet
from question_bank.model import AreaId, EnterpriseType, QuestionId


class _AnswerFile(msgspec.Struct, forbid_unknown_fields=True):
    enterprise_type: str
    answers: dict[str, str]
    tailored_out: list[str] = []


def read_sheet(content: bytes) -> AnswerSheet:
    """The sheet in these bytes; a form that is off is said in one sentence, exit code 2."""
    try:
        read = msgspec.json.decode(content, type=_AnswerFile)
    except msgspec.MsgspecError as error:
        form = '{"enterprise_type": "discrete", "tailored_out": [], "answers": {"L1-1.1.1": "B"}}'
        raise Failed(f"The answer file is not of its form: {error}. It looks like this: {form}") from error
    return AnswerSheet(
        EnterpriseType(read.enterprise_type),
        frozenset(AreaId(area) for area in read.tailored_out),
        {QuestionId(question): key for question, key in read.answers.items()},
    )
