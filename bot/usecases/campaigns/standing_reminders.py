"""The standing reminders that come with the program: from `bot/broadcast/standing.toml` into the rows that the sender works from.

Read once at each start. What an admin turned off stays off; a newer version's texts and times replace older ones, never their state.
Nothing is read at import, and a file with a fault in it changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import msgspec

from bot.ports import BilingualError, Transaction
from bot.ports.registry import CITY
from bot.usecases.campaigns import calendars
from bot.usecases.campaigns.file_problems import FileProblem, Wrong
from bot.usecases.campaigns.files import parsed, read
from dialogs.campaigns import fields
from dialogs.campaigns.model import Campaign, CampaignState

SHIPPED = Path(__file__).parents[2] / "broadcast" / "standing.toml"
WITHDRAWN = "withdrawn"
"""Why a reminder is off that this version of the program no longer has."""

MOST = 1_000
_TOP = "reminder"


class Unreadable(BilingualError):
    """The file of standing reminders has faults; nothing was changed. The texts say all of them, with their places."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """The reminders, or nothing with every problem; by id what each is called in the file, and the source it gives."""

    campaigns: tuple[Campaign, ...]
    problems: tuple[FileProblem, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


def id_of(word: str) -> str:
    """The id of the reminder that is called so in the file: the same on every machine."""
    return hashlib.blake2b(f"standing:{word}".encode(), digest_size=16).hexdigest()


def reminders(document: Mapping[str, object]) -> Reminders:
    """What a document says, all of it or nothing: every reminder is a series for the whole city, made by nobody."""
    listed = document.get(_TOP)
    problems = [FileProblem(Wrong.KEY, "", key, (_TOP,)) for key in document if key != _TOP]
    if not isinstance(listed, list):
        return Reminders((), (*problems, FileProblem(Wrong.MISSING if listed is None else Wrong.TABLE, _TOP)))
    found: list[Campaign] = []
    words: dict[str, str] = {}
    sources: dict[str, str] = {}
    for number, one in enumerate(listed, start=1):
        word = str(one.get("id", "")) if isinstance(one, Mapping) else ""
        place = f"{_TOP} {number} ({word})" if word else f"{_TOP} {number}"
        reading = read(one, id_of(word), {}, ("id", "source"), place)
        problems += [*reading.problems, *_unsuited(reading.campaign, place)]
        if id_of(word) in words:
            problems.append(FileProblem(Wrong.DOUBLE, place, word))
        if reading.campaign is not None:
            words[reading.campaign.id], sources[reading.campaign.id] = word, reading.beside["source"]
            found.append(msgspec.structs.replace(reading.campaign, units=(CITY,), state=CampaignState.STANDING))
    return Reminders((), tuple(problems)) if problems else Reminders(tuple(found), (), words, sources)


def _unsuited(campaign: Campaign | None, place: str) -> Sequence[FileProblem]:
    """What makes it no reminder: fields that there are not, and a time that comes only once."""
    if campaign is None:
        return ()
    known = tuple(name for row in fields.FIELDS for name in (row.zh, row.en))
    odd = [
        FileProblem(Wrong.FIELD, f"{place}.text.{language}", name, known)
        for language, text in campaign.texts.items()
        for name in fields.unknown(text)
    ]
    once = () if campaign.is_series else (FileProblem(Wrong.SERIES, f"{place}.when.every", campaign.when.every.value),)
    return (*odd, *once)


@cache
def shipped() -> Reminders:
    """Those that come with the program."""
    document = parsed(SHIPPED.read_bytes())
    return Reminders((), (document,)) if isinstance(document, FileProblem) else reminders(document)


def keeping(now: int) -> Callable[[Transaction], int]:
    """A work that brings reminders and calendar of this version into the store; returns how many rows changed. Raises `Unreadable` with
    every problem of the shipped file, before anything is changed."""
    brought = shipped()
    if brought.problems:
        raise Unreadable(*("\n".join((SHIPPED.name, *(one.text(language) for one in brought.problems))) for language in ("zh", "en")))

    def work(tx: Transaction) -> int:
        kept = sum(_kept(tx, reminder, now) for reminder in brought.campaigns)
        return kept + _withdrawn(tx, frozenset(brought.words), now) + calendars.bring_shipped(tx, now)

    return work


def _kept(tx: Transaction, reminder: Campaign, now: int) -> bool:
    """Added where it is not there; else brought up to date, as on or off as it was."""
    stored = tx.campaign(reminder.id)
    if stored is None:
        return tx.add_campaign(msgspec.structs.replace(reminder, made_at=now), now)
    before = stored.campaign
    after = msgspec.structs.replace(
        before,
        kind=reminder.kind,
        title=reminder.title,
        audience=reminder.audience,
        texts=reminder.texts,
        button=reminder.button,
        when=reminder.when,
        reason="" if before.reason == WITHDRAWN else before.reason,
    )
    if after == before:
        return False
    tx.save_campaign(stored, after, now)
    return True


def _withdrawn(tx: Transaction, known: frozenset[str], now: int) -> int:
    """Turn off what an older version brought and this one does not have."""
    standing = tx.campaigns((CampaignState.STANDING,), MOST)
    gone = [stored for stored in standing if not stored.campaign.made_by and stored.campaign.id not in known]
    for stored in gone:
        tx.save_campaign(stored, msgspec.structs.replace(stored.campaign, state=CampaignState.OFF, reason=WITHDRAWN), now)
    return len(gone)
