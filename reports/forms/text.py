"""The text twin of a filled form: what stands on the paper, line by line, without markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from question_bank.programmes.form_model import PartKind
from reports.bundle import Words, form_words
from reports.forms.model import FilledForm, FilledPart, Picture


def text(form: FilledForm, pictures: Sequence[Picture] = ()) -> str:
    """The form as text; what is missing carries its mark, what is left to others stays empty."""
    w = form_words(form.language)
    return "\n".join(_lines(form, tuple(pictures), w)) + "\n"


def _lines(form: FilledForm, pictures: tuple[Picture, ...], w: Words) -> Iterator[str]:
    tabled = False
    for part in form.parts:
        match part.kind:
            case PartKind.COLUMN:
                if not tabled:
                    yield from _table(form, w)
                tabled = True
            case PartKind.PICTURES:
                yield from _pictures(part, pictures, w)
            case _:
                yield from _part(part, w)


def _part(part: FilledPart, w: Words) -> Iterator[str]:
    match part.kind:
        case PartKind.FIELD:
            colon = w["colon"]
            yield f"{part.label or part.note}{colon}{part.cell.text}".rstrip()
            yield from _indented(part.note if part.label else "")
        case PartKind.TEXT:
            yield from (line for line in (part.label, part.note) if line)
            yield from _indented(part.cell.text)
        case PartKind.HEADING:
            yield ""
            yield from (line for line in (part.label, part.note) if line)
        case _:
            yield from f"{part.label}{part.cell.text}".split("\n")
            yield from _indented(part.note)


def _indented(text: str) -> Iterator[str]:
    return (f"　　{line}" for line in text.split("\n")) if text else iter(())


def _table(form: FilledForm, w: Words) -> Iterator[str]:
    between = w["column_separator"]
    yield between.join(f"{part.label}{part.note}".replace("\n", "") for part in form.columns)
    for row in form.rows:
        yield between.join(cell.text for cell in row).rstrip()
    if not form.rows:
        yield w["rows_none"]


def _pictures(part: FilledPart, pictures: tuple[Picture, ...], w: Words) -> Iterator[str]:
    yield ""
    yield from (line for line in (part.label, part.note) if line)
    for number, picture in enumerate(pictures, start=1):
        yield w["caption"].format(number=number, caption=picture.caption or w["caption_missing"])
    if not pictures:
        yield w["pictures_missing"]
