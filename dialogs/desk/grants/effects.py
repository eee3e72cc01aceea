"""What the page of grants wishes for, shows and tells."""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted


class GrantsWanted(Wanted, frozen=True, tag="grants_wanted"):
    """How often each role is held, or (with a role) by whom and where, or (with a person) what the person holds."""

    about: str = ""


class UnitsSought(Wanted, frozen=True, tag="units_sought"):
    """The units of this name in which the role can be held; what to look for is asked where there is no text."""

    role: str
    text: str


class HolderSought(Wanted, frozen=True, tag="holder_sought"):
    """The persons whom this text means; whom to look for is asked where there is no text."""

    role: str
    unit: str
    text: str


class GrantWanted(Wanted, frozen=True, tag="grant_wanted"):
    """What is about to be given or taken, said back. One of `person`, `telegram` and `label` says to whom."""

    role: str
    unit: str
    person: str = ""
    telegram: str = ""
    label: str = ""
    taken: bool = False


class RoleGiven(Wanted, frozen=True, tag="role_given"):
    """A role is to be given."""

    role: str
    unit: str
    person: str = ""
    telegram: str = ""
    label: str = ""


class RoleWithdrawn(Wanted, frozen=True, tag="role_withdrawn"):
    """A role is to be taken back."""

    role: str
    unit: str
    person: str


class HoldingBrief(msgspec.Struct, frozen=True):
    """A role that somebody holds; the time is UTC milliseconds."""

    person: str
    name: str
    role: str
    unit: str
    unit_name: str
    since: int


class GrantsShown(DeskShown, frozen=True, tag="grants_shown"):
    """How often each role is held (`counts`), or the holdings of one role or of one person (`person` is then the id)."""

    counts: tuple[tuple[str, int], ...] = ()
    role: str = ""
    person: str = ""
    name: str = ""
    holdings: tuple[HoldingBrief, ...] = ()
    more: bool = False


class GrantUnitsShown(DeskShown, frozen=True, tag="grant_units_shown"):
    """Where the role is to be held: what was found for `text`."""

    role: str
    text: str = ""
    found: tuple[tuple[str, str], ...] = ()
    more: bool = False


class GrantHoldersShown(DeskShown, frozen=True, tag="grant_holders_shown"):
    """To whom the role is to be given: the confirmed liaisons found for `text` (id, name, unit)."""

    role: str
    unit: str
    text: str = ""
    found: tuple[tuple[str, str, str], ...] = ()


class GrantReviewed(DeskShown, frozen=True, tag="grant_reviewed"):
    """What is about to be given or taken. `who` is a name, a number or whom the link is for; `way` says which.

    `known`: the person wrote to the assistant before. `others` hold the same role there.
    """

    role: str
    unit: str
    who: str
    way: str
    taken: bool = False
    known: bool = True
    others: tuple[str, ...] = ()


class RoleMoved(DeskShown, frozen=True, tag="role_moved"):
    """To a person who was given a role, or who holds it no longer."""

    role: str
    unit: str
    given: bool


class GrantKept(DeskTold, frozen=True, tag="grant_kept"):
    """The role is given, taken back, or waits for whoever opens the link."""

    role: str
    unit: str
    who: str
    what: str
