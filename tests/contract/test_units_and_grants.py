"""Units, and who was granted what in them, on every store."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.registry import CITY, Unit
from bot.roles import Grant, Role, UnitKind
from bot.storage.enterprises import ZONES
from dialogs import registers
from tests.contract.given import NOW, a_person, at_once

MINHANG = "310112"


def test_city_districts_and_zones_are_there_from_the_start(store: Store) -> None:
    """With the ids and names of the registers that profiles are filled from, in their order."""

    def found(tx: Transaction) -> list[tuple[Unit, ...]]:
        return [tx.units(kind) for kind in (UnitKind.CITY, UnitKind.DISTRICT, UnitKind.ZONE, UnitKind.STREET)]

    city, districts, zones, streets = store.submit(found).result()
    assert city == (Unit(CITY, UnitKind.CITY, "上海市"),)
    assert [(unit.id, unit.name) for unit in districts] == [(row.id, row.zh) for row in registers.DISTRICTS]
    assert [(unit.id, unit.name) for unit in zones] == [(row.id, row.zh) for row in registers.UNITS[1:4]]
    assert {unit.id for unit in zones} == ZONES
    assert streets == ()


def test_a_unit_is_added_once(store: Store) -> None:
    """Of one kind and name in one district; another district's street of the same name is another."""

    def work(tx: Transaction) -> None:
        street = tx.add_unit(UnitKind.STREET, "江川路街道", MINHANG, NOW)
        assert tx.add_unit(UnitKind.STREET, "江川路街道", MINHANG, NOW + 1) == street
        assert street == Unit(street.id, UnitKind.STREET, "江川路街道", MINHANG)
        other = tx.add_unit(UnitKind.STREET, "江川路街道", "310115", NOW)
        group = tx.add_unit(UnitKind.GROUP, "江川路街道", "", NOW)
        assert len({street.id, other.id, group.id}) == 3
        assert tx.unit(group.id) == group
        assert tx.units(UnitKind.STREET) == (street, other)
        assert tx.units(UnitKind.STREET, "310115") == (other,)
        assert tx.unit("nowhere") is None

    store.submit(work).result()


def test_eight_who_add_one_unit_at_once_get_the_same(store: Store) -> None:
    """The name is what counts."""
    found: list[Future[Unit]] = []
    at_once(8, lambda _: found.append(store.submit(lambda tx: tx.add_unit(UnitKind.PARK, "莘庄工业区", MINHANG, NOW))))
    assert len({future.result().id for future in found}) == 1


def test_a_role_is_granted_once_and_taken_back_once(store: Store) -> None:
    """The grant says since when and in which kind of unit."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "1")
        assert tx.grants(person) == ()
        assert tx.grant(person, Role.LIAISON, MINHANG, "admin", NOW)
        assert not tx.grant(person, Role.LIAISON, MINHANG, "admin", NOW + 1)
        assert tx.grant(person, Role.STAFF, CITY, "admin", NOW + 2)
        assert tx.grants(person) == (Grant(Role.LIAISON, MINHANG, UnitKind.DISTRICT, NOW), Grant(Role.STAFF, CITY, UnitKind.CITY, NOW + 2))
        assert tx.revoke(person, Role.LIAISON, MINHANG)
        assert not tx.revoke(person, Role.LIAISON, MINHANG)
        assert tx.grants(person) == (Grant(Role.STAFF, CITY, UnitKind.CITY, NOW + 2),)

    store.submit(work).result()


def test_the_holders_of_a_role_come_longest_first(store: Store) -> None:
    """Of this role in this unit."""

    def work(tx: Transaction) -> None:
        first, second, other = (a_person(tx, who) for who in "123")
        tx.grant(second, Role.LIAISON, MINHANG, "", NOW + 1)
        tx.grant(first, Role.LIAISON, MINHANG, "", NOW)
        tx.grant(other, Role.LIAISON, "310115", "", NOW)
        tx.grant(other, Role.STAFF, MINHANG, "", NOW)
        assert tx.holders(Role.LIAISON, MINHANG) == (first, second)
        assert tx.holders(Role.REVIEWER, MINHANG) == ()

    store.submit(work).result()


def test_the_roles_of_a_chat_are_those_of_the_person_reached_there(store: Store) -> None:
    """Each once, for those who hold any and are reached in this channel."""

    def work(tx: Transaction) -> None:
        first, second, lost = (a_person(tx, who) for who in "123")
        for unit in (MINHANG, "310115"):
            tx.grant(first, Role.LIAISON, unit, "", NOW)
        tx.grant(first, Role.ADMIN, CITY, "", NOW)
        tx.grant(second, Role.STAFF, CITY, "", NOW)
        tx.grant(lost, Role.STAFF, CITY, "", NOW)
        places = ((first, "telegram", "11"), (second, "console", "12"), (a_person(tx, "4"), "telegram", "13"), (lost, "telegram", "14"))
        for person, channel, chat in places:
            tx.reach(channel, person, chat, NOW)
        tx.lose("telegram", "14", "blocked", NOW)

    store.submit(work).result()
    assert asyncio.run(store.roles_by_chat("telegram")) == {"11": (Role.ADMIN, Role.LIAISON)}
    assert asyncio.run(store.roles_by_chat("nowhere")) == {}


@pytest.mark.parametrize(("person", "unit"), [("1", "nowhere"), ("", MINHANG)])
def test_nothing_is_granted_in_an_unknown_unit_or_to_nobody(store: Store, person: str, unit: str) -> None:
    """As a lost race, because either may have gone a moment ago."""
    work = store.submit(lambda tx: tx.grant(a_person(tx, person) if person else "nobody", Role.LIAISON, unit, "", NOW))
    assert isinstance(work.exception(), Conflict)
