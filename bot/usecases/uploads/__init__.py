"""Files that people sent, in the data folder under the SHA-256 of their bytes: `files/ab/cd/abcd…`.

Written to a name of its own, synced, then renamed, so that a file is there whole or not at all. A name that somebody gave never becomes
part of a path, nothing here is opened by a program or run, and a file that no run refers to any more is removed.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time
from uuid import uuid4

from bot.usecases.uploads.kinds import fitting, kind_of

LARGEST = 20 << 20
"""Bytes of one file; the Bot API hands out no more."""

ORPHANED_SECONDS = 86_400.0
"""How old a file is before it may be removed because nothing refers to it: one that was just fetched is referred to a moment later."""

SETTLING_SECONDS = 600.0
"""How old a file is before it may be removed at once, because whom it came from is deleted."""

RESERVED = 256 << 20
"""Bytes of the disk that no file may take."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_BEGUN = re.compile(r"[0-9a-f]{32,64}")


class TooLarge(Exception):
    """The file is larger than `LARGEST`; nothing was kept."""


class Unwelcome(Exception):
    """The bytes are of no type that is taken; nothing was kept."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the folder: what its bytes are, and its name with the ending that they deserve."""

    digest: str
    name: str
    mime: str
    size: int


class Folder:
    """The folder of files below the data folder."""

    def __init__(self, data: Path) -> None:
        self._home = data / "files"
        self._lock = Lock()

    async def keep(self, chunks: AsyncIterator[bytes], name: str) -> KeptFile:
        """Write what comes, and keep it if it is welcome. Raises `TooLarge` or `Unwelcome`, and whatever the chunks or the disk raise."""
        fresh = self._fresh()
        try:
            digest, size = await _written(fresh, chunks)
            kind = await asyncio.to_thread(self._settled, fresh, name, digest) if size else None
        finally:
            fresh.unlink(missing_ok=True)
        if kind is None:
            raise Unwelcome
        return KeptFile(digest, fitting(name, kind), kind, size)

    def path(self, digest: str) -> Path | None:
        """Where the file of this digest lies; nothing if it is not there, or that is no digest."""
        if _DIGEST.fullmatch(digest) is None:
            return None
        found = self._home / digest[:2] / digest[2:4] / digest
        return found if found.is_file() else None

    def read(self, digest: str) -> bytes | None:
        """The bytes of this digest; nothing if they are not there, or are others by now."""
        found = self.path(digest)
        body = found.read_bytes() if found is not None else None
        return body if body is not None and hashlib.sha256(body).hexdigest() == digest else None

    def read_begun(self, begun: str) -> bytes | None:
        """The bytes of the one file whose digest begins with these 32 digits or more; nothing if there is none, or more than one."""
        if _BEGUN.fullmatch(begun) is None:
            return None
        found = [path.name for path in (self._home / begun[:2] / begun[2:4]).glob(f"{begun}*")]
        return self.read(found[0]) if len(found) == 1 else None

    def discard(self, digest: str, older_than: float | None = None) -> bool:
        """Remove a file to which nothing refers; not one so young (by default `SETTLING_SECONDS`) that the turn that refers to it may
        still be under way."""
        limit = time() - (SETTLING_SECONDS if older_than is None else older_than)
        with self._lock:
            found = self.path(digest)
            if found is None or found.stat().st_mtime > limit:
                return False
            found.unlink()
            return True

    def aged(self) -> Iterator[str]:
        """The digests of files that are old enough to be asked about, and the leftovers of interrupted writing gone on the way."""
        limit = time() - ORPHANED_SECONDS
        for left in self._home.glob("new-*"):
            self._drop_if_older(left, limit)
        for found in self._home.glob("??/??/*"):
            if _DIGEST.fullmatch(found.name) and found.stat().st_mtime < limit:
                yield found.name

    def sweep(self, asked: Collection[str], referred: Collection[str]) -> int:
        """Remove those of the aged files asked about that nothing refers to; returns how many."""
        return sum(self.discard(digest, ORPHANED_SECONDS) for digest in asked if digest not in referred)

    def _fresh(self) -> Path:
        self._home.mkdir(parents=True, exist_ok=True)
        os.chmod(self._home, 0o700)
        if shutil.disk_usage(self._home).free < RESERVED:
            raise OSError(errno.ENOSPC, "what is left of the disk is for the database")
        return self._home / f"new-{uuid4().hex}"

    def _settled(self, fresh: Path, name: str, digest: str) -> str | None:
        """The file under its digest, durable with its name; what it is, or nothing if it is unwelcome. The same bytes from somebody else
        are the same file, young again."""
        kind = kind_of(fresh, name)
        if kind is None:
            return None
        _sync(fresh)
        home = self._home / digest[:2] / digest[2:4]
        with self._lock:
            home.mkdir(parents=True, exist_ok=True)
            fresh.replace(home / digest)
        for folder in (home, home.parent, self._home):
            _sync(folder)
        return kind

    def _drop_if_older(self, left: Path, limit: float) -> None:
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < limit:
                left.unlink()


async def _written(fresh: Path, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
    """The bytes in the file; their digest and number."""
    digest, size = hashlib.sha256(), 0
    with fresh.open("xb") as file:
        os.chmod(fresh, 0o600)
        async for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise TooLarge
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
