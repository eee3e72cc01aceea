"""A small made-up notice as a rule pack to write another over: at least one row of every sheet, and one of each way a condition can be.

It says that it is a draft, so that nobody publishes it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.programmes.layout import LAYOUTS
from question_bank.programmes.pack_workbook import dressed
from question_bank.sheets import Row, Sheet, Sheets
from question_bank.workbook_writing import Workbook

TITLE = "申报项目模板：照着改，再发给智评助手"

_ROWS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "programme": tuple(
        {"setting": setting, "value": value}
        for setting, value in (
            ("id", "my-programme-2026"),
            ("version", "1.0.0"),
            ("language", "zh"),
            ("title", "示例项目（请改成通知里的名称）"),
            ("short", "示例项目"),
            ("summary", "一两句话：支持什么，谁可以报。"),
            ("notice_number", "沪某某〔2026〕1号"),
            ("notice_title", "关于开展示例项目申报工作的通知"),
            ("issuer", "某某委员会"),
            ("issued", "2026-01-01"),
            ("purpose", "apply"),
            ("subject", "enterprise"),
            ("recognises", "sample_recognised"),
            ("state", "draft"),
        )
    ),
    "tracks": ({"id": "main", "rank": "1", "name": "示例项目"},),
    "windows": ({"id": "batch1", "name": "第一批", "opens": "2026-03-01", "closes": "2026-03-31", "clause": "四"},),
    "quotas": ({"number": "10", "recognised": "0", "clause": "三"},),
    "choices": (
        {"list": "fields", "key": "design", "name": "产品设计", "group": "front"},
        {"list": "fields", "key": "production", "name": "生产作业", "group": "floor"},
        {"list": "fields", "key": "logistics", "name": "仓储物流", "group": "floor"},
    ),
    "facts": (
        {
            "id": "legal_person",
            "kind": "flag",
            "name": "独立法人",
            "ask": "企业是独立法人吗？",
            "hint": "分公司不是独立法人。",
            "clause": "一.1",
        },
        {"id": "sample_recognised", "kind": "flag", "name": "已经认定", "ask": "以前被认定过吗？", "clause": "一.2"},
        {
            "id": "maturity_level",
            "kind": "number",
            "name": "成熟度等级",
            "ask": "最近一次自诊断是几级？",
            "low": "0",
            "high": "5",
            "source": "run.level",
            "clause": "一.3",
        },
        {
            "id": "sample_fields",
            "kind": "choices",
            "name": "覆盖的环节",
            "ask": "智能化覆盖了哪些环节？",
            "choices": "fields",
            "clause": "一.4",
        },
        {
            "id": "sample_story",
            "kind": "text",
            "name": "基本情况",
            "ask": "请简要介绍企业基本情况。",
            "clause": "附件1",
            "form_only": "yes",
        },
    ),
    "conditions": (
        {
            "id": "legal",
            "clause": "一.1",
            "text": "是独立法人",
            "remedy": "由所属法人申报。",
            "force": "must",
            "mendable": "no",
            "fact": "legal_person",
            "operator": "is",
            "values": "yes",
        },
        {
            "id": "fresh",
            "clause": "一.2",
            "text": "以前没有认定过",
            "force": "must",
            "mendable": "no",
            "fact": "sample_recognised",
            "operator": "is",
            "values": "no",
        },
        {
            "id": "level_or_fields",
            "clause": "一.3",
            "text": "达到三级，或覆盖两个环节",
            "remedy": "先提升到三级，或补上环节。",
            "force": "must",
            "mendable": "yes",
            "join": "any",
        },
        {
            "id": "level",
            "parent": "level_or_fields",
            "clause": "一.3",
            "text": "自诊断三级及以上",
            "remedy": "按改进建议提升等级。",
            "fact": "maturity_level",
            "operator": ">=",
            "values": "3",
        },
        {
            "id": "fields",
            "parent": "level_or_fields",
            "clause": "一.4",
            "text": "至少覆盖两个环节",
            "remedy": "再覆盖一个环节。",
            "fact": "sample_fields",
            "operator": "counts",
            "values": "2",
        },
    ),
    "forms": ({"id": "form1", "name": "示例项目信息表", "format": "docx", "scope": "one", "clause": "附件1"},),
    "parts": (
        {"form": "form1", "kind": "title", "label": "示例项目信息表"},
        {"form": "form1", "kind": "field", "label": "企业名称", "fact": "profile.name", "required": "yes"},
        {"form": "form1", "kind": "text", "label": "基本情况", "fact": "sample_story", "required": "yes"},
    ),
    "rules": (
        {
            "form": "form1",
            "id": "length",
            "target": "text",
            "check": "characters_between",
            "values": "100;3000",
            "quote": "100—3000字",
            "clause": "附件1",
        },
    ),
}


def template_sheets() -> Sheets:
    """The sheets of the example, with every column that there is, so that nobody has to know a name by heart."""
    return {
        layout.sheet: Sheet(
            layout.sheet,
            tuple(column.name for column in layout.columns),
            tuple(Row(number, cells) for number, cells in enumerate(_ROWS[layout.sheet], start=2)),
        )
        for layout in LAYOUTS
    }


def template_workbook() -> Workbook:
    """The example as a workbook, with headings, hints and drop-downs."""
    return dressed(template_sheets(), TITLE)
