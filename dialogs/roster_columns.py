"""The columns of a roster, and by which headings they are known: official names, usual ones, English; any order, any width of letters.

A heading may carry remarks in brackets, an asterisk, or lines of its own (`*手机号（选填）`). What is not known is not guessed at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from question_bank.grids import MAX_HEAD, Lines

BRACKETED = re.compile(r"\([^)]*\)|\[[^]]*\]|<[^>]*>|【[^】]*】")
NO_LETTER = re.compile(r"[\W_]+")


class Field(StrEnum):
    """One thing that a roster says about an enterprise."""

    NAME = "name"
    CODE = "code"
    DISTRICT = "district"
    INDUSTRY = "industry"
    CONTACT = "contact"
    MOBILE = "mobile"
    STREET = "street"
    PARK = "park"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class RosterColumn:
    """A field's column: its heading in the template, other headings for it (the likelier first), and how to fill it in."""

    field: Field
    zh: str
    en: str
    aliases: tuple[str, ...]
    hint_zh: str
    hint_en: str
    width: int
    required: bool = False

    def heading(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def hint(self, language: str) -> str:
        return self.hint_en if language == "en" else self.hint_zh


def _column(field: Field, names: str, aliases: str, hints: tuple[str, str], width: int, *, required: bool = False) -> RosterColumn:
    zh, en = names.split("|")
    return RosterColumn(field, zh, en, tuple(aliases.split("|")), *hints, width, required)


COLUMNS = (
    _column(
        Field.NAME,
        "企业名称|Enterprise",
        "单位名称|公司名称|企业全称|企业|单位|公司|名称|name|enterprise name|company|company name",
        ("营业执照上的全称。", "The full name on the business licence."),
        36,
        required=True,
    ),
    _column(
        Field.CODE,
        "统一社会信用代码|Credit code",
        "社会信用代码|统一信用代码|信用代码|统一社会信用代码证号|unified social credit code|uscc|code",
        ("18 位，数字和大写字母。", "18 digits and capital letters."),
        26,
        required=True,
    ),
    _column(
        Field.DISTRICT,
        "所属区|District",
        "所在区|区县|所属区县|所在区县|行政区|区|district name",
        ("从下拉列表选，也可以写 6 位区划代码；“区”字可省略。", "Choose from the list, or write the six-digit code."),
        14,
    ),
    _column(
        Field.INDUSTRY,
        "行业|Industry",
        "所属行业|行业大类|行业代码|行业类别|国民经济行业|industry code",
        ("国标行业大类：从下拉列表选，或写代码（如 C36）、全称。", "A division of GB/T 4754: from the list, by code or full name."),
        44,
    ),
    _column(
        Field.CONTACT,
        "联系人|Contact",
        "联系人姓名|企业联系人|姓名|contact person|contact name",
        ("负责填报的人。", "The person who will answer."),
        12,
    ),
    _column(
        Field.MOBILE,
        "手机号|Mobile",
        "手机|手机号码|联系手机|移动电话|联系人手机|联系电话|联系方式|电话|mobile phone|phone|cell phone|telephone",
        ("11 位；空格、横线、+86 都可以。", "Eleven digits; blanks, hyphens and +86 are fine."),
        18,
    ),
    _column(Field.STREET, "街道/镇|Street or town", "街道|镇|街镇|乡镇|所属街镇|所在街道|street|town", ("可以不填。", "Optional."), 18),
    _column(Field.PARK, "园区|Park", "所属园区|所在园区|产业园区|工业园区|开发区|industrial park", ("可以不填。", "Optional."), 24),
    _column(Field.GROUP, "集团|Group", "所属集团|企业集团|集团公司|group name|group company", ("可以不填。", "Optional."), 24),
)

COLUMN_OF: Mapping[Field, RosterColumn] = {column.field: column for column in COLUMNS}


def folded(heading: str) -> str:
    """A heading as it is compared: half-width lower case letters, without brackets, marks and blanks.

    >>> folded("* 手机号（选填）：")
    '手机号'
    """
    return NO_LETTER.sub("", BRACKETED.sub("", unicodedata.normalize("NFKC", heading).casefold()))


MEANT: Mapping[str, tuple[Field, int]] = {
    folded(name): (column.field, rank) for column in COLUMNS for rank, name in enumerate((column.zh, column.en, *column.aliases))
}
"""Which field a heading means, and how likely it is the one meant if there are several."""


def meant_by(heading: str) -> tuple[Field, int] | None:
    """The field that a heading means and the rank of the name; nothing for a heading that is not known."""
    for part in (heading, *heading.split("\n")):
        if found := MEANT.get(folded(part)):
            return found
    return None


def head_of(lines: Lines) -> int:
    """The row (from 1) that names the columns: the first that names two fields, since titles and notes may stand above; else row 1."""
    rows = enumerate(lines[:MAX_HEAD], start=1)
    return next((number for number, line in rows if len(_fields(line)) > 1), 1)


def _fields(headings: Sequence[str]) -> set[Field]:
    return {found[0] for heading in headings if heading and (found := meant_by(heading))}
