"""选择诊断: which bank a run is with, where there are several. Leads on with a run under way, or to the beginning of a new one.

The page is about one enterprise of the person, or about the one whose run the person stands in where it names none.
"""

from __future__ import annotations

import msgspec

from dialogs.answers import whole_number
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Home, Reply
from dialogs.limits import day_of
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context

WORDS = ("/begin", "选择诊断", "choose assessment")


class BanksWanted(Wanted, frozen=True, tag="banks_wanted"):
    """The banks that this enterprise can answer."""

    enterprise: str


class RunWanted(Wanted, frozen=True, tag="run_wanted"):
    """On with the enterprise's run with this bank, or the one at this place in the list, or to a new one."""

    enterprise: str
    bank: str = ""
    place: int = 0


class BankOffered(msgspec.Struct, frozen=True):
    """One bank: what it is called and follows, and how far the enterprise is with it (`open`, `preparing`, `finished` at some time, or
    nothing); `here` is the one of the run that the person stands in."""

    id: str
    title: str
    standard: str
    state: str = ""
    finished_at: int | None = None
    here: bool = False


class BanksOffered(DeskShown, frozen=True, tag="banks_offered"):
    """The banks to choose from, the main one first."""

    name: str
    banks: tuple[BankOffered, ...]


class OthersOffered(DeskTold, frozen=True, tag="others_offered"):
    """What else the enterprise can answer, by what these banks are called."""

    titles: tuple[str, ...]


class HistoryNamed(DeskTold, frozen=True, tag="history_named"):
    """What the bank is called that a history is of, and the others that the enterprise started runs with, and how many."""

    title: str
    others: tuple[tuple[str, int], ...]


def show(scene: Scene) -> Screen:
    return (BanksWanted(scene.cursor.desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    match inbound:
        case Choose(bank):
            return scene.turn(RunWanted(scene.cursor.desk.at, bank))
        case Reply(text) if whole_number(text) > 0:
            return scene.turn(RunWanted(scene.cursor.desk.at, place=whole_number(text)))
        case Back():
            return scene.away().turn()
    return None


def _offers(effect: BanksOffered, scene: Scene) -> Rows:
    return (*((Offer(f"={bank.title}", Choose(bank.id)),) for bank in effect.banks), (Offer("back_step", Back()), Offer("home", Home())))


def _view(effect: BanksOffered, scene: Scene) -> Context:
    return {"name": effect.name, "banks": [{**msgspec.structs.asdict(bank), "finished": _day(bank.finished_at)} for bank in effect.banks]}


def _day(at: int | None) -> str:
    return "" if at is None else day_of(at).isoformat()


OFFERS = {BanksOffered: _offers}
VIEWS = {BanksOffered: _view}
