"""What the page of broadcasts wishes for, and what it tells when that was done."""

from __future__ import annotations

from dialogs.effects import DeskTold, Wanted

# -- wishes ----------------------------------------------------------------------------------------------------------


class CampaignsWanted(Wanted, frozen=True, tag="campaigns_wanted"):
    """What is under way, waits, is planned or ended lately; or (with `of`) the reminders that stand."""

    of: str = ""


class DraftUnitsWanted(Wanted, frozen=True, tag="draft_units_wanted"):
    """In whose name the person may write."""


class DraftWanted(Wanted, frozen=True, tag="draft_wanted"):
    """A new draft in the name of this unit; without one, of the only one there is, else it is asked."""

    unit: str = ""


class CampaignWanted(Wanted, frozen=True, tag="campaign_wanted"):
    """One campaign as it is."""

    id: str


class PartWanted(Wanted, frozen=True, tag="part_wanted"):
    """One part of a draft, to be changed: `audience`, `text`, `file`, `button` or `when`; `about` is a language, or a field of the time."""

    id: str
    part: str
    about: str = ""


class NarrowingWanted(Wanted, frozen=True, tag="narrowing_wanted"):
    """What the audience of a draft can be narrowed by, of one kind: those whose name has `find` in it, from the place `start`."""

    id: str
    by: str
    find: str = ""
    start: int = 0


class Narrowed(Wanted, frozen=True, tag="narrowed"):
    """One value more or less; an empty one takes away the whole kind, an empty kind everything."""

    id: str
    by: str = ""
    value: str = ""


class TextGiven(Wanted, frozen=True, tag="text_given"):
    """What the message says in this language; empty for not at all."""

    id: str
    language: str
    text: str


class AttachmentGiven(Wanted, frozen=True, tag="attachment_given"):
    """A file in the data folder that goes with the message; without a digest none does."""

    id: str
    digest: str = ""
    name: str = ""
    mime: str = ""
    size: int = 0


class ButtonGiven(Wanted, frozen=True, tag="button_given"):
    """What the button does: `continue`, `status`, `programme` with its id, `link` with its address; empty for none."""

    id: str
    kind: str = ""
    url: str = ""
    programme: str = ""


class WhenGiven(Wanted, frozen=True, tag="when_given"):
    """One field of the time is to be this."""

    id: str
    field: str
    value: str


class PreviewWanted(Wanted, frozen=True, tag="preview_wanted"):
    """The message as this one of the first recipients would read it."""

    id: str
    place: int = 0


class TrialWanted(Wanted, frozen=True, tag="trial_wanted"):
    """The message to the person itself, marked as a trial."""

    id: str


class ReviewWanted(Wanted, frozen=True, tag="review_wanted"):
    """Everything once more, before it is confirmed."""

    id: str


class Confirmed(Wanted, frozen=True, tag="confirmed"):
    """It is to be sent, to the audience whose digest begins so."""

    id: str
    begun: str


class MoveWanted(Wanted, frozen=True, tag="move_wanted"):
    """A campaign is to be moved on, as `dialogs.campaigns.moving.Move` says."""

    id: str
    move: str


class SureWanted(Wanted, frozen=True, tag="sure_wanted"):
    """Whether to stop a campaign for good, or to drop a draft (`what`)."""

    id: str
    what: str


class DropWanted(Wanted, frozen=True, tag="drop_wanted"):
    """A draft is to be forgotten."""

    id: str


class LedgerWanted(Wanted, frozen=True, tag="ledger_wanted"):
    """A page of the ledger: of those in this state, after this person; `seen` lines came before."""

    id: str
    state: str = ""
    after: str = ""
    seen: int = 0


class LedgerFileWanted(Wanted, frozen=True, tag="ledger_file_wanted"):
    """The whole ledger as a file."""

    id: str


# -- what is told ----------------------------------------------------------------------------------------------------


class CampaignMoved(DeskTold, frozen=True, tag="campaign_moved"):
    """What was done: the name of the move, and the state that came of it."""

    move: str
    state: str
    persons: int = 0


class CampaignStays(DeskTold, frozen=True, tag="campaign_stays"):
    """The move is not allowed any more, as somebody was first or time went on: the state it is in. `own`: another person has to agree."""

    move: str
    state: str
    own: bool = False


class AudienceChanged(DeskTold, frozen=True, tag="audience_changed"):
    """Another audience than the one that was shown; nothing is sent."""

    persons: int


class CampaignFaulty(DeskTold, frozen=True, tag="campaign_faulty"):
    """It cannot be sent as it is."""


class TrialSent(DeskTold, frozen=True, tag="trial_sent"):
    """The trial is on its way to the person itself."""


class DraftDropped(DeskTold, frozen=True, tag="draft_dropped"):
    """The draft is gone."""


class LedgerComing(DeskTold, frozen=True, tag="ledger_coming"):
    """The file follows."""


class CodesLeft(DeskTold, frozen=True, tag="codes_left"):
    """Of the pasted codes so many were new and taken; the named ones are none."""

    taken: int
    wrong: tuple[str, ...] = ()
