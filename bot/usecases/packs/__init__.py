"""The rule packs: those that come with the program, and versions kept in the database; which version verdicts are given by.

What came with the program is kept in the database at every start and read from there like any other, so that a verdict can be read again by
the very version that gave it, whatever the program brings by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from bot.ports import Transaction
from bot.ports.programmes import PackVersion
from bot.usecases.versions.packing import Packed
from bot.usecases.versions.shelves import PACKS
from bot.usecases.versions.shipping import keep_shipped
from dialogs.limits import day_of
from question_bank.programmes.model import Programme, Window

NEVER = date.max


class Packs:
    """What comes with the program: `load` gives the pack of an id."""

    def __init__(self, load: Callable[[str], Programme]) -> None:
        self._load = load

    def keep(self, tx: Transaction, names: Iterable[tuple[str, str]], now: int) -> None:
        """Keep the packs of these ids and versions, if they are not kept yet: open to enterprises, unless one says that it is a draft or
        another version of it is open already; then it waits for an admin. Call it at every start."""
        keep_shipped(PACKS, tx, names, self._packed, now)

    def _packed(self, programme: str, version: str) -> tuple[Programme, Packed]:
        from bot.usecases.packs.packing import packed

        brought = self._load(programme)
        return brought, packed(brought)


class PacksHere:
    """The rule packs within one transaction, each read once in it."""

    __slots__ = ("_current", "_now", "_tx", "unreadable")

    def __init__(self, tx: Transaction, now: int) -> None:
        self._tx = tx
        self._now = now
        self._current: tuple[Programme, ...] | None = None
        self.unreadable: list[LookupError] = []
        """What `current` had to leave out, for whoever looks after the program."""

    def current(self) -> tuple[Programme, ...]:
        """The version of each programme that verdicts are given by: those that one can hand in for now first, by the day on which they
        close, then those that come, then those without a date, then the closed ones, closed last first.

        One that this program cannot read (any more) is left out: no run is held up by it, and nobody is told what it does not say.
        """
        if self._current is None:
            found = [read for version in self._tx.current_packs() if (read := self._readable(version)) is not None]
            today = day_of(self._now)
            self._current = tuple(sorted(found, key=lambda programme: _order(programme, today)))
        return self._current

    def find(self, programme: str) -> Programme | None:
        """The current version of a programme, or nothing. An empty name is nobody's, and no pack is read for it."""
        return next((found for found in self.current() if found.id == programme), None) if programme else None

    def of(self, programme: str, version: str = "") -> Programme:
        """The version, or the current one; raises `LookupError` if there is none."""
        if not version:
            current = self.find(programme)
            if current is None:
                raise LookupError(f"no programme {programme} is open to enterprises")
            return current
        kept = self._tx.pack_version(programme, version)
        if kept is None:
            raise LookupError(f"programme {programme} {version} is not kept")
        return self._read(kept)

    def _readable(self, version: PackVersion) -> Programme | None:
        try:
            return self._read(version)
        except LookupError as error:
            self.unreadable.append(error)
            return None

    def _read(self, version: PackVersion) -> Programme:
        from bot.usecases.packs.packing import unpacked  # reading takes its time to load, and most turns read no pack

        sheets = self._tx.pack_sheets(version.bank, version.version)
        if sheets is None:
            raise LookupError(f"programme {version.bank} {version.version} is gone")
        try:
            return unpacked(sheets)
        except ValueError as error:
            raise LookupError(f"programme {version.bank} {version.version} cannot be read by this program: {error}") from error


def window_now(programme: Programme, today: date) -> tuple[Window | None, bool]:
    """The window that matters on this day and whether it is open: the open one that closes first, else the next to open, else the last
    that closed; nothing for a programme without dates."""
    ahead = [window for window in programme.windows if window.closes >= today]
    opened = [window for window in ahead if window.opens is None or window.opens <= today]
    if opened:
        return min(opened, key=lambda window: window.closes), True
    if ahead:
        return min(ahead, key=lambda window: window.opens or window.closes), False
    return max(programme.windows, key=lambda window: window.closes, default=None), False


def _order(programme: Programme, today: date) -> tuple[int, int, str]:
    window, is_open = window_now(programme, today)
    if window is None:
        return 2, 0, programme.id
    if window.closes < today:
        return 3, -window.closes.toordinal(), programme.id
    return (0 if is_open else 1), window.closes.toordinal(), programme.id
