"""The two documents of a conversation: the run (what an enterprise answered) and the cursor (where one person stands).

Both are frozen, carry a spec version and refer to a bank by id and version; they never embed it. Times are UTC milliseconds since
1970. Only `dialogs.codec` turns them into bytes and back.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

RUN_SPEC = 1
CURSOR_SPEC = 1


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What all parts of a document share: frozen, strict, and silent about defaults when encoded."""


class RunState(StrEnum):
    """Where a run stands: before its first question, under way, sealed, or given up."""

    PREPARING = "preparing"
    OPEN = "open"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class Profile(Document, frozen=True, kw_only=True):
    """What is known of the enterprise. Empty text means not asked yet; `code_doubtful` marks a check digit that does not match."""

    name: str = ""
    code: str = ""
    code_doubtful: bool = False
    district: str = ""
    unit: str = ""
    industry: str = ""
    nature: str = ""
    kind: str = ""
    size: str = ""
    sales: str = ""


class Contact(Document, frozen=True, kw_only=True):
    """The person's own details; kept with the cursor and never in a run, so that they can be deleted. `None` means left out on purpose."""

    name: str = ""
    post: str = ""
    mobile: str | None = ""
    email: str | None = ""


class Answer(Document, frozen=True, kw_only=True):
    """One answer: the option's key (or `NA`), who gave it and when."""

    key: str
    by: str
    at: int


class Note(Document, frozen=True, kw_only=True):
    """A remark beside an answer. `helper` says that it came from somebody who was handed the question over."""

    id: str
    text: str
    by: str
    at: int
    helper: bool = False


class Evidence(Document, frozen=True, kw_only=True):
    """A file beside an answer: what its bytes are (SHA-256 in hex, type, size) and what it is called. The bytes lie in the data folder."""

    digest: str
    name: str
    mime: str
    size: int
    by: str
    at: int
    helper: bool = False

    @property
    def id(self) -> str:
        """What a button carries of the digest."""
        return self.digest[:16]


class HandoverState(StrEnum):
    """Where a hand-over stands: its link not opened, being answered, given back, or withdrawn."""

    WAITING = "waiting"
    OPEN = "open"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Handover(Document, frozen=True, kw_only=True):
    """The questions of one heading at one level, handed over by a contact to `helper`, whom the contact calls `name`. `title` and
    `questions` are what the heading was called to the contact, and how many there were: for those who read of it outside the run."""

    area: str
    level: int
    title: str
    questions: int
    name: str
    by: str
    at: int
    helper: str = ""
    state: HandoverState = HandoverState.WAITING


class IndicatorValue(Document, frozen=True, kw_only=True):
    """An indicator as the enterprise states it; no value means not applicable. The value is a decimal in the indicator's unit."""

    value: str | None = None
    formula: str = ""


class LevelResult(Document, frozen=True, kw_only=True):
    """What the enterprise was told when it submitted a level; the score is an exact decimal."""

    level: int
    score: str
    met: bool
    at: int


class Result(Document, frozen=True, kw_only=True):
    """What the enterprise was told at the end; recomputable from the answers with this scoring version."""

    level: int
    total: str
    scoring: str


class Reached(Document, frozen=True, kw_only=True):
    """The level of the enterprise's own last finished run with another bank, and what that bank is called, as far as known."""

    level: int
    title: str = ""


class Run(Document, frozen=True, kw_only=True):
    """One assessment (自诊断) of one enterprise with one bank version.

    Answers to areas that are tailored out stay in `answers` and do not count. `previous` holds the answers of the run before it,
    shown as suggestions. `level` is the level being answered, 0 before the first. `unconfirmed` holds what helpers answered until a
    contact takes it over; it counts nothing. It and `handovers` are gone from a finished run. `reached` holds, by bank id, the own results
    with other banks as they were when the run started; questions that are taken from such a result are suggested by it. A `trial` is an
    admin trying a bank out: it is no enterprise's and never counted.
    """

    spec: int
    id: str
    bank: str
    bank_version: str
    enterprise: str = ""
    state: RunState = RunState.PREPARING
    profile: Profile = Profile()
    tailored_out: tuple[str, ...] = ()
    level: int = 0
    answers: dict[str, Answer] = {}
    flags: tuple[str, ...] = ()
    previous: dict[str, str] = {}
    reached: dict[str, Reached] = {}
    levels: tuple[LevelResult, ...] = ()
    indicators: dict[str, IndicatorValue] = {}
    evidence: dict[str, tuple[Evidence, ...]] = {}
    notes: dict[str, tuple[Note, ...]] = {}
    unconfirmed: dict[str, Answer] = {}
    handovers: dict[str, Handover] = {}
    created_at: int
    started_at: int | None = None
    finished_at: int | None = None
    result: Result | None = None
    trial: bool = False


class Phase(StrEnum):
    """Where a person stands; the moves between them are the table in `dialogs.phases`."""

    NEW = "new"
    LANGUAGE = "language"
    CONSENT = "consent"
    DECLINED = "declined"
    PROFILE = "profile"
    PROFILE_REVIEW = "profile_review"
    SOUGHT = "sought"
    HOME = "home"
    TAILORING = "tailoring"
    TAILORING_REVIEW = "tailoring_review"
    LEVEL_OPENING = "level_opening"
    QUESTION = "question"
    LEVEL_REVIEW = "level_review"
    LEVEL_RESULT = "level_result"
    INDICATORS = "indicators"
    INDICATORS_REVIEW = "indicators_review"
    RESULT = "result"
    ABANDONING = "abandoning"
    DELETION = "deletion"


class Desk(Document, frozen=True, kw_only=True):
    """Where a person stands at the desk: the page, what it is about, and the form being filled in (`asked` is its field)."""

    page: str = ""
    at: str = ""
    asked: str = ""
    fields: dict[str, str] = {}


NOT_AT_DESK = Desk()
"""The one that is left out when a cursor is written: of structs only this very default is."""


class Consenting(StrEnum):
    """Where the consent to changed purposes stands, while it lies over the person's place."""

    NO = ""
    ASKED = "asked"
    DECLINED = "declined"
    DELETING = "deleting"


class Cursor(Document, frozen=True, kw_only=True):
    """Where one person stands in the conversation, and what is known of the person.

    `at` names what is asked (a field, an area, a question or an indicator id), `part` the step inside it, `draft` an input that
    awaits confirmation, `correcting` that a single field or area is being changed and the review comes next. `drafted_out` is the
    tailoring said back but not yet in effect. `desk` lies over all of this: who leaves it stands where they stood. `revision` grows
    with every turn that moves the person; buttons carry it. `handover` is set while the person stands in the run as a helper, who sees
    nothing but its questions; `left` is the run that the person stood in before. `consented_to` is the version of the purposes that the
    person agreed to, 0 before these had versions; `consenting` is set while the person is asked again.
    """

    spec: int
    person: str
    run: str = ""
    language: str = ""
    consented_at: int | None = None
    consented_to: int = 0
    consenting: Consenting = Consenting.NO
    contact: Contact = Contact()
    phase: Phase = Phase.NEW
    at: str = ""
    part: str = ""
    draft: str = ""
    correcting: bool = False
    drafted_out: tuple[str, ...] = ()
    desk: Desk = NOT_AT_DESK
    handover: str = ""
    left: str = ""
    revision: int = 0

    @property
    def where(self) -> str:
        """What the screen in front of the person is about; a button is bound to it."""
        return f"{self.desk.page}/{self.desk.at}/{self.desk.asked}" if self.desk.page else self.at
