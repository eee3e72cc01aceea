"""Run and cursor to bytes and back: JSON, strict, with old specs carried forward on the way in.

A migration is a pure function from one spec's builtins to the next; once shipped it is frozen and has its own golden file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

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


D = TypeVar("D", Run, Cursor)

_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class _Spec(msgspec.Struct):
    spec: int


_spec_decoder = msgspec.json.Decoder(_Spec)


def encode(document: Run | Cursor) -> bytes:
    """The document as canonical JSON: fields in declared order, defaults left out."""
    return _encoder.encode(document)


def decode_run(data: bytes | str) -> Run:
    """The run in these bytes; raises `DocumentError` if they are not one."""
    try:
        run = _run_decoder.decode(data)
    except _UNREADABLE as error:
        return _carried_forward(data, RUN_MIGRATIONS, RUN_SPEC, Run, error)
    if run.spec != RUN_SPEC:
        raise DocumentError(f"a run of spec {run.spec}, not {RUN_SPEC}")
    return run


def decode_cursor(data: bytes | str) -> Cursor:
    """The cursor in these bytes; raises `DocumentError` if they are not one."""
    try:
        cursor = _cursor_decoder.decode(data)
    except _UNREADABLE as error:
        return _carried_forward(data, CURSOR_MIGRATIONS, CURSOR_SPEC, Cursor, error)
    if cursor.spec != CURSOR_SPEC:
        raise DocumentError(f"a cursor of spec {cursor.spec}, not {CURSOR_SPEC}")
    return cursor


def _carried_forward(data: bytes | str, migrations: dict[int, Migration], latest: int, kind: type[D], error: Exception) -> D:
    """A document of an older spec, migrated step by step; anything else is refused with what was wrong with it."""
    try:
        spec = _spec_decoder.decode(data).spec
        fields = msgspec.json.decode(data, type=dict[str, Any])
        while spec in migrations and spec < latest:
            fields = migrations[spec](fields)
            spec += 1
        if spec == latest and fields.get("spec") != latest:
            return msgspec.convert({**fields, "spec": latest}, kind)
    except (*_UNREADABLE, LookupError, TypeError, ValueError) as failure:
        raise DocumentError(f"not a readable document: {failure}") from error
    raise DocumentError(f"document of spec {spec} does not fit spec {latest}: {error}") from error
