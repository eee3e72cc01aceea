"""The review of a finished run by a third party: per answer accepted, adjusted with a reason, or asked back. Frozen, pure.

The run itself never changes. What follows from the findings is worked out in `dialogs.review_rules`.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dialogs.model import Document

REVIEW_SPEC = 1


class ReviewState(StrEnum):
    """Where a review stands: under way, returned to the enterprise with gaps, or locked for good until it is reopened."""

    OPEN = "open"
    RETURNED = "returned"
    LOCKED = "locked"


class Judgement(StrEnum):
    """What a reviewer makes of one answer."""

    ACCEPTED = "accepted"
    ADJUSTED = "adjusted"
    ASKED_BACK = "asked_back"


class Exchange(Document, frozen=True, kw_only=True):
    """What a reviewer wrote earlier about an answer, and what the enterprise said to it."""

    reason: str
    reply: str
    by: str
    at: int


class Finding(Document, frozen=True, kw_only=True):
    """The judgement of one answer; `key` is the option instead of the enterprise's where adjusted.

    `reply` is what the enterprise said to it; `earlier` what was said before this judgement took the place of another.
    """

    judgement: Judgement
    key: str = ""
    reason: str = ""
    by: str
    at: int
    reply: str = ""
    replied_by: str = ""
    replied_at: int | None = None
    earlier: tuple[Exchange, ...] = ()


class Reopening(Document, frozen=True, kw_only=True):
    """A locked review that the city opened again: by whom, when, why, and the seal that it had."""

    by: str
    at: int
    reason: str
    seal: str


class Review(Document, frozen=True, kw_only=True):
    """All findings about one run by question id. `level` and `total` are the verified score once locked; exact decimal.

    `seal` is the SHA-256 (hex) of the locked review without it, `scoring` the version of the scoring that it was locked with.
    """

    spec: int
    run: str
    agency: str
    state: ReviewState = ReviewState.OPEN
    findings: dict[str, Finding] = msgspec.field(default_factory=dict)
    level: int | None = None
    total: str | None = None
    scoring: str = ""
    returned_at: int | None = None
    locked_at: int | None = None
    locked_by: str = ""
    seal: str = ""
    reopenings: tuple[Reopening, ...] = ()
