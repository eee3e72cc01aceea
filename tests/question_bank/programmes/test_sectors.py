"""The six key sectors: from the divisions that are registered, each to one sector at most, by the keys that the packs use."""

from __future__ import annotations

from collections import Counter

import pytest

from dialogs.registers import INDUSTRIES
from question_bank.programmes import library
from question_bank.programmes.sectors import _DIVISIONS, SECTORS, sector_of


@pytest.mark.parametrize(
    ("division", "sector"),
    [("C39", "电子信息"), ("C36", "汽车"), ("C34", "高端装备"), ("C27", "生命健康"), ("C31", "先进材料"), ("C18", "时尚消费品")],
)
def test_a_division_suggests_its_sector(division: str, sector: str) -> None:
    """In the words of annex 3 of notice 沪经信制〔2025〕514号."""
    found = sector_of(division)
    assert found is not None
    assert SECTORS[found].base == sector


@pytest.mark.parametrize("division", ["C16", "C33", "C41", "A01", "D44", "", "36"])
def test_a_division_that_fits_none_or_several_suggests_nothing(division: str) -> None:
    """Nobody is put into a sector without a reason."""
    assert sector_of(division) is None


def test_no_division_is_in_two_sectors_and_all_are_manufacturing_divisions() -> None:
    """Of GB/T 4754-2017 as the profile has it."""
    named = Counter(division for divisions in _DIVISIONS.values() for division in divisions)
    assert set(named.values()) == {1}
    assert {f"C{division}" for division in named} <= {entry.id for entry in INDUSTRIES}
    assert set(_DIVISIONS) == set(SECTORS)


def test_the_packs_list_these_sectors_under_these_keys() -> None:
    """What is suggested can be confirmed in every pack that asks for it."""
    lists = [
        {choice.key: choice.name.base for choice in fact.choices}
        for programme in map(library.load, library.shipped())
        for fact in programme.facts
        if fact.source == "profile.sector"
    ]
    assert lists
    assert all({key: name.base for key, name in SECTORS.items()}.items() <= found.items() for found in lists)
