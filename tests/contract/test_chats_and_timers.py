"""Where people are reached, which message may still be edited, and who goes on by itself."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import Chat, LetterState, Store, Timer, Transaction
from tests.contract.given import NOW

HOME = "telegram"


@pytest.fixture
def person(store: Store) -> str:
    """A person who is reached in a chat."""

    def work(tx: Transaction) -> str:
        known = tx.person(HOME, "42", NOW)
        tx.reach(HOME, known, "5", NOW)
        return known

    return store.submit(work).result()


def chat(store: Store, person: str, channel: str = HOME) -> Chat | None:
    """Where the person is reached."""
    return store.submit(lambda tx: tx.chat(channel, person)).result()


def show(store: Store, person: str, message: str | None, where: str = "5", state: LetterState = LetterState.SENT) -> None:
    """Send a letter whose message has this id."""

    def work(tx: Transaction) -> None:
        letter = tx.post(HOME, person, where, "Screen", b"{}", NOW)
        tx.end_letter(HOME, letter.id, state, NOW, message)

    store.submit(work).result()


def lose(store: Store, where: str = "5") -> str | None:
    """The chat takes no more messages."""
    return store.submit(lambda tx: tx.lose(HOME, where, "blocked", NOW)).result()


def test_a_person_is_known_by_the_name_in_the_channel_and_the_other_way_round(store: Store, person: str) -> None:
    """Each channel has its own."""
    assert store.submit(lambda tx: tx.external(HOME, person)).result() == "42"
    assert store.submit(lambda tx: tx.external("console", person)).result() is None
    assert store.submit(lambda tx: tx.external(HOME, "nobody")).result() is None


def test_a_person_is_reached_where_the_person_wrote_last(store: Store, person: str) -> None:
    """In each channel; nobody is reached where nobody wrote."""
    assert chat(store, person) == Chat(person, "5", None, True)
    assert chat(store, person, "console") is None
    store.submit(lambda tx: tx.reach(HOME, person, "6", NOW)).result()
    assert chat(store, person) == Chat(person, "6", None, True)


def test_the_message_sent_last_is_the_one_to_edit(store: Store, person: str) -> None:
    """Reaching the person again in the same chat does not change that, nor does a letter that says nothing of it."""
    show(store, person, "101")
    show(store, person, "102")
    show(store, person, None)
    store.submit(lambda tx: tx.reach(HOME, person, "5", NOW)).result()
    assert chat(store, person) == Chat(person, "5", "102", True)


def test_a_letter_that_was_not_sent_changes_no_message(store: Store, person: str) -> None:
    """Whatever is said with it."""
    show(store, person, "101")
    for state in (LetterState.DOUBTFUL, LetterState.FAILED, LetterState.GONE, LetterState.SUPERSEDED):
        show(store, person, "102", state=state)
    assert chat(store, person) == Chat(person, "5", "101", True)


def test_a_message_in_another_chat_is_not_the_persons_to_edit(store: Store, person: str) -> None:
    """A word in a group, or a chat that the person has moved away from; nor is another person's."""
    other = store.submit(lambda tx: tx.person(HOME, "43", NOW)).result()
    store.submit(lambda tx: tx.reach(HOME, other, "9", NOW)).result()
    show(store, person, "101")
    show(store, person, "7", where="-100200")
    show(store, other, "55", where="9")
    assert chat(store, person) == Chat(person, "5", "101", True)
    assert chat(store, other) == Chat(other, "9", "55", True)
    store.submit(lambda tx: tx.reach(HOME, person, "6", NOW)).result()
    assert chat(store, person) == Chat(person, "6", None, True)


def test_a_message_of_a_letter_ended_twice_is_set_once(store: Store, person: str) -> None:
    """A late repetition cannot bring an old message back."""

    def work(tx: Transaction) -> None:
        first, second = (tx.post(HOME, person, "5", "Screen", b"{}", NOW) for _ in range(2))
        tx.end_letter(HOME, first.id, LetterState.SENT, NOW, "101")
        tx.end_letter(HOME, second.id, LetterState.SENT, NOW, "102")
        tx.end_letter(HOME, first.id, LetterState.SENT, NOW, "101")

    store.submit(work).result()
    assert chat(store, person) == Chat(person, "5", "102", True)


def test_a_forgotten_message_is_not_edited_again(store: Store, person: str) -> None:
    """Forgetting none is nothing."""
    show(store, person, "101")

    def forget(tx: Transaction) -> None:
        for known in (person, person, "nobody"):
            tx.forget_message(HOME, known)

    store.submit(forget).result()
    assert chat(store, person) == Chat(person, "5", None, True)


def test_a_lost_chat_names_its_person_once_and_comes_back_by_being_reached(store: Store, person: str) -> None:
    """So that the liaison is told once; what was on the screen is not edited after that."""
    show(store, person, "101")
    assert lose(store) == person
    assert chat(store, person) == Chat(person, "5", None, False)
    assert lose(store) is None
    assert asyncio.run(store.counts())["unreachable"] == 1
    store.submit(lambda tx: tx.reach(HOME, person, "5", NOW)).result()
    assert chat(store, person) == Chat(person, "5", None, True)
    assert lose(store) == person


def test_losing_a_chat_ends_its_open_letters_and_no_others(store: Store, person: str) -> None:
    """Queued or being sent, for now or for later; in another chat or channel they go on."""

    def work(tx: Transaction) -> list[int]:
        queued = tx.post(HOME, person, "5", "Screen", b"{}", NOW)
        tx.post(HOME, person, "5", "Screen", b"{}", NOW, due=NOW + 9, bulk=True)
        sending = tx.post(HOME, person, "5", "Screen", b"{}", NOW)
        doubtful = tx.post(HOME, person, "5", "Screen", b"{}", NOW)
        tx.begin_letter(sending.id)
        tx.end_letter(HOME, doubtful.id, LetterState.DOUBTFUL, NOW)
        other = [tx.post(HOME, "p", "6", "Screen", b"{}", NOW), tx.post("console", person, "5", "Screen", b"{}", NOW)]
        assert tx.begin_letter(queued.id)
        tx.put_back(queued.id, NOW)
        return [letter.id for letter in other]

    store.submit(work).result()
    assert lose(store) == person
    found = {state: number for state, number in asyncio.run(store.letters_by_state()).items() if number}
    assert found == {"gone": 3, "doubtful": 1, "queued": 2}


def test_a_chat_of_nobody_can_be_lost_with_its_letters(store: Store) -> None:
    """A group that the bot was thrown out of."""
    store.submit(lambda tx: tx.post(HOME, "p", "-100200", "Screen", b"{}", NOW)).result()
    assert lose(store, "-100200") is None
    assert store.submit(lambda tx: tx.letters(HOME, NOW, 10)).result() == ()


def test_nobody_is_reached_who_is_not_there(store: Store) -> None:
    """The turn that deletes a person reaches the person afterwards, and that must leave no trace; nor may a timer."""
    store.submit(lambda tx: tx.reach(HOME, "nobody", "5", NOW)).result()
    store.submit(lambda tx: tx.set_timer("nobody", NOW, 1)).result()
    assert chat(store, "nobody") is None
    assert store.submit(lambda tx: tx.due_timers(NOW, 10)).result() == ()


def test_a_person_has_one_timer(store: Store, person: str) -> None:
    """A new one takes the place of the old one; clearing none is nothing."""
    store.submit(lambda tx: tx.set_timer(person, NOW + 10, 3)).result()
    store.submit(lambda tx: tx.set_timer(person, NOW + 20, 4)).result()
    assert store.submit(lambda tx: tx.due_timers(NOW + 19, 10)).result() == ()
    assert store.submit(lambda tx: tx.due_timers(NOW + 20, 10)).result() == (Timer(person, NOW + 20, 4),)
    for _ in range(2):
        store.submit(lambda tx: tx.clear_timer(person)).result()
    assert store.submit(lambda tx: tx.due_timers(NOW + 20, 10)).result() == ()


def test_timers_come_earliest_first_up_to_a_limit_and_stay_until_they_are_cleared(store: Store) -> None:
    """One whose turn failed is due again at the next look."""

    def work(tx: Transaction) -> list[str]:
        people = [tx.person(HOME, str(number), NOW) for number in range(4)]
        for number, known in enumerate(people):
            tx.set_timer(known, NOW - number, number)
        return people

    people = store.submit(work).result()
    for _ in range(2):
        due = store.submit(lambda tx: tx.due_timers(NOW, 3)).result()
        assert [timer.person for timer in due] == people[:0:-1]
    assert asyncio.run(store.counts())["timers"] == 4


def test_what_was_done_to_chats_and_timers_by_a_work_that_raised_did_not_happen(store: Store, person: str) -> None:
    """All of it."""
    show(store, person, "101")
    store.submit(lambda tx: tx.set_timer(person, NOW, 1)).result()

    def fail(tx: Transaction) -> None:
        tx.lose(HOME, "5", "blocked", NOW)
        tx.clear_timer(person)
        raise KeyError("the turn went wrong")

    assert isinstance(store.submit(fail).exception(), KeyError)
    assert chat(store, person) == Chat(person, "5", "101", True)
    assert store.submit(lambda tx: tx.due_timers(NOW, 10)).result() == (Timer(person, NOW, 1),)


def test_health_counts_what_is_there(store: Store, person: str) -> None:
    """Nothing in an answering store raises."""
    counts = {"persons": 1, "runs": 0, "unreachable": 0, "timers": 0, "parked": 0}
    assert asyncio.run(store.counts()) == counts
    store.submit(lambda tx: tx.park_update(HOME, "u1", "42", "R", b"{}", NOW)).result()
    store.submit(lambda tx: tx.set_timer(person, NOW, 1)).result()
    assert asyncio.run(store.counts()) == {**counts, "parked": 1, "timers": 1}
    asyncio.run(store.ping())
