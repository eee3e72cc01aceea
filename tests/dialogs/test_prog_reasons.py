"""A verdict in the words of its programme: which track is told, which windows are open, what a reason says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dialogs.desk.prog import reasons as words
from dialogs.desk.prog.parts import Reason
from question_bank.model import Text
from question_bank.programmes.judging import judge
from question_bank.programmes.library import load, shipped
from question_bank.programmes.model import FactId, Force, Outcome, Programme, Track, TrackId, Values
from question_bank.programmes.verdicts import TrackVerdict, Verdict

TODAY = date(2026, 11, 21)
TIERS = load("factory-tiers-2025")
VOUCHER = load("assessment-voucher-2023")


def verdict(*outcomes: Outcome) -> Verdict:
    """A verdict with these outcomes of tracks, the lowest first."""
    tracks = tuple(TrackVerdict(Track(TrackId(f"t{rank}"), Text(f"{rank}"), rank), outcome, ()) for rank, outcome in enumerate(outcomes, 1))
    return Verdict(TIERS.id, "1", tracks, {}, ())


YES, NOT_YET, NO = Outcome.ELIGIBLE, Outcome.NOT_YET, Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("outcomes", "told", "first"),
    [
        ((NOT_YET, NOT_YET, NOT_YET), 1, 1),
        ((YES, NOT_YET, NOT_YET), 2, 1),
        ((YES, YES, NO), 2, 2),
        ((YES, YES, YES), 3, 3),
        ((NO, NO, NO), 1, 1),
        ((YES, NO, NOT_YET), 3, 1),
    ],
)
def test_the_reached_track_comes_first_and_the_next_one_above_is_told(outcomes: tuple[Outcome, ...], told: int, first: int) -> None:
    """Where nothing is reached, the lowest is told; a named one always is."""
    found = verdict(*outcomes)
    assert words.worth_telling(found).track.rank == told
    assert words.ordered(found)[0].track.rank == first
    assert len(words.ordered(found)) == len(outcomes)
    assert words.track_of(found, "t2").track.rank == 2
    assert words.track_of(found, "nothing").track.rank == told


@pytest.mark.parametrize(
    ("day", "states", "together", "closing"),
    [
        (date(2023, 11, 15), ["open", "open"], "open", "2023-11-15"),
        (date(2023, 11, 16), ["closed", "open"], "open", "2023-12-15"),
        (date(2023, 12, 15), ["closed", "open"], "open", "2023-12-15"),
        (date(2023, 12, 16), ["closed", "closed"], "closed", ""),
    ],
)
def test_a_window_is_open_to_the_end_of_its_last_day(day: date, states: list[str], together: str, closing: str) -> None:
    """Two batches, each with its own last day."""
    found = words.spans(VOUCHER, day, "zh")
    assert [span.state for span in found] == states
    assert words.together(found) == together
    assert words.closing(found) == closing


def test_without_windows_there_is_no_last_day() -> None:
    """The tiers have none."""
    assert words.together(words.spans(TIERS, TODAY, "zh")) == "always"


def reasons_of(programme: Programme, values: Values) -> tuple[Reason, ...]:
    """What keeps the track that is told from being reached."""
    about = words.worth_telling(judge(programme, values, TODAY))
    return words.Wording(programme, values, "zh").of((*about.barring(), *about.missing(), *about.to_confirm()))


def test_a_reason_says_clause_what_is_known_and_what_to_do() -> None:
    """And what is not known, where that is why."""
    known = {FactId("maturity_level"): Decimal(1)}
    found = {reason.text: reason for reason in reasons_of(TIERS, known)}
    level = found["成熟度达到二级及以上"]
    assert (level.truth, level.clause) == ("unmet", "附件1 一.5")
    assert level.now == (("成熟度等级", "1"),)
    assert level.remedy
    assert level.lacks == ()
    scale = found["是规模以上工业企业"]
    assert (scale.truth, scale.now) == ("open", ())
    assert scale.lacks


def test_one_of_four_tells_all_four_and_what_is_missing_of_each() -> None:
    """So that the easiest can be chosen."""
    flags = ("assessment_wish", "smart_factory_or_scene", "major_project", "contract_proof", "recognition_proof", "project_proof")
    values: Values = {
        **dict.fromkeys(map(FactId, flags), False),
        FactId("contract_link"): "office",
        FactId("contract_amount"): Decimal(20),
        FactId("contract_date"): date(2023, 5, 1),
    }
    joined = next(reason for reason in reasons_of(VOUCHER, values) if reason.need == "any")
    assert joined.now == ()
    assert len(joined.parts) == 4
    assert {part.truth for part in joined.parts} == {"unmet"}
    investment = joined.parts[0]
    assert investment.parts, "what is missing of it is told"
    assert {part.truth for part in investment.parts} == {"unmet"}


@pytest.mark.parametrize("programme", shipped())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_asked_fact_says_why_and_by_which_clause(programme: str, language: str) -> None:
    """In both languages; what only a form wants is not asked here."""
    pack = load(programme)
    for fact in pack.facts:
        if not fact.form_only:
            why = words.why(pack, fact.id, language)
            assert why, fact.id
            assert all(text.strip() for text in why)
            assert fact.clause, fact.id
            assert fact.ask.in_(language).strip()


def test_what_would_only_help_is_told_apart_from_what_counts() -> None:
    """It is not counted at a glance, and neither met nor known it bars nobody."""
    about = words.worth_telling(judge(VOUCHER, {}, TODAY))
    assert {found.condition.force for found in words.helpful(about)} == {Force.PREFERRED}
    assert Force.PREFERRED not in {found.condition.force for found in words.to_confirm(about)}
    assert words.glance(VOUCHER, about, "zh").to_confirm == len(about.to_confirm()) - len(words.helpful(about))
