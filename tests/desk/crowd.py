"""Enterprises with contacts whom a broadcast reaches: registered and agreed, without a word being written down."""

from __future__ import annotations

from bot.ports import Transaction
from bot.ports.registry import Entry
from bot.roles import Affiliation
from dialogs.model import Profile
from tests.desk.stage import MINHANG, Stage


def crowd(stage: Stage, number: int, district: str = MINHANG, name: str = "企业", first: int = 1) -> list[str]:
    """So many enterprises in a district, each with one contact of its own; the names of the contacts."""
    people = [f"{name}{place:02d}的联系人" for place in range(first, first + number)]
    for place, who in enumerate(people, first):
        stage.begin(who)
        person = stage.person(who)
        code = f"{district}{place:011d}X"
        stage.work(lambda tx, person=person, code=code, place=place: _enterprise(tx, stage, person, code, f"{name}{place:02d}", district))
    return people


def _enterprise(tx: Transaction, stage: Stage, person: str, code: str, name: str, district: str) -> None:
    now = stage.clock.at
    found = tx.add_enterprise(Profile(name=name, code=code, district=district), person, now)
    tx.load_roster([Entry(Profile(name=name, code=code, district=district), Affiliation(district=district))], "", now)
    assert tx.is_contact(person, found.id)
    tx.reach("telegram", person, "9" + code[6:17], now)
