"""Claims, single-use links and the registration of liaisons, on every store; of two who decide or open at once, one does."""

from __future__ import annotations

import asyncio
import dataclasses
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.registry import Claim, ClaimState, Invitation, InvitationKind, Registration, RegistrationState
from bot.roles import Affiliation, Role
from tests.contract.given import NOW, a_person, at_once, enterprise_of

MINHANG, PUDONG = "310112", "310115"


def an_invitation(number: int = 1, made_by: str = "maker", **known: Any) -> Invitation:
    """A link that ends in a thousand milliseconds."""
    invitation = Invitation(f"i{number}", f"digest{number}", InvitationKind.CONTACT, made_by, NOW, NOW + 1000)
    return dataclasses.replace(invitation, **known)


def a_registration(person: str, number: int = 1, unit: str = MINHANG, name: str = "李联络") -> Registration:
    """An entry that waits."""
    return Registration(f"g{number}", person, unit, name, "科长", "13800001111", "'; --", RegistrationState.WAITING, NOW + number)


def claimed(tx: Transaction, number: int = 1) -> Claim:
    """A claim on an enterprise of its own, by somebody of its own."""
    enterprise = enterprise_of(tx, number, district=PUDONG if number % 2 else MINHANG)
    return tx.claim(enterprise.id, a_person(tx, f"claimant-{number}"), "王\u202e芳", "<i>厂长</i>", NOW + number)


def test_a_claim_waits_once_until_it_is_decided(store: Store) -> None:
    """Asking again gives the same claim; after a refusal it is a new one."""

    def work(tx: Transaction) -> None:
        claim = claimed(tx)
        assert claim == Claim(claim.id, claim.enterprise, claim.person, "王\u202e芳", "<i>厂长</i>", ClaimState.WAITING, NOW + 1)
        assert tx.claim(claim.enterprise, claim.person, "别名", "", NOW + 9) == claim
        assert tx.waiting_claims(claim.enterprise) == (claim,)
        assert tx.decide_claim(claim.id, ClaimState.REFUSED, "decider", NOW + 2)
        refused = dataclasses.replace(claim, state=ClaimState.REFUSED, decided_by="decider", decided_at=NOW + 2)
        assert tx.claim_of(claim.id) == refused
        assert tx.waiting_claims(claim.enterprise) == ()
        assert not tx.is_contact(claim.person, claim.enterprise)
        again = tx.claim(claim.enterprise, claim.person, "王芳", "", NOW + 10)
        assert tx.claims_of(claim.person) == (again, refused)
        assert tx.claim_of("nowhere") is None

    store.submit(work).result()


def test_a_confirmed_claim_adds_the_contact(store: Store) -> None:
    """Once; a second decision is none."""

    def work(tx: Transaction) -> None:
        claim = claimed(tx)
        assert tx.decide_claim(claim.id, ClaimState.CONFIRMED, "decider", NOW + 2)
        assert not tx.decide_claim(claim.id, ClaimState.REFUSED, "other", NOW + 3)
        assert tx.is_contact(claim.person, claim.enterprise)
        assert [contact.since for contact in tx.contacts(claim.enterprise)] == [NOW, NOW + 2]
        assert not tx.decide_claim("nowhere", ClaimState.CONFIRMED, "decider", NOW)

    store.submit(work).result()


def test_a_hint_is_noted_on_a_claim_that_waits(store: Store) -> None:
    """And on no other."""

    def work(tx: Transaction) -> None:
        claim = claimed(tx)
        assert tx.hint_claim(claim.id)
        assert tx.claim_of(claim.id) == dataclasses.replace(claim, card=True)
        tx.decide_claim(claim.id, ClaimState.REFUSED, "", NOW)
        assert not tx.hint_claim(claim.id)

    store.submit(work).result()


def test_the_claims_of_a_unit_are_those_on_its_enterprises(store: Store) -> None:
    """Of a district or a zone, or all; those that wait, oldest first."""

    def work(tx: Transaction) -> None:
        claims = [claimed(tx, number) for number in range(4)]
        zoned = enterprise_of(tx, 9, district=PUDONG, unit="lingang")
        claims.append(tx.claim(zoned.id, a_person(tx, "1"), "", "", NOW + 9))
        tx.decide_claim(claims[1].id, ClaimState.REFUSED, "", NOW)
        assert tx.claims_in(MINHANG, 9) == (claims[0], claims[2])
        assert tx.claims_in(PUDONG, 9) == (claims[3], claims[4])
        assert tx.claims_in("lingang", 9) == (claims[4],)
        assert tx.claims_in(None, 3) == (claims[0], claims[2], claims[3])

    store.submit(work).result()


def test_nothing_is_claimed_that_is_not_there(store: Store) -> None:
    """Neither by somebody for nothing nor by nobody."""
    enterprise = store.submit(lambda tx: enterprise_of(tx, 1)).result()
    for work in (lambda tx: tx.claim("nowhere", a_person(tx, "1"), "", "", NOW), lambda tx: tx.claim(enterprise.id, "nobody", "", "", NOW)):
        assert isinstance(store.submit(work).exception(), Conflict)


def test_of_eight_who_decide_a_claim_at_once_exactly_one_does(store: Store) -> None:
    """Four confirm and four refuse: the claim says what the one said, and so do the contacts."""
    for number in range(10):
        claim = store.submit(partial(claimed, number=number)).result()
        found: list[Future[bool]] = []

        def decide(who: int, claim: Claim = claim, found: list[Future[bool]] = found) -> None:
            state = ClaimState.CONFIRMED if who % 2 else ClaimState.REFUSED
            found.append(store.submit(lambda tx: tx.decide_claim(claim.id, state, str(who), NOW)))

        at_once(8, decide)
        assert sorted(future.result() for future in found) == [False] * 7 + [True]
        decided = store.submit(lambda tx, claim=claim: tx.claim_of(claim.id)).result()
        assert (decided.state is ClaimState.CONFIRMED) == (int(decided.decided_by) % 2 == 1)
        assert store.submit(lambda tx, claim=claim: tx.is_contact(claim.person, claim.enterprise)).result() == (
            decided.state is ClaimState.CONFIRMED
        )


def test_eight_claims_of_one_person_at_once_are_one(store: Store) -> None:
    """However often the button was pressed."""
    enterprise, person = store.submit(lambda tx: (enterprise_of(tx, 1).id, a_person(tx, "1"))).result()
    found: list[Future[Claim]] = []
    at_once(8, lambda _: found.append(store.submit(lambda tx: tx.claim(enterprise, person, "", "", NOW))))
    assert len({future.result().id for future in found}) == 1


def test_an_invitation_is_kept_with_all_that_it_says(store: Store) -> None:
    """Found by the digest of its token only."""

    def work(tx: Transaction) -> None:
        helper = an_invitation(1, kind=InvitationKind.HELPER, enterprise="e", run="r", handover="设备", label="王工'\"")
        role = an_invitation(2, kind=InvitationKind.ROLE, role=Role.REVIEWER, unit="u")
        tx.invite(helper)
        tx.invite(role)
        assert tx.invitation("digest1") == helper
        assert tx.invitation("digest2") == role
        assert tx.invitation("i1") is None

    store.submit(work).result()


def test_an_invitation_is_for_the_first_who_opens_it_and_used_once(store: Store) -> None:
    """In time; nobody else can use it, and it is used up by accepting or declining."""

    def work(tx: Transaction) -> None:
        tx.invite(an_invitation())
        assert not tx.use_invitation("i1", "first", NOW)
        assert tx.open_invitation("i1", "first", NOW + 1)
        assert not tx.open_invitation("i1", "second", NOW + 2)
        assert not tx.use_invitation("i1", "second", NOW + 2)
        assert not tx.use_invitation("i1", "first", NOW + 1000)
        assert tx.use_invitation("i1", "first", NOW + 999)
        assert not tx.use_invitation("i1", "first", NOW + 999)
        assert not tx.revoke_invitation("i1", NOW + 999)
        assert tx.invitation("digest1") == an_invitation(opened_by="first", opened_at=NOW + 1, used_at=NOW + 999)

    store.submit(work).result()


@pytest.mark.parametrize("late", [False, True])
def test_an_invitation_that_is_revoked_or_out_of_time_opens_for_nobody(store: Store, late: bool) -> None:
    """It ends with the moment that it says; revoking again is nothing, and one opened meanwhile cannot be used."""

    def work(tx: Transaction) -> None:
        tx.invite(an_invitation(1))
        tx.invite(an_invitation(2))
        tx.open_invitation("i2", "first", NOW)
        if late:
            assert not tx.open_invitation("i1", "first", NOW + 1000)
            assert not tx.use_invitation("i2", "first", NOW + 1000)
            return
        assert [tx.revoke_invitation(invitation, NOW) for invitation in ("i1", "i1", "i2", "nowhere")] == [True, False, True, False]
        assert not tx.open_invitation("i1", "first", NOW)
        assert not tx.use_invitation("i2", "first", NOW)

    store.submit(work).result()


def test_who_accepted_to_help_finds_it_again(store: Store) -> None:
    """Newest first; not what was only opened, not what somebody else accepted, not an invitation of another kind."""

    def work(tx: Transaction) -> None:
        helper = InvitationKind.HELPER
        for number, kind in enumerate((helper, helper, helper, helper, InvitationKind.CONTACT), 1):
            tx.invite(an_invitation(number, kind=kind, run=f"run-{number}"))
            tx.open_invitation(f"i{number}", "second" if number == 3 else "first", NOW)
        for number in (1, 2, 3, 5):
            tx.use_invitation(f"i{number}", "second" if number == 3 else "first", NOW)
        assert [found.run for found in tx.handed_to("first")] == ["run-2", "run-1"]
        assert [found.run for found in tx.handed_to("second")] == ["run-3"]
        assert tx.handed_to("nobody") == ()

    store.submit(work).result()


def test_a_new_token_ends_the_older_link(store: Store) -> None:
    """As long as nobody opened it."""

    def work(tx: Transaction) -> None:
        tx.invite(an_invitation())
        assert tx.renew_invitation("i1", "digest9")
        assert tx.invitation("digest1") is None
        assert tx.invitation("digest9") == an_invitation(digest="digest9")
        tx.open_invitation("i1", "first", NOW)
        assert not tx.renew_invitation("i1", "digest10")
        assert not tx.renew_invitation("nowhere", "digest10")

    store.submit(work).result()


def test_the_invitations_of_a_person_are_those_that_are_still_good(store: Store) -> None:
    """Newest first, opened ones too."""

    def work(tx: Transaction) -> None:
        for number in range(1, 7):
            tx.invite(an_invitation(number, "maker" if number != 5 else "other", expires_at=NOW + 1000 * number))
        tx.open_invitation("i2", "p", NOW)
        tx.revoke_invitation("i3", NOW)
        tx.open_invitation("i4", "p", NOW)
        tx.use_invitation("i4", "p", NOW)
        assert [invitation.id for invitation in tx.invitations("maker", NOW)] == ["i6", "i2", "i1"]
        assert [invitation.id for invitation in tx.invitations("maker", NOW + 1000)] == ["i6", "i2"]

    store.submit(work).result()


def test_of_eight_who_open_one_link_at_once_exactly_one_does(store: Store) -> None:
    """And it says who."""
    for number in range(10):
        store.submit(lambda tx, number=number: tx.invite(an_invitation(number))).result()
        found: list[tuple[int, Future[bool]]] = []

        def open_one(who: int, number: int = number, found: list[tuple[int, Future[bool]]] = found) -> None:
            found.append((who, store.submit(lambda tx: tx.open_invitation(f"i{number}", str(who), NOW))))

        at_once(8, open_one)
        (winner,) = [who for who, future in found if future.result()]
        opened = store.submit(lambda tx, number=number: tx.invitation(f"digest{number}")).result()
        assert opened.opened_by == str(winner)


def test_a_liaison_registers_and_is_confirmed(store: Store) -> None:
    """The role is granted with it; an older waiting entry for the same unit is replaced, a decided one stays."""

    def work(tx: Transaction) -> str:
        person = a_person(tx, "1")
        tx.register_liaison(a_registration(person, 1))
        tx.register_liaison(a_registration(person, 2, name="李改名"))
        tx.register_liaison(a_registration(person, 3, PUDONG))
        assert tx.registration("g1") is None
        assert tx.waiting_registrations() == (a_registration(person, 2, name="李改名"), a_registration(person, 3, PUDONG))
        assert tx.decide_registration("g2", RegistrationState.CONFIRMED, "admin", NOW + 5)
        assert not tx.decide_registration("g2", RegistrationState.REFUSED, "admin", NOW + 6)
        assert tx.decide_registration("g3", RegistrationState.REFUSED, "admin", NOW + 6)
        assert [(grant.role, grant.unit) for grant in tx.grants(person)] == [(Role.LIAISON, MINHANG)]
        tx.register_liaison(a_registration(person, 4))
        assert [entry.id for entry in tx.registrations_of(person)] == ["g4", "g3", "g2"]
        assert [entry.id for entry in tx.waiting_registrations()] == ["g4"]
        return person

    person = store.submit(work).result()
    confirmed = dataclasses.replace(
        a_registration(person, 2, name="李改名"), state=RegistrationState.CONFIRMED, decided_by="admin", decided_at=NOW + 5
    )
    assert asyncio.run(store.registrations()) == (confirmed,)


@pytest.mark.parametrize("text", ["a\0", "\ud800"])
def test_texts_that_cannot_be_kept_everywhere_are_refused_everywhere(store: Store, text: str) -> None:
    """As an error of the caller."""
    enterprise, person = store.submit(lambda tx: (enterprise_of(tx, 1).id, a_person(tx, "1"))).result()
    works = (
        lambda tx: tx.claim(enterprise, person, text, "", NOW),
        lambda tx: tx.claim(enterprise, person, "", text, NOW),
        lambda tx: tx.invite(an_invitation(label=text)),
        lambda tx: tx.register_liaison(a_registration(person, name=text)),
        lambda tx: tx.find_enterprises(text, Affiliation(), 1),
        lambda tx: tx.open_ticket(person, enterprise, "", text, NOW),
    )
    assert all(isinstance(store.submit(work).exception(), ValueError) for work in works)
