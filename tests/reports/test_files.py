"""Files and notes in the report: what is named of them, and that nothing more is."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from pypdf import PdfReader

from bot.usecases.reporting import assessment_of
from dialogs.model import Evidence, Note, Run
from question_bank.model import QuestionId
from reports.assessment import FileFact
from reports.bundle import words
from reports.documents import Format, render
from reports.documents.files_page import size_text
from reports.model import Summary
from reports.summary import summarise
from tests.question_bank.banks import small_bank
from tests.reports.runs import HOSTILE, assessment

FIRST, SECOND = QuestionId("L1-people-a1"), QuestionId("L1-making.line-a1")
DIGEST = "0123456789abcdef"


def summary(language: str = "zh", name: str = "设备清单.pdf", files: bool = True, notes: bool = True) -> Summary:
    """A run with two files at one question and a note at another."""
    bank = small_bank()
    run = assessment(bank, {FIRST: "D", SECOND: "D"}, language=language)
    facts = (
        FileFact(SECOND, "照片.jpg", 2_500_000, DIGEST[::-1], True, date(2026, 11, 3)),
        FileFact(FIRST, name, 1_234, DIGEST, False, date(2026, 11, 2)),
    )
    return summarise(bank, replace(run, files=facts if files else (), notes={SECOND: 2} if notes else {}))


def text(found: Summary) -> str:
    pages = PdfReader(io.BytesIO(render(found, Format.PDF))).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def test_files_are_listed_in_the_order_of_the_questions() -> None:
    """Not in the order they came."""
    assert [(line.number, line.name) for line in summary().files] == [("L1-people-a1", "设备清单.pdf"), ("L1-making.line-a1", "照片.jpg")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_name_each_file_and_who_gave_it_by_role(language: str) -> None:
    """Name, size, the beginning of the digest, role and day; notes by number only."""
    said, w = text(summary(language)), words(language)
    for part in ("设备清单.pdf", "1KB", DIGEST, w["files.contact"], "照片.jpg", "2.4MB", DIGEST[::-1], w["files.helper"], "2026-11-02"):
        assert re.sub(r"\s", "", part) in said
    assert "L1-making.line-a1(2)" in said


def test_a_run_without_files_and_notes_has_no_such_section() -> None:
    """Either of them brings it."""
    title = re.sub(r"\s", "", words("zh")["files.title"])
    assert title not in text(summary(files=False, notes=False))
    assert title in text(summary(files=False))
    assert title in text(summary(notes=False))


def test_the_data_names_the_same() -> None:
    """With the whole size."""
    document = json.loads(render(summary(), Format.JSON))
    assert document["files"][0] == {
        "question": FIRST,
        "number": "L1-people-a1",
        "name": "设备清单.pdf",
        "size": 1234,
        "sha256": DIGEST,
        "by": "contact",
        "added": "2026-11-02",
    }
    assert document["files"][1]["by"] == "helper"
    assert document["notes"] == [{"question": SECOND, "number": "L1-making.line-a1", "notes": 2}]


def test_a_name_is_only_a_name() -> None:
    """Whatever is in it stands there literally."""
    assert "{{7*7}}$$\\frac{1}{$#letx=1" in text(summary(name=HOSTILE))


def test_neither_contents_nor_persons_nor_the_words_of_notes_reach_a_report() -> None:
    """From the run as it is stored."""
    file = Evidence(digest="ab" * 32, name="a.pdf", mime="application/pdf", size=9, by="person-secret", at=1_762_056_000_000, helper=True)
    note = Note(id="n", text="内部说明", by="person-secret", at=1)
    run = Run(spec=1, id="r", bank="b", bank_version="1", created_at=1, evidence={FIRST: (file,)}, notes={FIRST: (note,)})
    run = replace_profile(run)
    found = summarise(small_bank(), assessment_of(small_bank(), run, "zh"))
    assert found.files[0].digest == "ab" * 8
    assert found.files[0].added == date(2025, 11, 2)
    for made in (render(found, Format.JSON).decode(), text(found)):
        assert "person-secret" not in made
        assert "内部说明" not in made
        assert "ab" * 9 not in made


def replace_profile(run: Run) -> Run:
    """A kind of enterprise, without which nothing can be scored."""
    return msgspec.structs.replace(run, profile=msgspec.structs.replace(run.profile, kind="discrete", name="某某"))


@pytest.mark.parametrize(
    ("size", "shown"), [(1, "1 KB"), (1500, "1 KB"), (1 << 20, "1.0 MB"), (20 << 20, "20.0 MB"), (1_048_575, "1024 KB")]
)
def test_sizes_are_readable(size: int, shown: str) -> None:
    """In two units."""
    assert size_text(size) == shown
