"""The views of working together: notes and files beside an answer, and what a helper sees of a hand-over."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import effects as e
from dialogs.model import Evidence, Note
from dialogs.scene import Scene
from dialogs.screens import MOST_LISTED
from dialogs.stages import annotating
from dialogs.views.common import Context, answered, brief, day_and_hour, question_of, said, stage_name
from question_bank.model import AreaId

KILOBYTE = 1024


def size_text(size: int) -> str:
    """A size as people read it."""
    return f"{size / KILOBYTE**2:.1f} MB" if size >= KILOBYTE**2 else f"{max(1, round(size / KILOBYTE))} KB"


def annotations_shown(effect: e.AnnotationsShown, scene: Scene) -> Context:
    question = question_of(scene, effect.question)
    notes, files = scene.run.notes.get(question.id, ()), scene.run.evidence.get(question.id, ())
    return {
        "number": question.number,
        "stem": said(scene, question.stem),
        "evidence": said(scene, question.evidence),
        "notes": [{"text": note.text, **_by(scene, note)} for note in notes],
        "files": [{"name": file.name, "size": size_text(file.size), **_by(scene, file)} for file in files],
        "longest": annotating.LONGEST_NOTE,
        "most": annotating.MOST_FILES,
    }


def _by(scene: Scene, item: Note | Evidence) -> Context:
    own = item.by == scene.cursor.person
    return {"own": own, "who": "" if own else scene.names.get(item.by, ""), "at": day_and_hour(item.at), "helper": item.helper}


def evidence_kept(effect: e.EvidenceKept, scene: Scene) -> Context:
    here = scene.run.evidence.get(effect.question, ())
    kept = next((file for file in here if file.id == effect.file), None)
    return {**numbered(effect, scene), "name": kept.name if kept else "", "size": size_text(kept.size) if kept else ""}


def numbered(effect: e.EvidenceKept | e.EvidenceRemoved | e.NoteKept | e.NoteRemoved, scene: Scene) -> Context:
    return {"number": question_of(scene, effect.question).number}


def handover_shown(effect: e.HandoverShown, scene: Scene) -> Context:
    return {
        "enterprise": scene.run.profile.name,
        "area": _area(scene),
        "level": stage_name(scene, scene.run.level),
        "who": scene.names.get(scene.handover.by, "") if scene.handover else "",
        "done": answered(scene),
        "of": len(scene.questions()),
    }


def handover_reviewed(effect: e.HandoverReviewed, scene: Scene) -> Context:
    listed = tuple(dict.fromkeys((*effect.missing, *effect.flagged)))
    return {
        "area": _area(scene),
        "of": len(scene.questions()),
        "missing": len(effect.missing),
        "flagged": len(effect.flagged),
        "listed": _lines(scene, listed[:MOST_LISTED], effect.flagged),
        "more": max(0, len(listed) - MOST_LISTED),
    }


def _lines(scene: Scene, questions: Sequence[str], flagged: Sequence[str]) -> list[Context]:
    found = [question_of(scene, question) for question in questions]
    return [{"number": question.number, "stem": brief(said(scene, question.stem)), "flagged": question.id in flagged} for question in found]


def _area(scene: Scene) -> str:
    return said(scene, scene.bank.area_by_id[AreaId(scene.handover.area)].name) if scene.handover else ""
