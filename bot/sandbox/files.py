"""Files that were sent: kept as they came, found by file id or by path, with the limits of the Bot API.

Nothing is fetched from a network: a web address in the place of a file is refused. Pictures are measured, never decoded.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass

from bot.sandbox.refusals import bad
from bot.sandbox.store import Store
from bot.sandbox.wire import UPLOAD_BYTES, Args, Json, Upload

PHOTO_BYTES = 10 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
MIMES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "txt": "text/plain", "csv": "text/csv",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "json": "application/json", "zip": "application/zip",
         "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip
FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A file without its bytes."""

    id: str
    unique_id: str
    name: str
    mime: str
    path: str
    size: int

    def fields(self) -> Json:
        """What every kind of file has in the Bot API."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}

    def document(self) -> Json:
        """As the Bot API's `Document`."""
        return {**self.fields(), "file_name": self.name, "mime_type": self.mime}


class Files:
    """Files in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: str, upload: Upload) -> Kept:
        """Keep a file; the same bytes have the same unique id."""
        number = int(self._store.recall("last_file", 0)) + 1
        self._store.remember("last_file", number)
        ending = upload.filename.rpartition(".")[2].lower() if "." in upload.filename else "bin"
        ending = ending if ending.isascii() and ending.isalnum() and len(ending) <= 8 else "bin"
        mime = upload.mime if upload.mime not in {"", "application/octet-stream"} else MIMES.get(ending, "application/octet-stream")
        unique = hashlib.sha256(upload.body).hexdigest()[:16]
        path = f"{FOLDERS.get(kind, 'documents')}/file_{number}.{ending}"
        kept = Kept(f"SANDBOX{kind[0].upper()}{number:08d}{unique}", unique, upload.filename, mime, path, len(upload.body))
        self._store.run(
            "insert into file (id, unique_id, name, mime, path, size, body) values (?, ?, ?, ?, ?, ?, ?)",
            (kept.id, kept.unique_id, kept.name, kept.mime, kept.path, kept.size, upload.body),
        )
        return kept

    def get(self, number: str) -> Kept | None:
        """The file with this id."""
        row = self._store.one("select id, unique_id, name, mime, path, size from file where id = ?", (number,))
        return None if row is None else Kept(*row)

    def by_path(self, path: str) -> Kept | None:
        """The file with this path."""
        row = self._store.one("select id, unique_id, name, mime, path, size from file where path = ?", (path,))
        return None if row is None else Kept(*row)

    def body(self, number: str) -> bytes:
        """The bytes of a file that exists."""
        return bytes(self._store.one("select body from file where id = ?", (number,))[0])

    def clear(self) -> None:
        """Forget all files."""
        self._store.run("delete from file")


def given(files: Files, args: Args, name: str, kind: str) -> Kept:
    """The file of a call: an upload, `attach://…`, or the id of a file that the server has."""
    return from_value(files, args, name, args.values.get(name), kind)


def from_value(files: Files, args: Args, name: str, value: object, kind: str) -> Kept:
    """Likewise, where the value stands inside a larger argument."""
    part = value.removeprefix("attach://") if isinstance(value, str) and value.startswith("attach://") else name
    upload = args.uploads.get(part)
    if upload is not None:
        return files.add(kind, _checked(upload, kind))
    if not isinstance(value, str) or not value:
        raise bad(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    kept = files.get(value)
    if kept is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return kept


def _checked(upload: Upload, kind: str) -> Upload:
    if not upload.body:
        raise bad("file must be non-empty")
    if len(upload.body) > (PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES):
        raise bad("file is too big")
    return upload


def photo_sizes(kept: Kept, body: bytes) -> list[Json]:
    """As the Bot API's list of `PhotoSize`: one size, the picture itself."""
    sides = sides_of(body)
    if sides is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = sides
    if width + height > PHOTO_SIDES or max(sides) > PHOTO_RATIO * min(sides):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return [{**kept.fields(), "width": width, "height": height}]


def sides_of(body: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, JPEG or GIF picture; nothing if it is none."""
    if body.startswith(b"\x89PNG\r\n\x1a\n") and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
    elif body.startswith((b"GIF87a", b"GIF89a")) and len(body) >= 10:
        width, height = struct.unpack("<HH", body[6:10])
    elif body.startswith(b"\xff\xd8"):
        width, height = _jpeg_sides(body)
    else:
        return None
    return (width, height) if width and height else None


def _jpeg_sides(body: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(body) and body[place] == 0xFF:
        marker, length = body[place + 1], int.from_bytes(body[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", body[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return 0, 0
