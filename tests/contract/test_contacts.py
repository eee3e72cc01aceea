"""Contacts of an enterprise, what it belongs to, and how it is found, on every store."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.registry import ContactRow
from bot.roles import Affiliation, UnitKind
from dialogs.model import RunState
from tests.contract.given import NOW, a_cursor, a_person, a_profile, a_run, enterprise_of

MINHANG, PUDONG = "310112", "310115"


def test_contacts_come_longest_first_and_the_first_speaks(store: Store) -> None:
    """Each once; whoever is added to nobody's enterprise is the first."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        first, second = enterprise.first_contact, a_person(tx, "2")
        assert tx.add_contact(enterprise.id, second, NOW + 1)
        assert not tx.add_contact(enterprise.id, second, NOW + 2)
        assert tx.contacts(enterprise.id) == (ContactRow(first, enterprise.id, NOW), ContactRow(second, enterprise.id, NOW + 1))
        assert tx.enterprise(enterprise.id) == enterprise
        assert tx.remove_contact(enterprise.id, first)
        assert not tx.remove_contact(enterprise.id, first)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, first_contact=second)
        assert tx.remove_contact(enterprise.id, second)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, first_contact="")
        assert tx.without_contact(Affiliation(), 9) == (dataclasses.replace(enterprise, first_contact=""),)
        assert tx.add_contact(enterprise.id, first, NOW + 3)
        assert tx.enterprise(enterprise.id) == enterprise
        assert tx.status(enterprise.id).contacts == 1

    store.submit(work).result()


def test_a_contact_who_is_not_the_first_ends_quietly(store: Store) -> None:
    """The first one goes on to speak."""

    def work(tx: Transaction) -> None:
        enterprise, second = enterprise_of(tx, 1), a_person(tx, "2")
        tx.add_contact(enterprise.id, second, NOW + 1)
        assert tx.remove_contact(enterprise.id, second)
        assert tx.enterprise(enterprise.id) == enterprise

    store.submit(work).result()


def test_another_contact_can_be_made_the_first(store: Store) -> None:
    """Only one that is a contact, and not the one who is first already."""

    def work(tx: Transaction) -> None:
        enterprise, second = enterprise_of(tx, 1), a_person(tx, "2")
        assert not tx.make_first(enterprise.id, second)
        tx.add_contact(enterprise.id, second, NOW + 1)
        assert tx.make_first(enterprise.id, second)
        assert not tx.make_first(enterprise.id, second)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, first_contact=second)

    store.submit(work).result()


def test_nobody_becomes_contact_of_nothing(store: Store) -> None:
    """Nor does somebody who is not there."""
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1)).result()
    assert isinstance(store.submit(lambda tx: tx.add_contact("nowhere", a_person(tx, "1"), NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.add_contact(enterprise.id, "nobody", NOW)).exception(), Conflict)


def test_the_enterprises_of_a_person_come_oldest_first(store: Store) -> None:
    """By when the person became their contact."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "1")
        late, early = enterprise_of(tx, 1), enterprise_of(tx, 2)
        tx.add_contact(late.id, person, NOW + 9)
        tx.add_contact(early.id, person, NOW + 1)
        assert tx.enterprises_of(person) == (early, late)
        assert tx.enterprises_of("nobody") == ()

    store.submit(work).result()


def test_what_is_known_of_an_enterprise_is_read_back(store: Store) -> None:
    """Word for word; nothing of one that is not there."""

    def work(tx: Transaction) -> None:
        enterprise = tx.add_enterprise(a_profile(name="<b>甲</b>\u200b'\"%_乙"), a_person(tx, "1"), NOW)
        assert tx.profile_of(enterprise.id) == a_profile(name="<b>甲</b>\u200b'\"%_乙")
        assert tx.profile_of("nowhere") is None
        assert tx.enterprise("nowhere") is None

    store.submit(work).result()


def test_what_an_enterprise_belongs_to_can_be_put_right_and_stays_so(store: Store) -> None:
    """Until the enterprise states something else; stating the same again changes nothing."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1, unit="lingang")
        assert enterprise.affiliation == Affiliation(district=MINHANG, zone="lingang")
        street = tx.add_unit(UnitKind.STREET, "周家渡街道", PUDONG, NOW)
        agency = tx.add_unit(UnitKind.AGENCY, "某检测院", "", NOW)
        placed = Affiliation(district=PUDONG, street=street.id, agency=agency.id)
        tx.affiliate(enterprise.id, placed, NOW)
        profile = tx.profile_of(enterprise.id)
        assert profile is not None
        tx.update_enterprise(enterprise.id, msgspec.structs.replace(profile, name="新名"), NOW)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, name="新名", affiliation=placed)
        tx.update_enterprise(enterprise.id, msgspec.structs.replace(profile, district="310101", unit="chemical"), NOW)
        moved = dataclasses.replace(placed, district="310101", zone="chemical")
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, affiliation=moved)
        status = tx.status(enterprise.id)
        assert status is not None
        assert status.affiliation == moved

    store.submit(work).result()


@pytest.mark.parametrize(
    "affiliation", [Affiliation(district="nowhere"), Affiliation(district="lingang"), Affiliation(MINHANG, street=MINHANG)]
)
def test_an_enterprise_belongs_to_units_of_the_right_kind_only(store: Store, affiliation: Affiliation) -> None:
    """A district is no street, and what is not there is nothing."""
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1)).result()
    assert isinstance(store.submit(lambda tx: tx.affiliate(enterprise.id, affiliation, NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.affiliate("nowhere", Affiliation(), NOW)).exception(), Conflict)
    assert store.submit(lambda tx: tx.enterprise(enterprise.id)).result() == enterprise


def test_an_enterprise_can_let_its_street_see_the_score(store: Store) -> None:
    """And take that back."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        assert not enterprise.shares_score
        tx.share_score(enterprise.id, True)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, shares_score=True)
        tx.share_score(enterprise.id, False)
        assert tx.enterprise(enterprise.id) == enterprise

    store.submit(work).result()


def test_enterprises_are_found_by_part_of_the_name_or_the_beginning_of_the_code(store: Store) -> None:
    """By name, each once, whatever the case, among those of a unit where one is named; a wildcard is a character like any other."""

    def named(tx: Transaction, text: str, affiliation: Affiliation, limit: int = 9) -> list[str]:
        return [enterprise.name for enterprise in tx.find_enterprises(text, affiliation, limit)]

    def work(tx: Transaction) -> None:
        everywhere = Affiliation()
        for number, name in enumerate(("上海ABB机械", "东方机械厂", "100%纯净水", "北方_电子", "91310000MA1FL00001公司")):
            enterprise_of(tx, number, name=name, district=PUDONG if number == 1 else MINHANG)
        assert named(tx, "机械", everywhere) == ["上海ABB机械", "东方机械厂"]
        assert named(tx, "机械", Affiliation(district=PUDONG)) == ["东方机械厂"]
        assert named(tx, "机械", everywhere, 1) == ["上海ABB机械"]
        assert named(tx, "机械", Affiliation(district=PUDONG, zone="lingang")) == []
        assert named(tx, "abb", everywhere) == ["上海ABB机械"]
        assert named(tx, "%", everywhere) == ["100%纯净水"]
        assert named(tx, "_", everywhere) == ["北方_电子"]
        assert named(tx, "' OR 1=1 --", everywhere) == []
        assert named(tx, "91310000ma1fl00001", everywhere) == ["东方机械厂"]
        assert named(tx, "9131000", everywhere, 9) == named(tx, "", everywhere)
        assert len(named(tx, "91310000", everywhere)) == 5
        assert named(tx, "91310000", Affiliation(district=PUDONG)) == ["东方机械厂"]
        assert named(tx, "FL00001", everywhere) == ["91310000MA1FL00001公司"]
        assert len(named(tx, "", everywhere)) == 5

    store.submit(work).result()


def test_enterprises_without_a_contact_come_page_by_page(store: Store) -> None:
    """By id, those of a unit where one is named."""

    def work(tx: Transaction) -> None:
        found = [enterprise_of(tx, number, district=PUDONG if number % 2 else MINHANG) for number in range(6)]
        for enterprise in found[:5]:
            tx.remove_contact(enterprise.id, enterprise.first_contact)
        first = tx.without_contact(Affiliation(), 3)
        rest = tx.without_contact(Affiliation(), 3, first[-1].id)
        assert [enterprise.id for enterprise in (*first, *rest)] == sorted(enterprise.id for enterprise in found[:5])
        assert {enterprise.id for enterprise in tx.without_contact(Affiliation(PUDONG), 9)} == {found[1].id, found[3].id}

    store.submit(work).result()


def test_what_a_person_said_of_the_own_name_is_read_without_the_persons_turn(store: Store) -> None:
    """Nothing for somebody without a cursor."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "1")
        assert tx.details_of(person) is None
        tx.save_cursor(a_cursor(person), NOW)
        assert tx.details_of(person) == a_cursor(person).contact

    store.submit(work).result()


def test_the_latest_run_of_an_enterprise_is_the_one_not_given_up(store: Store) -> None:
    """And a person's runs without an enterprise are drafts, newest first."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        assert tx.run_in(enterprise.id) is None
        for run, state in (("run-1", RunState.FINISHED), ("run-2", RunState.OPEN), ("run-3", RunState.ABANDONED)):
            tx.add_run(msgspec.structs.replace(a_run(run, enterprise=enterprise.id), state=state), "p", NOW)
        assert tx.run_in(enterprise.id) == "run-2"
        for run, state in (("d-1", RunState.PREPARING), ("d-2", RunState.ABANDONED), ("d-3", RunState.PREPARING)):
            tx.add_run(msgspec.structs.replace(a_run(run), state=state), "p", NOW)
        assert [stored.run.id for stored in tx.drafts("p")] == ["d-3", "d-1"]
        assert tx.drafts("q") == ()

    store.submit(work).result()
