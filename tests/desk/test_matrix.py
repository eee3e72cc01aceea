"""The authorisation matrix, sampled; `python -m tests.desk.matrix` plays all of it. And what turns it red."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.ports import Enterprise
from bot.roles import TABLE, Action, Relation
from bot.usecases.desk.visit import Visit
from tests.desk.matrix import rights
from tests.desk.matrix.acts import ACTS
from tests.desk.matrix.cells import Cell, Matrix
from tests.desk.matrix.ways import Way
from tests.desk.matrix.world import built

SAMPLE = 5_000
SEED = 20_251_102
LEAST_ALLOWED = 150


@pytest.fixture(scope="module")
def matrix() -> Iterator[Matrix]:
    """All cells over one world."""
    world = built()
    yield Matrix(world)
    world.stage.store.close()


def faults(matrix: Matrix, name: str, *, way: Way = Way.BUTTON) -> list[str]:
    """What is wrong with the cells of one act, tried one way."""
    cells = [cell for cell in matrix.cells() if cell.act.name == name and cell.way is way]
    assert cells
    return [fault for cell in cells for fault in matrix.faults(cell)]


def test_the_table_is_the_one_that_was_reviewed(golden: Callable[[str, str], None]) -> None:
    """A line for each action; a change is read against the notices before it is accepted."""
    golden("desk/authorisation.txt", rights.table())


def test_a_sample_of_the_cells_shows_no_leak_and_no_wrong_refusal(matrix: Matrix) -> None:
    """Of well over a hundred thousand, drawn with a seed; enough of them are allowed ones."""
    cells = list(matrix.cells())
    assert len(cells) > 100_000
    chosen = random.Random(SEED).sample(cells, SAMPLE)
    allowed = [cell for cell in chosen if matrix.may(cell.who, cell.target, cell.act.needs, cell.act.on)]
    assert len(allowed) > LEAST_ALLOWED
    assert [fault for cell in chosen for fault in matrix.faults(cell)] == []


def test_every_act_is_done_by_somebody_and_refused_to_somebody(matrix: Matrix) -> None:
    """By a button, in Chinese: an act that nobody ever gets done would prove nothing."""
    for act in ACTS:
        cells = [Cell(act, who, target, Way.BUTTON, "zh") for target in matrix.targets(act) for who in rights.SUBJECTS if target.known]
        wanted = {True, False} if act.needs else set()
        for cell in cells:
            wanted.discard(matrix.play(cell).done)
            if not wanted:
                break
        assert not wanted, act.name


def test_every_action_that_the_program_asks_about_is_tried(matrix: Matrix) -> None:
    """But those that only stand in a run."""
    tried = {action for act in ACTS for action in act.needs}
    inside = {Action.ANSWER_PART, Action.HAND_OVER, Action.READ_ANSWERS}
    assert {action.value for action in set(Action) - inside} == tried


@pytest.mark.parametrize(
    ("action", "relation", "name"),
    [
        (Action.READ_PHONE, Relation.GROUP, "see its numbers"),
        (Action.READ_STATUS, Relation.STAFF, "look at an enterprise"),
        (Action.READ_UNIT, Relation.STAFF, "look into a unit"),
        (Action.GRANT, Relation.CITY, "give a role"),
    ],
)
def test_a_right_too_many_turns_it_red(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, action: Action, relation: Relation, name: str
) -> None:
    """Somebody gets what was reviewed otherwise."""
    monkeypatch.setitem(TABLE, action, TABLE[action] | {relation})
    assert any(fault.startswith("LEAK") for fault in faults(matrix, name))


def test_a_right_too_few_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is refused who should not be."""
    monkeypatch.setitem(TABLE, Action.NUDGE, TABLE[Action.NUDGE] - {Relation.GROUP})
    assert any(fault.startswith("WRONG REFUSAL") for fault in faults(matrix, "nudge it"))


@pytest.mark.parametrize("name", ["see its numbers", "see its people", "assign a provider", "see a claim", "read a review"])
def test_a_page_that_does_not_ask_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Each of them relies on the visit to look up what this person may."""

    def unasked(visit: Visit, enterprise: str, action: Action) -> Enterprise | None:
        return visit.tx.enterprise(enterprise) if enterprise else None

    monkeypatch.setattr(Visit, "enterprise", unasked)
    assert any(fault.startswith("LEAK") for fault in faults(matrix, name))


def test_a_maker_that_does_not_ask_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are asked about on their own."""
    monkeypatch.setattr(Visit, "may_all", lambda visit, action: True)
    assert any(fault.startswith("LEAK") for fault in faults(matrix, "get the liaisons' table", way=Way.FILE))


def test_a_number_that_is_shown_without_a_record_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at a full number is in the audit."""
    monkeypatch.setattr(Visit, "record", lambda visit, action, run="", **detail: None)
    assert any("nobody knows" in fault for fault in faults(matrix, "see its numbers"))


def test_a_refusal_that_names_what_is_there_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbidden must read like absent."""
    played = matrix.play

    def telling(cell: Cell) -> object:
        seen = played(cell)
        return replace(seen, text=seen.text + (" (not for you)" if cell.target.known and not seen.done else ""))

    monkeypatch.setattr(matrix, "play", telling)
    assert any(fault.startswith("TELLS") for fault in faults(matrix, "look at an enterprise"))


def test_a_typed_payload_that_presses_turns_it_red(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks like a button's payload is text."""
    from bot.channels import buttons
    from tests.desk.matrix import ways

    written = ways._written

    def pressed(text: str, *more: object) -> object:
        press = buttons.read(text.strip(ways.HIDDEN))
        return press.on if press else written(text)

    monkeypatch.setattr(ways, "_written", pressed)
    assert any(fault.startswith("LEAK") for fault in faults(matrix, "confirm a claim", way=Way.HIDDEN))
