"""`zhiping`: the command. Says every wrong use in one sentence on standard error, with a way out."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exit code 2 for wrong use, 1 for a failed check or a refused database."""
    from typer import TyperException

    from bot.cli import app
    from bot.failures import Failed

    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        _say(f"{_sentence(_message(error))} Run `zhiping --help` to see what there is.")
        sys.exit(2)
    except Failed as failed:
        _say(str(failed))
        sys.exit(failed.code)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(code or 0)


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
