"""A live conversation with `zhiping chat` through pipes: say a line, wait for what it brings, kill it in the middle."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.bot.commands import INTERRUPTIBLE, environment

MOST_SECONDS = 30
"""An answer that takes longer does not come."""

QUESTION = re.compile(r"第 (\d+)/(\d+) 题")
"""The line of a question card that says its place in the level."""


class Talk:
    """One process; what it prints is read as it comes."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._process = subprocess.Popen(
            [*INTERRUPTIBLE, "chat"],
            cwd=folder,
            env=environment(**settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._unread = b""

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def say(self, *lines: str) -> None:
        """Type these lines without waiting."""
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    def hear(self, pattern: str | re.Pattern[str]) -> re.Match[str]:
        """Wait until this was printed; what came before it is forgotten."""
        deadline = time.monotonic() + MOST_SECONDS
        while True:
            text = self._unread.decode(errors="ignore")
            found = re.search(pattern, text)
            if found is not None:
                self._unread = text[found.end() :].encode()
                return found
            self._read(deadline, text)

    def place(self) -> int:
        """Which question of the level is on the next card."""
        return int(self.hear(QUESTION)[1])

    def kill(self) -> None:
        """End the process as a power cut would; nothing happens if it has ended."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                continue  # lines that were still on their way to it
        self._selector.close()

    def interrupt(self) -> tuple[int, str, str]:
        """Press Ctrl-C; the exit code and what was printed since the last `hear`."""
        self._process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> tuple[int, str, str]:
        """End the input; the exit code, and what was printed since the last `hear`."""
        out, err = self._process.communicate(timeout=MOST_SECONDS)
        return self._process.returncode, (self._unread + out).decode(errors="replace"), err.decode(errors="replace")

    def _read(self, deadline: float, text: str) -> None:
        assert self._process.stdout is not None
        if not self._selector.select(max(0.0, deadline - time.monotonic())):
            raise AssertionError(f"nothing came after: {text[-500:]}")
        piece = os.read(self._process.stdout.fileno(), 65536)
        if not piece:
            _, err = self._process.communicate()
            raise AssertionError(f"it ended after: {text[-500:]}\n{err.decode(errors='replace')}")
        self._unread += piece
