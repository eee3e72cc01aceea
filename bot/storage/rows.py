"""From documents to rows, which columns a run or a campaign shows, which answers changed, which texts are refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypedDict

import msgspec

from bot.ports.post import LARGEST_PARKED, LetterState
from dialogs.campaigns.model import Campaign
from dialogs.codec import DocumentError, encode
from dialogs.model import Answer, Profile, Run
from dialogs.review import REVIEW_SPEC, Review

_profiles = msgspec.json.Decoder(Profile)
_reviews = msgspec.json.Decoder(Review)
_campaigns = msgspec.json.Decoder(Campaign)
_scores = msgspec.json.Decoder(dict[str, str])


class RunColumns(TypedDict):
    """The columns of a run that queries filter on, and the document itself."""

    enterprise: str | None
    bank: str
    bank_version: str
    state: str
    answered: int
    started_at: int | None
    finished_at: int | None
    level: int | None
    total: str | None
    trial: int
    document: bytes


def run_columns(run: Run) -> RunColumns:
    """The columns that this run is kept in; level and total only once it has a result."""
    return RunColumns(
        enterprise=run.enterprise or None,
        bank=run.bank,
        bank_version=run.bank_version,
        state=run.state.value,
        answered=len(run.answers),
        started_at=run.started_at,
        finished_at=run.finished_at,
        level=run.result.level if run.result else None,
        total=run.result.total if run.result else None,
        trial=int(run.trial),
        document=encode(run),
    )


def indexed(run: Run) -> tuple[str, str, str, str]:
    """What indexes know of a run; see `bot.storage.statements.INDEXED`."""
    return run.enterprise, run.bank, run.bank_version, run.state


def changed_answers(before: Run, after: Run) -> list[tuple[str, Answer]]:
    """The answers that are new or differ. A turn carries the others over as they are, so that identity settles nearly all."""
    known = before.answers.get
    touched = [(question, answer) for question, answer in after.answers.items() if known(question) is not answer]
    return [(question, answer) for question, answer in touched if known(question) != answer]


def dropped_answers(before: Run, after: Run) -> list[str]:
    """The questions that were answered before and are not any more; tailoring out drops nothing, it parks."""
    return sorted(before.answers.keys() - after.answers.keys())


def encode_profile(profile: Profile) -> bytes:
    """The profile as JSON, kept beside the columns of the enterprise."""
    return msgspec.json.encode(profile)


def decode_profile(document: bytes) -> Profile:
    """The profile in these bytes."""
    return _profiles.decode(document)


def encode_scores(scores: Mapping[str, str]) -> str:
    """The scores of a finished run's areas as JSON text."""
    return msgspec.json.encode(scores).decode()


def decode_scores(text: str) -> dict[str, str]:
    """The scores in this text."""
    return _scores.decode(text)


def encode_review(review: Review) -> bytes:
    """The review as JSON."""
    return msgspec.json.encode(review)


def decode_review(document: bytes) -> Review:
    """The review in these bytes; raises `DocumentError` if they are not one of this program's spec."""
    try:
        review = _reviews.decode(document)
    except msgspec.MsgspecError as error:
        raise DocumentError(f"not a readable review: {error}") from error
    if review.spec != REVIEW_SPEC:
        raise DocumentError(f"a review of spec {review.spec}, not {REVIEW_SPEC}")
    return review


class CampaignColumns(TypedDict):
    """The columns of a campaign that queries filter on, and the document itself."""

    id: str
    state: str
    kind: str
    series: str
    made_by: str
    made_at: int
    starts_at: int | None
    file: str
    document: bytes


def campaign_columns(campaign: Campaign) -> CampaignColumns:
    """The columns that this campaign is kept in; `file` is the digest of its attachment."""
    return CampaignColumns(
        id=plain(campaign.id),
        state=campaign.state.value,
        kind=campaign.kind.value,
        series=plain(campaign.series),
        made_by=plain(campaign.made_by),
        made_at=campaign.made_at,
        starts_at=campaign.starts_at,
        file=plain(campaign.attachment.digest) if campaign.attachment else "",
        document=msgspec.json.encode(campaign),
    )


def decode_campaign(document: bytes) -> Campaign:
    """The campaign in these bytes; raises `DocumentError` if they are not one that this program can read."""
    try:
        return _campaigns.decode(document)
    except msgspec.MsgspecError as error:
        raise DocumentError(f"not a readable campaign: {error}") from error


def encode_codes(codes: Iterable[str]) -> str:
    """Credit codes, ids or other words as one value of a statement."""
    return msgspec.json.encode([plain(code) for code in codes]).decode()


def encode_detail(detail: dict[str, str]) -> str:
    """The audit's detail as JSON text."""
    return msgspec.json.encode(detail).decode()


def seal_of(document: bytes) -> str:
    """The seal of a stored document: SHA-256 in hex of its bytes, which are canonical because only the codec writes them."""
    return hashlib.sha256(document).hexdigest()


def plain(value: str) -> str:
    """The text itself; refuses on every store what one of them cannot keep: NUL (PostgreSQL) and what is no UTF-8."""
    value.encode()
    if "\0" in value:
        raise ValueError("a text with a NUL character cannot be kept")
    return value


LONGEST_KEY = 200
"""Characters of an update's key that are kept as they are; a longer one would not fit into PostgreSQL's index."""

LONGEST_TEXT = 500
"""Characters that are kept of a reason, a reference number, or the channel's name for the sender of a parked update."""

REMOVING = frozenset({LetterState.SENT, LetterState.SUPERSEDED})
"""The ends after which nothing of a letter needs to be kept."""


def require_end(state: LetterState) -> None:
    """Refuse a state that is no end of a letter."""
    if state in {LetterState.QUEUED, LetterState.SENDING}:
        raise ValueError(f"{state.value} is no end of a letter")


def bounded_key(key: str) -> str:
    """The key itself, or its digest where it is too long or holds what a database cannot keep: strangers may shape it."""
    if len(key) <= LONGEST_KEY and key.isprintable():
        return key
    return "#" + hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def kept_text(text: str) -> str:
    """The text cut to what is worth keeping, with a mark in place of what a database cannot keep."""
    return text[:LONGEST_TEXT].encode(errors="replace").decode().replace("\0", "\ufffd")


def kept_body(body: bytes) -> bytes:
    """What is kept of a parked update."""
    return body[:LARGEST_PARKED]
