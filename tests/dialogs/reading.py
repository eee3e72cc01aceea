"""What a person sees of a screen: its text without markup, and whether the markup is only what every channel knows."""

from __future__ import annotations

from html.parser import HTMLParser

MOST_CHARACTERS = 4096
"""What one message of the Bot API holds, counted after its markup is read."""

ALLOWED = {"b", "i", "code"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, f"<{tag}> is no markup of ours"
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def visible(text: str) -> str:
    """The text as it is read; fails where the markup is not balanced, or is not one of the tags allowed."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader.text


def assert_fits(text: str) -> None:
    """The screen can be sent: not too long for one message, and every character of it can be written."""
    text.encode()
    assert len(visible(text)) <= MOST_CHARACTERS
