"""The revisions of the database schema; `bot.storage.schema` runs them. One that was shipped is never changed."""
