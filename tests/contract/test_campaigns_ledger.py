"""The ledger of deliveries, on every store: once for each person, marked before the call, ended by whoever marked it."""

from __future__ import annotations

import asyncio
import dataclasses

import pytest
from sqlalchemy import text

from bot.ports import Conflict, Store, Transaction
from bot.ports.campaigns import INTERRUPTED, TAPPED, Delivery, Responses
from bot.ports.standing import Progress, Stage
from bot.roles import Role
from dialogs.campaigns.model import FOLLOWED_DAYS, Audience, CampaignState, DeliveryState, Whom
from tests.contract.campaigning import DAY, LEASE_MS, a_campaign, become, frozen, given, kept
from tests.contract.given import NOW, a_person
from tests.storage.inside import ask, session

QUEUED, SENDING, SENT, DOUBTFUL = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.DOUBTFUL
NOT_SENT = (
    DeliveryState.BLOCKED,
    DeliveryState.DEACTIVATED,
    DeliveryState.UNREACHABLE,
    DeliveryState.OPTED_OUT,
    DeliveryState.FINISHED,
    DeliveryState.MOVED_ON,
    DeliveryState.FAILED,
)
OF_QUEUED_ONES = (DeliveryState.OUTSIDE, DeliveryState.STOPPED)


def line(tx: Transaction, person: str, campaign: str = "c1") -> Delivery:
    """The person's line, which must be there."""
    found = {delivery.person: delivery for delivery in tx.deliveries(campaign, (), 99)}
    return found[person]


def begun(tx: Transaction, person: str, holder: str = "holder") -> bool:
    """The holder marks the person's delivery."""
    return tx.begin_delivery("c1", person, holder, "body", NOW + 1)


def test_a_line_is_queued_marked_and_ended(store: Store) -> None:
    """With the digest of the body, when it last changed, what the server calls it, and what the enterprise is called."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        enterprise = tx.enterprises_of(person)[0]
        queued = Delivery("c1", person, enterprise.id, QUEUED, "", NOW, name=enterprise.name, code=enterprise.code, contact_name="王芳")
        assert tx.deliveries("c1", (), 9) == (queued,)
        assert begun(tx, person)
        marked = dataclasses.replace(queued, state=SENDING, at=NOW + 1, digest="body")
        assert line(tx, person) == marked
        assert tx.queued("c1", 9) == ()
        assert tx.end_delivery("c1", person, "holder", SENT, NOW + 2, "fine", "42")
        assert line(tx, person) == dataclasses.replace(marked, state=SENT, at=NOW + 2, reason="fine", message="42")

    store.submit(work).result()


def test_nothing_is_marked_twice(store: Store) -> None:
    """Neither by the same holder nor by another, whatever has become of it; nor what the ledger does not have."""

    def work(tx: Transaction) -> None:
        people = frozen(tx, len(DeliveryState))
        for person, state in zip(people, DeliveryState, strict=True):
            session(tx).change(text("UPDATE deliveries SET state = :state WHERE person = :person"), state=state.value, person=person)
        assert [state for person, state in zip(people, DeliveryState, strict=True) if begun(tx, person)] == [QUEUED]
        assert not begun(tx, people[0])
        assert not begun(tx, "nobody")

    store.submit(work).result()


@pytest.mark.parametrize("state", [state for state in CampaignState if state is not CampaignState.SENDING])
def test_nothing_is_marked_of_a_campaign_that_is_not_being_sent(store: Store, state: CampaignState) -> None:
    """After a pause or a stop not one more."""
    (person,) = given(store, 1)
    store.submit(lambda tx: become(tx, state)).result()
    assert not store.submit(lambda tx: begun(tx, person)).result()
    store.submit(lambda tx: become(tx, CampaignState.SENDING)).result()
    assert store.submit(lambda tx: begun(tx, person)).result()


def test_nothing_is_marked_without_the_lease(store: Store) -> None:
    """By who never had it, whose time is over, or who gave it back."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        assert not begun(tx, person, "stranger")
        assert not tx.begin_delivery("c1", person, "holder", "body", NOW + LEASE_MS)
        tx.drop_lease("sender", "holder")
        assert not begun(tx, person)
        tx.take_lease("sender", "holder", NOW, LEASE_MS)
        assert tx.begin_delivery("c1", person, "holder", "body", NOW + LEASE_MS - 1)

    store.submit(work).result()


def test_only_who_marked_it_says_what_became_of_it(store: Store) -> None:
    """Another one cannot; nobody can a second time."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        begun(tx, person)
        assert not tx.end_delivery("c1", person, "stranger", SENT, NOW)
        assert not tx.put_back_delivery("c1", person, "stranger", NOW)
        assert tx.end_delivery("c1", person, "holder", SENT, NOW)
        assert not tx.end_delivery("c1", person, "holder", DeliveryState.FAILED, NOW)
        assert not tx.put_back_delivery("c1", person, "holder", NOW)
        assert line(tx, person).state is SENT

    store.submit(work).result()


@pytest.mark.parametrize("state", [*NOT_SENT, *OF_QUEUED_ONES])
def test_what_is_queued_is_dropped_with_the_reason(store: Store, state: DeliveryState) -> None:
    """Without having been marked; and cannot be marked any more."""

    def work(tx: Transaction) -> None:
        person, other = frozen(tx, 2)
        assert tx.end_delivery("c1", person, "holder", state, NOW + 3, "muted")
        assert (line(tx, person).state, line(tx, person).reason, line(tx, person).at) == (state, "muted", NOW + 3)
        assert not begun(tx, person)
        assert tx.queued("c1", 9) == (other,)

    store.submit(work).result()


def test_what_was_never_marked_cannot_have_been_sent(store: Store) -> None:
    """Nor be doubtful; and what was marked is neither outside its time nor stopped. No end is to be queued or marked."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        assert not tx.end_delivery("c1", person, "holder", SENT, NOW)
        assert not tx.end_delivery("c1", person, "holder", DOUBTFUL, NOW)
        begun(tx, person)
        assert not any(tx.end_delivery("c1", person, "holder", state, NOW) for state in OF_QUEUED_ONES)
        for state in (QUEUED, SENDING):
            with pytest.raises(ValueError, match="no end"):
                tx.end_delivery("c1", person, "holder", state, NOW)
        for state in (QUEUED, SENDING, SENT, DOUBTFUL):
            with pytest.raises(ValueError, match="no reason"):
                tx.drop_queued("c1", state, "", NOW)
        assert line(tx, person).state is SENDING

    store.submit(work).result()


def test_what_a_holder_left_marked_is_doubtful(store: Store) -> None:
    """What the new holder marked itself is not; the old one may still say what became of it, and never sends it again."""

    def work(tx: Transaction) -> None:
        first, second, third = frozen(tx, 3)
        begun(tx, first)
        begun(tx, second)
        tx.drop_lease("sender", "holder")
        tx.take_lease("sender", "next", NOW + 1, LEASE_MS)
        begun(tx, third, "next")
        assert tx.doubt_deliveries("next", NOW + 2) == 2
        assert tx.doubt_deliveries("next", NOW + 2) == 0
        assert [line(tx, person).state for person in (first, second, third)] == [DOUBTFUL, DOUBTFUL, SENDING]
        assert (line(tx, first).reason, line(tx, first).at) == (INTERRUPTED, NOW + 2)
        assert not begun(tx, first, "next")
        assert not tx.end_delivery("c1", first, "next", SENT, NOW)
        assert tx.end_delivery("c1", first, "holder", SENT, NOW + 3, message="7")
        assert (line(tx, first).state, line(tx, first).reason, line(tx, first).message) == (SENT, "", "7")
        assert tx.put_back_delivery("c1", second, "holder", NOW + 4)
        assert begun(tx, second, "next")

    store.submit(work).result()


def test_what_surely_did_not_arrive_is_queued_again(store: Store) -> None:
    """As if it had not been marked."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        before = line(tx, person)
        assert not tx.put_back_delivery("c1", person, "holder", NOW)
        begun(tx, person)
        assert tx.put_back_delivery("c1", person, "holder", NOW + 5)
        assert line(tx, person) == dataclasses.replace(before, at=NOW + 5)
        assert tx.queued("c1", 9) == (person,)
        assert begun(tx, person)

    store.submit(work).result()


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (CampaignState.STOPPED, DeliveryState.STOPPED),
        (CampaignState.DONE, DeliveryState.OUTSIDE),
        (CampaignState.PAUSED, QUEUED),
        (CampaignState.SENDING, QUEUED),
    ],
)
def test_nothing_is_queued_for_a_campaign_that_has_ended(store: Store, state: CampaignState, end: DeliveryState) -> None:
    """Nobody would ever come for it."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        begun(tx, person)
        become(tx, state)
        assert tx.put_back_delivery("c1", person, "holder", NOW)
        assert line(tx, person).state is end

    store.submit(work).result()


def test_whatever_is_queued_is_dropped_at_once(store: Store) -> None:
    """What was marked goes on to its end; other campaigns are not touched."""

    def work(tx: Transaction) -> None:
        people = frozen(tx, 4)
        other = a_campaign("c2")
        tx.add_campaign(other, NOW)
        tx.freeze_audience(other, NOW)
        begun(tx, people[0])
        assert tx.drop_queued("c1", DeliveryState.STOPPED, "by staff", NOW + 2) == 3
        assert tx.drop_queued("c1", DeliveryState.STOPPED, "by staff", NOW + 2) == 0
        assert {line(tx, person).reason for person in people[1:]} == {"by staff"}
        assert tx.end_delivery("c1", people[0], "holder", SENT, NOW + 3)
        assert counted(tx) == {SENT: 1, DeliveryState.STOPPED: 3}
        assert counted(tx, "c2") == {QUEUED: 4}

    store.submit(work).result()


def counted(tx: Transaction, campaign: str = "c1") -> dict[DeliveryState, int]:
    """The states that somebody is in."""
    found = tx.tally(campaign)
    assert set(found) == set(DeliveryState)
    return {state: number for state, number in found.items() if number}


def test_an_audience_is_thawed_until_something_was_sent(store: Store) -> None:
    """Dropping somebody is not sending."""

    def work(tx: Transaction) -> None:
        people = frozen(tx, 3)
        tx.end_delivery("c1", people[0], "holder", DeliveryState.OPTED_OUT, NOW)
        assert tx.thaw_audience("c1") == 3
        assert tx.thaw_audience("c1") == 0
        assert tx.freeze_audience(a_campaign(), NOW).persons == 3
        begun(tx, people[1])
        assert tx.thaw_audience("c1") == 0
        for state in (SENT, DOUBTFUL):
            session(tx).change(text("UPDATE deliveries SET state = :state WHERE person = :person"), state=state.value, person=people[1])
            assert tx.thaw_audience("c1") == 0
        assert sum(tx.tally("c1").values()) == 3

    store.submit(work).result()


def test_no_person_is_twice_in_the_ledger_of_a_campaign(store: Store) -> None:
    """However often it is frozen; the database itself refuses a second line."""
    (person,) = given(store, 1)
    assert store.submit(lambda tx: tx.freeze_audience(a_campaign(), NOW).persons).result() == 1
    again = text(
        "INSERT INTO deliveries (campaign, person, series, occasion, enterprise, enterprises, state, reason, at, holder, digest, message)"
        " SELECT :campaign, person, series, :occasion, enterprise, enterprises, 'queued', '', at, '', '', '' FROM deliveries"
        " WHERE person = :person"
    )
    twice = store.submit(lambda tx: session(tx).change(again, campaign="c1", occasion="other", person=person))
    assert isinstance(twice.exception(), Conflict)
    same_occasion = store.submit(lambda tx: session(tx).change(again, campaign="c2", occasion="", person=person))
    assert isinstance(same_occasion.exception(), Conflict)
    assert store.submit(lambda tx: ask(tx, "SELECT count(*) FROM deliveries")).result() == 1


def test_pages_of_the_ledger_go_on_where_the_last_one_ended(store: Store) -> None:
    """All of it, or some states; what is exported is the same."""

    def work(tx: Transaction) -> list[str]:
        people = frozen(tx, 7)
        for person in people[::2]:
            tx.end_delivery("c1", person, "holder", DeliveryState.MOVED_ON, NOW)
        assert [found.person for found in tx.deliveries("c1", (), 4)] == people[:4]
        assert [found.person for found in tx.deliveries("c1", (), 4, people[3])] == people[4:]
        moved = (DeliveryState.MOVED_ON, SENT)
        assert [found.person for found in tx.deliveries("c1", moved, 3)] == [people[0], people[2], people[4]]
        assert [found.person for found in tx.deliveries("c1", moved, 3, people[4])] == [people[6]]
        assert tx.queued("c1", 2) == (people[1], people[3])
        assert tx.queued("c1", 2, people[3]) == (people[5],)
        return people

    people = store.submit(work).result()
    lines = store.submit(lambda tx: tx.deliveries("c1", (), 99)).result()
    assert asyncio.run(store.read_deliveries("c1")) == lines
    assert [found.person for found in lines] == people
    assert asyncio.run(store.read_deliveries("nowhere")) == ()
    assert asyncio.run(store.read_tally("c1")) == store.submit(lambda tx: dict(tx.tally("c1"))).result()
    assert asyncio.run(store.read_responses("c1")) == Responses(0, 0, 0)


def test_a_line_of_a_liaison_names_the_unit(store: Store) -> None:
    """There is no enterprise in it."""

    def work(tx: Transaction) -> None:
        person = a_person(tx, "liaison")
        tx.grant(person, Role.LIAISON, "310112", "", NOW)
        campaign = a_campaign(audience=Audience(whom=Whom.LIAISONS))
        tx.add_campaign(campaign, NOW)
        tx.freeze_audience(campaign, NOW)
        assert tx.deliveries("c1", (), 9) == (Delivery("c1", person, "", QUEUED, "", NOW, name="闵行区"),)

    store.submit(work).result()


# -- what people did then


def test_the_first_tap_is_kept(store: Store) -> None:
    """Of what was or may have been sent to this very person; what it is about is told."""

    def work(tx: Transaction) -> None:
        first, second = frozen(tx, 2)
        assert tx.tap_delivery("c1", first, NOW) is None
        begun(tx, first)
        assert tx.tap_delivery("c1", first, NOW + 2) == tx.enterprises_of(first)[0].id
        tx.end_delivery("c1", first, "holder", SENT, NOW + 3)
        assert tx.tap_delivery("c1", first, NOW + 4) == tx.enterprises_of(first)[0].id
        assert (line(tx, first).tapped_at, line(tx, first).state) == (NOW + 2, SENT)
        assert tx.tap_delivery("c1", "nobody", NOW) is None
        assert tx.tap_delivery("nowhere", first, NOW) is None
        tx.end_delivery("c1", second, "holder", DeliveryState.OPTED_OUT, NOW)
        assert tx.tap_delivery("c1", second, NOW) is None
        assert tx.responses("c1") == Responses(1, 0, 0)

    store.submit(work).result()


def test_a_tap_settles_what_was_doubtful(store: Store) -> None:
    """Whoever uses a button of the message has it."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        begun(tx, person)
        tx.end_delivery("c1", person, "holder", DOUBTFUL, NOW + 2, "timeout")
        assert tx.tap_delivery("c1", person, NOW + 3) is not None
        assert (line(tx, person).state, line(tx, person).reason, line(tx, person).tapped_at) == (SENT, TAPPED, NOW + 3)

    store.submit(work).result()


def sent(tx: Transaction, person: str) -> None:
    """The message went out a moment after NOW."""
    begun(tx, person)
    tx.end_delivery("c1", person, "holder", SENT, NOW + 2)


def going_on(tx: Transaction, person: str, at: int, *, done: bool = False) -> None:
    """Somebody of the person's enterprise answers a question, or the last one."""
    stage = Stage.FINISHED if done else Stage.IN_PROGRESS
    progress = Progress("run-1", stage, 1, 2, 3, 1 if done else None, "0.8" if done else None, NOW, at if done else None)
    tx.keep_progress(tx.enterprises_of(person)[0].id, progress, at)


def test_it_is_noted_whose_enterprise_went_on_or_finished_since(store: Store) -> None:
    """The first time, of what was sent; what happened before the message is no answer to it."""

    def work(tx: Transaction) -> None:
        goes_on, finishes, stays, unsent = frozen(tx, 4)
        for person in (goes_on, finishes, stays):
            sent(tx, person)
        going_on(tx, goes_on, NOW + 10)
        going_on(tx, finishes, NOW + 20, done=True)
        going_on(tx, unsent, NOW + 10)
        assert tx.follow_up(NOW + 30) == 2
        assert tx.follow_up(NOW + 30) == 0
        going_on(tx, goes_on, NOW + 40)
        assert tx.follow_up(NOW + 50) == 0
        going_on(tx, goes_on, NOW + 60, done=True)
        assert tx.follow_up(NOW + 70) == 1
        found = {person: (line(tx, person).continued_at, line(tx, person).finished_at) for person in (goes_on, finishes, stays, unsent)}
        assert found == {
            goes_on: (NOW + 10, NOW + 60),
            finishes: (NOW + 20, NOW + 20),
            stays: (None, None),
            unsent: (None, None),
        }
        assert tx.responses("c1") == Responses(0, 2, 2)

    store.submit(work).result()


def test_after_some_days_it_is_no_answer_any_more(store: Store) -> None:
    """Whatever the enterprise does then."""

    def work(tx: Transaction) -> None:
        (person,) = frozen(tx, 1)
        sent(tx, person)
        going_on(tx, person, NOW + 20 * DAY)
        assert tx.follow_up(NOW + 2 + FOLLOWED_DAYS * DAY) == 0
        assert tx.follow_up(NOW + 1 + FOLLOWED_DAYS * DAY) == 1

    store.submit(work).result()


def test_a_deleted_person_and_enterprise_leave_a_bare_line(store: Store) -> None:
    """No name, no number, nothing that the person said; whatever had become of it stays."""

    def work(tx: Transaction) -> None:
        gone, stays = frozen(tx, 2)
        enterprise = tx.enterprises_of(gone)[0].id
        sent(tx, gone)
        tx.delete_person(gone)
        assert tx.enterprise(enterprise) is None
        assert line(tx, gone) == Delivery("c1", gone, enterprise, SENT, "", NOW + 2, digest="body")
        assert line(tx, stays).name
        assert tx.follow_up(NOW + 9) == 0
        assert kept(tx).campaign == a_campaign()

    store.submit(work).result()
