"""Words that people type instead of tapping: `上一题`, `说明`, `/back`. Anything else stays text for the stage."""

from __future__ import annotations

from dialogs.answers import folded
from dialogs.inbound import (
    Abandon,
    AnyInbound,
    Back,
    Contents,
    Correct,
    Delete,
    Explain,
    Flag,
    Forward,
    History,
    Home,
    Pause,
    Renew,
    Retailor,
    Review,
    Show,
    Speak,
    Start,
    Submit,
    Weigh,
)

WORDS: dict[AnyInbound, tuple[str, ...]] = {
    Start(): ("/start", "开始", "继续", "start", "continue"),
    Back(): ("/back", "上一题", "上一步", "返回", "back", "previous"),
    Forward(): ("/next", "下一题", "下一步", "next"),
    Explain(): ("/explain", "说明", "解释", "?", "explain", "help", "/help", "帮助"),
    Weigh(): ("/weigh", "试算", "what if", "what-if", "weigh"),
    Flag(): ("/later", "稍后", "稍后再答", "不确定", "later", "not sure"),
    Contents(): ("/contents", "目录", "contents"),
    Review(): ("/review", "未答", "检查", "review"),
    Submit(): ("/submit", "提交", "确认", "submit", "confirm"),
    Retailor(): ("/tailor", "裁剪", "业务范围", "tailor", "scope"),
    Correct(): ("/profile", "企业信息", "修改信息", "profile"),
    Home(): ("/home", "首页", "主页", "菜单", "home", "menu", "/menu"),
    Pause(): ("/pause", "暂停", "退出", "pause", "quit", "exit"),
    Renew(): ("/new", "新建", "新建自诊断", "new run"),
    Abandon(): ("/abandon", "放弃", "abandon"),
    History(): ("/history", "历史", "记录", "history"),
    Delete(): ("/delete", "删除我的资料", "delete my data"),
    Show("pdf"): ("/pdf", "pdf", "报告", "report"),
    Show("charts"): ("/charts", "图表", "charts"),
    Show("json"): ("/json", "json", "数据"),
    Show("txt"): ("/txt", "txt", "摘要", "文字", "summary"),
    Speak("zh"): ("/chinese", "中文", "chinese"),
    Speak("en"): ("/english", "english", "英文"),
}

_BY_WORD = {word: inbound for inbound, words in WORDS.items() for word in words}


def read(text: str) -> AnyInbound | None:
    """What a typed word asks for, or nothing if it is not one of the words."""
    return _BY_WORD.get(folded(text)) if len(text) <= 40 else None
