"""Files of forms, made and read in the worker: the form as a document, a picture that was sent, a finished document to check.

Rights are asked for again when each is made. A document that is only checked is not kept: nothing refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.ports.programmes import FormFile
from bot.roles import Action
from bot.usecases.desk.paper import BROUGHT, CHECKED, PAPER
from bot.usecases.desk.paper.filing import Paper, faults_of, line_of, paper_of, picture_of
from bot.usecases.desk.paper.pictures import MOST_PICTURES, add_picture, groups
from bot.usecases.desk.visit import Notice, Visit
from bot.usecases.drawing import DrawingFailed, File
from bot.usecases.files.order import Maker, Order
from dialogs.answers import Unreadable
from dialogs.desk.paper.effects import FormReviewed, Length, PaperFailed, PaperRefused, PictureKept
from dialogs.desk.paper.texts import caption
from dialogs.effects import DeskShown
from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import Form, FormFormat
from question_bank.programmes.model import Programme
from reports.bundle import form_words

if TYPE_CHECKING:
    from reports.forms.cases import FormProblem
    from reports.forms.filling import Facts
    from reports.forms.model import Picture

LANGUAGE = "zh"
"""What is handed in to an office is Chinese, whatever language somebody chats in."""

TRIES = 3
UNFIT = re.compile(r"[^0-9A-Za-z.\-一-鿿（）]+")
_OF_PICTURES = frozenset({Check.PICTURE_BYTES_AT_LEAST, Check.PICTURE_PIXELS_AT_LEAST})


class Job(NamedTuple):
    """What the worker needs of a form; `pictures` with where each lies."""

    form: Form
    programme: Programme
    values: Facts
    pictures: tuple[tuple[Picture, str], ...]
    report: bool
    language: str


class Looked(NamedTuple):
    """What the worker found in a file: a picture, or the problems of a document and its length; or why it was refused."""

    picture: Picture | None = None
    problems: tuple[FormProblem, ...] = ()
    characters: int = 0
    refused: str = ""


# -- the form as a file ------------------------------------------------------------------------------------------------


async def _paper(order: Order) -> Sequence[File]:
    """The form as a document, in several where its pictures are too large for one."""
    job = await order.look(lambda visit: _job(visit, order, order.at, recorded="paper_taken"))
    if job is None:
        return ()
    if any(not path for _, path in job.pictures):
        return await _failed(order, order.at)
    try:
        made = await order.drawing.made(drawn, job)
    except DrawingFailed:
        return await _failed(order, order.at)
    return tuple(("document", name, content) for name, content in made)


def _job(visit: Visit, order: Order, about: str, recorded: str = "", action: Action = Action.READ_VERDICT) -> Job | None:
    paper = _of(visit, about, action)
    if paper is None:
        return None
    if recorded:
        visit.record(recorded, enterprise=paper.enterprise.id, programme=str(paper.programme.id), form=str(paper.number))
    pictures = tuple((picture_of(file), order.find(file.digest)) for file in paper.images)
    return Job(paper.form, paper.programme, paper.values, pictures, paper.report is not None, order.language)


def _of(visit: Visit, about: str, action: Action) -> Paper | None:
    """The form of the enterprise that was named when the file was ordered."""
    enterprise_id, _, at = about.partition("/")
    enterprise = visit.enterprise(enterprise_id, action)
    return paper_of(visit, enterprise, at) if enterprise is not None else None


def drawn(job: Job) -> list[tuple[str, bytes]]:
    """The form as documents, with the names of their files; runs in the worker."""
    from reports.forms.filling import filled
    from reports.forms.lists import list_document
    from reports.forms.word import picture_volume, word_document

    form = filled(job.form, job.programme, job.values, LANGUAGE)
    name = UNFIT.sub("_", "-".join((form.name, str(job.values.get("profile.name", "")))).strip("-"))[:80]
    if form.format is FormFormat.XLSX:
        return [(f"{name}.xlsx", list_document(form))]
    pictures = [replace(picture, read=Path(path).read_bytes) for picture, path in job.pictures]
    shares = groups([picture.size for picture in pictures]) or [0]
    made = [(_named(name, 1, len(shares)), word_document(form, pictures[: shares[0]]))]
    at = shares[0]
    for volume, share in enumerate(shares[1:], start=2):
        made.append((_named(name, volume, len(shares)), picture_volume(form, pictures[at : at + share], at + 1)))
        at += share
    return made


def _named(name: str, volume: int, of: int) -> str:
    return f"{name}.docx" if of == 1 else f"{name}-{volume}.docx"


# -- what was sent -----------------------------------------------------------------------------------------------------


class _Sent(NamedTuple):
    """A file that was sent: its digest, what the form is about, its name, and the words that came with it."""

    digest: str
    about: str
    name: str
    caption: str


def _parted(at: str) -> _Sent:
    digest, enterprise, programme, number, rest = (*at.split("/", 4), "", "", "", "")[:5]
    name, _, words = rest.partition("\n")
    return _Sent(digest, f"{enterprise}/{programme}/{number}", name, words)


def _caption(words: str) -> str:
    """The words that came with a picture, as far as they can stand under it; else they are asked for."""
    try:
        return caption(words)
    except Unreadable:
        return ""


async def _picture(order: Order) -> Sequence[File]:
    """A picture that was sent: kept with what its header says, or refused with the reason; told by a notice."""
    digest, about, name, words = _parted(order.at)
    place = about.partition("/")[2]
    try:
        looked = await order.drawing.made(looked_at_picture, name, order.find(digest), order.language)
    except DrawingFailed:
        return await _failed(order, about)
    picture = looked.picture
    if picture is None:
        return await _tell(order, PaperRefused(place, looked.refused))
    seen = (picture.width, picture.height, picture.turned, _caption(words))
    file = FormFile(digest, name, picture.mime, picture.size, *seen, order.person, order.now)
    for _ in range(TRIES):
        found = await order.look(lambda visit: _added(visit, about, file, order.language))
        if found is not None:
            return await _tell(order, found)
    return await _failed(order, about)


def _added(visit: Visit, about: str, file: FormFile, language: str) -> DeskShown | None:
    """What is said of the picture once it is kept; nothing where somebody else was faster."""
    paper = _of(visit, about, Action.STATE_FACTS)
    if paper is None:
        return PaperFailed(about.partition("/")[2])
    number = add_picture(paper, file)
    if number is None:
        return None
    if number == 0:
        return PaperRefused(paper.at, form_words(language)["refused.pictures_full"].format(limit=MOST_PICTURES))
    after = paper_of(visit, paper.enterprise, paper.at)
    images = after.images if after is not None else ()
    line = line_of(number, images[number - 1])
    wrong = _wrong_with(paper, images[number - 1], number, language)
    return PictureKept(paper.at, line, len(images), paper.number_in(Check.PICTURES_AT_LEAST), faults_of(wrong))


def _wrong_with(paper: Paper, file: FormFile, number: int, language: str) -> list[FormProblem]:
    """The problems of this one picture."""
    from reports.forms.checking import Handed, problems

    others = tuple(replace(picture_of(file), caption="-") for _ in range(number))
    found = problems(paper.form, paper.programme, Handed({}, others), language)
    last = form_words(language)["place.picture"].format(number=number, name=file.name)
    return [problem for problem in found if problem.check in _OF_PICTURES and problem.place == last]


def looked_at_picture(name: str, path: str, language: str) -> Looked:
    """What the header of a picture says; runs in the worker."""
    from reports.forms.model import MOST_PIXELS
    from reports.forms.pictures import PictureRefused, read_picture

    w = form_words(language)
    try:
        return Looked(picture=read_picture(name, Path(path).read_bytes()))
    except PictureRefused as refused:
        figures = {"name": name, "found": str(refused.found // 10_000), "limit": str(MOST_PIXELS // 10_000)}
        return Looked(refused=w[f"refused.{refused.code}"].format(**figures))


async def _checked(order: Order) -> Sequence[File]:
    """A document that was sent: every problem, told by a notice."""
    digest, about, name, _ = _parted(order.at)
    place = about.partition("/")[2]
    job = await order.look(lambda visit: _job(visit, order, about, recorded="paper_checked"))
    if job is None:
        return ()
    try:
        looked = await order.drawing.made(looked_at_document, job, name, order.find(digest))
    except DrawingFailed:
        return await _failed(order, about)
    if looked.refused:
        return await _tell(order, PaperRefused(place, looked.refused))
    rule = next((rule for rule in job.form.rules if rule.check == Check.CHARACTERS_BETWEEN), None)
    low, high = (int(value) for value in rule.values) if rule else (0, 0)
    shown = FormReviewed(
        at=place,
        name=job.form.name.in_(order.language),
        notice=job.programme.notice.number,
        count=len(looked.problems),
        faults=faults_of(looked.problems),
        document=name,
        length=Length(looked.characters, low, high) if rule else None,
    )
    return await _tell(order, shown)


def looked_at_document(job: Job, name: str, path: str) -> Looked:
    """Every problem of a document; runs in the worker."""
    from reports.forms.checking import Handed, characters, problems
    from reports.forms.word_model import DocumentRefused
    from reports.forms.word_reading import read_document

    try:
        document = read_document(name, Path(path).read_bytes())
    except DocumentRefused as refused:
        said = form_words(job.language)[f"refused.{refused.code}"].format(name=name, detail=refused.detail)
        return Looked(refused=said)
    handed = Handed(job.values, tuple(picture for picture, _ in job.pictures), document, job.report)
    found = problems(job.form, job.programme, handed, job.language)
    return Looked(problems=found, characters=characters(job.form, job.programme, handed))


async def _failed(order: Order, about: str) -> Sequence[File]:
    return await _tell(order, PaperFailed(about.partition("/")[2]))


async def _tell(order: Order, shown: DeskShown) -> Sequence[File]:
    await order.look(lambda visit: order.tell(visit.tx, Notice(order.person, shown)))
    return ()


MAKERS: Mapping[str, Maker] = {PAPER: _paper, BROUGHT: _picture, CHECKED: _checked}
