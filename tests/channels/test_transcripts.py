"""The same conversations as in a terminal and in the engine alone, now through Telegram's updates: the same screens, word for word."""

from __future__ import annotations

import pytest

from bot.channels.buttons import payload, place_of
from bot.channels.telegram.letters import ScreenLetter
from bot.storage.scratch import ScratchStore
from bot.usecases.conversation import Conversation, labelled
from dialogs.effects import Effect
from dialogs.inbound import AnyInbound, Reply, Start, Tap
from dialogs.model import Cursor
from dialogs.phrasebook import Screen, screen
from dialogs.scene import Turn
from question_bank.model import Bank
from tests.bot import typed
from tests.bot.office import CountedIds, StoppedClock
from tests.channels import telegrams as t
from tests.channels.desk import Desk, last_screen
from tests.dialogs import conversation, preludes, transcripts
from tests.dialogs.register import Register
from tests.question_bank.banks import small_bank

BEYOND = {"past", "previous", "taken"}
"""What a transcript says of the world outside this conversation, which would have to be told to the store."""


def _by_one_person_alone(name: str) -> bool:
    found = transcripts.read(name)
    said = set().union(*(turn.keys() for turn in found["turns"]))
    return not (BEYOND & set(found) or {"as", "at", "taken"} & said)


ALONE = [name for name in transcripts.names() if _by_one_person_alone(name)]


class Noting(conversation.Conversation):
    """The engine alone, noting what came in and the screen of each turn.

    As in the shell, typing what a choice is called means that choice.
    """

    def __init__(self, bank: Bank, register: Register, now: int) -> None:
        super().__init__(bank, register, now)
        self.heard: list[AnyInbound | Tap] = []
        self.screens: list[Screen] = []

    def hear(self, inbound: AnyInbound | Tap) -> tuple[Effect, ...]:
        effects = super().hear(labelled(self.scene, inbound))
        self.heard.append(inbound)
        self.screens.append(screen(Turn(self.stored, self.cursor, effects), self.bank))
        return effects


def _replayed(name: str) -> Noting:
    """The transcript in the engine alone, from its very beginning."""
    found = transcripts.read(name)
    talk = Noting(transcripts.bank_named(found["bank"]), Register(), transcripts.millis(found["starts_at"]))
    preludes.PRELUDES[found.get("begins", "new")](talk, found["locale"])
    drawn = [talk.drawn]
    for turn in found["turns"]:
        talk.hear(transcripts._inbound(turn["in"], drawn))
        drawn.append(talk.drawn)
    return talk


@pytest.mark.parametrize("name", ALONE)
def test_a_transcript_reads_the_same_in_telegram(name: str) -> None:
    """Typed texts as messages, everything else as buttons; buttons of earlier screens as they were drawn."""
    talk = _replayed(name)
    desk = Desk(ScratchStore(CountedIds()), talk.bank)
    desk.clock.at = talk.now
    stood: dict[tuple[str, int], Cursor] = {}
    for inbound, expected in zip(talk.heard, talk.screens, strict=True):
        cursor = desk.cursor()
        stood[cursor.at, cursor.revision] = cursor
        found = desk.take(_body(desk, inbound, stood))
        shown = last_screen(found)
        assert shown.text == expected.text
        assert [[button.text for button in row] for row in shown.rows] == [[choice.label for choice in row] for row in expected.rows if row]
    assert len(talk.heard) > 2
    assert not desk.failures


def _body(desk: Desk, inbound: AnyInbound | Tap, stood: dict[tuple[str, int], Cursor]) -> bytes:
    if isinstance(inbound, Tap):
        drawn = stood[inbound.at, inbound.revision]
        return t.tap(payload(inbound.do, place_of(drawn), drawn.revision))
    return desk.body(inbound)


def test_enough_transcripts_are_compared() -> None:
    """A test that compares nothing would pass as well."""
    assert len(ALONE) > 30
    assert {"cmmm_five_levels_met", "cmmm_level_one_not_met", "buttons_of_earlier_screens", "person_deleted"} <= set(ALONE)


def test_what_is_typed_in_a_terminal_reads_the_same_in_telegram() -> None:
    """From the first screen to the result; the terminal's person and Telegram's are two, with the same words."""
    bank, clock = small_bank(), StoppedClock()
    terminal = Conversation(ScratchStore(CountedIds()), lambda _id, _version: bank, bank, clock, CountedIds())
    desk = Desk(ScratchStore(CountedIds()), bank)
    lines = typed.whole_run(bank, {1: "D", 2: "A"})
    outcome = terminal.take("console", "local", Start())
    found = desk.take(t.said("/start"))
    for line in ["", *lines]:
        if line:
            outcome = terminal.take("console", "local", Reply(line))
            found = desk.take(t.said(line))
        assert last_screen(found).text == outcome.screen.text
    assert isinstance(found[-1], ScreenLetter)
    assert outcome.finished is not None
