"""The phase table: complete, without dead ends, and every event of it in use."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import dialogs
from dialogs import phases
from dialogs.engine import STAGES
from dialogs.model import Phase
from dialogs.phases import RESUMABLE, TABLE, PhaseError, allows, diagram, move
from tests.dialogs.preludes import begun
from tests.question_bank.banks import small_bank

EVENTS = [event for event, _, _ in TABLE]
PACKAGE = Path(dialogs.__file__).parent


def below(start: Phase) -> set[Phase]:
    """The phases that can be reached from this one."""
    reached = {start}
    while True:
        more = {destination for _, sources, destination in TABLE if reached & set(sources)} - reached
        if not more:
            return reached
        reached |= more


def test_every_phase_can_be_reached() -> None:
    """From the first one."""
    assert below(Phase.NEW) == set(Phase)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in {Phase.NEW, Phase.LANGUAGE, Phase.CONSENT, Phase.DECLINED}])
def test_from_every_phase_after_the_consent_a_result_can_be_reached(phase: Phase) -> None:
    """Nobody is ever stuck."""
    assert Phase.RESULT in below(phase)


def test_every_phase_but_the_first_has_a_stage() -> None:
    """With a screen and a step."""
    assert set(STAGES) == set(Phase) - {Phase.NEW}
    assert all(callable(stage.show) and callable(stage.step) for stage in STAGES.values())


def test_no_event_is_listed_twice() -> None:
    """Else one of the rows would be lost to a reader."""
    assert len(EVENTS) == len(set(EVENTS))


def test_every_event_is_named_by_a_stage() -> None:
    """An event that no stage brings about has no place in the table; those of coming back are made from the phase's name."""
    texts = set()
    for file in PACKAGE.rglob("*.py"):
        if file.name != "phases.py":
            texts |= {node.value for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)}
    assert [event for event in EVENTS if event not in texts and not event.startswith("resumed_")] == []


@pytest.mark.parametrize(("event", "source", "destination"), [(event, source, to) for event, sources, to in TABLE for source in sources])
def test_every_move_of_the_table_is_made(event: str, source: Phase, destination: Phase) -> None:
    """And is said to be allowed."""
    assert allows(source, event)
    assert move(source, event) is destination


@pytest.mark.parametrize("event", EVENTS)
def test_a_move_that_the_table_does_not_have_is_an_error_of_the_caller(event: str) -> None:
    """Naming the event and the phase."""
    sources = next(sources for name, sources, _ in TABLE if name == event)
    others = [phase for phase in Phase if phase not in sources]
    assert others
    for phase in others:
        assert not allows(phase, event)
        with pytest.raises(PhaseError, match=f"no {event} in phase {phase}"):
            move(phase, event)


def test_an_event_that_does_not_exist_is_an_error_of_the_caller() -> None:
    """A slip of the pen in a stage shows at once."""
    with pytest.raises(PhaseError):
        move(Phase.HOME, "nonsense")


def test_the_overview_leads_back_to_every_phase_of_a_run() -> None:
    """And so does declining a deletion."""
    for phase in RESUMABLE:
        assert move(Phase.HOME, f"resumed_{phase}") is phase
        assert move(Phase.DELETION, f"resumed_{phase}") is phase


def test_the_diagram_draws_the_same_table() -> None:
    """Every move as an arrow; by default without those that are possible nearly everywhere."""
    whole = diagram(whole=True)
    drawn = {(move.strip(), event.strip()) for move, _, events in map(_parted, whole.splitlines()) for event in events.split("|")}
    assert {(f"{source} --> {to}", event) for event, sources, to in TABLE for source in sources} <= drawn
    shorter = diagram()
    assert "homeward" in whole
    assert "homeward" not in shorter
    assert "resumed_" not in shorter
    assert "level_submitted" in shorter


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def test_a_stage_asked_for_a_move_that_is_not_in_the_table_fails_loudly() -> None:
    """No phase is ever made up."""
    talk = begun(small_bank(), "question")
    with pytest.raises(PhaseError):
        talk.scene.moved("finished")
    assert phases.move(Phase.QUESTION, "reviewed") is Phase.LEVEL_REVIEW
