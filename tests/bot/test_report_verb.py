"""`zhiping report`: a stored run as text, JSON and PDF, beside a conversation or after it."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

from pypdf import PdfReader

from tests.bot.commands import zhiping
from tests.bot.conftest import HOSTILE, Finished
from tests.bot.typed import FORMULA, MOBILE, PERSON, as_input, begun


def squeezed(text: str) -> str:
    """Without blanks, which a PDF puts where lines end."""
    return re.sub(r"\s", "", text)


def test_the_last_run_as_text_says_name_level_and_total(finished: Finished) -> None:
    """And nothing of the contact."""
    ran = zhiping("report", "last", folder=finished.folder)
    assert (ran.code, ran.err) == (0, "")
    assert HOSTILE in ran.out
    assert "二级" in ran.out
    assert "2.50" in ran.out
    assert PERSON not in ran.out
    assert MOBILE not in ran.out


def test_the_last_run_as_json_is_exact(finished: Finished) -> None:
    """Name, total and formula as they were typed; written to a file when asked."""
    ran = zhiping("report", "last", "--format", "json", "--out", "out.json", folder=finished.folder)
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    text = (finished.folder / "out.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert document["enterprise"]["name"] == HOSTILE
    assert document["bank"]["id"] == "cmmm-2020"
    assert '"2.5"' in text
    assert FORMULA in text
    assert PERSON not in text


def test_the_last_run_as_pdf_opens_and_holds_the_facts(finished: Finished) -> None:
    """Literally, hostile name included."""
    ran = zhiping("report", "last", "--format", "pdf", folder=finished.folder)
    assert (ran.code, ran.err) == (0, "")
    pages = PdfReader(io.BytesIO(ran.raw)).pages
    text = squeezed("".join(page.extract_text() for page in pages))
    assert 7 <= len(pages) <= 14
    assert squeezed(HOSTILE) in text
    assert "总分2.50" in text
    assert PERSON not in text


def test_a_report_speaks_english_when_asked(finished: Finished) -> None:
    """The bank's and the report's own words; the name stays."""
    ran = zhiping("report", "last", "--language", "en", folder=finished.folder)
    assert ran.code == 0
    assert "Level 2" in ran.out
    assert HOSTILE in ran.out


def test_an_unknown_run_is_refused(finished: Finished) -> None:
    """One sentence with a way out; nothing is written."""
    ran = zhiping("report", "0" * 32, "--format", "pdf", "--out", "none.pdf", folder=finished.folder)
    assert (ran.code, ran.out, len(ran.complaints)) == (2, "", 1)
    assert "zhiping report last" in ran.err
    assert not (finished.folder / "none.pdf").exists()


def test_a_report_that_cannot_be_written_says_so(finished: Finished) -> None:
    """One sentence naming the place."""
    ran = zhiping("report", "last", "--out", "nowhere/report.txt", folder=finished.folder)
    assert (ran.code, len(ran.complaints)) == (2, 1)
    assert "nowhere/report.txt cannot be written" in ran.err


def test_without_a_database_there_is_nothing_to_report(tmp_path: Path) -> None:
    """It says what to run first, in two languages, and makes no file."""
    ran = zhiping("report", "last", folder=tmp_path)
    assert (ran.code, ran.out, len(ran.complaints)) == (1, "", 2)
    assert "zhiping chat" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_before_a_run_has_started_there_is_no_last_one(tmp_path: Path) -> None:
    """A run that is only being prepared has no result to mistake for one."""
    zhiping("chat", folder=tmp_path, given=as_input(begun()[:-2]))
    ran = zhiping("report", "last", folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")


def test_a_run_being_prepared_does_not_hide_the_finished_one(finished: Finished, tmp_path: Path) -> None:
    """After `/new` the last report is still that of the run before; once the new one is begun, it is reported as it stands."""
    shutil.copytree(finished.folder, tmp_path, dirs_exist_ok=True)
    zhiping("chat", folder=tmp_path, given="/new\n")
    assert "总分 2.50" in zhiping("report", "last", folder=tmp_path).out
    zhiping("chat", folder=tmp_path, given=as_input(["/new", "1", "1", "1", "1", "1", "/submit", "/submit", "D"]))
    assert "总分 2.50" not in zhiping("report", "last", folder=tmp_path).out
