"""`zhiping campaign`: broadcasts and reminders for whoever runs the program. It loads drafts and stops things; it never sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.ports import Reader, Transaction
    from bot.usecases.campaigns.loading import Loading
    from dialogs.campaigns.model import Campaign, CampaignState
    from dialogs.campaigns.moving import Move

verbs = typer.Typer(help="Broadcasts and reminders.", rich_markup_mode=None)

MOST = 1_000
LEAST_DIGITS = 4
"""So many digits of an id are enough where they are no other's."""

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the broadcast, or how it begins; of a standing reminder its name will do.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
English = Annotated[bool, typer.Option("--english", help="In English.")]


@verbs.command("list")
def list_(as_json: Json = False, limit: Annotated[int, typer.Option("--limit", min=1, max=MOST, help="How many.")] = 50) -> None:
    """Broadcasts, latest first; standing reminders are listed by `reminders`."""
    from bot.cli import _print, _storage_errors
    from bot.verbs import campaign_view as view

    with _storage_errors():
        found = [campaign for campaign in _all(_reader()) if not campaign.is_series or campaign.made_by][:limit]
    if as_json:
        _print(json.dumps([view.document(campaign) for campaign in found], ensure_ascii=False, indent=1))
    else:
        _print("\n".join(map(view.line, found)) or "There are no broadcasts yet.")


@verbs.command("show")
def show(campaign: Id, as_json: Json = False) -> None:
    """One broadcast: whom it is for, what it says, and how many persons are in each state."""
    from bot.cli import _print, _storage_errors
    from bot.verbs import campaign_view as view

    with _storage_errors():
        reader = _reader()
        found = _read_one(reader, campaign)
        tally = asyncio.run(reader.read_tally(found.id))
    document = {**view.document(found), "tally": {state.value: number for state, number in tally.items() if number}}
    _print(json.dumps(document, ensure_ascii=False, indent=1) if as_json else "\n".join(view.card(found, tally)))


@verbs.command("load")
def load(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="TOML; see README, Broadcasts.")],
    by: Annotated[int, typer.Option("--by", min=1, help="Telegram user id of the person whose draft it becomes.")],
    as_json: Json = False,
    english: English = False,
) -> None:
    """Load a broadcast as a draft of this person, who confirms it in chat; nothing is sent. Exit code 1 if it is not loaded."""
    from bot.cli import _print, _read, _storage_errors
    from bot.verbs import campaign_view as view

    data = _read(path)
    with _storage_errors(), _app() as ready:
        loading = _loading(ready, data, path.parent, str(by))
    language = "en" if english else "zh"
    if as_json:
        _print(json.dumps(view.loaded_document(loading, language), ensure_ascii=False, indent=1))
    else:
        _print("\n".join(view.loaded_lines(loading, language)))
    if loading.campaign is None:
        raise typer.Exit(1)


@verbs.command("pause")
def pause(campaign: Id) -> None:
    """Send no more of it until it is resumed."""
    _move(campaign, "pause", "is paused; `zhiping campaign resume` goes on with the same list")


@verbs.command("resume")
def resume(campaign: Id) -> None:
    """Go on with a broadcast that is paused."""
    _move(campaign, "resume", "goes on")


@verbs.command("stop")
def stop(campaign: Id) -> None:
    """End a broadcast for good; who was not written to yet will not be."""
    _move(campaign, "stop", "is stopped for good")


@verbs.command("export")
def export(campaign: Id, out: Annotated[Path, typer.Option("--out", help="XLSX file to write.")], english: English = False) -> None:
    """Write the ledger: what was sent to whom, and a line for each person with what became of it."""
    from bot.cli import _print, _storage_errors, _write

    with _storage_errors(), _app() as ready:
        found = ready.store.submit(lambda tx: _stored_one(tx, campaign)).result()
        files = _ledger(ready, found.id, "en" if english else "zh")
    for number, content in enumerate(files):
        path = out if not number else out.with_stem(f"{out.stem}-{number + 1}")
        _write(path, content)
        _print(f"{path}: written.")


@verbs.command("reminders")
def reminders(
    switch: Annotated[str, typer.Argument(metavar="[on|off]", help="Turn one on or off; without it all are listed.")] = "",
    reminder: Annotated[str, typer.Argument(metavar="[ID]", help="Name or id of the reminder.")] = "",
    as_json: Json = False,
) -> None:
    """The standing reminders, and turning one on or off."""
    from bot.cli import _print, _storage_errors
    from bot.system import SystemClock
    from bot.verbs import campaign_view as view
    from dialogs.campaigns.model import CampaignState

    if switch:
        if switch not in {"on", "off"} or not reminder:
            raise Failed("Say `zhiping campaign reminders on ID` or `off ID`; `zhiping campaign reminders` lists them.")
        return _move(reminder, f"switch_{switch}", f"is {switch}", begin=True)
    with _storage_errors():
        kept = _all(_reader(), (CampaignState.STANDING, CampaignState.OFF))
    rows = view.reminders({campaign.id: campaign for campaign in kept}, SystemClock().now())
    _print(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join("  ".join(view.shown(row)) for row in rows))
    return None


@verbs.command("kinds")
def kinds(as_json: Json = False) -> None:
    """The kinds of messages; a person can decline each by itself."""
    from bot.cli import _print
    from dialogs import phrasebook
    from dialogs.campaigns.model import Kind

    rows = [{"kind": kind.value, **{language: phrasebook.sentence(language, "kinds", kind) for language in ("zh", "en")}} for kind in Kind]
    _print(json.dumps(rows, ensure_ascii=False, indent=1) if as_json else "\n".join("  ".join(row.values()) for row in rows))


# -- finding -----------------------------------------------------------------------------------------------------------


def _app() -> Any:
    from bot import bootstrap
    from bot.cli import _settings

    return bootstrap.app(_settings())


def _reader() -> Reader:
    """Reads beside a bot that is running."""
    from bot.cli import _settings
    from bot.storage.opening import open_reader

    return open_reader(_settings().database_url)


def _all(reader: Reader, states: Collection[CampaignState] = ()) -> tuple[Campaign, ...]:
    """Those in these states, or in any; the latest."""
    from dialogs.campaigns.model import CampaignState

    return asyncio.run(reader.read_campaigns(tuple(states or CampaignState), MOST))


def _read_one(reader: Reader, begun: str) -> Campaign:
    """As `_stored_one`, beside a bot that is running."""
    from bot.usecases.campaigns.standing_reminders import id_of

    exact = asyncio.run(reader.read_campaign(begun)) or asyncio.run(reader.read_campaign(id_of(begun)))
    return exact or _only(_all(reader), begun)


def _stored_one(tx: Transaction, begun: str) -> Campaign:
    """The one campaign whose id begins so, or the standing reminder of this name."""
    from bot.usecases.campaigns.standing_reminders import id_of
    from dialogs.campaigns.model import CampaignState

    exact = tx.campaign(begun) or tx.campaign(id_of(begun))
    return exact.campaign if exact else _only(tuple(stored.campaign for stored in tx.campaigns(tuple(CampaignState), MOST)), begun)


def _only(listed: tuple[Campaign, ...], begun: str) -> Campaign:
    meant = [campaign for campaign in listed if len(begun) >= LEAST_DIGITS and campaign.id.startswith(begun)]
    if len(meant) != 1:
        raise Failed(f"{len(meant) or 'No'} broadcasts begin with {begun!r}; `zhiping campaign list` and `reminders` show their ids.", 1)
    return meant[0]


# -- doing -------------------------------------------------------------------------------------------------------------


def _move(begun: str, move: str, said: str, *, begin: bool = False) -> None:
    """The operator's move, recorded without a person."""
    from bot.cli import _print, _storage_errors
    from bot.system import SystemClock
    from bot.usecases.campaigns.standing_reminders import keeping
    from dialogs.campaigns.moving import Move

    now = SystemClock().now()
    with _storage_errors(), _app() as ready:
        if begin:
            ready.store.submit(keeping(now)).result()
        _print(f"{ready.store.submit(lambda tx: _moved(tx, begun, Move(move), now)).result()} {said}.")


def _moved(tx: Transaction, begun: str, move: Move, now: int) -> str:
    from bot.usecases.campaigns.campaigning import operate
    from bot.verbs.campaign_view import state_of, title_of

    found = _stored_one(tx, begun)
    if _stands(found) and (move in {"pause", "resume"} or (move == "stop" and not found.made_by)):
        how = f"`zhiping campaign reminders off {begun}` turns it off, `on` on again"
        raise Failed(f"{found.id[:8]} {title_of(found)} is a standing reminder, nothing was changed; {how}.", 1)
    if operate(tx, found.id, move, "", now) is None:
        raise Failed(f"{found.id[:8]} {title_of(found)} is {state_of(found.state)}; nothing was changed.", 1)
    return f"{found.id[:8]} {title_of(found)}"


def _stands(campaign: Campaign) -> bool:
    """Whether it is turned on and off, and not sent once."""
    from dialogs.campaigns.model import CampaignState

    return campaign.state in {CampaignState.STANDING, CampaignState.OFF}


def _loading(ready: App, data: bytes, beside: Path, telegram: str) -> Loading:
    """The file read and, where nothing is wrong, kept as a draft."""
    from bot.usecases.campaigns.file_problems import FileProblem
    from bot.usecases.campaigns.files import parsed
    from bot.usecases.campaigns.loading import Loading, attached, drafted
    from bot.usecases.uploads import Folder

    document = parsed(data)
    if isinstance(document, FileProblem):
        return Loading(problems=(document,))
    attachment = asyncio.run(attached(document, beside, Folder(ready.settings.data)))
    return ready.store.submit(lambda tx: drafted(_visit(tx, telegram), document, attachment)).result()


def _visit(tx: Transaction, telegram: str) -> Any:
    """As this person, who may broadcast somewhere."""
    from bot.system import RandomIds, SystemClock
    from bot.usecases.banks.brought import DEFAULT_BANK
    from bot.usecases.campaigns.campaigning import units_for
    from bot.usecases.desk.visit import Visit
    from bot.usecases.founding import CHANNEL
    from dialogs.model import CURSOR_SPEC, Cursor
    from question_bank import library

    person = tx.known_as(CHANNEL, telegram)
    cursor = Cursor(spec=CURSOR_SPEC, person=person, language="zh")
    visit = Visit(tx, cursor, SystemClock().now(), RandomIds().new, newest=library.load(DEFAULT_BANK))
    if not person or not units_for(visit):
        raise Failed(f"{telegram} may not broadcast; `zhiping grant staff --telegram {telegram}` lets this person write to everybody.", 1)
    return visit


def _ledger(ready: App, campaign: str, language: str) -> list[bytes]:
    from bot.system import SystemClock
    from bot.usecases.campaigns.ledger import FILE, MAKERS
    from bot.usecases.drawing import Drawing
    from bot.usecases.operating import OperatorsOrder

    async def made() -> list[bytes]:
        order = OperatorsOrder(ready.store, "", language, SystemClock().now(), campaign, drawing=drawing)
        return [content for _, _, content in await MAKERS[FILE](order)]

    drawing = Drawing()
    try:
        return asyncio.run(made())
    finally:
        drawing.close()
