"""Files that people sent, as `bot.ports` passes them on: only which of them are still needed. The bytes lie in the data folder."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class FilesTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows of files."""

    def referred(self, digests: Collection[str]) -> frozenset[str]:
        """Those of these files (SHA-256, hex) that lie beside an answer of some run, finished or not, or go with a campaign or a form."""
