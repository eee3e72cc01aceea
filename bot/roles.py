"""Who may do what: one table, asked by every use case. A button that is not shown is no permission.

A person stands to an enterprise in relations (its contact, liaison of its district, …) that follow from contacts, hand-overs and grants;
the table says what each relation may do. A refusal reads the same whether a thing is forbidden or does not exist.
Source of the scopes: notices 沪经信软〔2023〕625号 (permissions by kind of unit) and 沪经信制〔2023〕673号 (who diagnoses does not review).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """The kinds of units."""

    CITY = "city"
    DISTRICT = "district"
    ZONE = "zone"
    STREET = "street"
    PARK = "park"
    GROUP = "group"
    PROVIDER = "provider"
    AGENCY = "agency"


class Role(StrEnum):
    """What a person can be granted in a unit."""

    ADMIN = "admin"
    STAFF = "staff"
    CITY = "city"
    LIAISON = "liaison"
    PROVIDER = "provider"
    REVIEWER = "reviewer"


GRANTED_IN: dict[Role, frozenset[UnitKind]] = {
    Role.ADMIN: frozenset({UnitKind.CITY}),
    Role.STAFF: frozenset({UnitKind.CITY, UnitKind.DISTRICT, UnitKind.ZONE}),
    Role.CITY: frozenset({UnitKind.CITY}),
    Role.LIAISON: frozenset({UnitKind.DISTRICT, UnitKind.ZONE, UnitKind.STREET, UnitKind.PARK, UnitKind.GROUP}),
    Role.PROVIDER: frozenset({UnitKind.PROVIDER}),
    Role.REVIEWER: frozenset({UnitKind.AGENCY}),
}
"""In which kinds of units a role can be granted. A liaison speaks for the unit; what that means depends on its kind."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of a person in a unit."""

    role: Role
    unit: str
    kind: UnitKind
    since: int = 0


@dataclass(frozen=True, slots=True)
class Affiliation:
    """What an enterprise belongs to and whom it is assigned to: ids of units, empty where there is none."""

    district: str = ""
    zone: str = ""
    street: str = ""
    park: str = ""
    group: str = ""
    provider: str = ""
    agency: str = ""

    def unit(self, kind: UnitKind) -> str:
        """The unit of this kind; the city is not among them, because everything lies in it."""
        return "" if kind is UnitKind.CITY else str(getattr(self, kind.value))


NOWHERE = Affiliation()
"""Belongs to nothing, assigned to nobody."""


class Relation(StrEnum):
    """How a person stands to an enterprise or its run, or to a unit. Several may hold at once.

    `LOCAL` is the office of the enterprise's street or park; `LOCAL_AGREED` the same, where the enterprise lets it see the score.
    """

    STRANGER = "stranger"
    HELPER = "helper"
    CONTACT = "contact"
    FIRST_CONTACT = "first_contact"
    DISTRICT = "district"
    GROUP = "group"
    LOCAL = "local"
    LOCAL_AGREED = "local_agreed"
    CITY = "city"
    PROVIDER = "provider"
    REVIEWER = "reviewer"
    STAFF = "staff"
    ADMIN = "admin"


class Action(StrEnum):
    """What a person may want to do: first with an enterprise or its run, then with a unit, then with the whole."""

    ANSWER = "answer"
    ANSWER_PART = "answer_part"
    UPDATE_ENTERPRISE = "update_enterprise"
    READ_RESULT = "read_result"
    READ_ANSWERS = "read_answers"
    READ_STATUS = "read_status"
    READ_SCORE = "read_score"
    READ_CONTACTS = "read_contacts"
    READ_PHONE = "read_phone"
    MANAGE_CONTACTS = "manage_contacts"
    DECIDE_CLAIM = "decide_claim"
    HAND_OVER = "hand_over"
    NUDGE = "nudge"
    ASSIGN = "assign"
    REVIEW = "review"
    READ_REVIEW = "read_review"
    REOPEN_REVIEW = "reopen_review"
    ANSWER_TICKET = "answer_ticket"
    READ_VERDICT = "read_verdict"
    STATE_FACTS = "state_facts"
    READ_APPLICATION = "read_application"
    CHECK_VOUCHER = "check_voucher"
    SETTLE = "settle"

    RANK = "rank"
    READ_UNIT = "read_unit"
    EXPORT_UNIT = "export_unit"
    LOAD_ROSTER = "load_roster"
    BROADCAST = "broadcast"
    SECOND_BROADCAST = "second_broadcast"

    READ_CITY = "read_city"
    ADD_UNIT = "add_unit"
    GRANT = "grant"
    CONFIRM_LIAISON = "confirm_liaison"
    READ_AUDIT = "read_audit"
    LOAD_BANK = "load_bank"
    SET_REMINDERS = "set_reminders"


_R = Relation
_OFFICES = frozenset({_R.DISTRICT, _R.CITY})
_SCORED = _OFFICES | {_R.CONTACT, _R.FIRST_CONTACT, _R.GROUP, _R.LOCAL_AGREED, _R.PROVIDER, _R.REVIEWER}
_OWN = frozenset({_R.CONTACT, _R.FIRST_CONTACT})

TABLE: dict[Action, frozenset[Relation]] = {
    Action.ANSWER: _OWN,
    Action.ANSWER_PART: _OWN | {_R.HELPER},
    Action.UPDATE_ENTERPRISE: _OWN,
    Action.READ_RESULT: _OWN | {_R.GROUP, _R.CITY, _R.PROVIDER, _R.REVIEWER},
    Action.READ_ANSWERS: _OWN | {_R.REVIEWER},
    Action.READ_STATUS: _SCORED | {_R.LOCAL},
    Action.READ_SCORE: _SCORED,
    Action.READ_CONTACTS: _SCORED | {_R.LOCAL},
    Action.READ_PHONE: _OFFICES | {_R.PROVIDER},
    Action.MANAGE_CONTACTS: frozenset({_R.FIRST_CONTACT, _R.DISTRICT, _R.ADMIN}),
    Action.DECIDE_CLAIM: frozenset({_R.FIRST_CONTACT, _R.DISTRICT, _R.ADMIN}),
    Action.HAND_OVER: _OWN,
    Action.NUDGE: frozenset({_R.DISTRICT, _R.GROUP}),
    Action.ASSIGN: frozenset({_R.DISTRICT, _R.CITY, _R.ADMIN}),
    Action.REVIEW: frozenset({_R.REVIEWER}),
    Action.READ_REVIEW: _OWN | {_R.DISTRICT, _R.CITY, _R.REVIEWER},
    Action.REOPEN_REVIEW: frozenset({_R.CITY}),
    Action.ANSWER_TICKET: frozenset({_R.DISTRICT, _R.STAFF, _R.ADMIN}),
    Action.READ_VERDICT: _OWN | _OFFICES | {_R.GROUP, _R.PROVIDER, _R.REVIEWER},
    Action.STATE_FACTS: _OWN,
    Action.READ_APPLICATION: _OWN | _OFFICES | {_R.REVIEWER},
    Action.CHECK_VOUCHER: frozenset({_R.REVIEWER}),
    Action.SETTLE: frozenset({_R.CITY}),
    Action.RANK: frozenset({_R.DISTRICT}),
    Action.READ_UNIT: frozenset({_R.DISTRICT, _R.GROUP, _R.LOCAL, _R.CITY, _R.PROVIDER, _R.REVIEWER}),
    Action.EXPORT_UNIT: frozenset({_R.DISTRICT, _R.GROUP, _R.LOCAL, _R.CITY, _R.PROVIDER, _R.REVIEWER}),
    Action.LOAD_ROSTER: frozenset({_R.DISTRICT, _R.ADMIN}),
    Action.BROADCAST: frozenset({_R.DISTRICT, _R.STAFF}),
    Action.SECOND_BROADCAST: frozenset({_R.DISTRICT, _R.CITY, _R.STAFF, _R.ADMIN}),
    Action.READ_CITY: frozenset({_R.CITY}),
    Action.ADD_UNIT: frozenset({_R.ADMIN}),
    Action.GRANT: frozenset({_R.ADMIN}),
    Action.CONFIRM_LIAISON: frozenset({_R.ADMIN}),
    Action.READ_AUDIT: frozenset({_R.CITY, _R.ADMIN}),
    Action.LOAD_BANK: frozenset({_R.ADMIN}),
    Action.SET_REMINDERS: frozenset({_R.STAFF, _R.ADMIN}),
}
"""The one table. What is not here is not allowed."""

_AS_LIAISON = {
    UnitKind.DISTRICT: Relation.DISTRICT,
    UnitKind.ZONE: Relation.DISTRICT,
    UnitKind.STREET: Relation.LOCAL,
    UnitKind.PARK: Relation.LOCAL,
    UnitKind.GROUP: Relation.GROUP,
}
_AS_OTHER = {
    Role.ADMIN: Relation.ADMIN,
    Role.STAFF: Relation.STAFF,
    Role.CITY: Relation.CITY,
    Role.PROVIDER: Relation.PROVIDER,
    Role.REVIEWER: Relation.REVIEWER,
}


def may(relations: Collection[Relation], action: Action) -> bool:
    """Whether someone who stands so may do this."""
    return not TABLE[action].isdisjoint(relations)


def to_enterprise(grants: Iterable[Grant], affiliation: Affiliation, shares_score: bool = False) -> frozenset[Relation]:
    """How these grants stand to an enterprise. Who is both its provider and its reviewer is only its provider."""
    found = {_relation(grant) for grant in grants if _covers(grant, affiliation)}
    if shares_score and Relation.LOCAL in found:
        found.add(Relation.LOCAL_AGREED)
    if Relation.PROVIDER in found:
        found.discard(Relation.REVIEWER)
    return frozenset(found)


def to_unit(grants: Iterable[Grant], unit: str, district: str = "") -> frozenset[Relation]:
    """How these grants stand to a unit: its own, those of the whole city, and those of the district that a street or park lies in."""
    return frozenset(_relation(grant) for grant in grants if grant.kind is UnitKind.CITY or grant.unit in {unit, district or unit})


def to_whole(grants: Iterable[Grant]) -> frozenset[Relation]:
    """How these grants stand to what belongs to no unit."""
    return frozenset(_relation(grant) for grant in grants if grant.kind is UnitKind.CITY)


def can_be_granted(role: Role, kind: UnitKind) -> bool:
    """Whether the role exists in units of this kind."""
    return kind in GRANTED_IN[role]


def _covers(grant: Grant, affiliation: Affiliation) -> bool:
    return grant.kind is UnitKind.CITY or (bool(grant.unit) and affiliation.unit(grant.kind) == grant.unit)


def _relation(grant: Grant) -> Relation:
    return _AS_LIAISON[grant.kind] if grant.role is Role.LIAISON else _AS_OTHER[grant.role]
