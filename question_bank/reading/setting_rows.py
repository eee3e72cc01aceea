"""The rows of a sheet of settings, one setting per row: handed out by name, each with what is wrong with it.

Knows no setting but the languages, which every such sheet has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from question_bank.problems import Code, Problem, suggest
from question_bank.reading.cells import Cells
from question_bank.sheets import Row, Sheet

MOST_LANGUAGES = 8
LONGEST_LANGUAGES = 80
"""Every text is looked for in each of the languages, so there is an end to them."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
LANGUAGE_LENGTH = 8
MAX_VERSION = 32
DRAFT = "draft"
STATES = {DRAFT: DRAFT, "草稿": DRAFT, "ready": ""}
"""What is read is ready for enterprises unless its sheet says otherwise."""


@dataclass(slots=True)
class SettingRows:
    """The rows by setting; asking for a setting that has none is a problem only if it is required."""

    sheet: str
    required: tuple[str, ...]
    rows: Mapping[str, Row]
    others: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)
    asked: list[Cells] = field(default_factory=list)

    def __getitem__(self, setting: str) -> Cells:
        row = self.rows.get(setting)
        cells = Cells(self.sheet, row or Row(0, {}), self.others)
        if row:
            self.asked.append(cells)
        elif setting in self.required:
            self.problems.append(Problem(Code.SETTING_MISSING, self.sheet, params={"setting": setting, "sheet": self.sheet}))
        return cells

    def is_draft(self) -> bool:
        """Whether the setting `state` says that this is not meant for enterprises yet."""
        return self["state"].choice("value", STATES, "") == DRAFT if "state" in self.rows else False

    def languages(self, setting: str, written: tuple[str, ...]) -> tuple[str, ...]:
        """The languages of this setting, each of the right form."""
        cells = self[setting]
        length = len(cells.plain("value", required=True))
        if length > LONGEST_LANGUAGES:
            cells.report(Code.CELL_TOO_LONG, "value", length=str(length), limit=str(LONGEST_LANGUAGES))
        for language in written:
            if language and not LANGUAGE.fullmatch(language):
                cells.report(Code.ID_MALFORMED, "value", value=language, limit=str(LANGUAGE_LENGTH))
        return written

    def met(self) -> Iterator[Problem]:
        """Everything that was wrong so far."""
        yield from self.problems
        yield from (problem for cells in self.asked for problem in cells.problems)


def setting_rows(sheet: Sheet, name: str, required: tuple[str, ...], optional: tuple[str, ...], others: tuple[str, ...]) -> SettingRows:
    """The rows of the sheet called `name` by their setting; an unknown setting is read as the nearest one that is still free."""
    found: dict[str, Row] = {}
    problems: list[Problem] = []
    known = (*required, *optional)
    for row in sheet.rows:
        cells = Cells(name, row)
        setting = cells.plain("setting", required=True)
        if setting and setting not in known:
            near = suggest(setting, [other for other in known if other not in found])
            cells.report(Code.CHOICE_EXPECTED, "setting", value=setting, choices=" / ".join(known), suggestion=near)
            setting = near
        if setting in found:
            cells.report(Code.ID_DUPLICATE, "setting", value=setting, first=str(found[setting].number))
        elif setting:
            found[setting] = row
        problems.extend(cells.problems)
    return SettingRows(name, required, found, others, problems)


def languages_of(sheet: Sheet | None) -> tuple[str, tuple[str, ...]]:
    """The own language and all languages, as far as they can be made out before anything is checked."""
    values = {row.cells.get("setting", ""): row.cells.get("value", "") for row in (sheet.rows if sheet else ())}
    own = values.get("language", "")
    listed = (part.strip() for part in re.split("[,，、]", values.get("languages", "")))
    found = tuple(dict.fromkeys(part for part in listed if part))[:MOST_LANGUAGES]
    return own, found if own in found or not own else (own, *found)
