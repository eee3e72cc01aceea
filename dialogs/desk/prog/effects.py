"""What the page of programmes tells and shows. Days are ISO text, outcomes and truths the codes of `question_bank.programmes`.

Texts of a programme are in the language of the person when the screen is made; nothing here holds a fact of another enterprise.
"""

from __future__ import annotations

import msgspec

from dialogs.desk.prog.parts import Glance, KnownLine, Path, ProgrammeLine, Reason, Row, Span
from dialogs.effects import DeskShown, DeskTold

# -- facts ---------------------------------------------------------------------------------------------------------------


class FactKept(DeskTold, frozen=True, tag="fact_kept"):
    """A fact was stated and is kept."""

    name: str
    value: str


class FactLeft(DeskTold, frozen=True, tag="fact_left"):
    """A fact stays open for now."""

    name: str


class FactStatedMeanwhile(DeskTold, frozen=True, tag="fact_stated_meanwhile"):
    """Somebody of the enterprise stated this fact since it was asked, so what was said was not taken."""

    name: str
    value: str
    by: str


class AskingDone(DeskTold, frozen=True, tag="asking_done"):
    """Nothing more is asked; `left` facts stay open. `barred`: what was said ends the matter, so that the rest is not worth asking."""

    left: int = 0
    barred: bool = False


class VerdictMoved(DeskTold, frozen=True, tag="verdict_moved"):
    """In place: the verdict of a programme became another. `before` is empty where there was none; `track` is what is reached, where the
    programme has several."""

    title: str
    before: str
    after: str
    duty: bool = False
    open: bool = False
    closes: str = ""
    track: str = ""


# -- screens ---------------------------------------------------------------------------------------------------------------


class ProgrammesShown(DeskShown, frozen=True, tag="programmes_shown"):
    """The programmes, the open ones first; `others` counts those that are not for enterprises."""

    enterprise: str
    lines: tuple[ProgrammeLine, ...]
    bodies: bool = False
    others: int = 0


class ProgrammeShown(DeskShown, frozen=True, tag="programme_shown"):
    """One programme: what it is, its dates, a glance at each track (the reached one first), and the reasons of the track `about`.

    `applies` is the enterprise, where its application goes through a third party's check.
    """

    id: str
    title: str
    summary: str
    number: str
    notice: str
    issuer: str
    issued: str
    duty: bool
    state: str
    spans: tuple[Span, ...]
    enterprise: str
    tracks: tuple[Glance, ...]
    about: str
    missing: tuple[Reason, ...] = ()
    barring: tuple[Reason, ...] = ()
    to_confirm: tuple[Reason, ...] = ()
    to_explain: tuple[Reason, ...] = ()
    helpful: tuple[Reason, ...] = ()
    met: int = 0
    lacking: int = 0
    known: bool = False
    forms: bool = False
    applies: str = ""


class MetShown(DeskShown, frozen=True, tag="met_shown"):
    """What of a track is met."""

    id: str
    short: str
    number: str
    name: str
    met: tuple[Reason, ...]


class FactAsked(DeskShown, frozen=True, tag="fact_asked"):
    """One fact: what is asked, explained, by which clause and why; its place among those asked (0 where only this one is changed).

    `now` is what stands, with who said so; `suggested` what a source suggests. Of a list `rows` is the page that is shown, under `heading`;
    `pages` counts them, `picked` names all that are chosen.
    """

    programme: str
    fact: str
    kind: str
    name: str
    ask: str
    hint: str
    number: str
    clause: str
    why: tuple[str, ...] = ()
    place: int = 0
    of: int = 0
    unit: str = ""
    low: str = ""
    high: str = ""
    suggested: str = ""
    suggested_by: str = ""
    now: str = ""
    now_by: str = ""
    now_own: bool = False
    now_at: str = ""
    rows: tuple[Row, ...] = ()
    heading: str = ""
    page: int = 0
    pages: int = 0
    picked: tuple[str, ...] = ()


class KnownShown(DeskShown, frozen=True, tag="known_shown"):
    """What is known for a programme, where from, and where a long list goes on."""

    id: str
    short: str
    lines: tuple[KnownLine, ...]
    total: int
    more: int = 0


class PastVerdict(msgspec.Struct, frozen=True):
    """What was said of a programme at some time."""

    at: str
    track: str
    outcome: str
    missing: int
    lacking: int
    version: str


class PastFact(msgspec.Struct, frozen=True):
    """What somebody stated at some time; an empty value was taken back."""

    at: str
    name: str
    value: str
    by: str = ""
    own: bool = False


class VerdictsShown(DeskShown, frozen=True, tag="verdicts_shown"):
    """What was said of a programme, and what was stated for it, latest first."""

    id: str
    short: str
    duty: bool
    verdicts: tuple[PastVerdict, ...]
    facts: tuple[PastFact, ...]


class WayShown(DeskShown, frozen=True, tag="way_shown"):
    """What would make the enterprise eligible: what to mend, the way up where a level is missing, and how much is to be confirmed."""

    id: str
    short: str
    number: str
    name: str
    duty: bool
    outcome: str
    missing: tuple[Reason, ...]
    barring: tuple[Reason, ...] = ()
    path: Path | None = None
    no_run: bool = False
    lacking: int = 0


class Turned(msgspec.Struct, frozen=True):
    """A programme that has become possible: whether one can hand in now, and the last day (ISO) of the window that is or was open."""

    programme: str
    title: str
    open: bool = False
    closes: str = ""
    track: str = ""


class VerdictsTurned(DeskShown, frozen=True, tag="verdicts_turned"):
    """To a contact: what has become possible for the enterprise by one turn of somebody else."""

    enterprise: str
    turned: tuple[Turned, ...]
