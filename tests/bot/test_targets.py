"""Yearly targets: the table of the notice as printed, sheets of others, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ports import Store
from bot.ports.registry import CITY, Unit
from bot.roles import UnitKind
from bot.usecases.targets import Target, loading, read_targets
from bot.verbs.targets import SHIPPED
from question_bank.formats import read
from question_bank.sheets import Sheet, sheet_of
from tests.bot.commands import zhiping
from tests.bot.office import NOON

UNITS = (
    Unit("310117", UnitKind.DISTRICT, "松江区"),
    Unit("310115", UnitKind.DISTRICT, "浦东新区"),
    Unit("chemical", UnitKind.ZONE, "化学工业区管委会"),
)


def _sheet(*lines: str) -> Sheet:
    return sheet_of("t", [line.split(",") for line in lines])[0]


def _printed() -> Sheet:
    sheets, problems = read(SHIPPED)
    assert problems == ()
    return next(iter(sheets.values()))


def test_the_shipped_table_is_loaded_for_every_unit_with_the_totals_as_printed(store: Store) -> None:
    """18 units and the city; rows and totals differ as they do in the notice."""
    found = store.submit(loading(_printed(), "x", NOON)).result()
    assert found.faults == ()
    assert len({target.unit for target in found.targets}) == 19
    sums = {year: sum(t.number for t in found.targets if t.unit != CITY and t.year == year) for year in (2023, 2024, 2025)}
    assert sums == {2023: 1540, 2024: 3060, 2025: 3430}
    assert store.submit(lambda tx: tx.targets(CITY)).result() == {2023: 1500, 2024: 3000, 2025: 3500}
    assert store.submit(lambda tx: tx.targets("310112")).result() == {2023: 150, 2024: 300, 2025: 300}
    assert store.submit(lambda tx: tx.targets("chemical")).result() == {2023: 10, 2024: 10, 2025: 20}
    assert {target.source for target in found.targets} == {"沪经信软〔2023〕625号 附件2"}


def test_units_are_known_by_their_short_names_and_years_in_many_forms() -> None:
    """As people write them."""
    read_ = read_targets(_sheet("单位,2026年,2027", "松江,5,6", "化工区管委会,,7", "浦东新区,8,"), UNITS, "通知")
    assert read_.targets == (
        Target("310117", 2026, 5, "通知"),
        Target("310117", 2027, 6, "通知"),
        Target("chemical", 2027, 7, "通知"),
        Target("310115", 2026, 8, "通知"),
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("单位,指标", "松江区,5"), "以年份命名的列"),
        (("名称,2026", "松江区,5"), "表头要有“负责单位”"),
        (("单位,2026", "苏州,5"), "第 2 行：没有叫“苏州”的单位"),
        (("单位,2026", "松江区,五"), "第 2 行，2026：“五”不是"),
        (("单位,2026", "松江区,-5"), "“-5”不是"),
        (("单位,2026", "松江区,=1+1"), "“=1+1”不是"),
        (("单位,2026", "松江区,9999999"), "“9999999”不是"),
        (("单位,2026", "松江区,5", "松江,6"), "写了两次"),
    ],
)
def test_a_sheet_with_a_fault_loads_nothing_and_says_where_it_is(lines: tuple[str, ...], said: str) -> None:
    """All faults at once, in two languages."""
    found = read_targets(_sheet(*lines, "浦东新区,1"), UNITS, "通知")
    assert found.targets == ()
    assert any(said in zh and en for zh, en in found.faults)


def test_the_verb_loads_the_shipped_table_and_says_what_differs(tmp_path: Path) -> None:
    """And refuses a file that is not there, or has a fault, in one sentence."""
    done = zhiping("targets", "load", folder=tmp_path)
    assert done.code == 0, done.err
    assert "18 units loaded" in done.out
    assert "2025: the units add up to 3430; the total as stated is 3500." in done.out
    missing = zhiping("targets", "load", "nowhere.csv", folder=tmp_path)
    assert (missing.code, "There is no file nowhere.csv" in missing.err) == (2, True)
    faulty = tmp_path / "faulty.csv"
    faulty.write_text("单位,2026\n苏州,5\n", encoding="utf-8")
    refused = zhiping("targets", "load", str(faulty), folder=tmp_path)
    assert refused.code == 1
    assert "第 2 行" in refused.err
    assert "Nothing was loaded" in refused.err
