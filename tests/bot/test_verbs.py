"""The command line as the user meets it: what there is, and what it says to wrong use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.commands import environment, zhiping

VERBS = ("chat", "run", "sandbox", "report", "score", "simulate", "diagram", "migrate", "doctor", "bank")
ANSWERS = {"enterprise_type": "discrete", "answers": {"L1-1.1.1": "A"}}
HEAVY = {"sqlalchemy", "alembic", "aiosqlite", "psycopg", "matplotlib", "typst", "jinja2", "pydantic_settings", "structlog", "transitions"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with answer files, each wrong in its own way, and a file where a folder might be wanted."""
    files = {
        "cut.json": b'{"enterprise_type": "disc',
        "list.json": b"[]",
        "empty.json": b"",
        "deep.json": b"[" * 200_000,
        "number.json": b'{"enterprise_type": "discrete", "answers": {"L1-1.1.1": 1}}',
        "untyped.json": b'{"answers": {}}',
        "more.json": b'{"enterprise_type": "discrete", "answers": {}, "tailored": []}',
        "twice.json": b'{"enterprise_type": "discrete", "answers": {"L1-1.1.1": "A", "L1-1.1.1": "D"}}',
        "garbled.json": b'{"enterprise_type": "\xff\xfe"}',
        "fine.json": json.dumps(ANSWERS).encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_help_lists_every_verb(tmp_path: Path) -> None:
    """One line each, and it ends well."""
    ran = zhiping("--help", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert [verb for verb in VERBS if f"\n  {verb} " not in ran.out] == []


@pytest.mark.parametrize("verb", [*VERBS, "bank list", "bank show", "bank check"])
def test_every_verb_explains_itself(verb: str, tmp_path: Path) -> None:
    """`--help` behind any verb."""
    ran = zhiping(*verb.split(), "--help", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {'zhiping' if 'zhiping' in ran.out else 'python -m bot'} {verb} ")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Missing command"),
        ("nope", "No such command 'nope'"),
        ("--version", "No such option: --version"),
        ("bank", "Missing command"),
        ("bank nope", "No such command 'nope'"),
        ("chat now", "unexpected extra argument"),
        ("run", "There is no bot token; set ZHIPING_BOT_TOKEN"),
        ("sandbox --port 70000", "--port"),
        ("score", "Missing option '--bank'"),
        ("score --bank cmmm-2020", "Missing option '--answers'"),
        ("score --bank cmmm-2020 --answers fine.json --fast", "No such option: --fast"),
        ("score --bank cmmm-2021 --answers fine.json", 'There is no bank "cmmm-2021". Did you mean cmmm-2020?'),
        ("score --bank ../banks --answers fine.json", 'There is no bank "../banks".'),
        ("score --bank cmmm-2020 --answers missing.json", "missing.json cannot be read"),
        ("score --bank cmmm-2020 --answers .", ". cannot be read"),
        ("score --bank cmmm-2020 --answers cut.json", "not of its form"),
        ("score --bank cmmm-2020 --answers list.json", "not of its form"),
        ("score --bank cmmm-2020 --answers empty.json", "not of its form"),
        ("score --bank cmmm-2020 --answers deep.json", "not of its form"),
        ("score --bank cmmm-2020 --answers number.json", "Expected `str`, got `int`"),
        ("score --bank cmmm-2020 --answers untyped.json", "missing required field `enterprise_type`"),
        ("score --bank cmmm-2020 --answers more.json", "unknown field `tailored`"),
        ("score --bank cmmm-2020 --answers twice.json", '"L1-1.1.1" comes twice'),
        ("score --bank cmmm-2020 --answers garbled.json", "not of its form"),
        ("bank show cmmm-220", "Did you mean cmmm-2020?"),
        ("bank show cmmm-2020 --language en", "No such option"),
        ("bank check nowhere", "There is no file or folder nowhere"),
        ("bank check fine.json --language fr", "'fr' is not one of 'zh', 'en'"),
        ("simulate --respondents 0", "--respondents"),
        ("simulate --respondents many", "--respondents"),
        ("simulate --seed one", "--seed"),
        ("simulate --bank other", 'There is no bank "other"'),
        ("report", "Missing argument"),
        ("report last --format docx", "'docx'"),
        ("report last --language fr", "'fr' is not one of 'zh', 'en'"),
    ],
)
def test_wrong_use_is_said_in_one_sentence_with_exit_code_2(line: str, said: str, folder: Path) -> None:
    """On standard error, nothing on standard output, nothing made in the folder."""
    before = sorted(folder.iterdir())
    ran = zhiping(*line.split(), folder=folder)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.complaints) == 1
    assert ran.err.startswith("zhiping: ")
    assert said in ran.err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "line",
    [
        "--help",
        "bank list",
        "bank show cmmm-2020 --json",
        "bank check sound",
        "score --bank cmmm-2020 --answers fine.json",
        "simulate --respondents 4",
        "diagram",
        "migrate",
        "chat",
        "report last",
    ],
)
def test_every_verb_ends_within_five_seconds(line: str, folder: Path) -> None:
    """Also `chat`, when the input is empty, and `report`, when there is nothing to report. A busy machine gets three tries."""
    (folder / "sound").symlink_to(Path(__file__).parents[2] / "question_bank" / "banks" / "cmmm-2020")
    assert any(zhiping(*line.split(), folder=folder).seconds < 5 for _ in range(3))


@pytest.mark.parametrize("line", ["--help", "score --help", "score --bank cmmm-2020 --answers fine.json", "bank list"])
def test_verbs_that_need_no_database_and_no_report_do_not_load_their_libraries(line: str, folder: Path) -> None:
    """Quick help and quick scores; typer itself brings pydantic, where it reads options."""
    loaded = _loaded(f"import sys; sys.argv = ['zhiping', *{line.split()!r}]; from bot.__main__ import main; main()", folder)
    assert "bot" in loaded
    assert HEAVY & loaded == set()


def test_importing_the_shell_loads_nothing(tmp_path: Path) -> None:
    """Nothing happens at import."""
    plain = _loaded("pass", tmp_path)
    assert _loaded("import bot", tmp_path) - plain == {"bot"}
    assert (HEAVY | {"pydantic", "typer"}) & _loaded("import bot.__main__", tmp_path) == set()


def _loaded(code: str, folder: Path) -> set[str]:
    """The packages that are loaded at the end of this code."""
    script = f"import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n{code}"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment(), capture_output=True, check=False)
    return {name.partition(".")[0] for name in done.stderr.decode().splitlines()[-1].split()}
