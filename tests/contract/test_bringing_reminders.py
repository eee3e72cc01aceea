"""Several processes of one bot that start at the same moment bring the shipped reminders and the calendar once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from bot.ports import Conflict, Store
from bot.storage.opening import open_store
from bot.usecases.campaigns import calendars
from bot.usecases.campaigns.standing_reminders import keeping, shipped
from dialogs.campaigns.model import CampaignState
from tests.contract.given import CountedIds

NOON = 1_762_056_000_000
PROCESSES = 3


def test_of_processes_that_start_at_once_one_brings_everything_and_the_others_lose_nothing(postgres_url: str) -> None:
    """Whoever is second finds it there or a conflict, which a start takes for done; never another error, never a row twice."""
    stores = [open_store(postgres_url, CountedIds()) for _ in range(PROCESSES)]
    gate = Barrier(PROCESSES)

    def begin(store: Store) -> int | None:
        gate.wait()
        try:
            return store.submit(keeping(NOON)).result()
        except Conflict:
            return None

    try:
        with ThreadPoolExecutor(PROCESSES) as pool:
            done = list(pool.map(begin, stores))
        assert any(done)
        standing = stores[0].submit(lambda tx: tx.campaigns((CampaignState.STANDING,), 99)).result()
        assert {stored.campaign.id for stored in standing} == set(shipped().words)
        assert stores[0].submit(lambda tx: dict(tx.calendar())).result() == calendars.shipped().days
        assert stores[0].submit(keeping(NOON)).result() == 0
    finally:
        for store in stores:
            store.close()
