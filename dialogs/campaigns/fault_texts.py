"""The words for everything that can be wrong with a campaign: what is wrong, and what to do about it, in Chinese and English.

Read by staff on a phone, right after they wrote the text; it stays as they wrote it, which the screen says once and not each line.
"""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.campaigns.faults import Fault, FaultCode
from question_bank.model import Text
from question_bank.problem_words import two

_C = FaultCode

TEXTS: Mapping[FaultCode, Text] = {
    _C.AUDIENCE_EMPTY: two(
        "这样选没有任何收件人。请放宽对象的条件。",
        "Nobody is meant by this choice. Please widen the audience.",
    ),
    _C.CODE_MALFORMED: two(
        "第 {place} 个统一社会信用代码“{value}”不对：应为 18 位数字或大写字母，不含 I、O、S、V、Z。请改正或删去。",
        'Credit code {place}, "{value}", is not right: 18 digits and capitals without I, O, S, V, Z. Correct it or leave it out.',
    ),
    _C.CODES_MALFORMED_TOO: two(
        "另有 {value} 个统一社会信用代码也不对。请一并核对。",
        "{value} more credit codes are not right either. Please check them, too.",
    ),
    _C.CODES_TOO_MANY: two(
        "一次最多 {value} 个统一社会信用代码，现在有 {place} 个。请分几次发，或改用别的条件。",
        "At most {value} credit codes at a time; there are {place}. Send it in parts, or choose by something else.",
    ),
    _C.TITLE_TOO_LONG: two(
        "标题最多 {value} 个字，现在有 {place} 个。请缩短。",
        "A title has at most {value} characters; this one has {place}. Please shorten it.",
    ),
    _C.TEXT_MISSING: two(
        "还没有正文。请写一段文字，图片和文件也要配一段。",
        "There is no text yet. Please write one; a picture or document needs one, too.",
    ),
    _C.TEXT_BLANK: two(
        "正文看上去是空的。请写上文字。",
        "The text looks empty. Please write some words.",
    ),
    _C.TEXT_TOO_LONG: two(
        "发给“{value}”的正文有 {place} 字，最多 4096 字。请缩短。",
        'The text for "{value}" has {place} characters; at most 4096 are possible. Please shorten it.',
    ),
    _C.CAPTION_TOO_LONG: two(
        "带图片或文件时正文最多 1024 字，发给“{value}”的有 {place} 字。请缩短正文，或去掉附件。",
        'Beside a file a text has at most 1024 characters; the one for "{value}" has {place}. Shorten it, or leave the file out.',
    ),
    _C.FIELD_UNKNOWN: two(
        "没有“{{{value}}}”这个字段。请改用可以用的字段，或去掉花括号。",
        'There is no field "{{{value}}}". Use one of the fields there are, or leave out the braces.',
    ),
    _C.FIELD_UNCLOSED: two(
        "“{{{value}”后面缺右花括号。应写成“{{{value}}}”。",
        'A closing brace is missing after "{{{value}". It should read "{{{value}}}".',
    ),
    _C.FIELD_IN_ANGLES: two(
        "“{value}”放在尖括号里了，会原样显示。请改用花括号：“{{{value}}}”。",
        '"{value}" stands in angle brackets and would be shown as it is. Use braces: "{{{value}}}".',
    ),
    _C.FIELD_OF_ENTERPRISES: two(
        "“{{{value}}}”说的是企业，这次发给联络员。请改用“{{单位}}”“{{企业数}}”等，或改对象。",
        '"{{{value}}}" is about an enterprise, but this goes to liaisons. Use "{{unit}}" or another, or change the audience.',
    ),
    _C.FIELD_OF_LIAISONS: two(
        "“{{{value}}}”只用于发给联络员的消息，这次发给企业。请改用“{{企业名称}}”“{{进度}}”等，或改对象。",
        '"{{{value}}}" is for liaisons, but this goes to enterprises. Use "{{enterprise}}" or another, or change the audience.',
    ),
    _C.FIELD_WITHOUT_DEADLINE: two(
        "用了“{{{value}}}”，但没有设截止日期。请在时间里设好，或把日期直接写进正文。",
        'The text uses "{{{value}}}", but no deadline is set. Set one with the time, or write the date itself.',
    ),
    _C.FIELD_WITHOUT_PROGRAMME: two(
        "用了“{{{value}}}”，但这次不是只关于一个申报项目。请在按钮里选“打开申报项目”，或把项目名称直接写进正文。",
        'The text uses "{{{value}}}", but this is not about one programme. Choose one for the button, or write its name.',
    ),
    _C.TAG_UNKNOWN: two(
        "第 {place} 个字处的“{value}”不能用，只能用 <b>粗体</b>、<i>斜体</i>、<code>等宽</code>。"
        "换行直接回车，网址放进按钮，要显示“<”请写“＜”。",
        'The tag "{value}" at character {place} cannot be used, only <b>, <i> and <code>. Addresses go into the button; "<" is &lt;.',
    ),
    _C.TAG_UNCLOSED: two(
        "第 {place} 个字处的“{value}”没有结束。请在要结束的地方加上对应的结束标记，例如 <b>粗体</b>。",
        'The tag "{value}" at character {place} is never closed. Close it where it is to end, as in <b>bold</b>.',
    ),
    _C.TAG_CROSSED: two(
        "第 {place} 个字处的“{value}”交叉了。请让后开始的先结束，例如 <b><i>文字</i></b>。",
        'The tag "{value}" at character {place} crosses another: what was opened last is closed first, as in <b><i>word</i></b>.',
    ),
    _C.TAG_UNOPENED: two(
        "第 {place} 个字处的“{value}”没有对应的开始。请补上开始标记，或删去它。",
        'The tag "{value}" at character {place} closes what was never opened. Open it before, or remove it.',
    ),
    _C.ATTACHMENT_EMPTY: two(
        "文件“{value}”是空的。请重新选择。",
        'The file "{value}" is empty. Please choose another.',
    ),
    _C.PICTURE_TOO_LARGE: two(
        "图片最大 {value} MB，这张约 {place} MB。请压缩后再发，或作为文件发送。",
        "A picture has at most {value} MB; this one has about {place}. Make it smaller, or send it as a document.",
    ),
    _C.DOCUMENT_TOO_LARGE: two(
        "文件最大 {value} MB，这个约 {place} MB。请压缩，或在按钮里放下载网址。",
        "A document has at most {value} MB; this one has about {place}. Make it smaller, or link to it with the button.",
    ),
    _C.BUTTON_FOR_ENTERPRISES: two(
        "这个按钮只对企业有用，这次发给联络员。请改用“查看进展”或网址。",
        'This button is of use to enterprises only, but this goes to liaisons. Use "see progress" or a link.',
    ),
    _C.LABEL_TOO_LONG: two(
        "按钮上最多 {value} 个字，现在有 {place} 个。请缩短。",
        "A button has at most {value} characters; this one has {place}. Please shorten it.",
    ),
    _C.PROGRAMME_MISSING: two(
        "还没有选申报项目，或选的项目已不在列。请在“按钮”或“时间”里点一个项目，或改用别的按钮、时间。",
        "No programme is chosen yet, or the one chosen is no longer there. Choose one with the button or the time, or another of these.",
    ),
    _C.LINK_MISSING: two(
        "按钮还没有网址。请补上，或改用别的按钮。",
        "The button has no address yet. Add one, or choose another button.",
    ),
    _C.LINK_UNSAFE: two(
        "网址“{value}”不能用：要完整，以 https:// 开头，没有空格，不带用户名。请从浏览器的地址栏复制。",
        '"{value}" is no address to use: it begins with https:// and holds no blanks or user name. Copy it from the browser.',
    ),
    _C.TIME_MISSING: two("还没有选时间。请选定日期和钟点。", "No time is chosen yet. Please set day and hour."),
    _C.TIME_PAST: two("{value} 已经过去。请另选时间，或选“马上”。", "{value} is past. Choose another time, or send it now."),
    _C.TIME_TOO_FAR: two("时间离现在超过一年。请核对年份。", "The time is more than a year ahead. Please check the year."),
    _C.TIME_OF_ENTERPRISES: two(
        "这种时间按每家企业计算，不能用于联络员。请改为每周或每月。",
        "This kind of time is counted for each enterprise and cannot be used for liaisons. Choose weekly or monthly.",
    ),
    _C.DEADLINE_MISSING: two("还没有截止日期。请写成 2026-11-30 这样。", "There is no deadline yet. Write it as 2026-11-30."),
    _C.DEADLINE_UNREADABLE: two(
        "截止日期“{value}”看不懂。请写成 2026-11-30 这样。",
        'The deadline "{value}" cannot be read. Write it as 2026-11-30.',
    ),
    _C.DEADLINE_PAST: two("截止日期 {value} 已经过去。请改日期。", "The deadline {value} is past. Please change it."),
    _C.STEPS_MISSING: two(
        "还没有说提前或相隔多久。请至少写一个数，例如 7。", "It is not said how long before or after. Give a number, such as 7."
    ),
    _C.STEP_OUT_OF_RANGE: two(
        "间隔 {value} 超出范围。请改为括号内的数。", "The number {value} is out of range. Choose one within the brackets."
    ),
    _C.STEPS_PAST: two(
        "离截止日期 {value} 太近，或遇上假期，这些提前天数都赶不上了。请改小天数，或改为“马上”发送。",
        "The deadline {value} is too near, or there are holidays: none of these days can be kept. Choose fewer days, or send it now.",
    ),
    _C.HOURS_REVERSED: two(
        "每天的结束时间要晚于开始时间，都在 00:00 到 24:00 之间。请改正。",
        "The hours must end after they begin, both from 00:00 to 24:00. Please correct them.",
    ),
    _C.WINDOW_OUT_OF_RANGE: two("有效天数要在 1 到 {value} 之间。请改正。", "It may be valid for 1 to {value} days. Please correct that."),
    _C.WINDOW_SHUT: two(
        "在有效天数内没有可以发送的时间，最早要到 {value}。请改时间、加长有效天数，或允许非工作日发送。",
        "It could be sent no earlier than {value}, when it is no longer valid. Change the time, extend its days, or allow any day.",
    ),
}

_LANGUAGES = {"zh": two("中文正文：", "Chinese text: "), "en": two("英文正文：", "English text: ")}


def fault_text(fault: Fault, language: str) -> str:
    """The fault in plain words, not escaped. One in a text of another language than the reader's says in which."""
    begins = _LANGUAGES[fault.language].in_(language) if fault.language in _LANGUAGES and fault.language != language else ""
    value = fault.value or _NOBODY.in_(language)
    words = _LIKELY if fault.hint else TEXTS[fault.code]
    return begins + words.in_(language).format(value=value, place=fault.place, hint=fault.hint)


_LIKELY = two(
    "没有“{{{value}}}”这个字段，是不是“{{{hint}}}”？请改正，或去掉花括号。",
    'There is no field "{{{value}}}"; is "{{{hint}}}" meant? Correct it, or leave out the braces.',
)
_NOBODY = two("某位收件人", "a recipient")
