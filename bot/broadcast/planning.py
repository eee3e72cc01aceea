"""Which campaigns begin, go on and end now, and what the series have to send. The rules are those of `dialogs.campaigns`.

Whatever the clock does, and however often it is looked, an occasion comes once: its campaign has an id that follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from bot.broadcast import telling
from bot.broadcast.ledger import Ledger
from bot.ports import Conflict, Letter, Transaction
from bot.ports.campaigns import StoredCampaign
from bot.usecases.campaigns.closing_windows import closing_windows
from bot.usecases.conversation import Conversation
from bot.usecases.packs import PacksHere
from bot.watching.log import Log
from dialogs.campaigns.calendar import Calendar, is_open
from dialogs.campaigns.dropping import Reason
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState, Every
from dialogs.campaigns.moving import Move, moved
from dialogs.campaigns.occasions import Closing, Occasion, child, closings, due
from dialogs.desk.bcast.notices import WAITING

NOBODY_MS = 3_600_000
"""How long it is not asked again whether an occasion for which there was nobody has somebody by now."""

MOST_SERIES = 1000

Posted = Callable[[Sequence[Letter]], None]


class _Nobody(Exception):
    """An occasion without recipients, which is not kept."""


class Planning:
    """Moves campaigns on. `posted` is told of letters once they are committed, `failed` of what went wrong with one campaign."""

    def __init__(
        self, ledger: Ledger, conversation: Conversation, log: Log, posted: Posted, failed: Callable[[BaseException], str]
    ) -> None:
        self._ledger = ledger
        self._conversation = conversation
        self._log = log
        self._posted = posted
        self._failed = failed
        self._settled: dict[str, int] = {}

    async def under_way(self) -> tuple[Campaign, ...]:
        """What is to be sent at this moment, by its start; what is due is begun first, and what is over is ended."""
        now, found = self._ledger.now, list[Campaign]()
        for stored in await self._ledger.done(lambda tx: tx.due_campaigns(now)):
            campaign: Campaign | None = stored.campaign
            if stored.campaign.ends_at is not None and stored.campaign.ends_at <= now:
                await self.close(stored.campaign)
                continue
            if stored.campaign.state is CampaignState.SCHEDULED:
                campaign = await self._start(stored.campaign)
            if campaign is not None and is_open(campaign.when, now, self._ledger.calendar):
                found.append(campaign)
        return tuple(found)

    async def plan(self) -> None:
        """What need not be looked at every second: the calendar, the occasions of series, what was paused beyond its time."""
        self._ledger.calendar = Calendar(await self._ledger.done(lambda tx: tx.calendar()))
        standing = [stored.campaign for stored in await self._ledger.done(lambda tx: tx.campaigns({CampaignState.STANDING}, MOST_SERIES))]
        windows = await self._windows() if any(series.when.every is Every.WINDOW for series in standing) else ()
        for series in standing:
            try:
                await self._come(series, windows)
            except Exception as error:  # the other series have their occasions none the less
                self._failed(error)
        for stored in await self._ledger.done(lambda tx: tx.campaigns({CampaignState.PAUSED}, MOST_SERIES)):
            if stored.campaign.ends_at is not None and stored.campaign.ends_at <= self._ledger.now:
                await self.close(stored.campaign)

    async def follow_up(self) -> None:
        """Note what those who were written to did since."""
        await self._ledger.done(lambda tx: tx.follow_up(self._ledger.now))

    async def close(self, campaign: Campaign) -> None:
        """Its time is over: what was not sent is not sent any more."""
        await self._ledger.done(lambda tx: tx.drop_queued(campaign.id, DeliveryState.OUTSIDE, Reason.LATE, self._ledger.now))
        await self.finish(campaign)

    async def finish(self, campaign: Campaign) -> bool:
        """End a campaign of which nothing is left to be sent, and tell who answers for it; false while something is."""

        def work(tx: Transaction) -> Sequence[Letter] | None:
            stored, tally = tx.campaign(campaign.id), tx.tally(campaign.id)
            if stored is None or any(tally.get(state) for state in WAITING):
                return None
            done = moved(stored.campaign, Move.FINISH, "", self._ledger.now, self._ledger.calendar)
            if done is None:
                return None
            tx.save_campaign(stored, done, self._ledger.now)
            self._ended(done, tally.get(DeliveryState.SENT, 0), tally.get(DeliveryState.DOUBTFUL, 0))
            return telling.ended(tx, self._conversation, done, tally)

        return await self._told(work)

    async def hold(self, campaign: Campaign, why: str, said: str = "") -> bool:
        """Pause a campaign because it cannot go on by itself, and say so to who answers for it."""

        def work(tx: Transaction) -> Sequence[Letter] | None:
            stored = tx.campaign(campaign.id)
            paused = moved(stored.campaign, Move.PAUSE, "", self._ledger.now, self._ledger.calendar) if stored else None
            if stored is None or paused is None:
                return None
            reason = f"{why}:{said}" if said else why
            tx.save_campaign(stored, msgspec.structs.replace(paused, reason=reason), self._ledger.now)
            return telling.held(tx, self._conversation, paused, why, said)

        return await self._told(work)

    async def _start(self, campaign: Campaign) -> Campaign | None:
        """A campaign whose time has come; nothing if somebody was first, or took it back."""

        def work(tx: Transaction) -> Campaign | None:
            stored = tx.campaign(campaign.id)
            begun = moved(stored.campaign, Move.START, "", self._ledger.now, self._ledger.calendar) if stored else None
            if stored is not None and begun is not None:
                tx.save_campaign(stored, begun, self._ledger.now)
            return begun

        try:
            begun = await self._ledger.done(work)
        except Conflict:
            return None
        if begun is not None:
            self._log.info("campaign begun", campaign=begun.id, persons=begun.persons)
        return begun

    async def _windows(self) -> tuple[Closing, ...]:
        """The windows of the programmes; none, and that is said, where these cannot be read."""
        now = self._ledger.now
        try:
            return await self._ledger.done(lambda tx: closing_windows(PacksHere(tx, now).current()))
        except Exception as error:  # the series of other kinds have their occasions none the less
            self._failed(error)
            return ()

    async def _come(self, series: Campaign, windows: tuple[Closing, ...]) -> None:
        """The campaigns of what a series has to send now, unless they were made before or there is nobody for them."""
        now, calendar = self._ledger.now, self._ledger.calendar
        if series.when.every is Every.WINDOW:
            occasions = closings(series, windows, now, calendar)
        else:
            found = due(series, now, calendar)
            occasions = (found,) if found else ()
        for occasion in occasions:
            await self._begin(series, occasion, now)

    async def _begin(self, series: Campaign, found: Occasion, now: int) -> None:
        if self._settled.get((made := child(series, found)).id, 0) > now:
            return
        self._settled[made.id] = now + NOBODY_MS
        try:
            persons = await self._ledger.done(lambda tx: _made(tx, made, found, now))
        except _Nobody:
            return
        if persons:
            self._log.info("occasion begun", campaign=made.id, series=series.id, persons=persons)

    async def _told(self, work: Callable[[Transaction], Sequence[Letter] | None]) -> bool:
        try:
            letters = await self._ledger.done(work)
        except Conflict:  # somebody moved it at this moment; it is looked at again
            return False
        self._posted(letters or ())
        return letters is not None

    def _ended(self, campaign: Campaign, sent: int, doubtful: int) -> None:
        self._log.info("campaign ended", campaign=campaign.id, persons=campaign.persons, sent=sent, doubtful=doubtful)


def _made(tx: Transaction, made: Campaign, found: Occasion, now: int) -> int:
    """Keep the occasion with its recipients, and how many these are; 0 if it is kept already."""
    if not tx.add_campaign(made, now):
        return 0
    frozen = [tx.freeze_audience(made, now, found.key, span) for span in found.spans or (None,)]
    whole = frozen[-1]  # each counts everybody who is in by then
    if not whole.persons:
        raise _Nobody
    tx.save_campaign(StoredCampaign(made, 1), msgspec.structs.replace(made, persons=whole.persons, digest=whole.digest), now)
    return whole.persons
