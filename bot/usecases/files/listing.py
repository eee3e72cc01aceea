"""Files of the pages about how far enterprises are: a unit's list as a workbook, the city's areas as a heat map with its text.

Rows are read in small works, so that turns go on between them, and every part asks for its right again at the moment it is read: whoever
loses the role meanwhile gets nothing. Numbers in full are recorded one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, partial

import msgspec

from bot.ports.standing import Filter, Status
from bot.roles import Action, Affiliation, Relation, may, to_enterprise, to_unit
from bot.usecases.banks import sheets_of
from bot.usecases.banks.brought import DEFAULT_BANK
from bot.usecases.banks.packing import unpacked
from bot.usecases.desk import city, status
from bot.usecases.desk.units_seen import REGISTERS, idle_days, named, narrowed, unit_name
from bot.usecases.desk.visit import Visit
from bot.usecases.drawing import File
from bot.usecases.files.order import Maker, Order
from dialogs import phrasebook
from dialogs.fields import masked
from dialogs.limits import SHANGHAI, day_of
from dialogs.model import Contact
from dialogs.views.common import shown
from question_bank.sheets import Row, Sheet
from reports.rounding import plain
from reports.status import hidden_rows, small

AT_ONCE = 200
"""Enterprises read in one work."""

MOST = 19_000
"""Enterprises in one workbook; a reader takes no more than twenty thousand rows."""

COLUMNS = (
    "name",
    "code",
    "district",
    "zone",
    "street",
    "park",
    "group",
    "industry",
    "size",
    "stage",
    "answered",
    "of",
    "percent",
    "idle",
    "level",
    "total",
    "finished_on",
    "contact",
    "mobile",
    "contacts",
)
"""The columns of the list by their key under `[columns]` in the phrasebook."""

_NUMBERS = frozenset({"answered", "of", "percent", "idle", "level", "total", "contacts"})
_PLACES = {"total": 2}
_WIDE = {"name": 34, "code": 22, "industry": 28, "contact": 12, "mobile": 14, "finished_on": 12}


async def _list(order: Order) -> Sequence[File]:
    """The enterprises of the unit that were chosen, as a workbook; nothing for somebody who may not read or export it any more."""
    about = msgspec.json.decode(order.at, type=status.About)
    rows: dict[str, tuple[str, ...]] = {}
    after = title = ""
    while len(rows) < MOST:
        page = await order.look(_reading(about, after))
        if page is None:
            return ()
        fresh = page.rows.keys() - rows.keys()
        rows |= page.rows
        after, title = page.after, page.title
        if not after or not fresh:  # nothing new comes where the last one vanished meanwhile and the reading began again
            break
    content = await order.drawing.made(workbook, order.language, tuple(rows.values()))
    return (("document", f"{title}-{day_of(order.now):%Y%m%d}.xlsx", content),)


class _Page(msgspec.Struct, frozen=True):
    """Some rows by enterprise, where the next begin, and what the list is called."""

    rows: dict[str, tuple[str, ...]]
    after: str
    title: str


def _reading(about: status.About, after: str) -> Callable[[Visit], _Page | None]:
    return lambda visit: _page(visit, about, after)


def _page(visit: Visit, about: status.About, after: str) -> _Page | None:
    unit = status.looked_into(visit, about.unit)
    wanted = narrowed(visit, unit, about.chosen) if unit else None
    if unit is None or wanted is None or not may(to_unit(visit.grants, unit.id, unit.district), Action.EXPORT_UNIT):
        return None
    statuses = visit.tx.statuses(replace(wanted, idle_before=None), AT_ONCE, after)  # by name: an order that answers do not change
    listed = [found for found in statuses if wanted.idle_before is None or found.idle_since < wanted.idle_before]
    contacts = visit.tx.first_contacts([found.enterprise for found in listed])
    names = cache(partial(named, visit))
    rows = {found.enterprise: _row(visit, names, found, contacts.get(found.enterprise)) for found in listed}
    visit.record("list_exported", unit=unit.id, rows=str(len(rows)))
    return _Page(rows, statuses[-1].enterprise if len(statuses) == AT_ONCE else "", unit_name(visit, unit))


def _row(visit: Visit, names: Callable[[str, str], str], found: Status, contact: tuple[str, Contact] | None) -> tuple[str, ...]:
    relations = _relations(visit, found)
    known = contact[1] if contact is not None and may(relations, Action.READ_CONTACTS) else Contact()
    full = may(relations, Action.READ_PHONE)
    if full and known.mobile and contact is not None:
        visit.record("phone_shown", enterprise=found.enterprise, of=contact[0])
    units = (names(by, str(getattr(found.affiliation, by))) for by in ("district", "zone", "street", "park", "group"))
    return (
        found.name,
        found.code,
        *units,
        names("industry", found.industry),
        names("size", found.size),
        phrasebook.sentence(visit.language, "stages", found.stage.value),
        str(found.answered),
        str(found.of),
        str(found.answered * 100 // found.of if found.of else 0),
        str(idle_days(visit.now, found)),
        "" if found.level is None else str(found.level),
        plain(Decimal(shown(found.total))) if found.total and may(relations, Action.READ_SCORE) else "",
        _day(found.finished_at),
        known.name,
        (known.mobile or "") if full else masked(known.mobile or ""),
        str(found.contacts),
    )


def _relations(visit: Visit, found: Status) -> frozenset[Relation]:
    """As `Visit.relations`; whether the enterprise shares its score is looked up only where it makes a difference."""
    relations = to_enterprise(visit.grants, found.affiliation)
    if Relation.LOCAL in relations and not may(relations, Action.READ_SCORE):
        enterprise = visit.tx.enterprise(found.enterprise)
        return to_enterprise(visit.grants, found.affiliation, enterprise is not None and enterprise.shares_score)
    return relations


def _day(at: int | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC).astimezone(SHANGHAI):%Y-%m-%d}"


def workbook(language: str, rows: Sequence[tuple[str, ...]]) -> bytes:
    """The list as a workbook; runs in the worker."""
    from question_bank.workbook_writing import ColumnStyle, SheetStyle, Workbook, workbook_bytes

    heads = [phrasebook.sentence(language, "columns", column) for column in COLUMNS]
    body = tuple(Row(number, dict(zip(heads, row, strict=True))) for number, row in enumerate(rows, start=2))
    name = phrasebook.sentence(language, "labels", "page_status")
    styles = {
        head: ColumnStyle(width=_WIDE.get(column, 12), numbers=column in _NUMBERS, places=_PLACES.get(column, 0))
        for head, column in zip(heads, COLUMNS, strict=True)
    }
    return workbook_bytes(Workbook({name: Sheet(name, tuple(heads), body)}, {name: SheetStyle(styles)}))


# -- the heat map ----------------------------------------------------------------------------------------------------


async def _heat(order: Order) -> Sequence[File]:
    """The map as a picture and as text; nothing for somebody who may not read the city any more."""
    groups = await order.look(lambda visit: _groups(visit, order.at))
    if groups is None:
        return ()
    sheets = await order.look(_main_sheets)
    picture, text = await order.drawing.made(heat, groups, order.at, order.language, sheets)
    said: File = ("text", "", text.encode())
    return (("photo", "areas.png", picture), said) if picture else (said,)


def _main_sheets(visit: Visit) -> bytes | None:
    """The sheets of the version that the main bank is answered with now, where the program brings another."""
    current = next((found for found in visit.tx.current_versions() if found.bank == DEFAULT_BANK), None)
    return sheets_of(visit.tx, current.bank, current.version) if current else None


def _groups(visit: Visit, by: str) -> tuple[tuple[str, Mapping[str, tuple[int, str]]], ...] | None:
    """The means of each row that is shown in the list by this."""
    if not city.is_open(visit) or by not in REGISTERS:
        return None
    rows = {} if city.silent(visit) else city.rows_by(visit, by)
    hidden = hidden_rows(rows)
    shown = [key for key, layers in rows.items() if key and key not in hidden and layers[0] and not small(layers[0])]
    return tuple((named(visit, by, key), visit.tx.area_means(_only(by, key))) for key in shown)


def _only(by: str, key: str) -> Filter:
    if by == "district":
        return Filter(Affiliation(district=key))
    return Filter(industry=key) if by == "industry" else Filter(size=key)


def heat(
    groups: Sequence[tuple[str, Mapping[str, tuple[int, str]]]], by: str, language: str, sheets: bytes | None = None
) -> tuple[bytes, str]:
    """The picture (none without a row) and its text; runs in the worker."""
    from question_bank import library
    from reports.charts import draw_heat
    from reports.heat_map import heat_map, heat_twin

    bank = unpacked(sheets) if sheets is not None else library.load(DEFAULT_BANK)
    drawn = heat_map(bank, groups, by, language)
    return draw_heat(drawn) if drawn.rows else b"", heat_twin(drawn)


MAKERS: dict[str, Maker] = {status.FILE: _list, city.FILE: _heat}
