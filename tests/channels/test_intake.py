"""Updates into turns: once each, in order for each person, acknowledged only when durable; poison is parked."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.buttons import place_of
from bot.channels.telegram import letters
from bot.channels.telegram.intake import TRIES
from bot.channels.telegram.letters import ScreenLetter
from bot.ports import CodeTaken, Conflict, StorageUnavailable, Store
from bot.storage.scratch import ScratchStore
from bot.usecases.keeping import SlotTaken
from dialogs.inbound import Choose
from dialogs.model import Phase
from tests.bot.office import CountedIds
from tests.channels import telegrams as t
from tests.channels.desk import USERNAME, Desk, data, documents, labels, last_screen

FOOT = ["上一题", "说明", "稍后", "目录"]


@pytest.fixture
def desk(store: Store) -> Desk:
    """The intake on the small bank."""
    return Desk(store)


def test_a_question_shows_its_options_as_letters_above_one_constant_row(desk: Desk) -> None:
    """The options stand in the text, the buttons carry the letter."""
    shown = desk.begin()
    assert labels(shown)[0] == ["A", "B", "C", "D"]
    assert labels(shown)[-1] == FOOT
    assert all(f"<b>{letter}</b>" in shown.text or f"{letter}." in shown.text or f"{letter} " in shown.text for letter in "ABCD")
    explained = desk.take(t.tap(data(shown, "说明")))
    assert labels(last_screen(explained))[-1] == FOOT


def test_a_tap_edits_and_a_typed_answer_brings_a_new_message(desk: Desk) -> None:
    """And so does the end of a section."""
    first = desk.begin()
    second = last_screen(desk.take(t.tap(data(first, "D"))))
    assert not second.fresh
    assert desk.say("D").fresh
    result = desk.go_on(Phase.LEVEL_RESULT)
    assert (result.fresh, result.kept) == (True, True)


def test_a_finished_run_brings_text_charts_and_report_before_the_screen(desk: Desk) -> None:
    """In this order, and a document that is asked for by itself."""
    desk.begin()
    desk.go_on(Phase.INDICATORS_REVIEW, key="A")
    found = desk.take(t.said("/submit"))
    assert documents(found) == ["txt", "charts", "pdf"]
    assert last_screen(found).fresh
    asked = desk.take(t.said("/pdf"))
    assert documents(asked) == ["pdf"]


def test_a_redelivered_update_is_answered_once(desk: Desk) -> None:
    """However often and in whatever order it comes again."""
    shown = desk.begin()
    bodies = [t.tap(data(shown, "D")), t.said("C"), t.said("B")]
    assert len(desk.take(*bodies)) == 3
    stands = desk.cursor()
    again = [body for body in bodies for _ in range(10)]
    random.Random(3).shuffle(again)
    assert desk.take(*again) == []
    assert desk.cursor() == stands


def test_an_update_under_a_lower_number_is_taken(desk: Desk) -> None:
    """Numbers are compared for equality only, because they begin anew after a quiet week."""
    desk.take(t.said("/start", number=900_000_000))
    assert desk.take(t.said("1", number=5))
    assert desk.take(t.said("是", number=6))
    assert desk.cursor().phase is Phase.PROFILE


def test_one_persons_updates_keep_their_order_and_people_go_side_by_side(desk: Desk) -> None:
    """In one batch with those of forty others."""
    people = range(2000, 2040)
    texts = ["/start", "1", "是", "上海申安机械有限公司"]
    desk.take(*(t.said(text, who) for text in texts for who in people))
    assert {desk.cursor(who).at for who in people} == {"code"}
    own = [letter.chat for letter in desk.letters]
    assert all(own.count(str(who)) == len(texts) for who in people)
    assert own[:40] != [own[0]] * 40


def test_a_tap_is_answered_before_any_work(desk: Desk) -> None:
    """In groups, when forged, and when redelivered too."""
    seen: list[int] = []
    desk.intake._hooks = dataclasses.replace(desk.intake._hooks, tapped=lambda query: seen.append(desk.store.works))
    desk.take(t.tap("x"), t.tap("y", t.LI))
    assert seen == [0, 0]


# -- stale, foreign, forged --------------------------------------------------------------------------------------------------


def test_a_stale_foreign_or_forged_button_changes_nothing_and_shows_the_current_screen(desk: Desk) -> None:
    """Of another question, of another person, of nobody."""
    first = desk.begin()
    desk.begin(t.LI)
    foreign = data(desk.say("目录", who=t.LI), "首页")
    current = last_screen(desk.take(t.tap(data(first, "D"))))
    stands = desk.cursor()
    for old in (data(first, "D"), data(first, "上一题"), foreign, "nonsense", None, f"{place_of(stands)}.ffff.cA", ""):
        shown = last_screen(desk.take(t.tap(old)))
        assert current.rows == shown.rows
        assert current.text.split("\n")[-1] in shown.text
        assert desk.cursor() == stands


def test_a_double_tap_is_one_step(desk: Desk) -> None:
    """Two deliveries of two presses, milliseconds apart."""
    first = desk.begin()
    before = desk.cursor().revision
    desk.take(t.tap(data(first, "D")), t.tap(data(first, "D")))
    assert desk.cursor().revision == before + 1


FORGED = Desk(ScratchStore(CountedIds()))
FORGED.begin()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from("cjkgabdefhilnoprstuwyzq"), st.text(st.characters(exclude_categories=["Cs"]), max_size=14))
def test_whatever_a_person_writes_on_a_button_of_their_own_screen_is_taken_calmly(code: str, value: str) -> None:
    """Place and revision are right and the deed is anything: it is checked as text is, and never an exception."""
    cursor = FORGED.cursor()
    found = FORGED.take(t.tap(f"{place_of(cursor)}.{cursor.revision:x}.{code}{value}"))
    assert isinstance(found[-1], ScreenLetter)
    assert not FORGED.failures
    if FORGED.cursor().phase is not Phase.QUESTION:
        FORGED.say("/home", "继续")


@pytest.mark.parametrize("tail", ["\u200b", "\u2060\u2061", "\u3164\u115f", "\ufe0f\ufe0e", "\u202e", "\U000e0041\U000e007f"])
def test_text_with_invisible_characters_is_text(desk: Desk, tail: str) -> None:
    """No hidden press: an enterprise's name that ends in them is a name."""
    desk.say("/start", "1", "是")
    desk.say(f"上海申安机械有限公司{tail}")
    assert desk.cursor().at in {"name", "code"}
    assert not desk.failures


@pytest.mark.parametrize("kind", ["contact", "sticker", "voice", "photo", "document", "location", "video", "poll", "dice"])
def test_what_is_no_text_is_answered_calmly_and_answers_nothing(desk: Desk, kind: str) -> None:
    """One sentence and the current screen."""
    current = desk.begin()
    stands = desk.cursor()
    found = last_screen(desk.take(t.sent(kind, {"phone_number": "13912345678"})))
    assert (found.rows, found.fresh) == (current.rows, True)
    assert desk.cursor() == stands


@pytest.mark.parametrize("body", [t.edited("D"), t.said("D", forward_origin={"type": "hidden_user"})])
def test_an_edited_or_forwarded_answer_answers_nothing(desk: Desk, body: bytes) -> None:
    """It was not written for this question."""
    current = desk.begin()
    stands = desk.cursor()
    assert last_screen(desk.take(body)).rows == current.rows
    assert desk.cursor() == stands


# -- groups, coming and going ------------------------------------------------------------------------------------------------


def test_in_a_group_there_is_nothing_but_a_link_to_the_private_chat(desk: Desk) -> None:
    """Whoever asks, wherever they stand; nothing of what they told, no buttons, no change."""
    desk.begin()
    stands = desk.cursor()
    for text in ("/start", "/home", "/profile@zhiping_bot", "/pdf"):
        (found,) = desk.take(t.in_group(text))
        assert isinstance(found, ScreenLetter)
        assert f"https://t.me/{USERNAME}?start=group" in found.text
        assert found.rows == ()
        assert not [word for word in ("申安", "913101", "王敏", "138", "一级") if word in found.text]
        assert desk.letters[-1].chat == str(t.GROUP)
    assert desk.take(t.in_group("91310115000000019M"), t.in_group("/home@another_bot")) == []
    assert desk.cursor() == stands


def test_unknown_updates_are_recorded_and_ignored(desk: Desk) -> None:
    """Unreadable ones too; none comes twice, none is a failure."""
    deep = b'{"update_id":77,"message":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    bodies = [t.update("poll", {"id": "1"}), t.update("hologram_of_2031", {}), b"{", b"[]", deep]
    assert desk.take(*bodies, *bodies) == []
    assert desk.counted.count("ignored") == 10
    assert desk.counted.count("unreadable") == 6
    assert not desk.failures


def test_who_blocks_the_bot_is_not_written_to_and_who_comes_back_is(desk: Desk) -> None:
    """Told by the server before any letter fails."""
    desk.begin()
    desk.take(t.moved("kicked"))
    assert desk.count("unreachable") == 1
    desk.take(t.moved("member"))
    assert desk.count("unreachable") == 0
    desk.take(t.moved("kicked"))
    desk.say("/start")
    assert desk.count("unreachable") == 0


def test_who_is_deleted_leaves_nothing_in_the_post(desk: Desk) -> None:
    """But reads that it happened."""
    desk.begin()
    desk.say("/delete")
    told = desk.take(t.said("是"))
    assert isinstance(told[-1], ScreenLetter)
    assert desk.count("persons") == 0
    assert desk.letters[-1].chat == str(t.WANG)


# -- what goes wrong ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Conflict("x"), SlotTaken(), CodeTaken("x")])
def test_a_race_lost_is_tried_again(desk: Desk, error: Exception) -> None:
    """Somebody else was first; the second attempt sees what is true now."""
    desk.begin()
    desk.store.faults = [error, error]
    assert len(desk.take(t.said("D"))) == 1
    assert not desk.failures


@pytest.mark.parametrize("error", [RuntimeError("机密"), Conflict("x"), ValueError("x")])
def test_a_poison_update_is_tried_three_times_and_parked(desk: Desk, error: Exception) -> None:
    """Its person reads a reference number; nothing of it was kept; the next one is taken."""
    desk.begin()
    stands = desk.cursor()
    poison = t.said("D")
    desk.store.faults = [error] * TRIES
    (told,) = desk.take(poison)
    assert isinstance(told, ScreenLetter)
    assert "REF1" in told.text
    assert len(desk.failures) == 1
    assert desk.cursor() == stands
    assert desk.count("parked") == 1
    assert desk.take(poison) == [], "it does not come again"
    assert len(desk.take(t.said("D"))) == 1
    assert desk.cursor() != stands


def test_a_parked_update_keeps_no_token_of_a_link(desk: Desk) -> None:
    """The operator reads what happened, and cannot use what was meant for somebody else."""
    token = "0123456789abcdef" * 2
    for text in (f"/start {token}", f"/start@zhiping_bot {token}", f"https://t.me/zhiping_bot?start={token}"):
        desk.store.faults = [RuntimeError("x")] * TRIES
        desk.take(t.said(text))
    parked = asyncio.run(desk.store.parked_updates(9))
    assert len(parked) == 3
    assert not any(token.encode() in update.body for update in parked)
    assert all(b"start" in update.body for update in parked)


def test_nobody_else_waits_for_a_poison_update(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's every turn fails; the others in the batch are served in it, and so are that person's next updates."""
    for who in (t.WANG, t.LI, 2001):
        desk.begin(who)
    poisoned = desk.person(t.LI)
    turn = desk.conversation.turn

    def failing(tx: Any, person: str, arrival: Any) -> Any:
        if person == poisoned:
            raise RuntimeError("poison")
        return turn(tx, person, arrival)

    monkeypatch.setattr(desk.conversation, "turn", failing)
    before = [desk.cursor(who).revision for who in (t.WANG, t.LI, 2001)]
    desk.take(t.said("D", t.LI), t.said("D", t.WANG), t.said("C", t.LI), t.said("D", 2001))
    after = [desk.cursor(who).revision for who in (t.WANG, t.LI, 2001)]
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 0, 1]
    assert desk.count("parked") == 2


def test_a_poisonous_something_that_is_no_turn_is_parked_without_a_word(desk: Desk) -> None:
    """Nobody waits for an answer to it."""
    desk.store.faults = [RuntimeError("x")] * TRIES
    assert desk.take(t.update("poll", {})) == []
    assert desk.count("parked") == 1


def test_a_database_that_keeps_nothing_is_no_poison(desk: Desk) -> None:
    """It is said to whoever fetched, so that nothing is acknowledged; afterwards the same updates are taken."""
    desk.begin()
    body = t.said("D")
    desk.store.faults = [StorageUnavailable("磁盘已满", "disk full")]
    with pytest.raises(StorageUnavailable):
        desk.take(body)
    assert desk.count("parked") == 0
    assert len(desk.take(body)) == 1


def test_the_order_of_one_person_survives_a_database_that_fails_in_between(desk: Desk) -> None:
    """The second is not taken where the first was not."""
    desk.begin()
    bodies = [t.said("A"), t.said("B"), t.said("C")]
    stands = desk.cursor()
    desk.store.faults = [None, StorageUnavailable("x", "x")]
    with pytest.raises(StorageUnavailable):
        desk.take(*bodies)
    assert desk.cursor().revision == stands.revision + 1
    desk.take(*bodies)
    found = desk.store.submit(lambda tx: tx.run(stands.run)).result()
    assert found is not None
    assert [answer.key for answer in found.run.answers.values()] == ["A", "B", "C"]


def test_letters_reach_the_sender_only_after_the_commit(desk: Desk) -> None:
    """A work that fails at its very end has posted nothing."""
    desk.store.faults = [StorageUnavailable("x", "x")]
    with pytest.raises(StorageUnavailable):
        desk.take(t.said("/start"))
    assert desk.letters == []
    assert asyncio.run(desk.store.letters_by_state())["queued"] == 0


# -- levels that open by themselves ------------------------------------------------------------------------------------------


def _due(desk: Desk) -> list[tuple[str, int]]:
    found = desk.store.submit(lambda tx: tx.due_timers(desk.clock.at, 10)).result()
    return [(timer.person, timer.revision) for timer in found]


def test_three_seconds_after_a_level_is_reached_the_next_one_opens(desk: Desk) -> None:
    """Not before; in a new message; once."""
    desk.begin()
    desk.go_on(Phase.LEVEL_RESULT)
    desk.clock.at += 2_999
    assert _due(desk) == []
    desk.clock.at += 1
    ((person, revision),) = _due(desk)
    (letter,) = desk.store.submit(lambda tx: desk.intake.elapsed(tx, person, revision)).result()
    shown = letters.decode(letter.payload)
    assert isinstance(shown, ScreenLetter)
    assert shown.fresh
    assert desk.cursor().phase is Phase.LEVEL_OPENING
    assert _due(desk) == []


def test_a_person_who_tapped_first_is_left_alone(desk: Desk) -> None:
    """The timer finds another revision."""
    desk.begin()
    result = desk.go_on(Phase.LEVEL_RESULT)
    desk.take(t.tap(result.rows[0][0].data))
    stands = desk.cursor()
    desk.clock.at += 3_000
    for person, revision in _due(desk):
        assert desk.store.submit(partial(desk.intake.elapsed, person=person, revision=revision)).result() == ()
    assert desk.cursor() == stands


def test_nothing_opens_for_who_did_not_reach_the_level_or_left(desk: Desk) -> None:
    """A level that was missed has no next one; who blocked the bot is not led on."""
    desk.begin()
    desk.go_on(Phase.LEVEL_RESULT, key="A")
    assert desk.count("timers") == 0
    desk.begin(t.LI)
    desk.go_on(Phase.LEVEL_RESULT, t.LI)
    desk.take(t.moved("kicked", t.LI))
    desk.clock.at += 3_000
    ((person, revision),) = _due(desk)
    assert desk.store.submit(lambda tx: desk.intake.elapsed(tx, person, revision)).result() == ()
    assert desk.cursor(t.LI).phase is Phase.LEVEL_RESULT


def test_a_choice_of_many_forms_of_the_same_answer_is_one_answer(desk: Desk) -> None:
    """Tapped or typed."""
    first = desk.begin()
    desk.take(t.tap(data(first, "B")))
    desk.say("上一题")
    desk.do(Choose("B"))
    run = desk.cursor().run
    found = desk.store.submit(lambda tx: tx.run(run)).result()
    assert found is not None
    assert [answer.key for answer in found.run.answers.values()] == ["B"]
