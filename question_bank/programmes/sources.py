"""Where a fact may be taken from: the closed table of sources, what kind of fact each can fill, and what people call it.

Only names them; who gathers the values looks each of them up. A source that has no value leaves its fact to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from question_bank.model import Text
from question_bank.problem_words import two
from question_bank.programmes.model import FactKind

AFTER = ":"
"""Stands between a source and what of it is meant: `indicator:unit_cost`, `programme:factory-tiers-2025`."""

LEVEL = "run.level"
"""The level reached in the last finished run: what a roadmap can change."""

_FLAG = frozenset({FactKind.FLAG})
_NUMBER = frozenset({FactKind.NUMBER})
_DATE = frozenset({FactKind.DATE})
_TEXT = frozenset({FactKind.TEXT})
_WORD = frozenset({FactKind.TEXT, FactKind.CHOICE})
_STATE = frozenset({FactKind.FLAG, FactKind.CHOICE})


@dataclass(frozen=True, slots=True)
class Source:
    """One source: the kinds of facts it can fill, and its name for people. `of` says what is meant after the colon, if anything is."""

    kinds: frozenset[FactKind]
    name: Text
    of: str = ""


SOURCES: Mapping[str, Source] = {
    "profile.name": Source(_TEXT, two("企业资料：名称", "profile: name")),
    "profile.code": Source(_TEXT, two("企业资料：统一社会信用代码", "profile: credit code")),
    "profile.district": Source(_WORD, two("企业资料：所在区", "profile: district")),
    "profile.unit": Source(_TEXT, two("企业资料：所属单位", "profile: unit")),
    "profile.industry": Source(_WORD, two("企业资料：行业", "profile: industry")),
    "profile.nature": Source(_WORD, two("企业资料：企业性质", "profile: nature")),
    "profile.kind": Source(_WORD, two("企业资料：企业类型", "profile: enterprise type")),
    "profile.size": Source(_WORD, two("企业资料：规模", "profile: size")),
    "profile.sales": Source(_NUMBER, two("企业资料：年销售额（万元）", "profile: annual sales (10,000 yuan)")),
    "profile.above_scale": Source(_FLAG, two("按年销售额推算：是否规模以上", "reckoned from annual sales: above scale or not")),
    "profile.sector": Source(_WORD, two("按行业推算：重点行业", "reckoned from the industry: key sector")),
    "place.district": Source(_TEXT, two("所在单位：区", "unit: district")),
    "place.zone": Source(_TEXT, two("所在单位：管委会", "unit: zone")),
    "place.street": Source(_TEXT, two("所在单位：街镇", "unit: street")),
    "place.park": Source(_TEXT, two("所在单位：园区", "unit: park")),
    "place.group": Source(_TEXT, two("所在单位：集团", "unit: group")),
    "place.provider": Source(_TEXT, two("所在单位：服务商", "unit: provider")),
    "place.agency": Source(_TEXT, two("所在单位：质量监督机构", "unit: agency")),
    LEVEL: Source(_NUMBER, two("最近一次自诊断：等级", "last finished run: level")),
    "run.total": Source(_NUMBER, two("最近一次自诊断：总分", "last finished run: total")),
    "run.finished": Source(_DATE, two("最近一次自诊断：完成日期", "last finished run: day")),
    "run.kind": Source(_WORD, two("最近一次自诊断：企业类型", "last finished run: enterprise type")),
    "run.finished_this_month": Source(_NUMBER, two("自诊断：本月完成次数", "runs finished this month")),
    "run.months_since": Source(_NUMBER, two("自诊断：距上次完成几个整月", "whole months since the last finished run")),
    "run.finished_in_year": Source(_NUMBER, two("自诊断：今年完成次数", "runs finished this year")),
    "run.verified": Source(_FLAG, two("质量监督机构核验：是否通过", "checked by the agency: ended well")),
    "diagnosis.level": Source(_NUMBER, two("最近一次数字化诊断：等级", "last digital diagnosis: level")),
    "diagnosis.total": Source(_NUMBER, two("最近一次数字化诊断：总分", "last digital diagnosis: total")),
    "diagnosis.finished": Source(_DATE, two("最近一次数字化诊断：完成日期", "last digital diagnosis: day")),
    "diagnosis.provider": Source(_TEXT, two("最近一次数字化诊断：服务商", "last digital diagnosis: provider")),
    "contact.name": Source(_TEXT, two("联系人：姓名", "contact: name")),
    "contact.person": Source(_TEXT, two("联系人：姓名和职务", "contact: name and post")),
    "contact.post": Source(_TEXT, two("联系人：职务", "contact: post")),
    "contact.mobile": Source(_TEXT, two("联系人：手机", "contact: mobile")),
    "indicator": Source(_NUMBER, two("最近一次自诊断：成效指标", "last finished run: indicator"), of="indicator"),
    "programme": Source(_STATE, two("其他申报项目的结论", "verdict of another programme"), of="programme"),
    "application": Source(_STATE, two("其他申报项目的申报状态", "application to another programme"), of="programme"),
}
"""By name, without what stands after a colon."""


def source_of(written: str) -> Source | None:
    """The source that is written so, or nothing: one that says of what must say it, the others may not.

    >>> source_of("run.level") is SOURCES["run.level"], source_of("indicator"), source_of("run.level:x")
    (True, None, None)
    """
    name, colon, of = written.partition(AFTER)
    found = SOURCES.get(name)
    return found if found is not None and bool(found.of) == bool(of) and bool(colon) == bool(of) else None
