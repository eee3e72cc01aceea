"""An order for a file of the desk, and what makes one: apart from `bot.usecases.files.exporting`, so that every maker can know it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bot.ports import Store, Transaction
from bot.usecases.desk.visit import Notice, Visit
from bot.usecases.drawing import Drawing, File
from dialogs.model import CURSOR_SPEC, Cursor

T = TypeVar("T")


def _no_file(begun: str) -> bytes | None:
    return None


def _nowhere(digest: str) -> str:
    return ""


def _to_nobody(tx: Transaction, notice: Notice) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants a file, in which language, when, and what it is about. `link` makes the deep link of a token in the person's channel;
    `drawing` is the worker for what takes long, `read` gives the bytes of the
    file in the data folder whose digest begins so, `tell` puts a notice into the outbox within a transaction, `main` is the
    main bank, where it is another than the program's, `find` says where the file of a digest lies (empty: nowhere), for the worker."""

    store: Store
    person: str
    language: str
    now: int
    at: str
    link: Callable[[str], str] = str
    drawing: Drawing = field(default_factory=Drawing)
    read: Callable[[str], bytes | None] = _no_file
    tell: Callable[[Transaction, Notice], object] = _to_nobody
    main: str = ""
    find: Callable[[str], str] = _nowhere

    async def look(self, work: Callable[[Visit], T]) -> T:
        """What this finds or does in a transaction, as the person: with the rights that the person has now."""
        cursor = Cursor(spec=CURSOR_SPEC, person=self.person, language=self.language)
        return await asyncio.wrap_future(
            self.store.submit(lambda tx: work(Visit(tx, cursor, self.now, lambda: secrets.token_hex(16), self.link, of_main=self.main)))
        )


Maker = Callable[[Order], Awaitable[Sequence[File]]]
"""Makes a file; none for somebody who may not have it, as for one that is not there."""
