"""Tickets of feedback and reviews of finished runs, on every store."""

from __future__ import annotations

import dataclasses
from concurrent.futures import Future

import msgspec
import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.desk import StoredReview, TicketLine
from bot.roles import Affiliation, UnitKind
from dialogs.model import RunState
from dialogs.review import REVIEW_SPEC, Finding, Judgement, Review, ReviewState
from tests.contract.given import NOW, a_person, a_run, at_once, enterprise_of

MINHANG, PUDONG = "310112", "310115"


def a_review(run: str = "run-1", **known: object) -> Review:
    """A review with one finding."""
    finding = Finding(judgement=Judgement.ADJUSTED, key="B", reason="<依据>不足'\"", by="reviewer", at=NOW)
    return msgspec.structs.replace(Review(spec=REVIEW_SPEC, run=run, agency="a", findings={"q1": finding}), **known)


def test_a_ticket_has_its_lines_in_order(store: Store) -> None:
    """Found by its reference; whoever wrote, and from which side."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "1")
        ticket = tx.open_ticket(person, "e", MINHANG, "打不开\n<b>'; DROP TABLE", NOW)
        assert ticket.lines == (TicketLine(NOW, person, False, "打不开\n<b>'; DROP TABLE"),)
        assert tx.ticket(ticket.reference) == ticket
        assert tx.add_line(ticket.reference, "office", True, "收到", NOW + 1)
        answered = dataclasses.replace(ticket, lines=(*ticket.lines, TicketLine(NOW + 1, "office", True, "收到")))
        assert tx.ticket(ticket.reference) == answered
        assert tx.ticket("nowhere") is None
        assert not tx.add_line("nowhere", "office", True, "", NOW)

    store.submit(work).result()


def test_a_closed_ticket_takes_no_more_lines(store: Store) -> None:
    """And is closed once."""

    def work(tx: Transaction) -> None:
        ticket = tx.open_ticket(a_person(tx, "1"), "", "", "?", NOW)
        assert tx.close_ticket(ticket.reference, NOW + 1)
        assert not tx.close_ticket(ticket.reference, NOW + 2)
        assert not tx.add_line(ticket.reference, "office", True, "!", NOW + 3)
        assert tx.ticket(ticket.reference) == dataclasses.replace(ticket, closed_at=NOW + 1)
        assert not tx.close_ticket("nowhere", NOW)

    store.submit(work).result()


def test_open_tickets_wait_oldest_first(store: Store) -> None:
    """Those of a district, or all; a person's own come newest first, closed ones too."""

    def work(tx: Transaction) -> None:
        first, second = a_person(tx, "1"), a_person(tx, "2")
        tickets = [tx.open_ticket((first, second)[number % 2], "", (MINHANG, "", PUDONG)[number % 3], "?", NOW) for number in range(6)]
        tx.close_ticket(tickets[0].reference, NOW)
        assert [ticket.reference for ticket in tx.tickets(None, 4)] == [ticket.reference for ticket in tickets[1:5]]
        assert tx.tickets(MINHANG, 9) == (tickets[3],)
        assert tx.tickets(PUDONG, 1) == (tickets[2],)
        assert tx.tickets("", 9) == (tickets[1], tickets[4])
        closed = dataclasses.replace(tickets[0], closed_at=NOW)
        assert tx.tickets_of(first) == (tickets[4], tickets[2], closed)

    store.submit(work).result()


def test_nobody_opens_no_ticket(store: Store) -> None:
    """Somebody deleted a moment ago."""
    assert isinstance(store.submit(lambda tx: tx.open_ticket("nobody", "", "", "?", NOW)).exception(), Conflict)


def test_a_ticket_closed_while_others_write_keeps_what_came_before(store: Store) -> None:
    """Whoever was told that the line is kept finds it there, in every one of ten rounds."""
    for _ in range(10):
        reference = store.submit(lambda tx: tx.open_ticket(a_person(tx, "1"), "", "", "?", NOW).reference).result()
        kept: list[Future[bool]] = []

        def write(who: int, reference: str = reference, kept: list[Future[bool]] = kept) -> None:
            if who == 4:
                store.submit(lambda tx: tx.close_ticket(reference, NOW)).result()
            else:
                kept.append(store.submit(lambda tx: tx.add_line(reference, str(who), True, "!", NOW)))

        at_once(8, write)
        ticket = store.submit(lambda tx, reference=reference: tx.ticket(reference)).result()
        assert ticket is not None
        assert ticket.closed_at == NOW
        assert len(ticket.lines) == 1 + sum(future.result() for future in kept)


def finished(tx: Transaction, run: str, enterprise: str, at: int) -> None:
    """A finished run of this enterprise."""
    done = msgspec.structs.replace(a_run(run, enterprise=enterprise), state=RunState.FINISHED, finished_at=at)
    tx.add_run(done, "p", NOW)


def test_a_review_is_kept_word_for_word(store: Store) -> None:
    """With its version, which a change insists on."""

    def work(tx: Transaction) -> StoredReview:
        finished(tx, "run-1", "", NOW)
        assert tx.review("run-1") is None
        tx.save_review(None, a_review(), "a", NOW)
        stored = tx.review("run-1")
        assert stored == StoredReview(a_review(), 1)
        locked = a_review(state=ReviewState.LOCKED, level=2, total="1.94", locked_at=NOW)
        tx.save_review(stored, locked, "a", NOW)
        assert tx.review("run-1") == StoredReview(locked, 2)
        return stored

    old = store.submit(work).result()
    assert isinstance(store.submit(lambda tx: tx.save_review(old, a_review(), "a", NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.save_review(None, a_review(), "a", NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.save_review(StoredReview(a_review(), 0), a_review(), "a", NOW)).exception(), Conflict)
    assert isinstance(store.submit(lambda tx: tx.save_review(None, a_review("nowhere"), "a", NOW)).exception(), Conflict)


@pytest.mark.parametrize("begun", [False, True])
def test_of_eight_who_save_a_review_from_one_reading_exactly_one_wins(store: Store, begun: bool) -> None:
    """Whether it was there before or not."""
    store.submit(lambda tx: finished(tx, "run-1", "", NOW)).result()
    if begun:
        store.submit(lambda tx: tx.save_review(None, a_review(), "a", NOW)).result()
    before = store.submit(lambda tx: tx.review("run-1")).result()
    found: list[Future[None]] = []
    at_once(8, lambda who: found.append(store.submit(lambda tx: tx.save_review(before, a_review(agency=str(who)), "a", NOW))))
    errors = [future.exception() for future in found]
    assert errors.count(None) == 1
    assert sum(isinstance(error, Conflict) for error in errors) == 7


def test_an_agency_reviews_the_finished_runs_of_its_enterprises(store: Store) -> None:
    """Those that are not locked, finished first; a returned one is still under way."""

    def work(tx: Transaction) -> None:
        agency = tx.add_unit(UnitKind.AGENCY, "某检测院", "", NOW).id
        ours, others = enterprise_of(tx, 1), enterprise_of(tx, 2)
        tx.affiliate(ours.id, Affiliation(MINHANG, agency=agency), NOW)
        for number, run in enumerate(("late", "early", "locked", "returned")):
            finished(tx, run, ours.id, NOW - number)
        finished(tx, "other", others.id, NOW)
        tx.add_run(a_run("open", enterprise=ours.id), "p", NOW)
        tx.save_review(None, a_review("locked", state=ReviewState.LOCKED), agency, NOW)
        tx.save_review(None, a_review("returned", state=ReviewState.RETURNED), agency, NOW)
        assert tx.reviewable(agency, 9) == ("returned", "early", "late")
        assert tx.reviewable(agency, 1) == ("returned",)
        assert tx.reviewable("nowhere", 9) == ()
        assert tx.reviewable("", 9) == ()

    store.submit(work).result()
