"""Feedback from a contact to the liaison and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ports.registry import CITY
from bot.roles import Role
from dialogs.stages.consent import PURPOSES
from tests.bot.typed import OTHER_CODE
from tests.desk.stage import MINHANG, Stage, labels


def test_a_contact_writes_the_liaison_answers_and_the_contact_closes(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Each learns of what the other does, under one reference."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.say("王工", "/feedback")
    stage.tap("王工", "写一条反馈")
    stage.say("王工", "第 3 题的“关键工序”指哪些？")
    stage.tap("李联络员", "查看")
    stage.tap("李联络员", "回复")
    stage.say("李联络员", "指对质量影响最大的工序，可按工艺文件认定。")
    stage.tap("王工", "查看")
    stage.tap("王工", "关闭")
    stage.say("李联络员", "/desk")
    transcript("feedback")


def test_a_ticket_of_another_district_reads_like_one_that_is_not_there(stage: Stage) -> None:
    """Whether the reference is guessed or made up."""
    stage.grant("李联络员", Role.LIAISON, "310115")
    stage.grant("张联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.say("王工", "/feedback", "写一条反馈", "有个问题")
    reference = stage.work(lambda tx: tx.tickets(None, 1)[0].reference)
    stage.say("李联络员", "/desk")
    forbidden = stage.open("李联络员", "feedback", reference)
    absent = stage.open("李联络员", "feedback", "F-999999")
    assert forbidden == absent
    assert "没有找到" in forbidden.text


def test_a_closed_ticket_takes_no_more_lines(stage: Stage) -> None:
    """An old screen says that somebody was first."""
    stage.register("王工")
    stage.register("李工", OTHER_CODE, "另一家")
    stage.say("王工", "/feedback", "写一条反馈", "有个问题")
    reference = stage.work(lambda tx: tx.tickets(None, 1)[0].reference)
    shown = stage.open("王工", "feedback", reference)
    assert "关闭" in labels(shown)
    stage.work(lambda tx: tx.close_ticket(reference, stage.clock.at))
    stage.tap("王工", "关闭")
    assert "没有重复执行" in stage.seen["王工"].screen.text


def test_who_declined_the_changed_purposes_is_told_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the person agrees again; what was written waits on the page."""
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.register("王工")
    stage.say("王工", "/feedback", "写一条反馈", "有个问题")
    assert len(stage.noticed["李联络员"]) == 1
    monkeypatch.setattr("dialogs.stages.renewing.PURPOSES", PURPOSES + 1)
    stage.say("李联络员", "/desk", "不同意")
    stage.say("王工", "/feedback", "是", "/feedback", "写一条反馈", "还有一个问题")
    assert len(stage.noticed["李联络员"]) == 1
    assert "还有一个问题" in stage.say("李联络员", "是", "是", "/feedback").text


def test_the_office_answers_others_and_sees_its_own_words_once(stage: Stage) -> None:
    """Who may answer everything finds an own entry among the own ones only, and is not told that it waits for an answer."""
    stage.grant("孙管理员", Role.ADMIN, CITY)
    stage.say("孙管理员", "/feedback", "写一条反馈", "导出的表格里少一列")
    reference = stage.work(lambda tx: tx.tickets(None, 1)[0].reference)
    stage.say("孙管理员", "/feedback")
    assert labels(stage.seen["孙管理员"].screen).count(reference) == 1
