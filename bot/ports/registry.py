"""Who is who, as `bot.ports` passes it on: units, enterprises and what they belong to, contacts, grants, claims, invitations, liaisons.

Only values and protocols; times are UTC milliseconds since 1970. Whether somebody may is asked of `bot.roles` before any of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from bot.roles import NOWHERE, Affiliation, Grant, Role, UnitKind
from dialogs.model import Contact, Profile

if TYPE_CHECKING:
    from bot.ports import StoredRun

CITY = "shanghai"
"""The id of the one unit that everything else lies in."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A place or an organisation; `district` is set for streets and parks. Districts and zones have the ids of `dialogs.registers`."""

    id: str
    kind: UnitKind
    name: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A registered enterprise; `first_contact` is the id of the person who speaks for it, empty as long as nobody does.

    `shares_score` says that the enterprise lets its street and park see its score.
    """

    id: str
    code: str
    name: str
    first_contact: str
    affiliation: Affiliation = NOWHERE
    shares_score: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact of an enterprise and since when."""

    person: str
    enterprise: str
    since: int


class ClaimState(StrEnum):
    """What has become of a wish to become contact of an enterprise that is registered."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody says to be a contact of this enterprise. `name` and `post` are what the person gave, for those who decide.

    `card`: the person's own contact card carried the number that the roster names. A hint, no proof. Who withdraws decides an own claim.
    """

    id: str
    enterprise: str
    person: str
    name: str
    post: str
    state: ClaimState
    at: int
    decided_by: str = ""
    decided_at: int | None = None
    card: bool = False


class InvitationKind(StrEnum):
    """What opening an invitation makes of a person."""

    CONTACT = "contact"
    HELPER = "helper"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A single-use link. `digest` is the SHA-256 (hex) of its token; the token itself is kept nowhere.

    For a helper `run` and `handover` say what is handed over; for a role `role` and `unit`. `label` is whom it is meant for. Who opens it
    first is who it is for; it is used up when that person accepts or declines.
    """

    id: str
    digest: str
    kind: InvitationKind
    made_by: str
    made_at: int
    expires_at: int
    enterprise: str = ""
    run: str = ""
    handover: str = ""
    role: Role | None = None
    unit: str = ""
    label: str = ""
    opened_by: str = ""
    opened_at: int | None = None
    revoked_at: int | None = None
    used_at: int | None = None


class RegistrationState(StrEnum):
    """What has become of a liaison's registration."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Registration:
    """A liaison's entry (联络员信息登记表, notice 沪经信制〔2022〕529号 annex 2). `unit` is the id of a district, zone or group."""

    id: str
    person: str
    unit: str
    name: str
    post: str
    mobile: str
    remark: str
    state: RegistrationState
    at: int
    decided_by: str = ""
    decided_at: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One enterprise of a roster, checked: what is to be stored of it. `street`, `park` and `group` are unit ids."""

    profile: Profile
    affiliation: Affiliation
    contact: str = ""
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a roster did."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit; `detail` is a JSON object of ids and codes."""

    seq: int
    at: int
    person: str
    run: str
    action: str
    detail: str


class RegistryTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows who is who."""

    # -- units and grants

    def unit(self, unit: str) -> Unit | None:
        """The unit of this id."""

    def units(self, kind: UnitKind, district: str = "") -> tuple[Unit, ...]:
        """All units of a kind, of one district where that is given, in the order they were added."""

    def add_unit(self, kind: UnitKind, name: str, district: str, now: int) -> Unit:
        """The unit of this kind and name (and district), made if it was not there."""

    def grants(self, person: str) -> tuple[Grant, ...]:
        """What the person was granted and not revoked."""

    def grant(self, person: str, role: Role, unit: str, by: str, now: int) -> bool:
        """Give a role in a unit; false if the person has it already. `Conflict` for an unknown unit."""

    def revoke(self, person: str, role: Role, unit: str) -> bool:
        """Take a role back; false if there was none."""

    def holders(self, role: Role, unit: str) -> tuple[str, ...]:
        """The persons who hold this role in this unit, longest first."""

    # -- enterprises and contacts

    def enterprise(self, enterprise: str) -> Enterprise | None:
        """The enterprise of this id."""

    def find_enterprises(self, text: str, affiliation: Affiliation, limit: int) -> tuple[Enterprise, ...]:
        """Enterprises whose name contains the text or whose code begins with it, by name; only those that have every unit named here.

        Names are not looked through for eight characters or more that a code begins with.
        """

    def enterprises_of(self, person: str) -> tuple[Enterprise, ...]:
        """The enterprises that the person is a contact of, oldest first."""

    def profile_of(self, enterprise: str) -> Profile | None:
        """What is known of the enterprise."""

    def affiliate(self, enterprise: str, affiliation: Affiliation, now: int) -> None:
        """Replace what the enterprise belongs to. `Conflict` for an unknown unit."""

    def share_score(self, enterprise: str, shares: bool) -> None:
        """Let street and park see the score, or no longer."""

    def contacts(self, enterprise: str) -> tuple[ContactRow, ...]:
        """The contacts of an enterprise, longest first."""

    def details_of(self, person: str) -> Contact | None:
        """What a person said of the own name, post and numbers, without waiting for the person's turn; nothing for somebody unknown."""

    def make_first(self, enterprise: str, person: str) -> bool:
        """Let this contact be the first one; false if the person is no contact of it, or is the first already."""

    def without_contact(self, affiliation: Affiliation, limit: int, after: str = "") -> tuple[Enterprise, ...]:
        """Enterprises that nobody is a contact of, by id; only those that have every unit named here; `after` is the last id of a page."""

    def roster_contact(self, enterprise: str) -> tuple[str, str]:
        """Name and mobile number of the contact whom the last roster named; empty where it named none."""

    def drafts(self, person: str) -> tuple[StoredRun, ...]:
        """The person's own runs that belong to no enterprise yet and were not given up, newest first."""

    def add_contact(self, enterprise: str, person: str, now: int) -> bool:
        """Make the person a contact, the first one if there is none; false if the person is one already."""

    def remove_contact(self, enterprise: str, person: str) -> bool:
        """End a contact; the longest of those that remain becomes the first. False if the person was none."""

    def load_roster(self, entries: Sequence[Entry], by: str, now: int) -> Loaded:
        """Store every enterprise of a roster by its credit code: new ones are added, known ones changed. What enterprises stated of
        themselves (name, industry, type, size) is not overwritten once they have a contact; what they belong to is. What an entry leaves
        empty stays as it was. `Conflict` if one was registered at the same moment."""

    def run_in(self, enterprise: str, bank: str = "") -> str | None:
        """The id of the enterprise's latest run, with this bank where one is named, that was not given up, begun or not yet begun."""

    # -- claims, invitations, liaisons

    def claim(self, enterprise: str, person: str, name: str, post: str, now: int) -> Claim:
        """Keep a claim; the one that waits already if the person asked before."""

    def claim_of(self, claim: str) -> Claim | None:
        """The claim of this id."""

    def claims_of(self, person: str) -> tuple[Claim, ...]:
        """The person's own claims, newest first, decided ones too."""

    def claims_in(self, unit: str | None, limit: int) -> tuple[Claim, ...]:
        """The claims on enterprises of this district or zone (or on all) that nobody decided yet, oldest first."""

    def hint_claim(self, claim: str) -> bool:
        """Note that the person's own contact card carried the number of the roster; false if the claim does not wait."""

    def waiting_claims(self, enterprise: str) -> tuple[Claim, ...]:
        """The claims of an enterprise that nobody decided yet, oldest first."""

    def decide_claim(self, claim: str, state: ClaimState, by: str, now: int) -> bool:
        """Decide a waiting claim; false if somebody did already. Confirming adds the contact."""

    def invite(self, invitation: Invitation) -> None:
        """Keep an invitation."""

    def invitation(self, digest: str) -> Invitation | None:
        """The invitation whose token has this digest."""

    def invitations(self, made_by: str, now: int) -> tuple[Invitation, ...]:
        """The invitations made by a person that are neither used nor revoked nor out of time, newest first; opened ones too."""

    def handed_to(self, person: str) -> tuple[Invitation, ...]:
        """The invitations to help that the person accepted, newest first; what became of them stands in their runs."""

    def open_invitation(self, invitation: str, person: str, now: int) -> bool:
        """Take the invitation for this person; false unless this is the first to open it, in time, and it was not revoked."""

    def revoke_invitation(self, invitation: str, now: int) -> bool:
        """Withdraw an invitation; false if it was used, revoked or is not there."""

    def renew_invitation(self, invitation: str, digest: str) -> bool:
        """Give the invitation a new token, so that an older link ends; false if it was opened, used, revoked or is not there."""

    def use_invitation(self, invitation: str, person: str, now: int) -> bool:
        """Use the invitation up; false unless this person opened it, it is in time, and it was neither used nor revoked."""

    def register_liaison(self, registration: Registration) -> None:
        """Keep a liaison's entry; an older waiting one of the same person and unit is replaced."""

    def registration(self, registration: str) -> Registration | None:
        """The entry of this id."""

    def registrations_of(self, person: str) -> tuple[Registration, ...]:
        """A person's own entries, newest first, whatever became of them."""

    def waiting_registrations(self) -> tuple[Registration, ...]:
        """The entries that nobody decided yet, oldest first."""

    def decide_registration(self, registration: str, state: RegistrationState, by: str, now: int) -> bool:
        """Decide a waiting entry; false if somebody did already. Confirming grants the liaison's role in the unit."""


class RegistryReader(Protocol):
    """The part of `bot.ports.Reader` for exports and operators."""

    async def registrations(self) -> tuple[Registration, ...]:
        """All confirmed liaisons, by unit."""

    async def roles_by_chat(self, channel: str) -> Mapping[str, tuple[Role, ...]]:
        """The roles of everybody who holds any, by the chat in which this channel reaches the person."""

    async def audit(self, limit: int, person: str = "", action: str = "", before: int = 0) -> tuple[AuditRow, ...]:
        """The audit, latest first; of one person or one kind of action; `before` is a `seq` to go on from."""
