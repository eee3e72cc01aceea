"""The report as PDF: its length, the facts on its pages, literal strings, and the same bytes every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from question_bank.answer_sheet import AnswerSheet
from question_bank.model import NOT_APPLICABLE
from reports.bundle import words
from reports.chart_specs import gaps, twin
from reports.documents import Format, render
from reports.documents.contents import contents, name_points
from reports.model import Summary
from reports.summary import summarise
from reports.text import text as text_of
from tests.question_bank.banks import DISCRETE, PROCESS, answers_of, bank_2020
from tests.reports.runs import HOSTILE, NAME, RUNS, STANDARD, assessment, level_two_run, shipped_summary, summary_of

FULLEST = {1: "D", 2: "CD", 3: "CDD", 4: "CDD", 5: "CCD"}
CASES = {
    "standard": lambda: shipped_summary(STANDARD),
    "process below level 1": lambda: shipped_summary({1: "AABBC"}, kind=PROCESS),
    "two domains left out": lambda: shipped_summary({1: "CDDD", 2: "BBCCD"}, out=("manufacturing.logistics", "manufacturing.service")),
    "all met": lambda: shipped_summary(FULLEST),
    "English": lambda: shipped_summary({1: "CDDD", 2: "ABCCD"}, language="en"),
    "hostile": lambda: shipped_summary({1: "BCD"}, name=HOSTILE),
}
NOTES = ("indicators.note", "roadmap.gains", "roadmap.gains_note", "comparison.note")


@cache
def _case(name: str) -> tuple[Summary, list[str]]:
    """A case with the words on its pages, which take a second to find."""
    summary = CASES[name]()
    return summary, _pages(summary)


def _pages(summary: Summary) -> list[str]:
    reader = PdfReader(io.BytesIO(render(summary, Format.PDF)))
    return [page.extract_text() for page in reader.pages]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_standard_report_has_eight_to_twelve_pages() -> None:
    """A discrete run that ended at level 2 with about 160 answers."""
    summary, pages = _case("standard")
    assert (summary.level, len(summary.answers)) == (2, 161)
    assert 8 <= len(pages) <= 12


@pytest.mark.parametrize("case", CASES)
def test_no_page_is_nearly_empty_or_ends_with_a_heading(case: str) -> None:
    """Every page but the last holds a fair amount of text, so no single row strays onto a page of its own; titles, introductions and notes
    stay with what they belong to."""
    summary, pages = _case(case)
    assert 7 <= len(pages) <= 14
    assert [number for number, page in enumerate(pages[:-1], start=1) if len(_squeezed(page)) < 250] == []
    w = words(summary.language)
    titles = [w[key] for key in w if key.endswith(".title") or key in NOTES]
    titles += [w[f"roadmap.effort.{grade}"] for grade in range(1, 6)]
    for page in pages[1:]:
        body = _squeezed(page.split(w["report.no"] + " R-")[0])
        assert [title for title in titles if body.endswith(_squeezed(title))] == []


def test_the_pages_say_the_facts() -> None:
    """Cover, result, roadmap, comparison, indicators, answers and method, as a reader finds them."""
    text = _squeezed("".join(_case("standard")[1]))
    for fact in (
        NAME,
        "91310115000000019M",
        "R-20261121-0007",
        "2026-11-20",
        "二级",
        "总分2.60",
        "还差0.20分",
        "四、改进路线",
        "《智能制造成熟度指数报告（2022）》",
        "不能当作排名",
        "12.5%",
        "GB/T39116-2020设备管理一级",
        "可出示的证据",
        "样本由企业自行决定",
        "不是第三方评估结论",
    ):
        assert _squeezed(fact) in text


def test_every_page_but_the_cover_has_name_number_and_page() -> None:
    """Header and footer."""
    _, pages = _case("standard")
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in _squeezed(page)
        assert "R-20261121-0007" in page
        assert NAME in _squeezed(page)


def test_every_answer_is_on_the_pages() -> None:
    """Each question's words and evidence, whether it counts or is parked."""
    summary = shipped_summary({1: "CDDD", 2: "BBCCD"}, out=("manufacturing.logistics",))
    text = _squeezed("".join(_pages(summary)))
    assert summary.parked
    assert [line.number for line in summary.answers if _squeezed(line.stem) not in text] == []
    assert "已答但未计入" in text


def test_a_question_that_does_not_apply_is_listed_as_such() -> None:
    """Without a mark, and with the words for it."""
    bank = bank_2020()
    summary = summarise(bank, assessment(bank, answers_of(bank, {"": "B", "manufacturing.logistics": NOT_APPLICABLE})))
    text = "".join(_pages(summary))
    assert text.count("不涉及") > 4


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_run_becomes_a_report(name: str, language: str) -> None:
    """Also open runs, runs with nothing ahead, and runs in English."""
    summary = summary_of(name, language)
    assert _squeezed(summary.enterprise.name) in _squeezed(_pages(summary)[0])


def test_hostile_strings_appear_literally() -> None:
    """Name, formula and district full of markup of every kind."""
    run = level_two_run(name=HOSTILE)
    run = replace(run, enterprise=replace(run.enterprise, district="#panic()", code_doubtful=True, unit=""))
    first = next(iter(run.indicators))
    run = replace(run, indicators={first: replace(run.indicators[first], formula='"] #sys.inputs $x$ \\')})
    text = _squeezed("".join(_pages(summarise(bank_2020(), run))))
    for literal in (HOSTILE, "#panic()", '"] #sys.inputs $x$ \\', "校验位不符", "未填写"):
        assert _squeezed(literal) in text


def test_a_sign_that_no_face_has_is_a_mark_and_never_an_empty_box() -> None:
    """On the cover and in the head of each page; what has no shape at all is left out."""
    pages = _pages(summarise(bank_2020(), level_two_run(name="🏭上海𠮷野\u200b\ufe0f厂")))
    assert [number for number, page in enumerate(pages, start=1) if "〓上海〓野厂" not in _squeezed(page)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_names_leave_the_cover_on_one_page(language: str) -> None:
    """A name, a unit and an industry that each take several lines: the result still begins the second page."""
    run = level_two_run(language, name="厂" * 100)
    enterprise = replace(run.enterprise, unit="区" * 60, industry="业" * 60, code_doubtful=True)
    pages = _pages(summarise(bank_2020(), replace(run, enterprise=enterprise)))
    assert _squeezed(words(language)["result.title"]) in _squeezed(pages[1])


def test_the_same_summary_gives_the_same_bytes_dated_by_the_run() -> None:
    """No clock: the creation date is the day the run was finished."""
    summary = shipped_summary(STANDARD)
    first = render(summary, Format.PDF)
    assert render(shipped_summary(STANDARD), Format.PDF) == first
    metadata = PdfReader(io.BytesIO(first)).metadata
    assert metadata is not None
    assert str(metadata["/CreationDate"]).startswith("D:20261120")
    assert NAME in str(metadata.title)


def test_only_the_bundled_faces_are_embedded() -> None:
    """No font of the machine finds its way in."""
    reader = PdfReader(io.BytesIO(render(shipped_summary(STANDARD), Format.PDF)))
    names = {str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert names
    assert all("NotoSansSC" in name or "NotoSerifSC" in name for name in names)


def test_a_run_without_answers_is_a_report_too() -> None:
    """Nothing answered: the sections say so."""
    bank = replace(bank_2020(), shares=(), indicators=())
    run = replace(level_two_run(), sheet=AnswerSheet(DISCRETE, frozenset(), {}), indicators={}, finished=None)
    text = _squeezed("".join(_pages(summarise(bank, run))))
    for said in ("还没有答案", "题库中没有公布数据", "题库中没有成效类指标", "尚未完成"):
        assert said in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["unbegun", "just_begun"])
def test_a_level_with_open_questions_is_never_said_to_lack_nothing(name: str, language: str) -> None:
    """Neither in the text nor in a chart nor on a page: what was not asked yet is neither met nor missed."""
    summary = summary_of(name, language)
    w, shown = words(language), contents(summary)
    keys = ("result.weakest_none", "result.strongest_none", "roadmap.none_gains", "roadmap.none_unreachable", "chart.gaps_none")
    claims = [w[key].format(level=summary.deciding.name) for key in keys]
    del shown["words"]
    for told in (text_of(summary), twin(gaps(summary)), str(shown)):
        assert [claim for claim in claims if claim in told] == []
    assert w["result.too_early"] in text_of(summary)


def test_a_run_without_answers_has_no_result_and_no_place_among_others() -> None:
    """No level, no total, no table of areas, no mark beside a published share."""
    shown, told = contents(summary_of("unbegun")), text_of(summary_of("unbegun"))
    assert "结果：尚未作答，总分 —" in told
    assert "未达到" not in told
    assert (_part(shown, "cover")["level"], _part(shown, "cover")["total"]) == ("尚未作答", "—")
    assert (_part(shown, "explanation")["rows"], _part(shown, "explanation")["level"]) == ([], "")
    assert [line for year in summary_of("unbegun").comparison for line in year.lines if line.mine] == []
    assert [line for year in summary_of("below_first").comparison for line in year.lines if line.mine] != []


def _part(shown: dict[str, object], name: str) -> dict[str, object]:
    part = shown[name]
    assert isinstance(part, dict)
    return part


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("unbegun", "一级尚未作答"),
        ("all_met", "各级要求均已达到"),
        ("open", "题未答"),
        ("level_one_only", "一级已达到"),
    ],
)
def test_a_report_without_a_roadmap_says_why(name: str, said: str) -> None:
    """Nothing above, answers missing, or the next level not begun."""
    roadmap = contents(summary_of(name))["roadmap"]
    assert isinstance(roadmap, dict)
    assert said in roadmap["intro"]


def test_a_level_out_of_reach_says_what_to_check() -> None:
    """Even the best answers do not suffice."""
    bank = replace(bank_2020(), threshold=bank_2020().threshold + 1)
    roadmap = contents(summarise(bank, assessment(bank, answers_of(bank, "B"))))["roadmap"]
    assert isinstance(roadmap, dict)
    assert "找不到达到一级的改进路线" in roadmap["intro"]


@pytest.mark.parametrize(("name", "points"), [("上海示例厂", 22), ("厂" * 60, 17), ("W" * 60, 10), ("W" * 200, 8), ("", 22)])
def test_a_long_name_is_set_smaller_on_the_cover(name: str, points: int) -> None:
    """A long word that cannot be broken decides."""
    assert name_points(name) == points
