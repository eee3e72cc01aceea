"""The small HTML subset: faults with their place, escaping, and the length that the server counts."""

from __future__ import annotations

import pytest

from bot.sandbox.markup import read_html
from dialogs.campaigns.markup import TagFault, bad_tags, is_blank, length, sound


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("<b>急</b> <i><code>x</code></i>", []),
        ("3 < 5, R&D, <3, <, a <- b, <!-- x -->, </>", []),
        ("<B>急</B >", []),
        ("急<b>件", [(TagFault.UNCLOSED, "<b>", 2)]),
        ("急</b>件", [(TagFault.UNOPENED, "</b>", 2)]),
        ("<b><i>急</b></i>", [(TagFault.CROSSED, "</b>", 8)]),
        ("<b>急</i>", [(TagFault.UNCLOSED, "<b>", 1), (TagFault.UNOPENED, "</i>", 5)]),
        ("第一行<br>第二行", [(TagFault.UNKNOWN, "<br>", 4)]),
        ('<a href="https://x.cn">x</a> <a>', [(TagFault.UNKNOWN, '<a href="https://x.cn">', 1)]),
        (
            "<strong>急</strong><br><br/><BR>",
            [(TagFault.UNKNOWN, "<strong>", 1), (TagFault.UNKNOWN, "<br>", 19), (TagFault.UNKNOWN, "<br/>", 23)],
        ),
        ("＜b＞急＜／b＞，<i＞件＜/I>", [(TagFault.UNKNOWN, "＜b＞", 1), (TagFault.UNKNOWN, "<i＞", 10)]),
        ("<b class=x>急</b>", [(TagFault.UNKNOWN, "<b class=x>", 1), (TagFault.UNOPENED, "</b>", 13)]),
    ],
)
def test_every_wrong_tag_is_named_with_its_place(text: str, faults: list[tuple[TagFault, str, int]]) -> None:
    """By the number of its first character; what there is no tag for is named once. A sign that begins no tag is none."""
    assert [tuple(bad) for bad in bad_tags(text)] == faults


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("<B>急</b >", "<b>急</b>"),
        ("3 < 5 & 7 > 6", "3 &lt; 5 &amp; 7 &gt; 6"),
        ("&lt; &amp; &quot; &nbsp; &#60; &copy", "&lt; &amp; &quot; &amp;nbsp; &amp;#60; &amp;copy"),
        ("<b>急", "&lt;b&gt;急"),
        ("<br>&lt;", "&lt;br&gt;&amp;lt;"),
        ("一\r\n二\t三\u202e\x00", "一\n二 三"),
        ("\u3000\u3000段", "\u3000\u3000段"),
        ("急\u00a0件👨‍👩‍👧", "急 件👨‍👩‍👧"),
    ],
)
def test_a_text_is_made_fit_to_be_sent(text: str, sent: str) -> None:
    """Wrong tags are shown as they were typed; what cannot be shown is left out, line ends are kept."""
    assert sound(text) == sent


@pytest.mark.parametrize("text", ["", "<b>急</b>", "&lt;&amp;&quot;", "a&nbsp;b", "👍🏽", "<b><i>x</i></b>y" * 9])
def test_a_text_is_as_long_as_the_server_counts_it(text: str) -> None:
    """Two rules that must agree: this one, and what is left where the server has parsed it."""
    assert length(text) == len(read_html(text)[0])


def test_an_entity_is_one_character_and_a_tag_none() -> None:
    """As the server counts after it parsed them."""
    assert length("<b>R&amp;D</b>") == 3


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \n\u3000", True), ("<b></b>\u200b", True), ("&amp;", False), ("一", False)])
def test_a_text_of_which_nothing_is_seen_is_blank(text: str, blank: bool) -> None:
    """The server takes no such message."""
    assert is_blank(text) is blank
