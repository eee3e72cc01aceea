"""What can be wrong with a roster of enterprises: codes of its own, and their words; the file's own problems keep theirs.

Written for the liaison who filled it in. Codes are stable: one is never renamed or reused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from question_bank.problem_words import Words, error, two, warning
from question_bank.problems import Finding


class RosterCode(StrEnum):
    """Every problem a roster can have; the value of a code is its name."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    ROSTER_MISSING = auto()
    ROSTER_EMPTY = auto()
    ROSTER_SHEET_IGNORED = auto()
    ROSTER_COLUMN_MISSING = auto()
    ROSTER_COLUMN_IGNORED = auto()
    ROSTER_COLUMN_TWICE = auto()
    ROSTER_CELL_BESIDE = auto()
    ROSTER_VALUE_REQUIRED = auto()
    ROSTER_TEXT_TOO_LONG = auto()
    ROSTER_TEXT_UNSAFE = auto()
    ROSTER_CODE_LENGTH = auto()
    ROSTER_CODE_ALPHABET = auto()
    ROSTER_CODE_CHECK = auto()
    ROSTER_CODE_TWICE = auto()
    ROSTER_DISTRICT_UNKNOWN = auto()
    ROSTER_INDUSTRY_UNKNOWN = auto()
    ROSTER_MOBILE_UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class RosterProblem(Finding):
    """A finding about a roster."""

    code: RosterCode

    @property
    def words(self) -> Words:
        return WORDS[self.code]


SHAPE: Mapping[RosterCode, Words] = {
    RosterCode.ROSTER_MISSING: error(
        two("没有找到企业名册：要有一行列名，写着“企业名称”和“统一社会信用代码”。", "No roster was found: one row must name its columns."),
        two("请下载模板，照它的列名填写。", "Download the template and use its column names."),
    ),
    RosterCode.ROSTER_EMPTY: error(
        two("名册里没有企业。", "The roster lists no enterprise."),
        two("请从列名的下一行起，每行填写一家企业。", "Write one enterprise per row, beneath the column names."),
    ),
    RosterCode.ROSTER_SHEET_IGNORED: warning(
        two("“{sheet}”表没有名册的列名，没有读。", 'The sheet "{sheet}" has no column names of a roster and was not read.'),
        two("如果它也是名册，请补上列名。", "If it is a roster too, name its columns."),
    ),
    RosterCode.ROSTER_COLUMN_MISSING: error(
        two("缺少“{column}”列。", 'The column "{column}" is missing.'),
        two("请在列名那一行补上。", "Add it to the row of column names."),
    ),
    RosterCode.ROSTER_COLUMN_IGNORED: warning(
        two("“{column}”列没有读。", 'The column "{column}" was not read.'),
        two("如果要用，请改成模板里的列名；否则不用管。", "If it is meant to count, use the template's name for it."),
    ),
    RosterCode.ROSTER_COLUMN_TWICE: warning(
        two("“{column}”与“{first}”是同一项，只读了“{first}”。", '"{column}" means the same as "{first}"; only "{first}" was read.'),
        two("请合并成一列，或给其中一列改名。", "Merge the two, or rename one."),
    ),
    RosterCode.ROSTER_CELL_BESIDE: warning(
        two("“{value}”所在的列没有列名，没有读。", '"{value}" stands in a column without a name and was not read.'),
        two("如果要用，请写上列名；否则不用管。", "If it is meant to count, name the column."),
    ),
}

VALUES: Mapping[RosterCode, Words] = {
    RosterCode.ROSTER_VALUE_REQUIRED: error(
        two("这里不能为空。", "This cell may not be empty."),
        two("请填写；不是企业的行请删去。", "Fill it in, or delete the row if it is no enterprise."),
    ),
    RosterCode.ROSTER_TEXT_TOO_LONG: error(
        two("这里有 {length} 个字，上限是 {limit} 个。", "This cell has {length} characters; the limit is {limit}."),
        two("请缩短。", "Shorten it."),
    ),
    RosterCode.ROSTER_TEXT_UNSAFE: error(
        two("“{value}”里有看不见的控制字符。", '"{value}" contains an invisible control character.'),
        two("请删去后重新输入这段文字。", "Delete it, or type the text again."),
    ),
    RosterCode.ROSTER_CODE_LENGTH: error(
        two("“{value}”有 {length} 位，统一社会信用代码是 18 位。", '"{value}" has {length} characters; a credit code has 18.'),
        two("请对照营业执照改正。", "Correct it from the business licence."),
    ),
    RosterCode.ROSTER_CODE_ALPHABET: error(
        two("“{value}”里的“{wrong}”不会出现在信用代码里。", 'No credit code contains "{wrong}", but "{value}" does.'),
        two(
            "信用代码只用数字和大写字母，不用 I、O、S、V、Z；请对照营业执照改正。",
            "It uses digits and capital letters except I, O, S, V and Z; correct it from the business licence.",
        ),
    ),
    RosterCode.ROSTER_CODE_CHECK: warning(
        two("“{value}”的校验位对不上。", 'The check digit of "{value}" does not fit.'),
        two("请对照营业执照核对；核对无误可以照用。", "Compare it with the business licence; if it is the same, it may be used."),
    ),
    RosterCode.ROSTER_CODE_TWICE: error(
        two(
            "“{value}”与“{first_sheet}”表第 {first} 行重复（{name}）。",
            '"{value}" stands already in row {first} of "{first_sheet}" ({name}).',
        ),
        two("请删去其中一行，或改正代码。", "Delete one of the two rows, or correct the code."),
    ),
    RosterCode.ROSTER_DISTRICT_UNKNOWN: error(
        two("“{value}”不是上海市的区。", '"{value}" is not a district of Shanghai.'),
        two("请从这些里选一个：{choices}。", "Choose one of: {choices}."),
    ),
    RosterCode.ROSTER_INDUSTRY_UNKNOWN: error(
        two("“{value}”不是 GB/T 4754 的行业大类。", '"{value}" is not a division of GB/T 4754.'),
        two(
            "请写两位代码（如 C36）或大类全称，模板里有下拉列表。",
            "Write its two-digit code, such as C36, or its full name; the template lists them.",
        ),
    ),
    RosterCode.ROSTER_MOBILE_UNREADABLE: error(
        two("“{value}”不是手机号。", '"{value}" is not a mobile number.'),
        two("请写 11 位手机号；座机请删去或另放一列。", "Write the eleven digits; remove a landline or give it a column of its own."),
    ),
}

WORDS: Mapping[RosterCode, Words] = {**SHAPE, **VALUES}
"""The catalogue: one entry per code."""
