"""What the tests of campaigns start from: a campaign being sent to contacts who can be written to, and a sender that has the lease."""

from __future__ import annotations

import msgspec

from bot.ports import Enterprise, Store, Transaction
from bot.ports.campaigns import StoredCampaign
from dialogs.campaigns.model import Audience, Campaign, CampaignState, Whom
from tests.contract.given import NOW, a_cursor, enterprise_of

CITY = ("shanghai",)
LEASE_MS = 15_000
DAY = 86_400_000


def a_campaign(name: str = "c1", state: CampaignState = CampaignState.SENDING, **known: object) -> Campaign:
    """A campaign to the first contacts of the whole city."""
    return msgspec.structs.replace(Campaign(id=name, units=CITY, state=state, made_by="staff", made_at=NOW), **known)


def a_child(name: str, series: str = "series", whom: Whom = Whom.FIRST) -> Campaign:
    """An occasion of a series."""
    return a_campaign(name, series=series, audience=Audience(whom=whom))


def spoken(tx: Transaction, number: int, **known: str) -> Enterprise:
    """The enterprise of this number; its contact said something."""
    enterprise = enterprise_of(tx, number, **known)
    tx.save_cursor(a_cursor(enterprise.first_contact), NOW)
    return enterprise


def kept(tx: Transaction, campaign: str = "c1") -> StoredCampaign:
    """The campaign, which must be there."""
    found = tx.campaign(campaign)
    assert found is not None
    return found


def become(tx: Transaction, state: CampaignState, campaign: str = "c1") -> None:
    """The campaign goes on to this state."""
    before = kept(tx, campaign)
    tx.save_campaign(before, msgspec.structs.replace(before.campaign, state=state), NOW)


def frozen(tx: Transaction, many: int, campaign: Campaign | None = None) -> list[str]:
    """A campaign to the contacts of so many enterprises, in the ledger; the persons in order. `holder` has the lease."""
    for number in range(many):
        spoken(tx, number)
    wanted = campaign or a_campaign()
    tx.add_campaign(wanted, NOW)
    tx.freeze_audience(wanted, NOW)
    tx.take_lease("sender", "holder", NOW, LEASE_MS)
    return list(tx.queued(wanted.id, many))


def given(store: Store, many: int) -> list[str]:
    """The same, committed."""
    return store.submit(lambda tx: frozen(tx, many)).result()
