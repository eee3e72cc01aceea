"""A small Shanghai for the matrix: four enterprises with everything that can be looked at, and everybody who might."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from bot.ports import Transaction
from bot.ports.programmes import Place
from bot.ports.registry import Entry, Registration, RegistrationState
from bot.roles import Affiliation, Role, UnitKind
from bot.storage.scratch import ScratchStore
from dialogs.campaigns.model import Campaign, CampaignState, Every, When
from dialogs.credit_code import _check, _inner_check
from dialogs.inbound import Renew, Start
from dialogs.model import Contact, Phase, Profile
from tests.bot.office import CountedIds
from tests.desk.candidates import VOUCHER, keep_shipped
from tests.desk.links import handed, token_of
from tests.desk.stage import Stage

MINHANG, PUDONG, ZONE = "310112", "310115", "lingang"


@dataclass(frozen=True, slots=True)
class Thing:
    """One enterprise with the ids of what belongs to it, and the words that nobody may read who has nothing to do with it."""

    key: str
    enterprise: str
    run: str
    claim: str
    ticket: str
    contact: str
    name: str
    code: str
    secrets: tuple[str, ...] = ()
    mobile: str = ""


@dataclass(slots=True)
class World:
    """Everything by the words that the expectations use."""

    stage: Stage
    things: dict[str, Thing] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    entry: str = ""
    area: str = ""
    question: str = ""
    campaigns: dict[str, str] = field(default_factory=dict)
    reminder: str = ""


ABSENT = {
    "absent": Thing("absent", "0" * 32, "1" * 32, "2" * 32, "F0000000", "3" * 32, "没有这家企业", "91310000000000000X"),
    "garbage": Thing("garbage", "../../etc", "..%2f..", "x@y", "';--", "\u0301", "%", "?"),
    "endless": Thing("endless", "f" * 48, "f" * 48, "f" * 48, "f" * 48, "f" * 48, "甲" * 90, "9" * 40),
}
"""What is not there: well-formed, ill-formed, too long."""

_PLACES = {
    "e1": {"district": MINHANG, "street": "s1", "park": "p1", "group": "g1", "provider": "v1", "agency": "y1"},
    "e2": {"district": MINHANG, "street": "s1", "provider": "v2", "agency": "y1"},
    "e3": {"district": PUDONG, "group": "g1", "provider": "v1", "agency": "y3"},
    "e4": {"district": PUDONG, "zone": ZONE},
}
_SHARING = frozenset({"e1"})
_UNITS = {
    "s1": (UnitKind.STREET, "甲街道", MINHANG),
    "p1": (UnitKind.PARK, "甲园区", MINHANG),
    "g1": (UnitKind.GROUP, "甲集团", ""),
    "v1": (UnitKind.PROVIDER, "甲服务", ""),
    "v2": (UnitKind.PROVIDER, "乙服务", ""),
    "v3": (UnitKind.PROVIDER, "丙服务", ""),
    "y1": (UnitKind.AGENCY, "甲评价", ""),
    "y3": (UnitKind.AGENCY, "丙评价", ""),
}
GRANTS = {
    "minhang": ((Role.LIAISON, MINHANG),),
    "pudong": ((Role.LIAISON, PUDONG),),
    "zone": ((Role.LIAISON, ZONE),),
    "street": ((Role.LIAISON, "s1"),),
    "park": ((Role.LIAISON, "p1"),),
    "group": ((Role.LIAISON, "g1"),),
    "provider": ((Role.PROVIDER, "v1"),),
    "provider2": ((Role.PROVIDER, "v2"),),
    "agency": ((Role.REVIEWER, "y1"),),
    "agency3": ((Role.REVIEWER, "y3"),),
    "both": ((Role.PROVIDER, "v1"), (Role.REVIEWER, "y1"), (Role.REVIEWER, "y3")),
    "staff": ((Role.STAFF, "shanghai"),),
    "staffminhang": ((Role.STAFF, MINHANG),),
    "city": ((Role.CITY, "shanghai"),),
    "admin": ((Role.ADMIN, "shanghai"),),
}


def built() -> World:
    """The world, made by the conversation where people make it, and by the store where offices do."""
    stage = Stage(ScratchStore(CountedIds()))
    world = World(stage, units={MINHANG: MINHANG, PUDONG: PUDONG, ZONE: ZONE, "shanghai": "shanghai"})
    for key, (kind, name, district) in _UNITS.items():
        world.units[key] = stage.work(lambda tx, kind=kind, name=name, district=district: tx.add_unit(kind, name, district, 0)).id
    for number, key in enumerate(_PLACES, start=1):
        world.things[key] = _enterprise(world, key, number)
    _people(world)
    for key, second in (("e1", "second1"), ("e3", "second3")):  # the first contacts try it too, and nobody removes the own contact
        world.things[key] = replace(world.things[key], contact=world.people[second])
    _helper(world)
    _listed(world)
    world.entry = _entry(world)
    _broadcasts(world)
    _ranked(world)
    return world


def _enterprise(world: World, key: str, number: int) -> Thing:
    """Registered, finished once, begun again, placed; with a claim and a ticket of people who are nobody else."""
    stage, contact = world.stage, f"first{number}"
    inner = f"7{number:07d}"
    body = "91310112" + inner + _inner_check(inner)
    name, code, mobile, person = f"秘名{'甲乙丙丁'[number - 1]}机械厂", body + _check(body), f"1381234000{number}", f"秘联{number}号"
    stage.register(contact, code, name)
    stage.go_on(contact, Phase.RESULT)
    finished = stage.cursor(contact).run
    stage.silently(lambda: stage._take(contact, Renew()))
    stage.go_on(contact, Phase.QUESTION)
    cursor = stage.cursor(contact)
    details = Contact(name=person, post=f"秘职{number}", mobile=mobile)
    stage.work(lambda tx: tx.save_cursor(msgspec.structs.replace(cursor, contact=details), stage.clock.at))
    enterprise = stage.enterprise(code).id
    claimant, writer = stage.person(f"claims{number}"), stage.person(f"writes{number}")

    def settle(tx: Transaction) -> tuple[str, str]:
        units = {kind: world.units[unit] for kind, unit in _PLACES[key].items()}
        tx.affiliate(enterprise, Affiliation(**units), stage.clock.at)
        tx.share_score(enterprise, key in _SHARING)
        claim = tx.claim(enterprise, claimant, f"秘求{number}", "工程师", stage.clock.at)
        ticket = tx.open_ticket(writer, enterprise, units["district"], f"秘事{number}", stage.clock.at)
        return claim.id, ticket.reference

    claim, ticket = stage.work(settle)
    secrets = (name, code, mobile, person, f"秘职{number}", f"秘求{number}", f"秘事{number}")
    world.people[contact] = cursor.person
    return Thing(key, enterprise, finished, claim, ticket, cursor.person, name, code, secrets, mobile)


def _people(world: World) -> None:
    stage = world.stage
    for who, grants in GRANTS.items():
        for role, unit in grants:
            stage.grant(who, role, world.units[unit])
        world.people[who] = stage.person(who)
    for who in ("stranger", "second1", "second3", "removed", "revoked"):
        stage.begin(who)
        world.people[who] = stage.person(who)
    now = stage.clock.at

    def move(tx: Transaction) -> None:
        tx.add_contact(world.things["e1"].enterprise, world.people["second1"], now)
        tx.add_contact(world.things["e3"].enterprise, world.people["second3"], now)
        tx.add_contact(world.things["e2"].enterprise, world.people["removed"], now)
        tx.remove_contact(world.things["e2"].enterprise, world.people["removed"])
        tx.grant(world.people["revoked"], Role.LIAISON, MINHANG, "", now)
        tx.revoke(world.people["revoked"], Role.LIAISON, MINHANG)

    stage.work(move)


def _helper(world: World) -> None:
    """Somebody who has a part of the first enterprise's run in hand."""
    stage = world.stage
    stage.silently(lambda: (stage.say("first1", "/team"), stage.tap("first1", "设计"), stage.say("first1", "帮手")))
    token = token_of(handed(stage, "first1"))
    stage.silently(
        lambda: (
            stage._take("helper", Start(token)),
            stage.say("helper", "1", "是"),
            stage.tap("helper", "加入"),
            stage.say("helper", "帮手", "工"),
        )
    )
    assert stage.cursor("helper").handover
    world.people["helper"] = stage.person("helper")
    run = stage.work(lambda tx: tx.run(world.things["e1"].run))
    assert run is not None
    world.question = next(iter(run.run.answers))
    world.area = str(
        stage.bank.heading_of(stage.bank.question_by_id[next(q for q in stage.bank.question_by_id if q == world.question)].area).id
    )


def _listed(world: World) -> None:
    """Enterprises that a roster named and nobody speaks for yet, so that there are links to make."""
    places = (Affiliation(district=MINHANG), Affiliation(district=PUDONG, zone=ZONE))
    entries = [
        Entry(Profile(name=f"名册企业{number}", code=f"9131011288888888{number}X", district=place.district), place)
        for number, place in enumerate(places)
    ]
    world.stage.work(lambda tx: tx.load_roster(entries, "", world.stage.clock.at))


def _entry(world: World) -> str:
    """A liaison's entry that waits."""
    stage = world.stage
    person = stage.person("registers")
    entry = Registration(
        id="e" * 32,
        person=person,
        unit=PUDONG,
        name="秘登记",
        post="科长",
        mobile="13812349999",
        remark="",
        state=RegistrationState.WAITING,
        at=stage.clock.at,
    )
    stage.work(lambda tx: tx.register_liaison(entry))
    return entry.id


def _ranked(world: World) -> None:
    """A programme whose applications are checked, and in each district and zone a ranked list for it."""
    keep_shipped(world.stage, VOUCHER)
    lists = {MINHANG: ("e1", "e2"), PUDONG: ("e3", "e4"), ZONE: ("e4",)}

    def keep(tx: Transaction) -> None:
        for unit, keys in lists.items():
            places = [Place(world.things[key].enterprise, place) for place, key in enumerate(keys, 1)]
            assert tx.set_ranking(VOUCHER, unit, (), places, world.stage.clock.at)

    world.stage.work(keep)


def _broadcasts(world: World) -> None:
    """In the name of each district and zone a broadcast that waits for a second person; and a reminder that stands."""
    now = world.stage.clock.at
    asked: dict[str, Any] = {
        "made_by": world.stage.person("writes to many"),
        "texts": {"zh": "秘群发"},
        "state": CampaignState.WAITING,
        "persons": 60,
    }
    found = [Campaign(id=f"{number:032x}", made_at=now, units=(unit,), **asked) for number, unit in enumerate((MINHANG, PUDONG, ZONE), 7)]
    weekly = When(every=Every.WEEK, at=now)
    reminder = Campaign(id=f"{99:032x}", units=("shanghai",), texts={"zh": "每周"}, when=weekly, state=CampaignState.STANDING)

    def keep(tx: Transaction) -> None:
        for campaign in (*found, reminder):
            assert tx.add_campaign(campaign, now)

    world.stage.work(keep)
    world.campaigns = {campaign.units[0]: campaign.id for campaign in found}
    world.reminder = reminder.id
