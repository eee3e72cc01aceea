"""What the page of rule packs asks for, says and shows beside what all pages of versions do (`versions_effects`).

A trial is about a made-up enterprise: what is stated in it stays in the cursor and is forgotten with it.
"""

from __future__ import annotations

import msgspec

from dialogs.desk.prog.parts import Glance, Reason, Row
from dialogs.effects import DeskShown, DeskTold, Wanted


class PackTryWanted(Wanted, frozen=True, tag="pack_try_wanted"):
    """A trial of a version as far as it has come; what was stated is in the form of the page."""

    begun: str


class PackFactTold(Wanted, frozen=True, tag="pack_fact_told"):
    """Something was said to the fact that is asked: `how` is `text`, `key`, `skip`, `none`, or (about no fact) `before` and `anew`."""

    begun: str
    how: str
    value: str = ""


class TriedFact(msgspec.Struct, frozen=True):
    """The fact that is asked next: how, what it is for, and the choices there are."""

    name: str
    ask: str
    kind: str
    hint: str = ""
    unit: str = ""
    clause: str = ""
    rows: tuple[Row, ...] = ()
    why: tuple[str, ...] = ()


class PackTryShown(DeskShown, frozen=True, tag="pack_try_shown"):
    """The verdict on what was stated so far, with its reasons, and the next fact (none: all that matters is known).

    `tracks` is each at a glance, the told one first; `told` counts what was stated, `left` what was passed over.
    """

    begun: str
    title: str
    version: str
    number: str
    tracks: tuple[Glance, ...]
    missing: tuple[Reason, ...]
    barring: tuple[Reason, ...]
    to_explain: tuple[Reason, ...]
    open: int
    met: int
    told: int
    left: int
    duty: bool = False
    fact: TriedFact | None = None


class PackFactTaken(DeskTold, frozen=True, tag="pack_fact_taken"):
    """What was said is taken for the trial."""

    name: str
    value: str


# -- notices -----------------------------------------------------------------------------------------------------------


class PackShadowed(DeskShown, frozen=True, tag="pack_shadowed_shown"):
    """What a version would say to the enterprises if it were published now: (before, after, how many) for each change, and how many there
    would be at each outcome. `judged` were looked at, `changed` had a verdict that would be another, `fresh` had none."""

    begun: str
    title: str
    version: str
    against: str
    judged: int
    changed: int
    fresh: int
    moves: tuple[tuple[str, str, int], ...]
    after: tuple[tuple[str, int], ...]
    duty: bool = False
    bodies: bool = False
    more: bool = False


class PackLine(msgspec.Struct, frozen=True):
    """A condition that a simulation found remarkable: its text and clause."""

    text: str
    clause: str
    id: str


class PackTrack(msgspec.Struct, frozen=True):
    """How many made-up enterprises came to each outcome of a track, and whether facts were found that reach it."""

    name: str
    outcomes: tuple[tuple[str, int], ...]
    reached: bool


class PackSimulated(DeskShown, frozen=True, tag="pack_simulated_shown"):
    """Made-up enterprises on every border: what they came to in each track, and the conditions that no facts at all meet, that no facts
    miss, or that are too entangled to say."""

    begun: str
    title: str
    version: str
    enterprises: int
    tracks: tuple[PackTrack, ...]
    never: tuple[PackLine, ...]
    always: tuple[PackLine, ...]
    unsure: tuple[PackLine, ...]
    duty: bool = False
