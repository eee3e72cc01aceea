"""`zhiping doctor`: looks at what the bot needs and says of each whether it is well and, if not, what to do. Changes nothing."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.config import Settings

FREE_BYTES = 200 << 20
CLOCK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty where all is well."""

    what: str
    said: str
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything, one after the other; a look that fails is a finding itself."""
    looks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("database", _database),
        ("token", _token),
        ("clock", _clock),
        ("fonts", _fonts),
        ("disk", _disk),
        ("calendar", _calendar),
    )
    for what, look in looks:
        try:
            yield look(settings)
        except Exception as error:  # whatever a look trips over is what the operator has to know
            yield Finding(
                what, f"could not be looked at ({type(error).__name__})", f"Look at the {what} by hand, then run `zhiping doctor` again."
            )


def _database(settings: Settings) -> Finding:
    from bot.storage.opening import schema_state
    from bot.storage.schema import SchemaState

    state = schema_state(settings.database_url)
    remedies = {
        SchemaState.OLD: "Run `zhiping migrate`.",
        SchemaState.NEWER: "Install the newer version of the program, or restore the copy made before it.",
        SchemaState.DAMAGED: "Restore the newest sound copy of the database file; a copy is made before each migration.",
    }
    return Finding("database", str(state), remedies.get(state, ""))


def _token(settings: Settings) -> Finding:
    if not settings.token():
        return Finding("token", "none is set", "Set ZHIPING_BOT_TOKEN to serve Telegram; `zhiping sandbox` and `zhiping chat` need none.")
    from bot.channels.telegram.client import ApiError, Client, Unauthorized

    async def ask() -> None:
        async with Client(settings.token(), settings.api_base) as client:
            await client.call("getMe", {}, seconds=10)

    try:
        asyncio.run(ask())
    except Unauthorized:
        return Finding("token", "not accepted", "Ask @BotFather for the bot's token and set ZHIPING_BOT_TOKEN anew.")
    except ApiError as error:
        return Finding("token", f"the server gave no answer ({type(error).__name__})", "Check the network and ZHIPING_API_BASE.")
    return Finding("token", "accepted")


def _clock(settings: Settings) -> Finding:
    """The machine's clock against the server's; months and waiting times hang on it."""
    import aiohttp

    async def ask() -> str:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(settings.api_base, allow_redirects=False) as response,
        ):
            return response.headers.get("Date", "")

    try:
        said = asyncio.run(ask())
    except (aiohttp.ClientError, TimeoutError):
        return Finding("clock", "not compared: the server gave no answer")
    if not said:
        return Finding("clock", "not compared: the server does not tell the time")
    off = abs(time.time() - parsedate_to_datetime(said).timestamp())
    return Finding("clock", f"{off:.0f} s off", "Let the machine take its time from a time server." if off > CLOCK_SECONDS else "")


def _fonts(settings: Settings) -> Finding:
    from reports.bundle import sans_font, serif_font

    missing = [path.name for path in (sans_font(), serif_font()) if not path.is_file()]
    return Finding("fonts", "missing: " + ", ".join(missing), "Run `make install` again.") if missing else Finding("fonts", "bundled")


def _disk(settings: Settings) -> Finding:
    folder = settings.data if settings.data.exists() else Path()
    free = shutil.disk_usage(folder).free
    remedy = f"Make room where {folder.resolve()} lies; answers are refused when the disk is full." if free < FREE_BYTES else ""
    return Finding("disk", f"{free >> 20} MiB free", remedy)


def _calendar(settings: Settings) -> Finding:
    """Whether the holidays of this year are known, and from December on those of the next."""
    from bot.storage.opening import open_reader, schema_state
    from bot.storage.schema import SchemaState
    from bot.system import SystemClock
    from bot.usecases.campaigns.calendars import missing_years

    current = schema_state(settings.database_url) is SchemaState.CURRENT
    known = asyncio.run(open_reader(settings.database_url).read_calendar()) if current else {}
    missing = ", ".join(map(str, missing_years(known, SystemClock().now())))
    if not missing:
        return Finding("calendar", "holidays are known")
    remedy = "Load the State Council's arrangement: `zhiping calendar load FILE`; until then Monday to Friday count as working days."
    return Finding("calendar", f"no holidays are known for {missing}", remedy)
