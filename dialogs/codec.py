"""Run and cursor to bytes and back: JSON, strict, with old specs carried forward on the way in.

A migration is a pure function from one spec's builtins to the next; once shipped it is frozen and has its own golden file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from dialogs.model import CURSOR_SPEC, RUN_SPEC, Cursor, Run

Migration = Callable[[dict[str, Any]], dict[str, Any]]

RUN_MIGRATIONS: dict[int, Migration] = {}
CURSOR_MIGRATIONS: dict[int, Migration] = {}

_encoder = msgspec.json.Encoder()
_run_decoder = msgspec.json.Decoder(Run)
_cursor_decoder = msgspec.json.Decoder(Cursor)


class DocumentError(Exception):
    """A stored document that this program cannot read: damaged, or written by a newer version."""


class _Spec(msgspec.Struct):
    spec: int


_spec_decoder = msgspec.json.Decoder(_Spec)


def encode(document: Run | Cursor) -> bytes:
    """The document as canonical JSON: fields in declared order, defaults left out."""
    return _encoder.encode(document)


def decode_run(data: bytes | str) -> Run:
    """The run in these bytes; raises `DocumentError` if they are not one."""
    try:
        return _run_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return msgspec.convert(_carried_forward(data, RUN_MIGRATIONS, RUN_SPEC, error), Run)


def decode_cursor(data: bytes | str) -> Cursor:
    """The cursor in these bytes; raises `DocumentError` if they are not one."""
    try:
        return _cursor_decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        return msgspec.convert(_carried_forward(data, CURSOR_MIGRATIONS, CURSOR_SPEC, error), Cursor)


def _carried_forward(data: bytes | str, migrations: dict[int, Migration], latest: int, error: Exception) -> dict[str, Any]:
    try:
        spec = _spec_decoder.decode(data).spec
        fields = msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise DocumentError(f"not a readable document: {error}") from error
    if spec >= latest:
        raise DocumentError(f"document of spec {spec} does not fit spec {latest}: {error}") from error
    while spec < latest:
        fields = migrations[spec](fields)
        spec += 1
    return {**fields, "spec": spec}
