"""The checker itself: independent, and not blind."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.rig import checker
from tests.rig.checker import Findings, _compare

ORDER = [f"q{number}" for number in range(4)]
KEPT = [("q0", "A"), ("q1", "B"), ("q2", "C"), ("q3", "D"), ("q0", "B"), ("q1", "A")]
SENT = [key for _, key in KEPT]


def test_the_checker_shares_no_code_with_the_bot() -> None:
    """It imports the standard library and nothing else."""
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(
    ("kept", "red"),
    [
        (KEPT, {}),
        (KEPT[:2] + KEPT[3:], {"lost": 1}),
        (KEPT[:-1], {"lost": 1}),
        ([], {"lost": 6}),
        ([*KEPT[:2], KEPT[1], *KEPT[2:]], {"twice": 1}),
        ([*KEPT, KEPT[-1]], {"twice": 1}),
        ([KEPT[1], KEPT[0], *KEPT[2:]], {"out of order": 1}),
        ([*KEPT[:2], ("q2", "D"), *KEPT[3:]], {"lost": 1, "twice": 1}),
    ],
)
def test_the_checker_names_what_happened_to_an_answer(kept: list[tuple[str, str]], red: dict[str, int]) -> None:
    """One changed row at a time."""
    found = Findings()
    _compare(found, "somebody", SENT, kept, ORDER)
    assert found.red == red
