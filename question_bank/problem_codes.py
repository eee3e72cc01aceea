"""The closed set of problem codes. Codes are stable: other programs match on them, so one is never renamed or reused."""

from __future__ import annotations

from enum import StrEnum, auto


class Severity(StrEnum):
    """An error keeps the bank from being used; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every problem a bank can have; the value of a code is its name."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    FILE_UNREADABLE = auto()
    FILE_TOO_LARGE = auto()
    FILE_FORMAT = auto()
    WORKBOOK_OLD = auto()
    WORKBOOK_ENCRYPTED = auto()
    WORKBOOK_MACROS = auto()
    WORKBOOK_LINKS = auto()
    WORKBOOK_TOO_LARGE = auto()
    WORKBOOK_DAMAGED = auto()
    JSON_MALFORMED = auto()
    SHEET_MISSING = auto()
    SHEET_UNKNOWN = auto()
    SHEET_EMPTY = auto()
    SHEET_HIDDEN = auto()
    SHEET_NAME = auto()
    SHEETS_TOO_MANY = auto()
    COLUMNS_TOO_MANY = auto()
    ROWS_TOO_MANY = auto()
    ROWS_HIDDEN = auto()
    COLUMNS_HIDDEN = auto()
    COLUMN_MISSING = auto()
    COLUMN_UNKNOWN = auto()
    LANGUAGE_UNKNOWN = auto()
    COLUMN_DUPLICATE = auto()
    COLUMN_UNNAMED = auto()
    SETTING_MISSING = auto()
    THRESHOLD_UNUSED = auto()
    CELL_REQUIRED = auto()
    CELL_TOO_LONG = auto()
    FORMULA_CELL = auto()
    CELL_ERROR = auto()
    NUMBER_INEXACT = auto()
    DATE_CELL = auto()
    CELLS_MERGED = auto()
    MORE_LIKE_THIS = auto()
    UNSAFE_TEXT = auto()
    NUMBER_EXPECTED = auto()
    WHOLE_NUMBER_EXPECTED = auto()
    OUT_OF_RANGE = auto()
    CHOICE_EXPECTED = auto()
    ID_MALFORMED = auto()
    ID_DUPLICATE = auto()
    REFERENCE_UNKNOWN = auto()
    PARENT_LOOP = auto()
    TREE_TOO_DEEP = auto()
    LEVELS_GAP = auto()
    LEVELS_TOO_MANY = auto()
    LEVEL_UNKNOWN = auto()
    LEVEL_CANNOT_PASS = auto()
    LEVEL_CANNOT_FAIL = auto()
    BANDS = auto()
    BAND_MISSING = auto()
    RANGE_REVERSED = auto()
    MARKS_MALFORMED = auto()
    MARKS_OUT_OF_ORDER = auto()
    MARKS_EQUAL = auto()
    OPTION_MISSING = auto()
    WEIGHTS_SUM = auto()
    WEIGHT_ORPHAN = auto()
    HEADING_MISSING = auto()
    HEADING_NESTED = auto()
    PRESENCE_MISSING = auto()
    REQUIREMENT_UNASKED = auto()
    REQUIREMENT_ON_BRANCH = auto()
    CELL_NOT_EMPTY = auto()
    CELL_UNMARKED = auto()
    QUESTION_UNREACHABLE = auto()
    TEXT_DUPLICATE = auto()
    TEXT_TOO_LONG = auto()
    TEXT_UNCOMFORTABLE = auto()
    OPTIONS_REPEATED = auto()
    CARD_TOO_LONG = auto()
    EXPLANATION_MISSING = auto()
    EVIDENCE_MISSING = auto()
    TRANSLATION_MISSING = auto()
    ROWS_UNTRANSLATED = auto()
    LANGUAGE_UNUSED = auto()
    TERMS_VARY = auto()
    CLAUSE_UNKNOWN = auto()
