"""Judging everybody anew in the background: how long it takes, and what it does to those who answer questions meanwhile."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread

from bot.ports import Store, Transaction
from bot.ports.banks import BankState
from bot.storage.opening import open_store
from bot.system import RandomIds, SystemClock
from bot.usecases.banks.brought import bank_of
from bot.usecases.conversation import Conversation
from bot.usecases.desk.visit import Visit
from bot.usecases.packs import Packs
from bot.usecases.programmes.judging_all import Judging, judge_one
from dialogs.inbound import Choose
from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, Profile, Result, Run, RunState
from question_bank import library
from question_bank.programmes import library as packs
from tests.bench.bench_turns import _settle

ENTERPRISES, TURNS, GAP = 500, 300, 0.02
MAIN = "cmmm-2020"


def main() -> None:
    """Print milliseconds an enterprise, seconds for all with the rests between, and milliseconds a turn without and beside it."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        store = open_store(f"sqlite:///{folder}/bench.db", RandomIds())
        conversation = Conversation(store, bank_of, library.load(MAIN), SystemClock(), RandomIds())
        store.submit(lambda tx: Packs(packs.load).keep(tx, packs.versions(), 1)).result()
        store.submit(_settle("somebody")).result()
        enterprises = store.submit(_crowd).result()
        sample = [_timed(lambda one=one: store.submit(lambda tx: judge_one(tx, one, _now(), MAIN)).result()) for one in enterprises[:100]]
        alone = _turns(conversation)
        took, beside = _beside(store, conversation)
        store.submit(_publish).result()
        again, anew = _beside(store, conversation)
        store.close()
    print(f"one enterprise, all programmes   {statistics.median(sample) * 1e3:7.1f} ms with its commit")
    print(f"{ENTERPRISES} enterprises, first verdicts {took:7.1f} s in the background")
    print(f"{ENTERPRISES} enterprises, a new version  {again:7.1f} s in the background")
    for name, turns in (("nobody judging", alone), ("beside first verdicts", beside), ("beside a new version", anew)):
        ordered = sorted(turns)
        p99 = ordered[int(len(ordered) * 0.99)]
        print(f"a turn, {name:<24} {statistics.median(turns) * 1e3:7.1f} ms, p99 {p99 * 1e3:.1f}, worst {ordered[-1] * 1e3:.1f}")


def _crowd(tx: Transaction) -> list[str]:
    found = []
    for number in range(ENTERPRISES):
        person = tx.person("bench", f"c{number}", 1)
        profile = Profile(
            name=f"厂{number}", code=f"91310000{number:010d}", district="310112", industry="C36", kind="discrete", sales="12000"
        )
        enterprise = tx.add_enterprise(profile, person, 1).id
        run = Run(spec=RUN_SPEC, id=f"r{number}", bank=MAIN, bank_version="1", enterprise=enterprise, created_at=1, started_at=1)
        done = {"state": RunState.FINISHED, "profile": profile, "finished_at": 2, "result": Result(level=2, total="2.1", scoring="1")}
        tx.add_run(_with(run, done), person, 1)
        for fact in ("legal_person", "registered_shanghai", "assessment_wish"):
            tx.state_fact(enterprise, fact, "yes", person, 1)
        found.append(enterprise)
    return found


def _with(run: Run, values: dict[str, object]) -> Run:
    from msgspec import structs

    return structs.replace(run, **values)


def _publish(tx: Transaction) -> None:
    """Another version of one programme, which counts from now on."""
    visit = Visit(tx, Cursor(spec=CURSOR_SPEC, person=""), _now(), str)
    newer = replace(visit.packs.of("assessment-voucher-2023"), version="9.0.0")
    Packs(lambda _: newer).keep(tx, [(newer.id, newer.version)], 2)
    kept = tx.pack_version(newer.id, newer.version)
    assert kept is not None
    tx.change_pack_version(kept, replace(kept, state=BankState.PUBLISHED, published_at=2))
    tx.make_pack_current(newer.id, newer.version, 2)


def _beside(store: Store, conversation: Conversation) -> tuple[float, list[float]]:
    """Seconds until everybody is judged, and the turns of somebody who answers all the while."""
    done = Event()
    turns: list[float] = []

    def answer() -> None:
        while not done.is_set():
            turns.extend(_turns(conversation, 20))

    answering = Thread(target=answer)
    answering.start()
    background = Judging(store, SystemClock(), MAIN, print)
    took = _timed(lambda: asyncio.run(_all(background)))
    done.set()
    answering.join()
    return took, turns


async def _all(background: Judging) -> None:
    while await background.some():
        pass


def _turns(conversation: Conversation, many: int = TURNS) -> list[float]:
    """Answers at the pace of a few people, so that each finds the writer as it is."""
    found = []
    for place in range(many):
        time.sleep(GAP)
        found.append(_timed(lambda place=place: conversation.take("bench", "somebody", Choose("AB"[place % 2]))))
    return found


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _now() -> int:
    return SystemClock().now()


if __name__ == "__main__":
    main()
