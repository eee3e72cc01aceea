"""Updates that wait for the bot: numbered when created, kept until confirmed or too old, fetched by one poller at a time.

As the official server: filtered by `allowed_updates` when created, forgotten only when a higher offset arrives, a tap after 150 s
and anything else after a day; an offset more than ten beyond the last number is taken for a leftover of other times and starts
from the head. Unlike it: asking again with the same offset is answered at once, where the official server waits up to three seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from bot.sandbox.dice import Dice
from bot.sandbox.refusals import conflict
from bot.sandbox.store import Store
from bot.sandbox.wire import Json, encode

UNASKED = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)
"""What a bot gets that never said what it wants."""

KINDS = UNASKED | {"message_reaction", "message_reaction_count", "chat_member"}

FIRST = 870_000_001
TAP_SECONDS = 150
KEPT_SECONDS = 86_400
MOST = 100
LONGEST = 50
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
HOOK_SET = "terminated by setWebhook request"


class Updates:
    """The queue. `arrived` is called with the queue's name after an update was put there."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._last = int(store.recall("last_update", FIRST - 1))
        listed = store.recall("allowed_updates")
        self._allowed = UNASKED if listed is None else frozenset(listed)
        self._poller: asyncio.Future[str] | None = None
        self._reset = False
        self.arrived: Callable[[str], None] = lambda queue: None
        self.shuffle: Callable[[], Dice | None] = lambda: None
        self.copies: Callable[[], int] = lambda: 1

    def create(self, kind: str, body: Json | msgspec.Raw, queue: str) -> int | None:
        """Put an update into the queue, unless the bot does not want its kind; its number."""
        if kind in KINDS and kind not in self._allowed:
            return None
        self._last = self._next()
        self._store.remember("last_update", self._last)
        kept = TAP_SECONDS if kind == "callback_query" else KEPT_SECONDS
        row = (kind, queue, self._clock() + kept, encode(body))
        self._insert(self._last, row)
        self._mix(self._last, row)
        self.arrived(queue)
        if self._poller is not None and not self._poller.done():
            self._poller.set_result("")
        return self._last

    def allow(self, listed: object) -> None:
        """Remember which kinds the bot wants from now on; an empty list means the usual ones, nothing means no change."""
        if not isinstance(listed, list):
            return
        wanted = frozenset(str(kind) for kind in listed) & KINDS
        self._allowed = wanted or UNASKED
        self._store.remember("allowed_updates", sorted(self._allowed) if wanted else None)

    @property
    def allowed(self) -> list[str] | None:
        """What the bot asked for, or nothing if it takes the usual ones."""
        return None if self._allowed == UNASKED else sorted(self._allowed)

    async def poll(self, offset: int, limit: int, timeout: int) -> bytes:
        """The waiting updates as a JSON array, after waiting for one at most `timeout` seconds."""
        self.interrupt(TERMINATED)
        self._confirm(offset)
        batch = self._take(offset, limit)
        if not batch and timeout > 0:
            await self._wait(min(timeout, LONGEST))
            batch = self._take(offset, limit)
        return b"[" + b",".join(body for _ in range(self.copies() if batch else 1) for body in batch) + b"]"

    def interrupt(self, why: str) -> None:
        """End the poller that waits, with a conflict."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(why)

    def reset_numbers(self) -> None:
        """As after a quiet week: once nothing waits, numbers go on from a lower one."""
        self._reset = True

    def waiting(self) -> int:
        """How many updates wait."""
        self._drop_old()
        return int(self._store.one("select count(*) from pending")[0])

    def queues(self) -> list[str]:
        """The names of the queues in which something waits."""
        return [name for (name,) in self._store.rows("select distinct queue from pending")]

    def first_of(self, queue: str) -> tuple[int, bytes] | None:
        """The oldest update of a queue: its number and its JSON."""
        self._drop_old()
        row = self._store.one("select id, kind, body from pending where queue = ? order by id limit 1", (queue,))
        return None if row is None else (row[0], _whole(*row))

    def waits(self, number: int) -> bool:
        """Whether the update is still there."""
        self._drop_old()
        return self._store.one("select 1 from pending where id = ?", (number,)) is not None

    def forget(self, number: int) -> None:
        """The update was taken."""
        self._store.run("delete from pending where id = ?", (number,))

    def clear(self) -> None:
        """Forget all updates that wait."""
        self._store.run("delete from pending")

    def _next(self) -> int:
        if self._reset and self._store.one("select 1 from pending limit 1") is None:
            self._reset = False
            return self._last // 2
        return self._last + 1

    def _insert(self, number: int, row: tuple[str, str, float, bytes]) -> None:
        self._store.run("insert into pending (id, kind, queue, expires, body) values (?, ?, ?, ?, ?)", (number, *row))

    def _mix(self, number: int, row: tuple[str, str, float, bytes]) -> None:
        """Let the new update overtake waiting ones of other people, so that only the order of one person's own is kept."""
        dice = self.shuffle()
        while dice is not None and dice.throw() < 0.5:
            before = self._store.one("select id, kind, queue, expires, body from pending where id < ? order by id desc limit 1", (number,))
            if before is None or before[2].partition(":")[2] == row[1].partition(":")[2]:
                return
            self._store.run("delete from pending where id in (?, ?)", (number, before[0]))
            self._insert(number, before[1:])
            number = before[0]
            self._insert(number, row)

    def _confirm(self, offset: int) -> None:
        if 0 < offset <= self._last + 10:
            self._store.run("delete from pending where id < ?", (offset,))
        elif offset < 0:
            row = self._store.one("select id from pending order by id desc limit 1 offset ?", (-offset - 1,))
            if row is not None:
                self._store.run("delete from pending where id < ?", (row[0],))

    def _take(self, offset: int, limit: int) -> list[bytes]:
        self._drop_old()
        count = limit if 1 <= limit <= MOST else MOST
        start = offset if 0 < offset <= self._last + 10 else 0
        rows = self._store.rows("select id, kind, body from pending where id >= ? order by id limit ?", (start, count))
        return [_whole(*row) for row in rows]

    async def _wait(self, seconds: float) -> None:
        self._poller = waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                why = await waiter
        except TimeoutError:
            return
        if why:
            raise conflict(why)

    def _drop_old(self) -> None:
        now = self._clock()
        if self._store.one("select 1 from pending where expires < ? limit 1", (now,)) is not None:
            self._store.run("delete from pending where expires < ?", (now,))


def _whole(number: int, kind: str, body: bytes) -> bytes:
    return b'{"update_id":%d,"%s":%s}' % (number, kind.encode(), body)
