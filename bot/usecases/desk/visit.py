"""A visit to the desk: who came, in which transaction, with which rights; and what a served wish gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bot.ports import Enterprise, StoredRun, Transaction
from bot.ports.registry import CITY, Unit
from bot.roles import Action, Grant, Relation, Role, may, to_enterprise, to_unit, to_whole
from bot.usecases.banks import BanksHere
from bot.usecases.banks.brought import DEFAULT_BANK
from bot.usecases.packs import PacksHere
from dialogs.effects import DeskShown, Effect
from dialogs.model import Cursor, HandoverState, Run
from dialogs.scene import DialogError
from question_bank.model import Bank


@dataclass(frozen=True, slots=True)
class Notice:
    """A screen for somebody else, in that person's language; it waits in the outbox like every letter."""

    person: str
    shown: DeskShown


@dataclass(frozen=True, slots=True)
class FileWanted:
    """A file for the person, made after the commit: what it is, what it is about. Rights are asked for again when it is made."""

    what: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """What came of a wish: facts and a screen at the end (or none: then the page is shown as it is now), what others are told, files.

    `entered` is a run that the person goes over to: a stored one, or a new one that is then kept; with a `handover` the person enters it
    as a helper. `to` is the page (what it is about, what it asks) that the person is at from now on, where that is another than the wish
    was made on; a form filled in is then forgotten. `onward` goes straight to where a run under way goes on, past its overview; `begins`
    does so for a run that is not started yet, too. `at` is the question that a trial begins at. `fields` is what the page that `to` names
    keeps of the person's way there.
    """

    effects: tuple[Effect, ...]
    notices: tuple[Notice, ...] = ()
    files: tuple[FileWanted, ...] = ()
    entered: StoredRun | Run | None = None
    handover: str = ""
    to: tuple[str, str] | tuple[str, str, str] | None = None
    onward: bool = False
    begins: bool = False
    at: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Visit:
    """One wish of one person within a transaction. `fresh` gives unused ids, `link` makes the deep link of a token, `banks` finds the
    bank of a run and the one that new runs are begun with; `newest` stands for the latter where there are no banks, `of_main` for the id of
    the main one."""

    tx: Transaction
    cursor: Cursor
    now: int
    fresh: Callable[[], str]
    link: Callable[[str], str] = field(default=lambda token: token)
    newest: Bank | None = None
    banks: BanksHere | None = None
    of_main: str = ""

    def bank_of(self, run: Run) -> Bank:
        """The bank that a run was answered with; only a turn reads questions, an export hands them to the worker."""
        if self.banks is None:
            raise DialogError("no banks to read questions in")
        return self.banks.of(run.bank, run.bank_version)

    @cached_property
    def bank(self) -> Bank:
        """The bank that new runs are begun with, as it is now; only a turn begins runs, an export does not."""
        if self.banks is not None:
            return self.banks.newest()
        if self.newest is None:
            raise DialogError("no bank to begin a run with")
        return self.newest

    @property
    def main(self) -> str:
        """The id of the bank whose runs offices see and are led to; empty, for all, where no run is begun."""
        return self.banks.main if self.banks is not None else ""

    @property
    def counted(self) -> str:
        """The id of the bank whose runs verdicts are given by, in an export too."""
        return self.main or self.of_main or DEFAULT_BANK

    @cached_property
    def packs(self) -> PacksHere:
        """The rule packs as this transaction sees them."""
        return PacksHere(self.tx, self.now)

    @property
    def person(self) -> str:
        return self.cursor.person

    @property
    def language(self) -> str:
        return self.cursor.language

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """What the person was granted."""
        return self.tx.grants(self.person)

    def relations(self, enterprise: Enterprise) -> frozenset[Relation]:
        """How the person stands to the enterprise."""
        found = set(to_enterprise(self.grants, enterprise.affiliation, enterprise.shares_score))
        if self.tx.is_contact(self.person, enterprise.id):
            found.add(Relation.FIRST_CONTACT if enterprise.first_contact == self.person else Relation.CONTACT)
        if self.cursor.handover and self._helps(enterprise):
            found.add(Relation.HELPER)
        return frozenset(found)

    def _helps(self, enterprise: Enterprise) -> bool:
        """Whether the person stands in the enterprise's run with a part of it in hand."""
        stored = self.tx.run(self.cursor.run)
        handed = stored.run.handovers.get(self.cursor.handover) if stored and stored.run.enterprise == enterprise.id else None
        return handed is not None and handed.helper == self.person and handed.state is HandoverState.OPEN

    def may(self, enterprise: Enterprise, action: Action) -> bool:
        """Whether the person may do this with the enterprise."""
        return may(self.relations(enterprise), action)

    def enterprise(self, enterprise: str, action: Action) -> Enterprise | None:
        """The enterprise, if it is there and the person may do this with it."""
        found = self.tx.enterprise(enterprise) if enterprise else None
        return found if found is not None and self.may(found, action) else None

    def unit(self, unit: str, action: Action) -> Unit | None:
        """The unit, if it is there and the person may do this with it."""
        found = self.tx.unit(unit) if unit else None
        return found if found is not None and may(to_unit(self.grants, found.id, found.district), action) else None

    def may_all(self, action: Action) -> bool:
        """Whether the person may do this with the whole, which belongs to no unit."""
        return may(to_whole(self.grants), action)

    def grants_for(self, action: Action) -> tuple[Grant, ...]:
        """The person's grants that each allow this in their own unit."""
        return tuple(grant for grant in self.grants if may(to_unit((grant,), grant.unit), action))

    def name_of(self, person: str) -> str:
        """What somebody is called: by the own word, else by the entry as liaison, else empty."""
        details = self.tx.details_of(person) if person else None
        if details is not None and details.name:
            return details.name
        return next((entry.name for entry in self.tx.registrations_of(person)), "") if person else ""

    def name_of_unit(self, unit: str) -> str:
        """What a unit is called; empty where there is none."""
        found = self.tx.unit(unit) if unit else None
        return found.name if found else ""

    def own(self) -> Enterprise | None:
        """The enterprise whose run the person stands in, if it is an own one; else the one the person has been contact of longest."""
        enterprises = self.tx.enterprises_of(self.person)
        stored = self.tx.run(self.cursor.run) if self.cursor.run else None
        current = stored.run.enterprise if stored else ""
        return next((found for found in enterprises if found.id == current), enterprises[0] if enterprises else None)

    def record(self, action: str, run: str = "", **detail: str) -> None:
        """A line in the audit, under the person who does this. Ids and codes only."""
        self.tx.record(self.now, self.person, run, action, detail)

    def desks_of(self, enterprise: Enterprise) -> tuple[str, ...]:
        """The persons who look after the enterprise: its liaisons, else the office."""
        return self.liaisons_of(enterprise) or self.office()

    def liaisons_of(self, enterprise: Enterprise) -> tuple[str, ...]:
        """The liaisons of the enterprise's zone, else of its district."""
        units = (enterprise.affiliation.zone, enterprise.affiliation.district)
        return next((found for unit in units if unit and (found := self.tx.holders(Role.LIAISON, unit))), ())

    def office(self) -> tuple[str, ...]:
        """The persons who look after what belongs to no district: the city's staff, else the admins."""
        return self.tx.holders(Role.STAFF, CITY) or self.tx.holders(Role.ADMIN, CITY)


Serve = Callable[[Visit, Any], Served | None]
"""Serves one kind of wish; nothing where the thing is not there, or not for this person."""
