"""Screens for somebody other than the one who is talking: into the outbox, in the transaction that is their reason."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bot.channels import console, mailbox
from bot.channels.telegram import letters
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Letter, Transaction
from dialogs.model import Cursor
from dialogs.phrasebook import Screen


def notify(tx: Transaction, cursor: Cursor, shown: Screen, now: int) -> Sequence[Letter]:
    """The letter to this person, to be sent at once. One for a terminal waits there until the person comes, and is none of those."""
    if terminal := tx.chat(console.CHANNEL, cursor.person):
        mailbox.leave(tx, cursor, shown, terminal.chat, now)
    chat = tx.chat(CHANNEL, cursor.person)
    if chat is None or not chat.reachable:
        return ()
    letter = msgspec.structs.replace(letters.screen_letter(shown, cursor, fresh=True, kept=True), beside=True)
    return (tx.post(CHANNEL, cursor.person, chat.chat, type(letter).__name__, letters.encode(letter), now),)
