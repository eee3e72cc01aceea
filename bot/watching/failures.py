"""What goes wrong at the edge: a verb that cannot do its work, and faults nobody expected."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import TextIO

from bot.system import RandomIds


class Failed(Exception):
    """A verb could not do its work; a sentence with a way out, and the exit code (2 wrong use, 1 failed check)."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


def noted(folder: Path, error: BaseException) -> str:
    """Write an unexpected failure to `failures.log` below `folder`; returns the reference number that the person is given.

    Kind and place only: the values in an exception's message may be what a person wrote. Standard error gets it where the folder cannot
    be written.
    """
    reference = RandomIds().new()[:8]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "failures.log").open("a", encoding="utf-8") as file:
            _note(file, reference, error)
    except OSError:
        _note(sys.stderr, reference, error)
    return reference


def _note(file: TextIO, reference: str, error: BaseException) -> None:
    import structlog

    log = structlog.wrap_logger(
        structlog.WriteLogger(file),
        processors=[structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer(ensure_ascii=False)],
    )
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("failure", reference=reference, kind=type(error).__name__, frames=frames)
