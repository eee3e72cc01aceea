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


class Run(Document, frozen=True, kw_only=True):
    """One assessment (自诊断) of one enterprise with one bank version.

    Answers to areas that are tailored out stay in `answers` and do not count. `previous` holds the answers of the run before it,
    shown as suggestions. `level` is the level being answered, 0 before the first.
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
    levels: tuple[LevelResult, ...] = ()
    indicators: dict[str, IndicatorValue] = {}
    created_at: int
    started_at: int | None = None
    finished_at: int | None = None
    result: Result | None = None


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


class Cursor(Document, frozen=True, kw_only=True):
    """Where one person stands in the conversation, and what is known of the person.

    `at` names what is asked (a field, an area, a question or an indicator id), `part` the step inside it, `draft` an input that
    awaits confirmation, `correcting` that a single field or area is being changed and the review comes next. `drafted_out` is the
    tailoring said back but not yet in effect. `revision` grows with every turn that moves the person; buttons carry it.
    """

    spec: int
    person: str
    run: str = ""
    language: str = ""
    consented_at: int | None = None
    contact: Contact = Contact()
    phase: Phase = Phase.NEW
    at: str = ""
    part: str = ""
    draft: str = ""
    correcting: bool = False
    drafted_out: tuple[str, ...] = ()
    revision: int = 0
