"""A form filled as far as the facts go, as values: what every part says, what is missing, the pictures with their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from question_bank.programmes.form_model import FormFormat, FormId, FormScope, PartKind
from question_bank.programmes.model import ProgrammeId

RANK = "rank"
"""The fact of a column that holds the running number."""


MOST_PIXELS = 250_000_000
"""Larger pictures are refused: a phone of today makes up to 200 million."""


class State(StrEnum):
    """How a part stands: its value is known, is not known, is left to whoever receives the form, or is the form's own wording."""

    FILLED = "filled"
    MISSING = "missing"
    BLANK = "blank"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of a form. `text` of a missing one is the mark that says so."""

    text: str
    state: State


@dataclass(frozen=True, slots=True)
class FilledPart:
    """One part with what stands there; `fact` is what fills it, `width` as the form has it."""

    kind: PartKind
    label: str
    note: str
    cell: Cell
    fact: str = ""
    required: bool = False
    width: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a form, by what its header says: pixels as it is shown (`turned` quarter turns to the right), bytes, caption.

    `read` gives its bytes; they are asked for one picture after the other, and only by who writes a document.
    """

    name: str
    mime: str
    size: int
    width: int
    height: int
    caption: str = ""
    turned: int = 0
    read: Callable[[], bytes] = bytes

    @property
    def pixels(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form with every part in its order; a list form has `rows`, whose cells stand under the parts that are columns."""

    form: FormId
    programme: ProgrammeId
    name: str
    title: str
    notice: str
    clause: str
    language: str
    format: FormFormat
    scope: FormScope
    parts: tuple[FilledPart, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    font: str = ""
    points: Decimal | None = None
    pitch: Decimal | None = None
    landscape: bool = False

    @property
    def missing(self) -> tuple[FilledPart, ...]:
        """The parts whose value is not known, in their order."""
        return tuple(part for part in self.parts if part.cell.state is State.MISSING)

    @property
    def columns(self) -> tuple[FilledPart, ...]:
        """The parts that are columns of the list."""
        return tuple(part for part in self.parts if part.kind is PartKind.COLUMN)
