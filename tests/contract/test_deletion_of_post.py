"""What goes with a deleted person from inbox, outbox, chats and timers; what others have there stays."""

from __future__ import annotations

import asyncio

from bot.ports import LetterState, Store, Transaction
from tests.contract.given import NOW

HOME = "telegram"


def person(tx: Transaction, external: str) -> str:
    """A person with letters in every state that stays, a parked update, chats in two channels and a timer."""
    known = tx.person(HOME, external, NOW)
    tx.take_update(HOME, f"u{external}", NOW)
    tx.park_update(HOME, f"p{external}", external, f"R-{external}", b"{}", NOW)
    for channel in (HOME, "console"):
        tx.reach(channel, known, external, NOW)
    for state in (LetterState.DOUBTFUL, LetterState.FAILED, LetterState.GONE):
        tx.end_letter(HOME, tx.post(HOME, known, external, "Screen", b"{}", NOW).id, state, NOW)
    tx.begin_letter(tx.post(HOME, known, external, "Screen", b"{}", NOW).id)
    tx.post(HOME, known, external, "Screen", b"{}", NOW, bulk=True)
    tx.set_timer(known, NOW, 1)
    return known


def test_letters_chats_timer_and_parked_updates_go_with_the_person(store: Store) -> None:
    """And those of another stay."""
    known, other = store.submit(lambda tx: (person(tx, "1"), person(tx, "2"))).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert store.submit(lambda tx: [tx.chat(HOME, known), tx.chat("console", known)]).result() == [None, None]
    states = {state: number for state, number in asyncio.run(store.letters_by_state()).items() if number}
    assert states == {"queued": 1, "sending": 1, "doubtful": 1, "failed": 1, "gone": 1}
    assert [ended.letter.person for ended in asyncio.run(store.doubtful_letters(10))] == [other]
    assert [parked.external for parked in asyncio.run(store.parked_updates(10))] == ["2"]
    assert [timer.person for timer in store.submit(lambda tx: tx.due_timers(NOW, 10)).result()] == [other]
    assert store.submit(lambda tx: tx.external(HOME, known)).result() is None


def test_a_parked_update_of_the_same_name_in_another_channel_stays(store: Store) -> None:
    """It is somebody else's."""
    known = store.submit(lambda tx: tx.person(HOME, "1", NOW)).result()
    store.submit(lambda tx: tx.park_update("console", "u1", "1", "R", b"{}", NOW)).result()
    store.submit(lambda tx: tx.delete_person(known)).result()
    assert len(asyncio.run(store.parked_updates(10))) == 1


def test_the_farewell_is_sent_after_the_person_has_gone(store: Store) -> None:
    """Posted by the turn that deleted; its end brings no chat back, and its update is not taken again."""

    def turn(tx: Transaction) -> int:
        known = person(tx, "1")
        assert tx.take_update(HOME, "deleting", NOW)
        tx.delete_person(known)
        tx.reach(HOME, known, "1", NOW)
        return tx.post(HOME, known, "1", "Screen", b"bye", NOW).id

    farewell = store.submit(turn).result()
    assert [letter.id for letter in store.submit(lambda tx: tx.letters(HOME, NOW, 10)).result()] == [farewell]
    assert store.submit(lambda tx: tx.begin_letter(farewell)).result()
    store.submit(lambda tx: tx.end_letter(HOME, farewell, LetterState.SENT, NOW, "101")).result()
    assert sum(asyncio.run(store.letters_by_state()).values()) == 0
    assert not store.submit(lambda tx: tx.take_update(HOME, "deleting", NOW)).result()
    counts = asyncio.run(store.counts())
    assert (counts["persons"], counts["unreachable"], counts["timers"], counts["parked"]) == (0, 0, 0, 0)
