"""What can come in: taps and texts of a person, and what the shell reports back when the engine sought something.

Imperative names. A button on a screen carries one of these; typed text is a `Reply` until `dialogs.commands` or the stage reads it.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dialogs.model import Reached, RunState
from dialogs.refusals import Refusal


class Inbound(msgspec.Struct, frozen=True, tag_field="in", tag=str.lower):
    """Anything that can come in."""


class Start(Inbound, frozen=True):
    """Begin, or come back: shows where the person stands. `token` is what a link brought along."""

    token: str = ""


class Reply(Inbound, frozen=True):
    """Typed text, whatever it means."""

    text: str


class Send(Inbound, frozen=True):
    """Something that is no text and cannot be an answer: a sticker, a voice message, a forwarded or an edited message."""

    kind: str


class Upload(Inbound, frozen=True):
    """A photo or document that a person sent: `kind` is `photo` or `document`, `ref` is what the channel fetches it by, `caption` the
    words that came with it.

    Name, size and type are what the sender says of it; nothing relies on them.
    """

    kind: str
    name: str
    size: int
    mime: str
    ref: str
    caption: str = ""


class Stored(Inbound, frozen=True):
    """The shell's report that a file lies in the data folder: its SHA-256 (hex), and name, type and size as its bytes have them.

    It is for a question of a run, or for a page of the desk.
    """

    digest: str
    name: str
    mime: str
    size: int
    run: str = ""
    question: str = ""
    page: str = ""
    at: str = ""
    caption: str = ""


class Unstored(Inbound, frozen=True):
    """The shell's report that a file could not be kept, and why."""

    name: str
    why: Refusal


class Card(Inbound, frozen=True):
    """The person's own contact card with its number; somebody else's is a `Send`, because it says nothing about the sender."""

    mobile: str


class Annotate(Inbound, frozen=True):
    """The notes and files beside the current question."""


class Choose(Inbound, frozen=True):
    """One of the choices of the current screen: an option key, a listed value, or a step such as `yes`."""

    key: str


class Back(Inbound, frozen=True):
    """To what was asked before."""


class Explain(Inbound, frozen=True):
    """The explanation of the current question, without losing the place."""


class Weigh(Inbound, frozen=True):
    """What each option of the current question would make of the level's score."""


class Flag(Inbound, frozen=True):
    """Not sure, answer later: marks the current question and goes on."""


class Contents(Inbound, frozen=True):
    """The headings of this level with their progress."""


class Forward(Inbound, frozen=True):
    """To the next question, keeping the answer."""


class Review(Inbound, frozen=True):
    """What is unanswered or flagged at this level."""


class Jump(Inbound, frozen=True):
    """Straight to a question, a heading, an indicator or a profile field, by id."""

    to: str


class Submit(Inbound, frozen=True):
    """Hand in or go on: the profile, the tailoring, the level, the indicators."""


class Retailor(Inbound, frozen=True):
    """Change the tailoring."""


class Correct(Inbound, frozen=True):
    """Change what is known of the enterprise or the contact."""


class Home(Inbound, frozen=True):
    """To the overview; nothing is lost."""


class Pause(Inbound, frozen=True):
    """Leave for now."""


class Renew(Inbound, frozen=True):
    """Start a new run after a finished one."""


class Abandon(Inbound, frozen=True):
    """Give the open run up."""


class History(Inbound, frozen=True):
    """The runs so far."""


class Show(Inbound, frozen=True):
    """A document of a finished run (the current one if not named): `pdf`, `charts`, `json` or `txt`."""

    what: str
    run: str = ""


class Speak(Inbound, frozen=True):
    """Go on in this language."""

    language: str


class Delete(Inbound, frozen=True):
    """Delete my personal data."""


class Open(Inbound, frozen=True):
    """A page of the desk, and what it is to be about."""

    page: str
    at: str = ""


class Tap(msgspec.Struct, frozen=True, tag_field="in", tag="tap"):
    """A button press: what it does, and the run, place and revision of the screen it was drawn on."""

    do: AnyInbound
    run: str
    at: str
    revision: int


class Standing(StrEnum):
    """How a credit code relates to the person: unknown so far, the person's own, or registered by somebody else."""

    NEW = "new"
    OWN = "own"
    TAKEN = "taken"


class PastRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One run of the enterprise as the limits and the history need it; times are UTC milliseconds."""

    id: str
    state: RunState
    started_at: int | None
    finished_at: int | None
    answered: int
    level: int | None = None
    total: str | None = None


class Known(Inbound, frozen=True):
    """The shell's report after `EnterpriseSought`: whose the credit code is, its id, its runs, and the last finished answers.

    Runs and answers are those with the bank of the run; `reached` are the results of the last finished runs with other banks, by bank id.
    """

    standing: Standing
    enterprise: str
    runs: tuple[PastRun, ...] = ()
    previous: dict[str, str] = {}
    reached: dict[str, Reached] = {}


AnyInbound = (
    Start
    | Reply
    | Send
    | Upload
    | Card
    | Stored
    | Unstored
    | Annotate
    | Choose
    | Back
    | Explain
    | Weigh
    | Flag
    | Contents
    | Forward
    | Review
    | Jump
    | Submit
    | Retailor
    | Correct
    | Home
    | Pause
    | Renew
    | Abandon
    | History
    | Show
    | Speak
    | Delete
    | Open
    | Known
)
