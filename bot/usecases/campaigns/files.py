"""A broadcast or reminder written as TOML -> a campaign, or every problem of it with its place. Pure: knows no store and no clock.

The same form serves `zhiping campaign load` and the shipped reminders. What depends on whom it would reach is checked later, by
`dialogs.campaigns.checking`; nothing here sends or plans anything.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.ports.standing import Stage
from bot.usecases.campaigns.file_problems import FileProblem, Unfit, Wrong
from dialogs import registers
from dialogs.campaigns.model import Audience, Button, ButtonKind, Campaign, Every, Kind, When, Whom, verdict_key
from dialogs.limits import SHANGHAI
from question_bank.programmes.model import Outcome

LONGEST_TEXT = 20_000
"""Characters of a text in the file; how much of it a message may hold is checked with the fields filled in."""

LONGEST_WORD = 200
MOST_CODES = 5_000
MOST_DAYS = 3_660
MINUTES = 24 * 60
LEVELS = 5

Rule = Callable[[object, str], object]
"""What a value at a place means; raises `Unfit`."""

Needed = Callable[[Mapping[str, object]], Iterable[str]]
"""Which keys must be there, where these were found."""

Names = Mapping[str, tuple[tuple[str, ...], ...]]
"""By kind of unit: the id of each, then what it is called."""

_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_NEEDED: Mapping[object, tuple[str, ...]] = {
    Every.AT: ("at",),
    Every.WEEK: ("at",),
    Every.MONTH: ("at",),
    Every.DEADLINE: ("deadline", "steps"),
    Every.WINDOW: ("steps",),
    Every.IDLE: ("steps",),
    Every.FINISHED: ("steps",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The campaign, or nothing with every problem; `beside` are values of keys that only this use of the form knows."""

    campaign: Campaign | None
    problems: tuple[FileProblem, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)


def parsed(data: bytes) -> dict[str, object] | FileProblem:
    """The document, or why it is none; says the line."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return FileProblem(Wrong.SYNTAX, "", str(error))


def read(document: object, id_: str, names: Names, beside: Collection[str] = (), place: str = "") -> Reading:
    """The campaign of this id that the document describes, as a draft of nobody; `place` is where the document stands in its file."""
    rules = _campaign_rules(names) | dict.fromkeys(beside, _word)
    try:
        values = _values(document, place, rules, lambda found: ("title", "text", *beside))
    except Unfit as unfit:
        return Reading(None, unfit.problems)
    extra = {key: str(values.pop(key)) for key in beside}
    return Reading(Campaign(id=id_, texts=values.pop("text"), units=values.pop("unit", ()), **values), (), extra)


def _campaign_rules(names: Names) -> dict[str, Rule]:
    kinds = tuple(unit for units in names.values() for unit in units)
    return {
        "title": _word,
        "kind": _one_of(Kind),
        "unit": _many(_named(kinds)),
        "text": _table(dict, {"zh": _text, "en": _text}, lambda found: ("zh",)),
        "audience": _table(Audience, _audience_rules(names)),
        "when": _table(When, _WHEN, lambda found: _NEEDED.get(found.get("every", Every.NOW), ())),
        "button": _table(Button, _BUTTON, lambda found: ("kind", "url") if found.get("kind") == ButtonKind.LINK else ("kind",)),
    }


def _audience_rules(names: Names) -> dict[str, Rule]:
    units = {f"{kind}s": _many(_named(names.get(kind, ()))) for kind in ("zone", "street", "park", "group")}
    return {
        "whom": _one_of(Whom),
        "districts": _many(_named(_rows(registers.DISTRICTS))),
        **units,
        "industries": _many(_named(_rows(registers.INDUSTRIES))),
        "sizes": _many(_named(_rows(registers.SIZES))),
        "stages": _many(_one_of(Stage)),
        "idle_days": _whole(0, MOST_DAYS),
        "answering": _whole(0, LEVELS),
        "levels": _many(_whole(0, LEVELS)),
        "months_since": _whole(0, 120),
        "without": _word,
        "language": _choice(("zh", "en")),
        "codes": _many(_code, MOST_CODES),
        "verdicts": _many(_verdict),
        "unsent": _word,
    }


# -- rules -----------------------------------------------------------------------------------------------------------


def _table(made: Callable[..., object], rules: Mapping[str, Rule], needed: Needed = lambda found: ()) -> Rule:
    return lambda value, place: made(**_values(value, place, rules, needed))


def _values(value: object, place: str, rules: Mapping[str, Rule], needed: Needed) -> dict[str, Any]:
    """What a table of these keys says, each read by its rule; all that is wrong in it is said at once."""
    if not isinstance(value, Mapping):
        raise Unfit(FileProblem(Wrong.TABLE, place))
    found: dict[str, Any] = {}
    problems: list[FileProblem] = []
    for key, inner in value.items():
        if key not in rules:
            problems.append(FileProblem(Wrong.KEY, place, key, tuple(rules)))
            continue
        try:
            found[key] = rules[key](inner, f"{place}.{key}" if place else key)
        except Unfit as unfit:
            problems += unfit.problems
    missing = [key for key in needed(found) if key not in value]
    problems += [FileProblem(Wrong.MISSING, f"{place}.{key}" if place else key) for key in missing]
    if problems:
        raise Unfit(*problems)
    return found


def _many(rule: Rule, most: int = 500) -> Rule:
    """A list, or one value; all that is wrong in it at once."""

    def read_many(value: object, place: str) -> tuple[object, ...]:
        values = value if isinstance(value, list) else [value]
        if len(values) > most:
            raise Unfit(FileProblem(Wrong.WHOLE, place, str(len(values)), ("1", str(most))))
        found: list[object] = []
        problems: list[FileProblem] = []
        for number, one in enumerate(values, start=1):
            try:
                found.append(rule(one, place if values is not value else f"{place}[{number}]"))
            except Unfit as unfit:
                problems += unfit.problems
        if problems:
            raise Unfit(*problems)
        return tuple(dict.fromkeys(found))

    return read_many


def _string(longest: int) -> Rule:
    def read_string(value: object, place: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise Unfit(FileProblem(Wrong.TEXT, place))
        if len(value) > longest:
            raise Unfit(FileProblem(Wrong.LONG, place, str(longest)))
        return value.strip()

    return read_string


def _choice(choices: Collection[str]) -> Rule:
    def read_choice(value: object, place: str) -> str:
        if value not in choices:
            raise Unfit(FileProblem(Wrong.CHOICE, place, str(value), tuple(choices)))
        return str(value)

    return read_choice


def _one_of(kinds: type[StrEnum]) -> Rule:
    choose = _choice(tuple(kind.value for kind in kinds))
    return lambda value, place: kinds(str(choose(value, place)))


def _whole(low: int, high: int) -> Rule:
    def read_whole(value: object, place: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Unfit(FileProblem(Wrong.WHOLE, place, str(value), (str(low), str(high))))
        return value

    return read_whole


def _named(rows: Iterable[tuple[str, ...]]) -> Rule:
    """The id of what is called so; an id itself will do, too."""
    listed = tuple(rows)

    def read_name(value: object, place: str) -> str:
        meant = [row[0] for row in listed if str(value) == row[0]] or [row[0] for row in listed if str(value) in row]
        if not meant:
            raise Unfit(FileProblem(Wrong.NAME, place, str(value), tuple(dict.fromkeys(row[min(1, len(row) - 1)] for row in listed))))
        if len(meant) > 1:
            raise Unfit(FileProblem(Wrong.SEVERAL, place, str(value), tuple(meant)))
        return meant[0]

    return read_name


def _rows(register: Iterable[registers.Entry]) -> tuple[tuple[str, ...], ...]:
    return tuple((row.id, row.zh, row.en) for row in register)


def _verdict(value: object, place: str) -> str:
    """A programme and one of its outcomes, `programme:outcome`; `*` is any programme."""
    programme, _, outcome = str(_word(value, place)).partition(":")
    return verdict_key(programme, str(_choice(tuple(Outcome))(outcome, place)))


def _code(value: object, place: str) -> str:
    """A credit code as it may be written; what is wrong with it is said by the check."""
    return str(_word(value, place)).replace(" ", "").upper()


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise Unfit(FileProblem(Wrong.FLAG, place, str(value)))
    return value


def _day(value: object, place: str) -> str:
    """A day as ISO; TOML's own or a text."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise Unfit(FileProblem(Wrong.DATE, place, str(value)))
    return day.isoformat()


def _moment(value: object, place: str) -> int:
    """A moment in UTC milliseconds; without an offset it is Shanghai's."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > len("2026-11-30") else value
    except ValueError:
        at = None
    if not isinstance(at, datetime):
        raise Unfit(FileProblem(Wrong.MOMENT, place, str(value)))
    return int((at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).timestamp() * 1000)


def _minute(value: object, place: str) -> int:
    """A time of the day as its minute; `24:00` is the end of it."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minute = value.hour * 60 + value.minute if isinstance(value, time) else int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minute <= MINUTES:
        raise Unfit(FileProblem(Wrong.MINUTE, place, str(value)))
    return minute


_word = _string(LONGEST_WORD)
_text = _string(LONGEST_TEXT)
_WHEN: Mapping[str, Rule] = {
    "every": _one_of(Every),
    "at": _moment,
    "deadline": _day,
    "steps": _many(_whole(0, MOST_DAYS), 20),
    "programme": _word,
    "opens": _minute,
    "closes": _minute,
    "any_day": _flag,
    "window": _whole(0, 366),
}
_BUTTON: Mapping[str, Rule] = {"kind": _one_of(ButtonKind), "label": _word, "url": _string(2_000), "programme": _word}
