"""My data: shown in plain words, handed out as a copy, deleted; and nowhere in clear text where it need not be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from bot.ports.programmes import FormFile
from bot.ports.registry import Entry
from bot.roles import Affiliation, Role
from bot.storage.transaction import SqlTransaction
from dialogs.model import Phase, Profile
from dialogs.stages.consent import PURPOSES
from tests.bot import typed
from tests.bot.programmes import keep_all, of_flag
from tests.bot.typed import MOBILE, OTHER_CODE, PERSON
from tests.desk.agency import a_finished_run, assigned, reviewers
from tests.desk.sending import Desk as Counter
from tests.desk.stage import MINHANG, Stage

OFFICE_MOBILE = "13712340987"
OFFICE_NAME = "李金丝雀"


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """Somebody who answered, wrote a note, sent a file, gave feedback, and registered as a liaison."""
    a_finished_run(stage)
    stage.silently(lambda: stage.say("王工", "/feedback", "写一条反馈", "导出的报告打不开"))
    stage.silently(lambda: stage.say("王工", "/liaison", "登记", "闵行区", OFFICE_NAME, "科长", OFFICE_MOBILE, "跳过", "提交登记"))
    return stage


def test_what_is_stored_is_said_in_plain_words_and_can_be_had_and_deleted(busy: Stage, transcript: Callable[[str], None]) -> None:
    """From the page to the farewell."""
    busy.say("王工", "我的数据")
    busy.tap("王工", "导出我的数据")
    busy.tap("王工", "删除我的资料")
    busy.say("王工", "2")
    busy.tap("王工", "删除我的资料")
    busy.say("王工", "1")
    transcript("privacy")
    assert busy.work(lambda tx: tx.known_as("test", "王工")) == ""


def test_own_details_can_be_corrected_though_every_run_is_finished(busy: Stage) -> None:
    """One by one, refused as in the profile, left out where that is allowed; and the sealed run never changes."""
    person = busy.person("王工")
    sealed = busy.work(lambda tx: tx.load(person)[1])
    busy.silently(lambda: busy.say("王工", "/privacy", "职务", "跳过"))
    assert busy.cursor("王工").contact.post == "设备部经理"
    assert "已保存联系人职务：总工" in busy.silently(lambda: busy.say("王工", "总工")).text
    assert "已保存手机号（不填）" in busy.silently(lambda: busy.say("王工", "手机号", "跳过")).text
    shown = busy.silently(lambda: busy.say("王工", "姓名", "返回")).text
    assert f"联系方式：{PERSON}，总工，{typed.EMAIL}" in shown
    assert busy.cursor("王工").contact.mobile is None
    assert sealed is not None
    assert busy.work(lambda tx: tx.load(person)[1]) == sealed


def test_the_copy_holds_what_the_person_gave_and_nothing_of_others(busy: Stage) -> None:
    """The own number in full; answers, notes and files by their question; the audit by count."""
    busy.grant("李联络员", Role.LIAISON, MINHANG)
    busy.silently(lambda: busy.say("王工", "/privacy"))
    busy.silently(lambda: busy.tap("王工", "导出我的数据"))
    files = {name: content for _, name, content in Counter(busy).make("王工")}
    data = json.loads(files["my-data.json"])
    assert data["contact"] == {"name": PERSON, "post": "设备部经理", "mobile": MOBILE, "email": typed.EMAIL}
    assert data["enterprises"] == [{"name": typed.NAME, "code": typed.CODE, "first_contact": True}]
    assert len(data["answers"]) == 9
    assert [note["text"] for note in data["notes"]] == ["台账在设备部，每月更新"]
    assert [file["name"] for file in data["files"]] == ["设备台账.pdf"]
    assert data["feedback"][0]["lines"][0]["text"] == "导出的报告打不开"
    assert data["liaison_entries"][0]["mobile"] == OFFICE_MOBILE
    assert data["audit"]["answer_kept"] == 9
    assert data["consent"]["purposes"] == PURPOSES
    read = files["my-data.txt"].decode()
    for said in (PERSON, MOBILE, typed.NAME, "台账在设备部", "设备台账.pdf", "导出的报告打不开", "操作记录"):
        assert said in read


def test_the_copy_of_somebody_who_stored_nothing_is_short(stage: Stage) -> None:
    """Empty sections are left out."""
    stage.begin("路人")
    stage.say("路人", "/privacy", "导出我的数据")
    files = {name: content for _, name, content in Counter(stage).make("路人")}
    assert json.loads(files["my-data.json"])["answers"] == []
    assert "您的回答" not in files["my-data.txt"].decode()


def test_the_copy_lists_what_the_person_stated_for_programmes(busy: Stage) -> None:
    """In words where a programme knows the fact, also what was taken back, and the files of forms; nothing that a colleague stated."""
    keep_all(busy.store, of_flag("legal_person"))
    enterprise, person, now = busy.enterprise().id, busy.person("王工"), busy.clock.at
    for fact, value, by in (("legal_person", "yes", person), ("legal_person", "", person), ("old", "旧值", person), ("other", "no", "q")):
        busy.work(lambda tx, fact=fact, value=value, by=by: tx.state_fact(enterprise, fact, value, by, now))
    file = FormFile("ab" * 32, "产线.jpg", "image/jpeg", 9, caption="图 1", by=person, at=now)
    busy.work(lambda tx: tx.set_form_files(enterprise, "legal", "form", (), (file, replace(file, name="别人.jpg", by="q"))))
    assert "您为申报项目填写的情况 3 条，申报附件 1 个" in busy.say("王工", "/privacy").text
    busy.silently(lambda: busy.tap("王工", "导出我的数据"))
    files = {name: content for _, name, content in Counter(busy).make("王工")}
    data, read = json.loads(files["my-data.json"]), files["my-data.txt"].decode()
    assert [(one["fact"], one["value"]) for one in data["facts"]] == [("legal_person", "yes"), ("legal_person", ""), ("old", "旧值")]
    assert [(one["name"], one["caption"]) for one in data["form_files"]] == [("产线.jpg", "图 1")]
    for said in (f"{typed.NAME} legal_person：是", "legal_person：已收回", "old：旧值", "产线.jpg 图 1"):
        assert said in read
    assert "别人.jpg" not in read


def test_nobody_gets_a_copy_of_somebody_else(busy: Stage) -> None:
    """What is asked for is always the person's own, whatever the order says."""
    busy.register("路人", OTHER_CODE, "另一家")
    busy.files.append(("路人", "own_data", busy.person("王工")))
    files = {name: content.decode() for _, name, content in Counter(busy).make("路人")}
    assert files
    assert all(typed.NAME not in content and "台账在设备部" not in content for content in files.values())


def test_a_copy_ordered_before_the_deletion_is_empty_after_it(busy: Stage) -> None:
    """There is nobody to hand it to."""
    busy.silently(lambda: busy.say("王工", "/privacy", "导出我的数据", "删除我的资料", "1"))
    assert Counter(busy).make("王工") == [] if busy.cursor_or_none("王工") else True


def audited(stage: Stage) -> str:
    """Every line of the audit in one text."""

    def found(tx: object) -> str:
        assert isinstance(tx, SqlTransaction)
        return "\n".join(map(str, tx._session.all(sql("SELECT person, run, action, detail FROM audit"))))

    return stage.work(found)


def everything_at_the_desk(stage: Stage) -> None:
    """A liaison looks at a number, a reviewer reviews, a contact writes and replies, the city reopens; somebody exports."""
    run = a_finished_run(stage)
    reviewers(stage, assigned(stage, run))
    stage.grant("李联络员", Role.LIAISON, MINHANG)
    stage.grant("赵管理员", Role.ADMIN)
    stage.begin("李梅")
    stage.silently(lambda: stage.say("李梅", "/liaison", "登记", "闵行区", OFFICE_NAME, "科长", OFFICE_MOBILE, "跳过", "提交登记"))
    stage.silently(lambda: stage.tap("赵管理员", "同意"))
    enterprise = stage.enterprise().id
    stage.silently(lambda: stage.open("李联络员", "ent", enterprise))
    stage.silently(lambda: stage.tap("李联络员", "查看手机号"))
    stage.silently(lambda: stage.say("王工", "/feedback", "写一条反馈", f"请打 {MOBILE}"))
    stage.silently(lambda: stage.open("钱评审", "reviews", run))
    for label in ("人员 0/2", "1", "请企业说明"):
        stage.silently(lambda label=label: stage.tap("钱评审", label))
    stage.silently(lambda: stage.say("钱评审", f"找 {PERSON} {MOBILE}"))
    stage.silently(lambda: stage.say("王工", "/privacy", "导出我的数据"))


def test_no_number_no_name_and_no_readgets_into_the_audit(stage: Stage) -> None:
    """Whoever looked at a number in full is there, with whose it was as an id."""
    everything_at_the_desk(stage)
    lines = audited(stage)
    assert "phone_shown" in lines
    assert "finding_kept" in lines
    leaked = [canary for canary in (MOBILE, OFFICE_MOBILE, PERSON, OFFICE_NAME, typed.EMAIL, typed.NAME, "台账在") if canary in lines]
    assert leaked == []


def test_numbers_are_in_full_on_one_screen_only(stage: Stage) -> None:
    """That of the person who asked for them, whose look is recorded; nowhere else at the desk."""
    everything_at_the_desk(stage)
    stage.begin("旁人")
    pages = (
        "desk",
        "status",
        "find",
        "ent",
        "city",
        "feedback",
        "mine",
        "people",
        "reviews",
        "verified",
        "liaison",
        "grants",
        "units",
        "privacy",
    )
    enterprise, run = stage.enterprise().id, stage.cursor("王工").run
    seen = 0
    for who in ("李联络员", "赵管理员", "钱评审", "旁人", "李梅"):
        for page in pages:
            for at in ("", enterprise, run):
                shown = stage.silently(lambda who=who, page=page, at=at: stage.open(who, page, at)).text
                assert OFFICE_MOBILE not in shown or who == "李梅", (who, page)
                assert MOBILE not in shown.replace(f"请打 {MOBILE}", "").replace(f"找 {PERSON} {MOBILE}", ""), (who, page)
                seen += 1
    assert seen == 5 * len(pages) * 3
    shown = stage.silently(lambda: stage.say("王工", "/privacy")).text
    assert MOBILE not in shown
    assert f"{MOBILE[:3]}****{MOBILE[-4:]}" in shown


def test_nothing_of_a_deleted_person_is_left_in_the_file(stage: Stage, tmp_path: Path) -> None:
    """Contact details, registration, feedback; only the enterprise's result stays, without the person."""
    a_finished_run(stage)
    profile = Profile(name=typed.NAME, code=typed.CODE, district=MINHANG)
    stage.work(lambda tx: tx.load_roster([Entry(profile, Affiliation(district=MINHANG), PERSON, MOBILE)], "", 0))
    stage.silently(lambda: stage.say("王工", "/feedback", "写一条反馈", "金丝雀的话"))
    stage.silently(lambda: stage.say("王工", "/liaison", "登记", "闵行区", OFFICE_NAME, "科长", OFFICE_MOBILE, "跳过", "提交登记"))
    stage.silently(lambda: stage.say("王工", "/privacy", "删除我的资料", "1"))
    assert stage.cursor_or_none("王工") is None or stage.cursor("王工").phase is Phase.NEW
    stage.store.close()
    content = b"".join(file.read_bytes() for file in tmp_path.glob("desk.db*"))
    assert typed.NAME.encode() in content
    leaked = [canary for canary in (MOBILE, OFFICE_MOBILE, PERSON, OFFICE_NAME, typed.EMAIL, "金丝雀的话") if canary.encode() in content]
    assert leaked == []
