"""What Alembic runs: the revisions, on the connection and in the transaction that `bot.storage.schema` hands over. Opens nothing."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
