"""A ranked list moved by hand: one row, one change at a time, with who made it and why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ports.programmes import Place
from bot.usecases.desk.cand.ranking import moved
from dialogs.desk.cand import MOVES as MOVES_BY_HAND
from dialogs.desk.cand.effects import CandRanked

MOVES = st.lists(st.tuples(st.sampled_from(("add", "up", "down", "out", "fill")), st.integers(0, 5)), max_size=12)


@given(MOVES)
def test_whatever_is_moved_the_list_stays_in_one_row(moves: list[tuple[str, int]]) -> None:
    """No enterprise twice, places 1, 2, 3, …; one move changes one place; what makes no sense changes nothing."""
    places: tuple[Place, ...] = ()
    for act, number in moves:
        after = changed_by(places, act, f"e{number}")
        ids = [place.enterprise for place in after]
        assert [place.place for place in after] == list(range(1, len(after) + 1))
        assert len(set(ids)) == len(ids)
        assert len(after) - len(places) == {"add": 1, "out": -1}.get(act, 0) or after == places
        places = after


def changed_by(places: tuple[Place, ...], act: str, who: str) -> tuple[Place, ...]:
    """The list after a move by hand, or as it was."""
    reason = "理由" if act in MOVES_BY_HAND else ""
    return moved(places, CandRanked("u", "p", act, "", who, reason), "p1", 7) or places


def test_a_move_keeps_who_did_it_when_and_why() -> None:
    """Only of the one that was moved."""
    places = tuple(Place(f"e{place}", place) for place in (1, 2, 3))
    after = moved(places, CandRanked("u", "p", "up", "", "e3", "示范性强"), "李", 9)
    assert after == (Place("e1", 1), Place("e3", 2, "示范性强", "李", 9), Place("e2", 3))
    assert moved(places, CandRanked("u", "p", "up", "", "e1", "x"), "李", 9) is None
    assert moved(places, CandRanked("u", "p", "down", "", "e3", "x"), "李", 9) is None
    assert moved(places, CandRanked("u", "p", "out", "", "e9", "x"), "李", 9) is None
