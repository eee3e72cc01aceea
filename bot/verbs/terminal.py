"""What the terminal verbs do with the application: hold the conversation, hand out documents as files, find runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bot import bootstrap
from bot.bootstrap import App
from bot.channels import console, mailbox
from bot.config import Settings
from bot.ports import Reader
from bot.system import SystemClock
from bot.usecases.banks import bank_in, sheets_of
from bot.usecases.desk.visit import FileWanted
from bot.usecases.reporting import summary_of, texts_of, write_files, written
from dialogs.model import Run


def talk(settings: Settings, who: str = "") -> None:
    """The conversation in this terminal until the person leaves; several may talk in turn, each under a name."""
    name = who or console.EXTERNAL
    with bootstrap.app(settings) as app:
        room = console.Room(name, mailbox.mail_of(app.store, name, SystemClock()), _filing(app))
        console.chat(app.conversation, _handout(app), lambda run: asyncio.run(app.store.read_run(run)), _noting(settings), room)


def report_of(settings: Settings, run_id: str, format_: str, language: str) -> bytes | None:
    """The report of a run, read beside a conversation that may be going on; nothing if there is no such run."""
    from bot.storage.opening import open_reader
    from reports.documents import render

    reader = open_reader(settings.database_url)
    run = asyncio.run(_find(reader, run_id))
    if run is None or not run.profile.kind:
        return None
    sheets = asyncio.run(reader.read_sheets(run.bank, run.bank_version))
    return render(summary_of(bank_in(sheets, run.bank, run.bank_version), run, language), format_)


async def _find(reader: Reader, run_id: str) -> Run | None:
    if run_id != "last":
        return await reader.read_run(run_id)
    started = [row.id for row in await reader.list_runs(None) if row.started_at is not None]
    return await reader.read_run(started[-1]) if started else None


def _handout(app: App) -> console.Handout:
    def hand_out(run: Run, what: str, language: str) -> Iterator[str]:
        sheets = app.store.submit(lambda tx: sheets_of(tx, run.bank, run.bank_version)).result()
        summary = summary_of(bank_in(sheets, run.bank, run.bank_version), run, language)
        yield from texts_of(summary, what)
        if what != "txt":
            yield from (str(path) for path in write_files(summary, what, app.settings.data))

    return hand_out


def _filing(app: App) -> console.Filing:
    def make(file: FileWanted, person: str, language: str) -> Iterator[str]:
        from bot.usecases.files import exporting
        from bot.usecases.uploads import Folder

        folder = Folder(app.settings.data)
        order = exporting.Order(
            app.store,
            person,
            language,
            SystemClock().now(),
            file.at,
            lambda token: f"/start {token}",
            read=folder.read_begun,
            find=lambda digest: str(folder.path(digest) or ""),
        )
        for kind, name, content in asyncio.run(exporting.files(order, file.what)):
            yield content.decode() if kind == "text" else str(written(app.settings.data / "files" / name, content))

    return make


def _noting(settings: Settings) -> console.Failures:
    def note(error: BaseException) -> str:
        from bot.watching.failures import noted

        return noted(settings.data, error)

    return note
