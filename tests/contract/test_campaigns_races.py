"""Several senders, and a stop in the middle, on the store that several processes share: of all who try, one wins, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

import pytest

from bot.ports import Store, Transaction
from bot.storage.opening import open_store
from dialogs.campaigns.model import CampaignState, DeliveryState
from tests.contract.campaigning import LEASE_MS, a_campaign, a_child, become, frozen, given, spoken
from tests.contract.given import NOW, CountedIds, at_once

T = TypeVar("T")

A_WHILE = 0.3


@pytest.fixture
def beside(postgres_url: str) -> Iterator[Store]:
    """Another process's store over the same database."""
    found = open_store(postgres_url, CountedIds())
    yield found
    found.close()


@contextmanager
def uncommitted(store: Store, work: Callable[[Transaction], T]) -> Iterator[Future[T]]:
    """Within the block the work is done, but not yet committed."""
    done, go_on = Event(), Event()

    def held(tx: Transaction) -> T:
        found = work(tx)
        done.set()
        assert go_on.wait(10)
        return found

    future = store.submit(held)
    assert done.wait(10)
    yield future
    go_on.set()
    future.result()


def waits(future: Future[T]) -> bool:
    """Whether it is still not done after a while."""
    with pytest.raises(TimeoutError):
        future.result(A_WHILE)
    return not future.done()


def begin(person: str, holder: str = "holder") -> Callable[[Transaction], bool]:
    """A work that marks the person's delivery."""
    return lambda tx: tx.begin_delivery("c1", person, holder, "body", NOW + 1)


def stop(tx: Transaction) -> int:
    """What staff do: the campaign first, then what is queued."""
    become(tx, CampaignState.STOPPED)
    return tx.drop_queued("c1", DeliveryState.STOPPED, "", NOW + 1)


def tally(store: Store) -> dict[DeliveryState, int]:
    """The states that somebody is in."""
    found = store.submit(lambda tx: tx.tally("c1")).result()
    return {state: number for state, number in found.items() if number}


def test_of_eight_workers_one_marks_a_delivery(shared: Store) -> None:
    """In every one of ten rounds."""
    for person in given(shared, 10):
        found: list[Future[bool]] = []
        at_once(8, lambda _, person=person, found=found: found.append(shared.submit(begin(person))))
        assert sorted(future.result() for future in found) == [False] * 7 + [True]


def test_of_two_processes_the_one_with_the_lease_marks(shared: Store, beside: Store) -> None:
    """All of it; the other one nothing, not even while the first one is at it."""
    people = given(shared, 20)
    found: dict[str, list[Future[bool]]] = {"holder": [], "other": []}

    def march(who: int) -> None:
        store, holder = ((shared, "holder"), (beside, "other"))[who]
        found[holder] += [store.submit(begin(person, holder)) for person in people]

    at_once(2, march)
    assert all(future.result() for future in found["holder"])
    assert not any(future.result() for future in found["other"])


def test_after_a_stop_nothing_is_queued_and_nothing_marked_unnoticed(shared: Store, beside: Store) -> None:
    """Every line was either marked, and its worker knows, or stopped."""
    people = given(shared, 120)
    marked: list[Future[bool]] = []
    stopped: list[Future[int]] = []

    def march(who: int) -> None:
        if who == 3:
            marked[10].result()
            stopped.append(beside.submit(stop))
        else:
            marked.extend(shared.submit(begin(person)) for person in people[who::3])

    marked.extend(shared.submit(begin(person)) for person in people[:11])
    at_once(4, march)
    dropped = stopped[0].result()
    won = sum(future.result() for future in marked)
    assert won + dropped == 120
    assert won >= 11
    assert tally(shared) == {state: n for state, n in ((DeliveryState.SENDING, won), (DeliveryState.STOPPED, dropped)) if n}
    assert not any(shared.submit(begin(person)).result() for person in people)


def test_a_pause_waits_for_what_is_being_marked(shared: Store, beside: Store) -> None:
    """Once it is committed, not one more is marked."""
    first, second = given(shared, 2)
    with uncommitted(shared, begin(first)):
        pause = beside.submit(lambda tx: become(tx, CampaignState.PAUSED))
        assert waits(pause)
    pause.result()
    assert not shared.submit(begin(second)).result()


def test_marking_waits_for_a_pause(shared: Store, beside: Store) -> None:
    """And finds the campaign paused."""
    (person,) = given(shared, 1)
    with uncommitted(beside, lambda tx: become(tx, CampaignState.PAUSED)):
        marking = shared.submit(begin(person))
        assert waits(marking)
    assert not marking.result()


def test_a_stop_finds_what_is_put_back_at_the_same_moment(shared: Store, beside: Store) -> None:
    """Whichever comes first, nothing is left queued."""
    first, second = given(shared, 2)
    for person in (first, second):
        shared.submit(begin(person)).result()
    with uncommitted(shared, lambda tx: tx.put_back_delivery("c1", first, "holder", NOW)):
        stopping = beside.submit(lambda tx: tx.drop_queued("c1", DeliveryState.STOPPED, "", NOW))
        assert waits(stopping)
    assert stopping.result() == 1
    with uncommitted(beside, lambda tx: (tx.drop_queued("c1", DeliveryState.STOPPED, "", NOW), become(tx, CampaignState.STOPPED))):
        putting = shared.submit(lambda tx: tx.put_back_delivery("c1", second, "holder", NOW))
        assert waits(putting)
    assert putting.result()
    assert tally(shared) == {DeliveryState.STOPPED: 2}


def test_taking_it_back_waits_for_what_is_being_marked(shared: Store, beside: Store) -> None:
    """And then leaves the ledger as it is."""
    (person,) = given(shared, 1)
    with uncommitted(shared, begin(person)):
        thawing = beside.submit(lambda tx: tx.thaw_audience("c1"))
        assert waits(thawing)
    assert thawing.result() == 0
    assert tally(shared) == {DeliveryState.SENDING: 1}


def test_who_takes_the_lease_over_sees_all_that_was_marked(shared: Store, beside: Store) -> None:
    """Also what its predecessor was marking at that very moment; and that one marks nothing any more."""
    first, second = given(shared, 2)

    def take_over(tx: Transaction) -> int:
        assert tx.take_lease("sender", "next", NOW + LEASE_MS, LEASE_MS)
        return tx.doubt_deliveries("next", NOW + LEASE_MS)

    with uncommitted(shared, begin(first)):
        taking = beside.submit(take_over)
        assert waits(taking)
    assert taking.result() == 1
    assert not shared.submit(begin(second)).result()
    assert beside.submit(lambda tx: tx.begin_delivery("c1", second, "next", "body", NOW + LEASE_MS)).result()


def test_marking_waits_for_a_take_over(shared: Store, beside: Store) -> None:
    """And finds the lease gone."""
    (person,) = given(shared, 1)
    with uncommitted(beside, lambda tx: tx.take_lease("sender", "next", NOW + LEASE_MS, LEASE_MS)):
        marking = shared.submit(begin(person))
        assert waits(marking)
    assert not marking.result()


def test_an_occasion_that_two_begin_at_once_reaches_everybody_once(shared: Store, beside: Store) -> None:
    """Even as two campaigns: the key of the occasion settles it."""

    def people(tx: Transaction) -> None:
        for number in range(50):
            spoken(tx, number)

    def freeze(tx: Transaction, name: str) -> int:
        tx.add_campaign(a_child(name), NOW)
        return tx.freeze_audience(a_child(name), NOW, "2026-11-30").persons

    shared.submit(people).result()
    found: list[Future[int]] = []
    at_once(2, lambda who: found.append((shared, beside)[who].submit(lambda tx: freeze(tx, f"child-{who}"))))
    assert sum(future.result() for future in found) == 50


def test_a_stop_in_the_same_work_as_a_marking_is_no_deadlock(shared: Store) -> None:
    """Eight at once who mark and then end, beside one who stops."""
    people = shared.submit(lambda tx: frozen(tx, 64, a_campaign())).result()

    def one(tx: Transaction, person: str) -> bool:
        return tx.begin_delivery("c1", person, "holder", "b", NOW) and tx.end_delivery("c1", person, "holder", DeliveryState.SENT, NOW)

    found: list[Future[bool]] = []
    stopped: list[Future[int]] = []

    def march(who: int) -> None:
        if who == 7:
            stopped.append(shared.submit(stop))
        else:
            found.extend(shared.submit(lambda tx, person=person: one(tx, person)) for person in people[who::7])

    at_once(8, march)
    assert sum(future.result() for future in found) + stopped[0].result() == 64
