"""The unified social credit code (GB 32100-2015): what is an error, and what is only a doubt."""

from __future__ import annotations

import pytest

from dialogs.credit_code import ALPHABET, LENGTH, CodeFault, fault_of

MADE_UP = ("91310115000000019M", "91310117000000027D", "91310000MA0000007L")
"""Codes that pass both checks and belong to nobody."""


@pytest.mark.parametrize("code", MADE_UP)
def test_a_code_that_passes_both_checks_has_no_fault(code: str) -> None:
    """The outer digit of GB 32100 and the inner one of GB 11714."""
    assert fault_of(code) is None


@pytest.mark.parametrize("code", ["", "9", MADE_UP[0][:-1], MADE_UP[0] + "0", " " + MADE_UP[0]])
def test_a_wrong_length_is_an_error(code: str) -> None:
    """Before anything else is looked at."""
    assert fault_of(code) is CodeFault.LENGTH


@pytest.mark.parametrize("character", ["I", "O", "S", "V", "Z", "m", "-", " ", "中", "Ｍ"])
@pytest.mark.parametrize("place", [0, 8, 17])
def test_a_character_outside_the_alphabet_is_an_error(character: str, place: int) -> None:
    """Five letters are left out because they look like digits; the inner code has them all and the outer still does not."""
    code = MADE_UP[0][:place] + character + MADE_UP[0][place + 1 :]
    assert fault_of(code) is CodeFault.ALPHABET


def test_the_alphabet_has_thirty_one_characters() -> None:
    """Their places are their values."""
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert LENGTH == 18


@pytest.mark.parametrize("code", MADE_UP)
@pytest.mark.parametrize("place", range(LENGTH))
def test_any_single_wrong_character_is_doubted(code: str, place: int) -> None:
    """The check digit finds every one of them."""
    for character in ALPHABET:
        if character != code[place]:
            assert fault_of(code[:place] + character + code[place + 1 :]) is CodeFault.CHECK


@pytest.mark.parametrize("code", MADE_UP)
def test_neighbours_changed_over_are_doubted(code: str) -> None:
    """The commonest slip of the pen after a wrong digit."""
    swapped = [code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(LENGTH - 1)]
    assert {fault_of(other) for other in swapped if other != code} == {CodeFault.CHECK}


def test_a_wrong_inner_digit_is_doubted_even_if_the_outer_one_fits() -> None:
    """Eighteen characters whose outer check was worked out over a wrong organisation code."""
    spoilt = MADE_UP[0][:16] + "8"
    outer = [spoilt + character for character in ALPHABET]
    assert {fault_of(code) for code in outer} == {CodeFault.CHECK}


@pytest.mark.parametrize(("body", "inner"), [("00000001", "9"), ("00000002", "7"), ("MA000000", "7")])
def test_the_inner_check_digit_is_that_of_gb_11714(body: str, inner: str) -> None:
    """Only with the right one can any outer digit fit."""
    codes = [f"91310000{body}{digit}{outer}" for digit in "0123456789X" for outer in ALPHABET]
    assert {code[16] for code in codes if fault_of(code) is None} == {inner}


def test_the_inner_check_may_be_an_x_or_a_zero() -> None:
    """Ten is written X, eleven 0."""
    found = {
        digit
        for body in range(1, 40)
        for digit in "0123456789X"
        for outer in ALPHABET
        if fault_of(f"91310000{body:08}{digit}{outer}") is None
    }
    assert found == set("0123456789X")
