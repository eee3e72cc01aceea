"""`zhiping bank versions`, `load`, `publish`, `rollback`, `retire`: what an admin does in chat, for whoever runs the program."""

from __future__ import annotations

import json
from pathlib import Path

from question_bank.library import load
from tests.bot.commands import Ran, zhiping

BANK = "cmmm-2020"


def edited(folder: Path, version: str) -> str:
    """The shipped bank as a folder of sheets with another version, and one stem that asks something else."""
    zhiping("bank", "export", BANK, "--json", "--out", "mine.json", folder=folder)
    sheets = json.loads((folder / "mine.json").read_text(encoding="utf-8"))
    next(row for row in sheets["bank"] if row["setting"] == "version")["value"] = version
    sheets["questions"][0]["stem"] = "现在问别的吗？"
    (folder / "mine.json").write_text(json.dumps(sheets, ensure_ascii=False), encoding="utf-8")
    return "mine.json"


def states(folder: Path) -> dict[str, str]:
    """Where each version of the bank stands."""
    rows = json.loads(zhiping("bank", "versions", BANK, "--json", folder=folder).out)
    return {row["version"]: row["state"] + ("*" if row["current"] else "") for row in rows}


def test_a_bank_is_loaded_published_and_rolled_back(tmp_path: Path) -> None:
    """An admin asks in chat or here, somebody else agrees; new runs begin with what is current; all of it is on record."""
    zhiping("grant", "admin", "--telegram", "11", folder=tmp_path)
    shipped = load(BANK).version
    ran = zhiping("bank", "load", edited(tmp_path, "9.0"), "--by", "11", folder=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert f"Against {shipped}:" in ran.out
    assert "现在问别的吗" in ran.out
    assert states(tmp_path) == {shipped: "published*", "9.0": "draft"}
    assert zhiping("bank", "export", BANK, "--version", "9.0", folder=tmp_path).code == 0
    assert "没有变化" in zhiping("bank", "diff", f"{BANK}@9.0", f"{BANK}-9.0.xlsx", folder=tmp_path).out
    shadow = json.loads(zhiping("bank", "shadow", BANK, "9.0", "--json", folder=tmp_path).out)
    assert (shadow["against"], shadow["scored"], shadow["moved"]) == (shipped, 0, 0)
    assert zhiping("bank", "shadow", BANK, "8.0", folder=tmp_path).code == 1
    assert zhiping("bank", "publish", BANK, "9.0", folder=tmp_path).out == f"{BANK} 9.0 waits: 1 admins were asked to agree.\n"
    again = zhiping("bank", "publish", BANK, "9.0", folder=tmp_path)
    assert (again.code, "another admin has to agree" in again.err) == (1, True)
    assert states(tmp_path)["9.0"] == "waiting"
    audit = zhiping("audit", folder=tmp_path).out
    assert "operator  bank_asked  bank=cmmm-2020 version=9.0" in audit
    assert "bank_drafted  bank=cmmm-2020 version=9.0" in audit


def test_a_version_in_use_is_not_retired_and_one_that_is_not_published_is_not_current(tmp_path: Path) -> None:
    """One sentence each, exit code 1, nothing changed."""
    zhiping("bank", "load", edited(tmp_path, "9.0"), folder=tmp_path)
    shipped = load(BANK).version
    said: list[tuple[Ran, str]] = [
        (zhiping("bank", "retire", BANK, shipped, folder=tmp_path), "is what new assessments of the main bank begin with"),
        (zhiping("bank", "rollback", BANK, "9.0", folder=tmp_path), f"{BANK} 9.0 is draft; nothing was changed"),
        (zhiping("bank", "rollback", BANK, shipped, folder=tmp_path), f"{BANK} {shipped} is current; nothing was changed"),
        (zhiping("bank", "publish", BANK, "8.0", folder=tmp_path), f"There is no {BANK} 8.0 in the database"),
    ]
    for ran, words in said:
        assert (ran.code, len(ran.complaints)) == (1, 1)
        assert words in ran.err
    assert "there is no admin to agree" in zhiping("bank", "publish", BANK, "9.0", folder=tmp_path).out
    assert "less than 10 minutes ago" in zhiping("bank", "publish", BANK, "9.0", folder=tmp_path).err
    assert states(tmp_path) == {shipped: "published*", "9.0": "waiting"}


def test_a_bank_with_an_error_or_by_a_stranger_is_not_kept(tmp_path: Path) -> None:
    """Every problem and exit code 1; the marked workbook where one is asked for."""
    zhiping("migrate", folder=tmp_path)
    (tmp_path / "bad.json").write_text('{"bank": [{"setting": "id", "value": "x"}]}', encoding="utf-8")
    ran = zhiping("bank", "load", "bad.json", "--marked", "marked.xlsx", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert "[SHEET_MISSING]" in ran.out
    assert ran.out.endswith("errors. Nothing was kept.\n")
    assert (tmp_path / "marked.xlsx").exists()
    stranger = zhiping("bank", "load", edited(tmp_path, "9.0"), "--by", "999", folder=tmp_path)
    assert (stranger.code, "looks after no banks" in stranger.err) == (1, True)
    assert "9.0" not in states(tmp_path)
