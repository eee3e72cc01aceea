"""The verbs, thin: each reads its arguments, calls one thing and prints. Imports what it needs when it runs, so that help is quick."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.verbs import bank as bank_files
from bot.verbs import bank_versions, campaign, office, programme, programme_packs, targets, working_days
from bot.verbs.bank import Json, Language, LanguageOption
from bot.watching.failures import Failed

if TYPE_CHECKING:
    from bot.config import Settings
    from question_bank.model import Bank

app = typer.Typer(
    name="zhiping",
    help="智评助手: smart manufacturing maturity self-assessment in a chat.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=False,
)
app.add_typer(bank_files.verbs, name="bank")
bank_files.verbs.add_typer(bank_versions.verbs)
app.add_typer(programme.verbs, name="programme")
programme.verbs.add_typer(programme_packs.verbs)
app.add_typer(targets.verbs, name="targets")
app.add_typer(campaign.verbs, name="campaign")
app.add_typer(working_days.verbs, name="calendar")
app.add_typer(office.verbs)

LONGEST_WHO = 64

BankOption = Annotated[str, typer.Option("--bank", help="Id of the question bank.")]


# -- talking ---------------------------------------------------------------------------------------------------------------


@app.command()
def chat(who: Annotated[str, typer.Option("--as", help="Talk as this person; several can, in turn, on one database.")] = "") -> None:
    """Talk to the assistant in this terminal; every answer is kept at once."""
    from bot.verbs.terminal import talk

    if who and (len(who) > LONGEST_WHO or not who.isprintable()):
        raise Failed(f"A person's name has at most {LONGEST_WHO} printable characters; choose another for --as.")
    with _storage_errors():
        talk(_settings(), who)


@app.command()
def run() -> None:
    """Serve Telegram: long polling, or a webhook where ZHIPING_WEBHOOK_URL is set."""
    settings = _settings()
    if not settings.token():
        raise Failed("There is no bot token; set ZHIPING_BOT_TOKEN, or try the assistant without one: `zhiping sandbox`, `zhiping chat`.")
    from bot.verbs.serve import serve

    with _storage_errors():
        serve(settings)


@app.command()
def sandbox(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the chat page; 0 for any.")] = 8090,
    repro: Annotated[Path | None, typer.Option("--repro", help="Start nothing: write what was done so far as a test.")] = None,
    who: Annotated[str, typer.Option("--as", help="With --repro: whose, such as wang; the last who wrote if not given.")] = "",
) -> None:
    """Try the real bot in a browser, as several people at once; no token needed."""
    from bot.verbs.playground import play, repro_of

    if repro is not None:
        _write(repro, repro_of(_settings(), who).encode())
    elif code := play(_settings(), port, _print):
        raise typer.Exit(code)


@app.command()
def report(
    run: Annotated[str, typer.Argument(help="Id of the run, or `last` for the newest that was started.")],
    format_: Annotated[str, typer.Option("--format", help="pdf, json or txt.")] = "txt",
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output if not given.")] = None,
    language: LanguageOption = Language.ZH,
) -> None:
    """Print or write the report of a run."""
    from bot.verbs.terminal import report_of

    if format_ not in {"pdf", "json", "txt"}:
        raise Failed(f"There is no report format {format_!r}; choose pdf, json or txt.")
    with _storage_errors():
        content = report_of(_settings(), run, format_, language)
    if content is None:
        raise Failed("There is no such run; `zhiping report last` takes the newest that was started.")
    if out is not None:
        _write(out, content)
    elif format_ == "pdf" and sys.stdout.isatty():
        raise Failed("A PDF cannot be shown here; name a file with --out report.pdf.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


# -- scoring and banks -----------------------------------------------------------------------------------------------------


@app.command()
def score(
    bank: BankOption,
    answers: Annotated[
        Path, typer.Option("--answers", help="JSON file with enterprise_type, tailored_out and answers; - for standard input.")
    ],
) -> None:
    """Score an answer file without a chat; prints one JSON document."""
    from bot.verbs.answer_file import read_sheet
    from question_bank.answer_sheet import SheetError
    from question_bank.scoring import score_document

    loaded = _bank(bank)
    try:
        document = score_document(loaded, read_sheet(_read(answers)))
    except SheetError as error:
        raise Failed("\n".join(problem.message.in_("en") for problem in error.problems), 1) from error
    _print(json.dumps(document, ensure_ascii=False, indent=1))


@app.command()
def simulate(
    bank: BankOption = "cmmm-2020",
    respondents: Annotated[int, typer.Option("--respondents", min=1, max=100_000, help="How many.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same respondents.")] = 1,
    as_json: Json = False,
) -> None:
    """Random respondents hold the whole conversation: results, minutes, dead ends, and the questions that decide most."""
    from bot.verbs.simulating import as_text, simulate_shown

    found = simulate_shown(_bank(bank), respondents, seed)
    _print(json.dumps(found.as_document(), ensure_ascii=False, indent=1) if as_json else as_text(found))
    if found.dead_ends:
        raise typer.Exit(1)


# -- house-keeping -----------------------------------------------------------------------------------------------------------


@app.command()
def diagram(whole: Annotated[bool, typer.Option("--whole", help="With the moves that are possible almost everywhere.")] = False) -> None:
    """The phases of the conversation as a Mermaid diagram."""
    from dialogs.phases import diagram as drawn

    _print(drawn(whole))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; an SQLite file is copied first."""
    from bot.storage.opening import migrate as bring_up

    with _storage_errors():
        applied = bring_up(_settings().database_url)
    _print(f"Applied: {', '.join(applied)}." if applied else "The database is up to date.")


@app.command()
def doctor() -> None:
    """Check token, database, clock, fonts and disk; say what to do. Exit code 1 if something is not well."""
    from bot.verbs.doctor import examine

    found = list(examine(_settings()))
    for finding in found:
        _print(f"{finding.what}: {finding.said}" + (f". {finding.remedy}" if finding.remedy else ""))
    if any(finding.remedy for finding in found):
        raise typer.Exit(1)


# -- what the verbs share --------------------------------------------------------------------------------------------------


def _settings() -> Settings:
    from pydantic import ValidationError

    from bot.config import Settings

    try:
        return Settings()
    except ValidationError as error:
        names = ", ".join(dict.fromkeys("ZHIPING_" + str(fault["loc"][0]).upper() for fault in error.errors()))
        raise Failed(f"The setting {names} cannot be used; correct it or remove it from the environment.") from error


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Storage's own refusals, as a sentence in both languages and exit code 1."""
    from bot.ports import BilingualError

    try:
        yield
    except BilingualError as error:
        raise Failed(f"{error.message_zh}\n{error.message_en}", 1) from error


def _bank(bank: str) -> Bank:
    from question_bank import library

    try:
        return library.load(bank)
    except library.UnknownBank as error:
        raise Failed(str(error.args[0])) from error


def _read(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failed(f"{path} cannot be read ({error.strerror}); give the path of a file that is there.") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Failed(f"{path} cannot be written ({error.strerror}); choose another place.") from error


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
