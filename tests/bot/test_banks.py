"""The banks of a process: shipped ones are kept, those in the database are read once, new runs begin with what is current."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Executable

from bot.ports import Store
from bot.ports.banks import BankState, BankVersion
from bot.storage.scratch import ScratchStore
from bot.storage.session import Session
from bot.usecases.banks import Banks, Shipped, bank_in, sheets_of
from bot.usecases.banks import packing as packed_banks
from bot.usecases.banks.brought import DEFAULT_BANK, bank_of
from bot.usecases.banks.packing import packed, unpacked
from bot.usecases.drawing import draw
from dialogs.codec import encode
from dialogs.inbound import Choose
from dialogs.model import Phase
from question_bank import library
from question_bank.model import Bank, Text
from tests.bot import typed
from tests.bot.office import Office
from tests.contract.given import NOW, CountedIds
from tests.question_bank.banks import small_bank

SMALL = small_bank()
NEXT = replace(SMALL, version="2", title=Text("下一版"))
DRAFT = BankVersion(SMALL.id, "2", "下一版", BankState.DRAFT, packed(NEXT).digest, shipped=False, made_by="p", made_at=NOW)


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in memory."""
    found = ScratchStore(CountedIds())
    yield found
    found.close()


def bringing(*banks: Bank) -> Shipped:
    """A program that brings these banks."""

    def shipped(bank: str, version: str) -> Bank:
        for found in banks:
            if (found.id, found.version) == (bank, version):
                return found
        raise LookupError(f"{bank} {version} is not here")

    return shipped


def only(*banks: Bank) -> Banks:
    """What a process of this program knows; the first bank is the main one."""
    return Banks(bringing(*banks), banks[0])


def kept(store: Store, version: BankVersion, bank: Bank) -> None:
    """Keep a version of it in the database."""
    assert store.submit(lambda tx: tx.add_bank_version(version, packed(bank).sheets)).result()


def published(store: Store, bank: Bank) -> None:
    """Keep it and have new runs begin with it."""
    version = replace(DRAFT, bank=bank.id, version=bank.version, digest=packed(bank).digest, state=BankState.PUBLISHED, published_at=NOW)
    kept(store, version, bank)
    assert store.submit(lambda tx: tx.make_current(bank.id, bank.version, NOW)).result()


def kept_by(store: Store, banks: Banks, names: Iterable[tuple[str, str]], now: int = NOW) -> None:
    """The start of a process that brings these."""
    store.submit(lambda tx: banks.keep(tx, names, now)).result()


@pytest.mark.parametrize("name", library.shipped())
def test_a_bank_survives_being_packed(name: str) -> None:
    """To the last field; packed again it is the same bytes."""
    bank = library.load(name)
    assert unpacked(packed(bank).sheets) == bank
    assert packed(unpacked(packed(bank).sheets)) == packed(bank)


def test_what_comes_with_the_program_is_kept_at_the_first_start(store: Store) -> None:
    """Open to enterprises unless it says that it is a draft; a second start changes nothing."""
    banks = Banks(bank_of, library.load(DEFAULT_BANK))
    for now in (NOW, NOW + 1):
        kept_by(store, banks, library.versions(), now)
    versions = store.submit(lambda tx: tx.bank_versions()).result()
    assert {(found.bank, found.version) for found in versions} == {(bank, library.load(bank).version) for bank in library.shipped()}
    for found in versions:
        bank = library.load(found.bank)
        assert (found.shipped, found.made_at, found.current) == (True, NOW, not bank.draft)
        assert found.state is (BankState.DRAFT if bank.draft else BankState.PUBLISHED)
        assert found.digest == packed(bank).digest


def test_a_program_that_brings_another_version_goes_on_with_the_old_one(store: Store) -> None:
    """New runs begin with the old version until an admin says otherwise, and old runs find theirs though the program lacks it."""
    before, after = only(SMALL), only(NEXT)
    kept_by(store, before, [(SMALL.id, "1")])
    kept_by(store, after, [(SMALL.id, "2")])
    assert store.submit(lambda tx: after.within(tx).newest()).result() == SMALL
    assert store.submit(lambda tx: after.within(tx).of(SMALL.id, "1")).result() == SMALL
    waiting = store.submit(lambda tx: tx.bank_version(SMALL.id, "2")).result()
    assert waiting is not None
    assert waiting.state is BankState.DRAFT


def test_the_version_that_new_runs_begin_with_is_asked_for_each_time(store: Store) -> None:
    """Without anything in the database it is the one that came with the program."""
    banks = only(SMALL)
    assert store.submit(lambda tx: banks.within(tx).newest()).result() is SMALL
    published(store, NEXT)
    assert store.submit(lambda tx: banks.within(tx).newest()).result() == NEXT
    published(store, replace(SMALL, version="3"))
    assert store.submit(lambda tx: banks.within(tx).newest().version).result() == "3"
    assert store.submit(lambda tx: tx.make_current(SMALL.id, "2", NOW)).result()
    assert store.submit(lambda tx: banks.within(tx).newest().version).result() == "2"


def newest(store: Store, banks: Banks, bank: str) -> BaseException | None:
    """What asking for it raises."""
    return store.submit(lambda tx: banks.within(tx).newest(bank)).exception()


def test_the_main_bank_is_offered_first(store: Store) -> None:
    """And no other unless it is current; a bank that nothing can be begun with is told from one that is not there by nobody."""
    banks = only(SMALL)
    other = replace(SMALL, id="a-other")
    published(store, other)
    kept(store, replace(DRAFT, bank="b-draft"), replace(NEXT, id="b-draft"))
    assert [bank.id for bank in store.submit(lambda tx: banks.within(tx).offered()).result()] == [SMALL.id, "a-other"]
    for absent in ("b-draft", "c-nothing"):
        assert isinstance(newest(store, banks, absent), LookupError)
    with pytest.raises(LookupError):
        store.submit(lambda tx: banks.within(tx).of(SMALL.id, "9")).result()


def test_a_bank_is_read_once_however_often_it_is_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its sheets; a draft that was replaced is another bank."""
    read: list[int] = []

    def noted(sheets: bytes) -> Bank:
        read.append(len(sheets))
        return packed_banks.unpacked(sheets)

    monkeypatch.setattr("bot.usecases.banks.unpacked", noted)
    banks = only(SMALL)
    kept(store, DRAFT, NEXT)
    for _ in range(3):
        assert store.submit(lambda tx: banks.within(tx).of(SMALL.id, "2").title.base).result() == "下一版"
    assert len(read) == 1
    again = replace(NEXT, title=Text("再下一版"))
    kept(store, replace(DRAFT, digest=packed(again).digest), again)
    assert store.submit(lambda tx: banks.within(tx).of(SMALL.id, "2").title.base).result() == "再下一版"
    assert len(read) == 2


def test_an_admins_version_stands_before_one_that_the_program_brings_later(store: Store) -> None:
    """Under the same number: runs were begun with the admin's."""
    published(store, NEXT)
    later = only(SMALL, replace(NEXT, title=Text("程序带来的")))
    kept_by(store, later, [(SMALL.id, "1"), (SMALL.id, "2")])
    assert store.submit(lambda tx: later.within(tx).of(SMALL.id, "2")).result() == NEXT


def test_a_worker_is_handed_the_sheets_that_its_program_lacks(store: Store) -> None:
    """And none of what it brings itself; the report of such a run is drawn."""
    banks = Banks(bank_of, library.load(DEFAULT_BANK))
    kept_by(store, banks, library.versions())
    main = library.load(DEFAULT_BANK)
    assert store.submit(lambda tx: sheets_of(tx, main.id, main.version)).result() is None
    assert bank_in(None, main.id, main.version) is main
    published(store, NEXT)
    sheets = store.submit(lambda tx: sheets_of(tx, SMALL.id, "2")).result()
    assert bank_in(sheets, SMALL.id, "2") == NEXT
    office = Office(ScratchStore(CountedIds()), NEXT)
    run = office.finish("first").turn.run
    assert run is not None
    ((kind, _, text),) = draw(encode(run), "txt", "zh", sheets)
    assert kind == "text"
    assert typed.NAME in text.decode()


# -- what a turn costs -------------------------------------------------------------------------------------------------------


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement from now on."""
    said: list[str] = []
    execute = Session._execute

    def noted(session: Session, statement: Executable, values: dict[str, object]) -> None:
        said.append(str(statement))
        execute(session, statement, values)

    monkeypatch.setattr(Session, "_execute", noted)
    return said


def test_an_answer_with_a_version_from_the_database_costs_no_statement_more(store: Store, statements: list[str]) -> None:
    """Than one with a bank that came with the program; a version of the database is asked for once."""
    costs: list[list[str]] = []
    for who, code, bank in (("first", typed.CODE, SMALL), ("second", typed.OTHER_CODE, NEXT)):
        if bank is NEXT:
            published(store, NEXT)
        office = Office(store, SMALL, bringing(SMALL))
        begun = office.start(who, code)
        assert begun.bank.version == bank.version
        office.take(who, Choose("D"))
        statements.clear()  # the version has been read by now
        outcome = office.take(who, Choose("D"))
        assert outcome.turn.cursor.phase is Phase.QUESTION
        costs.append(list(statements))
    assert costs[0] == costs[1]
