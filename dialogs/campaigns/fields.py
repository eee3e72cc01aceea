"""What a message may say about its recipient: a closed list of fields in braces, filled by one regular expression over their names.

No template language: nothing in a text is evaluated, and whatever is no field is shown as it was typed. Values are cleaned and escaped;
one that is not known is a sensible word and never a hole. A text is filled in its own language, whatever the recipient's is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from dialogs.answers import quoted
from dialogs.campaigns.calendar import DAY, day_in, midnight
from dialogs.campaigns.markup import sound
from dialogs.campaigns.model import FINISHED, IN_PROGRESS, Campaign, Every, Facts, Whom
from dialogs.limits import day_of
from dialogs.registers import DISTRICTS, entry
from question_bank.model import Bank, Text
from question_bank.problem_words import two

LONGEST_VALUE = 120
LIKENESS = 0.6
FALLBACK = "zh"

_WORD = r"[^\W\d_][\w -]{0,39}"
_BLANKS = r"[^\S\n]*"
_FIELD = re.compile(rf"(?<![{{｛])[{{｛]{_BLANKS}({_WORD}?){_BLANKS}[}}｝](?![}}｝])")
_DOUBLED = re.compile(rf"[{{｛]{{2}}{_BLANKS}({_WORD}?){_BLANKS}[}}｝]{{2}}")
_ANGLED = re.compile(rf"[<＜]{_BLANKS}({_WORD}?){_BLANKS}[>＞]")
_OPENED = re.compile(rf"[{{｛]{_BLANKS}({_WORD})(?![\w -]*{_BLANKS}[}}｝])")


class MeantFor(StrEnum):
    """In which messages a field says something: about an enterprise, about a liaison's unit, in all, in those with a deadline, or
    in those about a programme."""

    ENTERPRISE = "enterprise"
    UNIT = "unit"
    ALL = "all"
    DEADLINE = "deadline"
    PROGRAMME = "programme"


class Known(NamedTuple):
    """All that the value of a field can depend on."""

    campaign: Campaign
    facts: Facts
    bank: Bank
    now: int
    language: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its Chinese and its English name (either works in any text), an example, where it means something, and its value."""

    zh: str
    en: str
    example: Text
    meant_for: MeantFor
    value: Callable[[Known], str]

    def name(self, language: str) -> str:
        """What it is called in this language."""
        return self.en if language == "en" else self.zh


def body(campaign: Campaign, facts: Facts, bank: Bank, now: int) -> str:
    """The message as it is handed over, in HTML: the text in the recipient's language, else Chinese, else any; empty if there is none."""
    language, text = _text(campaign, facts.language)
    known = Known(campaign, facts, bank, now, language)
    return _FIELD.sub(lambda match: _filled(match, known), sound(text)).strip()


def unknown(text: str) -> tuple[str, ...]:
    """Plain words in braces that are no field, each once and in order; a known name in double braces comes with the inner ones.

    >>> unknown("{企业名} {联系人} {0.x} {% if %} {{进度}}")
    ('企业名', '{进度}')
    """
    single = [(match.start(), match[1].strip()) for match in _FIELD.finditer(text) if field(match[1]) is None]
    doubled = [(match.start(), f"{{{match[1].strip()}}}") for match in _DOUBLED.finditer(text) if field(match[1])]
    return tuple(dict.fromkeys(word for _, word in sorted(single + doubled)))


def unclosed(text: str) -> tuple[str, ...]:
    """Names of fields after a brace that is never closed, as in `{联系人您好`."""
    found = (_beginning(match[1]) for match in _OPENED.finditer(text))
    return tuple(dict.fromkeys(name for name in found if name))


def angled(text: str) -> tuple[str, ...]:
    """Names of fields that stand in `<>` instead of braces."""
    found = (match[1].strip() for match in _ANGLED.finditer(text))
    return tuple(dict.fromkeys(name for name in found if field(name)))


def likely(word: str, campaign: Campaign, language: str) -> str:
    """The field of this campaign that an unknown word was probably meant to be; empty if nothing is near."""
    names = [one.name(language) for one in usable(campaign)]
    said = word.strip("{}").strip().casefold()
    meant = field(_ALSO.get(said, said))
    if meant:
        return meant.name(language) if is_usable(meant, campaign) else ""
    return next(iter(get_close_matches(said, names, 1, LIKENESS)), "")


def used(text: str) -> tuple[Field, ...]:
    """The fields in a text, each once and in order."""
    found = (field(match[1]) for match in _FIELD.finditer(text))
    return tuple({one.zh: one for one in found if one}.values())


def field(name: str) -> Field | None:
    """The field of this name in either language; blanks, hyphens, underscores and capitals make no difference."""
    return _BY_NAME.get(name) or _BY_NAME.get(_bare(name))


def usable(campaign: Campaign) -> tuple[Field, ...]:
    """The fields that mean something in this campaign, for who writes its text."""
    return tuple(one for one in FIELDS if is_usable(one, campaign))


def is_usable(one: Field, campaign: Campaign) -> bool:
    """Whether the field means something in this campaign."""
    if one.meant_for is MeantFor.DEADLINE:
        return campaign.when.every is Every.WINDOW or day_in(campaign.when.deadline) is not None
    if one.meant_for is MeantFor.PROGRAMME:
        return campaign.when.every is Every.WINDOW or bool(campaign.programme)
    other = MeantFor.ENTERPRISE if campaign.audience.whom is Whom.LIAISONS else MeantFor.UNIT
    return one.meant_for is not other


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


def _text(campaign: Campaign, language: str) -> tuple[str, str]:
    """The text for who reads this language, and the language it is in."""
    written = {code: text for code, text in campaign.texts.items() if text.strip()}
    code = next((code for code in (language, FALLBACK, *written) if code in written), FALLBACK)
    return code, written.get(code, "")


def _filled(match: re.Match[str], known: Known) -> str:
    one = field(match[1])
    return html.escape(quoted(one.value(known), LONGEST_VALUE), quote=False) if one else match[0]


def _beginning(word: str) -> str:
    """The longest name of a field that the word begins with."""
    return max((name for one in FIELDS for name in (one.zh, one.en) if word.startswith(name)), key=len, default="")


# -- values


def _said(known: Known, zh: str, en: str) -> str:
    return en if known.language == "en" else zh


def _enterprise(known: Known) -> str:
    facts = known.facts
    name = quoted(facts.name or facts.unit, LONGEST_VALUE) or _said(known, "贵公司", "your company")
    others = facts.enterprises - 1
    if others < 1:
        return name
    return _said(known, f"{name}等 {facts.enterprises} 家企业", f"{name} and {others} other enterprise{'s' * (others > 1)}")


def _contact(known: Known) -> str:
    liaison = known.campaign.audience.whom is Whom.LIAISONS
    return quoted(known.facts.contact_name, LONGEST_VALUE) or _said(known, "联络员" if liaison else "联系人", "colleague")


def _progress(known: Known) -> str:
    facts = known.facts
    if facts.stage == FINISHED:
        done = _said(known, "已完成", "finished")
        return done if facts.level is None else _joined(known, done, _level(known))
    if facts.stage != IN_PROGRESS:
        return _said(known, "未开始", "not started")
    told = _said(known, f"已答 {facts.answered}/{facts.of} 题", f"{facts.answered} of {facts.of} questions answered")
    level = known.bank.level_by_number.get(facts.answering)
    return _joined(known, level.name.in_(known.language), told) if level else told


def _joined(known: Known, first: str, second: str) -> str:
    return first + _said(known, "，", ", ") + second


def _level(known: Known) -> str:
    band = next((band for band in known.bank.bands if band.level == known.facts.level), None)
    return band.name.in_(known.language) if band else _said(known, "尚未评定", "not assessed yet")


def _district(known: Known) -> str:
    found = entry(DISTRICTS, known.facts.district)
    return found.name(known.language) if found else _said(known, "所在区", "your district")


def _deadline(known: Known) -> str:
    day = day_in(known.campaign.when.deadline)
    return _day(known, midnight(day)) if day else _said(known, "截止日", "the deadline")


def _days_left(known: Known) -> str:
    day = day_in(known.campaign.when.deadline)
    return str(max((day - day_of(known.now)).days, 0)) if day else _said(known, "若干", "some")


def _programme(known: Known) -> str:
    title = known.facts.titles.get(known.language) or known.facts.programme
    return quoted(title, LONGEST_VALUE) or _said(known, "申报项目", "the programme")


def _days_idle(known: Known) -> str:
    since = known.facts.idle_since
    return str(max((known.now - since) // DAY, 0)) if since else _said(known, "多", "many")


def _last_finished(known: Known) -> str:
    at = known.facts.finished_at
    return _day(known, at) if at is not None else _said(known, "尚未完成过", "not finished yet")


def _day(known: Known, at: int) -> str:
    day = day_of(at)
    return _said(known, f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _unit(known: Known) -> str:
    return known.facts.unit or _said(known, "贵单位", "your unit")


def _not_started(known: Known) -> str:
    facts = known.facts
    return str(max(facts.registered - facts.in_progress - facts.finished, 0))


def _e(zh: str, en: str, example: Text, value: Callable[[Known], str]) -> Field:
    return Field(zh, en, example, MeantFor.ENTERPRISE, value)


def _u(zh: str, en: str, example: str, value: Callable[[Known], str]) -> Field:
    return Field(zh, en, two(example, example), MeantFor.UNIT, value)


FIELDS: tuple[Field, ...] = (
    _e("企业名称", "enterprise", two("上海申安机械有限公司", "Shen'an Machinery"), _enterprise),
    Field("联系人", "contact", two("王工", "Wang Wei"), MeantFor.ALL, _contact),
    _e("进度", "progress", two("二级，已答 12/48 题", "Level 2, 12 of 48 questions answered"), _progress),
    _e("等级", "level", two("二级", "level 2"), _level),
    _e("所属区", "district", two("浦东新区", "Pudong"), _district),
    Field("截止日期", "deadline", two("2026年11月30日", "2026-11-30"), MeantFor.DEADLINE, _deadline),
    Field("剩余天数", "days_left", two("7", "7"), MeantFor.DEADLINE, _days_left),
    Field(
        "申报项目",
        "programme",
        two("先进级智能工厂（2025）", "Advanced smart factory (2025)"),
        MeantFor.PROGRAMME,
        _programme,
    ),
    _e("停了几天", "days_idle", two("8", "8"), _days_idle),
    _e("上次完成", "last_finished", two("2026年5月20日", "2026-05-20"), _last_finished),
    Field("单位", "unit", two("浦东新区经委", "Pudong commission"), MeantFor.UNIT, _unit),
    _u("企业数", "enterprises", "120", lambda known: str(known.facts.registered)),
    _u("未开始", "not_started", "40", _not_started),
    _u("进行中", "in_progress", "50", lambda known: str(known.facts.in_progress)),
    _u("已完成", "finished", "30", lambda known: str(known.facts.finished)),
    _u("本周完成", "finished_this_week", "6", lambda known: str(known.facts.finished_lately)),
    _u("停滞", "stalled", "9", lambda known: str(known.facts.idle)),
)
"""What there is, in the order in which it is offered."""

_ALSO = {
    **dict.fromkeys(("企业", "公司", "公司名称", "企业名字", "名称", "company", "company name", "firm"), "企业名称"),
    **dict.fromkeys(("姓名", "名字", "称呼", "用户", "name", "first name"), "联系人"),
    **dict.fromkeys(("区", "区县", "区域"), "所属区"),
    **dict.fromkeys(("截止时间", "截止日", "日期", "due date", "date"), "截止日期"),
    **dict.fromkeys(("项目", "项目名称", "申报", "project"), "申报项目"),
    **dict.fromkeys(("天数", "倒计时", "days"), "剩余天数"),
}
"""What people write where they mean a field."""

_BY_NAME = {spelt: one for one in FIELDS for name in (one.zh, one.en) for spelt in (name, _bare(name))}
