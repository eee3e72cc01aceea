"""Reads beside the writing: status, lists, exports, the check of seals. Each read opens its own connection and closes it.

A pool would tie the store to one event loop and keep threads alive at exit; these reads are few and slow compared with a connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable
from sqlalchemy.exc import DBAPIError

from bot.ports import EndedLetter, LetterState, ParkedUpdate, RunRow
from bot.ports.banks import BankVersion
from bot.ports.campaigns import Delivery, Responses
from bot.ports.programmes import KeptVerdict, PackVersion
from bot.ports.registry import AuditRow, Registration
from bot.ports.standing import Filter, Status
from bot.roles import NOWHERE, Affiliation, Role
from bot.storage import campaign_statements as campaigning
from bot.storage import post_statements as sql
from bot.storage import programme_statements as judged
from bot.storage.asking import as_status
from bot.storage.campaigns import LATEST, as_calendar
from bot.storage.ledger import as_delivery, as_responses, as_tally
from bot.storage.post import as_letter
from bot.storage.programmes import as_verdict, units_of
from bot.storage.questions import lines
from bot.storage.refusals import unavailable
from bot.storage.registry import as_registration
from bot.storage.registry_statements import CONFIRMED_REGISTRATIONS, ROLES_BY_CHAT, lines_of_audit
from bot.storage.rows import decode_campaign, encode_codes, run_columns, seal_of
from bot.storage.standing_statements import MISCOUNTED, asked
from bot.storage.statements import LIST_RUNS, LIST_RUNS_OF, READ_RUN, SEALED_RUNS
from bot.storage.version_statements import FIND_SHEETS, VERSIONS, VERSIONS_OF
from bot.storage.versions import Shelf, as_versions
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState
from dialogs.codec import DocumentError, decode_run
from dialogs.model import Run, RunState

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

FAREWELL_SECONDS = 0.2


class SqlReader:
    """`bot.ports.Reader` over an async engine, made when first read: a start that only writes need not load what async brings along."""

    def __init__(self, engine: Callable[[], AsyncEngine]) -> None:
        self._engine = cache(engine)

    async def read_run(self, run_id: str) -> Run | None:
        rows = await self._rows(READ_RUN, run=run_id)
        return decode_run(rows[0][0]) if rows else None

    async def list_runs(self, person: str | None) -> tuple[RunRow, ...]:
        rows = await (self._rows(LIST_RUNS) if person is None else self._rows(LIST_RUNS_OF, person=person))
        return tuple(RunRow(run, enterprise or "", name or "", RunState(state), *rest) for run, enterprise, name, state, *rest in rows)

    async def broken_seals(self) -> tuple[str, ...]:
        return tuple(row[0] for row in await self._rows(SEALED_RUNS) if not _holds(*row[1:]))

    async def letters_by_state(self) -> Mapping[str, int]:
        found = {row[0]: row[1] for row in await self._rows(sql.COUNT_LETTERS)}
        return {state.value: found.get(state.value, 0) for state in LetterState}

    async def doubtful_letters(self, limit: int) -> tuple[EndedLetter, ...]:
        return tuple(EndedLetter(as_letter(row[:-3]), *row[-3:]) for row in await self._rows(sql.DOUBTFUL_LETTERS, most=limit))

    async def oldest_queued(self, now: int) -> int | None:
        since = (await self._rows(sql.OLDEST_QUEUED, now=now))[0][0]
        return None if since is None else now - since

    async def parked_updates(self, limit: int) -> tuple[ParkedUpdate, ...]:
        return tuple(ParkedUpdate(*row) for row in await self._rows(sql.PARKED_UPDATES, most=limit))

    async def counts(self) -> Mapping[str, int]:
        names = ("persons", "runs", "unreachable", "timers", "parked")
        return dict(zip(names, (await self._rows(sql.COUNTS))[0], strict=True))

    async def registrations(self) -> tuple[Registration, ...]:
        return tuple(map(as_registration, await self._rows(CONFIRMED_REGISTRATIONS)))

    async def roles_by_chat(self, channel: str) -> Mapping[str, tuple[Role, ...]]:
        found: dict[str, tuple[Role, ...]] = {}
        for chat, role in await self._rows(ROLES_BY_CHAT, channel=channel):
            found[chat] = (*found.get(chat, ()), Role(role))
        return found

    async def audit(self, limit: int, person: str = "", action: str = "", before: int = 0) -> tuple[AuditRow, ...]:
        wanted = {name: value for name, value in (("person", person), ("action", action), ("before", before)) if value}
        return tuple(AuditRow(*row) for row in await self._rows(lines_of_audit(tuple(wanted)), most=limit, **wanted))

    async def read_statuses(self, wanted: Filter) -> tuple[Status, ...]:
        named = asked(wanted)
        return tuple(map(as_status, await self._rows(lines(tuple(named), "name", after=False, limited=False), **named)))

    async def miscounted(self) -> int:
        return len(await self._rows(MISCOUNTED))

    async def read_deliveries(self, campaign: str) -> tuple[Delivery, ...]:
        return tuple(map(as_delivery, await self._rows(campaigning.ALL_LINES, campaign=campaign)))

    async def read_campaign(self, campaign: str) -> Campaign | None:
        rows = await self._rows(campaigning.FIND_CAMPAIGN, campaign=campaign)
        return decode_campaign(rows[0][0]) if rows else None

    async def read_campaigns(self, states: Collection[CampaignState], limit: int) -> tuple[Campaign, ...]:
        rows = await self._rows(campaigning.ANY_CAMPAIGNS, states=encode_codes(states), before=LATEST, most=limit)
        return tuple(decode_campaign(document) for document, _ in rows)

    async def read_tally(self, campaign: str) -> Mapping[DeliveryState, int]:
        return as_tally(await self._rows(campaigning.TALLY, campaign=campaign))

    async def read_responses(self, campaign: str) -> Responses:
        return as_responses(await self._rows(campaigning.RESPONSES, campaign=campaign))

    async def read_calendar(self) -> Mapping[date, bool]:
        return as_calendar(await self._rows(campaigning.CALENDAR))

    async def read_bank_versions(self, bank: str = "") -> tuple[BankVersion, ...]:
        return await self._versions(Shelf.BANKS, bank)

    async def read_sheets(self, bank: str, version: str) -> bytes | None:
        return await self._sheets(Shelf.BANKS, bank, version)

    async def read_pack_versions(self, programme: str = "") -> tuple[PackVersion, ...]:
        return await self._versions(Shelf.PACKS, programme)

    async def read_pack_sheets(self, programme: str, version: str) -> bytes | None:
        return await self._sheets(Shelf.PACKS, programme, version)

    async def read_stale_for(self, programme: str, version: str, limit: int, after: str = "") -> tuple[str, ...]:
        page = {"programme": programme, "version": version, "most": limit, "after": after}
        return tuple(row[0] for row in await self._rows(judged.STALE_FOR, **page))

    async def read_candidates(self, programme: str, affiliation: Affiliation = NOWHERE) -> tuple[KeptVerdict, ...]:
        units = units_of(affiliation)
        asked = judged.candidates(tuple(units), outcome=False, after=False, limited=False)
        return tuple(map(as_verdict, await self._rows(asked, programme=programme, **units)))

    async def ping(self) -> None:
        await self._rows(sql.PING)

    async def _versions(self, shelf: Shelf, of: str) -> tuple[BankVersion, ...]:
        named = {"shelf": shelf.value} | ({"bank": of} if of else {})
        return as_versions(await self._rows(VERSIONS_OF if of else VERSIONS, **named))

    async def _sheets(self, shelf: Shelf, of: str, version: str) -> bytes | None:
        rows = await self._rows(FIND_SHEETS, shelf=shelf.value, of=of, named=version)
        return bytes(rows[0][0]) if rows else None

    async def _rows(self, statement: Executable, **values: Any) -> list[tuple[Any, ...]]:
        try:
            async with self._engine().connect() as connection:
                return [tuple(row) for row in await connection.execute(statement, values)]
        except DBAPIError as error:
            # aiosqlite's thread still says goodbye to the loop that asked: a caller may close that loop right after this
            await asyncio.sleep(FAREWELL_SECONDS)
            raise unavailable(error) from error


def _holds(seal: str, document: bytes, *shown: Any) -> bool:
    """Whether the bytes match the seal, and the columns what the document says."""
    try:
        columns = run_columns(decode_run(document))
    except DocumentError:
        return False
    says = (columns["state"], columns["answered"], columns["level"], columns["total"], columns["finished_at"])
    return seal_of(document) == seal and says == shown
