"""提醒设置, and the buttons under a message of the staff: on with the run, to the status, no more of this kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.ports import Transaction
from bot.ports.banks import BankState
from bot.roles import Role
from dialogs.campaigns.model import Button, ButtonKind, Campaign, CampaignState, DeliveryState, Kind
from dialogs.model import Phase
from tests.bot import typed
from tests.bot.programmes import keep_all, of_flag
from tests.desk.stage import MINHANG, Stage, labels

CAMPAIGN = "c" * 32


def sent(stage: Stage, who: str, kind: Kind = Kind.PROGRESS, **more: Any) -> None:
    """A message of the staff that reached this person."""
    person, now = stage.person(who), stage.clock.at
    campaign = Campaign(
        id=CAMPAIGN,
        kind=kind,
        units=("shanghai",),
        texts={"zh": "请继续"},
        state=CampaignState.SENDING,
        starts_at=now,
        ends_at=now + 9,
        **more,
    )

    def send(tx: Transaction) -> None:
        assert tx.add_campaign(campaign, now)
        assert tx.freeze_audience(campaign, now).persons
        assert tx.take_lease("sender", "holder", now, 60_000)
        assert tx.begin_delivery(CAMPAIGN, person, "holder", "d" * 64, now)
        assert tx.end_delivery(CAMPAIGN, person, "holder", DeliveryState.SENT, now, message="7")

    stage.work(send)


def tapped(stage: Stage) -> bool:
    """Whether anybody's tap is in the ledger."""
    return any(line.tapped_at for line in stage.work(lambda tx: tx.deliveries(CAMPAIGN, (), 10)))


def test_each_kind_is_turned_off_and_on_by_a_tap(stage: Stage, transcript: Callable[[str], None]) -> None:
    """The weekly summary is for liaisons, and nobody else sees it."""
    stage.register("王芳")
    stage.say("王芳", "/mute", "不再接收：进度提醒")
    person = stage.person("王芳")
    assert stage.work(lambda tx: tx.mutes(person)) == {Kind.PROGRESS}
    stage.tap("王芳", "恢复接收：进度提醒")
    assert stage.work(lambda tx: tx.mutes(person)) == frozenset()
    stage.choose("王芳", "weekly:off")
    assert "没有找到" in stage.seen["王芳"].screen.text
    stage.grant("李梅", Role.LIAISON, MINHANG)
    assert "不再接收：每周小结" in labels(stage.say("李梅", "/mute"))
    transcript("mute")


def test_the_button_leads_to_the_very_question(stage: Stage, transcript: Callable[[str], None]) -> None:
    """From wherever the person is; the tap is noted once."""
    stage.register("王芳")
    stage.go_on("王芳", Phase.QUESTION)
    question = stage.silently(lambda: stage.say("王芳", "D"))
    at = stage.cursor("王芳").at
    sent(stage, "王芳")
    stage.say("王芳", "/home")
    assert stage.open("王芳", "told", CAMPAIGN + ".go").text.splitlines()[-1] == question.text.splitlines()[-1]
    assert stage.cursor("王芳").at == at
    assert tapped(stage)
    stage.open("王芳", "told", CAMPAIGN + ".st")
    assert typed.NAME in stage.seen["王芳"].screen.text
    stage.open("王芳", "told", CAMPAIGN + ".mu")
    person = stage.person("王芳")
    assert stage.work(lambda tx: tx.mutes(person)) == {Kind.PROGRESS}
    stage.tap("王芳", "恢复接收：进度提醒")
    assert stage.work(lambda tx: tx.mutes(person)) == frozenset()
    transcript("told")


def test_the_button_of_a_programme_leads_to_its_page(stage: Stage) -> None:
    """At that programme; to the list of them where it is no longer there, or the message was about none."""
    keep_all(stage.store, of_flag(name="factory"))
    stage.register("王芳")
    sent(stage, "王芳", button=Button(kind=ButtonKind.PROGRAMME, programme="factory"))
    assert "factory申报" in stage.open("王芳", "told", CAMPAIGN + ".pr").text
    assert stage.cursor("王芳").desk.page == "prog"
    assert stage.cursor("王芳").desk.at == "factory"
    assert tapped(stage)
    kept = stage.work(lambda tx: tx.pack_version("factory", "1.0.0"))
    assert kept is not None
    stage.work(lambda tx: tx.change_pack_version(kept, replace(kept, state=BankState.RETIRED)))
    stage.open("王芳", "told", CAMPAIGN + ".pr")
    assert (stage.cursor("王芳").desk.page, stage.cursor("王芳").desk.at) == ("prog", "")


def test_who_was_not_sent_it_finds_nothing(stage: Stage) -> None:
    """The same bytes as for a message that never was, and nothing changes."""
    stage.register("王芳")
    stage.register("陈平", typed.OTHER_CODE, "上海乙厂")
    sent(stage, "王芳")
    stage.begin("周生")
    person = stage.person("周生")
    for ending in (".go", ".st", ".pr", ".mu"):
        seen = {stage.open("周生", "told", at + ending) for at in (CAMPAIGN, "0" * 32, "x")}
        assert len(seen) == 1
        assert "没有找到" in seen.pop().text
    assert stage.work(lambda tx: tx.mutes(person)) == frozenset()
    assert not tapped(stage)


def test_a_liaison_is_led_to_the_own_units(stage: Stage) -> None:
    """By the button of the status; there is no run to go on with."""
    stage.register("王芳")
    stage.grant("王芳", Role.LIAISON, MINHANG)
    sent(stage, "王芳")
    enterprise, person = stage.enterprise(), stage.person("王芳")
    stage.work(lambda tx: tx.remove_contact(enterprise.id, person))
    assert "闵行区" in stage.open("王芳", "told", CAMPAIGN + ".go").text


def test_the_page_without_a_message_is_that_of_the_reminders(stage: Stage) -> None:
    """Typed, or opened by a button without an ending; back leads to the desk."""
    stage.register("王芳")
    assert stage.say("王芳", "/told").text == stage.say("王芳", "/mute").text
    stage.say("王芳", "/told", "不再接收：通知")
    person = stage.person("王芳")
    assert stage.work(lambda tx: tx.mutes(person)) == {Kind.NEWS}
    stage.open("王芳", "told", CAMPAIGN)
    for forged in ("news:perhaps", "gossip:off", "news"):
        assert "提醒设置" in stage.choose("王芳", forged).text
    assert stage.work(lambda tx: tx.mutes(person)) == {Kind.NEWS}
    assert "工作台" in stage.say("王芳", "返回").text


def test_declining_twice_is_recorded_once(stage: Stage) -> None:
    """And says the same."""
    stage.register("王芳")
    sent(stage, "王芳")
    first, again = (stage.open("王芳", "told", CAMPAIGN + ".mu").text for _ in range(2))
    assert first == again
    recorded = stage.work(lambda tx: tx.latest_recorded(20))
    assert [line.action for line in recorded].count("kind_muted") == 1
