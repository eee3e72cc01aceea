"""Campaigns as documents, what people decline, the sender's lease, the calendar; on every store."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from datetime import date

import msgspec

from bot.ports import Conflict, Store, Transaction
from bot.ports.campaigns import STALLED_DAYS, StoredCampaign
from bot.usecases.desk.units_seen import IDLE_DAYS
from dialogs.campaigns.model import (
    Attachment,
    Audience,
    Button,
    ButtonKind,
    Campaign,
    CampaignState,
    DeliveryState,
    Every,
    Kind,
    When,
    Whom,
)
from tests.contract.campaigning import CITY, LEASE_MS, a_campaign, become, frozen, kept
from tests.contract.given import NOW, a_person, at_once

FULL = Campaign(
    id="0123456789abcdef0123456789abcdef",
    kind=Kind.DEADLINE,
    title="申报'提醒\"; DROP TABLE",
    made_by="staff",
    made_at=NOW,
    units=("310112", "lingang"),
    audience=Audience(whom=Whom.ALL, districts=("310112",), levels=(0, 2), months_since=6, codes=("91310000MA1FL0ABCD",)),
    texts={"zh": "<b>{企业名称}</b>", "en": "{enterprise}\0"},
    attachment=Attachment(digest="ab" * 32, name="通知.pdf", mime="application/pdf", size=12),
    button=Button(kind=ButtonKind.LINK, label="看", url="https://example.invalid/"),
    when=When(every=Every.AT, at=NOW + 5, steps=(3, 7)),
    state=CampaignState.SCHEDULED,
    starts_at=NOW + 5,
    ends_at=NOW + 9,
    digest="d",
    persons=3,
)


def test_a_campaign_is_kept_word_for_word(store: Store) -> None:
    """With its version, which a change insists on; an id is used once."""

    def work(tx: Transaction) -> StoredCampaign:
        assert tx.campaign(FULL.id) is None
        assert tx.add_campaign(FULL, NOW)
        assert not tx.add_campaign(a_campaign(FULL.id), NOW)
        stored = tx.campaign(FULL.id)
        assert stored == StoredCampaign(FULL, 1)
        changed = msgspec.structs.replace(FULL, title="另一个", attachment=None, starts_at=None, state=CampaignState.DRAFT)
        tx.save_campaign(stored, changed, NOW)
        assert tx.campaign(FULL.id) == StoredCampaign(changed, 2)
        return stored

    old = store.submit(work).result()
    assert isinstance(store.submit(lambda tx: tx.save_campaign(old, FULL, NOW)).exception(), Conflict)
    nowhere = StoredCampaign(a_campaign("nowhere"), 1)
    assert isinstance(store.submit(lambda tx: tx.save_campaign(nowhere, a_campaign("nowhere"), NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.save_campaign(old, a_campaign("c2"), NOW)).exception(), ValueError)


def test_of_eight_who_save_a_campaign_from_one_reading_exactly_one_wins(store: Store) -> None:
    """The others are told that somebody else was first."""
    store.submit(lambda tx: tx.add_campaign(FULL, NOW)).result()
    before = store.submit(lambda tx: kept(tx, FULL.id)).result()
    found: list[Future[None]] = []
    at_once(
        8, lambda who: found.append(store.submit(lambda tx: tx.save_campaign(before, msgspec.structs.replace(FULL, title=str(who)), NOW)))
    )
    errors = [future.exception() for future in found]
    assert errors.count(None) == 1
    assert sum(isinstance(error, Conflict) for error in errors) == 7


def test_of_eight_who_begin_one_occasion_exactly_one_does(store: Store) -> None:
    """The id of the child follows from the occasion, and is unique."""
    found: list[Future[bool]] = []
    at_once(8, lambda _: found.append(store.submit(lambda tx: tx.add_campaign(a_campaign("child"), NOW))))
    assert sorted(future.result() for future in found) == [False] * 7 + [True]


def test_only_drafts_are_dropped(store: Store) -> None:
    """With what refers to them; a second time there is nothing."""

    def work(tx: Transaction) -> None:
        frozen(tx, 1, a_campaign("draft", CampaignState.DRAFT))
        tx.add_campaign(a_campaign("going"), NOW)
        assert tx.drop_campaign("draft")
        assert not tx.drop_campaign("draft")
        assert not tx.drop_campaign("going")
        assert tx.campaign("draft") is None
        assert tx.campaign("going") is not None
        assert sum(tx.tally("draft").values()) == 0

    store.submit(work).result()


def test_campaigns_are_listed_latest_made_first(store: Store) -> None:
    """In the states asked for, page by page; beside the writing too."""

    def work(tx: Transaction) -> None:
        for number in range(6):
            tx.add_campaign(a_campaign(f"c{number}", list(CampaignState)[number % 3], made_at=NOW + number), NOW)
        assert names(tx.campaigns([CampaignState.DRAFT, CampaignState.SCHEDULED], 9)) == ["c5", "c3", "c2", "c0"]
        assert names(tx.campaigns([CampaignState.DRAFT, CampaignState.SCHEDULED], 2)) == ["c5", "c3"]
        assert names(tx.campaigns([CampaignState.DRAFT, CampaignState.SCHEDULED], 9, NOW + 3)) == ["c2", "c0"]
        assert names(tx.campaigns([], 9)) == []

    store.submit(work).result()
    found = asyncio.run(store.read_campaigns([CampaignState.DRAFT, CampaignState.SCHEDULED], 3))
    assert [campaign.id for campaign in found] == ["c5", "c3", "c2"]
    assert asyncio.run(store.read_campaigns([CampaignState.DONE], 3)) == ()
    assert asyncio.run(store.read_campaign("c1")) == a_campaign("c1", CampaignState.WAITING, made_at=NOW + 1)
    assert asyncio.run(store.read_campaign("nowhere")) is None


def names(found: tuple[StoredCampaign, ...]) -> list[str]:
    """The ids."""
    return [stored.campaign.id for stored in found]


def test_due_is_what_is_being_sent_and_what_begins_by_now(store: Store) -> None:
    """In the order in which they begin; nothing that waits, is paused, is a series, or has ended."""

    def work(tx: Transaction) -> None:
        for number, state in enumerate(CampaignState):
            tx.add_campaign(a_campaign(state.value, state, starts_at=NOW - number), NOW)
        tx.add_campaign(a_campaign("later", CampaignState.SCHEDULED, starts_at=NOW + 1), NOW)
        tx.add_campaign(a_campaign("earlier", CampaignState.SCHEDULED, starts_at=NOW - 99), NOW)
        assert names(tx.due_campaigns(NOW)) == ["earlier", "sending", "scheduled"]
        assert "later" in names(tx.due_campaigns(NOW + 1))

    store.submit(work).result()


def test_what_the_server_calls_the_attachment_is_kept_beside_the_campaign(store: Store) -> None:
    """It changes no version, and holds for that file only."""

    def work(tx: Transaction) -> None:
        tx.add_campaign(FULL, NOW)
        assert tx.file_ref(FULL.id) == ""
        tx.keep_file_ref(FULL.id, "ref")
        stored = kept(tx, FULL.id)
        assert (tx.file_ref(FULL.id), stored.version) == ("ref", 1)
        tx.save_campaign(stored, msgspec.structs.replace(FULL, title="x"), NOW)
        assert tx.file_ref(FULL.id) == "ref"
        other = Attachment(digest="cd" * 32, name="b.pdf", mime="application/pdf", size=1)
        tx.save_campaign(kept(tx, FULL.id), msgspec.structs.replace(FULL, attachment=other), NOW)
        assert tx.file_ref(FULL.id) == ""
        assert tx.file_ref("nowhere") == ""

    store.submit(work).result()


def test_a_file_is_needed_while_a_campaign_has_it(store: Store) -> None:
    """Until the draft is dropped."""

    def work(tx: Transaction) -> None:
        file = "ab" * 32
        tx.add_campaign(a_campaign("plain"), NOW)
        tx.add_campaign(msgspec.structs.replace(FULL, state=CampaignState.DRAFT), NOW)
        assert tx.referred([file, "cd" * 32, ""]) == {file}
        tx.drop_campaign(FULL.id)
        assert tx.referred([file]) == frozenset()

    store.submit(work).result()


def test_a_person_declines_each_kind_by_itself(store: Store) -> None:
    """Once, until the person wants it again; nobody else's choice changes, and it goes with the person."""

    def work(tx: Transaction) -> None:
        person, other = a_person(tx, "1"), a_person(tx, "2")
        assert tx.mutes(person) == frozenset()
        assert [tx.mute(person, kind, NOW) for kind in (Kind.NEWS, Kind.NEWS, Kind.WEEKLY)] == [True, False, True]
        tx.mute(other, Kind.AGAIN, NOW)
        assert tx.mutes(person) == {Kind.NEWS, Kind.WEEKLY}
        assert [tx.unmute(person, Kind.NEWS), tx.unmute(person, Kind.NEWS)] == [True, False]
        assert tx.mutes(person) == {Kind.WEEKLY}
        tx.delete_person(person)
        assert tx.mutes(person) == frozenset()
        assert tx.mutes(other) == {Kind.AGAIN}

    store.submit(work).result()
    assert isinstance(store.submit(lambda tx: tx.mute("nobody", Kind.NEWS, NOW)).exception(), Conflict)


# -- the lease


def held(tx: Transaction, *, beside: bool) -> None:
    """`first` has it; whether others get it meanwhile depends on whether there can be others."""
    assert tx.take_lease("sender", "first", NOW, LEASE_MS)
    assert tx.take_lease("sender", "second", NOW + LEASE_MS - 1, LEASE_MS) is not beside
    assert tx.take_lease("other", "second", NOW, LEASE_MS)


def test_in_a_file_that_one_process_has_the_lease_is_anybodys(embedded: Store) -> None:
    """Whoever had it before is dead, and holds up no restart."""
    embedded.submit(lambda tx: held(tx, beside=False)).result()


def test_a_lease_is_kept_until_it_is_over(shared: Store) -> None:
    """Who has it may keep it; when it is over, or given back, the next one gets it."""

    def work(tx: Transaction) -> None:
        held(tx, beside=True)
        assert tx.take_lease("sender", "first", NOW + 5, LEASE_MS)
        assert not tx.take_lease("sender", "second", NOW + LEASE_MS + 4, LEASE_MS)
        assert tx.take_lease("sender", "second", NOW + LEASE_MS + 5, LEASE_MS)
        assert not tx.take_lease("sender", "first", NOW + LEASE_MS + 5, LEASE_MS)
        tx.drop_lease("sender", "first")
        assert not tx.take_lease("sender", "first", NOW + LEASE_MS + 5, LEASE_MS)
        tx.drop_lease("sender", "second")
        assert tx.take_lease("sender", "first", NOW + LEASE_MS + 5, LEASE_MS)

    shared.submit(work).result()


def test_a_lease_of_a_clock_that_was_wrong_is_void(shared: Store) -> None:
    """An hour ahead holds up nobody for an hour; a second ahead is no reason to take it."""

    def work(tx: Transaction) -> None:
        assert tx.take_lease("sender", "ahead", NOW + 1_000, LEASE_MS)
        assert not tx.take_lease("sender", "second", NOW, LEASE_MS)
        assert tx.take_lease("sender", "ahead", NOW + 3_600_000, LEASE_MS)
        assert tx.take_lease("sender", "second", NOW, LEASE_MS)

    shared.submit(work).result()


def test_of_eight_who_take_the_lease_exactly_one_has_it(shared: Store) -> None:
    """In every one of ten rounds, from as many threads."""
    for turn in range(10):
        now, found = NOW + turn * LEASE_MS, list[Future[bool]]()
        at_once(
            8,
            lambda who, now=now, found=found, turn=turn: found.append(
                shared.submit(lambda tx: tx.take_lease("sender", f"{turn}-{who}", now, LEASE_MS))
            ),
        )
        assert sum(future.result() for future in found) == 1


# -- the calendar


def test_a_year_of_the_calendar_is_replaced_as_a_whole(store: Store) -> None:
    """Other years stay; how many days are otherwise than before is told."""
    national, makeup, later = date(2026, 10, 1), date(2026, 10, 10), date(2027, 1, 1)

    def work(tx: Transaction) -> None:
        assert tx.calendar() == {}
        assert tx.load_calendar({national: False, makeup: True, later: False}, "国办发明电〔2025〕7号", NOW) == 3
        assert tx.calendar() == {national: False, makeup: True, later: False}
        assert tx.load_calendar({national: False, makeup: True}, "again", NOW) == 0
        moved = date(2026, 10, 11)
        assert tx.load_calendar({national: True, moved: True}, "put right", NOW) == 3
        assert tx.calendar() == {national: True, moved: True, later: False}
        assert tx.load_calendar({}, "nothing", NOW) == 0

    store.submit(work).result()
    assert asyncio.run(store.read_calendar()) == {national: True, date(2026, 10, 11): True, later: False}


def test_a_run_stands_still_after_as_many_days_here_as_at_the_desk() -> None:
    """A liaison reads the same number in the weekly message and on the page."""
    assert STALLED_DAYS == IDLE_DAYS


def test_deleting_who_made_a_campaign_leaves_the_campaign(store: Store) -> None:
    """And the lines of the ledger: only bare ids are in them."""

    def work(tx: Transaction) -> None:
        staff = a_person(tx, "staff")
        (person,) = frozen(tx, 1, a_campaign(made_by=staff, units=CITY))
        enterprise = tx.enterprises_of(person)[0].id
        become(tx, CampaignState.PAUSED)
        tx.delete_person(staff)
        tx.delete_person(person)
        assert kept(tx).campaign.made_by == staff
        (line,) = tx.deliveries("c1", (), 9)
        assert (line.person, line.enterprise, line.name, line.code, line.contact_name) == (person, enterprise, "", "", "")
        assert tx.tally("c1")[DeliveryState.QUEUED] == 1

    store.submit(work).result()
