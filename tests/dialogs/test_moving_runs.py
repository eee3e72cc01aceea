"""An open run moved to another version of its bank: it goes on with what changed, and nothing that was given is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from dialogs import codec
from dialogs.engine import screen
from dialogs.inbound import Choose, Reply, Start, Submit
from dialogs.model import Answer, Evidence, Handover, IndicatorValue, Note, Phase, Run, RunState
from dialogs.moving_runs import Moved, may_move, moved_run
from dialogs.scene import DialogError
from question_bank.model import NOT_APPLICABLE, AreaId, Bank, Mapped, Question, QuestionId, Succession, Text
from tests.dialogs.conversation import Conversation
from tests.dialogs.preludes import answer_level, begun
from tests.question_bank.banks import small_bank

OLD = small_bank()
PEOPLE, LINE = "L1-people-a1", "L1-making.line-a1"
PRODUCT, PROCESS_DESIGN = "L1-making.design.product-a1", "L1-making.design.process-a1"
BY = "contact-1"


def version(*changed: Question, without: tuple[str, ...] = (), **fields: Any) -> Bank:
    """The small bank with these questions in place of those of the same ids, as version 2."""
    by_id = {question.id: question for question in changed}
    kept = tuple(by_id.pop(question.id, question) for question in OLD.questions if question.id not in without)
    made = replace(OLD, version="2", questions=(*kept, *by_id.values()))
    return replace(made, **fields)


def restemmed(question: str) -> Question:
    return replace(OLD.question_by_id[QuestionId(question)], stem=Text("换了问法？"))


def at_level_2(key: str = "D") -> Conversation:
    """Level 1 handed in and met, two questions of level 2 answered."""
    talk = begun(OLD, "level_opening")
    answer_level(talk, key)
    talk.hear_all(Submit(), Submit(), Choose("B"), Choose("C"))
    assert (talk.run.level, len(talk.run.answers)) == (2, 7)
    return talk


def moved(talk: Conversation, new: Bank) -> Moved:
    found = moved_run(talk.run, OLD, new)
    assert codec.decode_run(codec.encode(found.run)) == found.run
    return found


def gone_on(talk: Conversation, new: Bank) -> tuple[Conversation, Moved]:
    """The same conversation with the run moved, as the shell does it."""
    found = moved(talk, new)
    talk.bank = new
    talk._runs[found.run.id] = codec.encode(found.run)
    return talk, found


def test_a_run_moves_to_an_unchanged_version_without_a_question() -> None:
    """Only the version is another one."""
    talk = at_level_2()
    found = moved(talk, version())
    assert found.run == msgspec.structs.replace(talk.run, bank_version="2")
    assert (found.to_answer, found.indicators, found.ended, found.lost) == ((), (), (), {})


def test_a_changed_question_of_a_level_handed_in_brings_the_run_back_there() -> None:
    """With the old answer as a suggestion and all others as they were given."""
    talk = at_level_2()
    before = talk.run
    talk, found = gone_on(talk, version(restemmed(LINE)))
    assert found.to_answer == (LINE,)
    assert (found.run.level, found.run.levels) == (1, ())
    assert found.run.previous == {LINE: "D"}
    assert found.run.answers == {question: answer for question, answer in before.answers.items() if question != LINE}
    talk.hear(Start())
    assert (talk.phase, talk.cursor.at) == (Phase.QUESTION, LINE)
    assert screen(talk.scene)
    talk.hear_all(Choose("D"), Submit(), Submit(), Submit())
    assert (talk.run.level, len(talk.run.levels)) == (2, 1)
    assert len(talk.run.answers) == len(before.answers)


def test_a_changed_question_of_the_level_being_answered_leaves_the_level() -> None:
    """Levels below hold; what was open stays open and is nothing to answer again."""
    talk = at_level_2()
    changed = next(question for question in talk.run.answers if question.startswith("L2"))
    found = moved(talk, version(restemmed(changed)))
    assert found.to_answer == (changed,)
    assert (found.run.level, [told.level for told in found.run.levels]) == (2, [1])


def test_a_new_question_is_to_be_answered_where_the_run_has_been() -> None:
    """One of a level that it has not come to yet is not counted."""
    talk = begun(OLD, "question")
    fresh = replace(restemmed(LINE), id=QuestionId("L1-new"))
    later = replace(OLD.questions[-1], id=QuestionId("L2-new"), stem=Text("以后才问？"))
    found = moved(talk, version(fresh, later))
    assert found.to_answer == ("L1-new",)
    done = moved(at_level_2(), version(fresh, later))
    assert done.to_answer == ("L1-new", "L2-new")
    assert done.run.level == 1


def test_a_level_that_is_not_met_any_more_or_only_now_comes_back_into_question() -> None:
    """Though every question has its answer."""
    met = at_level_2("C")
    stricter = version(threshold=OLD.threshold and OLD.threshold + (1 - OLD.threshold) / 2)
    found = moved(met, stricter)
    assert (found.run.level, found.run.levels, found.to_answer) == (1, (), ())
    unmet = begun(OLD, "not_met")
    easier = version(threshold=OLD.threshold and OLD.threshold / 4)
    now_met = moved(unmet, easier)
    assert (now_met.run.level, now_met.run.levels) == (1, ())
    weighed = moved(met, version())
    assert weighed.run.levels == met.run.levels


def test_an_answer_that_nothing_continues_is_named_and_kept_where_a_way_back_finds_it() -> None:
    """Not under an id that now means another question."""
    talk = at_level_2()
    found = moved(talk, version(without=(PEOPLE,)))
    assert found.lost == {PEOPLE: "D"}
    assert found.run.previous == {PEOPLE: "D"}
    assert PEOPLE not in found.run.answers
    back = moved_run(found.run, version(without=(PEOPLE,)), replace(OLD, version="3"))
    assert back.run.previous == {PEOPLE: "D"}
    assert back.to_answer == (PEOPLE,)
    reused = version(replace(OLD.question_by_id[QuestionId(LINE)], id=QuestionId(PEOPLE)), without=(LINE,))
    renumbered = moved(talk, reused)
    assert renumbered.run.answers[PEOPLE] == talk.run.answers[LINE]
    assert renumbered.lost == {PEOPLE: "D"}
    assert renumbered.run.previous == {}


def annotated(run: Run) -> Run:
    """With everything that may lie beside questions, a suggestion of last time, and a helper's answers."""
    note = Note(id="n1", text="备注", by=BY, at=1)
    file = Evidence(digest="ab" * 32, name="照片.jpg", mime="image/jpeg", size=9, by=BY, at=1)
    handed = Handover(area="making.design", level=1, title="设计", questions=2, name="小王", by=BY, at=1, helper="contact-9")
    return msgspec.structs.replace(
        run,
        flags=(LINE,),
        notes={LINE: (note,)},
        evidence={LINE: (file,)},
        previous={PEOPLE: "C", "of-long-ago": "B"},
        unconfirmed={PRODUCT: Answer(key="B", by="contact-9", at=2), PROCESS_DESIGN: Answer(key="C", by="contact-9", at=2)},
        handovers={"h1": handed},
    )


def test_what_lies_beside_questions_stays_beside_them() -> None:
    """Whether they changed, got another id, or are gone."""
    run = annotated(begun(OLD, "question").run)
    changed = moved_run(run, OLD, version(restemmed(LINE))).run
    assert (changed.flags, changed.notes, changed.evidence) == (run.flags, run.notes, run.evidence)
    renamed = version(replace(OLD.question_by_id[QuestionId(LINE)], id=QuestionId("L1-line")), without=(LINE,))
    there = moved_run(run, OLD, renamed).run
    assert (there.flags, there.notes, there.evidence) == (("L1-line",), {"L1-line": run.notes[LINE]}, {"L1-line": run.evidence[LINE]})
    gone = moved_run(run, OLD, version(without=(LINE,))).run
    assert (gone.notes, gone.evidence) == (run.notes, run.evidence)


def test_two_questions_that_became_one_bring_all_their_notes() -> None:
    """In the order of the run."""
    run = annotated(begun(OLD, "question").run)
    other = Note(id="n2", text="另一条", by=BY, at=1)
    run = msgspec.structs.replace(run, notes={**run.notes, PEOPLE: (other,)})
    both = tuple(Succession(OLD.id, "", Mapped.QUESTION, old, "L1-both") for old in (LINE, PEOPLE))
    merged = version(replace(restemmed(LINE), id=QuestionId("L1-both")), without=(LINE, PEOPLE), successions=both)
    assert moved_run(run, OLD, merged).run.notes == {"L1-both": (*run.notes[LINE], other)}


def test_what_helpers_answered_waits_on_or_is_suggested() -> None:
    """The hand-over stays as long as its heading does; what was suggested before stays unless there is something newer."""
    run = annotated(begun(OLD, "question").run)
    found = moved_run(run, OLD, version(restemmed(PROCESS_DESIGN)))
    assert found.run.unconfirmed == {PRODUCT: run.unconfirmed[PRODUCT]}
    assert found.run.handovers == run.handovers
    assert found.run.previous == {"of-long-ago": "B", PEOPLE: "C", PROCESS_DESIGN: "C"}
    flat = tuple(
        replace(area, heading=area.id != "making.design" and (area.heading or area.parent == "making.design")) for area in OLD.areas
    )
    ended = moved_run(run, OLD, version(areas=flat))
    assert (ended.ended, ended.run.handovers) == (("h1",), {})
    assert ended.run.unconfirmed == run.unconfirmed


def test_tailoring_follows_the_areas() -> None:
    """To those that continue them; an area that may not be left out any more is back, with its questions."""
    run = msgspec.structs.replace(at_level_2().run, tailored_out=("making.design",))
    assert moved_run(run, OLD, version()).run.tailored_out == ("making.design",)
    mapped = version(successions=(Succession(OLD.id, "", Mapped.AREA, "making.design", "making.design.product"),))
    assert moved_run(run, OLD, mapped).run.tailored_out == ("making.design.product",)
    fixed = version(areas=tuple(replace(area, tailorable=False) for area in OLD.areas))
    assert moved_run(run, OLD, fixed).run.tailored_out == ()
    waived = msgspec.structs.replace(run, answers={**run.answers, PRODUCT: Answer(key=NOT_APPLICABLE, by=BY, at=1)}, tailored_out=())
    assert moved_run(waived, OLD, version()).to_answer == ()
    assert moved_run(waived, OLD, fixed).to_answer == (PRODUCT,)


def test_an_indicator_in_another_unit_is_asked_again() -> None:
    """The others keep their values."""
    values = {"productivity": IndicatorValue(value="5"), "defects": IndicatorValue(value="2")}
    run = msgspec.structs.replace(begun(OLD, "indicators").run, indicators=values)
    found = moved_run(run, OLD, version(indicators=(OLD.indicators[0], replace(OLD.indicators[1], unit=Text("件")))))
    assert (found.indicators, found.run.indicators) == (("defects",), {"productivity": values["productivity"]})


def test_a_version_with_fewer_levels_ends_where_it_ends() -> None:
    """A run at level 2 is at the last level that there is."""
    lower = version(levels=OLD.levels[:1], questions=tuple(question for question in OLD.questions if question.level == 1))
    talk = at_level_2()
    found = moved(talk, lower)
    assert (found.run.level, [told.level for told in found.run.levels]) == (1, [1])
    assert found.lost.keys() == {question for question in talk.run.answers if question.startswith("L2")}
    unmet = begun(OLD, "level_2")
    answer_level(unmet, "A")
    assert [told.level for told in moved(unmet, lower).run.levels] == [1]


def test_a_run_that_has_not_started_only_changes_its_version() -> None:
    """It has no answers yet."""
    run = begun(OLD, "tailoring").run
    assert run.state is RunState.PREPARING
    found = moved_run(run, OLD, version(restemmed(LINE)))
    assert found.run == msgspec.structs.replace(run, bank_version="2")
    assert found.to_answer == ()


def test_only_open_runs_of_this_bank_and_of_a_type_it_knows_move() -> None:
    """All others stay with the version that they began with."""
    run = begun(OLD, "question").run
    assert may_move(run, version())
    for stays in (
        msgspec.structs.replace(run, state=RunState.FINISHED),
        msgspec.structs.replace(run, state=RunState.ABANDONED),
        msgspec.structs.replace(run, bank="another"),
        msgspec.structs.replace(run, bank_version="2"),
    ):
        assert not may_move(stays, version())
        with pytest.raises(DialogError, match="cannot move"):
            moved_run(stays, OLD, version())
    assert not may_move(run, version(kinds=OLD.kinds[1:]))
    with pytest.raises(DialogError):
        moved_run(run, replace(OLD, version="0"), version())


def test_who_stands_at_a_question_that_is_gone_is_led_on() -> None:
    """By the engine, at the next thing the person does."""
    talk = begun(OLD, "question")
    at = talk.cursor.at
    assert at
    talk, _ = gone_on(talk, version(without=(at,)))
    talk.hear(Reply("C"))
    assert talk.cursor.at != at
    assert screen(talk.scene)
    assert AreaId("people") in talk.bank.area_by_id
