"""`zhiping grant`, `zhiping audit` and `zhiping roster`: the operator's hand on what admins do in chat."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl

from question_bank.sheets import sheet_of
from question_bank.workbook_writing import Workbook, workbook_bytes
from tests.bot.commands import zhiping

HEAD = ["企业名称", "统一社会信用代码", "所属区", "手机号", "街道/镇"]
ROW = ["上海示例汽车零部件有限公司", "91310115000000019M", "闵行区", "13900000001", "江川路街道"]


def written(folder: Path, *rows: list[str]) -> Path:
    """A roster with these rows."""
    sheet, _ = sheet_of("名册", [HEAD, *rows])
    path = folder / "roster.xlsx"
    path.write_bytes(workbook_bytes(Workbook({"名册": sheet})))
    return path


def test_a_role_is_granted_taken_back_and_on_record(tmp_path: Path) -> None:
    """Each change once; the audit says so as text and as JSON."""
    assert zhiping("migrate", folder=tmp_path).code == 0
    wanted = ("grant", "liaison", "--unit", "闵行", "--telegram", "77")
    assert zhiping(*wanted, folder=tmp_path).out == "77 holds liaison in 闵行区 now.\n"
    assert zhiping(*wanted, folder=tmp_path).out == "77 holds liaison in 闵行区 already.\n"
    assert zhiping(*wanted, "--revoke", folder=tmp_path).out == "liaison in 闵行区 was taken back.\n"
    assert zhiping(*wanted, "--revoke", folder=tmp_path).code == 1
    lines = [json.loads(line) for line in zhiping("audit", "--json", folder=tmp_path).out.splitlines()]
    assert [line["action"] for line in lines] == ["role_revoked", "role_granted"]
    assert lines[0]["detail"] == {"role": "liaison", "unit": "310112", "of": lines[1]["detail"]["of"]}
    plain = zhiping("audit", "--action", "role_granted", "--limit", "1", folder=tmp_path).out
    assert "operator  role_granted  role=liaison unit=310112" in plain
    assert zhiping("audit", "--person", "nobody", folder=tmp_path).out == ""


def test_what_cannot_be_granted_is_one_sentence_with_a_way_out(tmp_path: Path) -> None:
    """An unknown role, a unit that is meant by nothing or by several, the last admin."""
    assert zhiping("migrate", folder=tmp_path).code == 0
    for wrong, said in (
        (("king",), "choose admin"),
        (("liaison",), "give the full name"),
        (("liaison", "--unit", "区"), "give the full name"),
        (("reviewer", "--unit", "闵行区"), "give the full name"),
    ):
        ran = zhiping("grant", *wrong, "--telegram", "77", folder=tmp_path)
        assert (ran.code, len(ran.complaints)) == (2, 1), wrong
        assert said in ran.err
    assert zhiping("grant", "admin", "--telegram", "7", folder=tmp_path).code == 0
    last = zhiping("grant", "admin", "--telegram", "7", "--revoke", folder=tmp_path)
    assert (last.code, "the only admin" in last.err) == (1, True)


def test_a_roster_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    """With errors the problems and a marked workbook; with doubts only after --yes."""
    assert zhiping("migrate", folder=tmp_path).code == 0
    faulty = written(tmp_path, ROW, ["另一家", "9131", "闵行区", "", ""])
    ran = zhiping("roster", "load", faulty, "--marked", tmp_path / "marked.xlsx", folder=tmp_path)
    assert ran.code == 1
    assert "第 3 行" in ran.out
    assert "Nothing was loaded" in ran.out
    sheet = openpyxl.load_workbook(io.BytesIO((tmp_path / "marked.xlsx").read_bytes()))["名册"]
    assert sheet["B3"].comment is not None
    doubtful = written(tmp_path, [*ROW[:1], "913101150000000190", *ROW[2:]])
    assert "--yes" in zhiping("roster", "load", doubtful, folder=tmp_path).out
    assert zhiping("roster", "load", doubtful, "--yes", folder=tmp_path).out.endswith("Loaded: 1 new, 0 changed, 0 unchanged.\n")
    again = zhiping("roster", "load", doubtful, "--yes", "--english", folder=tmp_path)
    assert again.out.endswith("Loaded: 0 new, 0 changed, 1 unchanged.\n")


def test_the_template_is_a_roster_without_enterprises(tmp_path: Path) -> None:
    """Written to a file or to standard output; a file that is not there is one sentence."""
    to_file = zhiping("roster", "template", "--out", tmp_path / "t.xlsx", folder=tmp_path)
    assert to_file.code == 0
    assert (tmp_path / "t.xlsx").read_bytes() == zhiping("roster", "template", folder=tmp_path).raw
    assert zhiping("migrate", folder=tmp_path).code == 0
    assert "没有企业" in zhiping("roster", "load", tmp_path / "t.xlsx", folder=tmp_path).out
    missing = zhiping("roster", "load", tmp_path / "no.xlsx", folder=tmp_path)
    assert (missing.code, len(missing.complaints)) == (2, 1)
