"""The table of rights, and how grants and contacts become relations. The whole of it is driven through the conversation in `tests.desk`."""

from __future__ import annotations

import pytest

from bot.roles import GRANTED_IN, TABLE, Action, Affiliation, Grant, Relation, Role, UnitKind, may, to_enterprise, to_unit, to_whole

PLANT = Affiliation(district="310112", zone="lingang", street="s1", park="p1", group="g1", provider="v1", agency="a1")


def test_every_action_has_its_line_and_somebody_who_may_do_it() -> None:
    """A line without anybody would be a page that nobody can open."""
    assert set(TABLE) == set(Action)
    assert all(TABLE.values())


def test_strangers_may_do_nothing() -> None:
    """Nor does anything follow from having no relation."""
    assert not any(may({Relation.STRANGER}, action) or may((), action) for action in Action)


@pytest.mark.parametrize(
    ("grant", "relation"),
    [
        (Grant(Role.LIAISON, "310112", UnitKind.DISTRICT), Relation.DISTRICT),
        (Grant(Role.LIAISON, "lingang", UnitKind.ZONE), Relation.DISTRICT),
        (Grant(Role.LIAISON, "s1", UnitKind.STREET), Relation.LOCAL),
        (Grant(Role.LIAISON, "p1", UnitKind.PARK), Relation.LOCAL),
        (Grant(Role.LIAISON, "g1", UnitKind.GROUP), Relation.GROUP),
        (Grant(Role.PROVIDER, "v1", UnitKind.PROVIDER), Relation.PROVIDER),
        (Grant(Role.REVIEWER, "a1", UnitKind.AGENCY), Relation.REVIEWER),
        (Grant(Role.CITY, "shanghai", UnitKind.CITY), Relation.CITY),
    ],
)
def test_a_role_in_a_unit_of_the_enterprise_is_a_relation_to_it(grant: Grant, relation: Relation) -> None:
    """And the same role in another unit of the kind is none, except for the whole city."""
    assert to_enterprise((grant,), PLANT) == {relation}
    assert to_enterprise((grant,), Affiliation()) == ({relation} if grant.kind is UnitKind.CITY else set())


def test_a_street_sees_the_score_only_where_the_enterprise_agreed() -> None:
    """Notice 2023-625 gives it the state of its residents."""
    street = (Grant(Role.LIAISON, "s1", UnitKind.STREET),)
    assert not may(to_enterprise(street, PLANT), Action.READ_SCORE)
    assert may(to_enterprise(street, PLANT, shares_score=True), Action.READ_SCORE)


def test_who_diagnosed_an_enterprise_does_not_review_it() -> None:
    """Notice 2023-673: in principle providers do not become supervisors."""
    both = (Grant(Role.PROVIDER, "v1", UnitKind.PROVIDER), Grant(Role.REVIEWER, "a1", UnitKind.AGENCY))
    assert not may(to_enterprise(both, PLANT), Action.REVIEW)
    assert may(to_enterprise(both[1:], PLANT), Action.REVIEW)


def test_a_district_covers_its_streets_and_parks_and_the_city_everything() -> None:
    """Units in another district are none of its business."""
    district = (Grant(Role.LIAISON, "310112", UnitKind.DISTRICT),)
    assert may(to_unit(district, "s1", "310112"), Action.READ_UNIT)
    assert not may(to_unit(district, "s9", "310115"), Action.READ_UNIT)
    assert to_whole(district) == frozenset()
    assert to_whole((Grant(Role.CITY, "shanghai", UnitKind.CITY),)) == {Relation.CITY}


def test_every_kind_of_unit_has_a_role() -> None:
    """Else nobody could speak for it."""
    assert set().union(*GRANTED_IN.values()) == set(UnitKind)
