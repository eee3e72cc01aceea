"""Enterprises, their contacts and their places in the month, on every store."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future

import pytest

from bot.ports import CodeTaken, Conflict, Enterprise, Store, Transaction
from bot.roles import Affiliation
from tests.contract.given import NOW, a_profile, a_run, at_once, registered

OTHER_CODE = "91310000MA1FL0WXYZ"


def test_an_enterprise_is_found_by_its_code_with_its_first_contact(store: Store) -> None:
    """And by no other code."""
    person, enterprise = store.submit(registered).result()
    assert enterprise == Enterprise(enterprise.id, "91310000MA1FL0ABCD", "上海示例机械有限公司", person, Affiliation(district="310112"))
    assert store.submit(lambda tx: tx.enterprise_by_code("91310000MA1FL0ABCD")).result() == enterprise
    assert store.submit(lambda tx: tx.enterprise_by_code(OTHER_CODE)).result() is None


def test_who_registers_is_a_contact_and_nobody_else_is(store: Store) -> None:
    """Of this enterprise, not of another."""
    person, enterprise = store.submit(registered).result()
    stranger = store.submit(lambda tx: tx.person("console", "2", NOW)).result()
    assert store.submit(lambda tx: tx.is_contact(person, enterprise.id)).result()
    assert not store.submit(lambda tx: tx.is_contact(stranger, enterprise.id)).result()
    assert not store.submit(lambda tx: tx.is_contact(person, "nowhere")).result()


def test_a_code_is_registered_once(store: Store) -> None:
    """The second is told; a person who is not there registers nothing."""
    _, enterprise = store.submit(registered).result()
    with pytest.raises(CodeTaken):
        store.submit(lambda tx: registered(tx, "2")).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.add_enterprise(a_profile(OTHER_CODE), "nobody", NOW)).result()
    assert store.submit(lambda tx: tx.enterprise_by_code(enterprise.code)).result() == enterprise
    assert store.submit(lambda tx: tx.enterprise_by_code(OTHER_CODE)).result() is None


def test_a_work_may_go_on_after_a_taken_code(store: Store) -> None:
    """The refusal does not spoil the transaction on any database."""
    store.submit(registered).result()

    def work(tx: Transaction) -> str:
        person = tx.person("console", "2", NOW)
        with pytest.raises(CodeTaken):
            tx.add_enterprise(a_profile(), person, NOW)
        return tx.add_enterprise(a_profile(OTHER_CODE), person, NOW).id

    kept = store.submit(work).result()
    found = store.submit(lambda tx: tx.enterprise_by_code(OTHER_CODE)).result()
    assert found is not None
    assert found.id == kept


def test_an_enterprise_takes_a_new_name_and_code_unless_the_code_is_taken(store: Store) -> None:
    """And only one that is there."""
    _, first = store.submit(registered).result()
    _, second = store.submit(lambda tx: registered(tx, "2", OTHER_CODE)).result()
    store.submit(lambda tx: tx.update_enterprise(first.id, a_profile(name="新名称"), NOW)).result()
    renamed = store.submit(lambda tx: tx.enterprise_by_code(first.code)).result()
    assert renamed == dataclasses.replace(first, name="新名称")
    with pytest.raises(CodeTaken):
        store.submit(lambda tx: tx.update_enterprise(second.id, a_profile(first.code), NOW)).result()
    with pytest.raises(Conflict):
        store.submit(lambda tx: tx.update_enterprise("nowhere", a_profile("91310000MA1FL00000"), NOW)).result()
    assert store.submit(lambda tx: tx.enterprise_by_code(OTHER_CODE)).result() == second


def test_of_eight_who_register_one_code_at_once_exactly_one_does(store: Store) -> None:
    """Seven are told that it is taken."""
    futures: list[Future[tuple[str, Enterprise]]] = []
    at_once(8, lambda number: futures.append(store.submit(lambda tx: registered(tx, str(number)))))
    errors = [future.exception() for future in futures]
    assert errors.count(None) == 1
    assert sum(isinstance(error, CodeTaken) for error in errors) == 7


def test_a_month_has_three_places_and_a_run_keeps_its_own(store: Store) -> None:
    """Taking twice is taking once; the next month and the next enterprise have their own three."""
    _, first = store.submit(registered).result()
    _, second = store.submit(lambda tx: registered(tx, "2", OTHER_CODE)).result()

    def take(enterprise: Enterprise, month: str, run: str) -> bool:
        return store.submit(lambda tx: tx.take_slot(enterprise.id, "bank", month, run, 3)).result()

    assert [take(first, "2026-11", run) for run in ("a", "a", "b", "c", "d", "b")] == [True, True, True, True, False, True]
    assert take(first, "2026-12", "e")
    assert take(second, "2026-11", "f")


def test_a_place_given_back_is_free_again(store: Store) -> None:
    """Giving back what one does not have is nothing."""
    _, enterprise = store.submit(registered).result()
    taken = store.submit(lambda tx: [tx.take_slot(enterprise.id, "bank", "2026-11", run, 3) for run in ("a", "b", "c")]).result()
    assert taken == [True] * 3
    store.submit(lambda tx: tx.give_slot_back("b")).result()
    store.submit(lambda tx: tx.give_slot_back("b")).result()
    assert store.submit(lambda tx: tx.take_slot(enterprise.id, "bank", "2026-11", "d", 3)).result()
    assert not store.submit(lambda tx: tx.take_slot(enterprise.id, "bank", "2026-11", "e", 3)).result()


def test_twenty_starts_at_once_take_three_places(store: Store) -> None:
    """Never a fourth run in the month."""
    person, enterprise = store.submit(registered).result()
    futures: list[Future[bool]] = []

    def start(tx: Transaction, run: str) -> bool:
        tx.add_run(a_run(run, enterprise=enterprise.id), person, NOW)
        return tx.take_slot(enterprise.id, "bank", "2026-11", run, 3)

    at_once(20, lambda number: futures.append(store.submit(lambda tx: start(tx, f"run-{number}"))))
    assert sum(future.result() for future in futures) == 3
