"""A stage whose program brings the tiny bank, kept in the database as at a start, with admins who look after banks."""

from __future__ import annotations

from bot.ports.banks import BankVersion
from bot.roles import Role
from bot.usecases.conversation import Conversation
from question_bank.bank_workbook import bank_workbook
from question_bank.model import Bank
from question_bank.workbook_writing import workbook_bytes
from tests.bot.office import CountedIds
from tests.desk.sending import Desk
from tests.desk.stage import Stage
from tests.question_bank.tiny import Edit, put, read_tables, spoilt

ADMIN, SECOND = "林馆", "何馆"


def tiny(*edits: Edit) -> Bank:
    """The tiny bank with these edits."""
    bank = read_tables(spoilt(*edits)).bank
    assert bank is not None
    return bank


def shipped(bank: str, version: str) -> Bank:
    """The program brings the tiny bank only."""
    found = tiny()
    if (bank, version) != (found.id, found.version):
        raise LookupError(f"{bank} {version} is not here")
    return found


def version(number: str, *edits: Edit) -> bytes:
    """The workbook of a further version."""
    return workbook_bytes(bank_workbook(tiny(put("bank", 3, "value", number), *edits)))


def library(stage: Stage, *admins: str) -> Desk:
    """The stage with these admins, each with the page open."""
    stage.bank = tiny()
    stage.conversation = Conversation(stage.store, shipped, stage.bank, stage.clock, CountedIds(), stage._notify)
    stage.work(lambda tx: stage.conversation.banks.keep(tx, [(stage.bank.id, stage.bank.version)], stage.clock.at))
    for admin in admins:
        stage.grant(admin, Role.ADMIN)
        _walk_in(stage, admin)
    return Desk(stage)


def _walk_in(stage: Stage, admin: str) -> None:
    stage.silently(lambda: stage.say(admin, "/banks"))


def states(stage: Stage) -> dict[str, str]:
    """Where every version stands."""
    return {found.version: f"{found.state.value}{'*' if found.current else ''}" for found in versions(stage)}


def versions(stage: Stage) -> tuple[BankVersion, ...]:
    """All versions."""
    return stage.work(lambda tx: tx.bank_versions())


def begun(stage: Stage, number: str) -> str:
    """How a version is named on a button."""
    return next(found.digest[:32] for found in versions(stage) if found.version == number)
