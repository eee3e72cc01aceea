"""What one work does to how far everybody is, the same on SQLite and PostgreSQL: the row of an enterprise and what is counted from it.

Every change of what is counted adds two lines, one less there and one more here; nobody waits for a common number. Commits nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from bot.ports import Conflict
from bot.ports.standing import Progress, Stage
from bot.storage import standing_statements as sql
from bot.storage.programme_statements import MOVE_VERDICTS
from bot.storage.rows import decode_scores, encode_scores, plain
from bot.storage.session import Session
from dialogs.codec import decode_run

SCORE_UNIT = 1_000_000
"""Scores are summed in millionths: a mean of four places is exact to the last."""

NO_LEVEL = -1


class Cell(NamedTuple):
    """What enterprises are counted by."""

    district: str
    industry: str
    size: str
    stage: str
    level: int


class Place(NamedTuple):
    """An enterprise's row as far as it matters for a change, locked until the transaction ends."""

    district: str
    industry: str
    size: str
    stage: str
    level: int | None
    total: str | None
    finished_at: int | None
    run: str
    idle_since: int

    @property
    def cell(self) -> Cell:
        return Cell(self.district, self.industry, self.size, self.stage, NO_LEVEL if self.level is None else self.level)


class SqlStanding:
    """The part of `bot.ports.standing.StandingTransaction` that writes rows and counts."""

    __slots__ = ()

    _session: Session

    def keep_progress(self, enterprise: str, progress: Progress, now: int) -> None:
        if progress.stage is Stage.IN_PROGRESS and self._go_on(enterprise, progress, now):
            return
        place = self._place(enterprise)
        if place is None:
            raise Conflict(f"there is no enterprise {enterprise}")
        if progress.stage is Stage.NOT_STARTED:
            self._stand_back(enterprise, place, progress.run, progress.bank, now)
        elif progress.stage is Stage.FINISHED and progress.level is not None and (progress.finished_at or now) >= (place.finished_at or 0):
            self._finish(enterprise, place, progress, now)
        else:
            self._stand(enterprise, place, place, progress, now)

    def _go_on(self, enterprise: str, progress: Progress, now: int) -> bool:
        """The usual turn: nothing that is counted changes."""
        values = {"run": progress.run, "answering": progress.answering, "answered": progress.answered, "of": progress.of}
        return self._session.change(sql.GO_ON, enterprise=enterprise, now=now, **values) == 1

    def _place(self, enterprise: str) -> Place | None:
        row = self._session.one(sql.FIND_PLACE, enterprise=enterprise)
        return Place(*row) if row else None

    def _stand(self, enterprise: str, before: Place, after: Place, progress: Progress, now: int) -> None:
        """At the stage of this progress, with the result of the run finished last."""
        after = after._replace(stage=progress.stage.value)
        self._session.change(
            sql.STAND,
            enterprise=enterprise,
            run=progress.run,
            stage=after.stage,
            answering=progress.answering,
            answered=progress.answered,
            of=progress.of,
            level=after.level,
            total=after.total,
            finished_at=after.finished_at,
            now=now,
        )
        self.count(before.cell, after.cell)

    def _finish(self, enterprise: str, place: Place, progress: Progress, now: int) -> None:
        """With the result of this run, which is the latest."""
        after = place._replace(level=progress.level, total=progress.total, finished_at=progress.finished_at or now)
        self._stand(enterprise, place, after, progress, now)
        before, scores = self._areas(enterprise), dict(progress.areas)
        self._session.change(sql.SAVE_AREAS, enterprise=enterprise, scores=encode_scores(scores))
        self.count_areas([(place, before, -1), (place, scores, 1)])

    def _stand_back(self, enterprise: str, place: Place, without: str, bank: str, now: int) -> None:
        """Where the enterprise's other runs with this bank say, after one was given up."""
        opened = self._session.one(sql.OPEN_RUN, enterprise=enterprise, without=without, bank=bank)
        if opened is not None:
            run, answered, document = opened
            progress = Progress(run, Stage.IN_PROGRESS, decode_run(document).level, answered, bank=bank)
        else:
            progress = Progress("", Stage.NOT_STARTED if place.finished_at is None else Stage.FINISHED)
        self._stand(enterprise, place, place, progress, now)

    def _lose_run(self, enterprise: str, run: str, bank: str) -> None:
        """After a run was deleted; nothing if it was not the one that the enterprise stood at, or the enterprise went with it."""
        place = self._place(enterprise)
        if place is not None and place.run == run:
            self._stand_back(enterprise, place, run, bank, place.idle_since)

    def _areas(self, enterprise: str) -> dict[str, str]:
        row = self._session.one(sql.FIND_AREAS, enterprise=enterprise)
        return decode_scores(row[0]) if row else {}

    # -- counting ----------------------------------------------------------------------------------------------------

    def count(self, before: Cell | None, after: Cell | None) -> None:
        """One enterprise moves from a cell to another; it is new without the first and gone without the second."""
        if before != after:
            self.count_all(Counter({cell: number for cell, number in ((before, -1), (after, 1)) if cell}))

    def count_all(self, changes: Mapping[Cell, int]) -> None:
        """Many at once, one line for each cell."""
        rows = [{**cell._asdict(), "number": number} for cell, number in changes.items() if number]
        if rows:
            self._session.change_each(sql.ADD_TALLY, rows)

    def count_areas(self, changes: Iterable[tuple[Place, Mapping[str, str], int]]) -> None:
        """The scores of finished runs come to a place (1) or leave it (-1)."""
        numbers: Counter[tuple[str, str, str, str]] = Counter()
        sums: Counter[tuple[str, str, str, str]] = Counter()
        for place, scores, sign in changes:
            for area, score in scores.items():
                key = (place.district, place.industry, place.size, area)
                numbers[key] += sign
                sums[key] += sign * _millionths(score)
        rows = [
            {"district": district, "industry": industry, "size": size, "area": plain(area), "number": numbers[key], "score": sums[key]}
            for key in numbers
            if numbers[key] or sums[key]
            for district, industry, size, area in [key]
        ]
        if rows:
            self._session.change_each(sql.ADD_AREA, rows)

    def move(self, enterprise: str, before: Place, after: Place) -> None:
        """What is counted goes along when an enterprise turns out to belong elsewhere."""
        self.count(before.cell, after.cell)
        self.move_along(enterprise, before, after)

    def move_along(self, enterprise: str, before: Place, after: Place) -> None:
        """The scores of the last finished run and the verdicts go along."""
        if before.district != after.district:
            self._session.change(MOVE_VERDICTS, enterprise=enterprise, district=after.district)
        if before.finished_at is not None and before[:3] != after[:3]:
            scores = self._areas(enterprise)
            self.count_areas([(before, scores, -1), (after, scores, 1)])

    def fold_counts(self, limit: int) -> int:
        folded = self._session.all(sql.TALLY_CHANGES, most=limit)
        if folded:
            cells: Counter[Cell] = Counter()
            for _, *cell, number in folded:
                cells[Cell(*cell)] += number
            self._session.change_each(sql.FOLD_TALLY, [{**cell._asdict(), "number": cells[cell]} for cell in sorted(cells)])
            self._session.change_each(sql.DROP_TALLY_CHANGE, [{"seq": row[0]} for row in folded])
            self._session.change(sql.DROP_EMPTY_TALLIES)
        return len(folded) + self._fold_areas(limit)

    def _fold_areas(self, limit: int) -> int:
        folded = self._session.all(sql.AREA_CHANGES, most=limit)
        if not folded:
            return 0
        numbers: Counter[tuple[str, ...]] = Counter()
        sums: Counter[tuple[str, ...]] = Counter()
        for _, *cell, number, score in folded:
            numbers[tuple(cell)] += number
            sums[tuple(cell)] += score
        names = ("district", "industry", "size", "area")
        rows = [{**dict(zip(names, cell, strict=True)), "number": numbers[cell], "score": sums[cell]} for cell in sorted(numbers)]
        self._session.change_each(sql.FOLD_AREA, rows)
        self._session.change_each(sql.DROP_AREA_CHANGE, [{"seq": row[0]} for row in folded])
        self._session.change(sql.DROP_EMPTY_AREAS)
        return len(folded)


def _millionths(score: str) -> int:
    return int((Decimal(score) * SCORE_UNIT).to_integral_value(ROUND_HALF_EVEN))
