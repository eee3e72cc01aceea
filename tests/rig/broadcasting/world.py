"""Who is there before the bot's first life: enterprises and people, their frozen campaigns, and what changed between freezing and sending.

It uses the store as the desk would, and writes down in plain JSON what each person must get, for a checker that knows nothing of the store.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from bot.ports import Store, Transaction
from bot.ports.registry import CITY
from bot.ports.standing import Progress, Stage
from bot.roles import Role
from bot.storage.opening import open_store
from bot.system import RandomIds
from bot.usecases.campaigns.standing_reminders import keeping
from dialogs import registers
from dialogs.campaigns.model import Attachment, Audience, Button, ButtonKind, Campaign, CampaignState, Kind, When, Whom
from dialogs.model import CURSOR_SPEC, Contact, Cursor, Phase, Profile
from dialogs.stages.consent import PURPOSES
from question_bank import library
from tests.rig.broadcasting.checker import Wanted
from tests.rig.stage import FIRST_PERSON, an_open_run, forked, standing

MEANT, ELSEWHERE, TALKING = "310115", "310112", "310104"
"""The district that is written to, one that is not, and the one whose people only talk."""

AT_ONCE = 250
ROUND = 40
"""After so many people the kinds of people begin anew."""

MUTED, FINISHED, REMOVED, LOST, DELETED, OUTSIDE, ADDED, SECOND, TWO, ENGLISH = 3, 7, 11, 13, 17, 19, 23, 29, 31, 37
STRANGE = ("", " & 乙 <b>", "</code><i>&amp;", " {联系人}{{ name }}", " {0.__class__} %s $x", "\"单'引号")
"""Parts of names; most of them try to be something else."""

STAFF, LIAISON, FIRST_TALKER = 8_000_001, 8_000_002, 9_000_001
"""Chats of who confirmed the campaigns, of who answers for the district that is meant, and of the people who only talk."""

DAY = 86_400_000
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c636878f8060003d7026e5bf0e02e0000000049454e44ae426082"
)
ALWAYS = When(opens=0, closes=24 * 60, any_day=True, window=30)


@dataclass(slots=True)
class Being:
    """One person of the world, and the facts that messages are filled with."""

    chat: str
    person: str = ""
    enterprise: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A world that was made: what each campaign must do, and who there is in the channel."""

    wanted: Path
    chats: tuple[int, ...]
    talkers: int = 0

    def campaigns(self) -> list[Wanted]:
        """As the checker reads them."""
        return Wanted.read(self.wanted)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: people on lists, talkers beside them, how many campaigns to the same people, one with a picture among them."""

    people: int
    talkers: int = 0
    campaigns: int = 1
    picture: bool = False
    changes: bool = True


def make(url: str, folder: Path, plan: Plan) -> Made:
    """Make it in a child of this process, so that nothing of the store stays here."""
    made = folder / "wanted.json"
    child = forked(lambda: _make(url, made, plan), folder / "world.log")
    _, status = os.waitpid(child, 0)
    assert status == 0, (folder / "world.log").read_text()
    chats = tuple(FIRST_PERSON + place for place in range(plan.people)) + tuple(FIRST_TALKER + place for place in range(plan.talkers))
    return Made(made, (*chats, STAFF, LIAISON), plan.talkers)


def silence(store: Store) -> None:
    """Turn the shipped reminders off, so that a run is the same on every day of the year."""

    def off(tx: Transaction) -> None:
        keeping(_now())(tx)
        for stored in tx.campaigns({CampaignState.STANDING}, 1000):
            tx.save_campaign(stored, msgspec.structs.replace(stored.campaign, state=CampaignState.OFF), _now())

    _in_one(store, off)


def _make(url: str, made: Path, plan: Plan) -> None:
    store = open_store(url, RandomIds())
    try:
        silence(store)
        beings = [being for first in range(0, plan.people, AT_ONCE) for being in _some(store, first, min(AT_ONCE, plan.people - first))]
        store.submit(lambda tx: [_talker(tx, place) for place in range(plan.talkers)]).result()
        staff = _in_one(store, _offices)
        wanted = [_campaign(store, beings, number, plan, staff, made.parent) for number in range(plan.campaigns)]
        if plan.changes:
            for first in range(0, plan.people, AT_ONCE):
                _in_one(store, lambda tx, first=first: _changed(tx, beings[first : first + AT_ONCE], first))
        made.write_text(json.dumps([asdict(one) for one in wanted], ensure_ascii=False))
    finally:
        store.close()


def _in_one(store: Store, work: Callable[[Transaction], Any]) -> Any:
    return store.submit(work).result()


def _now() -> int:
    return time.time_ns() // 1_000_000


# -- people ------------------------------------------------------------------------------------------------------------------


def _some(store: Store, first: int, many: int) -> list[Being]:
    def work(tx: Transaction) -> list[Being]:
        found: list[Being] = []
        for place in range(first, first + many):
            kind = place % ROUND
            beside = found[-1] if found and kind == SECOND else None
            found.append(_being(tx, place, beside))
        return found

    return list(_in_one(store, work))


def _being(tx: Transaction, place: int, beside: Being | None) -> Being:
    now, kind, chat = _now(), place % ROUND, str(FIRST_PERSON + place)
    person = tx.person("telegram", chat, now)
    tx.reach("telegram", person, chat, now)
    language, contact = ("en" if kind == ENGLISH else "zh"), f"王工{place}{STRANGE[place % 5]}"
    tx.save_cursor(_cursor(person, language, contact), now)
    if beside is not None:
        tx.add_contact(beside.enterprise, person, now)
        return Being(chat, person, beside.enterprise, {**beside.facts, "contact": contact, "language": language})
    district = {OUTSIDE: ELSEWHERE, ADDED: ELSEWHERE}.get(kind, MEANT)
    enterprise, facts = _enterprise(tx, f"{place:018d}", f"企业{place}{STRANGE[place % len(STRANGE)]}", district, person, place)
    facts |= {"contact": contact, "language": language, "enterprises": 1}
    if kind == TWO:
        other, others = _enterprise(tx, f"7{place:017d}", f"另一家{place}", MEANT, person, 0)
        facts["enterprises"] = 2
        if other < enterprise:
            enterprise, facts = other, {**facts, **others}
    return Being(chat, person, enterprise, facts)


def _cursor(person: str, language: str, name: str) -> Cursor:
    contact = Contact(name=name, post="厂长", mobile=None, email=None)
    return Cursor(
        spec=CURSOR_SPEC, person=person, language=language, contact=contact, consented_at=1, consented_to=PURPOSES, phase=Phase.HOME
    )


def _enterprise(tx: Transaction, code: str, name: str, district: str, person: str, place: int) -> tuple[str, dict[str, Any]]:
    now = _now() - DAY
    profile = Profile(name=name, code=code, district=district, kind="discrete")
    enterprise = tx.add_enterprise(profile, person, now).id
    answering, answered, of = (1 + place % 5, place % 50, 56) if place % 3 else (0, 0, 0)
    if answering:
        tx.keep_progress(enterprise, Progress(f"run-{code}", Stage.IN_PROGRESS, answering, answered, of, started_at=now), now)
    entry = next(entry for entry in registers.DISTRICTS if entry.id == district)
    return enterprise, {
        "name": name, "district": entry.zh, "district_en": entry.en, "answering": answering, "answered": answered, "of": of,
    }  # fmt: skip


def _offices(tx: Transaction) -> str:
    """The staff person who sends, and the liaison who hears of lost contacts; the former's id."""
    now, found = _now(), {}
    for chat, role, unit in ((STAFF, Role.STAFF, CITY), (LIAISON, Role.LIAISON, MEANT)):
        person = found[role] = tx.person("telegram", str(chat), now)
        tx.reach("telegram", person, str(chat), now)
        tx.save_cursor(_cursor(person, "zh", f"职员{chat}"), now)
        assert tx.grant(person, role, unit, person, now)
    return found[Role.STAFF]


def _talker(tx: Transaction, place: int) -> None:
    """Somebody who stands before the first question."""
    now, bank, chat = _now(), library.load("cmmm-2020"), str(FIRST_TALKER + place)
    person = tx.person("telegram", chat, now)
    profile = Profile(name=f"健谈{place}", code=f"8{place:017d}", district=TALKING, kind="discrete")
    run = an_open_run(bank, f"talk-{place}", tx.add_enterprise(profile, person, now).id, profile, now)
    tx.add_run(run, person, now)
    tx.save_cursor(standing(bank, run, person), now)


def _changed(tx: Transaction, beings: Sequence[Being], first: int) -> None:
    """Between freezing and sending: somebody declines, finishes, leaves, is lost or deleted, and others come in."""
    now = _now()
    for place, being in enumerate(beings, first):
        match place % ROUND:
            case n if n == MUTED:
                tx.mute(being.person, Kind.NEWS, now)
            case n if n == FINISHED:
                tx.keep_progress(being.enterprise, Progress("done", Stage.FINISHED, 3, 90, 90, 2, "2.5", now, now), now)
            case n if n == REMOVED:
                tx.remove_contact(being.enterprise, being.person)
            case n if n == LOST:
                tx.lose("telegram", being.chat, "bot was blocked by the user", now)
            case n if n == DELETED:
                tx.delete_person(being.person)
            case n if n == ADDED:
                profile = tx.profile_of(being.enterprise)
                assert profile is not None
                tx.update_enterprise(being.enterprise, msgspec.structs.replace(profile, district=MEANT), now)


NEVER = {MUTED: "opted_out", FINISHED: "finished", REMOVED: "removed", LOST: "unreachable", DELETED: "gone"}


# -- campaigns ---------------------------------------------------------------------------------------------------------------


def _campaign(store: Store, beings: Sequence[Being], number: int, plan: Plan, staff: str, folder: Path) -> Wanted:
    """A campaign as it is once it was confirmed a minute ago and more, and who must get it."""
    campaign = _draft(number, staff, picture=plan.picture and number == 1, folder=folder)
    counted = _in_one(store, lambda tx: (tx.add_campaign(campaign, _now()), tx.freeze_audience(campaign, _now()))[1])
    _in_one(store, lambda tx: _confirmed(tx, campaign.id, counted.persons, counted.digest))
    listed = {being.chat: being for place, being in enumerate(beings) if place % ROUND not in {OUTSIDE, ADDED}}
    never = {being.chat: NEVER[place % ROUND] for place, being in enumerate(beings) if place % ROUND in NEVER} if plan.changes else {}
    assert counted.persons == len(listed), f"{counted.persons} were frozen, {len(listed)} are meant"
    return Wanted(
        campaign.id, campaign.texts["zh"], campaign.texts["en"], f"vtold@{campaign.id}.go",
        {chat: being.facts for chat, being in listed.items()}, {chat: being.person for chat, being in listed.items()}, never,
        f"〔{number}〕", f"[{number}]",
    )  # fmt: skip


def _draft(number: int, staff: str, *, picture: bool, folder: Path) -> Campaign:
    texts = {
        "zh": f"〔{number}〕{{联系人}}，您好：<b>{{企业名称}}</b>（{{所属区}}）目前{{进度}}。\n{{没有这个}}，{{{{x}}}}，100%s。",
        "en": f"[{number}] Dear {{contact}}, <b>{{enterprise}}</b> in {{district}}: please go on this month. {{nothing}} %s",
    }
    return Campaign(
        id=sha256(f"{number} {time.time_ns()}".encode()).hexdigest()[:32],
        title=f"通知 {number}",
        made_by=staff,
        made_at=_now() - 600_000,
        units=(MEANT,),
        audience=Audience(whom=Whom.ALL, districts=(MEANT,), stages=("not_started", "in_progress")),
        texts=texts,
        attachment=_picture(folder) if picture else None,
        button=Button(kind=ButtonKind.CONTINUE),
        when=ALWAYS,
    )


def _picture(folder: Path) -> Attachment:
    digest = sha256(PICTURE).hexdigest()
    kept = folder / "data" / "files" / digest[:2] / digest[2:4] / digest
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(PICTURE)
    return Attachment(digest=digest, name="图.png", mime="image/png", size=len(PICTURE), picture=True)


def _confirmed(tx: Transaction, campaign: str, persons: int, digest: str) -> None:
    found, now = tx.campaign(campaign), _now()
    assert found is not None
    confirmed = msgspec.structs.replace(
        found.campaign, state=CampaignState.SCHEDULED, persons=persons, digest=digest, confirmed_by=found.campaign.made_by,
        confirmed_at=now - 120_000, seconded_by="another", starts_at=now - 60_000, ends_at=now + 30 * DAY,
    )  # fmt: skip
    tx.save_campaign(found, confirmed, now)
