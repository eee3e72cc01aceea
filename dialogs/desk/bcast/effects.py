"""The screens of broadcasts, each with everything that it says."""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown


class CampaignBrief(msgspec.Struct, frozen=True):
    """A campaign in a list; `over` if it is before a day that is past."""

    id: str
    title: str
    state: str
    persons: int = 0
    at: int = 0
    over: bool = False


class CampaignsShown(DeskShown, frozen=True, tag="campaigns_shown"):
    """The campaigns that the person may know of, most urgent first; `drafts` are own ones. `makes`: the person may begin one."""

    running: tuple[CampaignBrief, ...] = ()
    drafts: tuple[CampaignBrief, ...] = ()
    ended: tuple[CampaignBrief, ...] = ()
    reminders: int = 0
    makes: bool = False


class RemindersShown(DeskShown, frozen=True, tag="reminders_shown"):
    """The series that stand, each on or off."""

    series: tuple[CampaignBrief, ...] = ()


class DraftUnitsShown(DeskShown, frozen=True, tag="draft_units_shown"):
    """In whose name the person may write."""

    units: tuple[tuple[str, str], ...]


class Narrowing(msgspec.Struct, frozen=True):
    """What narrows an audience in one way, in words."""

    by: str
    values: tuple[str, ...]


class AudienceCount(msgspec.Struct, frozen=True):
    """How many are meant now, and some of them as (enterprise or unit, person)."""

    enterprises: int
    persons: int
    samples: tuple[tuple[str, str], ...] = ()


class TimeBrief(msgspec.Struct, frozen=True):
    """When it is sent, as `dialogs.campaigns.model.When`; `programme` is a title. Before the windows of one programme `next` says whether
    it is sent right `now`, or `at` the moment `next_at` (for the window that closes on `deadline`); else why it is not sent for now: all of
    them are `past` or too near (`late`), or there are `none`, or the programme is `gone`. Before a day it says only that this is `past`."""

    every: str
    at: int
    deadline: str
    steps: tuple[int, ...]
    opens: int
    closes: int
    any_day: bool
    window: int
    programme: str = ""
    next: str = ""
    next_at: int = 0


class TallyRow(msgspec.Struct, frozen=True):
    """How many persons are in a state."""

    state: str
    number: int


class CampaignShown(DeskShown, frozen=True, tag="campaign_shown"):
    """One campaign. `offered` are the moves that this person may make; `own` a draft that the person may change; `faults` in words.

    `counted` is of now for a draft, and as confirmed for anything later. `tapped`, `continued` and `finished` are of enterprises
    that were written to; `left` are the seconds in which it can still be taken back. `occasions` are what was sent of a series last.
    """

    id: str
    title: str
    state: str
    units: tuple[str, ...]
    narrowings: tuple[Narrowing, ...]
    text: str
    languages: tuple[str, ...]
    attachment: str
    button: str
    url: str
    time: TimeBrief
    counted: AudienceCount
    series: bool = False
    own: bool = False
    faults: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    made_by: str = ""
    confirmed_by: str = ""
    seconded_by: str = ""
    starts_at: int = 0
    ends_at: int = 0
    left: int = 0
    tally: tuple[TallyRow, ...] = ()
    tapped: int = 0
    continued: int = 0
    finished: int = 0
    reason: str = ""
    digest: str = ""
    occasions: tuple[CampaignBrief, ...] = ()


class AudienceShown(DeskShown, frozen=True, tag="audience_shown"):
    """Whom a draft is for, and what can narrow it."""

    id: str
    narrowings: tuple[Narrowing, ...]
    counted: AudienceCount
    offered: tuple[str, ...]


class NarrowingShown(DeskShown, frozen=True, tag="narrowing_shown"):
    """One way to narrow: what is chosen already, what can be chosen (key, name, chosen), where the list goes on (0: nowhere)."""

    id: str
    by: str
    chosen: tuple[str, ...]
    rows: tuple[tuple[str, str, bool], ...]
    find: str
    more: int
    typed: str
    counted: AudienceCount


class FieldBrief(msgspec.Struct, frozen=True):
    """A field that a text may have, and what stands there for an example."""

    name: str
    example: str


class TextShown(DeskShown, frozen=True, tag="text_shown"):
    """What a draft says in one language, as it was typed, what is wrong with it, and which fields there are."""

    id: str
    language: str
    text: str
    faults: tuple[str, ...]
    fields: tuple[FieldBrief, ...]


class AttachmentShown(DeskShown, frozen=True, tag="attachment_shown"):
    """What goes with the message."""

    id: str
    name: str = ""
    picture: bool = False
    faults: tuple[str, ...] = ()


class ButtonShown(DeskShown, frozen=True, tag="button_shown"):
    """What the button under the message does; `programme` is the title of the one that it opens, `programmes` those to choose from."""

    id: str
    kind: str = ""
    url: str = ""
    faults: tuple[str, ...] = ()
    programme: str = ""
    programmes: tuple[tuple[str, str], ...] = ()


class WhenShown(DeskShown, frozen=True, tag="when_shown"):
    """When a draft is sent; `about` is the field that is asked now, `programmes` those to choose from."""

    id: str
    time: TimeBrief
    about: str = ""
    faults: tuple[str, ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()


class PreviewShown(DeskShown, frozen=True, tag="preview_shown"):
    """The message as one of the first recipients would read it; `body` is HTML of the small subset, its fields escaped."""

    id: str
    place: int
    of: int
    name: str
    person: str
    body: str
    attachment: str
    button: str
    url: str


class TrialShown(DeskShown, frozen=True, tag="trial_shown"):
    """The message to the person who writes it, with somebody else's fields."""

    name: str
    body: str
    attachment: str
    button: str
    url: str


class ReviewShown(DeskShown, frozen=True, tag="campaign_reviewed"):
    """Everything once more. `digest` is of the audience; of the first `looked` persons `unreachable` and `declined` will not get it.

    `spans` are from when to when it would be sent, the next ones of a series; none for what is counted for each enterprise.
    """

    id: str
    title: str
    counted: AudienceCount
    digest: str
    time: TimeBrief
    series: bool
    second: bool
    looked: int = 0
    unreachable: int = 0
    declined: int = 0
    faults: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


class SureAsked(DeskShown, frozen=True, tag="sure_asked"):
    """Whether to stop for good (`queued` have not got it yet), or to drop a draft."""

    id: str
    title: str
    what: str
    queued: int = 0


class LedgerLine(msgspec.Struct, frozen=True):
    """What became of it for one person."""

    name: str
    person: str
    state: str
    reason: str
    at: int
    acted: str = ""


class LedgerShown(DeskShown, frozen=True, tag="ledger_shown"):
    """A page of the ledger."""

    id: str
    title: str
    state: str
    first: int
    of: int
    lines: tuple[LedgerLine, ...]
    after: str = ""
    tally: tuple[TallyRow, ...] = ()


class SecondAsked(DeskShown, frozen=True, tag="second_asked"):
    """To those who may agree: somebody wants to write to many."""

    id: str
    title: str
    by: str
    units: tuple[str, ...]
    enterprises: int
    persons: int
    text: str
    time: TimeBrief
    samples: tuple[tuple[str, str], ...] = ()


class SecondDecided(DeskShown, frozen=True, tag="second_decided"):
    """To all who were asked, and to the maker: who decided, and how; or that the maker thought better of it."""

    id: str
    title: str
    by: str
    agreed: bool
    recalled: bool = False
