"""`zhiping`: the command. Says every wrong use in one sentence on standard error, with a way out."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Run the command line; exit code 2 for wrong use, 1 for a failed check, a refused database or a fault of the program."""
    try:
        code = _run()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        code = 0
    except Exception as error:  # the last resort: a person never gets a traceback, which may hold what somebody wrote
        code = _unforeseen(error)
    sys.exit(code)


def _run() -> int:
    from typer import TyperException

    from bot.cli import app
    from bot.watching.failures import Failed

    try:
        return app(standalone_mode=False) or 0
    except TyperException as error:
        _say(f"{_sentence(_message(error))} Run `zhiping --help` to see what there is.")
        return 2
    except Failed as failed:
        _say(str(failed))
        return failed.code


def _unforeseen(error: Exception) -> int:
    from bot.watching.failures import noted

    reference = noted(_data(), error)
    _say(f"程序出了点问题，已保存的内容没有丢失。请再试一次；如果还不行，请把编号 {reference} 告诉管理员。")
    _say(f"Something went wrong; what was kept is not lost. Please try again; if it goes on, tell the admin the number {reference}.")
    return 1


def _data() -> Path:
    """The data folder; where it usually is if the settings are at fault themselves."""
    from pydantic import ValidationError

    from bot.config import Settings

    try:
        return Settings().data
    except ValidationError:
        return Path("data")


def _message(error: Exception) -> str:
    worded = getattr(error, "format_message", None)
    return str(worded() if worded else error)


def _sentence(text: str) -> str:
    joined = " ".join(text.split())
    return joined if joined.endswith((".", "?", "!")) else f"{joined}."


def _say(text: str) -> None:
    sys.stderr.write(f"zhiping: {text}\n")


if __name__ == "__main__":
    main()
