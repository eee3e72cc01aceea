"""What can be wrong with a campaign: codes, stable, never renamed or reused. Their words are in `dialogs.campaigns.fault_texts`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto


class FaultCode(StrEnum):
    """Everything that can be wrong, in the order in which a campaign is composed."""

    AUDIENCE_EMPTY = auto()
    CODE_MALFORMED = auto()
    CODES_MALFORMED_TOO = auto()
    CODES_TOO_MANY = auto()
    TITLE_TOO_LONG = auto()
    TEXT_MISSING = auto()
    TEXT_BLANK = auto()
    TEXT_TOO_LONG = auto()
    CAPTION_TOO_LONG = auto()
    FIELD_UNKNOWN = auto()
    FIELD_UNCLOSED = auto()
    FIELD_IN_ANGLES = auto()
    FIELD_OF_ENTERPRISES = auto()
    FIELD_OF_LIAISONS = auto()
    FIELD_WITHOUT_DEADLINE = auto()
    FIELD_WITHOUT_PROGRAMME = auto()
    TAG_UNKNOWN = auto()
    TAG_UNCLOSED = auto()
    TAG_CROSSED = auto()
    TAG_UNOPENED = auto()
    ATTACHMENT_EMPTY = auto()
    PICTURE_TOO_LARGE = auto()
    DOCUMENT_TOO_LARGE = auto()
    BUTTON_FOR_ENTERPRISES = auto()
    LABEL_TOO_LONG = auto()
    PROGRAMME_MISSING = auto()
    LINK_MISSING = auto()
    LINK_UNSAFE = auto()
    TIME_MISSING = auto()
    TIME_PAST = auto()
    TIME_TOO_FAR = auto()
    TIME_OF_ENTERPRISES = auto()
    DEADLINE_MISSING = auto()
    DEADLINE_UNREADABLE = auto()
    DEADLINE_PAST = auto()
    STEPS_MISSING = auto()
    STEP_OUT_OF_RANGE = auto()
    STEPS_PAST = auto()
    HOURS_REVERSED = auto()
    WINDOW_OUT_OF_RANGE = auto()
    WINDOW_SHUT = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: what it is about (a word, a recipient, a bound), the place it begins at (counted from 1) or a length, and the language of
    the text that it is in. `hint` is what was probably meant."""

    code: FaultCode
    value: str = ""
    place: int = 0
    language: str = ""
    hint: str = ""
