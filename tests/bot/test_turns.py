"""One turn of the use case: taps that do not belong, turns taken twice, faults in the middle."""

from __future__ import annotations

from functools import partial

import msgspec
import pytest

from bot.ports import CodeTaken, Conflict, Store
from dialogs.effects import AnsweredMeanwhile, AnswerKept
from dialogs.inbound import AnyInbound, Choose, Home, Show, Start, Submit, Tap
from dialogs.model import Answer, Cursor, Phase, Run
from question_bank.model import Bank
from tests.bot.office import Office, at_once, refusals
from tests.bot.typed import CODE, OTHER_CODE, profile


def drawn(cursor: Cursor, do: AnyInbound) -> Tap:
    """A button of the screen that this cursor stands for."""
    return Tap(do, cursor.run, cursor.at, cursor.revision)


def contents(office: Office, *people: str) -> list[tuple[Run, Cursor]]:
    """What is stored of these persons."""
    return [(office.run(office.cursor(who).run), office.cursor(who)) for who in people]


def test_a_double_tap_is_one_step(office: Office) -> None:
    """The second press of the same button changes nothing and shows the current question."""
    first = office.start("first").turn.cursor
    tap = drawn(first, Choose("C"))
    office.take("first", tap)
    after = contents(office, "first")
    repeated = office.take("first", tap)
    assert refusals(repeated.turn.effects) == ["stale"]
    assert contents(office, "first") == after
    assert len(office.run(first.run).answers) == 1


def test_twenty_taps_of_one_button_at_once_are_one_step(office: Office) -> None:
    """One is taken, nineteen are stale."""
    first = office.start("first").turn.cursor
    outcomes = at_once([lambda: office.take("first", drawn(first, Choose("C")))] * 20)
    kept = [effect for outcome in outcomes for effect in outcome.turn.effects if isinstance(effect, AnswerKept)]
    assert [effect.question for effect in kept] == [first.at]
    assert [refusals(outcome.turn.effects) for outcome in outcomes].count(["stale"]) == 19


def test_every_button_of_every_earlier_screen_is_stale(office: Office) -> None:
    """Also after the person came back to the same question."""
    office.register("first")
    seen: list[Cursor] = []
    while (cursor := office.cursor("first")).phase is not Phase.LEVEL_REVIEW:
        seen.append(cursor)
        office.go_on("first", Phase.QUESTION) if cursor.phase is Phase.TAILORING else office.say("first", "C")
    before = contents(office, "first")
    for cursor in seen:
        assert refusals(office.take("first", drawn(cursor, Choose("A"))).turn.effects) == ["stale"]
    assert contents(office, "first") == before


def test_a_tap_on_somebody_elses_run_reads_like_one_on_a_run_that_is_not_there(office: Office) -> None:
    """And changes neither run."""
    theirs = office.start("first").turn.cursor
    own = office.start("second", OTHER_CODE).turn.cursor
    before = contents(office, "first", "second")
    foreign = office.take("second", Tap(Choose("A"), theirs.run, theirs.at, theirs.revision))
    unknown = office.take("second", Tap(Choose("A"), "0" * 32, own.at, own.revision))
    assert refusals(foreign.turn.effects) == refusals(unknown.turn.effects) == ["stale"]
    assert foreign.screen == unknown.screen
    assert contents(office, "first", "second") == before


@pytest.mark.parametrize("what", ["pdf", "charts", "json", "txt"])
def test_documents_of_another_enterprise_read_like_those_of_a_run_that_is_not_there(what: str, office: Office) -> None:
    """From the overview and from a result of one's own; nothing is handed out, nothing changes."""
    theirs = office.finish("first").turn.run
    assert theirs is not None
    office.finish("second", OTHER_CODE)
    for step in (Start(), Home()):
        office.take("second", step)
        before = contents(office, "first", "second")
        foreign = office.take("second", Show(what, theirs.id))
        unknown = office.take("second", Show(what, "0" * 32))
        assert (foreign.documents, unknown.documents) == ((), ())
        assert foreign.screen == unknown.screen
        assert refusals(foreign.turn.effects) == refusals(unknown.turn.effects) != []
        assert contents(office, "first", "second") == before


def test_documents_of_ones_own_earlier_run_are_handed_out(office: Office) -> None:
    """By its id, while the next run is being prepared; not those of a run without a result."""
    done = office.finish("first").turn.run
    assert done is not None
    office.say("first", "/new")
    office.say("first", "/home")
    handed = office.take("first", Show("pdf", done.id))
    assert [(asked.run, asked.what) for asked in handed.documents] == [(done.id, "pdf")]
    assert office.take("first", Show("pdf", office.cursor("first").run)).documents == ()


def test_of_two_contacts_who_answer_one_question_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    """The answer of the first stays until the second, who has now seen it, answers again; the audit has all three."""
    own = office.start("first").turn
    assert own.run is not None
    office.colleague("second", own.run.enterprise, "unused")
    shared = msgspec.structs.replace(office.cursor("first"), person=office.cursor("second").person)
    office.store.submit(lambda tx: tx.save_cursor(shared, office.clock.at)).result()
    given = {"first": "A", "second": "D"}
    outcomes = dict(zip(given, at_once([partial(office.take, who, Choose(key)) for who, key in given.items()]), strict=True))
    (winner,) = [who for who, outcome in outcomes.items() if any(isinstance(effect, AnswerKept) for effect in outcome.turn.effects)]
    (loser,) = given.keys() - {winner}
    assert AnsweredMeanwhile(own.cursor.at, given[winner]) in outcomes[loser].turn.effects
    assert office.run(own.run.id).answers[own.cursor.at].key == given[winner]
    again = office.take(loser, Choose(given[loser])).turn
    assert AnswerKept(own.cursor.at, given[loser], before=given[winner]) in again.effects
    assert [action for *_, action, _ in office.audit()][-3:] == ["answer_kept", "answered_meanwhile", "answer_kept"]


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("lost", [Conflict, CodeTaken])
def test_a_race_that_is_lost_is_taken_again_with_what_is_then_true(lost: type[Exception], times: int, office: Office) -> None:
    """Once or twice; the person notices nothing."""
    office.start("first")
    office.store.fail(*[lost("somebody else was first")] * times)
    outcome = office.take("first", Choose("C"))
    assert [type(effect) for effect in outcome.turn.effects][:1] == [AnswerKept]
    assert len(office.run(outcome.turn.cursor.run).answers) == 1


def test_a_race_that_is_always_lost_ends(office: Office) -> None:
    """After three tries the caller is told, and nothing is kept."""
    office.start("first")
    before = contents(office, "first")
    office.store.fail(*[Conflict("somebody else was first")] * 3)
    with pytest.raises(Conflict):
        office.take("first", Choose("C"))
    assert contents(office, "first") == before


def test_a_turn_that_fails_keeps_nothing(office: Office) -> None:
    """Neither answer nor place nor audit, although it failed after saving all of them; the next turn is as good as any."""
    office.start("first")
    before, audit = contents(office, "first"), office.audit()
    office.store.fail(ValueError("after everything"))
    with pytest.raises(ValueError, match="after everything"):
        office.take("first", Choose("C"))
    assert (contents(office, "first"), office.audit()) == (before, audit)
    assert len(office.run(office.take("first", Choose("C")).turn.cursor.run).answers) == 1


def test_a_registration_that_fails_leaves_no_enterprise(office: Office) -> None:
    """The code is as free as before."""
    office.say("first", "/start", "1", "是", *profile())
    office.store.fail(ValueError("after everything"))
    with pytest.raises(ValueError, match="after everything"):
        office.take("first", Submit())
    assert office.store.submit(lambda tx: tx.enterprise_by_code(CODE)).result() is None
    assert office.register("second").turn.cursor.phase is Phase.TAILORING


def test_a_run_keeps_to_the_bank_it_was_begun_with(store: Store, bank: Bank) -> None:
    """The bank is looked up by the run's own id and version, whatever new runs are begun with."""
    asked: list[tuple[str, str]] = []
    office = Office(store)

    def banks(bank_id: str, version: str) -> Bank:
        asked.append((bank_id, version))
        return office.bank

    begun = office.start("first").turn.cursor
    later = Office(store, bank, banks)
    outcome = later.take("first", Choose("D"))
    assert outcome.turn.cursor.run == begun.run
    assert set(asked) == {(office.bank.id, office.bank.version)}
    assert office.run(begun.run).answers[begun.at] == Answer(key="D", by=begun.person, at=later.clock.at)
