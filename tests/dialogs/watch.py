"""What must hold of every single turn, whatever came in. Tests walk through conversations and have each step watched."""

from __future__ import annotations

from dialogs import codec
from dialogs.effects import Asked, Effect, EnterpriseSought, Refused, Wanted
from dialogs.inbound import AnyInbound, Choose, Reply, Tap
from dialogs.model import Cursor, Phase, Run, RunState
from dialogs.phrasebook import screen
from dialogs.refusals import Refusal
from dialogs.scene import Turn
from question_bank.model import NOT_APPLICABLE, Bank, QuestionId
from question_bank.tailoring import may_be_not_applicable
from tests.dialogs.conversation import Conversation
from tests.dialogs.reading import assert_fits

MOST_BUTTONS = 100


def watched(talk: Conversation, inbound: AnyInbound | Tap) -> tuple[Effect, ...]:
    """One step with everything checked, and the register's answer where it was asked."""
    effects = _turn(talk, inbound)
    while isinstance(effects[-1], EnterpriseSought):
        sought = effects[-1]
        effects = _turn(talk, talk.register.known(sought.code, talk.speaker, sought.register, talk.runs))
    return effects


def _turn(talk: Conversation, inbound: AnyInbound | Tap) -> tuple[Effect, ...]:
    run, cursor = talk.stored, talk.cursor
    sealed = [other for other in talk.runs if other.state is RunState.FINISHED]
    turn = talk.advance(inbound)
    assert_survives(turn)
    assert_shown(turn, talk.bank)
    assert_only_answers_became_answers(talk.bank, run, cursor, inbound, turn)
    assert all(other in talk.runs for other in sealed), "a finished run changed"
    if Refused(Refusal.STALE) in turn.effects:
        assert (turn.run, turn.cursor) == (run, cursor)
    return turn.effects


def assert_survives(turn: Turn) -> None:
    """Both documents come back from bytes as they were."""
    assert turn.run is None or codec.decode_run(codec.encode(turn.run)) == turn.run
    assert codec.decode_cursor(codec.encode(turn.cursor)) == turn.cursor
    assert turn.cursor.run == (turn.run.id if turn.run else "")


def assert_shown(turn: Turn, bank: Bank) -> None:
    """The turn ends with a screen that can be sent, or with a question to the shell."""
    assert turn.effects
    assert isinstance(turn.effects[-1], Asked | EnterpriseSought | Wanted)
    assert not any(isinstance(effect, Asked) for effect in turn.effects[:-1]), "two screens in one turn"
    shown = screen(turn, bank)
    assert_fits(shown.text)
    assert len(shown.choices) <= MOST_BUTTONS
    assert all(choice.label for choice in shown.choices)


def assert_only_answers_became_answers(bank: Bank, run: Run | None, cursor: Cursor, inbound: AnyInbound | Tap, turn: Turn) -> None:
    """At most the question whose card was shown changed, to an option of its own; nothing was taken away."""
    if turn.run is None:
        return
    before = run.answers if run and run.id == turn.run.id else {}
    after = turn.run.answers
    changed = {question for question in {*before, *after} if before.get(question) != after.get(question)}
    if not changed:
        return
    assert (cursor.phase, cursor.part) == (Phase.QUESTION, "")
    assert changed == {cursor.at}
    question = bank.question_by_id[QuestionId(cursor.at)]
    allowed = {option.key for option in question.options} | ({NOT_APPLICABLE} if may_be_not_applicable(bank, question) else set())
    assert after[cursor.at].key in allowed
    assert isinstance(inbound.do if isinstance(inbound, Tap) else inbound, Choose | Reply)
