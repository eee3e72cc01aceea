"""授权: roles given and taken by admins, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.bootstrap import app
from bot.config import Settings
from bot.ports import Transaction
from bot.ports.registry import CITY
from bot.roles import Grant, Role, UnitKind
from tests.bot.office import at_once
from tests.desk.stage import MINHANG, Stage, labels
from tests.desk.test_liaison import sent


def roles(stage: Stage, who: str) -> list[tuple[Role, str]]:
    """What somebody holds."""
    person = stage.person(who)
    return [(grant.role, grant.unit) for grant in stage.work(lambda tx: tx.grants(person))]


def test_an_admin_gives_a_role_to_a_known_liaison_and_takes_it_back(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Each step said back before it takes effect, and the person told."""
    stage.grant("赵管理员", Role.ADMIN)
    sent(stage)
    stage.silently(lambda: stage.tap("赵管理员", "同意"))
    stage.say("赵管理员", "/grants")
    stage.tap("赵管理员", "授权")
    stage.tap("赵管理员", "联络员")
    stage.say("赵管理员", "浦东")
    stage.tap("赵管理员", "浦东新区")
    stage.say("赵管理员", "李")
    stage.tap("赵管理员", "李梅（闵行区）")
    stage.tap("赵管理员", "是")
    assert roles(stage, "李梅") == [(Role.LIAISON, MINHANG), (Role.LIAISON, "310115")]
    stage.tap("赵管理员", "联络员")
    stage.tap("赵管理员", "1. 李梅")
    stage.tap("赵管理员", "✕ 1")
    stage.tap("赵管理员", "是")
    transcript("grants")
    assert roles(stage, "李梅") == [(Role.LIAISON, "310115")]


def test_who_left_no_name_is_told_from_others_by_the_number_on_the_button(stage: Stage) -> None:
    """The lines of the list have it, too; who holds a role in two units has one line."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.grant("甲", Role.STAFF)
    stage.grant("甲", Role.STAFF, MINHANG)
    stage.grant("乙", Role.STAFF)
    shown = stage.say("赵管理员", "/grants", "工作人员")
    assert [line for line in shown.text.splitlines() if "未留姓名" in line] == [
        "1. 未留姓名：闵行区（2025-11-02 起）、上海市（2025-11-02 起）",
        "2. 未留姓名：上海市（2025-11-02 起）",
    ]
    assert labels(shown)[:2] == ["1", "2"]


def test_a_telegram_number_gets_a_role_before_its_first_word(stage: Stage) -> None:
    """And holds it once it comes."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.say("赵管理员", "/grants", "授权", "工作人员", "上海市")
    stage.tap("赵管理员", "上海市")
    assert "还没有和智评助手说过话" in stage.say("赵管理员", "７０７１２３４").text
    assert stage.work(lambda tx: tx.known_as("telegram", "7071234")) == ""
    stage.say("赵管理员", "是")
    person = stage.work(lambda tx: tx.known_as("telegram", "7071234"))
    assert [grant.role for grant in stage.work(lambda tx: tx.grants(person))] == [Role.STAFF]


def test_a_link_gives_the_role_to_whoever_accepts_it(stage: Stage) -> None:
    """Nothing is given before."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.say("赵管理员", "/grants", "授权", "质量监督")
    stage.work(lambda tx: tx.add_unit(UnitKind.AGENCY, "上海质量评价院", "", 0))
    stage.say("赵管理员", "质量")
    stage.tap("赵管理员", "上海质量评价院")
    stage.tap("赵管理员", "生成邀请链接")
    stage.say("赵管理员", "周老师")
    stage.tap("赵管理员", "是")
    assert [(who, what) for who, what, _ in stage.files] == [("赵管理员", "link")]
    invitation = stage.files[0][2]
    person = stage.person("赵管理员")
    found = stage.work(lambda tx: tx.invitations(person, stage.clock.at))
    assert [(one.id, one.role) for one in found] == [(invitation, Role.REVIEWER)]


def test_a_no_changes_nothing(stage: Stage) -> None:
    """Neither when giving nor when taking."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    person = stage.person("李梅")
    stage.say("赵管理员", "/grants", "授权", "管理员", "7071234", "否")
    assert stage.work(lambda tx: tx.known_as("telegram", "7071234")) == ""
    stage.open("赵管理员", "grants", person)
    stage.tap("赵管理员", "收回")
    stage.tap("赵管理员", "否")
    assert roles(stage, "李梅") == [(Role.LIAISON, MINHANG)]


def test_every_step_has_a_way_back(stage: Stage) -> None:
    """To the step before, and from the first one to the page."""
    stage.grant("赵管理员", Role.ADMIN)
    begun = stage.say("赵管理员", "/grants", "授权")
    asked = stage.say("赵管理员", "联络员")
    found = stage.say("赵管理员", "闵行")
    assert stage.say("赵管理员", "返回") == asked
    assert stage.say("赵管理员", "返回") == begun
    assert "授权" in labels(stage.say("赵管理员", "返回"))
    stage.say("赵管理员", "授权", "联络员")
    assert stage.say("赵管理员", "闵行") == found
    who = stage.tap("赵管理员", "闵行区")
    stage.tap("赵管理员", "生成邀请链接")
    assert stage.say("赵管理员", "返回") == who
    stage.say("赵管理员", "没有这个人")
    assert stage.say("赵管理员", "返回") == who
    assert stage.say("赵管理员", "返回") == begun


def test_the_last_admin_stays_one(stage: Stage) -> None:
    """Taken by nobody, not even by the same person."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.open("赵管理员", "grants", stage.person("赵管理员"))
    stage.tap("赵管理员", "收回")
    assert "唯一的管理员" in stage.tap("赵管理员", "是").text
    assert roles(stage, "赵管理员") == [(Role.ADMIN, CITY)]


def test_of_two_admins_who_take_each_others_role_at_once_one_stays(stage: Stage) -> None:
    """Whoever is first wins; the other is no admin any more and finds nothing."""
    pair = ("赵管理员", "钱管理员")
    for admin in pair:
        stage.grant(admin, Role.ADMIN)
    for admin, other in (pair, pair[::-1]):
        stage.open(admin, "grants", stage.person(other))
        stage.tap(admin, "收回")
    at_once([lambda: stage.tap("赵管理员", "是"), lambda: stage.tap("钱管理员", "是")])
    assert sum(bool(roles(stage, admin)) for admin in pair) == 1


def test_a_role_given_twice_is_given_once(stage: Stage) -> None:
    """The second time is told as such."""
    stage.grant("赵管理员", Role.ADMIN)
    for _ in range(2):
        shown = stage.say("赵管理员", "/grants", "授权", "管理员", "7071234", "是")
    assert "没有重复执行" in shown.text


def test_who_is_no_admin_finds_no_page(stage: Stage) -> None:
    """Of a role, of a person, or of nobody: all read the same."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    shown = {stage.open("李梅", "grants", at) for at in ("", "admin", stage.person("赵管理员"), stage.person("李梅"), "0" * 32)}
    assert len(shown) == 1
    assert "没有找到" in shown.pop().text


def test_what_is_typed_into_a_forged_step_gives_nothing(stage: Stage) -> None:
    """A unit that the role does not exist in, a person who is no liaison, a role that nobody has."""
    stage.grant("赵管理员", Role.ADMIN)
    stage.grant("李梅", Role.LIAISON, MINHANG)
    person = stage.person("赵管理员")
    stage.say("赵管理员", "/grants", "授权", "联络员", "上海市")
    assert "没有找到" in stage.seen["赵管理员"].screen.text
    stage.open("赵管理员", "grants", person)
    for forged in (f"{Role.CITY.value}.{MINHANG}", "king.shanghai", "admin.nowhere"):
        stage.choose("赵管理员", forged)
        assert "没有找到" in stage.seen["赵管理员"].screen.text
    assert roles(stage, "赵管理员") == [(Role.ADMIN, CITY)]


def test_the_operators_list_makes_admins_once(tmp_path: Path) -> None:
    """Recorded, before anybody wrote anything, and no second time at the next start."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'z.db'}", admins=frozenset({7, 42}))

    def looked(tx: Transaction) -> tuple[list[tuple[Grant, ...]], int]:
        found = [tx.grants(tx.known_as("telegram", external)) for external in ("7", "42", "8")]
        return found, sum(line.action == "role_granted" for line in tx.latest_recorded(10))

    for _ in range(2):
        with app(settings) as ready:
            grants, lines = ready.store.submit(looked).result()
    assert [[grant.role for grant in held] for held in grants] == [[Role.ADMIN], [Role.ADMIN], []]
    assert lines == 2
