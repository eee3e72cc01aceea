"""A programme as frozen values: facts, conditions with their clause, windows, quotas, forms. Made from one notice, loaded like a bank.

Nothing here names a particular notice. What is asked of whom, what counts and what a form looks like all come from the sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NewType

from question_bank.model import Text
from question_bank.programmes.form_model import SILENT, Form

ProgrammeId = NewType("ProgrammeId", str)
FactId = NewType("FactId", str)
ConditionId = NewType("ConditionId", str)
TrackId = NewType("TrackId", str)

Value = bool | Decimal | date | str | frozenset[str]
"""What a fact says: a flag, a number in the fact's unit, a day, the key of a choice or a text, the keys of several choices."""

Values = Mapping[FactId, Value]
"""What is known of one enterprise; a fact that is not known is not in it."""


class Purpose(StrEnum):
    """What a verdict is about: whether one may apply, or whether a duty is done."""

    APPLY = "apply"
    DUTY = "duty"


class Subject(StrEnum):
    """Whose programme it is: a manufacturing enterprise's, or a body's that reviews or diagnoses others."""

    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    PROVIDER = "provider"


class FactKind(StrEnum):
    """What the value of a fact is."""

    FLAG = "flag"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


class Join(StrEnum):
    """How a condition with conditions below it is met: by all of them, any, none, or at least so many (`values` says how many)."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    SOME = "some"


class Operator(StrEnum):
    """What a condition asks of its fact.

    `COUNTS`: at least so many choices. `HAS`: all of these choices. `COVERS`: choices of all these groups. `BY` and `FROM`: a day
    not after, not before this one. `AGED`: a day at least so many years before this one.
    """

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    COUNTS = "counts"
    HAS = "has"
    COVERS = "covers"
    BY = "by"
    FROM = "from"
    AGED = "aged"


class Force(StrEnum):
    """What an unmet condition does: it must be met, it ought to be ("in principle") and is to be explained otherwise, or it helps."""

    MUST = "must"
    PRINCIPLE = "principle"
    PREFERRED = "preferred"


class Truth(StrEnum):
    """What a condition is: met, not met, or to be confirmed because a fact is missing."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"


class Outcome(StrEnum):
    """What a programme says to an enterprise. `NOT_YET`: something is missing that can be had, or is not known yet."""

    ELIGIBLE = "eligible"
    NOT_YET = "not_yet"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, slots=True)
class Notice:
    """Where a programme comes from: number and title of the notice, who issued it and when."""

    number: str
    title: Text
    issuer: Text
    issued: date


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list; `group` is what `COVERS` looks at, `heading` what it is listed under, `gist` what it is about."""

    key: str
    name: Text
    group: str = ""
    heading: Text = SILENT
    gist: Text = SILENT


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that conditions or forms need to know. Facts of one id are the same in all programmes and asked once.

    `source` names where it is taken from (`question_bank.programmes.sources`; empty: it is asked); `suggested` says that the source only
    suggests it and a contact confirms. `low` and `high` bound a number in its `unit`. `form_only`: no condition needs it. `list_name` is
    what its list of choices is called in the sheets.
    """

    id: FactId
    kind: FactKind
    name: Text
    ask: Text
    hint: Text = SILENT
    unit: Text = SILENT
    choices: tuple[Choice, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    source: str = ""
    suggested: bool = False
    clause: str = ""
    form_only: bool = False
    list_name: str = ""

    def choice(self, key: str) -> Choice | None:
        """The choice with this key, or nothing."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True)
class Track:
    """One of the things that a programme offers, such as a tier; `rank` grows with what it is worth."""

    id: TrackId
    name: Text
    rank: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a join of those below it (`parent` is this one), or an operator on a fact. Without a `track` it holds for all.

    `clause` is the place in the notice, `text` what it asks in short words of our own, `remedy` what to do where it is not met. What is
    not `mendable` ends the matter. `confidence` (0 to 1) is how sure we are of our reading.
    """

    id: ConditionId
    parent: ConditionId | None
    track: TrackId | None
    clause: str
    text: Text
    remedy: Text = SILENT
    force: Force = Force.MUST
    mendable: bool = True
    join: Join | None = None
    fact: FactId | None = None
    operator: Operator | None = None
    values: tuple[str, ...] = ()
    confidence: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Window:
    """When one can hand in: from `opens` (if there is a first day) to the end of `closes`, both days in Shanghai."""

    id: str
    name: Text
    opens: date | None
    closes: date
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many a district may recommend once it has at least `recognised` already."""

    number: int
    recognised: int = 0
    clause: str = ""


@dataclass(frozen=True)
class Programme:
    """An immutable, versioned rule pack of one notice.

    `recognises` is the fact that says an enterprise holds what the programme gives, if there is one: what districts count for quotas.
    The first of its `languages` is its own.
    """

    id: ProgrammeId
    version: str
    title: Text
    short: Text
    summary: Text
    notice: Notice
    purpose: Purpose
    subject: Subject
    languages: tuple[str, ...]
    tracks: tuple[Track, ...]
    windows: tuple[Window, ...]
    quotas: tuple[Quota, ...]
    facts: tuple[Fact, ...]
    conditions: tuple[Condition, ...]
    forms: tuple[Form, ...]
    recognises: FactId | None = None
    draft: bool = False

    def __hash__(self) -> int:
        return hash((self.id, self.version))

    @cached_property
    def facts_by_id(self) -> Mapping[FactId, Fact]:
        """Facts by id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def conditions_by_id(self) -> Mapping[ConditionId, Condition]:
        """Conditions by id."""
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def below(self) -> Mapping[ConditionId | None, tuple[Condition, ...]]:
        """The conditions under each join, in the order of the sheet; under `None` those that stand at the top."""
        found: dict[ConditionId | None, list[Condition]] = {}
        for condition in self.conditions:
            found.setdefault(condition.parent, []).append(condition)
        return {parent: tuple(conditions) for parent, conditions in found.items()}

    def form(self, form: str) -> Form | None:
        """The form of this id, or nothing."""
        return next((found for found in self.forms if found.id == form), None)
