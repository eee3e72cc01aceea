"""Words that people type instead of tapping: `上一题`, `说明`, `/back`. Anything else stays text for the stage."""

from __future__ import annotations

import re

from dialogs.answers import folded
from dialogs.desk import pages
from dialogs.inbound import (
    Abandon,
    Annotate,
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
    Annotate(): ("/note", "备注", "附件", "note", "notes"),
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
    **pages.words(),
}

WORDED = tuple({type(inbound) for inbound in WORDS})
"""Kinds of inbounds that have a word of their own: typed where they do not fit, they were understood all the same."""

LONGEST_LINK = 160
"""Characters; a longer text is no link of ours."""

_BY_WORD = {word: inbound for inbound, words in WORDS.items() for word in words}


_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LINK = re.compile(r"(?:/start(?:@\w+)?\s+|(?:https?://)?t(?:elegram)?\.me/\w+/?\?start=)([A-Za-z0-9_-]{16,64})")
"""How a deep link arrives: as the command that a channel makes of it, or pasted whole."""

_COMMAND = re.compile(r"(/[a-z][a-z0-9_]*)(?:@\w+)?")
"""A command; a channel may add whom it is meant for."""

LONGEST_COMMAND = 80


def started(token: str = "") -> Start:
    """The start that a link with this token is; what is no token of ours is a plain start."""
    return Start(token.strip()) if _TOKEN.fullmatch(token.strip()) else Start()


def read(text: str) -> AnyInbound | None:
    """What a typed word or a pasted link asks for, or nothing if it is neither."""
    link = _LINK.fullmatch(text.strip()) if len(text) <= LONGEST_LINK else None
    if link is not None:
        return Start(link[1])
    if len(text) > LONGEST_COMMAND:
        return None
    command = _COMMAND.fullmatch(folded(text))
    return _BY_WORD.get(command[1] if command else folded(text))


def is_unknown(text: str) -> bool:
    """Whether this is a command that there is none of, as a mistyped one: it answers nothing, and is never kept as a name or a text."""
    return len(text) <= LONGEST_COMMAND and _COMMAND.fullmatch(folded(text)) is not None and read(text) is None
