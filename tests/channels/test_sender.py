"""The outbox worked off: edits and new messages, and each kind of failure in its own way."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.pacing import Pace
from bot.channels.telegram import letters
from bot.channels.telegram.client import ApiError, Gone, Migrated, Refused, RetryAfter, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.letters import DocumentLetter, ScreenLetter
from bot.channels.telegram.outbox import MOST_REPEATS
from tests.channels.counter import GROUP, LI, WANG, Counter, at_counter

PDF = DocumentLetter("r" * 32, "pdf", "zh")
NOT_MODIFIED = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"


def test_a_screen_is_edited_into_the_message_before_it() -> None:
    """One message goes from question to question; its id is kept for a restart."""

    async def script(counter: Counter) -> None:
        counter.reach()
        await counter.send(counter.screen("first"))
        await counter.send(counter.screen("second"))
        assert counter.server.said() == [("sendMessage", "first"), ("editMessageText", "second")]
        assert counter.server.calls[1][2]["message_id"] == 101
        assert await counter.states() == {}
        chat = counter.chat()
        assert chat is not None
        assert chat.message == "101"

    at_counter(script)


def test_after_a_restart_the_message_on_the_screen_is_still_edited() -> None:
    """It was recorded with the letter that it came from."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        await counter.send(counter.screen("next"))
        assert counter.server.calls[0][1:2] == ("editMessageText",)
        assert counter.server.calls[0][2]["message_id"] == 77

    at_counter(script)


@pytest.mark.parametrize("between", [ScreenLetter("told", fresh=True), PDF])
def test_what_carries_no_buttons_is_never_edited(between: letters.AnyLetter) -> None:
    """After a document or a plain text the next screen is a new message, after a restart too."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        await counter.send(counter.write(between))
        chat = counter.chat()
        assert chat is not None
        assert chat.message is None
        await counter.send(counter.screen("next"))
        assert counter.server.said()[-1] == ("sendMessage", "next")

    at_counter(script)


def test_a_fresh_screen_is_a_new_message() -> None:
    """Because the person wrote, a section ended, or a document came."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        await counter.send(counter.screen("next", fresh=True))
        assert counter.server.said() == [("sendMessage", "next")]

    at_counter(script)


def test_an_unchanged_screen_is_a_success() -> None:
    """The server refuses to change nothing; the person sees what they should."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        counter.server.outcomes = [Refused(NOT_MODIFIED.upper())]
        await counter.send(counter.screen("same"))
        assert len(counter.server.calls) == 1
        assert await counter.states() == {}

    assert not at_counter(script).failures


@pytest.mark.parametrize(
    "words",
    [
        "message to edit not found",
        "message can't be edited",
        "there is no text in the message to edit",
        "MESSAGE_ID_INVALID",
        "new words of 2031",
    ],
)
def test_a_message_that_cannot_be_edited_is_replaced_by_a_new_one(words: str) -> None:
    """Deleted by the person, too old, or of another kind."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        counter.server.outcomes = [Refused(f"Bad Request: {words}")]
        await counter.send(counter.screen("next"))
        assert counter.server.said() == [("editMessageText", "next"), ("sendMessage", "next")]
        await counter.send(counter.screen("after"))
        assert counter.server.calls[-1][2]["message_id"] == 101

    assert not at_counter(script).failures


def test_of_screens_that_replace_each_other_only_the_last_is_sent() -> None:
    """A quick person gets one edit, not five."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        await counter.send(*(counter.screen(str(number)) for number in range(5)))
        assert counter.server.said() == [("editMessageText", "4")]
        assert await counter.states() == {}

    at_counter(script)


def test_new_messages_and_ends_of_sections_are_all_sent() -> None:
    """In their order."""

    async def script(counter: Counter) -> None:
        counter.reach()
        await counter.send(
            counter.screen("a", fresh=True), counter.screen("b", fresh=True, kept=True), counter.write(PDF), counter.screen("c")
        )
        assert [what for _, what in counter.server.said()] == ["a", "b", "report.pdf", "c"]

    at_counter(script)


def test_who_floods_reads_the_last_screen_and_what_had_to_be_said() -> None:
    """A thousand texts do not become a thousand messages."""

    async def script(counter: Counter) -> None:
        counter.reach()
        flood = [counter.screen(str(number), fresh=True, kept=number == 500) for number in range(1000)]
        await counter.send(*flood)
        sent = [what for _, what in counter.server.said()]
        assert len(sent) <= 7
        assert "500" in sent
        assert sent[-1] == "999"

    at_counter(script, Pace(overall=25, person=1))


def test_chats_do_not_wait_for_each_other() -> None:
    """One whose server calls fail over and over, another who is served meanwhile."""

    async def script(counter: Counter) -> None:
        counter.reach(WANG)
        counter.reach(LI)
        counter.server.outcomes = [Unreached("no"), None, Unreached("no"), Unreached("no")]
        await counter.send(counter.screen("a", WANG), counter.screen("b", LI))
        assert [what for _, what in counter.server.said()] == ["a", "b", "a", "a", "a"]

    at_counter(script)


# -- failures ----------------------------------------------------------------------------------------------------------------


def test_after_a_429_nobody_calls_until_it_is_over() -> None:
    """It waits for everyone, and the letter goes once."""

    async def script(counter: Counter) -> None:
        people = [str(number) for number in range(2000, 2010)]
        for who in people:
            counter.reach(who)
        counter.server.outcomes = [RetryAfter(30)]
        await counter.send(*(counter.screen("x", who) for who in people))
        times = sorted(at for at, _, _ in counter.server.calls)
        assert len(times) == 11
        assert not [at for at in times if 0.05 < at < 30]
        assert await counter.states() == {}

    at_counter(script, Pace(overall=25, person=1))


def test_a_letter_that_is_put_off_again_and_again_is_not_given_up() -> None:
    """However long the server is out of reach; screens that were replaced meanwhile are left out."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        counter.server.outcomes = [*[Unreached("no")] * 60, *[RetryAfter(100)] * 20]
        counter.sender.post([counter.screen("old")])
        await asyncio.sleep(600)
        counter.sender.post([counter.screen("new")])
        await counter.sender.drained()
        assert counter.server.said()[-1] == ("editMessageText", "new")
        assert len(counter.server.calls) == 81
        assert asyncio.get_running_loop().time() > 3000
        assert await counter.states() == {}

    at_counter(script)


def test_a_lost_answer_to_an_edit_is_repeated() -> None:
    """An edit made twice is an edit."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        counter.server.outcomes = [Uncertain("lost"), Uncertain("lost"), Refused(NOT_MODIFIED)]
        await counter.send(counter.screen("next"))
        assert counter.server.said() == [("editMessageText", "next")] * 3
        assert await counter.states() == {}

    at_counter(script)


def test_a_lost_answer_to_a_new_message_is_recorded_once_and_the_screen_shown_again() -> None:
    """So that nobody stands before nothing; the next screen is again a new message or an edit of the one that is known."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Uncertain("lost")]
        await counter.send(counter.screen("first"))
        assert counter.server.said() == [("sendMessage", "first")] * 2
        assert await counter.states() == {"doubtful": 1}
        await counter.send(counter.screen("second"))
        assert counter.server.calls[-1][2]["message_id"] == 101

    at_counter(script)


def test_a_screen_is_not_shown_again_for_ever() -> None:
    """A server that fails each time gets a few calls, further and further apart, and then waits for the person."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Uncertain("lost")] * 50
        await counter.send(counter.screen("first"))
        assert len(counter.server.calls) == 1 + MOST_REPEATS
        assert await counter.states() == {"doubtful": 1 + MOST_REPEATS}
        counter.server.outcomes.clear()
        await counter.send(counter.screen("second"))
        assert counter.server.said()[-1] == ("sendMessage", "second")

    at_counter(script)


def test_a_doubtful_screen_that_a_later_one_follows_is_not_shown_again() -> None:
    """It would stand below what the person has to answer now."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Uncertain("lost")]
        await counter.send(counter.screen("first", fresh=True), counter.screen("second", fresh=True))
        assert [what for _, what in counter.server.said()] == ["first", "second"]
        assert await counter.states() == {"doubtful": 1}

    at_counter(script)


@pytest.mark.parametrize("error", [RetryAfter(3), Unreached("no")])
def test_what_has_gone_of_a_letter_does_not_go_again(error: ApiError) -> None:
    """Held up after the second of three charts, the third follows alone."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.files = lambda asked: [("photo", f"{name}.png", b"png") for name in ("radar", "levels", "gaps")]
        counter.server.outcomes = [None, None, error]
        await counter.send(counter.write(PDF))
        assert [what for _, what in counter.server.said()] == ["radar.png", "levels.png", "gaps.png", "gaps.png"]
        assert await counter.states() == {}

    at_counter(script)


def test_a_chart_in_doubt_keeps_no_other_back_and_is_never_sent_twice() -> None:
    """The letter is recorded as doubtful, once."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.files = lambda asked: [("photo", f"{name}.png", b"png") for name in ("radar", "levels", "gaps")]
        counter.server.outcomes = [None, Uncertain("lost"), None]
        await counter.send(counter.write(PDF))
        assert [what for _, what in counter.server.said()] == ["radar.png", "levels.png", "gaps.png"]
        assert await counter.states() == {"doubtful": 1}

    at_counter(script)


def test_a_long_screen_is_shown_again_by_its_last_part() -> None:
    """That is where the buttons are."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [None, Uncertain("lost")]
        await counter.send(counter.screen(f"{'a' * 4000}\n\n{'b' * 4000}"))
        assert [what[0] for _, what in counter.server.said()] == ["a", "b", "b"]

    at_counter(script)


def test_somebody_who_blocked_the_bot_is_called_once() -> None:
    """What waits for them is put aside; others are served; they come back by themselves."""

    async def script(counter: Counter) -> None:
        counter.reach(WANG)
        counter.reach(LI)
        counter.server.outcomes = [Gone("Forbidden: bot was blocked by the user")]
        await counter.send(counter.screen("a", fresh=True), counter.write(PDF), counter.screen("b", fresh=True), counter.screen("c", LI))
        assert [what for _, what in counter.server.said()] == ["a", "c"]
        assert await counter.states() == {"gone": 3}
        chat = counter.chat()
        assert chat is not None
        assert not chat.reachable
        counter.reach(WANG)
        await counter.send(counter.screen("back", fresh=True))
        assert counter.server.said()[-1] == ("sendMessage", "back")

    at_counter(script)


def test_a_letter_whose_person_left_before_it_went_is_not_sent() -> None:
    """The database has the last word."""

    async def script(counter: Counter) -> None:
        counter.reach()
        letter = counter.screen("x", fresh=True)
        counter.store.submit(lambda tx: tx.lose("telegram", WANG, "left", 1)).result()
        await counter.send(letter)
        assert not counter.server.calls
        assert await counter.states() == {"gone": 1}

    at_counter(script)


def test_a_refused_letter_is_kept_for_the_operator_and_holds_nobody_up() -> None:
    """With the server's words and a reference number; it is not tried again."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Refused("Bad Request: BUTTON_DATA_INVALID")]
        await counter.send(counter.screen("bad", fresh=True), counter.screen("good", fresh=True))
        assert [what for _, what in counter.server.said()] == ["bad", "good"]
        assert await counter.states() == {"failed": 1}

    assert [type(error) for error in at_counter(script).failures] == [Refused]


@pytest.mark.parametrize("error", [Refused("Bad Request: PHOTO_INVALID_DIMENSIONS"), RuntimeError("out of memory")])
def test_who_waits_for_a_document_that_cannot_come_is_told(error: Exception) -> None:
    """With the number to give to the admin."""

    async def script(counter: Counter) -> None:
        counter.reach()

        def files(asked: DocumentLetter) -> list[tuple[str, str, bytes]]:
            if isinstance(error, RuntimeError):
                raise error
            return [("photo", "radar.png", b"png")]

        counter.files = files
        counter.server.outcomes = [error] if isinstance(error, Refused) else []
        await counter.send(counter.write(PDF), counter.screen("result", kept=True, fresh=True))
        told = [what for _, what in counter.server.said()]
        assert "ref1" in told[-1]
        assert "result" in told
        assert await counter.states() == {"failed": 1}

    assert len(at_counter(script).failures) == 1


def test_a_group_with_a_new_id_is_written_to_there_once() -> None:
    """The server says where it went."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Migrated("-1004001")]
        await counter.send(counter.write(ScreenLetter("群里不谈企业", fresh=True), chat=GROUP))
        assert [what["chat_id"] for _, _, what in counter.server.calls] == [-4001, -1004001]
        assert await counter.states() == {}

    at_counter(script)


def test_a_refused_token_stops_everything_and_loses_nothing() -> None:
    """The letter goes when the bot is let in again."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.server.outcomes = [Unauthorized("the token is not accepted")]
        await counter.send(counter.screen("a", fresh=True), counter.screen("b", fresh=True))
        assert len(counter.server.calls) == 1
        assert len(counter.locked_out) == 1
        assert await counter.states() == {"queued": 2}
        await counter.sender.sweep()
        await counter.sender.drained()
        assert [what for _, what in counter.server.said()] == ["a", "a", "b"]

    at_counter(script)


def test_a_database_that_cannot_keep_the_beginning_keeps_the_letter() -> None:
    """Nothing is sent that is not marked; the sweep finds it later."""

    async def script(counter: Counter) -> None:
        counter.reach()
        letter = counter.screen("x", fresh=True)
        counter.store.full = 1
        await counter.send(letter)
        assert not counter.server.calls
        await counter.sender.sweep()
        await counter.sender.drained()
        assert [what for _, what in counter.server.said()] == ["x"]

    assert len(at_counter(script).failures) == 1


def test_an_end_that_cannot_be_kept_now_is_kept_later_and_nothing_is_sent_twice() -> None:
    """While the disk is full the sweep gives nothing out that has gone."""

    async def script(counter: Counter) -> None:
        counter.reach(message="77")
        letter = counter.screen("x")
        counter.server.outcomes = [lambda: setattr(counter.store, "full", 3)]
        counter.sender.post([letter])
        await asyncio.sleep(1)
        assert await counter.states() == {"queued": 1}
        counter.sender.post([letter])
        await counter.sender.drained()
        assert len(counter.server.calls) == 1
        assert await counter.states() == {}

    at_counter(script)


# -- restarts ----------------------------------------------------------------------------------------------------------------


def test_what_waited_when_the_program_ended_is_sent_by_the_next() -> None:
    """Once each, in order."""

    async def script(counter: Counter) -> None:
        counter.reach()
        for text in "abc":
            counter.screen(text, fresh=True)
        after = Counter(counter.store)
        await after.sender.begin()
        await after.sender.sweep()
        await after.sender.drained()
        await after.sender.sweep()
        await after.sender.drained()
        assert [what for _, what in after.server.said()] == ["a", "b", "c"]

    at_counter(script)


def test_what_was_under_way_when_the_program_ended_is_doubtful_and_a_screen_is_shown_once_more() -> None:
    """A document is not: it can be asked for."""

    async def script(counter: Counter) -> None:
        counter.reach(WANG)
        counter.reach(LI)
        for letter in (counter.screen("x", WANG), counter.write(PDF, LI)):
            counter.begin(letter)
        after = Counter(counter.store)
        await after.sender.begin()
        await after.sender.sweep()
        await after.sender.drained()
        assert after.server.said() == [("sendMessage", "x")]
        assert await after.states() == {"doubtful": 2}

    at_counter(script)


def test_an_interrupted_screen_does_not_come_after_a_later_one() -> None:
    """The later one shows where the person stands."""

    async def script(counter: Counter) -> None:
        counter.reach()
        old = counter.screen("old", fresh=True)
        counter.begin(old)
        counter.screen("new", fresh=True)
        after = Counter(counter.store)
        await after.sender.begin()
        await after.sender.sweep()
        await after.sender.drained()
        assert [what for _, what in after.server.said()] == ["new"]

    at_counter(script)


def test_stopping_leaves_what_is_unsent_in_the_outbox() -> None:
    """Nothing is marked that was not called."""

    async def script(counter: Counter) -> None:
        counter.reach()
        counter.pacer.pause(1000)
        counter.sender.post([counter.screen("x", fresh=True), counter.write(PDF)])
        await asyncio.sleep(1)
        await counter.sender.close()
        assert await counter.states() == {"queued": 2}

    at_counter(script)


def test_a_letter_of_another_version_of_the_program_is_put_aside() -> None:
    """It is not looked at every two seconds for ever."""

    async def script(counter: Counter) -> None:
        counter.reach()
        letter = counter.screen("x")
        broken = counter.store.submit(lambda tx: tx.post("telegram", letter.person, WANG, "Hologram", b'{"type":"hologram"}', 1)).result()
        await counter.send(broken, letter)
        assert [what for _, what in counter.server.said()] == ["x"]
        assert await counter.states() == {"failed": 1}

    at_counter(script)


def test_the_same_letter_is_taken_once() -> None:
    """By the turn that posted it and by the sweep."""

    async def script(counter: Counter) -> None:
        counter.reach()
        letter = counter.screen("x", fresh=True)
        counter.sender.post([letter])
        counter.sender.post([letter])
        await counter.sender.sweep()
        await counter.sender.drained()
        assert len(counter.server.calls) == 1

    at_counter(script)
