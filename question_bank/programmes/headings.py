"""What the columns of a rule pack are called in Chinese, and a word of advice on each, for the workbook that an admin edits.

The names that count are those of `layout`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.bank_headings import Heading


def _hint(zh: str, en: str) -> str:
    return f"{zh}\n{en}"


_YES_NO = _hint("填 yes 或 no（是、否也可以）。", "yes or no.")
_DAY = _hint("写成 2025-08-15。", "Such as 2025-08-15.")
_SEVERAL = _hint("几个值用分号隔开。", "Several are separated by semicolons.")
_FACT = _hint("facts 表里的编号。", "An id of the sheet facts.")

HEADINGS: Mapping[tuple[str, str], Heading] = {
    ("programme", "setting"): Heading("设置", _hint("设置的名字，不要改。", "The setting's name; leave it as it is."), 16, required=True),
    ("programme", "value"): Heading("内容", width=70, required=True),
    ("tracks", "rank"): Heading("档次", _hint("数字越大越高。", "The greater, the higher."), 8, number=True, required=True),
    ("windows", "opens"): Heading("开始", _hint("没有就留空。", "Empty if there is none.") + "\n" + _DAY, 14),
    ("windows", "closes"): Heading(
        "截止", _hint("当天 24 点（上海时间）截止。", "Until the end of this day in Shanghai.") + "\n" + _DAY, 14, required=True
    ),
    ("quotas", "number"): Heading(
        "名额", _hint("每个区最多推荐几家。", "How many a district may recommend."), 8, number=True, required=True
    ),
    ("quotas", "recognised"): Heading(
        "已认定数",
        _hint("该区已认定的达到几家才适用；不填是 0。", "Holds once the district has so many already; 0 if empty."),
        10,
        number=True,
    ),
    ("choices", "list"): Heading(
        "清单", _hint("清单的名字，facts 表的 choices 引用它。", "The list's name, as facts refer to it."), 18, required=True
    ),
    ("choices", "key"): Heading(
        "选项", _hint("存下来的值，发布后不要改。", "What is stored; do not change it once published."), 18, required=True
    ),
    ("choices", "group"): Heading("分组", _hint("条件 covers 看的就是它。", "What `covers` looks at."), 18),
    ("choices", "heading"): Heading("小标题", _hint("列出来时归在哪个标题下。", "What it is listed under."), 20),
    ("choices", "gist"): Heading("说明", width=50),
    ("facts", "kind"): Heading(
        "类型",
        _hint(
            "flag 是否；number 数字；date 日期；choice 单选；choices 多选；text 文字。",
            "flag, number, date, choice, choices or text.",
        ),
        10,
        required=True,
    ),
    ("facts", "ask"): Heading("问法", _hint("问企业的话，一句。", "How the enterprise is asked, one sentence."), 44, required=True),
    ("facts", "hint"): Heading("提示", width=40),
    ("facts", "unit"): Heading("单位", width=10),
    ("facts", "choices"): Heading("清单", _hint("choices 表里清单的名字。", "The name of a list in the sheet choices."), 18),
    ("facts", "low"): Heading("最小", width=10, number=True),
    ("facts", "high"): Heading("最大", width=10, number=True),
    ("facts", "source"): Heading("取自", _hint("从哪里自动取；不填就问企业。", "Where it is taken from; asked if empty."), 26),
    ("facts", "suggested"): Heading("只作建议", _hint("取来的值还要企业确认。", "A contact confirms what is taken.") + "\n" + _YES_NO, 10),
    ("facts", "form_only"): Heading("只用于表格", _hint("没有条件要它。", "No condition needs it.") + "\n" + _YES_NO, 11),
    ("conditions", "parent"): Heading(
        "上级", _hint("上级条件的编号；最上一层留空。", "The id of the condition above; empty at the top."), 24
    ),
    ("conditions", "track"): Heading("档", _hint("tracks 表里的编号；不填就是都要。", "An id of the sheet tracks; all if empty."), 14),
    ("conditions", "text"): Heading("条件", _hint("用自己的话，一句。", "In our own words, one sentence."), 44, required=True),
    ("conditions", "remedy"): Heading("怎么办", _hint("不满足时可以做什么。", "What to do where it is not met."), 40),
    ("conditions", "force"): Heading(
        "力度",
        _hint("must 必须；principle 原则上，不满足要说明；preferred 优先。", "must, principle (else to be explained) or preferred."),
        11,
    ),
    ("conditions", "mendable"): Heading("可补救", _hint("no 就是一票否决。", "no ends the matter.") + "\n" + _YES_NO, 10),
    ("conditions", "join"): Heading(
        "怎么合并",
        _hint(
            "下面的条件：all 都要，any 任一，none 都不，some 至少几条（values 写几）。", "all, any, none, or some (values says how many)."
        ),
        10,
    ),
    ("conditions", "fact"): Heading("看哪个事实", _FACT, 24),
    ("conditions", "operator"): Heading(
        "怎么比",
        _hint(
            "is is_not >= > <= < one_of none_of counts has covers by from aged",
            "is is_not >= > <= < one_of none_of counts has covers by from aged",
        ),
        12,
    ),
    ("conditions", "values"): Heading("值", _SEVERAL, 24),
    ("forms", "format"): Heading("格式", _hint("docx 或 xlsx。", "docx or xlsx."), 8, required=True),
    ("forms", "scope"): Heading("范围", _hint("one 一家一份；list 汇总表。", "one or list."), 8),
    ("forms", "font"): Heading("字体", width=18),
    ("forms", "points"): Heading("字号", _hint("几磅；三号是 16。", "In points."), 8, number=True),
    ("forms", "pitch"): Heading("行距", _hint("几磅。", "In points."), 8, number=True),
    ("forms", "landscape"): Heading("横排", _YES_NO, 8),
    ("parts", "form"): Heading("表格", _hint("forms 表里的编号。", "An id of the sheet forms."), 20, required=True),
    ("parts", "kind"): Heading(
        "是什么",
        _hint("title field column heading text pictures note signature", "title field column heading text pictures note signature"),
        12,
        required=True,
    ),
    ("parts", "label"): Heading("文字", _hint("表格上的原话。", "The official words."), 40),
    ("parts", "fact"): Heading("填什么", _hint("事实的编号，或取自哪里。", "A fact's id, or a source."), 24),
    ("parts", "note"): Heading("小字", width=40),
    ("parts", "required"): Heading("必填", _YES_NO, 8),
    ("parts", "width"): Heading("宽", width=8, number=True),
    ("rules", "form"): Heading("表格", _hint("forms 表里的编号。", "An id of the sheet forms."), 20, required=True),
    ("rules", "target"): Heading("查什么", width=20, required=True),
    ("rules", "check"): Heading("怎么查", width=22, required=True),
    ("rules", "values"): Heading("值", _SEVERAL, 24),
    ("rules", "quote"): Heading("原文", _hint("通知里的原话，简短。", "The notice's own short words."), 44, required=True),
    ("", "id"): Heading(
        "编号", _hint("别的表引用它：发布后不要改。", "Other sheets refer to it: do not change it once published."), 26, required=True
    ),
    ("", "name"): Heading("名称", width=30, required=True),
    ("", "clause"): Heading("条款", _hint("通知里的位置，如 一（三）。", "The place in the notice."), 14),
    ("", "confidence"): Heading("可信度", _hint("这样理解有多大把握，0 到 1。", "How sure this reading is, 0 to 1."), 10, number=True),
}
"""By sheet and column, without language; those of the sheet "" are the same in every sheet."""

SHEET_NAMES: Mapping[str, tuple[str, str]] = {
    "programme": ("基本设置", "编号、版本、文号、标题、谁发的、哪天。Id, version, number and title of the notice, issuer, day."),
    "tracks": ("档", "这个项目分几档。What it offers."),
    "windows": ("申报时间", "每一批的起止日期。First and last day of each batch."),
    "quotas": ("名额", "每个区能推荐几家。How many a district may recommend."),
    "choices": ("选项清单", "选择题的选项。What can be chosen."),
    "facts": ("事实", "要知道什么，怎么问，从哪里取。What must be known, how it is asked, where it is taken from."),
    "conditions": ("条件", "一条一行，写明条款。One per row, with its clause."),
    "forms": ("表格", "要交的表。The forms to hand in."),
    "parts": ("表格内容", "每张表从上到下有什么。What each form holds, from top to bottom."),
    "rules": ("表格硬性要求", "交之前要查的。What is checked before it is handed in."),
}

GUIDE_LINES = (
    "改完保存，把整个文件发给智评助手。有错会逐条指出：哪张表、哪一行、哪一列、怎么改；有一处错误就什么都不会改动。",
    "Save your changes and send the whole file to the assistant. Every problem is named with its cell; with any error nothing changes.",
    "列名有两行：上面是中文，下面的英文是程序认的名字，不要改。灰底的编号已锁定，没有密码；确要修改，先“撤消工作表保护”。",
    "Of the two lines of a heading the second is the name that counts. Ids on grey are locked, without a password.",
    "自己的备注：列名或表名以 # 开头，不会被读。不要用公式、不要合并单元格。改了内容，请同时改 programme 表里的 version。",
    "Columns and sheets whose name begins with # are your own notes. No formulas, no merged cells. Change version in the sheet programme.",
)
