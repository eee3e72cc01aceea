"""The packs of a process: shipped ones are kept at every start, the current ones are read in order, an older version stays readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.usecases.packs import Packs, window_now
from question_bank.programmes import library
from tests.bot.office import NOON
from tests.bot.programmes import a_visit, keep_all, of_flag, of_level


def test_what_comes_with_the_program_is_kept_at_the_first_start_and_found_at_the_second(store: Store) -> None:
    """All six packs, open to enterprises, each the same when it is read again."""
    shelf = Packs(library.load)
    for now in (1, 2):
        store.submit(partial(shelf.keep, names=library.versions(), now=now)).result()
    versions = store.submit(lambda tx: tx.pack_versions()).result()
    assert {found.bank for found in versions} == set(library.shipped())
    assert all(found.made_at == 1 and found.current and found.shipped for found in versions)
    read = store.submit(lambda tx: a_visit(tx, NOON, "").packs.current()).result()
    assert {found.id: found for found in read} == {name: library.load(name) for name in library.shipped()}


def test_another_version_that_the_program_brings_waits_for_an_admin_beside_the_current_one(store: Store) -> None:
    """As with banks; a draft waits even where it is alone."""
    bring = {"legal": of_flag()}
    shelf = Packs(bring.__getitem__)
    store.submit(lambda tx: shelf.keep(tx, [("legal", "1.0.0")], 1)).result()
    bring["legal"] = replace(of_flag(), version="2.0.0")
    bring["draft"] = replace(of_flag(name="draft"), draft=True)
    store.submit(lambda tx: shelf.keep(tx, [("legal", "2.0.0"), ("draft", "1.0.0")], 2)).result()
    found = store.submit(lambda tx: {(one.bank, one.version): (one.state, one.current) for one in tx.pack_versions()}).result()
    assert found == {
        ("legal", "1.0.0"): (BankState.PUBLISHED, True),
        ("legal", "2.0.0"): (BankState.DRAFT, False),
        ("draft", "1.0.0"): (BankState.DRAFT, False),
    }


def test_a_pack_is_found_by_version_and_without_one_the_current(store: Store) -> None:
    """What is not there is a `LookupError`, a version that no longer counts is none."""
    keep_all(store, of_level(2))
    keep_all(store, of_level(3, version="2.0.0"))

    def look(tx: Transaction) -> list[str]:
        packs = a_visit(tx, NOON, "").packs
        for absent in (("nothing", ""), ("leveltwo", "9"), ("nothing", "1")):
            with pytest.raises(LookupError):
                packs.of(*absent)
        return [packs.of("leveltwo", "1.0.0").version, packs.of("leveltwo").version]

    assert store.submit(look).result() == ["1.0.0", "2.0.0"]


def test_open_programmes_come_first_then_by_the_day_they_close(store: Store) -> None:
    """Open ones nearest first, then without dates, then closed ones, latest first."""
    days = {
        "late": (date(2025, 12, 31),),
        "soon": (date(2025, 11, 2),),
        "never": (),
        "past": (date(2025, 11, 1),),
        "old": (date(2024, 1, 1),),
    }
    keep_all(store, *(of_level(2, name, closes=closes) for name, closes in days.items()))
    found = store.submit(lambda tx: [one.id for one in a_visit(tx, NOON, "").packs.current()]).result()
    assert found == ["soon", "late", "never", "past", "old"]


def test_the_window_that_matters_is_the_open_one_then_the_next_then_the_last() -> None:
    """The last day is open until its end."""
    spans = of_level(2, closes=(date(2025, 5, 10), date(2025, 9, 10)))
    second = replace(spans.windows[1], opens=date(2025, 9, 1))
    programme = replace(spans, windows=(spans.windows[0], second))
    said = [window_now(programme, date(2025, month, day)) for month, day in ((5, 10), (5, 11), (9, 1), (9, 11))]
    assert said == [(spans.windows[0], True), (second, False), (second, True), (second, False)]
