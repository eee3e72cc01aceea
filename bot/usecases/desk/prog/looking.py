"""Whose programmes a person looks at, and which: the own enterprise's, of those that are open to enterprises."""

from __future__ import annotations

from datetime import date

from bot.ports import Enterprise
from bot.roles import Action
from bot.usecases.desk.visit import Visit
from dialogs.limits import day_of
from question_bank.programmes.model import Programme


def own(visit: Visit, action: Action) -> Enterprise | None:
    """The own enterprise, if the person may do this there."""
    enterprise = visit.own()
    return enterprise if enterprise is not None and visit.may(enterprise, action) else None


def today(visit: Visit) -> date:
    """The day in Shanghai."""
    return day_of(visit.now)


def short_of(programme: Programme, language: str) -> str:
    """What a programme is called in a line."""
    return programme.short.in_(language) or programme.title.in_(language)
