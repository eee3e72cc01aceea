"""The store: SQLite by default, PostgreSQL at scale, memory for tests. `bot.storage.opening.open_store` chooses.

SQLAlchemy and Alembic are known only below this package; importing it opens nothing.
"""
