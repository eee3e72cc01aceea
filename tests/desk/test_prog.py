"""Programmes for the contacts of an enterprise: from the result of a run to a verdict, with the shipped rule packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dialogs.desk.prog.effects import ProgrammeShown, ProgrammesShown, VerdictMoved
from dialogs.desk.prog.reasons import NOTHING
from dialogs.model import Phase
from tests.desk.programme_rooms import (
    ADVANCED,
    FIRST_OF_AUGUST_2025,
    NOVEMBER_2026,
    TIERS,
    VOUCHER,
    WELL,
    answer,
    ask,
    asked,
    cmmm,
    finish_at_level,
    go_to,
    open_programme,
    stated,
    tap_begins,
    with_packs,
)
from tests.desk.stage import Stage, labels
from tests.desk.test_mine import join

Golden = Callable[[str, str], None]


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Everything shipped has closed; the small bank."""
    found = with_packs(NOVEMBER_2026)
    yield found
    found.store.close()


@pytest.fixture
def open_stage() -> Iterator[Stage]:
    """The advanced factories of 2025 are being accepted; the bank that levels are told by."""
    found = with_packs(FIRST_OF_AUGUST_2025, cmmm())
    yield found
    found.store.close()


# -- the whole conversation ------------------------------------------------------------------------------------------------


def test_from_the_result_of_level_three_to_a_verdict(open_stage: Stage, golden: Golden) -> None:
    """By the button of the result; every fact that is not known is asked once, and at its end one may apply."""
    stage = open_stage
    finish_at_level(stage, "王工", 3)
    stage.tap("王工", "申报项目")
    stage.tap("王工", "上海先进级智能工厂")
    tap_begins(stage, "王工", "补充")
    found = answer(stage, "王工", WELL)
    assert len(found) > 10
    shown = stage.effects["王工"][-1]
    assert isinstance(shown, ProgrammeShown)
    assert (shown.lacking, [reason.text for reason in shown.missing]) == (0, []), found
    stage.tap("王工", "已知信息")
    stage.tap("王工", "返回")
    stage.tap("王工", "历史记录")
    stage.tap("王工", "返回")
    stage.tap("王工", "返回")
    golden("desk/prog.txt", stage.transcript)


def test_a_low_level_is_told_with_the_cheapest_way_up(open_stage: Stage, golden: Golden) -> None:
    """As the roadmap of the assessment has it; the tiers tell what is reached and what the next one lacks."""
    stage = open_stage
    finish_at_level(stage, "王工", 1)
    stage.say("王工", "/programmes")
    stage.tap("王工", "智能工厂梯度")
    tap_begins(stage, "王工", "补充")
    stage.silently(lambda: answer(stage, "王工", WELL))
    stage.tap("王工", "怎样才能满足")
    stage.tap("王工", "返回")
    stage.tap("王工", "领航级")
    stage.tap("王工", "返回")
    golden("desk/prog_tiers.txt", stage.transcript)


def test_values_are_asked_back_until_they_fit(stage: Stage, golden: Golden) -> None:
    """Amounts, days, numbers out of bounds, a fact for later, and the one before."""
    finish_at_level(stage, "王工", 2)
    stage.say("王工", "申报")
    stage.tap("王工", "智评券 2023")
    tap_begins(stage, "王工", "补充")
    for line in ("很多", "-5", "１．２亿"):
        stage.say("王工", line)
    while (card := asked(stage, "王工")) is not None and card.fact != "contract_date":
        stage.say("王工", {"contract_amount": "30万", "contract_link": "3"}.get(card.fact, "不确定"))
    for line in ("去年九月", "2023-02-30", "2027-01-01", "２０２３．９．１"):
        stage.say("王工", line)
    stage.say("王工", "返回")
    stage.tap("王工", "保持不变")
    stage.say("王工", "返回", "2023年8月31日", "是")
    assert stated(stage)["contract_date"] == "2023-08-31"
    golden("desk/prog_typed.txt", stage.transcript)


def test_the_scenes_are_chosen_in_groups_and_kept_together(stage: Stage, golden: Golden) -> None:
    """Forty of them, by button and by number, over several screens; nothing is kept before the last button."""
    finish_at_level(stage, "王工", 2)
    stage.silently(lambda: go_to(stage, "王工", "scenes", TIERS))
    stage.tap("王工", "1. 工厂数字化规划设计")
    stage.tap("王工", "下一组")
    stage.tap("王工", "上一组")
    stage.tap("王工", "✓ 1. 工厂数字化规划设计")
    stage.say("王工", "24、27", "41", "设备运行监控")
    assert "scenes" not in stated(stage)
    tap_begins(stage, "王工", "完成")
    assert stated(stage)["scenes"] == "scene_24"
    golden("desk/prog_scenes.txt", stage.transcript)


def test_none_of_the_choices_is_an_answer_too(stage: Stage) -> None:
    """And is said so, wherever it is read."""
    finish_at_level(stage, "王工", 2)
    go_to(stage, "王工", "scenes", TIERS)
    while "下一组" in labels(stage.seen["王工"].screen):
        assert "一项也没有" not in labels(stage.seen["王工"].screen), "it would be taken for none of this group"
        stage.tap("王工", "下一组")
    assert "一项也没有" in stage.tap("王工", "一项也没有").text
    shown = open_programme(stage, "王工", TIERS)
    assert (("已建成的典型场景", NOTHING),) in [reason.now for reason in shown.missing]
    assert "已建成的典型场景：一项也没有" in stage.seen["王工"].screen.text
    assert "典型场景：一项也没有" in stage.tap("王工", "已知信息").text
    stage.say("王工", "返回")
    assert "典型场景：一项也没有" in stage.tap("王工", "历史记录").text


# -- two at once -----------------------------------------------------------------------------------------------------------


def test_of_two_contacts_the_later_one_sees_what_the_other_stated(stage: Stage, golden: Golden) -> None:
    """And decides again; who agrees keeps it."""
    finish_at_level(stage, "王工", 2)
    join(stage, "李工")
    stage.silently(lambda: ask(stage, "王工"))
    stage.silently(lambda: ask(stage, "李工"))
    stage.say("王工", "1.5亿")
    stage.say("李工", "8000万")
    assert stated(stage)["annual_output"] == "15000"
    stage.say("李工", "9000万")
    assert stated(stage)["annual_output"] == "9000"
    stage.silently(lambda: stage.say("王工", "/programmes"))
    stage.open("王工", "prog", VOUCHER)
    stage.tap("王工", "已知信息")
    golden("desk/prog_two.txt", stage.transcript)


def test_a_colleague_is_told_when_something_becomes_possible(open_stage: Stage) -> None:
    """In a notice that leads to the programme; who stated it reads it in place."""
    stage = open_stage
    finish_at_level(stage, "王工", 3)
    join(stage, "李工")
    ask(stage, "王工", ADVANCED)
    answer(stage, "王工", WELL)
    assert any(isinstance(effect, VerdictMoved) and effect.after == "eligible" for effect in stage.effects["王工"])
    assert "现在可以申报" in stage.seen["王工"].screen.text
    told = [notice for notice in stage.noticed.get("李工", []) if "2025 年度上海市先进级" in notice.text]
    assert len(told) == 1
    assert "2025-08-15" in told[0].text
    stage.tap("李工", "查看申报项目")
    assert isinstance(stage.effects["李工"][-1], ProgrammeShown | ProgrammesShown)


def test_a_new_run_says_in_place_what_has_become_possible(stage: Stage) -> None:
    """With its result; the colleague is told by a notice."""
    finish_at_level(stage, "王工", 1)
    join(stage, "李工")
    ask(stage, "王工", TIERS)
    answer(stage, "王工", WELL)
    assert open_programme(stage, "王工", TIERS).tracks[0].outcome == "not_yet"
    stage.silently(lambda: stage.say("王工", "首页", "新建自诊断"))
    for _ in range(2):
        stage.go_on("王工", Phase.LEVEL_RESULT)
        stage.silently(lambda: stage.say("王工", "/submit"))
    screen = stage.go_on("王工", Phase.RESULT)
    assert "现在可以申报了" in screen.text
    assert "自诊断完成" in screen.text
    assert "申报项目" in labels(screen)
    assert any("智能工厂梯度" in notice.text for notice in stage.noticed["李工"])
    assert open_programme(stage, "王工", TIERS).tracks[0].outcome == "eligible"
