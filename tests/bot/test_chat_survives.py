"""`zhiping chat` under kill -9, Ctrl-C, a second process, a damaged file and a newer schema: nothing that was shown as kept is lost.

`ZHIPING_TEST_KILLS` says how many kills; ten by default.
"""

from __future__ import annotations

import os
import pty
import random
import select
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.bot.commands import INTERRUPTIBLE, ZHIPING, environment, zhiping
from tests.bot.conftest import Finished
from tests.bot.stored import only_run
from tests.bot.talking import Talk
from tests.bot.typed import NAME, as_input, begun

KILLS = int(os.environ.get("ZHIPING_TEST_KILLS", "10"))
KEYS = "ABCD"

AT_A_TERMINAL = (*INTERRUPTIBLE[:2], f"import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); {INTERRUPTIBLE[2]}")
"""The command in a session of its own whose keyboard is its standard input."""


def answers(folder: Path) -> dict[str, str]:
    """Question to key, in the order they were given first."""
    return {question: answer.key for question, answer in only_run(folder).answers.items()}


def test_no_answer_that_was_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    """Each answer is given when the card of its question is shown, and acknowledged by the next card; the one in flight may go or stay.

    Every third life is killed once more while it starts. The next start shows the first question without an answer, and the answers
    before it are those that were given. A new enterprise begins when the level is nearly full.
    """
    chance = random.Random(KILLS)
    folder, given = tmp_path, list[str]()
    for life in range(KILLS):
        if life == 0 or len(given) > 45:
            folder, given = _begun(tmp_path / f"from-{life}"), []
        if life % 3 == 2:
            _kill_while_starting(folder, chance)
        with Talk(folder) as talk:
            _take_in(given, talk.place(), folder)
            for _ in range(chance.randint(0, 5)):
                given.append(chance.choice(KEYS))
                talk.say(given[-1])
                assert talk.place() == len(given) + 1
            given.append(chance.choice(KEYS))
            talk.say(given[-1])
            time.sleep(chance.uniform(0, 0.02))
    with Talk(folder) as talk:
        _take_in(given, talk.place(), folder)


def _begun(folder: Path) -> Path:
    """A folder in which level 1 has just been opened."""
    folder.mkdir()
    assert "第 1/56 题" in zhiping("chat", folder=folder, given=as_input(begun())).out
    return folder


def _kill_while_starting(folder: Path, chance: random.Random) -> None:
    with Talk(folder):
        time.sleep(chance.uniform(0, 0.8))


def _take_in(given: list[str], place: int, folder: Path) -> None:
    """The card is that of the first question without an answer; what was in flight is stored whole or not at all."""
    if place == len(given):
        given.pop()
    assert place == len(given) + 1
    assert list(answers(folder).values()) == given


def test_ctrl_c_while_waiting_ends_it_like_the_end_of_the_input(tmp_path: Path) -> None:
    """Exit code 0, a farewell, no traceback."""
    with Talk(tmp_path) as talk:
        talk.hear("English")
        code, out, err = talk.interrupt()
    assert (code, err) == (0, "")
    assert "已退出" in out


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03])
def test_ctrl_c_in_the_middle_of_work_ends_it_cleanly(delay: float, finished: Finished, tmp_path: Path) -> None:
    """While charts and reports are drawn one after the other; what is stored stays whole."""
    shutil.copy(finished.folder / "zhiping.db", tmp_path)
    with Talk(tmp_path) as talk:
        talk.hear("GB/T 39116-2020")
        talk.say(*["/pdf", "/charts"] * 20)
        time.sleep(delay)
        code, out, err = talk.interrupt()
    assert (code, err) == (0, "")
    assert "已退出" in out
    assert zhiping("report", "last", folder=tmp_path).code == 0


def test_ctrl_c_at_a_real_terminal_ends_it_too(tmp_path: Path) -> None:
    """With a prompt, and bold where the terminal can."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*AT_A_TERMINAL, "chat"], cwd=tmp_path, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        shown = _read_until(ours, b"> ")
        assert "\x1b[1m智评助手\x1b[0m" in shown
        os.write(ours, b"1\n")
        assert "同意" in _read_until(ours, b"> ")
        assert _press_until_it_ends(process, ours) == 0
        assert "Traceback" not in _read_until(ours, None)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _press_until_it_ends(process: subprocess.Popen[bytes], terminal: int) -> int:
    """Press Ctrl-C as a person does: again if nothing happens, because a signal between a prompt and its reading wakes nobody."""
    for _ in range(10):
        os.write(terminal, b"\x03")
        try:
            return process.wait(3)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("ten times Ctrl-C did not end it")


def _read_until(terminal: int, mark: bytes | None) -> str:
    """What the terminal shows up to this mark, or to its end."""
    shown = b""
    deadline = time.monotonic() + 20
    while mark is None or not shown.endswith(mark):
        if not select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise AssertionError(shown.decode(errors="replace"))
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is gone
            break
        if not piece:
            break
        shown += piece
    return shown.decode(errors="replace")


def test_a_second_process_is_refused_and_the_first_is_not_disturbed(tmp_path: Path) -> None:
    """One sentence in each language, exit code 1; reading reports is no writing and stays possible."""
    with Talk(tmp_path) as talk:
        talk.say(*begun(), "D")
        assert talk.hear(r"第 2/56 题")
        for verb in ("chat", "migrate"):
            second = zhiping(verb, folder=tmp_path, given="1\n")
            assert (second.code, second.out, len(second.complaints)) == (1, "", 2)
            assert "in use by another zhiping process" in second.err
        assert NAME in zhiping("report", "last", folder=tmp_path).out
        talk.say("C")
        assert talk.place() == 3
        code, _, err = talk.end()
    assert (code, err) == (0, "")
    assert list(answers(tmp_path).values()) == ["D", "C"]


def test_a_damaged_database_is_refused_with_the_way_to_restore_it(finished: Finished, tmp_path: Path) -> None:
    """Exit code 1, the names of the files to move and to put back; not one byte is changed."""
    damaged = tmp_path / "zhiping.db"
    content = bytearray((finished.folder / "zhiping.db").read_bytes())
    content[8192 : 8192 * 3] = os.urandom(8192 * 2)
    damaged.write_bytes(content)
    for verb in (("chat",), ("migrate",), ("report", "last")):
        ran = zhiping(*verb, folder=tmp_path, given="1\n")
        assert (ran.code, ran.out, len(ran.complaints)) == (1, "", 2)
        assert "damaged" in ran.err
        assert "zhiping.db.before-" in ran.err
        assert "-wal" in ran.err
    assert damaged.read_bytes() == content


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It may be somebody's letter."""
    (tmp_path / "zhiping.db").write_text("亲爱的同事：\n" * 500, encoding="utf-8")
    ran = zhiping("chat", folder=tmp_path)
    assert (ran.code, ran.out, len(ran.complaints)) == (1, "", 2)
    assert (tmp_path / "zhiping.db").read_text(encoding="utf-8").startswith("亲爱的同事")


def test_a_database_of_a_newer_program_is_refused(finished: Finished, tmp_path: Path) -> None:
    """Exit code 1; the run is still there for the newer program."""
    shutil.copy(finished.folder / "zhiping.db", tmp_path)
    with closing(sqlite3.connect(tmp_path / "zhiping.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for verb in (("chat",), ("migrate",), ("report", "last")):
        ran = zhiping(*verb, folder=tmp_path, given="1\n")
        assert (ran.code, ran.out, len(ran.complaints)) == (1, "", 2)
        assert "newer version" in ran.err
    with closing(sqlite3.connect(tmp_path / "zhiping.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)


def test_a_closed_output_ends_the_conversation_without_a_fault(tmp_path: Path) -> None:
    """`zhiping chat | head -1`: nothing on standard error, and the next start is as good as any."""
    process = subprocess.Popen(
        [*ZHIPING, "chat"], cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process.stdin as typing, process.stderr as stream:
        typing.write(as_input(begun()).encode())
        typing.flush()
        assert stream.read() == b""
    process.wait(20)
    assert zhiping("chat", folder=tmp_path).code == 0
