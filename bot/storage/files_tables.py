"""Which runs refer to which files of the data folder: a projection of the documents, so that a file nobody needs can be told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from bot.storage.tables import metadata

run_files = Table(
    "run_files",
    metadata,
    Column("digest", String, primary_key=True),
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
