"""One enterprise (企业): how far it is, who its contacts are, what happened, and what this person may do about it."""

from __future__ import annotations

import msgspec

from dialogs.desk.figures import percent, reached
from dialogs.effects import DeskShown, DeskTold, Wanted
from dialogs.inbound import AnyInbound, Back, Choose, Open
from dialogs.scene import Scene, Screen, Turn
from dialogs.screens import Offer, Rows
from dialogs.views.common import Context, day_and_hour, shown

WORDS = ("/enterprise",)

ONWARD = ".on"
"""What a reminder's button adds to the enterprise whose run it goes on with."""

DOCUMENTS = ("pdf", "charts", "json")

EVENTS = frozenset(
    {
        "enterprise_stored",
        "run_started",
        "run_finished",
        "run_abandoned",
        "run_moved",
        "level_reopened",
        "contact_joined",
        "contact_left",
        "contact_removed",
        "first_contact_passed",
        "claim_made",
        "claim_confirmed",
        "claim_refused",
        "nudged",
        "phone_shown",
        "ticket_opened",
        "review_returned",
        "replies_sent",
        "review_locked",
        "review_reopened",
        "application_moved",
    }
)
"""What is told of an enterprise's story; the phrasebook has words for each under `[happened]`."""


class LookWanted(Wanted, frozen=True, tag="ent_wanted"):
    """One enterprise as the person may see it."""

    enterprise: str


class PhonesWanted(Wanted, frozen=True, tag="phones_wanted"):
    """The numbers of the enterprise's contacts in full; each look is recorded."""

    enterprise: str


class NudgeWanted(Wanted, frozen=True, tag="nudge_wanted"):
    """The enterprise's contacts are to be reminded."""

    enterprise: str


class ResultWanted(Wanted, frozen=True, tag="result_wanted"):
    """A document of the enterprise's last result."""

    enterprise: str
    what: str


class OnwardWanted(Wanted, frozen=True, tag="onward_wanted"):
    """On with the enterprise's run, from wherever the person stands."""

    enterprise: str


class Person(msgspec.Struct, frozen=True):
    """A contact as the office sees one; `mobile` is masked."""

    name: str
    post: str
    mobile: str
    first: bool


class Happened(msgspec.Struct, frozen=True):
    """Something that happened, `times` times on that day; `what` names it in the phrasebook. The time is UTC milliseconds."""

    at: int
    what: str
    times: int = 1
    level: int | None = None


class LookShown(DeskShown, frozen=True, tag="ent_shown"):
    """One enterprise. What the person may not see is empty; `may` lists what the person may do: `nudge`, `phones`, `documents`,
    `assign`. `review` is the run whose review there is to read."""

    id: str
    name: str
    code: str
    where: tuple[str, ...]
    stage: str
    answering: int
    answered: int
    of: int
    level: int | None
    total: str
    finished_at: int | None
    idle: int
    contacts: int
    people: tuple[Person, ...] = ()
    happened: tuple[Happened, ...] = ()
    may: tuple[str, ...] = ()
    review: str = ""


class PhonesTold(DeskTold, frozen=True, tag="phones_told"):
    """The numbers in full, by name."""

    phones: tuple[tuple[str, str], ...]


def opened(scene: Scene, at: str) -> Turn | None:
    """The button of a reminder goes on at once."""
    return scene.at_desk("ent", at.removesuffix(ONWARD)).turn(OnwardWanted(at.removesuffix(ONWARD))) if at.endswith(ONWARD) else None


def show(scene: Scene) -> Screen:
    return (LookWanted(scene.cursor.desk.at),)


def step(scene: Scene, inbound: AnyInbound) -> Turn | None:
    at = scene.cursor.desk.at
    match inbound:
        case Choose("phones"):
            return scene.turn(PhonesWanted(at))
        case Choose("nudge"):
            return scene.turn(NudgeWanted(at))
        case Choose(what) if what in DOCUMENTS:
            return scene.turn(ResultWanted(at, what))
    return None


def _offers(effect: LookShown, scene: Scene) -> Rows:
    acts = tuple(Offer(f"ent_{act}", Choose(act)) for act in ("nudge", "phones") if act in effect.may)
    documents = tuple(Offer(f"show_{what}", Choose(what)) for what in DOCUMENTS) if "documents" in effect.may else ()
    review = (Offer("page_verified", Open("verified", effect.review)),) if effect.review else ()
    assign = (Offer("page_assign", Open("assign", effect.id)),) if "assign" in effect.may else ()
    foot = (Offer("page_status", Open("status")), Offer("page_find", Open("find")), Offer("back_step", Back()))
    return tuple(row for row in (acts, documents, (*review, *assign), foot) if row)


def _enterprise(effect: LookShown, scene: Scene) -> Context:
    return {
        **msgspec.structs.asdict(effect),
        "percent": percent(effect.answered, effect.of),
        "reached": reached(scene, effect.level) if effect.level is not None else "",
        "answering": reached(scene, effect.answering) if effect.answering else "",
        "total": shown(effect.total) if effect.total else "",
        "finished_on": day_and_hour(effect.finished_at)[:10] if effect.finished_at is not None else "",
        "people": [msgspec.structs.asdict(person) for person in effect.people],
        "happened": [_event(event, scene) for event in effect.happened],
    }


def _event(event: Happened, scene: Scene) -> Context:
    level = reached(scene, event.level) if event.level is not None else ""
    return {"on": day_and_hour(event.at)[:10], "what": event.what, "times": event.times, "level": level}


OFFERS = {LookShown: _offers}
VIEWS = {LookShown: _enterprise}
