"""The enterprises that a person is a contact of (我的企业): over from one to another, each where its run stands; one more is begun here.

The page is about one enterprise where it has an id, else it lists them.
"""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Home, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, band_name

WORDS = ("/mine", "我的企业", "my enterprises")

OVER, HELP = ".go", ".help"
"""What a button adds to the enterprise that it leads over to, or to the invitation whose part it leads to."""


class MineWanted(Wanted, frozen=True, tag="mine_wanted"):
    """The person's enterprises."""


class EnterpriseWanted(Wanted, frozen=True, tag="enterprise_wanted"):
    """One enterprise of the person."""

    enterprise: str


class GoingOver(Wanted, frozen=True, tag="going_over"):
    """Over to the run of this enterprise."""

    enterprise: str


class HelpingOn(Wanted, frozen=True, tag="helping_on"):
    """Over to the part that came with this invitation."""

    invitation: str


class RegisteringWanted(Wanted, frozen=True, tag="registering_wanted"):
    """Over to the registration that was begun and not finished, or to a new one."""


class SharingWanted(Wanted, frozen=True, tag="sharing_wanted"):
    """Street and park are to see the score, or no longer."""

    enterprise: str
    shares: bool


class OwnEnterprise(msgspec.Struct, frozen=True):
    """An enterprise in the list; `here` is the one whose run the person stands in."""

    id: str
    name: str
    stage: str
    here: bool = False


class Helping(msgspec.Struct, frozen=True):
    """A part of an enterprise's questions that was handed to the person and not given back yet; `here` if the person is at it."""

    id: str
    enterprise: str
    title: str
    here: bool = False


class MineShown(DeskShown, frozen=True, tag="mine_shown"):
    """The person's enterprises, the name in a registration that is not finished, the codes of claims that wait, and parts to answer."""

    enterprises: tuple[OwnEnterprise, ...] = ()
    draft: str = ""
    claims: tuple[str, ...] = ()
    helping: tuple[Helping, ...] = ()


class EnterpriseShown(DeskShown, frozen=True, tag="enterprise_shown"):
    """One enterprise of the person. `level` is of the run finished last; `local` says that it lies in a street or park."""

    id: str
    name: str
    code: str
    stage: str
    people: int
    answered: int = 0
    of: int = 0
    level: int | None = None
    local: bool = False
    shares: bool = False


class SharingSet(DeskTold, frozen=True, tag="sharing_set"):
    """Street and park see the score from now on, or no longer."""

    shares: bool


def over(enterprise: str) -> Open:
    """What a button does that leads over to this enterprise's run, from wherever it is shown."""
    return Open("mine", enterprise + OVER)


def opened(scene: Scene, at: str) -> Turn | None:
    """A button that leads over, from wherever it was shown."""
    if at.endswith(HELP):
        return scene.at_desk("mine").turn(HelpingOn(at.removesuffix(HELP)))
    if not at.endswith(OVER):
        return None
    enterprise = at.removesuffix(OVER)
    return scene.at_desk("mine", enterprise).turn(GoingOver(enterprise))


def show(scene: Scene) -> Screen:
    at = scene.cursor.desk.at
    return (EnterpriseWanted(at),) if at else (MineWanted(),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("share" | "unshare" as what) if at:
            return scene.turn(SharingWanted(at, what == "share"))
        case Choose("register") if not at:
            return scene.turn(RegisteringWanted())
        case Back() if at:
            return scene.at_desk("mine").turn()
    return None


def _list_offers(effect: MineShown, scene: Scene) -> Rows:
    found = tuple((Offer(f"={own.name}", Open("mine", own.id)),) for own in effect.enterprises)
    helping = tuple((Offer(f"={part.enterprise} {part.title}", Open("mine", part.id + HELP)),) for part in effect.helping)
    claims = tuple((Offer(f"={code}", Open("join", code)),) for code in effect.claims)
    register = Offer("register_on" if effect.draft else "register_one", Choose("register"))
    return (*found, *helping, *claims, (register, Offer("back_step", Back())))


def _offers(effect: EnterpriseShown, scene: Scene) -> Rows:
    share = (Offer("unshare" if effect.shares else "share", Choose("unshare" if effect.shares else "share")),)
    return (
        (Offer("go_over", over(effect.id)), Offer("page_people", Open("people", effect.id))),
        *((share,) if effect.local or effect.shares else ()),
        (Offer("back_step", Back()), Offer("home", Home())),
    )


def _view(effect: EnterpriseShown, scene: Scene) -> Context:
    return {**msgspec.structs.asdict(effect), "reached": band_name(scene.of_offices, effect.level) if effect.level is not None else ""}


OFFERS = {MineShown: _list_offers, EnterpriseShown: _offers}
VIEWS = {EnterpriseShown: _view}
