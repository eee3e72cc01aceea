"""Notes and files beside an answer: what is taken, where it ends up, who may remove it, and what a deleted person leaves."""

from __future__ import annotations

import pytest

from dialogs.effects import EvidenceKept, EvidenceRemoved, FileTaken, NoteKept, NoteRemoved, Overtaken, QuestionAsked, Refused
from dialogs.engine import unwanted
from dialogs.inbound import (
    Annotate,
    AnyInbound,
    Back,
    Choose,
    Contents,
    Forward,
    Home,
    Jump,
    Reply,
    Retailor,
    Stored,
    Submit,
    Unstored,
    Upload,
)
from dialogs.model import Desk, Phase
from dialogs.refusals import Refusal
from dialogs.stages import annotating
from dialogs.stages.annotating import LARGEST_MB, LONGEST_NOTE, MOST_FILES, MOST_NOTES
from tests.dialogs.conversation import FIRST_CONTACT, SECOND_CONTACT, Conversation
from tests.dialogs.helping import ELSEWHERE, FIRST, HELPER, back_to_contact, handed, in_hands_of
from tests.dialogs.preludes import begun
from tests.question_bank.banks import small_bank

PHOTO = Upload("photo", "照片.jpg", 5000, "image/jpeg", "ref-1")
TAKEN = FileTaken("photo", "照片.jpg", 5000, "image/jpeg", "ref-1", run="run-1", question=ELSEWHERE)


def stored(number: int = 1, question: str = ELSEWHERE, run: str = "run-1", **more: str) -> Stored:
    """A file that lies in the folder."""
    return Stored(f"{number:064x}", f"{number}.pdf", "application/pdf", 1000 + number, run=run, question=question, **more)


def at_first(prelude: str = "question") -> Conversation:
    return begun(small_bank(), prelude)


def digests(talk: Conversation, question: str = ELSEWHERE) -> list[str]:
    return [file.digest for file in talk.scene.run.evidence.get(question, ())]


# -- where a file is taken -----------------------------------------------------------------------------------------------


def test_a_file_on_a_question_card_is_taken_for_it() -> None:
    """Nothing is kept yet, and the card stands as it was."""
    talk = at_first()
    run, cursor = talk.scene.run, talk.cursor
    assert talk.hear(PHOTO) == (TAKEN, QuestionAsked(ELSEWHERE))
    assert (talk.scene.run, talk.cursor) == (run, cursor)


def test_a_file_on_the_screen_of_notes_is_taken_for_the_question() -> None:
    """That is where the screen invites it."""
    talk = at_first()
    talk.hear(Annotate())
    assert talk.hear(PHOTO)[0] == TAKEN


@pytest.mark.parametrize("prelude", ["consent", "profile", "profile_review", "tailoring", "level_opening", "level_review", "finished"])
def test_anywhere_else_a_file_cannot_be_an_answer(prelude: str) -> None:
    """It is refused as calmly as ever."""
    talk = at_first(prelude)
    before = talk.cursor
    assert talk.hear(PHOTO)[0] == Refused(Refusal.NOT_TEXT, "photo")
    assert talk.cursor == before


@pytest.mark.parametrize("step", [Home(), Contents()], ids=str)
def test_off_the_card_a_file_cannot_be_an_answer(step: AnyInbound) -> None:
    """The overview and the contents belong to no question."""
    talk = at_first()
    talk.hear(step)
    assert talk.hear(PHOTO)[0] == Refused(Refusal.NOT_TEXT, "photo")


def test_a_file_that_says_it_is_too_large_is_refused_at_once() -> None:
    """To the byte."""
    talk = at_first()
    limit = LARGEST_MB << 20
    assert talk.hear(Upload("document", "x", limit + 1, "", "r"))[0] == Refused(Refusal.FILE_TOO_LARGE, "20")
    assert isinstance(talk.hear(Upload("document", "x", limit, "", "r"))[0], FileTaken)


def test_a_full_question_takes_no_more_files() -> None:
    """Neither when one is sent, nor when one that was under way arrives."""
    talk = at_first()
    talk.hear_all(*(stored(number) for number in range(MOST_FILES)))
    assert len(digests(talk)) == MOST_FILES
    assert talk.hear(PHOTO)[0] == Refused(Refusal.FILES_FULL, "9")
    assert talk.hear(stored(99))[0] == Refused(Refusal.FILES_FULL, "9")
    assert unwanted(talk.scene, TAKEN) is Refusal.FILES_FULL
    assert talk.hear(Unstored("x", Refusal.FILES_FULL))[0] == Refused(Refusal.FILES_FULL, "9")
    assert len(digests(talk)) == MOST_FILES


# -- where it ends up ----------------------------------------------------------------------------------------------------


def test_a_file_lies_beside_the_question_it_was_sent_for_wherever_the_person_is_by_then() -> None:
    """With who sent it and when; the buttons before the person stay good."""
    talk = at_first()
    talk.hear_all(PHOTO, Choose("B"))
    cursor = talk.cursor
    assert talk.hear(stored())[0] == EvidenceKept(ELSEWHERE, f"{1:064x}"[:16])
    assert talk.cursor == cursor
    kept = talk.scene.run.evidence[ELSEWHERE][0]
    assert (kept.name, kept.size, kept.by, kept.at, kept.helper) == ("1.pdf", 1001, FIRST_CONTACT, talk.now, False)


def test_the_same_file_twice_is_one() -> None:
    """As when a report is repeated."""
    talk = at_first()
    talk.hear_all(stored(), stored())
    assert len(digests(talk)) == 1


def test_a_file_for_another_run_is_not_attached() -> None:
    """The person went over to another enterprise meanwhile."""
    talk = at_first()
    assert talk.hear(stored(run="run-9"))[0] == Refused(Refusal.FILE_LEFT, "1.pdf")
    assert unwanted(talk.scene, TAKEN) is None
    assert unwanted(talk.scene, FileTaken("photo", "x", 1, "", "r", run="run-9", question=ELSEWHERE)) is Refusal.FILE_LEFT


def test_a_file_for_no_question_of_the_bank_is_not_attached() -> None:
    """Whatever the outbox held."""
    talk = at_first()
    assert talk.hear(stored(question="L9"))[0] == Refused(Refusal.FILE_LEFT, "1.pdf")
    assert talk.scene.run.evidence == {}


def test_a_file_never_reaches_a_finished_run() -> None:
    """It is sealed."""
    talk = at_first("finished")
    before = talk.scene.run
    assert talk.hear(stored())[0] == Refused(Refusal.FILE_LEFT, "1.pdf")
    assert talk.scene.run == before


def test_a_file_that_arrives_after_the_heading_was_left_out_leads_on() -> None:
    """It is kept with its question, and the person is where the run is by now."""
    talk = at_first()
    talk.hear(Jump(FIRST))
    talk.join(SECOND_CONTACT, Phase.HOME)
    talk.hear_all(Submit(), Retailor(), Choose("no"), Submit())
    back_to_contact(talk)
    effects = talk.hear(stored(question=FIRST))
    assert effects[0] == EvidenceKept(FIRST, f"{1:064x}"[:16])
    assert isinstance(effects[1], Overtaken)
    assert talk.cursor.at != FIRST


@pytest.mark.parametrize("why", [Refusal.FILE_TYPE, Refusal.FILE_GONE, Refusal.FILE_TOO_LARGE])
def test_a_file_that_cannot_be_kept_is_told_and_nothing_else(why: Refusal) -> None:
    """With its name, or with the limit."""
    talk = at_first()
    cursor, run = talk.cursor, talk.scene.run
    value = "20" if why is Refusal.FILE_TOO_LARGE else "x.pdf"
    assert talk.hear(Unstored("x.pdf", why))[0] == Refused(why, value)
    assert (talk.cursor, talk.scene.run) == (cursor, run)


def test_a_file_for_a_page_that_was_left_is_told() -> None:
    """Nothing of it is kept with the run."""
    talk = at_first()
    assert talk.hear(stored(question="", run="", page="feedback"))[0] == Refused(Refusal.FILE_LEFT, "1.pdf")
    assert unwanted(talk.scene, FileTaken("document", "x", 1, "", "r", page="feedback")) is Refusal.FILE_LEFT


def test_a_page_that_awaits_a_file_takes_it() -> None:
    """For that page and what it is about, and no question."""
    talk = at_first()
    talk.stand(desk=Desk(page="feedback", at="F-1", asked="file"))
    assert annotating.take(talk.scene, PHOTO).effects == (
        FileTaken("photo", "照片.jpg", 5000, "image/jpeg", "ref-1", page="feedback", at="F-1"),
    )
    assert unwanted(talk.scene, FileTaken("document", "x", 1, "", "r", page="feedback", at="F-1")) is None
    assert unwanted(talk.scene, FileTaken("document", "x", 1, "", "r", page="feedback", at="F-2")) is Refusal.FILE_LEFT


# -- helpers -------------------------------------------------------------------------------------------------------------


def helped() -> Conversation:
    talk = at_first()
    handed(talk)
    in_hands_of(talk)
    talk.hear(Submit())
    return talk


def test_a_helpers_files_and_notes_are_marked() -> None:
    """So that the report can say in which role somebody showed what."""
    talk = helped()
    talk.hear_all(stored(question=FIRST), Annotate(), Reply("设备台账第三页"))
    assert [(file.by, file.helper) for file in talk.scene.run.evidence[FIRST]] == [(HELPER, True)]
    assert [(note.by, note.helper) for note in talk.scene.run.notes[FIRST]] == [(HELPER, True)]


def test_a_helpers_file_for_a_question_outside_is_not_attached() -> None:
    """Whatever the outbox held."""
    talk = helped()
    assert talk.hear(stored())[0] == Refused(Refusal.FILE_LEFT, "1.pdf")
    assert unwanted(talk.scene, TAKEN) is Refusal.FILE_LEFT
    assert talk.scene.run.evidence == {}


def test_a_helper_removes_only_what_came_from_that_helper() -> None:
    """A contact removes anything."""
    talk = at_first()
    talk.hear_all(Jump(FIRST), stored(question=FIRST), Annotate(), Reply("我们自己的备注"))
    note = talk.scene.run.notes[FIRST][0].id
    handed(talk)
    in_hands_of(talk)
    talk.hear_all(Submit(), Annotate(), Reply("协助的备注"))
    before = talk.scene.run
    assert next(choice.do for choice in talk.choices()) == Choose(f"n{before.notes[FIRST][1].id}")
    for key in (f"n{note}", f"f{digests(talk, FIRST)[0][:16]}"):
        assert talk.hear(Choose(key))[0] == Refused(Refusal.CHOICE_EXPECTED)
    assert talk.scene.run == before
    back_to_contact(talk)
    talk.hear_all(Jump(FIRST), Annotate())
    for item in before.notes[FIRST]:
        assert talk.hear(Choose(f"n{item.id}"))[0] == NoteRemoved(FIRST, item.id)
    assert talk.scene.run.notes == {}


# -- notes ---------------------------------------------------------------------------------------------------------------


def test_a_note_is_kept_and_removed() -> None:
    """With who wrote it and when."""
    talk = at_first()
    talk.hear(Annotate())
    talk.hear(Reply("  一号线\n已联网 "))
    kept = talk.scene.run.notes[ELSEWHERE][0]
    assert talk.effects[0] == NoteKept(ELSEWHERE, kept.id)
    assert (kept.text, kept.by, kept.at) == ("一号线 已联网", FIRST_CONTACT, talk.now)
    assert talk.hear(Choose(f"n{kept.id}"))[0] == NoteRemoved(ELSEWHERE, kept.id)
    assert talk.scene.run.notes == {}
    assert talk.hear(Choose(f"n{kept.id}"))[0] == Refused(Refusal.CHOICE_EXPECTED)


def test_removing_one_of_two_files_keeps_the_other() -> None:
    """Each is named by its digest."""
    talk = at_first()
    talk.hear_all(stored(1 << 250), stored(2 << 250), Annotate())
    first, second = digests(talk)
    assert talk.hear(Choose(f"f{first[:16]}"))[0] == EvidenceRemoved(ELSEWHERE, first[:16])
    assert digests(talk) == [second]


NOT_NOTES = {
    "an option": ("A", Refusal.NOTE_SHORT),
    "an option in words": ("选C", Refusal.NOTE_SHORT),
    "one character": ("好", Refusal.NOTE_SHORT),
    "too long": ("长" * (LONGEST_NOTE + 1), Refusal.TEXT_TOO_LONG),
    "control characters": ("一号线\x07联网", Refusal.TEXT_UNSAFE),
}


@pytest.mark.parametrize("what", NOT_NOTES)
def test_what_is_no_note_is_refused(what: str) -> None:
    """And never becomes an answer."""
    text, why = NOT_NOTES[what]
    talk = at_first()
    talk.hear(Annotate())
    before = talk.scene.run
    effect = talk.hear(Reply(text))[0]
    assert isinstance(effect, Refused)
    assert effect.code is why
    assert talk.scene.run == before


def test_there_is_an_end_to_notes() -> None:
    """The tenth is refused."""
    talk = at_first()
    talk.hear(Annotate())
    for number in range(MOST_NOTES):
        talk.hear(Reply(f"备注 {number} 号"))
    assert len(talk.scene.run.notes[ELSEWHERE]) == MOST_NOTES
    assert talk.hear(Reply("再来一条"))[0] == Refused(Refusal.NOTES_FULL, "9")


@pytest.mark.parametrize("step", [Back(), Forward()], ids=str)
def test_from_the_notes_back_to_the_card(step: AnyInbound) -> None:
    """The place is kept."""
    talk = at_first()
    talk.hear(Annotate())
    assert talk.hear(step) == (QuestionAsked(ELSEWHERE),)


# -- a deleted person ----------------------------------------------------------------------------------------------------


def test_a_deleted_persons_own_words_and_files_go_and_answers_stay() -> None:
    """Also what a contact called the helper."""
    talk = helped()
    talk.hear_all(Choose("B"), stored(question=FIRST), Jump(FIRST), Annotate(), Reply("协助的备注"))
    back_to_contact(talk)
    talk.hear_all(Jump(FIRST), Choose("take"), Jump(ELSEWHERE), Annotate(), Reply("我们自己的备注"), stored(2))
    after = annotating.forgotten(talk.scene.run, HELPER)
    assert (after.notes.keys(), after.evidence.keys()) == ({ELSEWHERE}, {ELSEWHERE})
    assert [handed.name for handed in after.handovers.values()] == [""]
    assert after.answers == talk.scene.run.answers
    assert annotating.forgotten(talk.scene.run, "somebody").notes == talk.scene.run.notes
