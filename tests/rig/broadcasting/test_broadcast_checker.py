"""The broadcast's checker itself: independent, and not blind. Made-up histories and ledgers, each with one thing wrong."""

from __future__ import annotations

import ast
import hashlib
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.rig.broadcasting import checker, history, speeds
from tests.rig.broadcasting.checker import Trouble, Wanted, body, check
from tests.rig.broadcasting.history import Call, Told

PLACE = {"district": "浦东新区", "district_en": "Pudong"}
FACTS = {"contact": "王工", "language": "zh", "enterprises": 1, **PLACE, "answering": 2, "answered": 5, "of": 56}
PEOPLE = {str(chat): {**FACTS, "name": f"{chat}厂 <b> {{联系人}}"} for chat in range(1, 9)}
CAMPAIGN = Wanted(
    "c1", "〔0〕{联系人}：{企业名称} {进度} {无}", "[0] {enterprise}", "vtold@c1.go", PEOPLE, {chat: f"id{chat}" for chat in PEOPLE},
    {"8": "opted_out"}, "〔0〕", "[0]",
)  # fmt: skip


@dataclass
class Case:
    """A history and a ledger in which all is well, to be spoilt."""

    calls: list[Call] = field(default_factory=list)
    lines: dict[str, list[Any]] = field(default_factory=dict)
    trouble: Trouble = field(default_factory=Trouble)

    def call(self, place: int, **changed: Any) -> None:
        """Change one call."""
        self.calls[place] = replace(self.calls[place], **changed)

    def line(self, chat: int, **changed: str) -> None:
        """Change one line of the ledger."""
        names = ("state", "reason", "digest", "message")
        self.lines[f"id{chat}"] = [changed.get(name, old) for name, old in zip(names, self.lines[f"id{chat}"], strict=True)]


def a_call(chat: str, at: float = 0.0) -> Call:
    """The message that this person must get."""
    return Call(at, 0.01, "sendmessage", chat, body(CAMPAIGN, chat), ("p.1.vtold@c1.go", "p.1.vtold@c1.mu"), message=f"m{chat}")


def all_well() -> Case:
    """Five people got it; one call got lost, one was blocked, one declined before."""
    case = Case()
    for place in range(1, 8):
        case.calls.append(a_call(str(place), place / 10))
        digest = hashlib.sha256(body(CAMPAIGN, str(place)).encode()).hexdigest()
        case.lines[f"id{place}"] = ["sent", "", digest, f"m{place}"]
    case.call(5, fault="lost")
    case.line(6, state="doubtful", message="")
    case.call(6, fault="403", taken=False, told="Forbidden: bot was blocked by the user")
    case.line(7, state="blocked", digest="", message="")
    case.lines["id8"] = ["opted_out", "muted", "", ""]
    return case


def twice(case: Case) -> None:
    """The same person again."""
    case.calls.append(replace(case.calls[0], message="m9"))


def repeated(case: Case) -> None:
    """Again after a 502, though this time it was refused."""
    case.calls.insert(0, replace(case.calls[0], fault="502", taken=False))


def swapped(case: Case) -> None:
    """One got another's text."""
    case.call(0, text=case.calls[1].text)


def swapped_digests(case: Case) -> None:
    """The ledger names another's body."""
    case.line(1, digest=case.lines["id2"][2])


def a_stranger(case: Case) -> None:
    """Somebody else got it."""
    case.calls.append(replace(a_call("1"), chat="99"))


def something_else(case: Case) -> None:
    """Somebody on the list got what nobody wrote."""
    case.calls.append(replace(a_call("1"), text="你好"))


def against_their_will(case: Case) -> None:
    """Who declined got it."""
    case.calls.append(a_call("8"))


def no_line(case: Case) -> None:
    """Somebody is forgotten."""
    del case.lines["id3"]


def one_line_more(case: Case) -> None:
    """Somebody came in who was not on the frozen list."""
    case.lines["id99"] = ["sent", "", "", "m"]


def still_queued(case: Case) -> None:
    """Somebody waits for ever."""
    case.line(3, state="queued")


def not_recorded(case: Case) -> None:
    """It arrived, and the ledger says that it failed."""
    case.line(3, state="failed")


def not_arrived(case: Case) -> None:
    """The ledger says that it arrived."""
    case.call(2, taken=False, fault="502")


def another_message(case: Case) -> None:
    """The ledger has the number of another message."""
    case.line(3, message="m77")


def doubtful_for_nothing(case: Case) -> None:
    """The answer came, and nobody was killed."""
    case.line(3, state="doubtful")


def dropped_for_nothing(case: Case) -> None:
    """Somebody who wants it does not get it."""
    del case.calls[2]
    case.line(3, state="opted_out")


def not_blocked(case: Case) -> None:
    """The server said that this person blocked the bot."""
    case.line(7, state="unreachable")


def called_on(case: Case) -> None:
    """Called again after the server said so."""
    case.calls.append(case.calls[6])


def another_button(case: Case) -> None:
    """The button leads elsewhere."""
    case.call(0, buttons=("p.1.vtold@c2.go",))


def in_a_pause(case: Case) -> None:
    """Told to be silent for a second, and called half a second later."""
    case.calls.insert(0, replace(case.calls[0], at=0.1, taken=False, fault="429", told="Too Many Requests: retry after 1"))
    case.call(5, at=0.6, in_window=True)


SPOILT: dict[Callable[[Case], None], str] = {
    twice: "twice",
    repeated: "repeated",
    swapped: "wrong body",
    swapped_digests: "wrong digest",
    a_stranger: "wrong recipient",
    something_else: "wrong body",
    against_their_will: "written to against their will",
    no_line: "unlisted",
    one_line_more: "listed without reason",
    still_queued: "without an end",
    not_recorded: "arrived and not recorded",
    not_arrived: "recorded and not arrived",
    another_message: "recorded as another message",
    doubtful_for_nothing: "doubtful without a cause",
    dropped_for_nothing: "wrong state",
    not_blocked: "wrong state",
    called_on: "called after 403",
    another_button: "wrong button",
    in_a_pause: "called inside a retry window",
}


def found(case: Case, folder: Path) -> dict[str, int]:
    """What the checker finds."""
    folder.mkdir(exist_ok=True)
    database = folder / "ledger.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE deliveries (campaign, person, state, reason, digest, message, at)")
        connection.executemany(
            "INSERT INTO deliveries VALUES ('c1', ?, ?, ?, ?, ?, 9000)", [(who, *line) for who, line in case.lines.items()]
        )
        connection.commit()
    return check(Told(case.calls), [CAMPAIGN], database, case.trouble).red


def test_the_checker_shares_no_code_with_the_bot() -> None:
    """It and what reads the history for it import the standard library and each other."""
    for module in (checker, history, speeds):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        own = {name for name in imported if name.startswith("tests.rig.")}
        assert {name.partition(".")[0] for name in imported - own} <= set(sys.stdlib_module_names)
        assert own <= {"tests.rig.checker", "tests.rig.broadcasting.history", "tests.rig.broadcasting.speeds"}


def test_a_broadcast_in_which_all_went_well_is_green(tmp_path: Path) -> None:
    """A lost answer, a blocked person and one who declined are no faults of the bot."""
    assert found(all_well(), tmp_path) == {}


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_each_kind_of_fault_turns_the_checker_red(spoil: Callable[[Case], None], tmp_path: Path) -> None:
    """One thing wrong in an otherwise good history or ledger."""
    case = all_well()
    spoil(case)
    assert SPOILT[spoil] in found(case, tmp_path)


def test_kills_and_cut_calls_explain_doubts(tmp_path: Path) -> None:
    """For who was marked, and at that moment; for nobody else."""
    case = all_well()
    case.line(3, state="doubtful")
    case.trouble = Trouble(marked={("c1", "id3")})
    assert found(case, tmp_path / "marked") == {}
    case.trouble = Trouble(hung_up=[8.9])
    assert found(case, tmp_path / "cut") == {}
    case.call(2, at=8.3)
    case.trouble = Trouble(hung_up=[8.5])
    assert found(case, tmp_path / "recorded late") == {}
    case.trouble = Trouble(hung_up=[8.1])
    assert found(case, tmp_path / "cut off while the server was busy") == {}
    case.trouble = Trouble(hung_up=[7.8, 9.1], marked={("c1", "id4")})
    assert found(case, tmp_path / "neither") == {"doubtful without a cause": 1}


def test_who_was_lost_in_one_campaign_is_not_written_to_in_another(tmp_path: Path) -> None:
    """Unreachable then, though the list says nothing of it."""
    case = all_well()
    del case.calls[2]
    case.line(3, state="unreachable", digest="", message="")
    case.calls.append(replace(a_call("3"), text="something else", method="editmessagetext", taken=False, told="Forbidden: bot was blocked"))
    assert found(case, tmp_path) == {}


def test_bodies_are_filled_once_and_escaped() -> None:
    """A name that looks like markup or like a field is only a name; what is no field stays."""
    assert body(CAMPAIGN, "1") == "〔0〕王工：1厂 &lt;b&gt; {联系人} 二级，已答 5/56 题 {无}"
