"""Trying a rule pack: facts of a made-up enterprise, what a draft would change for all, what a simulation finds; no enterprise changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from bot.ports import Transaction
from bot.roles import Role
from bot.usecases.desk.visit import Notice
from bot.usecases.packs import Packs
from bot.usecases.packs import shadows as pack_shadows
from bot.usecases.packs import simulation as pack_simulation
from bot.usecases.packs.packing import packed
from bot.usecases.programmes.judging_all import judge_one
from dialogs.desk.packs.effects import PackLine, PackShadowed, PackSimulated, PackTrack
from dialogs.inbound import Explain
from question_bank.programmes import library
from question_bank.programmes.model import FactId, Outcome
from question_bank.programmes.reading import read_pack
from tests.bot import typed
from tests.desk import pack_rooms as rooms
from tests.desk.pack_rooms import ADMIN, PACK, SECOND, begun, put, shelf, small, states, version
from tests.desk.sending import Desk
from tests.desk.stage import Stage, labels

LEVEL_4 = put("conditions", 5, "values", "4")
NAUGHTY = "<b>=1+1</b>{{7*7}}*规则*"


@pytest.fixture
def desk(stage: Stage) -> Desk:
    """Two admins."""
    return shelf(stage, ADMIN, SECOND)


def stated(enterprise: str, fact: str, value: str, by: str, tx: Transaction) -> None:
    """A fact that a contact stated before."""
    tx.state_fact(enterprise, fact, value, by, 1)


def noticed(stage: Stage, notice: Notice, tx: Transaction) -> None:
    """A notice beside any turn."""
    stage.conversation.tell(tx, notice)


def test_a_draft_is_tried_with_the_facts_of_a_made_up_enterprise(desk: Desk, transcript: Callable[[str], None]) -> None:
    """Every answer moves the verdict; one that fits nothing is asked again; back, anew, and out."""
    stage = desk.stage
    desk.send(ADMIN, "规则.xlsx", version("2.0", LEVEL_4))
    stage.tap(ADMIN, "试用…")
    stage.tap(ADMIN, "是")
    stage.say(ADMIN, "没有")
    stage.say(ADMIN, "很高")
    stage.say(ADMIN, "３")
    stage.say(ADMIN, "1、9")
    stage.tap(ADMIN, "一项也没有")
    stage.tap(ADMIN, "退回上一项")
    stage.say(ADMIN, "1、2")
    stage.tap(ADMIN, "重新试")
    stage.tap(ADMIN, "否")
    stage.tap(ADMIN, "返回")
    transcript("packs_trial")
    assert states(stage)["2.0"] == "tried"


def test_a_trial_touches_no_enterprise(desk: Desk) -> None:
    """An admin who is a contact too tries a pack: no fact, no verdict of the enterprise is another."""
    stage = desk.stage
    stage.register(ADMIN)
    enterprise = stage.enterprise().id
    before = stage.work(lambda tx: (tx.stated(enterprise), tx.verdicts_of(enterprise), tx.fact_history(enterprise, 9)))
    stage.open(ADMIN, "packs", begun(stage, "1.0.0") + ".t")
    for answer in ("是", "否", "4"):
        stage.say(ADMIN, answer)
    assert "可以申报" in stage.seen[ADMIN].screen.text or "覆盖的环节" in stage.seen[ADMIN].screen.text
    assert stage.work(lambda tx: (tx.stated(enterprise), tx.verdicts_of(enterprise), tx.fact_history(enterprise, 9))) == before
    stage.say(ADMIN, "/packs")
    assert stage.cursor(ADMIN).desk.fields == {}


def test_what_was_passed_over_stays_to_be_confirmed(desk: Desk) -> None:
    """And a forged answer to nothing is refused."""
    stage = desk.stage
    stage.open(ADMIN, "packs", begun(stage, "1.0.0") + ".t")
    for _ in range(4):
        stage.tap(ADMIN, "不知道，跳过")
    shown = stage.seen[ADMIN].screen.text
    assert "跳过的还算“待确认”" in shown
    assert "待确认 3 项；已填 0 项，跳过 4 项" in shown
    stage.choose(ADMIN, "yes")
    assert "跳过 4 项" in stage.seen[ADMIN].screen.text
    stage.choose(ADMIN, "before")
    assert "跳过 3 项" in stage.seen[ADMIN].screen.text
    stage.choose(ADMIN, "v:nowhere")
    assert "跳过 3 项" in stage.seen[ADMIN].screen.text


@pytest.mark.parametrize("programme", ["assessment-voucher-2023", "factory-tiers-2025", "shanghai-advanced-factory-2025"])
def test_a_shipped_programme_can_be_tried_to_its_end(stage: Stage, programme: str) -> None:
    """Whatever is answered there is a next question or a last verdict, and every screen fits."""
    found = library.load(programme)
    stage.work(lambda tx: Packs(library.load).keep(tx, [(found.id, found.version)], stage.clock.at))
    stage.grant(ADMIN, Role.ADMIN)
    stage.open(ADMIN, "packs", stage.work(lambda tx: tx.pack_versions())[0].digest[:32] + ".t")
    answers = {"请点选，也可以输入“是”": "是", "请填数字": "3", "请填日期": "2020-01-01", "输入序号或名称": "1", "例如：1、3、5": "1、2"}
    for _ in range(80):
        text = stage.seen[ADMIN].screen.text
        assert len(text) < 4096
        answer = next((said for asked, said in answers.items() if asked in text), None)
        if answer is None:
            break
        stage.say(ADMIN, answer)
        if stage.seen[ADMIN].screen.text.startswith("请"):  # out of bounds: anything that fits
            stage.tap(ADMIN, "不知道，跳过")
    assert "没有别的要问了" in stage.seen[ADMIN].screen.text


def test_many_choices_are_typed_and_few_are_tapped(desk: Desk) -> None:
    """Up to ten have buttons; none of several is an answer, however it is said; a slip of the hand asks again."""
    stage = desk.stage
    edits = [rooms.add("choices", list="many", key=f"k{number}", name=f"第{number}种") for number in range(1, 12)]
    edits += [rooms.add("choices", list="few", key=f"k{number}", name=f"另{number}种") for number in range(1, 4)]
    for name in ("many", "few"):
        edits += [
            rooms.add("facts", id=name, kind="choice", name=f"{name}的", ask="哪一种？", choices=name, clause="一"),
            rooms.add("conditions", id=name, clause="一", text="是第一种", remedy="换", fact=name, operator="is", values="k1"),
        ]
    desk.send(ADMIN, "规则.xlsx", version("2.0", *edits))
    stage.open(ADMIN, "packs", begun(stage, "2.0") + ".t")
    for _ in range(3):
        stage.tap(ADMIN, "不知道，跳过")
    assert "一项也没有" in stage.say(ADMIN, "没有").text
    assert labels(stage.seen[ADMIN].screen) == ["退回上一项", "重新试", "不知道，跳过", "结束试用"]
    stage.send(ADMIN, Explain())
    assert "many的" in stage.seen[ADMIN].screen.text
    stage.say(ADMIN, "11")
    assert "不满足（2 项）" in stage.seen[ADMIN].screen.text or "暂不满足" in stage.seen[ADMIN].screen.text
    assert labels(stage.seen[ADMIN].screen)[:3] == ["另1种", "另2种", "另3种"]
    stage.tap(ADMIN, "另1种")
    assert "试用中记下：few的，另1种" in stage.seen[ADMIN].screen.text


def test_a_shadow_ends_where_it_has_seen_enough(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says that there are more."""
    stage = desk.stage
    for number, who in enumerate(("企业甲", "企业乙")):
        stage.register(who, code=(typed.CODE, typed.OTHER_CODE)[number], name=who)
    monkeypatch.setattr(pack_shadows, "MOST_ENTERPRISES", 1)
    monkeypatch.setattr(pack_shadows, "TOGETHER", 1)
    desk.send(ADMIN, "规则.xlsx", version("2.0", LEVEL_4))
    stage.open(ADMIN, "packs", begun(stage, "2.0") + ".s")
    desk.make(ADMIN)
    assert "试算了 1 家（最多试算这么多）" in stage.noticed[ADMIN][-1].text


# -- what it would change ----------------------------------------------------------------------------------------------


def test_how_many_would_change_is_told_and_nobodys_verdict_is_another(desk: Desk, transcript: Callable[[str], None]) -> None:
    """One enterprise is eligible by the current version and not by the draft; what is told is what comes."""
    stage = desk.stage
    stage.register("企业甲")
    enterprise, contact = stage.enterprise().id, stage.person("企业甲")
    for fact, value in (("legal_person", "yes"), ("sample_recognised", "no"), ("sample_fields", "design;production")):
        stage.work(partial(stated, enterprise, fact, value, contact))
    judge(stage, enterprise)
    assert outcome(stage, enterprise) == "eligible"
    desk.send(ADMIN, "规则.xlsx", version("2.0", put("conditions", 6, "values", "3"), LEVEL_4))
    stage.open(ADMIN, "packs", begun(stage, "2.0"))
    stage.tap(ADMIN, "多少企业会变")
    desk.make(ADMIN)
    stage.tap(ADMIN, "模拟检查")
    desk.make(ADMIN)
    transcript("packs_shadow")
    assert outcome(stage, enterprise) == "eligible"
    stage.open(ADMIN, "packs", begun(stage, "2.0") + ".a")
    stage.say(ADMIN, "是")
    stage.open(SECOND, "packs", begun(stage, "2.0") + ".y")
    judge(stage, enterprise)
    assert outcome(stage, enterprise) == "not_yet"
    stage.open(ADMIN, "packs", begun(stage, "2.0"))
    assert "可以申报 0 家，暂不满足 1 家" in stage.seen[ADMIN].screen.text


def judge(stage: Stage, enterprise: str) -> None:
    """What the background does after a publication."""
    stage.work(lambda tx: judge_one(tx, enterprise, stage.clock.at, stage.bank.id))


def outcome(stage: Stage, enterprise: str) -> str:
    """What stands."""
    return stage.work(lambda tx: tx.verdicts_of(enterprise))[PACK].outcome


def test_a_shadow_counts_moves_and_those_without_a_verdict() -> None:
    """Each kind on its own; pieces add up."""
    sheets = packed(small()).sheets
    good: dict[FactId, Any] = {
        FactId("legal_person"): True,
        FactId("sample_recognised"): False,
        FactId("maturity_level"): Decimal(3),
        FactId("sample_fields"): frozenset({"design"}),
    }
    rows = [("", good), ("not_yet", good), ("eligible", good), ("eligible", {}), ("not_yet", {FactId("legal_person"): False})]
    found = pack_shadows.Shadow(pack_shadows.judged(sheets, rows, date(2026, 3, 1)))
    assert (found.judged, found.fresh) == (5, 1)
    assert found.changed == (("eligible", "not_yet", 1), ("not_yet", "eligible", 1), ("not_yet", "not_eligible", 1))
    assert found.after == (("eligible", 3), ("not_yet", 1), ("not_eligible", 1))
    assert pack_shadows.best((Outcome.NOT_ELIGIBLE, Outcome.NOT_YET)) is Outcome.NOT_YET


def test_what_would_change_is_said_in_full(desk: Desk, transcript: Callable[[str], None]) -> None:
    """Of a duty, of a programme for agencies, of very many enterprises; a simulation with everything to look at."""
    stage = desk.stage
    person = stage.person(ADMIN)
    moves = (("eligible", "not_yet", 7), ("not_yet", "eligible", 2))
    after = (("eligible", 5), ("not_yet", 30), ("not_eligible", 1))
    line = PackLine(NAUGHTY, "一.3", "level")
    tracks = (PackTrack("基础级", after, reached=True), PackTrack("领航级", (("eligible", 0),), reached=False))
    for shown in (
        PackShadowed("0" * 32, NAUGHTY, "2.0", "1.0.0", 36, 9, 3, moves, after, duty=True, more=True),
        PackShadowed("0" * 32, "项目", "2.0", "", 36, 0, 36, (), after),
        PackShadowed("0" * 32, "项目", "2.0", "1.0.0", 0, 0, 0, (), (), bodies=True),
        PackSimulated("0" * 32, "项目", "2.0", 500, tracks, (line,), (line,), (line,), duty=True),
    ):
        stage.work(partial(noticed, stage, Notice(person, shown)))
        stage.show_told()
    transcript("packs_shadow_said")


def test_a_simulation_names_what_is_always_and_never_so() -> None:
    """A level that nobody misses, and one that the fact's own bounds forbid is found by the reading already."""
    open_door = rooms.add(
        "conditions", id="open_door", clause="一.8", text="等级不低于零", remedy="无", fact="maturity_level", operator=">=", values="0"
    )
    sheets = rooms.sheets(open_door)
    reading = read_pack(sheets)
    assert [str(problem.code) for problem in reading.problems] == ["CONDITION_ALWAYS"]
    assert reading.programme is not None
    fared = pack_simulation.in_words(reading.programme, "zh", date(2026, 3, 1))
    assert [line.id for line in fared.always] == ["open_door"]
    assert fared.never == ()
    assert sum(count for _, count in fared.tracks[0].outcomes) == fared.enterprises == pack_simulation.ENTERPRISES
