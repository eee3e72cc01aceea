"""What one work does to facts, verdicts, applications and ranked lists, the same on SQLite and PostgreSQL. Commits nothing.

Rows are held in one order: the standing of the enterprise, then its verdicts; so a verdict and a move to another district at the same
moment leave a verdict that names the right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, replace
from typing import Any

from bot.ports import Conflict
from bot.ports.programmes import Application, ApplicationState, DailyRound, FormFile, KeptVerdict, PackVersion, Place, StatedFact
from bot.roles import NOWHERE, Affiliation
from bot.storage import programme_statements as sql
from bot.storage.rows import encode_codes, plain
from bot.storage.session import Row
from bot.storage.standing_statements import values_of
from bot.storage.versions import Shelf, SqlVersions


class SqlProgrammes(SqlVersions):
    """`bot.ports.programmes.ProgrammesTransaction` over one session."""

    __slots__ = ()

    # -- versions of rule packs --------------------------------------------------------------------------------------

    def add_pack_version(self, version: PackVersion, sheets: bytes) -> bool:
        return self._add_version(Shelf.PACKS, version, sheets)

    def pack_version(self, programme: str, version: str) -> PackVersion | None:
        return self._version(Shelf.PACKS, programme, version)

    def pack_versions(self, programme: str = "") -> tuple[PackVersion, ...]:
        return self._versions(Shelf.PACKS, programme)

    def current_packs(self) -> tuple[PackVersion, ...]:
        return self._current(Shelf.PACKS)

    def pack_sheets(self, programme: str, version: str) -> bytes | None:
        return self._sheets(Shelf.PACKS, programme, version)

    def change_pack_version(self, before: PackVersion, after: PackVersion) -> bool:
        return self._change_version(Shelf.PACKS, before, after)

    def make_pack_current(self, programme: str, version: str, now: int) -> bool:
        return self._make_current(Shelf.PACKS, programme, version, now)

    def drop_pack_version(self, programme: str, version: str) -> bool:
        return self._may_go(Shelf.PACKS, programme, version) and self._drop_version(Shelf.PACKS, programme, version)

    # -- facts -------------------------------------------------------------------------------------------------------

    def stated(self, enterprise: str) -> Mapping[str, StatedFact]:
        return {row[0]: StatedFact(*row) for row in self._session.all(sql.STATED, enterprise=enterprise)}

    def state_fact(self, enterprise: str, fact: str, value: str, by: str, now: int) -> bool:
        values = {"enterprise": enterprise, "fact": plain(fact), "value": plain(value), "by": by, "now": now}
        if self._session.change(sql.STATE if value else sql.TAKE_BACK, **values) != 1:
            return False
        self._session.change(sql.NOTE_FACT, **values)
        return True

    def fact_history(self, enterprise: str, limit: int, fact: str = "") -> tuple[StatedFact, ...]:
        rows = self._session.all(sql.FACTS_OF_ONE if fact else sql.FACTS, enterprise=enterprise, fact=fact, most=limit)
        return tuple(StatedFact(*row) for row in rows)

    def facts_by(self, person: str) -> tuple[tuple[str, StatedFact], ...]:
        return tuple((enterprise, StatedFact(*row)) for enterprise, *row in self._session.all(sql.FACTS_BY, person=person))

    def count_stated(self, fact: str, value: str, affiliation: Affiliation = NOWHERE) -> int:
        units = units_of(affiliation)
        return int(self._session.all(sql.stated(tuple(units)), fact=fact, value=value, **units)[0][0])

    # -- verdicts ----------------------------------------------------------------------------------------------------

    def keep_verdict(self, verdict: KeptVerdict) -> bool:
        if _says_the_same(self._verdict(verdict), verdict):
            self._session.change(sql.CLEAR_MARK, enterprise=verdict.enterprise, programme=verdict.programme)
            return False
        place = self._session.one(sql.HOLD_STATUS, enterprise=verdict.enterprise)
        if place is None:
            raise Conflict(f"there is no enterprise {verdict.enterprise}")
        before = self._verdict(verdict)
        if _says_the_same(before, verdict):
            return False
        if before is not None:
            self._session.change(sql.NOTE_VERDICT, **asdict(before))
        columns = {name: plain(value) if isinstance(value, str) else value for name, value in asdict(verdict).items()}
        self._session.change(sql.SAVE_VERDICT if before else sql.ADD_VERDICT, **columns, district=place[0])
        return True

    def verdicts_of(self, enterprise: str) -> Mapping[str, KeptVerdict]:
        found = map(as_verdict, self._session.all(sql.VERDICTS_OF, enterprise=enterprise))
        return {verdict.programme: verdict for verdict in found}

    def verdict_history(self, enterprise: str, programme: str, limit: int) -> tuple[KeptVerdict, ...]:
        named = {"enterprise": enterprise, "programme": programme}
        stands = map(as_verdict, self._session.all(sql.FIND_VERDICT, **named))
        past = map(as_verdict, self._session.all(sql.PAST_VERDICTS, **named, most=limit))
        return (*stands, *past)[:limit]

    def candidates(
        self, programme: str, outcome: str, affiliation: Affiliation = NOWHERE, limit: int = 100, after: str = "", most_missing: int = 99
    ) -> tuple[KeptVerdict, ...]:
        units = units_of(affiliation)
        asked = sql.candidates(tuple(units), bool(outcome), bool(after), limited=True)
        page = {"programme": programme, "outcome": outcome, "after": after, "most": limit, "most_missing": most_missing}
        return tuple(map(as_verdict, self._session.all(asked, **page, **units)))

    def count_outcomes(self, programme: str, affiliation: Affiliation = NOWHERE) -> Mapping[str, int]:
        units = units_of(affiliation)
        return dict(self._session.all(sql.outcomes(tuple(units)), programme=programme, **units))

    def stale_for(self, programme: str, version: str, limit: int, after: str = "") -> tuple[str, ...]:
        page = {"programme": programme, "version": version, "most": limit, "after": after}
        return tuple(row[0] for row in self._session.all(sql.STALE_FOR, **page))

    def outdate_verdicts(self, enterprises: Sequence[str]) -> None:
        if enterprises:
            self._session.change(self._session.spelt(sql.OUTDATE), listed=encode_codes(enterprises))

    def daily_round(self) -> DailyRound | None:
        row = self._session.one(sql.DAILY_ROUND)
        return DailyRound(row[0], row[1], bool(row[2])) if row else None

    def keep_daily_round(self, daily: DailyRound) -> None:
        self._session.change(sql.DROP_OTHER_DAYS, day=daily.day)
        self._session.change(sql.KEEP_DAILY_ROUND, day=daily.day, after=daily.after, over=int(daily.over))

    def _verdict(self, like: KeptVerdict) -> KeptVerdict | None:
        """The one that stands of the same enterprise and programme."""
        row = self._session.one(sql.FIND_VERDICT, enterprise=like.enterprise, programme=like.programme)
        return as_verdict(row) if row else None

    # -- applications ------------------------------------------------------------------------------------------------

    def application(self, enterprise: str, programme: str) -> Application | None:
        row = self._session.one(sql.FIND_APPLICATION, enterprise=enterprise, programme=programme)
        return as_application(row) if row else None

    def keep_application(self, before: Application | None, after: Application) -> bool:
        if before is not None and (before.enterprise, before.programme) != (after.enterprise, after.programme):
            raise ValueError(f"an application for {after.programme} cannot replace one for {before.programme}")
        known = {f"before_{name}": value for name, value in _columns(before).items()} if before else {}
        if self._session.change(sql.SAVE_APPLICATION if before else sql.ADD_APPLICATION, **_columns(after), **known) != 1:
            return False
        self._session.change(sql.NOTE_APPLICATION, **_columns(after))
        return True

    def application_history(self, enterprise: str, programme: str, limit: int) -> tuple[Application, ...]:
        rows = self._session.all(sql.PAST_APPLICATIONS, enterprise=enterprise, programme=programme, most=limit)
        return tuple(map(as_application, rows))

    def applications_in(self, programme: str, affiliation: Affiliation, states: Sequence[ApplicationState] = ()) -> tuple[Application, ...]:
        units = units_of(affiliation)
        asked = sql.applications_in("postgresql" if self._session.locks_rows else "sqlite", tuple(units), bool(states))
        rows = self._session.all(asked, programme=programme, states=encode_codes(states), **units)
        return tuple(map(as_application, rows))

    # -- ranked lists ------------------------------------------------------------------------------------------------

    def ranking(self, programme: str, unit: str) -> tuple[Place, ...]:
        return tuple(Place(*row) for row in self._session.all(sql.RANKING, programme=programme, unit=unit))

    def set_ranking(self, programme: str, unit: str, before: Sequence[str], after: Sequence[Place], now: int) -> bool:
        listed = {"programme": plain(programme), "unit": unit}
        self._session.change(sql.HOLD_RANKING, **listed, now=now)
        if [place.enterprise for place in self.ranking(programme, unit)] != list(before):
            return False
        self._session.change(sql.DROP_PLACES, **listed)
        rows = [{**asdict(place), "reason": plain(place.reason), **listed} for place in after]
        if rows:
            self._session.change_each(sql.ADD_PLACE, rows)
        return True

    # -- files that go with forms ------------------------------------------------------------------------------------

    def form_files(self, enterprise: str, programme: str, form: str) -> tuple[FormFile, ...]:
        rows = self._session.all(sql.FORM_FILES, of=enterprise, programme=programme, form=form)
        return tuple(FormFile(*row) for row in rows)

    def form_files_by(self, person: str) -> tuple[tuple[str, FormFile], ...]:
        return tuple((enterprise, FormFile(*row)) for enterprise, *row in self._session.all(sql.FORM_FILES_BY, person=person))

    def set_form_files(self, enterprise: str, programme: str, form: str, before: Sequence[FormFile], after: Sequence[FormFile]) -> bool:
        if self._session.one(sql.HOLD_STATUS, enterprise=enterprise) is None:
            raise Conflict(f"there is no enterprise {enterprise}")
        if self.form_files(enterprise, programme, form) != tuple(before):
            return False
        of = {"of": enterprise, "programme": plain(programme), "form": plain(form)}
        self._session.change(sql.DROP_FORM_FILES, **of)
        rows = [{**of, "place": place, **_kept(file)} for place, file in enumerate(after)]
        if rows:
            self._session.change_each(sql.ADD_FORM_FILE, rows)
        return True


def as_verdict(row: Row) -> KeptVerdict:
    """The verdict in a row of its fields."""
    return KeptVerdict(*row)


def as_application(row: Row) -> Application:
    """The application in a row of its columns."""
    enterprise, programme, window, state, by, at, document = row
    return Application(enterprise, programme, window, ApplicationState(state), by, at, bytes(document))


def _says_the_same(before: KeptVerdict | None, after: KeptVerdict) -> bool:
    return before is not None and replace(before, at=after.at) == after


def _columns(application: Application) -> dict[str, Any]:
    """The application as its row has it."""
    known = (application.enterprise, plain(application.programme), plain(application.window), application.state.value)
    return dict(zip(sql.APPLICATION, (*known, application.by, application.at, application.document), strict=True))


def _kept(file: FormFile) -> dict[str, Any]:
    """The file as its row has it."""
    values = (plain(value) if isinstance(value, str) else value for value in astuple(file))
    return dict(zip(sql.FORM_FILE, values, strict=True))


def units_of(affiliation: Affiliation) -> dict[str, str]:
    """The units that are named, by column."""
    return {column: unit for column, unit in values_of(affiliation).items() if unit}
