"""`zhiping campaign`: the operator loads drafts, looks, pauses, stops and exports; nothing is ever sent from here."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl

from dialogs.campaigns.model import CampaignState
from tests.bot.broadcasts import LIAISON, MESSAGE, STAFF, campaign, folder_with
from tests.bot.commands import Ran, zhiping

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


def load(folder: Path, text: str, *more: str, by: str = STAFF) -> Ran:
    """Load this file."""
    (folder / "message.toml").write_text(text, encoding="utf-8")
    return zhiping("campaign", "load", "message.toml", "--by", by, *more, folder=folder)


def listed(folder: Path) -> list[dict[str, object]]:
    """All broadcasts, as a program reads them."""
    return list(json.loads(zhiping("campaign", "list", "--json", folder=folder).out))


def test_a_file_becomes_a_draft_of_the_person_and_waits_for_chat(tmp_path: Path) -> None:
    """With whom it would reach now; as text, as JSON, and on record under the person."""
    folder_with(tmp_path)
    ran = load(tmp_path, MESSAGE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("1 enterprises, 1 persons; ")
    assert "Nothing is sent" in ran.out
    [draft] = listed(tmp_path)
    assert (draft["state"], draft["title"], draft["units"]) == ("draft", "培训通知", ["shanghai"])
    assert "310112" in str(draft["audience"])
    assert "campaign_drafted" in zhiping("audit", folder=tmp_path).out
    document = json.loads(load(tmp_path, MESSAGE, "--json").out)
    assert (document["persons"], document["enterprises"], document["problems"]) == (1, 1, [])
    assert zhiping("campaign", "list", folder=tmp_path).out.count("draft  news") == 2


def test_an_attachment_is_kept_with_the_draft(tmp_path: Path) -> None:
    """Its path is beside the file; the bytes lie in the data folder under their digest."""
    folder_with(tmp_path)
    (tmp_path / "plan.png").write_bytes(PNG)
    assert load(tmp_path, f'attachment = "plan.png"\n{MESSAGE}').code == 0
    [draft] = listed(tmp_path)
    kept = draft["attachment"]
    assert isinstance(kept, dict)
    assert (kept["name"], kept["mime"], kept["size"], kept["picture"]) == ("plan.png", "image/png", len(PNG), True)
    assert [path.name for path in (tmp_path / "data" / "files").glob("??/??/*")] == [kept["digest"]]


SPOILT = (
    (('title = "培训通知"', 'titel = "x"'), ("没有“titel”这一项", "title：缺少这一项")),
    (("{企业名称}", "{部门}"), ("没有“{部门}”这个字段", "可以用的字段：{企业名称}、{联系人}、")),
    (('"闵行区"', '"闵行"'), ("audience.districts[1]：没有叫“闵行”的。可以写：闵行区",)),
    (('"闵行区"', '"黄浦区"'), ("没有任何收件人",)),
    (("https://", "ftp://"), ("ftp://example.org/training",)),
    (('every = "now"', 'every = "at"\nat = 2020-01-01T09:00:00'), ("2020-01-01 09:00",)),
    (("<b>", "<u>"), ("<u>", "</b>")),
    (('title = "培训通知"', 'title = "x"\nattachment = "no.png"\nkind = 3'), ("attachment：读不到文件“no.png”", "kind：")),
    (('title = "培训通知"', 'title = "x"\nattachment = "message.exe"'), ("类型不能发送",)),
    (("[when]", "[when"), ("line 16",)),
)
"""What is done to the message, and what is then said of it; all of it at once."""


def test_what_is_wrong_with_a_file_is_said_before_anything_is_kept(tmp_path: Path) -> None:
    """Exit code 1, the place or the thing named, no draft."""
    folder_with(tmp_path)
    (tmp_path / "message.exe").write_bytes(b"MZ" + bytes(200))
    for change, said in SPOILT:
        ran = load(tmp_path, MESSAGE.replace(*change).replace('kind = "news"\n', "" if "kind = 3" in change[1] else 'kind = "news"\n'))
        assert (ran.code, ran.err) == (1, ""), change
        assert [words for words in said if words not in ran.out] == [], ran.out
        assert ran.out.endswith("Nothing was loaded.\n")
    assert listed(tmp_path) == []


def test_who_may_not_broadcast_loads_nothing_and_a_liaison_only_for_the_own_district(tmp_path: Path) -> None:
    """A stranger is told how the right is given; units of others are none of the choices."""
    folder_with(tmp_path)
    for stranger in ("999", "11"):
        ran = load(tmp_path, MESSAGE, by=stranger)
        assert (ran.code, "may not broadcast" in ran.err) == (1, True)
    assert "没有任何收件人" in load(tmp_path, MESSAGE, by=LIAISON).out
    assert "可以写：松江区" in load(tmp_path, f'unit = "闵行区"\n{MESSAGE}', by=LIAISON).out
    assert load(tmp_path, MESSAGE.replace("闵行区", "松江区"), by=LIAISON).code == 0
    assert [one["units"] for one in listed(tmp_path)] == [["310117"]]


def test_a_broadcast_is_paused_resumed_and_stopped_once(tmp_path: Path) -> None:
    """By the beginning of its id; what its state does not allow is one sentence; each is on record as the operator's."""
    folder_with(tmp_path, campaign())
    shown = zhiping("campaign", "show", "cccc", folder=tmp_path).out
    assert "state: sending" in shown
    assert "failed: 1" in shown
    assert "is paused" in zhiping("campaign", "pause", "cccc", folder=tmp_path).out
    again = zhiping("campaign", "pause", "cccc", folder=tmp_path)
    assert (again.code, again.complaints) == (1, ["zhiping: cccccccc +cmd|通知 is paused; nothing was changed."])
    assert "goes on" in zhiping("campaign", "resume", "cccc", folder=tmp_path).out
    assert "for good" in zhiping("campaign", "stop", "cccc", folder=tmp_path).out
    assert zhiping("campaign", "resume", "cccc", folder=tmp_path).code == 1
    assert json.loads(zhiping("campaign", "show", "cccc", "--json", folder=tmp_path).out)["state"] == CampaignState.STOPPED
    for unknown in ("dddd", "ccc"):
        assert zhiping("campaign", "show", unknown, folder=tmp_path).code == 1
    assert "operator  campaign_stopped" in zhiping("audit", folder=tmp_path).out


def test_the_ledger_is_written_as_a_workbook(tmp_path: Path) -> None:
    """Two sheets, a line for each person; in English on demand."""
    folder_with(tmp_path, campaign())
    ran = zhiping("campaign", "export", "cccc", "--out", "ledger.xlsx", folder=tmp_path)
    assert (ran.code, ran.out) == (0, "ledger.xlsx: written.\n")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "ledger.xlsx").read_bytes()))
    assert book.sheetnames == ["发了什么", "发给谁"]
    assert book["发给谁"].max_row == 3
    assert zhiping("campaign", "export", "cccc", "--out", "e.xlsx", "--english", folder=tmp_path).code == 0
    assert openpyxl.load_workbook(tmp_path / "e.xlsx").sheetnames == ["What was sent", "To whom"]
    assert "operator  ledger_exported" in zhiping("audit", folder=tmp_path).out


def test_the_standing_reminders_are_listed_and_switched_by_name(tmp_path: Path) -> None:
    """Before the bot's first start they are new; one that is off stays so; a past deadline says that it is over."""
    assert zhiping("migrate", folder=tmp_path).code == 0
    fresh = {row["name"]: row for row in json.loads(zhiping("campaign", "reminders", "--json", folder=tmp_path).out)}
    assert {row["state"] for row in fresh.values()} == {"new"}
    assert fresh["voucher-2023-1"]["when"].endswith("(over)")
    assert zhiping("campaign", "reminders", "off", "idle-run", folder=tmp_path).out.endswith("is off.\n")
    assert zhiping("campaign", "reminders", "off", "idle-run", folder=tmp_path).code == 1
    states = {row["name"]: row["state"] for row in json.loads(zhiping("campaign", "reminders", "--json", folder=tmp_path).out)}
    assert (states["idle-run"], states["half-year"]) == ("off", "standing")
    assert "idle-run  off" in zhiping("campaign", "reminders", folder=tmp_path).out
    assert zhiping("campaign", "reminders", "on", "idle-run", folder=tmp_path).code == 0
    assert zhiping("campaign", "reminders", "maybe", "idle-run", folder=tmp_path).code == 2
    assert listed(tmp_path) == []


def test_a_shipped_reminder_is_turned_off_and_on_but_never_ended(tmp_path: Path) -> None:
    """A stop could not be undone, and no start of the bot would bring it back; its states are called what the command calls them."""
    folder_with(tmp_path)
    assert "half-year  on from the next start of the bot  " in zhiping("campaign", "reminders", folder=tmp_path).out
    again = zhiping("campaign", "reminders", "on", "half-year", folder=tmp_path)
    assert (again.code, again.err.endswith("半年一次再自诊断 is on; nothing was changed.\n")) == (1, True)
    for move in ("pause", "resume", "stop"):
        ran = zhiping("campaign", move, "half-year", folder=tmp_path)
        assert (ran.code, "`zhiping campaign reminders off half-year` turns it off" in ran.err) == (1, True)
    assert "half-year  on  " in zhiping("campaign", "reminders", folder=tmp_path).out


def test_the_kinds_are_named_in_both_languages(tmp_path: Path) -> None:
    """Without a database."""
    rows = json.loads(zhiping("campaign", "kinds", "--json", folder=tmp_path).out)
    assert [row["kind"] for row in rows] == ["news", "progress", "deadline", "again", "weekly"]
    assert all(row["zh"] and row["en"] for row in rows)
    assert "weekly  每周小结" in zhiping("campaign", "kinds", folder=tmp_path).out
