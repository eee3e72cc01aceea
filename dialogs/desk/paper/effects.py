"""What the page of forms shows and tells."""

from __future__ import annotations

import msgspec

from dialogs.effects import DeskShown, DeskTold

# -- screens -----------------------------------------------------------------------------------------------------------


class FormLine(msgspec.Struct, frozen=True):
    """A form in a list: its number, name, format, and how many of its parts are filled and missing."""

    number: int
    name: str
    format: str
    filled: int
    missing: int


class Length(msgspec.Struct, frozen=True):
    """How long the whole text is, as Word counts, and (0: no rule) how long it has to be."""

    found: int
    low: int = 0
    high: int = 0


class PapersShown(DeskShown, frozen=True, tag="papers_shown"):
    """The programmes that have forms: id and name."""

    programmes: tuple[tuple[str, str], ...]


class FormsShown(DeskShown, frozen=True, tag="forms_shown"):
    """The forms of one programme for the own enterprise."""

    programme: str
    name: str
    notice: str
    forms: tuple[FormLine, ...]
    lists: tuple[str, ...] = ()


class FormShown(DeskShown, frozen=True, tag="form_shown"):
    """One form: what is filled, what is missing (`asked` of these can be stated; others come from the source named beside them), texts,
    pictures, the report."""

    at: str
    programme: str
    name: str
    notice: str
    clause: str
    format: str
    filled: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    spare: tuple[str, ...]
    asked: int = 0
    sections: int = 0
    written: int = 0
    length: Length | None = None
    pictures: int | None = None
    wanted: int = 0
    uncaptioned: int = 0
    report: str | None = None


class SectionLine(msgspec.Struct, frozen=True):
    """A text in a list: its place, the heading that it stands under, its label, count, and whether it has to be there."""

    place: int
    heading: str
    label: str
    count: int
    required: bool


class SectionsShown(DeskShown, frozen=True, tag="sections_shown"):
    """The texts of a form."""

    at: str
    name: str
    sections: tuple[SectionLine, ...]
    length: Length


class SectionShown(DeskShown, frozen=True, tag="section_shown"):
    """One text as it is: whole, or (`cut`) its end; whether there is `more` after it to write."""

    at: str
    place: int
    heading: str
    label: str
    note: str
    text: str
    cut: bool
    more: bool
    count: int
    length: Length


class PictureLine(msgspec.Struct, frozen=True):
    """A picture: its number, name, caption, size and pixels."""

    number: int
    name: str
    caption: str
    size: str
    width: int
    height: int


class PicturesShown(DeskShown, frozen=True, tag="pictures_shown"):
    """The pictures of a form in their order; `wanted` is how many there have to be (0: no rule)."""

    at: str
    name: str
    pictures: tuple[PictureLine, ...]
    wanted: int


class PictureShown(DeskShown, frozen=True, tag="picture_shown"):
    """One picture of so many."""

    at: str
    picture: PictureLine
    of: int
    digest: str


class FaultLine(msgspec.Struct, frozen=True):
    """One rule that is not met: its words and clause, every place with the reason (`hidden` more), and what to do."""

    quote: str
    clause: str
    places: tuple[tuple[str, str, int], ...]
    remedies: tuple[str, ...]
    hidden: int = 0


class FormReviewed(DeskShown, frozen=True, tag="form_reviewed"):
    """What the checks say of a form, or (`document` is its name) of a document that was sent: `count` problems by rule."""

    at: str
    name: str
    notice: str
    count: int
    faults: tuple[FaultLine, ...]
    document: str = ""
    length: Length | None = None


class PictureKept(DeskShown, frozen=True, tag="picture_kept"):
    """A picture was kept as this number; what is not right with it; whether it still has no caption."""

    at: str
    picture: PictureLine
    of: int
    wanted: int
    faults: tuple[FaultLine, ...] = ()


class PaperRefused(DeskShown, frozen=True, tag="paper_refused"):
    """A file was not taken, in words."""

    at: str
    reason: str


class PaperFailed(DeskShown, frozen=True, tag="paper_failed"):
    """The file could not be made or read in time."""

    at: str


# -- facts -------------------------------------------------------------------------------------------------------------


class SectionKept(DeskTold, frozen=True, tag="section_kept"):
    """A text was kept: its count, and that of all."""

    label: str
    count: int
    how: str = ""


class PaperTaken(DeskTold, frozen=True, tag="paper_taken"):
    """A file is being looked at."""

    name: str


class CaptionKept(DeskTold, frozen=True, tag="caption_kept"):
    """The words under a picture were kept."""

    number: int
    caption: str


class CaptionOpen(DeskTold, frozen=True, tag="caption_open"):
    """So many pictures have no caption, so that it cannot be told which one the words are for; nothing was kept."""

    pictures: int


class PictureMoved(DeskTold, frozen=True, tag="picture_moved"):
    """A picture has another number, or is gone (0)."""

    name: str
    number: int


class ReportKept(DeskTold, frozen=True, tag="report_kept"):
    """The report is attached; without a name it is taken away."""

    name: str


class PaperComing(DeskTold, frozen=True, tag="paper_coming"):
    """The form is being made; with so many files where it is too large for one."""

    name: str
    volumes: int = 1
