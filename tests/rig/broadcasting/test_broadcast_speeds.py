"""What the broadcast's checker measures of speed and silence, and how it reads a call."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tests.rig.broadcasting.history import call_of
from tests.rig.broadcasting.speeds import called_early, fastest, over_the_persons_limit
from tests.rig.broadcasting.test_broadcast_checker import a_call


def test_a_pause_is_unknown_to_a_new_life() -> None:
    """Whoever was not alive when the server said so is told once more, and nobody else is excused."""
    told = replace(a_call("1", 0.1), taken=False, told="Too Many Requests: retry after 1")
    early = replace(a_call("2", 0.6), in_window=True)
    assert called_early([told, early]) == [early]
    assert called_early([told, early], births=[0.5]) == []
    assert called_early([told, early], births=[0.05, 0.7]) == [early]


def test_what_waited_on_the_way_was_not_sent_into_the_silence() -> None:
    """Neither the call nor the word got through; who calls after that had time to hear it."""
    told = replace(a_call("1", 0.1), taken=False, told="Too Many Requests: retry after 1")
    waited, early = (replace(a_call("2", at), in_window=True) for at in (0.7, 1.0))
    assert called_early([told, waited, early], held_up=[(0.2, 0.7)]) == [early]
    assert called_early([told, waited, early], held_up=[(0.4, 0.7)]) == [waited, early]
    assert called_early([told, waited, early], held_up=[(0.0, 0.1)]) == [waited, early]


def test_an_answer_that_was_cut_off_was_not_heard() -> None:
    """The next one tells; whoever calls after that had time to hear it."""
    told = replace(a_call("1", 0.1), taken=False, told="Too Many Requests: retry after 1")
    again, early = (replace(told, at=at, in_window=True) for at in (0.7, 1.0))
    assert called_early([told, again, early], hung_up=[0.12]) == [early]
    assert called_early([told, again], hung_up=[0.12]) == []
    assert called_early([told, again], hung_up=[0.3]) == [again]


def test_being_told_again_is_no_excuse() -> None:
    """Each call inside the window is one too many, though each is answered by the same words."""
    told = replace(a_call("1", 0.1), taken=False, told="Too Many Requests: retry after 1")
    again = [replace(told, at=at, in_window=True) for at in (0.2, 0.4, 0.5)]
    assert called_early([told, *again]) == again[1:]


def test_what_was_refused_in_words_may_be_tried_again() -> None:
    """A fault that would have met the call, had it not come too early, makes nobody doubtful."""
    early = replace(a_call("1"), taken=False, fault="502", told="Too Many Requests: retry after 1")
    assert not early.unheard
    assert replace(early, fault="lost").unheard
    assert replace(early, told="").unheard


def test_the_pace_is_measured_over_any_second() -> None:
    """Not over the seconds of a clock."""
    assert fastest([a_call("1", at) for at in (0.0, 0.6, 0.9, 1.2, 1.5, 3.0)]) == 4


def test_one_person_may_get_a_few_at_once() -> None:
    """And then one each second."""
    assert over_the_persons_limit([a_call("1", at) for at in (0.0, 0.1, 0.2, 0.3, 1.4, 2.4)]) == []
    assert len(over_the_persons_limit([a_call("1", at / 10) for at in range(8)])) == 3


MARKUP = '{"inline_keyboard": [[{"callback_data": "x"}]]}'
FORMS = {
    "application/json": f'{{"chat_id": 5, "text": "好", "reply_markup": {MARKUP}}}',
    "application/x-www-form-urlencoded": urlencode({"chat_id": 5, "text": "好", "reply_markup": MARKUP}),
    "multipart/form-data; boundary=B": f"""--B\r
Content-Disposition: form-data; name="caption"\r
\r
好\r
--B\r
Content-Disposition: form-data; name="reply_markup"\r
\r
{MARKUP}\r
--B\r
Content-Disposition: form-data; name="photo"; filename="a.png"\r
Content-Type: image/png\r
\r
PNG\r
--B--\r
""",
}


@pytest.mark.parametrize("kind", FORMS)
def test_a_call_is_read_in_every_form(kind: str) -> None:
    """Text and buttons are the same, however they were carried."""
    entry = {
        "at": 1.0, "took": 0.1, "actor": "bot", "method": "sendMessage", "chat": 5, "content_type": kind, "body": FORMS[kind],
        "answer": json.dumps({"ok": True, "result": {"message_id": 7}}), "fault": None, "violations": [],
    }  # fmt: skip
    call = call_of(entry)
    assert (call.text, call.buttons, call.taken, call.message) == ("好", ("x",), True, "7")
