"""The use case around runs: three a month, places given back, and a finished run that nobody changes."""

from __future__ import annotations

import asyncio
from functools import partial

import msgspec
import pytest

from bot.ports import Sealed, Transaction
from dialogs.effects import RunStarted
from dialogs.inbound import Back, Choose, Jump, Retailor, Start, Submit
from dialogs.model import Phase, RunState
from tests.bot.office import DAY, Office, at_once, refusals
from tests.bot.test_registration import postgres_server, postgres_url, racing

__all__ = ["postgres_server", "postgres_url", "racing"]


def again(office: Office, who: str) -> list[str]:
    """Try to start the next run; what was refused."""
    office.say(who, "/new")
    office.go_on(who, Phase.TAILORING_REVIEW)
    return refusals(office.take(who, Submit()).turn.effects)


def test_the_fourth_run_of_a_month_is_refused_with_the_day_from_which_it_may_start(office: Office) -> None:
    """Nothing is lost by the refusal; on the first of the next month the same run starts."""
    office.start("first")
    for _ in range(2):
        _answer_and_give_up(office)
        assert again(office, "first") == []
    _answer_and_give_up(office)
    office.say("first", "/new")
    office.go_on("first", Phase.TAILORING_REVIEW)
    refused = office.take("first", Submit())
    assert refusals(refused.turn.effects) == ["month_full"]
    assert "2025-12-01" in refused.screen.text
    assert refused.turn.run is not None
    assert refused.turn.run.state is RunState.PREPARING
    office.clock.at += 29 * DAY
    office.go_on("first", Phase.TAILORING_REVIEW)
    started = office.take("first", Submit()).turn
    assert [effect for effect in started.effects if isinstance(effect, RunStarted)] == [RunStarted("2025-12")]


def _answer_and_give_up(office: Office) -> None:
    office.go_on("first", Phase.QUESTION)
    office.say("first", "A", "/abandon", "是")


def test_a_run_given_up_without_an_answer_gives_its_place_back(office: Office) -> None:
    """As often as one likes."""
    office.start("first")
    for _ in range(5):
        office.say("first", "/abandon", "是")
        assert again(office, "first") == []


def test_finished_runs_count_too(office: Office) -> None:
    """Three finished, the fourth refused."""
    office.finish("first")
    for _ in range(2):
        assert again(office, "first") == []
        office.go_on("first", Phase.RESULT)
    assert again(office, "first") == ["month_full"]


def test_twenty_starts_at_once_give_three_runs(racing: Office) -> None:
    """Twenty contacts of one enterprise confirm together; three begin, seventeen are told from when they may."""
    enterprise = racing.register("first").turn.run
    assert enterprise is not None
    people = [f"colleague-{number}" for number in range(20)]
    for who in people:
        racing.colleague(who, enterprise.enterprise, f"run-of-{who}")
    outcomes = at_once([partial(racing.take, who, Submit()) for who in people])
    started = [outcome for outcome in outcomes if any(isinstance(effect, RunStarted) for effect in outcome.turn.effects)]
    refused = [outcome for outcome in outcomes if refusals(outcome.turn.effects) == ["month_full"]]
    assert (len(started), len(refused)) == (3, 17)
    past = racing.store.submit(lambda tx: tx.past_runs(enterprise.enterprise)).result()
    assert len(past) == 3


def test_a_finished_run_is_sealed_and_no_input_changes_it(office: Office) -> None:
    """Taps, words and commands of every kind; the seal holds afterwards."""
    finished = office.finish("first").turn.run
    assert finished is not None
    for inbound in (Choose("A"), Submit(), Back(), Jump(office.bank.questions[0].id), Retailor(), Start()):
        office.take("first", inbound)
    for words in ("A", "不适用", "/profile", "/tailor", "/abandon", "12.5", "/submit"):
        office.say("first", words)
    assert office.run(finished.id) == finished
    assert asyncio.run(office.store.broken_seals()) == ()


def test_the_store_refuses_to_save_a_finished_run(office: Office) -> None:
    """Even if the use case tried."""
    finished = office.finish("first").turn.run
    assert finished is not None
    changed = msgspec.structs.replace(finished, tailored_out=("making",))

    def save(tx: Transaction) -> None:
        found = tx.run(finished.id)
        assert found is not None
        tx.save_run(found, changed, office.clock.at)

    with pytest.raises(Sealed):
        office.store.submit(save).result()
    assert office.run(finished.id) == finished
