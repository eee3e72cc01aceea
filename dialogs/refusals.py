"""Why an input was not taken. The phrasebook has a sentence for each; nothing else does."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why an input was not taken; the phrasebook has a sentence for each."""

    UNEXPECTED = "unexpected"
    STALE = "stale"
    NOT_TEXT = "not_text"
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNSAFE = "text_unsafe"
    CHOICE_EXPECTED = "choice_expected"
    OPTION_EXPECTED = "option_expected"
    NOT_FOUND = "not_found"
    TOO_MANY_FOUND = "too_many_found"
    CODE_LENGTH = "code_length"
    CODE_ALPHABET = "code_alphabet"
    CODE_CHECK = "code_check"
    CODE_TAKEN = "code_taken"
    NUMBER_EXPECTED = "number_expected"
    NUMBER_NEGATIVE = "number_negative"
    MOBILE_EXPECTED = "mobile_expected"
    EMAIL_EXPECTED = "email_expected"
    APPLIES_ALWAYS = "applies_always"
    LEVEL_INCOMPLETE = "level_incomplete"
    PROFILE_INCOMPLETE = "profile_incomplete"
    MONTH_FULL = "month_full"
    SEALED = "sealed"
    FIRST_ALREADY = "first_already"
