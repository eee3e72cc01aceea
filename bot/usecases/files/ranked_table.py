"""The official table of a unit's ranked list (汇总表): a row for each enterprise within the quota, in rank order, as far as is known.

It holds numbers in full, so each is recorded; rights are asked for again when it is made. What nobody stated is marked, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

import msgspec

from bot.ports.registry import Enterprise
from bot.roles import Action
from bot.usecases.desk.cand import ranking
from bot.usecases.desk.cand.looking import here, may_export
from bot.usecases.desk.cand.rank import FILE, About
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from bot.usecases.programmes import gather, sources_of
from dialogs.desk.vouch.rules import CENT
from dialogs.limits import day_of
from question_bank.programmes.form_model import Form, PartKind
from question_bank.programmes.model import Programme, Value
from question_bank.programmes.sources import source_of

NUMBER = "contact.mobile"
OF_UNIT, OF_AGENCY = "unit.name", "place.agency"
LANGUAGE = "zh"
"""The table is a Chinese form in every language."""


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in the table."""

    programme: Programme
    form: Form
    rows: tuple[Mapping[str, Value], ...]
    head: Mapping[str, Value]


async def _table(order: Order) -> Sequence[File]:
    """The table; nothing for who may not have it any more, or once the list is empty."""
    about = msgspec.json.decode(order.at, type=About)
    table = await order.look(lambda visit: _read(visit, about))
    if table is None:
        return ()
    content = await order.drawing.made(document, table.form, table.programme, table.rows, table.head)
    name = f"{table.form.name.in_(LANGUAGE)}-{day_of(order.now):%Y%m%d}.{table.form.format}"
    return (("document", name, content),)


def document(form: Form, programme: Programme, rows: Sequence[Mapping[str, Value]], head: Mapping[str, Value]) -> bytes:
    """The table as a file; runs in the worker."""
    from reports.forms.lists import list_form

    return list_form(form, programme, rows, LANGUAGE, head)


def _read(visit: Visit, about: About) -> Table | None:
    place = here(visit, about.unit, about.programme)
    form = ranking.table_of(place.programme) if place else None
    if place is None or form is None or not may_export(visit, place.unit):
        return None
    ranked = ranking.within_quota(visit, place.programme, place.unit)
    enterprises = [one for found in ranked if (one := visit.enterprise(found.enterprise, Action.READ_VERDICT)) is not None]
    if not enterprises:
        return None
    visit.record("ranked_exported", unit=place.unit.id, programme=place.programme.id, rows=str(len(enterprises)))
    rows = tuple(_row(visit, one, place.programme, form) for one in enterprises)
    agencies = {visit.name_of_unit(one.affiliation.agency) for one in enterprises} - {""}
    one_agency = {OF_AGENCY: next(iter(agencies))} if len(agencies) == 1 else {}
    return Table(place.programme, form, rows, {OF_UNIT: place.unit.name, **one_agency})


def _row(visit: Visit, enterprise: Enterprise, programme: Programme, form: Form) -> Mapping[str, Value]:
    """What is known for the columns: what was stated or taken from a source, and the sources that a column names itself."""
    facts = {str(fact): known for fact, known in gather(visit, enterprise, programme).values.items()}
    columns = {part.fact for part in form.parts if part.kind is PartKind.COLUMN and part.fact}
    names = {name for name in columns if source_of(name) is not None}
    if NUMBER in names and not visit.may(enterprise, Action.READ_PHONE):
        names.discard(NUMBER)
    sources = sources_of(visit, enterprise, sorted(names))
    if NUMBER in sources:
        visit.record("phone_shown", enterprise=enterprise.id, of=enterprise.first_contact)
    return {name: _printed(value) for name, value in {**facts, **sources}.items() if name in columns}


def _printed(value: Value) -> Value:
    """A score as reports print it: cut to two decimals."""
    return value.quantize(CENT, rounding=ROUND_FLOOR) if isinstance(value, Decimal) else value


MAKERS: Mapping[str, Maker] = {FILE: _table}
