"""The pictures of a form: their order and captions, and the report that goes with it. Of two at once, who comes later looks again."""

from __future__ import annotations

from bot.ports.programmes import FormFile
from bot.roles import Action
from bot.usecases.desk.paper.filing import REPORT, Paper, line_of, paper_at
from bot.usecases.desk.visit import Serve, Served, Visit
from dialogs.answers import Unreadable
from dialogs.desk.paper import BEGUN, wishes
from dialogs.desk.paper import effects as page
from dialogs.desk.paper.texts import caption
from dialogs.effects import DeskTold, Refused, Wanted
from dialogs.refusals import Refusal
from question_bank.programmes.form_checks import Check

MOST_PICTURES = 60
LARGEST_FILE = 45 << 20
"""Bytes of pictures in one document: the Bot API sends no file above 50 MB."""


def volumes(paper: Paper) -> int:
    """How many documents the form becomes."""
    return max(1, len(groups([file.size for file in paper.images])))


def groups(sizes: list[int]) -> list[int]:
    """How many pictures, in their order, stand in each document."""
    found: list[int] = []
    filled = 0
    for size in sizes:
        if found and filled + size <= LARGEST_FILE:
            found[-1] += 1
            filled += size
        else:
            found.append(1)
            filled = size
    return found


def _list(visit: Visit, wanted: wishes.PicturesWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None or not paper.takes_pictures:
        return None
    lines = tuple(line_of(number, file) for number, file in enumerate(paper.images, start=1))
    name = paper.form.name.in_(visit.language)
    return Served((page.PicturesShown(paper.at, name, lines, paper.number_in(Check.PICTURES_AT_LEAST)),))


def _one(visit: Visit, wanted: wishes.PictureWanted) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.READ_VERDICT)
    if paper is None or not 1 <= wanted.place <= len(paper.images):
        return None
    file = paper.images[wanted.place - 1]
    return Served((page.PictureShown(paper.at, line_of(wanted.place, file), len(paper.images), file.digest[:BEGUN]),))


def _captioned(visit: Visit, wanted: wishes.PictureCaptioned) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.STATE_FACTS)
    images = paper.images if paper is not None else ()
    if paper is None or not paper.takes_pictures:
        return Served((Refused(Refusal.UNEXPECTED),)) if paper is not None else None
    waiting = [place for place, file in enumerate(images, start=1) if not file.caption]
    if not wanted.place and len(waiting) != 1:
        return Served((page.CaptionOpen(len(waiting)),))
    place = wanted.place or waiting[0]
    if not 1 <= place <= len(images):
        return Served((Refused(Refusal.UNEXPECTED),))
    try:
        words = caption(wanted.text)
    except Unreadable as unreadable:
        return Served((Refused(unreadable.code, unreadable.value),))
    after = (*images[: place - 1], _with(images[place - 1], words), *images[place:])
    return _kept(paper, after, page.CaptionKept(place, words))


def _with(file: FormFile, words: str) -> FormFile:
    return FormFile(file.digest, file.name, file.mime, file.size, file.width, file.height, file.turned, words, file.by, file.at)


def _changed(visit: Visit, wanted: wishes.PictureChanged) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.STATE_FACTS)
    if paper is None or not 1 <= wanted.place <= len(paper.images):
        return None
    images = list(paper.images)
    file = images[wanted.place - 1]
    if not wanted.digest or not file.digest.startswith(wanted.digest):
        return Served((Refused(Refusal.CHANGED_MEANWHILE),), to=("paper", f"{paper.at}/p", "file"))
    images.remove(file)
    place = 0
    if wanted.how != "drop":
        place = min(max(1, wanted.place + (-1 if wanted.how == "up" else 1)), len(images) + 1)
        images.insert(place - 1, file)
    to = ("paper", f"{paper.at}/p{place or ''}", "file")
    return _kept(paper, tuple(images), page.PictureMoved(file.name, place), to)


def _kept(paper: Paper, images: tuple[FormFile, ...], told: DeskTold, to: tuple[str, str, str] | None = None) -> Served:
    if not paper.set_files(images, paper.report):
        return Served((Refused(Refusal.CHANGED_MEANWHILE),))
    paper.visit.record("paper_files_changed", enterprise=paper.enterprise.id, programme=str(paper.programme.id), files=str(len(images)))
    return Served((told,), to=to)


def keep_report(paper: Paper, brought: wishes.FormFileBrought) -> Served:
    """The report in place of the one before."""
    if paper.rule(Check.ATTACHED) is None:
        return Served((Refused(Refusal.FILE_TYPE, brought.name),))
    report = FormFile(brought.digest, brought.name, REPORT, brought.size, by=paper.visit.person, at=paper.visit.now)
    return _with_report(paper, report)


def _no_report(visit: Visit, wanted: wishes.ReportDropped) -> Served | None:
    paper = paper_at(visit, wanted.at, Action.STATE_FACTS)
    return _with_report(paper, None) if paper is not None and paper.report is not None else None


def _with_report(paper: Paper, report: FormFile | None) -> Served:
    if not paper.set_files(paper.images, report):
        return Served((Refused(Refusal.CHANGED_MEANWHILE),))
    paper.visit.record(
        "paper_files_changed", enterprise=paper.enterprise.id, programme=str(paper.programme.id), report=str(report is not None)
    )
    return Served((page.ReportKept(report.name if report else ""),))


def add_picture(paper: Paper, file: FormFile) -> int | None:
    """The number that the picture has from now on; 0 where there is no room, nothing where somebody else was faster. A picture that is
    there already keeps its place."""
    images = paper.images
    same = next((number for number, known in enumerate(images, start=1) if known.digest == file.digest), 0)
    if same or len(images) >= MOST_PICTURES:
        return same
    if not paper.set_files((*images, file), paper.report):
        return None
    paper.visit.record("paper_files_changed", enterprise=paper.enterprise.id, programme=str(paper.programme.id), files=str(len(images) + 1))
    return len(images) + 1


SERVED: dict[type[Wanted], Serve] = {
    wishes.PicturesWanted: _list,
    wishes.PictureWanted: _one,
    wishes.PictureCaptioned: _captioned,
    wishes.PictureChanged: _changed,
    wishes.ReportDropped: _no_report,
}
