"""What lies in the database of a folder, read beside whatever process may be writing it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.storage.opening import open_reader
from dialogs.model import Run


def runs(folder: Path) -> tuple[Run | None, ...]:
    """All runs, oldest first."""
    reader = open_reader(f"sqlite:///{folder / 'zhiping.db'}")

    async def read() -> tuple[Run | None, ...]:
        return tuple([await reader.read_run(row.id) for row in await reader.list_runs(None)])

    return asyncio.run(read())


def only_run(folder: Path) -> Run:
    """The one run there is."""
    (found,) = runs(folder)
    assert found is not None
    return found


def broken_seals(folder: Path) -> tuple[str, ...]:
    """The finished runs that are not what was sealed."""
    return asyncio.run(open_reader(f"sqlite:///{folder / 'zhiping.db'}").broken_seals())
