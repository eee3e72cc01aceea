"""What one work asks about how far everybody is: lines, counts, means, a timeline; and targets and nudges, which stand beside them.

Counts by district, industry and size come from the tallies, everything else from the rows, by the index of the unit that is asked about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.ports.standing import By, Count, Event, Filter, Stage, Status
from bot.roles import Affiliation
from bot.storage import questions
from bot.storage import standing_statements as sql
from bot.storage.rows import encode_codes, plain
from bot.storage.session import Row
from bot.storage.standing import NO_LEVEL, SCORE_UNIT, SqlStanding
from dialogs.codec import decode_cursor
from dialogs.model import Contact

_TALLIED = frozenset({"district", "industry", "size", "stage", "begun", "level"})
_TALLIED_BY = {None: "", By.DISTRICT: "district", By.INDUSTRY: "industry", By.SIZE: "size"}
_ROWS_BY = {**_TALLIED_BY, By.ZONE: "zone", By.STREET: "street", By.PARK: "park", By.GROUP: "group_unit"}
_FIRST_MONDAY = date(1969, 12, 29)
_PLACES = Decimal("0.0001")


class SqlAsking(SqlStanding):
    """The part of `bot.ports.standing.StandingTransaction` that answers questions."""

    __slots__ = ()

    def status(self, enterprise: str) -> Status | None:
        row = self._session.one(sql.FIND_STATUS, enterprise=enterprise)
        return as_status(row) if row else None

    def statuses(self, wanted: Filter, limit: int, after: str = "") -> tuple[Status, ...]:
        named = sql.asked(wanted)
        order = "idle_since" if wanted.idle_before is not None else "name"
        place = self._place_of(wanted, order, after) if after else None
        known = named if place is None else {**named, "place": place, "after": after}
        rows = self._session.all(questions.lines(tuple(named), order, place is not None, limited=True), most=limit, **known)
        return tuple(map(as_status, rows))

    def _place_of(self, wanted: Filter, order: str, after: str) -> str | int | None:
        """Where the page before ended; nowhere if that enterprise has gone or moved on since, and then the pages begin again."""
        last = self.status(after)
        if last is None or (wanted.idle_before is not None and last.idle_since >= wanted.idle_before):
            return None
        return last.idle_since if order == "idle_since" else last.name

    def counts_by(self, wanted: Filter, by: By | None, since: int = 0) -> tuple[Count, ...]:
        named = sql.asked(wanted)
        if by is By.WEEK:
            rows = self._session.all(questions.weeks(tuple(named)), since=since, **named)
            return tuple(Count(_week(week), Stage.FINISHED, level, number) for week, level, number in rows)
        if not named.keys() <= _TALLIED:
            return _as_counts(self._session.all(questions.counts(tuple(named), _ROWS_BY[by]), **named))
        if by in _TALLIED_BY:
            return _as_counts(self._session.all(questions.counted(tuple(named), _TALLIED_BY[by]), **named))
        placed = self._session.all(questions.counts(tuple(named), _ROWS_BY[by], placed=True), **named)
        return _as_counts([*_unplaced(self._session.all(questions.counted(tuple(named), ""), **named), placed), *placed])

    def finished_since(self, wanted: Filter, since: int) -> int:
        named = sql.asked(wanted)
        return int(self._session.all(questions.finished(tuple(named)), since=since, **named)[0][0])

    def area_means(self, wanted: Filter) -> Mapping[str, tuple[int, str]]:
        named = sql.asked(wanted)
        if not named.keys() <= {"district", "industry", "size"}:
            raise ValueError("area means are known by district, industry and size only")
        rows = self._session.all(questions.area_sums(tuple(named)), **named)
        return {area: (int(number), _mean(int(score), int(number))) for area, number, score in rows}

    def timeline(self, enterprise: str, limit: int) -> tuple[Event, ...]:
        return tuple(Event(*row) for row in self._session.all(sql.TIMELINE, enterprise=enterprise, most=limit))

    def first_contacts(self, enterprises: Collection[str]) -> Mapping[str, tuple[str, Contact]]:
        rows = self._session.all(self._session.spelt(sql.FIRST_CONTACTS), enterprises=encode_codes(enterprises))
        return {enterprise: (person, decode_cursor(document).contact) for enterprise, person, document in rows}

    def targets(self, unit: str) -> Mapping[int, int]:
        return {row[0]: row[1] for row in self._session.all(sql.TARGETS, unit=unit)}

    def set_target(self, unit: str, year: int, number: int, source: str) -> None:
        self._session.change(sql.SET_TARGET, unit=unit, year=year, number=number, source=plain(source))

    def take_nudge(self, person: str, day: str) -> bool:
        return self._session.change(sql.TAKE_NUDGE, person=person, day=plain(day)) == 1

    def forget_nudges(self, before: str) -> int:
        return self._session.change(sql.FORGET_NUDGES, before=before)


def as_status(row: Row) -> Status:
    """The line in a row of `standing_statements.STATUS`."""
    enterprise, code, name, *units, industry, size, stage, answering, answered, of, level, total, finished_at, idle_since, contacts = row
    return Status(
        enterprise=enterprise,
        code=code,
        name=name,
        affiliation=Affiliation(*units),
        industry=industry,
        size=size,
        stage=Stage(stage),
        answering=answering,
        answered=answered,
        of=of,
        level=level,
        total=total,
        finished_at=finished_at,
        idle_since=idle_since,
        contacts=contacts,
    )


def _as_counts(rows: Iterable[Row]) -> tuple[Count, ...]:
    return tuple(Count(key, Stage(stage), None if level == NO_LEVEL else level, int(number)) for key, stage, level, number in rows)


def _unplaced(total: Iterable[Row], placed: Iterable[Row]) -> list[Row]:
    """Those that belong to no unit of the kind: all of them less those that do."""
    rest = Counter({(stage, level): int(number) for _, stage, level, number in total})
    for _, stage, level, number in placed:
        rest[stage, level] -= number
    return [("", stage, level, number) for (stage, level), number in sorted(rest.items()) if number]


def _week(number: int) -> str:
    year, week, _ = (_FIRST_MONDAY + timedelta(weeks=number)).isocalendar()
    return f"{year}-W{week:02d}"


def _mean(score: int, number: int) -> str:
    return str((Decimal(score) / number / SCORE_UNIT).quantize(_PLACES, ROUND_HALF_UP))
