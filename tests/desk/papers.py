"""The page of forms with a data folder: pictures and documents sent as a channel would, and what the worker makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.usecases.drawing import File
from bot.usecases.files import exporting
from bot.usecases.files.exporting import Order
from bot.usecases.uploads import Folder
from dialogs.inbound import Stored, Upload
from dialogs.phrasebook import Screen
from tests.desk.programme_rooms import FIRST_OF_AUGUST_2025, with_packs
from tests.desk.sending import Inline
from tests.desk.stage import Stage

ADVANCED = "shanghai-advanced-factory-2025"
INFORMATION, APPLICATION = f"{ADVANCED}/1", f"{ADVANCED}/2"


class Papers:
    """A stage with a folder for what is sent."""

    def __init__(self, stage: Stage, home: Path) -> None:
        self.stage = stage
        self.folder = Folder(home)
        self.handed: list[File] = []

    def send(self, who: str, name: str, data: bytes, kind: str = "document", caption: str = "", *, made: bool = True) -> Screen:
        """A file sent, fetched and kept; what is to be made of it is made."""
        stage = self.stage
        stage._write(f"【{who}】（{'文件' if kind == 'document' else '照片'} {name}）")
        for file in stage._take(who, Upload(kind, name, len(data), "", "ref", caption)).fetches:
            kept = asyncio.run(self.folder.keep(_chunks(data), name))
            stage._take(who, Stored(kept.digest, kept.name, kept.mime, kept.size, page=file.page, at=file.at, caption=file.caption))
        if made:
            self.make(who)
        return stage.seen[who].screen

    def make(self, who: str) -> list[File]:
        """Everything that this person waits for, made; notices are shown."""
        stage = self.stage
        waiting = [found for found in stage.files if found[0] == who]
        stage.files = [found for found in stage.files if found[0] != who]
        made: list[File] = []
        for _, what, at in waiting:
            order = Order(
                stage.store,
                stage.person(who),
                stage.cursor(who).language,
                stage.clock.at,
                at,
                drawing=Inline(),
                tell=stage.conversation.tell,
                find=lambda digest: str(self.folder.path(digest) or ""),
            )
            made += asyncio.run(exporting.files(order, what))
        stage.show_told()
        for kind, name, _ in made:
            stage._write(f"智评 → {who}：{name}（{kind}）")
        self.handed += made
        return made


@pytest.fixture(name="desk")
def papers_desk(tmp_path: Path) -> Iterator[Papers]:
    """A contact of a registered enterprise, and a data folder."""
    stage = with_packs(FIRST_OF_AUGUST_2025)
    stage.register("王工")
    yield Papers(stage, tmp_path)
    stage.store.close()


async def _chunks(data: bytes) -> AsyncIterator[bytes]:
    yield data
