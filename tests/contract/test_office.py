"""Who holds what, who was assigned, what is on record, on every store."""

from __future__ import annotations

import json

from bot.ports import Store, Transaction
from bot.ports.registry import CITY, Registration, RegistrationState
from bot.roles import Role
from tests.contract.given import NOW, a_person, at_once, enterprise_of

MINHANG = "310112"


def test_a_person_is_known_only_after_the_first_sight(store: Store) -> None:
    """Asking makes nobody."""

    def work(tx: Transaction) -> None:
        assert tx.known_as("telegram", "7") == ""
        assert tx.known_as("telegram", "7") == ""
        person = tx.person("telegram", "7", NOW)
        assert tx.known_as("telegram", "7") == person
        assert tx.known_as("console", "7") == ""

    store.submit(work).result()


def test_holdings_are_listed_and_counted_by_role(store: Store) -> None:
    """Longest first, with their units; a role that nobody holds is not counted."""

    def work(tx: Transaction) -> None:
        first, second = a_person(tx, "1"), a_person(tx, "2")
        tx.grant(second, Role.LIAISON, MINHANG, "", NOW)
        tx.grant(first, Role.LIAISON, "310115", "", NOW + 1)
        tx.grant(first, Role.CITY, CITY, "", NOW + 2)
        found = tx.holdings(Role.LIAISON, 9)
        assert [(one.person, one.unit.name, one.since) for one in found] == [(second, "闵行区", NOW), (first, "浦东新区", NOW + 1)]
        assert len(tx.holdings(Role.LIAISON, 1)) == 1
        assert dict(tx.count_holdings()) == {Role.LIAISON: 2, Role.CITY: 1}

    store.submit(work).result()


def test_of_many_admins_who_revoke_each_other_at_once_one_stays(store: Store) -> None:
    """Whoever looks at who is admin keeps it so until the end of the work."""
    admins = store.submit(lambda tx: [a_person(tx, str(number)) for number in range(6)]).result()
    store.submit(lambda tx: [tx.grant(admin, Role.ADMIN, CITY, "", NOW) for admin in admins]).result()

    def revoke(admin: str) -> None:
        def work(tx: Transaction) -> None:
            if tx.hold_admins() != (admin,):
                tx.revoke(admin, Role.ADMIN, CITY)

        store.submit(work).result()

    at_once(6, lambda number: revoke(admins[number]))
    assert len(store.submit(lambda tx: tx.hold_admins()).result()) == 1


def test_confirmed_liaisons_are_found_by_a_part_of_their_name(store: Store) -> None:
    """Waiting and refused entries are not."""

    def work(tx: Transaction) -> None:
        for number, (unit, name) in enumerate((("310115", "李梅"), (MINHANG, "李雷"), (MINHANG, "王明"))):
            person = a_person(tx, str(number))
            entry = Registration(f"r{number}", person, unit, name, "科长", "13900000000", "", RegistrationState.WAITING, NOW)
            tx.register_liaison(entry)
        for entry, state in (("r0", RegistrationState.CONFIRMED), ("r1", RegistrationState.CONFIRMED), ("r2", RegistrationState.REFUSED)):
            tx.decide_registration(entry, state, "", NOW)
        assert [entry.name for entry in tx.confirmed_liaisons("李", 9)] == ["李梅", "李雷"]
        assert [entry.name for entry in tx.confirmed_liaisons("", 1)] == ["李梅"]
        assert tx.confirmed_liaisons("王", 9) == ()

    store.submit(work).result()


def test_the_places_of_codes_are_told_as_far_as_they_are_registered(store: Store) -> None:
    """Nothing for a code that nobody registered."""

    def work(tx: Transaction) -> None:
        known = enterprise_of(tx, 1)
        assert dict(tx.places_of([known.code, "91310000MA1FL99999"])) == {known.code: known.affiliation}
        assert dict(tx.places_of([])) == {}

    store.submit(work).result()


def test_the_audit_is_read_latest_first_and_in_parts(store: Store) -> None:
    """All of it, about an enterprise, by a person; and every detail of one action about one enterprise."""

    def work(tx: Transaction) -> None:
        known, other = enterprise_of(tx, 1), enterprise_of(tx, 2)
        tx.hold_enterprise(known.id)
        for number in range(4):
            tx.record(NOW + number, f"p{number % 2}", "", "tried", {"enterprise": (known, other)[number // 2].id, "number": str(number)})
        found = tx.latest_recorded(3)
        assert [line.at for line in found] == [NOW + 3, NOW + 2, NOW + 1]
        assert [line.at for line in tx.latest_recorded(9, before=found[-1].seq) if line.action == "tried"] == [NOW]
        assert [line.at for line in tx.latest_recorded(9, enterprise=known.id) if line.action == "tried"] == [NOW + 1, NOW]
        assert [line.at for line in tx.latest_recorded(9, person="p1")] == [NOW + 3, NOW + 1]
        assert [json.loads(line)["number"] for line in tx.details_recorded(other.id, "tried")] == ["2", "3"]
        assert tx.details_recorded(other.id, "never") == ()

    store.submit(work).result()
