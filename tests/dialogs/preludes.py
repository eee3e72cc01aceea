"""Conversations begun up to a certain point, by typed text and steps alone, so that a test can start where its subject starts."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.inbound import Choose, Contents, Speak, Start, Submit
from dialogs.model import Phase
from dialogs.stages.tailoring import tops
from question_bank.model import Bank
from tests.dialogs.conversation import NOON, Conversation
from tests.dialogs.register import Register

CODE = "91310115000000019M"
OTHER_CODE = "91310117000000027D"
TYPED_PROFILE = (
    *("上海申安机械有限公司", CODE, "浦东", "1", "汽车", "1", "离散", "4", "1.2亿"),
    *("王敏", "设备部经理", "13812345678", "wang@example.com"),
)
"""One typed text for each field, in the order they are asked."""


def typed_profile(bank: Bank) -> tuple[str, ...]:
    """The same for a bank with enterprise types of its own: the first of them."""
    own = bank.kinds[0].name.base
    return tuple(own if text == "离散" and not own.startswith(text) else text for text in TYPED_PROFILE)


Prelude = Callable[[Conversation, str], None]


def begun(bank: Bank, name: str = "new", language: str = "zh", register: Register | None = None, now: int = NOON) -> Conversation:
    """A conversation that has come as far as the prelude of this name."""
    talk = Conversation(bank, register, now)
    PRELUDES[name](talk, language)
    return talk


def answer_level(talk: Conversation, key: str) -> None:
    """Every question of the level with this key, from its opening to its result."""
    talk.hear(Submit())
    while talk.phase is Phase.QUESTION:
        talk.hear(Choose(key))
    talk.hear(Submit())


def _new(talk: Conversation, language: str) -> None:
    """Nothing yet."""


def _consent(talk: Conversation, language: str) -> None:
    talk.hear_all(Start(), Speak(language))


def _profile(talk: Conversation, language: str) -> None:
    _consent(talk, language)
    talk.hear(Choose("yes"))


def _reviewed(talk: Conversation, language: str) -> None:
    _profile(talk, language)
    talk.say(*typed_profile(talk.bank))
    assert talk.phase is Phase.PROFILE_REVIEW


def _tailoring(talk: Conversation, language: str) -> None:
    _reviewed(talk, language)
    talk.hear(Submit())


def _tailored(talk: Conversation, language: str) -> None:
    _tailoring(talk, language)
    for _ in tops(talk.scene):
        talk.hear(Choose("yes"))
    assert talk.phase is Phase.TAILORING_REVIEW


def _opening(talk: Conversation, language: str) -> None:
    _tailored(talk, language)
    talk.hear(Submit())
    assert talk.phase is Phase.LEVEL_OPENING


def _question(talk: Conversation, language: str) -> None:
    _opening(talk, language)
    talk.hear(Submit())


def _contents(talk: Conversation, language: str) -> None:
    _question(talk, language)
    talk.hear(Contents())


def _level_review(talk: Conversation, language: str) -> None:
    _question(talk, language)
    while talk.phase is Phase.QUESTION:
        talk.hear(Choose("C"))


def _level_2(talk: Conversation, language: str) -> None:
    _opening(talk, language)
    answer_level(talk, "D")
    talk.hear(Submit())
    assert talk.run.level == 2


def _not_met(talk: Conversation, language: str) -> None:
    _opening(talk, language)
    answer_level(talk, "B")
    assert talk.phase is Phase.LEVEL_RESULT


def _indicators(talk: Conversation, language: str) -> None:
    if talk.bank.is_mean:  # a pass has no result of its own between its answers and the indicators
        _opening(talk, language)
        answer_level(talk, "B")
    else:
        _not_met(talk, language)
        talk.hear(Submit())
    assert talk.phase is Phase.INDICATORS


def _indicators_review(talk: Conversation, language: str) -> None:
    _indicators(talk, language)
    while talk.phase is Phase.INDICATORS:
        talk.hear(Choose("NA"))


def _finished(talk: Conversation, language: str) -> None:
    _indicators_review(talk, language)
    talk.hear(Submit())
    assert talk.phase is Phase.RESULT


def _renewed(talk: Conversation, language: str) -> None:
    _finished(talk, language)
    talk.say("新建自诊断")


PRELUDES: dict[str, Prelude] = {
    "new": _new,
    "consent": _consent,
    "profile": _profile,
    "profile_review": _reviewed,
    "tailoring": _tailoring,
    "tailoring_review": _tailored,
    "level_opening": _opening,
    "question": _question,
    "contents": _contents,
    "level_review": _level_review,
    "level_2": _level_2,
    "not_met": _not_met,
    "indicators": _indicators,
    "indicators_review": _indicators_review,
    "finished": _finished,
    "renewed": _renewed,
}
