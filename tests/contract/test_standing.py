"""How far enterprises are and what is counted from it, on every store."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from datetime import datetime, timedelta, timezone

import msgspec
import pytest

from bot.ports import Conflict, Store, Transaction
from bot.ports.registry import Enterprise
from bot.ports.standing import By, Count, Event, Filter, Progress, Stage, Status
from bot.roles import Affiliation, UnitKind
from dialogs.model import CURSOR_SPEC, Contact, Cursor, RunState
from tests.contract.given import NOW, a_person, a_run, enterprise_of

MINHANG, PUDONG = "310112", "310115"
DAY = 86_400_000
UNDER_WAY = Progress("run-1", Stage.IN_PROGRESS, answering=2, answered=7, of=40, started_at=NOW)
DONE = Progress("run-1", Stage.FINISHED, 3, 90, 90, 2, "2.5", NOW, NOW + 5, (("design", "0.8"), ("production", "0.333333333333")))


def standing(tx: Transaction, enterprise: Enterprise) -> Status:
    """The line of this enterprise, which must be there."""
    found = tx.status(enterprise.id)
    assert found is not None
    return found


def counted(tx: Transaction, wanted: Filter, by: By | None) -> dict[tuple[str, str, int | None], int]:
    """Counts by what they are told apart by."""
    found = tx.counts_by(wanted, by)
    assert all(count.enterprises > 0 for count in found)
    return {(count.key, count.stage.value, count.level): count.enterprises for count in found}


def test_a_registered_enterprise_has_not_started(store: Store) -> None:
    """Idle since it was registered; nothing is there of one that is not."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1, size="s2", unit="lingang")
        assert standing(tx, enterprise) == Status(
            enterprise=enterprise.id,
            code=enterprise.code,
            name=enterprise.name,
            affiliation=Affiliation(MINHANG, "lingang"),
            industry="C34",
            size="s2",
            stage=Stage.NOT_STARTED,
            answering=0,
            answered=0,
            of=0,
            level=None,
            total=None,
            finished_at=None,
            idle_since=NOW,
            contacts=1,
        )
        assert tx.status("nowhere") is None

    store.submit(work).result()


def test_progress_is_noted_and_the_last_result_stays_while_the_next_run_is_under_way(store: Store) -> None:
    """Level, total and time of finishing are those of the run finished last; idle is counted from the last turn."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        registered = standing(tx, enterprise)
        tx.keep_progress(enterprise.id, UNDER_WAY, NOW + 1)
        begun = dataclasses.replace(registered, stage=Stage.IN_PROGRESS, answering=2, answered=7, of=40, idle_since=NOW + 1)
        assert standing(tx, enterprise) == begun
        tx.keep_progress(enterprise.id, dataclasses.replace(UNDER_WAY, answered=8), NOW + 2)
        assert standing(tx, enterprise) == dataclasses.replace(begun, answered=8, idle_since=NOW + 2)
        tx.keep_progress(enterprise.id, DONE, NOW + 5)
        done = dataclasses.replace(
            begun, stage=Stage.FINISHED, answering=3, answered=90, of=90, level=2, total="2.5", finished_at=NOW + 5, idle_since=NOW + 5
        )
        assert standing(tx, enterprise) == done
        tx.keep_progress(enterprise.id, dataclasses.replace(UNDER_WAY, run="run-2"), NOW + 6)
        again = dataclasses.replace(done, stage=Stage.IN_PROGRESS, answering=2, answered=7, of=40, idle_since=NOW + 6)
        assert standing(tx, enterprise) == again

    store.submit(work).result()
    assert asyncio.run(store.miscounted()) == 0


def test_nothing_is_noted_of_an_enterprise_that_is_not_there(store: Store) -> None:
    """At any stage."""
    for progress in (UNDER_WAY, DONE, Progress("run-1", Stage.NOT_STARTED)):
        assert isinstance(store.submit(lambda tx, progress=progress: tx.keep_progress("nowhere", progress, NOW)).exception(), Conflict)


def test_an_older_result_does_not_replace_a_later_one(store: Store) -> None:
    """Whichever is told last."""

    def work(tx: Transaction) -> None:
        enterprise = enterprise_of(tx, 1)
        tx.keep_progress(enterprise.id, DONE, NOW + 5)
        tx.keep_progress(enterprise.id, dataclasses.replace(DONE, run="run-0", level=5, finished_at=NOW + 4), NOW + 6)
        found = standing(tx, enterprise)
        assert (found.level, found.finished_at) == (2, NOW + 5)
        assert tx.area_means(Filter())["design"] == (1, "0.8000")

    store.submit(work).result()


@pytest.mark.parametrize("other", [None, RunState.OPEN, RunState.PREPARING, RunState.ABANDONED])
@pytest.mark.parametrize("finished", [False, True])
def test_a_run_given_up_takes_the_enterprise_back_to_what_its_other_runs_say(store: Store, other: RunState | None, finished: bool) -> None:
    """To one that is open, else to the last result, else to the beginning."""

    def work(tx: Transaction) -> Status:
        enterprise = enterprise_of(tx, 1)
        if finished:
            tx.keep_progress(enterprise.id, dataclasses.replace(DONE, run="run-0"), NOW + 1)
        for run, state in (("run-1", RunState.OPEN), ("run-2", other)):
            if state:
                answers = {"q1": "A", "q2": "B"}
                tx.add_run(
                    msgspec.structs.replace(a_run(run, enterprise=enterprise.id, answers=answers), state=state, level=3, started_at=NOW),
                    "p",
                    NOW,
                )
        tx.keep_progress(enterprise.id, UNDER_WAY, NOW + 2)
        tx.keep_progress(enterprise.id, Progress("run-1", Stage.NOT_STARTED), NOW + 3)
        return standing(tx, enterprise)

    found = store.submit(work).result()
    if other is RunState.OPEN:
        assert (found.stage, found.answering, found.answered) == (Stage.IN_PROGRESS, 3, 2)
    else:
        assert (found.stage, found.answered) == (Stage.FINISHED if finished else Stage.NOT_STARTED, 0)
    assert (found.level, found.total) == ((2, "2.5") if finished else (None, None))
    assert found.idle_since == NOW + 3
    assert asyncio.run(store.miscounted()) == 0


def crowd(tx: Transaction) -> list[Enterprise]:
    """Eight enterprises in two districts, three industries and two sizes, at all stages; the odd ones in a street, one in a zone."""
    street = tx.add_unit(UnitKind.STREET, "江川路街道", MINHANG, NOW)
    group = tx.add_unit(UnitKind.GROUP, "某集团", "", NOW)
    found = []
    for number in range(8):
        district, industry = (MINHANG, PUDONG)[number // 6], f"C3{number % 3}"
        enterprise = enterprise_of(tx, number, district=district, industry=industry, size=f"s{number % 2}")
        affiliation = Affiliation(
            district, "lingang" if number == 6 else "", street.id if number % 2 else "", group=group.id if number in {0, 7} else ""
        )
        tx.affiliate(enterprise.id, affiliation, NOW)
        found.append(enterprise)
        if number >= 2:
            tx.keep_progress(enterprise.id, UNDER_WAY, NOW + number)
        if number >= 4:
            tx.keep_progress(enterprise.id, dataclasses.replace(DONE, level=number % 3), NOW + number)
        if number == 7:
            tx.keep_progress(enterprise.id, UNDER_WAY, NOW + number)
    return found


def everyone(store: Store) -> tuple[Status, ...]:
    """All lines."""
    return asyncio.run(store.read_statuses(Filter()))


QUESTIONS = [
    Filter(),
    Filter(Affiliation(MINHANG)),
    Filter(Affiliation(zone="lingang")),
    Filter(Affiliation(PUDONG, zone="lingang")),
    Filter(industry="C31"),
    Filter(Affiliation(MINHANG), industry="C31", size="s1"),
    Filter(stage=Stage.FINISHED),
    Filter(stage=Stage.NOT_STARTED),
    Filter(Affiliation(MINHANG), stage=Stage.IN_PROGRESS),
    Filter(level=1),
    Filter(stage=Stage.FINISHED, level=1),
    Filter(level=0),
    Filter(idle_before=NOW + 3),
    Filter(Affiliation(MINHANG), stage=Stage.IN_PROGRESS, idle_before=NOW + 3),
    Filter(Affiliation("310101")),
]


def meets(status: Status, wanted: Filter) -> bool:
    """What a filter means, said once more."""
    units = all(unit in {"", status.affiliation.unit(kind)} for kind, unit in _units(wanted.affiliation))
    return (
        units
        and wanted.industry in {"", status.industry}
        and wanted.size in {"", status.size}
        and wanted.stage in {None, status.stage}
        and wanted.level in {None, status.level}
        and (wanted.idle_before is None or status.idle_since < wanted.idle_before)
    )


def _units(affiliation: Affiliation) -> list[tuple[UnitKind, str]]:
    return [(kind, affiliation.unit(kind)) for kind in UnitKind]


def key_of(status: Status, by: By | None) -> str:
    """What a line is told apart by."""
    if by in {None, By.INDUSTRY, By.SIZE}:
        return {None: "", By.INDUSTRY: status.industry, By.SIZE: status.size}[by]
    return status.affiliation.unit(UnitKind(by.value))


@pytest.mark.parametrize("wanted", QUESTIONS, ids=range(len(QUESTIONS)))
def test_lines_are_those_asked_for_by_name_or_the_longest_idle_first(store: Store, wanted: Filter) -> None:
    """Page by page the same as all at once; the export is by name."""
    store.submit(crowd).result()
    expected = [status for status in everyone(store) if meets(status, wanted)]
    assert len(everyone(store)) == 8
    assert list(asyncio.run(store.read_statuses(wanted))) == sorted(expected, key=lambda status: status.name)
    if wanted.idle_before is not None:
        expected.sort(key=lambda status: (status.idle_since, status.enterprise))

    def pages(tx: Transaction) -> list[Status]:
        found: list[Status] = []
        while page := tx.statuses(wanted, 3, found[-1].enterprise if found else ""):
            found += page
        return found

    assert store.submit(pages).result() == expected
    assert list(store.submit(lambda tx: tx.statuses(wanted, 2)).result()) == expected[:2]


@pytest.mark.parametrize("by", [None, *(by for by in By if by is not By.WEEK)])
def test_counts_are_of_the_lines_asked_for(store: Store, by: By | None) -> None:
    """By anything, with any filter; before the changes are folded and afterwards."""
    store.submit(crowd).result()
    lines = everyone(store)
    for _ in range(2):
        for wanted in QUESTIONS:
            expected = Counter((key_of(one, by), one.stage.value, one.level) for one in lines if meets(one, wanted))
            assert store.submit(lambda tx, wanted=wanted: counted(tx, wanted, by)).result() == expected
        assert asyncio.run(store.miscounted()) == 0
        asyncio.run(store.tidy(NOW))


def test_what_was_finished_is_counted_by_the_week_in_shanghai(store: Store) -> None:
    """From Monday to Sunday, by the calendar of ISO 8601, from a moment on."""
    monday = int(datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=8))).timestamp() * 1000)

    def work(tx: Transaction) -> None:
        for number, at in enumerate((monday - 1, monday, monday + 7 * DAY - 1, monday + 7 * DAY)):
            enterprise = enterprise_of(tx, number, district=PUDONG if number == 1 else MINHANG)
            tx.keep_progress(enterprise.id, dataclasses.replace(DONE, level=number, finished_at=at), at)
        weeks = [("2026-W01", 0), ("2026-W02", 1), ("2026-W02", 2), ("2026-W03", 3)]
        expected = tuple(Count(week, Stage.FINISHED, level, 1) for week, level in weeks)
        assert tx.counts_by(Filter(), By.WEEK) == expected
        assert tx.counts_by(Filter(), By.WEEK, monday) == expected[1:]
        assert tx.counts_by(Filter(Affiliation(MINHANG)), By.WEEK, monday) == expected[2:]
        assert [tx.finished_since(Filter(), since) for since in (0, monday, monday + 7 * DAY, monday + 8 * DAY)] == [4, 3, 1, 0]
        assert tx.finished_since(Filter(Affiliation(MINHANG)), monday) == 2

    store.submit(work).result()


def test_the_mean_of_each_area_is_over_the_last_finished_runs(store: Store) -> None:
    """To four places, by district, industry and size; an enterprise counts once, with its latest scores."""

    def work(tx: Transaction) -> None:
        first, second, third = (enterprise_of(tx, number, industry=f"C3{number}") for number in range(3))
        tx.keep_progress(first.id, DONE, NOW)
        tx.keep_progress(second.id, dataclasses.replace(DONE, areas=(("design", "0.5"), ("logistics", "1"))), NOW)
        assert tx.area_means(Filter()) == {"design": (2, "0.6500"), "logistics": (1, "1.0000"), "production": (1, "0.3333")}
        tx.keep_progress(first.id, dataclasses.replace(DONE, areas=(("design", "0.666666666666666666"),), finished_at=NOW + 9), NOW)
        tx.keep_progress(third.id, UNDER_WAY, NOW)
        assert tx.area_means(Filter()) == {"design": (2, "0.5833"), "logistics": (1, "1.0000")}
        tx.fold_counts(100)
        assert tx.area_means(Filter(Affiliation(MINHANG), industry="C30")) == {"design": (1, "0.6667")}
        tx.affiliate(first.id, Affiliation(PUDONG), NOW)
        assert tx.area_means(Filter(Affiliation(MINHANG))) == {"design": (1, "0.5000"), "logistics": (1, "1.0000")}
        assert tx.area_means(Filter(Affiliation(PUDONG))) == {"design": (1, "0.6667")}
        with pytest.raises(ValueError, match="district"):
            tx.area_means(Filter(stage=Stage.FINISHED))

    store.submit(work).result()


def test_the_timeline_tells_what_happened_to_the_enterprise_and_its_runs(store: Store) -> None:
    """Latest first; what was answered is not told, nor what happened to others."""

    def work(tx: Transaction) -> None:
        enterprise, other = enterprise_of(tx, 1), enterprise_of(tx, 2)
        tx.add_run(a_run(enterprise=enterprise.id), "p", NOW)
        tx.record(NOW, "p", "run-1", "run_started", {"month": "2026-11"})
        tx.record(NOW + 1, "p", "run-1", "answer_kept", {"question": "q1", "key": "A"})
        tx.record(NOW + 2, "liaison", "", "nudged", {"enterprise": enterprise.id})
        tx.record(NOW + 3, "liaison", "", "nudged", {"enterprise": other.id})
        tx.record(NOW + 4, "liaison", "", "signed", {})
        tx.record(NOW + 5, "liaison", "", "looked", {"enterprise": "nowhere"})
        started = Event(NOW, "p", "run_started", '{"month":"2026-11"}')
        nudged = Event(NOW + 2, "liaison", "nudged", f'{{"enterprise":"{enterprise.id}"}}')
        assert tx.timeline(enterprise.id, 9) == (nudged, started)
        assert tx.timeline(enterprise.id, 1) == (nudged,)
        assert tx.timeline("nowhere", 9) == ()

    store.submit(work).result()


def test_the_audit_is_read_latest_first(store: Store) -> None:
    """Of one person, of one kind, from a line on."""

    def work(tx: Transaction) -> None:
        for number in range(6):
            tx.record(NOW + number, "ab"[number % 2], "", ("went", "came", "went")[number % 3], {})

    store.submit(work).result()
    lines = asyncio.run(store.audit(9))
    assert [line.at - NOW for line in lines] == [5, 4, 3, 2, 1, 0]
    assert [line.at - NOW for line in asyncio.run(store.audit(2))] == [5, 4]
    assert [line.at - NOW for line in asyncio.run(store.audit(9, person="b"))] == [5, 3, 1]
    assert [line.at - NOW for line in asyncio.run(store.audit(9, action="came"))] == [4, 1]
    assert [line.at - NOW for line in asyncio.run(store.audit(9, "b", "went", lines[1].seq))] == [3]


def test_a_unit_has_a_target_for_each_year(store: Store) -> None:
    """A later one takes the place of an older one; a unit that is not there has none."""

    def work(tx: Transaction) -> None:
        tx.set_target(MINHANG, 2025, 100, "notice")
        tx.set_target(MINHANG, 2024, 80, "notice")
        tx.set_target(MINHANG, 2025, 120, "letter")
        assert tx.targets(MINHANG) == {2024: 80, 2025: 120}
        assert tx.targets(PUDONG) == {}

    store.submit(work).result()
    assert isinstance(store.submit(lambda tx: tx.set_target("nowhere", 2025, 1, "")).exception(), Conflict)


def test_a_person_is_nudged_once_a_day(store: Store) -> None:
    """The days of the last weeks are remembered."""

    def work(tx: Transaction) -> str:
        person = a_person(tx, "1")
        assert [tx.take_nudge(person, day) for day in ("2025-11-21", "2025-11-21", "2025-12-02")] == [True, False, True]
        return person

    person = store.submit(work).result()
    asyncio.run(store.tidy(NOW + 10 * DAY))
    assert not store.submit(lambda tx: tx.take_nudge(person, "2025-12-02")).result()
    assert store.submit(lambda tx: tx.take_nudge(person, "2025-11-21")).result()
    assert isinstance(store.submit(lambda tx: tx.take_nudge("nobody", "2025-12-02")).exception(), Conflict)


def test_the_first_contacts_of_many_enterprises_come_by_one_question(store: Store) -> None:
    """With their details; whoever has none, or never said anything, is not among them."""

    def work(tx: Transaction) -> None:
        spoken, silent, nobody = (enterprise_of(tx, number) for number in (1, 2, 3))
        known = Contact(name="欧阳敏", post="经理", mobile="13912345678")
        tx.save_cursor(Cursor(spec=CURSOR_SPEC, person=spoken.first_contact, contact=known), NOW)
        found = tx.first_contacts([spoken.id, silent.id, "nowhere"])
        assert found == {spoken.id: (spoken.first_contact, known)}
        assert tx.first_contacts([]) == {}
        assert nobody.id not in found

    store.submit(work).result()
