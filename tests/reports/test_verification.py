"""The report of a review: both sides and the gaps, the same in every format, in both languages, whatever people wrote."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from pypdf import PdfReader

from reports.documents.verification import contents, render
from reports.verification import Gap, Verification, VerifiedLevel, VerifiedResult
from tests.reports.runs import HOSTILE, NAME

ADJUSTED = Gap("q1", "5.4.1", "一级", "设备管理", "设备有没有台账？", "D", "全部都有", "B", "部分有", "只有纸质台账", "")
ASKED = Gap("q2", "5.4.2", "一级", "设备管理", "点检有没有记录？", "D", "全部都有", "", "", "请补充十月的记录", "已补")
VERIFICATION = Verification(
    language="zh",
    run_id="R-1",
    name=NAME,
    code="91310115000000019M",
    agency="上海某质量检测院",
    bank="题库 1",
    standard="GB/T 39116-2020",
    finished=date(2026, 11, 1),
    made=date(2026, 11, 21),
    locked=None,
    seal="",
    reopened=0,
    own=VerifiedResult(2, "二级", Fraction(2)),
    verified=VerifiedResult(0, "未达到一级", Fraction(2, 3)),
    levels=(
        VerifiedLevel("一级", Fraction(9, 10), True, Fraction(2, 3), False),
        VerifiedLevel("二级", Fraction(4, 5), True, None, False),
    ),
    answers=9,
    accepted=7,
    adjusted=1,
    asked=1,
    gaps=(ADJUSTED, ASKED),
)
LOCKED = replace(VERIFICATION, locked=date(2026, 11, 20), seal="ab" * 32, reopened=2, gaps=(ADJUSTED,), asked=0)


def text_of(pdf: bytes) -> str:
    """All that the pages say, without line ends and spaces."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_document_has_exact_numbers_and_every_gap() -> None:
    """Nothing is rounded; a side that does not count a level has none."""
    data = json.loads(render(VERIFICATION, "json"))
    assert data["verified"] == {"level": 0, "name": "未达到一级", "total": "0.6666666666666666666666666667"}
    assert [level["verified"] for level in data["levels"]] == [{"score": "0.6666666666666666666666666667", "met": False}, None]
    assert [gap["question"] for gap in data["gaps"]] == ["q1", "q2"]
    assert (data["locked"], data["seal"]) == (None, None)
    assert json.loads(render(LOCKED, "json"))["locked"] == "2026-11-20"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("what", [VERIFICATION, LOCKED, replace(LOCKED, gaps=None), replace(LOCKED, gaps=())])
def test_the_pages_say_what_they_are_worth(what: Verification, language: str) -> None:
    """Locked with its whole seal, or not finished; the gaps for those who may read them."""
    said = text_of(render(replace(what, language=language), "pdf"))
    assert "91310115000000019M" in said
    assert (what.seal in said) if what.seal else ("还没有结束" in said or "notfinished" in said)
    assert ("只有纸质台账" in said) == bool(what.gaps)
    assert render(what, "pdf") == render(what, "pdf")


def test_scores_are_cut_and_never_rounded_up() -> None:
    """As everywhere: 0.6667 reads 0.66."""
    shown = contents(VERIFICATION)
    assert shown["sides"] == [["二级", "2.00"], ["未达到一级", "0.66"]]
    assert shown["levels"] == [["一级", "0.90　达到", "0.66　未达到"], ["二级", "0.80　达到", "—"]]


def test_what_people_wrote_is_inert() -> None:
    """Markup of any kind is shown as it was typed."""
    gap = replace(ASKED, reason=HOSTILE, reply=HOSTILE)
    hostile = replace(VERIFICATION, name=HOSTILE, agency=HOSTILE, gaps=(gap,))
    assert "#letx=1" in text_of(render(hostile, "pdf"))
    assert json.loads(render(hostile, "json"))["gaps"][0]["reason"] == HOSTILE


def test_an_unknown_format_is_an_error() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="docx"):
        render(VERIFICATION, "docx")
