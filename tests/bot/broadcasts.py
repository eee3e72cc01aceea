"""Enterprises with contacts, staff and a broadcast under way, for the tests of the operator's verbs and of the ledger."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bot.ports import Store, Transaction
from bot.ports.registry import CITY
from bot.roles import Affiliation, Role
from bot.storage.opening import open_store
from bot.usecases.founding import CHANNEL
from dialogs.campaigns.model import Attachment, Audience, Button, ButtonKind, Campaign, CampaignState, DeliveryState, When
from tests.bot import typed
from tests.bot.office import NOON, CountedIds, Office

STAFF, LIAISON = "7", "8"
CONTACTS = {"11": (typed.CODE, "=1+1 申安机械"), "12": (typed.OTHER_CODE, "松江测试厂")}

MESSAGE = """
title = "培训通知"
kind = "news"

[text]
zh = "{联系人}您好，<b>{企业名称}</b>请参加培训。"
en = "Hello {contact}, please join the training."

[audience]
districts = ["闵行区"]

[button]
kind = "link"
url = "https://example.org/training"

[when]
every = "now"
"""


def campaign(id_: str = "c" * 32, **fields: object) -> Campaign:
    """A broadcast of the staff to everybody, being sent."""
    usual = Campaign(
        id=id_,
        title="+cmd|通知",
        made_by="maker",
        made_at=NOON,
        units=(CITY,),
        audience=Audience(districts=("310112",), sizes=("s4",), stages=("not_started",), idle_days=3, levels=(2,), codes=("x", "y")),
        texts={"zh": "=HYPERLINK(1)您好", "en": "Hello"},
        attachment=Attachment(digest="a" * 64, name="日程.pdf", mime="application/pdf", size=9),
        button=Button(kind=ButtonKind.STATUS),
        when=When(),
        state=CampaignState.SENDING,
        digest="d" * 64,
        persons=2,
        confirmed_by="confirmer",
        confirmed_at=NOON,
        starts_at=NOON,
    )
    return msgspec.structs.replace(usual, **fields)


def people(store: Store) -> Office:
    """Two enterprises with a contact each, a staff member of the city, a liaison of 松江区."""
    office = Office(store, channel=CHANNEL)
    for who, (code, name) in CONTACTS.items():
        office.register(who, code, name)
    store.submit(_granted).result()
    return office


def _granted(tx: Transaction) -> None:
    for enterprise, district in zip(tx.find_enterprises("", Affiliation(), 9), ("310112", "310117"), strict=True):
        tx.affiliate(enterprise.id, Affiliation(district=district), NOON)
    tx.grant(tx.person(CHANNEL, STAFF, NOON), Role.STAFF, CITY, "", NOON)
    tx.grant(tx.person(CHANNEL, LIAISON, NOON), Role.LIAISON, "310117", "", NOON)


def sent(store: Store, made: Campaign) -> None:
    """The broadcast frozen for everybody; one person got it and tapped, with the other it failed."""

    def work(tx: Transaction) -> None:
        everybody = msgspec.structs.replace(made, audience=Audience())
        assert tx.add_campaign(everybody, NOON)
        tx.freeze_audience(everybody, NOON)
        assert tx.take_lease("sender", "me", NOON, 60_000)
        first, second = tx.queued(made.id, 9)
        for person, state, reason in ((first, DeliveryState.SENT, ""), (second, DeliveryState.FAILED, "=cmd Bad Request")):
            assert tx.begin_delivery(made.id, person, "me", "e" * 64, NOON)
            assert tx.end_delivery(made.id, person, "me", state, NOON, reason)
        tx.tap_delivery(made.id, first, NOON + 60_000)
        stored = tx.campaign(made.id)
        assert stored is not None
        tx.save_campaign(stored, msgspec.structs.replace(stored.campaign, audience=made.audience), NOON)

    store.submit(work).result()


def folder_with(folder: Path, made: Campaign | None = None) -> Path:
    """A folder whose database has all of this, and this broadcast."""
    store = open_store(f"sqlite:///{folder / 'zhiping.db'}", CountedIds())
    try:
        people(store)
        if made is not None:
            sent(store, made)
    finally:
        store.close()
    return folder
