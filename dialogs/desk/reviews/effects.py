"""What reviewers wish and what they are shown: the effects of the page `reviews`. Screens hold all that their templates say."""

from __future__ import annotations

import msgspec

from dialogs.desk.reviews.sides import Side
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.review import Judgement


class QueueWanted(Wanted, frozen=True, tag="queue_wanted"):
    """The finished runs that wait for this person's agency."""


class ReviewWanted(Wanted, frozen=True, tag="review_wanted"):
    """One review; `asking` is `return` or `lock` where that is to be confirmed."""

    run: str
    asking: str = ""


class ReviewedAreaWanted(Wanted, frozen=True, tag="reviewed_area_wanted"):
    """One area of a review."""

    run: str
    area: str


class CardWanted(Wanted, frozen=True, tag="review_card_wanted"):
    """One answer of a review; `step` leads to the answer so many places on."""

    run: str
    area: str
    question: str
    step: int = 0


class Judged(Wanted, frozen=True, tag="judged"):
    """An answer is judged by somebody who saw `seen` of its finding."""

    run: str
    area: str
    question: str
    judgement: Judgement
    seen: str
    key: str = ""
    reason: str = ""


class RestAccepted(Wanted, frozen=True, tag="rest_accepted"):
    """Every answer of the area that nobody judged is accepted."""

    run: str
    area: str


class ReturnWanted(Wanted, frozen=True, tag="return_wanted"):
    """The review goes back to the enterprise with its gaps."""

    run: str


class LockWanted(Wanted, frozen=True, tag="lock_wanted"):
    """The review is finished and to be sealed."""

    run: str


class ReviewFileWanted(Wanted, frozen=True, tag="review_file_wanted"):
    """The report of a review: `pdf` or `json`."""

    run: str
    what: str


class EvidenceWanted(Wanted, frozen=True, tag="evidence_wanted"):
    """A file that lies beside an answer."""

    run: str
    area: str
    question: str
    file: str


class QueueRow(msgspec.Struct, frozen=True):
    """One run that waits: whose it is, when it was finished, how far its review is."""

    run: str
    name: str
    finished_at: int
    state: str
    decided: int
    of: int
    replied: int


class AreaRow(msgspec.Struct, frozen=True):
    """One area: how many of its answers are settled, asked back, or not judged."""

    area: str
    name: str
    decided: int
    asked: int
    of: int


class AnswerRow(msgspec.Struct, frozen=True):
    """One answer in the list of an area."""

    question: str
    number: str
    stem: str
    given: str
    judgement: str
    key: str
    replied: bool
    files: int
    notes: int


class FileRow(msgspec.Struct, frozen=True):
    """A file beside an answer; its size in words."""

    id: str
    name: str
    size: str


class Said(msgspec.Struct, frozen=True):
    """What a reviewer wrote about an answer, and what the enterprise said to it."""

    reason: str
    reply: str


class QueueShown(DeskShown, frozen=True, tag="queue_shown"):
    """The runs that wait, those with replies first, and how many more there are."""

    rows: tuple[QueueRow, ...]
    more: int = 0


class ReviewShown(DeskShown, frozen=True, tag="review_shown"):
    """One review: both scores side by side, and each area."""

    run: str
    name: str
    code: str
    finished_at: int
    state: str
    own: Side
    verified: Side
    accepted: int
    adjusted: int
    waiting: int
    replied: int
    of: int
    left_out: tuple[str, ...]
    areas: tuple[AreaRow, ...]
    intact: bool = True


class ReviewAsked(DeskShown, frozen=True, tag="review_asked"):
    """Whether to return or to lock; with what that would mean."""

    asking: str
    name: str
    gaps: int
    unjudged: int
    own: Side
    verified: Side


class ReviewedAreaShown(DeskShown, frozen=True, tag="reviewed_area_shown"):
    """The answers of an area."""

    name: str
    area: str
    state: str
    rows: tuple[AnswerRow, ...]
    unjudged: int


class ReviewCardShown(DeskShown, frozen=True, tag="review_card_shown"):
    """One answer, with all that the enterprise put beside it and what was found."""

    name: str
    area: str
    level: str
    place: int
    of: int
    number: str
    stem: str
    options: tuple[tuple[str, str], ...]
    given: str
    evidence: str
    notes: tuple[str, ...]
    files: tuple[FileRow, ...]
    others: tuple[str, ...]
    seen: str
    state: str
    judgement: str = ""
    key: str = ""
    reason: str = ""
    who: str = ""
    at: int = 0
    reply: str = ""
    earlier: tuple[Said, ...] = ()


class FindingKept(DeskTold, frozen=True, tag="finding_kept"):
    """An answer was judged."""

    number: str
    judgement: Judgement
    key: str = ""


class RestKept(DeskTold, frozen=True, tag="rest_kept"):
    """So many answers of an area were accepted at once."""

    area: str
    accepted: int


class FindingMeanwhile(DeskTold, frozen=True, tag="finding_meanwhile"):
    """Somebody else judged this answer since it was shown, so this judgement was not taken."""

    number: str
    who: str
    judgement: Judgement


class ReviewReturned(DeskTold, frozen=True, tag="review_returned"):
    """The review is in the hands of the enterprise, whose contacts know of it."""

    gaps: int
    people: int


class ReviewLocked(DeskTold, frozen=True, tag="review_locked"):
    """The review is finished and sealed."""

    seal: str


class NotReady(DeskTold, frozen=True, tag="review_not_ready"):
    """The review cannot be locked, or has nothing to be returned for."""

    asking: str
    unjudged: int
    asked: int


class EvidenceComing(DeskTold, frozen=True, tag="evidence_coming"):
    """The file follows, or it is not there any more."""

    name: str


class RepliesCame(DeskShown, frozen=True, tag="replies_came"):
    """To the reviewers: the enterprise answered what was asked back."""

    run: str
    name: str
    replies: int
