"""Two banks compared: nothing overlooked, nothing said twice, meaning told from wording, in words and as a workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from question_bank.comparing import Change, Deed, compare, lines
from question_bank.comparing_words import GROUPS, LISTED, changes_in_words, comparison_workbook, counts
from question_bank.formats import read_bytes
from question_bank.library import load, shipped
from question_bank.model import Bank, Mapped, QuestionId, Succession, Text
from question_bank.workbook_writing import workbook_bytes
from tests.question_bank.banks import bank_2020, small_bank
from tests.question_bank.drawn import UNHURRIED, banks
from tests.question_bank.tiny import Edit, add_row, drop_row, put, read_tables, spoilt, tables, together


def tiny(*edits: Edit) -> Bank:
    bank = read_tables(spoilt(*edits)).bank
    assert bank is not None
    return bank


def changed(*edits: Edit) -> tuple[Change, ...]:
    """What these edits of the tiny bank change."""
    return compare(tiny(), tiny(*edits))


def one(*edits: Edit) -> Change:
    (found,) = changed(*edits)
    return found


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_bank_has_not_changed_from_itself(name: str) -> None:
    """Nor is there anything to say but that."""
    assert compare(load(name), load(name)) == ()
    assert changes_in_words((), "zh") == ("没有变化。",)
    assert changes_in_words((), "en") == ("Nothing has changed.",)


@UNHURRIED
@given(banks(), banks())
def test_two_banks_are_alike_exactly_if_nothing_changed(one: Bank, other: Bank) -> None:
    """Every cell is compared, and the counts add up: what one has and the other has not was removed, added, or is a change."""
    found = compare(one, other)
    assert compare(one, one) == ()
    assert (found == ()) == (lines(one) == lines(other))
    deeds = Counter((change.sheet, change.deed) for change in found)
    for sheet, rows in lines(one).items():
        if sheet != "bank":
            news = lines(other)[sheet]
            assert len(rows) - deeds[sheet, Deed.REMOVED] + deeds[sheet, Deed.ADDED] == len(news)
            assert deeds[sheet, Deed.ADDED] == len(news.keys() - rows.keys())
    back = compare(other, one)
    turned = {Deed.ADDED: Deed.REMOVED, Deed.REMOVED: Deed.ADDED}
    assert Counter(
        (change.sheet, change.key, change.column, turned.get(change.deed, change.deed)) for change in back if change.column
    ) == Counter((change.sheet, change.key, change.column, change.deed) for change in found if change.column)


@pytest.mark.parametrize(
    ("edit", "sheet", "key", "column", "meaning"),
    [
        (put("questions", 2, "stem", "有没有讲座？"), "questions", "L1-1.1", "stem", True),
        (put("questions", 2, "B", "有时"), "questions", "L1-1.1", "B", True),
        (put("questions", 2, "marks", "0/0.4/0.8/1"), "questions", "L1-1.1", "marks", True),
        (put("questions", 2, "stem", "有没有 培训?"), "questions", "L1-1.1", "stem", False),
        (put("questions", 2, "stem@en", "Any training?"), "questions", "L1-1.1", "stem@en", False),
        (put("questions", 2, "explanation", "讲过就算"), "questions", "L1-1.1", "explanation", False),
        (put("questions", 3, "example:process", "某化工厂"), "questions", "L1-2.1", "example:process", False),
        (put("questions", 2, "evidence", "照片"), "questions", "L1-1.1", "evidence", False),
        (put("questions", 2, "effort", "2"), "questions", "L1-1.1", "effort", False),
        (put("requirements", 2, "topic", "学习"), "requirements", "people.L1.a", "topic", False),
        (put("areas", 2, "name", "人"), "areas", "people", "name", False),
        (put("areas", 5, "presence", "贵企业运货吗？"), "areas", "making.ship", "presence", True),
        (put("areas", 2, "confidence:discrete", "0.5"), "areas", "people", "confidence:discrete", False),
        (put("levels", 2, "opening", "开始"), "levels", "1", "opening", False),
        (put("bands", 3, "low", "0.7"), "bands", "1.1", "low", True),
        (put("bank", 10, "value", "0.7"), "bank", "threshold", "value", True),
        (put("bank", 4, "value", "大题库"), "bank", "title", "value", False),
        (add_row("bank", setting="state", value="draft"), "bank", "state", "value", False),
        (put("indicators", 2, "unit", "元"), "indicators", "output", "unit", True),
        (put("indicators", 2, "hint", "比前年"), "indicators", "output", "hint", False),
        (put("shares", 2, "percent", "74"), "shares", "2020 / 0 / 1", "percent", False),
        (put("cells", 2, "note", "另有说明"), "cells", "people / 2", "note", False),
    ],
)
def test_one_edit_is_one_change(edit: Edit, sheet: str, key: str, column: str, meaning: bool) -> None:
    """Of the right thing, and told as touching the meaning only where answers or scores may change."""
    found = one(edit)
    assert (found.deed, found.sheet, found.key, found.column, found.meaning) == (Deed.CHANGED, sheet, key, column, meaning)
    assert found.before != found.after


def test_a_requirement_that_moves_takes_its_questions_with_it() -> None:
    """The question itself was not edited, but it now counts elsewhere."""
    found = changed(
        put("requirements", 4, "area", "making.plan"),
        put("areas", 5, "tailorable", "no"),
        put("areas", 5, "presence", ""),
        put("areas", 5, "presence@en", ""),
    )
    moved = [(change.sheet, change.key, change.column, change.before, change.after, change.meaning) for change in found]
    assert ("requirements", "ship.L1.a", "area", "making.ship", "making.plan", True) in moved
    assert ("questions", "L1-2.2", "area", "making.ship", "making.plan", True) in moved
    assert ("areas", "making.ship", "tailorable", "yes", "no", True) in moved


def test_a_mark_of_the_scale_shows_at_every_question_that_takes_it() -> None:
    """One cell was edited, four questions are worth something else."""
    found = changed(put("scale", 3, "mark", "0.45"))
    assert [(change.sheet, change.key) for change in found] == [
        ("scale", "B"),
        *(("questions", name) for name in ("L1-1.1", "L1-2.2", "L2-2.1", "L2-2.2")),
    ]
    assert all(change.meaning for change in found)


def test_weights_are_told_by_type() -> None:
    """As the column of the sheet is called."""
    found = changed(put("areas", 2, "weight:process", "40"), put("areas", 3, "weight:process", "60"))
    assert [(change.key, change.column, change.before, change.after, change.meaning) for change in found] == [
        ("people", "weight:process", "30", "40", True),
        ("making", "weight:process", "70", "60", True),
    ]


def test_what_was_removed_stands_where_it_stood_and_what_is_new_where_it_stands() -> None:
    """In the order of the new sheet."""
    removed = changed(drop_row("questions", 4), drop_row("requirements", 4))
    assert [(change.deed, change.sheet, change.key, change.name) for change in removed] == [
        (Deed.REMOVED, "requirements", "ship.L1.a", "运输计划"),
        (Deed.REMOVED, "questions", "L1-2.2", "怎么安排运输？"),
    ]
    added = compare(tiny(drop_row("questions", 4), drop_row("requirements", 4)), tiny())
    assert [(change.deed, change.key, change.meaning) for change in added] == [
        (Deed.ADDED, "ship.L1.a", True),
        (Deed.ADDED, "L1-2.2", True),
    ]


def test_another_order_is_told_once() -> None:
    """With the first row that stands elsewhere."""
    bank = tiny()
    turned = replace(bank, questions=(bank.questions[1], bank.questions[0], *bank.questions[2:]))
    assert [(change.deed, change.key, change.meaning) for change in compare(bank, turned)] == [(Deed.MOVED, "L1-2.1", False)]


def test_bands_are_known_by_their_place_in_their_level() -> None:
    """A band that begins elsewhere has changed; it is not another one."""
    found = compare(
        load("digital-diagnosis-shanghai-2023"),
        replace(load("digital-diagnosis-shanghai-2023"), bands=load("digital-diagnosis-shanghai-2023").bands[:-1]),
    )
    assert [(change.deed, change.sheet, change.key) for change in found] == [(Deed.REMOVED, "bands", "5.2")]


def test_a_renamed_question_is_the_same_thing_if_the_mapping_says_so() -> None:
    """Else one is gone and another one is new."""
    bank = small_bank()
    name = bank.questions[0].id
    renamed = replace(bank, version="2", questions=(replace(bank.questions[0], id=QuestionId("new")), *bank.questions[1:]))
    assert {change.deed for change in compare(bank, renamed) if change.sheet == "questions"} == {Deed.ADDED, Deed.REMOVED}
    mapped = replace(renamed, successions=(Succession(bank.id, "1", Mapped.QUESTION, name, "new"),))
    of_questions = [change for change in compare(bank, mapped) if change.sheet == "questions"]
    assert [(change.key, change.column, change.before, change.meaning) for change in of_questions] == [("new", "id", name, False)]


def test_another_banks_question_of_the_same_id_is_another_question() -> None:
    """As soon as the mapping says which belong together."""
    bank = small_bank()
    first, second = bank.questions[0].id, bank.questions[1].id
    other = replace(bank, id="other", successions=(Succession(bank.id, "", Mapped.QUESTION, first, second),))
    deeds = {change.key: change.deed for change in compare(bank, other) if change.sheet == "questions" and change.deed is not Deed.CHANGED}
    assert deeds[first] is Deed.ADDED
    assert deeds[f"{second}@{bank.id}"] is Deed.REMOVED


def test_what_the_mapping_says_twice_counts_once() -> None:
    """Of two questions that became one the first is the one that changed, the other is gone; an id in use is nobody else's."""
    bank = small_bank()
    first, second, third = (question.id for question in bank.questions[:3])
    merged = tuple(Succession(bank.id, "", Mapped.QUESTION, old, "new") for old in (first, second))
    taken = Succession(bank.id, "", Mapped.QUESTION, third, bank.questions[3].id)
    new = replace(
        bank, version="2", questions=(replace(bank.questions[0], id=QuestionId("new")), *bank.questions[2:]), successions=(*merged, taken)
    )
    deeds = [(change.deed, change.key) for change in compare(bank, new) if change.sheet == "questions"]
    assert sorted(deeds) == sorted([(Deed.CHANGED, "new"), (Deed.REMOVED, second)])


# -- in words ------------------------------------------------------------------------------------------------------------

EDITS = together(
    put("bank", 3, "value", "1.1.0"),
    put("scale", 2, "name", "没有"),
    put("areas", 2, "weight:process", "40"),
    put("areas", 3, "weight:process", "60"),
    put("questions", 2, "stem", "有没有讲座？"),
    put("questions", 2, "example", "某厂"),
    put("questions", 2, "example@en", "a plant"),
    put("questions", 3, "explanation", "写下来\u3000才算数"),
    put("questions", 4, "D", ""),
    put("questions", 4, "D@en", ""),
)

SAID = """题目：改了意思 2，只改文字 1
！ L1-1.1 有没有讲座？　题干：“有没有培训？” → “有没有讲座？”
！ L1-2.2 怎么安排运输？　得分：“0/0.5/0.8/1” → “0/0.5/0.8”
！ L1-2.2 怎么安排运输？　选项 D：“书面并更新” → （空）
· L1-1.1 有没有讲座？　举例：（空） → “某厂”
· L1-1.1 有没有讲座？　举例（en）：（空） → “a plant”
· L1-2.1 有没有计划？　说明：“写下来才算” → “写下来\\u3000才算数”
· L1-2.2 怎么安排运输？　选项 D（en）：“written and kept up” → （空）
能力域与权重：改了意思 2
！ people 1 人员　权重·process：“30” → “40”
！ making 2 制造　权重·process：“70” → “60”
其他：只改文字 2
· 基本设置 version　内容：“1.0.0” → “1.1.0”
· 计分档 A 没有　名称：“不满足” → “没有”"""


def test_changes_are_said_by_group_those_of_meaning_first() -> None:
    """Texts are quoted briefly, invisible characters spelt out."""
    assert changes_in_words(changed(EDITS), "zh") == tuple(SAID.splitlines())
    english = changes_in_words(changed(EDITS), "en")
    assert english[0] == "Questions: 2 changed in meaning, 1 reworded"
    assert english[2] == "! L1-2.2 怎么安排运输？  marks: “0/0.5/0.8/1” -> “0/0.5/0.8”"
    assert english[-1] == "· scale A 没有  name: “不满足” -> “没有”"
    assert len(english) == len(SAID.splitlines())


def test_a_long_list_is_cut_with_the_number_of_what_is_left() -> None:
    """The workbook has all of it."""
    bank = bank_2020()
    reworded = replace(bank, questions=tuple(replace(question, explanation=Text("别的")) for question in bank.questions))
    said = changes_in_words(compare(bank, reworded), "zh")
    assert said[0] == f"题目：只改文字 {len(bank.questions)}"
    assert len(said) == LISTED + 2
    assert said[-1] == f"……还有 {2 * len(bank.questions) - LISTED} 处"


def test_added_removed_and_moved_are_said_too() -> None:
    """Each with its own sign."""
    bank = tiny()
    turned = replace(bank, questions=(bank.questions[4], *bank.questions[:3]))
    assert changes_in_words(compare(bank, turned), "zh") == (
        "题目：删除 1，调了顺序",
        "－ L2-2.1 计划由系统生成吗？",
        "↕ 顺序从“L2-2.2 调度由系统完成吗？”起不同",
    )
    assert changes_in_words(compare(turned, bank), "en")[1] == "+ L2-2.1 计划由系统生成吗？"


def test_things_are_counted_once_however_many_of_their_cells_changed() -> None:
    """And as changed in meaning if one of the cells is."""
    assert counts(changed(EDITS)) == {(Deed.CHANGED, True): 4, (Deed.CHANGED, False): 3}
    bank = bank_2020()
    dearer = replace(bank, threshold=Decimal("0.9"), questions=bank.questions[1:])
    assert counts(compare(bank, dearer)) == {(Deed.CHANGED, True): 1, (Deed.REMOVED, False): 1}


# -- the workbook --------------------------------------------------------------------------------------------------------


def test_the_workbook_has_every_change_and_adds_them_up() -> None:
    """An overview first, then a sheet for each group with the texts in full."""
    found = changed(EDITS)
    workbook = comparison_workbook(tiny(), tiny(EDITS))
    assert list(workbook.sheets) == ["总览", *(name.base for name in GROUPS.values())]
    rows = [row for name, sheet in workbook.sheets.items() if name != "总览" for row in sheet.rows]
    assert len(rows) == len(found)
    overview = [dict(row.cells) for row in workbook.sheets["总览"].rows]
    assert overview[0] == {"项目": "原来", "内容": "小题库  tiny 1.0.0"}
    assert overview[2] == {"项目": "题目", "新增": "0", "删除": "0", "改了意思": "2", "只改文字": "1", "调序": "0"}
    stem = next(row.cells for row in rows if row.cells["哪一项"] == "题干")
    assert stem == {
        "变化": "修改",
        "表": "题目",
        "编号": "L1-1.1",
        "名称": "有没有讲座？",
        "哪一项": "题干",
        "原来": "有没有培训？",
        "现在": "有没有讲座？",
        "意思变了": "是",
    }


def test_the_workbook_can_be_written_and_read_even_if_texts_look_like_formulas() -> None:
    """What stood in a bank is text."""
    bank = tiny()
    hostile = replace(
        bank, title=Text('=HYPERLINK("http://x")'), questions=(replace(bank.questions[0], explanation=Text("=1+1")), *bank.questions[1:])
    )
    sheets, problems = read_bytes("changes.xlsx", workbook_bytes(comparison_workbook(bank, hostile)))
    assert {row.cells.get("现在") for row in sheets["题目"].rows} >= {"=1+1"}
    assert [str(problem.code) for problem in problems] == []


def test_the_tables_of_these_tests_are_as_they_were() -> None:
    """Edits are made to copies."""
    assert read_tables(tables()).bank == tiny()
