"""Structured lines on standard error: facts and counts. A token, a phone number or what a person wrote never gets here.

Exceptions are noted by kind and place, because their texts may hold what a person wrote or an address with the token in it.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

from bot.system import RandomIds


class Log:
    """What the running bot writes down."""

    def __init__(self, level: int = logging.INFO) -> None:
        self._log: Any = structlog.wrap_logger(
            structlog.WriteLogger(sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(level),
        )

    def debug(self, event: str, **facts: str | int | float) -> None:
        self._log.debug(event, **facts)

    def info(self, event: str, **facts: str | int | float) -> None:
        self._log.info(event, **facts)

    def warning(self, event: str, **facts: str | int | float) -> None:
        self._log.warning(event, **facts)

    def failure(self, error: BaseException) -> str:
        """An unexpected failure; returns the reference number that the person is given."""
        reference = RandomIds().new()[:8]
        frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
        self._log.error("failure", reference=reference, kind=type(error).__name__, frames=frames)
        return reference
