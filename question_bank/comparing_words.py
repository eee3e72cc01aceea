"""Changes between two banks (or other tables) as lines that a reader understands, and as a workbook. Says only what `comparing` found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from question_bank.bank_headings import HEADINGS, SHEET_NAMES, Heading
from question_bank.comparing import Change, Deed, compare
from question_bank.model import Bank, Text
from question_bank.problem_words import two
from question_bank.problems import shown
from question_bank.sheets import Row, Sheet, column_name
from question_bank.workbook_writing import ColumnStyle, SheetStyle, Workbook

QUOTED = 36
"""How many characters of a text before and after are quoted in a line."""

LISTED = 12
"""How many lines of one group are written out; the workbook has all."""

GROUPS: Mapping[str, Text] = {
    "questions": two("题目", "Questions"),
    "areas": two("能力域与权重", "Areas and weights"),
    "other": two("其他", "Other"),
}
"""What the changes are grouped by; the last takes the sheets that have no group of their own."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind of table calls its things: groups of sheets, the sheets and columns, and some columns by words of their own."""

    groups: Mapping[str, Text]
    sheets: Mapping[str, tuple[str, str]]
    headings: Mapping[tuple[str, str], Heading]
    columns: Mapping[str, Text]
    option: str = ""

    def group(self, sheet: str) -> str:
        """The group that a sheet's changes are told in."""
        return sheet if sheet in self.groups else OTHER


NOTHING = two("没有变化。", "Nothing has changed.")
COUNTS: tuple[tuple[Deed, bool, Text], ...] = (
    (Deed.ADDED, False, two("新增 {}", "{} added")),
    (Deed.REMOVED, False, two("删除 {}", "{} removed")),
    (Deed.CHANGED, True, two("改了意思 {}", "{} changed in meaning")),
    (Deed.CHANGED, False, two("只改文字 {}", "{} reworded")),
    (Deed.MOVED, False, two("调了顺序", "reordered")),
)
"""What is counted of a group: things, not cells. A thing that changed in meaning is not counted as reworded as well."""

LINES: Mapping[Deed, Text] = {
    Deed.ADDED: two("＋ {thing}", "+ {thing}"),
    Deed.REMOVED: two("－ {thing}", "- {thing}"),
    Deed.CHANGED: two("{mark} {thing}　{column}：{before} → {after}", "{mark} {thing}  {column}: {before} -> {after}"),
    Deed.MOVED: two("↕ 顺序从“{thing}”起不同", '~ order differs from "{thing}" on'),
}
MARKS = {True: two("！", "!"), False: two("·", "·")}
EMPTY = two("（空）", "(empty)")
MORE = two("……还有 {} 处", "... and {} more")
COLON = two("：", ": ")
COMMA = two("，", ", ")
COLUMN_NAMES: Mapping[str, Text] = {"marks": two("得分", "marks")}
OF_BANKS = Wording(GROUPS, SHEET_NAMES, HEADINGS, COLUMN_NAMES, option="选项 ")


def changes_in_words(changes: Iterable[Change], language: str, wording: Wording = OF_BANKS) -> tuple[str, ...]:
    """A line of counts for each group, and under it the first changes, those of meaning first. `！` marks a change of meaning."""
    grouped = _grouped(changes, wording)
    if not grouped:
        return (NOTHING.in_(language),)
    return tuple(line for group, found in grouped.items() for line in _group(wording.groups[group], found, language, wording))


def counts(changes: Iterable[Change]) -> Mapping[tuple[Deed, bool], int]:
    """How many things were added, removed, changed in meaning or only in words, moved; the key is as in `COUNTS`."""
    things: dict[tuple[str, str, Deed], bool] = {}
    for change in changes:
        thing = (change.sheet, change.key, change.deed)
        things[thing] = things.get(thing, False) or (change.meaning and change.deed is Deed.CHANGED)
    return Counter((deed, meaning) for (_, _, deed), meaning in things.items())


def _grouped(changes: Iterable[Change], wording: Wording) -> Mapping[str, Sequence[Change]]:
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(wording.group(change.sheet), []).append(change)
    return {group: found[group] for group in wording.groups if group in found}


def _group(group: Text, changes: Sequence[Change], language: str, wording: Wording) -> Iterator[str]:
    counted = counts(changes)
    told = (text.in_(language).format(counted[deed, meaning]) for deed, meaning, text in COUNTS if (deed, meaning) in counted)
    yield group.in_(language) + COLON.in_(language) + COMMA.in_(language).join(told)
    ordered = sorted(changes, key=lambda change: not change.meaning)
    yield from (_line(change, language, wording) for change in islice(ordered, LISTED))
    if len(ordered) > LISTED:
        yield MORE.in_(language).format(len(ordered) - LISTED)


def _line(change: Change, language: str, wording: Wording) -> str:
    told = LINES[change.deed].in_(language)
    return told.format(
        mark=MARKS[change.meaning].in_(language),
        thing=_thing(change, language, wording),
        column=column_words(change.sheet, change.column, language, wording),
        before=_quoted(change.before, language),
        after=_quoted(change.after, language),
    )


def _thing(change: Change, language: str, wording: Wording) -> str:
    sheet = "" if change.sheet in wording.groups else (wording.sheets[change.sheet][0] if language == "zh" else change.sheet) + " "
    name = f" {shown(change.name, QUOTED)}" if change.name not in {"", change.key} else ""
    return f"{sheet}{shown(change.key)}{name}"


def _quoted(text: str, language: str) -> str:
    return f"“{shown(text, QUOTED)}”" if text else EMPTY.in_(language)


def column_words(sheet: str, column: str, language: str, wording: Wording = OF_BANKS) -> str:
    """What a column is called: in Chinese by the headings of the workbook, else by its own name. An option is called by its key."""
    parts = column_name(column)
    if language != "zh":
        return wording.columns[column].in_(language) if column in wording.columns else column
    known = wording.headings.get((sheet, parts.name)) or wording.headings.get(("", parts.name))
    name = (
        wording.columns[column].base
        if column in wording.columns
        else known.zh
        if known
        else f"{wording.option}{parts.name}"
        if column
        else ""
    )
    return name + (f"·{parts.kind}" if parts.kind else "") + (f"（{parts.language}）" if parts.language else "")


# -- the workbook ------------------------------------------------------------------------------------------------------

OVERVIEW = "总览"
DEEDS: Mapping[Deed, str] = {Deed.ADDED: "新增", Deed.REMOVED: "删除", Deed.CHANGED: "修改", Deed.MOVED: "调序"}
WIDTHS: Mapping[str, int] = {"变化": 8, "表": 14, "编号": 30, "名称": 36, "哪一项": 18, "原来": 50, "现在": 50, "意思变了": 10}
OVERVIEW_WIDTHS: Mapping[str, int] = {"项目": 22, "内容": 60, "新增": 8, "删除": 8, "改了意思": 10, "只改文字": 10, "调序": 8}


def comparison_workbook(old: Bank, new: Bank) -> Workbook:
    """All changes from `old` to `new`: an overview, then one sheet for each group. Texts are quoted whole."""
    return workbook_of_changes(compare(old, new), _titled(old), _titled(new), OF_BANKS)


def workbook_of_changes(changes: Iterable[Change], old: str, new: str, wording: Wording) -> Workbook:
    """Likewise of any two tables, with what each is called."""
    grouped = _grouped(changes, wording)
    listed = (_listed(name.base, grouped.get(group, ()), wording) for group, name in wording.groups.items())
    sheets = [_overview(old, new, grouped, wording), *listed]
    styles = {sheet.name: _style(OVERVIEW_WIDTHS if sheet.name == OVERVIEW else WIDTHS) for sheet in sheets}
    return Workbook({sheet.name: sheet for sheet in sheets}, styles)


def _style(widths: Mapping[str, int]) -> SheetStyle:
    return SheetStyle({column: ColumnStyle(width=width) for column, width in widths.items()})


def _overview(old: str, new: str, grouped: Mapping[str, Sequence[Change]], wording: Wording) -> Sheet:
    rows = [{"项目": "原来", "内容": old}, {"项目": "现在", "内容": new}]
    for group, name in wording.groups.items():
        counted = counts(grouped.get(group, ()))
        cells = zip(("新增", "删除", "改了意思", "只改文字", "调序"), COUNTS, strict=True)
        rows.append({"项目": name.base, **{column: str(counted.get((deed, meaning), 0)) for column, (deed, meaning, _) in cells}})
    return Sheet(OVERVIEW, tuple(OVERVIEW_WIDTHS), tuple(Row(number, cells) for number, cells in enumerate(rows, start=2)))


def _titled(bank: Bank) -> str:
    return f"{bank.title.base}  {bank.id} {bank.version}"


def _listed(name: str, changes: Sequence[Change], wording: Wording) -> Sheet:
    rows = (Row(number, _cells(change, wording)) for number, change in enumerate(changes, start=2))
    return Sheet(name, tuple(WIDTHS), tuple(rows))


def _cells(change: Change, wording: Wording) -> Mapping[str, str]:
    cells = {
        "变化": DEEDS[change.deed],
        "表": wording.sheets[change.sheet][0],
        "编号": change.key,
        "名称": change.name,
        "哪一项": column_words(change.sheet, change.column, "zh", wording),
        "原来": change.before,
        "现在": change.after,
        "意思变了": "是" if change.meaning else "否",
    }
    return {column: text for column, text in cells.items() if text}
