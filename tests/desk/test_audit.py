"""操作记录: what the city and the admins read of what was done."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

import bot
from bot.roles import Role
from bot.storage.transaction import UNTOLD
from dialogs import phrasebook
from dialogs.desk import ent
from tests.desk.stage import MINHANG, Stage, labels
from tests.desk.test_claims import ask, claim_of


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """A little happened: an enterprise registered, a liaison looked at its number."""
    stage.register("王工")
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("赵管理员", Role.ADMIN)
    return stage


def test_an_admin_reads_who_saw_a_number(desk: Stage, transcript: Callable[[str], None]) -> None:
    """Of everybody, of one enterprise, of one person."""
    enterprise = desk.enterprise().id
    desk.silently(lambda: desk.open("李梅", "ent", enterprise))
    desk.silently(lambda: desk.choose("李梅", "phones"))
    desk.say("赵管理员", "/audit", "申安")
    desk.tap("赵管理员", "上海申安机械有限公司")
    desk.say("赵管理员", "返回", "申安")
    desk.tap("赵管理员", "欧阳敏")
    transcript("audit")


def test_older_lines_are_one_tap_away(desk: Stage) -> None:
    """Until there are none; nothing is shown twice."""
    for number in range(40):
        unit = (MINHANG, "310115")[number % 2]
        desk.work(lambda tx, number=number, unit=unit: tx.record(desk.clock.at + number * 60_000, "", "", "unit_added", {"unit": unit}))
    shown = [desk.say("赵管理员", "/audit")]
    while "更早的" in labels(shown[-1]):
        shown.append(desk.tap("赵管理员", "更早的"))
    lines = [line for screen in shown for line in screen.text.splitlines() if "新增单位" in line]
    assert len(lines) == len(set(lines)) == 40
    assert desk.say("赵管理员", "返回") == shown[0]


def test_what_is_forged_shows_no_more(desk: Stage) -> None:
    """A number that is none, a name that is nobody's."""
    shown = desk.say("赵管理员", "/audit")
    for forged in ("older.x", "older." + "9" * 40, "older.-1"):
        assert desk.choose("赵管理员", forged).text.endswith(shown.text)
    assert "没有找到" in desk.say("赵管理员", "没有这家").text
    desk.say("赵管理员", "/audit")
    assert "没有找到" in desk.open("赵管理员", "audit", "0" * 32).text
    assert "看不见" in desk.say("赵管理员", "/audit", "甲\u202e乙").text


def test_who_may_not_read_it_finds_no_page(desk: Stage) -> None:
    """A liaison, a contact, a stranger."""
    for who in ("李梅", "王工"):
        absent = desk.open(who, "audit", "0" * 32)
        assert desk.open(who, "audit") == absent
        assert desk.open(who, "audit", desk.enterprise().id) == absent
        assert desk.open(who, "audit", desk.person("赵管理员")) == absent


def test_every_action_that_is_recorded_has_words() -> None:
    """In both languages; a new one that has none would read as something else."""
    actions = recorded()
    assert len(actions) > 30
    for language in ("zh", "en"):
        known = phrasebook._sentences(language)["audited"]
        assert actions <= set(known)


def recorded() -> set[str]:
    """The actions that use cases record by a name that stands in the code."""
    folder = Path(bot.__file__).parent
    calls = [
        call
        for path in (folder / "usecases").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "record"
    ]
    found = {argument.value for call in calls for argument in call.args[:4] if isinstance(argument, ast.Constant)}
    return {action for action in found if isinstance(action, str) and action}


def test_what_an_enterprises_story_tells_is_what_is_recorded() -> None:
    """A name that nobody records would never be read; one that the story leaves out at all times neither."""
    by_turns = {"run_started", "run_finished", "run_abandoned", "level_reopened"}  # what turns record is named by the core
    by_decisions = {"claim_confirmed", "claim_refused"}
    assert ent.EVENTS - recorded() == by_turns | by_decisions
    assert not ent.EVENTS & UNTOLD


def test_a_liaison_reads_who_joined_and_what_was_said(stage: Stage) -> None:
    """Who asked, what was decided, that there was feedback; each with words."""
    stage.register("王工")
    stage.grant("李梅", Role.LIAISON, MINHANG)
    for who, decision in (("李工", "同意"), ("赵工", "不同意")):
        ask(stage, who, who)
        claim = claim_of(stage, who)
        stage.silently(lambda claim=claim: stage.open("王工", "claim", claim))
        stage.silently(lambda decision=decision: stage.tap("王工", decision))
    stage.silently(lambda: stage.say("王工", "/feedback", "写一条反馈", "第三题看不懂"))
    shown = stage.open("李梅", "ent", stage.enterprise().id).text
    for words in ("有人申请加入", "同意加入申请", "不同意加入申请", "提出反馈"):
        assert words in shown, shown
