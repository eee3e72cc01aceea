"""Enterprises of a district with what they stated for a programme, judged and kept, without a word being said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import msgspec

from bot.ports import Transaction
from bot.ports.registry import Entry
from bot.roles import Affiliation
from bot.usecases.desk.cand.rank import About
from bot.usecases.files import exporting
from bot.usecases.files.order import Order
from bot.usecases.programmes import refresh
from dialogs.model import Profile
from question_bank.programmes.library import load
from tests.bot.programmes import a_visit, keep_all
from tests.desk.stage import MINHANG, Stage

FACTORY, VOUCHER = "shanghai-advanced-factory-2025", "assessment-voucher-2023"


def keep_shipped(stage: Stage, *names: str) -> None:
    """Have these packs published, as the program brings them."""
    keep_all(stage.store, *(load(name) for name in names))


def settle(stage: Stage, name: str, stated: Mapping[str, str], place: int, affiliation: Affiliation | None = None) -> str:
    """An enterprise on the roster that stated this, judged; its id."""
    return stage.work(lambda tx: _settle(tx, stage, name, stated, place, affiliation or Affiliation(district=MINHANG)))


def _settle(tx: Transaction, stage: Stage, name: str, stated: Mapping[str, str], place: int, affiliation: Affiliation) -> str:
    code = f"{place:017d}X"
    tx.load_roster([Entry(Profile(name=name, code=code, district=affiliation.district), affiliation)], "", stage.clock.at)
    found = tx.enterprise_by_code(code)
    assert found is not None
    for fact, value in stated.items():
        tx.state_fact(found.id, fact, value, "", stage.clock.at)
    refresh(a_visit(tx, stage.clock.at, stage.bank.id), found)
    return found.id


def ranked(stage: Stage, programme: str, unit: str = MINHANG) -> list[str]:
    """The names on the ranked list of a unit, first place first."""

    def read(tx: Transaction) -> list[str]:
        places = tx.ranking(programme, unit)
        return [found.name for place in places if (found := tx.enterprise(place.enterprise)) is not None]

    return stage.work(read)


def made(stage: Stage, who: str, unit: str = MINHANG) -> list[tuple[str, bytes]]:
    """The files that this order brings the person."""
    at = msgspec.json.encode(About(unit, FACTORY)).decode()
    order = Order(stage.store, stage.person(who), "zh", stage.clock.at, at)
    found = asyncio.run(exporting.files(order, "ranked"))
    assert all(isinstance(content, bytes) for _, _, content in found)
    return [(name, content) for _, name, content in found if isinstance(content, bytes)]
