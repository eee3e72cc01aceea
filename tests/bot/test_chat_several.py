"""Several people in one terminal, in turn on one database: what one does reaches the other when that one comes."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bot.commands import Ran, zhiping
from tests.bot.typed import CODE, NAME, as_input, registration


def as_(who: str, folder: Path, *lines: str) -> Ran:
    """One visit of a person, by typed lines."""
    return zhiping("chat", "--as", who, folder=folder, given=as_input(lines))


def test_a_claim_goes_back_and_forth_between_two_people_in_turn(tmp_path: Path) -> None:
    """A notice waits for who is not there; its label can be typed; it is shown once."""
    as_("王工", tmp_path, *registration())
    asked = as_("李工", tmp_path, "1", "是", "另一家企业", CODE, "申请加入", "李明", "工艺员")
    assert "等待确认" in asked.out
    decided = as_("王工", tmp_path, "同意")
    assert "通知" in decided.out
    assert "申请加入上海申安机械有限公司：已同意" in decided.out
    again = as_("王工", tmp_path)
    assert "通知" not in again.out
    told = as_("李工", tmp_path, "进入")
    assert "申请已通过" in told.out
    assert told.out.rstrip().count(NAME) >= 2
    assert [ran.code for ran in (asked, decided, again, told)] == [0, 0, 0, 0]


def test_a_link_works_in_the_terminal_by_being_typed(tmp_path: Path) -> None:
    """It is printed as what to type, and a stranger who types it first is asked for language and consent."""
    as_("王工", tmp_path, *registration())
    made = as_("王工", tmp_path, "/people", "邀请", "邀请一位同事", "李工")
    link = re.search(r"/start [0-9a-f]{32}", made.out)
    assert link is not None
    joined = as_("李工", tmp_path, link[0], "1", "是", "加入", "李明", "工艺员")
    assert f"您已加入{NAME}" in joined.out
    assert "不能用" in as_("赵工", tmp_path, "1", "是", link[0]).out
    assert "李明通过邀请加入" in as_("王工", tmp_path).out


def test_without_a_name_the_terminal_is_the_same_person_as_ever(tmp_path: Path) -> None:
    """And a name that no screen could show is refused."""
    zhiping("chat", folder=tmp_path, given=as_input(registration()))
    assert "已登记" in as_("local", tmp_path, "/home").out
    refused = zhiping("chat", "--as", "x" * 65, folder=tmp_path, given="")
    assert refused.code == 2
    assert "--as" in refused.err
