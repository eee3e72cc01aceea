"""`zhiping doctor` before a server: what it says of the token and the clock."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.config import Settings
from bot.sandbox.server import Sandbox
from bot.verbs.doctor import Finding, examine
from tests.channels.crooked import answer, crooked

STRANGER = "7000000002:a-token-that-nobody-knows-here-at-all"


def _found(base: str, token: str, folder: Path) -> dict[str, Finding]:
    settings = Settings(bot_token=token, api_base=base, database_url=f"sqlite:///{folder / 'z.db'}", data=folder)
    return {finding.what: finding for finding in examine(settings)}


@pytest.mark.parametrize(("known", "said", "remedy"), [(True, "accepted", ""), (False, "not accepted", "ZHIPING_BOT_TOKEN")])
def test_the_doctor_asks_the_server_about_the_token(tmp_path: Path, known: bool, said: str, remedy: str) -> None:
    """And about the time."""

    async def run() -> dict[str, Finding]:
        sandbox = Sandbox(None)
        await sandbox.start()
        try:
            return await asyncio.to_thread(_found, sandbox.base, sandbox.token if known else STRANGER, tmp_path)
        finally:
            await sandbox.stop()

    found = asyncio.run(run())
    assert found["token"].said == said
    assert remedy in found["token"].remedy
    assert found["clock"].remedy == ""
    assert "nobody-knows" not in str(found)


def test_a_clock_that_is_far_off_is_a_finding(tmp_path: Path) -> None:
    """Months and waiting times hang on it."""

    async def run() -> dict[str, Finding]:
        async with crooked(answer({"ok": True, "result": {}}, more="Date: Sun, 01 Jan 2023 00:00:00 GMT\r\n")) as server:
            return await asyncio.to_thread(_found, server.base, STRANGER, tmp_path)

    found = asyncio.run(run())
    assert "time server" in found["clock"].remedy
    assert found["token"].said == "accepted"


def test_a_server_that_is_not_there_is_a_finding_and_no_fault(tmp_path: Path) -> None:
    """It names the setting; the other looks are taken all the same."""
    found = _found("http://127.0.0.1:1", STRANGER, tmp_path)
    assert "ZHIPING_API_BASE" in found["token"].remedy
    assert found["clock"].said.startswith("not compared")
    assert {"database", "fonts", "disk"} <= set(found)
