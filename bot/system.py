"""The real clock and the real source of ids."""

from __future__ import annotations

import secrets
import time


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class RandomIds:
    """128 random bits, URL-safe, never beginning with a hyphen, so that an id can be typed on a command line."""

    def new(self) -> str:
        return secrets.token_hex(16)
