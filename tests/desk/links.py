"""Links as the channel would hand them over: made from what a page ordered, after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.usecases.drawing import File
from bot.usecases.files import exporting
from tests.desk.stage import CHANNEL, Stage

ADDRESS = "https://t.me/zhiping_bot?start="


def files(stage: Stage, who: str, what: str, at: str) -> Sequence[File]:
    """What this person gets when the file is made now."""
    person = stage.person(who)
    order = exporting.Order(stage.store, person, "zh", stage.clock.at, at, lambda token: ADDRESS + token)
    return asyncio.run(exporting.files(order, what))


def handed(stage: Stage, who: str) -> str:
    """The text of the link that the person asked for last."""
    _, what, at = next(found for found in reversed(stage.files) if found[0] == who)
    made = files(stage, who, what, at)
    assert [kind for kind, _, _ in made] == ["text"]
    return made[0][2].decode()


def token_of(text: str) -> str:
    """The token in a text that carries a link."""
    return text.rpartition(ADDRESS)[2].split()[0]


__all__ = ["ADDRESS", "CHANNEL", "files", "handed", "token_of"]
