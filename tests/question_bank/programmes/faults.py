"""One fault each in the tiny rule pack, by what an author would have done.

`python -m tests.question_bank.programmes.faults` prints the texts they cause, as recorded in `problems.txt` here.
"""

from __future__ import annotations

from question_bank.problems import Code
from tests.question_bank.programmes.tiny import read_pack_tables, spoilt_pack
from tests.question_bank.tiny import Edit, Tables, add_row, drop, drop_row, empty, move, put, rename, together

LEGAL, FRESH, MONEY, OLD, KIND, MATURE, LEVEL, GUIDANCE, SAFE, ACCIDENT, BREADTH, WIDE, COVER, COUNT = range(2, 16)
"""Rows of the sheet of conditions."""


def _no_must(given: Tables) -> None:
    """Leaves nothing but a condition in principle, and what its fact needs."""
    given["conditions"] = [line for place, line in enumerate(given["conditions"], start=1) if place in {1, MONEY}]


def _no_english(given: Tables) -> None:
    """Clears every English text."""
    for table in given.values():
        english = [place for place, column in enumerate(table[0]) if column.endswith("@en")]
        for line in table[1:]:
            for place in english:
                line[place] = ""


def _nest(given: Tables) -> None:
    """Eleven joins, each below the one before."""
    for number in range(11):
        add_row("conditions", id=f"deep{number}", parent=f"deep{number - 1}" if number else "", clause="一", text="都要", join="all")(given)
    add_row(
        "conditions",
        id="deepest",
        parent="deep10",
        clause="一",
        text="法人",
        mendable="no",
        fact="legal_person",
        operator="is",
        values="yes",
    )(given)


def condition(row: int, **cells: str) -> Edit:
    """Writes some cells of a condition."""
    return together(*(put("conditions", row, column, text) for column, text in cells.items()))


def one_more(**cells: str) -> Edit:
    """One more condition at the end of the sheet."""
    usual = {"id": "more", "clause": "一.9", "text": "再一条", "text@en": "One more", "mendable": "no"}
    return lambda given: given["conditions"].append([{**usual, **cells}.get(column, "") for column in given["conditions"][0]])


FAULTS: dict[str, tuple[Code, Edit]] = {
    "there are no conditions": (Code.SHEET_MISSING, drop("conditions")),
    "the sheet of conditions is empty": (Code.SHEET_EMPTY, empty("conditions")),
    "the name of a sheet is misspelt": (Code.SHEET_UNKNOWN, move("conditions", "condition")),
    "the name of a column is misspelt": (Code.COLUMN_UNKNOWN, rename("conditions", "remedy", "remedies")),
    "a translation to an undeclared language": (Code.LANGUAGE_UNKNOWN, rename("tracks", "name@en", "name@fr")),
    "the notice has no number": (Code.SETTING_MISSING, drop_row("programme", 9)),
    "a setting is misspelt": (Code.CHOICE_EXPECTED, put("programme", 14, "setting", "subjekt")),
    "the notice's day is no day": (Code.DAY_EXPECTED, put("programme", 12, "value", "2025年2月30日")),
    "a window closes never": (Code.CELL_REQUIRED, put("windows", 2, "closes", "")),
    "a window closes some day": (Code.DAY_EXPECTED, put("windows", 2, "closes", "八月中旬")),
    "a window closes before it opens": (Code.WINDOW_REVERSED, put("windows", 2, "opens", "2025-09-01")),
    "two tracks are worth the same": (Code.ID_DUPLICATE, put("tracks", 3, "rank", "1")),
    "what is recognised is unknown": (Code.REFERENCE_UNKNOWN, put("programme", 15, "value", "recognized")),
    "what is recognised is no flag": (Code.VALUE_UNFIT, put("programme", 15, "value", "output")),
    "a source is misspelt": (Code.SOURCE_UNKNOWN, put("facts", 4, "source", "run.levels")),
    "a source does not say of what": (Code.SOURCE_UNKNOWN, put("facts", 4, "source", "indicator")),
    "a source says of what though it need not": (Code.SOURCE_UNKNOWN, put("facts", 4, "source", "run.level:3")),
    "a source gives another kind": (Code.SOURCE_UNFIT, put("facts", 4, "source", "run.finished")),
    "a source is the verdict itself": (Code.SOURCE_OF_ITSELF, put("facts", 9, "source", "programme:tiny-2025")),
    "a choice has no list": (Code.CELL_REQUIRED, put("facts", 7, "choices", "")),
    "a list is misspelt": (Code.REFERENCE_UNKNOWN, put("facts", 7, "choices", "sector")),
    "a list belongs to no fact": (Code.CHOICES_UNUSED, add_row("choices", list="spare", key="a", name="甲", **{"name@en": "A"})),
    "a flag has a unit": (Code.CELL_UNUSED, together(put("facts", 2, "unit", "个"), put("facts", 2, "unit@en", "pieces"))),
    "a text has bounds and choices": (
        Code.CELL_UNUSED,
        together(put("facts", 11, "low", "1"), put("facts", 11, "high", "2"), put("facts", 11, "choices", "scenes")),
    ),
    "bounds are swapped": (Code.RANGE_REVERSED, together(put("facts", 4, "low", "5"), put("facts", 4, "high", "0"))),
    "a fact cannot be asked": (Code.ASK_MISSING, together(put("facts", 2, "ask", ""), put("facts", 2, "ask@en", ""))),
    "a fact is not used": (
        Code.FACT_UNUSED,
        add_row("facts", id="idle", kind="flag", name="闲", ask="闲吗？", **{"name@en": "Idle", "ask@en": "Idle?"}),
    ),
    "a fact that a condition needs is for forms only": (Code.FACT_NEEDED, put("facts", 2, "form_only", "yes")),
    "a condition cites no clause": (Code.CELL_REQUIRED, condition(OLD, clause="")),
    "a condition does not say what to do": (Code.REMEDY_MISSING, condition(OLD, remedy="", **{"remedy@en": ""})),
    "a condition has no operator": (Code.CONDITION_FORM, condition(OLD, operator="", values="")),
    "a condition is a join and a single one": (Code.CONDITION_FORM, condition(MATURE, fact="level", operator=">=", values="3")),
    "a fact is misspelt": (Code.REFERENCE_UNKNOWN, condition(OLD, fact="foundet")),
    "a fact of a condition is unheard of": (Code.REFERENCE_UNKNOWN, condition(OLD, fact="zzz")),
    "an operator is misspelt": (Code.CHOICE_EXPECTED, condition(OLD, operator="age")),
    "an operator does not fit the kind": (Code.OPERATOR_UNFIT, condition(OLD, operator=">=", values="5")),
    "an operator has too many values": (Code.VALUES_COUNT, condition(MONEY, values="1;2")),
    "a condition has no values": (Code.VALUES_COUNT, condition(KIND, values="")),
    "a condition on years has three values": (Code.VALUES_COUNT, condition(OLD, values="5;today;today")),
    "a number is none": (Code.NUMBER_EXPECTED, condition(MONEY, values="一亿")),
    "a flag is neither yes nor no": (Code.VALUE_UNFIT, condition(LEGAL, values="maybe")),
    "years are no number": (Code.WHOLE_NUMBER_EXPECTED, condition(OLD, values="五")),
    "the day of a condition is no day": (Code.DAY_EXPECTED, condition(OLD, values="5;2025-02-30")),
    "a key is misspelt": (Code.VALUE_UNFIT, condition(KIND, values="cars;shipz")),
    "a group is unknown": (Code.VALUE_UNFIT, condition(BREADTH, values="makink")),
    "more choices are counted than there are": (Code.OUT_OF_RANGE, condition(COUNT, values="5")),
    "a join has nothing below it": (Code.JOIN_EMPTY, drop_row("conditions", ACCIDENT)),
    "a join of some does not say how many": (Code.VALUES_COUNT, condition(MATURE, join="some")),
    "a join of some counts no number": (Code.WHOLE_NUMBER_EXPECTED, condition(MATURE, join="some", values="两")),
    "a join of some counts too many": (Code.OUT_OF_RANGE, condition(MATURE, join="some", values="3")),
    "a join of all has a number": (Code.CELL_UNUSED, condition(WIDE, values="2")),
    "a parent is misspelt": (Code.REFERENCE_UNKNOWN, condition(LEVEL, parent="matur")),
    "a parent is a single condition": (Code.PARENT_IS_SINGLE, condition(GUIDANCE, parent="legal")),
    "conditions stand in a circle": (Code.PARENT_LOOP, condition(MATURE, parent="mature")),
    "joins lie too deep": (Code.TREE_TOO_DEEP, _nest),
    "a condition below a join is in principle": (Code.FORCE_NESTED, condition(LEVEL, force="principle")),
    "a condition below a join has another track": (Code.TRACK_NESTED, condition(COUNT, track="plain")),
    "a track is unknown": (Code.REFERENCE_UNKNOWN, condition(BREADTH, track="plane")),
    "nothing must be met": (Code.TRACK_EMPTY, _no_must),
    "two conditions are at odds": (Code.CONDITIONS_CONTRADICT, one_more(fact="founded", operator="from", values="2023-01-01")),
    "two conditions of one track are at odds": (
        Code.CONDITIONS_CONTRADICT,
        one_more(track="fine", fact="scenes", operator="none_of", values="s4"),
    ),
    "a condition is at odds with one that must not be": (
        Code.CONDITIONS_CONTRADICT,
        one_more(fact="accident", operator="is", values="yes"),
    ),
    "three conditions are at odds though no two are": (
        Code.TRACK_UNREACHABLE,
        together(
            condition(MATURE, join="some", values="1"),
            one_more(id="low", fact="level", operator="<", values="2", track="fine"),
            one_more(id="no_guidance", fact="guidance", operator="is", values="no", track="fine"),
        ),
    ),
    "a condition is out of bounds": (Code.CONDITION_NEVER, condition(LEVEL, values="6")),
    "a condition is met by everybody": (Code.CONDITION_ALWAYS, condition(KIND, values="cars;ships;other")),
    "a form has no parts": (Code.FORM_EMPTY, add_row("forms", id="bare", name="空表", format="docx", **{"name@en": "Bare"})),
    "a part names no fact": (Code.REFERENCE_UNKNOWN, put("parts", 4, "fact", "factory_nam")),
    "a part names no form": (Code.REFERENCE_UNKNOWN, put("parts", 4, "form", "inf")),
    "a check is unknown": (Code.CHOICE_EXPECTED, put("rules", 2, "check", "end_with")),
    "a check looks at what it cannot": (Code.RULE_UNFIT, put("rules", 2, "target", "pictures")),
    "a check has no values": (Code.RULE_UNFIT, put("rules", 2, "values", "")),
    "a check looks at an unknown fact": (Code.REFERENCE_UNKNOWN, put("rules", 2, "target", "factoryname")),
    "a check compares with an unknown fact": (
        Code.REFERENCE_UNKNOWN,
        together(put("rules", 2, "check", "same"), put("rules", 2, "values", "factory")),
    ),
    "a text is too long for a screen": (Code.TEXT_TOO_LONG, condition(OLD, text="长" * 161)),
    "a text is long": (Code.TEXT_UNCOMFORTABLE, condition(OLD, text="长" * 81)),
    "the short title is long": (Code.TEXT_TOO_LONG, put("programme", 7, "value", "短" * 25)),
    "a remedy is not translated": (Code.TRANSLATION_MISSING, condition(OLD, **{"remedy@en": ""})),
    "nothing is translated": (Code.LANGUAGE_UNUSED, _no_english),
    "a part has only its original": (Code.ROWS_UNTRANSLATED, put("parts", 2, "label@en", "")),
}


def report(name: str) -> str:
    """What an admin reads after this fault: all problems, in Chinese and English."""
    problems = read_pack_tables(spoilt_pack(FAULTS[name][1])).problems
    lines = (f"{problem.severity}: {problem.text(language)}" for problem in problems for language in ("zh", "en"))
    return "\n".join([f"## {name}", *lines])


if __name__ == "__main__":
    print("\n\n".join(map(report, FAULTS)))
