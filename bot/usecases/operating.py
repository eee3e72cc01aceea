"""Whoever runs the program, as somebody who looks into the store: with the rights of an admin, recorded without a person."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TypeVar

from bot.ports import Store
from bot.ports.registry import CITY
from bot.roles import Grant, Role, UnitKind
from bot.usecases.desk.visit import Visit
from dialogs.model import CURSOR_SPEC, Cursor

T = TypeVar("T")


class OperatorsVisit(Visit):
    """A visit of nobody in particular, who may what an admin may."""

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """An admin's."""
        return (Grant(Role.ADMIN, CITY, UnitKind.CITY),)


def operator(store: Store, now: int) -> Callable[[Callable[[Visit], T]], Awaitable[T]]:
    """Does something in a transaction, as the operator."""
    cursor = Cursor(spec=CURSOR_SPEC, person="")

    def look(work: Callable[[Visit], T]) -> Awaitable[T]:
        done = store.submit(lambda tx: work(OperatorsVisit(tx, cursor, now, lambda: secrets.token_hex(16))))
        return asyncio.wrap_future(done)

    return look
