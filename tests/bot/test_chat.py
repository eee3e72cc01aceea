"""`zhiping chat` reading lines from a pipe, as a user's script or a careful tester would hold the conversation."""

from __future__ import annotations

import io
import re
import shutil
from decimal import Decimal
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from dialogs.limits import day_of
from tests.bot.commands import zhiping
from tests.bot.conftest import HOSTILE, Finished
from tests.bot.stored import broken_seals, only_run, runs
from tests.bot.typed import MOBILE, NAME, as_input, begun, profile

RULE = "─" * 40


def screens(out: str) -> list[str]:
    """What was shown, screen by screen."""
    return out.split(RULE)


def test_a_whole_run_goes_through_in_one_piece(finished: Finished) -> None:
    """Exit code 0, nothing on standard error, level and total on the last screen, the text of the result before it."""
    assert (finished.ran.code, finished.ran.err) == (0, "")
    last = screens(finished.ran.out)[-1]
    assert "二级" in last
    assert "2.5" in last
    assert "GB/T 39116-2020" in last
    assert "总分 2.50" in screens(finished.ran.out)[-2]


def test_each_level_is_told_with_its_score(finished: Finished) -> None:
    """1, 0.8 and 0.5 against the threshold 0.8."""
    told = re.findall(r"得分 ([\d.]+)，达到线 ([\d.]+)", finished.ran.out)
    assert [(Decimal(score), Decimal(threshold)) for score, threshold in told] == [
        (Decimal(score), Decimal("0.8")) for score in ("1", "0.8", "0.5")
    ]


def test_the_stored_run_is_what_was_told_and_sealed(finished: Finished) -> None:
    """Total 2.5, and the bytes match their seal."""
    run = only_run(finished.folder)
    assert run.result is not None
    assert (run.result.level, run.result.total, run.profile.name) == (2, "2.5", HOSTILE)
    assert broken_seals(finished.folder) == ()


def report_of(folder: Path) -> str:
    """What the report of the only run is called: by the day on which it was finished."""
    finished = only_run(folder).finished_at
    assert finished is not None
    return f"report-{day_of(finished).isoformat()}"


def test_charts_and_report_lie_in_the_data_folder_and_open(finished: Finished) -> None:
    """Three pictures and a PDF in the run's own folder, and the chat said where; nothing else was written."""
    home = finished.folder / "data" / "reports" / only_run(finished.folder).id
    report = f"{report_of(finished.folder)}.pdf"
    assert sorted(path.name for path in home.iterdir()) == ["gaps.png", "levels.png", "radar.png", report]
    for name in ("gaps", "levels", "radar"):
        with Image.open(home / f"{name}.png") as picture:
            picture.load()
            assert min(picture.size) >= 400
        assert f"{name}.png" in finished.ran.out
    assert len(PdfReader(io.BytesIO((home / report).read_bytes())).pages) >= 7
    written = {path.name for path in finished.folder.iterdir() if not path.name.startswith("zhiping.db")}
    assert written - {"out.json"} == {"data"}


def test_a_hostile_name_is_shown_as_it_was_typed(finished: Finished) -> None:
    """Wherever the name is said: in the profile, on the pages of the result."""
    assert f"企业名称：{HOSTILE}\n" in finished.ran.out
    assert finished.ran.out.count(HOSTILE) >= 3
    assert "&lt;" not in finished.ran.out


def test_a_mobile_number_is_never_shown_in_full(finished: Finished) -> None:
    """It is typed once and then masked."""
    assert MOBILE not in finished.ran.out
    assert f"{MOBILE[:3]}****{MOBILE[-4:]}" in finished.ran.out


def test_a_second_start_continues_where_the_first_ended(tmp_path: Path) -> None:
    """At the end of the input everything is kept: the same question, the answers before it, also after looking around."""
    first = zhiping("chat", folder=tmp_path, given=as_input([*begun(), "D", "C", "B"]))
    assert first.code == 0
    card = "第 4/56 题"
    assert card in screens(first.out)[-1]
    second = zhiping("chat", folder=tmp_path, given=as_input(["说明", "目录", "/home"]))
    assert (second.code, second.err) == (0, "")
    assert card in screens(second.out)[1]
    third = zhiping("chat", folder=tmp_path, given=as_input(["/submit"]))
    assert card in screens(third.out)[-1]
    assert [answer.key for answer in only_run(tmp_path).answers.values()] == ["D", "C", "B"]


def test_a_finished_run_is_shown_again_and_its_documents_can_be_had_again(finished: Finished, tmp_path: Path) -> None:
    """The PDF is made anew where it was lost; an answer typed now changes nothing."""
    shutil.copytree(finished.folder, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "data")
    before = only_run(tmp_path)
    again = zhiping("chat", folder=tmp_path, given=as_input(["/pdf", "A", "/json"]))
    assert again.code == 0
    home = tmp_path / "data" / "reports" / before.id
    assert sorted(path.name for path in home.iterdir()) == [f"{report_of(tmp_path)}.json", f"{report_of(tmp_path)}.pdf"]
    assert only_run(tmp_path) == before


def test_an_earlier_result_is_had_by_the_name_that_the_history_gives_it(finished: Finished, tmp_path: Path) -> None:
    """Its label stands beside the overview, which does not know it once it is typed."""
    shutil.copytree(finished.folder, tmp_path, dirs_exist_ok=True)
    ran = zhiping("chat", folder=tmp_path, given=as_input(["历史", "#1"]))
    assert "[#1]" in screens(ran.out)[-2]
    assert "总分 2.50" in screens(ran.out)[-2].split("[#1]")[-1]


def test_pausing_ends_the_conversation(tmp_path: Path) -> None:
    """What is typed behind it is not taken."""
    ran = zhiping("chat", folder=tmp_path, given=as_input(["1", "/pause", "是"]))
    assert ran.code == 0
    assert len(screens(ran.out)) == 4


def test_bytes_that_are_no_text_are_refused_and_the_next_line_counts(tmp_path: Path) -> None:
    """Invalid UTF-8 in the middle of lines that arrive together: nothing of it is stored, nothing behind it is lost."""
    lines = as_input(["1", "是"]).encode() + "上海".encode() + b"\xff\xfe\n" + b"\xe4\xb8\n\x80\x80\x80\n" + as_input(profile()).encode()
    ran = zhiping("chat", folder=tmp_path, given=lines)
    assert (ran.code, ran.err) == (0, "")
    assert f"企业名称：{NAME}\n" in screens(ran.out)[-1]
    assert "\ufffd" not in screens(ran.out)[-1]


def test_bytes_that_are_no_text_are_refused_in_every_field(tmp_path: Path) -> None:
    """Wherever they come, the field is asked again; all fields are filled in the end."""
    given = as_input(["1", "是"]).encode() + b"".join(b"\xff1\xfe\n" + line.encode() + b"\n" for line in profile())
    ran = zhiping("chat", folder=tmp_path, given=given)
    assert (ran.code, ran.err) == (0, "")
    assert len(screens(ran.out)) == 1 + 3 + 2 * len(profile())
    assert f"企业名称：{NAME}\n" in screens(ran.out)[-1]


def test_lines_of_ten_thousand_characters_are_refused_and_the_conversation_goes_on(tmp_path: Path) -> None:
    """In a field, in a number, on a question card; the screen stays readable."""
    long = "很长" * 5000
    filled = [found for line in begun()[2:] for found in (long, line)]
    ran = zhiping("chat", folder=tmp_path, given=as_input([long, "1", long, "是", *filled, long, "D"]))
    assert (ran.code, ran.err) == (0, "")
    assert "第 2/56 题" in screens(ran.out)[-1]
    assert long not in ran.out


def test_control_characters_reach_nobody(tmp_path: Path) -> None:
    """A name with an escape sequence or a direction mark is refused, so no screen or document ever holds one."""
    ran = zhiping("chat", folder=tmp_path, given=as_input(["1", "是", "上海\x1b[31m厂", "上海\u202e厂", NAME]))
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    assert len(screens(ran.out)) == 7


def test_a_folder_that_cannot_be_written_costs_the_documents_and_nothing_else(finished: Finished, tmp_path: Path) -> None:
    """The result is shown, a reference number is given, the conversation goes on."""
    shutil.copy(finished.folder / "zhiping.db", tmp_path)
    (tmp_path / "taken").write_text("a file where the folder should be")
    ran = zhiping("chat", folder=tmp_path, given=as_input(["/charts", "/pdf", "/home"]), settings={"data": "taken/data"})
    assert ran.code == 0
    references = re.findall(r"编号 ([0-9a-f]{8})", ran.out)
    assert len(references) == 2
    assert all(reference in ran.err for reference in references)
    assert "Traceback" not in ran.err
    assert len(screens(ran.out)) == 5
    assert HOSTILE in screens(ran.out)[-1]


def test_whoever_declines_leaves_nothing(tmp_path: Path) -> None:
    """No run, whatever is typed behind it."""
    ran = zhiping("chat", folder=tmp_path, given=as_input(["1", "否", NAME, "A"]))
    assert ran.code == 0
    assert runs(tmp_path) == ()
