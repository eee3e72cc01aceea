"""指定: providers and agencies of enterprises, and who may not be which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.roles import Role, UnitKind
from tests.bot.office import at_once
from tests.desk.stage import MINHANG, Stage, labels

NAUGHTY = "<i>{{7*7}}</i>=1+1"


@pytest.fixture
def desk(stage: Stage) -> Stage:
    """An enterprise of Minhang, its liaison, two providers and two agencies; one organisation is both."""
    stage.register("王工")
    stage.grant("李梅", Role.LIAISON, MINHANG)
    for kind, name in (
        (UnitKind.PROVIDER, "上海智造服务"),
        (UnitKind.PROVIDER, "双面机构"),
        (UnitKind.AGENCY, "双面 机构"),
        (UnitKind.AGENCY, "质量评价院"),
    ):
        stage.work(lambda tx, kind=kind, name=name: tx.add_unit(kind, name, "", 0))
    return stage


def unit(stage: Stage, kind: UnitKind, name: str) -> str:
    """The id of a unit."""
    return next(found.id for found in stage.work(lambda tx: tx.units(kind)) if found.name == name)


def at(stage: Stage) -> str:
    """The page of the enterprise, opened by the liaison."""
    enterprise = stage.enterprise().id
    stage.open("李梅", "assign", enterprise)
    return enterprise


def held(stage: Stage) -> tuple[str, str]:
    """Names of provider and agency."""
    place = stage.enterprise().affiliation
    found = (stage.work(lambda tx, part=part: tx.unit(part)) for part in (place.provider, place.agency))
    provider, agency = (one.name if one else "" for one in found)
    return provider, agency


def test_a_liaison_assigns_a_provider_and_an_agency(desk: Stage, transcript: Callable[[str], None]) -> None:
    """Found by the enterprise's name; the people of the unit are told; who was provider cannot supervise later."""
    provider = unit(desk, UnitKind.PROVIDER, "双面机构")
    desk.grant("周服务", Role.PROVIDER, provider)
    desk.say("李梅", "/assign", "申安")
    desk.tap("李梅", "上海申安机械有限公司")
    desk.tap("李梅", "指定服务商")
    desk.tap("李梅", "双面机构")
    desk.tap("李梅", "指定质量监督机构")
    desk.tap("李梅", "双面 机构")
    desk.tap("李梅", "更换服务商")
    desk.say("李梅", "智造")
    desk.tap("李梅", "上海智造服务")
    desk.tap("李梅", "指定质量监督机构")
    desk.tap("李梅", "双面 机构")
    desk.tap("李梅", "指定质量监督机构")
    desk.tap("李梅", "质量评价院")
    desk.tap("李梅", "结束服务商")
    transcript("assign")
    assert held(desk) == ("", "质量评价院")


def test_an_agency_at_work_is_not_made_provider_as_well(desk: Stage) -> None:
    """Whichever came first."""
    at(desk)
    desk.tap("李梅", "指定质量监督机构")
    desk.tap("李梅", "双面 机构")
    desk.tap("李梅", "指定服务商")
    assert "不能同时" in desk.tap("李梅", "双面机构").text
    assert held(desk) == ("", "双面 机构")


def test_two_who_assign_one_organisation_to_both_at_once_assign_one(desk: Stage) -> None:
    """The second finds the first."""
    desk.grant("赵管理员", Role.ADMIN)
    enterprise = at(desk)
    desk.tap("李梅", "指定服务商")
    desk.open("赵管理员", "assign", enterprise)
    desk.tap("赵管理员", "指定质量监督机构")
    at_once([lambda: desk.tap("李梅", "双面机构"), lambda: desk.tap("赵管理员", "双面 机构")])
    assert sorted(map(bool, held(desk))) == [False, True]


def test_an_end_ends_what_the_provider_sees(desk: Stage) -> None:
    """At once."""
    provider = unit(desk, UnitKind.PROVIDER, "上海智造服务")
    desk.grant("周服务", Role.PROVIDER, provider)
    enterprise = at(desk)
    hidden = desk.open("周服务", "ent", enterprise)
    desk.tap("李梅", "指定服务商")
    desk.tap("李梅", "上海智造服务")
    assert "申安" in desk.open("周服务", "ent", enterprise).text
    desk.tap("李梅", "结束服务商")
    desk.say("周服务", "/desk")
    assert desk.open("周服务", "ent", enterprise).text.startswith(hidden.text.split("\n")[0])


def test_what_is_forged_assigns_nothing(desk: Stage) -> None:
    """A unit of another kind, one that is not there, and the same one a second time."""
    at(desk)
    desk.tap("李梅", "指定服务商")
    for forged in (unit(desk, UnitKind.AGENCY, "质量评价院"), MINHANG, "0" * 32):
        desk.choose("李梅", forged)
        at(desk)
        desk.tap("李梅", "指定服务商")
    assert held(desk) == ("", "")
    desk.tap("李梅", "上海智造服务")
    desk.tap("李梅", "更换服务商")
    assert "没有重复执行" in desk.tap("李梅", "上海智造服务").text


def test_a_liaison_elsewhere_finds_nothing_to_assign(desk: Stage) -> None:
    """By name, by id, or by a made-up id."""
    desk.grant("孙明", Role.LIAISON, "310115")
    assert "申安" not in labels(desk.say("孙明", "/assign", "申安"))
    desk.say("孙明", "/desk")
    assert desk.open("孙明", "assign", desk.enterprise().id) == desk.open("孙明", "assign", "0" * 32)


def test_a_contact_finds_no_page(desk: Stage) -> None:
    """Not even for the own enterprise."""
    assert desk.open("王工", "assign") == desk.open("王工", "assign", desk.enterprise().id)


def test_every_step_has_a_way_back_and_names_are_inert(desk: Stage) -> None:
    """From a search to the list, to the enterprise, to the page."""
    desk.work(lambda tx: tx.add_unit(UnitKind.PROVIDER, NAUGHTY, "", 0))
    at(desk)
    listed = desk.tap("李梅", "指定服务商")
    assert "没有名称里有" in desk.say("李梅", "没有的").text
    assert desk.say("李梅", "返回") == listed
    assert "没有指定" in desk.tap("李梅", NAUGHTY).text
    assert "&lt;i&gt;{{7*7}}&lt;/i&gt;=1+1" in desk.seen["李梅"].screen.text
    desk.tap("李梅", "指定质量监督机构")
    desk.say("李梅", "返回")
    assert "为哪家企业" in desk.say("李梅", "返回").text
    assert "没有与" in desk.say("李梅", "不存在").text
    assert "为哪家企业" in desk.say("李梅", "返回").text
    assert "看不见" in desk.say("李梅", "甲\u202e乙").text
