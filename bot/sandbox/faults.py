"""Faults on demand: what a network and a busy server do to a bot, switched on by number, method, chat and chance.

A fault without a method meets every call but getUpdates. Chance is drawn from the fault's own seed, so a run can be repeated.
It refuses switches that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from bot.sandbox.dice import Dice
from bot.sandbox.refusals import Declined
from bot.sandbox.wire import Json

POLLING = "getupdates"


class Kind(StrEnum):
    """What goes wrong."""

    TOO_MANY = "429"
    CONFLICT = "409"
    FORBIDDEN = "403"
    UNAUTHORIZED = "401"
    SERVER_ERROR = "500"
    BAD_GATEWAY = "502"
    SLOW = "slow"
    SILENCE = "silence"
    HALF = "half"
    LOST = "lost"
    DUPLICATE = "duplicate"
    SHUFFLE = "shuffle"
    RESET_IDS = "reset_ids"


BESIDE_CALLS = frozenset({Kind.DUPLICATE, Kind.SHUFFLE, Kind.RESET_IDS})
"""Faults of the queue of updates, which meet no call."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fault as it is asked for. `count`: how many calls it meets; `retry_after` in seconds, `ms` in
    milliseconds, by default a second of delay and an hour of silence.

    `hold` (429): further calls inside the window are refused too. `times`: how often a duplicated update comes.
    """

    kind: Kind
    method: str = ""
    chat: int | None = None
    count: int | None = None
    probability: float = 1.0
    seed: int = 0
    retry_after: int = 3
    hold: bool = True
    ms: int | None = None
    times: int = 2
    description: str = "Forbidden: bot was blocked by the user"


@dataclass(slots=True)
class Fault:
    """A fault that is switched on; `left` counts down, `hits` counts up."""

    number: int
    order: Order
    left: int | None
    dice: Dice
    hits: int = 0

    def meets(self, method: str, chat: int | None) -> bool:
        """Whether this call is met, which counts as a hit."""
        order = self.order
        if self.left == 0 or (order.method.lower() != method if order.method else method == POLLING):
            return False
        if order.chat is not None and order.chat != chat:
            return False
        return self.strikes()

    def strikes(self) -> bool:
        """Draw, and count."""
        if self.left == 0 or (self.order.probability < 1 and self.dice.throw() >= self.order.probability):
            return False
        self.hits += 1
        self.left = None if self.left is None else self.left - 1
        return True

    def shown(self) -> Json:
        """As JSON, with what is left of it."""
        return {"id": self.number, **msgspec.to_builtins(self.order), "left": self.left, "hits": self.hits}


@dataclass(slots=True)
class Faults:
    """The faults that are on, and the windows in which a bot was told to be silent."""

    on: list[Fault] = field(default_factory=list)
    _last: int = 0
    _windows: dict[tuple[str, int | None], tuple[float, bool]] = field(default_factory=dict)

    def add(self, asked: object) -> Fault:
        """Switch one on."""
        try:
            order = msgspec.convert(asked, Order)
        except msgspec.ValidationError as error:
            raise Declined(400, f"没有这样的开关：{error}。There is no such switch.") from None
        self._last += 1
        fault = Fault(self._last, order, order.count, Dice(order.seed))
        self.on.append(fault)
        return fault

    def remove(self, number: int | None) -> None:
        """Switch one off, or all, with the windows they opened."""
        self.on = [fault for fault in self.on if number is not None and fault.number != number]
        if number is None:
            self._windows.clear()

    def meeting(self, method: str, chat: int | None) -> list[Order]:
        """The faults that meet this call: any number of delays and at most one of the others."""
        met: list[Order] = []
        ended = False
        for fault in self.on:
            kind = fault.order.kind
            if kind in BESIDE_CALLS or (ended and kind is not Kind.SLOW):
                continue
            if fault.meets(method, chat):
                met.append(fault.order)
                ended = ended or kind is not Kind.SLOW
        return met

    def open_window(self, order: Order, now: float) -> None:
        """From now on the bot is to be silent for `retry_after` seconds, as far as the fault reaches."""
        self._windows[order.method.lower(), order.chat] = (now + order.retry_after, order.hold)

    def window(self, method: str, chat: int | None, now: float) -> tuple[int, bool] | None:
        """If this call should not have been made yet: the seconds that are left, and whether it is refused again."""
        if not self._windows or method == POLLING:
            return None
        keys = {(name, place) for name in ("", method) for place in (None, chat)}
        found = [self._windows[key] for key in keys if key in self._windows and self._windows[key][0] > now]
        if not found:
            return None
        until, hold = max(found)
        return int(until - now) + 1, hold

    def copies(self) -> int:
        """How often the next updates are delivered."""
        return max((fault.order.times for fault in self._of(Kind.DUPLICATE) if fault.strikes()), default=1)

    def shuffle(self) -> Dice | None:
        """The dice by which a new update overtakes others, if it may."""
        return next((fault.dice for fault in self._of(Kind.SHUFFLE) if fault.strikes()), None)

    def _of(self, kind: Kind) -> list[Fault]:
        return [fault for fault in self.on if fault.order.kind is kind]
