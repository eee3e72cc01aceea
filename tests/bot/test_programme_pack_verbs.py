"""`zhiping programme check` and the verbs around it: shipped packs, each problem by one fault, files there and back, what changed."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from question_bank.problem_codes import Code
from question_bank.problem_pack_texts import CONDITIONS, FACTS, FORMS
from question_bank.programmes.library import PACKS, load, shipped
from tests.bot.commands import zhiping
from tests.bot.pack_folders import Edit, add, copied, drop, keep_only, put, rows_of

VOUCHER, TIERS, SHANGHAI, SELF = "assessment-voucher-2023", "factory-tiers-2025", "shanghai-advanced-factory-2025", "self-assessment-2022"
ENGLISH = {"text@en": "One more", "remedy": "再看。", "remedy@en": "Look again."}
MORE = {"id": "more", "clause": "二", "text": "再一条", **ENGLISH}

FAULTS: dict[Code, tuple[str, str, str | None, tuple[Edit, ...]]] = {
    Code.DAY_EXPECTED: (VOUCHER, "windows", "closes", (put("windows", "first", closes="2023-02-30"),)),
    Code.SOURCE_UNKNOWN: (SELF, "facts", "source", (put("facts", "above_scale", source="profile.above_scales"),)),
    Code.SOURCE_UNFIT: (SELF, "facts", "source", (put("facts", "assessments_this_year", source="run.finished"),)),
    Code.SOURCE_OF_ITSELF: (SELF, "facts", "source", (put("facts", "manufacturer", source=f"programme:{SELF}"),)),
    Code.CELL_UNUSED: (SELF, "facts", "low", (put("facts", "manufacturer", low="1"),)),
    Code.ASK_MISSING: (SELF, "facts", "ask", (put("facts", "manufacturer", ask="", **{"ask@en": ""}),)),
    Code.FACT_UNUSED: (
        SELF,
        "facts",
        "id",
        (add("facts", id="idle", kind="flag", name="闲", ask="闲吗？", **{"name@en": "Idle", "ask@en": "Idle?"}),),
    ),
    Code.FACT_NEEDED: (SELF, "facts", "form_only", (put("facts", "manufacturer", form_only="yes"),)),
    Code.FACT_DISAGREES: (VOUCHER, "facts", "unit", (put("facts", "maturity_level", unit="级", **{"unit@en": "levels"}),)),
    Code.CHOICES_UNUSED: (VOUCHER, "choices", "list", (add("choices", list="spare", key="a", name="甲", **{"name@en": "A"}),)),
    Code.WINDOW_REVERSED: (VOUCHER, "windows", "opens", (put("windows", "first", opens="2023-11-16"),)),
    Code.CONDITION_FORM: (SELF, "conditions", None, (put("conditions", "once", operator="", values=""),)),
    Code.OPERATOR_UNFIT: (SELF, "conditions", "operator", (put("conditions", "manufacturer", operator=">="),)),
    Code.VALUES_COUNT: (SELF, "conditions", "values", (put("conditions", "once", values="1;2"),)),
    Code.VALUE_UNFIT: (SELF, "conditions", "values", (put("conditions", "manufacturer", values="maybe"),)),
    Code.JOIN_EMPTY: (SELF, "conditions", "join", (add("conditions", **MORE, join="all"),)),
    Code.PARENT_IS_SINGLE: (SELF, "conditions", "parent", (put("conditions", "once", parent="manufacturer"),)),
    Code.FORCE_NESTED: (VOUCHER, "conditions", "force", (put("conditions", "wish", force="principle"),)),
    Code.TRACK_NESTED: (VOUCHER, "conditions", "track", (put("conditions", "wish", track="voucher"),)),
    Code.TRACK_EMPTY: (SELF, "tracks", "id", (keep_only("conditions", "apart"), keep_only("facts", "months_since_assessment"))),
    Code.TRACK_UNREACHABLE: (
        VOUCHER,
        "tracks",
        "id",
        (
            put("conditions", "one_of_four", join="some", values="3"),
            add("conditions", **{**MORE, "id": "m1"}, fact="smart_factory_or_scene", operator="is", values="no"),
            add("conditions", **{**MORE, "id": "m2"}, fact="major_project", operator="is", values="no"),
        ),
    ),
    Code.CONDITIONS_CONTRADICT: (
        SELF,
        "conditions",
        "values",
        (add("conditions", **MORE, fact="manufacturer", operator="is", values="no"),),
    ),
    Code.CONDITION_NEVER: (SELF, "conditions", "values", (put("conditions", "once", values="41"),)),
    Code.CONDITION_ALWAYS: (SELF, "conditions", "values", (put("conditions", "once", values="0"),)),
    Code.REMEDY_MISSING: (SELF, "conditions", "remedy", (put("conditions", "once", remedy="", **{"remedy@en": ""}),)),
    Code.RULE_UNFIT: (VOUCHER, "rules", "check", (put("rules", "list", values="1;2;3"),)),
    Code.FORM_EMPTY: (SELF, "forms", "id", (add("forms", id="bare", name="空表", format="docx", scope="one", **{"name@en": "Bare"}),)),
}
"""By code: the pack, the sheet and the column of the problem, and the one fault."""


def checked(folder: Path, place: Path) -> tuple[int, list[dict[str, object]]]:
    """What the check says of a folder."""
    ran = zhiping("programme", "check", folder, "--json", folder=place)
    assert ran.err == ""
    return ran.code, json.loads(ran.out)


@pytest.mark.parametrize("code", FAULTS, ids=str)
def test_a_fault_in_a_shipped_pack_is_reported_where_it_is(code: Code, tmp_path: Path) -> None:
    """Code, sheet and column, a reason and a remedy in both languages; an error is exit code 1, and nothing else is."""
    programme, sheet, column, edits = FAULTS[code]
    folder = copied(tmp_path, programme, *edits)
    exit_code, problems = checked(folder, tmp_path)
    found = [problem for problem in problems if problem["code"] == code]
    assert found, [(problem["code"], problem["sheet"], problem["row"], problem["column"]) for problem in problems]
    assert sheet in {problem["sheet"] for problem in found}
    assert column in {problem["column"] for problem in found}, found
    assert all(problem["row"] and problem["reason"] and problem["remedy"] for problem in found), found
    assert exit_code == int(any(problem["severity"] == "error" for problem in problems))
    english = zhiping("programme", "check", folder, "--language", "en", folder=tmp_path)
    assert f"[{code}]" in english.out
    assert "{" not in english.out


def test_every_problem_of_rule_packs_has_a_fault_of_its_own() -> None:
    """A new code needs one here."""
    assert set(FAULTS) == {*FACTS, *CONDITIONS, *FORMS}


def test_a_contradiction_names_both_rows(tmp_path: Path) -> None:
    """The row that was there, and the one that contradicts it."""
    folder = copied(tmp_path, SELF, *FAULTS[Code.CONDITIONS_CONTRADICT][3])
    _, problems = checked(folder, tmp_path)
    (found,) = [problem for problem in problems if problem["code"] == "CONDITIONS_CONTRADICT"]
    _, rows = rows_of(folder, "conditions")
    places = {row["id"]: number for number, row in enumerate(rows, start=2)}
    said = f"{found['row']} {found['reason']}"
    assert str(places["manufacturer"]) in said
    assert str(places["more"]) in said


@pytest.mark.parametrize("programme", shipped())
def test_a_shipped_pack_passes_its_check_and_its_simulation(programme: str, tmp_path: Path) -> None:
    """Exit code 0 in either language."""
    for language, words in (("zh", "没有问题"), ("en", "no problem")):
        ran = zhiping("programme", "check", PACKS / programme, "--language", language, folder=tmp_path)
        assert (ran.code, ran.err) == (0, "")
        assert words in ran.out
    ran = zhiping("programme", "simulate", programme, "--json", "--on", "2025-08-01", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert (found["never"], found["always"]) == ([], [])
    assert all(track["reached"] for track in found["tracks"])


@pytest.mark.parametrize("name", ["pack.xlsx", "pack.json", "pack"])
def test_an_exported_pack_is_checked_as_the_same_pack(name: str, tmp_path: Path) -> None:
    """In each form; nothing differs, no problem is new."""
    ran = zhiping("programme", "export", TIERS, name, folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{name}: {TIERS} {load(TIERS).version}, {len(load(TIERS).conditions)} conditions.\n"
    assert json.loads(zhiping("programme", "diff", TIERS, name, "--json", folder=tmp_path).out) == []
    assert zhiping("programme", "check", name, folder=tmp_path).code == 0


def test_the_template_is_a_pack_without_a_problem(tmp_path: Path) -> None:
    """As a workbook with headings, hints and a guide."""
    assert zhiping("programme", "template", "template.xlsx", folder=tmp_path).code == 0
    ran = zhiping("programme", "check", "template.xlsx", folder=tmp_path)
    assert (ran.code, "没有问题" in ran.out) == (0, True)
    assert openpyxl.load_workbook(tmp_path / "template.xlsx").sheetnames[:2] == ["#说明", "programme"]


def test_what_changed_is_said_in_words_as_json_and_as_a_workbook(tmp_path: Path) -> None:
    """A level that counts, a day, a wording."""
    folder = copied(
        tmp_path / "mine",
        VOUCHER,
        put("conditions", "investment_amount", values="30"),
        put("windows", "first", closes="2023-11-20"),
        put("conditions", "wish", remedy="答“是”就行。"),
        drop("conditions", "finished_first"),
    )
    ran = zhiping("programme", "diff", VOUCHER, folder, "--out", "changes.xlsx", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "条件：删除 1，改了意思 1，只改文字 1" in ran.out
    assert "“20” → “30”" in ran.out
    assert "申报时间：改了意思 1" in ran.out
    changes = json.loads(zhiping("programme", "diff", VOUCHER, folder, "--json", folder=tmp_path).out)
    assert {(change["key"], change["deed"], change["meaning"]) for change in changes} == {
        ("first", "changed", True),
        ("investment_amount", "changed", True),
        ("finished_first", "removed", True),
        ("wish", "changed", False),
    }
    assert openpyxl.load_workbook(tmp_path / "changes.xlsx").sheetnames == ["总览", "条件", "事实", "申报时间", "其他"]


def test_the_marked_workbook_has_a_comment_on_the_faulty_cell(tmp_path: Path) -> None:
    """It reads back with the same problem."""
    folder = copied(tmp_path, SELF, *FAULTS[Code.VALUE_UNFIT][3])
    ran = zhiping("programme", "check", folder, "--marked", "marked.xlsx", "--json", folder=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    commented = [cell for row in book["conditions"].iter_rows(min_row=2) for cell in row if cell.comment]
    assert [cell.value for cell in commented] == ["maybe"]
    again = zhiping("programme", "check", "marked.xlsx", "--json", folder=tmp_path)
    assert json.loads(again.out) == json.loads(ran.out)


def test_a_pack_that_nobody_can_fail_is_told_by_the_simulation(tmp_path: Path) -> None:
    """Exit code 1, with the condition's id."""
    folder = copied(tmp_path, SELF, *FAULTS[Code.CONDITION_ALWAYS][3])
    ran = zhiping("programme", "simulate", folder, folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "[谁都会满足] once  二  今年做过自评估" in ran.out


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"conditions": [1]}', b"PK\x03\x04"])
def test_a_file_that_is_no_pack_fails_the_check_with_reasons(content: bytes, tmp_path: Path) -> None:
    """Whatever it holds: exit code 1, problems, no fault of the program."""
    (tmp_path / "pack.json").write_bytes(content)
    ran = zhiping("programme", "check", "pack.json", "--json", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "error" in {found["severity"] for found in json.loads(ran.out)}


def test_what_is_not_there_is_told_in_one_sentence_with_a_way_out(tmp_path: Path) -> None:
    """No database is made by looking."""
    for arguments, said, code in (
        (("export", SELF + "@9.9", "x.xlsx"), f"There is no {SELF} 9.9; 1.0.0 comes with the program", 2),
        (("export", "self-assesment-2022", "x.xlsx"), f"Did you mean {SELF}?", 2),
        (("simulate", SELF, "--on", "gestern"), "'gestern' is no day", 2),
        (("check", "nowhere.xlsx"), "There is no file or folder nowhere.xlsx", 2),
        (("diff", SELF, SELF + "@8"), f"There is no {SELF} 8", 2),
    ):
        ran = zhiping("programme", *arguments, folder=tmp_path)
        assert (ran.code, len(ran.complaints)) == (code, 1), arguments
        assert said in ran.err
    assert list(tmp_path.iterdir()) == []


# -- versions ------------------------------------------------------------------------------------------------------------


def states(folder: Path, programme: str = SELF) -> dict[str, str]:
    """Where each version of the pack stands."""
    rows = json.loads(zhiping("programme", "versions", programme, "--json", folder=folder).out)
    return {row["version"]: row["state"] + ("*" if row["current"] else "") for row in rows}


def test_a_pack_is_loaded_published_gone_back_from_and_retired(tmp_path: Path) -> None:
    """By the operator, with the words of each move; nobody agrees to the own request before the pause."""
    zhiping("migrate", folder=tmp_path)
    folder = copied(tmp_path, SELF, put("programme", "version", value="2.0"), put("conditions", "once", values="2"))
    ran = zhiping("programme", "load", folder, folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "Against 1.0.0:" in ran.out
    assert "“1” → “2”" in ran.out
    assert ran.out.endswith(f"{SELF} 2.0 is kept as a draft.\n")
    assert states(tmp_path) == {"1.0.0": "published*", "2.0": "draft"}
    shadow = json.loads(zhiping("programme", "shadow", SELF, "2.0", "--json", folder=tmp_path).out)
    assert (shadow["against"], shadow["judged"], shadow["changed"]) == ("1.0.0", 0, 0)
    assert "there is no admin to agree" in zhiping("programme", "publish", SELF, "2.0", folder=tmp_path).out
    early = zhiping("programme", "publish", SELF, "2.0", folder=tmp_path)
    assert (early.code, "less than 10 minutes ago" in early.err) == (1, True)
    for arguments, words in (
        (("rollback", SELF, "1.0.0"), "1.0.0 is current; nothing was changed"),
        (("rollback", SELF, "2.0"), "2.0 is waiting; nothing was changed"),
        (("publish", SELF, "8.0"), f"There is no {SELF} 8.0 in the database"),
        (("shadow", SELF, "8.0"), f"There is no {SELF} 8.0 in the database"),
    ):
        ran = zhiping("programme", *arguments, folder=tmp_path)
        assert (ran.code, words in ran.err) == (1, True), arguments
    ran = zhiping("programme", "retire", SELF, "1.0.0", folder=tmp_path)
    assert (ran.code, ran.out) == (0, f"{SELF} 1.0.0 is retired.\n")
    assert states(tmp_path) == {"1.0.0": "retired", "2.0": "waiting"}
    again = zhiping("programme", "load", folder, folder=tmp_path)
    assert (again.code, "2.0 is waiting already" in again.out) == (1, True)


def test_a_pack_with_an_error_or_by_a_stranger_is_not_kept(tmp_path: Path) -> None:
    """Every problem and exit code 1; the marked workbook where one is asked for."""
    zhiping("migrate", folder=tmp_path)
    folder = copied(tmp_path, SELF, put("programme", "version", value="2.0"), *FAULTS[Code.VALUE_UNFIT][3])
    ran = zhiping("programme", "load", folder, "--marked", "marked.xlsx", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "[VALUE_UNFIT]" in ran.out
    assert ran.out.endswith("errors. Nothing was kept.\n")
    assert (tmp_path / "marked.xlsx").exists()
    sound = copied(tmp_path / "sound", SELF, put("programme", "version", value="2.0"))
    stranger = zhiping("programme", "load", sound, "--by", "999", folder=tmp_path)
    assert (stranger.code, "looks after no rule packs" in stranger.err) == (1, True)
    assert "2.0" not in states(tmp_path)
