"""Notes and files beside an answer: taken on the question's card, listed on a screen of their own, removed there.

Nothing here reads a file: the engine says that one is wanted, the shell fetches it and reports what its bytes are.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.effects import EvidenceKept, EvidenceRemoved, FileTaken, NoteKept, NoteRemoved
from dialogs.inbound import AnyInbound, Back, Choose, Forward, Reply, Stored, Unstored, Upload
from dialogs.model import Evidence, Note, Phase, Run, RunState
from dialogs.refusals import Refusal
from dialogs.scene import Scene, Turn, refused
from dialogs.stages import sharing
from question_bank.model import Question, QuestionId

N = TypeVar("N", Note, Evidence)

NOTES = "notes"
"""The part of the question phase in which typed text is a note."""

LARGEST_MB = 20
"""The most that the Bot API hands out of a file."""

AS_FILES = frozenset({"paper"})
"""Pages where pictures are to be as they were taken; a photo has been made smaller on the way."""

MOST_FILES = MOST_NOTES = 9
"""How many there may be beside one answer."""

LONGEST_NOTE = 500
SHORTEST_NOTE = 2
LONGEST_ID = 12
"""Characters of a fresh id that tell the notes of one question apart."""


def take(scene: Scene, upload: Upload) -> Turn:
    """What becomes of a file that was sent: it is fetched for the page or question that is shown, or it cannot be an answer."""
    desk, cursor = scene.cursor.desk, scene.cursor
    at_page = desk.asked == "file"
    at_card = not desk.page and cursor.phase is Phase.QUESTION and cursor.part in {"", NOTES}
    if not (at_page or at_card):
        return refused(scene, Refusal.NOT_TEXT, upload.kind)
    if at_page and desk.page in AS_FILES and upload.kind == "photo":
        return refused(scene, Refusal.PHOTO_COMPRESSED)
    if upload.size > LARGEST_MB << 20:
        return refused(scene, Refusal.FILE_TOO_LARGE, str(LARGEST_MB))
    if at_card and len(scene.run.evidence.get(cursor.at, ())) >= MOST_FILES:
        return refused(scene, Refusal.FILES_FULL, str(MOST_FILES))
    place = {"page": desk.page, "at": desk.at, "caption": upload.caption} if at_page else {"run": cursor.run, "question": cursor.at}
    return scene.turn(FileTaken(upload.kind, upload.name, upload.size, upload.mime, upload.ref, **place))


def settle(scene: Scene, report: Stored | Unstored) -> Turn:
    """A file arrived, or will not: kept beside its question wherever the person stands in the same run by now."""
    if isinstance(report, Unstored):
        figures = {Refusal.FILE_TOO_LARGE: str(LARGEST_MB), Refusal.FILES_FULL: str(MOST_FILES)}
        return refused(scene, report.why, figures.get(report.why, report.name))
    if not awaited(scene.stored, scene, report.question) or report.run != scene.cursor.run:
        return refused(scene, Refusal.FILE_LEFT, report.name)
    here = scene.run.evidence.get(report.question, ())
    if all(known.digest != report.digest for known in here):
        if len(here) >= MOST_FILES:
            return refused(scene, Refusal.FILES_FULL, str(MOST_FILES))
        by, now, helper = scene.cursor.person, scene.moment.now, bool(scene.cursor.handover)
        kept = Evidence(digest=report.digest, name=report.name, mime=report.mime, size=report.size, by=by, at=now, helper=helper)
        scene = scene.with_run(evidence={**scene.run.evidence, report.question: (*here, kept)})
    return scene.turn(EvidenceKept(report.question, report.digest[:16]))


def unwanted(scene: Scene, file: FileTaken) -> Refusal | None:
    """Why a file for a question need not be fetched any more."""
    if file.run != scene.cursor.run or not awaited(scene.stored, scene, file.question):
        return Refusal.FILE_LEFT
    return Refusal.FILES_FULL if len(scene.run.evidence.get(file.question, ())) >= MOST_FILES else None


def awaited(run: Run | None, scene: Scene, question: str) -> bool:
    """Whether a file may still be put beside the answer to this question: the run is open, and a helper has the question in hand."""
    if run is None or run.state is not RunState.OPEN or QuestionId(question) not in scene.bank.question_by_id:
        return False
    if not scene.cursor.handover:
        return True
    handed = scene.handover
    in_hand = handed is not None and handed.helper == scene.cursor.person and sharing.is_open(run, handed)
    return in_hand and question in scene.places()


def step(scene: Scene, inbound: AnyInbound, question: Question) -> Turn | None:
    """On the screen of notes and files: text is a note, a choice removes one of them, back leads to the card."""
    match inbound:
        case Reply(text):
            return _note(scene, question, text)
        case Choose(key):
            return _removed(scene, question.id, key) or refused(scene, Refusal.CHOICE_EXPECTED)
        case Back() | Forward():
            return scene.with_cursor(part="").turn()
    return None


def _note(scene: Scene, question: Question, text: str) -> Turn:
    here = scene.run.notes.get(question.id, ())
    if len(text.strip()) < SHORTEST_NOTE or answers.option_key(text, [option.key for option in question.options]) is not None:
        return refused(scene, Refusal.NOTE_SHORT)
    if len(here) >= MOST_NOTES:
        return refused(scene, Refusal.NOTES_FULL, str(MOST_NOTES))
    try:
        cleaned = answers.clean(text, LONGEST_NOTE)
    except Unreadable as unreadable:
        return refused(scene, unreadable.code, unreadable.value)
    by, (now, fresh), helper = scene.cursor.person, scene.moment, bool(scene.cursor.handover)
    kept = Note(id=fresh[-LONGEST_ID:], text=cleaned, by=by, at=now, helper=helper)
    return scene.with_run(notes={**scene.run.notes, question.id: (*here, kept)}).turn(NoteKept(question.id, kept.id))


def _removed(scene: Scene, question: str, key: str) -> Turn | None:
    """Without the note or file that the key names; a helper removes only what came from that helper."""
    note = next((known for known in scene.run.notes.get(question, ()) if f"n{known.id}" == key), None)
    if note is not None and removable(scene, note):
        left = tuple(known for known in scene.run.notes[question] if known is not note)
        return scene.with_run(notes=_without(scene.run.notes, question, left)).turn(NoteRemoved(question, note.id))
    file = next((known for known in scene.run.evidence.get(question, ()) if f"f{known.id}" == key), None)
    if file is not None and removable(scene, file):
        kept = tuple(known for known in scene.run.evidence[question] if known is not file)
        return scene.with_run(evidence=_without(scene.run.evidence, question, kept)).turn(EvidenceRemoved(question, file.id))
    return None


def removable(scene: Scene, item: Note | Evidence) -> bool:
    """Whether this person may remove it."""
    return not scene.cursor.handover or item.by == scene.cursor.person


def _without(table: dict[str, tuple[N, ...]], question: str, left: tuple[N, ...]) -> dict[str, tuple[N, ...]]:
    rest = {known: items for known, items in table.items() if known != question}
    return {**rest, question: left} if left else rest


def forgotten(run: Run, person: str) -> Run:
    """The run without the person's own notes and files, and without what the person was called as a helper; answers stay."""
    notes = {question: tuple(note for note in kept if note.by != person) for question, kept in run.notes.items()}
    files = {question: tuple(file for file in kept if file.by != person) for question, kept in run.evidence.items()}
    handovers = {
        known: replace(handed, name="") if person in {handed.helper, handed.by} else handed for known, handed in run.handovers.items()
    }
    return replace(
        run,
        notes={question: kept for question, kept in notes.items() if kept},
        evidence={question: kept for question, kept in files.items() if kept},
        handovers=handovers,
    )
