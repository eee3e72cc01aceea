"""The whole city in figures: what is shown, what is not, targets, the heat map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from bot.ports.registry import CITY
from bot.ports.standing import Filter
from bot.roles import Role
from bot.usecases.targets import loading
from bot.verbs.targets import SHIPPED
from dialogs.desk.city import CROSSED, CityListShown, CityShown
from question_bank.formats import read
from tests.bot.office import DAY
from tests.desk.stage import MINHANG, Stage, labels
from tests.desk.test_status import _made
from tests.desk.township import Township
from tests.reports.attacker import Attacker

PUDONG, CHANGNING, HONGKOU = "310115", "310105", "310109"


def _peopled(stage: Stage) -> None:
    stage.grant("市经信委", Role.CITY, CITY)
    town = Township(stage)
    town.settle(30, finished=12, begun=9)
    town.settle(24, finished=10, begun=8, district=PUDONG)
    town.settle(3, finished=1, begun=1, district=CHANGNING)
    town.settle(8, finished=3, begun=0, district=HONGKOU)


def test_the_city_sees_totals_lists_and_one_district_told_apart(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Small numbers are dashes, and so is what they could be worked out from."""
    _peopled(stage)
    stage.say("市经信委", "/city", "按区", "闵行区", "按规模", "按等级", "返回", "返回", "按行业")
    stage.tap("市经信委", "汽车制造业")
    stage.say("市经信委", "返回", "返回", "按周")
    transcript("city")


def test_without_targets_no_year_is_named(stage: Stage) -> None:
    """Nothing was set, so nothing is in brackets."""
    stage.grant("市经信委", Role.CITY)
    shown = stage.say("市经信委", "/city", "各区指标").text
    assert "还没有下达指标" in shown
    assert "（" not in shown


def test_the_targets_of_the_notice_are_shown_as_stated_and_as_they_add_up(stage: Stage, transcript: Callable[[str], None]) -> None:
    """The rows of the notice sum to 1540, 3060 and 3430, its last row says 1500, 3000 and 3500."""
    _peopled(stage)
    sheets, _ = read(SHIPPED)
    stage.work(loading(next(iter(sheets.values())), "notice", stage.clock.at))
    shown = stage.say("市经信委", "/city", "各区指标").text
    for stated, computed in ((1500, 1540), (3000, 3060), (3500, 3430)):
        assert f"{stated} 家，各区相加 {computed} 家" in shown
    stage.tap("市经信委", "闵行区")
    stage.clock.at += 90 * DAY
    stage.say("市经信委", "/status", "闵行区")
    transcript("city_targets")


def test_a_city_with_hardly_anybody_shows_no_number(stage: Stage) -> None:
    """The total itself would point at single enterprises."""
    stage.grant("市经信委", Role.CITY, CITY)
    Township(stage).settle(9, finished=3)
    shown = stage.say("市经信委", "/city").text
    assert "太少" in shown
    assert not any(number in shown for number in ("9", "3", "6"))
    assert "没有可以显示的数字" in stage.say("市经信委", "按区").text
    assert "没有可以显示的数字" in stage.say("市经信委", "返回", "按周").text


def test_a_hidden_row_cannot_be_opened_by_a_forged_button(stage: Stage) -> None:
    """It reads like a row that is not there."""
    _peopled(stage)
    stage.say("市经信委", "/city", "按区")
    assert "长宁区" not in labels(stage.seen["市经信委"].screen)
    hidden = stage.choose("市经信委", f"in:{CHANGNING}")
    stage.say("市经信委", "/city", "按区")
    assert hidden == stage.choose("市经信委", "in:310199")
    assert "没有找到" in hidden.text


def test_the_heat_map_comes_as_a_picture_with_its_text(stage: Stage) -> None:
    """Only with the groups that are shown, and only for those who read the city."""
    _peopled(stage)
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.say("市经信委", "/city", "薄弱环节图")
    assert stage.files == [("市经信委", "heat", "district")]
    (kind, _, picture), (_, _, text) = _made(stage, "市经信委", "heat", "district")
    assert kind == "photo"
    assert picture.startswith(b"\x89PNG")
    assert "闵行区" in text.decode()
    assert "长宁区" not in text.decode()
    assert _made(stage, "李联络员", "heat", "district") == []


def test_nothing_under_five_can_be_worked_out_from_all_screens_together(stage: Stage) -> None:
    """Every list and every pair of filters is opened; an attacker then adds up and takes away."""
    _peopled(stage)
    town = Township(stage)
    town._number = 500
    town.settle(5, finished=2, begun=1, district=PUDONG, industry="C13", size="s1")
    town.settle(7, finished=6, begun=1, industry="C13", size="s5")
    town.settle(60, finished=24, begun=10, district="310113")
    town.settle(40, finished=20, begun=10, district="310114")
    town.settle(9, finished=9, district="310114", industry="C13", size="s1")
    attacker, opened = Attacker(), 0
    stage.silently(lambda: stage.say("市经信委", "/city"))
    for by in ("district", "industry", "size"):
        rows = _screen(stage, f"by:{by}")
        _learn(attacker, rows, by, "")
        for row in rows.rows:
            if not row.opens:
                continue
            stage.open("市经信委", "city")
            _screen(stage, f"by:{by}")
            inner = _screen(stage, f"in:{row.key}")
            opened += 1
            _learn(attacker, inner, inner.by, f"{by}={row.key}")
            for cross in CROSSED if by == "district" else ():
                if cross != inner.by:
                    _learn(attacker, _screen(stage, f"cross:{cross}"), cross, f"{by}={row.key}")
        stage.open("市经信委", "city")
    assert opened > 5
    truth = _truth(stage)
    derived = {name: value for name, value in attacker.derived().items() if name in truth}
    assert len(derived) > 20
    assert {name: value for name, value in derived.items() if truth[name] != value} == {}
    assert {name: value for name, value in derived.items() if 0 < value < 5} == {}


def _screen(stage: Stage, key: str) -> CityListShown:
    stage.choose("市经信委", key)
    shown = stage.effects["市经信委"][-1]
    assert isinstance(shown, CityListShown), shown
    return shown


def _learn(attacker: Attacker, shown: CityListShown, by: str, within: str) -> None:
    """What a screen says; names of cells are the same from whichever side they are looked at."""
    for row in shown.rows:
        name = _cell(f"{by}={row.key}", within)
        if row.finished is not None:
            attacker.told([f"{name}/done"], row.finished)
        if row.registered is not None and by != "level":
            attacker.told([f"{name}/all"], row.registered)
    for layer in ("done",) if by == "level" else ("done", "all"):
        names = [f"{_cell(f'{by}={row.key}', within)}/{layer}" for row in shown.rows]
        if within:
            attacker.equal(names, f"{within}/{layer}")
        else:
            attacker.equal(names, f"/{layer}")


def _cell(one: str, other: str) -> str:
    return "&".join(sorted(filter(None, (one, other))))


def _truth(stage: Stage) -> dict[str, int]:
    found = Counter[str]()
    for status in stage.work(lambda tx: tx.statuses(Filter(), 1000)):
        marks = {"district": status.affiliation.district, "industry": status.industry, "size": status.size}
        names = [f"{by}={value}" for by, value in marks.items()] + ([f"level={status.level}"] if status.level is not None else [])
        cells = [*names, *(_cell(names[0], other) for other in names[1:])]
        for cell in cells:
            found.update([f"{cell}/all"] + ([f"{cell}/done"] if status.level is not None else []))
    return dict(found)


def test_the_first_screen_says_nothing_that_the_lists_hide(stage: Stage) -> None:
    """Levels with few enterprises are dashes there as well."""
    _peopled(stage)
    stage.silently(lambda: stage.say("市经信委", "/city"))
    shown = stage.effects["市经信委"][-1]
    assert isinstance(shown, CityShown)
    assert shown.registered == 65
    assert shown.finished == 26
    assert all(number is None or number >= 5 for _, number in shown.levels)
