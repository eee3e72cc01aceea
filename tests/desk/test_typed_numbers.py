"""A typed number chooses the line of a list that carries it, as its button does; `stage` asks that of every screen it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.ports.registry import CITY
from bot.roles import Role
from tests.desk.agency import a_finished_run, assigned, reviewers
from tests.desk.applications import a_case, read_papers
from tests.desk.candidates import FACTORY, keep_shipped, settle
from tests.desk.crowd import crowd
from tests.desk.stage import MINHANG, Stage, labels
from tests.question_bank.programmes.cases.test_shanghai_advanced_factory import WELL

NOT_UNDERSTOOD = "没有看懂这条消息，什么都没有改动。"


@pytest.fixture
def district(stage: Stage) -> Stage:
    """Twelve that may apply, two that lack something; their liaison."""
    keep_shipped(stage, FACTORY)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    for place in range(1, 13):
        settle(stage, f"企业{place:02d}", WELL, place)
    settle(stage, "莘庄电子", {**WELL, "maturity_level": "2"}, 13)
    settle(stage, "七宝食品", {"registered_shanghai": "yes"}, 14)
    return stage


def at_programme(stage: Stage, who: str = "李梅") -> None:
    """The district's candidates for the programme."""
    stage.open(who, "cand", MINHANG)
    stage.choose(who, f"p:{FACTORY}")


def test_a_candidate_is_chosen_by_its_number(district: Stage, transcript: Callable[[str], None]) -> None:
    """In a short list, on the second page of a long one, with digits of either width, in the ranked list; others are not understood."""
    at_programme(district)
    district.say("李梅", "暂不满足的", "２", "返回", "3", "返回")
    district.say("李梅", "可以申报的", "更多", "1", "１２", "返回")
    at_programme(district)
    district.say("李梅", "推荐名单", "按等级和分数排出初稿", "2", "上移一位…", "2")
    transcript("cand_typed")


@pytest.mark.parametrize("typed", ["1", "１", " 1 ", "01"])
def test_a_number_does_what_its_button_does(district: Stage, typed: str) -> None:
    """The same screen, however it is written."""
    at_programme(district)
    district.tap("李梅", "可以申报的")
    tapped = district.tap("李梅", "1")
    district.say("李梅", "返回")
    assert district.say("李梅", typed) == tapped
    assert "企业01" in tapped.text


@pytest.mark.parametrize("typed", ["0", "3", "-1", "1.5", "1、2", "99999"])
def test_a_number_that_no_line_carries_is_not_understood(district: Stage, typed: str) -> None:
    """The list stays as it is."""
    at_programme(district)
    before = district.tap("李梅", "暂不满足的")
    after = district.say("李梅", typed)
    assert after.text.startswith(NOT_UNDERSTOOD)
    assert (after.text.endswith(before.text), after.rows) == (True, before.rows)


def test_an_application_is_chosen_by_its_number(stage: Stage) -> None:
    """By the reviewer and by the city; a number that is not there is not understood."""
    case = a_case(stage)
    case.say("钱评审", "/vouchers")
    assert "核对材料" in labels(case.say("钱评审", "１"))
    case.say("王工", "/vouchers", "提交申请")
    assert case.say("周市", "/vouchers", "1").text.startswith(NOT_UNDERSTOOD)
    assert case.say("钱评审", "/vouchers", "2").text.startswith(NOT_UNDERSTOOD)
    assert "已提交，等待核对" in case.say("钱评审", "1").text
    read_papers(case)
    case.say("钱评审", "核对通过")
    assert "已兑换" in labels(case.say("周市", "/vouchers", "１"))


def test_a_number_in_a_reason_or_in_the_papers_is_what_it_says(stage: Stage) -> None:
    """Only lists are chosen from: where something is to be written, a number is what was written."""
    case = a_case(stage)
    case.say("钱评审", "/vouchers", "1", "核对材料", "是", "材料里没有")
    assert "报告所写等级" in case.say("钱评审", "1").text
    assert "上次填的是" not in case.seen["钱评审"].screen.text
    case.say("钱评审", "返回")
    assert "报告所写分数" in case.seen["钱评审"].screen.text


def test_the_lists_of_enterprises_are_chosen_from_by_number(stage: Stage) -> None:
    """The state of a district on its second page, and what was found; any other text looks for something else."""
    crowd(stage, 12)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.say("李梅", "/status", "全部名单", "更多")
    assert stage.say("李梅", "2").text.startswith(NOT_UNDERSTOOD)
    assert "<b>企业12</b>" in stage.say("李梅", "１２").text
    stage.say("李梅", "/find", "企业0")
    assert "<b>企业03</b>" in stage.say("李梅", "3").text
    assert "查找“12”" in stage.say("李梅", "/find", "企业0", "12").text


def test_people_and_roles_are_chosen_by_number(stage: Stage) -> None:
    """Who has a role by the number before the name; of several roles of one person the one to take back, which is asked about first."""
    stage.grant("周市", Role.ADMIN)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    stage.grant("李梅", Role.CITY, CITY)
    stage.open("周市", "grants", "liaison")
    assert "要收回哪一项？" in stage.say("周市", "1").text
    assert labels(stage.say("周市", "2")) == ["是", "否"]


def test_what_is_reviewed_is_chosen_by_number(stage: Stage) -> None:
    """The run in the queue, then a question of an area."""
    run = a_finished_run(stage)
    reviewers(stage, assigned(stage, run))
    stage.say("钱评审", "/reviews")
    stage.tap("钱评审", labels(stage.say("钱评审", "1"))[0])
    tapped = stage.tap("钱评审", "2")
    stage.say("钱评审", "返回")
    assert stage.say("钱评审", "2") == tapped
