"""Which bank a run is with: the banks that an enterprise can answer, on with its run, or to a new one with the version published now.

With one bank there is nothing to choose, and nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.ports import Enterprise, StoredRun
from bot.roles import Action
from bot.usecases.desk import beginning
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.desk import begin as page
from dialogs.desk.begin import BankOffered, BanksOffered
from dialogs.effects import Asked, Effect, HistoryShown, Wanted
from dialogs.engine import screen
from dialogs.model import Profile, RunState
from dialogs.scene import Scene, Turn
from dialogs.stages import home
from question_bank.model import Bank


def is_open(visit: Visit) -> bool:
    """Whether there is anything to choose for this person."""
    return _several(visit) and _enterprise(visit, "") is not None


def asked(visit: Visit, scene: Scene, turn: Turn) -> tuple[Turn, Bank]:
    """The turn, where it prepares a run, with the bank that this run is to be with.

    Who has just registered goes on with the bank that the profile was asked for, and reads that there are others. After an earlier run the
    person chooses, where there are several; where there is one, the run is with the version published now.
    """
    run = turn.run
    if run is None or scene.stored is None or visit.banks is None:
        return turn, scene.bank
    if run.id != scene.moment.fresh:
        registered = bool(run.enterprise) and not scene.run.enterprise and run.started_at is None
        return (_told(visit, turn) if registered else turn), scene.bank
    if _several(visit):
        return _choosing(scene, turn, run.enterprise), scene.bank
    newest = visit.bank
    if (run.bank, run.bank_version) == (newest.id, newest.version):
        return turn, scene.bank
    begun = home.begun(scene, beginning.new_run(visit, newest, run.enterprise, run.profile), newest)
    there = Scene(begun.run, begun.cursor, newest, scene.moment).with_cursor(revision=turn.cursor.revision)
    return there.turn(*begun.effects, *screen(there)), newest


def _told(visit: Visit, turn: Turn) -> Turn:
    others = tuple(bank.title.in_(visit.language) for bank in visit.banks.offered()[1:]) if visit.banks else ()
    return turn._replace(effects=(*turn.effects[:-1], page.OthersOffered(others), turn.effects[-1])) if others else turn


def named(visit: Visit, turn: Turn, bank: Bank) -> Turn:
    """The turn; a history says which bank it is of, where the enterprise started runs with others."""
    run = turn.run
    if run is None or not turn.effects or not isinstance(turn.effects[-1], HistoryShown):
        return turn
    used = visit.tx.banks_used(run.enterprise)
    others = tuple(found for other, found in used.items() if other != run.bank)
    told = (page.HistoryNamed(bank.title.in_(visit.language), others),) if others else ()
    return turn._replace(effects=(*turn.effects[:-1], *told, turn.effects[-1]))


def _choosing(scene: Scene, turn: Turn, enterprise: str) -> Turn:
    facts = tuple(effect for effect in turn.effects if not isinstance(effect, Asked))
    here = scene.at_desk("begin", enterprise)
    shown: tuple[Effect, ...] = (*facts, *screen(here))
    return here.with_cursor(revision=turn.cursor.revision).turn(*shown)


def _several(visit: Visit) -> bool:
    return visit.banks is not None and len(visit.banks.names()) > 1


def _enterprise(visit: Visit, enterprise: str) -> Enterprise | None:
    if not enterprise:
        return visit.own()
    return visit.enterprise(enterprise, Action.ANSWER)


def _list(visit: Visit, wanted: page.BanksWanted) -> Served | None:
    enterprise = _enterprise(visit, wanted.enterprise)
    if enterprise is None or not _several(visit):
        return None
    return Served((BanksOffered(enterprise.name, tuple(_offered(visit, enterprise))),))


def _offered(visit: Visit, enterprise: Enterprise) -> Iterator[BankOffered]:
    here = visit.tx.run(visit.cursor.run) if visit.cursor.run else None
    for bank in visit.banks.offered() if visit.banks else ():
        stored = _run(visit, enterprise, bank.id)
        last = visit.tx.last_finished(enterprise.id, bank.id)
        yield BankOffered(
            id=bank.id,
            title=bank.title.in_(visit.language),
            standard=bank.standard,
            state=stored.run.state.value if stored and stored.run.state is not RunState.FINISHED else "",
            finished_at=last.finished_at if last else None,
            here=here is not None and here.run.bank == bank.id and here.run.enterprise in {"", enterprise.id},
        )


def _run(visit: Visit, enterprise: Enterprise, bank: str) -> StoredRun | None:
    found = visit.tx.run_in(enterprise.id, bank)
    return visit.tx.run(found) if found else None


def _begin(visit: Visit, wanted: page.RunWanted) -> Served | None:
    """On with the run under way or prepared; after a finished one, or without one, to a new one."""
    enterprise = _enterprise(visit, wanted.enterprise)
    offered = [bank for bank, _ in visit.banks.names()] if visit.banks else []
    bank = wanted.bank or "".join(offered[wanted.place - 1 : wanted.place])
    if enterprise is None or visit.banks is None or bank not in offered:
        return None
    stored = _run(visit, enterprise, bank)
    if stored is not None and stored.run.state is not RunState.FINISHED:
        return Served((), entered=stored, begins=True)
    profile = visit.tx.profile_of(enterprise.id) or Profile(name=enterprise.name, code=enterprise.code)
    new = beginning.new_run(visit, visit.banks.newest(bank), enterprise.id, profile)
    visit.record("run_prepared", new.id, bank=new.bank, version=new.bank_version, enterprise=enterprise.id)
    return Served((), entered=new, begins=True)


SERVED: dict[type[Wanted], Serve] = {page.BanksWanted: _list, page.RunWanted: _begin}
