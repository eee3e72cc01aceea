"""How a campaign is going, as one message to those who answer for it, edited in place. Nothing depends on it: what is lost is left out.

The end is told by a notice of its own, which waits in the outbox like every letter.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.broadcast.ledger import Ledger
from bot.broadcast.outcomes import Buttons, Messenger
from bot.broadcast.telling import answerable, counts
from bot.channels.telegram import letters
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Transaction
from dialogs import phrasebook
from dialogs.campaigns.model import Campaign
from dialogs.desk.bcast.notices import CampaignEnded, CampaignGoing
from dialogs.scene import Turn
from question_bank.model import Bank

FIRST_SECONDS = 2.0
"""What is over sooner needs no message but the one that it is over."""

EDIT_SECONDS = 5.0


@dataclass(slots=True)
class _Shown:
    """When it is to be shown next, and the message of each chat."""

    due: float
    messages: dict[str, str] = field(default_factory=dict)
    door: asyncio.Lock = field(default_factory=asyncio.Lock)


class Progress:
    """The messages of the campaigns that are being sent."""

    def __init__(self, ledger: Ledger, bank: Bank, covered: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._bank = bank
        self._covered = covered
        self._clock = clock
        self._shown: dict[str, _Shown] = {}

    def due(self, campaign: Campaign) -> bool:
        """Whether it is time to show how it is going; if so, not again for `EDIT_SECONDS`."""
        shown = self._shown.setdefault(campaign.id, _Shown(self._clock() + FIRST_SECONDS))
        if not answerable(campaign) or self._clock() < shown.due or shown.door.locked():
            return False
        shown.due = self._clock() + EDIT_SECONDS
        return True

    async def show(self, messenger: Messenger, campaign: Campaign, *, over: bool = False) -> None:
        """Say it, or say it anew in the same message; `over` for the last time. Raises the errors of the client."""
        shown = self._shown.pop(campaign.id, None) if over else self._shown.get(campaign.id)
        if shown is None:
            return
        async with shown.door:
            if over and not shown.messages:
                return
            for chat, (text, buttons) in (await self._ledger.done(lambda tx: self._said(tx, campaign, over=over))).items():
                if message := shown.messages.get(chat):
                    await messenger.edit(chat, message, text, buttons)
                else:
                    self._covered(chat)
                    shown.messages[chat] = await messenger.say(chat, text, buttons)

    def _said(self, tx: Transaction, campaign: Campaign, *, over: bool) -> Mapping[str, tuple[str, Buttons]]:
        tally = counts(tx.tally(campaign.id))
        told = (CampaignEnded if over else CampaignGoing)(campaign.id, campaign.title, tally)
        found: dict[str, tuple[str, Buttons]] = {}
        for person in answerable(campaign):
            chat, cursor = tx.chat(CHANNEL, person), tx.cursor(person)
            if chat is None or not chat.reachable or cursor is None:
                continue
            letter = letters.screen_letter(phrasebook.screen(Turn(None, cursor, (told,)), self._bank), cursor, fresh=True, kept=True)
            found[chat.chat] = (letter.text, tuple(tuple((button.text, button.data) for button in row) for row in letter.rows))
        return found
