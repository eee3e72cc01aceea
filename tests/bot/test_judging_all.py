"""Verdicts given anew after a publication: in small steps, to the end, whatever is killed or fails in between."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.ports.programmes import PackVersion
from bot.ports.registry import Entry
from bot.roles import Affiliation
from bot.storage.opening import open_store
from bot.usecases.programmes import refresh
from bot.usecases.programmes.judging_all import FOUND_AT_ONCE, LOOKED_AGAIN_MS, Judging, is_timed, judge_one
from bot.usecases.versions.packing import packed_sheets
from dialogs.model import Profile
from question_bank.programmes import library
from question_bank.programmes.model import Condition, FactKind, Operator, Programme, Subject
from tests.bot import typed
from tests.bot.office import DAY, NOON, CountedIds, Office
from tests.bot.programmes import a_fact, a_programme, a_visit, keep_all, must, of_flag


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store in a file, which can be read beside the writing."""
    found = open_store(f"sqlite:///{tmp_path / 'z.db'}", CountedIds())
    yield found
    found.close()


def crowd(office: Office, many: int) -> None:
    """So many enterprises with a contact, judged by what counts now."""

    def work(tx: Transaction) -> None:
        for place in range(many):
            person = tx.person("test", f"人{place}", NOON)
            found = tx.add_enterprise(Profile(name=f"厂{place}", code=f"9131000000000{place:04d}A"), person, NOON)
            refresh(a_visit(tx, NOON, office.bank.id), found)

    office.store.submit(work).result()


def versions_of(office: Office, programme: str) -> list[str]:
    """By which version each enterprise stands judged."""
    return sorted(found.version for found in office.store.submit(lambda tx: tx.candidates(programme, "", limit=1000)).result())


def judging(office: Office, failed: list[BaseException] | None = None) -> Judging:
    """What a process does in the background."""
    return Judging(office.store, office.clock, office.bank.id, (failed if failed is not None else []).append)


def test_after_a_publication_everybody_is_judged_anew_in_small_steps(office: Office) -> None:
    """No step takes more than so many; then nothing is looked for until the next publication."""
    keep_all(office.store, of_flag())
    crowd(office, FOUND_AT_ONCE + 10)
    keep_all(office.store, replace(of_flag(), version="2.0.0"))
    background = judging(office)
    assert [asyncio.run(background.some()) for _ in range(3)] == [FOUND_AT_ONCE, 10, 0]
    assert versions_of(office, "legal") == ["2.0.0"] * (FOUND_AT_ONCE + 10)
    assert asyncio.run(background.some()) == 0
    keep_all(office.store, replace(of_flag(), version="3.0.0"))
    assert asyncio.run(background.some()) == FOUND_AT_ONCE


def test_a_process_that_was_killed_in_between_goes_on_where_it_stopped(office: Office) -> None:
    """What is left is what the store says, so that a new process judges the rest and nobody twice."""
    keep_all(office.store, of_flag())
    crowd(office, FOUND_AT_ONCE + 10)
    keep_all(office.store, replace(of_flag(), version="2.0.0"))
    asyncio.run(judging(office).some())
    assert versions_of(office, "legal") == ["1.0.0"] * 10 + ["2.0.0"] * FOUND_AT_ONCE
    assert asyncio.run(judging(office).some()) == 10
    assert asyncio.run(judging(office).some()) == 0


def test_a_new_programme_is_judged_for_everybody_and_one_for_agencies_for_nobody(office: Office) -> None:
    """Whoever was there before it."""
    crowd(office, 3)
    keep_all(office.store, of_flag(), replace(of_flag(name="bodies"), subject=Subject.PROVIDER))
    assert [asyncio.run(judging(office).some()) for _ in range(2)] == [3, 0]
    assert versions_of(office, "legal") == ["1.0.0"] * 3
    assert versions_of(office, "bodies") == []


def test_one_that_cannot_be_judged_does_not_keep_the_others_waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noted, passed over, and tried again some minutes later."""
    keep_all(office.store, of_flag())
    crowd(office, 3)
    keep_all(office.store, replace(of_flag(), version="2.0.0"))
    poison = office.store.submit(lambda tx: tx.candidates("legal", "", limit=1)[0].enterprise).result()

    def judged(tx: Transaction, enterprise: str, now: int, main: str) -> bool:
        if enterprise == poison:
            raise ValueError("poison")
        return judge_one(tx, enterprise, now, main)

    monkeypatch.setattr("bot.usecases.programmes.judging_all.judge_one", judged)
    failed: list[BaseException] = []
    background = judging(office, failed)
    assert [asyncio.run(background.some()) for _ in range(3)] == [3, 0, 0]
    assert [str(error) for error in failed] == ["poison"]
    monkeypatch.undo()
    office.clock.at += LOOKED_AGAIN_MS
    assert asyncio.run(background.some()) == 1
    assert versions_of(office, "legal") == ["2.0.0"] * 3


def test_what_time_alone_changes_is_judged_on_the_next_day(office: Office) -> None:
    """A duty of every year is open again in January; one round a day, and none where nothing depends on the day."""
    yearly = a_programme("yearly", [a_fact("times", FactKind.NUMBER, "run.finished_in_year")], [must("times", Operator.AT_LEAST, "1")])
    keep_all(office.store, yearly, of_flag())
    office.finish("王工")
    background = judging(office)
    assert [asyncio.run(background.some()) for _ in range(3)] == [1, 0, 0]
    assert outcomes_of(office, "yearly") == ["eligible"]
    office.clock.at += 60 * DAY
    assert [asyncio.run(background.some()) for _ in range(2)] == [1, 0]
    assert outcomes_of(office, "yearly") == ["not_yet"]


@pytest.mark.parametrize("sheets", [b"damaged", zlib.compress(b"{}")])
def test_a_pack_that_cannot_be_read_is_noted_and_the_others_are_judged_by(office: Office, sheets: bytes) -> None:
    """Whether its bytes are damaged or say nothing that this program understands."""
    crowd(office, 2)
    keep_all(office.store, of_flag())
    broken = PackVersion("broken", "1", "坏", BankState.PUBLISHED, "d", shipped=False, made_by="", made_at=0, current=True)
    office.store.submit(lambda tx: tx.add_pack_version(broken, sheets)).result()
    failed: list[BaseException] = []
    assert asyncio.run(judging(office, failed).some()) == 2
    assert versions_of(office, "legal") == ["1.0.0"] * 2
    assert ["programme broken 1 cannot be read by this program" in str(error) for error in failed] == [True]


def of_the_year() -> Programme:
    """A programme that says something else in another year."""
    return a_programme("yearly", [a_fact("times", FactKind.NUMBER, "run.finished_in_year")], [must("times", Operator.AT_LEAST, "1")])


def test_a_start_goes_on_with_the_round_of_the_day_where_the_last_one_ended(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was under way at a kill is judged again; a round that is over is over for every process until tomorrow."""
    judged: list[str] = []

    def noted(tx: Transaction, enterprise: str, now: int, main: str) -> bool:
        judged.append(enterprise)
        return judge_one(tx, enterprise, now, main)

    keep_all(office.store, of_the_year())
    crowd(office, 2 * FOUND_AT_ONCE + 10)
    monkeypatch.setattr("bot.usecases.programmes.judging_all.judge_one", noted)
    killed = judging(office)
    assert [asyncio.run(killed.some()) for _ in range(2)] == [FOUND_AT_ONCE] * 2
    assert [asyncio.run(judging(office).some()) for _ in range(2)] == [FOUND_AT_ONCE] * 2  # each time a new process
    last = judging(office)
    assert [asyncio.run(last.some()) for _ in range(3)] == [FOUND_AT_ONCE, 10, 0]
    assert len(set(judged)) == 2 * FOUND_AT_ONCE + 10
    assert asyncio.run(judging(office).some()) == 0
    office.clock.at += DAY
    assert asyncio.run(last.some()) == FOUND_AT_ONCE


def test_a_round_that_takes_longer_than_its_day_comes_to_its_end_before_the_next(office: Office) -> None:
    """So that those at its end are judged, too."""
    keep_all(office.store, of_the_year())
    crowd(office, FOUND_AT_ONCE + 10)
    background = judging(office)
    assert asyncio.run(background.some()) == FOUND_AT_ONCE
    office.clock.at += DAY
    assert [asyncio.run(background.some()) for _ in range(5)] == [10, 0, FOUND_AT_ONCE, 10, 0]


@pytest.mark.parametrize(
    ("condition", "timed"),
    [
        (must("day", Operator.AGED, "5"), True),
        (must("day", Operator.AGED, "5", "2023-09-01"), False),
        (must("day", Operator.BY, "today"), True),
        (must("day", Operator.BY, "2023-09-01"), False),
    ],
)
def test_a_programme_is_timed_where_a_condition_names_today(condition: Condition, timed: bool) -> None:
    """A day that is named stays the same."""
    assert is_timed(a_programme("p", [a_fact("day", FactKind.DATE)], [condition])) is timed


def test_the_shipped_programmes_are_judged_every_day() -> None:
    """One of them counts the assessments of the year."""
    assert any(is_timed(library.load(found)) for found in library.shipped())


def test_whom_a_roster_changed_is_judged_some_minutes_later(office: Office) -> None:
    """The roster may change thousands; none of them is judged in its turn."""
    scale = a_programme("sector", [a_fact("in", FactKind.TEXT, "place.district")], [must("in", Operator.IS, "浦东新区")])
    keep_all(office.store, scale)
    office.register("王工")
    background = judging(office)
    assert asyncio.run(background.some()) == 0
    entry = Entry(Profile(name=typed.NAME, code=typed.CODE), Affiliation(district="310115"))
    office.store.submit(lambda tx: tx.load_roster([entry], "p", NOON)).result()
    assert outcomes_of(office, "sector") == ["not_yet"]
    office.clock.at += LOOKED_AGAIN_MS
    assert asyncio.run(background.some()) == 1
    assert outcomes_of(office, "sector") == ["eligible"]


def test_a_pack_that_this_program_cannot_read_holds_nobody_up_and_is_reported(office: Office) -> None:
    """A run is finished as ever, the other packs say what they say, and whoever looks after the program reads of it."""
    keep_all(office.store, of_flag(), of_flag(name="broken"))
    office.store.submit(_break).result()
    office.finish("王工")
    assert outcomes_of(office, "legal") == ["not_yet"]
    assert outcomes_of(office, "broken") == []
    failed: list[BaseException] = []
    background = judging(office, failed)
    asyncio.run(background.some())
    asyncio.run(background.some())
    assert ["broken" in str(error) for error in failed] == [True]
    with pytest.raises(LookupError):
        office.store.submit(lambda tx: a_visit(tx, NOON, "").packs.of("broken", "2.0.0")).result()


def _break(tx: Transaction) -> None:
    """As an older program might have left it."""
    kept = tx.pack_version("broken", "1.0.0")
    assert kept is not None
    sheets = packed_sheets({})
    draft = replace(kept, version="2.0.0", state=BankState.DRAFT, current=False, published_at=None, digest=sheets.digest)
    assert tx.add_pack_version(draft, sheets.sheets)
    assert tx.change_pack_version(draft, replace(draft, state=BankState.PUBLISHED, published_at=NOON))
    assert tx.make_pack_current("broken", "2.0.0", NOON)


def outcomes_of(office: Office, programme: str) -> list[str]:
    """What stands for everybody."""
    return [found.outcome for found in office.store.submit(lambda tx: tx.candidates(programme, "")).result()]


def test_an_enterprise_that_is_gone_is_not_judged(office: Office) -> None:
    """Somebody deleted it meanwhile."""
    assert not office.store.submit(lambda tx: judge_one(tx, "nobody", NOON, office.bank.id)).result()
