"""Seeded random walks over what screens offer: people who tap about end at a result, and never at an error."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from dialogs.effects import FieldAsked, IndicatorAsked, QuestionAsked, RunFinished, Wanted
from dialogs.fields import FieldId
from dialogs.inbound import AnyInbound, Choose, Forward, Reply, Start, Submit, Tap
from dialogs.model import Phase
from question_bank.library import load
from question_bank.model import Bank
from tests.dialogs.conversation import Conversation
from tests.dialogs.preludes import begun, typed_profile
from tests.dialogs.watch import watched
from tests.question_bank.banks import small_bank

SEEDS = range(36)
MOST_STEPS = 600
"""A bound for the test; walks need a hundred or two."""


def typed(talk: Conversation, random: Random) -> AnyInbound | None:
    """What has to be typed because no button stands for it."""
    shown = talk.effects[-1]
    if isinstance(shown, FieldAsked):
        texts = dict(zip(FieldId, typed_profile(talk.bank), strict=True))
        return Reply(texts[FieldId(shown.field)])
    if isinstance(shown, IndicatorAsked):
        return Reply(random.choice(["12.5", "9999", "不适用", "自己算的"]))
    return None


def onward(talk: Conversation, random: Random) -> AnyInbound | Tap:
    """A step towards the end: what goes on, or an answer."""
    choices = [choice.do for choice in talk.choices()]
    if isinstance(talk.effects[-1], QuestionAsked) and Forward() in choices:
        return Forward()
    leading = [do for do in choices if isinstance(do, Submit | Choose)]
    text = typed(talk, random)
    return (
        talk.drawn.tap(random.choice(leading))
        if leading and (text is None or random.random() < 0.5)
        else text or talk.drawn.tap(random.choice(choices))
    )


def step(talk: Conversation, random: Random, purpose: float) -> None:
    """On purpose, or any choice of the screen."""
    choices = talk.choices()
    if talk.effects and isinstance(talk.effects[-1], Wanted):  # the desk needs the shell; from there back to the run
        watched(talk, Start())
    elif not choices or random.random() < purpose:
        watched(talk, onward(talk, random) if talk.effects else Reply("你好"))
    else:
        watched(talk, talk.drawn.tap(random.choice(choices).do))


def walk(bank: Bank, seed: int, purpose: float, most: int) -> tuple[Conversation, Counter[Phase]]:
    """From the first word until a run is finished."""
    random = Random(seed)
    talk = begun(bank)
    seen: Counter[Phase] = Counter()
    watched(talk, Reply("你好"))
    for _ in range(most):
        step(talk, random, purpose)
        seen[talk.phase] += 1
        if any(isinstance(effect, RunFinished) for effect in talk.effects):
            return talk, seen
    return talk, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_who_taps_about_reaches_a_result(seed: int) -> None:
    """Two taps of three lead on, the third is anything that the screen offers, giving up and deleting included."""
    talk, _ = walk(small_bank(), seed, 0.67, MOST_STEPS)
    assert talk.phase is Phase.RESULT
    assert talk.run.result is not None


def test_the_walks_between_them_pass_through_every_phase() -> None:
    """Else they would prove less than they say; nobody stays where the register is asked or where a deletion ends."""
    seen: Counter[Phase] = Counter()
    for seed in SEEDS:
        seen += walk(small_bank(), seed, 0.67, MOST_STEPS)[1]
    assert set(Phase) - set(seen) <= {Phase.SOUGHT}


@pytest.mark.parametrize("seed", [1, 2])
def test_who_taps_about_in_the_shipped_bank_reaches_a_result(seed: int) -> None:
    """With 235 questions, mostly on purpose."""
    talk, _ = walk(load("cmmm-2020"), seed, 0.93, 3000)
    assert talk.phase is Phase.RESULT
