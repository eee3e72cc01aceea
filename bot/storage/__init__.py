"""The store: SQLite by default, PostgreSQL at scale, one in memory for rehearsals and tests. `bot.storage.opening.open_store` chooses.

SQLAlchemy and Alembic are known only below this package; importing it opens nothing.
"""
