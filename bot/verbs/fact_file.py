"""The facts of `zhiping programme verdict`: JSON to values. Refuses what is not of its form, facts that the programme does not have, and
values that a fact cannot take, each in one sentence.
"""

from __future__ import annotations

import json
from decimal import Decimal

from bot.verbs.answer_file import once
from bot.watching.failures import Failed
from question_bank.problems import shown, suggest
from question_bank.programmes.model import Fact, FactId, FactKind, Programme, Value, Values
from question_bank.programmes.values import Unfit, plain, read_value, write_value

_FORM = '{"legal_person": true, "maturity_level": 3, "founded_on": "2015-06-01", "scenes": ["scene_01", "scene_12"]}'
_WANTED = {
    FactKind.FLAG: "true or false",
    FactKind.NUMBER: "a number",
    FactKind.DATE: 'a day such as "2025-08-15"',
    FactKind.CHOICE: "one of {choices}",
    FactKind.CHOICES: "a list of {choices}",
    FactKind.TEXT: "a text",
}
_MOST_NAMED = 12
"""Choices that a complaint names; a longer list is cut."""


def read_facts(programme: Programme, content: bytes) -> Values:
    """The facts in these bytes as the programme reads them; `null` is the same as leaving a fact out."""
    try:
        read = json.loads(content, parse_float=Decimal, parse_int=Decimal, parse_constant=_refused, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Failed(f"The file of facts is not JSON: {shown(str(error))}. It looks like this: {_FORM}") from error
    if not isinstance(read, dict):
        raise Failed(f"The file of facts is no JSON object. It looks like this: {_FORM}")
    return {FactId(name): _value(_fact(programme, name), value) for name, value in read.items() if value is not None}


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


def _fact(programme: Programme, name: str) -> Fact:
    fact = programme.facts_by_id.get(FactId(name))
    if fact is None:
        near = suggest(name, [str(known) for known in programme.facts_by_id])
        hint = f" Did you mean {near}?" if near else f" `zhiping programme show {programme.id}` names them all."
        raise Failed(f'The programme has no fact "{shown(name)}".{hint}')
    return fact


def _value(fact: Fact, given: object) -> Value:
    try:
        return read_value(fact, _text(fact, given))
    except Unfit as error:
        keys = [choice.key for choice in fact.choices]
        listed = ", ".join(keys[:_MOST_NAMED]) + (", …" if len(keys) > _MOST_NAMED else "")
        wanted = _WANTED[fact.kind].format(choices=listed)
        raise Failed(f'The fact "{fact.id}" ({fact.name.base}) is {wanted}.') from error


def _text(fact: Fact, given: object) -> str:
    """The value as values are written; what cannot be a value is made to be none."""
    match given:
        case bool():
            return write_value(given) if fact.kind is FactKind.FLAG else ""
        case Decimal():
            return plain(given) if fact.kind is FactKind.NUMBER else ""
        case list() if fact.kind is FactKind.CHOICES and all(isinstance(key, str) for key in given):
            return write_value(frozenset(given))
        case str():
            return given
    return ""
