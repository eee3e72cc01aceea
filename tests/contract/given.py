"""What the storage tests start from: ids in order, runs, cursors, a registered enterprise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from threading import Thread

import msgspec

from bot.ports import Enterprise, StoredRun, Transaction
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Answer, Contact, Cursor, Phase, Profile, Run

NOW = 1_764_547_200_000
PHONE = "13987654321"


class CountedIds:
    """Ids in order, from any thread."""

    def __init__(self) -> None:
        self._next = count(1)

    def new(self) -> str:
        return f"id{next(self._next):06d}"


def a_run(run: str = "run-1", *, enterprise: str = "", answers: dict[str, str] | None = None, by: str = "p") -> Run:
    """A run with these answers (question to option key)."""
    given = {question: Answer(key=key, by=by, at=NOW) for question, key in (answers or {}).items()}
    return Run(spec=RUN_SPEC, id=run, bank="bank", bank_version="1", enterprise=enterprise, answers=given, created_at=NOW)


def a_cursor(person: str, run: str = "") -> Cursor:
    """A cursor with contact details."""
    contact = Contact(name="王芳", post="厂长", mobile=PHONE, email=None)
    return Cursor(spec=CURSOR_SPEC, person=person, run=run, language="zh", contact=contact, phase=Phase.QUESTION, at="q1", revision=3)


def a_profile(code: str = "91310000MA1FL0ABCD", name: str = "上海示例机械有限公司") -> Profile:
    """The profile of an enterprise."""
    return Profile(name=name, code=code, district="310112", industry="C34", kind="discrete")


def registered(tx: Transaction, external: str = "1", code: str = "91310000MA1FL0ABCD") -> tuple[str, Enterprise]:
    """A person and the enterprise that the person registered."""
    person = tx.person("console", external, NOW)
    return person, tx.add_enterprise(a_profile(code), person, NOW)


def a_person(tx: Transaction, external: str) -> str:
    """A person known by this word."""
    return tx.person("console", external, NOW)


def enterprise_of(tx: Transaction, number: int, **known: str) -> Enterprise:
    """The enterprise of this number, registered by a person of its own."""
    profile = msgspec.structs.replace(a_profile(f"91310000MA1FL{number:05d}", f"企业{number:05d}"), **known)
    return tx.add_enterprise(profile, a_person(tx, f"contact-{number}"), NOW)


def add(runs: Iterable[Run], owner: str) -> Callable[[Transaction], None]:
    """A work that keeps these new runs."""

    def work(tx: Transaction) -> None:
        for run in runs:
            tx.add_run(run, owner, NOW)

    return work


def stored(tx: Transaction, run: str = "run-1") -> StoredRun:
    """The run, which must be there."""
    found = tx.run(run)
    assert found is not None
    return found


def at_once(many: int, work: Callable[[int], object]) -> None:
    """Call `work` with 0, 1, … in threads of their own, and wait for them."""
    threads = [Thread(target=work, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
