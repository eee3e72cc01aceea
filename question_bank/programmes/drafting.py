"""Sheets with their right names -> a draft of the programme. Sheets are read in the order in which they refer to one another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TypeVar

from question_bank.problems import Problem
from question_bank.programmes import rows
from question_bank.programmes.draft import PackDraft
from question_bank.programmes.form_model import Form
from question_bank.programmes.layout import PROGRAMME
from question_bank.programmes.model import Choice, Condition, Fact, Programme, Quota, Track, Window
from question_bank.programmes.settings import Settings, settings
from question_bank.reading import things
from question_bank.reading.cells import Cells, Known
from question_bank.reading.things import Found
from question_bank.sheets import Sheets

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything found, sheet by sheet."""

    tracks: Found[Track]
    windows: Found[Window]
    quotas: Found[Quota]
    choices: Found[rows.Listed]
    facts: Found[Fact]
    conditions: Found[Condition]
    forms: Found[Form]
    parts: Found[rows.Placed]
    rules: Found[rows.Ruled]

    def problems(self) -> tuple[Problem, ...]:
        return tuple(chain.from_iterable(getattr(self, name).problems for name in self.__slots__))

    def rows(self) -> dict[tuple[str, Hashable], int]:
        return {(name, key): row for name in self.__slots__ for key, row in getattr(self, name).rows.items()}


def draft_of(sheets: Sheets, others: tuple[str, ...]) -> tuple[PackDraft, tuple[Problem, ...]]:
    """The programme as far as it can be read, and what could not be."""
    parts = _parts(sheets, others)
    set_, faults = settings(sheets[PROGRAMME], others, _known("facts", sheets))
    problems = (*faults, *parts.problems())
    faulty = frozenset((problem.sheet, problem.row, problem.column) for problem in problems)
    return PackDraft(_programme(set_, parts), {**parts.rows(), **_setting_rows(sheets)}, faulty), problems


def _parts(sheets: Sheets, others: tuple[str, ...]) -> _Parts:
    def each(sheet: str, make: Callable[[Cells], T | None], key: Callable[[T], Hashable], column: str = "id") -> Found[T]:
        return things.each(sheets[sheet], others, make, key, column)

    choices = each("choices", rows.choice, lambda found: (found.list, found.choice.key), "key")
    lists = _lists(choices.things)
    facts = each("facts", partial(rows.fact, lists=lists, known=Known("choices", frozenset(lists))), lambda fact: fact.id)
    given = rows.Given(
        facts={fact.id: fact for fact in facts.things},
        known_facts=_known("facts", sheets),
        conditions=_known("conditions", sheets),
        tracks=_known("tracks", sheets),
    )
    forms = _known("forms", sheets)
    return _Parts(
        tracks=each("tracks", rows.track, lambda track: track.id),
        windows=each("windows", rows.window, lambda window: window.id),
        quotas=each("quotas", rows.quota, lambda quota: quota.recognised, "recognised"),
        choices=choices,
        facts=facts,
        conditions=each("conditions", partial(rows.condition, given=given), lambda condition: condition.id),
        forms=each("forms", rows.form, lambda form: form.id),
        parts=each("parts", partial(rows.part, forms=forms), lambda part: (part.form, part.row)),
        rules=each("rules", partial(rows.rule, forms=forms), lambda ruled: (ruled.form, ruled.rule.id)),
    )


def _known(sheet: str, sheets: Sheets) -> Known:
    return Known(sheet, frozenset(row.cells.get("id", "") for row in sheets[sheet].rows))


def _setting_rows(sheets: Sheets) -> Mapping[tuple[str, Hashable], int]:
    """The first row of each setting, for checks that speak of one."""
    found: dict[tuple[str, Hashable], int] = {}
    for row in sheets[PROGRAMME].rows:
        found.setdefault((PROGRAMME, row.cells.get("setting", "")), row.number)
    return found


def _lists(listed: Sequence[rows.Listed]) -> Mapping[str, tuple[Choice, ...]]:
    found: dict[str, tuple[Choice, ...]] = {}
    for one in listed:
        found[one.list] = (*found.get(one.list, ()), one.choice)
    return found


def _forms(parts: _Parts) -> tuple[Form, ...]:
    return tuple(
        replace(
            form,
            parts=tuple(placed.part for placed in parts.parts.things if placed.form == form.id),
            rules=tuple(ruled.rule for ruled in parts.rules.things if ruled.form == form.id),
        )
        for form in parts.forms.things
    )


def _programme(given: Settings, parts: _Parts) -> Programme:
    return Programme(
        id=given.id,
        version=given.version,
        title=given.title,
        short=given.short,
        summary=given.summary,
        notice=given.notice,
        purpose=given.purpose,
        subject=given.subject,
        languages=given.languages,
        tracks=parts.tracks.things,
        windows=parts.windows.things,
        quotas=parts.quotas.things,
        facts=parts.facts.things,
        conditions=parts.conditions.things,
        forms=_forms(parts),
        recognises=given.recognises,
        draft=given.draft,
    )
