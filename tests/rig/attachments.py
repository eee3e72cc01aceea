"""Deaths between a file on disk and the turn that keeps it: the file is fetched again, and kept once."""

from __future__ import annotations

import json
import signal
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

from tests.rig.races import Table
from tests.rig.stage import copied, settle, waited

POINT = "fetch.kept"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def torn(folder: Path, rounds: int = 3) -> list[tuple[str, str]]:
    """A contact sends one file after the other; each time the bot dies when the bytes are safe and nobody knows of them yet."""
    wrong = []
    with Table(folder, copied(settle(folder.parent, 1), folder), 1) as table:
        key = table.keys[0]
        table.say(key, "/start")
        table.await_steps(key, 0)
        for number in range(1, rounds + 1):
            table.life.kill()
            table.life = table.lives.begin(f"{POINT}:1")
            _upload(table, key, f"证明{number}.pdf", PDF + b"%" * number)
            if not table.life.wait(8) or table.life.status != -signal.SIGKILL:
                wrong.append(("not reached", f"round {number}"))
            table.life = table.lives.begin()
            if not waited(lambda number=number: _kept(table.database) == number, 10):
                wrong.append(("not kept once", f"round {number}: {_kept(table.database)}"))
        files = [path for path in (folder / "data" / "files").rglob("*") if path.is_file()]
        if len(files) != rounds:
            wrong.append(("files on disk", str(len(files))))
    return wrong


def _kept(database: Path) -> int:
    """How many files the answers of all runs have."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        runs = [json.loads(document) for (document,) in connection.execute("SELECT document FROM runs")]
    return sum(len(files) for run in runs for files in run.get("evidence", {}).values())


def _upload(table: Table, key: str, name: str, body: bytes) -> None:
    boundary = "----rig"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\nContent-Type: application/pdf\r\n\r\n'
    data = head.encode() + body + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    request = urllib.request.Request(f"{table.stage.base}/people/{key}/upload", data, headers, method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200
