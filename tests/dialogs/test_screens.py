"""What every screen says in Chinese, with its choices; `--update-golden` rewrites it for review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dialogs.effects import Effect
from dialogs.phrasebook import sentence
from dialogs.refusals import Refusal
from tests.conftest import GOLDEN
from tests.dialogs.shown import SHOTS, as_text, drawn, every_effect, kinds_of, tag_of

FOLDER = Path("screens") / "zh"


@pytest.mark.parametrize("name", SHOTS)
def test_a_screen_says_what_was_reviewed(name: str, golden: Callable[[str, str], None]) -> None:
    """The text and the choices of the last turn, word for word."""
    golden(f"{FOLDER}/{name}.txt", as_text(drawn(SHOTS[name].conversation())))


def test_the_sentences_of_all_refusals_are_what_was_reviewed(golden: Callable[[str, str], None]) -> None:
    """One line for each reason, with its place for a figure still open."""
    lines = [f"{code}: {sentence('zh', 'refusals', code)}" for code in Refusal]
    golden(f"{FOLDER}/refusals.txt", "\n".join(lines) + "\n")


def test_no_golden_screen_is_left_over() -> None:
    """A file that no screen writes would be reviewed in vain."""
    files = {file.stem for file in (GOLDEN / FOLDER).glob("*.txt")}
    assert files == {*SHOTS, "refusals"}


@pytest.mark.parametrize("name", SHOTS)
def test_a_screen_is_named_after_an_effect_that_it_shows(name: str) -> None:
    """Else the file would show something else than it says."""
    talk = SHOTS[name].conversation()
    assert name.split("--", maxsplit=1)[0] in {tag_of(effect) for effect in talk.effects}


def test_every_effect_is_shown_by_a_screen() -> None:
    """An effect that no conversation here brings about has no reviewed words."""
    shown = {type(effect) for _, effect, _ in every_effect("zh")}
    assert kinds_of(Effect) - shown == set()
