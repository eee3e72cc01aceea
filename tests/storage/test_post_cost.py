"""What the inbox and the outbox cost: no statement reads a table whole, and a turn's statements are counted."""

from __future__ import annotations

import pytest
from sqlalchemy import Executable

from bot.ports import LetterState, Store, Transaction
from bot.storage import post_statements as sql
from bot.storage.opening import open_store
from tests.contract.given import NOW, CountedIds
from tests.storage.inside import driver, session

HOME = "telegram"
HOT = [
    "TAKE_UPDATE", "FORGET_UPDATES", "FIND_CHAT", "REACH", "FIND_REACHABLE", "LOSE_CHAT", "LOSE_LETTERS", "SHOW_MESSAGE", "FORGET_MESSAGE",
    "LETTERS", "INTERRUPTED", "BEGIN_LETTER", "PUT_BACK", "END_LETTER", "REMOVE_LETTER", "SET_TIMER", "DUE_TIMERS", "CLEAR_TIMER",
    "DOUBTFUL_LETTERS", "OLDEST_QUEUED",
]  # fmt: skip
RARE = [
    "PARK_UPDATE", "DROP_PARKED_OF", "DROP_LETTERS_OF", "FIND_EXTERNAL", "POST", "COUNT_LETTERS", "PARKED_UPDATES", "COUNTS", "PING",
]  # fmt: skip


def plan(tx: Transaction, statement: Executable) -> list[str]:
    """How SQLite will go about it."""
    prepared = session(tx)._prepare(statement)
    values = prepared.values(dict.fromkeys(prepared.order, 1))
    return [str(row[3]) for row in driver(tx).execute("EXPLAIN QUERY PLAN " + prepared.sql, values)]


@pytest.mark.parametrize("name", HOT)
def test_no_statement_of_a_turn_or_a_sweep_reads_a_table_whole(store: Store, name: str) -> None:
    """Nor all of a channel, of which there is mostly one; so a million keys or a hundred thousand letters cost nothing."""
    steps = store.submit(lambda tx: plan(tx, getattr(sql, name))).result()
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert [step for step in steps if step.endswith("(channel=?)") and "ix_letters_sending" not in step] == []


@pytest.mark.parametrize("name", ["OLDEST_QUEUED", "COUNT_LETTERS"])
def test_what_health_asks_reads_no_payload_of_a_letter_that_waits(store: Store, name: str) -> None:
    """The index of the queued letters says it all."""
    steps = store.submit(lambda tx: plan(tx, getattr(sql, name))).result()
    assert any("COVERING INDEX ix_letters_queued" in step for step in steps)


@pytest.mark.parametrize(
    ("index", "statement"),
    [
        ("ix_letters_queued", sql.LETTERS),
        ("ix_letters_open", sql.LOSE_LETTERS),
        ("ix_letters_sending", sql.INTERRUPTED),
        ("ix_letters_ended", sql.DOUBTFUL_LETTERS),
        ("ix_chats_channel_chat", sql.LOSE_CHAT),
        ("ix_inbox_taken_at", sql.FORGET_UPDATES),
    ],
)
def test_postgresql_can_use_the_indexes_too(postgres_url: str, index: str, statement: Executable) -> None:
    """A condition spelled otherwise than in the index would be none to it."""

    def explain(tx: Transaction) -> str:
        known = session(tx)
        cursor = known._cursor
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        prepared = known._prepare(statement)
        values = prepared.values({**dict.fromkeys(prepared.order, 1), "channel": "c", "chat": "c", "why": "w"})
        cursor.execute("EXPLAIN " + prepared.sql, values)
        return "\n".join(str(row[0]) for row in cursor.fetchall())

    store = open_store(postgres_url, CountedIds())
    found = store.submit(explain).result()
    store.close()
    assert index in found


def test_a_turn_adds_three_statements_and_the_end_of_its_letter_one(store: Store) -> None:
    """Taking the update, looking at the chat, posting; then removing the letter, with one more where a message was new."""
    person = store.submit(lambda tx: tx.person(HOME, "1", NOW)).result()
    store.submit(lambda tx: tx.reach(HOME, person, "1", NOW)).result()

    def turn(tx: Transaction) -> list[int]:
        said: list[str] = []
        driver(tx).set_trace_callback(said.append)
        tx.take_update(HOME, "u1", NOW)
        tx.reach(HOME, person, "1", NOW)
        letter = tx.post(HOME, person, "1", "Screen", b"{}", NOW)
        counted = [len(said)]
        tx.end_letter(HOME, letter.id, LetterState.SENT, NOW)
        counted.append(len(said))
        other = tx.post(HOME, person, "1", "Screen", b"{}", NOW)
        tx.end_letter(HOME, other.id, LetterState.SENT, NOW, "7")
        counted.append(len(said))
        driver(tx).set_trace_callback(None)
        return counted

    assert store.submit(turn).result() == [3, 4, 7]


def test_a_chat_that_is_known_is_not_written_again(store: Store) -> None:
    """A turn must not dirty a page to say what is so already."""
    person = store.submit(lambda tx: tx.person(HOME, "1", NOW)).result()

    def reach(chat: str, tx: Transaction) -> int:
        before = driver(tx).total_changes
        tx.reach(HOME, person, chat, NOW)
        return driver(tx).total_changes - before

    changes = [store.submit(lambda tx: [reach(chat, tx) for chat in ("1", "1", "2", "2")]).result()]
    store.submit(lambda tx: tx.lose(HOME, "2", "blocked", NOW)).result()
    changes.append(store.submit(lambda tx: [reach("2", tx), reach("2", tx)]).result())
    assert changes == [[1, 0, 1, 0], [1, 0]]


def test_every_statement_is_either_looked_at_or_known_to_be_rare() -> None:
    """A statement that is added has to be put on one of the lists."""
    named = {name for name in vars(sql) if name.isupper() and not name.startswith("_")}
    assert named == {*HOT, *RARE}
