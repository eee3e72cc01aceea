"""Forms made in Python: every kind of part, every check, as small as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from question_bank.model import Text
from question_bank.programmes.form_model import Form, FormFormat, FormId, FormScope, Part, PartKind, Rule
from question_bank.programmes.model import SILENT, Choice, Fact, FactId, FactKind, Notice, Programme, ProgrammeId, Purpose, Subject

SECTORS = (Choice("cars", Text("汽车", {"en": "automotive"})), Choice("chips", Text("电子信息", {"en": "electronics"})))


def fact(name: str, kind: FactKind = FactKind.TEXT, source: str = "", unit: str = "", *, suggested: bool = False) -> Fact:
    """A fact called by its id; one of choices has two sectors."""
    choices = SECTORS if kind in {FactKind.CHOICE, FactKind.CHOICES} else ()
    return Fact(FactId(name), kind, Text(name), Text(f"{name}？"), unit=Text(unit), choices=choices, source=source, suggested=suggested)


FACTS = (
    fact("factory_name"),
    fact("sector", FactKind.CHOICE, "profile.sector", suggested=True),
    fact("scenes", FactKind.CHOICES),
    fact("level", FactKind.NUMBER, "run.level"),
    fact("amount", FactKind.NUMBER, unit="万元"),
    fact("signed_on", FactKind.DATE),
    fact("leader_mobile"),
    fact("about"),
    fact("effects"),
)


def part(kind: PartKind, label: str = "", fact: str = "", note: str = "", width: int | None = None, *, required: bool = False) -> Part:
    """A part; its English label says so."""
    called = Text(label, {"en": f"en {label}"}) if label else SILENT
    return Part(kind, called, fact, Text(note), required, Decimal(width) if width else None)


def rule(check: str, target: str, *values: str) -> Rule:
    """A rule called by its check, quoted as its name."""
    return Rule(check, target, check, values, Text(f"原文：{check}", {"en": f"the rule: {check}"}), "附件9 一.1")


def form(
    *parts: Part,
    rules: Sequence[Rule] = (),
    format: FormFormat = FormFormat.DOCX,
    scope: FormScope = FormScope.ONE,
    font: str = "",
    points: int | None = None,
    pitch: int | None = None,
    landscape: bool = False,
) -> Form:
    """A form of these parts."""
    return Form(
        id=FormId("paper"),
        name=Text("某申报表", {"en": "A form"}),
        format=format,
        scope=scope,
        clause="附件9",
        parts=parts,
        rules=tuple(rules),
        font=font,
        points=Decimal(points) if points else None,
        pitch=Decimal(pitch) if pitch else None,
        landscape=landscape,
    )


def programme(*forms: Form, facts: Sequence[Fact] = FACTS) -> Programme:
    """A programme with these forms and facts, and nothing to decide."""
    return Programme(
        id=ProgrammeId("some-notice"),
        version="1",
        title=Text("某项目", {"en": "Some programme"}),
        short=Text("某项目"),
        summary=SILENT,
        notice=Notice("某文〔2025〕1号", Text("某通知"), Text("某委"), date(2025, 7, 28)),
        purpose=Purpose.APPLY,
        subject=Subject.ENTERPRISE,
        languages=("zh", "en"),
        tracks=(),
        windows=(),
        quotas=(),
        facts=tuple(facts),
        conditions=(),
        forms=forms,
    )


INFORMATION = form(
    part(PartKind.NOTE, "附件 9"),
    part(PartKind.TITLE, "某申报单位信息表"),
    part(PartKind.FIELD, "1 企业名称", "profile.name", "（如有变更，请报备）", required=True),
    part(PartKind.FIELD, "2 工厂名称", "factory_name", required=True),
    part(PartKind.FIELD, "3 所属集团", "place.group", "（如有）"),
    part(PartKind.FIELD, "4 成熟度等级", "level", required=True),
    part(PartKind.FIELD, "5 企业负责人", "contact.person", "（姓名+职务）", required=True),
    part(PartKind.FIELD, "", "leader_mobile", "（手机号码）", required=True),
)

APPLICATION = form(
    part(PartKind.TITLE, "某申报书"),
    part(PartKind.FIELD, "企业名称", "profile.name", width=50, required=True),
    part(PartKind.FIELD, "所属行业", "sector", width=50, required=True),
    part(PartKind.HEADING, "第一部分", note="（概况）"),
    part(PartKind.TEXT, "1、概况", "about", "（必填项）", required=True),
    part(PartKind.TEXT, "2、成效", "effects"),
    part(PartKind.PICTURES, "配图", note="不少于 2 张"),
    part(PartKind.NOTE, "完成评估后提交报告。"),
    part(PartKind.SIGNATURE, "单位（盖章）："),
    rules=(
        rule("characters_between", "text", "20", "40"),
        rule("sections_written", "text"),
        rule("font", "document", "仿宋_GB2312", "仿宋"),
        rule("points", "document", "16"),
        rule("pitch", "document", "27"),
        rule("pictures_at_least", "pictures", "2"),
        rule("captions_numbered", "pictures"),
        rule("attached", "report"),
    ),
    font="仿宋_GB2312",
    points=16,
    pitch=27,
)

DECLARATION = form(
    part(PartKind.TITLE, "某机构申报表"),
    part(PartKind.FIELD, "营业收入（万元）", "amount", width=50, required=True),
    part(PartKind.FIELD, "签订日期", "signed_on", width=50, required=True),
    part(PartKind.HEADING, "企业承诺书"),
    part(PartKind.NOTE, "本单位郑重承诺：材料真实。"),
    part(PartKind.SIGNATURE, "单位（盖章）："),
    part(PartKind.SIGNATURE, "年 月 日"),
    part(PartKind.FIELD, "专家评审意见"),
    part(PartKind.SIGNATURE, "年 月 日"),
)

LIST = form(
    part(PartKind.NOTE, "附件 5"),
    part(PartKind.TITLE, "某推荐汇总表"),
    part(PartKind.SIGNATURE, "推荐单位（盖章）：", "unit.name"),
    part(PartKind.SIGNATURE, "第三方机构（盖章）：", "place.agency"),
    part(PartKind.COLUMN, "序号", "rank", width=6),
    part(PartKind.COLUMN, "单位名称", "profile.name", width=28, required=True),
    part(PartKind.COLUMN, "等级", "level", width=10, required=True),
    part(PartKind.COLUMN, "备注", "factory_name", width=20),
    part(PartKind.COLUMN, "处理结果", width=12),
    part(PartKind.NOTE, "注：推荐排名有先后。"),
    format=FormFormat.XLSX,
    scope=FormScope.LIST,
    landscape=True,
)

PROGRAMME = programme(INFORMATION, APPLICATION, DECLARATION, LIST)
