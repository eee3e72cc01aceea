"""Loading a roster, on every store: all of it or nothing, and nothing that enterprises said of themselves is overwritten."""

from __future__ import annotations

import asyncio
import dataclasses
from concurrent.futures import Future

import msgspec

from bot.ports import Conflict, Store, Transaction
from bot.ports.registry import Entry, Loaded
from bot.ports.standing import By, Filter, Stage
from bot.roles import Affiliation, UnitKind
from dialogs.model import Profile
from tests.contract.given import NOW, a_person, a_profile, at_once, enterprise_of

MINHANG, PUDONG = "310112", "310115"


def code(number: int) -> str:
    """The code of the enterprise of this number, as `enterprise_of` gives it."""
    return f"91310000MA1FL{number:05d}"


def an_entry(number: int, **known: str) -> Entry:
    """A row of a roster."""
    units = {name: known.pop(name) for name in ("street", "park", "group", "zone") if name in known}
    contact, mobile = known.pop("contact", ""), known.pop("mobile", "")
    profile = Profile(name=f"名册{number:05d}", code=code(number), district=PUDONG, industry="C35")
    profile = msgspec.structs.replace(profile, **known)
    return Entry(profile, Affiliation(profile.district, **units), contact, mobile)


def load(store: Store, *entries: Entry) -> Loaded:
    """Load these."""
    return store.submit(lambda tx: tx.load_roster(entries, "liaison", NOW + 1)).result()


def test_new_enterprises_are_added_without_a_contact(store: Store) -> None:
    """With what the roster says of them; loading the same again changes nothing."""
    entries = [an_entry(number, contact="赵\u200b钱", mobile="13800001111") for number in range(30)]
    assert load(store, *entries) == Loaded(30, 0, 0)
    assert load(store, *entries) == Loaded(0, 0, 30)

    def work(tx: Transaction) -> None:
        found = tx.enterprise_by_code(code(7))
        assert found is not None
        assert (found.name, found.first_contact, found.affiliation) == ("名册00007", "", Affiliation(PUDONG))
        assert tx.profile_of(found.id) == an_entry(7).profile
        assert tx.roster_contact(found.id) == ("赵\u200b钱", "13800001111")
        assert tx.roster_contact("nowhere") == ("", "")
        status = tx.status(found.id)
        assert status is not None
        assert (status.stage, status.contacts, status.idle_since) == (Stage.NOT_STARTED, 0, NOW + 1)
        (count,) = tx.counts_by(Filter(Affiliation(PUDONG)), By.INDUSTRY)
        assert (count.key, count.enterprises) == ("C35", 30)

    store.submit(work).result()
    assert asyncio.run(store.miscounted()) == 0


def test_a_known_enterprise_is_moved_but_not_renamed_once_somebody_speaks_for_it(store: Store) -> None:
    """Without a contact everything is changed; what the roster leaves empty stays as it was."""

    def given(tx: Transaction) -> tuple[str, str]:
        street = tx.add_unit(UnitKind.STREET, "周家渡街道", PUDONG, NOW).id
        agency = tx.add_unit(UnitKind.AGENCY, "某检测院", "", NOW).id
        spoken = enterprise_of(tx, 1)
        tx.affiliate(spoken.id, Affiliation(MINHANG, agency=agency), NOW)
        return street, agency

    street, agency = store.submit(given).result()
    load(store, an_entry(2, size="s1", contact="甲", mobile="1"))
    assert load(store, an_entry(1, street=street), an_entry(2, name="新名", contact="乙", zone="lingang")) == Loaded(0, 2, 0)

    def work(tx: Transaction) -> None:
        spoken, listed = tx.enterprise_by_code(code(1)), tx.enterprise_by_code(code(2))
        assert spoken is not None
        assert listed is not None
        assert spoken.name == "企业00001"
        assert spoken.affiliation == Affiliation(PUDONG, street=street, agency=agency)
        assert tx.profile_of(spoken.id) == a_profile(code(1), "企业00001")
        assert (listed.name, listed.affiliation) == ("新名", Affiliation(PUDONG, "lingang"))
        assert tx.profile_of(listed.id) == msgspec.structs.replace(an_entry(2).profile, name="新名", size="s1")
        assert tx.roster_contact(listed.id) == ("乙", "1")
        lines = tx.statuses(Filter(Affiliation(PUDONG)), 9)
        assert [(line.name, line.industry, line.affiliation.street) for line in lines] == [
            ("企业00001", "C34", street),
            ("新名", "C35", ""),
        ]

    store.submit(work).result()
    assert asyncio.run(store.miscounted()) == 0


def test_an_enterprise_that_states_itself_again_stays_where_the_roster_put_it(store: Store) -> None:
    """Until it states another district."""
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1)).result()
    load(store, an_entry(1))

    def work(tx: Transaction) -> None:
        tx.update_enterprise(enterprise.id, a_profile(code(1)), NOW)
        assert tx.enterprise(enterprise.id).affiliation == Affiliation(PUDONG)

    store.submit(work).result()


def test_a_roster_that_fails_leaves_nothing(store: Store) -> None:
    """Not even the rows before the bad one, nor a count."""
    entries = [*(an_entry(number) for number in range(50)), an_entry(99, name="a\0b")]
    assert isinstance(store.submit(lambda tx: tx.load_roster(entries, "", NOW)).exception(), ValueError)
    assert asyncio.run(store.read_statuses(Filter())) == ()
    assert store.submit(lambda tx: tx.counts_by(Filter(), None)).result() == ()
    assert load(store) == Loaded(0, 0, 0)


def test_the_same_roster_loaded_by_four_at_once_is_one(store: Store) -> None:
    """Each enterprise is there once, and one of them added it."""
    entries = [an_entry(number) for number in range(40)]
    found: list[Future[Loaded]] = []
    at_once(4, lambda _: found.append(store.submit(lambda tx: tx.load_roster(entries, "", NOW))))
    loaded = [future.result() for future in found]
    assert sorted(one.added for one in loaded) == [0, 0, 0, 40]
    assert len(asyncio.run(store.read_statuses(Filter()))) == 40
    assert asyncio.run(store.miscounted()) == 0


def test_registering_while_the_roster_is_loaded_makes_one_enterprise(store: Store) -> None:
    """Either the roster finds it, or the person is told that it is there, or the roster is told that somebody was first."""
    for turn in range(8):
        entries = [an_entry(turn * 100 + number) for number in range(20)]
        found: list[Future[object]] = []

        def both(who: int, turn: int = turn, entries: list[Entry] = entries, found: list[Future[object]] = found) -> None:
            if who:
                found.append(store.submit(lambda tx: tx.load_roster(entries, "", NOW)))
            else:
                found.append(store.submit(lambda tx: enterprise_of(tx, turn * 100 + 7)))

        at_once(2, both)
        errors = [error for future in found if (error := future.exception())]
        assert len(errors) <= 1
        named = [line for line in asyncio.run(store.read_statuses(Filter())) if line.code == code(turn * 100 + 7)]
        assert len(named) == 1
        assert all(isinstance(error, Conflict) or type(error).__name__ == "CodeTaken" for error in errors)
    assert asyncio.run(store.miscounted()) == 0


def test_an_enterprise_of_a_roster_stays_when_its_last_contact_is_deleted(store: Store) -> None:
    """So does one that an agency is assigned to; what the roster said of a person goes."""

    def given(tx: Transaction) -> tuple[str, ...]:
        agency = tx.add_unit(UnitKind.AGENCY, "某检测院", "", NOW).id
        alone, assigned, listed = (enterprise_of(tx, number) for number in (1, 2, 3))
        tx.affiliate(assigned.id, dataclasses.replace(assigned.affiliation, agency=agency), NOW)
        tx.load_roster([an_entry(3, contact="王芳", mobile="13987654321")], "", NOW)
        for enterprise in (alone, assigned, listed):
            tx.delete_person(enterprise.first_contact)
        return alone.id, assigned.id, listed.id

    alone, assigned, listed = store.submit(given).result()

    def work(tx: Transaction) -> None:
        assert tx.enterprise(alone) is None
        assert tx.status(alone) is None
        assert [tx.enterprise(one).first_contact for one in (assigned, listed)] == ["", ""]
        assert tx.roster_contact(listed) == ("", "")
        assert tx.add_contact(listed, a_person(tx, "new"), NOW)

    store.submit(work).result()
    assert asyncio.run(store.miscounted()) == 0
