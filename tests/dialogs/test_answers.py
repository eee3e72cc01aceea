"""Typed text to values: what is read, and what is refused rather than guessed."""

from __future__ import annotations

from decimal import Decimal

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
    "A": ["A", "a", "Ａ", "ａ", " a ", "A.", "A。", "A、", "a)", "A）", "选A", "选 a", "选择A", "我选A", "我选择 a", "option a", "choose A", "A项", "A选项", "1", "１", "1.", "第1个", "第一个", "一", "选1", "第一项"],
    "B": ["b", "选B", "2", "二", "第二项", "第2项。", "option 2", "Choose B"],
    "C": ["C", "选C", "3", "第3个", "第三个", "三"],
    "D": ["D", "d.", "4", "四", "选项D"[2:]],
}  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OPTIONS.items() for text in texts])
def test_an_option_is_read_from_the_ways_people_write_it(key: str, text: str) -> None:
    """Letters in either case and width, numbers, Chinese numbers, with the words around them."""
    assert answers.option_key(text, KEYS) == key


@pytest.mark.parametrize(
    "text",
    ["", " ", "E", "e", "0", "5", "9", "10", "99", "五", "AB", "A B", "A或B", "A/B", "A?", "不是A", "也许A", "A吧", "I think a", "a lot", "-1", "1.5", "3-4", "选", "第", "第个", "¼", "AA", "甲", "选择", "好", "是", "NA", "\u200bA"],
)  # fmt: skip
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


NUMBERS = [
    ("0", "0"), ("12", "12"), ("12.5", "12.5"), ("-3", "-3"), ("+3", "3"), ("１２.５", "12.5"), ("12.50", "12.50"), ("3,500", "3500"), ("3，500", "3500"), ("1 000", "1000"),
    ("1.2亿", "120000000"), ("3万", "30000"), ("3百万", "3000000"), ("3千万", "30000000"), ("5元", "5"), ("5万元", "50000"), ("约5", "5"), ("大约 5", "5"), ("~5", "5"), ("about 5", "5"), ("007", "7"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    """Exactly, in its plain unit."""
    assert answers.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "五", "很多", "5-6", "5~6", "5到6", "1e3", "0x10", "1.2.3", ".5", "5.", "--5", "NaN", "inf", "%", "万", "5亿万", "9" * 16, "1." + "1" * 11, "1000000000001", "=1+1"])
def test_what_is_not_one_number_is_refused(text: str) -> None:
    """A range, a word or a formula is no number; nor is one that cannot be meant."""
    assert refusal_of(answers.number, text) == (Refusal.NUMBER_EXPECTED, "")


@pytest.mark.parametrize(("text", "unit", "value"), [("12%", "%", "12"), ("12％", "%", "12"), ("12", "%", "12"), ("3 天", "天", "3"), ("3万", "%", "30000"), ("5kWh", "kWh", "5"), ("5KWH", "kWh", "5")])
def test_the_unit_of_an_indicator_may_stand_behind_the_number(text: str, unit: str, value: str) -> None:
    """In either width and case."""
    assert answers.number(text, (unit, "")) == Decimal(value)


def test_another_unit_is_not_taken_off() -> None:
    """Days are no percent."""
    assert refusal_of(lambda text: answers.number(text, ("%",)), "3天") == (Refusal.NUMBER_EXPECTED, "")


def test_the_longest_unit_is_taken_off_first() -> None:
    """`万元` ends with `元`, which may be a unit too."""
    assert answers.number("5万元", ("元", "万元")) == Decimal(5)


MONEY = [
    ("12000", "12000"), ("12,000", "12000"), ("１２０００", "12000"), ("12000万", "12000"), ("12000万元", "12000"), ("12000 万元", "12000"), ("1.2亿", "12000"), ("1.2亿元", "12000"), ("人民币1.2亿元", "12000"),
    ("3500000元", "350"), ("5千万", "5000"), ("5百万元", "500"), ("0", "0"), ("12.5", "12.5"), ("12.50", "12.5"), ("约1.2亿", "12000"), ("1元", "0.0001"), ("100", "100"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wan"), MONEY)
def test_sales_are_kept_in_ten_thousand_yuan(text: str, wan: str) -> None:
    """A bare number is in 万元 already; with a unit it is money."""
    assert answers.money_in_wan(text) == wan


def test_negative_sales_are_refused_as_such() -> None:
    """With a sentence of their own."""
    assert refusal_of(answers.money_in_wan, "-5万") == (Refusal.NUMBER_NEGATIVE, "")
    assert refusal_of(answers.money_in_wan, "赚得不多") == (Refusal.NUMBER_EXPECTED, "")


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("12.50", "12.5"), ("-0.10", "-0.1"), ("100", "100"), ("0.0001", "0.0001"), ("5.000", "5")])
def test_a_decimal_is_written_without_exponent_or_needless_zeros(value: str, text: str) -> None:
    """As storage and forms need it."""
    assert answers.plain(Decimal(value)) == text


@settings(deadline=None, max_examples=150)
@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_a_number_written_plainly_is_read_back_as_itself(value: Decimal) -> None:
    """Reading and writing agree."""
    assert answers.number(answers.plain(value)) == value


@pytest.mark.parametrize(("text", "kept"), [(" 申安 ", "申安"), ("申安\n机械\t厂", "申安 机械 厂"), ("e\u0301", "é"), ("a  b", "a b"), ("👍🏽", "👍🏽"), ("<b>", "<b>"), ("一" * 300, "一" * 300)])
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


MOBILES = ["13812345678", "138 1234 5678", "138-1234-5678", "+8613812345678", "+86 138 1234 5678", "008613812345678", "8613812345678", "１３８１２３４５６７８", "(+86)13812345678"]


@pytest.mark.parametrize("text", MOBILES)
def test_a_mobile_number_is_eleven_digits_however_it_is_written(text: str) -> None:
    """Blanks, hyphens, brackets and the country code come off."""
    assert answers.mobile(text) == "13812345678"


@pytest.mark.parametrize("text", ["", "12812345678", "23812345678", "1381234567", "138123456789", "021-62345678", "+1 3812345678", "1381234567a", "86", "无"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    """Landlines and foreign numbers too."""
    assert refusal_of(answers.mobile, text) == (Refusal.MOBILE_EXPECTED, "")


@pytest.mark.parametrize(("text", "kept"), [("a@b.cn", "a@b.cn"), (" wang.min+1@shen-an.com.cn ", "wang.min+1@shen-an.com.cn"), ("ｗａｎｇ@b.cn", "wang@b.cn")])
def test_an_address_of_ordinary_form_is_kept(text: str, kept: str) -> None:
    """Half-width and without blanks around it."""
    assert answers.email(text) == kept


@pytest.mark.parametrize("text", ["", "a", "a@", "@b.cn", "a@b", "a b@c.cn", "a@b..cn", "a@b.cn, c@d.cn", "王@b.cn", "a@b.cn\nBcc: x@y.cn", "a" * 96 + "@b.cn"])
def test_what_is_no_address_is_refused(text: str) -> None:
    """Among them what could become a second address or header."""
    assert refusal_of(answers.email, text) == (Refusal.EMAIL_EXPECTED, "")


@pytest.mark.parametrize("text", ["91310115000000019M", "9131 0115 0000 0001 9m", "91310115-000000019-m", "９１３１０１１５０００００００１９ｍ"])
def test_a_credit_code_is_read_without_blanks_in_upper_case(text: str) -> None:
    """However it is grouped."""
    assert answers.credit_code(text) == "91310115000000019M"


@pytest.mark.parametrize(("text", "word"), [(" ＮＡ ", "na"), ("Ｎ／Ａ", "n/a"), ("不适用", "不适用"), ("Straße", "strasse")])
def test_keywords_are_compared_half_width_and_in_lower_case(text: str, word: str) -> None:
    """Without blanks at the ends."""
    assert answers.folded(text) == word
