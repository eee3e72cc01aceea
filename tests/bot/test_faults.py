"""What nobody expected: the person is told with a reference number, the conversation goes on, and no log holds what was typed."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from bot import __main__ as command
from bot import cli
from bot.channels import console
from bot.ports import StorageUnavailable
from bot.storage.scratch import ScratchStore
from bot.watching.failures import Failed, noted
from dialogs.model import Phase, Run
from tests.bot.office import CountedIds, Office
from tests.bot.typed import CODE, MOBILE, NAME, PERSON, as_input

CANARY = "金丝雀13800138000"
"""Stands for anything that a person may have written."""


class Terminal:
    """The console on a store in memory; `failures.log` lies in the folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.office = Office(ScratchStore(CountedIds()), channel=console.CHANNEL)
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def talk(self, *lines: str) -> str:
        """Hold the conversation; what was shown."""
        self._monkeypatch.setattr(sys, "stdin", StringIO(as_input(lines)))
        console.chat(self.office.conversation, self._hand_out, lambda _: None, lambda error: noted(self.folder, error))
        return self._capsys.readouterr().out

    @property
    def log(self) -> list[dict[str, object]]:
        """The lines of the log."""
        text = (self.folder / "failures.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def _hand_out(self, run: Run, what: str, _language: str) -> tuple[str, ...]:
        if what == "charts":
            raise ValueError(f"{CANARY} {run.profile.name}")
        return (f"[{what} of {run.id}]",)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal in which nothing went wrong yet."""
    return Terminal(tmp_path, monkeypatch, capsys)


def test_a_fault_inside_a_turn_is_told_with_a_number_and_the_conversation_goes_on(terminal: Terminal) -> None:
    """Nothing of the turn is kept; the line behind it is taken in its place."""
    question = terminal.office.start(console.EXTERNAL).turn.cursor
    terminal.office.store.fail(None, ValueError(f"{CANARY} of {PERSON}"))
    shown = terminal.talk("A", "D")
    (line,) = terminal.log
    assert f"编号 {line['reference']}" in shown
    assert shown.count("编号") == 1
    assert CANARY not in shown
    assert {place: answer.key for place, answer in terminal.office.run(question.run).answers.items()} == {question.at: "D"}


def test_the_log_names_kind_and_place_and_never_what_somebody_wrote(terminal: Terminal) -> None:
    """Even where the exception and its cause quote it; every failure has a number of its own."""
    fault = ValueError(f"{CANARY} {NAME} {CODE}")
    fault.__cause__ = KeyError(f"{CANARY}, by {PERSON}, {MOBILE}")
    terminal.office.store.fail(fault, fault, fault)
    terminal.talk("1", "是", NAME)
    text = (terminal.folder / "failures.log").read_text(encoding="utf-8")
    assert [found for found in (CANARY, NAME, CODE, MOBILE, PERSON) if found in text] == []
    assert {(line["kind"], line["event"]) for line in terminal.log} == {("ValueError", "failure")}
    assert all("conversation.py" in str(line["frames"]) for line in terminal.log)
    assert len({line["reference"] for line in terminal.log}) == 3


def test_a_database_that_is_full_is_told_in_the_persons_language(terminal: Terminal) -> None:
    """The store's own words; no number, no log, and the conversation goes on."""
    full = StorageUnavailable("磁盘已满，这一步没有保存。", "The disk is full, this step was not kept.")
    terminal.office.store.fail(None, None, full)
    assert "磁盘已满" in terminal.talk("1", "是", "是")
    terminal.office.store.fail(None, None, full)
    assert "The disk is full" in terminal.talk("/english", NAME, NAME)
    assert terminal.office.cursor(console.EXTERNAL).at == "code"
    assert not (terminal.folder / "failures.log").exists()


def test_a_document_that_cannot_be_made_costs_that_document_only(terminal: Terminal) -> None:
    """Of the three that a finished run brings, text and PDF come; the result is shown."""
    terminal.office.register(console.EXTERNAL)
    run = terminal.office.go_on(console.EXTERNAL, Phase.INDICATORS_REVIEW).turn.cursor.run
    shown = terminal.talk("/submit")
    (line,) = terminal.log
    assert shown.index(f"[txt of {run}]") < shown.index(f"编号 {line['reference']}") < shown.index(f"[pdf of {run}]")
    assert CANARY not in shown
    assert terminal.office.cursor(console.EXTERNAL).phase is Phase.RESULT


def test_a_failure_is_noted_on_standard_error_where_the_folder_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A full or read-only disk must not hide what went wrong."""
    (tmp_path / "file").write_text("")
    reference = noted(tmp_path / "file" / "data", ValueError(CANARY))
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["reference"] == reference
    assert CANARY not in line


def test_an_unforeseen_fault_of_a_verb_is_one_sentence_in_each_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, a number, the log in the data folder; no traceback, even where the settings are at fault too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHIPING_ADMINS", "zwei")
    code, said = _run_command(monkeypatch, capsys, ValueError(CANARY))
    reference = json.loads((tmp_path / "data" / "failures.log").read_text(encoding="utf-8"))["reference"]
    assert code == 1
    assert len(said.splitlines()) == 2
    assert said.count(reference) == 2
    assert CANARY not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Failed("No such thing; try another.", 2), 2, "zhiping: No such thing; try another.\n"),
        (Failed("It does not fit.", 1), 1, "zhiping: It does not fit.\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_the_exit_code_says_what_kind_of_end_it_was(
    error: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong use 2, a failed check 1, Ctrl-C 130, a reader that went away 0."""
    assert _run_command(monkeypatch, capsys, error) == (code, said)


def _run_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException) -> tuple[int, str]:
    """Exit code and standard error of a command that ends so."""

    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err
