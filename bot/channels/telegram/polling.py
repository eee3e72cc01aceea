"""The fetch loop: a batch is acknowledged only after everything in it is durable.

An offset is never remembered beyond the next call: after a quiet week ids begin anew, perhaps lower, and an old offset would swallow them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import msgspec

from bot.channels.telegram import wire
from bot.channels.telegram.client import POLL_SECONDS, ApiError, Client, RetryAfter, Unauthorized, Uncertain
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.intake import Intake
from bot.ports import StorageUnavailable
from bot.watching.failpoints import point

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0


async def poll(
    client: Client,
    intake: Intake,
    stopping: asyncio.Event,
    troubled: Callable[[BaseException], None],
    recovered: Callable[[], None] = lambda: None,
) -> None:
    """Fetch and take updates until told to stop; what is being taken then is taken to its end.

    Trouble is told and waited out, and so is its end; a refused token ends the loop.
    """
    offset: int | None = None
    pause = FIRST_PAUSE
    while not stopping.is_set():
        try:
            offset = await _round(client, intake, offset, stopping)
            if pause > FIRST_PAUSE and not stopping.is_set():
                recovered()
            pause = FIRST_PAUSE
        except Unauthorized:
            raise
        except (ApiError, StorageUnavailable) as error:
            troubled(error)
            offset = None  # what was not acknowledged comes again
            await _wait(stopping, error.seconds if isinstance(error, RetryAfter) else pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _round(client: Client, intake: Intake, offset: int | None, stopping: asyncio.Event) -> int | None:
    """One call and its updates. With an offset it confirms the last batch and asks what is there; without, it waits for the next."""
    found = await _fetched(client, offset, stopping)
    if not found:
        return None
    point("poll.fetched")
    await intake.take(found)
    point("poll.taken")
    ids = [known for known in map(wire.update_id, found) if known is not None]
    if not ids:
        raise Uncertain("the updates have no ids")
    return max(ids) + 1


async def _fetched(client: Client, offset: int | None, stopping: asyncio.Event) -> Sequence[msgspec.Raw]:
    """The next updates, or none when told to stop meanwhile: what was not acknowledged comes again."""
    fetching = asyncio.ensure_future(client.updates(offset, 0 if offset is not None else POLL_SECONDS, ALLOWED))
    told = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({fetching, told}, return_when=asyncio.FIRST_COMPLETED)
        return fetching.result() if fetching.done() else ()
    finally:
        told.cancel()
        fetching.cancel()


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
