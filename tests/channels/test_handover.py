"""From the writer's thread back to the loop: everyone gets what came of the own work, and the loop is woken once for many."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from functools import partial
from threading import Thread
from typing import Any

import pytest

from bot.channels.telegram.handover import Handover


class _Store:
    """A store whose works are ended by hand."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, work: Any) -> Future[Any]:
        self.futures.append(Future())
        return self.futures[-1]


def _ended(store: _Store) -> None:
    """On another thread, as the writer does: results for the even ones, errors for the odd."""
    for number, future in enumerate(store.futures):
        if not future.set_running_or_notify_cancel():
            continue
        if number % 2:
            future.set_exception(ValueError(number))
        else:
            future.set_result(number)


def test_each_gets_what_came_of_the_own_work_and_the_loop_is_woken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty works ended while the loop is busy: twenty outcomes in their places, one wake-up."""

    async def script() -> None:
        store, handover = _Store(), Handover()
        woken: list[int] = []
        loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(handover.done(store, lambda tx: None)) for _ in range(20)]
        await asyncio.sleep(0)
        wake = loop.call_soon_threadsafe
        monkeypatch.setattr(loop, "call_soon_threadsafe", lambda *call: (woken.append(1), wake(*call)))
        writer = Thread(target=partial(_ended, store))
        writer.start()
        writer.join()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [outcome if number % 2 == 0 else outcome.args[0] for number, outcome in enumerate(outcomes)] == list(range(20))
        assert len(woken) == 1

    asyncio.run(script())


def test_a_second_batch_wakes_the_loop_again() -> None:
    """What ends after the loop has looked is seen as well."""

    async def script() -> None:
        store, handover = _Store(), Handover()
        for place in range(3):
            task = asyncio.create_task(handover.done(store, lambda tx: None))
            await asyncio.sleep(0)
            Thread(target=partial(store.futures[place].set_result, place)).start()
            assert await asyncio.wait_for(task, 5) == place

    asyncio.run(script())


def test_whoever_is_cancelled_takes_the_work_back_and_disturbs_nobody() -> None:
    """The one beside it gets its result; the cancelled work never begins."""

    async def script() -> None:
        store, handover = _Store(), Handover()
        first, second = (asyncio.create_task(handover.done(store, lambda tx: None)) for _ in range(2))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        assert store.futures[1].cancelled()
        _ended(store)
        assert await asyncio.wait_for(first, 5) == 0
        assert second.cancelled()

    asyncio.run(script())
