"""What the page of forms asks of the shell."""

from __future__ import annotations

from dialogs.effects import Wanted


class PapersWanted(Wanted, frozen=True, tag="papers_wanted"):
    """The programmes that have forms."""


class FormsWanted(Wanted, frozen=True, tag="forms_wanted"):
    """The forms of one programme."""

    programme: str


class FormWanted(Wanted, frozen=True, tag="form_wanted"):
    """One form; `at` is the programme and the number of the form."""

    at: str


class FormFileWanted(Wanted, frozen=True, tag="form_file_wanted"):
    """The form as a file."""

    at: str


class FormChecked(Wanted, frozen=True, tag="form_checked"):
    """What is there of the form is to be checked by its rules."""

    at: str


class FormAsked(Wanted, frozen=True, tag="form_asked"):
    """The facts that the form lacks are to be asked."""

    at: str


class FormFileBrought(Wanted, frozen=True, tag="form_file_brought"):
    """A file for the form lies in the folder: a picture, the report, or the finished document."""

    at: str
    digest: str
    name: str
    mime: str
    size: int
    caption: str = ""


class SectionsWanted(Wanted, frozen=True, tag="sections_wanted"):
    """The texts to write."""

    at: str


class SectionWanted(Wanted, frozen=True, tag="section_wanted"):
    """One text; `place` counts from 1."""

    at: str
    place: int


class SectionWritten(Wanted, frozen=True, tag="section_written"):
    """More of a text; it goes behind what is there."""

    at: str
    place: int
    text: str


class SectionChanged(Wanted, frozen=True, tag="section_changed"):
    """A text as it was before the last change (`undo`), or empty (`clear`)."""

    at: str
    place: int
    how: str


class PicturesWanted(Wanted, frozen=True, tag="pictures_wanted"):
    """The pictures of the form in their order."""

    at: str


class PictureWanted(Wanted, frozen=True, tag="picture_wanted"):
    """One picture; `place` counts from 1."""

    at: str
    place: int


class PictureCaptioned(Wanted, frozen=True, tag="picture_captioned"):
    """What stands under a picture: the one of this place, or (0) the first that has nothing."""

    at: str
    place: int
    text: str


class PictureChanged(Wanted, frozen=True, tag="picture_changed"):
    """A picture is to go `up` or `down` by one, or to be `drop`ped; `digest` is the beginning of the one that was shown."""

    at: str
    place: int
    how: str
    digest: str


class ReportDropped(Wanted, frozen=True, tag="report_dropped"):
    """The attached report is to be taken away."""

    at: str
