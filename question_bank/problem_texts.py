"""The words of every problem: how grave it is, what is wrong and what to do about it, in Chinese and English.

`{names}` are filled from the problem's params; nothing in them is evaluated. Written for the admin who filled in the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.problem_codes import Code
from question_bank.problem_file_texts import CELL_KINDS, FILES, WORKBOOKS
from question_bank.problem_pack_texts import PACKS
from question_bank.problem_words import Words, error, two, warning

PLACE_PARTS = (two("{}", "{}"), two("第 {} 行", "row {}"), two("“{}”列", 'column "{}"'))
PLACE_JOIN = two("，", ", ")
WHOLE_FILE = two("整个文件", "the whole file")
SENTENCE_GAP = two("", " ")
SUGGESTION = two("是不是想写“{suggestion}”？", 'Did you mean "{suggestion}"? ')

CELLS: Mapping[Code, Words] = {
    Code.CELL_REQUIRED: error(
        two("这里不能为空。", "This cell may not be empty."),
        two("请填写。", "Fill it in."),
    ),
    Code.CELL_TOO_LONG: error(
        two("这个单元格有 {length} 个字符，上限是 {limit} 个。", "This cell has {length} characters; the limit is {limit}."),
        two("请缩短。", "Shorten it."),
    ),
    Code.UNSAFE_TEXT: error(
        two("“{value}”里有看不见的控制字符（{char}）。", '"{value}" contains an invisible control character ({char}).'),
        two("请删去后重新输入这段文字。", "Delete it, or type the text again."),
    ),
    Code.NUMBER_EXPECTED: error(
        two("“{value}”不是数字。", '"{value}" is not a number.'),
        two("请只写数字，不带单位和百分号。", "Write digits only, without unit or percent sign."),
    ),
    Code.WHOLE_NUMBER_EXPECTED: error(
        two("“{value}”不是整数。", '"{value}" is not a whole number.'),
        two("请填写 {low} 到 {high} 的整数。", "Write a whole number from {low} to {high}."),
    ),
    Code.OUT_OF_RANGE: error(
        two("{value} 不在 {low} 到 {high} 之间。", "{value} is not between {low} and {high}."),
        two("请填写这个范围内的数。", "Write a number in this range."),
    ),
    Code.CHOICE_EXPECTED: error(
        two("“{value}”不是可选的内容。", '"{value}" is not one of the choices.'),
        two("请从这些里选一个：{choices}。", "Choose one of: {choices}."),
    ),
    Code.ID_MALFORMED: error(
        two("“{value}”不能用作编号。", '"{value}" cannot be an id.'),
        two(
            "请用字母或数字开头，只含字母、数字、点、横线和下划线，最多 {limit} 个字符。",
            "Begin with a letter or digit and use only letters, digits, dots, hyphens and underscores, at most {limit} characters.",
        ),
    ),
    Code.ID_DUPLICATE: error(
        two("“{value}”在第 {first} 行已经用过了。", '"{value}" is already used in row {first}.'),
        two("请改用别的编号，或删去重复的一行。", "Use another id, or delete the repeated row."),
    ),
    Code.REFERENCE_UNKNOWN: error(
        two("{target} 表里没有“{value}”。", 'There is no "{value}" in the sheet {target}.'),
        two("请改成已有的编号，或在那张表补上。", "Use an id that is there, or add it there."),
    ),
    Code.LEVEL_UNKNOWN: error(
        two("levels 表里没有 {value} 级。", "There is no level {value} in the sheet levels."),
        two("请改成已有的等级，或在那张表补上。", "Use a level that is there, or add it there."),
    ),
    Code.RANGE_REVERSED: error(
        two("下限 {low} 大于上限 {high}。", "The low end {low} is above the high end {high}."),
        two("请对调这两个数。", "Swap the two numbers."),
    ),
    Code.MARKS_MALFORMED: error(
        two("“{value}”与 {count} 个选项对不上。", '"{value}" does not fit {count} options.'),
        two("请按选项顺序写得分，用 / 隔开，每个在 0 到 1 之间。", "Write one mark from 0 to 1 per option, in order, separated by /."),
    ),
}

MEANING: Mapping[Code, Words] = {
    Code.PARENT_LOOP: error(
        two("“{area}”成了自己的上级：{loop}。", '"{area}" is its own parent: {loop}.'),
        two("请改正其中一个 parent。", "Correct one of the parents."),
    ),
    Code.TREE_TOO_DEEP: error(
        two("“{area}”在第 {limit} 层以下，太深了。", '"{area}" lies deeper than {limit} layers.'),
        two("请减少层级。", "Use fewer layers."),
    ),
    Code.LEVELS_GAP: error(
        two("等级应从 1 起连续编号，缺 {value} 级。", "Levels count from 1 without gaps; level {value} is missing."),
        two("请补上这一级，或改正编号。", "Add it, or correct the numbers."),
    ),
    Code.LEVELS_TOO_MANY: error(
        two(
            "总分按 mean 计算时只有一遍题目，levels 表里却有 {count} 级。",
            "With the total as a mean there is one pass only, but the sheet levels has {count} levels.",
        ),
        two(
            "请只留一级，等级写在 bands 表里；或把 bank 表的 total 改成 levels。",
            "Keep one level and put the grades into the sheet bands, or set total to levels in the sheet bank.",
        ),
    ),
    Code.THRESHOLD_UNUSED: error(
        two(
            "总分按 mean 计算时没有及格线，这里却写了 {value}。",
            "With the total as a mean nothing is passed or failed, but the threshold is {value}.",
        ),
        two("请清空这里，或把 total 改成 levels。", "Clear this cell, or set total to levels."),
    ),
    Code.LEVEL_CANNOT_PASS: error(
        two(
            "{kind} 类企业在 {level} 级最多得 {best} 分，达不到 {threshold}。",
            "On level {level} the best answers of {kind} enterprises give {best}, below {threshold}.",
        ),
        two("请检查这一级的题目和得分。", "Check the questions and marks of this level."),
    ),
    Code.LEVEL_CANNOT_FAIL: error(
        two(
            "{kind} 类企业在 {level} 级每题都选最差的选项也有 {worst}，已达到 {threshold}。",
            "On level {level} even the worst answers of {kind} enterprises give {worst}, which reaches {threshold}.",
        ),
        two("请检查这一级的得分和及格线。", "Check the marks of this level and the threshold."),
    ),
    Code.BANDS: error(
        two("{level} 级从 {low} 分起，与上一行接不上。", "Level {level} from {low} does not follow from the row above."),
        two(
            "请从 0 分开始，起点逐行升高，等级不跳级、不回落；总分按等级计算时从 0 级开始，按 mean 计算时起点不超过 1。",
            "Begin at 0 and rise from row to row without leaving out a level or going back to one; with the total by levels begin with "
            "level 0, with a mean no row may begin above 1.",
        ),
    ),
    Code.BAND_MISSING: error(
        two("{level} 级没有区间。", "Level {level} has no band."),
        two("请补一行：从几分起算这一级。", "Add a row saying from which total it counts."),
    ),
    Code.MARKS_OUT_OF_ORDER: error(
        two("得分应逐项升高，这里是 {marks}。", "Marks must rise from option to option; here they are {marks}."),
        two("请调整选项顺序，或改正得分。", "Reorder the options, or correct the marks."),
    ),
    Code.MARKS_EQUAL: warning(
        two("有两个选项得分相同：{marks}。", "Two options earn the same mark: {marks}."),
        two("如果不是有意的，请改正。", "Correct it unless it is meant."),
    ),
    Code.OPTION_MISSING: error(
        two("单选题至少要有两个选项，这道题有 {count} 个。", "A choice needs two options; this question has {count}."),
        two("请补上选项。", "Write more options."),
    ),
    Code.WEIGHTS_SUM: error(
        two(
            "“{parent}”之下，{kind} 类企业的权重加起来是 {sum}，应为 100。", 'The {kind} weights under "{parent}" add up to {sum}, not 100.'
        ),
        two("请调整：{parts}。", "Adjust them: {parts}."),
    ),
    Code.WEIGHT_ORPHAN: error(
        two("上级“{parent}”在这类企业没有权重，这里却有 {value}。", 'This area has {value}, but "{parent}" above it has no weight here.'),
        two("请清空这里，或给上级填权重。", "Clear this cell, or give the parent a weight."),
    ),
    Code.HEADING_MISSING: error(
        two("“{area}”不在任何标题之下。", '"{area}" stands under no heading.'),
        two("请把它或它的一个上级的 heading 写成“是”。", "Write yes under heading for it or for one area above it."),
    ),
    Code.HEADING_NESTED: error(
        two("“{area}”和它的上级“{parent}”都是标题。", 'Both "{area}" and "{parent}" above it are headings.'),
        two("请只留一个。", "Keep one of them."),
    ),
    Code.PRESENCE_MISSING: error(
        two("“{area}”可以裁剪，却没有询问的话。", '"{area}" may be tailored out, but nothing asks about it.'),
        two(
            "请在 presence 写一个正面的问题，例如“贵企业有……吗？”。",
            'Write a positive question under presence, beginning "Does your enterprise have …".',
        ),
    ),
    Code.REQUIREMENT_UNASKED: error(
        two("没有题目问到“{requirement}”（{topic}）。", 'No question asks about "{requirement}" ({topic}).'),
        two("请补一道题，或删去这条要求。", "Add a question, or remove the requirement."),
    ),
    Code.REQUIREMENT_ON_BRANCH: error(
        two("“{area}”还有下级，不能直接挂要求。", '"{area}" has areas below it and cannot hold requirements.'),
        two("请改挂到它的下级。", "Move the requirement to an area below."),
    ),
    Code.CELL_NOT_EMPTY: error(
        two("这里写明没有要求，requirements 表里却有 {count} 条。", "Marked as empty, but the sheet requirements has {count} here."),
        two("请改成“否”，或删去那些要求。", "Write no, or remove the requirements."),
    ),
    Code.CELL_UNMARKED: warning(
        two(
            "“{area}”在 {level} 级没有要求，cells 表也没有写明为空。",
            '"{area}" has no requirement at level {level}, nor is it marked as empty.',
        ),
        two("如果标准在此确实没有要求，请在 cells 表写明。", "If the standard asks nothing here, say so in the sheet cells."),
    ),
    Code.QUESTION_UNREACHABLE: error(
        two("哪类企业都答不到这道题：“{area}”没有权重。", 'No enterprise ever meets this question: "{area}" has no weight.'),
        two("请给它和它的上级填权重，或删去这道题。", "Give it and the areas above it a weight, or remove the question."),
    ),
}

TEXTS: Mapping[Code, Words] = {
    Code.TEXT_DUPLICATE: error(
        two("与第 {first} 行“{column}”的内容相同。", 'The same text stands in row {first}, column "{column}".'),
        two("请改写，让人分得清。", "Rewrite one, so that people can tell them apart."),
    ),
    Code.TEXT_TOO_LONG: error(
        two("有 {length} 个字，手机上最多放 {limit} 个。", "It has {length} characters; a phone screen holds {limit}."),
        two("请缩短。", "Shorten it."),
    ),
    Code.TEXT_UNCOMFORTABLE: warning(
        two(
            "有 {length} 个字，超过 {limit} 个在手机上就不好读了。",
            "It has {length} characters; beyond {limit} it is hard to read on a phone.",
        ),
        two("请尽量缩短。", "Shorten it if you can."),
    ),
    Code.OPTIONS_REPEATED: warning(
        two("与第 {first} 行问的是同一条要求，选项也完全一样。", "Row {first} asks about the same requirement with the very same options."),
        two("请删去一道，或改写选项。", "Remove one of them, or rewrite the options."),
    ),
    Code.CARD_TOO_LONG: error(
        two("整张题卡有 {length} 个字，一条消息最多放 {limit} 个。", "The whole card has {length} characters; one message holds {limit}."),
        two("请缩短说明或举例。", "Shorten the explanation or the examples."),
    ),
    Code.EXPLANATION_MISSING: error(
        two("这道题没有说明。", "This question has no explanation."),
        two("请写一两句：什么意思，什么不算。", "Write a sentence or two: what is meant, and what does not count."),
    ),
    Code.EVIDENCE_MISSING: warning(
        two("这道题没有写可以出示什么。", "This question does not say what could be shown."),
        two("请列两三样材料，例如台账、制度、系统截图。", "Name two or three things, such as a ledger, a rule, a screenshot."),
    ),
    Code.TRANSLATION_MISSING: warning(
        two(
            "有 {count} 行，别的内容有 {language} 译文，这一列没有：第 {rows} 行。",
            "Not translated to {language} though other texts of the row are: {count} cells of this column (rows {rows}).",
        ),
        two("请补上译文；在那之前显示原文。", "Add the translation; until then the original is shown."),
    ),
    Code.ROWS_UNTRANSLATED: warning(
        two("这张表有 {count} 行完全没有 {language} 译文：第 {rows} 行。", "No {language} at all: {count} rows of this sheet ({rows})."),
        two("请补上译文；在那之前显示原文。", "Add the translation; until then the original is shown."),
    ),
    Code.LANGUAGE_UNUSED: warning(
        two("languages 里写了“{language}”，但没有一处译成它。", 'languages names "{language}", but nothing is translated to it.'),
        two("请补上译文，或从 languages 里去掉它。", "Add the translations, or take it out of languages."),
    ),
    Code.TERMS_VARY: warning(
        two(
            "这里写“{word}”（共 {count} 处），别处写“{usual}”（共 {times} 处，最先在 {first}），像是一回事。",
            'Here it says "{word}" ({count} x), elsewhere "{usual}" ({times} x, first at {first}); they seem to mean one thing.',
        ),
        two("请统一用一个词；确是两回事就不用改。", "Use one word for it; leave it if they are two things."),
    ),
    Code.CLAUSE_UNKNOWN: warning(
        two(
            "这里提到“{clause}”，题库里没有这个编号的能力域或题目。",
            'This refers to "{clause}", but the bank has no area or question of this number.',
        ),
        two("请改正编号，或删去这句话。", "Correct the number, or remove the reference."),
    ),
}

WORDS: Mapping[Code, Words] = {**FILES, **WORKBOOKS, **CELL_KINDS, **CELLS, **MEANING, **TEXTS, **PACKS}
"""The catalogue: one entry per code."""
