"""Whole conversations, replayed and compared turn by turn; `--update-golden` rewrites what came of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dialogs import phases
from dialogs.model import Phase
from tests.dialogs import transcripts

FEWEST = 25


@pytest.mark.parametrize("name", transcripts.names())
def test_a_conversation_goes_as_its_transcript_says(name: str, golden: Callable[[str, str], None]) -> None:
    """Every effect, every phase and both documents at the end."""
    replayed = transcripts.replay(transcripts.read(name))
    golden(f"transcripts/{name}.json", transcripts.written(replayed))


@pytest.mark.parametrize("name", transcripts.names())
def test_no_transcript_is_empty(name: str) -> None:
    """A file without turns would compare nothing."""
    transcript = transcripts.read(name)
    assert transcript["turns"]
    assert transcript["about"]


def test_there_is_a_transcript_for_every_branch() -> None:
    """So that an emptied folder cannot pass."""
    assert len(transcripts.names()) >= FEWEST


def test_the_transcripts_between_them_make_every_move_of_the_phase_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that no conversation can bring about has no place in the table."""
    fired: set[str] = set()
    move = phases.move

    def watched(phase: Phase, event: str) -> Phase:
        fired.add(event)
        return move(phase, event)

    monkeypatch.setattr(phases, "move", watched)
    for name in transcripts.names():
        transcripts.replay(transcripts.read(name))
    assert {event for event, _, _ in phases.TABLE} - fired == set()
