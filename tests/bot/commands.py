"""The command as the user runs it: a process of its own, with nothing but arguments, environment, folder and standard streams."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ZHIPING = (sys.executable, "-m", "bot")

INTERRUPTIBLE = (
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from bot.__main__ import main; main()",
)
"""The same, and Ctrl-C works even where the tests themselves run in the background, which ignores it."""

MOST_SECONDS = 60
"""A command that takes longer hangs."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str
    raw: bytes
    seconds: float

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def environment(**settings: str) -> dict[str, str]:
    """The environment of a user who set nothing, strict about text as most machines are; `settings` without their `ZHIPING_`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIPING_")}
    return kept | {"PYTHONIOENCODING": "utf-8"} | {f"ZHIPING_{name.upper()}": value for name, value in settings.items()}


def zhiping(*arguments: str | Path, folder: Path, given: bytes | str = b"", settings: Mapping[str, str] | None = None) -> Ran:
    """Run `zhiping` in this folder, with these bytes on standard input."""
    started = time.monotonic()
    done = subprocess.run(
        [*ZHIPING, *map(str, arguments)],
        cwd=folder,
        env=environment(**(settings or {})),
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    seconds = time.monotonic() - started
    return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"), done.stdout, seconds)
