"""How a campaign is going, as one message to those who answer for it, edited in place. Nothing depends on it: what is lost is left out.

Which message it is is kept with the campaign, so that it is the same one after a start, until it has said how the campaign ended. That is
also told by a notice of its own, which waits in the outbox like every letter.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from bot.broadcast.ledger import Ledger
from bot.broadcast.outcomes import Buttons, Messenger
from bot.broadcast.telling import answerable, counts
from bot.channels.telegram import letters
from bot.channels.telegram.incoming import CHANNEL
from bot.ports import Transaction
from bot.watching.log import Log
from dialogs import phrasebook
from dialogs.campaigns.model import Campaign, CampaignState
from dialogs.desk.bcast.notices import WAITING, CampaignEnded, CampaignGoing
from dialogs.scene import Turn
from question_bank.model import Bank

FIRST_SECONDS = 2.0
"""What is over sooner needs no message but the one that it is over."""

EDIT_SECONDS = 5.0
LATEST = 50
"""So many campaigns that are over, by when they were made, are looked at for a message that does not say so yet."""

_OVER = frozenset({CampaignState.DONE, CampaignState.STOPPED})


@dataclass(frozen=True, slots=True)
class _Said:
    """What one person is to read, and in which chat."""

    chat: str
    text: str
    buttons: Buttons


@dataclass(slots=True)
class _Shown:
    """When it is to be shown next, and the message of each person; `kept` are those that the store knows."""

    due: float
    messages: dict[str, str]
    kept: Mapping[str, str]
    door: asyncio.Lock = field(default_factory=asyncio.Lock)


class Progress:
    """The messages of the campaigns that are being sent."""

    def __init__(
        self, ledger: Ledger, bank: Bank, covered: Callable[[str], None], log: Log, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ledger = ledger
        self._bank = bank
        self._covered = covered
        self._log = log
        self._clock = clock
        self._shown: dict[str, _Shown] = {}

    def due(self, campaign: Campaign) -> bool:
        """Whether it is time to show how it is going; if so, not again for `EDIT_SECONDS`."""
        shown = self._shown.get(campaign.id)
        if shown is None:
            shown = self._shown[campaign.id] = self._known(campaign)
        if not answerable(campaign) or self._clock() < shown.due or shown.door.locked():
            return False
        shown.due = self._clock() + EDIT_SECONDS
        return True

    async def behind(self) -> tuple[Campaign, ...]:
        """Campaigns that are over and whose messages do not say so: they were stopped, or the program was, just before."""

        def work(tx: Transaction) -> tuple[Campaign, ...]:
            found = [stored.campaign for stored in tx.campaigns(_OVER, LATEST) if stored.campaign.shown]
            return tuple(campaign for campaign in found if not WAITING.intersection(counts(tx.tally(campaign.id))))

        return await self._ledger.done(work)

    async def show(self, messenger: Messenger, campaign: Campaign, *, over: bool = False) -> None:
        """Say it, or say it anew in the same message; `over` for the last time. What fails is tried again when it is due again."""
        try:
            await (self._end(messenger, campaign) if over else self._go_on(messenger, campaign))
        except Exception as error:
            self._log.debug("progress not shown", why=type(error).__name__)

    async def _go_on(self, messenger: Messenger, campaign: Campaign) -> None:
        """In the message of each person; where that is gone, or there is none yet, in a new one."""
        if (shown := self._shown.get(campaign.id)) is None:
            return
        async with shown.door:
            for person, said in (await self._ledger.done(lambda tx: self._said(tx, campaign, over=False))).items():
                message = shown.messages.get(person)
                if message is None or not await messenger.edit(said.chat, message, said.text, said.buttons):
                    self._covered(said.chat)
                    shown.messages[person] = await messenger.say(said.chat, said.text, said.buttons)
                if shown.messages != shown.kept:
                    await self._keep(campaign, shown.messages)
                    shown.kept = dict(shown.messages)

    async def _end(self, messenger: Messenger, campaign: Campaign) -> None:
        """In the messages that are there, and in no new one: the notice says the same."""
        shown = self._shown.pop(campaign.id, None) or self._known(campaign)
        async with shown.door:
            if not shown.messages:
                return
            for person, said in (await self._ledger.done(lambda tx: self._said(tx, campaign, over=True))).items():
                if message := shown.messages.get(person):
                    await messenger.edit(said.chat, message, said.text, said.buttons)
            await self._keep(campaign, {})

    def _known(self, campaign: Campaign) -> _Shown:
        """What was shown of it before this program began."""
        return _Shown(self._clock() + FIRST_SECONDS, dict(campaign.shown), campaign.shown)

    async def _keep(self, campaign: Campaign, messages: Mapping[str, str]) -> None:
        """With the campaign as it is by now."""

        def work(tx: Transaction) -> None:
            if (stored := tx.campaign(campaign.id)) is not None:
                tx.save_campaign(stored, msgspec.structs.replace(stored.campaign, shown=dict(messages)), self._ledger.now)

        await self._ledger.done(work)

    def _said(self, tx: Transaction, campaign: Campaign, *, over: bool) -> Mapping[str, _Said]:
        tally = counts(tx.tally(campaign.id))
        told = (CampaignEnded if over else CampaignGoing)(campaign.id, campaign.title, tally)
        found: dict[str, _Said] = {}
        for person in answerable(campaign):
            chat, cursor = tx.chat(CHANNEL, person), tx.cursor(person)
            if chat is None or not chat.reachable or cursor is None:
                continue
            letter = letters.screen_letter(phrasebook.screen(Turn(None, cursor, (told,)), self._bank), cursor, fresh=True, kept=True)
            found[person] = _Said(chat.chat, letter.text, tuple(tuple((button.text, button.data) for button in row) for row in letter.rows))
        return found
