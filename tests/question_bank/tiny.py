"""A tiny valid bank as tables, and small edits that spoil one thing in it. Rows are numbered as an author sees them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path

from question_bank.problems import Problem
from question_bank.reading import Reading, read_bank
from question_bank.sheets import Sheets, sheet_of

Table = list[list[str]]
Tables = dict[str, Table]
Edit = Callable[[Tables], None]

TINY = {
    "bank": """setting,value,value@en
id,tiny,
version,1.0.0,
title,小题库,Tiny bank
standard,GB/T 0,
method,GB/T 1,
note,示例,An example
language,zh,
languages,"zh,en",
threshold,0.8,
rescale,proportional,
empty_cell,leave_out,
""",
    "kinds": "id,name,name@en\ndiscrete,离散型,discrete\nprocess,流程型,process\n",
    "scale": "key,mark,name,name@en\nA,0,不满足,not met\nB,0.5,部分满足,partly met\nC,0.8,大部分满足,mostly met\nD,1,全部满足,fully met\n",
    "bands": "level,low,name,name@en\n0,0,未达到一级,below level 1\n1,0.8,一级,level 1\n2,1.8,二级,level 2\n",
    "levels": """level,name,name@en,gist,gist@en,opening,opening@en,materials,materials@en
1,一级,Level 1,规划,planning,看起步,the start,台账,ledger
2,二级,Level 2,规范,rules,看系统,systems,清单,list
""",
    "areas": """id,parent,number,heading,name,name@en,tailorable,weight:discrete,weight:process,confidence:discrete,presence,presence@en
people,,1,是,人员,People,否,40,30,0.9,,
making,,2,yes,制造,Making,no,60,70,0.9,,
making.plan,making,2.1,0,计划,Planning,0,50,100,,,
making.ship,making,2.2,否,物流,Shipping,1,50,,,贵企业有物流吗？,Do you ship?
""",
    "cells": "area,level,empty,confidence,note,note@en\npeople,2,是,0.9,没有要求,nothing asked\n",
    "requirements": """id,area,level,letter,topic,topic@en
people.L1.a,people,1,a,人员培训,staff training
plan.L1.a,making.plan,1,a,生产计划,production plan
ship.L1.a,making.ship,1,a,运输计划,transport plan
plan.L2.a,making.plan,2,a,系统排产,scheduling in a system
ship.L2.a,making.ship,2,a,系统调度,dispatching in a system
""",
    "questions": """id,number,requirement,stem,stem@en,A,A@en,B,B@en,C,C@en,D,D@en,explanation,\
explanation@en,example,example@en,example:process,example:process@en,evidence,evidence@en,effort,marks
L1-1.1,1.1,people.L1.a,有没有培训？,Is there training?,没有,none,偶尔,at times,每年,every year,\
每年并考核,every year with a test,讲过课就算,A class counts,,,,,签到表,attendance,1,
L1-2.1,2.1,plan.L1.a,有没有计划？,Is there a plan?,没有,none,口头,spoken,书面,written,\
书面并更新,written and kept up,写下来才算,Written counts,某厂,a plant,某药厂,a pharma plant,计划表,plan,2,0/0.4/0.8/1
L1-2.2,2.2,ship.L1.a,怎么安排运输？,How is transport arranged?,临时,ad hoc,口头,spoken,书面,written,\
书面并更新,written and kept up,写下来才算,Written counts,某厂,a plant,,,运输表,list,2,
L2-2.1,2.1,plan.L2.a,计划由系统生成吗？,Does a system make the plan?,人工,by hand,部分,in part,,,\
全部,all,系统算出才算,The system's counts,某厂,a plant,,,截图,screenshot,4,
L2-2.2,2.2,ship.L2.a,调度由系统完成吗？,Does a system dispatch?,人工,by hand,部分,in part,多数,mostly,\
全部,all,系统算出才算,The system's counts,某厂,a plant,,,截图,screenshot,,
""",
    "indicators": """id,name,name@en,unit,unit@en,direction,low,high,hint,hint@en,formula,source
output,人均产值提高率,Rise in output per head,%,%,up,-100,500,比上一年,on last year,,示例
""",
    "shares": "year,low,high,percent,sample,source\n2020,0,1,75,12000,示例报告\n2020,2,2,25,12000,示例报告\n",
}


def tables(texts: Mapping[str, str] = TINY) -> Tables:
    """A fresh copy to spoil."""
    return {name: list(csv.reader(io.StringIO(text))) for name, text in texts.items()}


def as_sheets(given: Tables) -> tuple[Sheets, tuple[Problem, ...]]:
    """The tables as sheets, with the problems of their shape."""
    found = [sheet_of(name, table) for name, table in given.items()]
    return {sheet.name: sheet for sheet, _ in found}, tuple(problem for _, problems in found for problem in problems)


def read_tables(given: Tables) -> Reading:
    """Reads tables as the formats do: problems of shape and of meaning together."""
    return read_bank(*as_sheets(given))


def spoilt(*edits: Edit) -> Tables:
    """The tiny bank after these edits."""
    given = deepcopy(tables())
    for edit in edits:
        edit(given)
    return given


def write_tables(given: Tables, folder: Path) -> None:
    """A folder of CSV sheets."""
    for name, table in given.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)


def put(sheet: str, row: int, column: str, text: str) -> Edit:
    """Writes one cell; a column that is not there is added."""

    def edit(given: Tables) -> None:
        table = given[sheet]
        if column not in table[0]:
            table[0].append(column)
        at = table[0].index(column)
        line = table[row - 1]
        line.extend([""] * (at + 1 - len(line)))
        line[at] = text

    return edit


def rename(sheet: str, column: str, new: str) -> Edit:
    """Renames a column."""
    return put(sheet, 1, column, new)


def drop_column(sheet: str, column: str) -> Edit:
    """Removes a column with its cells."""

    def edit(given: Tables) -> None:
        at = given[sheet][0].index(column)
        given[sheet] = [line[:at] + line[at + 1 :] for line in given[sheet]]

    return edit


def add_row(sheet: str, **cells: str) -> Edit:
    """Appends a row; `__` in a name stands for the colon of a column."""
    return lambda given: given[sheet].append([cells.get(column.replace(":", "__"), "") for column in given[sheet][0]])


def drop_row(sheet: str, row: int) -> Edit:
    """Removes a row; the rows below move up."""
    return lambda given: given[sheet].pop(row - 1) and None


def move(sheet: str, new: str) -> Edit:
    """Renames a sheet."""
    return lambda given: given.update({new: given.pop(sheet)})


def drop(sheet: str) -> Edit:
    """Removes a sheet."""
    return lambda given: given.pop(sheet) and None


def empty(sheet: str) -> Edit:
    """Keeps only the column names."""
    return lambda given: given.update({sheet: given[sheet][:1]})


def append_column(sheet: str, name: str, text: str = "") -> Edit:
    """Adds a column at the right, whatever its name, with `text` in its first cell."""

    def edit(given: Tables) -> None:
        given[sheet][0].append(name)
        given[sheet][1].append(text)

    return edit


def together(*edits: Edit) -> Edit:
    """Several edits as one."""

    def edit(given: Tables) -> None:
        for each in edits:
            each(given)

    return edit
