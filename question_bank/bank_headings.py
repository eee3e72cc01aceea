"""What the columns of a bank are called in Chinese, and a word of advice on each, for the workbook that an admin edits.

The names that count are those of `layout`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its Chinese name, a hint in both languages, and how wide it is."""

    zh: str
    hint: str = ""
    width: int = 14
    number: bool = False
    required: bool = False


def _hint(zh: str, en: str) -> str:
    return f"{zh}\n{en}"


_YES_NO = _hint("填 yes 或 no（是、否也可以）。", "yes or no.")
_ID = _hint("编号，答案和别的表都引用它：发布后不要改。", "The id that answers and other sheets refer to: do not change it once published.")
_SURE = _hint("有多大把握，0 到 1。", "How sure this is, 0 to 1.")

HEADINGS: Mapping[tuple[str, str], Heading] = {
    ("bank", "setting"): Heading("设置", _hint("设置的名字，不要改。", "The setting's name; leave it as it is."), 14, required=True),
    ("bank", "value"): Heading("内容", width=70, required=True),
    ("scale", "key"): Heading("选项", _hint("选项的字母。", "The option's letter."), 8, required=True),
    ("scale", "mark"): Heading("得分", _hint("0 到 1，逐项升高。", "0 to 1, rising."), 8, number=True, required=True),
    ("bands", "low"): Heading(
        "起点", _hint("总分从几分起算这一级。", "From which total this level counts."), 8, number=True, required=True
    ),
    ("levels", "gist"): Heading("要点", _hint("一句话说明这一级。", "This level in one sentence."), 40),
    ("levels", "opening"): Heading("开场白", _hint("进入这一级时说的话。", "What is said when the level begins."), 50),
    ("levels", "materials"): Heading("备用材料", _hint("答题前可以准备的材料。", "What to have at hand."), 50),
    ("areas", "parent"): Heading("上级", _hint("上级能力域的编号；最上一层留空。", "The id of the area above; empty at the top."), 22),
    ("areas", "number"): Heading("序号", _hint("给人看的编号，如 5.4。", "The number people see, such as 5.4."), 8),
    ("areas", "heading"): Heading(
        "是否标题", _hint("对话按它分组出题。", "Questions are grouped by it.") + "\n" + _YES_NO, 10, required=True
    ),
    ("areas", "tailorable"): Heading(
        "可否裁剪", _hint("企业没有这项业务时可以去掉。", "May be left out.") + "\n" + _YES_NO, 10, required=True
    ),
    ("areas", "weight"): Heading(
        "权重", _hint("在上级里占百分之几；同级之和为 100。", "Percent inside the parent; siblings add up to 100."), 20, number=True
    ),
    ("areas", "confidence"): Heading("权重可信度", _SURE, 22, number=True),
    ("areas", "presence"): Heading("裁剪的问法", _hint("正面地问有没有这项业务。", "Asks, positively, whether there is such work."), 40),
    ("cells", "empty"): Heading(
        "没有要求", _hint("标准在此没有要求。", "The standard asks nothing here.") + "\n" + _YES_NO, 10, required=True
    ),
    ("cells", "note"): Heading("备注", width=50),
    ("requirements", "letter"): Heading("条款", _hint("标准里的 a、b、c。", "a, b, c in the standard."), 8),
    ("requirements", "topic"): Heading(
        "要求主题", _hint("用自己的话概括，不抄标准原文。", "In our own words, not the standard's."), 46, required=True
    ),
    ("questions", "number"): Heading("题号", _hint("给人看的题号；不填就用编号。", "The number people see; the id if empty."), 9),
    ("questions", "requirement"): Heading(
        "对应要求", _hint("requirements 表里的编号。", "An id of the sheet requirements."), 34, required=True
    ),
    ("questions", "stem"): Heading("题干", _hint("手机上最多 200 个字。", "At most 200 characters on a phone."), 40, required=True),
    ("questions", "explanation"): Heading(
        "说明", _hint("什么意思，什么不算。", "What is meant, and what does not count."), 50, required=True
    ),
    ("questions", "example"): Heading(
        "举例", _hint("一个具体的例子；可按企业类型各写一个。", "A concrete example; one per enterprise type if need be."), 44
    ),
    ("questions", "evidence"): Heading("可以出示", _hint("两三样材料。", "Two or three things that show it."), 34),
    ("questions", "effort"): Heading(
        "难度", _hint("从第一档做到最后一档要多大力气，1 到 5。", "What it takes to get from first to last option, 1 to 5."), 8, number=True
    ),
    ("questions", "marks"): Heading(
        "本题得分", _hint("与 scale 不同时才填，如 0/0.5/0.8/1。", "Only if they differ from the scale: 0/0.5/0.8/1."), 16
    ),
    ("questions", "taken"): Heading(
        "取自题库",
        _hint(
            "另一个题库的编号：按企业自己在那里的最近结果提示答案。一般不填。",
            "The id of another bank from whose latest own result the answer is suggested. Usually empty.",
        ),
        18,
    ),
    ("indicators", "unit"): Heading("单位", width=10),
    ("indicators", "direction"): Heading(
        "好的方向", _hint("up 越大越好，down 越小越好，none 不分。", "up, down or none."), 10, required=True
    ),
    ("indicators", "low"): Heading(
        "合理下限", _hint("低于它会再问一次。", "Below this it is asked again."), 11, number=True, required=True
    ),
    ("indicators", "high"): Heading(
        "合理上限", _hint("高于它会再问一次。", "Above this it is asked again."), 11, number=True, required=True
    ),
    ("indicators", "hint"): Heading("提示", width=40),
    ("indicators", "formula"): Heading("算法", _hint("用文字写，不是公式。", "In words, not as a formula."), 40),
    ("shares", "year"): Heading("年份", width=9, required=True),
    ("shares", "low"): Heading("从几级", width=9, number=True, required=True),
    ("shares", "high"): Heading("到几级", width=9, number=True, required=True),
    ("shares", "percent"): Heading("占比 %", width=9, number=True, required=True),
    ("shares", "sample"): Heading("样本数", width=10),
    ("mapping", "bank"): Heading(
        "原题库", _hint("另一个题库的编号，或本题库的编号。", "The id of another bank, or of this one."), 20, required=True
    ),
    ("mapping", "version"): Heading("原版本", _hint("不填就是所有版本。", "Every version if empty."), 10),
    ("mapping", "what"): Heading("对应什么", _hint("area 能力域，question 题目。", "area or question."), 10, required=True),
    ("mapping", "from"): Heading("原编号", _hint("在原题库里的编号。", "The id there."), 34, required=True),
    ("mapping", "to"): Heading("现编号", _hint("在本题库里的编号；没有接续的留空。", "The id here; empty if nothing continues it."), 34),
    ("mapping", "note"): Heading("备注", width=50),
    ("", "id"): Heading("编号", _ID, 32, required=True),
    ("", "name"): Heading("名称", width=30, required=True),
    ("", "area"): Heading("能力域", _hint("areas 表里的编号。", "An id of the sheet areas."), 32, required=True),
    ("", "level"): Heading("等级", _hint("几级，只写数字。", "The level's number."), 8, number=True, required=True),
    ("", "confidence"): Heading("可信度", _SURE, 10, number=True),
    ("", "source"): Heading("出处", width=40),
}
"""By sheet and column, without enterprise type and language; those of the sheet "" are the same in every sheet."""

SHEET_NAMES: Mapping[str, tuple[str, str]] = {
    "bank": ("基本设置", "题库的编号、版本、标题、标准、及格线。The bank's id, version, title, standard and threshold."),
    "kinds": ("企业类型", "按类型取权重和举例。Enterprise types; weights and examples go by them."),
    "scale": ("计分档", "选项和它的得分。Option letters and their marks."),
    "bands": ("等级区间", "总分从几分起算哪一级。From which total a level counts."),
    "levels": ("等级", "每级的名称、要点、开场白。Names, gists and openings."),
    "areas": ("能力域", "能力要素、能力域、能力子域的树和权重。The tree of areas and its weights."),
    "cells": ("空格", "标准在哪些格子没有要求。Where the standard asks nothing."),
    "requirements": ("成熟度要求", "每个能力子域、每个等级的要求主题。The topics of the requirements."),
    "questions": ("题目", "题干、选项、说明、举例。Stems, options, explanations, examples."),
    "indicators": ("成效类指标", "只填报，不计分。Reported, never scored."),
    "mapping": ("新旧对应", "原题库的能力域、题目在这里由什么接续。What of other banks lives on here."),
    "shares": ("公布的分布", "用来对照的公开数据，写明出处。Published shares for comparison, with their source."),
}

GUIDE_LINES = (
    "改完保存，把整个文件发给智评助手。有错会逐条指出：哪张表、哪一行、哪一列、怎么改；有一处错误就什么都不会改动。",
    "Save your changes and send the whole file to the assistant. Every problem is named with its cell; with any error nothing changes.",
    "列名有两行：上面是中文，下面的英文是程序认的名字，不要改。灰底的编号已锁定，没有密码；确要修改，先“撤消工作表保护”。",
    "Of the two lines of a heading the second is the name that counts. Ids on grey are locked, without a password.",
    "自己的备注：列名或表名以 # 开头，不会被读。不要用公式、不要合并单元格。题库改了内容，请同时改 bank 表里的 version。",
    "Columns and sheets whose name begins with # are your own notes. No formulas, no merged cells. Change version in the sheet bank.",
)

COLOURS = (
    ("看到什么 Look", "意思", "可不可以改 May it be changed"),
    ("深蓝表头 Dark head", "必填", "这一列每行都要填。Every row needs it."),
    ("浅蓝表头 Pale head", "选填", "可以留空。May stay empty."),
    ("灰底 Grey", "编号", "已锁定：答案和别的表都引用它。Locked: answers and other sheets refer to it."),
    ("白底 White", "内容", "都可以改；有下拉箭头的请从列表里选。Free; choose from the list where there is one."),
    ("表头批注 Comment", "提示", "把鼠标移到表头上，就看到怎么填。Point at a heading to see what belongs there."),
)
"""What the looks of the cells mean; the first line is the heading."""
