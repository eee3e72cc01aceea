"""Who holds a role from the first start: admins and staff that the operator names."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest

from bot.ports import Store
from bot.ports.registry import CITY
from bot.roles import Role
from bot.usecases.founding import CHANNEL, founding
from bot.verbs import playground
from tests.bot.office import NOON


def test_the_named_hold_their_role_from_the_first_start_and_again_after_it_was_taken_back(store: Store) -> None:
    """Admins and staff, each once; somebody can be both; the second start says nothing new."""
    work = founding((7,), NOON, (7, 8))
    assert len(store.submit(work).result()) == 3
    assert store.submit(work).result() == ()
    seven, eight = (store.submit(lambda tx, who=who: tx.known_as(CHANNEL, who)).result() for who in ("7", "8"))
    assert {grant.role for grant in store.submit(lambda tx: tx.grants(seven)).result()} == {Role.ADMIN, Role.STAFF}
    assert store.submit(lambda tx: tx.revoke(eight, Role.STAFF, CITY)).result()
    assert store.submit(work).result() == (eight,)


@pytest.mark.parametrize(
    ("named", "admins", "staff"),
    [({}, "1005", "1004"), ({"ZHIPING_ADMINS": "9"}, "9", None), ({"ZHIPING_STAFF": "9"}, None, "9")],
)
def test_the_sandbox_has_an_admin_and_staff_of_its_own_where_nobody_is_named(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], admins: str | None, staff: str | None
) -> None:
    """孙管理员 and 赵工作人员: one writes, the other agrees. The operator's own list is never added to."""
    for name in ("ZHIPING_ADMINS", "ZHIPING_STAFF"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    sandbox: Any = SimpleNamespace(base="http://127.0.0.1:1", token="1:x")
    environment = playground._environment(sandbox)
    assert (environment.get("ZHIPING_ADMINS"), environment.get("ZHIPING_STAFF")) == (admins, staff)
    assert environment["PATH"] == os.environ["PATH"]
