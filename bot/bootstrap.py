"""The one place that chooses implementations. Nothing happens at import; each verb builds what it needs and no more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.config import Settings
from bot.ports import Conflict, Store, Transaction
from bot.system import RandomIds, SystemClock
from bot.usecases.banks import Banks
from bot.usecases.banks.brought import DEFAULT_BANK, bank_of
from bot.usecases.conversation import Conversation
from bot.usecases.founding import founding
from bot.usecases.packs import Packs
from question_bank import library


@dataclass(frozen=True, slots=True)
class App:
    """What a conversation needs, ready to use."""

    settings: Settings
    store: Store
    conversation: Conversation


@contextmanager
def app(settings: Settings) -> Iterator[App]:
    """The application on the configured database, closed again at the end."""
    from bot.channels.notices import notify
    from bot.storage.opening import open_store

    # matplotlib keeps a list of fonts; nothing is written outside the database and the data folder
    os.environ.setdefault("MPLCONFIGDIR", str(settings.data.resolve() / "cache" / "matplotlib"))
    ids = RandomIds()
    store = open_store(settings.database_url, ids)
    try:
        if settings.admins or settings.staff:
            store.submit(founding(settings.admins, SystemClock().now(), settings.staff)).result()
        conversation = Conversation(store, bank_of, library.load(DEFAULT_BANK), SystemClock(), ids, notify)
        _keep_brought(store, conversation.banks)
        yield App(settings, store, conversation)
    finally:
        store.close()


def _keep_brought(store: Store, banks: Banks) -> None:
    """What comes with the program is kept in the database; of two processes that start at once, the second finds it there."""
    from question_bank.programmes import library as pack_library

    now, packs = SystemClock().now(), Packs(pack_library.load)

    def keep(tx: Transaction) -> None:
        banks.keep(tx, library.versions(), now)
        packs.keep(tx, pack_library.versions(), now)

    try:
        store.submit(keep).result()
    except Conflict:
        store.submit(keep).result()
