"""Letters: committed with their turn, listed in order, begun by one, ended once, and nothing of them lost on the way."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial

import pytest

from bot.ports import Letter, LetterState, Store, Transaction
from tests.contract.given import NOW, at_once

HOME = "telegram"
KEPT = [LetterState.DOUBTFUL, LetterState.FAILED, LetterState.GONE]
REMOVED = [LetterState.SENT, LetterState.SUPERSEDED]


def post(store: Store, chat: str = "5", *, due: int = 0, bulk: bool = False, channel: str = HOME, payload: bytes = b"{}") -> Letter:
    """A letter to this chat."""
    return store.submit(lambda tx: tx.post(channel, f"person-{chat}", chat, "Screen", payload, NOW, due=due, bulk=bulk)).result()


def queued(store: Store, now: int = NOW, limit: int = 100, after: int = 0, channel: str = HOME) -> list[int]:
    """The ids of the letters that are to be sent."""
    return [letter.id for letter in store.submit(lambda tx: tx.letters(channel, now, limit, after)).result()]


def end(store: Store, letter: Letter, state: LetterState, *, message: str | None = None, error: str = "", now: int = NOW) -> None:
    """Record its end."""
    store.submit(lambda tx: tx.end_letter(HOME, letter.id, state, now, message, error)).result()


def begin(store: Store, letter: Letter) -> bool:
    """Mark it as being sent."""
    return store.submit(lambda tx: tx.begin_letter(letter.id)).result()


def begin_at_once(store: Store, letter: int, futures: list[Future[bool]], _number: int) -> None:
    """The same without waiting."""
    futures.append(store.submit(lambda tx: tx.begin_letter(letter)))


def by_state(store: Store) -> dict[str, int]:
    """How many letters there are, states with none left out."""
    return {state: number for state, number in asyncio.run(store.letters_by_state()).items() if number}


def test_a_letter_is_read_as_it_was_posted(store: Store) -> None:
    """Every field, and bytes of every value."""
    posted = post(store, payload=bytes(range(256)) * 20, due=7)
    assert posted == Letter(posted.id, "person-5", "5", "Screen", bytes(range(256)) * 20, LetterState.QUEUED, 0, 7, False)
    assert store.submit(lambda tx: tx.letters(HOME, NOW, 10)).result() == (posted,)
    bulk = post(store, bulk=True)
    assert bulk.bulk is True
    assert store.submit(lambda tx: tx.letters(HOME, NOW, 10)).result() == (posted, bulk)


def test_a_letter_of_a_work_that_raised_was_never_posted(store: Store) -> None:
    """State and letter are one."""

    def fail(tx: Transaction) -> None:
        tx.post(HOME, "p", "5", "Screen", b"{}", NOW)
        raise KeyError("the turn went wrong")

    assert isinstance(store.submit(fail).exception(), KeyError)
    assert queued(store) == []


def test_letters_are_listed_oldest_first_and_replies_before_bulk(store: Store) -> None:
    """However they were posted; those of another channel are another's."""
    bulk, reply, more_bulk, last = post(store, bulk=True), post(store), post(store, bulk=True), post(store)
    post(store, channel="console")
    assert bulk.id < reply.id < more_bulk.id < last.id
    assert queued(store) == [reply.id, last.id, bulk.id, more_bulk.id]
    assert queued(store, limit=3) == [reply.id, last.id, bulk.id]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_of_letters_leave_none_out_and_repeat_none(store: Store, size: int) -> None:
    """Each page begins after the last letter of the one before, across the border to bulk."""
    whole = [post(store, bulk=number % 3 == 0).id for number in range(7)]
    found: list[int] = []
    for _ in range(len(whole) + 1):
        found += queued(store, limit=size, after=found[-1] if found else 0)
    assert sorted(found) == whole
    assert found == queued(store)


@pytest.mark.parametrize("sent", [0, 1, 2, 3])
def test_a_page_after_a_letter_that_was_sent_meanwhile_leaves_none_out(store: Store, sent: int) -> None:
    """Bulk may be listed once more, which the sender recognises by its id."""
    letters = [post(store, bulk=number >= 2) for number in range(5)]
    end(store, letters[sent], LetterState.SENT)
    left = {letter.id for letter in letters[sent + 1 :]}
    assert left <= set(queued(store, after=letters[sent].id))


def test_a_letter_is_listed_once_it_is_due(store: Store) -> None:
    """At that millisecond and not before; one without a time at once."""
    later = post(store, due=NOW + 1000)
    at_once_ = post(store)
    assert queued(store) == [at_once_.id]
    assert queued(store, now=NOW + 999) == [at_once_.id]
    assert queued(store, now=NOW + 1000) == [later.id, at_once_.id]


def test_of_sixteen_who_begin_one_letter_at_once_exactly_one_may_send_it(store: Store) -> None:
    """In every one of ten rounds."""
    for _ in range(10):
        letter = post(store)
        futures: list[Future[bool]] = []
        at_once(16, partial(begin_at_once, store, letter.id, futures))
        assert sorted(future.result() for future in futures) == [False] * 15 + [True]


def test_a_letter_being_sent_is_not_listed_but_found_at_the_next_start(store: Store) -> None:
    """In its channel, oldest first."""
    first, second, third = post(store), post(store), post(store)
    elsewhere = post(store, channel="console")
    assert [begin(store, letter) for letter in (third, first, elsewhere)] == [True] * 3
    assert queued(store) == [second.id]
    found = store.submit(lambda tx: tx.interrupted(HOME)).result()
    assert [(letter.id, letter.state) for letter in found] == [(first.id, LetterState.SENDING), (third.id, LetterState.SENDING)]


@pytest.mark.parametrize("state", REMOVED)
@pytest.mark.parametrize("begun", [True, False])
def test_what_is_sent_or_superseded_leaves_nothing(store: Store, state: LetterState, begun: bool) -> None:
    """Begun or, as an edit, never begun; saying it twice changes nothing."""
    letter, other = post(store), post(store, "6")
    assert not begun or begin(store, letter)
    for _ in range(2):
        end(store, letter, state)
    assert by_state(store) == {"queued": 1}
    assert queued(store) == [other.id]
    assert not begin(store, letter)


@pytest.mark.parametrize("state", KEPT)
@pytest.mark.parametrize("begun", [True, False])
def test_what_was_not_sent_for_sure_stays_for_the_operator(store: Store, state: LetterState, begun: bool) -> None:
    """Neither listed nor begun nor put back again."""
    letter = post(store)
    assert not begun or begin(store, letter)
    end(store, letter, state, error="why")
    assert by_state(store) == {state.value: 1}
    store.submit(lambda tx: tx.put_back(letter.id, NOW)).result()
    assert not begin(store, letter)
    assert queued(store) == []
    assert store.submit(lambda tx: tx.interrupted(HOME)).result() == ()
    assert by_state(store) == {state.value: 1}


def test_the_first_end_of_a_kept_letter_stands(store: Store) -> None:
    """A second opinion does not replace reason and time; only being sent after all removes it."""
    letter = post(store)
    end(store, letter, LetterState.DOUBTFUL, error="the answer was lost")
    end(store, letter, LetterState.FAILED, error="another", now=NOW + 5)
    ended = asyncio.run(store.doubtful_letters(10))
    assert [(kept.letter.id, kept.channel, kept.at, kept.reason) for kept in ended] == [(letter.id, HOME, NOW, "the answer was lost")]
    end(store, letter, LetterState.SENT)
    assert by_state(store) == {}


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.SENDING])
def test_what_is_no_end_is_refused(store: Store, state: LetterState) -> None:
    """As an error of the caller, and the letter stays."""
    letter = post(store)
    failed = store.submit(lambda tx: tx.end_letter(HOME, letter.id, state, NOW)).exception()
    assert isinstance(failed, ValueError)
    assert queued(store) == [letter.id]


def test_a_letter_put_back_is_tried_again_later_with_its_tries_counted(store: Store) -> None:
    """Whether it was being sent or still queued, and with everything else as it was."""
    letter = post(store, bulk=True)
    assert begin(store, letter)
    store.submit(lambda tx: tx.put_back(letter.id, NOW + 500)).result()
    assert queued(store, now=NOW + 499) == []
    store.submit(lambda tx: tx.put_back(letter.id, NOW + 600)).result()
    (found,) = store.submit(lambda tx: tx.letters(HOME, NOW + 600, 10)).result()
    assert found == Letter(letter.id, "person-5", "5", "Screen", b"{}", LetterState.QUEUED, 2, NOW + 600, True)
    assert begin(store, letter)


def test_the_id_of_a_letter_is_never_used_again(store: Store) -> None:
    """A late end of the old one must not hit the new one."""
    letter = post(store)
    end(store, letter, LetterState.SENT)
    again = post(store)
    assert again.id > letter.id
    end(store, letter, LetterState.SENT)
    assert queued(store) == [again.id]


def test_a_letter_that_never_was_is_nobodys_trouble(store: Store) -> None:
    """It may have gone with its person."""
    letter = Letter(999, "p", "5", "Screen", b"{}", LetterState.QUEUED, 0, 0, False)
    assert not begin(store, letter)
    store.submit(lambda tx: tx.put_back(letter.id, NOW)).result()
    for state in (*REMOVED, *KEPT):
        end(store, letter, state, message="7", error="why")
    assert by_state(store) == {}


def test_a_reason_is_kept_however_strange_it_is(store: Store) -> None:
    """It comes from another server; it is cut, and what no database keeps is marked."""
    letter = post(store)
    end(store, letter, LetterState.DOUBTFUL, error="a\0b\ud800c" + "字" * 5000)
    (ended,) = asyncio.run(store.doubtful_letters(10))
    assert ended.reason.startswith("a\ufffdb?c字")
    assert len(ended.reason) == 500


def test_doubtful_letters_are_listed_latest_first_up_to_a_limit(store: Store) -> None:
    """And only they; each whole, so that an operator sees what it said."""
    letters = [post(store, payload=str(number).encode()) for number in range(4)]
    for number, letter in enumerate(letters[:3]):
        end(store, letter, LetterState.DOUBTFUL, now=NOW + number, error="lost")
    end(store, letters[3], LetterState.FAILED, now=NOW + 9)
    ended = asyncio.run(store.doubtful_letters(2))
    assert [(kept.letter.payload, kept.letter.state, kept.at) for kept in ended] == [
        (b"2", LetterState.DOUBTFUL, NOW + 2),
        (b"1", LetterState.DOUBTFUL, NOW + 1),
    ]


def test_letters_are_counted_by_state(store: Store) -> None:
    """Every state is there, so that a figure never goes missing."""
    assert asyncio.run(store.letters_by_state()) == dict.fromkeys(LetterState, 0)
    letters = [post(store) for _ in range(6)]
    begin(store, letters[0])
    for letter, state in zip(letters[1:5], (*KEPT, LetterState.SENT), strict=True):
        end(store, letter, state)
    expected = {"queued": 1, "sending": 1, "doubtful": 1, "failed": 1, "gone": 1, "sent": 0, "superseded": 0}
    assert asyncio.run(store.letters_by_state()) == expected


def test_the_oldest_waiting_letter_tells_how_far_the_sending_is_behind(store: Store) -> None:
    """Counted from when it could first be sent: being put back does not make it younger, being for later does not make it old."""
    assert asyncio.run(store.oldest_queued(NOW)) is None
    letter, later = post(store), post(store, due=NOW + 5000)
    assert asyncio.run(store.oldest_queued(NOW + 700)) == 700
    store.submit(lambda tx: tx.put_back(letter.id, NOW + 9000)).result()
    assert asyncio.run(store.oldest_queued(NOW + 800)) == 800
    end(store, letter, LetterState.SENT)
    assert asyncio.run(store.oldest_queued(NOW + 800)) is None
    assert asyncio.run(store.oldest_queued(NOW + 5001)) == 1
    end(store, later, LetterState.FAILED)
    assert asyncio.run(store.oldest_queued(NOW + 9000)) is None
