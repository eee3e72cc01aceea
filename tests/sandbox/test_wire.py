"""Arguments in all four forms, over real HTTP and by themselves."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.refusals import Refused
from bot.sandbox.wire import read_args
from tests.sandbox.stage import Stage, staged

FORM = "application/x-www-form-urlencoded"


WHOLE = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(WHOLE.filter(bool), WHOLE, max_size=5))
def test_a_form_reads_as_it_was_written(fields: dict[str, str]) -> None:
    """Whatever is percent-encoded comes back."""
    assert read_args("", FORM, urlencode(fields).encode()).values == fields


@given(st.binary(max_size=40))
def test_a_stray_form_reads_as_the_standard_library_reads_it(data: bytes) -> None:
    """Percent signs that stand for nothing stay; bytes that are no UTF-8 are refused."""
    try:
        found = read_args("", FORM, data).values
    except Refused:
        with pytest.raises(UnicodeDecodeError):
            _standard(data)
        return
    assert found == _standard(data)


def _standard(data: bytes) -> dict[str, str]:
    return dict(parse_qsl(data.decode(), keep_blank_values=True, errors="strict"))


@staged()
async def test_all_four_forms_say_the_same(stage: Stage) -> None:
    """Query, form, JSON and multipart; the name of the method in any case."""
    await stage.meet("wang")
    path, values = f"/bot{stage.sandbox.token}/", {"chat_id": "1001", "text": "你好 a+b&c=d"}
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in values.items():
        multipart.append(value).set_content_disposition("form-data", name=name)
    asked = [
        stage.http.get(path + "sendmessage", params=values),
        stage.http.post(path + "SENDMESSAGE", data=values),
        stage.http.post(path + "sendMessage", json={"chat_id": 1001, "text": values["text"]}),
        stage.http.post(path + "SendMessage", data=multipart),
    ]
    for request in asked:
        async with request as answer:
            assert (await answer.json())["result"]["text"] == values["text"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b"[" * 5000),
        (FORM, b"text=%ff"),
        (FORM, b"&".join(b"a=b" for _ in range(1002))),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx'),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--b--'),
    ],
)
def test_what_cannot_be_read_is_refused(kind: str, body: bytes) -> None:
    """Broken bodies are a 400 of their own."""
    with pytest.raises(Refused) as caught:
        read_args("", kind, body)
    assert caught.value.code == 400


def test_a_file_keeps_its_last_name_only() -> None:
    """A sender's folders are dropped, Chinese names stay."""
    head = 'Content-Disposition: form-data; name="document"; filename="../a\\报告.pdf"\r\nContent-Type: application/pdf'
    body = f"--b\r\n{head}\r\n\r\nx\r\n--b--\r\n"
    upload = read_args("", "multipart/form-data; boundary=b", body.encode()).uploads["document"]
    assert (upload.filename, upload.mime, upload.body) == ("报告.pdf", "application/pdf", b"x")
