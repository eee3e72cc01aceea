"""What one work asks and notes about audiences: who is meant, and what is true of a recipient; the same on SQLite and PostgreSQL.

Nobody outside the units in whose name a campaign is sent is ever meant: the units are a condition of every statement. Commits nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from bot.ports.campaigns import SAMPLES, STALLED_DAYS, Counted
from bot.ports.programmes import ApplicationState
from bot.roles import UnitKind
from bot.storage import audience_statements as sql
from bot.storage.audience_statements import Shape
from bot.storage.campaign_statements import ABOUT, FIND_CAMPAIGN
from bot.storage.ledger import DAY
from bot.storage.rows import decode_campaign, encode_codes
from bot.storage.session import Row, Session
from bot.storage.standing_statements import UNITS
from dialogs.campaigns.calendar import finished_by
from dialogs.campaigns.model import Audience, Campaign, Facts, Span, Whom, verdict_key
from dialogs.codec import decode_cursor
from dialogs.model import Consenting, Cursor, Phase

RUNS_AT_ONCE = 200
"""Documents of runs in memory at a time, while those without an indicator are sought."""

STILL_TO_DO = frozenset({ApplicationState.WISHED, ApplicationState.RETURNED})
"""How an application stands that is still to be handed in."""

LATELY_DAYS = 7
"""What a liaison is told was finished lately."""

_COLUMNS = {kind: column for column, kind in UNITS.items()}
_LISTS = ("districts", "zones", "streets", "parks", "groups", "industries", "sizes", "stages", "levels", "codes", "verdicts")
_NOBODY = Counted(0, 0, hashlib.sha256().hexdigest())


class _Stated(msgspec.Struct):
    """Which indicators a run says anything about, be it that one does not apply."""

    indicators: dict[str, msgspec.Raw] = {}


_stated = msgspec.json.Decoder(_Stated)


class SqlAudience:
    """The part of `bot.ports.campaigns.CampaignsTransaction` about audiences and recipients."""

    __slots__ = ()

    _session: Session

    def count_audience(self, audience: Audience, units: Collection[str], now: int) -> Counted:
        question = self._question(audience, units, now)
        if question is None:
            return _NOBODY
        shape, values = question
        return self._counted(self._rows(sql.members, shape, values), self._enterprises(shape, values), units)

    def freeze_audience(self, campaign: Campaign, now: int, occasion: str = "", span: Span | None = None) -> Counted:
        if campaign.series and not occasion and span is None:
            raise ValueError(f"campaign {campaign.id} is an occasion of a series, but of none that is named")
        question = self._question(campaign.audience, campaign.units, now, span)
        enterprises = 0
        if question is not None:
            shape, values = question
            values |= {"campaign": campaign.id, "series": campaign.series or campaign.id, "occasion": occasion, "now": now}
            enterprises = self._enterprises(shape, values) if campaign.audience.whom is Whom.ALL and span is None else 0
            self._session.change(self._spelt(sql.freeze, shape, bool(campaign.series)), **values)
        return self._counted(self._session.all(sql.FROZEN, campaign=campaign.id), enterprises, campaign.units)

    def sample_facts(
        self, audience: Audience, units: Collection[str], limit: int, now: int, longest: bool = False, programme: str | None = None
    ) -> tuple[Facts, ...]:
        question = self._question(audience, units, now)
        if question is None:
            return ()
        shape, values = question
        rows = self._session.all(self._spelt(sql.sample, shape, longest), most=limit, **values)
        return tuple(self._facts(person, enterprise, number, units, now, programme) for person, enterprise, number in rows)

    def facts(self, campaign: str, person: str, now: int, programme: str | None = None) -> Facts | None:
        row = self._session.one(ABOUT, campaign=campaign, person=person)
        if row is None:
            return None
        enterprise, enterprises = row
        return self._facts(person, enterprise, enterprises, () if enterprise else self._units_of(campaign), now, programme)

    # -- who is meant ------------------------------------------------------------------------------------------------

    def _question(
        self, audience: Audience, units: Collection[str], now: int, span: Span | None = None
    ) -> tuple[Shape, dict[str, Any]] | None:
        """The shape and the values of what is asked; nothing where nobody can be meant."""
        within = self._within(units)
        if within is None:
            return None
        if audience.whom is Whom.LIAISONS:
            return _of_liaisons(audience, within)
        values = _asked(audience, now) | _spanned(span)
        shape = Shape(audience.whom, tuple(values), tuple(within))
        values |= {f"within_{column}": encode_codes(listed) for column, listed in within.items()}
        values |= _span_values(span)
        return self._lacking(audience.without, shape, values) if audience.without else (shape, values)

    def _within(self, units: Collection[str]) -> dict[str, list[str]] | None:
        """The units by the columns they are in: empty for the whole city, nothing for no unit that is known."""
        kinds = [(unit, UnitKind(kind)) for unit, kind in self._session.all(self._session.spelt(sql.KINDS), listed=encode_codes(units))]
        if any(kind is UnitKind.CITY for _, kind in kinds):
            return {}
        found: dict[str, list[str]] = {}
        for unit, kind in sorted(kinds):
            found.setdefault(_COLUMNS[kind], []).append(unit)
        return found or None

    def _lacking(self, indicator: str, shape: Shape, values: dict[str, Any]) -> tuple[Shape, dict[str, Any]]:
        """Narrowed to the enterprises whose latest run says nothing of this indicator."""
        runs = {run: enterprise for enterprise, run in self._rows(sql.latest_runs, shape, values)}
        found = [runs[run] for run, document in self._documents(iter(runs)) if indicator not in _stated.decode(document).indicators]
        return shape._replace(asked=(*shape.asked, "lacking")), {**values, "lacking": encode_codes(found)}

    def _documents(self, runs: Iterator[str]) -> Iterator[Row]:
        statement = self._session.spelt(sql.DOCUMENTS)
        while some := list(islice(runs, RUNS_AT_ONCE)):
            yield from self._session.all(statement, listed=encode_codes(some))

    def _rows(self, build: Any, shape: Shape, values: dict[str, Any]) -> list[Row]:
        return self._session.all(self._spelt(build, shape), **values)

    def _spelt(self, build: Any, *shaped: Any) -> Any:
        return build("postgresql" if self._session.locks_rows else "sqlite", *shaped)

    def _enterprises(self, shape: Shape, values: dict[str, Any]) -> int:
        """Of how many enterprises; nothing where the members' own numbers tell: each has one first contact."""
        return int(self._rows(sql.enterprises, shape, values)[0][0]) if shape.whom is Whom.ALL else 0

    def _counted(self, rows: list[Row], enterprises: int, units: Collection[str]) -> Counted:
        rows.sort()
        said = "".join([f"{person} {enterprise}\n" for person, enterprise, _ in rows])
        samples = (self._facts(person, enterprise, number, units, 0) for person, enterprise, number in islice(rows, SAMPLES))
        return Counted(
            persons=len(rows),
            enterprises=enterprises or sum(number for _, _, number in rows),
            digest=hashlib.sha256(said.encode()).hexdigest(),
            samples=tuple((facts.name or facts.unit, facts.contact_name) for facts in samples),
        )

    # -- what is true of a recipient ---------------------------------------------------------------------------------

    def _facts(
        self, person: str, enterprise: str, enterprises: int, units: Collection[str], now: int, programme: str | None = None
    ) -> Facts:
        row = self._session.one(self._session.spelt(sql.FACTS), person=person, enterprise=enterprise)
        if row is None:
            return Facts(person=person, enterprise=enterprise, away=True, contact=False)
        known = _of_person(person, row[:4])
        if not enterprise:
            return msgspec.structs.replace(known, **self._of_liaison(person, units, now))
        if row[5] is None:
            return msgspec.structs.replace(known, enterprise=enterprise, contact=False)
        judged = {} if programme is None else self._judged(enterprise, programme)
        return msgspec.structs.replace(known, **_of_enterprise(enterprise, enterprises, row[4:]), **judged)

    def _judged(self, enterprise: str, programme: str) -> dict[str, Any]:
        """What programmes say to the enterprise, and how far it is with this one."""
        verdicts = self._session.all(sql.VERDICTS, enterprise=enterprise)
        title, state = self._session.all(sql.HANDED_IN, enterprise=enterprise, programme=programme)[0]
        return {
            "verdicts": frozenset(verdict_key(of, outcome) for of, outcome in verdicts),
            "programme": title or "",
            "handed_in": state is not None and state not in STILL_TO_DO,
        }

    def _units_of(self, campaign: str) -> Collection[str]:
        row = self._session.one(FIND_CAMPAIGN, campaign=campaign)
        return decode_campaign(row[0]).units if row else ()

    def _of_liaison(self, person: str, units: Collection[str], now: int) -> dict[str, Any]:
        """The units that the person is liaison of, as far as the campaign is sent in their name, and how far these are together."""
        within = self._within(units)
        meant = {unit for listed in within.values() for unit in listed} if within else set()
        held = [row for row in self._session.all(sql.LIAISON_OF, person=person) if within == {} or row[0] in meant]
        figures = {"idle_before": now - STALLED_DAYS * DAY, "lately": now - LATELY_DAYS * DAY}
        listed = encode_codes([unit for unit, _, _ in held])
        counts = self._session.all(self._session.spelt(sql.FIGURES), listed=listed, **figures)[0]
        names = ("registered", "in_progress", "finished", "idle", "finished_lately")
        return {
            "contact": bool(held),
            "enterprise": "",
            "unit": "、".join(name for _, _, name in held),
            "district": next((unit for unit, kind, _ in held if kind == UnitKind.DISTRICT), ""),
            **dict(zip(names, map(int, counts), strict=True)),
        }


def _asked(audience: Audience, now: int) -> dict[str, Any]:
    """What narrows, by the name of its condition."""
    found: dict[str, Any] = {name: encode_codes(map(str, listed)) for name in _LISTS if (listed := getattr(audience, name))}
    found |= {"idle_before": now - audience.idle_days * DAY} if audience.idle_days else {}
    found |= {"answering": audience.answering} if audience.answering else {}
    found |= {"unsent": audience.unsent} if audience.unsent else {}
    found |= {"finished_before": finished_by(now, audience.months_since)} if audience.months_since else {}
    return found | ({"language": audience.language} if audience.language else {})


def _of_liaisons(audience: Audience, within: dict[str, list[str]]) -> tuple[Shape, dict[str, Any]]:
    """A liaison stands for a district or a zone: filters of enterprises say nothing about one."""
    listed = (*audience.districts, *audience.zones)
    found: dict[str, Any] = {"of_units": encode_codes(listed)} if listed else {}
    found |= {"within_units": encode_codes(unit for units in within.values() for unit in units)} if within else {}
    found |= {"language": audience.language} if audience.language else {}
    return Shape(Whom.LIAISONS, tuple(found), ()), found


def _spanned(span: Span | None) -> dict[str, Any]:
    return {span.since.value: True} if span else {}


def _span_values(span: Span | None) -> dict[str, Any]:
    return {"step": str(span.step), "span_after": span.after, "span_before": span.before} if span else {}


def _of_person(person: str, row: Row) -> Facts:
    document, chat, reachable, muted = row
    cursor = decode_cursor(document) if document else None
    return Facts(
        person=person,
        language=cursor.language if cursor else "",
        chat=chat or "",
        reachable=bool(chat and reachable),
        away=_is_away(cursor),
        mutes=frozenset(muted.split(",")) if muted else frozenset(),
        contact_name=cursor.contact.name if cursor else "",
        cursor=cursor,
    )


def _is_away(cursor: Cursor | None) -> bool:
    """Whether the person never said anything, or did not agree to the purposes: then nothing is told, as with notices."""
    return cursor is None or cursor.phase is Phase.DECLINED or cursor.consenting is Consenting.DECLINED


def _of_enterprise(enterprise: str, enterprises: int, row: Iterable[Any]) -> dict[str, Any]:
    contact, name, district, stage, answering, answered, of, level, finished_at, idle_since = row
    return {
        "enterprise": enterprise,
        "enterprises": enterprises,
        "contact": contact is not None,
        "name": name,
        "district": district,
        "stage": stage,
        "answering": answering,
        "answered": answered,
        "of": of,
        "level": level,
        "finished_at": finished_at,
        "idle_since": idle_since,
    }
