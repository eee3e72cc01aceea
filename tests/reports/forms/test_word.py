"""Documents read back: tables as in the official form, the face that is asked for, numbered pictures as they were, nothing of the maker."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn

from question_bank.programmes.form_model import FormFormat, FormScope, PartKind
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import Value
from reports.forms.cases import Handed
from reports.forms.checking import problems
from reports.forms.filling import filled, listed
from reports.forms.lists import list_document
from reports.forms.model import Cell, FilledPart, Picture, State
from reports.forms.pictures import read_picture
from reports.forms.tables import lines
from reports.forms.word import picture_volume, word_document
from reports.forms.word_reading import read_document
from tests.reports.forms.images import jpeg, png
from tests.reports.forms.made import APPLICATION, DECLARATION, INFORMATION, LIST, PROGRAMME

KNOWN: dict[str, Value] = {
    "profile.name": "某公司",
    "level": Decimal(3),
    "sector": "cars",
    "about": "甲" * 30 + "\n第二段。",
    "leader_mobile": "138",
}


def pictures() -> tuple[Picture, ...]:
    """A wide, a tall and a turned one."""
    datas = (jpeg(800, 400), png(300, 900), jpeg(800, 400, turned=6))
    return tuple(kept(read_picture(f"{number}", data, f"第{number}张"), data) for number, data in enumerate(datas, start=1))


def kept(picture: Picture, data: bytes) -> Picture:
    """The picture with its bytes at hand."""
    return replace(picture, read=lambda: data)


def opened(data: bytes) -> Document:
    """The document as python-docx reads it."""
    return docx.Document(io.BytesIO(data))


def east_asian(element: Any) -> str:
    """The Chinese font that a run names."""
    return str(element.rPr.rFonts.get(qn("w:eastAsia")))


def rows(document: Document, table: int = 0) -> list[list[str]]:
    """What stands in the cells of a table; a merged cell once."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in document.tables[table].rows]


def test_the_information_table_stands_as_in_the_official_form() -> None:
    """Number, label, cell with its prompt; name and number of a person side by side."""
    document = opened(word_document(filled(INFORMATION, PROGRAMME, KNOWN, "zh")))
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == ["附件 9", "某申报单位信息表"]
    assert rows(document) == [
        ["1", "企业名称", "某公司\n（如有变更，请报备）"],
        ["2", "工厂名称", "[需企业补充]"],
        ["3", "所属集团", "[需企业补充]\n（如有）"],
        ["4", "成熟度等级", "L3"],
        ["5", "企业负责人", "[需企业补充]\n（姓名+职务）", "138\n（手机号码）"],
    ]


def test_texts_are_set_in_the_face_that_the_form_asks_for() -> None:
    """Written on each paragraph: font for Chinese and Latin, 16 pt, exactly 27 pt a line, two signs in."""
    document = opened(word_document(filled(APPLICATION, PROGRAMME, KNOWN, "zh")))
    body = [paragraph for paragraph in document.paragraphs if paragraph.style is not None and paragraph.style.name == "Body Text"]
    assert [paragraph.text for paragraph in body][:2] == ["甲" * 30, "第二段。"]
    for paragraph in body:
        (run,) = paragraph.runs
        assert (run.font.name, east_asian(run._element), run.font.size) == ("仿宋_GB2312", "仿宋_GB2312", docx.shared.Pt(16))
        assert paragraph.paragraph_format.line_spacing == docx.shared.Pt(27)
        assert paragraph.paragraph_format.line_spacing_rule is WD_LINE_SPACING.EXACTLY


def test_a_form_that_asks_for_no_pitch_sets_none() -> None:
    """And falls back to the usual face."""
    plain = replace(APPLICATION, font="", points=None, pitch=None)
    document = opened(word_document(filled(plain, PROGRAMME, KNOWN, "zh")))
    (paragraph,) = [paragraph for paragraph in document.paragraphs if paragraph.text == "第二段。"]
    assert paragraph.paragraph_format.line_spacing is None
    assert east_asian(paragraph.runs[0]._element) == "仿宋_GB2312"


def test_the_font_has_a_fallback_for_machines_without_it() -> None:
    """仿宋 where there is no 仿宋_GB2312."""
    with zipfile.ZipFile(io.BytesIO(word_document(filled(APPLICATION, PROGRAMME, KNOWN, "zh")))) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert '<w:font w:name="仿宋_GB2312">\n    <w:altName w:val="仿宋"/>' in table


def test_pictures_are_numbered_captioned_and_as_they_were_sent() -> None:
    """Byte for byte, none wider than the text or taller than a page, a turned one turned."""
    sent = pictures()
    data = word_document(filled(APPLICATION, PROGRAMME, KNOWN, "zh"), sent)
    document = opened(data)
    section = document.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    found = document.inline_shapes
    assert len(found) == 3
    for shape, picture in zip(found, sent, strict=True):
        relation = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        assert document.part.related_parts[relation].blob == picture.read()
        assert shape.width <= room
        assert abs(shape.width / shape.height - picture.width / picture.height) < 0.01
    assert found[2]._inline.graphic.graphicData.pic.spPr.xfrm.get("rot") == "5400000"
    captions = [paragraph.text for paragraph in document.paragraphs if paragraph.style is not None and paragraph.style.name == "Caption"]
    assert captions == ["图1　第1张", "图2　第2张", "图3　第3张"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        media = [entry for entry in archive.infolist() if entry.filename.startswith("word/media/")]
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in media)


def test_without_pictures_their_place_is_marked() -> None:
    """As is a caption that is missing."""
    form = filled(APPLICATION, PROGRAMME, KNOWN, "zh")
    assert "[需企业补充：配图]" in [paragraph.text for paragraph in opened(word_document(form)).paragraphs]
    bare = replace(pictures()[0], caption="")
    assert "图1　[需企业补充：图片说明]" in [paragraph.text for paragraph in opened(word_document(form, (bare,))).paragraphs]


def test_a_further_document_goes_on_with_the_numbers() -> None:
    """For a form that is too large to be sent as one."""
    document = opened(picture_volume(filled(APPLICATION, PROGRAMME, KNOWN, "zh"), pictures(), 8))
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts == ["某申报书", "配图（续）", "图8　第1张", "图9　第2张", "图10　第3张"]


def test_the_same_form_gives_the_same_bytes_and_says_nothing_of_its_maker() -> None:
    """No author, no program, no time."""
    form = filled(APPLICATION, PROGRAMME, KNOWN, "zh")
    data = word_document(form, pictures())
    assert data == word_document(form, pictures())
    properties = opened(data).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments, properties.title) == ("", "", "", "某申报表")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}
        whole = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert b"python" not in whole.lower()


def test_a_declaration_stands_in_one_table_with_its_places_to_sign() -> None:
    """And room for the experts' opinion."""
    document = opened(word_document(filled(DECLARATION, PROGRAMME, KNOWN, "zh")))
    assert len(document.tables) == 1
    table = rows(document)
    assert table[0] == ["营业收入（万元）", "[需企业补充]", "签订日期", "[需企业补充]"]
    assert table[1][0] == "企业承诺书"
    assert table[1][1].split("\n")[:2] == ["本单位郑重承诺：材料真实。", "单位（盖章）："]
    assert "年　　月　　日" in table[1][1]
    assert (table[2][0], table[2][1].strip()) == ("专家评审意见", "年　　月　　日")


def test_a_short_row_is_not_cut_in_two_by_the_end_of_a_page() -> None:
    """Its label stays with its value; a row that may be longer than a page goes over to the next."""
    values = {"profile.name": "甲", "factory_name": "厂" * 400}
    table = opened(word_document(filled(INFORMATION, PROGRAMME, values, "zh"))).tables[0]
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows]
    assert whole == [True, False, True, True, True]


def test_a_list_may_be_a_word_table_on_its_side() -> None:
    """Its head stands on every page."""
    form = replace(LIST, format=FormFormat.DOCX)
    data = list_document(listed(form, PROGRAMME, [{"profile.name": "甲"}, {"profile.name": "乙", "level": Decimal(4)}], "zh"))
    document = opened(data)
    assert document.sections[0].orientation is WD_ORIENT.LANDSCAPE
    assert rows(document) == [
        ["序号", "单位名称", "等级", "备注", "处理结果"],
        ["1", "甲", "[需企业补充]", "", ""],
        ["2", "乙", "L4", "", ""],
    ]
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_signs_that_no_document_can_hold_do_no_harm() -> None:
    """They are shown as what cannot be shown."""
    known = {**KNOWN, "profile.name": "A\x00B\x0b<w:p>&\ud800", "about": "甲\x07乙"}
    document = opened(word_document(filled(APPLICATION, PROGRAMME, known, "zh")))
    assert rows(document)[0][1] == "A\ufffdB\ufffd<w:p>&\ufffd"
    assert "甲\ufffd乙" in [paragraph.text for paragraph in document.paragraphs]


def test_what_the_program_makes_passes_its_own_checks() -> None:
    """Font, size, pitch, pictures and captions, read back from the bytes."""
    known = {**KNOWN, "effects": "很好"}
    data = word_document(filled(APPLICATION, PROGRAMME, known, "zh"), pictures())
    handed = Handed(known, (), read_document("a.docx", data), True)
    assert problems(APPLICATION, PROGRAMME, handed, "zh") == ()


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_form_becomes_a_document(name: str) -> None:
    """With a name for every label of the notice."""
    programme = load(name)
    for form in programme.forms:
        if form.format is FormFormat.DOCX and form.scope is FormScope.ONE:
            document = opened(word_document(filled(form, programme, {}, "zh"), pictures()))
            said = "\n".join(paragraph.text for paragraph in document.paragraphs)
            said += "\n".join(cell for table in range(len(document.tables)) for row in rows(document, table) for cell in row)
            labels = (part.label.base for part in form.parts)
            for label in labels:
                assert all(word in said or word.rstrip("0123456789") == "" for word in label.replace("年 月 日", "").split()), label


def test_long_labels_get_more_room() -> None:
    """Up to half of the line; short ones keep the usual share."""
    short = [filled_part("1 企业名称"), filled_part("2 工厂名称")]
    long = [filled_part("1 先进制造模式向上下游复制推广的企业数量（家）"), filled_part("2 销售增长率（%）")]
    assert [box.share for box in lines(short)[0]] == [6, 18, 76]
    assert [box.share for box in lines(long)[1]] == [6, 44, 50]


def test_fields_fill_a_line_as_long_as_they_fit() -> None:
    """Three of a third, then one alone; every line is as wide as the others."""
    fields = [filled_part(label, 33) for label in "甲乙丙"] + [filled_part("丁")]
    found = lines(fields)
    assert [[box.label for box in line if box.label] for line in found] == [["甲", "乙", "丙"], ["丁"]]
    assert [sum(box.share for box in line) for line in found] == [100, 100]


def filled_part(label: str, width: int | None = None) -> FilledPart:
    """A field that is filled."""
    return FilledPart(PartKind.FIELD, label, "", Cell("x", State.FILLED), width=Decimal(width) if width else None)
