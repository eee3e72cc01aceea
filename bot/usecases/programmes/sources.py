"""What the product knows of one enterprise by itself, source by source: profile, units, runs, the agency's check, other programmes.

The names are those of `question_bank.programmes.sources`. Each thing is read once, and only if some source of it is asked for. Nothing here
locks a run: whoever judges holds the enterprise, and who finishes a run holds that run first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bot.ports.programmes import ApplicationState
from bot.roles import UnitKind
from dialogs import registers
from dialogs.inbound import PastRun
from dialogs.limits import day_of, months_later
from dialogs.model import Contact, Profile, Run, RunState
from dialogs.review import Review, ReviewState
from question_bank.programmes.model import Outcome
from question_bank.programmes.sectors import SECTORS, sector_of
from question_bank.programmes.sources import AFTER
from question_bank.programmes.values import number

if TYPE_CHECKING:
    from bot.ports import Enterprise
    from bot.usecases.desk.visit import Visit
    from question_bank.programmes.verdicts import Verdict

DIAGNOSIS = "digital-diagnosis-shanghai-2023"
"""The bank of the digital diagnosis (沪经信软〔2023〕625号)."""

ABOVE_SCALE = Decimal(2_000)
"""Annual sales in 万元 from which an industrial enterprise counts as above scale (the statistical threshold since 2011)."""

GRANTED = frozenset({ApplicationState.GRANTED, ApplicationState.REDEEMED})
"""States of an application that stand for yes where a fact only asks whether."""

_KINDS = {"discrete": "离散型", "process": "流程型"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a source says. A word is a key or the text itself, `name` what people call it; `at` is when its run was finished. What is
    `open` may still become anything."""

    value: bool | Decimal | date | str
    name: str = ""
    at: int | None = None
    open: bool = False


class Sources:
    """The sources of one enterprise. `verdict` gives that of another programme."""

    def __init__(self, visit: Visit, enterprise: Enterprise, verdict: Callable[[str], Verdict | None]) -> None:
        self._visit = visit
        self._enterprise = enterprise
        self._verdict = verdict

    def find(self, written: str) -> Found | None:
        """What the source says that is written so; nothing where it has no value."""
        name, _, of = written.partition(AFTER)
        look = _LOOKS.get(name)
        return look(self, of) if look else None

    # -- what is read ------------------------------------------------------------------------------------------------------

    @cached_property
    def today(self) -> date:
        return day_of(self._visit.now)

    @cached_property
    def profile(self) -> Profile:
        known = self._visit.tx.profile_of(self._enterprise.id)
        return known or Profile(name=self._enterprise.name, code=self._enterprise.code)

    @cached_property
    def past(self) -> tuple[PastRun, ...]:
        """The finished runs with the main bank, oldest first."""
        runs = self._visit.tx.past_runs(self._enterprise.id, self._visit.counted)
        return tuple(run for run in runs if run.state is RunState.FINISHED and run.finished_at is not None)

    @cached_property
    def last(self) -> Run | None:
        return self._visit.tx.last_finished(self._enterprise.id, self._visit.counted) if self.past else None

    @cached_property
    def diagnosis(self) -> Run | None:
        return self._visit.tx.last_finished(self._enterprise.id, DIAGNOSIS)

    @cached_property
    def review(self) -> Review | None:
        stored = self._visit.tx.review(self.last.id) if self.last else None
        return stored.review if stored else None

    @cached_property
    def contact(self) -> Contact:
        first = self._enterprise.first_contact
        return (self._visit.tx.details_of(first) if first else None) or Contact()

    # -- what is made of it ------------------------------------------------------------------------------------------------

    def unit(self, kind: UnitKind) -> Found | None:
        return _word(self._visit.name_of_unit(self._enterprise.affiliation.unit(kind)))

    def sales(self) -> Decimal | None:
        return number(self.profile.sales)

    def above_scale(self) -> Found | None:
        sales = self.sales()
        return None if sales is None else Found(sales >= ABOVE_SCALE)

    def sector(self) -> Found | None:
        sector = sector_of(self.profile.industry)
        return Found(sector, SECTORS[sector].base) if sector else None

    def months_since(self) -> Found | None:
        """Whole months, as the interval between two assessments is counted."""
        if self.last is None or self.last.finished_at is None:
            return None
        since = day_of(self.last.finished_at)
        months = (self.today.year - since.year) * 12 + self.today.month - since.month
        return Found(Decimal(months - (months_later(since, months) > self.today)), at=self.last.finished_at)

    def finished_in(self, form: str) -> Found:
        """How many runs were finished in this month or year."""
        now = format(self.today, form)
        return Found(Decimal(sum(format(day_of(run.finished_at or 0), form) == now for run in self.past)))

    def verified(self) -> Found | None:
        """Whether the agency locked its check with no lower a level than the enterprise's own; nothing before it is locked."""
        if self.last is None or self.last.result is None or self.review is None or self.review.state is not ReviewState.LOCKED:
            return None
        return Found((self.review.level or 0) >= self.last.result.level, at=self.review.locked_at)

    def indicator(self, indicator: str) -> Found | None:
        stated = self.last.indicators.get(indicator) if self.last else None
        value = number(stated.value) if stated and stated.value else None
        return Found(value, at=self.last.finished_at) if self.last and value is not None else None

    def programme(self, programme: str) -> Found | None:
        verdict = self._verdict(programme)
        if verdict is None:
            return None
        undecided = (track.outcome is Outcome.NOT_YET and not track.missing() for track in verdict.tracks)
        return Found(verdict.outcome.value, open=verdict.outcome is Outcome.NOT_YET and any(undecided))

    def application(self, programme: str) -> Found | None:
        found = self._visit.tx.application(self._enterprise.id, programme)
        return Found(found.state.value, at=found.at) if found else None

    def person(self) -> Found | None:
        return _word(" ".join(part for part in (self.contact.name, self.contact.post) if part))


def holds(name: str, found: Found) -> bool | None:
    """What a word of these two sources says where a fact only asks whether; nothing while it is open, and for all others."""
    if found.open:
        return None
    return {
        "programme": found.value == Outcome.ELIGIBLE.value,
        "application": found.value in {state.value for state in GRANTED},
    }.get(name.partition(AFTER)[0])


def _word(text: str | None, name: str = "") -> Found | None:
    return Found(text, name) if text else None


def _listed(register: tuple[registers.Entry, ...], key: str) -> Found | None:
    entry = registers.entry(register, key) if key else None
    return Found(key, entry.zh) if entry else _word(key)


def _result(run: Run | None, level: bool) -> Found | None:
    if run is None or run.result is None:
        return None
    return Found(Decimal(run.result.level) if level else Decimal(run.result.total), at=run.finished_at)


def _finished(run: Run | None) -> Found | None:
    return Found(day_of(run.finished_at), at=run.finished_at) if run and run.finished_at is not None else None


def _placed(kind: UnitKind, here: Sources, _of: str) -> Found | None:
    return here.unit(kind)


Look = Callable[[Sources, str], Found | None]

_LOOKS: Mapping[str, Look] = {
    "profile.name": lambda here, _: _word(here.profile.name),
    "profile.code": lambda here, _: _word(here.profile.code),
    "profile.district": lambda here, _: _listed(registers.DISTRICTS, here.profile.district),
    "profile.unit": lambda here, _: _listed(registers.UNITS, here.profile.unit),
    "profile.industry": lambda here, _: _listed(registers.INDUSTRIES, here.profile.industry),
    "profile.nature": lambda here, _: _listed(registers.NATURES, here.profile.nature),
    "profile.kind": lambda here, _: _word(here.profile.kind, _KINDS.get(here.profile.kind, "")),
    "profile.size": lambda here, _: _listed(registers.SIZES, here.profile.size),
    "profile.sales": lambda here, _: None if (sales := here.sales()) is None else Found(sales),
    "profile.above_scale": lambda here, _: here.above_scale(),
    "profile.sector": lambda here, _: here.sector(),
    **{f"place.{kind.value}": partial(_placed, kind) for kind in UnitKind if kind is not UnitKind.CITY},
    "run.level": lambda here, _: _result(here.last, level=True),
    "run.total": lambda here, _: _result(here.last, level=False),
    "run.finished": lambda here, _: _finished(here.last),
    "run.kind": lambda here, _: _word(here.last.profile.kind, _KINDS.get(here.last.profile.kind, "")) if here.last else None,
    "run.finished_this_month": lambda here, _: here.finished_in("%Y-%m"),
    "run.months_since": lambda here, _: here.months_since(),
    "run.finished_in_year": lambda here, _: here.finished_in("%Y"),
    "run.verified": lambda here, _: here.verified(),
    "diagnosis.level": lambda here, _: _result(here.diagnosis, level=True),
    "diagnosis.total": lambda here, _: _result(here.diagnosis, level=False),
    "diagnosis.finished": lambda here, _: _finished(here.diagnosis),
    "diagnosis.provider": lambda here, _: here.unit(UnitKind.PROVIDER) if here.diagnosis else None,
    "contact.name": lambda here, _: _word(here.contact.name),
    "contact.person": lambda here, _: here.person(),
    "contact.post": lambda here, _: _word(here.contact.post),
    "contact.mobile": lambda here, _: _word(here.contact.mobile),
    "indicator": lambda here, of: here.indicator(of),
    "programme": lambda here, of: here.programme(of),
    "application": lambda here, of: here.application(of),
}
"""By the name of the source; compared with the table of sources by a test."""
