"""What can be wrong with a file that describes a broadcast or a standing reminder: each with its place, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

LIKENESS = 0.6
"""From here on a choice is named as the one that was meant."""


class Wrong(StrEnum):
    """The kinds of problems."""

    SYNTAX = "syntax"
    KEY = "key"
    MISSING = "missing"
    TABLE = "table"
    TEXT = "text"
    LONG = "long"
    WHOLE = "whole"
    FLAG = "flag"
    CHOICE = "choice"
    NAME = "name"
    SEVERAL = "several"
    DATE = "date"
    MOMENT = "moment"
    MINUTE = "minute"
    FIELD = "field"
    DOUBLE = "double"
    SERIES = "series"
    FILE = "file"
    UNWELCOME = "unwelcome"
    TOO_LARGE = "too_large"


_WORDS: dict[Wrong, tuple[str, str]] = {
    Wrong.SYNTAX: ("这不是能读的 TOML 文件（{value}）。请改正后再试。", "This is not readable TOML ({value}). Correct it and try again."),
    Wrong.KEY: ("没有“{value}”这一项。{help_zh}", "There is no key “{value}”. {help_en}"),
    Wrong.MISSING: ("缺少这一项。请补上。", "It is missing. Add it."),
    Wrong.TABLE: ("这里要写一组项目，不是单个值。", "A table of keys is needed here, not a single value."),
    Wrong.TEXT: ("要写一段不为空的文字，并放在引号里。", "A text in quotes is needed, and not an empty one."),
    Wrong.LONG: ("文字太长，最多 {value} 个字。请缩短。", "The text is too long; at most {value} characters. Shorten it."),
    Wrong.WHOLE: ("“{value}”不在允许的整数范围内：{help_zh}。", "“{value}” is not a whole number in the range {help_en}."),
    Wrong.FLAG: ("“{value}”要改成 true 或 false。", "“{value}” should be true or false."),
    Wrong.CHOICE: ("“{value}”不在可选的值里。{help_zh}", "“{value}” is none of the choices. {help_en}"),
    Wrong.NAME: ("没有叫“{value}”的。{help_zh}", "Nothing is called “{value}”. {help_en}"),
    Wrong.SEVERAL: ("“{value}”不止一个，请改用代码：{help_zh}", "More than one is called “{value}”; use the id: {help_en}"),
    Wrong.DATE: ("“{value}”不是日期。请写成 2026-11-30。", "“{value}” is no date. Write it as 2026-11-30."),
    Wrong.MOMENT: (
        "“{value}”不是时间。请写成 2026-11-30T09:00:00（上海时间）。",
        "“{value}” is no time. Write it as 2026-11-30T09:00:00 (Shanghai).",
    ),
    Wrong.MINUTE: ("“{value}”不是一天里的时间。请写成 09:00。", "“{value}” is no time of the day. Write it as 09:00."),
    Wrong.FIELD: ("没有“{value}”这个字段。{help_zh}", "There is no field “{value}”. {help_en}"),
    Wrong.DOUBLE: ("“{value}”出现了两次。请各用不同的代号。", "“{value}” stands twice. Give each its own id."),
    Wrong.SERIES: (
        "“{value}”只发一次。常设提醒要重复：week、month、deadline、idle 或 finished。",
        "“{value}” comes only once. A standing reminder repeats: week, month, deadline, idle or finished.",
    ),
    Wrong.FILE: (
        "读不到文件“{value}”。请写相对于本文件的路径。",
        "The file “{value}” cannot be read. Give its path relative to this file.",
    ),
    Wrong.UNWELCOME: (
        "文件“{value}”的类型不能发送。请用图片、PDF、Office 文件、CSV 或文本。",
        "The file “{value}” is of a type that is not sent; use a picture, PDF, office file, CSV or text.",
    ),
    Wrong.TOO_LARGE: ("文件“{value}”太大，最多 20 MB。", "The file “{value}” is too large; at most 20 MB."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something wrong at a place (`reminder 2, when.steps`); `choices` are what could stand there."""

    wrong: Wrong
    place: str
    value: str = ""
    choices: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        """The place, what is wrong there, and what to do."""
        words = _WORDS[self.wrong][language == "en"]
        said = words.format(value=self.value, help_zh=self._help("可以写：", "、"), help_en=self._help("Possible: ", ", "))
        mark = ": " if language == "en" else "："
        return f"{self.place}{mark}{said.strip()}" if self.place else said.strip()

    def _help(self, before: str, between: str) -> str:
        if self.wrong is Wrong.WHOLE:
            return "–".join(self.choices)
        near = get_close_matches(self.value, self.choices, 3, LIKENESS)
        shown = near or self.choices[:12]
        rest = "…" if not near and len(self.choices) > len(shown) else ""
        return f"{before}{between.join(shown)}{rest}" if shown else ""


class Unfit(Exception):
    """A value that cannot stand where it stands, with everything that is wrong in it."""

    def __init__(self, *problems: FileProblem) -> None:
        super().__init__(*(problem.wrong for problem in problems))
        self.problems = problems
