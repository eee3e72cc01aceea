"""The pacer on a clock that jumps: how many calls any second holds, who goes first, and that a pause is a pause."""

from __future__ import annotations

import asyncio
import itertools
import random
from bisect import bisect_left
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.pacing import PEOPLE_REMEMBERED, Pace, Pacer
from tests.channels.warp import warped

Calls = list[tuple[float, str]]


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _call(pacer: Pacer, calls: Calls, chat: str, bulk: bool = False) -> None:
    await pacer.turn(chat, bulk)
    calls.append((_now(), chat))


def _made(script: Callable[[Pacer, Calls], Coroutine[Any, Any, None]], pace: Pace | None = None) -> Calls:
    """The calls of a script, by time."""
    calls: Calls = []

    async def run() -> None:
        await script(Pacer(pace or Pace(), clock=_now), calls)

    warped(run())
    return calls


def _most(times: list[float], window: float) -> int:
    """How many of these times, at most, lie in a window of this length."""
    return max((bisect_left(times, start + window) - place for place, start in enumerate(times)), default=0)


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 60), st.booleans()), min_size=1, max_size=120), st.floats(1, 40))
def test_no_second_holds_more_than_the_rate_and_one(wanted: list[tuple[float, int, bool]], overall: float) -> None:
    """Whoever asks when, for whom, and as reply or bulk."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def later(wait: float, chat: int, bulk: bool) -> None:
            await asyncio.sleep(wait)
            await _call(pacer, calls, str(chat), bulk)

        await asyncio.gather(*(later(*one) for one in wanted))

    calls = _made(script, Pace(overall=overall))
    assert len(calls) == len(wanted)
    assert _most([at for at, _ in calls], 1.0) <= overall + 1


def test_a_hundred_people_are_served_smoothly() -> None:
    """Four seconds for a hundred people at 25 a second, with the same distance from call to call."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        await asyncio.gather(*(_call(pacer, calls, str(number)) for number in range(100)))

    times = [at for at, _ in _made(script)]
    assert times[-1] == pytest.approx(99 / 25)
    assert {round(later - earlier, 6) for earlier, later in itertools.pairwise(times)} == {0.04}


def _made_late(count: int, overall: float, late: float) -> list[float]:
    """The times of so many calls of a broadcast, each waiting in line, where every sleep takes up to `late` longer."""
    calls: Calls = []
    dice = random.Random(count)

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds + late * dice.random())

    async def run() -> None:
        pacer = Pacer(Pace(overall=overall), clock=_now, sleep=sleep)
        await asyncio.gather(*(_call(pacer, calls, str(number), bulk=True) for number in range(count)))

    warped(run())
    return [at for at, _ in calls]


def test_a_broadcast_runs_at_the_rate_though_it_is_always_woken_late() -> None:
    """9,500 people at 25 a second, each wake-up up to an interval late: 380 seconds, as if there were none, and never 27 in a second."""
    times = _made_late(9_500, 25, 0.04)
    assert times[-1] <= 380.1
    assert _most(times, 1.0) <= 26


@given(st.integers(1, 300), st.floats(0.5, 60), st.floats(0, 0.5))
def test_however_late_everybody_is_woken_no_second_holds_more_than_the_rate_and_one(count: int, overall: float, late: float) -> None:
    """What is late by more than an interval is not made good."""
    assert _most(_made_late(count, overall, late), 1.0) <= overall + 1


@pytest.mark.parametrize(("chat", "window", "most"), [("1001", 1.0, 5), ("1001", 10.0, 14), ("-4001", 60.0, 20), ("-4001", 1.0, 4)])
def test_one_chat_gets_a_small_burst_and_then_its_rate(chat: str, window: float, most: int) -> None:
    """One a second for a person after a burst of four; in a group never more than twenty in any minute."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        await asyncio.gather(*(_call(pacer, calls, chat) for _ in range(40)))

    assert _most([at for at, _ in _made(script)], window - 1e-6) <= most


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_no_minute_in_a_group_holds_more_than_twenty(waits: list[float]) -> None:
    """Whenever they are asked for."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def later(wait: float) -> None:
            await asyncio.sleep(wait)
            await _call(pacer, calls, "-4001")

        await asyncio.gather(*(later(wait) for wait in waits))

    assert _most([at for at, _ in _made(script)], 60 - 1e-6) <= 20


def test_a_full_chat_holds_nobody_else_up() -> None:
    """Somebody who is sent much waits; others are served meanwhile."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        flood = [_call(pacer, calls, "1001") for _ in range(30)]
        await asyncio.gather(*flood, *(_call(pacer, calls, str(number)) for number in range(2000, 2020)))

    calls = _made(script)
    assert max(at for at, chat in calls if chat != "1001") < 1.0
    assert calls[-1][0] == pytest.approx(26, abs=1.1)


def test_nobody_calls_during_a_pause() -> None:
    """Neither who waited before it nor who came during it, and a longer pause is never shortened by a shorter one."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def paused() -> None:
            await asyncio.sleep(0.5)
            pacer.pause(10)
            assert pacer.paused_for == pytest.approx(10)
            await asyncio.sleep(1)
            pacer.pause(2)
            await asyncio.gather(*(_call(pacer, calls, str(number)) for number in range(3000, 3010)))

        await asyncio.gather(paused(), *(_call(pacer, calls, str(number)) for number in range(60)))

    calls = _made(script)
    assert len(calls) == 70
    assert not [at for at, _ in calls if 0.5 < at < 10.5]
    assert _most([at for at, _ in calls], 1.0) <= 26


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 3)), max_size=6), st.integers(0, 2**32))
def test_no_pause_is_ever_broken(pauses: list[tuple[float, float]], seed: int) -> None:
    """Pauses at any moments, overlapping or not."""
    dice = random.Random(seed)
    waits = [dice.uniform(0, 5) for _ in range(60)]

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def pause(at: float, seconds: float) -> None:
            await asyncio.sleep(at)
            pacer.pause(seconds)

        async def later(number: int, wait: float) -> None:
            await asyncio.sleep(wait)
            await _call(pacer, calls, str(number), bulk=bool(number % 3))

        await asyncio.gather(*(pause(*one) for one in pauses), *(later(number, wait) for number, wait in enumerate(waits)))

    inside = [at for at, _ in _made(script) for start, length in pauses if start + 1e-6 < at < start + length - 1e-6]
    assert not inside


def test_a_pause_that_begins_between_the_call_for_the_next_and_their_turn_counts() -> None:
    """Three are let through at one moment; the first learns that there is a pause, and the others wait it out."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def unlucky(chat: str) -> None:
            await _call(pacer, calls, chat)
            if len(calls) == 1:
                pacer.pause(5)

        pacer.pause(1)
        await asyncio.gather(*(unlucky(chat) for chat in "abc"))

    assert [at for at, _ in _made(script, Pace(overall=float("inf")))] == pytest.approx([1, 6, 6])


def test_a_reply_and_bulk_for_one_person_share_that_persons_rate() -> None:
    """Though each stands in a line of its own."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        pacer.pause(1)
        await asyncio.gather(_call(pacer, calls, "1001", bulk=True), _call(pacer, calls, "1001"))

    assert [at for at, _ in _made(script, Pace(overall=float("inf"), burst=1))] == pytest.approx([1, 2])


def test_a_reply_overtakes_waiting_bulk() -> None:
    """A broadcast of five hundred is under way; a person who asks something is answered next."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        async def ask() -> None:
            await asyncio.sleep(4)
            await asyncio.gather(*(_call(pacer, calls, f"reply{number}") for number in range(3)))

        await asyncio.gather(ask(), *(_call(pacer, calls, str(number), bulk=True) for number in range(500)))

    calls = _made(script)
    replies = [at for at, chat in calls if chat.startswith("reply")]
    assert max(replies) - 4 <= 4 / 25
    assert len(calls) == 503


def test_within_replies_and_within_bulk_who_came_first_goes_first() -> None:
    """Nobody is passed over, however many wait."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        waiting = [_call(pacer, calls, f"{kind}{number}", bulk=kind == "b") for number in range(50) for kind in "br"]
        await asyncio.gather(*waiting)

    chats = [chat for _, chat in _made(script)]
    for kind in "br":
        own = [int(chat[1:]) for chat in chats if chat.startswith(kind)]
        assert own == sorted(own)
    assert [chat[0] for chat in chats] == ["b"] + ["r"] * 50 + ["b"] * 49, "only the very first found nobody waiting"


def test_who_gives_up_waiting_takes_nobodys_place() -> None:
    """A cancelled call uses nothing up."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        given_up = [asyncio.create_task(_call(pacer, calls, str(number))) for number in range(50)]
        await asyncio.sleep(0)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        await _call(pacer, calls, "1001")

    assert len(_made(script)) <= 2


def test_the_memory_of_chats_is_bounded() -> None:
    """And who is forgotten starts with a full burst, which they have by then."""

    async def script(pacer: Pacer, calls: Calls) -> None:
        for number in range(PEOPLE_REMEMBERED + 10):
            await pacer.turn(str(number))
        calls.extend((0.0, chat) for chat in pacer._chats)

    assert len(_made(script, Pace(overall=10_000))) == PEOPLE_REMEMBERED
