"""Faults that show only when the bank is looked at as a whole: its tree, weights, levels, marks, texts and translations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from question_bank.problems import Code
from tests.question_bank.corpus.case import Case, Place, find
from tests.question_bank.corpus.forms import CMMM, DIAGNOSIS, TINY, tables
from tests.question_bank.tiny import Edit, Tables, add_row, drop, drop_row, put, together

DRAWN = ("weight:discrete", "weight:process")
TORN = frozenset(
    {
        Code.WEIGHTS_SUM,
        Code.HEADING_NESTED,
        Code.HEADING_MISSING,
        Code.REQUIREMENT_ON_BRANCH,
        Code.LEVEL_CANNOT_PASS,
        Code.LEVEL_UNKNOWN,
        Code.BAND_MISSING,
        Code.BANDS,
    }
)
"""What comes of a tree or of levels that do not hang together."""

TEXTS_OF_LEVELS = ("name@en", "gist@en", "opening@en", "materials@en")
SETTINGS = {name: find(CMMM, "bank", "setting", name) for name in ("threshold", "languages", "title", "id")}


def meaning() -> Iterator[Case]:
    """Every case of this kind."""
    yield from _tree()
    yield from _weights()
    yield from _levels()
    yield from _questions()
    yield from _texts()
    yield from _translations()
    yield from _words()


def _case(base: str, edit: Edit, code: Code, sheet: str, row: int | None, column: str | None, *also: Place) -> Case:
    return Case(base, edit, ((code, sheet, row, column), *also))


def _torn(base: str, edit: Edit, code: Code, sheet: str, row: int | None, column: str | None) -> Case:
    """A fault after which much of the bank hangs in the air."""
    return Case(base, edit, ((code, sheet, row, column),), follows=TORN)


def _tree() -> Iterator[Case]:
    area = {
        name: find(CMMM, "areas", "id", name)
        for name in ("personnel", "technology.data", "manufacturing", "manufacturing.design", "manufacturing.sales")
    }
    yield _torn(
        CMMM,
        put("areas", area["manufacturing"], "parent", "manufacturing.design"),
        Code.PARENT_LOOP,
        "areas",
        area["manufacturing"],
        "parent",
    )
    yield _torn(TINY, put("areas", 3, "parent", "making.plan"), Code.PARENT_LOOP, "areas", 3, "parent")
    yield _torn(TINY, _deep, Code.TREE_TOO_DEEP, "areas", 14, "parent")
    yield _case(
        CMMM, put("areas", area["technology.data"], "heading", "yes"), Code.HEADING_NESTED, "areas", area["technology.data"], "heading"
    )
    yield _case(DIAGNOSIS, put("areas", 3, "heading", "yes"), Code.HEADING_NESTED, "areas", 3, "heading")
    yield _case(
        CMMM,
        put("areas", area["manufacturing.sales"], "heading", "no"),
        Code.HEADING_MISSING,
        "areas",
        area["manufacturing.sales"],
        "heading",
    )
    for base, row in ((CMMM, area["personnel"]), (CMMM, area["technology.data"]), (DIAGNOSIS, len(tables(DIAGNOSIS)["areas"]))):
        yield _case(base, put("areas", row, "tailorable", "yes"), Code.PRESENCE_MISSING, "areas", row, "presence")


def _deep(given: Tables) -> None:
    parent = "making.plan"
    for number in range(9):
        add_row("areas", id=f"deep{number}", parent=parent, heading="no", name="深处", tailorable="no")(given)
        parent = f"deep{number}"


def _weights() -> Iterator[Case]:
    for row in (2, 8, 14):
        yield _case(
            CMMM, put("areas", row, "weight:discrete", "1.5"), Code.WEIGHTS_SUM, "areas", _first_sibling(CMMM, row), "weight:discrete"
        )
    last = len(tables(DIAGNOSIS)["areas"])
    for row in (2, last):
        yield _case(
            DIAGNOSIS,
            put("areas", row, "weight:headquarters", "99"),
            Code.WEIGHTS_SUM,
            "areas",
            _first_sibling(DIAGNOSIS, row),
            "weight:headquarters",
        )
    yield _torn(TINY, put("areas", 3, "weight:process", ""), Code.WEIGHT_ORPHAN, "areas", 4, "weight:process")
    unreachable = together(put("areas", 5, "weight:discrete", ""), put("areas", 4, "weight:discrete", "100"))
    yield _case(
        TINY,
        unreachable,
        Code.QUESTION_UNREACHABLE,
        "questions",
        4,
        "requirement",
        (Code.QUESTION_UNREACHABLE, "questions", 6, "requirement"),
    )


def _first_sibling(base: str, row: int) -> int:
    table = tables(base)["areas"]
    at = table[0].index("parent")
    return next(number for number, line in enumerate(table, start=1) if number > 1 and line[at] == table[row - 1][at])


def _levels() -> Iterator[Case]:
    yield _torn(TINY, put("levels", 3, "level", "3"), Code.LEVELS_GAP, "levels", None, "level")
    yield _torn(CMMM, put("levels", 6, "level", "6"), Code.LEVELS_GAP, "levels", None, "level")
    mean = together(drop_row("bank", SETTINGS["threshold"]), _add_setting("total", "mean"))
    yield _torn(CMMM, mean, Code.LEVELS_TOO_MANY, "levels", None, "level")
    row = len(tables(DIAGNOSIS)["bank"]) + 1
    yield _case(DIAGNOSIS, _add_setting("threshold", "0.8"), Code.THRESHOLD_UNUSED, "bank", row, "value")
    for number in (3, 5, 7):
        yield _case(CMMM, put("bands", number, "low", "0"), Code.BANDS, "bands", number, "level")
    yield _case(DIAGNOSIS, put("bands", 2, "low", "0.05"), Code.BANDS, "bands", 2, "level")
    yield _case(DIAGNOSIS, put("bands", 11, "low", "1.5"), Code.BANDS, "bands", 11, "low")
    yield _case(CMMM, drop_row("bands", 7), Code.BAND_MISSING, "bands", None, "level")
    yield _case(TINY, drop_row("bands", 4), Code.BAND_MISSING, "bands", None, "level")
    yield _case(TINY, add_row("bands", level="3", low="2.8", name="三级"), Code.LEVEL_UNKNOWN, "bands", 5, "level")
    yield _case(DIAGNOSIS, put("requirements", 80, "level", "2"), Code.LEVEL_UNKNOWN, "requirements", 80, "level")
    yield from _threshold()


def _threshold() -> Iterator[Case]:
    low = together(put("questions", 5, "marks", "0/0.5/0.7"), put("questions", 6, "marks", "0/0.5/0.6/0.7"))
    high = together(put("questions", 5, "marks", "0.8/0.9/1"), put("questions", 6, "marks", "0.8/0.85/0.9/1"))
    for edit, code in ((low, Code.LEVEL_CANNOT_PASS), (high, Code.LEVEL_CANNOT_FAIL)):
        yield _case(TINY, edit, code, "levels", 3, "level", (code, "levels", 3, "level"))
    scale = (Code.LEVEL_CANNOT_PASS, "levels")
    places: list[Place] = [(*scale, row, "level") for row in range(2, 7) for _ in DRAWN]
    first, *others = places
    halved = together(*(put("scale", row, "mark", mark) for row, mark in ((3, "0.3"), (4, "0.5"), (5, "0.7"))))
    yield _case(CMMM, halved, *first, *others)


def _questions() -> Iterator[Case]:
    for base, row in ((CMMM, 60), (CMMM, 236), (DIAGNOSIS, 80)):
        table = tables(base)["questions"]
        asked = find(base, "requirements", "id", table[row - 1][table[0].index("requirement")])
        yield _case(base, drop_row("questions", row), Code.REQUIREMENT_UNASKED, "requirements", asked, "id")
    yield _case(TINY, put("requirements", 6, "area", "making"), Code.REQUIREMENT_ON_BRANCH, "requirements", 6, "area")
    yield _case(DIAGNOSIS, put("requirements", 2, "area", "strategy"), Code.REQUIREMENT_ON_BRANCH, "requirements", 2, "area")
    for base, row in ((CMMM, 2), (CMMM, 51), (DIAGNOSIS, 2)):
        yield _case(base, put("cells", row, "empty", "yes"), Code.CELL_NOT_EMPTY, "cells", row, "empty")
    for row in (5, 6, 11):
        yield _case(CMMM, put("cells", row, "empty", "no"), Code.CELL_UNMARKED, "cells", row, "empty")
    yield _case(TINY, drop("cells"), Code.CELL_UNMARKED, "cells", None, None)
    for base, row, keys in ((CMMM, 2, "BCD"), (CMMM, 119, "BCD"), (DIAGNOSIS, 80, "ABCD"), (TINY, 4, "ABC")):
        yield _case(base, together(*_cleared(base, row, keys)), Code.OPTION_MISSING, "questions", row, None)
    for row, mark in ((3, "0.9"), (4, "0.4")):
        yield replace(_case(CMMM, put("scale", row, "mark", mark), Code.MARKS_OUT_OF_ORDER, "scale", None, "mark"), note=mark)
    yield _case(DIAGNOSIS, put("scale", 3, "mark", "0"), Code.MARKS_EQUAL, "scale", None, "mark")


def _cleared(base: str, row: int, columns: str) -> Iterator[Edit]:
    known = tables(base)["questions"][0]
    return (put("questions", row, name, "") for key in columns for name in (key, f"{key}@en") if name in known)


def _texts() -> Iterator[Case]:
    for base, row in ((CMMM, 3), (CMMM, 30), (DIAGNOSIS, 80)):
        table = tables(base)["questions"]
        stem = table[1][table[0].index("stem")]
        yield _case(base, put("questions", row, "stem", f" {stem} "), Code.TEXT_DUPLICATE, "questions", row, "stem")
    for base, row, first, second in ((CMMM, 2, "A", "D"), (CMMM, 236, "B", "C"), (DIAGNOSIS, 40, "A", "E")):
        table = tables(base)["questions"]
        text = table[row - 1][table[0].index(first)]
        yield _case(base, put("questions", row, second, text), Code.TEXT_DUPLICATE, "questions", row, second)
    for base, row in ((CMMM, 236), (DIAGNOSIS, 2), (TINY, 4)):
        for column, code in (("explanation", Code.EXPLANATION_MISSING), ("evidence", Code.EVIDENCE_MISSING)):
            both = [name for name in (column, f"{column}@en") if name in tables(base)["questions"][0]]
            yield _case(base, together(*(put("questions", row, name, "") for name in both)), code, "questions", row, column)
    yield from _long_cards()
    same = together(
        *(put("questions", 6, column, text) for column, text in (("requirement", "plan.L2.a"), ("C", ""), ("C@en", ""))),
        drop_row("requirements", 6),
    )
    yield _case(TINY, same, Code.OPTIONS_REPEATED, "questions", 6, "A")


def _long_cards() -> Iterator[Case]:
    """Every text just as long as it may be, and all of them together too long."""
    own = (("explanation", 900), ("example", 600), ("evidence", 400), ("stem", 200))
    translated = (("explanation@en", 1800), ("example@en", 1200), ("evidence@en", 800), ("stem@en", 400))
    for base, row in ((CMMM, 2), (CMMM, 236), (DIAGNOSIS, 41)):
        texts = {**dict(own), **dict(translated)}
        long = together(*(put("questions", row, column, ("x" if "@" in column else "例") * length) for column, length in texts.items()))
        second = () if base == CMMM else (_add_setting("languages", "zh,en"),)
        yield _case(base, together(long, *second), Code.CARD_TOO_LONG, "questions", row, None)


def _translations() -> Iterator[Case]:
    for row in (2, 30):
        yield _case(CMMM, put("questions", row, "evidence@en", ""), Code.TRANSLATION_MISSING, "questions", row, "evidence@en")
    yield _case(TINY, put("indicators", 2, "hint@en", ""), Code.TRANSLATION_MISSING, "indicators", 2, "hint@en")
    for row in (2, 3):
        yield _case(
            TINY, together(*(put("levels", row, column, "") for column in TEXTS_OF_LEVELS)), Code.ROWS_UNTRANSLATED, "levels", row, None
        )
    yield _case(CMMM, put("kinds", 2, "name@en", ""), Code.ROWS_UNTRANSLATED, "kinds", 2, None)
    yield _case(CMMM, put("bank", SETTINGS["languages"], "value", "zh,en,fr"), Code.LANGUAGE_UNUSED, "bank", None, "value")
    yield _case(DIAGNOSIS, _add_setting("languages", "zh,en"), Code.LANGUAGE_UNUSED, "bank", None, "value")


def _add_setting(name: str, text: str) -> Edit:
    def edit(given: Tables) -> None:
        table = given["bank"]
        row = next((row for row, line in enumerate(table, start=1) if line[0] == name), len(table) + 1)
        table[row - 1 : row] = [[name, text, *[""] * (len(table[0]) - 2)]]

    return edit


def _words() -> Iterator[Case]:
    for row in (3, 6):
        yield _case(
            TINY,
            together(put("questions", 2, "D", "设备都有人管"), put("questions", row, "explanation", "设备的计划也算，装备的不算")),
            Code.TERMS_VARY,
            "questions",
            row,
            "explanation",
        )
    for base, row, text in ((CMMM, 2, "写下来才算，见 5.9.9"), (CMMM, 236, "参见L9-9.9"), (DIAGNOSIS, 40, "同 9.9.9")):
        yield _case(base, put("questions", row, "explanation", text), Code.CLAUSE_UNKNOWN, "questions", row, "explanation")
