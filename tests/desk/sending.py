"""Files that people send to a page, and what the shell makes after the turn, as a channel with a data folder would."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from bot.usecases.drawing import Drawing, File
from bot.usecases.files import exporting
from bot.usecases.files.exporting import Order
from dialogs.inbound import Stored, Upload
from dialogs.phrasebook import Screen
from tests.desk.stage import Stage

T = TypeVar("T")


class Inline(Drawing):
    """The worker's work done here, which takes no time to start."""

    async def made(self, work: Callable[..., T], *arguments: Any) -> T:
        """The same value."""
        return work(*arguments)


class Desk:
    """A stage with a folder for what is sent, and with the makers of files."""

    def __init__(self, stage: Stage, drawing: Drawing | None = None) -> None:
        self.stage = stage
        self.drawing = drawing or Inline()
        self.kept: dict[str, bytes] = {}
        self.handed: list[File] = []

    def send(self, who: str, name: str, data: bytes) -> Screen:
        """A file sent, fetched and kept; what is to be made of it is made."""
        digest = sha256(data).hexdigest()
        self.kept[digest] = data
        stage = self.stage
        stage._write(f"【{who}】（文件 {name}）")
        taken = stage._take(who, Upload("document", name, len(data), "", "ref")).fetches
        for file in taken:
            stage._take(who, Stored(digest, name, "", len(data), page=file.page, at=file.at))
        self.make(who)
        return stage.seen[who].screen

    def make(self, who: str) -> list[File]:
        """Everything that this person waits for, made; notices are shown."""
        stage = self.stage
        waiting = [found for found in stage.files if found[0] == who]
        stage.files = [found for found in stage.files if found[0] != who]
        made: list[File] = []
        for _, what, at in waiting:
            language = stage.cursor(who).language
            order = Order(
                stage.store,
                stage.person(who),
                language,
                stage.clock.at,
                at,
                drawing=self.drawing,
                read=self._read,
                tell=stage.conversation.tell,
            )
            made += asyncio.run(exporting.files(order, what))
        stage.show_told()
        for kind, name, content in made:
            stage._write(f"智评 → {who}：{name or content.decode()}（{kind}）")
        self.handed += made
        return made

    def _read(self, begun: str) -> bytes | None:
        return next((data for digest, data in self.kept.items() if digest.startswith(begun)), None)
