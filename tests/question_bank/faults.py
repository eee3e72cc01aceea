"""One fault each in the tiny bank, by what an author would have done.

`python -m tests.question_bank.faults` prints the texts they cause, as recorded in `problems.txt`.
"""

from __future__ import annotations

from question_bank.problems import Code
from question_bank.sheets import MAX_COLUMNS, MAX_ROWS
from tests.question_bank.tiny import (
    Edit,
    Tables,
    add_row,
    append_column,
    drop,
    drop_column,
    drop_row,
    empty,
    move,
    put,
    read_tables,
    rename,
    spoilt,
    together,
)


def _many_rows(given: Tables) -> None:
    given["shares"].extend([""] for _ in range(MAX_ROWS))


def _five_hundred_indicators(given: Tables) -> None:
    for number in range(500):
        add_row("indicators", id=f"i{number}", name="指标", direction="up", low="0", high="1")(given)


def _many_columns(given: Tables) -> None:
    given["shares"][0].extend(f"# {number}" for number in range(MAX_COLUMNS))


def _nine_deep(given: Tables) -> None:
    parent = "making.plan"
    for number in range(9):
        add_row("areas", id=f"deep{number}", parent=parent, heading="no", name="深处", tailorable="no")(given)
        parent = f"deep{number}"


LEVEL_TEXTS = ("name@en", "gist@en", "opening@en", "materials@en")


def _mapping(*rows: str) -> Edit:
    """A sheet `mapping` with these rows, each as `bank/what/from/to`."""
    return lambda given: given.update({"mapping": [row.split("/") for row in ("bank/what/from/to", *rows)]})


FAULTS: dict[str, tuple[Code, Edit]] = {
    "the sheet of questions is left out": (Code.SHEET_MISSING, drop("questions")),
    "the name of a sheet is misspelt": (Code.SHEET_UNKNOWN, move("requirements", "requirement")),
    "a sheet has only its column names": (Code.SHEET_EMPTY, empty("questions")),
    "a sheet goes on for ever": (Code.ROWS_TOO_MANY, _many_rows),
    "a sheet has hundreds of columns": (Code.COLUMNS_TOO_MANY, _many_columns),
    "there are more indicators than anyone would report": (Code.ROWS_TOO_MANY, _five_hundred_indicators),
    "a column is left out": (Code.COLUMN_MISSING, drop_column("questions", "stem")),
    "the name of a column is misspelt": (Code.COLUMN_UNKNOWN, rename("questions", "explanation", "explanaton")),
    "a weight is given for no known enterprise type": (Code.COLUMN_UNKNOWN, put("areas", 2, "weight:chemical", "5")),
    "a translation to an undeclared language": (Code.LANGUAGE_UNKNOWN, rename("kinds", "name@en", "name@fr")),
    "a column comes twice": (Code.COLUMN_DUPLICATE, append_column("shares", "source")),
    "a remark stands beside the table": (Code.COLUMN_UNNAMED, append_column("shares", "", "备注")),
    "the threshold is not set": (Code.SETTING_MISSING, drop_row("bank", 10)),
    "a topic is left empty": (Code.CELL_REQUIRED, put("requirements", 2, "topic", "")),
    "a translation has no original": (Code.CELL_REQUIRED, put("questions", 2, "A", "")),
    "a whole chapter is pasted into a cell": (Code.CELL_TOO_LONG, put("areas", 2, "number", "1" * 4001)),
    "a cell holds a formula": (Code.FORMULA_CELL, put("shares", 2, "sample", "=1+1")),
    "a stem holds a bidirectional override": (Code.UNSAFE_TEXT, put("questions", 4, "stem", "怎么\u202e安排？")),
    "a weight is a word": (Code.NUMBER_EXPECTED, put("areas", 2, "weight:discrete", "高")),
    "an effort is a fraction": (Code.WHOLE_NUMBER_EXPECTED, put("questions", 2, "effort", "2.5")),
    "a weight is above 100": (Code.OUT_OF_RANGE, put("areas", 2, "weight:discrete", "140")),
    "yes is written in another way": (Code.CHOICE_EXPECTED, put("areas", 2, "heading", "对")),
    "a rule is misspelt": (Code.CHOICE_EXPECTED, put("bank", 11, "value", "proportionl")),
    "a setting is misspelt": (Code.CHOICE_EXPECTED, put("bank", 6, "setting", "standart")),
    "an id is Chinese": (Code.ID_MALFORMED, put("indicators", 2, "id", "产值")),
    "an option key is the one for not applicable": (Code.ID_MALFORMED, put("scale", 2, "key", "NA")),
    "a language is no language code": (Code.ID_MALFORMED, put("bank", 9, "value", "zh,en,English")),
    "two questions have one id": (Code.ID_DUPLICATE, put("questions", 6, "id", "L2-2.1")),
    "a cell is described twice": (Code.ID_DUPLICATE, add_row("cells", area="people", level="2", empty="yes")),
    "a setting comes twice": (Code.ID_DUPLICATE, put("bank", 7, "setting", "standard")),
    "an area id is misspelt": (Code.REFERENCE_UNKNOWN, put("requirements", 3, "area", "making.plam")),
    "a question is about a requirement from elsewhere": (Code.REFERENCE_UNKNOWN, put("questions", 6, "requirement", "elsewhere")),
    "two areas are each other's parent": (Code.PARENT_LOOP, put("areas", 3, "parent", "making.plan")),
    "the tree is eleven layers deep": (Code.TREE_TOO_DEEP, _nine_deep),
    "level 2 is called 3": (Code.LEVELS_GAP, put("levels", 3, "level", "3")),
    "the total of two levels is a mean": (
        Code.LEVELS_TOO_MANY,
        together(drop_row("bank", 10), add_row("bank", setting="total", value="mean")),
    ),
    "a mean has a threshold": (Code.THRESHOLD_UNUSED, add_row("bank", setting="total", value="mean")),
    "a requirement is of level 7": (Code.LEVEL_UNKNOWN, put("requirements", 2, "level", "7")),
    "a share is of level 9": (Code.LEVEL_UNKNOWN, put("shares", 3, "high", "9")),
    "a band is of level 3": (Code.LEVEL_UNKNOWN, add_row("bands", level="3", low="2.8", name="三级")),
    "no answer of level 2 is worth enough": (
        Code.LEVEL_CANNOT_PASS,
        together(put("questions", 5, "marks", "0/0.5/0.7"), put("questions", 6, "marks", "0/0.5/0.6/0.7")),
    ),
    "the worst answers of level 2 are worth enough": (
        Code.LEVEL_CANNOT_FAIL,
        together(put("questions", 5, "marks", "0.8/0.9/1"), put("questions", 6, "marks", "0.8/0.85/0.9/1")),
    ),
    "two bands begin at one total": (Code.BANDS, put("bands", 4, "low", "0.8")),
    "the highest band is left out": (Code.BAND_MISSING, drop_row("bands", 4)),
    "a range is upside down": (Code.RANGE_REVERSED, put("indicators", 2, "low", "600")),
    "two marks are given for four options": (Code.MARKS_MALFORMED, put("questions", 2, "marks", "0/1")),
    "a later option earns less": (Code.MARKS_OUT_OF_ORDER, put("questions", 2, "marks", "0/0.8/0.5/1")),
    "the scale falls": (Code.MARKS_OUT_OF_ORDER, put("scale", 3, "mark", "0.9")),
    "two options earn the same": (Code.MARKS_EQUAL, put("questions", 2, "marks", "0/0.5/0.5/1")),
    "a question has one option": (
        Code.OPTION_MISSING,
        together(*(put("questions", 4, column, "") for key in "ABC" for column in (key, f"{key}@en"))),
    ),
    "the weights of siblings are 110": (Code.WEIGHTS_SUM, put("areas", 4, "weight:discrete", "60")),
    "the weights at the top are 90": (Code.WEIGHTS_SUM, put("areas", 2, "weight:process", "20")),
    "an area has a weight but its parent has none": (Code.WEIGHT_ORPHAN, put("areas", 3, "weight:process", "")),
    "an area is under no heading": (Code.HEADING_MISSING, put("areas", 2, "heading", "no")),
    "a heading is under a heading": (Code.HEADING_NESTED, put("areas", 4, "heading", "yes")),
    "an area may be cut but nothing asks about it": (Code.PRESENCE_MISSING, put("areas", 2, "tailorable", "yes")),
    "a question is deleted": (Code.REQUIREMENT_UNASKED, drop_row("questions", 6)),
    "a requirement hangs on a branch": (Code.REQUIREMENT_ON_BRANCH, put("requirements", 6, "area", "making")),
    "a full cell is marked empty": (Code.CELL_NOT_EMPTY, add_row("cells", area="making.plan", level="1", empty="yes")),
    "an empty cell is not marked": (Code.CELL_UNMARKED, drop("cells")),
    "an empty cell is marked as not empty": (Code.CELL_UNMARKED, put("cells", 2, "empty", "no")),
    "no type has the area of a question": (
        Code.QUESTION_UNREACHABLE,
        together(put("areas", 5, "weight:discrete", ""), put("areas", 4, "weight:discrete", "100")),
    ),
    "two questions of a level ask the same": (Code.TEXT_DUPLICATE, put("questions", 6, "stem", "计划 由系统生成吗")),
    "two options say the same": (Code.TEXT_DUPLICATE, put("questions", 3, "B", "没有")),
    "a stem has 201 characters": (Code.TEXT_TOO_LONG, put("questions", 4, "stem", "长" * 201)),
    "a translated option has 241 characters": (Code.TEXT_TOO_LONG, put("questions", 2, "A@en", "x" * 241)),
    "a stem has 61 characters": (Code.TEXT_UNCOMFORTABLE, put("questions", 4, "stem", "长" * 61)),
    "an option has 61 characters": (Code.TEXT_UNCOMFORTABLE, put("questions", 2, "D", "长" * 61)),
    "an explanation has 401 characters": (Code.TEXT_UNCOMFORTABLE, put("questions", 6, "explanation", "长" * 401)),
    "two questions of a requirement have the same options": (
        Code.OPTIONS_REPEATED,
        together(
            *(put("questions", 6, column, text) for column, text in (("requirement", "plan.L2.a"), ("C", ""), ("C@en", ""))),
            drop_row("requirements", 6),
        ),
    ),
    "all texts of a question are as long as they may be": (
        Code.CARD_TOO_LONG,
        together(
            *(put("questions", 2, column, "例" * length) for column, length in (("stem", 200), ("explanation", 900), ("example", 600))),
            *(put("questions", 2, column, "x" * length) for column, length in (("explanation@en", 1800), ("example@en", 1200))),
            put("questions", 2, "evidence@en", "x" * 800),
        ),
    ),
    "a question does not explain itself": (
        Code.EXPLANATION_MISSING,
        together(put("questions", 4, "explanation", ""), put("questions", 4, "explanation@en", "")),
    ),
    "a question names no evidence": (
        Code.EVIDENCE_MISSING,
        together(put("questions", 4, "evidence", ""), put("questions", 4, "evidence@en", "")),
    ),
    "half a row is translated": (Code.TRANSLATION_MISSING, put("questions", 2, "evidence@en", "")),
    "a column is translated in no row": (Code.TRANSLATION_MISSING, drop_column("questions", "stem@en")),
    "two rows are not translated at all": (
        Code.ROWS_UNTRANSLATED,
        together(*(put("levels", row, column, "") for row in (2, 3) for column in LEVEL_TEXTS)),
    ),
    "nothing is translated to one of the languages": (Code.LANGUAGE_UNUSED, put("bank", 9, "value", "zh,en,fr")),
    "one thing has two names": (
        Code.TERMS_VARY,
        together(put("questions", 2, "D", "设备都有人管"), put("questions", 3, "explanation", "设备的计划也算，装备的不算")),
    ),
    "an explanation sends to a clause that is not there": (
        Code.CLAUSE_UNKNOWN,
        put("questions", 4, "explanation", "写下来才算，见 2.2；运输队的见 7.3.1"),
    ),
    "an example names a question that is not there": (
        Code.CLAUSE_UNKNOWN,
        put("questions", 4, "example", "某厂，与 L1-2.1 相同；参见L9-9.9"),
    ),
    "what an area lives on in is not there": (Code.REFERENCE_UNKNOWN, _mapping("old/area/plan/making.plam")),
    "a mapping says neither area nor question": (Code.CHOICE_EXPECTED, _mapping("old/level/1/")),
    "a mapping comes twice": (Code.ID_DUPLICATE, _mapping("old/area/plan/making.plan", "old/area/plan/making.plan")),
    "a bank is half a draft": (Code.CHOICE_EXPECTED, add_row("bank", setting="state", value="half")),
}


def report(name: str) -> str:
    """What an admin reads after this fault: all problems, in Chinese and English."""
    problems = read_tables(spoilt(FAULTS[name][1])).problems
    lines = (f"{problem.severity}: {problem.text(language)}" for problem in problems for language in ("zh", "en"))
    return "\n".join([f"## {name}", *lines])


if __name__ == "__main__":
    print("\n\n".join(map(report, FAULTS)))
