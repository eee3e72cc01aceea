"""A deleted phone number is nowhere in the files when it stood in entries, claims, links, tickets or a roster."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.ports import Store, Transaction
from bot.ports.registry import Entry, Invitation, InvitationKind, Registration, RegistrationState
from bot.roles import Affiliation
from bot.storage.opening import open_store
from tests.contract.given import NOW, PHONE, CountedIds, a_person, a_profile, enterprise_of


def traces(path: Path) -> list[str]:
    """The files beside and including the database that hold the phone number."""
    return [found.name for found in sorted(path.parent.iterdir()) if PHONE.encode() in found.read_bytes()]


def given(tx: Transaction, number: int) -> str:
    """A person whose number is everywhere at the desk, in texts of many lengths."""
    enterprise = enterprise_of(tx, number)
    person, other = enterprise.first_contact, a_person(tx, f"other-{number}")
    words = f"电话{PHONE}" + "。" * (number * 97 % 300)
    listed = a_profile(f"91310000MA1FL{number:05d}")
    tx.load_roster([Entry(listed, Affiliation("310112"), words, PHONE)], "", NOW)
    tx.register_liaison(Registration(f"g{number}", person, "310112", words, words, PHONE, words, RegistrationState.WAITING, NOW))
    tx.claim(enterprise_of(tx, 100 + number).id, person, words, PHONE, NOW)
    tx.invite(Invitation(f"m{number}", f"m{number}", InvitationKind.CONTACT, person, NOW, NOW + 9, label=words))
    tx.invite(Invitation(f"o{number}", f"o{number}", InvitationKind.CONTACT, other, NOW, NOW + 9, label=words))
    tx.open_invitation(f"o{number}", person, NOW)
    ticket = tx.open_ticket(person, enterprise.id, "310112", words, NOW)
    tx.add_line(ticket.reference, other, True, words, NOW)
    foreign = tx.open_ticket(other, "", "", "请问", NOW)
    tx.add_line(foreign.reference, person, True, words, NOW)
    return person


def forget(person: str, tx: Transaction) -> None:
    """Delete the person."""
    tx.delete_person(person)


def test_no_byte_of_it_stays_while_the_store_runs_nor_after(path: Path, url: str) -> None:
    """Neither in the file nor in its log, amid what others wrote on pages that split."""
    store: Store = open_store(url, CountedIds())
    persons = [store.submit(partial(lambda number, tx: given(tx, number), number)).result() for number in range(30)]
    assert traces(path) != []
    for person in persons:
        store.submit(partial(forget, person)).result()
    store.submit(lambda _tx: None).result()
    assert traces(path) == []
    assert len(store.submit(lambda tx: tx.tickets(None, 99)).result()) == 30
    store.close()
    assert traces(path) == []
