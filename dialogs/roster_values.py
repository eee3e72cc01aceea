"""The cells of a roster, one by one: text -> the value that is kept, and what is wrong with it.

An unreadable cell becomes the empty string, so that the rest is still looked at. Nothing is guessed: a name that is nearly right is
suggested, not taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from dialogs import answers
from dialogs.answers import LONGEST_NAME, Unreadable
from dialogs.credit_code import ALPHABET, CodeFault, fault_of
from dialogs.refusals import Refusal
from dialogs.registers import DISTRICTS, INDUSTRIES, Entry, search
from dialogs.roster_columns import COLUMN_OF, Field
from dialogs.roster_problems import RosterCode, RosterProblem
from question_bank.problems import suggest

Place = tuple[str, int | None, str | None]

FORMER = {"南汇区": "浦东新区", "卢湾区": "黄浦区", "闸北区": "静安区"}
"""Districts that were merged into others; old lists still have them."""

NEAR = 0.6
"""Two of the three characters of a district's name."""

NEAR_NAME = 0.8
"""One of the five characters of an industry's name is wrong."""

SUGGESTIONS = 50
"""How many unknown industries get a suggestion, which is slow; past this many the wrong column was chosen."""

CODED = re.compile(r"([a-t]?)(\d{2})\d{0,2}(?!\d)[\s.、:-]*(.*)")


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _district_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for entry in DISTRICTS:
        short = entry.zh.removesuffix("区")
        for name in (entry.zh, short, short.removesuffix("新"), entry.en, f"{entry.en} District", f"{entry.en} New Area", entry.id):
            names[_plain(name)] = entry.id
    return names


DISTRICT_NAMES = _district_names()
INDUSTRY_NAMES: Mapping[str, str] = {
    _plain(name): entry.id for entry in INDUSTRIES for name in (entry.zh, entry.zh.removesuffix("业"), entry.en, f"{entry.zh}行业")
}
INDUSTRY_NUMBERS: Mapping[str, Entry] = {entry.id[1:]: entry for entry in INDUSTRIES}


@dataclass(slots=True)
class Values:
    """Reads the cells of a roster and keeps what is wrong with them; a cell `told` of already is not told of again."""

    told: Collection[Place]
    problems: list[RosterProblem] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    suggested: int = 0

    def take(self, wanted: Field, sheet: str, row: int, column: str, written: str) -> str:
        """The value of one cell, or the empty string if there is none that can be used."""
        cell = _Cell(sheet, row, column, written, self)
        if not written:
            if COLUMN_OF[wanted].required:
                cell.report(RosterCode.ROSTER_VALUE_REQUIRED)
            return ""
        return READERS.get(wanted, _Cell.name)(cell)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell and how each kind of field reads it."""

    sheet: str
    row: int
    column: str
    written: str
    values: Values

    def report(self, code: RosterCode, **params: str) -> str:
        """Keeps a problem of this cell; gives the empty string, which is then its value."""
        place = (self.sheet, self.row, self.column)
        if place not in self.values.told:
            self.values.problems.append(RosterProblem(code, *place, {"value": self.written, **params}))
        return ""

    def name(self) -> str:
        try:
            return answers.clean(self.written, LONGEST_NAME)
        except Unreadable as error:
            if error.code is Refusal.TEXT_TOO_LONG:
                return self.report(RosterCode.ROSTER_TEXT_TOO_LONG, length=str(len(self.written)), limit=str(LONGEST_NAME))
            return self.report(RosterCode.ROSTER_TEXT_UNSAFE)

    def code(self) -> str:
        code = answers.credit_code(self.written)
        match fault_of(code):
            case CodeFault.LENGTH:
                return self.report(RosterCode.ROSTER_CODE_LENGTH, length=str(len(code)))
            case CodeFault.ALPHABET:
                wrong = "".join(dict.fromkeys(character for character in code if character not in ALPHABET))
                return self.report(RosterCode.ROSTER_CODE_ALPHABET, wrong=wrong)
            case CodeFault.CHECK:
                self.values.doubtful.add(code)
                self.report(RosterCode.ROSTER_CODE_CHECK)
        return code

    def mobile(self) -> str:
        try:
            return answers.mobile(self.written)
        except Unreadable:
            return self.report(RosterCode.ROSTER_MOBILE_UNREADABLE)

    def district(self) -> str:
        plain = _plain(self.written).removeprefix("上海市").removeprefix("上海")
        if found := DISTRICT_NAMES.get(plain):
            return found
        names = [entry.zh for entry in DISTRICTS]
        full = plain if plain.endswith("区") else f"{plain[:-1] if plain.endswith('县') else plain}区"
        near = FORMER.get(full) or suggest(full, names, NEAR) or suggest(plain, [entry.en for entry in DISTRICTS])
        return self.report(RosterCode.ROSTER_DISTRICT_UNKNOWN, choices=" / ".join(names), suggestion=near)

    def industry(self) -> str:
        plain = _plain(self.written)
        if found := INDUSTRY_NAMES.get(plain):
            return found
        if coded := CODED.fullmatch(plain):
            letter, number, rest = coded.groups()
            entry = INDUSTRY_NUMBERS.get(number)
            if entry and letter in {"", entry.id[0].lower()} and INDUSTRY_NAMES.get(rest, entry.id) == entry.id:
                return entry.id
        return self.report(RosterCode.ROSTER_INDUSTRY_UNKNOWN, suggestion=self._near_industry(plain))

    def _near_industry(self, plain: str) -> str:
        self.values.suggested += 1
        if self.values.suggested > SUGGESTIONS:
            return ""
        mentioned = search(INDUSTRIES, plain) if len(plain) > 1 else ()
        if len(mentioned) == 1:
            return f"{mentioned[0].id} {mentioned[0].zh}"
        near = INDUSTRY_NAMES.get(suggest(plain, INDUSTRY_NAMES, NEAR_NAME), "")
        return next((f"{entry.id} {entry.zh}" for entry in INDUSTRIES if entry.id == near), "")


READERS: Mapping[Field, Callable[[_Cell], str]] = {
    Field.CODE: _Cell.code,
    Field.MOBILE: _Cell.mobile,
    Field.DISTRICT: _Cell.district,
    Field.INDUSTRY: _Cell.industry,
}
"""All else is a name."""
