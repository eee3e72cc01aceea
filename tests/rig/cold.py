"""Cold starts: the whole command in a new process, from its birth to the reply that somebody was waiting for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bot.commands import environment
from tests.rig.stage import Stage, waited

LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Seconds from the start of the process to the moment at which the first reply was with the server, and those it computed itself.

    On a busy machine the first says more of the others, so a goal that must hold anywhere is for the second.
    """

    seconds: float
    computing: float


def cold_starts(folder: Path, times: int) -> list[ColdStart]:
    """So many, with a new database each time."""
    return [_cold_start(folder / f"cold-{number}") for number in range(times)]


def _cold_start(folder: Path) -> ColdStart:
    folder.mkdir(parents=True)
    stage = Stage.open(folder)
    try:
        stage.post("/people/wang/start", {"payload": ""})
        settings = {"bot_token": stage.token, "api_base": stage.base}
        began = time.time()
        with (folder / "bot.log").open("wb") as log:
            bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], cwd=folder, env=environment(**settings), stdout=log, stderr=log)
        try:
            assert waited(lambda: bool(_replies(stage)), LONGEST), (folder / "bot.log").read_text()
            seconds = _replies(stage)[0]["at"] - began
        finally:
            bot.kill()
            _, _, used = os.wait4(bot.pid, 0)
            bot.returncode = -9  # waited for above, which tells what it used
        return ColdStart(seconds, used.ru_utime + used.ru_stime)
    finally:
        stage.close()


def _replies(stage: Stage) -> list[Any]:
    """The messages that the bot sent, as the history has them."""
    entries = stage.get("/history?limit=10000")["entries"]
    return [entry for entry in entries if entry["actor"] == "bot" and entry["method"] == "sendMessage" and entry["status"] == 200]
