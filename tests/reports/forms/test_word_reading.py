"""Uploaded documents: what the checks find in them, and everything that is no sound document refused with its reason."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from question_bank.archives import Limits
from question_bank.programmes.model import Value
from reports.forms import word_reading
from reports.forms.cases import Handed, characters
from reports.forms.checking import problems
from reports.forms.word_model import DocumentRefused, Face, Pitch, WordDocument
from reports.forms.word_reading import WORD_LIMITS, read_document
from tests.reports.forms.images import jpeg
from tests.reports.forms.made import APPLICATION, PROGRAMME


def saved(document: Document) -> bytes:
    """The document's bytes."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def read(document: Document) -> WordDocument:
    """As it is read."""
    return read_document("定稿.docx", saved(document))


def repacked(data: bytes, changed: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with these entries replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", packing) as archive:
        for name in source.namelist():
            if name not in changed:
                archive.writestr(name, source.read(name))
        for name, content in changed.items():
            archive.writestr(name, content)
    return made.getvalue()


def refusal(data: bytes, limits: Limits = WORD_LIMITS) -> str:
    """Why it was refused."""
    with pytest.raises(DocumentRefused) as refused:
        read_document("定稿.docx", data, limits)
    return refused.value.code


def proper(text: str = "甲" * 30, font: str = "仿宋_GB2312", points: float = 16, pitch: float = 27) -> Document:
    """A document set as the form asks, by direct formatting."""
    document = docx.Document()
    document.add_heading("第一部分", 1)
    add(document, text, font, points, pitch)
    return document


def add(document: Document, text: str, font: str, points: float, pitch: float) -> None:
    """One more paragraph set so."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(points)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    paragraph.paragraph_format.line_spacing = Pt(pitch)


def checks(document: Document, known: Mapping[str, Value] | None = None) -> dict[str, str]:
    """The rules that the document breaks, with the reason."""
    found = problems(APPLICATION, PROGRAMME, Handed(known or {}, (), read(document), True), "zh")
    return {problem.check: problem.reason for problem in found}


# -- what is found -----------------------------------------------------------------------------------------------------


def test_a_document_set_as_asked_has_only_its_pictures_missing() -> None:
    """Headings, captions and the form's own words are not looked at."""
    document = proper()
    document.add_paragraph("完成评估后提交报告。")
    assert set(checks(document)) == {"pictures_at_least"}


@pytest.mark.parametrize(
    ("how", "check", "said"),
    [
        ({"font": "宋体"}, "font", "宋体"),
        ({"font": "仿宋"}, "", ""),
        ({"font": "仿宋 GB2312"}, "", ""),
        ({"points": 15.5}, "points", "15.5 磅"),
        ({"pitch": 26}, "pitch", "固定值 26 磅"),
        ({"pitch": 27.05}, "", ""),
    ],
)
def test_the_face_of_the_text(how: dict[str, object], check: str, said: str) -> None:
    """Font, size and pitch, each on its own."""
    found = checks(proper(**how))
    assert set(found) - {"pictures_at_least"} == ({check} if check else set())
    assert said in found.get(check, "")


def test_line_spacing_of_another_kind_is_said_in_words() -> None:
    """A multiple, or at least so much, is not exactly so much."""
    document = proper()
    paragraph = document.paragraphs[-1]
    paragraph.paragraph_format.line_spacing = 1.5
    assert "1.5 倍行距" in checks(document)["pitch"]
    paragraph.paragraph_format.line_spacing = Pt(27)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    assert "最小值 27 磅" in checks(document)["pitch"]


def test_a_face_may_come_from_a_style_that_is_based_on_another() -> None:
    """What a paragraph does not say itself, its styles say."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    normal.paragraph_format.line_spacing = Pt(27)
    body = document.styles.add_style("正文样式", 1)
    body.base_style = normal
    document.add_paragraph("甲" * 30, style="正文样式")
    found = read(document).paragraphs[0]
    assert (found.faces, found.pitch) == ((Face("仿宋_GB2312", Decimal(16)),), Pitch("exact", Decimal(27)))


def test_a_face_that_nothing_says_is_said_to_be_unknown() -> None:
    """The theme of the reader's machine is nobody's answer."""
    document = docx.Document()
    document.add_paragraph("甲" * 30)
    assert "没有写明" in checks(document)["font"]


def test_styles_based_on_each_other_come_to_an_end() -> None:
    """A circle is no sound style, and no hang."""
    document = docx.Document()
    first, second = document.styles.add_style("甲", 1), document.styles.add_style("乙", 1)
    first.base_style, second.base_style = second, first
    document.add_paragraph("甲", style="甲")
    assert read(document).paragraphs[0].text == "甲"


def test_several_paragraphs_of_one_fault_are_one_problem() -> None:
    """With how many more there are."""
    document = proper(font="宋体")
    for _ in range(3):
        add(document, "乙" * 5, "宋体", 16, 27)
    found = [one for one in problems(APPLICATION, PROGRAMME, Handed({}, (), read(document)), "zh") if one.check == "font"]
    assert [(one.place, one.more) for one in found] == [("第 2 段「甲甲甲甲甲甲甲甲甲甲甲甲」", 3)]


@pytest.mark.parametrize(("signs", "wrong"), [(19, True), (20, False), (40, False), (41, True)])
def test_the_length_counts_the_enterprises_own_words(signs: int, wrong: bool) -> None:
    """Not the form's, not captions, not tables."""
    document = proper("甲" * signs)
    for own in ("某申报书", "1、概况", "图1　总装车间全景", "完成评估后提交报告。"):
        document.add_paragraph(own)
    document.add_table(1, 1).cell(0, 0).text = "表格里的字不计入"
    assert characters(APPLICATION, PROGRAMME, Handed({}, (), read(document))) == signs
    assert ("characters_between" in checks(document)) is wrong


def test_marks_that_were_left_are_counted_in_text_and_tables() -> None:
    """Nothing of them counts as text."""
    document = proper("甲" * 30)
    document.add_paragraph("[需企业补充]（如有）")
    document.add_table(1, 1).cell(0, 0).text = "[需企业补充]"
    assert "2 处" in checks(document)["sections_written"]
    assert characters(APPLICATION, PROGRAMME, Handed({}, (), read(document))) == 30


def test_pictures_stand_for_themselves_with_the_words_under_them() -> None:
    """In their order; a wrong number or none is a problem, and so is one that cannot be read."""
    document = proper()
    for caption in ("图1　总装车间", "图 3：仓库", "没有编号"):
        document.add_picture(io.BytesIO(jpeg(400, 300, size=20_000 + len(caption))))
        document.add_paragraph(caption)
    found = read(document)
    assert [(one.number, one.caption) for one in found.pictures] == [(1, "总装车间"), (3, "仓库"), (None, "")]
    places = [one.place for one in problems(APPLICATION, PROGRAMME, Handed({}, (), found), "zh") if one.check == "captions_numbered"]
    assert [place.partition("（")[0] for place in places] == ["图2", "图3"]


def test_a_damaged_picture_is_a_problem_of_its_own() -> None:
    """And does not keep the others from being looked at."""
    document = proper()
    for number in (1, 2):
        document.add_picture(io.BytesIO(jpeg(400, 300, size=20_000 + number)))
        document.add_paragraph(f"图{number}　总装车间")
    data = saved(document)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("word/media/"))
    found = read_document("a.docx", repacked(data, {name: b"\xff\xd8\xff\xe0broken"}))
    wrong = [one for one in problems(APPLICATION, PROGRAMME, Handed({}, (), found), "zh") if one.check == "pictures_at_least"]
    assert [one.reason for one in wrong] == ["这张图读不出来。"]


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"{\\rtf1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_is_no_word_document_is_refused_as_such(data: bytes) -> None:
    """A PDF, a text, an old .doc."""
    assert refusal(data) == "document_kind"


def test_a_document_with_a_password_is_refused_as_such() -> None:
    """It is an OLE file around the real one."""
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "document_protected"


def test_another_office_file_is_refused_as_such() -> None:
    """A workbook, and an archive of anything."""
    for main in ("xl/workbook.xml", "ppt/presentation.xml", "readme.txt"):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr(main, "<a/>")
        assert refusal(made.getvalue()) == "document_kind"


def test_macros_are_refused() -> None:
    """By their part, and by their type."""
    data = saved(proper())
    assert refusal(repacked(data, {"word/vbaProject.bin": b"x"})) == "document_macros"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    enabled = types.replace(b"vnd.openxmlformats-officedocument.wordprocessingml.document.main", b"vnd.ms-word.document.macroEnabled.main")
    assert refusal(repacked(data, {"[Content_Types].xml": enabled})) == "document_macros"


def test_what_unpacks_into_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, pictures, elements and entries each have a bound."""
    data = saved(proper())
    assert refusal(repacked(data, {"word/big.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})) == "document_huge"
    assert refusal(data, Limits(depth=120, elements=50)) == "document_huge"
    assert refusal(data, Limits(depth=120, entries=3)) == "document_huge"
    monkeypatch.setattr(word_reading, "LARGEST_WHOLE", 1_000_000)
    assert refusal(repacked(data, {"word/media/a.bin": b"\0" * 2_000_000})) == "document_huge"


@pytest.mark.parametrize(
    "document",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><w:document/>",
        b"<w:document",
        b"<a>" * 500 + b"</a>" * 500,
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
        b"<a/>",
    ],
)
def test_a_main_part_that_is_no_document_is_refused(document: bytes) -> None:
    """Entities, broken XML, endless nesting, other encodings, other roots."""
    assert refusal(repacked(saved(proper()), {"word/document.xml": document})) == "document_damaged"


def test_a_document_without_its_styles_or_types_is_refused_or_read() -> None:
    """Never anything else."""
    data = saved(proper())
    for name in ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"):
        assert refusal(repacked(data, {name: b"<a/>"})) in {"document_damaged", "document_kind"}


SOUND = saved(proper())


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_ends_in_anything_but_a_document_or_a_refusal(at: int, noise: bytes) -> None:
    """Bytes changed anywhere in the archive."""
    with suppress(DocumentRefused):
        read_document("a.docx", SOUND[:at] + noise + SOUND[at + len(noise) :])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_changed_xml_ends_in_anything_but_a_document_or_a_refusal(data: st.DataObject) -> None:
    """Bytes changed inside a part, with the archive itself sound."""
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        name = data.draw(st.sampled_from(["word/document.xml", "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]))
        part = archive.read(name)
    at, noise = data.draw(st.integers(0, len(part) - 1)), data.draw(st.binary(min_size=0, max_size=3))
    with suppress(DocumentRefused):
        read_document("a.docx", repacked(SOUND, {name: part[:at] + noise + part[at + 2 :]}, zipfile.ZIP_STORED))
