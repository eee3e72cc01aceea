"""Programmes, as `bot.ports` passes them on: versions of rule packs, the facts of enterprises, verdicts, applications, rankings.

Only values and protocols; times are UTC milliseconds since 1970. Whether somebody may is asked of `bot.roles` before any of this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.ports.banks import BankVersion
from bot.roles import NOWHERE, Affiliation

PackVersion = BankVersion
"""A version of a rule pack goes the same way as one of a bank; `bank` is the id of the programme."""


@dataclass(frozen=True, slots=True)
class StatedFact:
    """What somebody of the enterprise stated: `value` as `question_bank.programmes.values` writes it; empty for taken back."""

    fact: str
    value: str
    by: str
    at: int


@dataclass(frozen=True, slots=True)
class KeptVerdict:
    """What an enterprise was told of a programme. `document` is the JSON of the facts used and of every condition's truth; `track`
    is the best one, `lacking` counts the facts not known, `missing` the conditions to mend."""

    enterprise: str
    programme: str
    version: str
    outcome: str
    track: str
    lacking: int
    missing: int
    at: int
    document: bytes = b""


@dataclass(frozen=True, slots=True)
class DailyRound:
    """How far verdicts were given anew because another day has come: `day` is ISO, in Shanghai, `after` the last enterprise."""

    day: str
    after: str = ""
    over: bool = False


class ApplicationState(StrEnum):
    """How far an enterprise is with a programme that it means to apply for."""

    WISHED = "wished"
    HANDED_IN = "handed_in"
    CHECKED = "checked"
    RETURNED = "returned"
    RECOMMENDED = "recommended"
    GRANTED = "granted"
    REDEEMED = "redeemed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Application:
    """An enterprise's application: `window` is the batch, `document` JSON of what was handed in and what checks said of it."""

    enterprise: str
    programme: str
    window: str
    state: ApplicationState
    by: str
    at: int
    document: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """One enterprise's place in a unit's ranked list; `reason` is given where it was moved by hand."""

    enterprise: str
    place: int
    reason: str = ""
    by: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file that goes with a form: the bytes lie in the data folder under their SHA-256 (hex). A picture has a size in pixels, as it is
    seen: `turned` says by how many quarters clockwise it was turned for that."""

    digest: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0
    turned: int = 0
    caption: str = ""
    by: str = ""
    at: int = 0


class ProgrammesTransaction(Protocol):
    """The part of `bot.ports.Transaction` that knows programmes."""

    # -- versions of rule packs: the same rules as for banks, in a shelf of their own

    def add_pack_version(self, version: PackVersion, sheets: bytes) -> bool:
        """As `add_bank_version`."""

    def pack_version(self, programme: str, version: str) -> PackVersion | None:
        """The version, or nothing."""

    def pack_versions(self, programme: str = "") -> tuple[PackVersion, ...]:
        """The versions of one programme, or of all; newest first."""

    def current_packs(self) -> tuple[PackVersion, ...]:
        """Of every programme the version that verdicts are given by, by programme."""

    def pack_sheets(self, programme: str, version: str) -> bytes | None:
        """The sheets as `add_pack_version` was given them."""

    def change_pack_version(self, before: PackVersion, after: PackVersion) -> bool:
        """As `change_bank_version`."""

    def make_pack_current(self, programme: str, version: str, now: int) -> bool:
        """As `make_current`."""

    def drop_pack_version(self, programme: str, version: str) -> bool:
        """Forget it; false if it is shipped, is or was published."""

    # -- facts

    def stated(self, enterprise: str) -> Mapping[str, StatedFact]:
        """What stands now, by fact; what was taken back is not in it."""

    def state_fact(self, enterprise: str, fact: str, value: str, by: str, now: int) -> bool:
        """State a fact in place of what stood, or take it back (empty); false if it stands so already. The history keeps every one."""

    def fact_history(self, enterprise: str, limit: int, fact: str = "") -> tuple[StatedFact, ...]:
        """What was ever stated (of one fact), latest first."""

    def facts_by(self, person: str) -> tuple[tuple[str, StatedFact], ...]:
        """What this person ever stated, with the enterprise it was stated of, oldest first."""

    def count_stated(self, fact: str, value: str, affiliation: Affiliation = NOWHERE) -> int:
        """How many enterprises that have every unit named state exactly this."""

    # -- verdicts

    def keep_verdict(self, verdict: KeptVerdict) -> bool:
        """Keep a verdict in place of the one that stood, which goes to the history; false if nothing but the time is another.

        `Conflict` if there is no such enterprise.
        """

    def verdicts_of(self, enterprise: str) -> Mapping[str, KeptVerdict]:
        """The verdicts that stand, by programme."""

    def verdict_history(self, enterprise: str, programme: str, limit: int) -> tuple[KeptVerdict, ...]:
        """Latest first, the one that stands included."""

    def candidates(
        self, programme: str, outcome: str, affiliation: Affiliation = NOWHERE, limit: int = 100, after: str = "", most_missing: int = 99
    ) -> tuple[KeptVerdict, ...]:
        """The verdicts that stand with this outcome (empty: any) of enterprises that have every unit named, fewest missing and
        lacking first, then by enterprise; `after` is the enterprise of the last one of a page."""

    def count_outcomes(self, programme: str, affiliation: Affiliation = NOWHERE) -> Mapping[str, int]:
        """How many enterprises there are at each outcome."""

    def stale_for(self, programme: str, version: str, limit: int, after: str = "") -> tuple[str, ...]:
        """Enterprises with a contact whose standing verdict (if any) is of another version, or outdated: to be judged anew.

        In an order of their own, the same every time; `after` is the last one of a page, so that no page looks again at those before it.
        """

    def outdate_verdicts(self, enterprises: Sequence[str]) -> None:
        """Have their verdicts given anew, because a roster or somebody else changed what they go by: `stale_for` names these enterprises
        until `keep_verdict` was told of them, whether or not the verdict is another."""

    def daily_round(self) -> DailyRound | None:
        """The last one that was begun."""

    def keep_daily_round(self, daily: DailyRound) -> None:
        """Note how far it is, in place of what was noted before."""

    # -- files that go with forms

    def form_files(self, enterprise: str, programme: str, form: str) -> tuple[FormFile, ...]:
        """The files of a form, in their order."""

    def form_files_by(self, person: str) -> tuple[tuple[str, FormFile], ...]:
        """The files that this person put there, with the enterprise whose form it is, oldest first."""

    def set_form_files(self, enterprise: str, programme: str, form: str, before: Sequence[FormFile], after: Sequence[FormFile]) -> bool:
        """Replace them; false if they are not `before` any more: of two at once one wins. `Conflict` if there is no such enterprise."""

    # -- applications and ranked lists

    def application(self, enterprise: str, programme: str) -> Application | None:
        """How far the enterprise is, or nothing."""

    def keep_application(self, before: Application | None, after: Application) -> bool:
        """Move it on; false if it is not as `before` says any more: of two at once one wins. The history keeps every one."""

    def application_history(self, enterprise: str, programme: str, limit: int) -> tuple[Application, ...]:
        """What was ever kept of it, latest first, what stands included."""

    def applications_in(self, programme: str, affiliation: Affiliation, states: Sequence[ApplicationState] = ()) -> tuple[Application, ...]:
        """Applications of enterprises that have every unit named, by when they came to that state."""

    def ranking(self, programme: str, unit: str) -> tuple[Place, ...]:
        """The unit's ranked list, first place first; empty where nobody made one."""

    def set_ranking(self, programme: str, unit: str, before: Sequence[str], after: Sequence[Place], now: int) -> bool:
        """Replace the list; false if it does not hold the enterprises `before` in that order any more. `Conflict` if one stands in it twice
        or is not there."""


class ProgrammesReader(Protocol):
    """The part of `bot.ports.Reader` for exports and reports beside the conversation."""

    async def read_pack_versions(self, programme: str = "") -> tuple[PackVersion, ...]:
        """The versions of one programme, or of all; newest first."""

    async def read_pack_sheets(self, programme: str, version: str) -> bytes | None:
        """The sheets of a version, or nothing."""

    async def read_stale_for(self, programme: str, version: str, limit: int, after: str = "") -> tuple[str, ...]:
        """As `stale_for`, beside the writing: where nobody is stale it looks at every enterprise with a contact."""

    async def read_candidates(self, programme: str, affiliation: Affiliation = NOWHERE) -> tuple[KeptVerdict, ...]:
        """All verdicts that stand, of these enterprises, in the order of `candidates`."""
