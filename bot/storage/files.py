"""What one work knows of files in the data folder: which runs, campaigns and forms refer to them, the same on SQLite and PostgreSQL.

Commits nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select, text, union_all

from bot.storage.campaign_tables import campaigns
from bot.storage.files_tables import run_files
from bot.storage.programme_tables import form_files
from bot.storage.session import Session
from dialogs.model import Run

_REFERRED = union_all(
    select(run_files.c.digest).where(run_files.c.digest == bindparam("digest")),
    select(campaigns.c.file).where(campaigns.c.file == bindparam("digest"), text("file <> ''")),
    select(form_files.c.digest).where(form_files.c.digest == bindparam("digest")),
).limit(1)
_REFER = text("INSERT INTO run_files (digest, run) VALUES (:digest, :run) ON CONFLICT (digest, run) DO NOTHING")
_RELEASE = text("DELETE FROM run_files WHERE digest = :digest AND run = :run")


class SqlFiles:
    """`bot.ports.files.FilesTransaction` over one session."""

    __slots__ = ()

    _session: Session

    def referred(self, digests: Collection[str]) -> frozenset[str]:
        return frozenset(digest for digest in digests if self._session.one(_REFERRED, digest=digest))

    def _refer(self, before: Run | None, run: Run) -> None:
        """Follow the document. A turn carries the files over as they are, so that identity settles nearly all."""
        if before is not None and before.evidence is run.evidence:
            return
        known, wanted = digests_of(before), digests_of(run)
        for digest in sorted(wanted - known):
            self._session.change(_REFER, digest=digest, run=run.id)
        for digest in sorted(known - wanted):
            self._session.change(_RELEASE, digest=digest, run=run.id)


def digests_of(run: Run | None) -> frozenset[str]:
    """The files that a run refers to."""
    return frozenset(file.digest for files in run.evidence.values() for file in files) if run else frozenset()
