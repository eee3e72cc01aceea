"""Updates are taken once, whatever is delivered again, killed or raised; what cannot be taken is kept for the operator."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial

import pytest

from bot.ports import ParkedUpdate, Store, Transaction
from bot.ports.post import KEY_DAYS, LARGEST_PARKED
from tests.contract.given import NOW, at_once

DAY = 24 * 60 * 60 * 1000


def take(store: Store, key: str, channel: str = "telegram", now: int = NOW) -> bool:
    """Whether the update was fresh."""
    return store.submit(lambda tx: tx.take_update(channel, key, now)).result()


def take_at_once(store: Store, key: str, futures: list[Future[bool]], _number: int) -> None:
    """The same without waiting."""
    futures.append(store.submit(lambda tx: tx.take_update("telegram", key, NOW)))


def park(store: Store, key: str, reference: str = "R", body: bytes = b"{}", now: int = NOW) -> None:
    """Keep an update for the operator."""
    store.submit(lambda tx: tx.park_update("telegram", key, "42", reference, body, now)).result()


def test_an_update_is_taken_once(store: Store) -> None:
    """A redelivery is recognised for ever after, also under a later time."""
    assert take(store, "u1")
    assert not take(store, "u1")
    assert not take(store, "u1", now=NOW + DAY)


def test_an_update_is_taken_once_within_one_work(store: Store) -> None:
    """A batch may hold it twice."""
    assert store.submit(lambda tx: [tx.take_update("telegram", "u1", NOW) for _ in range(3)]).result() == [True, False, False]


def test_updates_differ_by_channel_and_key_and_never_by_order(store: Store) -> None:
    """After a quiet week ids begin anew, lower."""
    assert take(store, "u900")
    assert take(store, "u1")
    assert take(store, "u900", channel="console")
    assert take(store, "U900")
    assert take(store, "u900 ")


def test_an_update_whose_work_raised_is_fresh_again(store: Store) -> None:
    """Its redelivery is the second try."""

    def fail(tx: Transaction) -> None:
        assert tx.take_update("telegram", "u1", NOW)
        raise KeyError("the turn went wrong")

    assert isinstance(store.submit(fail).exception(), KeyError)
    assert take(store, "u1")


def test_of_sixteen_who_take_one_update_at_once_exactly_one_acts(store: Store) -> None:
    """In every one of ten rounds, and only the one is told so."""
    for number in range(10):
        futures: list[Future[bool]] = []
        at_once(16, partial(take_at_once, store, f"u{number}", futures))
        assert sorted(future.result() for future in futures) == [False] * 15 + [True]


@pytest.mark.parametrize("strange", ["", "u1\0", "\0", "u\ud800", "u" * 100_000, "更新" * 3000, "u1\n"])
def test_no_key_is_too_strange_to_be_taken_once(store: Store, strange: str) -> None:
    """Strangers shape a part of it, and an update that could not even be recorded would come again and again."""
    assert take(store, strange)
    assert not take(store, strange)
    assert take(store, strange + "x")
    store.submit(lambda tx: tx.park_update("telegram", strange + "y", strange, strange, b"", NOW)).result()
    assert not take(store, strange + "y")


def test_a_parked_update_is_kept_whole_and_counts_as_taken(store: Store) -> None:
    """The operator finds it under the number that the person was told."""
    body = bytes(range(256))
    park(store, "u1", "R-7", body)
    assert not take(store, "u1")
    assert asyncio.run(store.parked_updates(10)) == (ParkedUpdate("telegram", "u1", "42", "R-7", body, NOW),)


def test_an_update_may_be_parked_after_it_was_taken_and_only_once(store: Store) -> None:
    """The first reference stays the one."""
    assert take(store, "u1")
    for reference in ("R-1", "R-2"):
        park(store, "u1", reference)
    assert [parked.reference for parked in asyncio.run(store.parked_updates(10))] == ["R-1"]


def test_a_parked_body_has_a_bound(store: Store) -> None:
    """What is within it is not touched."""
    park(store, "u1", body=b"x" * LARGEST_PARKED)
    park(store, "u2", body=b"x" * (LARGEST_PARKED + 1))
    assert [len(parked.body) for parked in asyncio.run(store.parked_updates(10))] == [LARGEST_PARKED] * 2


def test_parked_updates_are_listed_latest_first_up_to_a_limit(store: Store) -> None:
    """In the order they came, whatever the clock said."""
    for number in range(4):
        park(store, str(number), now=NOW - number)
    assert [parked.key for parked in asyncio.run(store.parked_updates(3))] == ["3", "2", "1"]


def test_old_keys_are_forgotten_and_those_within_the_days_are_not(store: Store) -> None:
    """To the millisecond; parked updates stay, and a second time nothing is left to do."""
    long_ago = NOW - KEY_DAYS * DAY
    park(store, "parked", now=long_ago - 1)
    for key, at in (("old", long_ago - 1), ("older", 0), ("just within", long_ago), ("new", NOW)):
        assert take(store, key, now=at)
    assert asyncio.run(store.tidy(NOW)) == 3
    assert asyncio.run(store.tidy(NOW)) == 0
    assert [take(store, key) for key in ("old", "older", "just within", "new")] == [True, True, False, False]
    assert len(asyncio.run(store.parked_updates(10))) == 1


def test_forgetting_goes_on_in_small_works_until_none_is_left(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no turn waits behind a whole day's keys."""
    monkeypatch.setattr("bot.storage.tidying.KEYS_AT_ONCE", 3)
    store.submit(lambda tx: [tx.take_update("telegram", f"u{number}", number) for number in range(11)]).result()
    assert store.submit(lambda tx: tx.forget_updates(4, 3)).result() == 3
    assert [take(store, f"u{number}") for number in range(5)] == [True, True, True, False, False]
    assert asyncio.run(store.tidy(NOW)) == 8
