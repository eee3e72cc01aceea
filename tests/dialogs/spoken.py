"""Inbounds and effects as transcripts have them: `{"reply": "A"}`, `{"question_asked": "L1-1.1.1"}`, `{"start": {}}`.

A value with a single field stands bare beside its tag; everything else is an object of fields, defaults left out.
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from dialogs.effects import Effect
from dialogs.inbound import AnyInbound

_BY_TAG = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyInbound)}


def told(value: Effect | AnyInbound) -> dict[str, Any]:
    """The value in readable form."""
    fields = msgspec.to_builtins(value)
    tag = fields.pop(type(value).__struct_config__.tag_field)
    lone = len(type(value).__struct_fields__) == 1 and len(fields) == 1
    return {tag: next(iter(fields.values())) if lone else fields}


def heard(form: dict[str, Any]) -> AnyInbound:
    """The inbound that this readable form stands for."""
    ((tag, given),) = form.items()
    names = _BY_TAG[tag].__struct_fields__
    fields = given if isinstance(given, dict) else {names[0]: given}
    found: AnyInbound = msgspec.convert(fields | {"in": tag}, AnyInbound)
    return found
