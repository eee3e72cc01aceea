"""What the page of checked applications wishes, tells and shows: handed in, checked by the agency line by line, settled by the city."""

from __future__ import annotations

import msgspec

from dialogs.desk.vouch.rules import Line
from dialogs.effects import DeskShown, DeskTold, Wanted

# -- wishes --------------------------------------------------------------------------------------------------------------


class VouchWanted(Wanted, frozen=True, tag="vouch_wanted"):
    """The applications that this person sees, or (with an enterprise) one of them; `view` as the page has it, `fields` what was stated."""

    enterprise: str
    view: str
    fields: dict[str, str]


class VouchHandedIn(Wanted, frozen=True, tag="vouch_handed_in"):
    """A contact hands the application in; `back` takes it back. Without an enterprise it is the own one."""

    enterprise: str
    back: bool = False


class VouchStated(Wanted, frozen=True, tag="vouch_stated"):
    """What a reviewer reads in the papers of a fact: a typed `text`, a `key`, or (neither) that the papers do not say."""

    enterprise: str
    fact: str
    fields: dict[str, str]
    text: str = ""
    key: str = ""


class VouchDecided(Wanted, frozen=True, tag="vouch_decided"):
    """What becomes of an application: the reviewer `checked` or `returned` it, the city `redeemed` or `refused` it. `seen` is when what
    was shown came to stand."""

    enterprise: str
    decision: str
    seen: str
    fields: dict[str, str]
    reason: str = ""


# -- parts of screens ----------------------------------------------------------------------------------------------------


class VouchRow(msgspec.Struct, frozen=True):
    """One enterprise in the list; `state` is empty where nothing was handed in."""

    id: str
    name: str
    state: str
    at: int = 0


# -- facts ---------------------------------------------------------------------------------------------------------------


class VouchKept(DeskTold, frozen=True, tag="vouch_kept"):
    """The application has come to this state."""

    name: str
    state: str


class VouchMeanwhile(DeskTold, frozen=True, tag="vouch_meanwhile"):
    """Somebody moved the application on since it was shown, so nothing was done."""

    name: str
    state: str


# -- screens ---------------------------------------------------------------------------------------------------------------


class VouchersShown(DeskShown, frozen=True, tag="vouchers_shown"):
    """The applications to look at, those to do first; `role` is what the person is to them."""

    title: str
    role: str
    rows: tuple[VouchRow, ...]
    more: int = 0


class VouchShown(DeskShown, frozen=True, tag="vouch_shown"):
    """One application: how far it is, what the last check said, and what the person may do with it (`acts`)."""

    id: str
    name: str
    title: str
    number: str
    state: str
    at: int
    window: str
    closes: str
    open: bool
    acts: tuple[str, ...]
    seen: str
    lines: tuple[Line, ...] = ()
    reason: str = ""


class VouchAsked(DeskShown, frozen=True, tag="vouch_asked"):
    """One fact that the reviewer reads in the papers; `rows` are (key, name), `unit` is what a number counts."""

    name: str
    fact: str
    kind: str
    label: str
    ask: str
    place: int
    of: int
    rows: tuple[tuple[str, str], ...] = ()
    now: str = ""
    unit: str = ""


class VouchCompared(DeskShown, frozen=True, tag="vouch_compared"):
    """What the check says, line by line: what agrees, what differs, what the notice asks for."""

    id: str
    name: str
    title: str
    number: str
    lines: tuple[Line, ...]
    faults: int
    seen: str


class VouchWhyAsked(DeskShown, frozen=True, tag="vouch_why_asked"):
    """Why the application goes back to the enterprise, or is refused."""

    name: str
    decision: str


class VouchMoved(DeskShown, frozen=True, tag="vouch_moved"):
    """To others: an application was handed in, checked, returned, redeemed or refused."""

    id: str
    name: str
    title: str
    state: str
    faults: int = 0
    reason: str = ""
