"""An event loop whose clock jumps: whoever sleeps is woken in order and at once, and the loop's time says how long it would have been."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Never waits; adds up what it was asked to wait while nothing else could happen."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0 if timeout is not None else None)
        if not found and timeout:
            self.now += timeout
        return found


class _Warped(asyncio.SelectorEventLoop):
    """A loop that believes its selector."""

    def __init__(self, selector: _Jumping) -> None:
        self._jumping = selector
        super().__init__(selector)

    def time(self) -> float:
        return self._jumping.now


def warped(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run this where time jumps. Ask `asyncio.get_running_loop().time` for the time. No threads: they would not be waited for."""
    selector = _Jumping()
    loop = _Warped(selector)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(coroutine)
