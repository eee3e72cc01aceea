"""Pictures by their own header: pixels, the way they are turned, and everything that is no whole picture refused."""

from __future__ import annotations

import io
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reports.forms import pictures
from reports.forms.pictures import PictureRefused, read_picture
from tests.reports.forms.images import bomb, jpeg, png

WHOLE = jpeg(400, 300)


def refusal(data: bytes) -> str:
    """Why it was refused."""
    with pytest.raises(PictureRefused) as refused:
        read_picture("a.jpg", data)
    return refused.value.code


def test_a_jpeg_says_its_pixels_and_bytes() -> None:
    """Whatever it is called."""
    found = read_picture("x.txt", jpeg(4000, 2000, size=5 << 20), "全景")
    assert (found.mime, found.width, found.height, found.pixels, found.size) == ("image/jpeg", 4000, 2000, 8_000_000, 5 << 20)
    assert (found.caption, found.turned) == ("全景", 0)


@pytest.mark.parametrize(("noted", "turned", "size"), [(1, 0, (400, 300)), (3, 2, (400, 300)), (6, 1, (300, 400)), (8, 3, (300, 400))])
def test_a_turned_jpeg_is_as_wide_as_it_is_seen(noted: int, turned: int, size: tuple[int, int]) -> None:
    """Cameras note which way they were held."""
    found = read_picture("a", jpeg(400, 300, turned=noted))
    assert (found.turned, (found.width, found.height)) == (turned, size)


def test_a_png_is_read_by_its_checksums() -> None:
    """And refused where one is wrong."""
    data = png(640, 480)
    assert read_picture("a", data).pixels == 640 * 480
    broken = bytearray(data)
    broken[len(data) // 2] ^= 0xFF
    assert refusal(bytes(broken)) == "picture_damaged"


@pytest.mark.parametrize("data", [b"", b"GIF89a..", b"%PDF-1.7", b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic", b"<svg/>", b"\xff\xd8"])
def test_what_is_no_jpeg_or_png_is_refused_as_such(data: bytes) -> None:
    """By its bytes."""
    assert refusal(data) == "picture_kind"


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5, 0.8, 0.98])
def test_a_picture_that_does_not_come_to_its_end_is_refused(share: float) -> None:
    """However much of it is there."""
    for data in (WHOLE, png(400, 300)):
        assert refusal(data[: int(len(data) * share)]) == "picture_damaged"


def test_a_bomb_is_refused_by_its_header_alone() -> None:
    """Nothing of it is unpacked."""
    tracemalloc.start()
    assert refusal(bomb()) == "picture_huge"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_the_largest_picture_is_still_taken_and_one_pixel_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound itself is inside."""
    monkeypatch.setattr(pictures, "MOST_PIXELS", 400 * 300)
    assert read_picture("a", WHOLE).pixels == 120_000
    assert refusal(jpeg(401, 300)) == "picture_huge"


def test_above_what_is_decoded_only_the_header_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut one is then taken: its document shows what is there of it."""
    monkeypatch.setattr(pictures, "MOST_DECODED", 100)
    assert read_picture("a", WHOLE[: len(WHOLE) - 300]).pixels == 120_000


def test_a_progressive_and_a_grey_jpeg_are_read() -> None:
    """As other programs write them."""
    for mode, how in (("RGB", {"progressive": True}), ("L", {}), ("CMYK", {})):
        made = io.BytesIO()
        Image.new(mode, (300, 200)).save(made, "JPEG", **how)
        assert read_picture("a", made.getvalue()).pixels == 60_000


@settings(max_examples=200, deadline=None)
@given(st.integers(2, len(WHOLE) - 1), st.binary(min_size=1, max_size=4))
def test_no_damage_ends_in_anything_but_a_picture_or_a_refusal(at: int, noise: bytes) -> None:
    """Bytes changed anywhere."""
    for data in (WHOLE, png(64, 48)):
        place = at % len(data)
        with suppress(PictureRefused):
            read_picture("a", data[:place] + noise + data[place + len(noise) :])
