"""Letters: text in messages that fit, cut outside tags, entities and emoji; screens with their buttons; the outbox's own form."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.channels.telegram import letters, pieces
from bot.channels.telegram.letters import LONGEST_TEXT, Button, DocumentLetter, ScreenLetter, parts
from bot.sandbox.markup import read_html
from dialogs.campaigns.markup import length
from dialogs.inbound import Back, Choose
from dialogs.model import CURSOR_SPEC, Cursor
from dialogs.phrasebook import Choice, Screen

TAGS = ("b", "i", "code")
CURSOR = Cursor(spec=CURSOR_SPEC, person="p" * 32, run="r" * 32, at="q1", revision=26)


def _shown(text: str) -> str:
    """The text as the server reads it, which refuses what is not well formed."""
    return read_html(text)[0]


@st.composite
def _marked_up(draw: st.DrawFn) -> str:
    """A text of the small HTML subset: nested tags, entities, line ends, long words, emoji."""
    plain = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\n\n\n<>&;\"'é"), max_size=30).map(html.escape)
    joined = st.sampled_from(["👨‍👩‍👧‍👦", "👍🏽", "e\u0301", "字" * 40, "&lt;", "&#39;&amp;"])

    def nested(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.builds(lambda tag, body: f"<{tag}>{body}</{tag}>", st.sampled_from(TAGS), inside) | st.lists(inside, max_size=4).map(
            "".join
        )

    return draw(st.recursive(plain | joined, nested, max_leaves=25))


@example("<b><i><b></b>00000</i></b>", 4)
@given(_marked_up(), st.integers(4, 60))
def test_every_part_fits_and_is_well_formed_and_together_they_are_the_text(text: str, longest: int) -> None:
    """Only line ends at a cut may be missing; no part is blank."""
    found = parts(text, longest)
    assert all(length(part) <= longest for part in found)
    if length(text) > longest:
        assert all(_bare(part).strip() for part in found)
        kept = "".join(map(_bare, found)).replace("\n", "")
        assert kept.strip() == _bare(text).replace("\n", "").strip()
    assert all(_balanced(part) for part in found)


@given(_marked_up())
def test_a_text_that_fits_is_left_as_it_is(text: str) -> None:
    """Byte for byte."""
    assert parts(text, max(length(text), 1)) == (text,)


def _bare(text: str) -> str:
    return html.unescape(re.sub(r"</?(?:b|i|code)>", "", text))


def _balanced(text: str) -> bool:
    """Every tag is closed in order, and no < or & is left over from a cut."""
    stack: list[str] = []
    for tag in re.findall(r"</?(?:b|i|code)>", text):
        if tag.startswith("</"):
            if not stack or stack.pop() != tag[2:-1]:
                return False
        else:
            stack.append(tag[1:-1])
    rest = re.sub(r"</?(?:b|i|code)>|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);", "", text)
    return not stack and not set(rest) & set("<>&")


def test_a_long_screen_is_cut_between_paragraphs_and_the_server_takes_every_part() -> None:
    """Twenty paragraphs of about 600 characters, each bold with signs that must be escaped."""
    text = "\n\n".join(f"<b>第 {number} 段 &lt;甲&gt; &amp; 乙</b>\n{'智能制造能力成熟度' * 66}" for number in range(20))
    found = parts(text)
    assert len(found) > 2
    assert all(part.startswith("<b>第 ") for part in found)
    assert all(0 < len(_shown(part)) <= LONGEST_TEXT for part in found)
    assert "\n\n".join(found) == text


def test_an_open_tag_is_closed_at_a_cut_and_opened_again() -> None:
    """So that what was bold stays bold."""
    assert parts("<b><i>aaaabbbb</i></b>cc", 4) == ("<b><i>aaaa</i></b>", "<b><i>bbbb</i></b>", "cc")


@pytest.mark.parametrize(
    ("text", "longest", "found"),
    [
        ("aaaa&amp;&lt;b", 5, ("aaaa&amp;", "&lt;b")),
        ("abc👨‍👩‍👧‍👦", 5, ("abc", "👨‍👩‍👧‍👦"[:5], "👨‍👩‍👧‍👦"[5:])),
        ("abcdefgh👍🏽", 9, ("abcdefgh", "👍🏽")),
        ("abcde\u0301f", 5, ("abcd", "e\u0301f")),
        ("aaaa\n\n\n\n", 4, ("aaaa",)),
        ("\n\n\n\n\naaaa", 4, ("aaaa",)),
        ("aa\nbb\ncc", 5, ("aa\nbb", "cc")),
    ],
)
def test_where_a_text_is_cut(text: str, longest: int, found: tuple[str, ...]) -> None:
    """At a line end in the later half if there is one, never inside an entity, and an emoji stays whole while it fits."""
    assert parts(text, longest) == found


@pytest.mark.parametrize(("text", "counted"), [("", 0), ("<b>字</b>", 1), ("&lt;&#39;&amp;", 3), ("a<b>b</b>\n", 3), ("👍", 1)])
def test_length_counts_what_is_left_after_parsing(text: str, counted: int) -> None:
    """In code points, as the server counts for bots."""
    assert length(text) == counted


@pytest.mark.parametrize(
    "letter",
    [
        ScreenLetter("<b>题</b>", ((Button("A", "x.1.cA"), Button("B", "x.1.cB")),), fresh=True, kept=True, again=2),
        ScreenLetter(""),
        DocumentLetter("r" * 32, "pdf", "zh"),
    ],
)
def test_a_letter_comes_back_from_the_outbox(letter: letters.AnyLetter) -> None:
    """Screens and documents are told apart by themselves."""
    assert letters.decode(letters.encode(letter)) == letter


def test_a_letter_written_before_the_last_fields_were_there_can_still_be_read() -> None:
    """The outbox outlives the program that wrote it."""
    old = b'{"type":"screen","text":"x","rows":[[["A","p.1.cA"]]],"fresh":true}'
    assert letters.decode(old) == ScreenLetter("x", ((Button("A", "p.1.cA"),),), fresh=True)


def test_a_screen_becomes_a_letter_with_every_button_bound_to_the_place() -> None:
    """Rows without choices are left out, because the server refuses them."""
    screen = Screen("<b>题</b>", ((Choice("A", Choose("A")), Choice("B", Choose("B"))), (), (Choice("上一题", Back()),)))
    letter = letters.screen_letter(screen, CURSOR, fresh=False, kept=False)
    shown = letters.keyboard(letter)["inline_keyboard"]
    assert [[button["text"] for button in row] for row in shown] == [["A", "B"], ["上一题"]]
    assert {button["callback_data"].split(".")[1] for row in shown for button in row} == {"1a"}


def test_a_long_screen_carries_its_buttons_under_the_last_part() -> None:
    """And no part before it has any."""
    found = pieces.of_screen("1001", ScreenLetter("\n\n".join(["字" * 4000] * 3), ((Button("A", "x.1.cA"),),)))
    assert ["reply_markup" in piece.arguments for piece in found] == [False, False, True]
    assert {piece.arguments["parse_mode"] for piece in found} == {"HTML"}
    assert all(piece.arguments["link_preview_options"] == {"is_disabled": True} for piece in found)


def test_a_summary_that_holds_signs_of_html_is_escaped() -> None:
    """It is plain text, and an enterprise may be called what it likes."""
    found = pieces.of_files("1001", [("text", "report.txt", "甲<b>&amp;</i>乙 & 丙".encode()), ("photo", "radar.png", b"png")])
    assert _shown(found[0].arguments["text"]) == "甲<b>&amp;</i>乙 & 丙"
    assert (found[1].method, dict(found[1].files)) == ("sendPhoto", {"photo": ("radar.png", b"png")})
