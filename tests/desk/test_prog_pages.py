"""The page of programmes in its parts: what is known, ways back, doors, and what is not there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from bot.channels import buttons
from bot.ports import Transaction
from bot.roles import Role
from dialogs import phrasebook
from dialogs.desk.prog import offers
from dialogs.desk.prog.effects import FactAsked, KnownShown, ProgrammeShown, ProgrammesShown, VerdictsShown
from dialogs.inbound import Choose
from dialogs.model import Desk, Phase
from question_bank.programmes import library as packs
from tests.bot.typed import CODE, NAME, OTHER_CODE
from tests.desk.programme_rooms import (
    ADVANCED,
    DIAGNOSIS,
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
from tests.desk.stage import MINHANG, Stage, labels

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


# -- what is known is changed ------------------------------------------------------------------------------------------------


def test_a_stated_fact_is_changed_and_the_verdict_with_it(open_stage: Stage) -> None:
    """From the list of what is known, which says where each comes from."""
    stage = open_stage
    finish_at_level(stage, "王工", 3)
    ask(stage, "王工", ADVANCED)
    answer(stage, "王工", WELL)
    stage.tap("王工", "已知信息")
    known = stage.effects["王工"][-1]
    assert isinstance(known, KnownShown)
    level = next(line for line in known.lines if line.source)
    assert "自诊断" in level.source
    assert not level.open
    wrong = next(line for line in known.lines if line.name == "近三年信用良好")
    assert (wrong.own, wrong.open) == (True, True)
    stage.say("王工", str(wrong.place))
    assert "现在填的是" in stage.seen["王工"].screen.text
    assert "暂不满足" in stage.say("王工", "否").text
    assert isinstance(stage.effects["王工"][-1], KnownShown)
    shown = open_programme(stage, "王工", ADVANCED)
    assert [reason.now for reason in shown.missing] == [(("近三年信用良好", "否"),)]


def test_a_stated_fact_is_taken_back(stage: Stage) -> None:
    """It is open again, and the history keeps that it was stated."""
    finish_at_level(stage, "王工", 2)
    lacking = ask(stage, "王工").of
    stage.say("王工", "1.2亿")
    open_programme(stage, "王工", VOUCHER)
    stage.tap("王工", "已知信息")
    stage.tap("王工", "1")
    assert "先放着" in stage.tap("王工", "改为不确定").text
    assert stated(stage) == {}
    shown = open_programme(stage, "王工", VOUCHER)
    assert (shown.lacking, shown.known) == (lacking, False)
    history = stage.tap("王工", "历史记录").text
    assert "年产值：撤回（本人）" in history
    assert "年产值：12,000 万元（本人）" in history
    ask(stage, "王工")
    stage.choose("王工", "unsay")
    assert "没有看懂" in stage.seen["王工"].screen.text


def test_what_a_run_says_is_not_stated_otherwise(stage: Stage) -> None:
    """Not from the list, nor by a forged way there."""
    finish_at_level(stage, "王工", 2)
    open_programme(stage, "王工", TIERS)
    stage.tap("王工", "已知信息")
    known = stage.effects["王工"][-1]
    assert isinstance(known, KnownShown)
    place = next(line.place for line in known.lines if line.source)
    assert "没有找到" in stage.say("王工", str(place)).text
    assert "没有找到" in stage.say("王工", "99").text
    assert "maturity_level" not in stated(stage)


def test_going_back_through_the_facts_keeps_what_was_said(stage: Stage) -> None:
    """Back to the first, and out to the programme; the answers stay."""
    finish_at_level(stage, "王工", 2)
    first = ask(stage, "王工")
    stage.say("王工", "1.2亿")
    second = asked(stage, "王工")
    assert second is not None
    assert (second.place, second.of) == (2, first.of)
    stage.say("王工", "返回")
    again = asked(stage, "王工")
    assert again is not None
    assert (again.fact, again.now, again.place) == (first.fact, "12,000 万元", 1)
    assert isinstance(stage.say("王工", "返回") and stage.effects["王工"][-1], ProgrammeShown)
    assert stated(stage)["annual_output"] == "12000"


def test_later_leaves_a_fact_open_and_goes_on(stage: Stage) -> None:
    """By button or word; at the end it is said how many are left."""
    finish_at_level(stage, "王工", 2)
    card: FactAsked | None = ask(stage, "王工")
    seen = []
    words = ["以后再说", "不确定", "稍后", "不知道"]
    while card is not None:
        seen.append(card.fact)
        stage.say("王工", words[len(seen) % 4])
        card = asked(stage, "王工")
    assert len(seen) == len(set(seen))
    assert stated(stage) == {}
    assert f"还有 {len(seen)} 项留着没填" in stage.seen["王工"].screen.text


def test_what_ends_the_matter_ends_the_asking(stage: Stage) -> None:
    """And a slip is changed where it is known."""
    finish_at_level(stage, "王工", 2)
    go_to(stage, "王工", "advanced_factory_recognised", ADVANCED)
    text = stage.say("王工", "是").text
    assert "不能申报" in text
    assert "不用再问" in text
    assert not any(label.startswith("补充") for label in labels(stage.seen["王工"].screen))
    stage.tap("王工", "已知信息")
    stage.tap("王工", labels(stage.seen["王工"].screen)[0])
    assert "暂不满足" in stage.say("王工", "否").text


def test_a_suggested_value_waits_for_a_word(stage: Stage) -> None:
    """It is not known before; it is taken by a tap, or stated otherwise."""
    finish_at_level(stage, "王工", 2)
    card = go_to(stage, "王工", "above_scale", TIERS)
    assert card.suggested == "是"
    assert "above_scale" not in stated(stage)
    stage.tap("王工", "就是这样")
    assert stated(stage)["above_scale"] == "yes"


def test_verdicts_and_facts_leave_a_history(stage: Stage) -> None:
    """Latest first; verdicts that say the same one after the other are one line."""
    finish_at_level(stage, "王工", 2)
    ask(stage, "王工", TIERS)
    answer(stage, "王工", WELL)
    open_programme(stage, "王工", TIERS)
    stage.tap("王工", "历史记录")
    shown = stage.effects["王工"][-1]
    assert isinstance(shown, VerdictsShown)
    assert [(one.outcome, one.missing) for one in shown.verdicts] == [("eligible", 0), ("not_yet", 0)]
    assert len(shown.facts) == 12
    assert all(one.own for one in shown.facts)


# -- who, and what is not there --------------------------------------------------------------------------------------------


def test_the_door_stands_on_the_home_menu_and_at_the_desk(stage: Stage) -> None:
    """And typed words open it, from anywhere."""
    stage.register("王工")
    assert "申报项目" in labels(stage.say("王工", "首页"))
    assert "申报项目" in labels(stage.say("王工", "/desk"))
    for word in ("/programmes", "申报项目", "申报", "项目", "programmes"):
        stage.say("王工", word)
        assert isinstance(stage.effects["王工"][-1], ProgrammesShown)
    assert "申报项目" in labels(stage.go_on("王工", Phase.RESULT))


def test_before_any_run_the_level_is_asked_for(stage: Stage) -> None:
    """Who has no result of the own states what is known elsewhere, and the way up says to finish a run first."""
    stage.register("王工")
    go_to(stage, "王工", "maturity_level", TIERS)
    assert "不在可以填的范围（0–5" in stage.say("王工", "6").text
    stage.say("王工", "1")
    open_programme(stage, "王工", TIERS)
    assert "请先完成一次" in stage.tap("王工", "怎样才能满足").text


def test_a_stranger_and_a_liaison_have_no_programmes_to_see(stage: Stage) -> None:
    """Nor has somebody the door; whatever is named reads like something that is not there."""
    stage.register("王工")
    stage.begin("赵强")
    stage.grant("陈联络", Role.LIAISON, MINHANG)
    for who in ("赵强", "陈联络"):
        assert "没有找到" in stage.say(who, "申报项目").text
        assert NAME not in stage.open(who, "prog", VOUCHER).text
        assert stage.open(who, "prog", VOUCHER) == stage.open(who, "prog", "nothing")
        assert "申报项目" not in labels(stage.say(who, "/desk"))


def test_each_contact_sees_the_own_enterprise_only(stage: Stage) -> None:
    """What one enterprise states is unknown at the other."""
    finish_at_level(stage, "王工", 2)
    stage.register("别工", OTHER_CODE, "上海别家食品有限公司")
    ask(stage, "王工")
    stage.say("王工", "1.2亿")
    assert ask(stage, "别工").fact == "annual_output"
    stage.say("别工", "3亿")
    assert stated(stage)["annual_output"] == "12000"
    other = stage.enterprise(OTHER_CODE).id
    assert stage.work(lambda tx: tx.stated(other))["annual_output"].value == "30000"
    assert stage.enterprise(CODE).id != other


def test_a_programme_that_is_not_open_to_enterprises_is_not_there(stage: Stage) -> None:
    """A made-up id, a retired one, and facts that it does not have."""
    stage.register("王工")
    assert "没有找到" in stage.open("王工", "prog", "nothing").text
    ask(stage, "王工")
    before = stage.cursor("王工").desk
    for key in ("v:nothing", "take", "done", "none", "keep", "nothing"):
        stage.send("王工", Choose(key))
        assert stage.cursor("王工").desk.asked == before.asked
    assert stated(stage) == {}


def test_programmes_of_bodies_stand_apart(stage: Stage) -> None:
    """Enterprises find them behind a button."""
    stage.register("王工")
    assert "质量监督机构" not in stage.say("王工", "/programmes").text
    assert "质量监督机构" in tap_begins(stage, "王工", "面向服务机构").text
    stage.tap("王工", labels(stage.seen["王工"].screen)[0])
    assert isinstance(stage.effects["王工"][-1], ProgrammeShown)


def test_every_way_back_leads_where_it_came_from(stage: Stage) -> None:
    """Out of each view to the programme, out of the programme to the list, out of the list to the run."""
    finish_at_level(stage, "王工", 2)
    ask(stage, "王工", TIERS)
    answer(stage, "王工", WELL)
    for view in ("已知信息", "历史记录", "已满足", "怎样才能满足"):
        shown = open_programme(stage, "王工", TIERS)
        assert shown.about == "advanced"
        stage.tap("王工", "卓越级")
        tap_begins(stage, "王工", view)
        assert not isinstance(stage.effects["王工"][-1], ProgrammeShown)
        stage.say("王工", "返回")
        back = stage.effects["王工"][-1]
        assert isinstance(back, ProgrammeShown)
        assert back.about == "excellent", "the track stays the one that was looked at"
    stage.say("王工", "返回")
    stage.send("王工", Choose("bodies"))
    listed = stage.effects["王工"][-1]
    assert isinstance(listed, ProgrammesShown)
    assert listed.bodies
    stage.say("王工", "返回")
    assert isinstance(stage.effects["王工"][-1], ProgrammesShown)
    stage.say("王工", "返回")
    assert stage.cursor("王工").desk.page == ""


def test_a_long_list_of_what_is_known_goes_on(open_stage: Stage) -> None:
    """From the sixteenth on; a place that is none leads to the beginning."""
    stage = open_stage
    finish_at_level(stage, "王工", 3)
    ask(stage, "王工", ADVANCED)
    answer(stage, "王工", WELL)
    stage.tap("王工", "已知信息")
    stage.tap("王工", "更多")
    known = stage.effects["王工"][-1]
    assert isinstance(known, KnownShown)
    assert (known.lines[0].place, known.more, known.total) == (16, 0, known.lines[-1].place)
    stage.send("王工", Choose("from:9999"))
    again = stage.effects["王工"][-1]
    assert isinstance(again, KnownShown)
    assert again.lines[0].place == 1
    assert "没有看懂" in stage.say("王工", "什么").text


def test_a_card_is_answered_by_word_by_yes_and_by_submission(stage: Stage) -> None:
    """Asking for the explanation shows it again."""
    finish_at_level(stage, "王工", 2)
    card = go_to(stage, "王工", "above_scale", TIERS)
    stage.say("王工", "说明")
    assert asked(stage, "王工") == card
    stage.say("王工", "提交")
    assert stated(stage)["above_scale"] == "yes"
    stage.choose("王工", "v:none")
    assert stated(stage)["worst_accident"] == "none"
    stage.choose("王工", "no")
    assert stated(stage)["violation"] == "no"
    here = stage.cursor("王工").desk
    stage.say("王工", "提交")
    assert stage.cursor("王工").desk == here


def test_the_vouchers_lead_to_the_application(stage: Stage) -> None:
    """Because a third party checks it."""
    stage.register("王工")
    assert open_programme(stage, "王工", VOUCHER).applies == stage.enterprise().id
    assert "申请与核对" in labels(stage.seen["王工"].screen)
    assert open_programme(stage, "王工", TIERS).applies == ""


def test_every_label_has_words() -> None:
    """In both languages; a label without words would fail in front of a person."""
    source = inspect.getsource(offers)
    offered = set(re.findall(r'Offer\(f?"([a-z_]+)', source))
    assert len(offered) > 10
    for language in ("zh", "en"):
        for label in offered:
            assert phrasebook.sentence(language, "labels", label)


def test_closed_programmes_say_so_and_stay_usable(stage: Stage) -> None:
    """An open one comes before them."""
    stage.register("王工")
    shown = stage.say("王工", "/programmes")
    listed = stage.effects["王工"][-1]
    assert isinstance(listed, ProgrammesShown)
    states = [line.state for line in listed.lines]
    assert states == sorted(states, key=["open", "ahead", "always", "closed"].index)
    assert "closed" in states
    assert "已截止，可用于自查" in shown.text
    assert "已截止，可用于自查" in stage.open("王工", "prog", ADVANCED).text


def test_a_duty_whose_day_is_past_is_told_as_one_to_make_up_for(stage: Stage) -> None:
    """Nothing on it speaks of applying; once it is done, however late, only what is asked in principle is left to explain."""
    stage.register("王工")
    assert "<b>规定要做的事，期限已过</b>\n• <b>数字化诊断 2023</b>：尚未完成" in stage.say("王工", "/programmes").text
    late = stage.open("王工", "prog", DIAGNOSIS).text
    assert "<b>期限已过；还没有完成的，请尽快补做。</b>" in late
    assert "申报" not in late
    ask(stage, "王工", DIAGNOSIS)
    answer(stage, "王工", {"diagnosis_finished": "2026-03-01"})
    done = stage.open("王工", "prog", DIAGNOSIS).text
    assert "<b>期限已过。</b>" in done
    assert "：已完成</b>" in done
    assert "<b>需说明（原则性要求，没有满足不影响上面的结论）</b>\n• 2025 年底前完成" in done
    assert "申报" not in done


def test_a_form_asks_only_its_facts_and_is_gone_back_to(stage: Stage) -> None:
    """In its order, those that stand too; back from the first leads there as well."""
    stage.register("王工")
    fields = {"only": "contract_subject annual_output", "back": VOUCHER}
    person = stage.person("王工")

    def sent(tx: Transaction) -> None:
        cursor = tx.cursor(person)
        assert cursor is not None
        desk = Desk(page="prog", at=VOUCHER, asked="f.contract_subject", fields=fields)
        tx.save_cursor(replace(cursor, desk=desk), stage.clock.at)

    stage.work(sent)
    stage.say("王工", "自动化立体仓库")
    card = asked(stage, "王工")
    assert card is not None
    assert (card.fact, card.place, card.of) == ("annual_output", 2, 2)
    stage.say("王工", "1亿")
    assert (stage.cursor("王工").desk.page, stage.cursor("王工").desk.at) == ("paper", VOUCHER)
    assert stated(stage) == {"contract_subject": "自动化立体仓库", "annual_output": "10000"}
    stage.work(sent)
    stage.say("王工", "返回")
    assert stage.cursor("王工").desk.page == "paper"


def test_everything_fits_on_the_buttons(stage: Stage) -> None:
    """Of every fact of every shipped programme."""
    finish_at_level(stage, "王工", 1)
    for programme in packs.shipped():
        open_programme(stage, "王工", programme)
        for choice in stage.seen["王工"].screen.choices:
            assert buttons.payload(choice.do, "0" * 8, 0xFFFF)
        if not any(label.startswith("补充") for label in labels(stage.seen["王工"].screen)):
            continue
        tap_begins(stage, "王工", "补充")
        while asked(stage, "王工") is not None:
            for choice in stage.seen["王工"].screen.choices:
                assert buttons.payload(choice.do, "0" * 8, 0xFFFF)
            stage.tap("王工", "不确定，以后再说")
    assert stage.cursor("王工").phase is Phase.RESULT
