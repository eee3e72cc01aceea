"""Payloads of buttons: every choice there is fits into 64 bytes and reads back; nothing else reads as anything."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import buttons
from bot.channels.buttons import LONGEST, PayloadTooLong, payload, place_of, read
from dialogs.effects import QuestionExplained
from dialogs.inbound import AnyInbound, Back, Choose, Jump, Reply, Send, Show, Speak, Start, Tap
from dialogs.model import CURSOR_SPEC, Cursor
from dialogs.screens import offers
from question_bank import library
from tests.dialogs.preludes import begun
from tests.dialogs.shown import SHOTS

REVISION = 0xFFFFFF
"""More turns than a person ever takes."""

CURSOR = Cursor(spec=CURSOR_SPEC, person="p" * 32, run="r" * 32, at="2020-5.4-3-b-1", revision=26)
PLACE = place_of(CURSOR)


def _back(do: AnyInbound) -> AnyInbound:
    """What a button brings back after its way through the server."""
    written = payload(do, PLACE, REVISION)
    assert len(written.encode()) <= LONGEST
    press = read(written)
    assert press is not None
    assert (press.place, press.revision) == (PLACE, REVISION)
    return press.do


@pytest.mark.parametrize("name", sorted(SHOTS))
def test_every_choice_of_every_kind_of_screen_comes_back(name: str) -> None:
    """In the shipped bank where the screen can come about there."""
    talk = SHOTS[name].conversation("zh")
    found = [offer.do for effect in talk.effects for row in offers(effect, talk.scene) for offer in row]
    assert [_back(do) for do in found] == found


def test_every_choice_of_every_question_of_the_shipped_bank_comes_back() -> None:
    """With suggestions of an earlier run, so that no button is missing."""
    bank = library.load("cmmm-2020")
    talk = begun(bank, "level_opening", "zh")
    previous = {question.id: "D" for question in bank.questions}
    talk.put(msgspec.structs.replace(talk.run, previous=dict(previous)))
    checked = 0
    for question in bank.questions:
        for row in offers(QuestionExplained(question.id), talk.scene):
            for offer in row:
                assert _back(offer.do) == offer.do
                checked += 1
    assert checked > 10 * len(bank.questions)


def test_every_id_of_the_shipped_bank_fits_on_a_button() -> None:
    """Areas have the longest ids; a run's id is the longest thing that a document's button carries."""
    bank = library.load("cmmm-2020")
    ids = [*bank.area_by_id, *bank.question_by_id, *bank.indicator_by_id, *(kind.id for kind in bank.kinds)]
    for found in ids:
        assert _back(Jump(found)) == Jump(found)
        assert _back(Choose(found)) == Choose(found)
    assert _back(Show("charts", "f" * 32)) == Show("charts", "f" * 32)
    assert max(len(found) for found in ids) > 10


def test_a_choice_too_long_for_a_button_is_refused_before_it_is_sent() -> None:
    """It would be refused by the server, with the whole screen."""
    room = LONGEST - len(payload(Choose(""), PLACE, REVISION).encode())
    assert _back(Choose("x" * room)) == Choose("x" * room)
    for value in ("x" * (room + 1), "域" * (room // 3 + 1)):
        with pytest.raises(PayloadTooLong, match="64"):
            payload(Choose(value), PLACE, REVISION)


@pytest.mark.parametrize("do", [Reply("1"), Send("sticker")])
def test_what_no_button_does_is_not_written_on_one(do: AnyInbound) -> None:
    """Typed text stays typed text."""
    with pytest.raises(KeyError):
        payload(do, PLACE, 0)


@given(st.sampled_from([Choose, Jump, Speak]), st.text(min_size=1, max_size=40), st.integers(0, 2**48 - 1))
def test_any_value_that_fits_comes_back(kind: type[Choose] | type[Jump] | type[Speak], value: str, revision: int) -> None:
    """Dots, signs and Chinese letters too."""
    try:
        written = payload(kind(value), PLACE, revision)
    except (PayloadTooLong, UnicodeEncodeError):
        return
    press = read(written)
    assert press is not None
    assert (press.do, press.revision) == (kind(value), revision)


@pytest.mark.parametrize(
    "forged",
    [
        "", ".", "..", "...", "a.b", f"{PLACE}.1a", f"{PLACE}.1a.", f"{PLACE}..b", f"{PLACE}.xyz.b", f"{PLACE}.-1.b", f"{PLACE}.1A.b",
        f"{PLACE}.0x1.b", f"{PLACE}.1.bb", f"{PLACE}.1.z", f"{PLACE}.1.c", f"{PLACE}.1.q1", f"{PLACE}.{'1' * 13}.b", f"{PLACE}.１.b",
        f"{PLACE}.1.c{'x' * 64}", "\ud800.1.b" + "x" * 64, "role=admin", '{"do":"delete"}', "\x00" * 64, "d" * 64, "中" * 22,
    ],
)  # fmt: skip
def test_a_forged_payload_is_no_press(forged: str) -> None:
    """It reads as nothing, and never as an exception."""
    assert read(forged) is None


@given(st.text(max_size=80) | st.binary(max_size=64).map(lambda data: data.decode("latin-1")))
def test_whatever_comes_back_is_nothing_or_stale(data: str) -> None:
    """Nobody who does not know the place finds the right one; what is read never raises."""
    press = read(data)
    if press is not None and press.place != PLACE:
        assert press.on(CURSOR) == Tap(press.do, run="", at="", revision=-1)


@given(st.sampled_from(sorted(buttons._WITH_VALUE) + sorted(buttons._PLAIN)), st.text(max_size=40))
def test_the_right_place_with_any_deed_is_a_tap_like_any_other(code: str, value: str) -> None:
    """A person may write whatever they like on a button of their own screen; the engine checks it as it checks text."""
    press = read(f"{PLACE}.1a.{code}{value}")
    if press is not None:
        tap = press.on(CURSOR)
        assert (tap.run, tap.at, tap.revision) == (CURSOR.run, CURSOR.at, 0x1A)


@pytest.mark.parametrize("field", ["person", "run", "at"])
def test_another_persons_or_another_questions_button_is_stale(field: str) -> None:
    """Only the revision can be guessed; person, run and place are in the digest."""
    press = read(payload(Back(), PLACE, 26))
    assert press is not None
    assert press.on(CURSOR) == Tap(Back(), CURSOR.run, CURSOR.at, 26)
    elsewhere = msgspec.structs.replace(CURSOR, **{field: "another"})
    assert press.on(elsewhere) == Tap(Back(), run="", at="", revision=-1)


def test_buttons_of_somebody_new_have_a_place_too() -> None:
    """A person without a run stands at the beginning."""
    cursor = Cursor(spec=CURSOR_SPEC, person="p" * 32)
    press = read(payload(Start(), place_of(cursor), 0))
    assert press is not None
    assert press.on(cursor) == Tap(Start(), run="", at="", revision=0)
