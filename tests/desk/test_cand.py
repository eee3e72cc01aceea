"""申报候选: counts, lists and what each lacks; the ranked list of a district within its quota; the official table."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from bot.ports import Transaction
from bot.ports.registry import CITY
from bot.roles import Affiliation, Role
from bot.usecases.desk.cand.ranking import seen_of
from tests.bot.office import at_once
from tests.desk.candidates import FACTORY, keep_shipped, made, ranked, settle
from tests.desk.stage import MINHANG, Stage, labels
from tests.question_bank.programmes.cases.test_shanghai_advanced_factory import WELL

PUDONG = "310115"
NAUGHTY = "<b>{{7*7}}</b>=1+1"


@pytest.fixture
def district(stage: Stage) -> Stage:
    """Three that may apply, one that lacks a level, one of whom little is known, one barred; their liaison."""
    keep_shipped(stage, FACTORY)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    settle(stage, "申安机械", {**WELL, "maturity_level": "4", "factory_name": "申安泵阀智能工厂"}, 1)
    settle(stage, "浦江仪表", WELL, 2)
    settle(stage, "闵行轴承", {**WELL, "maturity_level": "5"}, 3)
    settle(stage, "莘庄电子", {**WELL, "maturity_level": "2"}, 4)
    settle(stage, "七宝食品", {"registered_shanghai": "yes"}, 5)
    settle(stage, "外地公司", {**WELL, "registered_shanghai": "no"}, 6)
    settle(stage, "浦东企业", WELL, 7, Affiliation(district=PUDONG))
    return stage


def at_list(stage: Stage, who: str = "李梅") -> None:
    """The ranked list of the district."""
    stage.open(who, "cand", MINHANG)
    stage.choose(who, f"p:{FACTORY}")
    stage.tap(who, "推荐名单")


def test_a_liaison_sees_who_may_apply_and_ranks_them(district: Stage, transcript: Callable[[str], None]) -> None:
    """From the counts to the list, to one that lacks something, to a first list, moved by hand with a reason, to the table."""
    district.say("李梅", "/candidates")
    district.tap("李梅", labels(district.seen["李梅"].screen)[0])
    district.tap("李梅", "暂不满足的")
    district.tap("李梅", "1")
    district.say("李梅", "返回", "返回")
    district.tap("李梅", "不能申报的")
    district.tap("李梅", "1")
    district.say("李梅", "返回", "返回")
    district.tap("李梅", "推荐名单")
    district.tap("李梅", "按等级和分数排出初稿")
    district.tap("李梅", "3")
    district.tap("李梅", "上移一位…")
    district.say("李梅", "示范性更强，今年新建了数字孪生产线")
    district.tap("李梅", "1")
    district.tap("李梅", "移出名单…")
    district.say("李梅", "企业自己要求明年再报")
    district.tap("李梅", "导出推荐表")
    transcript("cand")
    assert ranked(district, FACTORY) == ["浦江仪表", "申安机械"]


def test_a_list_is_proposed_by_level_and_then_by_name(district: Stage) -> None:
    """The highest level first."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    assert ranked(district, FACTORY) == ["闵行轴承", "申安机械", "浦江仪表"]


def test_one_that_is_not_yet_eligible_may_be_listed_and_says_so(district: Stage) -> None:
    """It stands last, with what it is; a barred one cannot be listed, by a forged button either."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    district.say("李梅", "返回")
    district.tap("李梅", "暂不满足的")
    district.tap("李梅", "2")
    shown = district.tap("李梅", "加入推荐名单")
    assert ranked(district, FACTORY)[-1] == "莘庄电子"
    assert "莘庄电子（暂不满足）" in shown.text
    district.say("李梅", "返回")
    district.tap("李梅", "不能申报的")
    barred = district.tap("李梅", "1")
    assert "外地公司" in barred.text
    assert "加入推荐名单" not in labels(barred)
    district.choose("李梅", f"add:{seen_of(district.work(lambda tx: tx.ranking(FACTORY, MINHANG)))}")
    assert "外地公司" not in ranked(district, FACTORY)


@pytest.mark.parametrize(("recognised", "quota"), [(29, 10), (30, 12)])
def test_the_quota_grows_with_thirty_recognised(district: Stage, recognised: int, quota: int) -> None:
    """二.2: 10, and 12 once there are 30 of them; places beyond it are left out of the table."""
    for place in range(recognised):
        settle(district, f"已获评{place}", {"advanced_factory_recognised": "yes"}, 100 + place)
    for place in range(12):
        settle(district, f"企业{place:02d}", WELL, 200 + place)
    district.open("李梅", "cand", MINHANG)
    assert f"可推荐 {quota} 家" in district.choose("李梅", f"p:{FACTORY}").text
    district.tap("李梅", "推荐名单")
    district.tap("李梅", "按等级和分数排出初稿")
    assert len(ranked(district, FACTORY)) == quota
    district.say("李梅", "返回")
    district.tap("李梅", "可以申报的")
    district.tap("李梅", "更多")
    left_out = next(name for name in named(district) if name not in ranked(district, FACTORY))
    district.choose("李梅", f"e:{named(district)[left_out]}")
    assert "超出名额" in district.tap("李梅", "加入推荐名单").text
    assert "另有 1 家超出名额" in district.tap("李梅", "导出推荐表").text
    ((_, content),) = made(district, "李梅")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert left_out not in {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}


def named(stage: Stage) -> dict[str, str]:
    """The ids of those that may apply in the district, by name."""

    def read(tx: Transaction) -> dict[str, str]:
        found = tx.candidates(FACTORY, "eligible", Affiliation(district=MINHANG))
        return {one.name: one.id for verdict in found if (one := tx.enterprise(verdict.enterprise)) is not None}

    return stage.work(read)


def test_the_table_stands_in_rank_order_and_marks_what_is_missing(district: Stage) -> None:
    """附件5: the official heads, the district's name, what nobody stated as [需企业补充]; whoever lost the role gets nothing."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    ((name, content),) = made(district, "李梅")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    flat = ["|".join(row) for row in rows]
    names = [row[1] for row in rows if row[0] in {"1", "2", "3"}]
    assert name.startswith("上海市先进级智能工厂推荐汇总表")
    assert names == ["闵行轴承", "申安机械", "浦江仪表"]
    assert any("推荐单位（盖章）：闵行区" in line for line in flat)
    assert any("申安泵阀智能工厂" in line for line in flat)
    assert sum("[需企业补充]" in line for line in flat) == 3
    assert made(district, "孙明") == made(district, "李梅", PUDONG) == []


def test_two_liaisons_who_move_at_once_move_once(district: Stage) -> None:
    """The other one reads that the list was changed, and sees it as it is."""
    district.grant("赵刚", Role.LIAISON, MINHANG)
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    for who in ("李梅", "赵刚"):
        at_list(district, who)
        district.tap(who, "3")
        district.tap(who, "上移一位…")
    shown = at_once([lambda: district.say("李梅", "行业覆盖"), lambda: district.say("赵刚", "行业覆盖")])
    assert sorted("没有生效" in screen.text for screen in shown) == [False, True]
    assert ranked(district, FACTORY) == ["闵行轴承", "浦江仪表", "申安机械"]


def test_an_old_button_moves_nothing_after_the_list_has_changed(district: Stage) -> None:
    """What was seen goes with the button."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    district.tap("李梅", "3")
    district.choose("李梅", "up:00000000")
    assert "没有生效" in district.say("李梅", "理由").text
    assert ranked(district, FACTORY)[0] == "闵行轴承"


def test_every_move_needs_a_reason_and_the_reason_is_recorded(district: Stage) -> None:
    """An empty one is asked for again; a naughty one is inert; the audit has it."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    district.tap("李梅", "1")
    district.tap("李梅", "下移一位…")
    assert "看不见" in district.say("李梅", "甲\u202e乙").text
    assert "太长" in district.say("李梅", "长" * 201).text
    shown = district.say("李梅", NAUGHTY)
    assert "&lt;b&gt;{{7*7}}&lt;/b&gt;=1+1" in shown.text
    assert ranked(district, FACTORY) == ["申安机械", "闵行轴承", "浦江仪表"]
    enterprise = district.work(lambda tx: tx.ranking(FACTORY, MINHANG)[1].enterprise)
    details = district.work(lambda tx: tx.details_recorded(enterprise, "ranking_changed"))
    assert any(NAUGHTY in str(line) for line in details)


def test_the_city_reads_every_list_and_changes_none(district: Stage) -> None:
    """Of the whole city, of a district; no button to move, and a forged one does nothing."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    district.grant("周市", Role.CITY, CITY)
    district.say("周市", "/candidates")
    district.tap("周市", "闵行区")
    district.choose("周市", f"p:{FACTORY}")
    shown = district.tap("周市", "推荐名单")
    assert "闵行轴承" in shown.text
    district.tap("周市", "1")
    assert "下移一位…" not in labels(district.seen["周市"].screen)
    before = ranked(district, FACTORY)
    seen = district.work(lambda tx: tx.ranking(FACTORY, MINHANG))
    district.choose("周市", f"down:{seen_of(seen)}")
    district.say("周市", "理由")
    assert ranked(district, FACTORY) == before
    district.open("周市", "cand", CITY)
    assert "可以申报：4 家" in district.choose("周市", f"p:{FACTORY}").text


def test_what_is_another_district_s_reads_like_what_is_not_there(district: Stage) -> None:
    """Units, enterprises, programmes: absent and forbidden are the same bytes."""
    district.say("李梅", "/desk")
    assert district.open("李梅", "cand", PUDONG) == district.open("李梅", "cand", "0" * 32)
    district.open("李梅", "cand", MINHANG)
    district.choose("李梅", f"p:{FACTORY}")
    district.tap("李梅", "可以申报的")
    other = district.work(lambda tx: tx.enterprise_by_code(f"{7:017d}X"))
    assert other is not None
    forbidden = district.choose("李梅", f"e:{other.id}")
    assert forbidden == district.choose("李梅", "e:" + "0" * 32)
    assert "浦东企业" not in forbidden.text
    district.open("李梅", "cand", MINHANG)
    assert "没有找到" in district.choose("李梅", "p:no-such").text


def test_a_contact_and_a_provider_find_no_candidates(district: Stage) -> None:
    """Neither the page nor a unit's."""
    district.register("王工")
    district.say("王工", "/desk")
    assert district.open("王工", "cand") == district.open("王工", "cand", MINHANG)
    assert "申报候选" not in labels(district.say("王工", "/desk"))


def test_there_is_a_way_back_from_everywhere(district: Stage) -> None:
    """From a reason to the enterprise, the list, the programme, the programmes, the desk."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    district.tap("李梅", "2")
    one = district.seen["李梅"].screen
    district.tap("李梅", "上移一位…")
    assert district.say("李梅", "返回") == one
    assert "推荐名单" in district.say("李梅", "返回").text
    assert "可以申报：3 家" in district.say("李梅", "返回").text
    assert "申报候选：闵行区" in district.say("李梅", "返回").text
    district.say("李梅", "返回")
    assert "工作台" in district.say("李梅", "返回").text


def test_a_list_of_nobody_is_empty_and_says_so(district: Stage) -> None:
    """A zone without enterprises: nothing to rank, nothing to export; a forged order brings nothing."""
    zone = "lingang"
    district.grant("赵临", Role.LIAISON, zone)
    district.open("赵临", "cand", zone)
    assert "可以申报：0 家" in district.choose("赵临", f"p:{FACTORY}").text
    district.tap("赵临", "推荐名单")
    assert labels(district.seen["赵临"].screen) == ["返回"]
    seen = seen_of(())
    assert "没有排出名单" in district.choose("赵临", f"fill:{seen}").text
    assert "没有找到" in district.choose("赵临", "file").text
    assert made(district, "赵临", zone) == []
    district.open("赵临", "cand", zone)
    district.choose("赵临", f"p:{FACTORY}")
    assert "没有这样的企业" in district.choose("赵临", "o:eligible").text


def test_who_is_liaison_of_two_units_chooses(district: Stage) -> None:
    """And a duty has no ranked list."""
    keep_shipped(district, "self-assessment-2022")
    district.grant("李梅", Role.LIAISON, PUDONG)
    district.say("李梅", "/candidates")
    district.tap("李梅", "浦东新区")
    shown = district.choose("李梅", "p:self-assessment-2022")
    assert "推荐名单" not in labels(shown)
    assert "没有找到" in district.choose("李梅", "rank").text


def test_who_moved_to_another_district_leaves_the_list(district: Stage) -> None:
    """The others close up; the next change forgets it; the table does not have it."""
    at_list(district)
    district.tap("李梅", "按等级和分数排出初稿")
    first = named(district)["闵行轴承"]
    district.work(lambda tx: tx.affiliate(first, Affiliation(district=PUDONG), district.clock.at))
    at_list(district)
    shown = district.seen["李梅"].screen
    assert "闵行轴承" not in shown.text
    assert "1. 申安机械" in shown.text
    district.tap("李梅", "2")
    assert "推荐名单第 2 位，共 2 家" in district.seen["李梅"].screen.text
    district.tap("李梅", "上移一位…")
    district.say("李梅", "行业覆盖")
    assert ranked(district, FACTORY) == ["浦江仪表", "申安机械"]
