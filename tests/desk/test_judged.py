"""Verdicts that follow what happens in the run and at the desk: the others of the enterprise are told once, of what has become possible."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from bot.ports import Transaction
from bot.roles import Role, UnitKind
from dialogs.effects import RunFinished
from dialogs.model import Phase
from question_bank.programmes.model import FactKind, Operator, Programme
from tests.bot import typed
from tests.bot.programmes import a_fact, a_programme, keep_all, must, of_level
from tests.desk.agency import a_finished_run, assigned, reviewers
from tests.desk.stage import MINHANG, Stage, labels
from tests.desk.test_reviews import lock

VERIFIED = a_programme("verified", [a_fact("verified", source="run.verified")], [must("verified", Operator.IS, "yes")])
ASSIGNED = a_programme("assigned", [a_fact("agency", FactKind.TEXT, "place.agency")], [must("agency", Operator.IS, "质量评价院")])


def joins(stage: Stage, who: str) -> None:
    """One more contact of the enterprise, who is somewhere else in the conversation."""
    stage.begin(who)
    person = stage.person(who)
    stage.work(lambda tx: tx.add_contact(stage_enterprise(tx), person, stage.clock.at))


def stage_enterprise(tx: Transaction) -> str:
    """The id of the enterprise that everything here is about."""
    found = tx.enterprise_by_code(typed.CODE)
    assert found is not None
    return found.id


def outcome(stage: Stage, programme: Programme) -> str:
    """What stands."""
    return stage.work(lambda tx: tx.verdicts_of(stage_enterprise(tx))[programme.id].outcome)


def notices_of(stage: Stage, who: str) -> list[str]:
    """What somebody was told beside the own turns."""
    return [screen.text for screen in stage.noticed.get(who, [])]


def test_a_finished_run_tells_the_person_in_place_and_the_others_once(stage: Stage, transcript: Callable[[str], None]) -> None:
    """One message for two programmes, with a way to read on; whoever finished the run reads it above the result."""
    keep_all(stage.store, of_level(2), of_level(1, "levelone", closes=()), of_level(5, "levelfive"))
    stage.register("王工")
    joins(stage, "李工")
    stage.go_on("王工", Phase.INDICATORS_REVIEW)
    stage.say("王工", "/submit")
    assert any(isinstance(effect, RunFinished) for effect in stage.effects["王工"])
    transcript("judged")
    assert len(notices_of(stage, "李工")) == 1
    assert notices_of(stage, "王工") == []
    assert labels(stage.noticed["李工"][0])
    stage.say("王工", "/start")
    assert len(notices_of(stage, "李工")) == 1


def test_who_declined_is_told_nothing(stage: Stage) -> None:
    """As with every notice."""
    keep_all(stage.store, of_level(2))
    stage.register("王工")
    joins(stage, "李工")
    stage.silently(lambda: stage.say("李工", "/start"))
    person = stage.person("李工")

    def decline(tx: Transaction) -> None:
        cursor = tx.cursor(person)
        assert cursor is not None
        tx.save_cursor(msgspec.structs.replace(cursor, phase=Phase.DECLINED), stage.clock.at)

    stage.work(decline)
    stage.go_on("王工", Phase.RESULT)
    assert notices_of(stage, "李工") == []


def test_a_locked_review_counts_at_once_and_a_reopened_one_no_longer(stage: Stage) -> None:
    """The contacts are told that the check ended, and what it makes possible."""
    keep_all(stage.store, VERIFIED)
    run = a_finished_run(stage)
    reviewers(stage, assigned(stage, run))
    stage.grant("孙市级", Role.CITY)
    assert outcome(stage, VERIFIED) == "not_yet"
    lock(stage, "钱评审")
    assert outcome(stage, VERIFIED) == "eligible"
    told = notices_of(stage, "王工")
    assert [("verified申报" in text) for text in told].count(True) == 1
    assert not any("verified申报" in text for text in notices_of(stage, "钱评审"))
    stage.open("孙市级", "verified", run)
    stage.tap("孙市级", "重新打开")
    stage.say("孙市级", "抽查发现一题有误")
    assert outcome(stage, VERIFIED) == "not_yet"


def test_an_assignment_counts_at_once(stage: Stage) -> None:
    """The contacts are told of what it makes possible, the liaison is not."""
    who = "李梅"
    keep_all(stage.store, ASSIGNED)
    stage.register("王工")
    stage.grant(who, Role.LIAISON, MINHANG)
    stage.work(lambda tx: tx.add_unit(UnitKind.AGENCY, "质量评价院", "", 0))
    stage.open(who, "assign", stage.enterprise().id)
    stage.tap(who, "指定质量监督机构")
    stage.tap(who, "质量评价院")
    assert outcome(stage, ASSIGNED) == "eligible"
    assert len(notices_of(stage, "王工")) == 1
    stage.tap(who, "结束质量监督")
    assert outcome(stage, ASSIGNED) == "not_yet"
    assert len(notices_of(stage, "王工")) == 1
