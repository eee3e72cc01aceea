"""Notices for people who talk in a terminal: they wait in the outbox until the person comes, and are shown once."""

from __future__ import annotations

from functools import partial

from bot.channels import buttons, console
from bot.channels.telegram import letters
from bot.channels.telegram.letters import ScreenLetter
from bot.ports import Clock, Letter, LetterState, Store, Transaction
from dialogs.model import Cursor
from dialogs.phrasebook import Choice, Screen

AT_ONCE = 100


def leave(tx: Transaction, cursor: Cursor, shown: Screen, chat: str, now: int) -> None:
    """Put a notice into somebody's box."""
    letter = letters.screen_letter(shown, cursor, fresh=True, kept=True)
    tx.post(console.CHANNEL, cursor.person, chat, type(letter).__name__, letters.encode(letter), now)


def mail_of(store: Store, who: str, clock: Clock) -> console.Mail:
    """What the person called so finds in the box; from the first look on notices are put there."""
    return lambda: store.submit(partial(_taken, who=who, now=clock.now())).result()


def _taken(tx: Transaction, who: str, now: int) -> tuple[Screen, ...]:
    person = tx.person(console.CHANNEL, who, now)
    if tx.chat(console.CHANNEL, person) is None:
        tx.reach(console.CHANNEL, person, who, now)
    found = [letter for letter in _all(tx, now) if letter.person == person]
    for letter in found:
        tx.end_letter(console.CHANNEL, letter.id, LetterState.SENT, now)
    return tuple(_screen(letter) for letter in found)


def _all(tx: Transaction, now: int) -> list[Letter]:
    """Everything that waits in this channel; there are few people in terminals."""
    found: list[Letter] = []
    while some := tx.letters(console.CHANNEL, now, AT_ONCE, found[-1].id if found else 0):
        found += some
    return found


def _screen(letter: Letter) -> Screen:
    """The notice with its choices; what a button does is all that matters of it here."""
    content = letters.decode(letter.payload)
    if not isinstance(content, ScreenLetter):
        return Screen("")
    rows = tuple(tuple(Choice(button.text, press.do) for button in row if (press := buttons.read(button.data))) for row in content.rows)
    return Screen(content.text, rows)
