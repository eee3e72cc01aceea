"""What one work does to campaigns and what hangs on them: mutes, the lease, the calendar; the same on SQLite and PostgreSQL.

Commits nothing. The ledger and the audience have files of their own beside this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from bot.ports import Conflict
from bot.ports.campaigns import StoredCampaign
from bot.storage import campaign_statements as sql
from bot.storage.audience import SqlAudience
from bot.storage.ledger import SqlLedger
from bot.storage.rows import campaign_columns, decode_campaign, encode_codes, kept_text, plain
from bot.storage.session import Row
from dialogs.campaigns.model import Campaign, CampaignState, Kind

LATEST = 1 << 62
"""Later than any moment."""

CLOCKS_APART = 2
"""So many times its own length a lease may reach ahead before its holder's clock is taken to be wrong: two machines never quite agree."""


class SqlCampaigns(SqlLedger, SqlAudience):
    """`bot.ports.campaigns.CampaignsTransaction` over one session."""

    __slots__ = ()

    def add_campaign(self, campaign: Campaign, now: int) -> bool:
        return self._session.change(sql.ADD_CAMPAIGN, now=now, **campaign_columns(campaign)) == 1

    def campaign(self, campaign: str) -> StoredCampaign | None:
        row = self._session.one(sql.FIND_CAMPAIGN, campaign=campaign)
        return as_campaign(row) if row else None

    def save_campaign(self, before: StoredCampaign, campaign: Campaign, now: int) -> None:
        if before.campaign.id != campaign.id:
            raise ValueError(f"campaign {campaign.id} cannot replace campaign {before.campaign.id}")
        if self._session.change(sql.SAVE_CAMPAIGN, before=before.version, now=now, **campaign_columns(campaign)) != 1:
            raise Conflict(f"campaign {campaign.id} changed since it was read, or is not there")

    def drop_campaign(self, campaign: str) -> bool:
        if self._session.change(sql.DROP_DRAFT, campaign=campaign) != 1:
            return False
        self._session.change(sql.FORGET_DELIVERIES, campaign=campaign)
        return True

    def campaigns(self, states: Collection[CampaignState], limit: int, before: int = 0) -> tuple[StoredCampaign, ...]:
        rows = self._session.all(self._session.spelt(sql.CAMPAIGNS), states=encode_codes(states), most=limit, before=before or LATEST)
        return tuple(map(as_campaign, rows))

    def due_campaigns(self, now: int) -> tuple[StoredCampaign, ...]:
        return tuple(map(as_campaign, self._session.all(sql.DUE_CAMPAIGNS, now=now)))

    def keep_file_ref(self, campaign: str, ref: str) -> None:
        self._session.change(sql.KEEP_FILE_REF, campaign=campaign, ref=plain(ref))

    def file_ref(self, campaign: str) -> str:
        row = self._session.one(sql.FILE_REF, campaign=campaign)
        return str(row[0]) if row else ""

    # -- what a person does not want

    def mute(self, person: str, kind: Kind, now: int) -> bool:
        return self._session.change(sql.MUTE, person=person, kind=kind.value, now=now) == 1

    def unmute(self, person: str, kind: Kind) -> bool:
        return self._session.change(sql.UNMUTE, person=person, kind=kind.value) == 1

    def mutes(self, person: str) -> frozenset[Kind]:
        return frozenset(Kind(row[0]) for row in self._session.all(sql.MUTES, person=person))

    # -- one sender at a time

    def take_lease(self, name: str, holder: str, now: int, milliseconds: int) -> bool:
        values = {"name": plain(name), "holder": plain(holder), "until": now + milliseconds}
        taken = self._session.change(self._session.spelt(sql.TAKE_LEASE), now=now, void=now + CLOCKS_APART * milliseconds, **values)
        return taken == 1

    def drop_lease(self, name: str, holder: str) -> None:
        self._session.change(sql.DROP_LEASE, name=name, holder=holder)

    # -- the calendar

    def calendar(self) -> Mapping[date, bool]:
        return as_calendar(self._session.all(sql.CALENDAR))

    def load_calendar(self, days: Mapping[date, bool], source: str, now: int) -> int:
        years = sorted({day.year for day in days})
        before = {(day, works) for day, works in self.calendar().items() if day.year in years}
        for year in years:
            self._session.change(sql.DROP_YEAR, first=date(year, 1, 1).isoformat(), last=date(year, 12, 31).isoformat())
        for day, works in sorted(days.items()):
            self._session.change(sql.ADD_DAY, day=day.isoformat(), works=int(works), source=kept_text(source), now=now)
        return len({day for day, _ in before ^ set(days.items())})


def as_campaign(row: Row) -> StoredCampaign:
    """The campaign in a row of document and version."""
    return StoredCampaign(decode_campaign(row[0]), row[1])


def as_calendar(rows: Iterable[Row]) -> Mapping[date, bool]:
    """The days in rows of day and whether it is a working day."""
    return {date.fromisoformat(day): bool(works) for day, works in rows}
