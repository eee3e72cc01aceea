"""Links: made, handed over, opened by one person, taken once; whatever makes one void reads the same, and no token is kept anywhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.ports import Transaction
from bot.ports.registry import Entry, InvitationKind
from bot.roles import Affiliation, Role
from bot.usecases.desk import invitations
from bot.usecases.desk.visit import Visit
from dialogs.desk.invited import digest_of
from dialogs.inbound import Choose, Reply, Start
from dialogs.model import Phase, Profile
from question_bank.workbooks import read_workbook
from tests.bot.typed import CODE, OTHER_CODE
from tests.desk.links import files, handed, token_of
from tests.desk.stage import MINHANG, Stage, labels

PUDONG = "310115"


def invited(stage: Stage, by: str = "王工", label: str = "李工") -> str:
    """The token of a new link to the enterprise, made in silence."""

    def make() -> object:
        stage.open(by, "invite", stage.enterprise().id)
        stage.tap(by, "邀请一位同事")
        return stage.say(by, label)

    stage.silently(make)
    return token_of(handed(stage, by))


def contacts(stage: Stage) -> list[str]:
    """The ids of the enterprise's contacts."""
    enterprise = stage.enterprise().id
    return [row.person for row in stage.work(lambda tx: tx.contacts(enterprise))]


def void(stage: Stage, who: str, token: str) -> str:
    """What somebody reads who opens a link that is void."""
    text = stage.send(who, Start(token)).text
    assert "不能用" in text
    return text


def test_a_colleague_is_invited_and_joins(stage: Stage, transcript: Callable[[str], None]) -> None:
    """Language and consent come first, then what it is about; the first contact hears of it."""
    stage.register("王工")
    stage.open("王工", "people", stage.enterprise().id)
    stage.tap("王工", "邀请")
    stage.tap("王工", "邀请一位同事")
    stage.say("王工", "设备部李工")
    token = token_of(handed(stage, "王工"))
    stage.send("李工", Start(token))
    stage.say("李工", "1", "是")
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "设备员")
    assert contacts(stage) == [stage.person("王工"), stage.person("李工")]
    transcript("invitation")


def test_the_text_with_the_link_can_be_forwarded_as_it_is(stage: Stage) -> None:
    """Plain text: whose it is, until when, the link; a hostile name cannot put anything into it."""
    stage.register("王工", name="{until}<b>测试厂</b>{enterprise}")
    stage.open("王工", "invite", stage.enterprise().id)
    stage.say("王工", "邀请一位同事", "李工")
    text = handed(stage, "王工")
    assert text.startswith("{until}<b>测试厂</b>{enterprise}邀请您一起填写")
    assert "2025-11-16 前有效" in text
    assert len(token_of(text)) == 32


def test_a_link_is_worth_nothing_whyever(stage: Stage) -> None:
    """Used, out of time, withdrawn, somebody else's, made up, and of an inviter who may invite no longer: the same words."""
    stage.register("王工")
    stage.begin("李工")
    stage.begin("赵工")
    texts = {void(stage, "赵工", "0" * 32)}
    used = invited(stage)
    stage.send("李工", Start(used))
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    texts |= {void(stage, "赵工", used), void(stage, "李工", used)}
    taken = invited(stage)
    stage.begin("孙工")
    stage.send("孙工", Start(taken))
    texts.add(void(stage, "赵工", taken))
    late, withdrawn, orphan = invited(stage), invited(stage, label="撤回的"), ""
    stage.open("王工", "invite", stage.enterprise().id)
    stage.tap("王工", "1. 撤回的")
    stage.tap("王工", "撤回")
    texts.add(void(stage, "赵工", withdrawn))
    orphan = invited(stage)
    stage.clock.at += 1
    enterprise, li = stage.enterprise().id, stage.person("李工")
    stage.work(lambda tx: tx.make_first(enterprise, li))
    texts.add(void(stage, "赵工", orphan))
    wang = stage.person("王工")
    stage.work(lambda tx: tx.make_first(enterprise, wang))
    stage.clock.at += invitations.VALID_DAYS * invitations.DAY
    texts.add(void(stage, "赵工", late))
    assert len(texts) == 1
    assert stage.person("赵工") not in contacts(stage)


def test_only_who_opened_a_link_can_take_it(stage: Stage) -> None:
    """A forged acceptance on the same page changes nothing; the one who opened it may come back."""
    stage.register("王工")
    token = invited(stage)
    for who in ("李工", "赵工"):
        stage.begin(who)
        stage.send(who, Start(token))
    stage.send("赵工", Choose("accept"))
    stage.say("赵工", "赵强", "工艺员")
    stage.send("李工", Start())
    stage.send("李工", Start(token))
    assert "加入" in labels(stage.seen["李工"].screen)
    assert contacts(stage) == [stage.person("王工")]


def test_a_link_that_was_declined_is_used_up(stage: Stage) -> None:
    """And the person stands where the person stood."""
    stage.register("王工")
    token = invited(stage)
    stage.begin("李工")
    stage.send("李工", Start(token))
    assert "没有加入" in stage.tap("李工", "不加入").text
    assert (stage.cursor("李工").phase, stage.cursor("李工").desk.page) == (Phase.PROFILE, "")
    void(stage, "李工", token)


def test_who_made_a_link_and_who_needs_none_do_not_use_it_up(stage: Stage) -> None:
    """The inviter tries it out, a contact opens it by mistake; the colleague can still take it."""
    stage.register("王工")
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    token = invited(stage, "陈联络员")
    assert "您自己发出的邀请" in stage.send("陈联络员", Start(token)).text
    stage.send("陈联络员", Choose("accept"))
    stage.say("陈联络员", "陈", "联络员")
    assert "不需要这个邀请" in stage.send("王工", Start(token)).text
    stage.send("王工", Choose("decline"))
    stage.begin("李工")
    stage.send("李工", Start(token))
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    assert contacts(stage) == [stage.person("王工"), stage.person("李工")]
    assert "李明" in stage.noticed["王工"][-1].text
    assert "陈联络员" not in stage.noticed  # a liaison may have invited a thousand enterprises


def test_a_removed_contact_does_not_come_back_by_the_old_link(stage: Stage) -> None:
    """It was used."""
    stage.register("王工")
    token = invited(stage)
    stage.begin("李工")
    stage.send("李工", Start(token))
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    enterprise, li = stage.enterprise().id, stage.person("李工")
    stage.work(lambda tx: tx.remove_contact(enterprise, li))
    void(stage, "李工", token)


def test_a_new_link_ends_the_old_one(stage: Stage) -> None:
    """As long as nobody opened it."""
    stage.register("王工")
    old = invited(stage)
    stage.open("王工", "invite", stage.enterprise().id)
    stage.tap("王工", "1. 李工")
    stage.tap("王工", "重新生成链接")
    new = token_of(handed(stage, "王工"))
    stage.begin("李工")
    void(stage, "李工", old)
    stage.send("李工", Start(new))
    assert "加入" in labels(stage.seen["李工"].screen)
    stage.open("王工", "invite")
    stage.tap("王工", "1. 李工")
    assert labels(stage.seen["王工"].screen) == ["撤回", "返回", "回到答题"]
    person = stage.person("王工")
    mine = stage.work(lambda tx: tx.invitations(person, stage.clock.at))
    assert files(stage, "王工", "link", mine[0].id) == ()
    stage.tap("王工", "撤回")
    stage.tap("李工", "加入")
    assert "不能用" in stage.say("李工", "李明", "工艺员").text


def test_a_waiting_claim_is_settled_by_an_invitation(stage: Stage) -> None:
    """Nobody is asked to decide what is decided."""
    stage.register("王工")
    stage.begin("李工")
    stage.say("李工", "另一家", CODE, "申请加入", "李明", "工艺员")
    stage.send("李工", Start(invited(stage)))
    stage.tap("李工", "加入")
    assert "没有等待您确认的申请" in stage.say("王工", "/claim").text
    assert len(contacts(stage)) == 2


def test_a_pasted_link_is_opened(stage: Stage) -> None:
    """Where a channel makes no command of it."""
    stage.register("王工")
    token = invited(stage)
    stage.begin("李工")
    assert "邀请您加入" in stage.say("李工", f"https://t.me/zhiping_bot?start={token}").text
    stage.send("李工", Start())
    assert "邀请您加入" in stage.say("李工", f"/start {token}").text


def test_an_invitation_does_not_lose_a_registration(stage: Stage) -> None:
    """What was typed is found again among the own enterprises."""
    stage.register("王工")
    token = invited(stage)
    stage.begin("李工")
    stage.say("李工", "李家企业", OTHER_CODE)
    stage.send("李工", Start(token))
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    assert "李家企业" in stage.say("李工", "/mine").text


def test_a_role_is_taken_by_link_while_the_admin_may_grant(stage: Stage) -> None:
    """And recorded under who made the link."""
    stage.grant("管理员", Role.ADMIN)
    admin = stage.person("管理员")
    cursor = stage.cursor("管理员")

    def make(role: Role, unit: str) -> str:
        made = stage.work(
            lambda tx: invitations.invite(
                Visit(tx, cursor, stage.clock.at, stage.conversation._ids.new), InvitationKind.ROLE, role=role, unit=unit, label="小陈"
            )
        )
        return token_of(files(stage, "管理员", "link", made[0].id)[0][2].decode())

    token = make(Role.LIAISON, MINHANG)
    second = make(Role.REVIEWER, MINHANG)
    third = make(Role.LIAISON, PUDONG)
    stage.begin("陈工")
    assert "联络员" in stage.send("陈工", Start(token)).text
    stage.tap("陈工", "加入")
    shown = stage.say("陈工", "陈静", "科员")
    assert "您现在是闵行区的联络员" in shown.text
    person = stage.person("陈工")
    assert [grant.unit for grant in stage.work(lambda tx: tx.grants(person))] == [MINHANG]
    void(stage, "陈工", second)
    stage.work(lambda tx: tx.revoke(admin, Role.ADMIN, "shanghai"))
    void(stage, "陈工", third)


def loaded(stage: Stage) -> None:
    """Three enterprises from rosters: two of the district, one of another, with the contacts that the roster names."""
    entries = [
        Entry(Profile(name="=HYPERLINK(甲)厂", code=CODE, district=MINHANG), Affiliation(district=MINHANG), "王名单", "13912345678"),
        Entry(Profile(name="乙厂", code=OTHER_CODE, district=MINHANG), Affiliation(district=MINHANG)),
        Entry(Profile(name="丙厂", code="91310120000000035B", district=PUDONG), Affiliation(district=PUDONG)),
    ]
    stage.work(lambda tx: tx.load_roster(entries, "", stage.clock.at))


def test_a_liaison_makes_the_links_of_a_district_as_files(stage: Stage, transcript: Callable[[str], None]) -> None:
    """One for each enterprise without a contact, of the own district only; no formula, no phone number."""
    loaded(stage)
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.say("陈联络员", "/invite")
    stage.tap("陈联络员", "闵行区")
    stage.tap("陈联络员", "生成名单")
    book, texts = files(stage, "陈联络员", "links", MINHANG)
    sheets, problems = read_workbook(book[1], book[2])
    rows = [row.cells for sheet in sheets.values() for row in sheet.rows]
    assert problems == ()
    assert [row["企业名称"] for row in rows] == ["=HYPERLINK(甲)厂", "乙厂"]
    assert rows[0]["名单联系人"] == "王名单"
    assert "13912345678" not in str(rows)
    assert b"<f>" not in b"".join(ZipFile(io.BytesIO(book[2])).read(name) for name in ZipFile(io.BytesIO(book[2])).namelist())
    assert [row["可转发的文字"] for row in rows] == texts[2].decode().split("\n\n")
    stage.begin("李工")
    stage.send("李工", Start(token_of(rows[1]["邀请链接"])))
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    assert stage.enterprise(OTHER_CODE).first_contact == stage.person("李工")
    transcript("invitation_list")


def test_a_list_is_only_for_those_who_look_after_the_unit(stage: Stage) -> None:
    """Asked again when the file is made; a foreign or made-up unit reads the same."""
    loaded(stage)
    stage.grant("陈联络员", Role.LIAISON, MINHANG)
    stage.register("王工", "91310000000000048R", "王家厂")
    for who in ("陈联络员", "王工"):
        stage.say(who, "/desk")
        assert stage.open(who, "invite", PUDONG) == stage.open(who, "invite", "0" * 6)
        assert files(stage, who, "links", PUDONG) == ()
    stage.open("陈联络员", "invite", MINHANG)
    stage.tap("陈联络员", "生成名单")
    person = stage.person("陈联络员")
    stage.work(lambda tx: tx.revoke(person, Role.LIAISON, MINHANG))
    assert files(stage, "陈联络员", "links", MINHANG) == ()


def test_a_link_asked_for_by_somebody_else_is_not_made(stage: Stage) -> None:
    """Nor by who may invite no longer."""
    stage.register("王工")
    stage.register("别工", OTHER_CODE, "别家")
    invited(stage)
    _, what, at = stage.files[-1]
    assert files(stage, "别工", what, at) == ()
    enterprise, wang = stage.enterprise().id, stage.person("王工")
    stage.work(lambda tx: tx.remove_contact(enterprise, wang))
    assert files(stage, "王工", what, at) == ()


def test_no_more_than_fifty_links_are_open_for_one_enterprise(stage: Stage) -> None:
    """Whoever wants more withdraws some."""
    stage.register("王工")
    cursor, enterprise = stage.cursor("王工"), stage.enterprise().id

    def fill(count: int) -> None:
        def make(tx: Transaction) -> None:
            visit = Visit(tx, cursor, stage.clock.at, stage.conversation._ids.new)
            for _ in range(count):
                invitations.invite(visit, InvitationKind.CONTACT, enterprise=enterprise, label="同事")

        stage.work(make)

    fill(49)
    stage.open("王工", "invite", enterprise)
    stage.say("王工", "邀请一位同事", "第五十个")
    refused = stage.say("王工", "邀请一位同事", "第五十一个")
    assert "已有 50 个" in refused.text
    assert "另有 38 个" in refused.text


def test_no_token_is_stored_anywhere(stage: Stage, tmp_path: Path) -> None:
    """Not in the database, not beside it: only its digest."""
    stage.register("王工")
    token = invited(stage)
    stage.send("李工", Start(token))
    stage.say("李工", "1", "是")
    stage.tap("李工", "加入")
    stage.say("李工", "李明", "工艺员")
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert token.encode() not in kept
    assert digest_of(token).encode() in kept


@pytest.mark.parametrize("token", ["", "group", "x" * 15, "x" * 65, "<script>" * 4, "０" * 20, "a b" * 10])
def test_what_is_no_token_is_a_plain_start(stage: Stage, token: str) -> None:
    """As a word typed by hand."""
    stage.register("王工")
    stage.send("王工", Reply(f"/start {token}"))
    assert stage.cursor("王工").desk.page == ""


def test_every_page_of_an_invitation_has_a_way_back(stage: Stage) -> None:
    """From the form, from one invitation, from the list; and from what a link is about, which stays open for this person."""
    stage.register("王工")
    token = invited(stage)
    stage.open("王工", "invite", stage.enterprise().id)
    stage.say("王工", "邀请一位同事", "/back")
    stage.tap("王工", "1. 李工")
    stage.say("王工", "/back")
    assert labels(stage.seen["王工"].screen) == ["邀请一位同事", "1. 李工", "返回", "回到答题"]
    assert "我发出的邀请" in stage.say("王工", "/back").text
    assert "没有找到" in stage.send("王工", Choose("0" * 32)).text
    stage.begin("李工")
    stage.send("李工", Start(token))
    stage.say("李工", "加入", "/back", "/back")
    assert stage.cursor("李工").desk.page == ""
    stage.send("李工", Start(token))
    assert "没有加入" in stage.say("李工", "不").text
