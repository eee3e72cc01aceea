"""What a person types from the first screen to the result, line by line. Commands where there are some, because screens change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from question_bank.model import Bank

CODE = "91310115000000019M"
OTHER_CODE = "91310117000000027D"
NAME = "上海申安机械有限公司"
PERSON = "欧阳敏"
MOBILE = "13912345678"
EMAIL = "ouyang@shenan.example"
FORMULA = "（本期人均产值－上期）÷上期×机密系数"


def profile(name: str = NAME, code: str = CODE, kind: str = "离散") -> list[str]:
    """One line for each field, in the order they are asked."""
    return [name, code, "闵行区", "1", "汽车", "1", kind, "4", "1.2亿", PERSON, "设备部经理", MOBILE, EMAIL]


def registration(name: str = NAME, code: str = CODE, kind: str = "离散") -> list[str]:
    """From the first screen to the first area of the tailoring."""
    return ["1", "是", *profile(name, code, kind), "/submit"]


def begun(name: str = NAME, code: str = CODE) -> list[str]:
    """From the first screen to the first question of level 1, with nothing left out."""
    return [*registration(name, code), "1", "1", "1", "1", "/submit", "/submit"]


def level(bank: Bank, number: int, key: str) -> list[str]:
    """Every question of a level of a discrete enterprise with this key, then the submission."""
    return [*([key] * sum(question.level == number for question in bank.questions)), "/submit"]


def levels(bank: Bank, keys: Mapping[int, str]) -> list[str]:
    """These levels from the first question on; all but the last must be met."""
    lines: list[str] = []
    for number, key in keys.items():
        lines += [*(["/submit", "/submit"] if lines else []), *level(bank, number, key)]
    return lines


def whole_run(bank: Bank, keys: Mapping[int, str], name: str = NAME) -> list[str]:
    """From the first screen to the result; the first indicator is stated with a formula, the others do not apply."""
    rest = ["不适用"] * (len(bank.indicators) - 1)
    return [*begun(name), *levels(bank, keys), "/submit", "12.5", FORMULA, *rest, "/submit"]


def as_input(lines: Iterable[str]) -> str:
    """The lines as standard input has them."""
    return "".join(f"{line}\n" for line in lines)
