"""The command as the user runs it: a process of its own, with nothing but arguments, environment, folder and standard streams.

The process is forked from one that has the program loaded, because loading it anew would take most of the time of these tests.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.bot.forking import STREAMS

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
    with tempfile.TemporaryDirectory(prefix="zhiping-command-") as streams:
        paths = {name: Path(streams) / name for name in STREAMS}
        for path in paths.values():
            path.touch()
        paths["given"].write_bytes(given.encode() if isinstance(given, str) else given)
        started = time.monotonic()
        code = _server().run(
            {
                "arguments": [str(argument) for argument in arguments],
                "folder": str(folder),
                "environment": environment(**(settings or {})),
                **{name: str(path) for name, path in paths.items()},
            }
        )
        seconds = time.monotonic() - started
        out = paths["out"].read_bytes()
        return Ran(code, out.decode(errors="replace"), paths["err"].read_text(encoding="utf-8", errors="replace"), out, seconds)


class _Server:
    """The process that forks for each command of this one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.forking"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        atexit.register(self.close)

    def run(self, order: Mapping[str, object]) -> int:
        """The exit code of one command. A command that hangs ends the server with all that it began."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], MOST_SECONDS)[0]:
            self.close()
            raise subprocess.TimeoutExpired(str(order["arguments"]), MOST_SECONDS)
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it and what it began."""
        _server.cache_clear()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@cache
def _server() -> _Server:
    return _Server()
