"""The words of what can be wrong with a rule pack: its facts, conditions, windows and forms. Written for whoever filled in the sheet."""

from __future__ import annotations

from collections.abc import Mapping

from question_bank.problem_codes import Code
from question_bank.problem_words import Words, error, two, warning

FACTS: Mapping[Code, Words] = {
    Code.DAY_EXPECTED: error(
        two("“{value}”不是日期。", '"{value}" is not a day.'),
        two("请写成 2025-08-15 这样。", "Write it like 2025-08-15."),
    ),
    Code.SOURCE_UNKNOWN: error(
        two("没有叫“{value}”的来源。", 'There is no source "{value}".'),
        two("请从这些里选一个，或留空（问企业）：{choices}。", "Choose one of these, or leave it empty to ask: {choices}."),
    ),
    Code.SOURCE_UNFIT: error(
        two("来源“{value}”给不出 {kind} 类的内容。", 'The source "{value}" gives nothing of the kind {kind}.'),
        two("请把 kind 改成：{choices}，或换一个来源。", "Change the kind to: {choices}, or choose another source."),
    ),
    Code.SOURCE_OF_ITSELF: error(
        two("这个申报项目的结论要用“{value}”，而那又是它自己的结论。", 'The verdict needs "{value}", which is the verdict itself.'),
        two("请换一个来源，或留空（问企业）。", "Choose another source, or leave it empty to ask."),
    ),
    Code.CELL_UNUSED: warning(
        two("写的是“{kind}”，用不到这一格。", 'With "{kind}" this cell is not looked at.'),
        two("请清空。", "Clear it."),
    ),
    Code.ASK_MISSING: error(
        two("“{fact}”没有可靠的来源，也没有问法。", 'There is neither a sure source for "{fact}" nor words to ask for it.'),
        two("请在 ask 写一个问题。", "Write a question under ask."),
    ),
    Code.FACT_UNUSED: warning(
        two("没有条件或表格用到“{fact}”。", 'No condition and no form uses "{fact}".'),
        two("请删去这一行，或补上条件。", "Remove the row, or add the condition."),
    ),
    Code.FACT_NEEDED: error(
        two(
            "第 {first} 行的条件要用“{fact}”，这里却写了只供表格使用。",
            'The condition in row {first} needs "{fact}", which is marked as for forms only.',
        ),
        two("请把 form_only 改成 no。", "Write no under form_only."),
    ),
    Code.FACT_DISAGREES: error(
        two(
            "“{fact}”在申报项目“{other}”里是另一回事：{theirs}，这里是 {ours}。",
            'In the programme "{other}" the fact "{fact}" is another: {theirs}, here {ours}.',
        ),
        two(
            "同一个编号只问一次，必须一致：请改成一样，或换一个编号。",
            "A fact of one id is asked once: make them the same, or use another id.",
        ),
    ),
    Code.CHOICES_UNUSED: warning(
        two("没有信息项用到选项表“{list}”。", 'No fact uses the list "{list}".'),
        two("请删去这些行，或在 facts 表写上它。", "Remove its rows, or name it in the sheet facts."),
    ),
    Code.WINDOW_REVERSED: error(
        two("开始日期 {opens} 在截止日期 {closes} 之后。", "The first day {opens} is after the last day {closes}."),
        two("请改正其中一个日期。", "Correct one of the two."),
    ),
}

CONDITIONS: Mapping[Code, Words] = {
    Code.CONDITION_FORM: error(
        two("看不出这一行是单个条件还是组合条件。", "It cannot be told whether this row is a single condition or a join."),
        two(
            "单个条件请写 fact、operator 和 values，组合条件请只写 join（some 时 values 写个数）。",
            "For a single condition write fact, operator and values; for a join write join alone (for some: the number under values).",
        ),
    ),
    Code.OPERATOR_UNFIT: error(
        two("“{operator}”不能用在 {kind} 类的“{fact}”上。", '"{operator}" does not fit "{fact}", which is of the kind {kind}.'),
        two("请从这些里选一个：{choices}。", "Choose one of: {choices}."),
    ),
    Code.VALUES_COUNT: error(
        two("“{operator}”要写 {count} 个值，这里有 {given} 个。", '"{operator}" takes {count} values; here are {given}.'),
        two("请改正，值之间用 ; 隔开。", "Correct them; separate values by ;."),
    ),
    Code.VALUE_UNFIT: error(
        two("“{value}”不是“{fact}”可以有的值。", '"{value}" is no value of "{fact}".'),
        two("请填写：{choices}。", "Write: {choices}."),
    ),
    Code.JOIN_EMPTY: error(
        two("这个组合条件下面没有条件。", "There is no condition below this join."),
        two(
            "请在下级条件的 parent 写上“{condition}”，或删去这一行。",
            'Write "{condition}" as parent of the conditions below, or remove the row.',
        ),
    ),
    Code.PARENT_IS_SINGLE: error(
        two("“{parent}”是单个条件，下面不能再有条件。", '"{parent}" is a single condition and cannot have others below it.'),
        two("请改正 parent，或把“{parent}”改成组合条件。", 'Correct the parent, or make "{parent}" a join.'),
    ),
    Code.FORCE_NESTED: error(
        two("“{force}”只能写在最上一级的条件上。", 'Only a condition at the top may be "{force}".'),
        two("请清空这里，或清空 parent。", "Clear this cell, or clear the parent."),
    ),
    Code.TRACK_NESTED: error(
        two("它上级的 track 是“{above}”，这里却是“{track}”。", 'The join above it has the track "{above}", this one "{track}".'),
        two("请清空这里，由上级决定。", "Clear this cell; the join above decides."),
    ),
    Code.TRACK_EMPTY: error(
        two("“{track}”没有一条必须满足的条件，人人都算满足。", 'Nothing must be met for "{track}", so that everybody is eligible.'),
        two("请补上条件，或删去这个 track。", "Add a condition, or remove the track."),
    ),
    Code.TRACK_UNREACHABLE: error(
        two("“{track}”的条件放在一起，没有企业能全部满足。", 'No enterprise can meet all conditions of "{track}" together.'),
        two("请核对这些条件：{conditions}。", "Look at these conditions: {conditions}."),
    ),
    Code.CONDITIONS_CONTRADICT: error(
        two(
            "与第 {first} 行的“{other}”互相矛盾：两行都看“{fact}”，没有企业能都做到。",
            'It contradicts "{other}" in row {first}: both look at "{fact}", and no enterprise can satisfy both.',
        ),
        two("请改正其中一个。", "Correct one of the two."),
    ),
    Code.CONDITION_NEVER: error(
        two("这个条件无论如何都不会满足。", "This condition can never be met."),
        two("请核对它的值，以及信息项的选项和上下限。", "Look at its values, and at the choices and bounds of its fact."),
    ),
    Code.CONDITION_ALWAYS: warning(
        two("这个条件怎么填都满足，等于没有要求。", "This condition is met whatever is stated; it asks nothing."),
        two("请核对它的值，以及信息项的选项和上下限。", "Look at its values, and at the choices and bounds of its fact."),
    ),
    Code.REMEDY_MISSING: warning(
        two("不满足时怎么办，这里没有写。", "It does not say what to do where it is not met."),
        two("请在 remedy 写一两句，或把 mendable 改成 no。", "Write a sentence or two under remedy, or write no under mendable."),
    ),
}

FORMS: Mapping[Code, Words] = {
    Code.RULE_UNFIT: error(
        two(
            "“{check}”不能这样用：对象是“{target}”，值是“{values}”。", '"{check}" cannot be used so: target "{target}", values "{values}".'
        ),
        two(
            "请改正对象或值。这种检查的对象是 {kind}，值要 {count} 个。",
            "Correct target or values. This check looks at: {kind}; number of values: {count}.",
        ),
    ),
    Code.FORM_EMPTY: error(
        two("表格“{form}”里没有内容。", 'The form "{form}" has no parts.'),
        two("请在 parts 表补上，或删去这张表格。", "Add them to the sheet parts, or remove the form."),
    ),
}

PACKS: Mapping[Code, Words] = {**FACTS, **CONDITIONS, **FORMS}
