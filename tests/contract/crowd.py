"""A small city for the tests of audiences, and who is meant in it by plain Python: the same question asked a second way.

It is made by the transaction's own methods, by a seed: enterprises of every kind of unit, stage, level and age; persons who are contact
of none, one or several; liaisons of all kinds of units.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from bot.ports import Transaction
from bot.ports.programmes import Application, ApplicationState, KeptVerdict
from bot.ports.registry import Entry
from bot.ports.standing import Progress, Stage, Status
from bot.roles import Affiliation, Role, UnitKind
from dialogs.campaigns.model import Audience, Span, Whom
from dialogs.limits import day_of, months_later
from dialogs.model import IndicatorValue, Profile, RunState
from tests.contract.given import NOW, a_cursor, a_person, a_run

DAY = 86_400_000
DISTRICTS = ("310112", "310115", "310104")
ZONES = ("lingang", "chemical")
INDUSTRIES = ("C34", "C13")
SIZES = ("s1", "s2", "")
LANGUAGES = ("zh", "en", "")
INDICATOR = "energy"
PROGRAMMES = ("factory", "voucher")
OUTCOMES = ("eligible", "not_yet", "not_eligible")
LIAISONS_OF = (UnitKind.DISTRICT, UnitKind.ZONE)


@dataclass(frozen=True, slots=True)
class City:
    """Everything by id: lines, first contacts, contacts, languages, kinds of units, liaisons, and who lacks the indicator."""

    lines: dict[str, Status]
    first: dict[str, str]
    contacts: dict[str, tuple[str, ...]]
    language: dict[str, str]
    kinds: dict[str, UnitKind]
    liaisons: dict[str, tuple[str, ...]]
    lacking: frozenset[str]
    verdicts: dict[str, frozenset[str]]
    handed_in: frozenset[str]

    def values(self, field: str) -> list[str]:
        """What is there of a kind of unit, and something that is not."""
        return [*sorted({str(getattr(line.affiliation, field)) for line in self.lines.values()} - {""}), "nowhere"]


def build(tx: Transaction, many: int = 60, seed: int = 1) -> City:
    """Make it, and say what was made."""
    chance = random.Random(seed)
    kinds: dict[str, UnitKind] = dict.fromkeys(DISTRICTS, UnitKind.DISTRICT) | dict.fromkeys(ZONES, UnitKind.ZONE)
    kinds["shanghai"] = UnitKind.CITY
    for kind in (UnitKind.STREET, UnitKind.PARK, UnitKind.GROUP, UnitKind.PROVIDER, UnitKind.AGENCY):
        district = DISTRICTS[0] if kind in {UnitKind.STREET, UnitKind.PARK} else ""
        for number in range(2):
            kinds[tx.add_unit(kind, f"{kind.value}{number}", district, NOW).id] = kind
    people = [a_person(tx, f"p{number}") for number in range(many // 2)]
    language = {person: chance.choice(LANGUAGES) for person in people}
    for person in people[3:]:
        tx.save_cursor(msgspec.structs.replace(a_cursor(person), language=language[person]), NOW)
    enterprises = [_enterprise(tx, number, chance, kinds, people) for number in range(many)]
    lacking = frozenset(enterprise for enterprise in enterprises if _lived(tx, enterprise, chance))
    liaisons: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for unit in (*DISTRICTS, *ZONES, *(unit for unit, kind in kinds.items() if kind is UnitKind.STREET)):
        for person in chance.sample(people, 2):
            tx.grant(person, Role.LIAISON, unit, "", NOW)
            liaisons[person] += (unit,)
    verdicts = {enterprise: _judged(tx, enterprise, chance) for enterprise in enterprises}
    handed_in = frozenset(enterprise for enterprise in enterprises if _applied(tx, enterprise, chance))
    first = {enterprise: found.first_contact for enterprise in enterprises if (found := tx.enterprise(enterprise))}
    contacts = {enterprise: tuple(row.person for row in tx.contacts(enterprise)) for enterprise in enterprises}
    lines = {enterprise: line for enterprise in enterprises if (line := tx.status(enterprise))}
    known = {person: language[person] if person in people[3:] else "" for person in people}
    return City(lines, first, contacts, known, kinds, dict(liaisons), lacking, verdicts, handed_in)


def _enterprise(tx: Transaction, number: int, chance: random.Random, kinds: dict[str, UnitKind], people: list[str]) -> str:
    """One with nobody, one or several contacts; in some of the units."""
    units = {kind: chance.choice(["", *(unit for unit, found in kinds.items() if found is kind)]) for kind in list(UnitKind)[2:]}
    place = Affiliation(chance.choice(DISTRICTS), **{kind.value: unit for kind, unit in units.items()})
    profile = Profile(
        name="企业" * chance.randrange(1, 9) + str(number),
        code=f"91310000MA1FL{number:05d}",
        district=place.district,
        industry=chance.choice(INDUSTRIES),
        size=chance.choice(SIZES),
    )
    contacts = chance.sample(people, chance.choice((0, 1, 1, 1, 3)))
    if contacts:
        enterprise = tx.add_enterprise(profile, contacts[0], NOW - 99 * DAY).id
    else:
        tx.load_roster([Entry(profile, place, "", "")], "", NOW)
        found = tx.enterprise_by_code(profile.code)
        assert found is not None
        enterprise = found.id
    for person in contacts[1:]:
        tx.add_contact(enterprise, person, NOW)
    tx.affiliate(enterprise, place, NOW - 99 * DAY)
    return enterprise


def _lived(tx: Transaction, enterprise: str, chance: random.Random) -> bool:
    """What its runs say; returns whether the latest of them lacks the indicator."""
    at = NOW - chance.randrange(0, 40) * DAY + chance.randrange(-1, 2)
    story = chance.choice(("none", "open", "finished", "again", "given up"))
    stated = [chance.random() < 0.5 for _ in range(2)]
    if story == "none":
        return False
    if story != "open":
        _run(tx, enterprise, "z", RunState.FINISHED, not stated[0], at - DAY)
        _run(tx, enterprise, "a", RunState.FINISHED, stated[0], at)
        level = chance.randrange(0, 6)
        finished_at = NOW - chance.randrange(0, 400) * DAY + chance.randrange(-1, 2)
        tx.keep_progress(enterprise, Progress(f"{enterprise}a", Stage.FINISHED, 3, 9, 9, level, "2.5", at, finished_at), at)
    if story in {"open", "again", "given up"}:
        _run(tx, enterprise, "b", RunState.OPEN, stated[1], at)
        tx.keep_progress(enterprise, Progress(f"{enterprise}b", Stage.IN_PROGRESS, chance.randrange(1, 6), 2, 9, started_at=at), at)
    if story == "given up":
        tx.keep_progress(enterprise, Progress(f"{enterprise}b", Stage.NOT_STARTED), at)
    return not stated[1 if story in {"open", "again"} else 0]


def _judged(tx: Transaction, enterprise: str, chance: random.Random) -> frozenset[str]:
    """What two programmes say to it, if they say anything."""
    said = {programme: chance.choice(("", *OUTCOMES)) for programme in PROGRAMMES}
    for programme, outcome in said.items():
        if outcome:
            tx.keep_verdict(KeptVerdict(enterprise, programme, "1", outcome, "t", 0, 0, NOW))
    return frozenset(f"{programme}:{outcome}" for programme, outcome in said.items() if outcome)


def _applied(tx: Transaction, enterprise: str, chance: random.Random) -> bool:
    """How far it is with the first programme; returns whether nothing is left to do."""
    state = chance.choice((None, *ApplicationState))
    if state is not None:
        tx.keep_application(None, Application(enterprise, PROGRAMMES[0], "w", state, "p", NOW))
    tx.keep_application(None, Application(enterprise, PROGRAMMES[1], "w", ApplicationState.HANDED_IN, "p", NOW))
    return state not in {None, ApplicationState.WISHED, ApplicationState.RETURNED}


def _run(tx: Transaction, enterprise: str, name: str, state: RunState, stated: bool, at: int) -> None:
    # One that does not apply is stated, too.
    values = {INDICATOR: IndicatorValue(value=None if at % 2 else "1.5")} if stated else {"other": IndicatorValue(value="1")}
    run = msgspec.structs.replace(a_run(f"{enterprise}{name}", enterprise=enterprise), indicators=values, state=state)
    tx.add_run(msgspec.structs.replace(run, finished_at=at if state is RunState.FINISHED else None), "p", at)


# -- the same question, asked the plain way


def expected(city: City, audience: Audience, units: Collection[str], now: int, span: Span | None = None) -> list[tuple[str, str, int]]:
    """Person, the first of the person's enterprises, and how many; in order of persons."""
    if audience.whom is Whom.LIAISONS:
        return [(person, "", 0) for person, held in sorted(city.liaisons.items()) if _speaks(city, person, held, audience, units)]
    found: dict[str, list[str]] = defaultdict(list)
    for enterprise, line in city.lines.items():
        if not (_lies(city, line, units) and _is_meant(city, line, audience, now) and _in_span(line, span)):
            continue
        people = city.contacts[enterprise] if audience.whom is Whom.ALL else (city.first[enterprise],)
        for person in people:
            if person and audience.language in {"", city.language[person]}:
                found[person].append(enterprise)
    return [(person, min(enterprises), len(enterprises)) for person, enterprises in sorted(found.items())]


def _lies(city: City, line: Status, units: Collection[str]) -> bool:
    kinds = [(unit, city.kinds.get(unit)) for unit in units]
    return any(kind is UnitKind.CITY or (kind is not None and line.affiliation.unit(kind) == unit) for unit, kind in kinds)


def _is_meant(city: City, line: Status, wanted: Audience, now: int) -> bool:
    place = line.affiliation
    lists = (
        (wanted.districts, place.district),
        (wanted.zones, place.zone),
        (wanted.streets, place.street),
        (wanted.parks, place.park),
        (wanted.groups, place.group),
        (wanted.industries, line.industry),
        (wanted.sizes, line.size),
        (wanted.stages, line.stage.value),
        (wanted.levels, line.level),
        (wanted.codes, line.code),
    )
    return (
        all(value in listed for listed, value in lists if listed)
        and (not wanted.idle_days or now - line.idle_since >= wanted.idle_days * DAY)
        and (not wanted.answering or (line.stage is Stage.IN_PROGRESS and line.answering == wanted.answering))
        and (not wanted.months_since or _months_ago(line, wanted.months_since, now))
        and (not wanted.verdicts or any(_says(said, wanted.verdicts) for said in city.verdicts[line.enterprise]))
        and (not wanted.unsent or line.enterprise not in city.handed_in)
        and (not wanted.without or (wanted.without == INDICATOR and line.enterprise in city.lacking))
    )


def _says(said: str, wanted: Collection[str]) -> bool:
    return said in wanted or f"*:{said.partition(':')[2]}" in wanted


def _months_ago(line: Status, months: int, now: int) -> bool:
    return line.finished_at is not None and months_later(day_of(line.finished_at), months) <= day_of(now)


def _in_span(line: Status, span: Span | None) -> bool:
    if span is None:
        return True
    moment = line.idle_since if span.since == "idle" else line.finished_at
    return moment is not None and span.after < moment <= span.before


def _speaks(city: City, person: str, held: Collection[str], wanted: Audience, units: Collection[str]) -> bool:
    listed = (*wanted.districts, *wanted.zones)
    speaks = (
        city.kinds[unit] in LIAISONS_OF and ("shanghai" in units or unit in units) and (not listed or unit in listed) for unit in held
    )
    return any(speaks) and wanted.language in {"", city.language[person]}


def at(text: str) -> int:
    """A moment in Shanghai, as milliseconds: `2026-02-28 12:00`."""
    local = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=8)
    return int(local.timestamp() * 1000)
