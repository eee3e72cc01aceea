"""Whoever runs the program, as somebody who looks into the store: with the rights of an admin, recorded without a person."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from bot.ports import Store
from bot.ports.registry import CITY
from bot.roles import Grant, Role, UnitKind
from bot.usecases.desk.visit import Visit
from bot.usecases.files.order import Order
from dialogs.model import CURSOR_SPEC, Cursor

T = TypeVar("T")


class OperatorsVisit(Visit):
    """A visit of nobody in particular, who may what an admin may."""

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """An admin's."""
        return (Grant(Role.ADMIN, CITY, UnitKind.CITY),)


def operator(store: Store, now: int, language: str = "") -> Callable[[Callable[[Visit], T]], Awaitable[T]]:
    """Does something in a transaction, as the operator."""
    cursor = Cursor(spec=CURSOR_SPEC, person="", language=language)

    def look(work: Callable[[Visit], T]) -> Awaitable[T]:
        done = store.submit(lambda tx: work(OperatorsVisit(tx, cursor, now, lambda: secrets.token_hex(16))))
        return asyncio.wrap_future(done)

    return look


@dataclass(frozen=True, slots=True)
class OperatorsOrder(Order):
    """An order for a file of the desk by whoever runs the program."""

    async def look(self, work: Callable[[Visit], T]) -> T:
        """What this finds or does in a transaction, as the operator."""
        return await operator(self.store, self.now, self.language)(work)
