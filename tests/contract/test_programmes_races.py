"""Two at once on the store that several processes share: of all who change one thing one wins, and histories tell it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest

from bot.ports import Store, Transaction
from bot.ports.programmes import Application, ApplicationState, FormFile, KeptVerdict, Place
from bot.roles import Affiliation
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds, at_once, enterprise_of
from tests.contract.test_campaigns_races import uncommitted, waits

MINHANG, PUDONG = "310112", "310115"
ROUNDS = 10
EIGHT = [False] * 7 + [True]


@pytest.fixture
def beside(postgres_url: str) -> Iterator[Store]:
    """Another process's store over the same database."""
    found = open_store(postgres_url, CountedIds())
    yield found
    found.close()


@pytest.fixture
def enterprise(shared: Store) -> str:
    """The id of a registered enterprise."""
    return shared.submit(lambda tx: enterprise_of(tx, 1).id).result()


def eight_at_once(stores: tuple[Store, Store], work: Callable[[int], Callable[[Transaction], bool]]) -> list[bool]:
    """What became of the works of eight threads, in two processes."""
    found: list[bool] = []
    at_once(8, lambda number: found.append(stores[number % 2].submit(work(number)).result()))
    return sorted(found)


def an_application(enterprise: str, state: ApplicationState, by: str) -> Application:
    """An application at this state."""
    return Application(enterprise, "p", "w", state, by, NOW, b"{}")


def a_verdict(enterprise: str, version: str) -> KeptVerdict:
    """A verdict of this version."""
    return KeptVerdict(enterprise, "p", version, "eligible", "t", 0, 0, NOW, b"{}")


def test_of_eight_who_begin_an_application_and_of_eight_who_move_it_on_one_does(shared: Store, beside: Store, enterprise: str) -> None:
    """In every round; the history has exactly those who won, in order."""
    states = list(ApplicationState)
    won: list[str] = []
    for step in range(len(states)):
        before = shared.submit(lambda tx: tx.application(enterprise, "p")).result()

        def move(number: int, before: Application | None = before, step: int = step) -> Callable[[Transaction], bool]:
            after = an_application(enterprise, states[step], f"{step}.{number}")
            return lambda tx: tx.keep_application(before, after)

        assert eight_at_once((shared, beside), move) == EIGHT
        stands = shared.submit(lambda tx: tx.application(enterprise, "p")).result()
        assert stands is not None
        assert stands.by.startswith(f"{step}.")
        won.append(stands.by)
    history = shared.submit(lambda tx: tx.application_history(enterprise, "p", 99)).result()
    assert [found.by for found in reversed(history)] == won


def test_moving_an_application_waits_for_who_is_at_it(shared: Store, beside: Store, enterprise: str) -> None:
    """And then finds it moved."""
    wished = an_application(enterprise, ApplicationState.WISHED, "a")
    shared.submit(lambda tx: tx.keep_application(None, wished)).result()
    with uncommitted(shared, lambda tx: tx.keep_application(wished, replace(wished, state=ApplicationState.HANDED_IN))):
        second = beside.submit(lambda tx: tx.keep_application(wished, replace(wished, state=ApplicationState.WITHDRAWN)))
        assert waits(second)
    assert not second.result()


def test_of_eight_who_rank_one_does(shared: Store, beside: Store) -> None:
    """From an empty list and from the last one, in every round; the list is one of the eight, whole."""
    ids = shared.submit(lambda tx: [enterprise_of(tx, number).id for number in range(4)]).result()
    before: list[str] = []
    for turn in range(ROUNDS):
        order = ids[turn % 4 :] + ids[: turn % 4]

        def rank(number: int, before: list[str] = before, order: list[str] = order) -> Callable[[Transaction], bool]:
            after = [Place(enterprise, place, f"{number}") for place, enterprise in enumerate(order, start=1)]
            return lambda tx: tx.set_ranking("p", MINHANG, before, after, NOW)

        assert eight_at_once((shared, beside), rank) == EIGHT
        places = shared.submit(lambda tx: tx.ranking("p", MINHANG)).result()
        assert [place.enterprise for place in places] == order
        assert len({place.reason for place in places}) == 1
        before = order


def rank(unit: str, before: tuple[str, ...], enterprise: str, reason: str) -> Callable[[Transaction], bool]:
    """A work that makes this the unit's only one."""
    return lambda tx: tx.set_ranking("p", unit, before, [Place(enterprise, 1, reason)], NOW)


def test_ranking_waits_for_who_is_at_it(shared: Store, beside: Store, enterprise: str) -> None:
    """Be the list empty or not; another unit's list is not waited for."""
    before: tuple[str, ...]
    for before in ((), (enterprise,)):
        with uncommitted(shared, rank(MINHANG, before, enterprise, "first")):
            second = beside.submit(rank(MINHANG, before, enterprise, "second"))
            other = shared.submit(rank(PUDONG, before, enterprise, "other"))
            assert waits(second)
            assert other.result()
        assert second.result() is bool(before)
    assert shared.submit(lambda tx: tx.ranking("p", MINHANG)).result()[0].reason == "second"


def test_of_eight_who_state_the_same_fact_one_does(shared: Store, beside: Store, enterprise: str) -> None:
    """Stated, changed and taken back; the history has each once."""
    said = ["yes", "no", "", "yes", ""]
    for value in said:

        def state(number: int, value: str = value) -> Callable[[Transaction], bool]:
            return lambda tx: tx.state_fact(enterprise, "f", value, f"p{number}", NOW)

        assert eight_at_once((shared, beside), state) == EIGHT
    history = shared.submit(lambda tx: tx.fact_history(enterprise, 99)).result()
    assert [found.value for found in reversed(history)] == said


def test_what_stands_is_what_the_history_tells_last(shared: Store, beside: Store, enterprise: str) -> None:
    """When eight state eight different things at once, all of them did, one after the other."""
    assert eight_at_once((shared, beside), lambda number: lambda tx: tx.state_fact(enterprise, "f", f"{number}", "p", NOW)) == [True] * 8
    history = shared.submit(lambda tx: tx.fact_history(enterprise, 99)).result()
    assert sorted(found.value for found in history) == [f"{number}" for number in range(8)]
    assert shared.submit(lambda tx: tx.stated(enterprise)).result()["f"] == history[0]


def test_no_verdict_is_lost_between_eight(shared: Store, beside: Store, enterprise: str) -> None:
    """The same one is kept once; of eight different ones one stands and the others are in the history, the first kept of all too."""
    for _ in range(ROUNDS):
        shared.submit(lambda tx: tx.keep_verdict(a_verdict(enterprise, "0"))).result()
        same = eight_at_once((shared, beside), lambda _number: lambda tx: tx.keep_verdict(a_verdict(enterprise, "same")))
        assert same == EIGHT
    other = shared.submit(lambda tx: enterprise_of(tx, 2).id).result()
    assert eight_at_once((shared, beside), lambda number: lambda tx: tx.keep_verdict(a_verdict(other, f"{number}"))) == [True] * 8
    history = shared.submit(lambda tx: tx.verdict_history(other, "p", 99)).result()
    assert sorted(found.version for found in history) == [f"{number}" for number in range(8)]


def test_a_verdict_and_a_move_at_once_leave_the_verdict_in_the_right_district(shared: Store, beside: Store, enterprise: str) -> None:
    """Whichever comes first, and whether or not there was a verdict before."""
    district = MINHANG
    for turn in range(ROUNDS):
        district = PUDONG if district == MINHANG else MINHANG
        works = (keep(a_verdict(enterprise, f"{turn}")), move(enterprise, district))
        futures = [store.submit(work) for store, work in zip((shared, beside), works, strict=True)]
        for future in futures:
            future.result()
        found = shared.submit(partial(candidates_in, district)).result()
        assert [verdict.version for verdict in found] == [f"{turn}"]


def keep(verdict: KeptVerdict) -> Callable[[Transaction], object]:
    """A work that keeps it."""
    return lambda tx: tx.keep_verdict(verdict)


def move(enterprise: str, district: str) -> Callable[[Transaction], object]:
    """A work that moves the enterprise."""
    return lambda tx: tx.affiliate(enterprise, Affiliation(district), NOW)


def candidates_in(district: str, tx: Transaction) -> tuple[KeptVerdict, ...]:
    """Who is eligible there."""
    return tx.candidates("p", "eligible", Affiliation(district))


def test_a_move_waits_for_a_verdict_and_takes_it_along(shared: Store, beside: Store, enterprise: str) -> None:
    """Though it was not there when the move began."""
    with uncommitted(shared, lambda tx: tx.keep_verdict(a_verdict(enterprise, "1"))):
        moving = beside.submit(lambda tx: tx.affiliate(enterprise, Affiliation(PUDONG), NOW))
        assert waits(moving)
    moving.result()
    assert shared.submit(lambda tx: len(tx.candidates("p", "eligible", Affiliation(PUDONG)))).result() == 1


def test_of_eight_who_replace_the_files_of_a_form_one_does(shared: Store, beside: Store, enterprise: str) -> None:
    """From none and from those before."""
    before: tuple[FormFile, ...] = ()
    for turn in range(ROUNDS):

        def replace_all(number: int, before: tuple[FormFile, ...] = before, turn: int = turn) -> Callable[[Transaction], bool]:
            after = (FormFile(f"{turn}.{number}", "a", "image/png", 1), FormFile(f"{turn}.{number}+", "b", "image/png", 1))
            return lambda tx: tx.set_form_files(enterprise, "p", "f", before, after)

        assert eight_at_once((shared, beside), replace_all) == EIGHT
        before = shared.submit(lambda tx: tx.form_files(enterprise, "p", "f")).result()
        assert len(before) == 2
