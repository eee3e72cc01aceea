"""How `zhiping campaign` shows broadcasts: a line, a card, a JSON document; and what came of loading one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from bot.usecases.campaigns.ledger import said_at
from bot.usecases.campaigns.loading import Loading
from bot.usecases.campaigns.standing_reminders import shipped
from dialogs.campaigns.fault_texts import fault_text
from dialogs.campaigns.faults import FaultCode
from dialogs.campaigns.model import Campaign, CampaignState, DeliveryState, Every, When
from dialogs.limits import day_of

NEW = "new"
"""The state of a shipped reminder that the bot did not read yet."""

LONGEST_BEGINNING = 30
"""Characters of a text that stand for a title."""


def document(campaign: Campaign) -> dict[str, Any]:
    """The whole campaign, as a program reads it: with what is as usual, too, which the stored form leaves out."""
    return _every_field(campaign)


def _every_field(value: msgspec.Struct) -> dict[str, Any]:
    parts = msgspec.structs.asdict(value)
    return {name: _every_field(part) if isinstance(part, msgspec.Struct) else msgspec.to_builtins(part) for name, part in parts.items()}


def title_of(campaign: Campaign) -> str:
    """The title, or how the text begins where it has none."""
    return campaign.title or next(iter(next(iter(campaign.texts.values()), "").splitlines()), "")[:LONGEST_BEGINNING]


def line(campaign: Campaign) -> str:
    """A campaign in a list."""
    persons = f"{campaign.persons} persons" if campaign.persons else ""
    return "  ".join(
        part
        for part in (campaign.id[:8], str(campaign.state), str(campaign.kind), persons, said_at(campaign.made_at), title_of(campaign))
        if part
    )


def card(campaign: Campaign, tally: Mapping[DeliveryState, int]) -> Iterator[str]:
    """One campaign with all that is known of it, line by line."""
    yield f"id: {campaign.id}"
    yield f"title: {title_of(campaign)}"
    yield f"state: {campaign.state}" + (f" ({campaign.reason})" if campaign.reason else "")
    yield f"kind: {campaign.kind}"
    yield f"when: {_when(campaign.when)}"
    yield f"in the name of: {', '.join(campaign.units)}"
    narrowing = {name: value for name, value in document(campaign)["audience"].items() if value}
    yield f"audience: {json.dumps(narrowing, ensure_ascii=False)}"
    for name in ("made_at", "confirmed_at", "starts_at", "ends_at", "ended_at"):
        if said := said_at(getattr(campaign, name)):
            yield f"{name.replace('_', ' ')}: {said}"
    yield from (f"{state}: {number}" for state, number in tally.items() if number)
    yield from (f"text ({language}):\n{text}" for language, text in campaign.texts.items())


def _when(when: When) -> str:

    steps = ", ".join(map(str, when.steps))
    match when.every:
        case Every.NOW:
            return "at once"
        case Every.AT:
            return said_at(when.at)
        case Every.WEEK | Every.MONTH:
            return f"every {when.every} from {said_at(when.at)}"
        case Every.DEADLINE:
            return f"{steps} days before {when.deadline}"
        case Every.WINDOW:
            return f"{steps} days before a window of {when.programme or 'a programme'} closes"
        case Every.IDLE:
            return f"{steps} days idle"
        case Every.FINISHED:
            return f"{steps} months after the last one"


def reminders(kept: Mapping[str, Campaign], now: int) -> list[dict[str, str]]:
    """The shipped ones, on or off, and the series that staff made; one that the bot did not read yet is on from its next start."""

    brought = shipped()
    listed = {campaign.id: campaign for campaign in brought.campaigns} | dict(kept)
    return [
        {
            "id": campaign.id,
            "name": brought.words.get(campaign.id, campaign.id[:8]),
            "state": campaign.state.value if campaign.id in kept else NEW,
            "kind": campaign.kind.value,
            "when": _when(campaign.when) + (" (over)" if "" < campaign.when.deadline < day_of(now).isoformat() else ""),
            "title": campaign.title,
            "source": brought.sources.get(campaign.id, ""),
        }
        for campaign in listed.values()
    ]


def shown(row: Mapping[str, str]) -> tuple[str, ...]:
    """A reminder in a list."""
    said = {**row, "state": state_of(row["state"])}
    return tuple(said[name] for name in ("name", "state", "when", "title", "source") if said[name])


def state_of(state: str) -> str:
    """A state in the words in which reminders are turned on and off."""
    return {CampaignState.STANDING: "on", NEW: "on from the next start of the bot"}.get(state, state)


def loaded_document(loading: Loading, language: str) -> dict[str, object]:
    counted = loading.counted
    return {
        "id": loading.campaign.id if loading.campaign else None,
        "persons": counted.persons if counted else None,
        "enterprises": counted.enterprises if counted else None,
        "digest": counted.digest if counted else None,
        "problems": list(_problems(loading, language)),
    }


def loaded_lines(loading: Loading, language: str) -> Iterator[str]:
    """The same in words, every problem on a line of its own."""
    yield from _problems(loading, language)
    counted, campaign = loading.counted, loading.campaign
    if counted is not None:
        yield f"{counted.enterprises} enterprises, {counted.persons} persons; {counted.digest[:8]}."
    if campaign is None:
        yield "Nothing was loaded."
    else:
        yield f"Loaded as draft {campaign.id[:8]}. Nothing is sent: open /broadcast in chat, look at it and confirm it there."


def _problems(loading: Loading, language: str) -> Iterator[str]:
    yield from (problem.text(language) for problem in loading.problems)
    yield from (fault_text(fault, language) for fault in loading.faults)
    if any(fault.code is FaultCode.FIELD_UNKNOWN for fault in loading.faults):
        names = [f"{{{one.name(language)}}}" for one in loading.fields]
        yield "Fields there are: " + ", ".join(names) if language == "en" else "可以用的字段：" + "、".join(names)
