"""An enterprise before the shipped rule packs: a stage that keeps them, a finished run, and the facts answered by what is asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.ports import Store
from bot.storage.scratch import ScratchStore
from bot.usecases.packs import Packs
from dialogs.desk.prog.effects import FactAsked, ProgrammeShown
from dialogs.model import Phase
from dialogs.phrasebook import Screen
from question_bank import library as banks
from question_bank.model import Bank
from question_bank.programmes import library as packs
from tests.contract.given import CountedIds
from tests.desk.stage import Stage, labels

FIRST_OF_AUGUST_2025 = 1_754_020_800_000
"""Noon in Shanghai; the advanced factories of 2025 are being accepted."""

NOVEMBER_2026 = 1_795_240_000_000
"""Everything shipped has closed."""

CMMM = "cmmm-2020"

ADVANCED = "shanghai-advanced-factory-2025"
VOUCHER = "assessment-voucher-2023"
TIERS = "factory-tiers-2025"
DIAGNOSIS = "digital-diagnosis-2023"
WELL = {
    "advanced_factory_recognised": "否",
    "city_factory_recognised": "否",
    "basic_factory_self": "是",
    "worst_accident": "没有",
    "violation": "否",
    "scenes": "24、27|8 9 12|30|/submit",
    "indicator_position": "3",
    "influence": "2",
    "ip_dispute": "否",
    "holds_secrets": "否",
}
"""What a good enterprise answers; to everything else, yes."""


def with_packs(at: int, bank: Bank | None = None) -> Stage:
    """A stage on this day, with the shipped packs open to enterprises."""
    store: Store = ScratchStore(CountedIds())
    stage = Stage(store, bank)
    stage.clock.at = at
    stage.work(lambda tx: Packs(packs.load).keep(tx, packs.versions(), at))
    return stage


def cmmm() -> Bank:
    """The bank that enterprises are told levels by."""
    return banks.load(CMMM)


def finish_at_level(stage: Stage, who: str, level: int) -> Screen:
    """From the first contact to the result of a run that reaches this level and not the next; unwritten."""
    stage.register(who)
    for _ in range(level):
        stage.go_on(who, Phase.LEVEL_RESULT)
        stage.silently(lambda: stage.say(who, "/submit"))
    return stage.go_on(who, Phase.RESULT, key="A")


def asked(stage: Stage, who: str) -> FactAsked | None:
    """The fact before the person, if one is."""
    effect = stage.effects[who][-1]
    return effect if isinstance(effect, FactAsked) else None


def tap_begins(stage: Stage, who: str, beginning: str) -> Screen:
    """The button whose label begins so."""
    return stage.tap(who, next(label for label in labels(stage.seen[who].screen) if label.startswith(beginning)))


def answer(stage: Stage, who: str, said: Mapping[str, str], usual: str = "是") -> list[str]:
    """Answer every fact that is asked: with what is said to it, else take what is suggested, else the usual; which were asked."""
    found: list[str] = []
    while (card := asked(stage, who)) is not None and card.fact not in found:
        found.append(card.fact)
        if card.fact in said:
            stage.say(who, *said[card.fact].split("|"))
        elif card.suggested:
            stage.tap(who, "就是这样")
        else:
            stage.say(who, usual)
    return found


def open_programme(stage: Stage, who: str, programme: str) -> ProgrammeShown:
    """The page of this programme."""
    stage.open(who, "prog", programme)
    shown = stage.effects[who][-1]
    assert isinstance(shown, ProgrammeShown)
    return shown


def ask(stage: Stage, who: str, programme: str = VOUCHER) -> FactAsked:
    """The first fact that a programme asks."""
    open_programme(stage, who, programme)
    tap_begins(stage, who, "补充")
    card = asked(stage, who)
    assert card is not None
    return card


def go_to(stage: Stage, who: str, fact: str, programme: str = VOUCHER) -> FactAsked:
    """On to the card of this fact, everything before it left for later."""
    card = ask(stage, who, programme)
    while card.fact != fact:
        stage.tap(who, "不确定，以后再说")
        following = asked(stage, who)
        assert following is not None, f"{fact} is not asked"
        card = following
    return card


def stated(stage: Stage) -> dict[str, str]:
    """What stands in the store."""
    enterprise = stage.enterprise().id
    return {fact: row.value for fact, row in stage.work(lambda tx: tx.stated(enterprise)).items()}
