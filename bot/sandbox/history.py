"""Everything that was said to the sandbox and what it answered, byte for byte, for a checker to read afterwards.

Bodies over 256 KiB are kept as their length and SHA-256. The oldest rows go when there are too many, which is told.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass

from bot.sandbox.store import Store
from bot.sandbox.wire import Json

KEPT_BYTES = 256 * 1024
ROWS = 500_000
SLICE = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of the bot, one act of a person or one delivery to the bot. Status 0 means: no answer was sent."""

    at: float
    took: float
    actor: str
    method: str
    chat: int | None
    address: str
    content_type: str
    body: bytes
    status: int
    answer: bytes
    fault: str | None = None
    violations: tuple[str, ...] = ()


class History:
    """The rows, and the violations counted so far."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.violations: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        seq = self._store.run(
            "insert into history (at, took, actor, method, chat, address, content_type, body, status, answer, fault, violations) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (entry.at, entry.took, entry.actor, entry.method, entry.chat, entry.address, entry.content_type, _short(entry.body),
             entry.status, _short(entry.answer), entry.fault, " ".join(entry.violations)),
        )  # fmt: skip
        self.violations.update(entry.violations)
        if seq % SLICE == 0:
            self._store.run("delete from history where seq <= ?", (seq - ROWS,))

    def since(self, seq: int, limit: int) -> Json:
        """The entries after a number, oldest first, with the number to go on from."""
        rows = self._store.rows("select * from history where seq > ? order by seq limit ?", (seq, limit))
        first = self._store.one("select min(seq), max(seq) from history")
        return {
            "entries": [_shown(*row) for row in rows],
            "last": rows[-1][0] if rows else seq,
            "first_kept": first[0] or 0,
            "total": first[1] or 0,
            "violations": dict(self.violations),
        }

    def clear(self) -> None:
        """Forget everything, but not which numbers were used."""
        self._store.run("delete from history")
        self.violations.clear()


def _short(body: bytes) -> bytes:
    if len(body) <= KEPT_BYTES:
        return body
    return b"(%d bytes, sha256 %s)" % (len(body), hashlib.sha256(body).hexdigest().encode())


def _shown(
    seq: int, at: float, took: float, actor: str, method: str, chat: int | None, address: str, content_type: str,
    body: bytes, status: int, answer: bytes, fault: str | None, violations: str,
) -> Json:  # fmt: skip
    return {
        "seq": seq,
        "at": at,
        "took": took,
        "actor": actor,
        "method": method,
        "chat": chat,
        "address": address,
        "content_type": content_type,
        **_readable("body", body),
        "status": status,
        **_readable("answer", answer),
        "fault": fault,
        "violations": violations.split(),
    }


def _readable(name: str, body: bytes) -> Json:
    """The bytes as text if they are UTF-8, else in base64 under another name."""
    try:
        return {name: body.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(body).decode()}
