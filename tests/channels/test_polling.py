"""The fetch loop: what is acknowledged when, and how trouble is waited out. On a clock that jumps."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence

import msgspec
import pytest

from bot.channels.telegram.client import ApiError, Client, Conflict, RetryAfter, Unauthorized, Uncertain, Unreached
from bot.channels.telegram.incoming import ALLOWED
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import LONGEST_PAUSE, poll
from bot.ports import StorageUnavailable
from tests.channels import telegrams as t
from tests.channels.warp import warped

Batch = list[bytes] | Exception
FULL = StorageUnavailable("磁盘已满", "disk full")


class Taking(Intake):
    """An intake that does what its line says."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def take(self, bodies: Sequence[msgspec.Raw | bytes]) -> None:
        await self._line.take(bodies)


class Line(Client):
    """A server, and beside it an intake, so that the order of what happens between them is seen."""

    def __init__(self, *batches: Batch) -> None:
        self.intake = Taking(self)
        self.batches = list(batches)
        self.seen: list[tuple[float, str, object]] = []
        self.stopping = asyncio.Event()
        self.faults: list[Exception] = []
        self.seconds = 0.0
        self.troubles: list[BaseException] = []

    async def updates(self, offset: int | None, wait: int, kinds: list[str]) -> list[msgspec.Raw]:
        self.seen.append((asyncio.get_running_loop().time(), "fetch", offset))
        assert kinds == ALLOWED
        if not self.batches and offset is None:
            self.stopping.set()
            await asyncio.sleep(wait)
            return []
        batch = self.batches.pop(0) if self.batches and (offset is None or wait == 0) else []
        if isinstance(batch, Exception):
            raise batch
        return [msgspec.Raw(body) for body in batch]

    async def take(self, bodies: Sequence[msgspec.Raw | bytes]) -> None:
        self.seen.append((asyncio.get_running_loop().time(), "take", len(bodies)))
        await asyncio.sleep(self.seconds)
        if self.faults:
            raise self.faults.pop(0)
        self.seen.append((asyncio.get_running_loop().time(), "durable", len(bodies)))


def _polled(*batches: Batch, prepared: Callable[[Line], None] = lambda line: None) -> Line:
    """The loop until nothing comes any more."""

    async def run() -> Line:
        line = Line(*batches)
        prepared(line)
        await poll(line, line.intake, line.stopping, line.troubles.append)
        return line

    return warped(run())


def _steps(line: Line) -> list[tuple[str, object]]:
    return [(what, fact) for _, what, fact in line.seen]


def test_a_batch_is_acknowledged_only_when_everything_in_it_is_durable() -> None:
    """By the next call, which confirms it and asks for more."""
    line = _polled([t.said("a", number=7), t.said("b", number=9)], [])
    assert _steps(line) == [("fetch", None), ("take", 2), ("durable", 2), ("fetch", 10), ("fetch", None)]


def test_an_offset_is_never_remembered_beyond_the_next_call() -> None:
    """Numbers that begin anew lower would be swallowed by it."""
    line = _polled([t.said("a", number=900)], [], [t.said("b", number=5)], [])
    assert [fact for what, fact in _steps(line) if what == "fetch"] == [None, 901, None, 6, None]


def test_what_the_database_could_not_keep_is_not_acknowledged() -> None:
    """It comes again, after a pause, and is told."""

    def full(line: Line) -> None:
        line.faults = [FULL]

    body = [t.said("a", number=7)]
    line = _polled(body, body, [], prepared=full)
    fetches = [fact for what, fact in _steps(line) if what == "fetch"]
    assert fetches == [None, None, 8, None]
    assert line.troubles == [FULL]


@pytest.mark.parametrize("error", [Unreached("x"), Uncertain("x"), Conflict("x"), ApiError("x")])
def test_trouble_is_waited_out_longer_and_longer(error: ApiError) -> None:
    """Never a loop without a pause, never longer than half a minute, and quick again afterwards."""
    line = _polled(*[error] * 12, [t.said("a", number=7)], error)
    times = [at for at, what, _ in line.seen if what == "fetch"]
    waits = [later - earlier for earlier, later in itertools.pairwise(times[:13])]
    assert waits[0] == pytest.approx(0.5)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_PAUSE
    assert times[-1] - times[-2] == pytest.approx(0.5)
    assert len(line.troubles) == 13


def test_a_429_for_fetching_is_waited_for_as_long_as_it_says() -> None:
    """Not by our own measure."""
    line = _polled(RetryAfter(77))
    times = [at for at, what, _ in line.seen if what == "fetch"]
    assert times[1] - times[0] == pytest.approx(77)


def test_a_refused_token_ends_the_loop() -> None:
    """There is nothing to wait for."""
    with pytest.raises(Unauthorized):
        _polled(Unauthorized("no"))


def test_updates_without_numbers_make_no_loop_without_a_pause() -> None:
    """They cannot be acknowledged, so they come again."""
    line = _polled([b"{}"], [b"{}"])
    assert [type(error) for error in line.troubles] == [Uncertain, Uncertain]


def test_a_stop_waits_for_what_is_being_taken_and_for_no_fetch() -> None:
    """Half a batch would come again, but the answers to it would wait for the next start."""

    async def run() -> tuple[Line, float]:
        line = Line([t.said("a", number=7)])
        line.seconds = 5
        polling = asyncio.create_task(poll(line, line.intake, line.stopping, line.troubles.append))
        await asyncio.sleep(1)
        line.stopping.set()
        await polling
        return line, asyncio.get_running_loop().time()

    line, ended = warped(run())
    assert _steps(line)[-1] == ("durable", 1)
    assert ended == pytest.approx(5)


def test_a_stop_during_a_long_fetch_is_quick() -> None:
    """What it might have brought was not acknowledged."""

    async def run() -> float:
        line = Line()
        await poll(line, line.intake, line.stopping, line.troubles.append)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return asyncio.get_running_loop().time()

    assert warped(run()) < 1
