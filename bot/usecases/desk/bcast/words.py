"""Campaigns in words: what narrows an audience, when it is sent, how a list names it; and what can be chosen to narrow it by."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.ports.campaigns import Counted
from bot.ports.registry import CITY
from bot.ports.standing import Stage
from bot.roles import UnitKind
from bot.usecases.desk.units_seen import named, unit_name
from bot.usecases.desk.visit import Visit
from dialogs import phrasebook, registers
from dialogs.campaigns.model import ANY, Audience, ButtonKind, Campaign, Every, Whom, verdict_key
from dialogs.desk.bcast.effects import AudienceCount, CampaignBrief, Narrowing
from dialogs.desk.bcast.parts import LANGUAGES, NARROWING
from dialogs.limits import day_of
from dialogs.views.common import brief
from question_bank.programmes.model import Outcome, Programme, Purpose, Subject

LONGEST_TITLE = 24
LONGEST_GREETING = 12
MOST_NAMED = 6
"""Values of one kind that a screen names; of more it says how many there are."""

SEVERAL = {
    "district": "districts",
    "zone": "zones",
    "street": "streets",
    "park": "parks",
    "group": "groups",
    "industry": "industries",
    "size": "sizes",
    "stage": "stages",
    "level": "levels",
    "codes": "codes",
    "verdict": "verdicts",
}
ONE = {
    "idle": "idle_days",
    "answering": "answering",
    "months": "months_since",
    "without": "without",
    "language": "language",
    "whom": "whom",
}
"""Where the audience keeps each kind: several values, or one."""

_REGISTERS = {"district": registers.DISTRICTS, "industry": registers.INDUSTRIES, "size": registers.SIZES}
_PLACES = {"zone": UnitKind.ZONE, "street": UnitKind.STREET, "park": UnitKind.PARK, "group": UnitKind.GROUP}
_USUAL = {"whom": (Whom.FIRST.value,)}
_NUMBERED = frozenset({"idle", "months"})
_TAG = re.compile(r"<[^<>]*>")


_LETTERS = {Outcome.ELIGIBLE.value: "e", Outcome.NOT_YET.value: "n", Outcome.NOT_ELIGIBLE.value: "x"}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}


def lettered(key: str) -> str:
    """A verdict as a button carries it: ids of programmes are long."""
    programme, _, outcome = key.partition(":")
    return f"{programme}:{_LETTERS[outcome]}"


def spelt(letters: str) -> str:
    """The verdict that a button carries."""
    programme, _, letter = letters.partition(":")
    return verdict_key(programme, _OUTCOMES[letter])


def values(audience: Audience, by: str) -> tuple[str, ...]:
    """What narrows the audience in this way, as keys."""
    if by == "verdict":
        return tuple(map(lettered, audience.verdicts))
    if by in SEVERAL:
        return tuple(str(value) for value in getattr(audience, SEVERAL[by]))
    value = getattr(audience, ONE[by])
    return (str(value),) if value and value != Whom.FIRST else ()


def narrowings(visit: Visit, audience: Audience) -> tuple[Narrowing, ...]:
    """Everything that narrows it, in words; and always whom of each enterprise it is for."""
    found = ((by, values(audience, by) or _USUAL.get(by, ())) for by in NARROWING)
    return tuple(Narrowing(by, _named(visit, by, keys)) for by, keys in found if keys)


def _named(visit: Visit, by: str, keys: Sequence[str]) -> tuple[str, ...]:
    shown = tuple(value_name(visit, by, key) for key in keys[:MOST_NAMED])
    return (*shown, phrasebook.sentence(visit.language, "bcast", "and_more").format(value=len(keys))) if len(keys) > MOST_NAMED else shown


def value_name(visit: Visit, by: str, key: str) -> str:
    """What a value is called."""
    sentence = phrasebook.sentence
    if by in {"level", "answering"}:
        return _level(visit, int(key))
    if by == "stage":
        return sentence(visit.language, "stages", key)
    if by == "verdict":
        return verdict_name(visit, spelt(key))
    if by == "without":
        return next((one.name.in_(visit.language) for one in visit.bank.indicators if one.id == key), key)
    if by in {"language", "whom"}:
        return sentence(visit.language, "bcast", f"{by}_{key}")
    if by in _NUMBERED:
        return sentence(visit.language, "bcast", by).format(value=key)
    return key if by == "codes" else named(visit, by, key)


def verdict_name(visit: Visit, key: str) -> str:
    """A programme by its title and what it says (`programme:outcome`); a programme that is no longer current by its id."""
    sentence = phrasebook.sentence
    named, _, outcome = key.partition(":")
    programme = visit.packs.find(named)
    duty = programme is not None and programme.purpose is Purpose.DUTY
    said = sentence(visit.language, "duties" if duty else "verdicts", outcome)
    if named == ANY:
        return sentence(visit.language, "bcast", "any_programme").format(value=said)
    title = programme.short.in_(visit.language) if programme else named
    return sentence(visit.language, "bcast", "verdict").format(programme=title, outcome=said)


def programme_title(visit: Visit, programme: str) -> str:
    """What a current programme is called in a list; its id where there is none of this id any more."""
    found = visit.packs.find(programme)
    return found.short.in_(visit.language) if found else programme


def programmes_of(visit: Visit) -> tuple[Programme, ...]:
    """The programmes that enterprises have verdicts of."""
    return tuple(found for found in visit.packs.current() if found.subject is Subject.ENTERPRISE)


def leads_to(visit: Visit, campaign: Campaign) -> str:
    """Where the button leads beside what its kind says: the address, or the title of the programme."""
    button = campaign.button
    if button is None:
        return ""
    programme = button.programme or (campaign.when.programme if button.kind is ButtonKind.PROGRAMME else "")
    return programme_title(visit, programme) if programme else button.url


def _level(visit: Visit, number: int) -> str:
    names = {level.number: level.name for level in visit.bank.levels}
    found = names.get(number) or next(band.name for band in visit.bank.bands if band.level == number)
    return found.in_(visit.language)


def offered(campaign: Campaign) -> tuple[str, ...]:
    """The ways in which an audience of these units can be narrowed; who writes for one district needs no choice of districts."""
    alone = len(campaign.units) == 1 and campaign.units != (CITY,)
    return tuple(by for by in NARROWING if not (alone and by in {"district", "zone"}))


def choices(visit: Visit, campaign: Campaign, by: str, find: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen in this way: keys and names, those with the text in their name."""
    return tuple((key, name) for key, name in _choices(visit, campaign, by) if find.casefold() in name.casefold())


def _choices(visit: Visit, campaign: Campaign, by: str) -> list[tuple[str, str]]:
    levels = [level.number for level in visit.bank.levels]
    keys: dict[str, Sequence[object]] = {
        "stage": tuple(Stage),
        "level": (0, *levels),
        "answering": levels,
        "verdict": [lettered(verdict_key(one.id, outcome)) for one in programmes_of(visit) for outcome in Outcome]
        if by == "verdict"
        else (),
        "without": [indicator.id for indicator in visit.bank.indicators],
        "language": LANGUAGES,
        "whom": tuple(Whom),
    }
    if by in keys:
        return [(str(key), value_name(visit, by, str(key))) for key in keys[by]]
    if by in _PLACES:
        units = visit.tx.units(_PLACES[by])
        here = [unit for unit in units if CITY in campaign.units or not unit.district or unit.district in campaign.units]
        return [(unit.id, unit_name(visit, unit)) for unit in here]
    return [(row.id, row.name(visit.language)) for row in _REGISTERS.get(by, ())]


def counted(found: Counted) -> AudienceCount:
    """A count, as a screen shows it."""
    return AudienceCount(found.enterprises, found.persons, found.samples)


def base_text(campaign: Campaign) -> str:
    """What it says in Chinese, else in any language."""
    return campaign.texts.get(LANGUAGES[0]) or next(iter(campaign.texts.values()), "")


def title_of(campaign: Campaign, language: str) -> str:
    """What a list calls it: its title, else how its text begins; a short first line is a greeting, and names nothing."""
    lines = [line.strip() for line in _TAG.sub("", base_text(campaign)).splitlines() if line.strip()]
    begun = lines[1] if len(lines) > 1 and len(lines[0]) <= LONGEST_GREETING else "".join(lines[:1])
    return campaign.title or brief(begun, LONGEST_TITLE) or phrasebook.sentence(language, "bcast", "untitled")


def listed(visit: Visit, campaign: Campaign) -> CampaignBrief:
    """A line of a list."""
    at = campaign.ended_at or campaign.starts_at or campaign.made_at
    return CampaignBrief(
        campaign.id, title_of(campaign, visit.language), campaign.state.value, campaign.persons, at, is_over(visit, campaign)
    )


def is_over(visit: Visit, campaign: Campaign) -> bool:
    """Whether it is sent before a day that is past, and so never again."""
    return campaign.when.every is Every.DEADLINE and "" < campaign.when.deadline < day_of(visit.now).isoformat()


def units_of(visit: Visit, campaign: Campaign) -> tuple[str, ...]:
    """In whose name it is sent."""
    found = map(visit.tx.unit, campaign.units)
    return tuple(unit_name(visit, unit) for unit in found if unit is not None)
