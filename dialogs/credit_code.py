"""The unified social credit code (统一社会信用代码) by GB 32100-2015, with the inner organisation code of GB 11714.

A wrong length or character is an error. A wrong check digit is only a doubt: real codes exist that fail it, so the person is asked
again and the code is then accepted with a mark.
"""

from __future__ import annotations

from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


class CodeFault(StrEnum):
    """What is wrong with a credit code."""

    LENGTH = "length"
    ALPHABET = "alphabet"
    CHECK = "check"


def fault_of(code: str) -> CodeFault | None:
    """What is wrong with this code (upper case, no blanks), or nothing.

    >>> fault_of("91310115000000019M") is None
    True
    """
    if len(code) != LENGTH:
        return CodeFault.LENGTH
    if any(character not in ALPHABET for character in code):
        return CodeFault.ALPHABET
    if _check(code) != code[-1] or _inner_check(code[8:16]) != code[16]:
        return CodeFault.CHECK
    return None


def _check(code: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def _inner_check(body: str) -> str:
    total = sum(weight * _INNER_ALPHABET.index(character) for weight, character in zip(_INNER_WEIGHTS, body, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
