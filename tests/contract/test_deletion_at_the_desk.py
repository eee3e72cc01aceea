"""What goes and what stays at the desk when a person asks to be deleted, on every store."""

from __future__ import annotations

import asyncio
import dataclasses

import msgspec

from bot.ports import Store, Transaction
from bot.ports.registry import CITY, ClaimState, ContactRow, Invitation, InvitationKind, Registration, RegistrationState
from bot.ports.standing import Filter, Progress, Stage
from bot.roles import Role
from dialogs.model import Answer, RunState
from dialogs.review import REVIEW_SPEC, Finding, Judgement, Review
from tests.contract.given import NOW, a_person, a_run, enterprise_of

MINHANG = "310112"


def test_what_the_person_asked_for_and_was_granted_goes(store: Store) -> None:
    """Grants, claims, entries, links, nudges; those of others stay, and nobody else's decision is undone."""

    def work(tx: Transaction) -> None:
        gone, other = a_person(tx, "gone"), a_person(tx, "other")
        enterprise = enterprise_of(tx, 1)
        for person in (gone, other):
            tx.grant(person, Role.STAFF, CITY, gone, NOW)
            tx.register_liaison(Registration(f"g-{person}", person, MINHANG, "李", "", "138", "", RegistrationState.WAITING, NOW))
            tx.invite(Invitation(f"i-{person}", f"d-{person}", InvitationKind.CONTACT, person, NOW, NOW + 9, label="张三"))
            tx.take_nudge(person, "2025-11-21")
        claims = [tx.claim(enterprise.id, person, "李", "", NOW) for person in (gone, other)]
        tx.decide_claim(claims[1].id, ClaimState.CONFIRMED, gone, NOW)
        tx.open_invitation(f"i-{other}", gone, NOW)
        tx.delete_person(gone)
        assert tx.grants(gone) == ()
        assert tx.holders(Role.STAFF, CITY) == (other,)
        assert tx.claim_of(claims[0].id) is None
        decided = tx.claim_of(claims[1].id)
        assert decided is not None
        assert (decided.state, decided.decided_by) == (ClaimState.CONFIRMED, gone)
        assert [entry.person for entry in tx.waiting_registrations()] == [other]
        assert tx.invitation(f"d-{gone}") is None
        opened = tx.invitation(f"d-{other}")
        assert opened is not None
        assert (opened.label, opened.opened_by) == ("", gone)
        assert not tx.take_nudge(other, "2025-11-21")

    store.submit(work).result()


def test_the_next_contact_speaks_for_the_enterprise(store: Store) -> None:
    """The one who has been there longest."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        second, third = a_person(tx, "2"), a_person(tx, "3")
        tx.add_contact(enterprise.id, third, NOW + 2)
        tx.add_contact(enterprise.id, second, NOW + 1)
        tx.delete_person(enterprise.first_contact)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, first_contact=second)
        assert tx.contacts(enterprise.id) == (ContactRow(second, enterprise.id, NOW + 1), ContactRow(third, enterprise.id, NOW + 2))
        tx.delete_person(third)
        assert tx.enterprise(enterprise.id) == dataclasses.replace(enterprise, first_contact=second)

    store.submit(work).result()


def test_the_persons_tickets_go_and_the_persons_words_in_those_of_others(store: Store) -> None:
    """An answer of the office stays where somebody else wrote it."""

    def work(tx: Transaction) -> None:
        gone, other = a_person(tx, "gone"), a_person(tx, "other")
        own, foreign = (tx.open_ticket(person, "", MINHANG, "我是王芳", NOW) for person in (gone, other))
        tx.add_line(own.reference, other, True, "王芳您好", NOW)
        tx.add_line(foreign.reference, gone, True, "我的电话 139", NOW)
        tx.add_line(foreign.reference, "third", True, "收到", NOW)
        tx.delete_person(gone)
        assert tx.ticket(own.reference) is None
        assert tx.tickets(None, 9) == tx.tickets_of(other)
        left = tx.ticket(foreign.reference)
        assert left is not None
        assert [(line.by, line.text) for line in left.lines] == [(other, "我是王芳"), (gone, ""), ("third", "收到")]

    store.submit(work).result()


def test_an_enterprise_stands_where_it_does_without_the_persons_run(store: Store) -> None:
    """The run that only the person had a part in is gone; the colleague's, or the last result, is what is left."""

    def work(tx: Transaction) -> None:
        alone, shared = enterprise_of(tx, 1), enterprise_of(tx, 2)
        colleague = a_person(tx, "colleague")
        tx.add_contact(alone.id, colleague, NOW + 1)
        for enterprise, run in ((alone, "run-1"), (shared, "run-2")):
            person = enterprise.first_contact
            answers = {"q1": Answer(key="A", by=person, at=NOW), "q2": Answer(key="A", by=colleague if run == "run-2" else person, at=NOW)}
            opened = msgspec.structs.replace(a_run(run, enterprise=enterprise.id), answers=answers, state=RunState.OPEN)
            tx.add_run(opened, person, NOW)
            tx.keep_progress(enterprise.id, Progress(run, Stage.IN_PROGRESS, 1, 2, 3), NOW + 5)
            tx.delete_person(person)
        left, stays = tx.status(alone.id), tx.status(shared.id)
        assert left is not None
        assert stays is not None
        assert (left.stage, left.answered, left.contacts, left.idle_since) == (Stage.NOT_STARTED, 0, 1, NOW + 5)
        assert (stays.stage, stays.answered, stays.contacts) == (Stage.IN_PROGRESS, 2, 0)

    store.submit(work).result()
    assert asyncio.run(store.miscounted()) == 0


def test_an_enterprise_that_keeps_nothing_is_no_longer_counted(store: Store) -> None:
    """Links to it end, and what happened to it is told no more."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        tx.invite(Invitation("i", "d", InvitationKind.CONTACT, "other", NOW, NOW + 9, enterprise.id))
        tx.record(NOW, "p", "", "nudged", {"enterprise": enterprise.id})
        tx.delete_person(enterprise.first_contact)
        assert tx.enterprise(enterprise.id) is None
        assert tx.counts_by(Filter(), None) == ()
        assert tx.invitation("d") is None
        assert tx.timeline(enterprise.id, 9) == ()

    store.submit(work).result()
    assert asyncio.run(store.read_statuses(Filter())) == ()
    assert asyncio.run(store.miscounted()) == 0


def test_a_review_stays_when_the_reviewer_goes(store: Store) -> None:
    """It belongs to the enterprise's result; who judged is a bare id."""

    def work(tx: Transaction) -> None:
        reviewer = a_person(tx, "reviewer")
        tx.add_run(msgspec.structs.replace(a_run(), state=RunState.FINISHED, finished_at=NOW), "p", NOW)
        finding = Finding(judgement=Judgement.ACCEPTED, by=reviewer, at=NOW)
        review = Review(spec=REVIEW_SPEC, run="run-1", agency="a", findings={"q1": finding})
        tx.save_review(None, review, "a", NOW)
        tx.delete_person(reviewer)
        stored = tx.review("run-1")
        assert stored is not None
        assert stored.review == review

    store.submit(work).result()
