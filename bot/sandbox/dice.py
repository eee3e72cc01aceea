"""Chance that repeats: the same seed gives the same throws on every machine. Nothing secret may hang on it."""

from __future__ import annotations

import hashlib


class Dice:
    """Throws from a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    def throw(self) -> float:
        """The next number from 0 (included) to 1 (not included)."""
        self._count += 1
        digest = hashlib.sha256(f"{self._seed}:{self._count}".encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48
