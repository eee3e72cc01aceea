"""A campaign from a file into a draft of the person in whose name it is loaded: all problems at once, or a draft and nothing more.

It is never sent from here: whoever it belongs to confirms it in chat, as if it had been written there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.ports import Transaction
from bot.ports.campaigns import Counted
from bot.roles import Action, UnitKind
from bot.usecases.campaigns import campaigning
from bot.usecases.campaigns.file_problems import FileProblem, Wrong
from bot.usecases.campaigns.files import Names, read
from bot.usecases.desk.visit import Visit
from bot.usecases.uploads import Folder, TooLarge, Unwelcome
from dialogs.campaigns.faults import Fault
from dialogs.campaigns.fields import Field, usable
from dialogs.campaigns.model import Attachment, Campaign

PICTURES = frozenset({"image/png", "image/jpeg"})
_CHUNK = 1 << 16
_FILE = "attachment"


@dataclass(frozen=True, slots=True)
class Loading:
    """What came of a file: the draft and whom it would reach now, or what is wrong with it. `faults` are about the message itself;
    `fields` are those that its text may use."""

    campaign: Campaign | None = None
    counted: Counted | None = None
    problems: tuple[FileProblem, ...] = ()
    faults: tuple[Fault, ...] = ()
    fields: tuple[Field, ...] = ()


async def attached(document: dict[str, object], beside: Path, folder: Folder) -> Attachment | FileProblem | None:
    """Takes the attachment out of the document and keeps its bytes in the data folder; nothing where none is named."""
    named = document.pop(_FILE, None)
    if named is None:
        return None
    if not isinstance(named, str) or not named.strip():
        return FileProblem(Wrong.TEXT, _FILE)
    path = beside / named
    try:
        kept = await folder.keep(_chunks(path), path.name)
    except OSError:
        return FileProblem(Wrong.FILE, _FILE, named)
    except TooLarge:
        return FileProblem(Wrong.TOO_LARGE, _FILE, named)
    except Unwelcome:
        return FileProblem(Wrong.UNWELCOME, _FILE, named)
    return Attachment(digest=kept.digest, name=kept.name, mime=kept.mime, size=kept.size, picture=kept.mime in PICTURES)


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk


def drafted(visit: Visit, document: dict[str, object], attachment: Attachment | FileProblem | None) -> Loading:
    """The draft, kept, if nothing is wrong; as the person who visits, with that person's rights."""
    reading = read(document, visit.fresh(), names_of(visit.tx))
    problems = [*reading.problems, *([attachment] if isinstance(attachment, FileProblem) else [])]
    units = reading.campaign.units if reading.campaign else ()
    units, refused = _units(visit, units, asked="unit" in document)
    problems += refused
    if problems or reading.campaign is None or isinstance(attachment, FileProblem):
        return Loading(problems=tuple(problems))
    wanted = msgspec.structs.replace(reading.campaign, units=units, made_by=visit.person, made_at=visit.now, attachment=attachment)
    counted = campaigning.count(visit, wanted)
    faults = campaigning.faults(visit, wanted, counted)
    if faults:
        return Loading(None, counted, faults=faults, fields=usable(wanted))
    parts = ("kind", "title", "audience", "texts", "attachment", "button", "when")
    return Loading(campaigning.draft(visit, units, **{part: getattr(wanted, part) for part in parts}), counted)


def _units(visit: Visit, named: tuple[str, ...], *, asked: bool) -> tuple[tuple[str, ...], tuple[FileProblem, ...]]:
    """In whose name: what the file says, else the person's only unit. Others' units read like ones that are not there."""
    own = campaigning.units_for(visit)
    choices = tuple(visit.name_of_unit(unit) for unit in own)
    strange = tuple(unit for unit in named if visit.unit(unit, Action.BROADCAST) is None)
    if strange:
        return (), tuple(FileProblem(Wrong.NAME, "unit", visit.name_of_unit(unit), choices) for unit in strange)
    if not named and not asked and len(own) > 1:
        return (), (FileProblem(Wrong.MISSING, "unit", "", choices),)
    return named or own, ()


def names_of(tx: Transaction) -> Names:
    """What all units are called, by kind."""
    return {kind.value: tuple((unit.id, unit.name) for unit in tx.units(kind)) for kind in UnitKind}
