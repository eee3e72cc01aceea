"""The folder of files: whole or not at all, under their digest, away when nothing refers to them."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import shutil
import stat
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.usecases import uploads
from bot.usecases.uploads import LARGEST, ORPHANED_SECONDS, RESERVED, SETTLING_SECONDS, Folder, KeptFile, TooLarge, Unwelcome
from tests.bot.test_kinds_of_files import PDF

DIGEST = hashlib.sha256(PDF).hexdigest()


async def chunks(parts: Sequence[bytes], error: Exception | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if error is not None:
        raise error


def keep(folder: Folder, *parts: bytes, name: str = "清单.pdf", error: Exception | None = None) -> KeptFile:
    return asyncio.run(folder.keep(chunks(parts, error), name))


def files(home: Path) -> list[str]:
    """What lies anywhere in the folder."""
    return sorted(str(found.relative_to(home)) for found in home.rglob("*") if found.is_file())


def aged(path: Path, seconds: float) -> None:
    """As if it had been there for so long."""
    at = time.time() - seconds
    os.utime(path, (at, at))


def test_a_file_lies_under_its_digest_for_us_alone(tmp_path: Path) -> None:
    """Nobody else may read it, and nobody may run it."""
    kept = keep(Folder(tmp_path), PDF[:5], PDF[5:])
    assert kept == KeptFile(DIGEST, "清单.pdf", "application/pdf", len(PDF))
    path = tmp_path / "files" / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "/etc/cron.d/x.pdf", "..\\..\\x.pdf", "a\x00b.pdf", "清单.pdf" * 100])
def test_no_name_is_part_of_a_path(name: str, tmp_path: Path) -> None:
    """Only the digest is."""
    keep(Folder(tmp_path / "data"), PDF, name=name)
    assert files(tmp_path) == [f"data/files/{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]


def test_a_file_that_lies_about_its_type_is_not_kept(tmp_path: Path) -> None:
    """And leaves nothing behind."""
    with pytest.raises(Unwelcome):
        keep(Folder(tmp_path), b"MZ\x90\x00" + bytes(100), name="证据.pdf")
    assert files(tmp_path) == []


def test_an_empty_file_is_not_kept(tmp_path: Path) -> None:
    """There is nothing to show."""
    with pytest.raises(Unwelcome):
        keep(Folder(tmp_path), name="空.txt")
    assert files(tmp_path) == []


def test_a_file_that_is_larger_than_it_said_is_not_kept(tmp_path: Path) -> None:
    """It is cut off as soon as it is too large, whatever was announced."""
    with pytest.raises(TooLarge):
        keep(Folder(tmp_path), PDF, *(bytes(1 << 20) for _ in range(LARGEST >> 20)))
    assert files(tmp_path) == []


def test_the_largest_file_is_kept(tmp_path: Path) -> None:
    """To the byte."""
    kept = keep(Folder(tmp_path), PDF, bytes(LARGEST - len(PDF)))
    assert kept.size == LARGEST


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """The next attempt begins anew."""
    with pytest.raises(ConnectionError):
        keep(Folder(tmp_path), PDF, error=ConnectionError())
    assert files(tmp_path) == []


def test_it_is_there_only_after_its_bytes_are_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First the bytes, then the name, then the folders."""
    done: list[str] = []
    sync, replace = uploads._sync, Path.replace

    def renamed(self: Path, target: Path) -> Path:
        done.append("rename")
        return replace(self, target)

    def synced(path: Path) -> None:
        done.append("bytes" if path.is_file() else "folder")
        sync(path)

    monkeypatch.setattr(uploads, "_sync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    keep(Folder(tmp_path), PDF)
    assert done == ["bytes", "rename", "folder", "folder", "folder"]


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    """Whoever sends them, under whatever name; and it is young again."""
    folder = Folder(tmp_path)
    keep(folder, PDF)
    path = folder.path(DIGEST)
    assert path is not None
    aged(path, 2 * ORPHANED_SECONDS)
    keep(folder, PDF, name="另一个.pdf")
    assert files(tmp_path / "files") == [f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"]
    assert list(folder.aged()) == []


@pytest.mark.parametrize("digest", ["", "../../x", "a" * 63, "A" * 64, DIGEST + "/..", "g" * 64])
def test_what_is_no_digest_names_no_file(digest: str, tmp_path: Path) -> None:
    """Nothing outside the folder can be asked for."""
    folder = Folder(tmp_path)
    keep(folder, PDF)
    assert folder.path(digest) is None
    assert folder.read(digest) is None


def test_a_file_whose_bytes_changed_is_not_handed_out(tmp_path: Path) -> None:
    """It is not what was put beside the answer."""
    folder = Folder(tmp_path)
    keep(folder, PDF)
    assert folder.read(DIGEST) == PDF
    path = folder.path(DIGEST)
    assert path is not None
    path.write_bytes(b"%PDF-other")
    assert folder.read(DIGEST) is None


def test_only_old_files_that_nothing_refers_to_are_swept(tmp_path: Path) -> None:
    """And leftovers of writing that was interrupted."""
    folder = Folder(tmp_path)
    bodies = [PDF + bytes([number]) for number in range(3)]
    old, used, young = (keep(folder, body).digest for body in bodies)
    for digest in (old, used):
        path = folder.path(digest)
        assert path is not None
        aged(path, ORPHANED_SECONDS + 10)
    left = tmp_path / "files" / "new-left"
    left.write_bytes(b"x")
    aged(left, ORPHANED_SECONDS + 10)
    asked = list(folder.aged())
    assert sorted(asked) == sorted([old, used])
    assert folder.sweep(asked, {used}) == 1
    assert (folder.path(old), left.exists()) == (None, False)
    assert None not in {folder.path(used), folder.path(young)}


def test_a_file_sent_again_while_the_sweep_was_asking_stays(tmp_path: Path) -> None:
    """Its turn may be under way."""
    folder = Folder(tmp_path)
    keep(folder, PDF)
    path = folder.path(DIGEST)
    assert path is not None
    aged(path, 2 * ORPHANED_SECONDS)
    asked = list(folder.aged())
    keep(folder, PDF)
    assert folder.sweep(asked, set()) == 0
    assert folder.path(DIGEST) is not None


def test_what_a_deleted_person_sent_goes_at_once_unless_it_is_just_coming(tmp_path: Path) -> None:
    """Somebody else may be sending the same bytes."""
    folder = Folder(tmp_path)
    keep(folder, PDF)
    assert folder.discard(DIGEST) is False
    path = folder.path(DIGEST)
    assert path is not None
    aged(path, SETTLING_SECONDS + 10)
    assert folder.discard(DIGEST) is True
    assert folder.path(DIGEST) is None
    assert folder.discard(DIGEST) is False


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_the_last_of_the_disk_is_for_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file waits, answers do not."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(0, 0, RESERVED - 1))
    with pytest.raises(OSError, match="left of the disk") as caught:
        keep(Folder(tmp_path), PDF)
    assert caught.value.errno == errno.ENOSPC
    assert files(tmp_path) == []
