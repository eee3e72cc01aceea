"""`zhiping simulate`, `diagram` and `migrate`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import app
from bot.usecases.banks import simulation
from dialogs.model import Phase
from tests.bot.commands import zhiping
from tests.question_bank.banks import small_bank


def test_the_same_seed_gives_the_same_respondents(tmp_path: Path) -> None:
    """Another seed gives others; nobody ends in a dead end; nothing is stored."""
    one, again, other = (zhiping("simulate", "--json", "--respondents", "16", "--seed", seed, folder=tmp_path) for seed in ("7", "7", "8"))
    assert (one.code, one.err) == (0, "")
    assert one.out == again.out != other.out
    document = json.loads(one.out)
    assert (document["respondents"], document["dead_ends"], document["bank"], document["seed"]) == (16, 0, "cmmm-2020", 7)
    assert sum(document["levels"].values()) == 16
    assert list(tmp_path.iterdir()) == []


def test_a_simulation_as_text_says_the_same_as_its_document(tmp_path: Path) -> None:
    """One line for each figure."""
    text = zhiping("simulate", "--respondents", "4", folder=tmp_path).out
    assert "dead ends: 0\n" in text
    assert "respondents: " not in text.replace("respondents: 4\n", "")


def test_every_bent_reaches_a_level_on_any_bank() -> None:
    """Beginners stay below leaders, and a small bank has no dead end either."""
    found = simulation.simulate(small_bank(), 40, 1).as_document()
    assert found["dead_ends"] == 0
    levels = found["levels_by_kind"]
    assert isinstance(levels, dict)
    assert max(map(int, levels["beginner"])) <= min(map(int, levels["leader"]))


def test_a_respondent_who_never_finishes_is_a_dead_end_and_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and the number of dead ends is said."""
    monkeypatch.setattr(simulation, "MOST_TURNS", 9)
    assert app(["simulate", "--respondents", "4", "--json"], standalone_mode=False) == 1
    assert json.loads(capsys.readouterr().out)["dead_ends"] == 4


def test_the_diagram_draws_every_phase(tmp_path: Path) -> None:
    """As Mermaid text; `--whole` adds the moves that are possible almost everywhere."""
    short, whole = zhiping("diagram", folder=tmp_path), zhiping("diagram", "--whole", folder=tmp_path)
    assert (short.code, whole.code) == (0, 0)
    assert "stateDiagram-v2" in short.out
    assert [phase for phase in Phase if phase.value not in short.out] == []
    assert "homeward" not in short.out
    assert "homeward" in whole.out


def test_migrating_twice_does_it_once(tmp_path: Path) -> None:
    """The second time says so."""
    first, second = zhiping("migrate", folder=tmp_path), zhiping("migrate", folder=tmp_path)
    assert (first.code, second.code) == (0, 0)
    assert first.out.startswith("Applied: ")
    assert second.out == "The database is up to date.\n"
    with closing(sqlite3.connect(tmp_path / "zhiping.db")) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (0,)


def test_the_doctor_says_of_each_thing_whether_it_is_well_and_changes_nothing(tmp_path: Path) -> None:
    """Without token and network: exit code 1, what to do, no file made."""
    ran = zhiping("doctor", folder=tmp_path, settings={"api_base": "http://127.0.0.1:1"})
    assert (ran.code, ran.err) == (1, "")
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["database", "token", "clock", "fonts", "disk", "calendar"]
    assert "Set ZHIPING_BOT_TOKEN" in ran.out
    assert list(tmp_path.iterdir()) == []
