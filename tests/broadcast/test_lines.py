"""Who is next: campaigns take turns, nobody is served twice at a time, and whoever was put back is found again."""

from __future__ import annotations

from bot.broadcast.ledger import PAGE, Page, Recipient
from bot.broadcast.lines import LOW, Lines
from dialogs.campaigns.model import Attachment, Campaign


def _page(*people: str, last: str = "", over: bool = True, file: str = "") -> Page:
    return Page(tuple(Recipient(person, person) for person in people), (), last, over, file)


def _lines(*campaigns: Campaign) -> Lines:
    lines = Lines()
    lines.keep(campaigns)
    return lines


def _served(lines: Lines) -> str:
    line = lines.next()
    return line.take().person if line else ""


def test_campaigns_take_turns_whatever_their_size() -> None:
    """Three of one and many of another."""
    lines = _lines(Campaign(id="a"), Campaign(id="b"))
    for line, people in zip(lines, ([f"a{number}" for number in range(9)], ["b0", "b1"]), strict=True):
        line.fill(_page(*people))
    assert [_served(lines) for _ in range(6)] == ["a0", "b0", "a1", "b1", "a2", "a3"]
    assert len(lines) == 5


def test_a_line_is_filled_up_page_by_page_and_then_from_the_beginning() -> None:
    """So that who was put back is found; only where nobody is left from the beginning on is it over."""
    lines = _lines(Campaign(id="a"))
    (line,) = lines
    assert line.low
    assert not line.fill(_page(*(f"{number:03}" for number in range(PAGE)), last="049", over=False))
    assert not line.low
    while len(line.waiting) >= LOW:
        line.take()
    assert line.low
    assert line.after == "049"
    assert not line.fill(_page("050", last="050"))
    assert not line.low, "after the last page, whoever is in hand may still be put back"
    while line.waiting:
        line.take()
    line.in_hand.clear()
    assert line.low
    assert line.after == ""
    assert not line.fill(_page("007"))
    line.take()
    line.in_hand.clear()
    assert line.fill(_page())


def test_who_is_in_line_or_in_hand_is_not_taken_in_again() -> None:
    """The store still calls them queued."""
    lines = _lines(Campaign(id="a"))
    (line,) = lines
    line.fill(_page("1", "2"))
    line.take()
    line.fill(_page("1", "2", "3"))
    assert [one.person for one in line.waiting] == ["2", "3"]
    assert line.held == {"1", "2", "3"}


def test_while_a_file_is_uploaded_for_the_first_time_nobody_else_of_that_campaign_is_served() -> None:
    """But those of other campaigns are."""
    attached = Attachment(digest="0" * 64, name="a.pdf", mime="application/pdf", size=1)
    lines = _lines(Campaign(id="a", attachment=attached), Campaign(id="b"))
    first, second = lines
    first.fill(_page("a0", "a1"))
    second.fill(_page("b0", "b1"))
    assert [_served(lines) for _ in range(4)] == ["a0", "b0", "b1", ""]
    first.file = "AgAD"
    assert _served(lines) == "a1"


def test_a_campaign_that_is_not_sent_any_more_has_no_line() -> None:
    """And one that goes on keeps its own."""
    lines = _lines(Campaign(id="a"), Campaign(id="b"))
    for line in lines:
        line.fill(_page(f"{line.campaign.id}0"))
    lines.keep([Campaign(id="b", title="new"), Campaign(id="c")])
    assert [(line.campaign.id, len(line.waiting)) for line in lines] == [("b", 1), ("c", 0)]
    assert _served(lines) == "b0"
    assert _served(lines) == ""
