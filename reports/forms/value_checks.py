"""Checks of one value: names, choices, levels, amounts, days. Each gives what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from question_bank.programmes.form_checks import Check
from question_bank.programmes.model import FactId, Value
from question_bank.programmes.sources import source_of
from reports.forms.cases import Case, FormProblem
from reports.forms.counting import sign_count
from reports.forms.filling import said, value_of

_CHINESE_DIGITS = "一二三四五"
_LEVEL = re.compile(r"\s*[Ll]?\s*([0-5一二三四五])\s*级?.*", re.DOTALL)

Found = Iterator[FormProblem]


def _known(check: Callable[[Case], Found]) -> Callable[[Case], Found]:
    """A check that needs a value: where there is none, that is said instead."""

    def with_value(case: Case) -> Found:
        return _present(case) if case.value is None or not case.text else check(case)

    return with_value


def _present(case: Case) -> Found:
    if case.value is not None and case.text:
        return
    fact = case.programme.facts_by_id.get(FactId(case.rule.target))
    source = source_of(case.rule.target if fact is None else "" if fact.suggested else fact.source)
    if source is None:
        yield case.problem("present.reason", "present.remedy")
    else:
        yield case.problem("present.reason", "present.remedy.source", source=source.name.in_(case.language))


def _ends_with(case: Case) -> Found:
    if not case.text.endswith(case.rule.values):
        yield case.problem("ends_with.reason", "ends_with.remedy", value=case.text, wanted="／".join(case.rule.values))


def _not_ends_with(case: Case) -> Found:
    for found in (ending for ending in case.rule.values if case.text.endswith(ending)):
        yield case.problem("not_ends_with.reason", "not_ends_with.remedy", value=case.text, found=found)


def _not_contains(case: Case) -> Found:
    for found in (word for word in case.rule.values if word in case.text):
        yield case.problem("not_contains.reason", "not_contains.remedy", value=case.text, found=found)


def _counted_length(case: Case) -> Found:
    wanted, found = int(case.rule.values[0]), sign_count(case.text)
    if found > wanted:
        keys = "counted_length.reason", "counted_length.remedy"
        yield case.problem(*keys, value=case.text, found=found, wanted=wanted, over=found - wanted)


def _one_of_choices(case: Case) -> Found:
    fact = case.programme.facts_by_id.get(FactId(case.rule.target))
    names = {choice.key: choice.name.in_(case.language) for choice in fact.choices} if fact else {}
    wanted = case.rule.values or tuple(names)
    value = case.value
    for key in sorted(value) if isinstance(value, frozenset) else (value,):
        if key not in wanted:
            shown = names.get(str(key)) or (case.text if not isinstance(value, frozenset) else str(key))
            listed = "、".join(names.get(one, one) for one in wanted)
            yield case.problem("one_of_choices.reason", "one_of_choices.remedy", value=shown, wanted=listed)


def _level_at_least(case: Case) -> Found:
    wanted, value = int(case.rule.values[0]), case.value
    found = level_of(value) if value is not None else None
    if found is None or found < wanted:
        yield case.problem("level_at_least.reason", "level_at_least.remedy", value=case.text, wanted=wanted)


def level_of(value: Value) -> int | None:
    """The level that a number, `L3`, `3级` or `三级` says; nothing for anything else."""
    if isinstance(value, Decimal):
        return int(value)
    found = _LEVEL.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    return int(found[1]) if found[1].isascii() else _CHINESE_DIGITS.index(found[1]) + 1


def _at_least(case: Case) -> Found:
    if not (isinstance(case.value, Decimal) and case.value >= Decimal(case.rule.values[0])):
        yield case.problem("at_least.reason", "at_least.remedy", value=case.text, wanted=case.rule.values[0])


def _above(case: Case) -> Found:
    if not (isinstance(case.value, Decimal) and case.value > Decimal(case.rule.values[0])):
        yield case.problem("above.reason", "above.remedy", value=case.text, wanted=case.rule.values[0])


def _same(case: Case) -> Found:
    """Whether the value is that of another fact or source; texts are compared without blanks and capitals."""
    other = value_of(case.rule.values[0], case.programme, case.handed.values)
    if other is None:
        yield case.problem("same.unknown", "same.remedy", value=case.text)
    elif _folded(other) != _folded(case.value):
        wanted = said(case.rule.values[0], case.programme, other, case.language)
        yield case.problem("same.reason", "same.remedy", value=case.text, wanted=wanted)


def _folded(value: Value | None) -> Value | None:
    return "".join(value.split()).casefold() if isinstance(value, str) else value


def _in_year(case: Case) -> Found:
    wanted = int(case.rule.values[0])
    if not (isinstance(case.value, date) and case.value.year == wanted):
        yield case.problem("in_year.reason", "in_year.remedy", value=case.text, wanted=wanted)


CHECKS: Mapping[Check, Callable[[Case], Found]] = {
    Check.PRESENT: _present,
    Check.ENDS_WITH: _known(_ends_with),
    Check.NOT_ENDS_WITH: _known(_not_ends_with),
    Check.NOT_CONTAINS: _known(_not_contains),
    Check.COUNTED_LENGTH: _known(_counted_length),
    Check.ONE_OF_CHOICES: _known(_one_of_choices),
    Check.LEVEL_AT_LEAST: _known(_level_at_least),
    Check.AT_LEAST: _known(_at_least),
    Check.ABOVE: _known(_above),
    Check.SAME: _known(_same),
    Check.IN_YEAR: _known(_in_year),
}
