"""Checks of texts, pictures and an uploaded document. Pictures in the document are looked at if it has any, else those sent alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from question_bank.programmes.form_checks import Check
from question_bank.programmes.form_model import PartKind
from question_bank.programmes.values import plain
from reports.bundle import form_words
from reports.forms.cases import Case, FormProblem, characters, is_own, named
from reports.forms.counting import MEGABYTE, megabytes
from reports.forms.filling import value_of
from reports.forms.model import MOST_PIXELS, Picture
from reports.forms.word_model import Pitch, WordParagraph

TEN_THOUSAND = 10_000
LIMIT = MOST_PIXELS // TEN_THOUSAND
MOST_BEGIN = 12
SLACK = Decimal("0.05")
"""Points that Word may be off by rounding to twentieths."""

Found = Iterator[FormProblem]


# -- text --------------------------------------------------------------------------------------------------------------


def _characters_between(case: Case) -> Found:
    low, high = (int(value) for value in case.rule.values)
    found = characters(case.form, case.programme, case.handed)
    if found < low:
        keys = "characters_between.reason", "characters_between.remedy.more"
        yield case.problem(*keys, found=found, low=low, high=high, count=low - found)
    elif found > high:
        keys = "characters_between.reason", "characters_between.remedy.fewer"
        yield case.problem(*keys, found=found, low=low, high=high, count=found - high)


def _sections_written(case: Case) -> Found:
    document = case.handed.document
    if document is not None:
        mark = form_words("zh")["mark"]
        left = sum(text.count(mark) for text in (*(paragraph.text for paragraph in document.paragraphs), *document.tables))
        if left:
            yield case.problem("sections_written.left.reason", "sections_written.left.remedy", count=left)
        return
    for place, part in enumerate(case.form.parts):
        if part.kind is PartKind.TEXT and part.required and part.fact and not _is_written(case, part.fact):
            yield case.problem("sections_written.reason", "sections_written.remedy", place=named(case.form.parts, place, case.language))


def _is_written(case: Case, fact: str) -> bool:
    value = value_of(fact, case.programme, case.handed.values)
    return isinstance(value, str) and bool(value.strip())


# -- pictures ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    """One picture as it is handed in: its number, what is known of it, whether number and caption stand under it."""

    number: int
    name: str
    picture: Picture | None
    captioned: bool
    refused: str = ""


def _shown(case: Case) -> tuple[_Shown, ...]:
    document = case.handed.document
    if document is not None and document.pictures:
        return tuple(
            _Shown(place, found.name, found.picture, found.number == place and bool(found.caption), found.refused)
            for place, found in enumerate(document.pictures, start=1)
        )
    return tuple(_Shown(place, found.name, found, bool(found.caption.strip())) for place, found in enumerate(case.handed.pictures, start=1))


def _place(case: Case, shown: _Shown) -> str:
    return case.words["place.picture"].format(number=shown.number, name=shown.name)


def _pictures_at_least(case: Case) -> Found:
    wanted, shown = int(case.rule.values[0]), _shown(case)
    if len(shown) < wanted:
        keys = "pictures_at_least.reason", "pictures_at_least.remedy"
        yield case.problem(*keys, found=len(shown), wanted=wanted, count=wanted - len(shown))
    for one in shown:
        if one.picture is None:
            yield _unreadable(case, one)


def _unreadable(case: Case, shown: _Shown) -> FormProblem:
    keys = "picture_unreadable.reason", f"refused.{shown.refused}"
    return case.problem(*keys, place=_place(case, shown), name=shown.name, found=f">{LIMIT}", limit=LIMIT)


def _picture_bytes_at_least(case: Case) -> Found:
    wanted = int(case.rule.values[0])
    for shown in _shown(case):
        if shown.picture is not None and shown.picture.size < wanted:
            found = megabytes(shown.picture.size)
            keys = "picture_bytes_at_least.reason", "picture_bytes_at_least.remedy"
            yield case.problem(*keys, place=_place(case, shown), found=found, wanted=plain(Decimal(wanted) / MEGABYTE))


def _picture_pixels_at_least(case: Case) -> Found:
    wanted = int(case.rule.values[0])
    for shown in _shown(case):
        picture = shown.picture
        if picture is not None and picture.pixels < wanted:
            keys = "picture_pixels_at_least.reason", "picture_pixels_at_least.remedy"
            at = _place(case, shown)
            found = picture.pixels // TEN_THOUSAND
            wide, tall = picture.width, picture.height
            yield case.problem(*keys, place=at, width=wide, height=tall, found=found, wanted=wanted // TEN_THOUSAND)


def _captions_numbered(case: Case) -> Found:
    for shown in _shown(case):
        if not shown.captioned:
            yield case.problem("captions_numbered.reason", "captions_numbered.remedy", place=_place(case, shown), number=shown.number)


# -- document ----------------------------------------------------------------------------------------------------------


def _body(case: Case) -> tuple[WordParagraph, ...]:
    """The enterprise's own paragraphs, without headings."""
    document = case.handed.document
    found = document.paragraphs if document is not None else ()
    return tuple(one for one in found if not one.heading and is_own(case.form, one.text))


def _first(case: Case, wrong: Iterator[tuple[WordParagraph, str]], check: str, wanted: str) -> Found:
    """The first paragraph that is set wrongly, and how many more are."""
    every = tuple(wrong)
    if not every:
        return
    paragraph, found = every[0]
    begin = paragraph.text.strip()[:MOST_BEGIN]
    place = case.words["place.paragraph"].format(number=paragraph.place, begin=begin)
    yield case.problem(f"{check}.reason", f"{check}.remedy", place=place, more=len(every) - 1, found=found, wanted=wanted)


def _font(case: Case) -> Found:
    right = {_plainly(name) for name in case.rule.values}
    unknown = case.words["font.unknown"]
    wrong = (
        (one, face.font or unknown)
        for one in _body(case)
        for face in [next((face for face in one.faces if _plainly(face.font) not in right), None)]
        if face is not None
    )
    yield from _first(case, wrong, "font", "／".join(case.rule.values))


def _plainly(font: str) -> str:
    return "".join(font.split()).replace("_", "").casefold()


def _points(case: Case) -> Found:
    wanted = Decimal(case.rule.values[0])
    wrong = (
        (one, plain(face.points) if face.points is not None else "?")
        for one in _body(case)
        for face in [next((face for face in one.faces if face.points is None or abs(face.points - wanted) > SLACK), None)]
        if face is not None
    )
    yield from _first(case, wrong, "points", plain(wanted))


def _pitch(case: Case) -> Found:
    wanted = Decimal(case.rule.values[0])
    wrong = ((one, _said(one.pitch, case)) for one in _body(case) if not _is_exactly(one.pitch, wanted))
    yield from _first(case, wrong, "pitch", plain(wanted))


def _is_exactly(pitch: Pitch, wanted: Decimal) -> bool:
    return pitch.rule == "exact" and abs(pitch.value - wanted) <= SLACK


def _said(pitch: Pitch, case: Case) -> str:
    if pitch.rule == "auto":
        return case.words["pitch.times"].format(times=plain(pitch.value.quantize(Decimal("0.01"))))
    key = "pitch.exactly" if pitch.rule == "exact" else "pitch.least"
    return case.words[key].format(points=plain(pitch.value))


def _attached(case: Case) -> Found:
    if not case.handed.report:
        yield case.problem("attached.reason", "attached.remedy")


CHECKS: Mapping[Check, Callable[[Case], Found]] = {
    Check.CHARACTERS_BETWEEN: _characters_between,
    Check.SECTIONS_WRITTEN: _sections_written,
    Check.PICTURES_AT_LEAST: _pictures_at_least,
    Check.PICTURE_BYTES_AT_LEAST: _picture_bytes_at_least,
    Check.PICTURE_PIXELS_AT_LEAST: _picture_pixels_at_least,
    Check.CAPTIONS_NUMBERED: _captions_numbered,
    Check.FONT: _font,
    Check.POINTS: _points,
    Check.PITCH: _pitch,
    Check.ATTACHED: _attached,
}
