"""HTML to entities: the official rules, the official complaints, and texts that survive escaping."""

from __future__ import annotations

import html
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import plain, rich_text
from bot.sandbox.markup import read_html, units
from bot.sandbox.refusals import Refused
from bot.sandbox.wire import Args


def rich(text: str, **more: object) -> tuple[str, list[tuple[object, ...]]]:
    """Text and entities of a sendMessage in HTML, entities as (type, offset, length, extra…)."""
    found = rich_text(Args({"text": text, "parse_mode": "HTML", **more}))
    return found.text, [tuple(entity.values()) for entity in found.entities]


READ = [
    ("plain", "plain", []),
    ("<b>粗</b>体", "粗体", [("bold", 0, 1)]),
    ("<STRONG>x</Strong>", "x", [("bold", 0, 1)]),
    ("a<b>b<i>c</i></b>", "abc", [("bold", 1, 2), ("italic", 2, 1)]),
    ("<i><b>x</b></i>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
    ("😀<b>é</b>", "😀é", [("bold", 2, 1)]),
    ("<b>😀</b>👨‍👩‍👧<u>x</u>", "😀👨‍👩‍👧x", [("bold", 0, 2), ("underline", 10, 1)]),
    ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)]),
    ("<em>a</em><ins>b</ins>", "ab", [("italic", 0, 1), ("underline", 1, 1)]),
    ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ('<a href="https://e.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1, "https://e.org/?a=1&b=2")]),
    ("<a href='e.org'>x</a>", "x", [("text_link", 0, 1, "http://e.org/")]),
    ('<a href="nothing">x</a>', "x", []),
    ("<a>https://e.org/a</a>", "https://e.org/a", [("text_link", 0, 15, "https://e.org/a")]),
    ("<code>x</code>", "x", [("code", 0, 1)]),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
    ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
    ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5368324170671202286")]),
    ("&lt;b&gt; &amp;amp; &quot;&#128512;&#x1f600;", '<b> &amp; "😀😀', []),
    ("&lt&gt; &nbsp; &apos; &#0; &#1114112; &ltx; &", "<> &nbsp; &apos; &#0; &#1114112; &ltx; &", []),
    ("<b></b>x", "x", []),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("<b  >x</b >", "x", [("bold", 0, 1)]),
    ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
    ("a\r\nb\x01c", "a\nb c", []),
    ("<b>/help</b> 看 https://e.org/x。", "/help 看 https://e.org/x。", [("bold", 0, 5), ("bot_command", 0, 5), ("url", 8, 15)]),
    ("<code>/help</code>", "/help", [("code", 0, 5)]),
    ("t.me/zhiping_bot?start=a_1 @someone #话题 x@e.org", "t.me/zhiping_bot?start=a_1 @someone #话题 x@e.org",
     [("url", 0, 26), ("mention", 27, 8), ("hashtag", 36, 3), ("email", 40, 7)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), READ, ids=[source for source, _, _ in READ])
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[object, ...]]) -> None:
    """Offsets are UTF-16 units; unknown names stay as they are."""
    assert rich(source) == (text, entities)


COMPLAINTS = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("你<x>", 'Unsupported start tag "x" at byte offset 3'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ("<a ='x'>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href=x_y>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ("&#xd800;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"),
]


@pytest.mark.parametrize(("source", "words"), COMPLAINTS, ids=[source for source, _ in COMPLAINTS])
def test_broken_html_is_refused_in_the_official_words(source: str, words: str) -> None:
    """Bots look at these words, so they are compared whole."""
    with pytest.raises(Refused) as caught:
        rich(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_an_escaped_text_comes_back_as_it_was(text: str) -> None:
    """What html.escape makes safe carries no entity and loses nothing."""
    assert read_html(html.escape(text, quote=False)) == (text, [])
    assert read_html(html.escape(text)) == (text.replace("'", "&#x27;").replace("&#x27;", "'"), [])


@given(
    st.lists(
        st.tuples(st.sampled_from(["b", "i", "u", "s", "code", "blockquote"]), st.text(st.characters(exclude_categories=["Cs", "Cc"])))
    )
)
def test_every_entity_covers_exactly_what_its_tag_held(pieces: list[tuple[str, str]]) -> None:
    """Cutting the UTF-16 text at an entity gives the text between the tags."""
    text, entities = read_html("".join(f"<{tag}>{html.escape(inner)}</{tag}>" for tag, inner in pieces))
    coded = text.encode("utf-16-le")
    cut = [coded[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le") for one in entities]
    assert cut == [inner for _, inner in pieces if inner]


@given(st.text())
def test_any_html_is_read_or_refused(text: str) -> None:
    """No input breaks the reader, and entities never reach beyond the text."""
    try:
        read, entities = read_html(text)
    except Refused:
        return
    assert all(one["offset"] + one["length"] <= units(read) for one in entities)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_found_entities_lie_inside_the_text_and_apart(text: str) -> None:
    """What the server finds by itself never overlaps."""
    found = plain(text + " /help @someone https://e.org " + text)
    spans = [(one["offset"], one["offset"] + one["length"]) for one in found.entities]
    assert all(end <= units(found.text) for _, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_listed_entities_are_kept_moved_by_trimming_and_dropped_outside() -> None:
    """Entities given without HTML are checked against the text."""
    listed = [{"type": "bold", "offset": 2, "length": 3, "url": None}, {"type": "italic", "offset": 40, "length": 3}]
    found = rich_text(Args({"text": "  abc  ", "entities": listed}))
    assert (found.text, found.entities) == ("abc", ({"type": "bold", "offset": 0, "length": 3},))


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_markdown_is_refused(mode: str) -> None:
    """The sandbox reads HTML only, and says so rather than guess."""
    with pytest.raises(Refused, match="reads HTML only"):
        rich_text(Args({"text": "*x*", "parse_mode": mode}))
