"""Typed text to values: what is read, and what is refused rather than guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import answers
from dialogs.answers import Unreadable
from dialogs.refusals import Refusal

KEYS = ("A", "B", "C", "D")


def refusal_of(read: object, text: str) -> tuple[Refusal, str]:
    """Why this text is not read."""
    assert callable(read)
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.code, caught.value.value


OPTIONS = {
    "A": "A|a|Ａ|ａ| a |A.|A。|A、|a)|A）|选A|选 a|选择A|我选A|我选择 a|option a|choose A|A项|A选项|1|１|1.|第1个|第一个|一|选1|第一项",
    "B": "b|选B|2|二|第二项|第2项。|option 2|Choose B",
    "C": "C|选C|3|第3个|第三个|三",
    "D": "D|d.|4|四|d项",
}
NO_OPTIONS = "| |E|e|0|5|9|10|99|五|AB|A B|A或B|A/B|A?|不是A|也许A|A吧|I think a|a lot|-1|1.5|3-4|选|第|第个|¼|AA|甲|选择|好|是|NA"


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OPTIONS.items() for text in texts.split("|")])
def test_an_option_is_read_from_the_ways_people_write_it(key: str, text: str) -> None:
    """Letters in either case and width, numbers, Chinese numbers, with the words around them."""
    assert answers.option_key(text, KEYS) == key


@pytest.mark.parametrize("text", [*NO_OPTIONS.split("|"), "\u200bA"])
def test_a_sentence_that_merely_contains_a_letter_is_no_option(text: str) -> None:
    """Nothing but an answer ever becomes an answer."""
    assert answers.option_key(text, KEYS) is None


def test_an_option_that_a_question_does_not_have_is_none() -> None:
    """A question may have fewer options than the scale has marks."""
    assert answers.option_key("D", ("A", "C")) is None
    assert answers.option_key("C", ("A", "C")) == "C"
    assert answers.option_key("2", ("A", "C")) == "C"
    assert answers.option_key("3", ("A", "C")) is None


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=12))
def test_whatever_is_typed_an_option_is_a_key_or_nothing(text: str) -> None:
    """And never an error."""
    assert answers.option_key(text, KEYS) in {*KEYS, None}


TEXTS = [(" 申安 ", "申安"), ("申安\n机械\t厂", "申安 机械 厂"), ("e\u0301", "é"), ("a  b", "a b"), ("👍🏽", "👍🏽"), ("<b>", "<b>")]


@pytest.mark.parametrize(("text", "kept"), [*TEXTS, ("一" * 300, "一" * 300)])
def test_text_is_kept_on_one_line_in_nfc(text: str, kept: str) -> None:
    """Nothing else about it is changed."""
    assert answers.clean(text) == kept


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", (Refusal.TEXT_EMPTY, "")),
        (" \n\t\u3000", (Refusal.TEXT_EMPTY, "")),
        ("一" * 301, (Refusal.TEXT_TOO_LONG, "300")),
        ("a\x00b", (Refusal.TEXT_UNSAFE, "")),
        ("a\u202eb", (Refusal.TEXT_UNSAFE, "")),
        ("\u200fa", (Refusal.TEXT_UNSAFE, "")),
        ("\u2067a\u2069", (Refusal.TEXT_UNSAFE, "")),
        ("a\ud800", (Refusal.TEXT_UNSAFE, "")),
        ("a\ue000", (Refusal.TEXT_UNSAFE, "")),
        ("a\uffff", (Refusal.TEXT_UNSAFE, "")),
    ],
)
def test_unsafe_text_is_refused_and_not_mended(text: str, refusal: tuple[Refusal, str]) -> None:
    """Control characters, direction marks, halves and private characters; too much or nothing at all."""
    assert refusal_of(answers.clean, text) == refusal


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=40))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What is kept can be stored and typed again."""
    try:
        kept = answers.clean(text)
    except Unreadable:
        return
    assert answers.clean(kept) == kept
    assert kept.encode()


MOBILES = "13812345678|138 1234 5678|138-1234-5678|+8613812345678|+86 138 1234 5678|008613812345678|8613812345678|(+86)13812345678"
NO_MOBILES = "|12812345678|23812345678|1381234567|138123456789|021-62345678|+1 3812345678|1381234567a|86|无"


@pytest.mark.parametrize("text", [*MOBILES.split("|"), "１３８１２３４５６７８"])
def test_a_mobile_number_is_eleven_digits_however_it_is_written(text: str) -> None:
    """Blanks, hyphens, brackets and the country code come off."""
    assert answers.mobile(text) == "13812345678"


@pytest.mark.parametrize("text", NO_MOBILES.split("|"))
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    """Landlines and foreign numbers too."""
    assert refusal_of(answers.mobile, text) == (Refusal.MOBILE_EXPECTED, "")


@pytest.mark.parametrize(
    ("text", "kept"), [("a@b.cn", "a@b.cn"), (" wang.min+1@shen-an.com.cn ", "wang.min+1@shen-an.com.cn"), ("ｗａｎｇ@b.cn", "wang@b.cn")]
)
def test_an_address_of_ordinary_form_is_kept(text: str, kept: str) -> None:
    """Half-width and without blanks around it."""
    assert answers.email(text) == kept


@pytest.mark.parametrize(
    "text", ["", "a", "a@", "@b.cn", "a@b", "a b@c.cn", "a@b..cn", "a@b.cn, c@d.cn", "王@b.cn", "a@b.cn\nBcc: x@y.cn", "a" * 96 + "@b.cn"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Among them what could become a second address or header."""
    assert refusal_of(answers.email, text) == (Refusal.EMAIL_EXPECTED, "")


@pytest.mark.parametrize(
    "text", ["91310115000000019M", "9131 0115 0000 0001 9m", "91310115-000000019-m", "９１３１０１１５０００００００１９ｍ"]
)
def test_a_credit_code_is_read_without_blanks_in_upper_case(text: str) -> None:
    """However it is grouped."""
    assert answers.credit_code(text) == "91310115000000019M"


@pytest.mark.parametrize(("text", "word"), [(" ＮＡ ", "na"), ("Ｎ／Ａ", "n/a"), ("不适用", "不适用"), ("Straße", "strasse")])
def test_keywords_are_compared_half_width_and_in_lower_case(text: str, word: str) -> None:
    """Without blanks at the ends."""
    assert answers.folded(text) == word
