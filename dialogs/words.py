"""Yes, no, not applicable, and what people type instead of an answer."""

from __future__ import annotations

from dialogs.answers import folded
from dialogs.inbound import AnyInbound, Back, Choose, Reply

YES = frozenset({"是", "是的", "好", "好的", "同意", "对", "确认", "yes", "y", "ok", "agree"})
HAS = YES | {"有"}
"""Yes to whether there is something; to whether something is to be done `有` is none, so that typing it once too often does nothing."""

NO = frozenset({"否", "不", "不是", "没有", "无", "不同意", "取消", "no", "n", "cancel"})
NOT_APPLICABLE = frozenset({"不适用", "不涉及", "企业不涉及此题目", "无", "na", "n/a", "not applicable", "none"})
SKIP = frozenset({"跳过", "不填", "无", "没有", "skip", "none", "-"})
NO_ANSWER = frozenset(
    {"跳过", "不填", "取消", "不知道", "不清楚", "skip", "cancel", "none", "don't know", "i don't know", "dont know", "-"}
)
"""What people type where they have or want to give no answer; never a name, and never a formula."""


def is_yes(text: str, place: int = 0) -> bool:
    """Whether this means yes; `place` is the number that yes has on the screen, if it has one."""
    return folded(text) in YES or (place > 0 and folded(text) == str(place))


def is_there(text: str, place: int = 0) -> bool:
    """Whether this means that there is something; `place` is the number that this has on the screen, if it has one."""
    return folded(text) in HAS or (place > 0 and folded(text) == str(place))


def is_no(text: str, place: int = 0) -> bool:
    """Whether this means no; `place` is the number that no has on the screen, if it has one."""
    return folded(text) in NO or (place > 0 and folded(text) == str(place))


def is_not_applicable(text: str) -> bool:
    return folded(text) in NOT_APPLICABLE


def is_skip(text: str) -> bool:
    return folded(text) in SKIP


def is_no_answer(text: str) -> bool:
    """Whether somebody says only that they have no answer; with either apostrophe."""
    return folded(text).replace("’", "'") in NO_ANSWER


def said(inbound: AnyInbound) -> bool | None:
    """The answer to whether something is to be done, yes listed first and no second; going back is a no. Nothing for anything else."""
    match inbound:
        case Choose("yes"):
            return True
        case Reply(text) if is_yes(text, 1):
            return True
        case Choose("no") | Back():
            return False
        case Reply(text) if is_no(text, 2):
            return False
    return None
