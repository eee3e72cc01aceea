"""What a check of an application goes by, and how its outcome is kept with the application: as JSON, values as the store writes them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.ports.programmes import Application
from bot.ports.registry import Enterprise
from bot.usecases.desk.prog.looking import today
from bot.usecases.desk.visit import Visit
from bot.usecases.programmes import gather, sources_of
from dialogs.desk.vouch import READ, rules
from dialogs.desk.vouch.rules import Line
from question_bank.programmes.judging import judge
from question_bank.programmes.model import Fact, FactId, Programme, Value, Values
from question_bank.programmes.sources import source_of
from question_bank.programmes.values import Unfit, read_value


class Checked(msgspec.Struct, frozen=True):
    """The last check of an application: what the papers say, the lines by language, and what was written to the enterprise."""

    stated: dict[str, str] = msgspec.field(default_factory=dict)
    lines: dict[str, tuple[Line, ...]] = msgspec.field(default_factory=dict)
    reason: str = ""

    def lines_in(self, language: str) -> tuple[Line, ...]:
        """The lines as somebody reads them."""
        return self.lines.get(language) or next(iter(self.lines.values()), ())


def kept(application: Application | None) -> Checked:
    """The last check that is kept with the application; an empty one where there was none."""
    return msgspec.json.decode(application.document, type=Checked) if application and application.document else Checked()


def document(fields: Mapping[str, str], lines: Mapping[str, tuple[Line, ...]], reason: str) -> bytes:
    """A check as it is kept: whoever reads it later reads it in the own language."""
    stated = {field.removeprefix(READ): value for field, value in fields.items() if value}
    return msgspec.json.encode(Checked(stated, dict(lines), reason))


def with_reason(application: Application | None, reason: str) -> bytes:
    """The check as it was kept, with another word to the enterprise."""
    return msgspec.json.encode(msgspec.structs.replace(kept(application), reason=reason))


def value_of(fact: Fact, written: str) -> Value | None:
    """The value that was written so; nothing where there is none, or none that fits any more."""
    try:
        return read_value(fact, written) if written else None
    except Unfit:
        return None


def compared(visit: Visit, enterprise: Enterprise, programme: Programme, fields: Mapping[str, str]) -> Mapping[str, tuple[Line, ...]]:
    """The papers line by line, in each language of the programme, against what is known of the enterprise and what it stated; the papers
    stand before its word."""
    stated = _stated(programme, fields)
    gathered = gather(visit, enterprise, programme)
    form = rules.checked_form(programme)
    names = {value for rule in form.rules for value in rule.values if source_of(value) is not None} if form else set()
    own = {fact: known.value for fact, known in gathered.known.items() if not known.source}
    known = sources_of(visit, enterprise, sorted(names))
    verdict = judge(programme, {**gathered.values, **stated}, today(visit))
    return {language: rules.lines(rules.Papers(programme, stated, known, own, language), verdict) for language in programme.languages}


def _stated(programme: Programme, fields: Mapping[str, str]) -> Values:
    found: dict[FactId, Value] = {}
    for field, written in fields.items():
        fact = programme.facts_by_id.get(FactId(field.removeprefix(READ)))
        value = value_of(fact, written) if fact else None
        if fact is not None and value is not None:
            found[fact.id] = value
    return found
