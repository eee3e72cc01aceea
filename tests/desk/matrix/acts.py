"""What can be tried: each act with the right it needs, the page it is done on, and how one sees that it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bot.usecases.conversation import Outcome
from dialogs.desk.ent import LookShown
from dialogs.desk.find import FoundShown
from dialogs.effects import DocumentAsked, Refused
from dialogs.inbound import AnyInbound, Choose, Open, Reply, Show, Stored
from dialogs.model import Desk
from dialogs.refusals import Refusal
from tests.desk.candidates import VOUCHER
from tests.desk.matrix.world import MINHANG, PUDONG, ZONE, Thing, World

REFUSED = frozenset({Refusal.NOT_HERE, Refusal.UNEXPECTED, Refusal.STALE, Refusal.CHOICE_EXPECTED, Refusal.NOT_FOUND})


class On(StrEnum):
    """What an act is about."""

    ENTERPRISE = "enterprise"
    UNIT = "unit"
    WHOLE = "whole"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Target:
    """One object: an enterprise with what belongs to it, or a unit; `known` says that it is there."""

    key: str
    thing: Thing
    unit: str
    known: bool


Make = Callable[[World, Target], AnyInbound]
Place = Callable[[World, Target], Desk]


def took_place(outcome: Outcome) -> bool:
    """It was not refused."""
    return not any(isinstance(effect, Refused) and effect.code in REFUSED for effect in outcome.turn.effects)


@dataclass(frozen=True, slots=True)
class Act:
    """`needs` are the actions of which one is needed; without any nobody is refused, and only leaks are looked for. `place` is the page
    that must be before the person; `seeing` are the rights with which that page itself is seen. `echoes`: the screen repeats what came.
    `order` is the file that the act leads to: its maker is asked too, as if the order were forged or the right lost since.
    """

    name: str
    on: On
    needs: tuple[str, ...]
    do: Make
    place: Place | None = None
    seeing: tuple[str, ...] = ()
    done: Callable[[Outcome], bool] = took_place
    kinds: tuple[str, ...] = ()
    echoes: bool = False
    order: Callable[[World, Target], tuple[str, str]] | None = None


def _open(page: str, at: Callable[[Target], str], ending: str = "") -> Make:
    return lambda world, target: Open(page, at(target) + ending)


def _enterprise(target: Target) -> str:
    return target.thing.enterprise


def _run(target: Target) -> str:
    return target.thing.run


def _claim(target: Target) -> str:
    return target.thing.claim


def _ticket(target: Target) -> str:
    return target.thing.ticket


def _unit(target: Target) -> str:
    return target.unit


def _say(inbound: AnyInbound) -> Make:
    return lambda world, target: inbound


def _at(page: str, at: Callable[[Target], str], asked: str = "", **fields: str) -> Place:
    return lambda world, target: Desk(page=page, at=at(target), asked=asked, fields=fields)


def _nothing(target: Target) -> str:
    return ""


def _documents(outcome: Outcome) -> bool:
    return bool(outcome.documents)


def _score(outcome: Outcome) -> bool:
    return any(isinstance(effect, LookShown) and effect.total for effect in outcome.turn.effects)


def _file(what: str, at: str = "") -> Callable[[World, Target], tuple[str, str]]:
    return lambda world, target: (what, at)


def _list_of(world: World, target: Target) -> tuple[str, str]:
    return "status", msgspec.json.encode({"unit": target.unit, "chosen": {}}).decode()


def _links_of(world: World, target: Target) -> tuple[str, str]:
    return "links", target.unit


def _review_of(world: World, target: Target) -> tuple[str, str]:
    return "review", f"{target.thing.run}/json"


def _named(outcome: Outcome) -> bool:
    return any(isinstance(effect, LookShown) and effect.people for effect in outcome.turn.effects)


def _found(outcome: Outcome) -> bool:
    return any(isinstance(effect, FoundShown) and effect.lines for effect in outcome.turn.effects)


def _asked(outcome: Outcome) -> bool:
    return any(isinstance(effect, DocumentAsked) for effect in outcome.turn.effects)


def _campaign(ending: str = "") -> Make:
    return lambda world, target: Open("bcast", world.campaigns.get(target.unit, target.unit) + ending)


def _at_campaign(asked: str = "") -> Place:
    return lambda world, target: Desk(page="bcast", at=world.campaigns.get(target.unit, target.unit), asked=asked)


def _ledger_of(world: World, target: Target) -> tuple[str, str]:
    return "campaign", world.campaigns.get(target.unit, target.unit)


def _ranked_of(world: World, target: Target) -> tuple[str, str]:
    return "ranked", msgspec.json.encode({"unit": target.unit, "programme": VOUCHER}).decode()


_E, _U, _W, _A = On.ENTERPRISE, On.UNIT, On.WHOLE, On.ANYWHERE
_LOOK = ("read_status",)
_DISTRICTS = (MINHANG, PUDONG, ZONE)
_RANKED = _at("cand", _unit, "rank", programme=VOUCHER)

ACTS: tuple[Act, ...] = (
    Act("look at an enterprise", _E, _LOOK, _open("ent", _enterprise)),
    Act("see its score", _E, ("read_score",), _open("ent", _enterprise), seeing=_LOOK, done=_score),
    Act("see its contacts", _E, ("read_contacts",), _open("ent", _enterprise), seeing=_LOOK, done=_named),
    Act("see its numbers", _E, ("read_phone",), _say(Choose("phones")), _at("ent", _enterprise), _LOOK),
    Act("nudge it", _E, ("nudge",), _say(Choose("nudge")), _at("ent", _enterprise), _LOOK),
    Act("get its report", _E, ("read_result",), _say(Choose("pdf")), _at("ent", _enterprise), _LOOK, _asked),
    Act("get its charts", _E, ("read_result",), _say(Choose("charts")), _at("ent", _enterprise), _LOOK, _asked),
    Act("find it", _E, _LOOK, lambda world, target: Reply(target.thing.name), _at("find", _nothing), done=_found, echoes=True),
    Act("find it by code", _E, _LOOK, lambda world, target: Reply(target.thing.code), _at("find", _nothing), done=_found, echoes=True),
    Act("see it as one's own", _E, ("answer",), _open("mine", _enterprise)),
    Act("go over to it", _E, ("answer",), _open("mine", _enterprise, ".go")),
    Act("share its score", _E, ("update_enterprise",), _say(Choose("share")), _at("mine", _enterprise), ("answer",)),
    Act("see its people", _E, ("read_contacts", "manage_contacts"), _open("people", _enterprise)),
    Act(
        "remove its contact",
        _E,
        ("manage_contacts",),
        _say(Choose("yes")),
        lambda world, target: Desk(page="people", at=target.thing.enterprise, asked="remove", fields={"person": target.thing.contact}),
        ("read_contacts", "manage_contacts"),
    ),
    Act(
        "pass on its first contact",
        _E,
        ("manage_contacts",),
        _say(Choose("yes")),
        lambda world, target: Desk(page="people", at=target.thing.enterprise, asked="first", fields={"person": target.thing.contact}),
        ("read_contacts", "manage_contacts"),
    ),
    Act("see invitations to it", _E, ("manage_contacts",), _open("invite", _enterprise)),
    Act("invite to it", _E, ("manage_contacts",), _say(Reply("新同事")), _at("invite", _enterprise, "label")),
    Act("see a claim", _E, ("decide_claim",), _open("claim", _claim)),
    Act("confirm a claim", _E, ("decide_claim",), _open("claim", _claim, ".y")),
    Act("refuse a claim", _E, ("decide_claim",), _open("claim", _claim, ".n")),
    Act("decide a claim by word", _E, ("decide_claim",), _say(Reply("同意")), _at("claim", _claim)),
    Act("see a ticket", _E, ("answer_ticket",), _open("feedback", _ticket)),
    Act("answer a ticket", _E, ("answer_ticket",), _say(Reply("请再看一遍说明。")), _at("feedback", _ticket, "line")),
    Act("close a ticket", _E, ("answer_ticket",), _say(Choose("close")), _at("feedback", _ticket)),
    Act("see assignments", _E, ("assign",), _open("assign", _enterprise)),
    Act(
        "assign a provider",
        _E,
        ("assign",),
        lambda world, target: Choose(world.units["v3"]),
        _at("assign", _enterprise, "provider"),
    ),
    Act("seek a provider", _E, ("assign",), _say(Reply("服务")), _at("assign", _enterprise, "provider")),
    Act("review it", _E, ("review",), _open("reviews", _run), order=_review_of),
    Act("lock a review", _E, ("review",), _say(Choose("yes")), _at("reviews", _run, "lock")),
    Act("return a review", _E, ("review",), _say(Choose("yes")), _at("reviews", _run, "return")),
    Act("review an area", _E, ("review",), lambda world, target: Open("reviews", f"{target.thing.run}/{world.area}")),
    Act("read a review", _E, ("read_review",), _open("verified", _run)),
    Act("send replies", _E, ("update_enterprise",), _say(Choose("send")), _at("verified", _run), ("read_review",)),
    Act("reopen a review", _E, ("reopen_review",), _say(Reply("复核发现新材料")), _at("verified", _run, "cause"), ("read_review",)),
    Act("ask for the document of a run", _E, (), lambda world, target: Show("txt", target.thing.run), done=_documents),
    Act("ask to join it", _E, (), lambda world, target: Open("join", target.thing.code), echoes=True),
    Act("see its application", _E, ("read_application",), _open("vouch", _enterprise)),
    Act("hand in its application", _E, ("state_facts",), _say(Choose("hand_in:-")), _at("vouch", _enterprise), ("read_application",)),
    Act("check its application", _E, ("check_voucher",), _say(Choose("check:-")), _at("vouch", _enterprise), ("read_application",)),
    Act("settle its application", _E, ("settle",), _say(Choose("redeem:-")), _at("vouch", _enterprise), ("read_application",)),
    Act("see the candidates of a unit", _U, ("read_verdict",), _open("cand", _unit), kinds=_DISTRICTS),
    Act("rank the candidates of a unit", _U, ("rank",), _say(Choose("fill:-")), _RANKED, ("read_verdict",), kinds=_DISTRICTS),
    Act(
        "export the ranked list of a unit",
        _U,
        ("export_unit",),
        _say(Choose("file")),
        _RANKED,
        ("read_verdict",),
        kinds=_DISTRICTS,
        order=_ranked_of,
    ),
    Act("look into a unit", _U, ("read_unit",), _open("status", _unit)),
    Act("list a unit", _U, ("read_unit",), _say(Choose("list")), _at("status", _unit)),
    Act("export a unit", _U, ("export_unit",), _say(Choose("export")), _at("status", _unit, "list"), ("read_unit",), order=_list_of),
    Act("nudge a unit", _U, ("nudge",), _say(Choose("yes")), _at("status", _unit, "nudge"), ("read_unit",)),
    Act("see the links of a unit", _U, ("load_roster",), _open("invite", _unit), kinds=_DISTRICTS),
    Act("make the links of a unit", _U, ("load_roster",), _say(Choose("all")), _at("invite", _unit), kinds=_DISTRICTS, order=_links_of),
    Act("open broadcasts", _A, ("broadcast", "second_broadcast"), _say(Open("bcast"))),
    Act("begin a broadcast", _A, ("broadcast",), _say(Choose("new")), _at("bcast", _nothing), ("second_broadcast",)),
    Act(
        "write in the name of a unit",
        _U,
        ("broadcast",),
        lambda world, target: Choose(target.unit),
        _at("bcast", _nothing, "unit"),
        kinds=_DISTRICTS,
    ),
    Act("look at a broadcast", _U, ("second_broadcast",), _campaign(), kinds=_DISTRICTS),
    Act("agree to a broadcast", _U, ("second_broadcast",), _campaign(".y"), kinds=_DISTRICTS),
    Act("refuse a broadcast", _U, ("second_broadcast",), _campaign(".n"), kinds=_DISTRICTS),
    Act("stop a broadcast", _U, ("second_broadcast",), _say(Choose("yes")), _at_campaign("stop"), kinds=_DISTRICTS),
    Act(
        "export a broadcast",
        _U,
        ("second_broadcast",),
        _say(Choose("file_of")),
        _at_campaign(),
        kinds=_DISTRICTS,
        order=_ledger_of,
    ),
    Act(
        "turn a reminder off",
        _W,
        ("set_reminders",),
        _say(Choose("switch_off")),
        lambda world, target: Desk(page="bcast", at=world.reminder),
        ("second_broadcast",),
    ),
    Act("open the roster", _A, ("load_roster",), _say(Open("roster"))),
    Act(
        "get the template", _A, ("load_roster",), _say(Choose("template")), _at("roster", _nothing, "file"), order=_file("roster_template")
    ),
    Act("load a doubted roster", _A, ("load_roster",), _say(Open("roster", "0" * 32 + ".y"))),
    Act(
        "bring a roster",
        _A,
        ("load_roster",),
        _say(Stored("0" * 64, "名册.xlsx", "", 9, page="roster")),
        _at("roster", _nothing, "file"),
    ),
    Act("see the banks", _W, ("load_bank",), _say(Open("banks"))),
    Act("bring a bank", _W, ("load_bank",), _say(Stored("0" * 64, "题库.xlsx", "", 9, page="banks")), _at("banks", _nothing, "file")),
    Act("see the rule packs", _W, ("load_bank",), _say(Open("packs"))),
    Act("bring a rule pack", _W, ("load_bank",), _say(Stored("0" * 64, "规则.xlsx", "", 9, page="packs")), _at("packs", _nothing, "file")),
    Act("see the city", _W, ("read_city",), _say(Open("city"))),
    Act(
        "see the city's map",
        _W,
        ("read_city",),
        _say(Choose("heat:district")),
        _at("city", _nothing, "district"),
        order=_file("heat", "district"),
    ),
    Act("see units", _W, ("add_unit",), _say(Open("units"))),
    Act(
        "add a unit",
        _W,
        ("add_unit",),
        _say(Choose("yes")),
        _at("units", _nothing, kind="group", district="", name="新集团"),
    ),
    Act("see grants", _W, ("grant",), _say(Open("grants"))),
    Act("see who is admin", _W, ("grant",), _say(Open("grants", "admin"))),
    Act("see what somebody holds", _W, ("grant",), lambda world, target: Open("grants", world.people["minhang"])),
    Act(
        "give a role",
        _W,
        ("grant",),
        _say(Choose("yes")),
        _at("grants", _nothing, "give", role="admin", unit="shanghai", telegram="7071234"),
    ),
    Act(
        "take a role",
        _W,
        ("grant",),
        _say(Choose("yes")),
        lambda world, target: Desk(
            page="grants", asked="take", fields={"role": "liaison", "unit": MINHANG, "person": world.people["minhang"]}
        ),
    ),
    Act(
        "invite to a role", _W, ("grant",), _say(Choose("yes")), _at("grants", _nothing, "give", role="city", unit="shanghai", label="某人")
    ),
    Act("see a liaison's entry", _W, ("confirm_liaison",), lambda world, target: Open("liaison", world.entry)),
    Act("confirm a liaison", _W, ("confirm_liaison",), lambda world, target: Open("liaison", world.entry + ".y")),
    Act("get the liaisons' table", _W, ("confirm_liaison",), _say(Choose("table")), _at("liaison", _nothing), order=_file("liaisons")),
    Act("read the audit", _W, ("read_audit",), _say(Open("audit"))),
    Act("read the audit of a person", _W, ("read_audit",), lambda world, target: Open("audit", world.people["first1"])),
    Act("read the audit of an enterprise", _W, ("read_audit",), lambda world, target: Open("audit", world.things["e2"].enterprise)),
)
