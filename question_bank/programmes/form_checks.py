"""The hard checks that the rules of a form may name: a closed list, with what each looks at and how many values it takes.

Only names them, so that a rule pack can be checked when it is read; `reports.forms.checking` carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class Target(StrEnum):
    """What a check looks at. `VALUE` is a fact or a source, which the rule names itself; the others are named as they are here."""

    VALUE = "value"
    TEXT = "text"
    PICTURES = "pictures"
    DOCUMENT = "document"
    REPORT = "report"


class Check(StrEnum):
    """Every check there is."""

    PRESENT = "present"
    ENDS_WITH = "ends_with"
    NOT_ENDS_WITH = "not_ends_with"
    NOT_CONTAINS = "not_contains"
    COUNTED_LENGTH = "counted_length"
    ONE_OF_CHOICES = "one_of_choices"
    LEVEL_AT_LEAST = "level_at_least"
    AT_LEAST = "at_least"
    ABOVE = "above"
    SAME = "same"
    IN_YEAR = "in_year"
    CHARACTERS_BETWEEN = "characters_between"
    SECTIONS_WRITTEN = "sections_written"
    PICTURES_AT_LEAST = "pictures_at_least"
    PICTURE_BYTES_AT_LEAST = "picture_bytes_at_least"
    PICTURE_PIXELS_AT_LEAST = "picture_pixels_at_least"
    CAPTIONS_NUMBERED = "captions_numbered"
    FONT = "font"
    POINTS = "points"
    PITCH = "pitch"
    ATTACHED = "attached"


@dataclass(frozen=True, slots=True)
class CheckShape:
    """What a check looks at, how few and how many values it takes, and whether these are numbers."""

    target: Target
    least: int
    most: int
    numbers: bool = False

    def takes(self, target: str, values: tuple[str, ...]) -> bool:
        """Whether a rule with this target and these values is one that can be carried out."""
        right = target not in OTHERS if self.target is Target.VALUE else target == self.target
        return right and self.least <= len(values) <= self.most and (not self.numbers or all(_is_number(value) for value in values))


MANY = 100

OTHERS = frozenset(target.value for target in Target if target is not Target.VALUE)
"""Targets that are no fact and no source."""

FORM_CHECKS: Mapping[Check, CheckShape] = {
    Check.PRESENT: CheckShape(Target.VALUE, 0, 0),
    Check.ENDS_WITH: CheckShape(Target.VALUE, 1, MANY),
    Check.NOT_ENDS_WITH: CheckShape(Target.VALUE, 1, MANY),
    Check.NOT_CONTAINS: CheckShape(Target.VALUE, 1, MANY),
    Check.COUNTED_LENGTH: CheckShape(Target.VALUE, 1, 1, numbers=True),
    Check.ONE_OF_CHOICES: CheckShape(Target.VALUE, 0, MANY),
    Check.LEVEL_AT_LEAST: CheckShape(Target.VALUE, 1, 1, numbers=True),
    Check.AT_LEAST: CheckShape(Target.VALUE, 1, 1, numbers=True),
    Check.ABOVE: CheckShape(Target.VALUE, 1, 1, numbers=True),
    Check.SAME: CheckShape(Target.VALUE, 1, 1),
    Check.IN_YEAR: CheckShape(Target.VALUE, 1, 1, numbers=True),
    Check.CHARACTERS_BETWEEN: CheckShape(Target.TEXT, 2, 2, numbers=True),
    Check.SECTIONS_WRITTEN: CheckShape(Target.TEXT, 0, 0),
    Check.PICTURES_AT_LEAST: CheckShape(Target.PICTURES, 1, 1, numbers=True),
    Check.PICTURE_BYTES_AT_LEAST: CheckShape(Target.PICTURES, 1, 1, numbers=True),
    Check.PICTURE_PIXELS_AT_LEAST: CheckShape(Target.PICTURES, 1, 1, numbers=True),
    Check.CAPTIONS_NUMBERED: CheckShape(Target.PICTURES, 0, 0),
    Check.FONT: CheckShape(Target.DOCUMENT, 1, MANY),
    Check.POINTS: CheckShape(Target.DOCUMENT, 1, 1, numbers=True),
    Check.PITCH: CheckShape(Target.DOCUMENT, 1, 1, numbers=True),
    Check.ATTACHED: CheckShape(Target.REPORT, 0, 0),
}


def can_check(check: str, target: str, values: tuple[str, ...]) -> bool:
    """Whether a rule can be carried out: its check is known, looks at this target and takes these values.

    >>> can_check("counted_length", "factory_name", ("14",)), can_check("font", "text", ("仿宋",)), can_check("pretty", "text", ())
    (True, False, False)
    """
    return check in set(Check) and FORM_CHECKS[Check(check)].takes(target, values)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
