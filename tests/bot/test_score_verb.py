"""`zhiping score` on the shipped bank: the test vectors of GB/T 39117-2020, the form of the document, and files that do not fit.

Answer files are built from `zhiping bank show --json`, as another program would build them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.bot.commands import Ran, zhiping

FULL, MOST, PART, NONE = 1, 0.8, 0.5, 0
LOGISTICS, SERVICE = "manufacturing.logistics", "manufacturing.service"
PRODUCTION, DATA = "manufacturing.production", "technology.data"

Marks = Mapping[int, Mapping[str, float]]
"""For each level the mark by area, the longest id that fits deciding; `""` is all else."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The published bank."""
    found: dict[str, Any] = json.loads(zhiping("bank", "show", "cmmm-2020", "--json", folder=tmp_path_factory.mktemp("shown")).out)
    return found


def sheet_of(shown: Mapping[str, Any], marks: Marks, kind: str = "discrete", out: tuple[str, ...] = ()) -> dict[str, Any]:
    """An answer file in which every question of these levels has the option with the wanted mark."""
    answers = {}
    for question in shown["questions"]:
        wanted = marks.get(question["level"])
        if wanted is not None:
            nearest = max((area for area in wanted if question["area"].startswith(area)), key=len)
            answers[question["id"]] = next(found["key"] for found in question["options"] if found["mark"] == wanted[nearest])
    return {"enterprise_type": kind, "tailored_out": list(out), "answers": answers}


def scored(folder: Path, sheet: object) -> dict[str, Any]:
    """The document that `score` prints for this file."""
    ran = _score(folder, sheet)
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def _score(folder: Path, sheet: object) -> Ran:
    (folder / "answers.json").write_text(json.dumps(sheet), encoding="utf-8")
    return zhiping("score", "--bank", "cmmm-2020", "--answers", "answers.json", folder=folder)


PRODUCTION_HALF: Marks = {1: {"": FULL, PRODUCTION: PART}}
UP_TO_FOUR: Marks = {number: {"": FULL} for number in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("marks", "kind", "out", "level", "total", "scores"),
    [
        pytest.param({1: {"": PART}}, "discrete", (), 0, "0.5", ["0.5"], id="1"),
        pytest.param({1: {"": FULL}, 2: {"": MOST}, 3: {"": PART}}, "discrete", (), 2, "2.5", ["1", "0.8", "0.5"], id="2"),
        pytest.param({1: {"": FULL, "personnel": NONE}}, "discrete", (), 1, "1", ["0.94"], id="3"),
        pytest.param(PRODUCTION_HALF, "discrete", (), 1, "1", ["0.8152"], id="4a"),
        pytest.param(PRODUCTION_HALF, "process", (), 0, "0.7858", ["0.7858"], id="4b"),
        pytest.param(
            PRODUCTION_HALF,
            "discrete",
            (LOGISTICS, SERVICE),
            0,
            "0.7502702702702702702702702703",
            ["0.7502702702702702702702702703"],
            id="5a",
        ),
        pytest.param(
            {**UP_TO_FOUR, 5: {"": FULL, DATA: NONE}},
            "discrete",
            (),
            5,
            "5",
            ["1", "1", "1", "1", "0.8829787234042553191489361702"],
            id="6",
        ),
        pytest.param({1: {"": FULL, DATA: NONE}}, "discrete", (), 1, "1", ["0.9494"], id="7"),
        pytest.param({1: {"": FULL}, 2: {"": MOST}}, "process", (), 2, "2", ["1", "0.8"], id="process at the threshold"),
        pytest.param({number: {"": MOST} for number in range(1, 6)}, "process", (), 5, "5", ["0.8"] * 5, id="process, all five"),
    ],
)
def test_the_vectors_of_the_standard_score_exactly(
    marks: Marks, kind: str, out: tuple[str, ...], level: int, total: str, scores: list[str], shown: dict[str, Any], tmp_path: Path
) -> None:
    """Level, total and the score of each level, as strings."""
    document = scored(tmp_path, sheet_of(shown, marks, kind, out))
    assert (document["level"], document["total"]) == (level, total)
    assert [found["score"] for found in document["levels"]] == scores
    assert [found["met"] for found in document["levels"]] == [
        number < len(scores) or level == len(scores) for number in range(1, len(scores) + 1)
    ]


def test_the_document_has_the_form_that_other_programs_rely_on(shown: dict[str, Any], tmp_path: Path) -> None:
    """Bank and version, levels in order, each area with score and weight in percent of its parent."""
    document = scored(tmp_path, sheet_of(shown, {1: {"": FULL, "personnel.skills": NONE}, 2: {"": PART}}))
    assert set(document) == {"bank", "version", "level", "total", "levels"}
    assert (document["bank"], document["version"], document["total"]) == ("cmmm-2020", shown["version"], "1.5")
    first, second = document["levels"]
    assert set(first) == set(second) == {"level", "score", "met", "areas"}
    assert set(first["areas"]) == {area["id"] for area in shown["areas"]}
    assert first["areas"]["personnel"] == {"score": "0.5", "weight": "6"}
    assert first["areas"]["personnel.skills"] == {"score": "0", "weight": "50"}
    assert first["areas"][PRODUCTION] == {"score": "1", "weight": "48"}
    assert (second["level"], second["score"], second["met"]) == (2, "0.5", False)


def test_weights_after_tailoring_are_those_that_were_used(shown: dict[str, Any], tmp_path: Path) -> None:
    """With logistics and service cut, what remains of manufacturing is scaled to 100 and what was cut is not there."""
    areas = scored(tmp_path, sheet_of(shown, PRODUCTION_HALF, out=(LOGISTICS, SERVICE)))["levels"][0]["areas"]
    assert {LOGISTICS, SERVICE, f"{SERVICE}.customer"} & set(areas) == set()
    assert areas[PRODUCTION]["weight"] == "64.86486486486486486486486486"
    assert areas["manufacturing"]["weight"] == "77"


def test_levels_above_the_first_unmet_one_are_listed_as_not_counted(shown: dict[str, Any], tmp_path: Path) -> None:
    """Level 1 met, level 2 at 0.5, level 3 full: the total is 1.5."""
    document = scored(tmp_path, sheet_of(shown, {1: {"": FULL}, 2: {"": PART}, 3: {"": FULL}}))
    assert (document["level"], document["total"]) == (1, "1.5")
    assert [(found["level"], found["score"], found.get("counted")) for found in document["levels"]] == [
        (1, "1", None),
        (2, "0.5", None),
        (3, "1", False),
    ]


def test_the_order_of_answers_and_a_byte_order_mark_change_nothing(shown: dict[str, Any], tmp_path: Path) -> None:
    """As Windows writes files; also from standard input."""
    sheet = sheet_of(shown, PRODUCTION_HALF)
    turned = {**sheet, "answers": dict(reversed(sheet["answers"].items()))}
    ran = zhiping("score", "--bank", "cmmm-2020", "--answers", "-", folder=tmp_path, given=json.dumps(turned, indent=2).encode("utf-8-sig"))
    assert (ran.code, json.loads(ran.out)) == (0, scored(tmp_path, sheet))


def test_not_applicable_takes_a_question_out_where_the_area_may_be_cut(shown: dict[str, Any], tmp_path: Path) -> None:
    """One question of logistics at 0 and the rest full; with NA instead of 0 the level is full."""
    sheet = sheet_of(shown, {1: {"": FULL}})
    question = next(found["id"] for found in shown["questions"] if found["area"] == LOGISTICS and found["level"] == 1)
    assert scored(tmp_path, {**sheet, "answers": {**sheet["answers"], question: "A"}})["levels"][0]["score"] != "1"
    assert scored(tmp_path, {**sheet, "answers": {**sheet["answers"], question: "NA"}})["levels"][0]["score"] == "1"


@pytest.mark.parametrize(
    ("changes", "answers", "said"),
    [
        ({"enterprise_type": "mixed"}, {}, ['no enterprise type "mixed". Use one of: discrete, process.']),
        ({"tailored_out": ["manufacturing.logistic"]}, {}, ['Did you mean "manufacturing.logistics"?']),
        ({"tailored_out": ["personnel"]}, {}, ['"Personnel" (personnel) may not be left out']),
        ({}, {"L1.1.1.1": "A"}, ['no question "L1.1.1.1". Correct its id or remove the answer. Did you mean "L']),
        ({}, {"L1-1.1.1": "E"}, ['"L1-1.1.1" has no option "E". Use one of: A, B, C, D.']),
        ({}, {"L1-1.1.1": "NA"}, ['"L1-1.1.1" must be answered and cannot be "NA"']),
        ({}, {"L1-1.1.1": None}, ["Level 1 has 1 unanswered questions: L1-1.1.1."]),
        ({}, {"L2-1.1.1": "A"}, ["Level 2 has 50 unanswered questions: "]),
        (
            {"enterprise_type": "mixed", "tailored_out": ["nowhere", "personnel"]},
            {"L1-1.1.1": "E", "nothing": "A", "L1-1.1.2": "NA"},
            ["enterprise type", "nowhere", "may not be left out", "no option", "L1-1.1.2", "nothing"],
        ),
    ],
)
def test_a_sheet_that_does_not_fit_the_bank_is_refused_with_one_sentence_per_problem(
    changes: dict[str, Any], answers: dict[str, str | None], said: list[str], shown: dict[str, Any], tmp_path: Path
) -> None:
    """All at once, exit code 1, nothing on standard output."""
    sheet = sheet_of(shown, {1: {"": FULL}}) | changes
    sheet["answers"] = {question: key for question, key in (sheet["answers"] | answers).items() if key is not None}
    ran = _score(tmp_path, sheet)
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.complaints) == len(said)
    assert all(any(part in line for line in ran.complaints) for part in said)
    assert all(line.endswith((".", "?")) for line in ran.complaints)
