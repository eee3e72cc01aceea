"""The use case around credit codes: whose a code is, and two persons who want the same one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.ports import Store
from bot.storage.opening import open_store
from bot.usecases.conversation import Outcome
from dialogs.inbound import Submit
from dialogs.model import Phase
from tests.bot.office import CountedIds, Office, at_once
from tests.bot.typed import CODE, MOBILE, NAME, OTHER_CODE, PERSON, profile
from tests.contract.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgres"])
def racing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The use case where turns really meet: one writer, and several."""
    url = f"sqlite:///{tmp_path / 'z.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    store: Store = open_store(url, CountedIds())
    yield Office(store)
    store.close()


def asks_to_join(outcome: Outcome) -> bool:
    """Whether the person stands before the offer to join the enterprise of this code."""
    return outcome.turn.cursor.desk.page == "join"


def test_a_code_that_somebody_else_registered_leads_to_joining_and_reveals_nothing(office: Office) -> None:
    """Neither name nor contact; what was typed before is kept and another code is taken."""
    office.register("first")
    offered = office.say("second", "/start", "1", "是", "另一家企业", CODE)
    assert asks_to_join(offered)
    assert offered.turn.cursor.phase is Phase.PROFILE
    assert [told for told in (NAME, PERSON, MOBILE) if told in offered.screen.text] == []
    after = office.say("second", *profile("另一家企业", OTHER_CODE)[1:])
    assert after.turn.cursor.phase is Phase.PROFILE_REVIEW
    assert after.turn.run is not None
    assert (after.turn.run.profile.name, after.turn.run.profile.code) == ("另一家企业", OTHER_CODE)


def test_what_is_said_of_a_registered_code_does_not_depend_on_the_enterprise(office: Office) -> None:
    """Word for word the same, but for the code, for a run just begun and for one with a result."""
    office.register("first")
    office.finish("other", OTHER_CODE)
    codes = (("third", CODE), ("fourth", OTHER_CODE))
    told = {office.say(who, "/start", "1", "是", "第三家企业", code).screen.text.replace(code, "") for who, code in codes}
    assert len(told) == 1


def test_a_code_taken_between_the_look_and_the_registration_leads_to_joining(office: Office) -> None:
    """Both looked while it was free; whoever confirms first has it."""
    for who in ("first", "second"):
        office.say(who, "/start", "1", "是", *profile())
        assert office.cursor(who).phase is Phase.PROFILE_REVIEW
    won = office.take("first", Submit())
    lost = office.take("second", Submit())
    assert (won.turn.cursor.phase, asks_to_join(won), asks_to_join(lost)) == (Phase.TAILORING, False, True)
    assert lost.turn.run is not None
    assert lost.turn.run.enterprise == ""


def test_two_who_register_one_code_at_once_make_one_enterprise(racing: Office) -> None:
    """Exactly one wins, the others are asked whether to join; with ten persons as with two."""
    people = [f"person-{number}" for number in range(10)]
    for who in people:
        racing.say(who, "/start", "1", "是", *profile())
    outcomes = at_once([partial(racing.take, who, Submit()) for who in people])
    registered = {outcome.turn.run.enterprise for outcome in outcomes if outcome.turn.run is not None and outcome.turn.run.enterprise}
    phases = sorted(outcome.turn.cursor.phase for outcome in outcomes)
    assert len(registered) == 1
    assert phases == [*[Phase.PROFILE] * 9, Phase.TAILORING]
    assert sum(map(asks_to_join, outcomes)) == 9


def test_the_registered_enterprise_follows_its_profile(office: Office) -> None:
    """A corrected name and code are stored; the old code is free for others."""
    office.register("first")
    office.say("first", "/profile", "1", "上海申安新名有限公司", "2", OTHER_CODE, "/submit")
    found = office.store.submit(lambda tx: (tx.enterprise_by_code(OTHER_CODE), tx.enterprise_by_code(CODE))).result()
    assert found[1] is None
    assert found[0] is not None
    assert found[0].name == "上海申安新名有限公司"
    office.register("second", CODE)
    assert office.cursor("second").phase is Phase.TAILORING


def test_answers_of_the_last_run_become_suggestions_of_the_next(office: Office) -> None:
    """They are shown, not taken as answers."""
    finished = office.finish("first").turn.run
    assert finished is not None
    office.say("first", "/new")
    run = office.go_on("first", Phase.QUESTION).turn.run
    assert run is not None
    assert (run.answers, run.previous) == ({}, {question: answer.key for question, answer in finished.answers.items()})
    assert run.id != finished.id
    assert run.enterprise == finished.enterprise
