"""The ways in: how the same act can be tried, and by which of them it may ever succeed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from bot.channels import buttons
from bot.channels.telegram import incoming as telegram
from bot.channels.telegram import wire
from dialogs.inbound import AnyInbound, Open, Reply, Start, Stored, Tap
from dialogs.model import Cursor
from tests.desk.matrix.acts import Act, Target
from tests.desk.matrix.world import World

HIDDEN = "\u2060\u200b\u2063"


class Way(StrEnum):
    """How an act is tried."""

    BUTTON = "button"
    STALE = "forged button"
    STRANGE = "button of another person"
    TYPED = "typed payload"
    HIDDEN = "typed hidden characters"
    COMMAND = "command with an argument"
    LINK = "deep link"
    REPLY = "reply to the bot's message"
    GROUP = "group"
    TERMINAL = "terminal"
    FILE = "file"


NEVER = frozenset({Way.TYPED, Way.HIDDEN, Way.COMMAND, Way.LINK, Way.REPLY, Way.GROUP, Way.TERMINAL})
"""Ways that lead to nothing for anybody: nothing may be recorded, told or handed over, and no word read that was not typed."""


def succeeds(way: Way, act: Act, do: AnyInbound) -> bool:
    """Whether this way ever leads to the act: a page may be opened by any button at any time, all else only from the screen at hand."""
    if way is Way.BUTTON:
        return True
    return way in {Way.STALE, Way.STRANGE} and isinstance(do, Open)


def arriving(way: Way, world: World, act: Act, target: Target, do: AnyInbound, cursor: Cursor) -> Callable[[Cursor], AnyInbound | Tap]:
    """What comes in this way, as the channel makes it of what a person sends."""
    match way:
        case Way.BUTTON:
            direct = isinstance(do, Reply | Stored)
            return lambda now: do if direct else Tap(do, now.run, now.where, now.revision)
        case Way.STALE:
            return lambda now: (
                Tap(do, now.run, now.where, now.revision - 1) if not isinstance(do, Reply | Stored) else Tap(Start(), "", "", -1)
            )
        case Way.STRANGE:
            return _pressed(_payload(do, "deadbeef", cursor.revision))
        case Way.TYPED:
            return _written(_payload(do, buttons.place_of(cursor), cursor.revision))
        case Way.HIDDEN:
            return _written(HIDDEN + _payload(do, buttons.place_of(cursor), cursor.revision) + HIDDEN)
        case Way.COMMAND:
            page = do.page if isinstance(do, Open) else act.place(world, target).page if act.place else "ent"
            return _written(f"/{page} {_about(target)}")
        case Way.LINK:
            return _written(f"/start {_about(target)}")
        case Way.REPLY:
            return _written(f"{_about(target)} {target.thing.name}", {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}})
        case _:
            raise AssertionError(f"{way} does not come in as one update")


def _about(target: Target) -> str:
    return target.unit or target.thing.enterprise


def _payload(do: AnyInbound, place: str, revision: int) -> str:
    try:
        return buttons.payload(do, place, revision)
    except (buttons.PayloadTooLong, KeyError):
        return f"{place}.{revision:x}.vent@{'f' * 32}"


def _pressed(data: str) -> Callable[[Cursor], AnyInbound | Tap]:
    press = buttons.read(data)
    return press.on if press is not None else lambda cursor: Tap(Start(), run="", at="", revision=-1)


def _written(text: str, reply_to: dict[str, Any] | None = None) -> Callable[[Cursor], AnyInbound | Tap]:
    """A text message in a private chat, read from the bytes that the server sends."""
    message: dict[str, Any] = {
        "message_id": 9,
        "date": 1,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": False, "first_name": "x"},
        "text": text,
    }
    if reply_to:
        message["reply_to_message"] = reply_to
    found = telegram.incoming(wire.read_update(msgspec.json.encode({"update_id": 1, "message": message})))
    assert found.arrival is not None
    return found.arrival


def in_group(text: str) -> telegram.Incoming:
    """A command in a group, as the channel reads it."""
    message = {
        "message_id": 9,
        "date": 1,
        "chat": {"id": -7, "type": "supergroup"},
        "from": {"id": 7, "is_bot": False, "first_name": "x"},
        "text": text,
    }
    return telegram.incoming(wire.read_update(msgspec.json.encode({"update_id": 1, "message": message})))
