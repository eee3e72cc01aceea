"""What the Bot API refuses, in the official words: bots decide by these texts, so a letter changed is a fault in the sandbox.

It refuses nothing by itself; it only says how.
"""

from __future__ import annotations

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Refused(Exception):
    """A call that the Bot API answers with `ok: false`; the code is also the HTTP status."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to


class Declined(Exception):
    """An act of a person that cannot be done, said to that person; the code is the HTTP status."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def bad(words: str) -> Refused:
    """400 with the official prefix."""
    return Refused(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refused:
    """403 with the official prefix."""
    return Refused(403, f"Forbidden: {words}")


def conflict(words: str) -> Refused:
    """409 with the official prefix."""
    return Refused(409, f"Conflict: {words}")


def too_many(seconds: int) -> Refused:
    """429: the caller is to be silent for so many seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
