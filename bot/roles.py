"""Who may do what: one table, asked by every use case. A button that is not shown is no permission.

A refusal reads the same whether a thing is forbidden or does not exist.
"""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """How a person stands to an enterprise or its run."""

    STRANGER = "stranger"
    CONTACT = "contact"


class Action(StrEnum):
    """What a person may want to do with an enterprise or its run."""

    ANSWER = "answer"
    UPDATE_ENTERPRISE = "update_enterprise"
    READ_RESULT = "read_result"


_ALLOWED: frozenset[tuple[Relation, Action]] = frozenset((Relation.CONTACT, action) for action in Action)


def may(relation: Relation, action: Action) -> bool:
    """Whether someone who stands so may do this."""
    return (relation, action) in _ALLOWED
