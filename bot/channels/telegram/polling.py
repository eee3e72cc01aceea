"""The fetch loop: a batch is acknowledged only after everything in it is durable.

An offset is never remembered beyond the next call: after a quiet week ids begin anew, perhaps lower, and an old offset would swallow them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.channels.telegram import wire
from bot.channels.telegram.client import POLL_SECONDS, ApiError, Client, RetryAfter, Unauthorized
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.intake import Intake
from bot.failpoints import point
from bot.ports import StorageUnavailable

LONGEST_PAUSE = 30.0


async def poll(client: Client, intake: Intake, stopping: asyncio.Event, troubled: Callable[[BaseException], None]) -> None:
    """Fetch and take updates until told to stop; trouble is told and waited out, a refused token ends the loop."""
    offset: int | None = None
    pause = 0.5
    while not stopping.is_set():
        try:
            offset = await _round(client, intake, offset)
            pause = 0.5
        except Unauthorized:
            raise
        except (ApiError, StorageUnavailable) as error:
            troubled(error)
            offset = None  # what was not acknowledged comes again
            await _wait(stopping, error.seconds if isinstance(error, RetryAfter) else pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _round(client: Client, intake: Intake, offset: int | None) -> int | None:
    """One call and its updates. With an offset it confirms the last batch and asks what is there; without, it waits for the next."""
    found = await client.updates(offset, 0 if offset is not None else POLL_SECONDS, ALLOWED)
    if not found:
        return None
    point("poll.fetched")
    await intake.take(found)
    point("poll.taken")
    ids = [known for known in map(wire.update_id, found) if known is not None]
    return max(ids) + 1 if ids else None


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
