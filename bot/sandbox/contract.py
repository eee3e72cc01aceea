"""Calls held against aiogram's models of the Bot API, for a sandbox that is strict with its bot.

The official server overlooks a misspelt argument and a number where a text belongs; a bot that lives from that is wrong all the same.
The models take seconds to import, so nothing here is loaded before a strict sandbox starts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from bot.sandbox.wire import Args

if TYPE_CHECKING:
    from aiogram.methods import TelegramMethod

NESTED = frozenset(
    {
        "allowed_updates",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "media",
        "menu_button",
        "message_ids",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)
"""Arguments that a form carries as JSON."""


@cache
def models() -> dict[str, type[TelegramMethod[Any]]]:
    """The model of each method by its name in small letters."""
    from aiogram import methods

    found = (getattr(methods, name) for name in methods.__all__)
    return {kind.__api_method__.lower(): kind for kind in found if isinstance(getattr(kind, "__api_method__", None), str)}


def objection(method: str, args: Args) -> str | None:
    """What is wrong with a call by the model of its method; nothing if all is well or there is no such method."""
    model = models().get(method)
    if model is None:
        return None
    values = {name: args.loaded(name) if name in NESTED else value for name, value in args.values.items()}
    uploads = {name: f"attach://{name}" for name in args.uploads if name in model.model_fields}
    unknown = values.keys() - model.model_fields.keys()
    if unknown:
        return f"{model.__api_method__} has no argument {', '.join(sorted(unknown))}"
    try:
        model.model_validate(uploads | values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return None
