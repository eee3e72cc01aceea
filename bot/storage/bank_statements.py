"""The statements for runs with a version of a bank, built once; those for the versions themselves are `version_statements`.

What counts runs says `trial = 0` aloud: only so do the databases see that the index on part of the rows will do.
"""

from __future__ import annotations

from sqlalchemy import text

REFERRED = text("SELECT 1 FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named LIMIT 1")
RUNS_WITH = text("SELECT state, count(*) FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named GROUP BY state")
PAGE_WITH = text(
    "SELECT document FROM runs WHERE trial = 0 AND bank = :of AND bank_version = :named AND state = :state"
    " AND seq > coalesce((SELECT seq FROM runs WHERE id = :after), 0) ORDER BY seq LIMIT :most"
)
DROP_TRIALS_WITH = text("DELETE FROM runs WHERE trial = 1 AND bank = :of AND bank_version = :named")
DROP_TRIALS_OF = text("DELETE FROM runs WHERE trial = 1 AND owner = :person")
BANKS_USED = text(
    "SELECT runs.bank, (SELECT title FROM bank_versions WHERE bank_versions.shelf = 'bank' AND bank_versions.bank = runs.bank"
    " ORDER BY current DESC, seq DESC LIMIT 1),"
    " count(*) FROM runs WHERE enterprise = :enterprise AND started_at IS NOT NULL GROUP BY runs.bank ORDER BY runs.bank"
)
