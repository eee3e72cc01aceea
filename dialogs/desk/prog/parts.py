"""What the screens of programmes are made of. Days are ISO text; outcomes and truths the codes of `question_bank.programmes`."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A window: its name, its days, and whether it is `ahead`, `open` or `closed`."""

    name: str
    opens: str
    closes: str
    state: str
    clause: str = ""


class Glance(msgspec.Struct, frozen=True):
    """A verdict at a glance: of a track (empty where there is but one), how many conditions to mend and to confirm."""

    track: str
    name: str
    outcome: str
    missing: int = 0
    to_confirm: int = 0


class ProgrammeLine(msgspec.Struct, frozen=True):
    """A programme in the list; `state` says of its windows together: `open`, `ahead`, `closed`, or `always` where it has none."""

    id: str
    short: str
    number: str
    duty: bool
    state: str
    spans: tuple[Span, ...]
    glance: Glance


class Reason(msgspec.Struct, frozen=True):
    """One condition: what it asks, where that stands, what the facts say (name and value), what is not known, what to do, and what it
    is made of.

    `need` says how many of its parts: `all`, `any`, `none`, or `some` (then `least`)."""

    text: str
    clause: str
    truth: str
    now: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    remedy: str = ""
    need: str = ""
    least: str = ""
    parts: tuple[Reason, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """A choice: its key, its number in the whole list, its name, what it is about, and whether it is chosen."""

    key: str
    place: int
    name: str
    gist: str = ""
    chosen: bool = False


class KnownLine(msgspec.Struct, frozen=True):
    """A known fact: its number, name and value, where from (`stated` by whom and when, or a source by name), whether it can be changed."""

    place: int
    name: str
    value: str
    source: str = ""
    by: str = ""
    own: bool = False
    at: str = ""
    open: bool = False


class Move(msgspec.Struct, frozen=True):
    """A question to move: its number, what it asks, the option now and then."""

    number: str
    stem: str
    before: str
    after: str


class Path(msgspec.Struct, frozen=True):
    """The cheapest way up: the level that the last finished run has (empty: below the first), the one wanted, the one that this path
    reaches, all by name, and its questions.

    `unanswered` counts the questions of the levels above which were never asked; `exact` says that no cheaper way exists.
    """

    has: str
    wanted: str
    reaches: str
    questions: int
    moves: tuple[Move, ...]
    unanswered: int = 0
    exact: bool = True
