"""A campaign (群发): whom it is for, what it says, what its button does, and when it may be sent. Frozen documents, as runs and cursors.

A campaign with a repeating `When` is a series: it is never sent itself, but every occasion of it is, as a campaign of its own. Standing
reminders are series that are shipped as data. Times are UTC milliseconds since 1970; days and hours are those of Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from dialogs.model import Cursor, Document

SECOND_PERSON = 50
"""More persons than this are written to only after somebody else has agreed."""

UNDO_SECONDS = 60
"""So long nothing is sent after the last confirmation, so that it can be taken back."""

FOLLOWED_DAYS = 14
"""For how many days after a message it is noted what the enterprise did then."""

IN_PROGRESS = "in_progress"
FINISHED = "finished"
"""Two of the stages of an enterprise, as `bot.ports.standing.Stage` spells them."""


class Kind(StrEnum):
    """What a person can decline, each by itself: messages of the staff, and the standing reminders by their reason."""

    NEWS = "news"
    PROGRESS = "progress"
    DEADLINE = "deadline"
    AGAIN = "again"
    WEEKLY = "weekly"


class Whom(StrEnum):
    """Who of each enterprise is written to: its first contact, all of its contacts, or (of each unit instead) its liaisons."""

    FIRST = "first"
    ALL = "all"
    LIAISONS = "liaisons"


class Audience(Document, frozen=True, kw_only=True):
    """Which enterprises, and whom of each. What is empty (or 0) does not narrow; within one tuple any will do, all else must hold.

    `stages` are those of `bot.ports.standing.Stage`; `idle_days`: nobody of it did anything for at least so long; `answering` is the level
    being answered; `levels` the level of the run finished last, `months_since` how long ago that was at least; `without` is an indicator
    that its latest run has no value for; `language` is that of the person.

    `verdicts` are written `programme:outcome`: what this programme (`*`: any) said last to the enterprise; `unsent` is a programme for
    which it has not handed in, or has to do so again.
    """

    whom: Whom = Whom.FIRST
    districts: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    parks: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    idle_days: int = 0
    answering: int = 0
    levels: tuple[int, ...] = ()
    months_since: int = 0
    without: str = ""
    language: str = ""
    codes: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    unsent: str = ""


ANY = "*"
"""Whatever programme, in the place of one that an audience names."""


def verdict_key(programme: str, outcome: str) -> str:
    """How an audience names one outcome of one programme."""
    return f"{programme}:{outcome}"


class ButtonKind(StrEnum):
    """What the button under the message does: on with the own run at its very question, to the own status page, to the page of a
    programme, or to an address."""

    CONTINUE = "continue"
    STATUS = "status"
    PROGRAMME = "programme"
    LINK = "link"


class Button(Document, frozen=True, kw_only=True):
    """The button under the message; without a `label` it has the usual one of its kind. `url` only for a link, `programme` only for one."""

    kind: ButtonKind
    label: str = ""
    url: str = ""
    programme: str = ""


class Attachment(Document, frozen=True, kw_only=True):
    """A picture or document that goes with the message. The bytes lie in the data folder under their SHA-256 (hex)."""

    digest: str
    name: str
    mime: str
    size: int
    picture: bool = False


class Every(StrEnum):
    """When a campaign is sent: once (`NOW`, `AT`), or on occasions: every week or month, so many days before a `DEADLINE` or
    before a `WINDOW` of any programme closes, or counted for each enterprise from when it was last active (`IDLE`) or last finished a run
    (`FINISHED`)."""

    NOW = "now"
    AT = "at"
    DEADLINE = "deadline"
    WINDOW = "window"
    WEEK = "week"
    MONTH = "month"
    IDLE = "idle"
    FINISHED = "finished"


SERIES = frozenset({Every.WEEK, Every.MONTH, Every.DEADLINE, Every.WINDOW, Every.IDLE, Every.FINISHED})


class When(Document, frozen=True, kw_only=True):
    """When it may be sent. `at` is the moment of `AT`, and of the first time of `WEEK` and `MONTH`; `deadline` a day (`2026-11-30`);
    `steps` are days before the deadline or the end of a window (whose last day an occasion has as `deadline`), days of idleness, or months
    since a run was finished; `programme` is the one whose windows are meant, else those of any.

    `opens` and `closes` are minutes of the day; on days that are not working days nothing is sent unless `any_day`. What could not be sent
    within `window` days after its time is not sent at all.
    """

    every: Every = Every.NOW
    at: int = 0
    deadline: str = ""
    steps: tuple[int, ...] = ()
    programme: str = ""
    opens: int = 9 * 60
    closes: int = 18 * 60
    any_day: bool = False
    window: int = 3


class Since(StrEnum):
    """What the time of an enterprise's occasion is counted from."""

    IDLE = "idle"
    FINISHED = "finished"


class Span(Document, frozen=True, kw_only=True):
    """Enterprises whose `since` lies in `after < since <= before`; the occasion is `step` and that very moment, so that it comes once."""

    since: Since
    step: int
    after: int
    before: int


class CampaignState(StrEnum):
    """Where a campaign stands. `WAITING` is for a second person, `SCHEDULED` for its time (or the end of the time to take it back);
    `STANDING` is a series that is on, `OFF` one that is not."""

    DRAFT = "draft"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    STANDING = "standing"
    OFF = "off"


class Campaign(Document, frozen=True, kw_only=True):
    """One broadcast or series. `units` are those in whose name it is sent and which nobody in its audience may lie outside of (`shanghai`
    is all); `texts` are by language, in the small HTML subset with fields in braces; `series` is the id of the one it is an occasion of.

    `digest` and `persons` are of the audience as it was confirmed; `starts_at` and `ends_at` bound the sending. `shown` is, by person, the
    message that says how it is going, until that has said how it ended.
    """

    id: str
    kind: Kind = Kind.NEWS
    title: str = ""
    made_by: str = ""
    made_at: int = 0
    units: tuple[str, ...] = ()
    audience: Audience = Audience()
    texts: dict[str, str] = msgspec.field(default_factory=dict)
    attachment: Attachment | None = None
    button: Button | None = None
    when: When = When()
    state: CampaignState = CampaignState.DRAFT
    series: str = ""
    digest: str = ""
    persons: int = 0
    confirmed_by: str = ""
    confirmed_at: int | None = None
    seconded_by: str = ""
    starts_at: int | None = None
    ends_at: int | None = None
    ended_at: int | None = None
    reason: str = ""
    shown: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def is_series(self) -> bool:
        """Whether occasions of it are sent, and not it itself. An occasion carries the `when` of its series."""
        return self.when.every in SERIES and not self.series

    @property
    def programme(self) -> str | None:
        """The programme that it is about: empty where it is about several, nothing where it is about none."""
        if self.when.programme:
            return self.when.programme
        if self.button is not None and self.button.programme:
            return self.button.programme
        asked = ({key.partition(":")[0] for key in self.audience.verdicts} | {self.audience.unsent}) - {""}
        if not asked:
            return None
        return "" if len(asked) > 1 or ANY in asked else next(iter(asked))


class DeliveryState(StrEnum):
    """What has become of a campaign for one person. `DOUBTFUL`: nobody knows whether it arrived, and it is never repeated by itself.

    Not sent on purpose: blocked the bot, account deleted, never reachable, declined this kind, finished meanwhile, moved on (active
    again, or no longer a contact), outside the time it was meant for, stopped by the staff.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    UNREACHABLE = "unreachable"
    OPTED_OUT = "opted_out"
    FINISHED = "finished"
    MOVED_ON = "moved_on"
    OUTSIDE = "outside"
    STOPPED = "stopped"
    FAILED = "failed"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the text of a message may say about one recipient, and what decides whether it still goes. `enterprises` are how many of the
    person's are in the audience; `name` is of the first of them, by the order of ids. For a liaison `unit` and the counts are set instead.

    `contact` says whether the person is (still) a contact of it; `mutes` are the kinds that the person declined; `away`: did not agree to
    the purposes, or is gone; `cursor` is where the person stands, which buttons are drawn for. `chat` is empty and `reachable` false for
    who cannot be written to. Where the campaign is about a programme, `verdicts` are what programmes say to the enterprise, `programme` is
    what it is called, `titles` the same in other languages, `handed_in` whether nothing is left to do.
    """

    person: str
    language: str = ""
    chat: str = ""
    reachable: bool = False
    away: bool = False
    mutes: frozenset[str] = frozenset()
    contact: bool = True
    contact_name: str = ""
    cursor: Cursor | None = None
    enterprise: str = ""
    name: str = ""
    enterprises: int = 1
    district: str = ""
    stage: str = ""
    answering: int = 0
    answered: int = 0
    of: int = 0
    level: int | None = None
    finished_at: int | None = None
    idle_since: int = 0
    unit: str = ""
    registered: int = 0
    in_progress: int = 0
    finished: int = 0
    idle: int = 0
    finished_lately: int = 0
    verdicts: frozenset[str] = frozenset()
    programme: str = ""
    titles: Mapping[str, str] = msgspec.field(default_factory=dict)
    handed_in: bool = False
